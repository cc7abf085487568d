// The page's own colours for what a figure leaves open, so that one figure suits light, dark and print.

const NARROW = 480; // pixels below which a level legend becomes a list
const LEGEND_LINE = 20;
const LABELS_ABOVE = 640; // pixels below which long labels stand above their bars; paper is wider: a chart keeps its height there
const LABEL_LINE = 14;
const LETTER = 7; // about as wide is a letter of a label

/** @param {Figure} figure @param {number} width */
const hasLabelsAbove = (figure, width) => width < LABELS_ABOVE && Boolean(figure.layout?.meta?.labels_above_when_narrow);

/**
 * Height of a chart; on a narrow screen the legend stands in lines of its own and must not eat the chart.
 * @param {Figure} figure
 * @param {number} width
 */
export function chartHeight(figure, width) {
  const stacked = width < NARROW && figure.layout?.legend?.orientation === "h";
  const labels = hasLabelsAbove(figure, width) ? LABEL_LINE * (figure.layout?.yaxis?.ticktext?.length ?? 0) : 0;
  return (figure.layout?.height ?? 360) + (stacked ? LEGEND_LINE * (figure.data?.length ?? 0) : 0) + labels;
}

/** @param {HTMLElement} element */
function tokensOf(element) {
  const style = getComputedStyle(element);
  return (/** @type {string} */ name) => style.getPropertyValue(`--pw-${name}`).trim();
}

/**
 * The axes of bars with long labels: these are cut to the room there is, above the bars all of the width, beside them less
 * than half.
 * @param {Figure} figure
 * @param {number} width
 * @param {string} ink
 * @returns {{ [name: string]: any }}
 */
function fittedAxes(figure, width, ink) {
  const { meta, xaxis, yaxis } = figure.layout ?? {};
  if (!meta?.labels_above_when_narrow) return {};
  const above = hasLabelsAbove(figure, width);
  const most = Math.floor((width * (above ? 1 : 0.45)) / LETTER);
  const cut = (/** @type {string} */ words) => (words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words);
  const labels = { ...yaxis, ticktext: yaxis?.ticktext?.map(cut) };
  if (!above) return { yaxis: labels };
  return {
    // Without a range room would be left beside the bars. Labels inside take those of the other axis away: the bars have numbers.
    xaxis: { ...xaxis, range: [0, meta.longest_bar * 1.01], showticklabels: false, showgrid: false },
    yaxis: { ...labels, ticklabelposition: "inside top", tickfont: { size: 12, color: ink } },
  };
}

/**
 * The traces of a figure as the page around `element` shows them: bars that leave their labels room above them, and what has
 * no colour of its own in those of the page.
 * @param {Figure} figure
 * @param {HTMLElement} element
 */
export function themedData(figure, element) {
  const token = tokensOf(element);
  const above = hasLabelsAbove(figure, element.clientWidth);
  return (figure.data ?? []).map((/** @type {any} */ trace) => {
    const themed = above ? { ...trace, offset: -0.05, width: 0.5 } : trace;
    if (!trace.meta?.page_colors) return themed;
    const marker = { ...trace.marker };
    if (marker.pattern?.shape) {
      marker.color = token("sunken");
      marker.pattern = { ...marker.pattern, bgcolor: token("sunken"), fgcolor: token("line-color") };
    }
    return { ...themed, marker, textfont: { ...trace.textfont, color: token("ink") } };
  });
}

/**
 * A copy of a figure's layout in the colours of the page around `element`.
 * @param {Figure} figure
 * @param {HTMLElement} element
 */
export function themedLayout(figure, element) {
  const layout = figure.layout ?? {};
  const token = tokensOf(element);
  const ink = token("ink");
  const font = { size: 13, ...layout.font, family: token("font"), color: ink };
  /** @type {{ [name: string]: any }} */
  const themed = {
    ...layout,
    font,
    autosize: false,
    width: element.clientWidth,
    height: chartHeight(figure, element.clientWidth),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: {
      ...layout.hoverlabel,
      bgcolor: token("surface"),
      bordercolor: token("edge"),
      font: { size: 13, family: font.family, color: ink },
    },
  };
  const lines = { gridcolor: token("line-color"), linecolor: token("edge"), zerolinecolor: token("edge") };
  const fitted = fittedAxes(figure, element.clientWidth, ink);
  const axes = new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name))]);
  for (const name of axes) {
    const axis = fitted[name] ?? layout[name] ?? {};
    const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
    // Lines between categories say nothing; lines along a scale help to read it.
    const showgrid = axis.type !== "category";
    themed[name] = { ...lines, showgrid, automargin: true, fixedrange: true, ...axis };
    if (title) themed[name].title = { font: { size: 13 }, ...title };
  }
  return themed;
}
