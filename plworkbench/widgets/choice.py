"""One of a few, as buttons that hang together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class Choice(Part):
    """A question with a few answers, each a button; the one chosen is marked.

    Attributes
    ----------
    label : str
        The question.
    label_hidden : bool
        Whether only screen readers get the question.
    options : list of dict
        `value` and `words` of each answer.
    value : str
        The answer chosen; '' while there is none, or where '' is the value of an answer.
    answered : bool
        Whether an answer is marked at all.

    Examples
    --------
    >>> Choice(label="Which comes first?", options=[{"value": "day first", "words": "The day"}]).answered
    True
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "choice-buttons.js", "choice.js")
    _css: ClassVar[str] = part_files.style_for_widget("choice.css")
    label = traitlets.Unicode("").tag(sync=True)
    label_hidden = traitlets.Bool(False).tag(sync=True)
    options = traitlets.List(traitlets.Dict()).tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Bool(True).tag(sync=True)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Give the answers as (value, words)."""
        self.options = [{"value": value, "words": words} for value, words in options]

    def on_chosen(self, callback: Callable[[str], object]) -> None:
        """Call `callback(value)` when an answer is chosen."""
        self.on_message("chosen", lambda content, buffers: callback(content["value"]))
