"""The gradebook export of Canvas: one row a student, one column an assignment, totals at the end.

Layout (checked against the exporter in Canvas's own source): the header, sometimes a row of posting policies, a row
whose first cell is '    Points Possible', the students, and the test student last.
"""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_number
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.names import fold_name
from plworkbench.importers.parsed import NOT_A_STUDENT, SCHEMAS, TEST_STUDENT, ParsedFile, frame_of
from plworkbench.importers.raw import RawTable
from plworkbench.importers.wide_parts import wide_file
from plworkbench.messages import problem, shortened

IMPORTER = "canvas_gradebook"
FORMAT_NAME = "Canvas gradebook"
READS = RawTable
LOOKS_FOR = "Canvas: columns Student, ID and Section, and assignments such as 'Quiz 1 (1234)'"

_IDENTIFIERS = {"sis_id": "SIS User ID", "canvas_id": "ID", "login": "SIS Login ID"}
_FIXED = {"Student", "LastName", "FirstName", "Section", "Integration ID", "Root Account", *_IDENTIFIERS.values()}
_TOTAL = re.compile(
    r"(?:.* )?(?:(?:Unposted )?(?:Current|Final) (?:Points|Score|Grade)|Override (?:Score|Grade|Status))"
)
_PERIOD = re.compile(r"(.*\S) \(([^()]+)\)")
_ASSIGNMENT = re.compile(r"(.*) \(([0-9]+)\)", re.DOTALL)
_OWN_NUMBER = re.compile(r"\([0-9]{4,}\)")
_KEPT_APART = re.compile(r" \[[0-9]+\]$")
_READ_ONLY = "(read only)"


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is a Canvas gradebook, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,ID,Section,Quiz (12)\n    Points Possible,,,10\n"))
    1.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        # A gradebook without students is still one; parsing it says what is wrong.
        return 0.0
    fixed = {name.strip() for name in grid.frame.columns}
    if not ({"ID", "Section"} <= fixed and ("Student" in fixed or {"LastName", "FirstName"} <= fixed)):
        return 0.0
    points_row = _points_row(grid)
    assignments, totals, _ = _sort_columns(grid, points_row)
    if points_row is not None and (len(assignments) or totals):
        return 1.0
    # A teacher's own table may have Student, ID, Section and a 'Final Grade' too, and '(20)' for the points of a quiz:
    # its quizzes must not be left out.
    own = (
        bool(fixed & {"SIS User ID", "SIS Login ID", "Integration ID", "Root Account"})
        or any("Unposted" in name for name in totals)
        or any(_OWN_NUMBER.search(title) for title in assignments["assessment"])
    )
    return 0.9 if own and (len(assignments) or totals) else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a Canvas gradebook.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in titles.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> export = b'Student,ID,Section,Quiz 6.RP.A.1 (12)\n    Points Possible,,,10\n"Okafor, Amara",7,P3,8\n'
    >>> parse(read_table(export)).scores[["standard_code", "score", "points_possible"]].to_numpy().tolist()
    [['6.RP.A.1', 8.0, 10.0]]
    """
    grid = grid_of(raw)
    points_row = _points_row(grid)
    assignments, totals, custom = _sort_columns(grid, points_row)
    columns = _columns(assignments, grid, points_row, raw.decimal_mark, answers.known_codes)
    rows, ignored_rows, problems = _sort_rows(grid, points_row)
    # Canvas says what its points are, or that it has none: nothing is inferred.
    return wide_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        people=rows,
        columns=columns,
        totals=totals,
        unused=custom,
        ignored=ignored_rows,
        problems=problems,
        answers=answers,
        last_name_first=True,
        infers_points=False,
    )


def _role(grid: Grid, header: str) -> pd.Series:
    found = next((name for name in grid.frame.columns if name.strip() == header), None)
    return pd.Series("", index=grid.frame.index, dtype="str") if found is None else grid.frame[found].str.strip()


def _name_cells(grid: Grid) -> pd.Series:
    if "Student" in {name.strip() for name in grid.frame.columns}:
        return _role(grid, "Student")
    last, first = _role(grid, "LastName"), _role(grid, "FirstName")
    return last.where(first == "", last + ", " + first)


def _without_identifiers(grid: Grid) -> pd.Series:
    bare = pd.Series(True, index=grid.frame.index)
    for header in _IDENTIFIERS.values():
        bare &= _role(grid, header) == ""
    return bare


def _points_row(grid: Grid) -> int | None:
    names, bare = _name_cells(grid).str.strip(", "), _without_identifiers(grid)
    named = bare & (names.str.casefold() == "points possible")
    # In another language only the totals tell the row of points.
    read_only = bare & grid.frame.apply(lambda cells: cells.str.strip() == _READ_ONLY).any(axis=1)
    places = grid.frame.index[named] if named.any() else grid.frame.index[read_only]
    return int(places[0]) if len(places) else None


def _sort_columns(grid: Grid, points_row: int | None) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return the assignments (column_name, title, assessment), the totals and the custom columns."""
    names = [name for name in grid.frame.columns if name.strip() not in _FIXED]
    points = {} if points_row is None else grid.frame.loc[points_row].str.strip().to_dict()
    totals = [name for name in names if points.get(name) == _READ_ONLY or _is_total(name)]
    plain = {name: _KEPT_APART.sub("", name.strip()) for name in names if name not in totals}
    # The suffix of a grading period can be a number as well ('(2026)'): then every header ends in the same one.
    endings = {
        match[2] if (match := _PERIOD.fullmatch(text)) and _ASSIGNMENT.fullmatch(match[1]) else ""
        for text in plain.values()
    }
    one_period = len(endings) == 1 and len(plain) > 1
    assignments = []
    for name, text in plain.items():
        period = _PERIOD.fullmatch(text)
        if period and _ASSIGNMENT.fullmatch(period[1]) and (one_period or not period[2].isdigit()):
            text = period[1]
        match = _ASSIGNMENT.fullmatch(text)
        if match:
            suffix = name.strip()[len(plain[name]) :]
            assignments.append((name, match[1].strip() or match[2], f"{' '.join(text.split())}{suffix}"))
    table = pd.DataFrame(assignments, columns=["column_name", "title", "assessment"], dtype="str")
    taken = {*table["column_name"], *totals}
    return table, totals, [name for name in names if name not in taken]


def _is_total(name: str) -> bool:
    text = name.strip()
    period = _PERIOD.fullmatch(text)
    return bool(_TOTAL.fullmatch(text) or (period and not period[2].isdigit() and _TOTAL.fullmatch(period[1])))


def _columns(
    assignments: pd.DataFrame, grid: Grid, points_row: int | None, decimal_mark: str, known_codes: tuple[str, ...]
) -> pd.DataFrame:
    rows = []
    for name, title, assessment in assignments.itertuples(index=False):
        text = "" if points_row is None else grid.frame.loc[points_row, name].strip()
        points = read_number(text, decimal_mark)
        if points:
            note = ""
        elif points == 0:
            note = "Canvas says 0 points possible: the score counts for nothing until the points are known."
        else:
            note = (
                f"The points possible are not a number: '{shortened(text)}'."
                if text
                else "The file has no points possible."
            )
        code = recognise_code(title, known_codes)
        rows.append(
            {
                "column_name": name,
                "assessment": assessment,
                "title": title,
                "points_possible": float("nan") if points is None else points,
                "points_note": note,
                "standard_code": code,
                "standard_source": "title" if code else "",
                "needs_mapping": not code,
            }
        )
    return pd.DataFrame(rows, columns=["assessment", *SCHEMAS["columns"]])


def _sort_rows(grid: Grid, points_row: int | None) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    names, bare = _name_cells(grid), _without_identifiers(grid)
    reasons = pd.Series("", index=names.index, dtype="str")
    reasons[names.map(fold_name) == "student, test"] = TEST_STUDENT
    if points_row is not None:
        reasons[points_row] = f"{NOT_A_STUDENT}: points possible"
    named = (reasons == "") & (names != "")
    # Only above the first student is a row without a name the row of policies; below, its scores are somebody's.
    above = names.index < names.index[named].min() if named.any() else pd.Series(True, index=names.index)
    reasons[(reasons == "") & ~named & bare & above] = f"{NOT_A_STUDENT}: posting policies"
    problems = [problem("names_no_student", row=row) for row in names.index[(reasons == "") & ~named]]
    left_out = pd.DataFrame({"row_number": names.index, "raw": names.map(shortened), "reason": reasons})
    rows = pd.DataFrame({"name": names, "section": _role(grid, "Section")})
    for kind, header in _IDENTIFIERS.items():
        rows[kind] = _role(grid, header)
    return rows[named], frame_of("ignored", left_out[reasons != ""]), problems
