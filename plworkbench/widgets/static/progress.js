// A bar for a task that takes a while; told to a screen reader at its start and its end, not at every step.
import { h, begin, speaker, watch } from "./dom.js";

function render({ model, el }) {
  const root = begin(model, el, "pw-progress");
  const { element, say } = speaker();
  const words = h("p", { class: "pw-progress-words" });
  const bar = h("progress", { max: "1" });
  const shown = h("div", { class: "pw-progress-shown" }, words, bar);
  root.append(shown, element);
  watch(model, ["words", "share"], () => {
    const text = model.get("words");
    if (Boolean(text) === shown.hidden) say(text);
    words.textContent = text;
    bar.setAttribute("aria-label", text || "Nothing is running");
    bar.value = model.get("share");
    shown.hidden = !text;
  });
}

export default { render };
