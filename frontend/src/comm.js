// One comm: a line to one widget in the kernel, in the form ipywidgets' models expect.

/** @typedef {import("./messages.js").Message} Message */

/** What is said over it carries its id. */
export class Comm {
  /**
   * @param {import("./kernel.js").Kernel} kernel
   * @param {string} target_name
   * @param {string} comm_id
   */
  constructor(kernel, target_name, comm_id) {
    this.kernel = kernel;
    this.target_name = target_name;
    this.comm_id = comm_id;
    /** @type {(message: Message) => unknown} */
    this.heard = () => undefined;
    /** @type {(message: Message) => unknown} */
    this.closed = () => undefined;
  }

  /**
   * @param {object} data
   * @param {any} [callbacks]
   * @param {object} [metadata]
   * @param {(ArrayBuffer | ArrayBufferView)[]} [buffers]
   */
  send(data, callbacks, metadata, buffers) {
    return this._say("comm_msg", { data }, callbacks, metadata, buffers);
  }

  /**
   * @param {object} [data]
   * @param {any} [callbacks]
   * @param {object} [metadata]
   * @param {(ArrayBuffer | ArrayBufferView)[]} [buffers]
   */
  close(data = {}, callbacks, metadata, buffers) {
    return this._say("comm_close", { data }, callbacks, metadata, buffers);
  }

  /** @param {(message: Message) => unknown} callback */
  on_msg(callback) {
    this.heard = callback;
  }

  /** @param {(message: Message) => unknown} callback */
  on_close(callback) {
    this.closed = callback;
  }

  /**
   * @param {string} msg_type
   * @param {object} content
   * @param {any} callbacks
   * @param {object} [metadata]
   * @param {(ArrayBuffer | ArrayBufferView)[]} [buffers]
   */
  _say(msg_type, content, callbacks, metadata, buffers) {
    const answers = { reply: callbacks?.shell?.reply, status: callbacks?.iopub?.status };
    return this.kernel.say(
      { msg_type, content: { comm_id: this.comm_id, ...content }, metadata, buffers: buffers ?? [] },
      answers,
    );
  }
}
