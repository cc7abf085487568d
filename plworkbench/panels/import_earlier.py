"""The part of the import page that lists earlier imports, to take them back or bring them back."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
import pandas as pd

from plworkbench.panels import parts
from plworkbench.panels.import_model import ImportModel
from plworkbench.results import stored_words
from plworkbench.widgets import FieldTable

SHOWN = 20
"""Earlier imports that are put on the page at once."""

NOT_TAKEN_BACK = "This was not taken back"
"""Heading of what stands in the way."""


class EarlierImports:
    """All imports, newest first.

    Parameters
    ----------
    model : ImportModel
        What the page decides.
    do : callable
        Carries out what was clicked, as `Panel.do`.
    tell : callable
        Says what was done, wherever on the page the teacher is.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool], tell: Callable[[str], None]):
        self._model, self._do, self._tell = model, do, tell
        self._shown = SHOWN
        self._why = ipywidgets.HTML()
        self.refused = parts.section("", parts.text(NOT_TAKEN_BACK, "h3"), self._why, css="pw-notice")
        self.table = FieldTable(
            columns=[
                {"key": "when", "label": "When", "kind": "words"},
                {"key": "class", "label": "Class", "kind": "words"},
                {"key": "format", "label": "What it was", "kind": "words"},
                {"key": "brought", "label": "What it brought", "kind": "words"},
                {"key": "act", "label": "Change your mind", "kind": "buttons"},
            ],
            caption="Earlier imports, newest first",
            caption_hidden=True,
        )
        self.table.on_changed(self._toggle)
        self.of_class = parts.dropdown("Imports of", [("All classes", "")])
        self.of_class.observe(lambda change: do(self._look_at, change["new"] or ""), "value")
        self.more = parts.button(f"Show {SHOWN} more", lambda: do(self._show_more))
        head = parts.row(parts.text("Earlier imports", "h2"), self.of_class, css="pw-card-head")
        self.card = parts.section("", head, self.refused, self.table, self.more, css="pw-earlier")

    def render(self) -> None:
        """Show the imports, and why one could not be taken back."""
        earlier, refused = self._model.earlier, self._model.undo_refusal
        parts.show_if(self.card, len(earlier) > 0)
        parts.show_if(self.refused, refused is not None)
        self._why.value = (
            parts.markup("p", refused.headline) + parts.bullets([str(problem) for problem in refused.problems])
            if refused is not None
            else ""
        )
        classes = self._model.earlier_classes
        parts.show_if(self.of_class, bool(classes))
        options = [("All classes", ""), *((name, name) for name in classes)]
        parts.set_options(self.of_class, options, self._model.earlier_class if classes else "")
        if classes and self._model.earlier_class:
            earlier = earlier[earlier["class_name"] == self._model.earlier_class]
        self.table.rows = [_row(found) for found in earlier.head(self._shown).itertuples()]
        parts.show_if(self.more, len(earlier) > self._shown)

    def _toggle(self, import_key: str, _: str, act: object) -> None:
        self._do(self._model.toggle, import_key, act == "back")
        refused = self._model.undo_refusal
        self._tell(f"{NOT_TAKEN_BACK}. {refused.headline}" if refused is not None else self._model.done)

    def _look_at(self, class_name: str) -> None:
        self._model.look_at_earlier(class_name)
        self._shown = SHOWN

    def _show_more(self) -> None:
        self._shown += SHOWN


def _row(found) -> dict:
    undone = not pd.isna(found.undone_at)
    act = ["back", "Bring back"] if undone else ["away", "Take back"]
    return {
        "key": found.import_key,
        "when": parts.moment(found.imported_at),
        "class": "for all classes" if pd.isna(found.class_name) else found.class_name,
        "format": found.format_name,
        "brought": stored_words(found.counts) + (" (taken back)" if undone else ""),
        "options": {"act": [act]},
    }
