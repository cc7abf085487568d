// The list that opens below a field for names. It lies above everything, so nothing around it can cut it off.
import { h } from "./dom.js";

const MOST_NAMES = 60; // more than that is found by typing

/** Names without what a keyboard may lack: accents and capitals. */
const plain = (/** @type {string} */ words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Those whom typed words fit: first where a word of the name begins so.
 * @param {string} typed
 * @param {string[]} people
 */
export function fitting(typed, people) {
  const wanted = plain(typed.trim());
  const places = people.map((name) => ` ${plain(name)}`).map((name) => (name.includes(` ${wanted}`) ? 0 : name.includes(wanted) ? 1 : 2));
  return [0, 1].flatMap((place) => people.filter((_, at) => places[at] === place));
}

/**
 * @param {HTMLInputElement} input the field it belongs to; it keeps the focus
 * @param {string} id
 * @param {(name: string) => void} choose
 */
export function nameList(input, id, choose) {
  const list = h("ul", { class: "pw-people-list", id, role: "listbox", popover: "manual", "aria-label": input.getAttribute("aria-label") });
  list.addEventListener("mousedown", (/** @type {MouseEvent} */ event) => event.preventDefault());
  let active = -1;
  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  const mark = (/** @type {number} */ place) => {
    const options = [...list.querySelectorAll("[role=option]")];
    active = Math.max(-1, Math.min(place, options.length - 1));
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[active].id);
    options[active]?.scrollIntoView({ block: "nearest" });
  };
  const put = () => {
    const box = input.getBoundingClientRect();
    const above = box.bottom + list.offsetHeight + 8 > innerHeight && box.top > list.offsetHeight + 8;
    list.style.insetInlineStart = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${above ? box.top - list.offsetHeight - 4 : box.bottom + 4}px`;
  };
  const follow = (/** @type {Event} */ event) => event.target !== list && put();
  const close = () => {
    if (!isOpen()) return;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
    list.hidePopover?.();
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", put);
  };
  /** Show these names; the first of them is marked if `first` says so. */
  const open = (/** @type {string[]} */ names, first = false) => {
    if (!names.length) return close();
    const shown = names.slice(0, MOST_NAMES).map((name, at) => h("li", { role: "option", id: `${id}-${at}`, click: () => choose(name) }, h("bdi", {}, name)));
    const more = names.length > MOST_NAMES ? h("li", { role: "presentation", class: "pw-people-more" }, `and ${names.length - MOST_NAMES} more: type some letters`) : null;
    list.replaceChildren(...shown, ...(more ? [more] : []));
    if (!isOpen()) {
      list.showPopover?.();
      addEventListener("scroll", follow, true);
      addEventListener("resize", put);
    }
    input.setAttribute("aria-expanded", "true");
    mark(first ? 0 : -1);
    put();
  };
  return { list, open, close, isOpen, move: (/** @type {number} */ by) => mark(active + by), chosen: () => (isOpen() && active >= 0 ? list.querySelector(`[id="${id}-${active}"]`)?.textContent : undefined) };
}
