// A field for names: type, choose from the list, and each one chosen is a chip. ARIA's combobox with a list.
import { h, counted } from "./dom.js";
import { studentChip } from "./chip.js";
import { fitting, nameList } from "./people-list.js";

let peopleFields = 0;

/**
 * @param {{label: string, placeholder: string, say: (words: string) => void, choose: (name: string) => void,
 *   letGo: (name: string) => void, typed: (words: string) => void}} field `typed` gets words that are no name
 */
export function peopleField({ label, placeholder, say, choose, letGo, typed }) {
  const id = `pw-people-${(peopleFields += 1)}`;
  const input = h("input", { class: "pw-field pw-people-input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, placeholder });
  const chips = h("ul", { class: "pw-students", "aria-label": `${label}: chosen` });
  let names = /** @type {string[]} */ ([]);
  let left = /** @type {string[]} */ ([]);
  let told = ""; // words the kernel was asked about already
  let fresh = /** @type {string[]} */ ([]); // who was chosen last

  const take = (/** @type {string} */ name) => {
    input.value = told = "";
    popup.close();
    say(`${name} is chosen.`);
    choose(name);
  };
  const popup = nameList(input, id, take);
  const element = h("span", { class: "pw-people" }, chips, input, popup.list);

  /** Take whom the words mean; `exactly` says that a part of a name is not enough, and the kernel is asked. */
  const finish = (exactly = false) => {
    const words = input.value.trim();
    const exact = left.find((name) => name.toLowerCase() === words.toLowerCase());
    const fits = exact ? [exact] : words && !exactly ? fitting(words, left) : [];
    if (fits.length === 1) take(fits[0]);
    else if (words && words !== told) {
      fresh = [];
      typed((told = words));
    }
  };
  const look = (first = true) => {
    const found = fitting(input.value, left);
    popup.open(found, first && Boolean(input.value.trim()));
    if (input.value.trim()) say(found.length ? `${counted(found.length, "student fits", "students fit")}.` : "Nobody fits.");
  };
  input.addEventListener("input", () => {
    told = "";
    look();
  });
  input.addEventListener("click", () => (popup.isOpen() ? popup.close() : look()));
  input.addEventListener("blur", () => {
    popup.close();
    if (document.hasFocus()) finish(true); // else another window was turned to: the words wait here
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by) {
      if (!popup.isOpen()) look(false);
      popup.move(by);
    } else if (event.key === "Enter") {
      const name = popup.chosen();
      if (name && !input.value.includes(",")) take(name);
      else finish();
    } else if (event.key === "Escape" && (popup.isOpen() || input.value)) {
      if (!popup.isOpen()) input.value = "";
      popup.close();
    } else if (event.key === "Backspace" && !input.value && names.length) {
      drop(names[names.length - 1]);
    } else return;
    if (event.key !== "Backspace") event.preventDefault();
    event.stopPropagation(); // the page has shortcuts of its own
  });
  const drop = (/** @type {string} */ name) => {
    say(`${name} is taken off.`);
    input.focus();
    letGo(name);
  };
  /** Show who is chosen, and offer the rest. */
  const show = (/** @type {string[]} */ chosen, /** @type {string[]} */ people) => {
    left = people.filter((name) => !chosen.includes(name));
    if (JSON.stringify(chosen) !== JSON.stringify(names)) {
      fresh = chosen.filter((name) => !names.includes(name));
      chips.replaceChildren(...chosen.map((name) => h("li", {}, studentChip(name, { letGo: () => drop(name) }))));
    }
    names = chosen;
    input.placeholder = chosen.length ? "and …" : placeholder;
    if (popup.isOpen()) look();
  };
  /** Take the kernel's answer to typed words: what of them is left to be mended. */
  const answer = (/** @type {string} */ words) => {
    if (input.value.trim() !== told) return; // more was typed meanwhile
    input.value = told = words;
    if (fresh.length) say(`${fresh.join(", ")}: chosen.`);
  };
  return { element, input, show, answer };
}
