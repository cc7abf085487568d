// The heat map student x standard: a table that is an ARIA grid.
import { h, begin, icon, watch, levelChip } from "./dom.js";
import { aroundPrint } from "./in-view.js";
import { cellMaker, columnHead, rowHead, SIGNS } from "./grid-cells.js";
import { gridTip } from "./grid-tip.js";
import { roving } from "./grid-keys.js";
import { gridFrame, wholeTable } from "./grid-frame.js";

const ROOMY = 8; // up to so many standards their titles are written level
const ON_PAPER = 30; // so many columns are readable on one page; more go on the next

/** @param {Mark[]} levels */
function legend(levels) {
  const known = [...levels.slice(2), ...levels.slice(0, 2)]; // the four levels first, then the two unknowns
  const sign = (/** @type {string[]} */ [shown, means]) => h("li", { class: "pw-grid-sign" }, shown && h("span", { "aria-hidden": "true" }, shown === "pencil" ? icon(shown) : shown), ` ${means}`);
  const chips = known.map((mark) => h("li", {}, levelChip(levels, mark.level)));
  return h("ul", { class: "pw-grid-legend", "aria-label": "What the cells mean" }, chips, SIGNS.map(sign));
}

/** @param {Rendered<MasteryGridTraits>} context */
function render({ model, el }) {
  const root = begin(model, el, "pw-grid");
  const scroller = h("div", { class: "pw-grid-scroll" });
  const legendPlace = h("div", {});
  const { tip, hide } = gridTip(scroller);
  root.append(legendPlace, scroller);
  document.body.append(tip); // nothing around the grid may clip it
  /** @type {ReturnType<typeof gridFrame> | null} */
  let frame = null;
  /** @type {import("./grid-frame.js").GridParts | null} */
  let parts = null;
  /** @type {(place: import("./grid-keys.js").Place, focus: boolean) => void} */
  let stopAt = () => {};
  let printing = false;

  /** @param {GridPlace | null} chosen */
  const placeOf = (chosen) => {
    if (!chosen) return null;
    const r = model.get("lines").findIndex((line) => line.key === chosen.row);
    const c = model.get("columns").findIndex((column) => column.code === chosen.column);
    return r < 0 || c < 0 ? null : { r: r + 1, c: c + 1 };
  };
  /** @param {HTMLElement} cell */
  const choose = (cell) => {
    const selected = { row: cell.dataset.row ?? "", column: cell.dataset.column ?? "" };
    model.set("selected", selected);
    model.save_changes();
    markSelected();
    model.send({ type: "selected", ...selected });
    hide(); // what it says is about to be shown in full
  };
  const markSelected = () => {
    for (const cell of scroller.querySelectorAll("[aria-selected]")) cell.removeAttribute("aria-selected");
    const place = placeOf(model.get("selected"));
    if (place) frame?.cellAt(place)?.setAttribute("aria-selected", "true");
    else root.style.removeProperty("--pw-grid-below");
  };
  /** What the grid is made of now; null where there is nothing to show. @returns {import("./grid-frame.js").GridParts | null} */
  const partsNow = () => {
    const [columns, lines] = [model.get("columns"), model.get("lines")];
    if (!lines.length || !columns.length) return null;
    const make = cellMaker(model.get("kinds"), model.get("states"), model.get("levels"), model.get("scale_top"));
    return {
      label: model.get("caption"),
      corner: h("th", { scope: "col", role: "columnheader", tabindex: "-1", class: "pw-grid-corner" }, model.get("row_label")),
      rows: lines.length,
      columns: columns.length,
      head: (c) => columnHead(columns[c]),
      name: (r) => rowHead(lines[r]),
      cell: (r, c) => make(lines[r], columns[c], c),
    };
  };
  const build = () => {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const had = active && scroller.contains(active) ? { row: active.dataset.row ?? "", column: active.dataset.column ?? "" } : null;
    legendPlace.replaceChildren(legend(model.get("levels")));
    parts = partsNow();
    const columns = Math.max(parts?.columns ?? 0, 1);
    root.classList.toggle("pw-grid-roomy", columns <= ROOMY);
    root.style.setProperty("--pw-grid-columns", String(columns));
    if (printing) return onPaper();
    if (!parts) {
      frame = null;
      return scroller.replaceChildren(h("p", { class: "pw-grid-empty" }, model.get("empty_text")));
    }
    frame = gridFrame(scroller, parts);
    const place = [scroller.scrollLeft, scroller.scrollTop];
    scroller.replaceChildren(frame.table);
    frame.follow();
    frame.measure();
    [scroller.scrollLeft, scroller.scrollTop] = place;
    frame.follow();
    stopAt = roving(frame, markSelected);
    markSelected();
    stopAt(placeOf(had) ?? placeOf(model.get("selected")) ?? { r: 1, c: 1 }, Boolean(had));
  };
  /** All of it, as many columns beside each other as paper holds. */
  const onPaper = () => {
    if (!parts) return;
    const make = parts;
    const tables = Math.ceil(make.columns / ON_PAPER);
    const edge = (/** @type {number} */ n) => Math.round((n * make.columns) / tables);
    root.style.setProperty("--pw-grid-columns", String(Math.ceil(make.columns / tables)));
    scroller.replaceChildren(...Array.from({ length: tables }, (_, n) => wholeTable(make, { from: edge(n), to: edge(n + 1) })));
  };

  scroller.addEventListener("click", (event) => {
    const cell = /** @type {Element} */ (event.target).closest("td[data-column]");
    if (cell) choose(/** @type {HTMLElement} */ (cell));
  });
  scroller.addEventListener("keydown", (event) => {
    if (event.key === "Escape") model.send({ type: "left" });
    const cell = /** @type {Element} */ (event.target).closest("td[data-column]");
    if (!cell || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    choose(/** @type {HTMLElement} */ (cell));
  });
  scroller.addEventListener("scroll", () => !printing && frame?.follow(), { passive: true });
  const resized = new ResizeObserver(() => {
    if (printing) return;
    frame?.follow();
    frame?.measure();
  });
  resized.observe(scroller);
  let kept = [0, 0];
  const stopPrinting = aroundPrint(
    () => {
      printing = Boolean(parts && (frame?.windowed || parts.columns > ON_PAPER));
      kept = [scroller.scrollLeft, scroller.scrollTop];
      if (printing) onPaper();
    },
    () => {
      if (!printing) return;
      printing = false;
      build();
      [scroller.scrollLeft, scroller.scrollTop] = kept;
      frame?.follow();
    },
  );
  // What opens for a cell may cover it. The page scrolls so far that both are seen and the headings stay in sight; what is
  // still missing the grid scrolls, if need be beyond its last row. Where there is no room for both, the page goes to what opened.
  const reveal = (/** @type {GridPlace & { above: string }} */ message) => {
    const place = placeOf(message);
    const cover = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(message.above))].find((one) => one.offsetParent);
    if (!place || !cover) return;
    if (getComputedStyle(cover).position === "static") return cover.scrollIntoView({ block: "start" });
    frame?.bring(place);
    const cell = frame?.cellAt(place);
    const hidden = () => (cell ? Math.max(0, cell.getBoundingClientRect().bottom + 8 - cover.getBoundingClientRect().top) : 0);
    const aboveGrid = scroller.getBoundingClientRect().top - parseFloat(getComputedStyle(scroller).scrollMarginTop);
    window.scrollBy(0, Math.min(hidden(), aboveGrid)); // backwards where the headings are out of sight
    const beyond = scroller.scrollTop + hidden() - (scroller.scrollHeight - scroller.clientHeight);
    if (beyond > 0) root.style.setProperty("--pw-grid-below", `${Math.ceil(beyond)}px`);
    scroller.scrollTop += hidden();
    frame?.follow();
  };
  model.on("msg:custom", (message) => {
    const place = message.type === "focus" ? placeOf(message) : null;
    if (place) stopAt(place, true);
    if (message.type === "reveal") requestAnimationFrame(() => requestAnimationFrame(() => reveal(message)));
  });
  watch(model, ["columns", "kinds", "lines", "levels", "scale_top", "caption", "row_label", "empty_text"], build);
  watch(model, ["selected"], markSelected);
  return () => {
    tip.remove();
    resized.disconnect();
    stopPrinting();
  };
}

export default { render };
