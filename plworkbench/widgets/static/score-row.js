// One line of a grid of scores: a name, a field to type in, and buttons to tap.
import { h, originOf } from "./dom.js";

let fields = 0;

/**
 * What was typed, as it is entered: a letter of the marks, or a number; a point alone makes the half.
 * @param {string} typed
 * @param {ScoreMark[]} marks
 * @param {boolean} halves
 */
export function asEntered(typed, marks, halves) {
  const text = typed.trim().replace(",", ".");
  const mark = marks.find(([letter, word]) => [letter, word].some((one) => one.toLowerCase() === text.toLowerCase()));
  if (mark) return mark[0];
  if (!halves || !/^\d*\.$/.test(text)) return text;
  return `${text === "." ? "0." : text}5`;
}

/**
 * A line. `tell(text)` is called whenever the entry changes.
 * @param {ScoreRow} row
 * @param {ScoreSettings} settings
 * @param {(text: string) => void} tell
 * @returns {ScoreLine}
 */
export function scoreRow(row, settings, tell) {
  const id = `pw-score-${(fields += 1)}`;
  const marks = settings.marks;
  const options = row.options ?? settings.options;
  const problem = h("span", { class: "pw-score-problem", id });
  const input = h("input", {
    class: "pw-score-field",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    enterkeyhint: "next",
    spellcheck: "false",
    "aria-label": `${settings.fieldLabel}: ${row.name}`,
    "aria-describedby": id,
  });
  const tap = (/** @type {Option} */ [value, words], /** @type {string} */ kind, /** @type {string} */ label) => {
    const look = `pw-tap ${kind}${words.length > 3 ? " pw-tap-words" : ""}`;
    const says = { title: label === words ? null : label, "aria-label": `${label}: ${row.name}` };
    return h("button", { type: "button", class: look, tabindex: "-1", "data-value": value, ...says }, words);
  };
  const buttons = [
    ...options.map(([value, words]) => tap([value, words], "pw-tap-score", words)),
    ...marks.map(([letter, word]) => tap([letter, letter], "pw-tap-mark", word)),
  ];
  const group = h("div", { class: "pw-taps", role: "group", "aria-label": row.name }, buttons);
  const note = row.note ? h("span", { class: "pw-score-note" }, row.note) : null;
  const element = h(
    "tr",
    { role: "row", "data-row": row.key },
    h("th", { scope: "row", role: "rowheader" }, row.name, note),
    h("td", { role: "gridcell", class: "pw-score-cell" }, input),
    h("td", { role: "gridcell", class: "pw-taps-cell" }, group, problem),
  );

  const mark = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.value === input.value));
    element.classList.toggle("is-entered", input.value !== "");
  };
  const set = (/** @type {string} */ text) => {
    input.value = text;
    mark();
  };
  input.addEventListener("input", (event) => {
    const adding = !(event instanceof InputEvent && event.inputType.startsWith("delete"));
    const text = adding ? asEntered(input.value, marks, settings.halves) : input.value;
    if (text !== input.value) {
      const half = text.startsWith(input.value.replace(",", ".")) || input.value === ".";
      input.value = text;
      if (half && text.endsWith("5")) input.setSelectionRange(text.length - 1, text.length); // 3. then 5 is still 3.5
    }
    mark();
    tell(input.value.trim());
  });
  input.addEventListener("focus", () => input.select());
  group.addEventListener("click", (event) => {
    const value = originOf(event).closest("button")?.dataset.value;
    if (value === undefined) return;
    set(value === input.value ? "" : value); // a second tap takes it away
    tell(input.value);
  });
  return {
    element,
    input,
    buttons,
    set,
    show(text) {
      if (text !== input.value) set(text);
    },
    warn(words) {
      problem.textContent = words;
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      element.classList.toggle("has-problem", Boolean(words));
    },
  };
}
