// The board of groups: what is on it, what is being done to it, and drawing it.
import { h, begin, counted, focusedElement, speaker, watch } from "./dom.js";
import { boardBar } from "./board-bar.js";
import { columnElement } from "./board-column.js";
import { dragging } from "./board-drag.js";
import { keyboard } from "./board-keys.js";

const HOW = "Space picks the card up, then left and right arrow choose a group, Space drops it, Escape cancels.";
const PREVIEW_AFTER = 80; // milliseconds the pointer rests before the kernel is asked
/** @type {Move} */
const NO_MOVE = { keys: [], target: null, by: "bar" };
let boards = 0;

export class Board {
  /** Keys of the students ticked. @type {Set<string>} */
  selected = new Set();
  /** Keys of the students whose reason is open. @type {Set<string>} */
  explained = new Set();
  /** A move while it is being considered. @type {Move | null} */
  moving = null;
  /** A name while it is being typed. @type {{ group: number, text: string } | null} */
  renaming = null;
  /** @type {BoardGroup[]} */
  groups = [];
  /** @type {BoardCard[]} */
  cards = [];
  /** The columns as they were last drawn. @type {HTMLElement[]} */
  drawn = [];
  drawing = false;
  /** Whether something changed while a card was under the pointer, and is still to be drawn. */
  stale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  asking;

  /**
   * @param {Model<BoardTraits & PartTraits>} model
   * @param {HTMLElement} root
   * @param {(text: string) => void} say
   */
  constructor(model, root, say) {
    this.model = model;
    this.root = root;
    this.say = say;
    this.id = `pw-board-${(boards += 1)}`;
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
  card = (/** @type {string} */ key) => this.cards.find((card) => card.key === key);
  groupName = (/** @type {number} */ number) => this.groups.find((group) => group.number === number)?.name ?? "";
  carries = (/** @type {string} */ key) => Boolean(this.moving?.keys.includes(key) && this.moving.by !== "bar");
  /** Who moves when this card moves: everybody ticked, if it is one of them. */
  together = (/** @type {string} */ key) => (this.selected.has(key) ? [...this.selected] : [key]);
  namesOf = (/** @type {string[]} */ keys) => (keys.length === 1 ? (this.card(keys[0])?.name ?? "") : counted(keys.length, "student"));
  previewText = () => (this.model.get("preview_group") === this.moving?.target ? this.model.get("preview") : "");

  /**
   * Consider a move: mark the target at once, ask the kernel what it would do once the hand rests.
   * @param {string[]} keys
   * @param {number | null} target
   * @param {Move["by"]} by
   */
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
    if (!this.moving) return;
    const { keys } = this.moving;
    this.say(`Cancelled. ${this.namesOf(keys)} ${keys.length === 1 ? "stays" : "stay"} where they were.`);
    this.stopConsidering();
  }

  /** @param {string[]} keys @param {number} group */
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

  /** @param {BoardCard} card */
  pin(card) {
    card.pinned = !card.pinned;
    this.model.send({ type: "pin", key: card.key, pinned: card.pinned });
    this.draw();
  }

  /** @param {string} key */
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
    /** @type {HTMLElement | null} */ (this.root.querySelector(".pw-card-handle"))?.focus();
  }

  /** @param {string} key */
  explain(key) {
    if (!this.explained.delete(key)) this.explained.add(key);
    this.draw();
  }

  /** @param {"undo" | "redo"} name */
  history(name) {
    if (this.model.get(`can_${name}`) && !this.locked()) this.model.send({ type: name });
  }

  /** @param {BoardGroup} group */
  startRenaming(group) {
    this.renaming = { group: group.number, text: group.name };
    this.draw();
    /** @type {HTMLInputElement | null} */ (this.root.querySelector(".pw-column-field"))?.select();
  }

  /** @param {boolean} keep */
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
    const typing = focusedElement()?.dataset.focus === `group:${number}:field`;
    this.draw();
    if (typing) this.focusOn(`group:${number}:rename`);
  }

  /** @param {string} place */
  focusOn(place) {
    const places = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[data-focus]")]);
    const same = places.find((one) => one.dataset.focus === place);
    same?.focus({ preventScroll: true });
    same?.scrollIntoView({ block: "nearest" });
  }

  /** Show what is being considered, without drawing the cards again: one of them may be under the pointer. */
  mark() {
    const { keys, target, by } = this.moving && this.moving.by !== "bar" ? this.moving : NO_MOVE;
    const home = target !== null && keys.every((key) => this.card(key)?.group === target);
    this.slot.remove();
    for (const column of this.drawn) {
      const isTarget = Boolean(target) && Number(column.dataset.group) === target;
      column.classList.toggle("is-target", isTarget);
      // Under a pointer nothing moves until there is somewhere to go.
      if (isTarget && !(home && by === "pointer")) column.querySelector(".pw-cards")?.before(this.slot);
    }
    for (const card of this.columns.querySelectorAll(".pw-card")) card.classList.toggle("is-carried", this.carries(/** @type {HTMLElement} */ (card).dataset.key ?? ""));
    this.slot.textContent = home ? "Stays here" : this.previewText() || "Move here";
    this.bar.update();
  }

  draw() {
    this.stale = this.moving?.by === "pointer";
    if (this.stale) return; // drawn when the card is let go
    const focused = this.root.contains(document.activeElement) ? focusedElement()?.dataset.focus : null;
    const inGroup = (/** @type {BoardGroup} */ group) => this.cards.filter((card) => card.group === group.number);
    this.drawing = true;
    const columns = this.groups.map((group) => columnElement(group, inGroup(group), this));
    const empty = h("p", { class: "pw-board-empty" }, this.model.get("empty_text"));
    this.drawn = columns;
    this.columns.replaceChildren(...(columns.length ? columns : [empty]));
    if (focused) this.focusOn(focused);
    this.drawing = false;
    this.bar.element.hidden = !this.groups.length;
    this.mark();
  }
}

/** @param {Rendered<BoardTraits>} part */
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
