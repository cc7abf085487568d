// A question with a few answers.
import { h, begin, watch } from "./dom.js";
import { choiceButtons } from "./choice-buttons.js";

/** @param {Rendered<ChoiceTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-choice-part");
  const label = h("p", { class: "pw-choice-label" });
  const { group, show } = choiceButtons("", true, (value) => model.send({ type: "chosen", value }));
  root.append(label, group);
  watch(model, ["label", "label_hidden", "options", "value", "answered"], () => {
    label.textContent = model.get("label");
    label.hidden = model.get("label_hidden") || !label.textContent;
    group.setAttribute("aria-label", model.get("label"));
    const options = model.get("options").map(({ value, words }) => /** @type {Option} */ ([value, words]));
    show(options, model.get("value"), model.get("answered"));
  });
}

export default { render };
