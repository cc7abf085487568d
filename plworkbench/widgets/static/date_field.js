// A day: the browser's own field, the day in words, and the usual choices.
import { h, begin, watch } from "./dom.js";

let dateFields = 0;
const ANY = { min: "1990-01-01", max: "2100-12-31" }; // a year half typed is no day yet

/** @param {Rendered<DateFieldTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-date-field");
  const id = `pw-date-${(dateFields += 1)}`;
  const label = h("span", { class: "pw-date-label" });
  const input = h("input", { class: "pw-field", type: "date", ...ANY, "aria-describedby": id });
  const words = h("p", { class: "pw-date-words", id, "aria-live": "polite" });
  const quick = h("div", { class: "pw-date-quick", role: "group" });
  root.append(h("label", {}, label, input), quick, words);
  const tell = (/** @type {string} */ value) => model.send({ type: "chosen", value });

  // The kernel judges the day and says why it is refused; the browser only waits for a whole one.
  input.addEventListener("change", () => input.validity.valid && tell(input.value));
  watch(model, ["label", "quick"], () => {
    label.textContent = model.get("label");
    quick.setAttribute("aria-label", model.get("label"));
    quick.hidden = !model.get("quick").length;
    quick.replaceChildren(...model.get("quick").map(([value, said]) => h("button", { type: "button", class: "pw-button", "data-day": value, click: () => tell(value) }, said)));
  });
  watch(model, ["value", "words", "refusal", "quick"], () => {
    const refusal = model.get("refusal");
    if (!refusal) input.value = model.get("value"); // a day that was refused stays to be mended
    input.setAttribute("aria-invalid", String(Boolean(refusal)));
    words.textContent = refusal || model.get("words");
    words.classList.toggle("is-refused", Boolean(refusal));
    for (const button of quick.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.day === model.get("value")));
  });
}

export default { render };
