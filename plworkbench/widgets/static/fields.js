// The fields a cell of a table can have. Each has an element, and `show(value, options)` to set it.
import { h } from "./dom.js";
import { choiceButtons } from "./choice-buttons.js";

const INPUTS = {
  text: { type: "text" },
  number: { type: "number", min: "0", step: "any", inputmode: "decimal" },
  date: { type: "date", min: "1990-01-01", max: "2100-12-31" }, // a year half typed is no day yet
};

const LINE = 24; // letters in a line of a long text, for browsers in which a field does not grow by itself

/**
 * A text that goes on in a line below where it is longer than its field: nothing of it is cut off.
 * @param {string} placeholder
 */
function longText(placeholder) {
  const element = h("textarea", { class: "pw-field pw-field-long", placeholder, rows: 1 });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // it is one text, and Enter finishes it as in the other fields
    element.blur();
    element.focus({ preventScroll: true });
  });
  return element;
}

/** @returns {Field} */
function plainWords() {
  const element = h("span", { class: "pw-field-words" });
  return { element, show: (value) => (element.textContent = value ?? "") };
}

/**
 * @param {FieldColumn} column
 * @param {string} name
 * @param {string} listId
 * @param {(value: any) => void} tell
 * @returns {Field}
 */
function input(column, name, listId, tell) {
  const element =
    column.kind === "long text"
      ? longText(column.placeholder ?? "")
      : h("input", { ...INPUTS[/** @type {keyof typeof INPUTS} */ (column.kind)], class: "pw-field", placeholder: column.placeholder });
  element.setAttribute("aria-label", name);
  if (column.kind === "text") element.setAttribute("list", listId);
  let typing = false; // what is being typed stays, whatever the kernel says meanwhile
  element.addEventListener("input", () => (typing = true));
  element.addEventListener("change", () => {
    if (!element.validity.valid) return;
    typing = false;
    const text = element.value.trim();
    tell(column.kind === "number" ? (text === "" ? null : Number(text)) : text);
  });
  const show = (/** @type {any} */ value) => {
    if (typing && document.activeElement === element) return;
    typing = false;
    element.value = value ?? "";
    if (element instanceof HTMLTextAreaElement) element.rows = Math.max(1, Math.ceil(element.value.length / LINE));
  };
  return { element, show };
}

/** @param {string} name @param {(value: any) => void} tell @returns {Field} */
function select(name, tell) {
  const element = h("select", { class: "pw-field", "aria-label": name });
  let drawn = "";
  element.addEventListener("change", () => tell(element.value));
  const show = (/** @type {any} */ value, /** @type {Option[]} */ options) => {
    const wanted = JSON.stringify(options);
    if (wanted !== drawn) element.replaceChildren(...options.map(([one, words]) => h("option", { value: one }, words)));
    drawn = wanted;
    element.value = value ?? "";
  };
  return { element, show };
}

/**
 * The field of a column in a row that is called `name`; `tell(value)` is called when it is changed.
 * @param {FieldColumn} column
 * @param {string} name
 * @param {string} listId
 * @param {(value: any) => void} tell
 * @returns {Field}
 */
export function field(column, name, listId, tell) {
  if (column.kind === "select") return select(name, tell);
  if (column.kind === "choice" || column.kind === "buttons") {
    const { group, show } = choiceButtons(name, column.kind === "choice", tell);
    return { element: group, show: (value, options) => show(options, value ?? "", value !== null && value !== undefined) };
  }
  return column.kind in INPUTS || column.kind === "long text" ? input(column, name, listId, tell) : plainWords();
}
