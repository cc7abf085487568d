// A button that shows and hides what the kernel puts below it.
import { h, begin, icon, watch } from "./dom.js";

/** @param {Rendered<DisclosureTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-disclosure");
  const words = h("span", {});
  const button = h("button", { type: "button", class: "pw-disclosure-button" }, icon("chevron"), words);
  button.addEventListener("click", () => {
    model.set("expanded", !model.get("expanded"));
    model.save_changes();
  });
  root.append(button);
  model.on("msg:custom", (message) => message.type === "focus" && button.focus());
  watch(model, ["expanded", "label", "open_label"], () => {
    button.setAttribute("aria-expanded", String(model.get("expanded")));
    words.textContent = model.get(model.get("expanded") ? "open_label" : "label");
  });
}

export default { render };
