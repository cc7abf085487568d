"""What the dashboard `class-overview` decides: who is ready, who needs help, how sure that is, and why."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

import pandas as pd
import traitlets

from plworkbench.errors import WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.base import Model
from plworkbench.results import ClassCells
from plworkbench.results.scoring_words import rarer_choices, rule_parameter, scoring_words
from plworkbench.results.why import Why
from plworkbench.schema import shown_score
from plworkbench.widgets import level_marks


class ClassOverviewModel(Model):
    """The mastery of a class, one standard looked at closely, and one cell explained.

    Attributes
    ----------
    standard_code : str
        The standard looked at closely; at first the most pressing one.
    opened_cell : tuple
        Student key and standard code of the cell that is explained, or empty.
    """

    standard_code = traitlets.Unicode()
    opened_cell = traitlets.Tuple()
    address: ClassVar = {"standard": "standard_code", "cell": "opened_words"}

    def __init__(self, wb):
        super().__init__(wb)
        self.cells: ClassCells | None = None
        self.pace: tuple[str, ...] | None = None

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        self.standard_code, self.opened_cell = "", ()

    def load(self) -> None:
        """Read the class once; keep the standard looked at if it still exists."""
        self.cells = self.pace = None
        if not self.class_name:
            return
        self.cells = self.wb.cells(self.class_name)
        codes = self.table["standard_code"].drop_duplicates().tolist()
        if self.standard_code not in codes:
            self.standard_code = self.table.most_pressing_standard() or (codes[0] if codes else "")
        if self.opened_cell not in set(zip(self.table["student_key"], self.table["standard_code"])):
            self.opened_cell = ()

    def load_pace(self) -> None:
        """Read how the class moves on. It takes longer than the rest, so the page is shown first."""
        _ = self.cells.pieces  # weighed before anybody asks why
        report = self.wb.progress(self.class_name)
        self.pace = tuple(
            line for line in (report.today_because, report.pace_sentence, report.next_sentence) if line
        )  # fmt: skip

    # --- the answer

    @property
    def table(self):
        """The mastery table; None while there is no class."""
        return None if self.cells is None else self.cells.table

    @property
    def has_evidence(self) -> bool:
        """Whether the class has any evidence to show."""
        return self.cells is not None and bool(len(self.table))

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence: counts before percents."""
        if not self.class_name:
            return "No class is here yet. Bring in a gradebook, or use a sample class on the home page."
        if not self.has_evidence:
            return f"{self.class_name} has no evidence yet. Import a gradebook to see who needs what."
        size = parts.count(self.table["student_key"].nunique(), "student")
        helped, ready, unknown = (len(self.who(r)) for r in ("needs help", "ready to move on", "not known yet"))
        sentence = (
            f"{self.table.words_of(self.standard_code)}: {helped} of {size} {'needs' if helped == 1 else 'need'} help, "
            f"{ready} {'is' if ready == 1 else 'are'} ready to move on"
        )
        has = "has" if unknown == 1 else "have"
        return sentence + (f", and {unknown} {has} not shown enough yet." if unknown else ".")

    def who(self, readiness: str) -> list[str]:
        """Return the names of the students who are at a point on the standard looked at.

        Besides the points of `MasteryTable.who` there is 'close to the line': too close to the cut score to be sure.
        """
        if not self.has_evidence:
            return []
        if readiness == "close to the line":
            return self.table.close_to_the_line(self.standard_code)
        return self.table.who(readiness, self.standard_code)

    def look_at(self, standard_code: str) -> None:
        """Look closely at a standard."""
        self.standard_code = standard_code or self.standard_code

    # --- how scores are worked out

    @property
    def scoring(self):
        """How the class is scored."""
        return self.cells.scoring

    @property
    def choices(self) -> dict[str, object]:
        """How the class is scored, as flat choices."""
        return self.scoring.choices()

    @property
    def scoring_sentence(self) -> str:
        """How scores are worked out, for a parent."""
        return scoring_words(self.scoring)

    @property
    def rarer_choices(self) -> str:
        """Choices that have no control here, in words; '' where they are the usual ones."""
        return rarer_choices(self.scoring)

    @property
    def rule_parameter(self) -> str:
        """The choice that adjusts the rule in use; '' if none does."""
        return rule_parameter(self.scoring)

    @property
    def cut_scores(self) -> list[tuple[str, float]]:
        """The cut scores to choose from on this scale, in words and as numbers."""
        top = self.scoring.scale.full_marks
        steps = range(10, 21) if top == 100 else range(4, 9)
        found = []
        for step in steps:
            cut = top * step / (20 if top == 100 else 8)
            try:
                self.scoring.replaced(cut_score=cut)
            except ValueError:  # the levels of this scale leave no room for it
                continue
            found.append((f"{cut:g} %" if top == 100 else f"{cut:g} of {top:g}", cut))
        return found

    def choose(self, **choice: object) -> None:
        """Change how mastery is scored for this class.

        Raises
        ------
        WorkbenchError
            If the choice is not possible; or another window changed the scale since this page was read: what was chosen
            here was a number of the old one.
        """
        if self.wb.scoring(self.class_name).scale != self.scoring.scale:
            self.load()
            raise WorkbenchError(
                "The scale of this class was changed in another window. Nothing was changed here; the page shows the "
                "new scale now, so choose again."
            )
        try:
            self.wb.choose(self.class_name, **choice)
        except ValueError as error:  # its words are for teachers
            raise WorkbenchError(str(error)) from error
        self.load()

    def use_scoring(self, content: bytes) -> None:
        """Score by the choices of a file."""
        self.wb.use_scoring(content, self.class_name)
        self.load()

    def scoring_file(self) -> tuple[str, str]:
        """Return the name and the text of a file with how the class is scored."""
        return f"{self.class_name.replace(' ', '-')}-scoring.json", self.wb.scoring_file(self.class_name)

    # --- the address

    def allows(self, name: str, value: str) -> bool:
        """Tell whether the class has the standard, or the cell."""
        if not self.has_evidence:
            return False
        if name == "standard":
            return value in set(self.table["standard_code"])
        return not value or tuple(value.split(" ", 1)) in set(
            zip(self.table["student_key"], self.table["standard_code"])
        )

    @property
    def opened_words(self) -> str:
        """The cell that is explained, for the address."""
        return " ".join(self.opened_cell)

    @opened_words.setter
    def opened_words(self, words: str) -> None:
        self.opened_cell = tuple(words.split(" ", 1)) if words else ()

    # --- one cell

    def open_cell(self, student_key: str, standard_code: str) -> None:
        """Explain the level of one student on one standard."""
        self.opened_cell = (student_key, standard_code)

    def close_cell(self) -> None:
        """Put the explanation away."""
        self.opened_cell = ()

    def why(self, student_key: str, standard_code: str) -> Why:
        """Explain a cell from what was read when the page was opened."""
        return self.cells.why(student_key, standard_code)

    # --- what the parts show

    @property
    def standards(self) -> list[tuple[str, str]]:
        """Words and code of every standard of the class."""
        if not self.has_evidence:
            return []
        return self.table.standards_in_words

    @property
    def lists(self) -> list[dict]:
        """The lists of names for the standard looked at; whoever is close to the line is marked where she is named."""
        close = set(self.who("close to the line"))
        named = {point: self.who(point) for point in ("needs help", "ready to move on", "not known yet")}
        lists = [
            {
                "title": title,
                "css": css,
                "count": len(named[point]),
                "names": [{"name": name, "unsure": name in close} for name in named[point]],
                "words": "" if named[point] else "Nobody",
            }
            for title, point, css in (
                ("Need help", "needs help", "pw-needs-help"),
                ("Ready to move on", "ready to move on", "pw-ready"),
                ("Not known yet", "not known yet", "pw-unknown"),
            )
        ]
        below, above = (sum(name in close for name in named[point]) for point in ("needs help", "ready to move on"))
        line = {"title": "Close to the line", "css": "pw-close", "count": len(close), "names": [], "words": "Nobody"}
        if close:
            line["words"] = (
                f"{below} of those who need help and {above} of those ready, marked ~: nobody can tell yet. One more "
                "piece of work would tell more."
            )
            line["link"] = f"enter-scores?class={quote(self.class_name)}&standard={quote(self.standard_code)}"
        return [*lists[:2], line, *lists[2:]]

    @property
    def grid_levels(self) -> list[dict]:
        """The states a cell can show, in the words of the district: those of the scale, and any set by hand."""
        scale = self.scoring.scale
        there = {"not recorded", "not enough evidence", *scale.levels, *self.table["level"]}
        return [mark | {"word": scale.word(mark["level"])} for mark in level_marks() if mark["level"] in there]

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
        """The rows of the heat map; each cell with what is said of it beside its level."""
        table = pd.DataFrame(self.table).assign(unsure=self.cells.close_calls)
        top = self.table.scale_top
        columns = ["level", "score", "evidence_count", "unsure", "overridden"]
        return [
            {
                "key": key,
                "name": cells["name"].iloc[0],
                "cells": [_cell(*cell, top) for cell in zip(*(cells[name] for name in columns))],
            }
            for key, cells in table.groupby("student_key", sort=False)
        ]


def _cell(level: str, score: float, count: int, unsure: bool, overridden: str, top: float) -> dict:
    """Return one cell as the grid takes it; what is not so goes without saying, so that less is sent."""
    cell = {"level": level, "score": None, "count": int(count)}
    if score >= 0:  # cut, not rounded, as wherever a score is shown
        cell["score"] = float(shown_score(score, top))
    if unsure:
        cell["unsure"] = True
    if overridden:
        cell["judged"] = overridden
    return cell
