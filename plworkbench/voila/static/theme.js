// Light or dark, before anything is painted: a small script that stands first in the head and holds nothing up.
"use strict";

(() => {
  const KEPT = "pw-theme";
  const root = document.documentElement;

  /** Light or dark if that was chosen; "" for what the system says. */
  function chosen() {
    try {
      return localStorage.getItem(KEPT) ?? "";
    } catch {
      return ""; // the browser keeps nothing for anybody
    }
  }

  /** @param {string} theme */
  function wear(theme) {
    if (theme === "light" || theme === "dark") root.dataset.pwTheme = theme;
    else delete root.dataset.pwTheme;
    document.dispatchEvent(new Event("pw-theme")); // charts are drawn in colours, not in tokens
  }

  /** @param {string} theme */
  function choose(theme) {
    try {
      localStorage.setItem(KEPT, theme);
    } catch {
      // it holds for this page
    }
    wear(theme);
  }

  wear(chosen());
  window.addEventListener("storage", (event) => event.key === KEPT && wear(event.newValue ?? ""));
  window.plworkbenchTheme = { chosen, choose };
})();
