"""Changing one's mind: what was removed comes back by a click, and what cannot come back is asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class UndoBar(Part):
    """Says what was just removed, with a button that brings it back; there is no need to ask 'Are you sure?'.

    It stays until something else is removed, it is undone, or it is put away: nobody has to be quick.

    Attributes
    ----------
    words : str
        What was done: 'Forgotten: Keep Ana and Ben apart.' Nothing is shown while there are none.
    undo_label : str
        Words of the button.
    offered : int
        How many times something was offered, so that the same words twice are two offers.

    Examples
    --------
    >>> names = ["Ben"]
    >>> bar = UndoBar()
    >>> bar.offer("Ana was taken off.", lambda: names.append("Ana"))
    >>> bar.undo()
    >>> names, bar.words
    (['Ben', 'Ana'], '')
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "undo_bar.js")
    _css: ClassVar[str] = part_files.style_for_widget("undo_bar.css")
    words = traitlets.Unicode("").tag(sync=True)
    undo_label = traitlets.Unicode("Undo").tag(sync=True)
    offered = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._undo: Callable[[], object] | None = None
        self.on_message("undo", lambda content, buffers: self.undo())
        self.on_message("put away", lambda content, buffers: self.put_away())

    def offer(self, words: str, undo: Callable[[], object]) -> None:
        """Say what was done, and offer to undo it by calling `undo()`; an offer before this one is over."""
        self._undo = undo
        with self.hold_sync():
            self.words, self.offered = words, self.offered + 1

    def put_away(self) -> None:
        """Offer nothing any more: it was undone, or something was done that it does not fit."""
        self._undo, self.words = None, ""

    def undo(self) -> None:
        """Bring back what was removed; a second click finds nothing to do, unless the first one failed.

        It failed if what was offered raises an error, which is passed on, or returns False.
        """
        undo, words = self._undo, self.words
        self.put_away()
        if undo is None:
            return
        failed = True
        try:
            failed = undo() is False
        finally:
            if failed:
                self.offer(words, undo)


class ConfirmButton(Part):
    """A button for what cannot be undone: the first click asks in its place, the second does it.

    Attributes
    ----------
    label : str
        Words of the button: 'Delete this class'.
    question : str
        What is asked, with what will be gone: 'Delete Period 3 with all its scores? This cannot be undone.'
    yes, no : str
        Words of the two answers; the first says what it does, never only 'OK'.
    disabled_reason : str
        Why it cannot be done now; empty when it can.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "confirm_button.js")
    _css: ClassVar[str] = part_files.style_for_widget("confirm_button.css")
    label = traitlets.Unicode("Delete").tag(sync=True)
    question = traitlets.Unicode("This cannot be undone.").tag(sync=True)
    yes = traitlets.Unicode("Yes, delete").tag(sync=True)
    no = traitlets.Unicode("Keep it").tag(sync=True)
    disabled_reason = traitlets.Unicode("").tag(sync=True)

    def on_confirmed(self, callback: Callable[[], object]) -> None:
        """Call `callback()` once it was asked for twice."""
        self.on_message("confirmed", lambda content, buffers: None if self.disabled_reason else callback())
