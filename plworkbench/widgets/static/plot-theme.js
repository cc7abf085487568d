// The page's own colours for what a figure leaves open, so that one figure suits light, dark and print.

const NARROW = 480; // pixels below which a level legend becomes a list
const LEGEND_LINE = 20;

/**
 * Height of a chart; on a narrow screen the legend stands in lines of its own and must not eat the chart.
 * @param {Figure} figure
 * @param {number} width
 */
export function chartHeight(figure, width) {
  const stacked = width < NARROW && figure.layout?.legend?.orientation === "h";
  return (figure.layout?.height ?? 360) + (stacked ? LEGEND_LINE * (figure.data?.length ?? 0) : 0);
}

/**
 * A copy of a figure's layout in the colours of the page around `element`.
 * @param {Figure} figure
 * @param {HTMLElement} element
 */
export function themedLayout(figure, element) {
  const layout = figure.layout ?? {};
  const style = getComputedStyle(element);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--pw-${name}`).trim();
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
  const axes = new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name))]);
  for (const name of axes) {
    const axis = layout[name] ?? {};
    const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
    // Lines between categories say nothing; lines along a scale help to read it.
    const showgrid = axis.type !== "category";
    themed[name] = { ...lines, showgrid, automargin: true, fixedrange: true, ...axis };
    if (title) themed[name].title = { font: { size: 13 }, ...title };
  }
  return themed;
}
