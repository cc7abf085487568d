"""The board: one column a group, one card a student, moved by pointer, by keyboard, or by choosing and moving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part
from plworkbench.widgets.levels import level_marks


class GroupBoard(Part):
    """Shows a grouping and tells what the teacher does to it; it decides nothing.

    A card moves on the screen at once. After every message `settled` counts up, and the board shows again what the
    traits say: a move the kernel refused goes back by itself.

    Attributes
    ----------
    groups : list of dict
        `number` (from 1), `name`, `note` (one quiet line: "5 students, 2 secure") and `warnings` (list of str).
    cards : list of dict
        One student each, in the order shown: `key`, `name`, `group` (a number), `reason`, `level` (a value of
        `schema.STATES`, or None for no chip), `detail` ("2.4 from 3 pieces"), `moved_by_hand`, `pinned`.
    can_undo, can_redo : bool
        Whether there is something to undo or redo.
    undo_text, redo_text : str
        What it would be: "move Amara to Herons".
    preview : str
        What the move now being considered would do; the board shows it in the target and speaks it.
    preview_group : int
        The group `preview` is about.
    disabled_reason : str
        Why nothing can be moved now; empty when it can.
    empty_text : str
        What to read while there are no groups.
    settled : int
        Counts the messages handled.
    """

    _esm: ClassVar[str] = part_files.for_widget(
        "dom.js", "board-card.js", "board-column.js", "board-bar.js", "board-drag.js", "board-keys.js", "board.js"
    )
    _css: ClassVar[str] = part_files.style_for_widget("board.css", "board-card.css")
    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    cards = traitlets.List(traitlets.Dict()).tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    can_redo = traitlets.Bool(False).tag(sync=True)
    undo_text = traitlets.Unicode("").tag(sync=True)
    redo_text = traitlets.Unicode("").tag(sync=True)
    preview = traitlets.Unicode("").tag(sync=True)
    preview_group = traitlets.Int(0).tag(sync=True)
    disabled_reason = traitlets.Unicode("").tag(sync=True)
    empty_text = traitlets.Unicode("No groups yet. Choose what they are for and form them.").tag(sync=True)
    settled = traitlets.Int(0).tag(sync=True)
    levels = traitlets.List(traitlets.Dict()).tag(sync=True)

    @traitlets.default("levels")
    def _levels(self) -> list[dict[str, str]]:
        return level_marks()

    def on_move(self, callback: Callable[[list[str], int], object]) -> None:
        """Call `callback(keys, group_number)` when students are moved to a group."""
        self._settling("move", lambda content: callback(content["keys"], content["group"]))

    def on_pin(self, callback: Callable[[str, bool], object]) -> None:
        """Call `callback(key, pinned)` when a student is pinned or unpinned."""
        self._settling("pin", lambda content: callback(content["key"], content["pinned"]))

    def on_rename(self, callback: Callable[[int, str], object]) -> None:
        """Call `callback(group_number, name)` when a group gets another name."""
        self._settling("rename", lambda content: callback(content["group"], content["name"]))

    def on_undo(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when the last change is to be undone."""
        self._settling("undo", lambda content: callback())

    def on_redo(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when the change last undone is to be made again."""
        self._settling("redo", lambda content: callback())

    def on_preview(self, callback: Callable[[list[str], int], object]) -> None:
        """Call `callback(keys, group_number)` while a move is being considered; set `preview` to what it would do."""

        def handle(content: dict, _buffers: Sequence[memoryview]) -> None:
            # Emptied first: the same words about another group would otherwise never reach the browser.
            self.preview, self.preview_group = "", content["group"]
            callback(content["keys"], content["group"])

        self.on_message("preview", handle)

    def _settling(self, message_type: str, callback: Callable[[dict], object]) -> None:
        def handle(content: dict, _buffers: Sequence[memoryview]) -> None:
            try:
                callback(content)
            finally:
                self.settled += 1

        self.on_message(message_type, handle)
