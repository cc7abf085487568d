// The line from the page to its kernel. It comes back by itself when it is cut; what the page said meanwhile is sent then.
import { PROTOCOL, pack, unpack } from "./messages.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {{msg_type: string, content: object, metadata?: object, buffers?: (ArrayBuffer | ArrayBufferView)[]}} Said */
/** @typedef {{reply?: (message: Message) => void, status?: (message: Message) => void}} Answers */

const AGAIN_AFTER = [0.3, 1, 2, 4, 8, 15]; // seconds before each attempt; the last one for all that follow

/** One kernel, as far as widgets need it: it is told things, and tells of things. */
export class Kernel {
  /**
   * @param {string} base - address of the server, ending in "/"
   * @param {string} id
   */
  constructor(base, id) {
    this.base = base;
    this.id = id;
    /** @type {(listener: (message: Message) => unknown) => void} - what is heard before somebody listens waits */
    this.listen = () => undefined;
    /** @type {Promise<(message: Message) => unknown>} */
    this._listener = new Promise((resolve) => (this.listen = resolve));
    /** @type {(message: Message) => void} - is shown each message as it arrives, before those that wait */
    this.onArrival = () => undefined;
    /** @type {WebSocket | null} */
    this._socket = null;
    this._session = crypto.randomUUID();
    /** @type {{bytes: ArrayBuffer, matters: boolean}[]} */
    this._unsent = [];
    /** @type {Map<string, Answers>} */
    this._open = new Map();
    this._attempts = 0;
    /** What arrived is dealt with strictly one after the other. */
    this._order = Promise.resolve();
    this._connect();
  }

  /**
   * Say something on the shell channel; returns the id of the message.
   * @param {Said} said
   * @param {Answers} [answers]
   */
  say({ msg_type, content, metadata = {}, buffers = [] }, answers = {}) {
    const msg_id = crypto.randomUUID();
    const date = new Date().toISOString();
    const header = { msg_id, msg_type, session: this._session, username: "", date, version: "5.3" };
    this._open.set(msg_id, { ...answers });
    const bytes = pack({ channel: "shell", header, parent_header: {}, metadata, content }, buffers);
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(bytes);
    else {
      this._unsent.push({ bytes, matters: !isQuestion(content) });
      this._tell("waiting");
    }
    return msg_id;
  }

  _connect() {
    const address = new URL(`${this.base}api/kernels/${this.id}/channels`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("session_id", this._session);
    const socket = new WebSocket(address, [PROTOCOL]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this._attempts = 0;
      for (const { bytes } of this._unsent.splice(0)) socket.send(bytes);
      tell("open"); // what is said upon this comes after what was said before
    };
    socket.onmessage = (event) => {
      const message = unpack(event.data);
      this.onArrival(message);
      this._order = this._order.then(() => this._hear(message)).catch((error) => console.error(error));
    };
    socket.onclose = () => this._lost();
    this._socket = socket;
  }

  async _lost() {
    this._socket = null;
    this._tell("lost");
    const seconds = AGAIN_AFTER[Math.min(this._attempts, AGAIN_AFTER.length - 1)];
    this._attempts += 1;
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    const answer = await fetch(`${this.base}api/kernels/${this.id}`, { redirect: "manual" }).catch(() => null);
    if (answer && !answer.ok && answer.status < 500) this._tell("gone");
    else this._connect();
  }

  /** Tell that there is no line, and how many things that somebody did wait for one. @param {"waiting" | "lost" | "gone"} state */
  _tell(state) {
    tell(state, this._unsent.filter(({ matters }) => matters).length);
  }

  /** @param {Message} message */
  async _hear(message) {
    const type = message.header.msg_type;
    if (type.startsWith("comm_") && message.channel === "iopub") await (await this._listener)(message);
    const asked = this._open.get(message.parent_header.msg_id ?? "");
    if (!asked) return;
    if (message.channel === "shell") {
      asked.reply?.(message);
    } else if (type === "status") {
      asked.status?.(message);
      if (message.content.execution_state === "idle") this._open.delete(message.parent_header.msg_id ?? "");
    }
  }
}

/** Whether something said only asks how things are: nobody misses it. @param {any} content */
function isQuestion(content) {
  return ["ping", "shown"].includes(content.data?.content?.type);
}

/**
 * Let the rest of the page know how the line is.
 * @param {"open" | "waiting" | "lost" | "gone"} state
 * @param {number} [unsent]
 */
function tell(state, unsent = 0) {
  document.dispatchEvent(new CustomEvent("pw:line", { detail: { state, unsent } }));
}
