// What a figure takes from the page it stands on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.js";

globalThis.getComputedStyle = () => ({ getPropertyValue: (/** @type {string} */ name) => ` ${name} ` });
const { chartHeight, themedLayout } = await load("plot-theme.js");
const element = { clientWidth: 600 };

test("a figure keeps its own choices and takes the rest from the page", () => {
  const layout = { font: { size: 15 }, xaxis: { title: "Week" }, yaxis2: { showgrid: false } };
  const themed = themedLayout({ layout }, element);
  assert.deepEqual(themed.font, { size: 15, family: "--pw-font", color: "--pw-ink" });
  assert.equal(themed.width, 600);
  assert.equal(themed.xaxis.title.text, "Week");
  assert.equal(themed.xaxis.gridcolor, "--pw-line-color");
  assert.equal(themed.yaxis2.showgrid, false);
  assert.equal(layout.xaxis.title, "Week", "the figure itself is not changed");
});

test("lines are drawn along a scale and not between categories", () => {
  const themed = themedLayout({ layout: { xaxis: { type: "category" } } }, element);
  assert.deepEqual([themed.xaxis.showgrid, themed.yaxis.showgrid], [false, true]);
});

test("a legend on a narrow screen gets room of its own", () => {
  const figure = { data: [{}, {}, {}], layout: { height: 300, legend: { orientation: "h" } } };
  assert.equal(chartHeight(figure, 600), 300);
  assert.ok(chartHeight(figure, 320) > 300);
});
