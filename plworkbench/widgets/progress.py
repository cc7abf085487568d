"""How far a long task is."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from plworkbench.widgets.base import Part, joined_script, joined_style


class Progress(Part):
    """A bar with words; nothing is shown while there are no words.

    Attributes
    ----------
    words : str
        What is being done, and how far: 'Storing 40,000 of 100,000…'.
    share : float
        How much is done, 0 to 1.
    """

    _esm: ClassVar[str] = joined_script("dom.js", "progress.js")
    _css: ClassVar[str] = joined_style("progress.css")
    words = traitlets.Unicode("").tag(sync=True)
    share = traitlets.Float(0.0).tag(sync=True)

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """Show how far the task is; no words take the bar away.

        Examples
        --------
        >>> bar = Progress()
        >>> bar.say("Storing 1 of 4…", 1, 4)
        >>> bar.share
        0.25
        """
        with self.hold_sync():
            self.words, self.share = words, done / total if total else 0.0
