"""A button that shows and hides what stands below it."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class Disclosure(Part):
    """A button whose `expanded` says whether something is shown; whoever owns that something observes it.

    Attributes
    ----------
    label, open_label : str
        Words of the button while closed and while open.
    expanded : bool
        Whether it is open.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "disclosure.js")
    _css: ClassVar[str] = part_files.style_for_widget("disclosure.css")
    label = traitlets.Unicode("Show as table").tag(sync=True)
    open_label = traitlets.Unicode("Hide the table").tag(sync=True)
    expanded = traitlets.Bool(False).tag(sync=True)

    def focus(self) -> None:
        """Put the keyboard on the button, where what had it was folded away."""
        self.send({"type": "focus"})
