// The frame of a page: shows that it is being opened, says so when it takes long, and steps back when it is there.
"use strict";

(() => {
  const SLOW = 30000; // milliseconds until the page admits that it takes long
  const root = document.documentElement;

  /** @param {"slow" | "drawn" | "ready"} state */
  const say = (state) => {
    root.dataset.pwState = state;
  };

  // The page arrives piece by piece while its notebook runs, so this must not wait for its end.
  const slow = setTimeout(() => {
    const words = document.getElementById("pw-slow");
    if (!words || root.dataset.pwState !== "loading") return;
    say("slow");
    words.hidden = false;
  }, SLOW);

  /** Whether every widget of the notebook stands in its place. @param {Element} cells */
  function isDrawn(cells) {
    return !cells.querySelector("[data-pw-widget]:not([data-pw-drawn])");
  }

  function watch() {
    const cells = document.getElementById("pw-cells");
    if (!cells) return;
    const finish = () => {
      clearTimeout(slow);
      observer.disconnect();
      document.getElementById("pw-waiting")?.setAttribute("hidden", "");
      say("drawn");
      requestAnimationFrame(() => say("ready"));
    };
    const look = () => {
      if (document.readyState !== "loading" && isDrawn(cells)) finish();
    };
    const observer = new MutationObserver(look);
    observer.observe(cells, { childList: true, subtree: true, attributeFilter: ["data-pw-drawn"] });
    look();
  }

  // ipywidgets writes "null" into the tooltip of every label that has none.
  const untitle = new MutationObserver(() => {
    for (const element of document.querySelectorAll('[title="null"]')) element.removeAttribute("title");
  });
  document.addEventListener("DOMContentLoaded", () => {
    untitle.observe(document.body, { childList: true, subtree: true, attributeFilter: ["title"] });
  });

  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).id === "pw-reload") location.reload();
  });
  // A page that the browser kept and shows again has no kernel any more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("DOMContentLoaded", watch);
})();
