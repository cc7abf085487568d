"""That something runs: how far it is, how long it has taken, and a way to end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class Progress(Part):
    """A bar with words; nothing is shown while there are no words.

    After three seconds it says how long it has taken. Where `share` is None nobody knows how far it is, and the bar
    only moves.

    Attributes
    ----------
    words : str
        What is being done, and how far: 'Storing 40,000 of 100,000…'.
    share : float or None
        How much is done, 0 to 1.
    cancel_label : str
        Words of the button that ends it: 'Stop, and use the best so far'; '' where it cannot be ended.
    is_ending : bool
        Whether somebody asked for the end, and it has not come yet.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "progress.js")
    _css: ClassVar[str] = part_files.style_for_widget("progress.css")
    words = traitlets.Unicode("").tag(sync=True)
    share = traitlets.Float(0.0, allow_none=True).tag(sync=True)
    cancel_label = traitlets.Unicode("").tag(sync=True)
    is_ending = traitlets.Bool(False).tag(sync=True)

    def say(self, words: str, done: int = 0, total: int | None = 0) -> None:
        """Show how far the task is; no words take the bar away, and no total leaves it open how far it is.

        Examples
        --------
        >>> bar = Progress()
        >>> bar.say("Storing 1 of 4…", 1, 4)
        >>> bar.share
        0.25
        """
        with self.hold_sync():
            self.words, self.share = words, None if total is None else done / total if total else 0.0
            self.is_ending = self.is_ending and bool(words)

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when the button is pressed, once a task."""
        self.on_message("cancel", lambda content, buffers: self._cancel(callback))

    def _cancel(self, callback: Callable[[], object]) -> None:
        if self.words and not self.is_ending:
            self.is_ending = True
            callback()
