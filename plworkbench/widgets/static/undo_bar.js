// What was just removed, and the button that brings it back.
import { h, begin, icon, speaker, watch } from "./dom.js";

/** @param {Rendered<UndoBarTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-undo-bar");
  const speech = speaker();
  const words = h("span", { class: "pw-undo-words" });
  const label = h("span", {});
  const undo = h("button", { type: "button", class: "pw-button pw-undo", click: () => model.send({ type: "undo" }) }, icon("undo"), label);
  const close = h("button", { type: "button", class: "pw-undo-close", "aria-label": "Put this line away", click: () => model.send({ type: "put away" }) }, h("span", { "aria-hidden": "true" }, "✕"));
  const bar = h("div", { class: "pw-undo-shown", hidden: true }, words, undo, close);
  root.append(bar, speech.element);
  let offered = 0;
  watch(model, ["words", "offered", "undo_label"], () => {
    const text = model.get("words");
    words.textContent = text;
    label.textContent = model.get("undo_label");
    undo.setAttribute("aria-label", `${model.get("undo_label")}: ${text}`);
    bar.hidden = !text;
    if (!text || offered === model.get("offered")) return;
    offered = model.get("offered");
    speech.say(`${text} ${model.get("undo_label")} is offered.`);
    // What was removed took the focus with it: it goes on from here.
    for (const wait of [150, 800]) {
      setTimeout(() => document.activeElement === document.body && bar.getClientRects().length && undo.focus({ preventScroll: true }), wait);
    }
  });
}

export default { render };
