// A table with a caption, row and column headers, sorting, and rows that can be chosen.
import { h, begin, watch } from "./dom.js";
import { cellContent, comparison } from "./table-cells.js";

const alignment = (column) => column.align ?? (column.kind === "number" ? "end" : "start");

function headerCell(column, sort, onSort) {
  const direction = sort.key === column.key ? sort.direction : 0;
  const state = { 1: "ascending", "-1": "descending", 0: null }[direction];
  const cell = h("th", { scope: "col", "aria-sort": state, "data-align": alignment(column) });
  if (!onSort) return cell.append(column.label), cell;
  const arrow = h("span", { class: "pw-sort-arrow", "aria-hidden": "true" }, { 1: "▲", "-1": "▼", 0: "↕" }[direction]);
  cell.append(h("button", { type: "button", class: "pw-sort", "data-column": column.key, click: () => onSort(column) }, column.label, arrow));
  return cell;
}

function bodyRow(row, columns, model) {
  const choose = () => model.send({ type: "chosen", key: row.key });
  const cells = columns.map((column) => {
    const content = cellContent(row[column.key], column, model.get("levels"));
    const isHeader = column.key === model.get("row_header");
    const inside =
      isHeader && model.get("clickable")
        ? [h("button", { type: "button", class: "pw-row-button", "data-row": row.key, click: choose }, content)]
        : content;
    return h(isHeader ? "th" : "td", { scope: isHeader ? "row" : null, "data-align": alignment(column) }, inside);
  });
  return h("tr", {}, cells);
}

function render({ model, el }) {
  const root = begin(model, el, "pw-table");
  const sort = { key: null, direction: 1 };

  const onSort = (column) => {
    sort.direction = sort.key === column.key ? -sort.direction : column.kind === "number" ? -1 : 1;
    sort.key = column.key;
    draw();
  };
  const draw = () => {
    const focused = root.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
    const columns = model.get("columns");
    const rows = [...model.get("rows")];
    const sorted = columns.find((column) => column.key === sort.key);
    if (sorted) rows.sort(comparison(sorted, sort.direction, model.get("levels")));
    const sorting = model.get("sortable") && rows.length > 1 ? onSort : null;
    const caption = h("caption", { class: model.get("caption_hidden") ? "pw-visually-hidden" : null }, h("span", {}, model.get("caption")));
    const head = h("thead", {}, h("tr", {}, columns.map((column) => headerCell(column, sort, sorting))));
    const body = h("tbody", {}, rows.map((row) => bodyRow(row, columns, model)));
    if (!rows.length) body.append(h("tr", {}, h("td", { colspan: columns.length || 1, class: "pw-table-empty" }, model.get("empty_text"))));
    // Scrolled with the keyboard, so it needs to take focus and to have a name.
    const scroller = h("div", { class: "pw-table-scroll", tabindex: "0", role: "region", "aria-label": model.get("caption") || "Table" });
    scroller.append(h("table", {}, caption, head, body));
    const place = root.firstChild ? [root.firstChild.scrollLeft, root.firstChild.scrollTop] : [0, 0];
    root.replaceChildren(scroller);
    [scroller.scrollLeft, scroller.scrollTop] = place;
    refocus(focused);
  };
  const refocus = (focused) => {
    if (!focused) return;
    const same = [...root.querySelectorAll("button")].find((one) => one.dataset.column === focused.column && one.dataset.row === focused.row);
    (same ?? root.firstChild).focus({ preventScroll: true });
  };
  // Back to the name from which something was opened; where it has left the list, to the list itself.
  model.on("msg:custom", (message) => {
    if (message.type !== "focus_row") return;
    requestAnimationFrame(() => {
      const button = [...root.querySelectorAll(".pw-row-button")].find((one) => one.dataset.row === message.key);
      (button ?? root.firstChild).focus();
    });
  });
  watch(model, ["columns", "rows", "caption", "caption_hidden", "row_header", "sortable", "clickable", "empty_text"], draw);
}

export default { render };
