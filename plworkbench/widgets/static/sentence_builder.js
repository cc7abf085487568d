// A sentence with blanks that are filled in where they stand.
import { h, begin, speaker, watch } from "./dom.js";
import { sentenceSlot } from "./sentence_slots.js";

let builders = 0;

/** @param {Rendered<SentenceBuilderTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-sentence-builder");
  const speech = speaker();
  const reasonId = `pw-sentence-${(builders += 1)}`;
  const kinds = h("select", { class: "pw-field" });
  const line = h("div", { class: "pw-sentence", role: "group" });
  const note = h("p", { class: "pw-sentence-note" });
  const add = h("button", { type: "button", class: "pw-button", "aria-describedby": reasonId });
  const reason = h("span", { class: "pw-sentence-missing", id: reasonId });
  const label = h("span", {});
  const kind = h("label", { class: "pw-sentence-kind" }, label, kinds);
  root.append(kind, line, h("div", { class: "pw-sentence-end" }, add, reason), note, speech.element);
  let drawn = "";
  /** @type {Map<string, Slot>} */
  let slots = new Map();

  const current = () => model.get("sentences").find((one) => one.key === model.get("sentence"));
  const empty = () => [...slots].filter(([name, slot]) => !slot.isFull(model.get("values")[name]));
  kinds.addEventListener("change", () => {
    const names = Object.entries(model.get("values")).filter(([, value]) => Array.isArray(value));
    model.set("values", Object.fromEntries(names));
    model.set("sentence", kinds.value);
    model.send({ type: "begin", sentence: kinds.value });
  });
  add.addEventListener("click", () => {
    const [missing] = empty();
    if (missing) missing[1].target.focus();
    else if (current()) model.send({ type: "finished" });
  });

  /** Lay the words and the blanks of a sentence side by side. */
  const lay = (/** @type {Sentence} */ sentence) => {
    slots = new Map();
    const pieces = sentence.text.split(/\{(\w+)\}/);
    const elements = pieces.map((piece, at) => {
      if (at % 2 === 0) return piece;
      const slot = sentenceSlot(model, piece, sentence.slots[piece], speech.say);
      slots.set(piece, slot);
      return h("span", { class: "pw-blank" }, slot.element);
    });
    line.replaceChildren(...elements);
  };
  const drawKinds = () => kinds.replaceChildren(...model.get("sentences").map(({ key, words }) => h("option", { value: key }, words)));
  const draw = () => {
    const sentence = current();
    kind.hidden = line.hidden = add.hidden = reason.hidden = !sentence;
    if (!sentence) return;
    label.textContent = model.get("label");
    add.textContent = model.get("add_label");
    kinds.value = sentence.key;
    line.setAttribute("aria-label", sentence.words);
    const wanted = JSON.stringify(sentence);
    if (wanted !== drawn) lay(sentence);
    drawn = wanted;
    const values = model.get("values");
    for (const [name, slot] of slots) {
      const elsewhere = [...slots.keys()].filter((other) => other !== name).flatMap((other) => values[other] ?? []);
      slot.show(values[name], model.get("people").filter((one) => !elsewhere.includes(one)));
    }
    const missing = empty().map(([name]) => sentence.slots[name].missing);
    add.setAttribute("aria-disabled", String(missing.length > 0));
    reason.textContent = missing.length ? `Still missing: ${missing.join(", ")}.` : "";
    note.textContent = sentence.note ?? "";
    note.hidden = !sentence.note;
  };
  watch(model, ["sentences"], drawKinds);
  watch(model, ["sentences", "sentence", "values", "people", "label", "add_label"], draw);
  model.on("msg:custom", (/** @type {TypedAnswer} */ { type, slot, left }) => type === "typed" && slots.get(slot)?.answer?.(left));
}

export default { render };
