"""The part of the import page that ties the columns of a file to standards, points and days."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pandas as pd

from plworkbench.panels import parts
from plworkbench.panels.import_model import ImportModel
from plworkbench.widgets import Disclosure, FieldTable

WHICH_DAY = (
    "Evidence is ordered by the day it was assessed; where a file does not say, by the day it was handed in, then the "
    "day it was due."
)
"""What `mastery.order_evidence` does; `Workbench.why` says it of each piece."""

_FIELDS = [
    {"key": "title", "label": "Column", "kind": "words"},
    {"key": "standards", "label": "Standards", "kind": "text", "placeholder": "left out"},
    {"key": "points", "label": "Out of", "kind": "number"},
    {"key": "day", "label": "Assessed on", "kind": "date"},
]


class TiedColumns:
    """What each column is evidence of.

    Parameters
    ----------
    model : ImportModel
        What the page decides.
    do : callable
        Carries out what was clicked, as `Panel.do`.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool]):
        self._model, self._do = model, do
        self._scale_words = parts.text("", css="pw-soft")
        self._how = parts.text(
            "Type a standard, or several with commas. What you choose is remembered for the next import. "
            "An empty field leaves the column out.",
            css="pw-soft",
        )
        self.waiting = FieldTable(columns=_FIELDS, caption="Columns to look at", caption_hidden=True)
        self.known = FieldTable(columns=_FIELDS, caption="Columns that have a standard", caption_hidden=True)
        for table in (self.waiting, self.known):
            table.on_changed(lambda column, field, value: do(self._change, column, field, value))
        self.tie_rest = parts.button("Let each of the others be a goal of its own", lambda: do(model.tie_the_rest))
        self.disclosure = Disclosure(open_label="Hide the columns that have a standard")
        self.disclosure.observe(lambda _: do(lambda: None), "expanded")
        self.card = parts.section(
            "What is each column evidence of?",
            self._how,
            self._scale_words,
            self.waiting,
            parts.row(self.tie_rest),
            self.disclosure,
            self.known,
            parts.text(WHICH_DAY, css="pw-soft"),
        )
        self._made_for: tuple = ()
        self._waiting: set[str] = set()
        self._stated_points: set[str] = set()
        self._open_ends: set[str] = set()

    def render(self) -> None:
        """Show the columns: those to look at, and behind a button those that have all they need."""
        model = self._model
        columns, of_file = model.preview.columns, model.preview.parsed.columns
        self._stated_points = set(of_file.loc[of_file["points_possible"] > 0, "column_name"])
        self._open_ends = set(model.unscaled)
        stated = (columns["standard_source"] == "file") & ~columns["column_name"].isin(self._open_ends)
        columns = columns[~stated]
        parts.show_if(self.card, len(columns) > 0)
        made_for = (model.preview.parsed.digest, model.preview.parsed.importer, model.preview.class_name)
        if self._made_for != made_for:
            # A column stays where it is while it is filled in.
            self._made_for, self.disclosure.expanded = made_for, False
            settled = (columns["standard_codes"].map(len) > 0) & ~columns["column_name"].isin(model.unscaled)
            self._waiting = set(columns.loc[~settled, "column_name"])
        here = columns["column_name"].isin(self._waiting)
        waiting, known = columns[here], columns[~here]
        if len(columns):
            self.waiting.suggestions = self.known.suggestions = list(model.standard_options)
        self.waiting.rows = [self._row(column) for column in waiting.itertuples()]
        self.known.rows = [self._row(column) for column in known.itertuples()] if self.disclosure.expanded else []
        it = "it" if len(known) == 1 else "them"
        self.disclosure.label = f"{parts.count(len(known), 'column has', 'columns have')} a standard: look at {it}"
        parts.show_if(self._how, len(waiting) > 0 or self.disclosure.expanded)
        parts.show_if(self.waiting, len(waiting) > 0)
        parts.show_if(self.disclosure, len(known) > 0)
        parts.show_if(self.known, self.disclosure.expanded and len(known) > 0)
        parts.show_if(self.tie_rest, bool(model.untied))
        open_ends = len(self._open_ends)
        parts.say(
            self._scale_words,
            f"{parts.count(open_ends, 'column does', 'columns do')} not say how many points were possible. "
            "Until you say it, the scores are stored but do not count."
            if open_ends
            else "",
        )

    def _row(self, column) -> dict:
        points, day = self._model.given(column)
        has_points = column.points_possible > 0 or column.column_name in self._open_ends
        in_file = column.column_name in self._stated_points or not has_points
        return {
            "key": column.column_name,
            "title": column.title,
            "note": "" if in_file else column.points_note,
            "standards": ", ".join(column.standard_codes),
            "points": ("" if has_points else "in each cell") if pd.isna(points) else f"{points:g}",
            "day": "" if pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d}",
            "fixed": ["points"] if in_file else [],
        }

    def _change(self, column_name: str, field: str, value: object) -> None:
        if field == "standards":
            self._model.tie(column_name, str(value))
        elif field == "points":
            self._model.out_of(column_name, None if value is None else float(str(value)))
        else:
            day = datetime.date.fromisoformat(str(value)) if value else None
            self._model.date(column_name, day)
