// One student as a part of its own.
import { begin, watch } from "./dom.js";
import { studentChip } from "./chip.js";

/** @param {Rendered<StudentChipTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-student-chip");
  watch(model, ["name", "level", "levels", "removable"], () => {
    const letGo = model.get("removable") ? () => model.send({ type: "let go" }) : undefined;
    root.replaceChildren(studentChip(model.get("name"), { level: model.get("level"), marks: model.get("levels"), letGo }));
  });
}

export default { render };
