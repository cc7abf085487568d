"""Attendance: one row a student and day, or one student a row and one column a day, with codes such as P, A and T."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers import tidy_table
from plworkbench.importers.answers import DAY_FIRST, NO_ANSWERS, Answers
from plworkbench.importers.dates import dates_of, read_date
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import IDENTIFIER_KINDS, NOT_A_STUDENT, ParsedFile, frame_of
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_rows import record_cells, record_file
from plworkbench.importers.record_values import share_known
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, names_students, who
from plworkbench.messages import shortened

IMPORTER = "attendance"
FORMAT_NAME = "Attendance"
READS = RawTable
LOOKS_FOR = "Attendance: columns Student, Date and Status with codes such as P, A and T; or one column a day"

NOTHING_ENTERED = "nothing entered"
"""A day without a code: neither present nor absent."""

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "section": ("section", "class", "class name", "course", "course name", "homeroom"),
    "date": ("date", "day", "attendance date", "absence date", "date of absence", "school day"),
    "period": ("period", "session", "block", "lesson", "hour", "class period"),
    "status": (
        "status", "attendance", "attendance status", "attendance code", "attendance type", "code", "mark",
        "absence type", "absence code",
    ),
    "minutes_missed": (
        "minutes", "minutes missed", "minutes absent", "minutes late", "minutes tardy", "min missed", "min late",
    ),
    "note": ("reason", "note", "notes", "comment", "comments", "remark", "remarks", "absence reason", "explanation"),
}  # fmt: skip
"""Headers, folded, of the columns of attendance with one day a row."""

_CODES = {
    "present": (
        "p", "pr", "here", "in", "on time", "attended", "in attendance", "present on time", "present all day", "✓", "✔",
    ),
    "absent": (
        "a", "ab", "abs", "ua", "u", "ux", "una", "unexcused", "unexcused absence", "unexcused absent",
        "absent unexcused", "absence unexcused", "unauthorized absence", "unauthorised absence", "truant", "absence",
    ),
    "excused": (
        "e", "ea", "ex", "exc", "ae", "excused absence", "excused absent", "absent excused", "absence excused",
        "authorized absence", "authorised absence", "sick", "ill", "illness", "medical",
    ),
    "late": (
        "l", "t", "tdy", "tardy", "arrived late", "late arrival", "te", "tu", "tardy excused", "excused tardy",
        "tardy unexcused", "unexcused tardy", "late excused", "late unexcused", "excused late", "unexcused late",
    ),
}  # fmt: skip
CHOICES = {word: status for status, words in _CODES.items() for word in (status, *words)}
"""Codes and words of files, folded, and the status each of them stands for."""

_OTHER_GRADES = r"(?i)\s*(?:[bc][+\-−]?|[adf][+\-−])\s*"
_WITHOUT_YEAR = re.compile(
    r"\s*(?:[a-z]{1,9}[.,]?\s+)?(?:[0-9]{1,2}[/.][0-9]{1,2}\.?|[0-9]{1,2}[- ][a-z]{3}|[a-z]{3}[- ][0-9]{1,2})\s*",
    re.IGNORECASE,
)
_MOST = 0.5
_LEAST_DAYS = 2
_SUMMARY_ROWS = {"total", "totals", "present", "absent", "total present", "total absent", "average", "attendance"}


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is attendance, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Date,Status\nAmara Okafor,2026-09-14,UA\n"))
    0.95
    >>> detect(read_table(b"Student,2026-09-14,2026-09-15\nAmara Okafor,P,T\n"))
    0.95
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    headers = list(grid.cells.columns)
    roles = find_roles(headers, WORDS)
    if {"date", "status"} <= roles.keys() and names_students(roles) and not tidy_table.detect(raw):
        return 0.95 if _holds_codes(grid.frame[roles["status"]]) else 0.0
    roles, days = find_roles(headers, ROLE_WORDS), _days(grid)
    if len(days) < _LEAST_DAYS or not names_students(roles):
        return 0.0
    frame = _without_summaries(grid, roles)[0].frame
    return 0.95 if _holds_codes(pd.concat([frame[day] for day in days])) else 0.0


def _holds_codes(cells: pd.Series) -> bool:
    # Among B and C an A is a good grade, not an absence.
    is_grade = cells.str.fullmatch(_OTHER_GRADES).any()
    return not is_grade and share_known(cells, CHOICES) >= _MOST


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read attendance.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        What the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Date,Status,Minutes\nAmara Okafor,2026-09-14,T,7\nBen Ruiz,2026-09-14,Absent - Excused,\n"
    >>> records = parse(read_table(table)).records["attendance"]
    >>> records[["status", "minutes_missed"]].to_numpy().tolist()
    [['late', 7.0], ['excused', nan]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), WORDS, answers.roles)
    if not {"date", "status"} <= roles.keys() and _days(grid):
        return _wide(raw, grid, answers)
    return record_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        table="attendance",
        roles=roles,
        answers=answers,
        choices={"status": CHOICES},
        left_out={"status": NOTHING_ENTERED},
    )


def _days(grid: Grid) -> list[str]:
    """Return the headers that are dates, whether the day or the month comes first in them, or lack their year."""
    return [name for name in grid.frame.columns if _WITHOUT_YEAR.fullmatch(name) or read_date(name, DAY_FIRST)[0]]


def _wide(raw: RawTable, grid: Grid, answers: Answers) -> ParsedFile:
    days = _days(grid)
    roles = find_roles(list(grid.cells.columns), ROLE_WORDS, answers.roles)
    headers = {day: pd.Series([day], index=[grid.header_row], name=day, dtype="str") for day in days}
    dates, questions, problems = dates_of(headers, answers)
    grid, summaries = _without_summaries(grid, roles)
    return record_cells(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        table="attendance",
        roles=roles,
        holds="status",
        about=pd.DataFrame({"date": [dates[day]["day"].iloc[0] for day in days]}, index=days),
        empty=NOTHING_ENTERED,
        answers=answers,
        choices={"status": CHOICES},
        ignored=summaries,
        problems=problems,
        questions=questions,
    )


def _without_summaries(grid: Grid, roles: dict[str, str]) -> tuple[Grid, pd.DataFrame]:
    people = who(grid.frame, roles)
    bare = people[list(IDENTIFIER_KINDS)].eq("").all(axis=1)
    rows = people.index[bare & people["name"].map(fold_header).isin(_SUMMARY_ROWS)]
    left = {"row_number": rows, "raw": people["name"][rows].map(shortened)}
    ignored = pd.DataFrame(left).assign(reason=f"{NOT_A_STUDENT}: a summary of the class")
    return replace(grid, cells=grid.frame.drop(index=rows)), frame_of("ignored", ignored)
