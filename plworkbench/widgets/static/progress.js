// A task that takes a while; told to a screen reader at its start and its end, not at every step.
import { h, begin, speaker, watch } from "./dom.js";

const SAYS_TIME_AFTER = 3; // seconds; what is over sooner needs no clock

/** @param {Rendered<ProgressTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-working");
  const { element, say } = speaker();
  const words = h("p", { class: "pw-progress-words" });
  const time = h("span", { class: "pw-progress-time" });
  const bar = h("progress", { max: "1" });
  const cancel = h("button", { type: "button", class: "pw-button", click: () => model.send({ type: "cancel" }) });
  const shown = h("div", { class: "pw-progress-shown", hidden: true }, words, bar, time, cancel);
  root.append(shown, element);
  let began = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;

  const tick = () => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    const minutes = Math.floor(seconds / 60);
    time.textContent = seconds < SAYS_TIME_AFTER ? "" : minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  };
  watch(model, ["words", "share", "cancel_label", "is_ending"], () => {
    const text = model.get("words");
    if (Boolean(text) === shown.hidden) {
      say(text);
      clearInterval(clock);
      began = Date.now();
      if (text) clock = setInterval(tick, 1000);
      tick();
    }
    words.textContent = text;
    bar.setAttribute("aria-label", text || "Nothing is running");
    const share = model.get("share");
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
    cancel.textContent = model.get("is_ending") ? "Ending…" : model.get("cancel_label");
    cancel.hidden = !model.get("cancel_label");
    cancel.disabled = model.get("is_ending");
    shown.hidden = !text;
  });
  return () => clearInterval(clock);
}

export default { render };
