// The blanks of a sentence. Each has an element, and `show(value, people)`.
import { h } from "./dom.js";
import { peopleField } from "./people.js";

/**
 * A list to choose one from; while nothing fits, words stand in its place.
 * @param {ChoiceSlot} slot
 * @param {(value: string) => void} tell
 * @returns {Slot}
 */
function choiceSlot(slot, tell) {
  const select = h("select", { class: "pw-field pw-blank-choice", "aria-label": slot.label }, slot.options.map(([value, words]) => h("option", { value }, words)));
  select.addEventListener("change", () => tell(select.value));
  const usual = slot.usual ?? "";
  if (!slot.options.some(([value]) => value === usual)) select.prepend(h("option", { value: "" }, "choose"));
  const chosen = (/** @type {string[] | string | undefined} */ value) => slot.options.find(([one]) => one === value)?.[0] ?? usual;
  const element = slot.options.length ? select : h("span", { class: "pw-blank-none" }, slot.none ?? "nothing to choose");
  return { element, target: select, show: (value) => void (select.value = chosen(value)), isFull: (value) => Boolean(chosen(value)) };
}

/**
 * The blank for students.
 * @param {PeopleSlot} slot
 * @param {Model<SentenceBuilderTraits>} model
 * @param {string} name
 * @param {(words: string) => void} say
 * @returns {Slot}
 */
function peopleSlot(slot, model, name, say) {
  const change = (/** @type {"choose" | "let go"} */ type, /** @type {string} */ one, /** @type {string[]} */ names) => {
    model.set("values", { ...model.get("values"), [name]: names }); // shown at once; the kernel says the same
    model.send({ type, slot: name, name: one });
  };
  const now = () => chosenIn(model.get("values")[name]);
  const field = peopleField({
    label: slot.label,
    placeholder: "type a name",
    say,
    choose: (one) => change("choose", one, slot.one ? [one] : [...now(), one]),
    letGo: (one) => change("let go", one, now().filter((other) => other !== one)),
    typed: (words) => model.send({ type: "typed", slot: name, words }),
  });
  return { element: field.element, target: field.input, answer: field.answer, show: (value, people) => field.show(chosenIn(value), people), isFull: (value) => Boolean(value?.length) };
}

/** Who is in a blank for students. @param {string[] | string | undefined} value */
const chosenIn = (value) => (Array.isArray(value) ? value : []);

/**
 * Make the blank `name` of a sentence.
 * @param {Model<SentenceBuilderTraits>} model
 * @param {string} name
 * @param {PeopleSlot | ChoiceSlot} slot
 * @param {(words: string) => void} say
 */
export function sentenceSlot(model, name, slot, say) {
  if (slot.kind === "people") return peopleSlot(slot, model, name, say);
  return choiceSlot(slot, (value) => {
    model.set("values", { ...model.get("values"), [name]: value });
    model.send({ type: "fill", slot: name, value });
  });
}
