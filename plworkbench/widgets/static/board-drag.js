// Dragging cards with mouse, pen or finger. A finger drags by the grip, so that the rest of a card still scrolls the page.
import { cardOf } from "./board-card.js";
import { h, counted, originOf } from "./dom.js";

const THRESHOLD = 5; // pixels before a press becomes a drag
const EDGE = 70; // pixels from the edge of the view at which the page scrolls along
const OWN_CONTROLS = "input, .pw-card-box, .pw-card-pin, .pw-card-why, .pw-card-reason";

/**
 * A press on a card, which becomes a drag once the pointer has moved.
 * @typedef {object} Press
 * @property {HTMLElement} card
 * @property {number} pointer
 * @property {number} fromX
 * @property {number} fromY
 * @property {number} x
 * @property {number} y
 */

/**
 * What there is while cards are dragged: who moves, what follows the pointer, and what scrolls along.
 * @typedef {object} Drag
 * @property {string[]} keys
 * @property {HTMLElement} ghost
 * @property {Element | null} scroller
 */

/** What scrolls when this element does not fit. @param {HTMLElement} element @returns {Element | null} */
function scrollerOf(element) {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    if (["auto", "scroll"].includes(overflowY) && box.scrollHeight > box.clientHeight) return box;
  }
  return document.scrollingElement;
}

/** What follows the pointer: a copy of the card's name, and how many come along. @param {HTMLElement} card @param {string[]} keys */
function ghostOf(card, keys) {
  const name = card.querySelector(".pw-card-handle")?.textContent ?? "";
  const words = keys.length > 1 ? `${name} and ${counted(keys.length - 1, "other")}` : name;
  const ghost = h("div", { class: "pw pw-ghost", "aria-hidden": "true" }, words);
  document.body.append(ghost);
  return ghost;
}

/** Let the cards of a board be dragged. Returns how to stop. @param {import("./board.js").Board} board */
export function dragging(board) {
  /** @type {Press | null} */
  let press = null;
  /** @type {Drag | null} */
  let drag = null;
  let frame = 0;

  const follow = () => {
    if (!press || !drag) return;
    drag.ghost.style.transform = `translate(${press.x + 12}px, ${press.y + 8}px)`;
    /** @type {HTMLElement | null | undefined} */
    const column = document.elementFromPoint(press.x, press.y)?.closest(".pw-column");
    const group = column && board.root.contains(column) ? Number(column.dataset.group) : null;
    board.consider(drag.keys, group, "pointer");
  };
  const scrollAtEdges = () => {
    if (!press || !drag?.scroller) return;
    const whole = drag.scroller === document.scrollingElement;
    const box = whole ? { top: 0, bottom: window.innerHeight } : drag.scroller.getBoundingClientRect();
    const pull = Math.min(0, press.y - box.top - EDGE) + Math.max(0, press.y - box.bottom + EDGE);
    if (pull) {
      drag.scroller.scrollBy(0, pull / 4);
      follow();
    }
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const lift = (/** @type {HTMLElement} */ card) => {
    const keys = board.together(card.dataset.key ?? "");
    drag = { keys, ghost: ghostOf(card, keys), scroller: scrollerOf(board.root) };
    board.root.classList.add("is-dragging");
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const onMove = (/** @type {PointerEvent} */ event) => {
    if (!press || event.pointerId !== press.pointer) return;
    Object.assign(press, { x: event.clientX, y: event.clientY });
    if (!drag && Math.hypot(press.x - press.fromX, press.y - press.fromY) < THRESHOLD) return;
    if (!drag) lift(press.card);
    event.preventDefault();
    follow();
  };
  const end = (/** @type {boolean} */ drop) => {
    const dragged = drag;
    const target = board.moving?.target;
    dragged?.ghost.remove();
    drag = null;
    press = null;
    cancelAnimationFrame(frame);
    stopListening();
    if (!dragged) return;
    board.root.classList.remove("is-dragging");
    // The click that follows a drag is not a click on the card.
    const swallow = (/** @type {Event} */ event) => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
    if (drop && target) board.move(dragged.keys, target);
    else board.stopConsidering();
  };
  const onUp = (/** @type {PointerEvent} */ event) => event.pointerId === press?.pointer && end(true);
  const onCancel = (/** @type {PointerEvent} */ event) => event.pointerId === press?.pointer && end(false);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !drag) return;
    event.stopPropagation();
    end(false);
  };
  const listening = (/** @type {"addEventListener" | "removeEventListener"} */ change) => {
    window[change]("pointermove", /** @type {EventListener} */ (onMove), { capture: true });
    window[change]("pointerup", /** @type {EventListener} */ (onUp), { capture: true });
    window[change]("pointercancel", /** @type {EventListener} */ (onCancel), { capture: true });
    window[change]("keydown", /** @type {EventListener} */ (onKey), { capture: true });
  };
  const stopListening = () => listening("removeEventListener");
  board.root.addEventListener("pointerdown", (event) => {
    const from = originOf(event);
    const card = cardOf(from);
    if (press || !card || event.button !== 0 || board.locked() || from.closest(OWN_CONTROLS)) return;
    if (event.pointerType !== "mouse" && !from.closest(".pw-card-grip")) return;
    board.stopConsidering();
    press = { card, pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY, x: event.clientX, y: event.clientY };
    listening("addEventListener");
  });
  return () => press && end(false);
}
