// The keys of the pages. They act only where nobody types, and can be switched off.
"use strict";

(() => {
  const KEPT = "pw-keys";
  const PATIENCE = 1500; // milliseconds between g and the letter of a page
  const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable], [role=textbox], [role=combobox]";
  const SEARCHES = "[data-pw-search], input[type=search], [role=searchbox]";
  const FILTERS = "select, input[role=combobox]";
  let went = 0; // when g was pressed

  function areOn() {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  }

  /** @param {Element} element */
  const isSeen = (element) => element.getClientRects().length > 0 && !element.matches(":disabled");

  /** The page's first search field, or its first choice. */
  function toFilter() {
    const main = document.getElementById("pw-main");
    if (!main) return false;
    const found = [SEARCHES, FILTERS].flatMap((kind) => [...main.querySelectorAll(kind)].filter(isSeen));
    if (!found.length) return false;
    /** @type {HTMLElement} */ (found[0]).focus();
    return true;
  }

  /** @param {string} letter */
  function toPage(letter) {
    const link = [...document.querySelectorAll("a[data-pw-letter]")].find((one) => one.getAttribute("data-pw-letter") === letter);
    if (link) /** @type {HTMLAnchorElement} */ (link).click();
    return Boolean(link);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest(TYPED_IN) || document.querySelector("dialog[open]") || !areOn()) return;
    const after = event.timeStamp - went < PATIENCE;
    went = 0;
    let done = true;
    if (after) done = toPage(event.key.toLowerCase());
    else if (event.key === "g") went = event.timeStamp;
    else if (event.key === "?") document.dispatchEvent(new Event("pw-help"));
    else if (event.key === "/") done = toFilter();
    else if (event.key === "k") document.querySelector(/** @type {"select"} */ ("[data-pw-class] select"))?.focus();
    else done = false;
    if (done) event.preventDefault();
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("DOMContentLoaded", () => {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("pw-keys"));
    if (!field) return;
    field.checked = areOn();
    field.addEventListener("change", () => {
      try {
        localStorage.setItem(KEPT, field.checked ? "on" : "off");
      } catch {
        // the browser keeps nothing; the keys stay on
      }
    });
  });
})();
