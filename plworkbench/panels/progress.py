"""The dashboard `progress`: what changed, who is ready, who may be stuck, pace, growth, and the items of tests."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import ipywidgets

from plworkbench import figures
from plworkbench.panels import parts, table_views
from plworkbench.panels.base import Panel
from plworkbench.panels.explanation import ExplanationPart
from plworkbench.panels.progress_model import MOST_NAMED, ProgressModel
from plworkbench.widgets import Chart, DataTable, Disclosure

__all__ = ["Progress", "ProgressModel"]

WAIT = 0.3
"""Seconds until charts and items are worked out: the lists of names are on the screen, and answer clicks, first."""

ENDS = ("count", "minutes", "students", "clear", "unclear", "pieces")
LEVELS = ("level", "before", "after")
PEOPLE = ("name", "names")


class Progress(Panel):
    """The dashboard `progress`."""

    model_class = ProgressModel
    imports_ahead = ("plotly.graph_objects",)

    def __init__(self, wb=None):
        super().__init__(wb)
        self.add_class("pw-progress")
        self._drawn: object = None  # the report whose lists are on the page
        self._looked_closer: object = None  # the report whose charts are
        self._waiting: asyncio.TimerHandle | None = None
        self.day = parts.text("", css="pw-soft")
        hint = parts.text("Choose a name to see why.", css="pw-soft pw-hint")
        self.top = parts.row(self.day, hint)
        self.top.add_class("pw-progress-top")
        self.beginning = ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True))
        self.lists = {"ready": self._ready(), "stuck": self._stuck(), "changed": self._changed()}
        self.tables = {"ready": self.ready, "stuck": self.stuck, "changed": self.changed}
        self.why = {name: self._explains(name) for name in self.lists}
        self.later = parts.text("Working out pace, growth and questions…", css="pw-soft")
        self.pace_card, self.items_card = self._pace(), self._items()
        self.closer = [self.pace_card, self._growth(), self._tests(), self.items_card, self._trust()]
        self.body.children = [self.beginning, self.top, *self.lists.values(), self.later, *self.closer]
        self.keep_in_address(
            pace=(self.each, "expanded"),
            growth=(self.growth_chart.disclosure, "expanded"),
            questions=(self.all_items, "expanded"),
        )
        self.keep_views_in_address(
            **self.tables,
            pace=self.pace,
            growth=self.growth_chart.table,
            tests=self.tests,
            mistakes=self.patterns,
            questions=self.items,
        )

    # --- the cards

    def _ready(self) -> ipywidgets.VBox:
        self.to_groups = ipywidgets.HTML()
        self.no_ready = parts.text("")
        self.ready = _table(
            {"name": "Student", "secure": "Secure on", "next": "Next", "first": "Look at first"},
            "Students who are ready to move on",
            filters=("next", "first"),
            clickable=True,
        )
        self.ready.add_class("pw-whole")
        words = "They are secure on what they work on now. “Look at first” is what the next standard builds on and "
        words += "what is not secure yet. It is a hint: you decide."
        return parts.section(
            "Ready to move on", parts.text(words, css="pw-soft"), self.no_ready, self.ready, self.to_groups
        )

    def _stuck(self) -> ipywidgets.VBox:
        self.no_stuck = parts.text("")
        self.stuck = _table(
            {"name": "Student", "standard": "Standard", "level": "Level now", "prompt": "Something to ask"},
            "Students who may be stuck",
            filters=("standard", "level"),
            clickable=True,
        )
        self.stuck.add_class("pw-whole")
        self.stuck.add_class("pw-prompts")
        words = "Several tries of late did not move the score. That is a reason to talk, not a verdict."
        return parts.section("May be stuck", parts.text(words, css="pw-soft"), self.no_stuck, self.stuck)

    def _changed(self) -> ipywidgets.VBox:
        self.changed_words = parts.text("")
        self.changed = _table(
            {"name": "Student", "standard": "Standard", "before": "Before", "after": "Now", "piece": "Moved most by"},
            "Levels that went up or down",
            filters=("standard", "after"),
            clickable=True,
        )
        self.regroup = ipywidgets.HTML()
        return parts.section("What changed", self.changed_words, self.changed, self.regroup)

    def _pace(self) -> ipywidgets.VBox:
        self.pace_chart = Chart()
        self.pace = _table(
            {"name": "Student", "secure": "Secure", "says": "Pace"},
            "Each student's pace, in the order of the class",
            sortable=False,  # pace is no rank
        )
        self.each = _disclosure(self.pace, "Show each student", "Hide the students")
        self.to_plan = ipywidgets.HTML()
        return parts.section("Pace", self.pace_chart, self.each, self.pace, self.to_plan)

    def _growth(self) -> ipywidgets.VBox:
        self.growth_chart = Chart()
        self.growth_chart.table.sortable = False  # nobody is ranked by growth
        self.to_enter = ipywidgets.HTML()
        return parts.section("Growth", self.growth_chart, self.to_enter)

    def _tests(self) -> ipywidgets.VBox:
        self.tests = _table(
            {"name": "Student", "test": "Test", "change": "Change", "says": "Result"},
            "Change between two results of a test",
            filters=("test", "says"),
            sortable=False,
        )
        words = "The change between two results, with the errors of both. Most students rise within a year."
        bring = ipywidgets.HTML(parts.link("Import test results", "import"))
        return parts.section("Outside tests", parts.text(words, css="pw-soft"), self.tests, bring)

    def _items(self) -> ipywidgets.VBox:
        self.assessment = parts.dropdown("Test", [])
        self.assessment.observe(lambda change: self.do(self.model.look_at, change["new"] or ""), "value")
        self.item_words = parts.text("")
        self.patterns = _table(
            {"item": "Question", "response": "Answer", "count": "Students", "names": "Who"},
            "Wrong answers several students share",
            caption_hidden=False,
        )
        self.items = _table(
            {"item": "Question", "standard": "Standard", "earned": "Points earned", "says": "What it tells",
             "minutes": "Usual minutes"},
            "How the questions work. Minutes are context: they count in no score and no list.",
            filters=("standard", "says"),
            caption_hidden=False,
        )  # fmt: skip
        self.all_items = _disclosure(self.items, "Show all questions", "Hide the questions")
        self.to_teach = ipywidgets.HTML()
        return parts.section(
            "Questions and mistakes",
            parts.row(self.assessment),
            self.item_words,
            self.patterns,
            self.all_items,
            self.items,
            self.to_teach,
        )

    def _trust(self) -> ipywidgets.VBox:
        self.trust_chart = Chart()
        return parts.section("How far the estimates can be trusted", self.trust_chart)

    def _explains(self, name: str) -> ExplanationPart:
        """Put an explanation below a list, and let its names open it."""
        table, card = self.tables[name], self.lists[name]
        why = ExplanationPart(self)
        why.on_closed = lambda student_key, standard_code: table.focus_row(f"{student_key} {standard_code}")
        place = card.children.index(table) + 1
        card.children = [*card.children[:place], why, *card.children[place:]]
        table.on_chosen(lambda key: self._open(name, key))
        return why

    def _open(self, name: str, key: str) -> None:
        # Only the explanation is drawn: nothing else on the page changes by looking at a name.
        student_key, _, standard_code = key.partition(" ")
        self.page.guarded(self.model.open_cell, student_key, standard_code, name)
        if self.page.guarded(self._show_why):
            self.why[name].close_button.focus()  # the page scrolls with it: see its margins in panels.css
        self.tell_address()

    # --- showing them

    def show(self) -> None:
        """Show the model; charts and items take longer to work out, so the lists are on the page before."""
        super().show()
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._looked_closer is self.model.report or not self.model.has_evidence:
            return
        try:
            self._waiting = asyncio.get_running_loop().call_later(WAIT, self._look_closer)
        except RuntimeError:  # no kernel to wait in
            self._look_closer()

    def _look_closer(self) -> None:
        self._waiting = None
        if self.model.has_evidence and self.page.guarded(self.model.load_closer):
            self.page.guarded(self._render_closer)
            self.tell_address()

    def render(self) -> None:
        """Show how the class moves on."""
        model = self.model
        parts.say(self.lead, model.sentence)
        parts.show_if(self.beginning, not model.has_evidence)
        for part in (self.top, *self.lists.values()):
            parts.show_if(part, model.has_evidence)
        if not model.has_evidence or self._is_of_another_class():
            for card in self.closer:
                parts.show_if(card, False)
        parts.show_if(self.later, model.has_evidence and self._is_of_another_class())
        if model.has_evidence:
            parts.say(self.day, model.day_words)
            if self._drawn is not model.report:
                self._render_lists()
                self._drawn = model.report
            if model.items is not None:
                self._render_items()
        self._show_why()

    def _is_of_another_class(self) -> bool:
        """Tell whether the charts on the page, if any, are of a class that is not looked at any more."""
        return self._looked_closer is None or self._looked_closer.class_name != self.model.class_name

    def _show_why(self) -> None:
        model = self.model
        for name, why in self.why.items():
            opened = model.opened_cell if model.has_evidence and model.opened_in == name else None
            why.show(opened)

    def _render_lists(self) -> None:
        model = self.model
        self._fill(self.ready, model.ready_rows)
        self._fill(self.stuck, model.stuck_rows)
        self._fill(self.changed, model.changed_rows)
        parts.say(self.no_ready, model.ready_words)
        parts.say(self.no_stuck, model.stuck_words)
        parts.say(self.changed_words, model.changed_words)
        groups = f"{self._address('flexible-groups')}&standard={quote(model.next_standard)}"
        self.to_groups.value = parts.link("Form groups for the next step", groups, primary=True)
        parts.show_if(self.to_groups, bool(model.next_standard))
        self.regroup.value = parts.link("Look at the groups again", self._address("flexible-groups"))
        parts.show_if(self.regroup, bool(self.changed.rows))

    def _render_closer(self) -> None:
        self._render_pace()
        self._render_growth()
        self.tests.rows = self.model.test_rows
        table_views.offer_filters(self.tests)
        self._render_items()
        self._render_trust()
        model = self.model
        shown = (True, True, bool(self.tests.rows), bool(model.items.assessments), bool(len(model.trust)))
        for card, is_shown in zip(self.closer, shown):
            parts.show_if(card, is_shown)
        parts.show_if(self.later, False)
        self._looked_closer = self.model.report

    def _render_pace(self) -> None:
        model, report = self.model, self.model.report
        is_known = bool(report.pace["difference"].notna().any())
        self.pace_chart.update(
            shows=report.pace_sentence,
            does_not_show="It does not show who: pace is no rank." if is_known else "",
            figure=figures.pace_spread(report.spread, has_plan=report.has_plan),
            caption="Students behind and ahead" if report.has_plan else "Students with fewer and with more secure",
            columns=_columns({"says": "Pace", "students": "Students"}),
            rows=model.pace_bars,
        )
        _picture(self.pace_chart, is_known)
        self.pace.columns = _columns(
            {"name": "Student", "secure": "Secure, of those due" if report.has_plan else "Secure", "says": "Pace"}
        )
        self.pace.rows = model.pace_rows
        table_views.offer_filters(self.pace)
        words = "Change the plan" if report.has_plan or report.plan_has_no_days else "Make a plan"
        self.to_plan.value = parts.link(words, self._address("unit-plan"))

    def _render_growth(self) -> None:
        model = self.model
        limit = "It does not show why."
        if model.growth_by_name:
            shown = {
                "does_not_show": f"{limit} A line that crosses 0 is no clear change.",
                "figure": figures.growth_ranges(model.compared),
                "caption": "Growth of each student",
                "columns": _columns({"name": "Student", "change": "Change", "says": "Result"}, ("says",)),
                "rows": model.growth_rows,
            }
        else:
            steps = model.growth_steps
            shown = {
                "does_not_show": f"{limit} With more than {MOST_NAMED} students it does not show who.",
                "figure": figures.growth_spread(steps),
                "caption": "Students by how much they changed",
                "columns": _columns({"says": "Change in points of 100", "clear": "Clear", "unclear": "Not clear"}),
                "rows": [row | {"key": row["says"]} for row in steps.to_dict("records")],
            }
        is_known = bool(len(model.compared))
        shown |= {} if is_known else {"does_not_show": ""}
        self.growth_chart.update(shows=model.report.growth_sentence, **shown)
        table_views.offer_filters(self.growth_chart.table)
        _picture(self.growth_chart, is_known)
        self.to_enter.value = parts.link("Enter an exit ticket", self._address("enter-scores"))

    def _render_trust(self) -> None:
        model = self.model
        self.trust_chart.update(
            shows=model.trust_sentence,
            does_not_show="On the dotted line both are the same. It does not say how sure one student's level is.",
            figure=figures.calibration_curve(model.trust),
            caption="What was expected, and what came",
            columns=_columns({"expected": "Points expected", "came": "Points that came", "pieces": "Pieces of work"}),
            rows=model.trust_rows,
        )

    def _render_items(self) -> None:
        model = self.model
        parts.set_options(self.assessment, list(model.items.assessments), model.assessment)
        parts.say(self.item_words, model.item_sentence)
        self._fill(self.patterns, model.pattern_rows)
        self.items.rows = model.item_rows
        table_views.offer_filters(self.items)
        code, title = model.mistaken_standard
        self.to_teach.value = parts.link(
            f"Form groups on {title}", f"{self._address('flexible-groups')}&standard={quote(code)}"
        )
        parts.show_if(self.to_teach, bool(code))

    def _fill(self, table: DataTable, rows: list[dict]) -> None:
        """Show a list; an empty one is not on the page, where words say so."""
        with table.hold_sync():
            table.levels, table.rows = self.model.levels, rows
            table_views.offer_filters(table)
        (table.add_class if len(rows) > MOST_NAMED else table.remove_class)("pw-long")
        parts.show_if(table, bool(rows))

    def _address(self, page: str) -> str:
        return f"{page}?class={quote(self.model.class_name)}"


def _columns(labels: dict[str, str], filters: tuple[str, ...] = ()) -> list[dict]:
    """Return columns for a `DataTable` from their headings; numbers end in line, levels are marked."""
    return [
        {
            "key": key,
            "label": label,
            "kind": "number" if key in ENDS else "level" if key in LEVELS else "text",
            "align": "end" if key in ENDS else "start",
            "people": key in PEOPLE,
            "filter": key in filters,
            **({"digits": 1} if key == "minutes" else {}),
        }
        for key, label in labels.items()
    ]


def _table(
    labels: dict[str, str],
    caption: str,
    *,
    filters: tuple[str, ...] = (),
    caption_hidden: bool = True,
    **traits: object,
) -> DataTable:
    return DataTable(
        columns=_columns(labels, filters),
        row_header=next(iter(labels)),
        caption=caption,
        caption_hidden=caption_hidden,
        **traits,
    )


def _disclosure(table: DataTable, label: str, open_label: str) -> Disclosure:
    """Return a button that shows and hides a table."""
    disclosure = Disclosure(label=label, open_label=open_label)
    parts.show_if(table, False)
    disclosure.observe(lambda change: parts.show_if(table, change["new"]), "expanded")
    return disclosure


def _picture(chart: Chart, there: bool) -> None:
    """Show the words of a chart alone where there is nothing to draw."""
    parts.show_if(chart.plot, there)
    parts.show_if(chart.disclosure, there)
    if not there:
        chart.disclosure.expanded = False
