// The cells of the mastery grid and the words they are read with.
import { h, counted } from "./dom.js";

const written = (score) => score.toFixed(1);

/** "Amara Okafor, 6.RP.A.1 Ratio language: secure, 3.2 of 4 from 5 pieces of evidence" */
export function cellWords(row, column, cell) {
  const told = [cell.level];
  const from = counted(cell.count ?? 0, "piece of evidence", "pieces of evidence");
  if (cell.level === "not enough evidence") told.push(from);
  else if (typeof cell.score === "number") told.push(`${written(cell.score)} of 4 from ${from}`);
  return `${row.name}, ${column.code} ${column.title}: ${told.join(", ")}`;
}

/** The head of one column. A code is never alone: its title stands beside it. */
export function columnHead(column) {
  const words = [`${column.code} ${column.title}`, column.summary].filter(Boolean).join(". ");
  const code = h("span", { class: "pw-grid-code" }, column.code);
  const title = h("span", { class: "pw-grid-title" }, column.title);
  const inside = h("span", { class: "pw-grid-head" }, code, title);
  return h("th", { scope: "col", role: "columnheader", tabindex: "-1", "aria-label": words }, inside);
}

/** One cell of each state to copy: copying is several times quicker than making, and there can be ten thousand. */
function patterns(levels) {
  const pattern = (mark) => {
    const symbol = h("span", { class: "pw-grid-symbol", "aria-hidden": "true" }, mark.symbol);
    return h("td", { role: "gridcell", tabindex: "-1", class: mark.css }, symbol);
  };
  return new Map(levels.map((mark) => [mark.level, pattern(mark)]));
}

function gridCell(row, column, cell, marks) {
  const element = (marks.get(cell.level) ?? marks.get("not recorded")).cloneNode(true);
  element.setAttribute("aria-label", cellWords(row, column, cell));
  element.dataset.row = row.key;
  element.dataset.column = column.code;
  const scored = typeof cell.score === "number" && !["not enough evidence", "not recorded"].includes(cell.level);
  if (scored) element.append(` ${written(cell.score)}`);
  return element;
}

/** All rows at once: building outside the page is what keeps 400 rows quick. */
export function gridRows(rows, columns, levels) {
  const marks = patterns(levels);
  const none = { level: "not recorded", score: null, count: 0 };
  const fragment = document.createDocumentFragment();
  for (const row of rows) {
    const head = h("th", { scope: "row", role: "rowheader", tabindex: "-1", title: row.name }, h("span", {}, row.name));
    const cells = columns.map((column, place) => gridCell(row, column, row.cells[place] ?? none, marks));
    fragment.append(h("tr", { role: "row" }, head, cells));
  }
  return fragment;
}
