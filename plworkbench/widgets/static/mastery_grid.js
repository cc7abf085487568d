// The heat map student x standard: a table that is an ARIA grid.
import { h, begin, icon, watch, levelChip } from "./dom.js";
import { columnHead, gridRows, SIGNS } from "./grid-cells.js";
import { roving } from "./grid-keys.js";

const ROOMY = 8; // up to so many standards their titles are written level

function legend(levels) {
  const known = [...levels.slice(2), ...levels.slice(0, 2)]; // the four levels first, then the two unknowns
  const sign = ([shown, means]) => h("li", { class: "pw-grid-sign" }, h("span", { "aria-hidden": "true" }, shown === "pencil" ? icon(shown) : shown), ` ${means}`);
  const chips = known.map((mark) => h("li", {}, levelChip(levels, mark.level)));
  return h("ul", { class: "pw-grid-legend", "aria-label": "What the cells mean" }, chips, SIGNS.map(sign));
}

/** One tooltip for the whole grid, by pointer and by focus; Escape takes it away. */
function tooltip(scroller) {
  const tip = h("div", { class: "pw pw-grid-tip", "aria-hidden": "true" });
  tip.hidden = true;
  const show = (event) => {
    const cell = event.target.closest?.("[aria-label]:is(td, th)");
    if (!cell) return hide();
    tip.textContent = cell.getAttribute("aria-label");
    tip.hidden = false;
    const box = cell.getBoundingClientRect();
    const below = box.bottom + tip.offsetHeight + 8 < window.innerHeight;
    tip.style.top = `${below ? box.bottom + 6 : box.top - tip.offsetHeight - 6}px`;
    tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8))}px`;
  };
  const hide = () => (tip.hidden = true);
  for (const name of ["pointerover", "focusin"]) scroller.addEventListener(name, show);
  for (const name of ["pointerleave", "focusout", "scroll"]) scroller.addEventListener(name, hide);
  scroller.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return tip;
}

function render({ model, el }) {
  const root = begin(model, el, "pw-grid");
  const scroller = h("div", { class: "pw-grid-scroll" });
  const legendPlace = h("div", {});
  const tip = tooltip(scroller);
  root.append(legendPlace, scroller);
  document.body.append(tip); // nothing around the grid may clip it
  let table = h("table");
  let stopAt = () => {};

  const choose = (cell) => {
    const selected = { row: cell.dataset.row, column: cell.dataset.column };
    model.set("selected", selected);
    model.save_changes();
    markSelected();
    model.send({ type: "selected", ...selected });
    tip.hidden = true; // what it says is about to be shown in full
  };
  const find = ({ row, column }) => [...table.querySelectorAll("td")].find((cell) => cell.dataset.row === row && cell.dataset.column === column);
  const markSelected = () => {
    for (const cell of table.querySelectorAll("[aria-selected]")) cell.removeAttribute("aria-selected");
    const selected = model.get("selected");
    if (selected) find(selected)?.setAttribute("aria-selected", "true");
  };
  const build = () => {
    const columns = model.get("columns");
    const rows = model.get("rows");
    const had = root.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
    legendPlace.replaceChildren(legend(model.get("levels")));
    root.classList.toggle("pw-grid-roomy", columns.length <= ROOMY);
    root.style.setProperty("--pw-grid-columns", Math.max(columns.length, 1));
    if (!rows.length || !columns.length) {
      table = h("table");
      return scroller.replaceChildren(h("p", { class: "pw-grid-empty" }, model.get("empty_text")));
    }
    const corner = h("th", { scope: "col", role: "columnheader", tabindex: "-1", class: "pw-grid-corner" }, model.get("row_label"));
    const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, corner, columns.map(columnHead)));
    const body = h("tbody", { role: "rowgroup" });
    body.append(gridRows(rows, columns, model.get("levels"), model.get("scale_top")));
    table = h("table", { role: "grid", "aria-label": model.get("caption"), "aria-readonly": "true" }, head, body);
    stopAt = roving(table);
    const place = [scroller.scrollLeft, scroller.scrollTop];
    scroller.replaceChildren(table);
    [scroller.scrollLeft, scroller.scrollTop] = place;
    markSelected();
    const same = had?.row ? find(had) : table.querySelector("[aria-selected]");
    stopAt(same ?? body.querySelector("td"), Boolean(had));
  };

  scroller.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-column]");
    if (cell) choose(cell);
  });
  scroller.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return model.send({ type: "left" });
    const cell = event.target.closest("td[data-column]");
    if (!cell || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    choose(cell);
  });
  // What opens for a cell may cover it: the page scrolls just so far that both are seen.
  const reveal = (message) => {
    const cover = [...document.querySelectorAll(message.above)].find((one) => one.offsetParent);
    const hidden = cover && find(message) ? find(message).getBoundingClientRect().bottom + 8 - cover.getBoundingClientRect().top : 0;
    if (hidden > 0) window.scrollBy(0, hidden);
  };
  model.on("msg:custom", (message) => {
    if (message.type === "focus") stopAt(find(message), true);
    if (message.type === "reveal") requestAnimationFrame(() => requestAnimationFrame(() => reveal(message)));
  });
  watch(model, ["columns", "rows", "levels", "scale_top", "caption", "row_label", "empty_text"], build);
  watch(model, ["selected"], markSelected);
  return () => tip.remove();
}

export default { render };
