// Several students, chosen by name.
import { h, begin, speaker, watch } from "./dom.js";
import { peopleField } from "./people.js";

/** @param {Rendered<PeoplePickerTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-people-picker");
  const speech = speaker();
  const label = h("span", { class: "pw-people-label", "aria-hidden": "true" }, model.get("label"));
  const set = (/** @type {string[]} */ names) => model.set("names", names); // shown at once; the kernel says the same a moment later
  const field = peopleField({
    label: model.get("label"),
    placeholder: model.get("placeholder"),
    say: speech.say,
    choose: (name) => {
      set([...model.get("names"), name]);
      model.send({ type: "choose", name });
    },
    letGo: (name) => {
      set(model.get("names").filter((one) => one !== name));
      model.send({ type: "let go", name });
    },
    typed: (words) => model.send({ type: "typed", words }),
  });
  root.append(label, field.element, speech.element);
  watch(model, ["names", "people"], () => field.show(model.get("names"), model.get("people")));
  model.on("msg:custom", (/** @type {TypedAnswer} */ { type, left }) => type === "typed" && field.answer(left));
}

export default { render };
