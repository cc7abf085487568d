// The rows of a table: all of them, or of very many those in sight.
import { h } from "./dom.js";
import { slide, spanInView } from "./in-view.js";

const SIZED_BY = 3; // of each column so many of its longest values decide how wide it is
const [WIDEST_NAME, WIDEST] = [272, 400]; // pixels; longer names take two lines, longer words are cut, and whole in their title

/** @param {number} columns */
const room = (columns) => h("tr", { class: "pw-table-room", "aria-hidden": "true" }, h("td", { colspan: columns }));

/**
 * The body of a table of very many rows. Rows are one line high, so that it is known where each of them is.
 * @param {HTMLElement} scroller
 * @param {HTMLTableElement} table its head is there
 * @param {TableRow[]} rows
 * @param {number} columns
 * @param {(place: number) => HTMLElement} make makes a row
 */
export function longBody(scroller, table, rows, columns, make) {
  const body = h("tbody");
  const [top, bottom] = [room(columns), room(columns)];
  let drawn = { from: 0, to: 0 };
  let height = 45;
  body.append(top, bottom);
  table.append(body);
  /** Pixels of caption and headings above the rows. */
  const above = () => body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;

  const follow = (measured = false) => {
    if (!scroller.clientHeight) return;
    const now = spanInView(scroller.scrollTop - above(), scroller.clientHeight, height, rows.length);
    if (!measured && now.from === drawn.from && now.to === drawn.to) return;
    const held = body.contains(document.activeElement) ? document.activeElement : null;
    slide(body, 1, drawn, now, make);
    drawn = now;
    /** @type {HTMLElement} */ (top.firstElementChild).style.height = `${now.from * height}px`;
    /** @type {HTMLElement} */ (bottom.firstElementChild).style.height = `${(rows.length - now.to) * height}px`;
    if (held && !held.isConnected) scroller.focus({ preventScroll: true });
  };
  const measure = () => {
    const row = drawn.to > drawn.from ? body.children[1] : null;
    const measured = row?.getBoundingClientRect().height ?? 0;
    if (!measured || Math.abs(measured - height) < 0.01) return;
    height = measured;
    follow(true);
  };
  /** Scroll as far as needed to have a row drawn and in sight. */
  const bring = (/** @type {number} */ place) => {
    const head = table.tHead?.offsetHeight ?? 0;
    const high = above() + (place + 1) * height - scroller.clientHeight;
    const low = above() + place * height - head;
    scroller.scrollTop = Math.min(Math.max(scroller.scrollTop, high), low);
    follow();
  };
  return { body, follow, measure, bring };
}

/**
 * How wide each column needs to be for its longest words: worked out once, or it would change while the rows go by.
 * @param {HTMLTableElement} table in the page, without a body
 * @param {TableRow[]} rows
 * @param {TableColumn[]} columns
 * @param {(row: TableRow) => HTMLElement} make
 */
export function columnWidths(table, rows, columns, make) {
  const length = (/** @type {any} */ value) => (Array.isArray(value) ? value.reduce((sum, one) => sum + 4 + String(one?.text ?? one).length, 0) : String(value ?? "").length);
  const sizing = new Set();
  for (const { key } of columns) {
    /** @type {[number, TableRow][]} */
    const longest = [];
    for (const row of rows) {
      const one = length(row[key]);
      if (longest.length === SIZED_BY && one <= longest[SIZED_BY - 1][0]) continue;
      longest.push([one, row]);
      longest.sort((a, b) => b[0] - a[0]);
      longest.length = Math.min(longest.length, SIZED_BY);
    }
    for (const [, row] of longest) sizing.add(row);
  }
  const body = h("tbody", {}, [...sizing].map(make));
  table.append(body);
  const widths = [...(table.tHead?.rows[0].cells ?? [])].map((cell, n) => Math.min(Math.ceil(cell.getBoundingClientRect().width), n === 0 ? WIDEST_NAME : WIDEST));
  body.remove();
  return widths;
}
