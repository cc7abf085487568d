// One student's card: handle, checkbox, pin, level, and why the student is here.
import { h, icon, levelChip } from "./dom.js";

/** The card this lies in. @param {Element} element @returns {HTMLElement | null} */
export function cardOf(element) {
  return element.closest(".pw-card");
}

/**
 * Build a card. Every control carries `data-focus`, so that it keeps the focus when the board is drawn again.
 * @param {BoardCard} card
 * @param {import("./board.js").Board} board
 */
export function cardElement(card, board) {
  const locked = board.locked();
  const chosen = board.selected.has(card.key);
  const open = board.explained.has(card.key);
  const focus = (/** @type {string} */ part) => `card:${card.key}:${part}`;

  const grip = h("span", { class: "pw-card-grip", "aria-hidden": "true" }, icon("grip"));
  const handle = h(
    "button",
    {
      type: "button",
      class: "pw-card-handle",
      "data-focus": focus("handle"),
      "aria-describedby": `${board.id}-how`,
      "aria-disabled": locked ? "true" : null,
      click: () => board.toggle(card.key),
    },
    card.name,
  );
  const box = h("input", { type: "checkbox", "data-focus": focus("box"), "aria-label": `Choose ${card.name}`, disabled: locked });
  box.checked = chosen;
  box.addEventListener("change", () => board.toggle(card.key));
  const pin = h(
    "button",
    {
      type: "button",
      class: "pw-card-pin",
      "data-focus": focus("pin"),
      "aria-pressed": String(Boolean(card.pinned)),
      "aria-label": `Pin ${card.name}`,
      title: card.pinned ? "Pinned: stays here when groups are formed again" : "Pin: stay here when groups are formed again",
      disabled: locked,
      click: () => board.pin(card),
    },
    icon("pin"),
  );
  const why = h(
    "button",
    {
      type: "button",
      class: "pw-card-why",
      "data-focus": focus("why"),
      "aria-expanded": String(open),
      "aria-label": `Why? ${card.name}`,
      title: "Why here?",
      click: () => board.explain(card.key),
    },
    "Why?",
    icon("chevron"),
  );
  const facts = h("div", { class: "pw-card-facts" });
  if (card.level) facts.append(levelChip(board.model.get("levels"), card.level));
  if (card.moved_by_hand) facts.append(h("span", { class: "pw-card-tag" }, "Moved by hand"));
  if (card.reason || card.detail) facts.append(why);
  const classes = ["pw-card", chosen && "is-chosen", card.pinned && "is-pinned", board.carries(card.key) && "is-carried"];
  const element = h("li", { class: classes.filter(Boolean).join(" "), "data-key": card.key });
  element.append(h("div", { class: "pw-card-top" }, grip, h("label", { class: "pw-card-box" }, box), handle, pin), facts);
  if (open) element.append(h("p", { class: "pw-card-reason" }, card.reason, card.detail ? h("span", {}, card.detail) : null));
  return element;
}
