// How one value of a table is written, read and compared, by the kind of its column.
import { h, levelChip } from "./dom.js";

const byWords = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const missing = (/** @type {any} */ value) => value === null || value === undefined || value === "";

/** @param {ChipEntry} entry */
const chipText = (entry) => (typeof entry === "object" ? entry.text : entry);

/**
 * The content of a cell.
 * @param {any} value @param {TableColumn} column @param {Mark[]} marks
 * @returns {Child[]}
 */
export function cellContent(value, column, marks) {
  if (missing(value)) {
    const spoken = h("span", { class: "pw-visually-hidden" }, "not recorded");
    return [h("span", { "aria-hidden": "true", class: "pw-table-none" }, "–"), spoken];
  }
  if (column.kind === "level") return [levelChip(marks, value)];
  if (column.kind === "chips") return [chips(value, marks)];
  if (column.kind === "number" && typeof value === "number") return [written(value, column.digits)];
  return [h("bdi", {}, String(value))];
}

/** @param {ChipEntry[]} values @param {Mark[]} marks */
function chips(values, marks) {
  const chip = (/** @type {ChipEntry} */ entry) => {
    const mark = typeof entry === "object" ? marks.find((one) => one.level === entry.level) : undefined;
    if (!mark) return h("span", { class: "pw-chip" }, chipText(entry));
    const symbol = h("span", { "aria-hidden": "true" }, mark.symbol);
    const word = h("span", { class: "pw-visually-hidden" }, ` ${mark.word}`);
    return h("span", { class: `pw-chip ${mark.css}`, title: mark.word }, symbol, ` ${chipText(entry)}`, word);
  };
  return h("span", { class: "pw-chips" }, values.map(chip));
}

/** Making a format takes far longer than using it. @type {Map<number | undefined, Intl.NumberFormat>} */
const formats = new Map();

/** @param {number} number @param {number} [digits] */
function written(number, digits) {
  let format = formats.get(digits);
  if (!format) {
    const limits = digits === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    formats.set(digits, (format = new Intl.NumberFormat(undefined, limits)));
  }
  return format.format(number);
}

/**
 * The words of a cell, as somebody would look for them: of chips each one, else a single one; none where nothing is known.
 * @param {any} value @param {TableColumn} column @param {Mark[]} marks
 * @returns {string[]}
 */
export function cellWords(value, column, marks) {
  if (missing(value)) return [];
  if (column.kind === "level") return [marks.find((mark) => mark.level === value)?.word ?? String(value)];
  if (column.kind === "chips") return value.map(chipText);
  if (column.kind === "number" && typeof value === "number") return [written(value, column.digits)];
  return [String(value)];
}

/**
 * What a cell holds, as it is chosen and remembered, with its words: a level by its own name, which no wording changes.
 * @param {any} value @param {TableColumn} column @param {Mark[]} marks
 * @returns {Option[]}
 */
export function cellChoices(value, column, marks) {
  const words = cellWords(value, column, marks);
  if (column.kind === "level" || typeof value === "number") return words.map((word) => [String(value), word]);
  return words.map((word) => [word, word]);
}

/**
 * The rows in the order of one column; what is missing comes last both ways, and equals keep their places.
 * @param {TableRow[]} rows @param {TableColumn} column @param {number} direction 1 or -1 @param {Mark[]} marks
 */
export function sortedRows(rows, column, direction, marks) {
  const order = new Map(marks.map((mark, place) => [mark.level, place]));
  const values = rows.map((row) => {
    const value = row[column.key];
    if (missing(value)) return null;
    if (column.kind === "level") return order.get(value) ?? -1;
    return column.kind === "chips" ? value.length : value;
  });
  // Words are slow to compare: each different one is given its number once, and the numbers are sorted.
  const areNumbers = values.every((value) => value === null || typeof value === "number");
  const words = areNumbers ? [] : [...new Set(values.filter((value) => value !== null).map(String))].sort(byWords.compare);
  const places = new Map();
  words.forEach((word, n) => {
    const isSame = n > 0 && byWords.compare(words[n - 1], word) === 0;
    places.set(word, isSame ? places.get(words[n - 1]) : n);
  });
  const numbers = areNumbers ? values : values.map((value) => (value === null ? null : places.get(String(value))));
  return rows
    .map((row, at) => ({ row, number: numbers[at] }))
    .sort((a, b) => {
      if (a.number === null || b.number === null) return Number(a.number === null) - Number(b.number === null);
      return direction * (a.number - b.number);
    })
    .map(({ row }) => row);
}
