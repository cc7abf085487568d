// Where somebody was on a page and what she had typed: kept when the page is left, and put back when it wakes, or when
// Back leads to it. It is kept for this browser window alone, for minutes, and forgotten as soon as it was put back.
"use strict";

(() => {
  const KEPT = "pw-kept";
  const LONGEST = 20000; // milliseconds a page may take until all its parts are there
  const FORGOTTEN = 300000; // milliseconds until what was typed on a page that was left is forgotten
  const SWEEP = 30000;
  const TYPED = "input:not([type]), input[type=text], input[type=number], input[type=search], input[type=date], textarea";
  const KERNELS_OWN = ".pw-paste textarea, .pw-score-field"; // the kernel keeps drafts of scores; a gradebook is not kept
  const FOLDS = "button.pw-disclosure-button, summary";

  /** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
  /** @typedef {[key: string, text: string, before: string]} Typed */
  /** @typedef {{ at: number, search: string, top: number, open: string[], typed: Typed[] }} Kept */

  /** @type {WeakMap<EventTarget, string>} what stood in a field before anybody typed in it */
  const before = new WeakMap();
  /** @type {WeakMap<EventTarget, string>} what was typed there last */
  const latest = new WeakMap();

  /** The heading an element stands under. @param {Element} element */
  function headingOf(element) {
    const headings = [...document.querySelectorAll("main h1, main h2, main h3")];
    const above = headings.filter((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    return above.at(-1)?.textContent?.trim() ?? "";
  }

  /** @param {Field} field */
  function labelOf(field) {
    return field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent ?? field.placeholder;
  }

  /** A number in place of a name: labels name children, and these names are not to lie about. @param {string} text */
  function hashed(text) {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < text.length; place += 1) {
      const unit = text.charCodeAt(place);
      one = Math.imul(one ^ unit, 2654435761);
      other = Math.imul(other ^ unit, 1597334677);
    }
    return (one >>> 0).toString(36) + (other >>> 0).toString(36);
  }

  /**
   * Elements by what they are called; the parts of a page are drawn anew and have no other name.
   * @template {Element} E
   * @param {string} selector
   * @param {(element: E) => string} call
   * @returns {Map<string, E[]>}
   */
  function named(selector, call) {
    const found = new Map();
    for (const element of /** @type {NodeListOf<E>} */ (document.querySelectorAll(`main :is(${selector})`))) {
      const key = hashed(`${headingOf(element)} / ${call(element)}`);
      found.set(key, [...(found.get(key) ?? []), element]);
    }
    return found;
  }

  /** @returns {[string, Field][]} - without those that share a name: the next child may stand in their place by then */
  function fields() {
    const alone = [...named(TYPED, labelOf)].filter(([, those]) => those.length === 1);
    return alone.map(([key, [field]]) => /** @type {[string, Field]} */ ([key, field])).filter(([, field]) => !field.matches(KERNELS_OWN));
  }

  /** @returns {[string, Element][]} */
  function folds() {
    return [...named(FOLDS, () => "")].flatMap(([key, those]) => those.map((fold, place) => /** @type {[string, Element]} */ ([`${key} ${place}`, fold])));
  }

  const isOpen = (/** @type {Element} */ fold) =>
    fold.localName === "summary" ? fold.parentElement?.hasAttribute("open") : fold.getAttribute("aria-expanded") === "true";

  /** What is kept of each page, as far as it is not old. @returns {Record<string, Kept>} */
  function all() {
    try {
      const pages = Object.entries(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"));
      return Object.fromEntries(pages.filter(([, { at }]) => Math.abs(Date.now() - at) < FORGOTTEN));
    } catch {
      return {};
    }
  }

  /** @param {Record<string, Kept>} pages */
  function store(pages) {
    try {
      if (Object.keys(pages).length) sessionStorage.setItem(KEPT, JSON.stringify(pages));
      else sessionStorage.removeItem(KEPT);
    } catch {
      // then the page begins at its beginning
    }
  }

  /** What somebody typed and still stands there; whatever the kernel has put in its place is the kernel's. @returns {Typed[]} */
  function typed() {
    return fields()
      .filter(([, field]) => latest.get(field) === field.value)
      .map(([key, field]) => /** @type {Typed} */ ([key, field.value, before.get(field) ?? field.value]))
      .filter(([, text, was]) => text !== was);
  }

  function keep() {
    if (document.documentElement.dataset.pwState !== "ready") return; // what was kept before is not back yet
    const open = folds().filter(([, fold]) => isOpen(fold)).map(([key]) => key);
    const kept = { at: Date.now(), search: location.search, top: window.scrollY, open, typed: typed() };
    store({ ...all(), [location.pathname]: kept });
  }

  /** Put a text into a field as if it were typed. @param {Field} field @param {string} text */
  function type(field, text) {
    begin(field);
    field.value = text;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  }

  /** Remember what stands in a field, unless that is what was typed there. @param {Field} field */
  function begin(field) {
    if (latest.get(field) !== field.value) before.set(field, field.value);
  }

  function bringBack() {
    if (!document.getElementById("pw-cells")) return; // the server said in words why there is no page
    const { [location.pathname]: kept, ...others } = all();
    store(others);
    if (!kept || kept.search !== location.search) return;
    const open = new Set(kept.open);
    const waiting = new Map(kept.typed.map(([key, text, was]) => [key, { text, was }]));
    let top = kept.top;
    const until = Date.now() + LONGEST;
    const leave = () => (top = 0); // whoever scrolls is not pulled back
    for (const sign of ["wheel", "touchmove", "pointerdown", "keydown"]) window.addEventListener(sign, leave, { passive: true, once: true });
    const step = () => {
      if (document.documentElement.dataset.pwState === "ready") {
        for (const [key, fold] of folds()) {
          if (open.delete(key) && !isOpen(fold)) /** @type {HTMLElement} */ (fold).click();
        }
        for (const [key, field] of fields()) {
          const one = waiting.get(key);
          if (!one || !field.getClientRects().length) continue; // before it is seen the kernel has not filled it
          waiting.delete(key);
          if (field.value === one.was) type(field, one.text); // else something newer stands there
        }
        if (top) window.scrollTo({ top, behavior: "instant" });
        if (Math.abs(window.scrollY - top) < 2) top = 0;
        if (!open.size && !waiting.size && !top) return;
      }
      if (Date.now() < until) setTimeout(step, 150);
    };
    step();
  }

  const isField = (/** @type {EventTarget | null} */ target) =>
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
  document.addEventListener("focusin", (event) => {
    const field = isField(event.target);
    if (field) begin(field);
  });
  document.addEventListener(
    "input",
    (event) => {
      const field = isField(event.target);
      if (field) latest.set(field, field.value);
    },
    { capture: true },
  );
  window.addEventListener("pagehide", keep);
  store(all()); // on every page, so that nothing lies about in a window that goes on
  setInterval(() => store(all()), SWEEP);
  const [opening] = performance.getEntriesByType("navigation");
  if (/** @type {PerformanceNavigationTiming} */ (opening)?.type === "back_forward") {
    document.addEventListener("DOMContentLoaded", bringBack);
  }
  window.plworkbenchKept = { keep, bringBack };
})();
