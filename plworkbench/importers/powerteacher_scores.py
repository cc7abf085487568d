"""The score template of PowerTeacher: the scores of one assignment, with facts about it above the header.

Layout (the same in three independent projects): rows such as 'Assignment Name:,Quiz 1,' for the teacher, the class,
the assignment, its due date, its points and how it is scored; then 'Student Num', 'Student Name' and 'Score'.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_number
from plworkbench.importers.dates import dates_of
from plworkbench.importers.grid import grid_of
from plworkbench.importers.letters import as_written, letters_as_percent
from plworkbench.importers.parsed import ABOVE_HEADER, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import fold_header
from plworkbench.importers.tidy_parts import tidy_file
from plworkbench.messages import problem, shortened

IMPORTER = "powerteacher_scores"
FORMAT_NAME = "PowerTeacher score template"
READS = RawTable
LOOKS_FOR = "PowerTeacher: rows such as 'Assignment Name:' above the columns Student Num, Student Name and Score"

_HEADER = {"student num": "sis_id", "student name": "name", "score": "score"}
_FACTS = {"teacher name", "class", "assignment name", "due date", "points possible", "extra points", "score type"}
_SCORE_TYPES = ("POINTS", "GRADESCALE", "PERCENT")
_MOST_ROWS_ABOVE = 15


class _Fact(NamedTuple):
    """One row above the header."""

    row: int
    label: str
    text: str


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is a score template of PowerTeacher, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Class:,P3,\nAssignment Name:,Quiz,\nStudent Num,Student Name,Score\n7,Ben Ruiz,8\n"))
    1.0
    """
    place = _header_place(raw)
    return 1.0 if place and len(_facts(raw, place).keys() & _FACTS) >= 2 and len(raw.cells) > place + 1 else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a score template of PowerTeacher.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in the title; a title, where the file has none; what letters are
        worth, where scores are letters.

    Raises
    ------
    ImportRefused
        If neither the file nor the answers name the assignment.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> facts = b"Assignment Name:,Quiz 6.RP.A.1,\nDue Date:,2026-09-14,\nPoints Possible:,10.0,\n"
    >>> parsed = parse(read_table(facts + b'Student Num,Student Name,Score\n7,"Ruiz, Ben",8\n'))
    >>> parsed.scores[["assessment", "standard_code", "score", "points_possible"]].to_numpy().tolist()
    [['Quiz 6.RP.A.1', '6.RP.A.1', 8.0, 10.0]]
    """
    place = _header_place(raw) or 0
    facts = _facts(raw, place)
    grid = grid_of(replace(raw, cells=raw.cells[place:], row_numbers=raw.row_numbers[place:]))
    roles = {_HEADER[folded]: header for header in grid.frame.columns if (folded := fold_header(header)) in _HEADER}
    title = _text(facts, "assignment name") or answers.title
    if not title:
        row = facts["assignment name"].row if "assignment name" in facts else grid.header_row
        raise ImportRefused(
            "This score template names no assignment, nothing was changed.",
            [problem("names_no_work", row=row, column="Assignment Name")],
        )
    due, questions, problems = _due(facts, answers)
    points, points_problems = _points(facts, raw.decimal_mark)
    score_type, type_problems = _score_type(facts)
    above = [*problems, *points_problems, *type_problems]
    scores = grid.frame[roles["score"]].astype("str")
    # A colon keeps what stands above the header apart from the columns under it.
    stated = {
        "assessment": ("Assignment Name:", title),
        "section": ("Class:", _text(facts, "class")),
        "date_due": ("Due Date:", due),
        "points_possible": ("Points Possible:", points),
    }
    columns = {header: pd.Series(text, index=grid.frame.index, dtype="str") for header, text in stated.values()}
    columns[roles["score"]] = _as_points(scores, score_type, raw.decimal_mark, answers)
    parsed = tidy_file(
        IMPORTER,
        FORMAT_NAME,
        raw,
        replace(grid, cells=grid.cells.assign(**columns)),
        {**roles, **{role: header for role, (header, _) in stated.items()}},
        answers,
    )
    own = scores.str.strip()
    parsed = as_written(parsed, dict.fromkeys((roles["score"], *parsed.columns["column_name"]), own))
    told = {found.row for found in above}
    rows = [
        {"row_number": number, "raw": shortened(" ".join(cells)), "reason": ABOVE_HEADER}
        for number, cells in zip(raw.row_numbers[:place], raw.cells[:place], strict=True)
        if number not in told
    ]
    return replace(
        parsed,
        ignored=joined("ignored", [frame_of("ignored", rows), parsed.ignored]),
        problems=in_file_order([*above, *parsed.problems]),
        questions=(*questions, *parsed.questions),
        # One file is one assignment: with another due date it is still the same try.
        dated_attempts=False,
    )


def _header_place(raw: RawTable) -> int | None:
    for place, cells in enumerate(raw.cells[: _MOST_ROWS_ABOVE + 1]):
        if _HEADER.keys() <= {fold_header(cell) for cell in cells}:
            return place
    return None


def _facts(raw: RawTable, place: int) -> dict[str, _Fact]:
    facts: dict[str, _Fact] = {}
    for row, cells in zip(raw.row_numbers[:place], raw.cells[:place], strict=True):
        # A comma in a title is not always quoted.
        text = ", ".join(cell.strip() for cell in cells[1:] if cell.strip())
        facts.setdefault(fold_header(cells[0]), _Fact(row, cells[0].strip(" :"), " ".join(text.split())))
    return facts


def _text(facts: dict[str, _Fact], name: str) -> str:
    return facts[name].text if name in facts else ""


def _due(facts: dict[str, _Fact], answers: Answers) -> tuple[str, tuple, list[Problem]]:
    """Return the due date as year-month-day, what to ask, and what is wrong with it."""
    if not _text(facts, "due date"):
        return "", (), []
    fact = facts["due date"]
    cells = pd.Series([fact.text], index=[fact.row], name=fact.label, dtype="str")
    dates, questions, problems = dates_of({"date_due": cells}, answers)
    day = dates["date_due"]["day"].iloc[0]
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}", questions, problems


def _points(facts: dict[str, _Fact], decimal_mark: str) -> tuple[str, list[Problem]]:
    text = _text(facts, "points possible")
    if not text or read_number(text, decimal_mark) is not None:
        return text, []
    fact = facts["points possible"]
    return "", [problem("not_a_number", row=fact.row, column=fact.label, value=text)]


def _score_type(facts: dict[str, _Fact]) -> tuple[str, list[Problem]]:
    text = _text(facts, "score type")
    if not text or text.upper() in _SCORE_TYPES:
        return text.upper(), []
    fact = facts["score type"]
    choices = ", ".join(_SCORE_TYPES)
    return "", [problem("not_a_choice", row=fact.row, column=fact.label, value=text, choices=choices)]


def _as_points(scores: pd.Series, score_type: str, decimal_mark: str, answers: Answers) -> pd.Series:
    """Return the scores as `tidy_file` reads them: percent as '80%', letters as what they are worth."""
    if score_type == "PERCENT":
        percent = {text: f"{text}%" for text in scores.unique() if read_number(text, decimal_mark) is not None}
        return scores.map(lambda text: percent.get(text, text)).astype("str")
    if score_type == "GRADESCALE":
        return letters_as_percent(scores, answers.letters, decimal_mark)
    return scores
