// The first script of a page, and a small one: while the large one is on its way it opens the line to the kernel, asks
// for all widgets, and tells the dashboard that its page was opened, so that the kernel is at work meanwhile.
import { CONTROL } from "./control.js";
import { Kernel } from "./kernel.js";

/** @typedef {{baseUrl: string, kernelId: string}} Facts */
/**
 * What the large script finds.
 * @typedef {object} Line
 * @property {Promise<{kernel: Kernel, facts: Facts}>} kernel
 * @property {string} control - the comm on which the widgets were asked for
 * @property {boolean} opened - whether the dashboard was told that its page was opened
 */

const PAGE = "plworkbench.widgets.page.Page";

/**
 * What the page says about itself. A page arrives piece by piece, so this may have to wait for it.
 * @returns {Promise<Facts>}
 */
function pageFacts() {
  return new Promise((resolve) => {
    const look = () => {
      const element = document.getElementById("jupyter-config-data");
      if (!element?.nextSibling && document.readyState === "loading") return; // its text may still be on the way
      observer.disconnect();
      document.removeEventListener("DOMContentLoaded", look);
      if (element) resolve(JSON.parse(element.textContent));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", look);
    look();
  });
}

/** @returns {Promise<unknown>} - when all cells of the notebook were run and stand on the page */
function wholePage() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
}

/** @returns {Line} */
function begin() {
  const control = crypto.randomUUID();
  /** @type {Line} */
  const line = { control, opened: false, kernel: pageFacts().then(connect) };

  /** @param {Facts} facts */
  function connect(facts) {
    const kernel = new Kernel(facts.baseUrl, facts.kernelId);
    kernel.onArrival = ({ content }) => {
      if (content.comm_id === control && content.data?.method === "update_states") open(kernel, content.data.states);
    };
    wholePage().then(() => {
      const metadata = { version: "1.0.0" };
      kernel.say({ msg_type: "comm_open", content: { comm_id: control, target_name: CONTROL, data: {} }, metadata });
      kernel.say({ msg_type: "comm_msg", content: { comm_id: control, data: { method: "request_states" } } });
    });
    return { kernel, facts };
  }

  /**
   * The page widget would say this once it is drawn; the sooner the kernel knows, the sooner the page is full.
   * @param {Kernel} kernel
   * @param {Record<string, {state: Record<string, unknown>}>} states
   */
  function open(kernel, states) {
    const pages = Object.keys(states).filter((id) => states[id].state._anywidget_id === PAGE);
    if (line.opened || pages.length !== 1) return;
    line.opened = true;
    const content = { type: "opened", search: location.search, path: location.pathname };
    kernel.say({ msg_type: "comm_msg", content: { comm_id: pages[0], data: { method: "custom", content } } });
  }
  return line;
}

window.plworkbenchLine = begin();
