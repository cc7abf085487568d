// Makes a model of every widget in the kernel, keeps it in step with the kernel, and draws it where the page wants it.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";
// @ts-expect-error - it brings no types of its script
import makeAnyWidget from "anywidget";
import { Comm } from "./comm.js";
import { CONTROL } from "./control.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {{model_name: string, model_module: string, model_module_version: string, state: Record<string, any>}} State */

const TARGET = "jupyter.widget";
/** What stands for this server in the address of a part's script (`part_files.py`). */
const THIS_SERVER = "https://plworkbench.invalid/";

/** @type {Record<string, Record<string, any>>} */
const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  anywidget: makeAnyWidget(base),
};

/** The widget manager of a page. */
export class Manager extends ManagerBase {
  /** @param {import("./kernel.js").Kernel} kernel */
  constructor(kernel) {
    super();
    this.kernel = kernel;
    /** @type {Map<string, Comm>} */
    this._comms = new Map();
    /** @type {Promise<unknown> | null} - until the kernel has told of its widgets there is nothing to keep in step */
    this._drawing = null;
  }

  /**
   * Make the models of all widgets as soon as the kernel tells of them, then draw those that have a place on the page.
   * @param {string} control - the line on which the kernel was asked for them
   * @param {() => Promise<unknown>} draw
   */
  load(control, draw) {
    return new Promise((resolve, reject) => {
      this._comm(CONTROL, control).on_msg((message) => {
        // What the kernel says from now on changes these widgets, so it waits until they are on the page.
        this._drawing = this._make(message).then(draw);
        this._drawing.then(resolve, reject);
      });
      this.kernel.listen((message) => this._hear(message));
    });
  }

  /**
   * Draw a widget in an element of the page.
   * @param {string} modelId
   * @param {HTMLElement} place
   */
  async show(modelId, place) {
    const model = await this.get_model(modelId);
    const view = await this.create_view(model);
    place.replaceChildren();
    Widget.attach(view.luminoWidget, place);
  }

  /**
   * Make a model; the script of a part comes from the server that this page came from.
   * @param {any} options
   * @param {any} [state]
   * @returns {Promise<any>}
   */
  async new_model(options, state) {
    const script = state?._esm;
    if (typeof script !== "string" || !script.startsWith(THIS_SERVER)) return super.new_model(options, state);
    const here = new URL(script.slice(THIS_SERVER.length - 1), location.href).href;
    return super.new_model(options, { ...state, _esm: here });
  }

  /**
   * @param {string} className
   * @param {string} moduleName
   * @returns {Promise<any>}
   */
  async loadClass(className, moduleName) {
    const found = MODULES[moduleName]?.[className];
    if (!found) throw new Error(`These pages do not draw ${className} of ${moduleName}.`);
    return found;
  }

  /** @returns {Promise<any>} */
  async _create_comm() {
    throw new Error("Widgets are made in the kernel, never by a page.");
  }

  /** @returns {Promise<any>} */
  async _get_comm_info() {
    return {};
  }

  /**
   * @param {string} target
   * @param {string} id
   */
  _comm(target, id) {
    const comm = new Comm(this.kernel, target, id);
    this._comms.set(id, comm);
    return comm;
  }

  /**
   * Make the models of all widgets; they know of each other by id, so they are made together.
   * @param {Message} message
   */
  async _make({ content, buffers }) {
    /** @type {Record<string, State>} */
    const states = content.data.states;
    content.data.buffer_paths.forEach((/** @type {string[]} */ [id, ...path], /** @type {number} */ index) => {
      base.put_buffers(/** @type {any} */ (states[id]), [path], [buffers[index]]);
    });
    preloadPlotly(Object.values(states));
    const made = Object.entries(states).map(async ([id, { state, ...names }]) => {
      try {
        await this.new_model({ ...names, model_id: id, comm: /** @type {any} */ (this._comm(TARGET, id)) }, state);
      } catch (error) {
        console.error(error); // the others are drawn all the same
      }
    });
    await Promise.all(made);
  }

  /** @param {Message} message */
  async _hear(message) {
    const { comm_id, target_name } = message.content;
    const comm = this._comms.get(comm_id);
    if (comm?.target_name === CONTROL) return comm.heard(message);
    if (!this._drawing) return undefined; // the answer about all widgets, which is on its way, knows it
    await this._drawing;
    if (message.header.msg_type === "comm_open") {
      if (target_name !== TARGET || this.has_model(comm_id)) return undefined;
      return this.handle_comm_open(/** @type {any} */ (this._comm(TARGET, comm_id)), /** @type {any} */ (message));
    }
    if (message.header.msg_type === "comm_close") {
      this._comms.delete(comm_id);
      return comm?.closed(message);
    }
    return comm?.heard(message);
  }
}

/**
 * Charts are drawn by a file of megabytes: it is fetched as soon as it is known that there is one.
 * @param {State[]} states
 */
function preloadPlotly(states) {
  const address = states.find(({ state }) => state.plotly_url)?.state.plotly_url;
  if (!address) return;
  const hint = Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: address });
  document.head.append(hint);
}
