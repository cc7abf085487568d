// Finding rows of a table: words typed, values chosen, and how many rows that leaves.
import { h } from "./dom.js";
import { cellWords } from "./table-cells.js";

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
   * @param {string} typed @param {Map<string, string>} chosen the words chosen, by the key of their column
   */
  return (typed, chosen) => {
    const words = plain(typed).split(/\s+/).filter(Boolean);
    const wanted = columns.filter((column) => chosen.get(column.key));
    const texts = words.length ? (known ??= rows.map(read)) : [];
    return rows.filter((row, place) => {
      const fits = wanted.every((column) => cellWords(row[column.key], column, marks).includes(chosen.get(column.key) ?? ""));
      return fits && words.every((word) => texts[place].text.includes(word) || texts[place].numbers.includes(word));
    });
  };
}

/**
 * The bar above a table. It stays where it is while the table changes, so that nobody is interrupted in typing.
 * @param {() => void} onChange
 */
export function filterBar(onChange) {
  const input = h("input", { type: "search", class: "pw-table-find", autocomplete: "off", spellcheck: "false" });
  const label = h("label", { class: "pw-table-label" }, "Find", input);
  const lists = h("span", { class: "pw-table-lists" });
  const count = h("span", { class: "pw-table-count" });
  const spoken = h("span", { class: "pw-visually-hidden", role: "status" });
  const all = h("button", { type: "button", class: "pw-button pw-table-all" }, "Show all rows");
  const element = h("div", { class: "pw-table-bar" }, label, lists, count, all, spoken);
  /** @type {Map<string, string>} */
  const chosen = new Map();
  let timer = 0;

  const changed = () => {
    onChange();
    clearTimeout(timer); // said when the typing rests, not at every letter
    timer = window.setTimeout(() => (spoken.textContent = count.textContent), 600);
  };
  const clear = () => {
    input.value = "";
    chosen.clear();
    for (const list of lists.querySelectorAll("select")) list.value = "";
    changed();
    input.focus();
  };
  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    event.stopPropagation();
    clear();
  });
  all.addEventListener("click", clear);

  const list = (/** @type {TableColumn} */ column, /** @type {string[]} */ words) => {
    const select = h("select", { class: "pw-table-list" }, h("option", { value: "" }, "All"), words.map((word) => h("option", { value: word }, word)));
    select.value = chosen.get(column.key) ?? "";
    select.addEventListener("change", () => {
      chosen.set(column.key, select.value);
      changed();
    });
    return h("label", { class: "pw-table-label", "data-column": column.key }, column.label, select);
  };
  return {
    element,
    input,
    chosen,
    /**
     * Offer what can be chosen now; a value chosen before stays on offer.
     * @param {TableColumn[]} columns @param {(column: TableColumn) => string[]} wordsOf @param {string} caption
     */
    offer: (columns, wordsOf, caption) => {
      input.setAttribute("aria-label", caption ? `Find in ${caption}` : "Find");
      const held = /** @type {HTMLElement | null} */ (document.activeElement)?.closest("label")?.dataset.column;
      const made = columns.map((column) => {
        const words = wordsOf(column);
        const before = chosen.get(column.key);
        return list(column, before && !words.includes(before) ? [...words, before] : words);
      });
      lists.replaceChildren(...made);
      made.find((one) => held && one.dataset.column === held)?.querySelector("select")?.focus();
    },
    /** @param {number} shown @param {number} rows */
    tell: (shown, rows) => {
      count.textContent = countWords(shown, rows);
      all.hidden = !input.value && ![...chosen.values()].some(Boolean);
      element.classList.toggle("pw-table-filtered", !all.hidden);
    },
  };
}
