// The frame of a page: shows that it is being opened, says so when it takes long, and steps back when it is there.
"use strict";

(() => {
  const SLOW = 30000; // milliseconds until the page admits that it takes long
  const LATEST = 1500; // after the last output was drawn, how long to wait for a widget that never comes
  const root = document.documentElement;

  // Voila's scripts call these; what they would do is done below.
  window.voila_process = window.voila_finish = window.voila_heartbeat = () => {};

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

  /** Whether every output of the notebook stands on the page as something to look at. */
  function isDrawn(cells) {
    if (cells.querySelector('script[type="application/vnd.voila.cell-output+json"]')) return false;
    return [...cells.querySelectorAll(".jp-OutputArea-output")].every(
      (output) => output.childElementCount > 0 || output.textContent !== "Loading widget...",
    );
  }

  function watch() {
    const cells = document.getElementById("pw-cells");
    if (!cells) return;
    let settled = 0;
    const finish = () => {
      clearTimeout(slow);
      observer.disconnect();
      document.getElementById("pw-waiting").hidden = true;
      say("drawn");
      requestAnimationFrame(() => say("ready"));
    };
    const look = () => {
      clearTimeout(settled);
      if (document.readyState !== "complete" || !isDrawn(cells)) return;
      if (cells.querySelector(".jupyter-widgets, .pw-failed")) finish();
      else settled = setTimeout(finish, LATEST);
    };
    const observer = new MutationObserver(look);
    observer.observe(cells, { childList: true, subtree: true, characterData: true });
    window.addEventListener("load", look);
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
    if (event.target.id === "pw-reload") location.reload();
  });
  // A page that the browser kept and shows again has no kernel any more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("DOMContentLoaded", watch);
})();
