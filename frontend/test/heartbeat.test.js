// A kernel that falls silent is noticed, said once, and forgiven when it is back.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { load } from "./load.js";

const { heartbeat } = await load("heartbeat.js");

/** @type {() => void} */
let tick;
/** @type {{ [name: string]: ((event?: any) => void)[] }} */
let listeners;

globalThis.setInterval = /** @type {any} */ ((/** @type {() => void} */ deed) => ((tick = deed), 1));
globalThis.clearInterval = () => {};
globalThis.document = /** @type {any} */ ({
  hidden: false,
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ deed) => (listeners[name] ??= []).push(deed),
  removeEventListener: () => {},
});
beforeEach(() => (listeners = {}));

/** A heartbeat and what it said; `wait(n)` lets n seconds pass. */
function begun() {
  const said = { asked: /** @type {any[]} */ ([]), slow: /** @type {boolean[]} */ ([]), lost: /** @type {boolean[]} */ ([]), missed: 0 };
  const beat = heartbeat(
    (/** @type {any} */ question) => said.asked.push(question),
    (/** @type {boolean} */ silent) => said.slow.push(silent),
    (/** @type {boolean} */ silent) => said.lost.push(silent),
    () => (said.missed += 1),
  );
  const wait = (/** @type {number} */ seconds) => Array.from({ length: seconds }).forEach(() => tick());
  return { beat, said, wait };
}

const click = () => listeners.click.forEach((deed) => deed());

test("a quiet page asks now and then, and an answer is the end of it", () => {
  const { beat, said, wait } = begun();
  wait(15);
  assert.equal(said.asked.length, 1);
  beat.answered(said.asked[0].n);
  wait(14);
  assert.deepEqual([said.asked.length, said.slow, said.lost], [1, [], []]);
});

test("after a click a silent kernel is called slow, then lost, each once", () => {
  const { said, wait } = begun();
  click();
  wait(3);
  assert.deepEqual(said.slow, []);
  wait(60);
  assert.deepEqual([said.slow, said.lost], [[true], [true]]);
  assert.ok(said.asked.length > 1, "it is asked again, for it may come back");
});

test("a kernel that is back takes both words back", () => {
  const { beat, said, wait } = begun();
  click();
  wait(25);
  beat.answered();
  assert.deepEqual([said.slow, said.lost], [[true, false], [true, false]]);
});

test("an answer to a later question tells that what was clicked before was lost", () => {
  const { beat, said, wait } = begun();
  click();
  wait(1);
  click();
  beat.answered(said.asked.at(-1).n);
  assert.equal(said.asked.length, 2);
  assert.equal(said.missed, 1);
});

/** @param {string} state */
const line = (state) => listeners["pw:line"].forEach((deed) => deed({ detail: { state } }));

test("a line that was cut between a question and an answer may have lost what the kernel said", () => {
  const { beat, said, wait } = begun();
  wait(15); // asked because it was quiet, not because of a click
  line("lost");
  line("open");
  assert.equal(said.asked.length, 2, "asked at once when the line is back");
  beat.answered(said.asked.at(-1).n);
  assert.equal(said.missed, 1);
  wait(30);
  beat.answered(said.asked.at(-1).n);
  assert.equal(said.missed, 1, "and only once");
});

test("a line that was cut while nothing was asked has lost nothing", () => {
  const { beat, said, wait } = begun();
  line("lost");
  line("open");
  wait(2);
  beat.answered(said.asked.at(-1).n);
  assert.equal(said.missed, 0);
});
