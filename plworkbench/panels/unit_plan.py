"""The dashboard `unit-plan`: units with days and standards, where the class is, and a sheet for students."""

from __future__ import annotations

import datetime

import ipywidgets

from plworkbench import exports
from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.panels.unit_plan_model import UnitPlanModel
from plworkbench.widgets import FieldTable


class UnitPlan(Panel):
    """The dashboard `unit-plan`."""

    model_class = UnitPlanModel
    acts_on_places = True

    def __init__(self, wb=None):
        super().__init__(wb)
        self.where = ipywidgets.HTML()
        self.where_card = parts.section("Where the class is", self.where)
        self.sheet_card = self._make_sheet()
        self.plan_card = self._make_plan()
        self.start_card = self._make_start()
        self.paper = ipywidgets.HTML()
        self.paper.add_class("pw-print-only")
        self.beginning = ipywidgets.HTML(parts.link("Import a class", "import", primary=True))
        self.body.children = [
            self.beginning,
            self.start_card,
            self.where_card,
            self.sheet_card,
            self.plan_card,
            self.paper,
        ]
        self.add_next = parts.button("Add a unit", self._add, primary=True)
        self.head.children = [self.lead, self.add_next]

    def _make_start(self) -> ipywidgets.VBox:
        self.first_day = ipywidgets.DatePicker(description="First day", value=datetime.date.today())
        self.propose = parts.button("Propose a plan", lambda: self.do(self._propose), primary=True)
        empty = parts.button("Begin with an empty unit", lambda: self.do(self.model.add))
        words = parts.text(
            "A plan says which standards are taught when. The proposal has a unit for each strand, in the order of "
            "teaching, and a school week for each standard; change whatever is different with you."
        )
        return parts.section("Begin a plan", words, parts.row(self.first_day, self.propose, empty))

    def _make_sheet(self) -> ipywidgets.VBox:
        self.unit = parts.dropdown("Unit", [])
        self.unit.observe(lambda change: self.do(self._show_sheet, change["new"]), "value")
        self.print = parts.button("Print this sheet", lambda: self.do(self.page.print), primary=True)
        self.no_words = parts.text("", css="pw-soft")
        self.preview = ipywidgets.HTML()
        self.preview.add_class("pw-paper")
        return parts.section(
            "For students: what we are going to learn", parts.row(self.unit, self.print), self.no_words, self.preview
        )

    def _make_plan(self) -> ipywidgets.VBox:
        self.table = FieldTable(
            columns=[
                {"key": "line", "label": "Unit", "kind": "words"},
                {"key": "name", "label": "Name", "kind": "long text"},
                {"key": "starts_on", "label": "First day", "kind": "date"},
                {"key": "ends_on", "label": "Last day", "kind": "date"},
                {"key": "standards", "label": "Standards", "kind": "long text", "placeholder": "codes, with commas"},
                {"key": "add", "label": "Add a standard", "kind": "select", "options": []},
                {"key": "act", "label": "Change", "kind": "buttons"},
            ],
            caption="The units in the order of teaching",
            caption_hidden=True,
        )
        self.table.on_changed(lambda row, column, value: self.do(self.model.change, row, column, value))
        self._problems = ipywidgets.HTML()
        self.problems = parts.section("", self._problems, css="pw-notice")
        self.unplanned = parts.text("", css="pw-soft")
        self.add = parts.button("Add a unit", self._add)
        return parts.section(
            "The plan", self.problems, self.table, parts.row(self.add), self.unplanned, css="pw-unit-table"
        )

    def _add(self) -> None:
        if self.do(self.model.add):
            self.table.at_last += 1  # the new line is filled in next, however far below

    def _propose(self) -> None:
        self.model.propose(self.first_day.value or datetime.date.today())

    def _show_sheet(self, place: int | None) -> None:
        if place is not None:
            self.model.show_sheet(place)

    def render(self) -> None:
        """Show the plan."""
        model = self.model
        parts.say(self.lead, model.sentence)
        has_class, has_plan = bool(model.class_name), bool(model.units)
        parts.show_if(self.beginning, not has_class)
        parts.show_if(self.start_card, has_class and not has_plan)
        for card in (self.where_card, self.sheet_card, self.plan_card):
            parts.show_if(card, has_class and has_plan)
        self.paper.value = model.sheet_html
        parts.show_if(self.add_next, model.is_over)
        self.print.button_style = "" if model.is_over else "primary"
        if not has_plan:
            return
        self.page.say(*model.status)
        self.where.value = exports.page("unit_plan.html", units=model.places)
        options = [(unit["name"] or f"Unit {place + 1}", place) for place, unit in enumerate(model.units)]
        parts.set_options(self.unit, options, model.sheet)
        without = ", ".join(model.without_i_can)
        parts.say(self.no_words, f"No “I can” words yet, so that the title stands there: {without}." if without else "")
        self.preview.value = model.sheet_html
        with self.table.hold_sync():
            self.table.columns = [
                one | {"options": model.to_add} if one["key"] == "add" else one for one in self.table.columns
            ]
            self.table.rows = model.rows
        self._problems.value = parts.bullets(model.problem_words)
        parts.show_if(self.problems, bool(model.problems))
        left = ", ".join(model.unplanned)
        parts.say(self.unplanned, f"In no unit yet, although there is evidence on it: {left}." if left else "")
