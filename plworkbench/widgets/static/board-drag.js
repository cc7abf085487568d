// Dragging cards with mouse, pen or finger. A finger drags by the grip, so that the rest of a card still scrolls the page.
import { h, counted } from "./dom.js";

const THRESHOLD = 5; // pixels before a press becomes a drag
const EDGE = 70; // pixels from the edge of the view at which the page scrolls along
const OWN_CONTROLS = "input, .pw-card-box, .pw-card-pin, .pw-card-why, .pw-card-reason";

function scrollerOf(element) {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    if (["auto", "scroll"].includes(overflowY) && box.scrollHeight > box.clientHeight) return box;
  }
  return document.scrollingElement;
}

/** What follows the pointer: a copy of the card's name, and how many come along. */
function ghostOf(card, keys) {
  const name = card.querySelector(".pw-card-handle").textContent;
  const words = keys.length > 1 ? `${name} and ${counted(keys.length - 1, "other")}` : name;
  const ghost = h("div", { class: "pw pw-ghost", "aria-hidden": "true" }, words);
  document.body.append(ghost);
  return ghost;
}

/** Let the cards of a board be dragged. Returns how to stop. */
export function dragging(board) {
  let press = null;
  let ghost = null;
  let frame = 0;
  let scroller = null;

  const follow = () => {
    ghost.style.transform = `translate(${press.x + 12}px, ${press.y + 8}px)`;
    const column = document.elementFromPoint(press.x, press.y)?.closest(".pw-column");
    const group = column && board.root.contains(column) ? Number(column.dataset.group) : null;
    board.consider(press.keys, group, "pointer");
  };
  const scrollAtEdges = () => {
    const whole = scroller === document.scrollingElement;
    const box = whole ? { top: 0, bottom: window.innerHeight } : scroller.getBoundingClientRect();
    const pull = Math.min(0, press.y - box.top - EDGE) + Math.max(0, press.y - box.bottom + EDGE);
    if (pull) {
      scroller.scrollBy(0, pull / 4);
      follow();
    }
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const lift = () => {
    press.keys = board.together(press.card.dataset.key);
    ghost = ghostOf(press.card, press.keys);
    scroller = scrollerOf(board.root);
    board.root.classList.add("is-dragging");
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const onMove = (event) => {
    if (event.pointerId !== press.pointer) return;
    Object.assign(press, { x: event.clientX, y: event.clientY });
    if (!ghost && Math.hypot(press.x - press.fromX, press.y - press.fromY) < THRESHOLD) return;
    if (!ghost) lift();
    event.preventDefault();
    follow();
  };
  const end = (drop) => {
    const { keys } = press;
    const target = board.moving?.target;
    const dragged = Boolean(ghost);
    ghost?.remove();
    ghost = null;
    press = null;
    cancelAnimationFrame(frame);
    stopListening();
    if (!dragged) return;
    board.root.classList.remove("is-dragging");
    // The click that follows a drag is not a click on the card.
    const swallow = (event) => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
    if (drop && target) board.move(keys, target);
    else board.stopConsidering();
  };
  const onUp = (event) => event.pointerId === press.pointer && end(true);
  const onCancel = (event) => event.pointerId === press.pointer && end(false);
  const onKey = (event) => {
    if (event.key !== "Escape" || !ghost) return;
    event.stopPropagation();
    end(false);
  };
  const listeners = { pointermove: onMove, pointerup: onUp, pointercancel: onCancel, keydown: onKey };
  const stopListening = () => {
    for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener, { capture: true });
  };
  board.root.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".pw-card");
    if (press || !card || event.button !== 0 || board.locked() || event.target.closest(OWN_CONTROLS)) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".pw-card-grip")) return;
    board.stopConsidering();
    press = { card, pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY, x: event.clientX, y: event.clientY };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener, { capture: true });
  });
  return () => press && end(false);
}
