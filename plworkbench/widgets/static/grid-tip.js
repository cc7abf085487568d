// One tooltip for the whole grid, by pointer and by focus; Escape takes it away.
import { h } from "./dom.js";

const cutOff = (/** @type {Element} */ box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1;

/**
 * What is said of a cell beside what it shows; nothing for a name that is there in full.
 * @param {Element} cell
 */
function wordsOf(cell) {
  const name = cell.getAttribute("role") === "rowheader" ? cell.firstElementChild : null;
  if (name) return cutOff(name) ? name.textContent : null;
  return cell.getAttribute("aria-label");
}

/** @param {HTMLElement} scroller what holds the grid */
export function gridTip(scroller) {
  const tip = h("div", { class: "pw pw-grid-tip", "aria-hidden": "true", dir: "auto" });
  tip.hidden = true;
  const hide = () => void (tip.hidden = true);
  const show = (/** @type {Event} */ event) => {
    const cell = /** @type {Element} */ (event.target).closest?.("td, th");
    const words = cell && wordsOf(cell);
    if (!words) return hide();
    tip.textContent = words;
    tip.hidden = false;
    const box = cell.getBoundingClientRect();
    const below = box.bottom + tip.offsetHeight + 8 < window.innerHeight;
    tip.style.top = `${below ? box.bottom + 6 : Math.max(4, box.top - tip.offsetHeight - 6)}px`;
    tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8))}px`;
  };
  for (const name of ["pointerover", "focusin"]) scroller.addEventListener(name, show);
  for (const name of ["pointerleave", "focusout", "scroll"]) scroller.addEventListener(name, hide);
  scroller.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return { tip, hide };
}
