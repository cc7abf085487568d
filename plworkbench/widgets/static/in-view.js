// What is long is drawn as far as it is in sight: which of many rows or columns that is, and how the page follows.

/** Items `from` up to but without `to`. @typedef {{ from: number, to: number }} Span */

const AROUND = 4; // items drawn beyond each edge, so that a quick hand does not reach the end of what is drawn
const STEP = 4; // the span moves in steps, so that not every pixel of scrolling draws something

/**
 * The items that are in sight, and some around them.
 * @param {number} start pixels scrolled past
 * @param {number} length pixels in sight
 * @param {number} size pixels of one item
 * @param {number} count items in all
 * @returns {Span}
 */
export function spanInView(start, length, size, count) {
  const first = Math.floor(start / size / STEP) * STEP - AROUND;
  const last = Math.ceil((start + length) / size / STEP) * STEP + AROUND;
  const within = (/** @type {number} */ place) => Math.min(Math.max(place, 0), count);
  return { from: within(first), to: within(last) };
}

/**
 * Bring the children of an element from one span of items to another; those in both stay as they are.
 * @param {Element} parent
 * @param {number} skip children before the first item
 * @param {Span} old what is there
 * @param {Span} now what shall be there
 * @param {(place: number) => Element} make makes one item
 * @param {(gone: Element) => void} [leave] told of each item before it goes
 */
export function slide(parent, skip, old, now, make, leave = () => {}) {
  let { from, to } = old;
  const drop = (/** @type {number} */ place) => {
    const gone = parent.children[skip + place];
    leave(gone);
    gone.remove();
  };
  while (to > from && (to > now.to || from >= now.to)) drop(--to - from);
  while (from < to && from < now.from) {
    drop(0);
    from += 1;
  }
  if (from === to) from = to = now.from;
  const before = document.createDocumentFragment();
  for (let place = now.from; place < from; place += 1) before.append(make(place));
  const after = document.createDocumentFragment();
  for (let place = to; place < now.to; place += 1) after.append(make(place));
  const end = parent.children[skip + to - from] ?? null;
  parent.insertBefore(before, parent.children[skip] ?? null);
  parent.insertBefore(after, end);
}

/**
 * Call before the page goes to the printer, and after; also where only the look of print is asked for.
 * @param {() => void} before
 * @param {() => void} after
 * @returns {() => void} stops it
 */
export function aroundPrint(before, after) {
  let printing = false;
  const turn = (/** @type {boolean} */ wanted) => {
    if (printing === wanted) return;
    printing = wanted;
    (wanted ? before : after)();
  };
  const [start, stop] = [() => turn(true), () => turn(false)];
  const print = window.matchMedia("print");
  const follow = () => turn(print.matches);
  window.addEventListener("beforeprint", start);
  window.addEventListener("afterprint", stop);
  print.addEventListener("change", follow);
  return () => {
    window.removeEventListener("beforeprint", start);
    window.removeEventListener("afterprint", stop);
    print.removeEventListener("change", follow);
  };
}
