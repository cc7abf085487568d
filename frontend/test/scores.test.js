// What a teacher types into a grid of scores.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.js";

const { asEntered } = await load("dom.js", "score-row.js");
const MARKS = [
  ["M", "missing"],
  ["EX", "excused"],
];

for (const [typed, halves, entered] of [
  ["3", true, "3"],
  [" 3,5 ", true, "3.5"],
  ["3.", true, "3.5"],
  ["3.", false, "3."],
  [".", true, "0.5"],
  ["3.25", true, "3.25"],
  ["m", true, "M"],
  ["Excused", true, "EX"],
  ["maybe", true, "maybe"],
  ["", true, ""],
]) {
  test(`"${typed}" is entered as "${entered}"${halves ? "" : " where there are no halves"}`, () => {
    assert.equal(asEntered(typed, MARKS, halves), entered);
  });
}
