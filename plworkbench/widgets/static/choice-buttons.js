// Buttons of which one is marked, or which only do something.
import { h } from "./dom.js";

/** The buttons, in a group that has a name. Options are pairs of value and words; `marks` says whether one is marked. */
export function choiceButtons(name, marks, onChosen) {
  const group = h("div", { class: "pw-choice", role: "group", "aria-label": name });
  let drawn = "";
  const show = (options, value, answered = true) => {
    const wanted = JSON.stringify(options);
    if (wanted !== drawn) {
      const focused = group.contains(document.activeElement) ? document.activeElement.dataset.value : null;
      group.replaceChildren(...options.map(([one, words]) => h("button", { type: "button", class: "pw-button", "data-value": one, click: () => onChosen(one) }, words)));
      drawn = wanted;
      if (focused !== null) [...group.children].find((button) => button.dataset.value === focused)?.focus({ preventScroll: true });
    }
    if (!marks) return;
    for (const button of group.children) button.setAttribute("aria-pressed", String(answered && button.dataset.value === value));
  };
  return { group, show };
}
