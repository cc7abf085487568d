// The page as a whole: state of saving, announcements, downloads, printing, links, and the heartbeat.
import { h, begin, speaker, watch } from "./dom.js";
import { heartbeat } from "./heartbeat.js";

/** Offer a file. Bytes come as a buffer, text in the message. */
function download({ filename, mime, text }, buffers) {
  const content = buffers && buffers.length ? buffers[0] : text;
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = h("a", { href: address, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 30000);
}

/** Follow a link, but never to another site. */
function go({ href }) {
  const target = new URL(href, location.href);
  if (target.origin === location.origin && target.protocol.startsWith("http")) location.assign(target.href);
}

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
  const slow = (silent) => {
    waiting = silent;
    draw();
  };
  return { line, slow };
}

function silenceBanner() {
  const reload = h("button", { type: "button", class: "pw-button", click: () => location.reload() }, "Reload");
  const words = h("p", {});
  const banner = h("div", { class: "pw pw-silence", role: "status" }, words, reload);
  banner.hidden = true;
  return {
    banner,
    lost(silent) {
      words.textContent = silent ? "The workbench is not answering. What you saved is safe." : "";
      banner.hidden = !silent;
    },
  };
}

function render({ model, el }) {
  const root = begin(model, el, "pw-page-state");
  const { element, say } = speaker();
  const { banner, lost } = silenceBanner();
  const { line, slow } = statusLine(model, say);
  root.append(element);
  // The template's header may keep a place for the line; in JupyterLab it stays where the widget is.
  const place = document.querySelector("[data-pw-status]");
  if (place) place.replaceChildren(line);
  else root.append(line);
  document.body.append(banner);

  const send = (message) => {
    try {
      Promise.resolve(model.send(message)).catch(() => {}); // no way to the kernel: the heartbeat will say so
    } catch {
      return;
    }
  };
  const beat = heartbeat(() => send({ type: "ping" }), slow, lost);
  const deeds = {
    download,
    go,
    announce: ({ text }) => say(text),
    print: () => setTimeout(() => window.print(), 250), // after the parts have drawn what came before
  };
  model.on("msg:custom", (message, buffers) => {
    beat.answered();
    deeds[message.type]?.(message, buffers);
  });
  document.addEventListener("click", beat.ping);
  send({ type: "opened", search: location.search, path: location.pathname });
  return () => {
    beat.stop();
    document.removeEventListener("click", beat.ping);
    banner.remove();
    line.remove();
  };
}

export default { render };
