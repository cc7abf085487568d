// The cells of the mastery grid and the words they are read with.
import { h, counted, icon } from "./dom.js";

const UNKNOWN = ["not enough evidence", "not recorded"];
/** @type {Record<string, string>} */
const JUDGED = {
  "by the teacher": "level set by you",
  "newer evidence": "newer evidence since you set the level",
};
const JUDGED_PLACES = ["", ...Object.keys(JUDGED)];

/** What the small signs of a cell mean, for the legend. */
export const SIGNS = [
  ["", "small number: pieces of evidence"],
  ["~", "close to the line"],
  ["pencil", "set by you"],
];

/** @param {number} score @param {number} top the top of the scale */
const writtenScore = (score, top) => score.toFixed(top === 100 ? 0 : top <= 2 ? 2 : 1); // as `schema.shown_score`
/** @param {GridCell} cell */
const scored = (cell) => typeof cell.score === "number";

/** A name from the right to the left keeps the words around it in their order. @param {string} name */
export function keptApart(name) {
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name;
}

/**
 * "secure, 3.2 of 4 from 5 pieces of evidence, level set by you"
 * @param {GridCell} cell @param {Mark[]} marks @param {number} top
 */
function toldOf(cell, marks, top) {
  const told = [marks.find((mark) => mark.level === cell.level)?.word ?? cell.level];
  const from = counted(cell.count, "piece of evidence", "pieces of evidence");
  if (cell.level === "not enough evidence") told.push(from);
  else if (cell.score !== null) told.push(`${writtenScore(cell.score, top)} ${top === 100 ? "%" : `of ${top}`} from ${from}`);
  if (cell.unsure) told.push("close to the line");
  if (cell.judged) told.push(JUDGED[cell.judged]);
  return told.join(", ");
}

/** The head of one column. A code is never alone: its title stands beside it. @param {GridColumn} column */
export function columnHead(column) {
  const words = [`${column.code} ${column.title}`, column.summary].filter(Boolean).join(". ");
  const code = h("span", { class: "pw-grid-code" }, column.code);
  const title = h("span", { class: "pw-grid-title", dir: "auto" }, column.title);
  const inside = h("span", { class: "pw-grid-head" }, code, title);
  return h("th", { scope: "col", role: "columnheader", tabindex: "-1", "aria-label": words }, inside);
}

/** The name that leads a row; the stylesheet cuts it, a screen reader does not. @param {GridLine} line */
export function rowHead(line) {
  return h("th", { scope: "row", role: "rowheader", tabindex: "-1" }, h("span", { dir: "auto" }, line.name));
}

/** The second line of a cell: how much evidence, and what has to be known of it beside the level. @param {GridCell} cell */
function smallLine(cell) {
  const line = h("span", { class: "pw-grid-small", "aria-hidden": "true" }, cell.count ? String(cell.count) : "");
  if (cell.unsure) line.append("\u2009~"); // a thin space: there is little room
  if (cell.judged) line.append(icon("pencil"));
  if (cell.judged === "newer evidence") line.append("?");
  return line;
}

/** @param {GridCell} cell @param {Mark[]} marks @param {number} top */
function pattern(cell, marks, top) {
  const mark = marks.find((one) => one.level === cell.level) ?? marks.find((one) => one.level === "not recorded");
  const symbol = h("span", { class: "pw-grid-symbol", "aria-hidden": "true" }, mark?.symbol);
  const element = h("td", { role: "gridcell", tabindex: "-1", class: mark?.css }, symbol);
  if (cell.score !== null && scored(cell) && !UNKNOWN.includes(cell.level)) element.append(` ${writtenScore(cell.score, top)}`);
  if (cell.count || cell.judged) element.append(smallLine(cell));
  return element;
}

const FIRST_LETTER = 0x30; // as `grid_lines.letter`
const [SURROGATES, AFTER] = [0xd800, 0xe000];

/** @param {string} letter */
function placeOf(letter) {
  const code = /** @type {number} */ (letter.codePointAt(0));
  return (code < AFTER ? code : code - (AFTER - SURROGATES)) - FIRST_LETTER;
}

/**
 * How cells are made: each different cell is drawn once and copied, which is several times quicker than making it anew.
 * @param {GridKind[]} kinds as `grid_lines.packed` gives them
 * @param {string[]} states
 * @param {Mark[]} marks
 * @param {number} top
 */
export function cellMaker(kinds, states, marks, top) {
  const none = { level: "not recorded", score: null, count: 0, unsure: false, judged: "" };
  /** @type {Map<number, { element: HTMLElement, told: string }>} */
  const drawn = new Map();
  /** @type {WeakMap<GridLine, string[]>} */
  const letters = new WeakMap();

  const kindAt = (/** @type {number} */ place) => {
    const [level, score, count, unsure, judged] = kinds[place] ?? [];
    if (level === undefined) return none;
    return { level: states[level], score, count, unsure: Boolean(unsure), judged: JUDGED_PLACES[judged] };
  };
  const look = (/** @type {number} */ place) => {
    let known = drawn.get(place);
    if (!known) {
      const cell = kindAt(place);
      known = { element: pattern(cell, marks, top), told: toldOf(cell, marks, top) };
      drawn.set(place, known);
    }
    return known;
  };
  /** @param {GridLine} line @param {GridColumn} column @param {number} at which column that is */
  return (line, column, at) => {
    let text = letters.get(line);
    if (!text) letters.set(line, (text = Array.from(line.cells)));
    const { element, told } = look(text[at] === undefined ? -1 : placeOf(text[at]));
    const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
    copy.setAttribute("aria-label", `${keptApart(line.name)}, ${column.code} ${column.title}: ${told}`);
    copy.dataset.row = line.key;
    copy.dataset.column = column.code;
    return copy;
  };
}
