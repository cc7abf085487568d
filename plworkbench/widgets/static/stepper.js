// The steps of a task: done, current, to come.
import { h, begin, focusedElement, watch } from "./dom.js";

const SAID = { done: "done", current: "you are here", next: "to come" };

/** @param {Rendered<StepperTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-stepper");
  const list = h("ol", {});
  root.append(list);
  root.setAttribute("role", "group");

  const step = (/** @type {{key: string, words: string}} */ { key, words }, /** @type {number} */ place, /** @type {number} */ here) => {
    const state = place < here ? "done" : place === here ? "current" : "next";
    const inside = [
      h("span", { class: "pw-step-mark", "aria-hidden": "true" }, state === "done" ? "✓" : String(place + 1)),
      h("span", { class: "pw-step-words" }, words, h("span", { class: "pw-visually-hidden" }, ` (${SAID[state]})`)),
    ];
    const leadsBack = state === "done" && model.get("goes_back");
    const body = leadsBack ? h("button", { type: "button", class: "pw-step-back", "data-step": key, click: () => model.send({ type: "chosen", key }) }, inside) : inside;
    return h("li", { class: `pw-step is-${state}`, "aria-current": state === "current" ? "step" : null }, body);
  };
  watch(model, ["label", "steps", "current", "goes_back"], () => {
    const steps = model.get("steps");
    const here = steps.findIndex((one) => one.key === model.get("current"));
    root.setAttribute("aria-label", model.get("label"));
    const focused = root.contains(document.activeElement) ? focusedElement()?.dataset.step : undefined;
    list.replaceChildren(...steps.map((one, place) => step(one, place, here < 0 ? steps.length : here)));
    if (focused !== undefined) [...list.querySelectorAll("button")].find((button) => button.dataset.step === focused)?.focus({ preventScroll: true });
  });
}

export default { render };
