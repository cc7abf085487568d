"""Short news in the corner of the page."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class Toasts(Part):
    """News that may be missed: every toast says again what the page says somewhere else.

    A toast stays at least eight seconds, longer if it is long, and while the mouse or the focus is on it. Escape or its
    button closes it. At most three are shown, and none is printed. A screen reader hears each, politely.

    Attributes
    ----------
    label : str
        What a screen reader calls the place where the news are.

    Examples
    --------
    >>> Toasts().say("Stored: 84 scores of 28 students.")
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "toast.js")
    _css: ClassVar[str] = part_files.style_for_widget("toast.css")
    label = traitlets.Unicode("News").tag(sync=True)

    def say(self, words: str) -> None:
        """Show news; none for no words."""
        if words:
            self.send({"type": "toast", "words": words})
