// The table of the mastery grid: all of its cells, or of very many those in sight, and the room the others would take.
import { h } from "./dom.js";
import { slide, spanInView } from "./in-view.js";

const MOST_CELLS = 3000; // up to so many all are in the page, which suits find-in-page and every screen reader best

/**
 * @typedef {object} GridParts
 * @property {string} label what the grid is, for a screen reader
 * @property {HTMLTableCellElement} corner
 * @property {number} rows how many rows, without the headings
 * @property {number} columns how many columns, without the names
 * @property {(c: number) => HTMLElement} head makes the head of a column
 * @property {(r: number) => HTMLElement} name makes the name of a row
 * @property {(r: number, c: number) => HTMLElement} cell makes a cell
 */

const pad = () => h("td", { class: "pw-grid-pad", "aria-hidden": "true" });
/** @param {Element} element @param {"width" | "height"} side @param {number} pixels */
const extend = (element, side, pixels) => void (/** @type {HTMLElement} */ (element).style[side] = `${pixels}px`);

/** Columns `span` of the grid as a table of its own, with every row. @param {GridParts} make @param {import("./in-view.js").Span} span */
export function wholeTable(make, span = { from: 0, to: make.columns }) {
  const places = Array.from({ length: span.to - span.from }, (_, place) => span.from + place);
  const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, make.corner.cloneNode(true), places.map(make.head)));
  const body = h("tbody", { role: "rowgroup" });
  for (let r = 0; r < make.rows; r += 1) {
    body.append(h("tr", { role: "row" }, make.name(r), places.map((c) => make.cell(r, c))));
  }
  return h("table", { role: "grid", "aria-label": make.label, "aria-readonly": "true" }, head, body);
}

/**
 * The grid in what scrolls it. Places count the headings: row 0 and column 0.
 * @param {HTMLElement} scroller
 * @param {GridParts} make
 */
export function gridFrame(scroller, make) {
  const windowed = make.rows * make.columns > MOST_CELLS;
  /** @type {(losesFocus: boolean) => void} */
  let told = () => {};
  const table = windowed ? h("table", { role: "grid", "aria-label": make.label, "aria-readonly": "true" }) : wholeTable(make);
  const size = { row: 34, column: 44, head: 100, name: 176 };
  const drawn = { rows: { from: 0, to: 0 }, columns: { from: 0, to: 0 } };
  const [top, bottom] = [0, 1].map(() => h("tr", { class: "pw-grid-pad", "aria-hidden": "true" }));
  const headRow = h("tr", { role: "row", "aria-rowindex": "1" }, make.corner, pad());
  const body = h("tbody", { role: "rowgroup" });
  if (windowed) {
    table.setAttribute("aria-rowcount", String(make.rows + 1));
    table.setAttribute("aria-colcount", String(make.columns + 1));
    table.classList.add("pw-grid-windowed");
    make.corner.setAttribute("aria-colindex", "1");
    body.append(top, bottom);
    table.append(h("thead", { role: "rowgroup" }, headRow), body);
  }

  const numbered = (/** @type {HTMLElement} */ cell, /** @type {number} */ c) => {
    cell.setAttribute("aria-colindex", String(c + 2));
    return cell;
  };
  const makeRow = (/** @type {number} */ r) => {
    const row = h("tr", { role: "row", "aria-rowindex": String(r + 2) }, numbered(make.name(r), -1), pad());
    extend(row.children[1], "width", drawn.columns.from * size.column);
    slide(row, 2, { from: 0, to: 0 }, drawn.columns, (c) => numbered(make.cell(r, c), c));
    return row;
  };
  const follow = (measured = false) => {
    if (!windowed || !scroller.clientWidth) return;
    const rows = spanInView(scroller.scrollTop, scroller.clientHeight - size.head, size.row, make.rows);
    const columns = spanInView(scroller.scrollLeft, scroller.clientWidth - size.name, size.column, make.columns);
    const same = (/** @type {import("./in-view.js").Span} */ a, /** @type {import("./in-view.js").Span} */ b) => a.from === b.from && a.to === b.to;
    if (!measured && same(rows, drawn.rows) && same(columns, drawn.columns)) return;
    const held = table.contains(document.activeElement) && document.activeElement !== table ? document.activeElement : null;
    const old = drawn.columns;
    // Rows that go need no new columns, and rows that come are made with them.
    const both = { from: Math.max(rows.from, drawn.rows.from), to: Math.min(rows.to, drawn.rows.to) };
    const stay = both.from < both.to ? both : { from: rows.from, to: rows.from };
    slide(body, 1, drawn.rows, stay, makeRow);
    if (!same(columns, old)) {
      drawn.columns = columns;
      slide(headRow, 2, old, columns, (c) => numbered(make.head(c), c));
      for (let r = stay.from; r < stay.to; r += 1) {
        slide(body.children[1 + r - stay.from], 2, old, columns, (c) => numbered(make.cell(r, c), c));
      }
    }
    slide(body, 1, stay, rows, makeRow);
    drawn.rows = rows;
    if (measured || columns.from !== old.from) {
      for (const row of [headRow, ...body.children]) if (row.children[1]) extend(row.children[1], "width", columns.from * size.column);
    }
    extend(top, "height", rows.from * size.row);
    extend(bottom, "height", (make.rows - rows.to) * size.row);
    told(Boolean(held) && !held?.isConnected);
  };

  const measure = () => {
    const [row, cell] = [body.children[1], headRow.children[2]];
    if (!windowed || !scroller.clientWidth || drawn.rows.to === 0) return;
    const measured = {
      row: row.getBoundingClientRect().height,
      column: cell.getBoundingClientRect().width,
      head: headRow.getBoundingClientRect().height,
      name: make.corner.getBoundingClientRect().width,
    };
    const changed = Object.entries(measured).some(([key, value]) => Math.abs(value - size[/** @type {"row"} */ (key)]) > 0.01);
    if (!changed) return;
    Object.assign(size, measured);
    scroller.style.scrollPadding = `${size.head}px 0 0 ${size.name}px`;
    follow(true);
  };

  const cellAt = (/** @type {import("./grid-keys.js").Place} */ { r, c }) => {
    if (!windowed) return /** @type {HTMLTableElement} */ (table).rows[r]?.cells[c] ?? null;
    const inside = (/** @type {number} */ place, /** @type {import("./in-view.js").Span} */ span) => place >= span.from && place < span.to;
    const row = r === 0 ? headRow : inside(r - 1, drawn.rows) ? body.children[r - drawn.rows.from] : null;
    if (!row || c === 0) return /** @type {HTMLElement | null} */ (row?.children[0] ?? null);
    return /** @type {HTMLElement | null} */ (inside(c - 1, drawn.columns) ? row.children[c + 1 - drawn.columns.from] : null);
  };

  return {
    table,
    windowed,
    rows: make.rows + 1,
    columns: make.columns + 1,
    follow,
    measure,
    cellAt,
    /** @param {HTMLTableCellElement} cell */
    placeOf: (cell) => {
      const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
      if (!windowed) return { r: row.rowIndex, c: cell.cellIndex };
      return { r: Number(row.getAttribute("aria-rowindex")) - 1, c: Number(cell.getAttribute("aria-colindex")) - 1 };
    },
    /** Scroll as far as needed to have a place drawn and in sight. @param {import("./grid-keys.js").Place} place */
    bring: ({ r, c }) => {
      if (!windowed) return;
      const [y, x] = [(r - 1) * size.row, (c - 1) * size.column];
      const least = (/** @type {number} */ at, /** @type {number} */ extent, /** @type {number} */ room) => at + extent - room;
      const high = least(y, size.row, scroller.clientHeight - size.head);
      const wide = least(x, size.column, scroller.clientWidth - size.name);
      scroller.scrollTop = r === 0 ? 0 : Math.min(Math.max(scroller.scrollTop, high), y);
      scroller.scrollLeft = c === 0 ? 0 : Math.min(Math.max(scroller.scrollLeft, wide), x);
      follow();
    },
    /** @param {(losesFocus: boolean) => void} listener called whenever other cells are drawn */
    onDrawn: (listener) => void (told = listener),
  };
}
