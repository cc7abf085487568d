// A table with a caption, row and column headers, sorting, filters, and rows that can be chosen.
import { h, begin, focusedElement, originOf, watch } from "./dom.js";
import { aroundPrint } from "./in-view.js";
import { cellChoices, cellContent, cellWords, sortedRows } from "./table-cells.js";
import { filterBar, rowFinder } from "./table-filter.js";
import { columnWidths, longBody } from "./table-body.js";

// Up to so many rows all are in the page: best for screen readers, for find-in-page and for paper.
const WHOLE = 200;
const PAGE = 10; // rows a PageDown goes
const STAY_BESIDE = 2; // columns that fit beside each other on a phone

const alignment = (/** @type {TableColumn} */ column) => column.align ?? (column.kind === "number" ? "end" : "start");

/** @typedef {{ key: string | null, direction: 1 | -1 }} Sort */

/** The order in which the rows came. @type {Sort} */
const UNSORTED = { key: null, direction: 1 };

/** @param {TableColumn} column @param {Sort} sort @param {((column: TableColumn) => void) | null} onSort */
function headerCell(column, sort, onSort) {
  const direction = sort.key === column.key ? sort.direction : 0;
  const state = { "1": "ascending", "-1": "descending", "0": null }[`${direction}`];
  const cell = h("th", { scope: "col", "aria-sort": state, "data-align": alignment(column) });
  if (!onSort) return cell.append(column.label), cell;
  const arrow = h("span", { class: "pw-sort-arrow", "aria-hidden": "true" }, { "1": "▲", "-1": "▼", "0": "↕" }[`${direction}`]);
  cell.append(h("button", { type: "button", class: "pw-sort", "data-column": column.key, click: () => onSort(column) }, column.label, arrow));
  return cell;
}

/** @param {Rendered<TableTraits>} context */
function render({ model, el }) {
  const root = begin(model, el, "pw-table");
  /** @type {Sort} */
  let sort = UNSORTED;
  // Scrolled with the keyboard, so it needs to take focus and to have a name.
  const scroller = h("div", { class: "pw-table-scroll", tabindex: "0", role: "region" });
  const drawFromTop = () => {
    scroller.scrollTop = 0;
    draw();
  };
  /** What is looked at, as the kernel gets it; what is as usual is left out. @returns {TableView} */
  const view = () => {
    const [find, only] = [bar.input.value.trim(), bar.chosen()];
    return {
      ...(find ? { find } : {}),
      ...(Object.keys(only).length ? { only } : {}),
      ...(sort.key ? { sort: `${sort.direction < 0 ? "-" : ""}${sort.key}` } : {}),
    };
  };
  let told = "";
  const tell = () => {
    const now = view();
    if (JSON.stringify(now) === told) return;
    told = JSON.stringify(now);
    model.set("view", now);
    model.save_changes();
  };
  const bar = filterBar(drawFromTop, tell);
  root.append(bar.element, scroller);
  /** @type {TableRow[]} rows as they are shown */
  let shown = [];
  /** @type {ReturnType<typeof longBody> | null} */
  let long = null;
  let printing = false;
  /** What does not change by sorting and filtering, for the rows and columns as they are. @type {{ rows: TableRow[], find: ReturnType<typeof rowFinder>, widths: number[] | null } | null} */
  let known = null;

  /** @param {TableRow} row */
  const choose = (row) => model.send({ type: "chosen", key: row.key });
  /** @param {TableRow} row @param {number | null} [place] among very many */
  const bodyRow = (row, place = null) => {
    const header = model.get("row_header");
    const current = Boolean(model.get("selected")) && model.get("selected") === row.key;
    const cells = model.get("columns").map((column) => {
      const content = cellContent(row[column.key], column, model.get("levels"));
      const isHeader = column.key === header;
      const inside =
        isHeader && model.get("clickable")
          ? [h("button", { type: "button", class: "pw-row-button", "data-row": row.key, click: () => choose(row) }, content)]
          : content;
      const whole = place === null ? null : cellWords(row[column.key], column, model.get("levels")).join(", ");
      const label = isHeader ? null : column.label;
      return h(isHeader ? "th" : "td", { scope: isHeader ? "row" : null, "data-align": alignment(column), "data-label": label, title: whole }, inside);
    });
    return h("tr", { "aria-current": current ? "true" : null, "aria-rowindex": place === null ? null : place + 2 }, cells);
  };
  const onSort = (/** @type {TableColumn} */ column) => {
    const first = column.kind === "number" ? -1 : 1;
    if (sort.key !== column.key) sort = { key: column.key, direction: first };
    else if (sort.direction === first) sort = { key: column.key, direction: first === 1 ? -1 : 1 };
    else sort = UNSORTED; // the third time
    drawFromTop();
    tell();
  };
  const followLong = () => long?.follow();
  const emptyRow = () => {
    const words = known?.rows.length ? "No row fits. Look for fewer letters, or show all rows." : model.get("empty_text");
    return h("tr", {}, h("td", { colspan: model.get("columns").length || 1, class: "pw-table-empty" }, words));
  };
  const draw = () => {
    const columns = model.get("columns");
    const levels = model.get("levels");
    known ??= { rows: model.get("rows"), find: rowFinder(model.get("rows"), columns, levels), widths: null };
    const all = known.rows;
    const focused = scroller.contains(document.activeElement) ? { ...focusedElement()?.dataset } : null;
    const isLong = all.length > WHOLE;
    bar.element.hidden = !(model.get("filterable") || isLong) || !all.length;
    shown = bar.element.hidden ? [...all] : known.find(bar.input.value, bar.chosen());
    bar.tell(shown.length, all.length);
    const order = model.get("sortable") ? sort : UNSORTED;
    const sorted = columns.find((column) => column.key === order.key);
    if (sorted) shown = sortedRows(shown, sorted, order.direction, levels);

    const caption = h("caption", { class: model.get("caption_hidden") ? "pw-visually-hidden" : null }, h("span", {}, model.get("caption")));
    const sorting = model.get("sortable") && all.length > 1 ? onSort : null;
    const head = h("thead", {}, h("tr", {}, columns.map((column) => headerCell(column, order, sorting))));
    const table = h("table", {}, caption, head);
    const place = [scroller.scrollLeft, scroller.scrollTop];
    scroller.setAttribute("aria-label", model.get("caption") || "Table");
    long = null;
    if (isLong && !printing) drawLong(table, head, columns);
    else {
      table.classList.toggle("pw-table-stacks", columns.length > STAY_BESIDE);
      table.append(h("tbody", {}, shown.length ? shown.map((row) => bodyRow(row)) : emptyRow()));
      scroller.replaceChildren(table);
    }
    [scroller.scrollLeft, scroller.scrollTop] = place;
    followLong();
    if (focused) refocus(focused);
  };
  /** @param {HTMLTableElement} table @param {HTMLElement} head @param {TableColumn[]} columns */
  const drawLong = (table, head, columns) => {
    scroller.replaceChildren(table);
    table.classList.add("pw-table-long");
    table.setAttribute("aria-rowcount", String(shown.length + 1));
    head.firstElementChild?.setAttribute("aria-rowindex", "1");
    if (known && !known.widths && scroller.clientWidth) known.widths = columnWidths(table, known.rows, columns, bodyRow);
    const widths = known?.widths ?? [];
    if (widths.length) {
      table.insertBefore(h("colgroup", {}, widths.map((width) => h("col", { style: `width: ${width}px` }))), head);
      table.style.minWidth = `${widths.reduce((sum, width) => sum + width, 0)}px`;
      table.classList.add("pw-table-sized");
    }
    if (!shown.length) return table.append(h("tbody", {}, emptyRow()));
    long = longBody(scroller, table, shown, columns.length, (place) => bodyRow(shown[place], place));
    long.follow();
    long.measure();
  };
  const anew = () => {
    known = null;
    const columns = model.get("columns").filter((column) => column.filter);
    const choicesOf = (/** @type {TableColumn} */ column) => {
      const marks = model.get("levels");
      const choices = new Map(model.get("rows").flatMap((row) => cellChoices(row[column.key], column, marks)));
      const rows = [...choices.keys()].map((value) => ({ key: value, value: column.kind === "number" ? Number(value) : value }));
      const sorted = sortedRows(rows, { key: "value", label: "", kind: column.kind === "level" ? "level" : "text" }, 1, marks);
      return sorted.map(({ key }) => /** @type {Option} */ ([key, choices.get(key) ?? key]));
    };
    bar.offer(columns, choicesOf, model.get("caption"));
    draw();
  };

  /** @param {DOMStringMap} same what the focused button said of itself */
  const refocus = (same) => {
    const button = [...scroller.querySelectorAll("button")].find((one) => one.dataset.column === same.column && one.dataset.row === same.row);
    (button ?? scroller).focus({ preventScroll: true });
  };
  /** Put the keyboard on a row's button, wherever the row is. @param {number} place @param {FocusOptions} [options] */
  const focusRow = (place, options) => {
    long?.bring(place);
    const key = shown[place]?.key;
    const button = [...scroller.querySelectorAll("button")].find((one) => key !== undefined && one.dataset.row === key);
    (button ?? scroller).focus(options);
  };
  root.addEventListener("keydown", (event) => {
    const from = originOf(event);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/" && !bar.element.hidden && !from.matches("input, select")) {
      event.preventDefault();
      event.stopPropagation(); // the page has a "/" of its own
      return bar.input.focus();
    }
    if (!from.matches(".pw-row-button")) return;
    const at = shown.findIndex((row) => row.key === from.dataset.row);
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: shown.length - 1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusRow(Math.min(Math.max(to, 0), shown.length - 1));
  });
  const atEdge = () => {
    scroller.classList.toggle("pw-table-aside", scroller.scrollLeft > 0);
    long?.follow();
  };
  scroller.addEventListener("scroll", atEdge, { passive: true });
  const resized = new ResizeObserver(() => {
    if (printing || !long) return;
    if (!known?.widths && scroller.clientWidth) return draw();
    long.follow();
    long.measure();
  });
  resized.observe(scroller);
  let kept = 0;
  const stopPrinting = aroundPrint(
    () => {
      printing = model.get("rows").length > WHOLE;
      kept = scroller.scrollTop;
      if (printing) draw();
    },
    () => {
      if (!printing) return;
      printing = false;
      draw();
      scroller.scrollTop = kept;
      long?.follow();
    },
  );
  // Back to the name from which something was opened; where it has left the list, to the list itself.
  model.on("msg:custom", (message) => {
    if (message.type !== "focus_row") return;
    requestAnimationFrame(() => focusRow(shown.findIndex((row) => row.key === message.key)));
  });
  let stale = true;
  /** Take over how the kernel wants the rows; return whether that is other than was told from here. */
  const heed = () => {
    const wanted = model.get("view");
    if (JSON.stringify(wanted) === told) return false;
    told = JSON.stringify(wanted);
    const down = wanted.sort?.startsWith("-") ?? false;
    sort = { key: (down ? wanted.sort?.slice(1) : wanted.sort) ?? null, direction: down ? -1 : 1 };
    bar.ask(wanted);
    scroller.scrollTop = 0;
    return true;
  };
  heed();
  model.on("change:view", () => heed() && anew());
  for (const name of /** @type {const} */ (["columns", "rows", "levels", "caption"])) model.on(`change:${name}`, () => (stale = true));
  const looks = /** @type {const} */ (["caption_hidden", "row_header", "sortable", "clickable", "empty_text", "filterable", "selected"]);
  watch(model, ["columns", "rows", "levels", "caption", ...looks], () => {
    (stale ? anew : draw)();
    stale = false;
  });
  return () => {
    resized.disconnect();
    stopPrinting();
    bar.stop();
  };
}

export default { render };
