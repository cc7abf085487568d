// The cells of the mastery grid and the words they are read with.
import { h, counted, icon } from "./dom.js";

const UNKNOWN = ["not enough evidence", "not recorded"];
const JUDGED = {
  "by the teacher": "level set by you",
  "newer evidence": "newer evidence since you set the level",
};

/** What the small signs of a cell mean, for the legend. */
export const SIGNS = [
  ["5", "pieces of evidence"],
  ["~", "close to the line"],
  ["pencil", "level set by you"],
];

const written = (score, top) => score.toFixed(top === 100 ? 0 : top <= 2 ? 2 : 1); // as `schema.shown_score`
const scored = (cell) => typeof cell.score === "number";

/** "Amara Okafor, 6.RP.A.1 Ratio language: secure, 3.2 of 4 from 5 pieces of evidence, level set by you" */
export function cellWords(row, column, cell, { marks, top }) {
  const told = [marks.find((mark) => mark.level === cell.level)?.word ?? cell.level];
  const from = counted(cell.count ?? 0, "piece of evidence", "pieces of evidence");
  if (cell.level === "not enough evidence") told.push(from);
  else if (scored(cell)) told.push(`${written(cell.score, top)} ${top === 100 ? "%" : `of ${top}`} from ${from}`);
  if (cell.unsure) told.push("close to the line");
  if (cell.judged) told.push(JUDGED[cell.judged]);
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

function gridCell(row, column, cell, look) {
  const element = (look.patterns.get(cell.level) ?? look.patterns.get("not recorded")).cloneNode(true);
  element.setAttribute("aria-label", cellWords(row, column, cell, look));
  element.dataset.row = row.key;
  element.dataset.column = column.code;
  if (scored(cell) && !UNKNOWN.includes(cell.level)) element.append(` ${written(cell.score, look.top)}`);
  if (cell.count) element.append(small(cell));
  return element;
}

/** The second line of a cell: how much evidence, and what has to be known of it beside the level. */
function small(cell) {
  const line = h("span", { class: "pw-grid-small", "aria-hidden": "true" }, String(cell.count));
  if (cell.unsure) line.append(" ~");
  if (cell.judged) line.append(icon("pencil"));
  if (cell.judged === "newer evidence") line.append("?");
  return line;
}

/** All rows at once: building outside the page is what keeps 400 rows quick. */
export function gridRows(rows, columns, marks, top) {
  const look = { marks, top, patterns: patterns(marks) };
  const none = { level: "not recorded", score: null, count: 0 };
  const fragment = document.createDocumentFragment();
  for (const row of rows) {
    const head = h("th", { scope: "row", role: "rowheader", tabindex: "-1", title: row.name }, h("span", {}, row.name));
    const cells = columns.map((column, place) => gridCell(row, column, row.cells[place] ?? none, look));
    fragment.append(h("tr", { role: "row" }, head, cells));
  }
  return fragment;
}
