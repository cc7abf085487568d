// Walking through a table with the arrow keys: one stop for the Tab key, all cells for the arrows.

const PAGE = 10; // rows a PageDown goes

/** Where a key leads from row r, column c of a table with the given numbers of rows and columns; null for other keys. */
export function stepFrom(event, r, c, rows, columns) {
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
  if (!step) return null;
  const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
  return [within(step[0], rows), within(step[1], columns)];
}

/** Give a table a roving tabindex. Returns how to set the cell the Tab key stops at. */
export function roving(table) {
  let stop = null;
  const stopAt = (cell, focus) => {
    if (!cell) return;
    if (stop) stop.tabIndex = -1;
    stop = cell;
    stop.tabIndex = 0;
    if (focus) stop.focus();
  };
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    if (!cell) return;
    const row = cell.parentElement.rowIndex;
    const step = stepFrom(event, row, cell.cellIndex, table.rows.length, table.rows[row].cells.length);
    if (!step) return;
    event.preventDefault();
    stopAt(table.rows[step[0]].cells[step[1]], true);
  });
  table.addEventListener("focusin", (event) => stopAt(event.target.closest("td, th"), false));
  return stopAt;
}
