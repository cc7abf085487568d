"""What the dashboard `progress` decides: which rows each of its cards shows, and in which words."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
import traitlets

from plworkbench.panels import parts
from plworkbench.panels.progress_items_model import ItemsModel
from plworkbench.results import growth_words, scale_words
from plworkbench.results.why import Why
from plworkbench.widgets import level_marks

READY = ("ready", "ready, but look first")
"""The states of `plworkbench.progress.ready_to_move_on` that are listed as ready."""

MOST_NAMED = 40
"""With more students than this, growth is drawn for the class and not by name: nobody reads 400 lines."""

STEP = 10
"""Points of 100 in one bar of the growth of a large class."""


class ProgressModel(ItemsModel):
    """How a class moves on: what changed, who is ready, who may be stuck, pace, growth, and the items of its tests.

    Attributes
    ----------
    opened_cell : tuple
        Student key and standard code of the cell that is explained, or empty.
    opened_in : str
        The list it was opened from: 'ready', 'stuck' or 'changed'; '' while nothing is explained.
    report : ProgressReport or None
        How the class moves on; None without a class.
    items : ItemReport or None
        The items of its tests; None until `load_closer`.
    trust : DataFrame or None
        What was expected of the pieces of work beside what came; None until `load_closer`.
    cells : ClassCells or None
        What explains a name; None until `load_closer`, or the first click.
    """

    opened_cell = traitlets.Tuple()
    opened_in = traitlets.Unicode()
    address: ClassVar = {"cell": "opened_words", "test": "assessment"}

    def __init__(self, wb):
        super().__init__(wb)
        self.report = self.items = self.cells = self.trust = None

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        self.close_cell()
        self.assessment = ""

    def load(self) -> None:
        """Read how the class moves on. What nobody sees on opening is read by `load_closer`."""
        self.report = self.wb.progress(self.class_name) if self.class_name else None
        self.items = self.cells = self.trust = None

    def load_closer(self) -> None:
        """Read the items of the tests, the newest test first, and what explains a name at a click."""
        self.cells = self.wb.cells(self.class_name)
        self.items = self.wb.items(self.class_name)
        self.trust = self.wb.calibration(self.class_name)
        if self.assessment not in self.items.assessments:
            self.assessment = self.items.assessments[-1] if self.items.assessments else ""

    # --- the answer

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything to say."""
        return self.report is not None and bool(len(self.report.aging))

    @property
    def sentence(self) -> str:
        """The page's answer."""
        if not self.class_name:
            return "No class is here yet. Bring in a gradebook, or use a sample class on the home page."
        if not self.has_evidence and len(self.wb.standards(self.class_name)):
            return f"{self.class_name} has not shown enough yet: one piece of evidence on a standard says too little."
        if not self.has_evidence:
            return f"{self.class_name} has no evidence yet. Enter scores or import a gradebook to see who moves on."
        said = self.report.next_sentence
        return f"Of {parts.count(len(self.report.ready), 'student')}, {said[:1].lower()}{said[1:]}"

    @property
    def day_words(self) -> str:
        """On which day the class is seen, where that is not today."""
        return self.report.today_because

    @property
    def levels(self) -> list[dict]:
        """How levels are written in the tables: in the district's words."""
        words = self.report.level_words
        return [mark | {"word": words.get(mark["level"], mark["word"])} for mark in level_marks()]

    # --- the address

    def allows(self, name: str, value: str) -> bool:
        """Tell whether a list has the row. Which tests there are is known later, and another is chosen then."""
        if name == "test":
            return bool(value) and (self.items is None or value in self.items.assessments)
        opened_in, _, key = value.partition(" ")
        if not value or not self.has_evidence:
            return not value
        rows = {"ready": self.ready_rows, "stuck": self.stuck_rows, "changed": self.changed_rows}.get(opened_in, [])
        return key in {row["key"] for row in rows}

    @property
    def opened_words(self) -> str:
        """The list and the row of it that is explained, for the address."""
        return " ".join((self.opened_in, *self.opened_cell)) if self.opened_in else ""

    @opened_words.setter
    def opened_words(self, words: str) -> None:
        if not words:
            self.close_cell()
            return
        opened_in, student_key, standard_code = words.split(" ", 2)
        self.open_cell(student_key, standard_code, opened_in)

    # --- what was clicked

    def open_cell(self, student_key: str, standard_code: str, opened_in: str = "stuck") -> None:
        """Explain the level of one student on one standard, below the list it was chosen in."""
        self.opened_cell, self.opened_in = (student_key, standard_code), opened_in

    def close_cell(self) -> None:
        """Put the explanation away."""
        self.opened_cell, self.opened_in = (), ""

    def why(self, student_key: str, standard_code: str) -> Why:
        """Explain one level."""
        if self.cells is None:
            self.cells = self.wb.cells(self.class_name)
        return self.cells.why(student_key, standard_code)

    # --- the lists

    @property
    def ready_rows(self) -> list[dict]:
        """Who is ready to move on, and to what; what to look at first comes with it."""
        return [
            {
                "key": _key(row),
                "name": row.name,
                "secure": row.title,
                "next": row.next_title,
                "first": row.missing or "nothing",
            }
            for row in self._ready.itertuples(index=False)
        ]

    @property
    def ready_words(self) -> str:
        """What is said in place of an empty list."""
        if len(self._ready):
            return ""
        if (self.report.ready["state"] == "all secure").any():
            return "Whoever is secure on the work of now has every other standard secure, too."
        return "Nobody is known to be ready yet. More evidence may show it."

    @property
    def next_standard(self) -> str:
        """The code of the standard most of the ready move on to; '' when nobody is."""
        return "" if self._ready.empty else str(self._ready["next_code"].mode().iloc[0])

    @property
    def stuck_rows(self) -> list[dict]:
        """Who may be stuck, each with something to ask."""
        return [
            {
                "key": _key(row),
                "name": row.name,
                "standard": row.title,
                "level": row.level,
                "prompt": row.prompt,
            }
            for row in self.report.stuck.itertuples(index=False)
        ]

    @property
    def stuck_words(self) -> str:
        """What is said in place of an empty list."""
        if len(self.report.stuck):
            return ""
        still = self.report.standing_still
        if still.empty:
            return "Nobody has tried several times without the score moving."
        if still["latest_date"].isna().any():
            return "Who is stuck lately is not known: some work has no date."
        return (
            "On work of the last four weeks nobody has tried several times without the score moving. On earlier work "
            f"{parts.count(still['student_key'].nunique(), 'student')} did; class overview shows where."
        )

    @property
    def changed_words(self) -> str:
        """What changed, counted."""
        return self.report.changed_sentence

    @property
    def changed_rows(self) -> list[dict]:
        """The levels that went up or down; those named for the first time are only counted."""
        moved = self.report.changed[self.report.changed["direction"].isin(("up", "down"))]
        return [
            {
                "key": _key(row),
                "name": row.name,
                "standard": _standard(row.standard_code, row.title),
                "before": row.level_before,
                "after": row.level_after,
                "piece": row.piece or "a correction",
            }
            for row in moved.itertuples(index=False)
        ]

    # --- pace and growth

    @property
    def pace_bars(self) -> list[dict]:
        """How many students are how many standards behind or ahead."""
        spread = self.report.spread
        return [
            {"key": str(n), "says": row.says, "students": int(row.students)}
            for n, row in enumerate(spread.itertuples(index=False))
        ]

    @property
    def pace_rows(self) -> list[dict]:
        """Each student's pace, in the order of the class: pace is no rank."""
        return [
            {
                "key": row.student_key,
                "name": row.name,
                "secure": f"{row.secure_count} of {row.due_count}"
                if pd.notna(row.due_count)
                else f"{row.secure_count}",
                "says": row.says,
            }
            for row in self.report.pace.itertuples(index=False)
        ]

    @property
    def compared(self) -> pd.DataFrame:
        """The students whose growth can be told, with its range."""
        growth = self.report.growth
        return growth[growth["change"].notna() & growth["low"].notna()]

    @property
    def growth_by_name(self) -> bool:
        """Whether the class is small enough for a line a student."""
        return len(self.compared) <= MOST_NAMED

    @property
    def growth_rows(self) -> list[dict]:
        """Each student's growth, in the order of the class."""
        return [
            {
                "key": row.student_key,
                "name": row.name,
                "change": growth_words(row) if pd.notna(row.low) else "",
                "says": row.says,
            }
            for row in self.report.growth.itertuples(index=False)
        ]

    @property
    def growth_steps(self) -> pd.DataFrame:
        """How many students changed by how much: says, clear and unclear, from least to most."""
        points = (100 * self.compared["change"].astype("float64")).round().astype(int)
        clear = self.compared["says"].isin(("up", "down"))
        steps = (points // STEP).rename("step")
        counts = pd.DataFrame({"clear": clear, "unclear": ~clear}).astype(int).groupby(steps).sum()
        if len(counts):  # a step nobody is in is a gap in the picture, not left out of it
            counts = counts.reindex(range(counts.index.min(), counts.index.max() + 1), fill_value=0)
        says = [f"{_signed(STEP * n)} to {_signed(STEP * n + STEP - 1)}" for n in counts.index]
        return counts.assign(says=says).reset_index(drop=True)[["says", "clear", "unclear"]]

    @property
    def test_rows(self) -> list[dict]:
        """The results of outside tests, compared."""
        return [
            {
                "key": f"{row.student_key} {row.test} {row.subject}",
                "name": row.name,
                "test": f"{row.test} {row.subject or ''}".strip(),
                "change": scale_words(row),
                "says": row.says,
            }
            for row in self.report.scale_growth.itertuples(index=False)
        ]

    # --- how far the estimates can be trusted

    @property
    def trust_sentence(self) -> str:
        """How far what came was from what was expected, over all pieces of work."""
        pieces = int(self.trust["count"].sum())
        if not pieces:
            return ""
        gaps = (self.trust["predicted"] - self.trust["observed"]).abs()
        gap = 100 * float((gaps * self.trust["count"]).sum()) / pieces
        return (
            f"Each of {parts.count(pieces, 'piece')} of work was expected from the work before it. What came was "
            f"{parts.count(round(gap), 'point')} of 100 off on average, over pieces of which about as much was "
            "expected."
        )

    @property
    def trust_rows(self) -> list[dict]:
        """What came where about as much was expected."""
        return [
            {
                "key": str(n),
                "expected": f"{100 * row.predicted:.0f} %",
                "came": f"{100 * row.observed:.0f} %",
                "pieces": int(row.pieces),
            }
            for n, row in enumerate(self.trust.rename(columns={"count": "pieces"}).itertuples(index=False))
        ]

    @property
    def _ready(self) -> pd.DataFrame:
        return self.report.ready[self.report.ready["state"].isin(READY)]


def _key(row) -> str:
    return f"{row.student_key} {row.standard_code}"


def _standard(code: str, title: str) -> str:
    return code if title == code else f"{title} ({code})"


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−") if points else "0"
