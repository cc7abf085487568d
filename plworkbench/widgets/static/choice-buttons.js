// Buttons of which one is marked, or which only do something.
import { h, focusedElement } from "./dom.js";

/**
 * The buttons, in a group that has a name; `marks` says whether one is marked.
 * @param {string} name
 * @param {boolean} marks
 * @param {(value: string) => void} onChosen
 */
export function choiceButtons(name, marks, onChosen) {
  const group = h("div", { class: "pw-choice", role: "group", "aria-label": name });
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  let drawn = "";
  const show = (/** @type {Option[]} */ options, /** @type {string} */ value, answered = true) => {
    const wanted = JSON.stringify(options);
    if (wanted !== drawn) {
      const focused = group.contains(document.activeElement) ? focusedElement()?.dataset.value : undefined;
      buttons = options.map(([one, words]) =>
        h("button", { type: "button", class: "pw-button", "data-value": one, click: () => onChosen(one) }, words),
      );
      group.replaceChildren(...buttons);
      drawn = wanted;
      if (focused !== undefined) buttons.find((button) => button.dataset.value === focused)?.focus({ preventScroll: true });
    }
    if (!marks) return;
    for (const button of buttons) button.setAttribute("aria-pressed", String(answered && button.dataset.value === value));
  };
  return { group, show };
}
