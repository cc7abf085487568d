// What a figure takes from the page it stands on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.js";

globalThis.getComputedStyle = () => ({ getPropertyValue: (/** @type {string} */ name) => ` ${name} ` });
const { chartHeight, themedData, themedLayout } = await load("plot-theme.js");
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

const bars = () => ({
  data: [
    { marker: { color: "#de9500" }, meta: { page_colors: false } },
    { marker: { color: "#d3dbe5", pattern: { shape: "/" } }, textfont: { color: "#000" }, meta: { page_colors: true } },
  ],
  layout: { height: 300, meta: { labels_above_when_narrow: true, longest_bar: 28 }, yaxis: { ticktext: ["6.G  Area", "x".repeat(60)] } },
});

test("long labels stand beside their bars, cut to the room there is, and on a narrow screen above them", () => {
  const wide = themedLayout(bars(), { clientWidth: 800 });
  assert.deepEqual([wide.height, wide.yaxis.ticklabelposition], [300, undefined]);
  assert.equal(wide.yaxis.ticktext[0], "6.G  Area");
  assert.ok(wide.yaxis.ticktext[1].endsWith("x…") && wide.yaxis.ticktext[1].length < 60);
  assert.equal(themedLayout(bars(), { clientWidth: 1232 }).yaxis.ticktext[1].length, 60, "where there is room nothing is cut");
  const narrow = themedLayout(bars(), { clientWidth: 460 });
  assert.ok(narrow.height > 300);
  assert.equal(narrow.yaxis.ticklabelposition, "inside top");
  assert.equal(narrow.yaxis.tickfont.color, "--pw-ink");
  assert.equal(narrow.yaxis.ticktext[1].length, 60, "all of the width is the label's");
  assert.ok(narrow.xaxis.range[0] === 0 && narrow.xaxis.range[1] >= 28);
  assert.equal(themedData(bars(), { clientWidth: 460 })[0].width, 0.5);
  assert.equal(themedData(bars(), { clientWidth: 800 })[0].width, undefined);
});

test("what is not known has the colours of the page, and a level its own", () => {
  const figure = bars();
  const [level, unknown] = themedData(figure, { clientWidth: 800 });
  assert.equal(level.marker.color, "#de9500");
  assert.deepEqual([unknown.marker.color, unknown.marker.pattern.bgcolor, unknown.textfont.color], ["--pw-sunken", "--pw-sunken", "--pw-ink"]);
  assert.equal(figure.data[1].textfont.color, "#000", "the figure itself is not changed");
});
