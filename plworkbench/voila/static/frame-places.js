// Moving between pages keeps the class, the standard, and what a page was last looked at. Keys alone are remembered,
// for as long as this browser window is open.
"use strict";

(() => {
  const KEPT = "pw-places";

  /** What each page was last looked at: the address from the '?' on. @returns {{ [path: string]: string }} */
  function places() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @param {string} path @param {string} search */
  function remember(path, search) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...places(), [path]: search }));
    } catch {
      // the links lead to the pages all the same
    }
  }

  /** Write into the links to the other pages where they lead from here. @param {string} here */
  function point(here) {
    const now = new URLSearchParams(here);
    const className = now.get("class");
    const standard = (now.get("standard") ?? "").split(",")[0];
    const known = places();
    for (const link of document.querySelectorAll("a[data-pw-takes]")) {
      const path = (link.getAttribute("href") ?? "").split("?")[0];
      const takes = (link.getAttribute("data-pw-takes") ?? "").split(" ");
      if (!takes.includes("class") || path === location.pathname) continue;
      const seen = new URLSearchParams(known[path] ?? "");
      const same = !className || seen.get("class") === className; // what was seen of another class is of no use here
      const wanted = same ? seen : new URLSearchParams({ class: className });
      if (standard && takes.includes("standard")) wanted.set("standard", standard);
      link.setAttribute("href", wanted.toString() ? `${path}?${wanted}` : path);
    }
  }

  document.addEventListener("pw-place", (event) => {
    const search = /** @type {CustomEvent<string>} */ (event).detail;
    remember(location.pathname, search);
    point(search);
  });
  document.addEventListener("DOMContentLoaded", () => point(location.search));
})();
