// How the values of a table are ordered and found, and where the keys lead in a grid.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.js";

const { cellChoices, cellWords, sortedRows } = await load("dom.js", "table-cells.js");
const { stepFrom } = await load("grid-keys.js");

const MARKS = ["beginning", "developing", "secure"].map((level) => ({ level, word: `${level} word`, symbol: "", css: "" }));

/** The values in the order in which a table would show them. */
function sorted(values, kind, direction = 1) {
  const rows = values.map((value, place) => ({ key: String(place), value }));
  return sortedRows(rows, { key: "value", label: "Value", kind }, direction, MARKS).map((row) => row.value);
}

test("numbers are sorted as numbers, and what is missing comes last both ways", () => {
  assert.deepEqual(sorted([10, null, 9, 2.5], "number"), [2.5, 9, 10, null]);
  assert.deepEqual(sorted([10, null, 9, 2.5], "number", -1), [10, 9, 2.5, null]);
});

test("levels are sorted by what is known, not by letter", () => {
  assert.deepEqual(sorted(["secure", "", "beginning", "developing"], "level"), ["beginning", "developing", "secure", ""]);
});

test("names are sorted without regard to capitals and accents, and Period 10 comes after Period 9", () => {
  assert.deepEqual(sorted(["zoe", "Émile", "Adam", "emil"], "text"), ["Adam", "emil", "Émile", "zoe"]);
  assert.deepEqual(sorted(["Period 10", "Period 9"], "text"), ["Period 9", "Period 10"]);
});

test("equal values keep the places they had, and the caller's rows theirs", () => {
  const rows = [{ key: "b", value: 1 }, { key: "a", value: 1 }, { key: "c", value: 0 }]; // prettier-ignore
  const order = sortedRows(rows, { key: "value", label: "Value", kind: "number" }, 1, MARKS).map((row) => row.key);
  assert.deepEqual(order, ["c", "b", "a"]);
  assert.deepEqual(rows.map((row) => row.key), ["b", "a", "c"]); // prettier-ignore
});

test("a level is found by its word, chips by each of them, and nothing by what is missing", () => {
  const words = (value, kind) => cellWords(value, { key: "value", label: "Value", kind }, MARKS);
  assert.deepEqual(words("secure", "level"), ["secure word"]);
  assert.deepEqual(words(["Ada", { text: "Bo", level: "secure" }], "chips"), ["Ada", "Bo"]);
  assert.deepEqual(words(null, "text"), []);
});

test("a level and a number are chosen by what they are, everything else by its words", () => {
  const choices = (value, kind) => cellChoices(value, { key: "value", label: "Value", kind, digits: 1 }, MARKS);
  assert.deepEqual(choices("secure", "level"), [["secure", "secure word"]]);
  assert.deepEqual(choices(2, "number"), [["2", "2.0"]]);
  assert.deepEqual(choices(["Ada", { text: "Bo", level: "secure" }], "chips"), [["Ada", "Ada"], ["Bo", "Bo"]]); // prettier-ignore
  assert.deepEqual(choices("", "level"), []);
});

for (const [key, more, at, place] of [
  ["ArrowDown", {}, [0, 0], [1, 0]],
  ["ArrowUp", {}, [0, 2], [0, 2]],
  ["ArrowRight", {}, [1, 3], [1, 3]],
  ["PageDown", {}, [1, 1], [9, 1]],
  ["Home", {}, [5, 3], [5, 0]],
  ["Home", { ctrlKey: true }, [5, 3], [0, 0]],
  ["End", { ctrlKey: true }, [1, 1], [9, 3]],
]) {
  test(`${more.ctrlKey ? "Ctrl+" : ""}${key} leads from row ${at[0]}, column ${at[1]} to row ${place[0]}, column ${place[1]}`, () => {
    const found = stepFrom({ key, ctrlKey: false, ...more }, { r: at[0], c: at[1] }, 10, 4);
    assert.deepEqual([found.r, found.c], place);
  });
}

test("other keys lead nowhere", () => assert.equal(stepFrom({ key: "a" }, { r: 0, c: 0 }, 10, 4), null));
