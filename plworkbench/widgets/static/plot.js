// A Plotly chart without a toolbar; the numbers are told by the chart's sentence and its table.
import { h, begin, watch } from "./dom.js";
import { loadPlotly, whenNear } from "./plotly-loader.js";
import { chartHeight, themedData, themedLayout } from "./plot-theme.js";
import { figureNow } from "./plot-figure.js";

const CONFIG = { displayModeBar: false, displaylogo: false, doubleClick: false, showTips: false };

/** @param {Model<PlotTraits>} model @param {{ points: { [name: string]: any }[] }} event */
function sendClick(model, event) {
  const { x = null, y = null, customdata = null } = event.points[0] ?? {};
  model.send({ type: "clicked", x, y, customdata });
}

/** @param {Rendered<PlotTraits>} context */
function render({ model, el }) {
  const root = begin(model, el, "pw-plot");
  const chart = /** @type {PlotlyElement & HTMLDivElement} */ (h("div", { class: "pw-plot-chart", role: "img" }));
  const skeleton = h("div", { class: "pw-skeleton pw-plot-skeleton" }, h("span", { class: "pw-visually-hidden" }, "Drawing the chart …"));
  const again = h("button", { type: "button", class: "pw-button", click: () => start() }, "Try again");
  const failure = h("div", { class: "pw-plot-failure", role: "status" });
  root.append(skeleton, failure, chart);

  /** @type {Plotly | null} */
  let plotly = null;
  let drawn = false;
  const draw = async () => {
    chart.setAttribute("aria-label", model.get("description") || "Chart");
    const figure = figureNow(model.get("drawing"), model.get("patch"));
    const height = `${chartHeight(figure, root.clientWidth)}px`;
    skeleton.style.height = height;
    chart.style.height = plotly ? height : "0";
    if (!plotly || !chart.clientWidth) return; // drawn when it gets a width
    // Not `restyle`: `react` compares for itself, and a figure that comes in any order is drawn right.
    await plotly.react(chart, themedData(figure, chart), themedLayout(figure, chart), CONFIG);
    if (!drawn) chart.on("plotly_click", (event) => sendClick(model, event));
    drawn = true;
  };
  const start = async () => {
    failure.replaceChildren();
    skeleton.hidden = false;
    try {
      plotly = await loadPlotly(model);
      await draw();
    } catch {
      plotly = null;
      failure.append(h("p", {}, "The chart could not be drawn. The numbers are not affected."), again);
    }
    skeleton.hidden = true;
  };
  watch(model, ["drawing", "patch", "description"], draw);

  let width = 0;
  const resized = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    if (width) draw();
  });
  resized.observe(root);
  const schemes = ["(prefers-color-scheme: dark)", "print"].map((query) => window.matchMedia(query));
  for (const scheme of schemes) scheme.addEventListener("change", draw);
  document.addEventListener("pw-theme", draw); // light or dark was chosen in the header
  const stopWaiting = whenNear(root, start);
  return () => {
    stopWaiting();
    resized.disconnect();
    for (const scheme of schemes) scheme.removeEventListener("change", draw);
    document.removeEventListener("pw-theme", draw);
    if (drawn) plotly?.purge(chart);
  };
}

export default { render };
