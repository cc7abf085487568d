// A student as a chip: the name, a level if it matters, and a button that lets go.
import { h, levelChip } from "./dom.js";

/**
 * Make the chip of a student.
 * @param {string} name
 * @param {{level?: string, marks?: Mark[], letGo?: () => void}} [more] `letGo` is called by the button
 */
export function studentChip(name, { level = "", marks = [], letGo } = {}) {
  const off = letGo && h("button", { type: "button", class: "pw-student-off", "aria-label": `Take ${name} off`, click: letGo }, h("span", { "aria-hidden": "true" }, "✕"));
  return h("span", { class: "pw-student" }, h("bdi", { class: "pw-student-name" }, name), level ? levelChip(marks, level) : null, off ?? null);
}
