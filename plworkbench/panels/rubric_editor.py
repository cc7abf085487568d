"""The card in which a rubric is written: criteria, standards, and levels in words."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.rubric_draft import RubricDraft
from plworkbench.widgets import FieldTable


class RubricEditor:
    """Writing a rubric.

    Parameters
    ----------
    page_model : EnterScoresModel
        What the page decides: the standards there are.
    do : callable
        Carries out what was clicked, as `Panel.do`.
    written : callable
        Called with the name of a rubric that was saved, and with '' when one was put away.
    """

    def __init__(self, page_model, do: Callable[..., bool], written: Callable[[str], object]):
        self._page_model, self._written = page_model, written
        self.draft = RubricDraft(page_model.wb)
        draft = self.draft
        self.name = ipywidgets.Text(description="Name of the rubric", placeholder="Poster", continuous_update=False)
        self.name.add_class("pw-narrow")
        self.name.observe(lambda change: do(draft.rename, change["new"]), "value")
        self.table = FieldTable(
            columns=[
                {"key": "line", "label": "Level", "kind": "words"},
                {"key": "criterion", "label": "Criterion", "kind": "text", "placeholder": "Compares amounts"},
                {"key": "standard", "label": "Standard", "kind": "select", "options": []},
                {"key": "points", "label": "Points", "kind": "text"},
                {"key": "words", "label": "What the work shows", "kind": "long text", "placeholder": "in a sentence"},
                {"key": "act", "label": "Change", "kind": "buttons"},
            ],
            caption="The criteria, each with its levels from low to high",
            caption_hidden=True,
        )
        self.table.on_changed(lambda row, column, value: do(draft.change, row, column, value))
        self._problems = ipywidgets.HTML()
        self.problems = parts.section("", self._problems, css="pw-notice")
        self.save = parts.button("Save the rubric", lambda: do(self._save), primary=True)
        self.cancel = parts.button("Cancel", lambda: do(draft.close))
        self.away = parts.button("Put it away", lambda: do(self._put_away), tooltip="Scores entered with it stay")
        self.card = parts.section(
            "Write a rubric",
            parts.text(
                "Each criterion is evidence of one standard. Say in words a student understands what the work shows, "
                "from low to high: the words of the next level are the next step on the student's slip.",
                css="pw-soft",
            ),
            self.name,
            self.table,
            parts.row(parts.button("Add a criterion", lambda: do(draft.add_criterion))),
            self.problems,
            parts.row(self.save, self.cancel, self.away),
            css="pw-rubric-editor",
        )

    def _save(self) -> None:
        if name := self.draft.save():
            self._written(name)

    def _put_away(self) -> None:
        self.draft.put_away()
        self._written("")

    def render(self) -> None:
        """Show the rubric as far as it is written."""
        draft = self.draft
        self.name.value = draft.name
        options = [["", "choose one"], *([code, words] for words, code in self._page_model.standards)]
        columns = [one | {"options": options} if one["key"] == "standard" else one for one in self.table.columns]
        with self.table.hold_sync():
            self.table.columns, self.table.rows = columns, draft.rows
        self._problems.value = parts.bullets([str(problem) for problem in draft.problems])
        parts.show_if(self.problems, bool(draft.problems))
        parts.show_if(self.away, draft.is_stored)
