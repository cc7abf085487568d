// The page as a whole: its class and address, state of saving, announcements, downloads, printing, and the heartbeat.
import { h, begin, speaker, watch } from "./dom.js";
import { heartbeat } from "./heartbeat.js";
import { addressOf } from "./page-address.js";
import { classSwitcher } from "./page-class.js";

/**
 * Offer a file. Bytes come as a buffer, text in the message.
 * @param {{ filename: string, mime: string, text: string }} file
 * @param {DataView<ArrayBuffer>[]} buffers
 */
function download({ filename, mime, text }, buffers) {
  const content = buffers && buffers.length ? buffers[0] : text;
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = h("a", { href: address, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 30000);
}

/** Follow a link, but never to another site. @param {{ href: string }} link */
function go({ href }) {
  const target = new URL(href, location.href);
  if (target.origin === location.origin && target.protocol.startsWith("http")) location.assign(target.href);
}

/** Put the focus on a part that is shown, and with it into sight. @param {{ to: string }} part */
function lead({ to }) {
  const shown = [...document.querySelectorAll(`.${to}`)].find((part) => part.getClientRects().length);
  if (!(shown instanceof HTMLElement)) return;
  shown.tabIndex = -1;
  shown.focus();
}

/**
 * The line that says whether everything is saved.
 * @param {Model<PageTraits>} model
 * @param {(words: string) => void} say
 */
function statusLine(model, say) {
  const line = h("p", { class: "pw-status" });
  let waiting = false;
  const draw = () => {
    // While the kernel is silent nothing may claim to be saved.
    const unheard = waiting && model.get("status_kind") !== "saving"; // a long task has words of its own
    line.textContent = unheard ? "Not saved yet: waiting for the workbench…" : model.get("status");
    line.hidden = !line.textContent;
    line.dataset.kind = unheard ? "saving" : model.get("status_kind");
  };
  watch(model, ["status", "status_kind"], () => {
    draw();
    if (model.get("status_kind") === "problem") say(model.get("status"));
  });
  const slow = (/** @type {boolean} */ silent) => {
    waiting = silent;
    draw();
  };
  return { line, slow, isWaiting: () => waiting };
}

function silenceBanner() {
  const reload = h("button", { type: "button", class: "pw-button", click: () => location.reload() }, "Reload");
  const words = h("p", {});
  const banner = h("div", { class: "pw pw-silence", role: "status" }, words, reload);
  banner.hidden = true;
  return {
    banner,
    lost(/** @type {boolean} */ silent) {
      words.textContent = silent ? "The workbench is not answering. What you saved is safe." : "";
      banner.hidden = !silent;
    },
  };
}

/** The class above a page of paper. @param {Model<PageTraits>} model */
function paperLine(model) {
  const line = h("p", { class: "pw-paper-class", dir: "auto" });
  watch(model, ["class_name", "class_label"], () => {
    line.textContent = model.get("class_label") === "Class" ? model.get("class_name") : ""; // else it is not this page's
  });
  return line;
}

/**
 * Put something where the template's header keeps a place for it; in JupyterLab it stays where the widget is.
 * @param {string} name
 * @param {HTMLElement} element
 * @param {HTMLElement} root
 */
function putInHeader(name, element, root) {
  const place = document.querySelector(`[${name}]`);
  if (place) place.replaceChildren(element);
  else root.append(element);
}

/** @param {Rendered<PageTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-page-state");
  const { element, say } = speaker();
  const { banner, lost } = silenceBanner();
  const { line, slow, isWaiting } = statusLine(model, say);
  const switcher = classSwitcher(model, (name) => send({ type: "class", name }));
  root.append(element, paperLine(model));
  putInHeader("data-pw-status", line, root);
  putInHeader("data-pw-class", switcher, root);
  document.body.append(banner);

  const send = (/** @type {Message} */ message) => {
    try {
      Promise.resolve(model.send(message)).catch(() => {}); // no way to the kernel: the heartbeat will say so
    } catch {
      return;
    }
  };
  const address = addressOf(send);
  const askPrint = (/** @type {Event} */ event) => {
    if (isWaiting()) return; // the kernel says nothing: what is on the page is printed as it stands
    event.preventDefault(); // the kernel prepares the paper, then says when
    send({ type: "print" });
  };
  document.addEventListener("pw-print", askPrint);
  /** For the script of the page that knows why a kernel is silent, where there is one. @param {string} state */
  const tell = (state) => document.dispatchEvent(new CustomEvent("pw:line", { detail: { state } }));
  const beat = heartbeat(
    (question) => send({ type: "ping", ...question, holds: Boolean(model.get("holds_unsaved")) }),
    (silent) => {
      slow(silent);
      tell(silent ? "slow" : "answered");
    },
    lost,
    () => tell("missed"),
  );
  /** @type {{ [type: string]: (message: any, buffers: any) => unknown }} */
  const deeds = {
    download,
    place: address.place,
    go,
    lead: (message) => setTimeout(() => lead(message)), // after the parts have drawn what came before
    announce: ({ text }) => say(text),
    print: () => setTimeout(() => window.print(), 250), // after the parts have drawn what came before
  };
  model.on("msg:custom", (message, buffers) => {
    beat.answered(message.n);
    deeds[message.type]?.(message, buffers);
  });
  let held = "";
  watch(model, ["holds_unsaved"], () => {
    const holds = model.get("holds_unsaved");
    document.body.dataset.pwHolds = holds; // for the script of the page that says what is lost when it goes to sleep
    if (Boolean(holds) !== Boolean(held)) beat.ask(); // so that the server knows at once
    held = holds;
  });
  const shown = () => document.hidden || send({ type: "shown" });
  window.addEventListener("focus", shown);
  document.addEventListener("visibilitychange", shown);
  // On our own pages the first script has said so already, before anything was drawn (frontend/src/line.js).
  if (!window.plworkbenchLine?.opened) send({ type: "opened", search: location.search, path: location.pathname });
  return () => {
    beat.stop();
    window.removeEventListener("focus", shown);
    document.removeEventListener("visibilitychange", shown);
    document.removeEventListener("pw-print", askPrint);
    address.stop();
    switcher.remove();
    banner.remove();
    line.remove();
  };
}

export default { render };
