"""A wide table: one row is one student, one column is one standard or one assessment, one cell is one score."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_scores
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.date_cells import (
    DATE_ROW,
    DATES,
    date_cells,
    date_rows_ignored,
    dated_by_row,
    role_of_row,
    rows_called,
)
from plworkbench.importers.dates import dates_of
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.guessing import holds_names
from plworkbench.importers.letters import letter_columns
from plworkbench.importers.parsed import ParsedFile, joined
from plworkbench.importers.points import points_columns
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, who
from plworkbench.importers.tidy_parts import WORDS
from plworkbench.importers.wide_parts import wide_file
from plworkbench.importers.wide_rows import columns_of, score_columns, sort_rows

IMPORTER = "wide_table"
FORMAT_NAME = "Table of students and scores"
READS = RawTable
AT_MOST = 0.6
LOOKS_FOR = "One student a row: a column Student (or ID), and a column of scores for each standard or assessment"


def detect(raw: RawTable) -> float:
    r"""Return how surely a table has one student a row and scores in the columns, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,6.RP.A.1\nAmara Okafor,3\n")), detect(read_table(b"Day,Rain\nMonday,3\n"))
    (0.6, 0.0)
    """
    try:
        grid = grid_of(raw, limit=200)
    except ImportRefused:
        return 0.0
    roles = _roles(grid)
    if not roles.keys() - {"section"} or not score_columns(grid, roles, raw.decimal_mark, ())[0]:
        return 0.0
    return 0.6 if "name" in roles or "last_name" in roles else 0.5


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a wide table.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in headers, and what the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> parsed = parse(read_table(b"Student,6.RP.A.1,Quiz /10\nAmara Okafor,3,80%\nBen Ruiz,EX,\n"))
    >>> parsed.scores[["row_number", "column_name", "status", "score"]].to_numpy().tolist()
    [[2, '6.RP.A.1', 'scored', 3.0], [2, 'Quiz /10', 'scored', 8.0], [3, '6.RP.A.1', 'excused', nan]]
    """
    grid = grid_of(raw)
    return one_student_a_row(IMPORTER, FORMAT_NAME, raw, grid, _roles(grid, answers), answers)


def one_student_a_row(
    importer: str,
    format_name: str,
    raw: RawTable,
    grid: Grid,
    roles: dict[str, str],
    answers: Answers,
    *,
    dates_are: str = "",
) -> ParsedFile:
    """Return the parsed file of a table with one student a row whose columns say what they are by their headers.

    Parameters
    ----------
    importer, format_name : str
        Of the format.
    raw, grid
        The table, and its rows under the header.
    roles : dict
        Role to header of the columns that say who a student is.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.
    dates_are : str
        The role of the dates in a row under the header, such as 'date_due'; '' lets its first cell tell.
    """
    date_rows = rows_called(grid, roles, DATE_ROW)
    dates_are = dates_are or role_of_row(grid, date_rows)
    table = replace(grid, cells=grid.cells.drop(index=date_rows))
    people = who(table.frame, roles)
    points_row, people, ignored_rows, problems = sort_rows(table, people, roles, raw.decimal_mark)
    names, totals = score_columns(table, roles, raw.decimal_mark, answers.known_codes)
    of_points = {name: other for name, other in points_columns(names).items() if other in names}
    names = [name for name in names if name not in of_points]
    columns = columns_of(names, table, points_row, raw.decimal_mark, answers.known_codes)
    stated = {other: _only_number(table.frame.loc[people.index, name], raw) for name, other in of_points.items()}
    stated_points = columns["column_name"].map(stated).astype("float64")
    columns["points_possible"] = columns["points_possible"].fillna(stated_points)
    of_columns = date_cells(grid, date_rows, names)
    of_rows = find_roles(list(grid.cells.columns), {role: WORDS[role] for role in DATES}, answers.roles)
    of_rows = {role: name for role, name in of_rows.items() if name not in {*roles.values(), *names, *totals}}
    cells = {role: table.frame.loc[people.index, name] for role, name in of_rows.items()}
    days, questions, date_problems = dates_of({**of_columns, **cells}, answers)
    if date_rows:
        dates = [days[name]["day"].iloc[0] if name in of_columns else pd.NaT for name in names]
        columns[dates_are] = pd.Series(dates, dtype="datetime64[us]")
    used = {*roles.values(), *of_rows.values(), *names, *totals}
    unused = [name for name in table.frame.columns if name not in used]
    parsed = wide_file(
        importer=importer,
        format_name=format_name,
        raw=raw,
        grid=table,
        people=people,
        columns=columns,
        totals=totals,
        unused=unused,
        ignored=joined("ignored", [ignored_rows, date_rows_ignored(date_rows, dates_are)]),
        problems=[*problems, *date_problems, *letter_columns(table.frame, unused, grid.header_row)],
        answers=answers,
        questions=questions,
        roles={header: role for role, header in {**roles, **of_rows}.items()},
    )
    parsed = dated_by_row(parsed, {role: days[role] for role in of_rows})
    # The dates of columns are facts about them, so that a bad one is no cell of a student.
    return replace(parsed, header_rows=(grid.header_row, *date_rows))


def _only_number(cells: pd.Series, raw: RawTable) -> float:
    """Return the one number of a column such as 'Quiz 1 Max'; missing where its cells differ."""
    numbers = read_scores(cells, raw.decimal_mark)["score"].dropna().unique()
    return float(numbers[0]) if len(numbers) == 1 else float("nan")


def _roles(grid: Grid, answers: Answers = NO_ANSWERS) -> dict[str, str]:
    headers, given = list(grid.cells.columns), answers.roles
    roles = find_roles(headers, ROLE_WORDS, given)
    nobody = not roles.keys() - {"section"}
    # Without a header that names students, the first column holds them if the others are standards.
    if nobody and headers and (headers[0] == "[column A]" or any(map(recognise_code, headers[1:]))):
        roles["name"] = headers[0]
    nameless = not nobody and not roles.keys() & {"name", "first_name", "last_name"}
    if nameless and headers[0] not in {*roles.values(), *given} and holds_names(grid.frame[headers[0]]):
        # Before the IDs stand names, under a heading in another language.
        roles["name"] = headers[0]
    return roles
