// Short news in the corner of the page: polite, never in a hurry, never printed.
import { h, begin, watch } from "./dom.js";

const MOST_TOASTS = 3;

/** How long words are shown, in milliseconds: time to read them slowly, and never less than eight seconds. */
const readingTime = (/** @type {string} */ words) => Math.max(8000, 90 * words.length);

/** @param {Rendered<ToastsTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-toasts-part");
  const stack = h("div", { class: "pw-toasts", role: "log", "aria-live": "polite", popover: "manual" });
  root.append(stack);
  watch(model, ["label"], () => stack.setAttribute("aria-label", model.get("label")));
  const close = (/** @type {Element} */ toast) => {
    const next = toast.contains(document.activeElement) ? toast.nextElementSibling ?? toast.previousElementSibling : null;
    toast.remove();
    next?.querySelector("button")?.focus();
  };

  /** Close the toast once it was there long enough; the clock stands still while somebody is at it. */
  const wait = (/** @type {HTMLElement} */ toast, /** @type {string} */ words) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(() => close(toast), readingTime(words));
    };
    const stop = () => clearTimeout(timer);
    const isHeld = () => toast.matches(":hover, :focus-within");
    for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stop);
    for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, () => setTimeout(() => isHeld() || start()));
    start();
  };
  const show = (/** @type {string} */ words) => {
    // Shown again, it lies above whatever was opened since.
    if (stack.isConnected) {
      stack.hidePopover?.();
      stack.showPopover?.();
    }
    const off = h("button", { type: "button", class: "pw-toast-close", "aria-label": `Close: ${words}` }, h("span", { "aria-hidden": "true" }, "✕"));
    const toast = h("div", { class: "pw-toast" }, h("p", {}, words), off);
    off.addEventListener("click", () => close(toast));
    stack.append(toast);
    while (stack.children.length > MOST_TOASTS) stack.firstElementChild?.remove();
    wait(toast, words);
  };
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !stack.lastElementChild) return;
    event.preventDefault();
    close(stack.lastElementChild);
  };
  document.addEventListener("keydown", escape);
  model.on("msg:custom", (/** @type {Message} */ { type, words }) => type === "toast" && show(words));
  return () => document.removeEventListener("keydown", escape);
}

export default { render };
