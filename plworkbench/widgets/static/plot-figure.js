// The figure a plot shows: the one that came as a whole, with what has changed since.

/**
 * A figure with what `figure_patch.changes` told; what it is made from stays as it was.
 * @param {Figure} drawing
 * @param {FigureChange[]} patch
 * @returns {Figure}
 */
export function figureNow(drawing, patch) {
  const figure = structuredClone(drawing); // plotly writes into what it is given
  for (const [path, ...value] of structuredClone(patch)) {
    const last = path[path.length - 1];
    /** @type {any} */
    let inside = figure;
    for (const key of path.slice(0, -1)) inside = inside[key];
    if (value.length) inside[last] = value[0];
    else delete inside[last];
  }
  return figure;
}
