// One level of mastery as a part of its own.
import { begin, levelChip, watch } from "./dom.js";

/** @param {Rendered<LevelBadgeTraits>} part */
function render({ model, el }) {
  const root = begin(model, el, "pw-level-badge");
  watch(model, ["level", "levels"], () => root.replaceChildren(levelChip(model.get("levels"), model.get("level"))));
}

export default { render };
