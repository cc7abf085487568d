"""The heat map of a class: one row a student, one column a standard, every cell a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.schema import STATES
from plworkbench.widgets.base import Part
from plworkbench.widgets.grid_lines import packed
from plworkbench.widgets.levels import level_marks


class MasteryGrid(Part):
    """Mastery per student and standard, as an ARIA grid that the arrow keys walk through.

    Above some 3,000 cells only those in view are in the page; keyboard, screen readers and print get all of them.

    Attributes
    ----------
    columns : list of dict
        One standard each: `code`, `title` in plain words, and `summary` for the tooltip: "12 of 28 secure".
    rows : list of dict
        One student each: `key`, `name` and `cells`, one a column in the same order, with `level` (a value of
        `schema.STATES`), `score` (0 to `scale_top`, or None) and `count` (pieces of evidence); where they are so, also
        `unsure` (True: too close to the line to be sure) and `judged` ('by the teacher', or 'newer evidence'). They
        stay with the kernel; the browser gets `kinds` and `lines`.
    kinds, lines : list
        The same, as `grid_lines.packed` writes it: about a byte a cell instead of fifty.
    states : list of str
        `schema.STATES`, whose places `kinds` holds.
    scale_top : float
        The top of the scale of the scores; with 100 they are percent.
    selected : dict or None
        `row` (a student's key) and `column` (a standard's code) of the chosen cell.
    caption : str
        What the grid shows; read by screen readers.
    row_label : str
        What a row is, for the corner.
    empty_text : str
        What to read when there is no row or no column.

    Examples
    --------
    >>> grid = MasteryGrid(
    ...     columns=[{"code": "6.RP.A.1", "title": "Ratio language", "summary": "1 of 1 secure"}],
    ...     rows=[{"key": "a", "name": "Amara Okafor", "cells": [{"level": "secure", "score": 3.2, "count": 5}]}],
    ... )
    >>> grid.selected is None
    True
    """

    _esm: ClassVar[str] = part_files.for_widget(
        "dom.js", "in-view.js", "grid-cells.js", "grid-tip.js", "grid-keys.js", "grid-frame.js", "mastery_grid.js"
    )
    _css: ClassVar[str] = part_files.style_for_widget("mastery_grid.css")
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict())
    kinds = traitlets.List(traitlets.List()).tag(sync=True)
    lines = traitlets.List(traitlets.Dict()).tag(sync=True)
    states = traitlets.List(traitlets.Unicode(), list(STATES)).tag(sync=True)
    scale_top = traitlets.Float(4.0).tag(sync=True)
    selected = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    caption = traitlets.Unicode("Mastery of each student on each standard").tag(sync=True)
    row_label = traitlets.Unicode("Student").tag(sync=True)
    empty_text = traitlets.Unicode("No mastery to show yet. Import scores to fill this table.").tag(sync=True)
    levels = traitlets.List(traitlets.Dict()).tag(sync=True)

    @traitlets.default("levels")
    def _levels(self) -> list[dict[str, str]]:
        return level_marks()

    @traitlets.observe("rows", "scale_top")
    def _pack(self, _change: dict) -> None:
        with self.hold_sync():  # letters without their meanings would be nonsense for a moment
            kinds, lines = packed(self.rows, self.scale_top)
            self.kinds, self.lines = kinds, lines

    def focus(self, student_key: str, standard_code: str) -> None:
        """Put the keyboard back on a cell, after what was opened for it is closed."""
        self.send({"type": "focus", "row": student_key, "column": standard_code})

    def reveal(self, student_key: str, standard_code: str, above: str) -> None:
        """Scroll the page so far that a cell is seen above what now covers the foot of the window.

        Parameters
        ----------
        student_key, standard_code : str
            The cell.
        above : str
            CSS selector of what covers it.
        """
        self.send({"type": "reveal", "row": student_key, "column": standard_code, "above": above})

    def on_left(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when Escape is pressed in the grid: what was opened for a cell may be put away."""
        self.on_message("left", lambda content, buffers: callback())

    def on_selected(self, callback: Callable[[str, str], object]) -> None:
        """Call `callback(student_key, standard_code)` when a cell is chosen."""
        self.on_message("selected", lambda content, buffers: callback(content["row"], content["column"]))
