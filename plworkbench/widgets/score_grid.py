"""A grid to enter scores: one line a student, filled by tapping, by typing or by pasting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class ScoreGrid(Part):
    """One line a row, each with a field to type in and buttons to tap; it decides nothing.

    What is typed or tapped is shown at once and told. Arrow keys and Enter go up and down, a letter of `marks` and a
    digit are an entry, and a point after a digit makes the half of it. What lies in the clipboard as several lines or
    columns is told whole.

    Attributes
    ----------
    rows : list of dict
        `key`, `name`, and optionally `note` (words below the name) and `options` in place of those of the grid.
    options : list
        What can be tapped: pairs of value and words. The words begin with the value, so that it can be typed as well.
    marks : list
        What can be tapped beside the scores, as [letter, word]: ['M', 'missing'].
    entries : dict
        What is entered, by the key of the row.
    problems : dict
        What is wrong with an entry, by the key of the row.
    caption : str
        What the grid holds; it names the grid for a screen reader.
    row_label, field_label : str
        Headings of the two first columns.
    halves : bool
        Whether a point after a digit stands for its half.
    wide : bool
        Whether the words to tap are sentences and want a line each.
    heard : int
        Counts the entries that were told and answered; only when all are, `entries` are shown again.
    revision : int
        Counts up when `entries` hold over what is being typed, after pasting.
    at_first : int
        Counts up to put the focus into the first row.
    empty_text : str
        What to read while there is no row.

    Examples
    --------
    >>> grid = ScoreGrid(rows=[{"key": "a", "name": "Amara"}], options=[["0", "0"], ["1", "1"]])
    >>> grid.entries
    {}
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "score-row.js", "score_grid.js")
    _css: ClassVar[str] = part_files.style_for_widget("score_grid.css")
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    options = traitlets.List(traitlets.List()).tag(sync=True)
    marks = traitlets.List(traitlets.List()).tag(sync=True)
    entries = traitlets.Dict().tag(sync=True)
    problems = traitlets.Dict().tag(sync=True)
    caption = traitlets.Unicode("Scores").tag(sync=True)
    row_label = traitlets.Unicode("Student").tag(sync=True)
    field_label = traitlets.Unicode("Score").tag(sync=True)
    halves = traitlets.Bool(True).tag(sync=True)
    wide = traitlets.Bool(False).tag(sync=True)
    heard = traitlets.Int(0).tag(sync=True)
    revision = traitlets.Int(0).tag(sync=True)
    at_first = traitlets.Int(0).tag(sync=True)
    empty_text = traitlets.Unicode("Nobody is in this class yet.").tag(sync=True)

    def on_entered(self, callback: Callable[[str, str], object]) -> None:
        """Call `callback(row, text)` whenever an entry is typed or tapped; '' takes it away."""

        def handle(content: dict, _buffers: Sequence[memoryview]) -> None:
            try:
                callback(content["row"], content["text"])
            finally:
                self.heard += 1

        self.on_message("entered", handle)

    def on_pasted(self, callback: Callable[[str, str], object]) -> None:
        """Call `callback(row, text)` when lines are pasted into the field of a row."""
        self.on_message("pasted", lambda content, buffers: callback(content["row"], content["text"]))

    def on_rest(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when nothing more was entered for a moment, or the page is being left."""
        self.on_message("rest", lambda content, buffers: callback())

    def on_finished(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when Enter is pressed in the last row."""
        self.on_message("finished", lambda content, buffers: callback())
