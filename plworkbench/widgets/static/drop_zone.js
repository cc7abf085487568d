// A drop area and a real file input. Sizes are checked before a byte is sent.
import { h, begin, icon, speaker, watch } from "./dom.js";

const PIECE = 4 * 1024 * 1024; // a Jupyter server closes the connection on messages of 10 MiB
const BESIDE = /** @type {const} */ (["dragover", "drop"]);
const megabytes = (/** @type {number} */ bytes) => `${Math.max(1, Math.round(bytes / 1048576))} MB`;

/** What to say of a file beyond the limit; nothing where it is within. @param {File} file @param {number} limit */
function tooBig(file, limit) {
  if (file.size <= limit) return "";
  const [size, most] = [megabytes(Math.max(file.size, limit + 1048576)), megabytes(limit)];
  return `This file has ${size}; the workbench reads up to ${most}. Nothing was changed. Export just one class, or leave out attachments.`;
}

/**
 * The file in pieces; the kernel asks for the next one, so a slow one is never flooded.
 * @param {Model<DropZoneTraits & PartTraits>} model
 * @param {File} file
 * @param {(share: number | null) => void} progress
 */
async function sendFile(model, file, progress) {
  const parts = Math.max(1, Math.ceil(file.size / PIECE));
  for (let part = 0; part < parts; part += 1) {
    const piece = await file.slice(part * PIECE, (part + 1) * PIECE).arrayBuffer();
    const answer = nextMessage(model, ["next", "handled"]);
    model.send({ type: "file", name: file.name, size: file.size, part, parts }, undefined, [piece]);
    progress(part + 1 < parts ? (part + 1) / parts : null); // all sent: how long reading takes nobody knows
    const message = await answer;
    if (message.type === "handled") return message.ok;
  }
  return false;
}

/**
 * The kernel's next message of one of these types.
 * @param {Model<DropZoneTraits & PartTraits>} model
 * @param {FileAnswer["type"][]} types
 * @returns {Promise<FileAnswer>}
 */
function nextMessage(model, types) {
  return new Promise((resolve) => {
    const receive = (/** @type {FileAnswer} */ message) => {
      if (!types.includes(message.type)) return;
      model.off("msg:custom", receive);
      resolve(message);
    };
    model.on("msg:custom", receive);
  });
}

/** @param {Rendered<DropZoneTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-drop");
  const { element, say } = speaker();
  const input = h("input", { type: "file", class: "pw-drop-input", "aria-label": "Choose a file" });
  const button = h("span", { class: "pw-button pw-primary pw-drop-button", "aria-hidden": "true" }, "Choose a file");
  const label = h("p", { class: "pw-drop-label" });
  const hint = h("p", { class: "pw-drop-hint" });
  const state = h("p", { class: "pw-drop-state" });
  const bar = h("progress", { max: "1", "aria-label": "Sending the file" });
  const area = h("div", { class: "pw-drop-area" }, icon("file"), label, h("label", { class: "pw-drop-choose" }, input, button), hint, bar, state);
  root.append(area, element);
  bar.hidden = true;
  let busy = false;
  /** @type {File[] | null} */
  let following = null; // dropped while another file is being read: its turn comes after

  const tell = (/** @type {string} */ text, /** @type {"busy" | "done" | "problem"} */ kind) => {
    state.textContent = text;
    state.dataset.kind = kind;
    say(text);
  };
  const take = async (/** @type {File[]} */ files) => {
    input.value = ""; // so that the same file can be chosen again after a correction
    if (!files.length || model.get("disabled_reason")) return;
    if (busy) return void (following = files);
    if (files.length > 1) return tell(`${files.length} files were dropped. Nothing was changed. Bring them one at a time.`, "problem");
    const [file] = files;
    const problem = tooBig(file, model.get("max_bytes"));
    if (problem) return tell(problem, "problem");
    setBusy(true);
    tell(`Reading ${file.name} …`, "busy");
    try {
      const well = await sendFile(model, file, progress);
      tell(well ? `${file.name} was read.` : "", "done");
    } catch {
      tell("The browser could not read this file; a folder cannot be read. Nothing was changed. Choose a single file.", "problem");
    }
    setBusy(false);
    const next = following;
    following = null;
    if (next) take(next);
  };
  const progress = (/** @type {number | null} */ share) => {
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  };
  const setBusy = (/** @type {boolean} */ now) => {
    busy = now;
    progress(0);
    bar.hidden = !now;
    area.classList.toggle("is-busy", now); // not disabled: the button keeps the focus
  };

  model.on("msg:custom", ({ type }) => type === "forgotten" && !busy && tell("", "done"));
  input.addEventListener("change", () => take([...(input.files ?? [])]));
  let inside = 0; // dragenter and dragleave also fire for the children
  const over = (/** @type {number} */ change) => (/** @type {Event} */ event) => {
    event.preventDefault();
    inside = Math.max(0, inside + change);
    area.classList.toggle("is-over", inside > 0);
  };
  area.addEventListener("dragenter", over(1));
  area.addEventListener("dragleave", over(-1));
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    over(-inside)(event);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  // A file dropped beside the area would make the browser leave the page.
  const refuse = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
  for (const name of BESIDE) document.addEventListener(name, refuse);

  watch(model, ["label", "hint", "accept", "max_bytes", "disabled_reason", "compact"], () => {
    area.classList.toggle("is-compact", model.get("compact"));
    button.classList.toggle("pw-primary", !model.get("compact")); // with a file there, something else is what to do next
    label.textContent = model.get("label");
    hint.textContent = model.get("disabled_reason") || model.get("hint") || `Up to ${megabytes(model.get("max_bytes"))}.`;
    input.accept = model.get("accept");
    input.disabled = Boolean(model.get("disabled_reason"));
  });
  return () => {
    for (const name of BESIDE) document.removeEventListener(name, refuse);
  };
}

export default { render };
