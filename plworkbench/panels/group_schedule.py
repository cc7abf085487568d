"""The part of the page `flexible-groups` with the rotation: stations, who is where when, and the sheet for the wall."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.folded_part import FoldedPart
from plworkbench.panels.group_schedule_model import MOST_STATIONS, NO, YES, ScheduleModel
from plworkbench.widgets import DataTable, Disclosure, FieldTable

__all__ = ["ScheduleCard", "ScheduleModel"]

MOST_SLOTS = 12
"""More slots than a day has lessons."""

WHERE = [[YES, "With you"], [NO, "Without you"]]

STATIONS = [
    {"key": "line", "label": "Station", "kind": "words"},
    {"key": "name", "label": "What is done there", "kind": "text", "placeholder": "name"},
    {"key": "minutes", "label": "Minutes", "kind": "number"},
    {"key": "at_once", "label": "Groups at one time", "kind": "number"},
    {"key": "with_teacher", "label": "Are you there?", "kind": "choice", "options": WHERE},
    {"key": "act", "label": "Change", "kind": "buttons", "options": [["remove", "Remove"]]},
]

SAVED = [
    {"key": "day", "label": "Day", "kind": "words"},
    {"key": "groups", "label": "Groups", "kind": "words"},
    {"key": "stations", "label": "Stations", "kind": "words"},
    {"key": "act", "label": "Change", "kind": "buttons", "options": [["forget", "Forget"]]},
]


class ScheduleCard(FoldedPart):
    """The rotation of the groups on the board.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked, and says it.
    """

    def __init__(self, panel):
        super().__init__(
            panel,
            "Rotation through stations",
            "The groups go round: some with you, the others at work elsewhere. Nobody is in two places.",
            "Plan a rotation",
            "Close the rotation",
        )
        self.model = ScheduleModel(panel.model.wb)
        self.no_groups = parts.text("Form groups first; then they can go round.", css="pw-soft")
        self.there = ipywidgets.VBox([self._make_stations(), self._make_outcome(), self._make_saved()])
        self.there.add_class("pw-rotation")
        self.inside.children = [self.no_groups, self.there]

    def _make_stations(self) -> ipywidgets.VBox:
        model, do = self.model, self._do
        self.whose = parts.text("")
        self.stations = FieldTable(columns=STATIONS, caption="The stations", caption_hidden=True)
        self.stations.on_changed(lambda row, column, value: do(model.change, row, column, value))
        self.add = parts.button("Add a station", lambda: do(model.add))
        self.slots = ipywidgets.BoundedIntText(description="Turns", min=1, max=MOST_SLOTS)
        self.slots.style.description_width = "auto"
        self.slots.observe(lambda change: do(model.choose_slots, change["new"]), "value")
        self.make = parts.button("Make the schedule", lambda: do(self._make), primary=True)
        self.why_not = parts.text("", css="pw-soft")
        self.refusals = ipywidgets.HTML()
        hint = parts.text("With as many turns as stations, every group is at every station once.", css="pw-soft")
        return ipywidgets.VBox(
            [
                self.whose,
                self.stations,
                parts.row(self.add),
                parts.row(self.slots, self.make, css="pw-choices"),
                hint,
                self.why_not,
                self.refusals,
            ]
        )

    def _make_outcome(self) -> ipywidgets.VBox:
        self.sentence = parts.text("")
        self.table = DataTable(caption="Who is where, and when", sortable=False)
        self.minutes_fold = Disclosure(label="Show each student’s minutes with you", open_label="Hide the students")
        self.minutes_fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.minutes = DataTable(
            columns=[
                {"key": "name", "label": "Student"},
                {"key": "minutes", "label": "Minutes with you", "kind": "number"},
            ],
            caption="Minutes with you",
        )
        self.print = parts.button("Print for the wall", lambda: self._do(self._print))
        self.download = parts.button("Download the schedule", lambda: self._do(self._download))
        self.day = ipywidgets.DatePicker(description="Day")
        self.save = parts.button("Save for this day", lambda: self._do(self._save))
        self.saved = parts.text("", css="pw-soft")
        self.outcome = ipywidgets.VBox(
            [
                self.sentence,
                self.table,
                self.minutes_fold,
                self.minutes,
                parts.row(self.print, self.download),
                parts.row(self.day, self.save),
                self.saved,
            ]
        )
        return self.outcome

    def _make_saved(self) -> ipywidgets.VBox:
        self.earlier = FieldTable(columns=SAVED, caption="Saved schedules: their minutes count in “Groups over time”")
        self.earlier.on_changed(lambda saved, *_: self._do(self._forget, saved))
        self.earlier_box = ipywidgets.VBox([self.earlier])
        return self.earlier_box

    # --- what is clicked

    def _make(self) -> None:
        self.model.make()
        self._panel.page.announce(self.model.sentence or " ".join(self.model.refusals))

    def _save(self) -> None:
        self.model.save(self.day.value)
        self._panel.page.announce(self.model.saved_words)

    def _forget(self, saved: str) -> None:
        self.model.forget(saved)
        self._panel.page.announce("Forgotten: its minutes count no more.")

    def _print(self) -> None:
        self.print_sheets(self.model.sheets(), across=True)

    def _download(self) -> None:
        self._panel.page.download(*self.model.csv())

    # --- reading and showing

    def _read(self, page_model) -> None:
        if self.model.groups is not page_model.groups:
            self.model.look_at(page_model.groups)

    def _render(self) -> None:
        model = self.model
        parts.show_if(self.no_groups, model.groups is None)
        parts.show_if(self.there, model.groups is not None)
        if model.groups is None:
            return
        parts.say(self.whose, model.groups_words)
        self.stations.rows = model.rows
        self.add.disabled = len(model.stations) >= MOST_STATIONS
        self.slots.value = model.slots
        parts.say(self.why_not, " ".join(model.blockers))
        self.refusals.value = parts.bullets(model.refusals, "pw-list pw-notice")
        parts.show_if(self.refusals, bool(model.refusals))
        parts.show_if(self.outcome, model.schedule is not None)
        if model.schedule is not None:
            self._render_outcome()
        self.earlier.rows = model.saved_rows
        parts.show_if(self.earlier_box, bool(self.earlier.rows))

    def _render_outcome(self) -> None:
        model = self.model
        parts.say(self.sentence, model.sentence)
        with self.table.hold_sync():
            self.table.columns, self.table.row_header, self.table.rows = model.columns, "group", model.table_rows
        shown = self.minutes_fold.expanded
        parts.show_if(self.minutes, shown)
        self.minutes.rows = model.minutes_rows if shown else []
        if self.day.value is None:
            self.day.value = model.day
        parts.say(self.saved, model.saved_words)
