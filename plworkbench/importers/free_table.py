"""A table that fits no other format: what its columns hold is guessed, shown, and changed by the teacher."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.damage import made_dates, sound_identifiers
from plworkbench.importers.date_cells import DATES, dated_by_row
from plworkbench.importers.dates import dates_of
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.guessing import WORK, guess_roles, is_student
from plworkbench.importers.parsed import ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, who
from plworkbench.importers.tidy_parts import tidy_file
from plworkbench.importers.wide_parts import wide_file
from plworkbench.importers.wide_rows import columns_of, sort_rows
from plworkbench.messages import REMARKS

IMPORTER = "free_table"
FORMAT_NAME = "Table"
READS = RawTable
AT_MOST = 0.05
LOOKS_FOR = "Any table with a heading over each column: you say which column holds the students and which the scores"

NOBODY_SAID = "nobody said yet what its columns are"
"""A row of a table in which no student, or no score, has been found or named."""

ROLES: dict[str, str] = {
    "": "not used",
    "name": "name of the student",
    "first_name": "first name",
    "last_name": "last name",
    "id": "ID of the student",
    "sis_id": "ID in the student information system",
    "canvas_id": "ID in Canvas",
    "login": "login",
    "email": "e-mail address",
    "section": "class or section",
    WORK: "scores of an assessment, named by the heading",
    "score": "score, one a row",
    "points_possible": "points possible",
    "assessment": "title of the assessment",
    "standard": "standard",
    "date_assessed": "day of the assessment",
    "date_due": "day it was due",
    "date_submitted": "day it was handed in",
    "status": "status, such as missing or excused",
    "kind": "kind of work, such as quiz",
    "attempt": "number of the try",
}
"""What a column can hold, in words for the page."""


def detect(raw: RawTable) -> float:
    r"""Return how surely something is a table at all; anything that fits another format is surer of that.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Day,Rain\nMonday,3\nTuesday,4\n")), detect(read_table(b"Just a line\nand one more\n"))
    (0.05, 0.0)
    """
    try:
        cells = grid_of(raw, limit=20).frame
    except ImportRefused:
        return 0.0
    return 0.05 if cells.shape[1] >= 2 and len(cells) >= 2 else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read any table by what its columns hold: as guessed, and as the teacher said.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said: `roles`, header to a key of `ROLES`, wins over a guess.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = read_table("Élève;Fractions\nObi Ada;3\nLi Bo;4\n".encode())
    >>> parse(table).roles
    {'Élève': 'name', 'Fractions': 'work'}
    >>> len(parse(table, Answers(roles={"Fractions": ""})).scores)
    0
    """
    grid = grid_of(raw)
    roles = _roles(grid, answers)
    header_of = {role: header for header, role in roles.items() if role not in ("", WORK)}
    works = [header for header, role in roles.items() if role in (WORK, "score")]
    if not is_student(roles) or not works:
        parsed = _untouched(raw, grid, header_of, answers)
    elif WORK not in roles.values() and {"assessment", "standard"} & header_of.keys():
        parsed = tidy_file(IMPORTER, FORMAT_NAME, raw, grid, header_of, answers)
    else:
        parsed = _wide(raw, grid, header_of, works, answers)
    asked = Question(
        "roles",
        "Nothing in this file says what it is. Is each column what it was taken for?",
        tuple(ROLES.items()),
        "said" if answers.roles else "",
    )
    return replace(parsed, roles=roles, questions=(asked, *parsed.questions))


def _roles(grid: Grid, answers: Answers) -> dict[str, str]:
    """Return header to role: as the teacher said, else as guessed; each but `WORK` is given to one column."""
    said = {header: role for header, role in answers.roles.items() if header in grid.cells and role in ROLES}
    taken = set(said.values()) - {"", WORK}
    return {header: said.get(header, "" if role in taken else role) for header, role in guess_roles(grid).items()}


def _wide(raw: RawTable, grid: Grid, header_of: dict[str, str], works: list[str], answers: Answers) -> ParsedFile:
    about_students = {role: header for role, header in header_of.items() if role in ROLE_WORDS}
    days, questions, problems = dates_of(
        {role: grid.frame[header_of[role]] for role in DATES if role in header_of}, answers
    )
    people = who(grid.frame, about_students)
    points_row, people, no_students, nameless = sort_rows(grid, people, about_students, raw.decimal_mark)
    used = {*about_students.values(), *works, *(header_of[role] for role in days)}
    parsed = wide_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        people=people,
        columns=columns_of(works, grid, points_row, raw.decimal_mark, answers.known_codes),
        unused=[name for name in grid.cells.columns if name not in used],
        ignored=no_students,
        problems=[*nameless, *problems],
        answers=answers,
        questions=questions,
    )
    return dated_by_row(parsed, days)


def _untouched(raw: RawTable, grid: Grid, header_of: dict[str, str], answers: Answers) -> ParsedFile:
    """Return a file nothing is taken of; what a spreadsheet program damaged is named all the same."""
    problems = made_dates(grid.coded, list(grid.coded.columns))
    about_students = {role: header for role, header in header_of.items() if role in ROLE_WORDS}
    problems += sound_identifiers(who(grid.frame, about_students), grid.frame)[1]
    named = {found.row for found in problems if found.code not in REMARKS}
    rows = grid.frame.index.difference(named)
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=frame_of("students", []),
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined("ignored", [grid.ignored, pd.DataFrame({"row_number": rows, "reason": NOBODY_SAID})]),
        problems=in_file_order([*raw.problems, *grid.problems, *problems]),
        by_row=True,
        header_rows=(grid.header_row,),
        answers=answers,
        raw=raw,
    )
