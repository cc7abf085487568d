"""The answers to a quiz of Google Forms: Timestamp, Email Address, Score ('13.5 / 15'), and one column a question.

Layout: read from exports that three independent programs take in. Google says when an answer was handed in, in the
day of the form's own time, and what the whole form scored. Where the answers are downloaded from the quiz itself,
'Question [Score]' says what each question scored as well: then its answers are kept for the view of questions.
"""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.form_parts import form_file, personal_roles
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, fold_header, who

IMPORTER = "google_forms"
FORMAT_NAME = "Google Forms answers"
READS = RawTable
LOOKS_FOR = "Google Forms: a column Timestamp, then Email Address or Score, and the questions"

_TIMESTAMP = {"timestamp", "zeitstempel", "marca temporal", "horodateur"}
_EMAIL = {*ROLE_WORDS["email"], "username"}
_SCORE = {"score", "total score", "punkte", "punktzahl", "puntuación"}
_MOMENT = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ,]+[0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_OUT_OF = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*/\s*[0-9]+(?:[.,][0-9]+)?")
_OF_QUESTION = re.compile(r"(.*\S)\s*\[Score\]( \[[0-9]+\])?", re.DOTALL)
# Timestamp, Email Address and Score come before the questions.
_BEFORE_QUESTIONS = 3


def detect(raw: RawTable) -> float:
    r"""Return how surely a table holds the answers to a Google form, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Timestamp,Email Address,Score,2 + 2?\n2026/10/04 10:15:00 AM GMT+2,a@b.example,1 / 1,4\n"))
    1.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    headers = list(grid.cells.columns)
    if not headers or fold_header(headers[0]) not in _TIMESTAMP or not _all_match(grid, headers[0], _MOMENT):
        return 0.0
    email, score = _fixed(grid)
    if email or (score and _all_match(grid, score, _OUT_OF)):
        return 1.0
    # A teacher's own form to note scores has a timestamp too.
    return 0.55 if any(map(recognise_code, headers)) else 0.7


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read the answers to a Google form.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> form = b"Timestamp,Email Address,Score\n2026/10/04 10:15:00 AM GMT+5:30,ada@school.example,13.5 / 15\n"
    >>> parse(read_table(form, "Ratios.csv")).scores[["assessment", "score", "points_possible"]].values.tolist()
    [['Ratios', 13.5, 15.0]]
    """
    grid = grid_of(raw)
    headers = list(grid.cells.columns)
    email, score = _fixed(grid)
    given = dict(answers.roles)
    roles = personal_roles([name for name in headers[1:] if name not in (email, score)], given)
    if email and given.get(email, "email") == "email":
        roles["email"] = email
    return form_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        people=who(grid.frame, roles),
        roles=roles,
        moment=headers[0],
        total=score,
        answered={name: points for name, points in _points(headers).items() if name not in roles.values()},
        points_note="The file does not say out of how many points.",
        answers=answers,
    )


def _fixed(grid: Grid) -> tuple[str, str]:
    """Return the headers of the columns with the e-mail address and the score; '' where there is none."""
    first = list(grid.frame.columns[1:_BEFORE_QUESTIONS])
    email = next((name for name in first if fold_header(name) in _EMAIL), "")
    return email, next((name for name in first if fold_header(name) in _SCORE), "")


def _points(headers: list[str]) -> dict[str, str]:
    """Return the header of each question that has its points beside it, and the header of those."""
    beside = {f"{match[1]}{match[2] or ''}": name for name in headers if (match := _OF_QUESTION.fullmatch(name))}
    return {name: beside[name] for name in headers if name in beside}


def _all_match(grid: Grid, header: str, pattern: re.Pattern[str]) -> bool:
    cells: pd.Series = grid.frame[header].astype("str").str.strip()
    filled = cells[cells != ""]
    return bool(len(filled)) and filled.str.fullmatch(pattern).mean() > 0.5
