// The class in the header: a choice where there are several, its name alone where there is one.
import { h, watch } from "./dom.js";

const FIELD = "pw-class-choice";

/**
 * Show which class is looked at; `choose` is told another one.
 * @param {Model<PageTraits>} model
 * @param {(name: string) => void} choose
 */
export function classSwitcher(model, choose) {
  const words = h("span", {});
  const more = h("span", { class: "pw-visually-hidden" });
  const label = h("label", { for: FIELD }, words, more);
  /** @type {HTMLSelectElement} */
  const select = h("select", {
    id: FIELD,
    dir: "auto",
    change: () => {
      choose(select.value);
      select.value = model.get("class_name"); // until the kernel confirms the other one, the page shows this one
    },
  });
  const only = h("span", { class: "pw-class-name", dir: "auto" });
  const element = h("div", { class: "pw pw-class-switcher" });
  let offered = "";
  watch(model, ["class_names", "class_name", "class_label"], () => {
    const names = model.get("class_names");
    const [first, ...rest] = model.get("class_label").split(" ");
    words.textContent = first;
    more.textContent = rest.length ? ` ${rest.join(" ")}` : "";
    only.textContent = model.get("class_name");
    const several = names.length > 1;
    const parts = several ? [label, select] : [h("span", { class: "pw-class-word" }, first), only];
    if (element.firstChild !== parts[0]) element.replaceChildren(...parts); // what has the focus stays where it is
    element.hidden = !names.length || !first;
    if (offered !== JSON.stringify(names)) {
      offered = JSON.stringify(names);
      select.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
    }
    select.value = model.get("class_name");
    select.title = model.get("class_name");
  });
  return element;
}
