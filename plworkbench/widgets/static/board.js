// The board of groups: what is on it, what is being done to it, and drawing it.
import { h, begin, counted, speaker, watch } from "./dom.js";
import { boardBar } from "./board-bar.js";
import { columnElement } from "./board-column.js";
import { dragging } from "./board-drag.js";
import { keyboard } from "./board-keys.js";

const HOW = "Space picks the card up, then left and right arrow choose a group, Space drops it, Escape cancels.";
const PREVIEW_AFTER = 80; // milliseconds the pointer rests before the kernel is asked
let boards = 0;

class Board {
  constructor(model, root, say) {
    Object.assign(this, { model, root, say, id: `pw-board-${(boards += 1)}` });
    this.selected = new Set(); // keys of the students ticked
    this.explained = new Set(); // keys of the students whose reason is open
    this.moving = null; // { keys, target, by } while a move is being considered
    this.renaming = null; // { group, text } while a name is being typed
    this.drawing = false;
    this.slot = h("div", { class: "pw-slot", "aria-hidden": "true" });
    this.columns = h("div", { class: "pw-columns" });
    this.bar = boardBar(this);
    this.read();
  }

  /** Take what the kernel says; whatever was only shown in advance is corrected by it. */
  read() {
    this.groups = this.model.get("groups").map((group) => ({ ...group }));
    this.cards = this.model.get("cards").map((card) => ({ ...card }));
    const keys = new Set(this.cards.map((card) => card.key));
    for (const key of this.selected) if (!keys.has(key)) this.selected.delete(key);
  }

  locked = () => Boolean(this.model.get("disabled_reason"));
  card = (key) => this.cards.find((card) => card.key === key);
  groupName = (number) => this.groups.find((group) => group.number === number)?.name ?? "";
  carries = (key) => Boolean(this.moving?.keys.includes(key) && this.moving.by !== "bar");
  /** Who moves when this card moves: everybody ticked, if it is one of them. */
  together = (key) => (this.selected.has(key) ? [...this.selected] : [key]);
  namesOf = (keys) => (keys.length === 1 ? this.card(keys[0]).name : counted(keys.length, "student"));
  previewText = () => (this.model.get("preview_group") === this.moving?.target ? this.model.get("preview") : "");

  /** Consider a move: mark the target at once, ask the kernel what it would do once the hand rests. */
  consider(keys, target, by) {
    if (this.moving?.target === target && this.moving.by === by) return;
    this.moving = { keys, target, by };
    clearTimeout(this.asking);
    const real = target && keys.some((key) => this.card(key)?.group !== target);
    if (real) this.asking = setTimeout(() => this.model.send({ type: "preview", keys, group: target }), PREVIEW_AFTER);
    this.mark();
  }

  stopConsidering() {
    clearTimeout(this.asking);
    if (!this.moving) return;
    this.moving = null;
    if (this.stale) this.draw();
    this.mark();
  }

  cancel() {
    const { keys } = this.moving;
    this.say(`Cancelled. ${this.namesOf(keys)} ${keys.length === 1 ? "stays" : "stay"} where they were.`);
    this.stopConsidering();
  }

  move(keys, group) {
    this.stopConsidering();
    const moved = this.cards.filter((card) => keys.includes(card.key) && card.group !== group);
    if (!moved.length) return this.say(`${this.namesOf(keys)}: already in ${this.groupName(group)}.`);
    for (const card of moved) Object.assign(card, { group, moved_by_hand: true });
    this.cards = [...this.cards.filter((card) => !moved.includes(card)), ...moved];
    this.model.send({ type: "move", keys: moved.map((card) => card.key), group });
    this.selected.clear();
    this.draw();
    this.focusOn(`card:${moved[0].key}:handle`);
    this.say(`${this.namesOf(moved.map((card) => card.key))} moved to ${this.groupName(group)}.`);
  }

  pin(card) {
    card.pinned = !card.pinned;
    this.model.send({ type: "pin", key: card.key, pinned: card.pinned });
    this.draw();
  }

  toggle(key) {
    if (this.locked()) return;
    if (!this.selected.delete(key)) this.selected.add(key);
    if (this.moving?.by === "bar") this.stopConsidering();
    this.draw();
    this.say(`${this.selected.size} selected.`);
  }

  clear() {
    this.selected.clear();
    this.stopConsidering();
    this.draw();
    this.root.querySelector(".pw-card-handle")?.focus();
  }

  explain(key) {
    if (!this.explained.delete(key)) this.explained.add(key);
    this.draw();
  }

  history(name) {
    if (this.model.get(`can_${name}`) && !this.locked()) this.model.send({ type: name });
  }

  startRenaming(group) {
    this.renaming = { group: group.number, text: group.name };
    this.draw();
    this.root.querySelector(".pw-column-field").select();
  }

  finishRenaming(keep) {
    if (!this.renaming) return;
    const { group: number, text } = this.renaming;
    this.renaming = null;
    const group = this.groups.find((one) => one.number === number);
    const name = text.trim();
    if (keep && group && name && name !== group.name) {
      group.name = name;
      this.model.send({ type: "rename", group: number, name });
    }
    const typing = document.activeElement?.dataset.focus === `group:${number}:field`;
    this.draw();
    if (typing) this.focusOn(`group:${number}:rename`);
  }

  focusOn(place) {
    const same = [...this.root.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === place);
    same?.focus({ preventScroll: true });
    same?.scrollIntoView({ block: "nearest" });
  }

  /** Show what is being considered, without drawing the cards again: one of them may be under the pointer. */
  mark() {
    const target = this.moving?.by === "bar" ? null : this.moving?.target;
    const home = target && this.moving.keys.every((key) => this.card(key)?.group === target);
    this.slot.remove();
    for (const column of this.columns.children) {
      const isTarget = Boolean(target) && Number(column.dataset.group) === target;
      column.classList.toggle("is-target", isTarget);
      // Under a pointer nothing moves until there is somewhere to go.
      if (isTarget && !(home && this.moving.by === "pointer")) column.querySelector(".pw-cards")?.before(this.slot);
    }
    for (const card of this.columns.querySelectorAll(".pw-card")) card.classList.toggle("is-carried", this.carries(card.dataset.key));
    this.slot.textContent = home ? "Stays here" : this.previewText() || "Move here";
    this.bar.update();
  }

  draw() {
    this.stale = this.moving?.by === "pointer";
    if (this.stale) return; // drawn when the card is let go
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const inGroup = (group) => this.cards.filter((card) => card.group === group.number);
    this.drawing = true;
    const columns = this.groups.map((group) => columnElement(group, inGroup(group), this));
    if (!columns.length) columns.push(h("p", { class: "pw-board-empty" }, this.model.get("empty_text")));
    this.columns.replaceChildren(...columns);
    if (focused) this.focusOn(focused);
    this.drawing = false;
    this.bar.element.hidden = !this.groups.length;
    this.mark();
  }
}

function render({ model, el }) {
  const root = begin(model, el, "pw-board");
  const { element, say } = speaker();
  const board = new Board(model, root, say);
  const how = h("p", { class: "pw-visually-hidden", id: `${board.id}-how` }, HOW);
  root.append(element, how, board.bar.element, board.columns);
  watch(model, ["groups", "cards", "settled", "disabled_reason", "empty_text", "levels"], () => {
    board.read();
    board.draw();
  });
  watch(model, ["can_undo", "can_redo", "undo_text", "redo_text"], () => board.bar.update());
  watch(model, ["preview", "preview_group"], () => {
    board.mark();
    if (board.moving && board.previewText()) say(board.previewText());
  });
  const stops = [dragging(board), keyboard(board)];
  return () => stops.forEach((stop) => stop());
}

export default { render };
