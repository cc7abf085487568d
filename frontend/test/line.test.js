// What is said while there is no line waits for it, and is sent in order before anything newer.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {{ sockets: any[], told: any[], answer: any }} */
const world = { sockets: [], told: [], answer: null };

class PretendSocket {
  static OPEN = 1;
  readyState = 0;
  sent = /** @type {any[]} */ ([]);
  constructor() {
    world.sockets.push(this);
  }
  send(/** @type {any} */ bytes) {
    this.sent.push(bytes);
  }
  open() {
    this.readyState = 1;
    /** @type {any} */ (this).onopen();
  }
  close() {
    this.readyState = 3;
    /** @type {any} */ (this).onclose();
  }
}

Object.assign(globalThis, {
  WebSocket: PretendSocket,
  location: { href: "http://127.0.0.1:8866/flexible-groups" },
  fetch: () => Promise.resolve(world.answer),
  document: {
    dispatchEvent(/** @type {CustomEvent} */ { detail }) {
      world.told.push({ ...detail, sent: world.sockets.at(-1).sent.length });
    },
  },
});
const { Kernel } = await import("../src/kernel.js");

beforeEach(() => Object.assign(world, { sockets: [], told: [], answer: { ok: true } }));

/** @param {string} type */
const said = (type) => ({ msg_type: "comm_msg", content: { comm_id: "x", data: { method: "custom", content: { type } } } });
const settled = () => new Promise((resolve) => setTimeout(resolve, 400));

test("what waited is sent before the page hears that the line is open", () => {
  const kernel = new Kernel("/", "a");
  kernel.say(said("move"));
  world.sockets[0].open();
  assert.deepEqual(world.told.at(-1), { state: "open", unsent: 0, sent: 1 });
});

test("a kernel that is gone is told of with the number of things that could not be sent", async () => {
  const kernel = new Kernel("/", "a");
  world.sockets[0].open();
  world.answer = { ok: false, status: 404 };
  world.sockets[0].close();
  for (const type of ["ping", "move", "pin", "shown"]) kernel.say(said(type));
  await settled();
  const last = world.told.at(-1);
  assert.deepEqual([last.state, last.unsent], ["gone", 2], "questions how things are do not count");
});
