"""The steps of a task: which are done, where you are, and what is to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class Stepper(Part):
    """Steps in a line.

    Attributes
    ----------
    label : str
        What the steps lead to; it names them for a screen reader.
    steps : list of dict
        `key` and `words` of each.
    current : str
        The key of the step one is at; '' once all are done.
    goes_back : bool
        Whether a step that is done is a button that leads back to it.

    Examples
    --------
    >>> steps = Stepper(steps=[{"key": "file", "words": "Choose a file"}, {"key": "check", "words": "Check it"}])
    >>> steps.current = "check"
    >>> steps.states
    {'file': 'done', 'check': 'current'}
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "stepper.js")
    _css: ClassVar[str] = part_files.style_for_widget("stepper.css")
    label = traitlets.Unicode("Steps").tag(sync=True)
    steps = traitlets.List(traitlets.Dict()).tag(sync=True)
    current = traitlets.Unicode("").tag(sync=True)
    goes_back = traitlets.Bool(False).tag(sync=True)

    def offer(self, steps: Sequence[tuple[str, str]]) -> None:
        """Give the steps as (key, words); the first is the current one."""
        with self.hold_sync():
            self.steps = [{"key": key, "words": words} for key, words in steps]
            self.current = steps[0][0] if steps else ""

    @property
    def states(self) -> dict[str, str]:
        """Each step's key with 'done', 'current' or 'to come'."""
        keys = [step["key"] for step in self.steps]
        here = keys.index(self.current) if self.current in keys else len(keys)
        return {
            key: "done" if place < here else "current" if place == here else "to come" for place, key in enumerate(keys)
        }

    def on_chosen(self, callback: Callable[[str], object]) -> None:
        """Call `callback(key)` when somebody goes back to a step; from then on steps that are done are buttons."""
        self.goes_back = True
        self.on_message("chosen", lambda content, buffers: self._back(content["key"], callback))

    def _back(self, key: str, callback: Callable[[str], object]) -> None:
        if self.states.get(key) == "done":
            callback(key)
