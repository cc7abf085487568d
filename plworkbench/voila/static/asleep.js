// A page whose kernel is gone: because nobody touched it for long, because the process broke down, or because there is
// no way to it just now. The page says which, and comes back by itself with everything where it was (`kept.js`).
"use strict";

(() => {
  const WAKINGS = "pw-wakings";
  const WOKEN = "pw-woken";
  const MOST = 2; // times a minute that a page wakes by itself: a page that breaks at once must not do so for ever
  const MINUTE = 60000; // milliseconds
  const AGAIN = 3000; // while there is no way to the server
  const READ = 8000; // how long a good word stays
  const UNTIL_HEARD = 500; // words that come at once with the element they stand in are not read out
  const MOON = "M13.5 3.5a7 7 0 1 0 3 9.5 5.5 5.5 0 0 1-3-9.5";

  /** @typedef {"asleep" | "died" | "missed" | "unsent" | "stranger"} Gone */

  /** @type {Record<Gone, { title: string, words: string, button: string, after: string }>} */
  const SAYS = {
    asleep: {
      title: "This page went to sleep",
      words: "Nobody used it for a while, so it gave its memory back. Nothing was lost.",
      button: "Wake it up",
      after: "The page is awake again. Everything is where it was.",
    },
    died: {
      title: "The workbench stopped answering on this page",
      words: "What you saved is safe. Opened again, the page shows it.",
      button: "Open the page again",
      after:
        "The workbench had stopped answering on this page, so the page was opened again. What you saved is here; please look whether your last click counted.",
    },
    missed: {
      title: "The connection was interrupted",
      words: "What you saved is safe. Opened again, the page shows it.",
      button: "Open the page again",
      after: "The connection was interrupted for a moment. What you saved is here; please look whether your last click counted.",
    },
    unsent: {
      title: "The connection was away for too long",
      words: "What you saved is safe. What you did while there was no connection could not be sent; please do it again.",
      button: "Open the page again",
      after:
        "The connection was away for too long, so the page was opened again. What you saved is here; what you did without a connection could not be sent. Please do it again.",
    },
    stranger: {
      title: "PL Workbench was started anew",
      words: "What you saved is safe. The window PL Workbench was started in says the new address.",
      button: "Open the page again",
      after: "",
    },
  };
  const SLEPT = "Nobody used it for a while, so it gave its memory back. What you saved is here.";
  const AWAKE = "The page is awake again. What you saved is here.";
  const AWAY = "No connection to the workbench. What you saved is safe; what you do now is sent as soon as it is back.";

  /** @param {string} name @param {any} instead */
  const recall = (name, instead) => {
    try {
      return JSON.parse(sessionStorage.getItem(name) ?? "") ?? instead;
    } catch {
      return instead;
    }
  };
  /** @param {string} name @param {any} value */
  const remember = (name, value) => {
    try {
      sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // the page wakes all the same, at its beginning
    }
  };

  let leaving = false;
  /** @type {Gone | null} */
  let gone = null;
  let looking = false;
  let unsent = 0; // things done that still wait for the line

  const note = document.createElement("div");
  const noteWords = document.createElement("p");
  const close = document.createElement("button");
  let said = "";
  let later = 0;

  /** A line at the foot of the page. @param {string} words @param {{ closes?: boolean, soon?: boolean }} [how] */
  function say(words, { closes = false, soon = false } = {}) {
    if (words === said) return;
    clearTimeout(later);
    said = words;
    // The element itself stays: a screen reader reads out what changes in one that it knows.
    const show = () => {
      noteWords.textContent = words;
      note.classList.toggle("pw-said", words !== "");
      close.hidden = !closes;
      if (soon) later = setTimeout(() => say(""), READ);
    };
    if (words) later = setTimeout(show, UNTIL_HEARD);
    else show();
  }

  /** What the page holds that is stored nowhere, in words. */
  const held = () => document.body?.dataset.pwHolds ?? "";

  /** Open the page anew in its place. @param {Gone} why */
  function wake(why) {
    if (leaving) return;
    leaving = true;
    window.plworkbenchKept?.keep();
    remember(WOKEN, { why, held: why === "asleep" ? held() : "" });
    remember(WAKINGS, [...recall(WAKINGS, []), Date.now()].slice(-MOST));
    location.reload();
  }

  function mayWakeByItself() {
    return recall(WAKINGS, []).filter((/** @type {number} */ at) => Date.now() - at < MINUTE).length < MOST;
  }

  /** Say why the page stands still; a click lost on a page that looks alive is worse. @param {Gone} why */
  function standStill(why) {
    const { title, words, button } = SAYS[why];
    const dialog = document.createElement("dialog");
    dialog.className = "pw pw-asleep";
    dialog.setAttribute("aria-labelledby", "pw-asleep-title");
    dialog.setAttribute("aria-describedby", "pw-asleep-words");
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of [["class", "pw-icon"], ["viewBox", "0 0 20 20"], ["aria-hidden", "true"]]) icon.setAttribute(name, value);
    path.setAttribute("d", MOON);
    icon.append(path);
    const heading = Object.assign(document.createElement("h2"), { id: "pw-asleep-title", textContent: title });
    const tells = why === "asleep" && held() ? `${SLEPT} ${held()}` : words;
    const text = Object.assign(document.createElement("p"), { id: "pw-asleep-words", textContent: tells });
    const go = Object.assign(document.createElement("button"), { type: "button", className: "pw-button pw-primary", textContent: button });
    go.addEventListener("click", () => wake(why));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.append(icon, heading, text, go);
    say("");
    document.body.append(dialog);
    dialog.showModal();
    if (why !== "asleep") return;
    // Whoever is there wants the page: any key or click will do.
    for (const sign of ["keydown", "pointerdown"]) dialog.addEventListener(sign, () => wake(why));
  }

  /** @param {Gone} why */
  function lost(why) {
    if (gone || leaving) return;
    gone = why;
    if (why === "asleep" || why === "stranger" || !mayWakeByItself()) standStill(why);
    else if (!document.hidden) wake(why);
  }

  /** Ask the server what became of the kernel. @returns {Promise<Gone | "here" | "away">} */
  async function whatBecame() {
    const facts = JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");
    if (!facts.kernelId) return "here";
    try {
      const answer = await fetch(`${facts.baseUrl}api/kernels/${facts.kernelId}`, { cache: "no-store", redirect: "manual" });
      if (answer.ok) return "here";
      if (answer.status !== 404) return answer.status >= 500 ? "away" : "stranger";
      const { ending } = await answer.json();
      if (ending === "dropped") return unsent ? "unsent" : "missed";
      return ending === "died" ? "died" : "asleep";
    } catch {
      return "away";
    }
  }

  async function look() {
    if (looking || gone || leaving) return;
    looking = true;
    const is = await whatBecame();
    looking = false;
    if (is === "away") {
      say(AWAY);
      setTimeout(look, AGAIN);
    } else {
      if (said === AWAY) say("");
      if (is !== "here") lost(is);
    }
  }

  document.addEventListener("pw:line", (event) => {
    const { state, unsent: waiting } = /** @type {CustomEvent<{ state: string, unsent?: number }>} */ (event).detail;
    if (waiting !== undefined) unsent = waiting;
    if (state === "missed") lost("missed");
    else if (state === "slow" || state === "lost" || state === "gone") look();
  });
  window.addEventListener("offline", look);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (!gone) look();
    else if (gone === "asleep" || mayWakeByItself()) wake(gone); // who turns to the page wants it
    else if (!document.querySelector(".pw-asleep")) standStill(gone);
  });
  window.addEventListener("pagehide", () => (leaving = true));

  document.addEventListener("DOMContentLoaded", () => {
    note.className = "pw pw-line-note";
    noteWords.setAttribute("aria-live", "polite");
    Object.assign(close, { type: "button", className: "pw-button", textContent: "Close", hidden: true });
    close.addEventListener("click", () => say(""));
    note.append(noteWords, close);
    document.body.append(note);
    const woken = recall(WOKEN, null);
    if (!woken || !document.getElementById("pw-cells")) return; // there may be no place for the page just now
    sessionStorage.removeItem(WOKEN);
    window.plworkbenchKept?.bringBack();
    /** @type {{ why: Gone, held: string }} */
    const { why, held: before } = woken;
    const { after } = SAYS[why] ?? SAYS.died;
    if (before) say(`${AWAKE} ${before}`, { closes: true });
    else if (after) say(after, { closes: true, soon: why === "asleep" });
  });
})();
