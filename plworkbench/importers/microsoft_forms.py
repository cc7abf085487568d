"""The answers to a quiz of Microsoft Forms: ID, Start time, Completion time, Email, Name, Total points, and questions.

Layout: read from exports that two independent programs take in. The column ID counts the answers and says nothing of
the student. Each question may have its points beside it; they are scores of their own where the question names a
standard, because then they say more than the total does.
"""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.form_parts import form_file, personal_roles
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import fold_header, who
from plworkbench.messages import problem

IMPORTER = "microsoft_forms"
FORMAT_NAME = "Microsoft Forms answers"
READS = RawTable
LOOKS_FOR = "Microsoft Forms: columns Start time, Completion time, Email and Name, and the questions"

_FIXED = {
    "id", "start time", "completion time", "email", "name", "total points", "quiz feedback", "grade posted time",
    "last modified time", "language",
}  # fmt: skip
_BESIDE = re.compile(r"(Points|Feedback)\s*[-–—]\s*(.+)", re.DOTALL)


def detect(raw: RawTable) -> float:
    r"""Return how surely a table holds the answers to a Microsoft form, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"ID,Start time,Completion time,Email,Name,Why?\n1,9/14/26 9:06,9/14/26 9:17,a@b.c,Ada,4\n"))
    1.0
    """
    try:
        first = {fold_header(name) for name in grid_of(raw, limit=20).cells.columns[:6]}
    except ImportRefused:
        return 0.0
    return 1.0 if {"start time", "completion time"} <= first and first & {"email", "name"} else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read the answers to a Microsoft form.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> form = b"Id,Start time,Completion time,Email,Name,Total points\n1,9/14/26 9:00,9/14/26 9:17,a@b.c,Ada Obi,4\n"
    >>> parse(read_table(form, "Ratios(1-24).csv")).scores[["assessment", "score"]].values.tolist()
    [['Ratios', 4.0]]
    """
    grid = grid_of(raw)
    headers = list(grid.cells.columns)
    fixed = {fold_header(name): name for name in reversed(headers) if fold_header(name) in _FIXED}
    if "completion time" not in fixed:
        raise ImportRefused(
            "This table is not known as Microsoft Forms answers, nothing was changed.",
            [problem("header_absent", row=grid.header_row, meant="Completion time")],
        )
    beside = {name: match for name in headers if (match := _BESIDE.fullmatch(name.strip()))}
    asked = [name for name in headers if name not in beside and name not in fixed.values()]
    typed = personal_roles(asked, answers.roles)
    known = {role: fixed[role] for role in ("email", "name") if role in fixed}
    known = {role: name for role, name in known.items() if answers.roles.get(name, role) == role}
    people = _named(who(grid.frame, known), who(grid.frame, typed))
    of_questions = {name: " ".join(match[2].split()) for name, match in beside.items() if match[1] == "Points"}
    return form_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        people=people,
        roles={**typed, **known},
        moment=fixed["completion time"],
        total=fixed.get("total points", ""),
        questions={name: text for name, text in of_questions.items() if recognise_code(text, answers.known_codes)},
        points_note="Microsoft Forms does not say out of how many points.",
        answers=answers,
    )


def _named(known: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Return who answered: what Microsoft knows, and for an anonymous answer what the student typed."""
    known = known.mask(known.isin(["anonymous", "Anonymous"]), "")
    return known.where(known != "", typed)
