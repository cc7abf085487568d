// One group: its name, what is to be said about it, and its cards.
import { h, counted, icon } from "./dom.js";
import { cardElement } from "./board-card.js";

/**
 * The name as a heading, or as a field while it is being changed.
 * @param {BoardGroup} group
 * @param {number} count
 * @param {import("./board.js").Board} board
 */
function nameRow(group, count, board) {
  const id = `${board.id}-group-${group.number}`;
  if (board.renaming?.group === group.number) return renameField(group, board.renaming, board);
  const rename = h(
    "button",
    {
      type: "button",
      class: "pw-column-rename",
      "data-focus": `group:${group.number}:rename`,
      "aria-label": `Rename ${group.name}`,
      title: "Rename",
      disabled: board.locked(),
      click: () => board.startRenaming(group),
    },
    icon("pencil"),
  );
  const size = h("span", { class: "pw-column-size" }, h("span", { "aria-hidden": "true" }, String(count)));
  size.append(h("span", { class: "pw-visually-hidden" }, `, ${counted(count, "student")}`));
  return h("div", { class: "pw-column-name" }, h("h3", { id }, group.name, size), rename);
}

/**
 * @param {BoardGroup} group
 * @param {{ text: string }} renaming
 * @param {import("./board.js").Board} board
 */
function renameField(group, renaming, board) {
  const field = h("input", {
    type: "text",
    class: "pw-column-field",
    maxlength: "40",
    "data-focus": `group:${group.number}:field`,
    "aria-label": `New name of ${group.name}`,
  });
  field.value = renaming.text;
  field.addEventListener("input", () => Object.assign(renaming, { text: field.value }));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the board's own keys rest while a name is typed
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault(); // Enter would also press the button that gets the focus next
    board.finishRenaming(event.key === "Enter");
  });
  field.addEventListener("blur", () => !board.drawing && board.finishRenaming(true));
  return h("div", { class: "pw-column-name" }, field);
}

/**
 * Build the column of one group.
 * @param {BoardGroup} group
 * @param {BoardCard[]} cards
 * @param {import("./board.js").Board} board
 */
export function columnElement(group, cards, board) {
  const warnings = (group.warnings ?? []).map((text) => h("li", {}, icon("warning"), h("span", {}, text)));
  const head = h("header", {}, nameRow(group, cards.length, board));
  if (group.note) head.append(h("p", { class: "pw-column-note" }, group.note));
  if (warnings.length) head.append(h("ul", { class: "pw-column-warnings" }, warnings));
  const list = h("ul", { class: "pw-cards" }, cards.map((card) => cardElement(card, board)));
  const column = h("section", { class: "pw-column", "data-group": group.number, "aria-label": group.name }, head, list);
  if (!cards.length) column.append(h("p", { class: "pw-column-empty" }, "Nobody in this group yet."));
  return column;
}
