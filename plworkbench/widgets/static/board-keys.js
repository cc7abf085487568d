// Moving a card with the keyboard, and the keys for undo and redo.
import { counted } from "./dom.js";

/** Choose the next group to the left or right while a card is carried. */
function choose(board, step) {
  const place = board.groups.findIndex((group) => group.number === board.moving.target);
  const next = Math.min(Math.max(place + step, 0), board.groups.length - 1);
  const group = board.groups[next];
  const size = board.cards.filter((card) => card.group === group.number).length;
  board.consider(board.moving.keys, group.number, "keys");
  board.say(`${group.name}, group ${next + 1} of ${board.groups.length}, ${counted(size, "student")}.`);
}

function pickUp(board, key) {
  const card = board.card(key);
  const keys = board.together(key);
  board.consider(keys, card.group, "keys");
  board.say(`Picked up ${board.namesOf(keys)}, now in ${board.groupName(card.group)}. Left and right arrow choose a group, Space drops, Escape cancels.`);
}

function onCardKey(board, event) {
  const key = event.target.closest(".pw-card").dataset.key;
  const carrying = board.moving?.by === "keys";
  const deeds = {
    " ": () => (carrying ? board.move(board.moving.keys, board.moving.target) : pickUp(board, key)),
    Enter: () => (carrying ? board.move(board.moving.keys, board.moving.target) : pickUp(board, key)),
    ArrowLeft: () => carrying && choose(board, -1),
    ArrowRight: () => carrying && choose(board, 1),
    ArrowUp: () => step(board, event.target, -1),
    ArrowDown: () => step(board, event.target, 1),
    Escape: () => carrying && board.cancel(),
  };
  if (!deeds[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  deeds[event.key]();
}

/** Up and down walk through the cards of a group, unless one is being carried. */
function step(board, handle, direction) {
  if (board.moving) return;
  const handles = [...handle.closest(".pw-cards").querySelectorAll(".pw-card-handle")];
  handles[handles.indexOf(handle) + direction]?.focus();
}

function onHistoryKey(board, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[key];
  const { activeElement } = document;
  const ours = activeElement === document.body || board.root.contains(activeElement);
  if (!name || !ours || activeElement.matches("input[type=text], textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  board.history(name);
}

/** Let the board be worked with the keyboard. Returns how to stop. */
export function keyboard(board) {
  board.root.addEventListener("keydown", (event) => {
    if (event.target.matches(".pw-card-handle") && !board.locked()) onCardKey(board, event);
  });
  board.root.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.matches(".pw-card-handle")) event.preventDefault(); // no click after Space
  });
  board.root.addEventListener("focusout", () => {
    if (board.moving?.by === "keys" && !board.drawing) board.cancel();
  });
  const listen = (event) => onHistoryKey(board, event);
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
