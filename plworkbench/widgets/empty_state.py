"""What stands where nothing is yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part
from plworkbench.widgets.page import within_workbench


class EmptyState(Part):
    """Says what would be here, and brings it by a button or a link.

    Attributes
    ----------
    title : str
        That it is empty, kindly: 'No wishes yet'.
    words : str
        What would be here, and what it is good for.
    action : str
        Words of the button or the link; '' for neither.
    href : str
        Where a link leads, within the workbench; '' makes it a button.

    Examples
    --------
    >>> EmptyState(title="No class yet", action="Import a gradebook", href="import").href
    'import'
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "empty_state.js")
    _css: ClassVar[str] = part_files.style_for_widget("empty_state.css")
    title = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    action = traitlets.Unicode("").tag(sync=True)
    href = traitlets.Unicode("").tag(sync=True)

    @traitlets.validate("href")
    def _stay(self, proposal: dict) -> str:
        return within_workbench(proposal["value"])

    def on_action(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when the button is pressed."""
        self.on_message("action", lambda content, buffers: callback())
