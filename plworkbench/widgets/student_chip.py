"""A student, and a level of mastery, as small as they can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.schema import STATES
from plworkbench.widgets.base import Part
from plworkbench.widgets.levels import level_marks


class LevelBadge(Part):
    """A level of mastery by symbol, word and colour.

    Attributes
    ----------
    level : str
        One of `schema.STATES`.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "level_badge.js")
    _css: ClassVar[str] = part_files.style_for_widget()
    level = traitlets.Enum(STATES, STATES[0]).tag(sync=True)
    levels = traitlets.List(traitlets.Dict()).tag(sync=True)

    @traitlets.default("levels")
    def _every_level(self) -> list[dict]:
        return level_marks()


class StudentChip(Part):
    """A student by name, with a level if it matters, and a button that lets go.

    Attributes
    ----------
    name : str
        The name, as on the roster.
    level : str
        One of `schema.STATES`; '' leaves it out.
    removable : bool
        Whether there is a button.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "chip.js", "student_chip.js")
    _css: ClassVar[str] = part_files.style_for_widget("chip.css")
    name = traitlets.Unicode("").tag(sync=True)
    level = traitlets.Enum(("", *STATES), "").tag(sync=True)
    levels = traitlets.List(traitlets.Dict()).tag(sync=True)
    removable = traitlets.Bool(False).tag(sync=True)

    @traitlets.default("levels")
    def _every_level(self) -> list[dict]:
        return level_marks()

    def on_removed(self, callback: Callable[[str], object]) -> None:
        """Call `callback(name)` when the button is pressed; from then on there is one."""
        self.removable = True
        self.on_message("let go", lambda content, buffers: callback(self.name))
