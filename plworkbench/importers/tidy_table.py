"""A tidy table: one row is one score, with the student, the assessment or standard, and often dates and a status."""

from __future__ import annotations

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_scores
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import STUDENT, fold_header, names_students
from plworkbench.importers.tidy_parts import find_tidy_roles, tidy_file

IMPORTER = "tidy_table"
FORMAT_NAME = "Table with one score a row"
READS = RawTable
AT_MOST = 0.9
LOOKS_FOR = "One score a row: columns such as Student, Standard or Assignment, and Score"


def detect(raw: RawTable) -> float:
    r"""Return how surely a table has one score a row, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Standard,Score\nAmara Okafor,6.RP.A.1,3\n"))
    0.9
    """
    try:
        frame = grid_of(raw, limit=20).frame
    except ImportRefused:
        return 0.0
    roles = find_tidy_roles(list(frame.columns))
    works = [roles[role] for role in ("standard", "assessment") if role in roles]
    if not (names_students(roles) and "score" in roles and works):
        return 0.0
    # 'Task' or 'Activity' over numbers, each student once: a wide table with a column of scores for each.
    students = frame[[header for role, header in roles.items() if role in (*STUDENT, "section")]]
    once = len(students) > 1 and not students.duplicated().any()
    return 0.0 if once and all(_only_numbers(frame[header]) for header in works) else 0.9


def _only_numbers(cells: pd.Series) -> bool:
    return bool((read_scores(cells)["trouble"] == "").all())


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a tidy table.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Standard,Assessment,Score,Points,Date\nAmara Okafor,6.RP.A.1,Quiz 1,8,10,2026-09-14\n"
    >>> parse(read_table(table)).scores[["standard_code", "assessment", "score", "points_possible"]].to_numpy().tolist()
    [['6.RP.A.1', 'Quiz 1', 8.0, 10.0]]
    """
    grid = grid_of(raw)
    return tidy_file(IMPORTER, FORMAT_NAME, raw, grid, _roles(grid, answers), answers)


def _roles(grid: Grid, answers: Answers) -> dict[str, str]:
    headers = list(grid.cells.columns)
    roles = find_tidy_roles(headers, answers.roles)
    score, points = roles.get("score", ""), roles.get("points_possible", "")
    if fold_header(score) != "grade" or fold_header(points) != "points" or {score, points} & answers.roles.keys():
        return roles
    works = [roles[role] for role in ("standard", "assessment") if role in roles]
    # What could be earned is the same for all: points that differ were earned, and 'Grade' says something else.
    different = grid.cells[[*works, points]].astype("str").drop_duplicates()
    return find_tidy_roles(headers, {**answers.roles, score: ""}) if different.duplicated(works).any() else roles
