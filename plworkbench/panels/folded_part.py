"""A part of a page that is folded away until it is asked for, and paper that is printed on its own."""

from __future__ import annotations

import asyncio

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.widgets import Disclosure

PAPER_STAYS = 10.0
"""Seconds sheets stay on the page for the browser to print them. While its print dialogue is open the page stands
still, so they cannot go too early; gone, they are not printed in place of what is printed next."""

ACROSS = "<style>@page { size: landscape; }</style>"
"""Goes and comes with the sheets: a named page would put an empty one before itself."""


class FoldedPart:
    """A card with a heading, a sentence, and a button that unfolds the rest.

    Parameters
    ----------
    panel : Panel
        The page: it carries out what was clicked, and says it.
    title, words : str
        The heading, and what the part is for.
    label, open_label : str
        Words of the button while folded and while open.

    Attributes
    ----------
    box : VBox
        The card, to be placed on the page.
    inside : VBox
        What is folded away.
    """

    def __init__(self, panel: Panel, title: str, words: str, label: str, open_label: str):
        self._panel, self._do = panel, panel.do
        self._page_model = panel.model
        self.fold = Disclosure(label=label, open_label=open_label)
        self.fold.observe(lambda change: self._do(self._unfolded, waiting=self.waiting if change["new"] else ""),
                          "expanded")  # fmt: skip
        self.inside = ipywidgets.VBox()
        self.inside.add_class("pw-folded-part")
        self.paper = ipywidgets.HTML()
        for css in ("pw-print-only", "pw-paper-now"):
            self.paper.add_class(css)
        about = parts.text(words, css="pw-soft")
        self.box = parts.section(title, about, self.fold, self.inside, self.paper, css="pw-folded-card")
        parts.show_if(self.inside, False)
        self._clearing: asyncio.TimerHandle | None = None
        self._printing = False
        _parts_of(panel).append(self)

    waiting = "One moment…"
    """What to read while the part is worked out for the first time."""

    @property
    def is_open(self) -> bool:
        """Whether the part is unfolded."""
        return self.fold.expanded

    def _unfolded(self) -> None:
        if self.is_open:
            self._read(self._page_model)

    def _read(self, page_model) -> None:
        """Read what the part shows, if it is not there yet; called only while it is open."""
        raise NotImplementedError

    def _render(self) -> None:
        """Show what was read."""
        raise NotImplementedError

    def render(self, page_model) -> None:
        """Show the part for the class and the groups of the page; folded, it works nothing out.

        Parameters
        ----------
        page_model : FlexibleGroupsModel
            Has wb, class_name and groups.
        """
        self._page_model = page_model
        if not self._printing:  # something else was done since
            self.put_paper_away()
        self._printing = False
        parts.show_if(self.box, bool(page_model.class_name))
        is_open = self.is_open and bool(page_model.class_name)
        parts.show_if(self.inside, is_open)
        if is_open:
            self._read(page_model)
            self._render()

    # --- paper

    def print_sheets(self, sheets: str, across: bool = False) -> None:
        """Print these sheets, and nothing else of the page; `across` turns the paper."""
        for part in _parts_of(self._panel):
            part.put_paper_away()
        self.paper.value = ACROSS + sheets if across else sheets  # the last sheet stays the last child
        self._printing = True
        self._panel.page.print()
        if self._clearing is not None:
            self._clearing.cancel()
        try:
            self._clearing = asyncio.get_running_loop().call_later(PAPER_STAYS, self.put_paper_away)
        except RuntimeError:  # no kernel to wait in, and no browser to print
            self._clearing = None

    def put_paper_away(self) -> None:
        """Take the sheets off the page, so that what is printed next is printed alone."""
        self.paper.value = ""


def _parts_of(panel: Panel) -> list[FoldedPart]:
    """Return the folded parts of a page, which it keeps."""
    if not hasattr(panel, "folded_parts"):
        panel.folded_parts = []
    return panel.folded_parts
