// Finding rows of a table: words typed, values chosen, and how many rows that leaves.
import { h } from "./dom.js";
import { cellChoices, cellWords } from "./table-cells.js";

const RESTS = 600; // milliseconds without a letter until what was typed is told

/** Small letters without accents: "garcia" finds "García". @param {string} text */
export function plain(text) {
  return (/^[\x20-\x7e\n]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();
}

/** "12 of 300 rows" @param {number} shown @param {number} all */
export function countWords(shown, all) {
  const noun = all === 1 ? "row" : "rows";
  return shown === all ? `${all.toLocaleString()} ${noun}` : `${shown.toLocaleString()} of ${all.toLocaleString()} ${noun}`;
}

/**
 * How rows are found; what is looked through is read once.
 * @param {TableRow[]} rows @param {TableColumn[]} columns @param {Mark[]} marks
 */
export function rowFinder(rows, columns, marks) {
  const isNumber = (/** @type {TableColumn} */ column) => column.kind === "number";
  const [numbers, others] = [columns.filter(isNumber), columns.filter((column) => !isNumber(column))];
  const wordsOf = (/** @type {TableRow} */ row, /** @type {TableColumn[]} */ some) => some.flatMap((column) => cellWords(row[column.key], column, marks));
  const read = (/** @type {TableRow} */ row) => ({ text: plain(wordsOf(row, others).join("\n")), numbers: wordsOf(row, numbers) });
  /** @type {ReturnType<typeof read>[] | null} */
  let known = null;
  /**
   * The rows that hold every word typed, and every value chosen. A number counts as a whole: "3" is not part of "3.2".
   * @param {string} typed @param {{ [column: string]: string }} chosen what is chosen, by the key of its column
   */
  return (typed, chosen) => {
    const words = plain(typed).split(/\s+/).filter(Boolean);
    const wanted = columns.filter((column) => chosen[column.key]);
    const texts = words.length ? (known ??= rows.map(read)) : [];
    return rows.filter((row, place) => {
      const fits = wanted.every((column) => cellChoices(row[column.key], column, marks).some(([value]) => value === chosen[column.key]));
      return fits && words.every((word) => texts[place].text.includes(word) || texts[place].numbers.includes(word));
    });
  };
}

/**
 * The bar above a table. It stays where it is while the table changes, so that nobody is interrupted in typing.
 * @param {() => void} onChange the rows are to be shown so
 * @param {() => void} onRest something was chosen, or typed and then nothing for a moment
 */
export function filterBar(onChange, onRest) {
  const input = h("input", { type: "search", class: "pw-table-find", autocomplete: "off", spellcheck: "false", maxlength: "200" });
  const label = h("label", { class: "pw-table-label" }, "Find", input);
  const lists = h("span", { class: "pw-table-lists" });
  const count = h("span", { class: "pw-table-count" });
  const spoken = h("span", { class: "pw-visually-hidden", role: "status" });
  const all = h("button", { type: "button", class: "pw-button pw-table-all" }, "Show all rows");
  const element = h("div", { class: "pw-table-bar" }, label, lists, count, all, spoken);
  /** What is wished for in each column, whether or not it is there now. @type {{ [column: string]: string }} */
  let wished = {};
  let timer = 0;

  const selects = () => /** @type {HTMLSelectElement[]} */ ([...lists.querySelectorAll("select")]);
  /** What is chosen in each column; a value that is not there is left out. */
  const chosen = () => Object.fromEntries(selects().flatMap((one) => (one.value ? [[one.dataset.column ?? "", one.value]] : [])));
  const changed = () => {
    onChange();
    clearTimeout(timer); // said and told when the typing rests, not at every letter
    timer = window.setTimeout(() => {
      spoken.textContent = count.textContent;
      onRest();
    }, RESTS);
  };
  const chose = () => {
    changed();
    onRest();
  };
  const clear = () => {
    input.value = "";
    wished = {};
    for (const list of selects()) list.value = "";
    chose();
    input.focus();
  };
  input.addEventListener("input", changed);
  input.addEventListener("change", onRest); // Enter was pressed, or the field was left
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    event.stopPropagation();
    clear();
  });
  all.addEventListener("click", clear);

  const list = (/** @type {TableColumn} */ column, /** @type {Option[]} */ choices, /** @type {string} */ caption) => {
    const called = caption ? `${column.label}: ${caption}` : column.label; // a page may have several such lists
    const options = choices.map(([value, words]) => h("option", { value }, words));
    const select = h("select", { class: "pw-table-list", "data-column": column.key, "aria-label": called }, h("option", { value: "" }, "All"), options);
    const wish = wished[column.key] ?? "";
    select.value = choices.some(([value]) => value === wish) ? wish : "";
    select.addEventListener("change", () => {
      wished = chosen();
      chose();
    });
    return h("label", { class: "pw-table-label" }, column.label, select);
  };
  return {
    element,
    input,
    chosen,
    /** Ask for other rows, as somebody else says; what can be chosen is offered next. @param {TableView} view */
    ask: (view) => {
      clearTimeout(timer);
      if (input.value.trim() !== (view.find ?? "")) input.value = view.find ?? "";
      wished = { ...view.only };
    },
    /**
     * Offer what can be chosen now; a value wished for that is not there waits until it is.
     * @param {TableColumn[]} columns @param {(column: TableColumn) => Option[]} choicesOf @param {string} caption
     */
    offer: (columns, choicesOf, caption) => {
      input.setAttribute("aria-label", caption ? `Find in ${caption}` : "Find");
      const held = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.column;
      const hadFocus = lists.contains(document.activeElement);
      lists.replaceChildren(...columns.map((column) => list(column, choicesOf(column), caption)));
      if (hadFocus) selects().find((one) => one.dataset.column === held)?.focus();
    },
    /** @param {number} shown @param {number} rows */
    tell: (shown, rows) => {
      count.textContent = countWords(shown, rows);
      all.hidden = !input.value && !Object.keys(chosen()).length;
      element.classList.toggle("pw-table-filtered", !all.hidden);
    },
    stop: () => clearTimeout(timer),
  };
}
