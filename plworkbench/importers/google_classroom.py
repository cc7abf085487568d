"""The grades that Google Classroom downloads: one row a student, one column an assignment, dates and points on top.

Layout as others have met it, which Google does not document: 'Last Name', 'First Name', 'Email Address', assignments;
then perhaps a row of dates and a row of points, each with its name in the first cell. So the headers may be worded
otherwise and both rows may be absent. The date is taken as the day the assignment was due: that is the one date which
Classroom keeps with an assignment.
"""

from __future__ import annotations

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.date_cells import DATE_ROW, rows_called
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles
from plworkbench.importers.wide_rows import POINTS_ROW, score_columns
from plworkbench.importers.wide_table import one_student_a_row

IMPORTER = "google_classroom"
FORMAT_NAME = "Google Classroom grades"
READS = RawTable
LOOKS_FOR = "Google Classroom: columns Last Name, First Name and Email Address, then the assignments"

_IDENTITY = {"last_name", "first_name", "email"}
_AS_GOOGLE_WRITES = ["Last Name", "First Name", "Email Address"]


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is from Google Classroom, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Last Name,First Name,Email Address,Quiz\nDate,,,2026-09-14\nOkafor,Amara,,8\n"))
    1.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    headers = list(grid.cells.columns)
    roles = find_roles(headers[:3], ROLE_WORDS)
    if roles.keys() != _IDENTITY or len(headers) == 3:
        return 0.0
    if rows_called(grid, roles, DATE_ROW | POINTS_ROW):
        return 1.0
    # Without these rows the headers have to be as Google writes them, and a class list is none.
    if headers[:3] != _AS_GOOGLE_WRITES:
        return 0.0
    return 0.7 if score_columns(grid, find_roles(headers, ROLE_WORDS), raw.decimal_mark, ())[0] else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read the grades of Google Classroom.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in headers, and what the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> top = b"Last Name,First Name,Email Address,Quiz 6.RP.A.1\nDate,,,2026-09-14\nPoints,,,10\n"
    >>> parsed = parse(read_table(top + b"Okafor,Amara,amara@school.example,8\n"))
    >>> parsed.scores[["standard_code", "score", "points_possible"]].to_numpy().tolist()
    [['6.RP.A.1', 8.0, 10.0]]
    >>> parsed.scores["date_due"][0].day
    14
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), ROLE_WORDS, answers.roles)
    return one_student_a_row(IMPORTER, FORMAT_NAME, raw, grid, roles, answers, dates_are="date_due")
