// Moving a card with the keyboard, and the keys for undo and redo.
import { cardOf } from "./board-card.js";
import { counted, focusedElement, originOf } from "./dom.js";

/** Choose the next group to the left or right while a card is carried. @param {import("./board.js").Board} board @param {number} step */
function choose(board, step) {
  if (!board.moving) return;
  const { keys, target } = board.moving;
  const place = board.groups.findIndex((group) => group.number === target);
  const next = Math.min(Math.max(place + step, 0), board.groups.length - 1);
  const group = board.groups[next];
  const size = board.cards.filter((card) => card.group === group.number).length;
  board.consider(keys, group.number, "keys");
  board.say(`${group.name}, group ${next + 1} of ${board.groups.length}, ${counted(size, "student")}.`);
}

/** @param {import("./board.js").Board} board @param {string} key */
function pickUp(board, key) {
  const card = board.card(key);
  if (!card) return;
  const keys = board.together(key);
  board.consider(keys, card.group, "keys");
  board.say(`Picked up ${board.namesOf(keys)}, now in ${board.groupName(card.group)}. Left and right arrow choose a group, Space drops, Escape cancels.`);
}

/** @param {import("./board.js").Board} board @param {KeyboardEvent} event */
function onCardKey(board, event) {
  const handle = originOf(event);
  const { key = "" } = cardOf(handle)?.dataset ?? {};
  const carrying = board.moving?.by === "keys" ? board.moving : null;
  const takeOrDrop = () => (carrying?.target ? board.move(carrying.keys, carrying.target) : pickUp(board, key));
  /** @type {{ [key: string]: () => unknown }} */
  const deeds = {
    " ": takeOrDrop,
    Enter: takeOrDrop,
    ArrowLeft: () => carrying && choose(board, -1),
    ArrowRight: () => carrying && choose(board, 1),
    ArrowUp: () => step(board, handle, -1),
    ArrowDown: () => step(board, handle, 1),
    Escape: () => carrying && board.cancel(),
  };
  if (!deeds[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  deeds[event.key]();
}

/** Up and down walk through the cards of a group, unless one is being carried. @param {import("./board.js").Board} board @param {HTMLElement} handle @param {number} direction */
function step(board, handle, direction) {
  if (board.moving) return;
  const list = handle.closest(".pw-cards");
  const handles = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll(".pw-card-handle") ?? [])]);
  handles[handles.indexOf(handle) + direction]?.focus();
}

/** @param {import("./board.js").Board} board @param {KeyboardEvent} event */
function onHistoryKey(board, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const name = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
  const focused = focusedElement();
  const ours = focused && (focused === document.body || board.root.contains(focused));
  if (!name || !ours || focused.matches("input[type=text], textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  board.history(name);
}

/** Let the board be worked with the keyboard. Returns how to stop. @param {import("./board.js").Board} board */
export function keyboard(board) {
  board.root.addEventListener("keydown", (event) => {
    if (originOf(event).matches(".pw-card-handle") && !board.locked()) onCardKey(board, event);
  });
  board.root.addEventListener("keyup", (event) => {
    if (event.key === " " && originOf(event).matches(".pw-card-handle")) event.preventDefault(); // no click after Space
  });
  board.root.addEventListener("focusout", () => {
    if (board.moving?.by === "keys" && !board.drawing) board.cancel();
  });
  const listen = (/** @type {KeyboardEvent} */ event) => onHistoryKey(board, event);
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
