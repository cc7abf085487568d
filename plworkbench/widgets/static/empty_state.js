// What would be here, and what brings it.
import { h, begin, watch } from "./dom.js";

/** @param {Rendered<EmptyStateTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-empty-state");
  watch(model, ["title", "words", "action", "href"], () => {
    const action = model.get("action");
    const href = model.get("href");
    const look = "pw-button pw-primary";
    const link = () => h("a", { class: look, href }, action);
    const button = () => h("button", { type: "button", class: look, click: () => model.send({ type: "action" }) }, action);
    root.replaceChildren(h("p", { class: "pw-empty-title" }, model.get("title")), h("p", { class: "pw-empty-words" }, model.get("words")));
    if (action) root.append(href ? link() : button());
  });
}

export default { render };
