"""What was typed on a page and is not saved yet: remembered, so that a closed tab loses nothing."""

from __future__ import annotations

from plworkbench import workbench

KEPT = "Kept until you save"
"""What the head of a page says while something is typed and not saved."""


class Unsaved:
    """Drafts of one page, one for each class.

    Parameters
    ----------
    wb : Workbench
        The open workbench.
    page : str
        What the drafts are of, a word of the program: 'exit ticket'.

    Notes
    -----
    The setting is a list, not a dictionary by class: the log of settings holds keys, and the name of a class is typed.
    """

    def __init__(self, wb: workbench.Workbench, page: str):
        self._wb, self._name = wb, f"unsaved {page}"

    def of(self, class_name: str) -> dict:
        """Return the draft of a class, or an empty one."""
        return next((draft for draft in self._all() if draft["class"] == class_name), {})

    def keep(self, class_name: str, draft: dict) -> None:
        """Remember the draft of a class in place of the one before; an empty one is forgotten."""
        others = [other for other in self._all() if other["class"] != class_name]
        kept = [*others, draft | {"class": class_name}] if draft else others
        if kept != self._all():
            self._wb.remember(self._name, kept)

    def _all(self) -> list[dict]:
        return self._wb.recall(self._name, [])
