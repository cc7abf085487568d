// A grid to enter scores by tapping, by typing, or by pasting a column.
import { h, begin, originOf, watch } from "./dom.js";
import { scoreRow } from "./score-row.js";

const PAGE = 10; // rows a PageDown goes
const QUIET = 800; // ms without an entry before it is told that there is a rest
const LATEST = 3000; // ms after which it is told in any case

/**
 * Tells when nothing more was entered for a moment, at the latest every few seconds, and when the page is left.
 * @param {() => void} tell
 */
function rests(tell) {
  let soon = 0;
  let late = 0;
  const now = () => {
    if (!soon) return;
    clearTimeout(soon);
    clearTimeout(late);
    soon = late = 0;
    tell();
  };
  const leaving = () => document.visibilityState === "hidden" && now();
  document.addEventListener("visibilitychange", leaving);
  window.addEventListener("pagehide", now);
  return {
    entered() {
      clearTimeout(soon);
      soon = setTimeout(now, QUIET);
      late ||= setTimeout(now, LATEST);
    },
    stop() {
      now();
      document.removeEventListener("visibilitychange", leaving);
      window.removeEventListener("pagehide", now);
    },
  };
}

/** @param {Rendered<ScoreGridTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-scores");
  const body = h("tbody", { role: "rowgroup" });
  const head = h("thead", { role: "rowgroup" });
  const table = h("table", { role: "grid" }, head, body);
  const empty = h("p", { class: "pw-scores-empty" });
  root.append(table, empty);
  const rest = rests(() => model.send({ type: "rest" }));
  /** @type {ScoreLine[]} */
  let lines = [];
  let revision = model.get("revision");
  const heardBefore = model.get("heard");
  let told = 0;

  const enter = (/** @type {string} */ row, /** @type {string} */ text) => {
    told += 1;
    model.send({ type: "entered", row, text });
    rest.entered();
  };
  const build = () => {
    const at = lines.findIndex((line) => line.element.contains(document.activeElement));
    const settings = { options: model.get("options"), marks: model.get("marks"), halves: model.get("halves"), fieldLabel: model.get("field_label") };
    const rows = model.get("rows");
    const meant = settings.marks.map(([letter, word]) => `${letter}: ${word}`).join(", ");
    const heads = [model.get("row_label"), settings.fieldLabel, meant ? `Tap (${meant})` : "Tap"];
    head.replaceChildren(h("tr", { role: "row" }, heads.map((words) => h("th", { scope: "col", role: "columnheader" }, words))));
    lines = rows.map((row) => scoreRow(row, settings, (text) => enter(row.key, text)));
    body.replaceChildren(...lines.map((line) => line.element));
    table.hidden = !rows.length;
    empty.hidden = Boolean(rows.length);
    empty.textContent = model.get("empty_text");
    root.classList.toggle("pw-scores-wide", model.get("wide"));
    show(true);
    if (at >= 0) lines[Math.min(at, lines.length - 1)]?.input.focus({ preventScroll: true });
  };
  const show = (/** @type {boolean} */ all) => {
    // An answer to an earlier entry knows nothing yet of the later ones.
    if (!all && model.get("heard") - heardBefore < told) return;
    const entries = model.get("entries");
    const problems = model.get("problems");
    lines.forEach((line, place) => {
      const key = model.get("rows")[place].key;
      // What is being typed stays, whatever the kernel says meanwhile.
      if (all || document.activeElement !== line.input) line.show(entries[key] ?? "");
      line.warn(problems[key] ?? "");
    });
  };
  const go = (/** @type {number} */ place) => {
    const line = lines[Math.min(Math.max(place, 0), lines.length - 1)];
    line?.input.focus();
    line?.input.select();
  };

  const inField = (/** @type {KeyboardEvent} */ event, /** @type {number} */ place) => {
    const { input, buttons } = lines[place];
    const last = place === lines.length - 1;
    /** @type {{ [key: string]: number }} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Enter: event.shiftKey ? -1 : 1 };
    if (event.key === "Enter" && last && !event.shiftKey) model.send({ type: "finished" });
    else if (event.key in steps) go(place + steps[event.key]);
    else if (event.ctrlKey && event.key === "Home") go(0);
    else if (event.ctrlKey && event.key === "End") go(lines.length - 1);
    else if (event.key === "ArrowRight" && input.selectionEnd === input.value.length) buttons[0]?.focus();
    else return false;
    return true;
  };
  const onButton = (/** @type {KeyboardEvent} */ event, /** @type {number} */ place) => {
    const { input, buttons } = lines[place];
    const at = buttons.findIndex((button) => button === event.target);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) lines[Math.min(Math.max(place + step, 0), lines.length - 1)].buttons[at]?.focus();
    else if (event.key === "ArrowRight") buttons[Math.min(at + 1, buttons.length - 1)].focus();
    else if (event.key === "ArrowLeft") (buttons[at - 1] ?? input).focus();
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      input.focus(); // somebody who tapped goes on by typing
      return false;
    } else return false;
    return true;
  };
  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing) return;
    const place = lines.findIndex((line) => line.element.contains(originOf(event)));
    if (place < 0) return;
    const done = event.target === lines[place].input ? inField(event, place) : onButton(event, place);
    if (done) event.preventDefault();
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const line = lines.find((one) => one.element.contains(originOf(event)));
    if (!line || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) return; // one value is pasted as ever
    event.preventDefault();
    model.send({ type: "pasted", row: line.element.dataset.row, text });
  });

  watch(model, ["rows", "options", "marks", "halves", "wide", "row_label", "field_label", "empty_text"], build);
  watch(model, ["caption"], () => table.setAttribute("aria-label", model.get("caption")));
  watch(model, ["entries", "problems", "heard", "revision"], () => {
    const holds = model.get("revision") !== revision;
    revision = model.get("revision");
    show(holds);
  });
  model.on("change:at_first", () => setTimeout(() => go(0)));
  return () => rest.stop();
}

export default { render };
