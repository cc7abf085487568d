"""The dashboard `class-overview`: who is ready, who needs help, how sure that is, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import quote

import ipywidgets

from plworkbench import exports
from plworkbench.figures.levels import READING_ORDER
from plworkbench.panels import parts, table_views
from plworkbench.panels.base import Panel
from plworkbench.panels.class_overview_model import ClassOverviewModel
from plworkbench.panels.explanation import ExplanationPart
from plworkbench.panels.scoring_choices import ScoringChoices
from plworkbench.widgets import Chart, MasteryGrid

__all__ = ["ClassOverview", "ClassOverviewModel"]

WAIT = 0.5
"""Seconds without a click before the pace is worked out: the page answers clicks first."""


class ClassOverview(Panel):
    """The dashboard `class-overview`."""

    model_class = ClassOverviewModel
    imports_ahead = ("plotly.graph_objects",)

    def __init__(self, wb=None):
        super().__init__(wb)
        self.add_class("pw-overview")
        model = self.model
        self._drawn: object = None
        self._waiting: asyncio.TimerHandle | None = None
        self.standard = parts.dropdown("Standard", [])
        self.standard.observe(lambda change: self.do(model.look_at, change["new"] or ""), "value")
        self.lists = ipywidgets.HTML()
        self.to_groups = ipywidgets.HTML()
        title = parts.text("Who needs help, who is ready", "h2")
        self.closer = parts.section("", parts.row(title, self.standard, self.to_groups, css="pw-card-head"), self.lists)
        self.scoring = ScoringChoices(self)
        self.grid = MasteryGrid()
        self.grid.on_selected(self._open_cell)
        self.grid.on_left(self._close_cell)
        title = parts.text("Every student, every standard", "h2")
        hint = parts.text("Choose a cell to see why it says so.", css="pw-soft pw-hint")
        self.heat_map = parts.section("", parts.row(title, hint, css="pw-card-head"), self.grid, self.scoring)
        self.why = ExplanationPart(self)
        self.why.on_closed = self.grid.focus
        self.pace = ipywidgets.HTML()
        self.to_progress = ipywidgets.HTML()
        self.pace_card = parts.section("Pace, and who is ready for the next step", self.pace, self.to_progress)
        self.spread = Chart()
        self.spread_card = parts.section("How the class is spread", self.spread)
        self.beginning = ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True))
        self.body.children = [
            self.beginning,
            self.closer,
            self.heat_map,
            self.why,
            self.pace_card,
            self.spread_card,
        ]
        self.keep_in_address(spread=(self.spread.disclosure, "expanded"))
        self.keep_views_in_address(spread=self.spread.table)

    def _open_cell(self, student_key: str, standard_code: str) -> None:
        # Only the explanation is drawn: nothing else on the page changes by looking at a cell.
        self.page.trouble = ""
        self.page.guarded(self.model.open_cell, student_key, standard_code)
        if self.page.guarded(self.why.show, self.model.opened_cell):
            self.grid.reveal(student_key, standard_code, above=".pw-evidence")
        self.tell_address()

    def _close_cell(self) -> None:
        self.page.guarded(self.model.close_cell)
        self.grid.selected = None
        self.page.guarded(self.why.show, None)
        self.tell_address()

    def show(self) -> None:
        """Show the model; the pace takes longer to work out, so everything else is on the page before."""
        super().show()
        if self.model.has_evidence and self.model.pace is None:
            self._soon(self._look_at_pace)

    def _soon(self, action: Callable[[], None]) -> None:
        """Carry something out once nobody has clicked for a moment; at once where there is no kernel to wait in."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        try:
            self._waiting = asyncio.get_running_loop().call_later(WAIT, action)
        except RuntimeError:
            action()

    def _look_at_pace(self) -> None:
        self._waiting = None
        if self.model.has_evidence and self.model.pace is None and self.page.guarded(self.model.load_pace):
            self._render_pace()

    def render(self) -> None:
        """Show the class."""
        model = self.model
        parts.say(self.lead, model.sentence)
        for card in (self.closer, self.heat_map, self.pace_card, self.spread_card):
            parts.show_if(card, model.has_evidence)
        parts.show_if(self.beginning, not model.has_evidence)
        self.why.show(model.opened_cell if model.has_evidence else None)
        if not model.has_evidence:
            return
        parts.set_options(self.standard, model.standards, model.standard_code)
        self.lists.value = exports.page("class_lists.html", columns=model.lists)
        query = f"?class={quote(model.class_name)}&standard={quote(model.standard_code)}"
        self.to_groups.value = parts.link("Form groups on this", f"flexible-groups{query}", primary=True)
        self.grid.selected = (
            {"row": model.opened_cell[0], "column": model.opened_cell[1]} if model.opened_cell else None
        )
        if self._drawn is not model.cells:  # what follows depends on the class alone
            self._draw_class()
            self._drawn = model.cells

    def _draw_class(self) -> None:
        model = self.model
        self.scoring.render()
        with self.grid.hold_sync():
            self.grid.levels, self.grid.scale_top = model.grid_levels, model.table.scale_top
            self.grid.columns, self.grid.rows = model.grid_columns, model.grid_rows
        self._render_pace()
        self._render_spread()

    def _render_pace(self) -> None:
        model = self.model
        lines = ("Working out the pace…",) if model.pace is None else model.pace
        self.pace.value = "".join(parts.markup("p", line, "pw-soft" if model.pace is None else "") for line in lines)
        self.to_progress.value = parts.link("See progress", f"progress?class={quote(model.class_name)}")

    def _render_spread(self) -> None:
        counts, scale = self.model.table.level_counts(), self.model.scoring.scale
        words = dict(zip(self.model.table["standard_code"], self.model.table["title"]))
        self.spread.update(
            shows="Each bar is a standard; its parts are the numbers of students at each level.",
            does_not_show="It does not show how far anybody has come, or why.",
            figure=self.model.table.spread(),
            caption="Students at each level of each standard",
            columns=[
                {"key": "standard", "label": "Standard", "people": False},
                *(
                    {"key": level, "label": scale.word(level).capitalize(), "kind": "number", "align": "end"}
                    for level in READING_ORDER
                ),
            ],
            rows=[
                {"key": code, "standard": f"{code} {words[code]}", **{level: int(n) for level, n in row.items()}}
                for code, row in counts.iterrows()
            ],
        )
        table_views.offer_filters(self.spread.table)
