// Walking through a grid with the arrow keys: one stop for the Tab key, all cells for the arrows.

const PAGE = 10; // rows a PageDown goes

/** @typedef {{ r: number, c: number }} Place row and column, from 0; the headings count */

/**
 * Where a key leads from a place in a grid with the given numbers of rows and columns; null for other keys.
 * @param {KeyboardEvent} event
 * @param {Place} at
 * @param {number} rows
 * @param {number} columns
 * @returns {Place | null}
 */
export function stepFrom(event, { r, c }, rows, columns) {
  /** @type {Record<string, [number, number]>} */
  const steps = {
    ArrowUp: [r - 1, c],
    ArrowDown: [r + 1, c],
    ArrowLeft: [r, c - 1],
    ArrowRight: [r, c + 1],
    PageUp: [r - PAGE, c],
    PageDown: [r + PAGE, c],
    Home: [event.ctrlKey ? 0 : r, 0],
    End: [event.ctrlKey ? rows - 1 : r, columns - 1],
  };
  const step = steps[event.key];
  if (!step || event.altKey || event.metaKey) return null;
  const within = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(Math.max(value, 0), size - 1);
  return { r: within(step[0], rows), c: within(step[1], columns) };
}

/**
 * Give a grid one stop for the Tab key. Where the cell that has it is scrolled away, the grid itself holds the stop, and the
 * next key brings the cell back.
 * @param {ReturnType<typeof import("./grid-frame.js").gridFrame>} frame
 * @param {() => void} drawn called whenever other cells are drawn
 */
export function roving(frame, drawn) {
  const { table } = frame;
  let at = { r: 1, c: 1 };
  /** @type {HTMLElement | null} */
  let stop = null;
  let waiting = false; // the grid holds the focus for a cell that is not drawn

  const settle = () => {
    const cell = frame.cellAt(at);
    if (stop && stop !== cell) stop.tabIndex = -1;
    stop = cell;
    if (stop) stop.tabIndex = 0;
    if (frame.windowed) table.tabIndex = stop ? -1 : 0;
  };
  /** @param {Place} place @param {boolean} focus */
  const stopAt = (place, focus) => {
    at = place;
    if (focus) frame.bring(place);
    settle();
    if (focus) stop?.focus();
  };
  table.addEventListener("keydown", (event) => {
    const step = stepFrom(event, at, frame.rows, frame.columns);
    if (!step) return;
    event.preventDefault();
    stopAt(step, true);
  });
  table.addEventListener("focusin", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest("td, th");
    if (cell) stopAt(frame.placeOf(/** @type {HTMLTableCellElement} */ (cell)), false);
    else if (!waiting) stopAt(at, true);
  });
  frame.onDrawn((losesFocus) => {
    settle();
    drawn();
    waiting = losesFocus;
    if (losesFocus) table.focus({ preventScroll: true });
    waiting = false;
  });
  settle();
  return stopAt;
}
