// Small helpers every part uses. Text always enters the page as text, never as markup.

/**
 * Make an element. A function among the attributes is an event listener; null and false leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ [name: string]: Attribute }} attributes
 * @param {Children[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

const SHAPES = {
  grip: "M6 3v.01M6 8v.01M6 13v.01M11 3v.01M11 8v.01M11 13v.01",
  pin: "M6 2h5M7 2v5l-2.5 3h8L10 7V2M8.5 10v4.5",
  undo: "M6 3 2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 8H7",
  redo: "M11 3l3.5 3.5L11 10M14 6.5H7.5a4 4 0 0 0 0 8H10",
  pencil: "M3 14l.8-3.2L11.5 3 14 5.5l-7.8 7.7zM10 4.5 12.5 7",
  file: "M4 1.5h6L13.5 5v9.5H4zM10 1.5V5h3.5M8.7 12V7.5M6.7 9.3l2-2 2 2",
  chevron: "M5 6.5l3.5 4 3.5-4",
  warning: "M8.5 2.5l6.5 12H2zM8.5 7v3.5M8.5 12.5v.01",
};

/**
 * Draw one of a few line icons; it says nothing to a screen reader, so its button needs words.
 * @param {keyof typeof SHAPES} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const attributes = { viewBox: "0 0 17 17", width: "1.0625em", height: "1.0625em", "aria-hidden": "true", class: "pw-icon" };
  for (const [key, value] of Object.entries(attributes)) drawing.setAttribute(key, value);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}

/** The element an event began at. @param {Event} event */
export function originOf(event) {
  return /** @type {HTMLElement} */ (event.target);
}

/** The element that has the focus. */
export function focusedElement() {
  return /** @type {HTMLElement | null} */ (document.activeElement);
}

/**
 * Draw now, and again whenever these traits change: once, however many of them changed together.
 * @template {object} Traits
 * @param {Model<Traits>} model
 * @param {(keyof Traits & string)[]} names
 * @param {() => unknown} draw
 */
export function watch(model, names, draw) {
  let queued = false;
  const queue = () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      draw();
    });
  };
  for (const name of names) model.on(`change:${name}`, queue);
  draw();
}

/**
 * Begin a part: its root, and the line that shows what went wrong. Returns the root to fill.
 * @param {Model<PartTraits>} model
 * @param {HTMLElement} el
 * @param {string} name
 */
export function begin(model, el, name) {
  const root = h("div", { class: `pw pw-part ${name}` });
  const trouble = h("p", { class: "pw-trouble", role: "alert" });
  watch(model, ["trouble"], () => {
    trouble.textContent = model.get("trouble");
    trouble.hidden = !trouble.textContent;
  });
  const outer = h("div", { class: "pw" }, root, trouble);
  el.replaceChildren(outer);
  return root;
}

/** A line that only screen readers get. Emptied first, so that the same words are spoken twice in a row. */
export function speaker() {
  const element = h("div", { class: "pw-visually-hidden", role: "status", "aria-live": "polite" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const say = (/** @type {string} */ text) => {
    clearTimeout(timer);
    element.textContent = "";
    timer = setTimeout(() => (element.textContent = text), 40);
  };
  return { element, say };
}

/**
 * Show one state of mastery: symbol, word and colour together.
 * @param {Mark[]} marks
 * @param {string | null} level
 */
export function levelChip(marks, level) {
  const mark = marks.find((one) => one.level === level);
  if (!mark) return h("span", {}, String(level ?? "–"));
  return h("span", { class: `pw-level ${mark.css}` }, h("span", { "aria-hidden": "true" }, mark.symbol), ` ${mark.word}`);
}

/**
 * "1 card", "2 cards".
 * @param {number} number
 * @param {string} one
 */
export function counted(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
