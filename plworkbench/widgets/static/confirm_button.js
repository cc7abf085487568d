// A button for what cannot be undone: the first click asks in its place.
import { h, begin, watch } from "./dom.js";

let questions = 0;

/** @param {Rendered<ConfirmButtonTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-confirm");
  const id = `pw-confirm-${(questions += 1)}`;
  const first = h("button", { type: "button", class: "pw-button", click: () => ask(true) });
  const why = h("span", { class: "pw-confirm-why" });
  const question = h("p", { class: "pw-confirm-question", id });
  const yes = h("button", { type: "button", class: "pw-button", "aria-describedby": id });
  const no = h("button", { type: "button", class: "pw-button pw-primary", "aria-describedby": id, click: () => ask(false) });
  const asked = h("div", { class: "pw-confirm-asked", role: "group", "aria-labelledby": id, hidden: true }, question, yes, no);
  root.append(first, why, asked);

  /** Ask, with the focus on the answer that keeps everything; or stop asking. */
  const ask = (/** @type {boolean} */ asks) => {
    const hadFocus = root.contains(document.activeElement);
    asked.hidden = !asks;
    first.hidden = asks;
    if (asks) no.focus();
    else if (hadFocus) first.focus();
  };
  yes.addEventListener("click", () => {
    ask(false);
    model.send({ type: "confirmed" });
  });
  asked.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    ask(false);
  });
  asked.addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
    // Who went on to something else has not said yes.
    if (event.relatedTarget instanceof Node && !asked.contains(event.relatedTarget)) ask(false);
  });
  watch(model, ["label", "question", "yes", "no", "disabled_reason"], () => {
    first.textContent = model.get("label");
    question.textContent = model.get("question");
    yes.textContent = model.get("yes");
    no.textContent = model.get("no");
    why.textContent = model.get("disabled_reason");
    first.disabled = Boolean(why.textContent);
    if (first.disabled) ask(false);
  });
}

export default { render };
