"""The dashboard `class-overview`: who is ready, who needs help, and the evidence behind every cell."""

from __future__ import annotations

from urllib.parse import quote

import ipywidgets
import pandas as pd
import traitlets

from plworkbench import exports
from plworkbench.panels import parts
from plworkbench.panels.base import Model, Panel
from plworkbench.schema import SYMBOLS, shown_score
from plworkbench.widgets import Chart, DataTable, MasteryGrid

RULE_LABELS = [
    ("Recent work counts more", "decaying_average"),
    ("Most recent", "latest"),
    ("Highest", "highest"),
    ("Average", "mean"),
]
CUT_LABELS = [("2.5 of 4", 2.5), ("3 of 4", 3.0), ("3.5 of 4", 3.5)]
MINIMUM_LABELS = [("1 piece", 1), ("2 pieces", 2), ("3 pieces", 3), ("4 pieces", 4)]


class ClassOverviewModel(Model):
    """The mastery of a class, one standard looked at closely, and one cell opened.

    Attributes
    ----------
    choices : dict
        rule, cut_score and minimum_evidence of the class.
    standard_code : str
        The standard looked at closely; at first the most pressing one.
    opened_cell : tuple
        Student key and standard code of the cell whose evidence is shown, or empty.
    """

    choices = traitlets.Dict()
    standard_code = traitlets.Unicode()
    opened_cell = traitlets.Tuple()

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        self.standard_code, self.opened_cell = "", ()

    def load(self) -> None:
        """Read the class; keep the standard looked at if it still exists."""
        self.table = None
        if not self.class_name:
            return
        self.choices = self.wb.choices(self.class_name)
        self.table = self.wb.mastery(self.class_name)
        codes = self.table["standard_code"].drop_duplicates().tolist()
        if self.standard_code not in codes:
            self.standard_code = self.table.most_pressing_standard() or (codes[0] if codes else "")
        pairs = set(zip(self.table["student_key"], self.table["standard_code"]))
        if self.opened_cell not in pairs:
            self.opened_cell = ()

    @property
    def has_evidence(self) -> bool:
        """Whether the class has any evidence to show."""
        return self.table is not None and bool(len(self.table))

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence: counts before percents."""
        if not self.class_name:
            return "No class is here yet. Bring in a gradebook, or use a sample class on the home page."
        if not self.has_evidence:
            return f"{self.class_name} has no evidence yet. Import a gradebook to see who needs what."
        size = self.table["student_key"].nunique()
        help_count, ready, unknown = (len(self.who(r)) for r in ("needs help", "ready to move on", "not known yet"))
        sentence = (
            f"{self.table.words_of(self.standard_code)}: {help_count} of {size} students need help, "
            f"{ready} are ready to move on"
        )
        return sentence + (f", and {unknown} have not shown enough yet." if unknown else ".")

    def who(self, readiness: str) -> list[str]:
        """Return the names of the students who are at a point on the standard looked at."""
        return self.table.who(readiness, self.standard_code) if self.has_evidence else []

    def choose(self, **choice: object) -> None:
        """Change how mastery is scored for this class."""
        self.wb.choose(self.class_name, **choice)
        self.load()

    def look_at(self, standard_code: str) -> None:
        """Look closely at a standard."""
        self.standard_code = standard_code or self.standard_code

    def open_cell(self, student_key: str, standard_code: str) -> None:
        """Show the evidence of one student on one standard."""
        self.opened_cell = (student_key, standard_code)

    def close_cell(self) -> None:
        """Put the evidence away."""
        self.opened_cell = ()

    @property
    def standards(self) -> list[tuple[str, str]]:
        """Words and code of every standard of the class."""
        if not self.has_evidence:
            return []
        return [(self.table.words_of(code), code) for code in self.table["standard_code"].drop_duplicates()]

    @property
    def grid_columns(self) -> list[dict]:
        """The columns of the heat map."""
        codes = self.table.drop_duplicates("standard_code")
        counts = self.table.level_counts()
        needs = counts["beginning"] + counts["developing"]
        return [
            {"code": code, "title": title, "summary": parts.count(int(needs[code]), "needs help", "need help")}
            for code, title in zip(codes["standard_code"], codes["title"])
        ]

    @property
    def grid_rows(self) -> list[dict]:
        """The rows of the heat map."""
        return [
            {
                "key": key,
                "name": cells["name"].iloc[0],
                "cells": [
                    {"level": level, "score": float(shown_score(score)) if score >= 0 else None, "count": int(count)}
                    for level, score, count in zip(cells["level"], cells["score"], cells["evidence_count"])
                ],
            }
            for key, cells in self.table.groupby("student_key", sort=False)
        ]

    @property
    def cell_sentence(self) -> str:
        """What the opened cell says, in one sentence."""
        student_key, code = self.opened_cell
        cell = self.table[(self.table["student_key"] == student_key) & (self.table["standard_code"] == code)].iloc[0]
        pieces = parts.count(int(cell["evidence_count"]), "piece of evidence", "pieces of evidence")
        score = "" if pd.isna(cell["score"]) else f", {shown_score(cell['score'])} of 4"
        if cell["level"] == "not enough evidence":
            return (
                f"? So far {shown_score(cell['score'])} of 4, but only {cell['evidence_count']} of the "
                f"{self.choices['minimum_evidence']} pieces needed for a level."
            )
        rule = next(label for label, rule in RULE_LABELS if rule == self.choices["rule"]).lower()
        return f"{SYMBOLS[cell['level']]} {cell['level'].capitalize()}{score}, from {pieces} ({rule})."

    @property
    def cell_title(self) -> str:
        """Whose evidence on what is shown."""
        student_key, code = self.opened_cell
        name = self.table.loc[self.table["student_key"] == student_key, "name"].iloc[0]
        return f"{name} on {self.table.words_of(code)}"

    @property
    def cell_rows(self) -> list[dict]:
        """The evidence of the opened cell, newest first, in words."""
        student_key, code = self.opened_cell
        evidence = self.wb.why(self.class_name, student_key, code).iloc[::-1]
        return [
            {
                "key": str(n),
                "assessment": piece.assessment + (f" (try {piece.attempt})" if piece.attempt > 1 else ""),
                "date": _day_words(piece.date, piece.date_kind),
                "score": piece.status if pd.isna(piece.score) else f"{piece.score:g} of {piece.points_possible:g}",
                "counts": f"{piece.weight:.0%}"
                if piece.weight
                else "does not count" + (f": {piece.left_out_because}" if piece.left_out_because else ""),
            }
            for n, piece in enumerate(evidence.itertuples())
        ]


class ClassOverview(Panel):
    """The dashboard `class-overview`."""

    model_class = ClassOverviewModel

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self.standard = parts.dropdown("Standard", [])
        self.standard.observe(lambda change: self.do(model.look_at, change["new"] or ""), "value")
        self.lists = ipywidgets.HTML()
        self.to_groups = ipywidgets.HTML()
        self.closer = parts.section("One standard, three lists", parts.row(self.standard, self.to_groups), self.lists)
        self.rule = self._choice("Scores", RULE_LABELS, "rule")
        self.cut_score = self._choice("Secure from", CUT_LABELS, "cut_score")
        self.minimum_evidence = self._choice("Evidence needed", MINIMUM_LABELS, "minimum_evidence")
        self.grid = MasteryGrid()
        self.grid.on_selected(self._open_cell)
        self.grid.on_left(lambda: self.do(model.close_cell))
        self.heat_map = parts.section(
            "Every student, every standard",
            parts.row(self.rule, self.cut_score, self.minimum_evidence),
            parts.text("Choose a cell to see the evidence behind it.", css="pw-soft"),
            self.grid,
        )
        self.cell_title = parts.text("", "h2")
        self.cell_words = parts.text("")
        self.cell_table = DataTable(
            columns=[
                {"key": "assessment", "label": "Assessment", "align": "start", "kind": "text"},
                {"key": "date", "label": "Date", "align": "start", "kind": "text"},
                {"key": "score", "label": "Points", "align": "end", "kind": "text"},
                {"key": "counts", "label": "Weight", "align": "end", "kind": "text"},
            ],
            row_header="assessment",
            caption_hidden=True,
            sortable=False,
            empty_text="Nothing is recorded here yet.",
        )
        self.close_button = parts.button("Close", lambda: self.do(model.close_cell), tooltip="Close the evidence")
        cell_head = parts.row(self.cell_title, self.cell_words, self.close_button, css="pw-evidence-head")
        self.cell = parts.section("", cell_head, self.cell_table, css="pw-evidence")
        self.spread = Chart()
        self.spread_card = parts.section("How the class is spread", self.spread)
        self.beginning = ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True))
        self.body.children = [self.beginning, self.closer, self.heat_map, self.cell, self.spread_card]

    def _open_cell(self, student_key: str, standard_code: str) -> None:
        if self.do(self.model.open_cell, student_key, standard_code):
            self.page.announce(f"{self.model.cell_title}: {self.model.cell_sentence}")

    def _choice(self, label: str, options: list[tuple[str, object]], name: str) -> ipywidgets.Dropdown:
        control = parts.dropdown(label, options)
        control.observe(lambda change: self.do(lambda: self.model.choose(**{name: change["new"]})), "value")
        return control

    def render(self) -> None:
        """Show the class."""
        model = self.model
        parts.say(self.lead, model.sentence)
        for card in (self.closer, self.heat_map, self.cell, self.spread_card):
            parts.show_if(card, model.has_evidence)
        parts.show_if(self.beginning, not model.has_evidence)
        if not model.has_evidence:
            return
        for control, name in (
            (self.rule, "rule"),
            (self.cut_score, "cut_score"),
            (self.minimum_evidence, "minimum_evidence"),
        ):
            parts.set_options(control, control.options, model.choices[name])
        parts.set_options(self.standard, model.standards, model.standard_code)
        self.lists.value = exports.page(
            "readiness.html",
            columns=[
                {"title": title, "names": model.who(readiness), "css": css}
                for title, readiness, css in (
                    ("Need help", "needs help", "pw-needs-help"),
                    ("Ready to move on", "ready to move on", "pw-ready"),
                    ("Not known yet", "not known yet", "pw-unknown"),
                )
            ],
        )
        query = f"?class={quote(model.class_name)}&standard={quote(model.standard_code)}"
        self.to_groups.value = parts.link("Form groups on this", f"flexible-groups{query}", primary=True)
        self.grid.columns, self.grid.rows = model.grid_columns, model.grid_rows
        parts.show_if(self.cell, bool(model.opened_cell))
        if model.opened_cell:
            parts.say(self.cell_title, model.cell_title)
            parts.say(self.cell_words, model.cell_sentence)
            self.cell_table.caption = f"Evidence, newest first: {model.cell_title}"
            self.cell_table.rows = model.cell_rows
        self._render_spread()

    def _render_spread(self) -> None:
        counts = self.model.table.level_counts()
        words = dict(zip(self.model.table["standard_code"], self.model.table["title"]))
        self.spread.update(
            shows="Each bar is a standard; its parts are the numbers of students at each level.",
            does_not_show="It does not show how far anybody has come, or why.",
            figure=self.model.table.spread(),
            caption="Students at each level of each standard",
            columns=[
                {"key": "standard", "label": "Standard"},
                *({"key": level, "label": level.capitalize(), "kind": "number", "align": "end"} for level in counts),
            ],
            rows=[
                {"key": code, "standard": f"{code} {words[code]}", **{level: int(n) for level, n in row.items()}}
                for code, row in counts.iterrows()
            ],
        )


def _day_words(day: pd.Timestamp, kind: str) -> str:
    """Return the day that orders a piece; the day it was assessed goes without saying."""
    if pd.isna(day):
        return "no date"
    return f"{day.day} {day:%b %Y}" + ("" if kind == "assessed" else f" ({kind})")
