// The bar above the groups: undo and redo, and moving whoever is chosen.
import { h, icon } from "./dom.js";

/**
 * @param {import("./board.js").Board} board
 * @param {"undo" | "redo"} name
 * @param {string} word
 */
function historyButton(board, name, word) {
  const button = h("button", { type: "button", class: "pw-button" }, icon(name), word);
  button.addEventListener("click", () => board.history(name));
  const update = () => {
    const can = board.model.get(`can_${name}`) && !board.locked();
    const what = board.model.get(`${name}_text`);
    // aria-disabled, not disabled: the button must not lose the focus when there is nothing left to undo.
    button.setAttribute("aria-disabled", String(!can));
    button.title = can ? what || word : `Nothing to ${name}`;
    if (can && what) button.setAttribute("aria-label", `${word}: ${what}`);
    else button.removeAttribute("aria-label");
  };
  return { button, update };
}

/**
 * Build the bar. Returns the element and how to bring it up to date without disturbing the focus.
 * @param {import("./board.js").Board} board
 */
export function boardBar(board) {
  const undo = historyButton(board, "undo", "Undo");
  const redo = historyButton(board, "redo", "Redo");
  const hint = h("p", { class: "pw-bar-hint" });
  const count = h("span", { class: "pw-bar-count" });
  const choice = h("select", { class: "pw-bar-select" });
  const move = h("button", { type: "button", class: "pw-button pw-primary" }, "Move");
  const clear = h("button", { type: "button", class: "pw-button" }, "Clear");
  const preview = h("span", { class: "pw-bar-preview" });
  const chosen = h("div", { class: "pw-bar-chosen" }, count, h("label", {}, "Move to ", choice), move, clear, preview);
  const element = h("div", { class: "pw-bar", role: "group", "aria-label": "Change the groups" });
  element.append(h("div", { class: "pw-bar-history" }, undo.button, redo.button), hint, chosen);

  choice.addEventListener("change", () => board.consider([...board.selected], Number(choice.value), "bar"));
  move.addEventListener("click", () => {
    if (!choice.value) return choice.focus();
    board.move([...board.selected], Number(choice.value));
    choice.value = "";
  });
  clear.addEventListener("click", () => board.clear());

  const offerGroups = () => {
    const offered = board.groups.map((group) => `${group.number} ${group.name}`).join("\n");
    if (offered === choice.dataset.offered) return;
    const before = choice.value;
    const none = h("option", { value: "" }, "choose a group");
    choice.replaceChildren(none, ...board.groups.map((group) => h("option", { value: group.number }, group.name)));
    choice.dataset.offered = offered;
    if (board.groups.some((group) => String(group.number) === before)) choice.value = before;
  };
  const update = () => {
    undo.update();
    redo.update();
    offerGroups();
    const reason = board.model.get("disabled_reason");
    hint.textContent = reason || "Drag a card to another group, or tick students and move them from here.";
    hint.classList.toggle("is-reason", Boolean(reason));
    const some = board.selected.size > 0 && !reason;
    hint.hidden = some;
    chosen.hidden = !some;
    if (!some) choice.value = "";
    move.setAttribute("aria-disabled", String(!choice.value));
    move.title = choice.value ? "" : "Choose a group first";
    count.textContent = `${board.selected.size} selected`;
    preview.textContent = board.moving?.by === "bar" ? board.previewText() : "";
  };
  return { element, update };
}
