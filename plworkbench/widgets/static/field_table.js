// A table of fields. Rows stay where they are while their values change, so that nobody loses the place.
import { h, begin, watch } from "./dom.js";
import { field } from "./fields.js";

let lists = 0;

/**
 * @param {FieldRow} row
 * @param {FieldColumn[]} columns
 * @param {Model<FieldTableTraits & PartTraits>} model
 * @param {string} listId
 */
function makeRow(row, columns, model, listId) {
  const header = columns.find((column) => column.key === model.get("row_header"));
  const named = nameOf(row, model.get("row_header"));
  /** @type {Map<string, Field>} */
  const fields = new Map();
  const optionsOf = new Map(columns.map((column) => [column.key, column.options]));
  /** @type {Map<string, HTMLElement>} */
  const notes = new Map(columns.map((column) => [column.key, h("span", { class: "pw-field-note" })]));
  const cells = columns.map((column) => {
    const isHeader = column === header;
    const fixed = (row.fixed ?? []).includes(column.key);
    const tell = (/** @type {any} */ value) => model.send({ type: "changed", row: row.key, column: column.key, value });
    const made = field({ ...column, kind: fixed ? "words" : column.kind }, `${column.label}: ${named}`, listId, tell);
    fields.set(column.key, made);
    const label = isHeader ? null : h("span", { class: "pw-field-label", "aria-hidden": "true" }, column.label);
    return h(isHeader ? "th" : "td", { scope: isHeader ? "row" : null }, label, made.element, notes.get(column.key));
  });
  const element = h("tr", { "data-row": row.key }, cells);
  const show = (/** @type {FieldRow} */ values) => {
    for (const [key, note] of notes) note.textContent = values.notes?.[key] ?? (key === header?.key ? values.note ?? "" : "");
    for (const [key, made] of fields) made.show(values[key], values.options?.[key] ?? optionsOf.get(key) ?? []);
  };
  return { element, show, shape: shapeOf(row, named) };
}

const shapeOf = (/** @type {FieldRow} */ row, /** @type {string} */ named) => JSON.stringify([row.key, named, row.fixed ?? []]);
const nameOf = (/** @type {FieldRow} */ row, /** @type {string} */ header) => String(row.called ?? row[header] ?? row.key);

/** @param {Rendered<FieldTableTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-table pw-field-table");
  const listId = `pw-suggestions-${(lists += 1)}`;
  const suggestions = h("datalist", { id: listId });
  const words = h("span", {});
  const caption = h("caption", {}, words);
  const head = h("thead");
  const body = h("tbody");
  const scroller = h("div", { class: "pw-table-scroll", tabindex: "0", role: "region" }, h("table", {}, caption, head, body));
  root.append(scroller, suggestions);
  let drawn = "";
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  let rows = new Map();

  const draw = () => {
    const columns = model.get("columns");
    const wanted = JSON.stringify(columns.map(({ options, ...rest }) => rest));
    if (wanted !== drawn) rows = new Map();
    drawn = wanted;
    words.textContent = model.get("caption");
    caption.classList.toggle("pw-visually-hidden", model.get("caption_hidden"));
    scroller.setAttribute("aria-label", model.get("caption") || "Table");
    head.replaceChildren(h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column.label))));
    const before = rows;
    rows = new Map();
    for (const row of model.get("rows")) {
      const named = nameOf(row, model.get("row_header"));
      const old = before.get(row.key);
      const made = old && old.shape === shapeOf(row, named) ? old : makeRow(row, columns, model, listId);
      made.show(row);
      rows.set(row.key, made);
    }
    const elements = [...rows.values()].map((made) => made.element);
    const same = elements.length === body.children.length && elements.every((one, place) => body.children[place] === one);
    if (!same) body.replaceChildren(...elements);
  };
  watch(model, ["columns", "rows", "caption", "caption_hidden", "row_header"], draw);
  const toLast = () => /** @type {HTMLElement | null | undefined} */ (body.lastElementChild?.querySelector(".pw-field"))?.focus();
  model.on("change:at_last", () => setTimeout(toLast));
  watch(model, ["suggestions"], () => suggestions.replaceChildren(...model.get("suggestions").map((words) => h("option", { value: words }))));
}

export default { render };
