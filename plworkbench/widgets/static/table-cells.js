// How one value of a table is written and compared, by the kind of its column.
import { h, levelChip } from "./dom.js";

const byWords = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const missing = (value) => value === null || value === undefined || value === "";

/** The content of a cell. */
export function cellContent(value, column, marks) {
  if (missing(value)) {
    const spoken = h("span", { class: "pw-visually-hidden" }, "not recorded");
    return [h("span", { "aria-hidden": "true", class: "pw-table-none" }, "–"), spoken];
  }
  if (column.kind === "level") return [levelChip(marks, value)];
  if (column.kind === "chips") return [chips(value, marks)];
  if (column.kind === "number" && typeof value === "number") return [written(value, column.digits)];
  return [String(value)];
}

function chips(values, marks) {
  const chip = (entry) => {
    const { text, level } = typeof entry === "object" ? entry : { text: entry, level: null };
    const mark = marks.find((one) => one.level === level);
    if (!mark) return h("span", { class: "pw-chip" }, text);
    const symbol = h("span", { "aria-hidden": "true" }, mark.symbol);
    const word = h("span", { class: "pw-visually-hidden" }, ` ${mark.word}`);
    return h("span", { class: `pw-chip ${mark.css}`, title: mark.word }, symbol, ` ${text}`, word);
  };
  return h("span", { class: "pw-chips" }, values.map(chip));
}

function written(number, digits) {
  const limits = digits === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number.toLocaleString(undefined, limits);
}

/** A comparison for rows by one column; what is missing comes last both ways. */
export function comparison(column, direction, marks) {
  const order = new Map(marks.map((mark, place) => [mark.level, place]));
  const weight = (value) => {
    if (column.kind === "level") return order.get(value) ?? -1;
    if (column.kind === "chips") return value.length;
    return value;
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : byWords.compare(String(a), String(b)));
  return (one, other) => {
    const [a, b] = [one[column.key], other[column.key]];
    if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
    return direction * compare(weight(a), weight(b));
  };
}
