"""The view of our own parts: once as our dashboards draw it, once with Plotly like everybody else."""

import ipywidgets

from benchmarks.dashboards.school_class import CHOICES, LEVEL_NAMES, STANDARDS, chosen, class_levels, heat_map, overview
from plworkbench.panels import parts
from plworkbench.widgets import DataTable, MasteryGrid, Page, Plot

KINDS = {"Student": "text", "Group": "text"}


class ClassView(ipywidgets.VBox):
    """A filter, a heat map and a table."""

    def __init__(self):
        self.levels = class_levels()
        self.group = parts.dropdown("Group", CHOICES)
        self.group.observe(lambda change: self.show(change["new"]), "value")
        everybody = overview(self.levels)
        columns = [{"key": name, "label": name, "kind": KINDS.get(name, "number")} for name in everybody.columns]
        self.table = DataTable(columns=columns, caption="Students of the group")
        self.page = Page()
        self.heat_map = self.make_heat_map()
        super().__init__([self.page, self.group, self.heat_map, self.table])
        self.add_class("pw")
        self.add_class("pw-panel")
        self.show(self.group.value)

    def show(self, choice):
        """Show one group, or everybody."""
        shown = chosen(self.levels, choice)
        self.draw(shown)
        self.table.rows = [{"key": row["Student"], **row} for row in overview(shown).to_dict("records")]


class GridView(ClassView):
    """With the grid of our dashboards."""

    def make_heat_map(self):
        """Return the part that is the heat map."""
        columns = [{"code": code, "title": f"Standard {code}", "summary": ""} for code in STANDARDS]
        return MasteryGrid(columns=columns)

    def draw(self, shown):
        """Draw the levels."""
        self.heat_map.rows = [
            {
                "key": student,
                "name": student,
                "cells": [{"level": LEVEL_NAMES[level], "score": float(level), "count": 3} for level in rows["level"]],
            }
            for student, rows in shown.groupby("student", sort=False)
        ]


class PlotView(ClassView):
    """With our thin Plotly part, and the figure all the others draw."""

    def make_heat_map(self):
        """Return the part that is the heat map."""
        return Plot(description="Levels of each student")

    def draw(self, shown):
        """Draw the levels."""
        self.heat_map.figure = heat_map(shown)
