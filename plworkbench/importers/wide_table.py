"""A wide table: one row is one student, one column is one standard or one assessment, one cell is one score."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.cells import read_number, read_scores, shortened
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import (
    IDENTIFIER_KINDS,
    NOT_A_STUDENT,
    TOTAL,
    ParsedFile,
    frame_of,
    in_file_order,
    joined,
)
from plworkbench.importers.points import infer_points, points_in_header
from plworkbench.importers.reading import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, first_identifier, fold_header, student_frame, who
from plworkbench.importers.score_cells import melt_scores, sort_score_cells

IMPORTER = "wide_table"
FORMAT_NAME = "Table of students and scores"
LOOKS_FOR = "One student a row: a column Student (or ID), and a column of scores for each standard or assessment"

_POINTS_ROW = {
    "points possible",
    "possible points",
    "max points",
    "maximum points",
    "points",
    "out of",
    "max score",
    "total points",
}
# 'Max' can be a child: such a row is the row of points only if no score is above it.
_MAYBE_POINTS_ROW = {"max", "maximum", "possible", "total"}
_SUMMARY_ROWS = {
    "average",
    "averages",
    "class average",
    "mean",
    "class mean",
    "median",
    "class median",
    "total",
    "totals",
}
_TOTALS = {
    "total",
    "totals",
    "average",
    "overall",
    "mean",
    "sum",
    "final grade",
    "overall grade",
    "final score",
    "percent",
    "grade",
}


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
    if not roles.keys() - {"section"} or not _score_columns(grid, roles, raw.decimal_mark, ())[0]:
        return 0.0
    return 0.6 if "name" in roles or "last_name" in roles else 0.5


def parse(raw: RawTable, known_codes: Iterable[str] = ()) -> ParsedFile:
    r"""Read a wide table.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    known_codes : iterable of str
        Codes of the standards the workbench has, to find them in headers.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> parsed = parse(read_table(b"Student,6.RP.A.1,Quiz /10\nAmara Okafor,3,80%\nBen Ruiz,EX,\n"))
    >>> parsed.scores[["row_number", "column_name", "status", "score"]].to_numpy().tolist()
    [[2, '6.RP.A.1', 'scored', 3.0], [2, 'Quiz /10', 'scored', 8.0], [3, '6.RP.A.1', 'excused', nan]]
    """
    known_codes = tuple(known_codes)
    grid = grid_of(raw)
    roles = _roles(grid)
    people = who(grid.frame, roles)
    points_row, people, ignored_rows, problems = _sort_rows(grid, people, roles, raw.decimal_mark)
    names, totals = _score_columns(grid, roles, raw.decimal_mark, known_codes)
    columns = _columns(names, grid, points_row, raw.decimal_mark, known_codes)
    frame = grid.frame.loc[people.index]
    cells = melt_scores(frame, names)
    about = columns.set_index("column_name")
    cells["points_possible"] = cells["column_name"].map(about["points_possible"]).astype("float64")
    scores, blank, cell_problems = sort_score_cells(cells, raw.decimal_mark)
    plain = scores[scores["points_possible"].isna() & (scores["status"] == "scored")]
    inferred = infer_points(plain)
    for name, (points, note) in inferred.iterrows():
        columns.loc[columns["column_name"] == name, ["points_possible", "points_note"]] = [points, note]
    found = scores["column_name"].map(inferred["points_possible"]).astype("float64")
    scores = scores.assign(
        points_possible=scores["points_possible"].where(scores["points_possible"].notna(), found),
        student_row=scores["row_number"],
        assessment=scores["column_name"].str.split().str.join(" "),
        standard_code=scores["column_name"].map(about["standard_code"]),
        attempt=1,
    )
    used = {*roles.values(), *names, *totals}
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=student_frame(people),
        columns=columns,
        scores=joined("scores", [scores]),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                grid.unused([name for name in grid.frame.columns if name not in used]),
                ignored_rows,
                blank,
                melt_scores(frame, totals).assign(reason=TOTAL),
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems, *cell_problems]),
    )


def _roles(grid: Grid) -> dict[str, str]:
    headers = list(grid.frame.columns)
    roles = find_roles(headers, ROLE_WORDS)
    nobody = not roles.keys() - {"section"}
    # Without a header that names students, the first column holds them if the others are standards.
    if nobody and headers and (headers[0] == "[column A]" or any(map(recognise_code, headers[1:]))):
        roles["name"] = headers[0]
    return roles


def _score_columns(
    grid: Grid, roles: dict[str, str], decimal_mark: str, known_codes: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Return the headers of the columns with scores, and of the columns with totals."""
    scores, totals = [], []
    for name in grid.frame.columns:
        if name in roles.values():
            continue
        read = read_scores(grid.frame[name], decimal_mark)
        if fold_header(name) in _TOTALS:
            totals.append(name)
        elif (read["status"] == "scored").any():
            scores.append(name)
        elif (read["trouble"] == "").all():
            # Without any number, only a code shows that it is about scores: a column of M can be about anything.
            words = set(grid.frame[name].str.strip().str.casefold())
            if recognise_code(name, known_codes) or not words <= {"", "m"}:
                scores.append(name)
    return scores, totals


def _sort_rows(
    grid: Grid, people: pd.DataFrame, roles: dict[str, str], decimal_mark: str
) -> tuple[int | None, pd.DataFrame, pd.DataFrame, list[Problem]]:
    names = people["name"].map(fold_header)
    bare = people[list(IDENTIFIER_KINDS)].eq("").all(axis=1)
    reasons = pd.Series("", index=people.index, dtype="str")
    reasons[bare & names.isin(_SUMMARY_ROWS)] = f"{NOT_A_STUDENT}: a summary of the class"
    points_row = next((int(row) for row in names.index[bare & names.isin(_POINTS_ROW)]), None)
    if points_row is None and len(names) > 1 and bare.iloc[0] and names.iloc[0] in _MAYBE_POINTS_ROW:
        values = grid.frame.drop(columns=list(roles.values())).apply(
            lambda cells: read_scores(cells, decimal_mark)["score"]
        )
        if not (values.iloc[1:] > values.iloc[0]).any(axis=None) and values.iloc[0].notna().any():
            points_row = int(names.index[0])
    if points_row is not None:
        reasons[points_row] = f"{NOT_A_STUDENT}: points possible"
    nobody = (reasons == "") & (people["name"] == "") & (bare | (people["name"] != "").any())
    problems = [
        Problem("it names no student.", "Write the student's name, or delete the row.", row=int(row))
        for row in people.index[nobody]
    ]
    left_out = pd.DataFrame({"row_number": people.index, "raw": people["name"].map(shortened), "reason": reasons})
    students = people[(reasons == "") & ~nobody]
    students = students.assign(name=students["name"].where(students["name"] != "", first_identifier(students)))
    return points_row, students, frame_of("ignored", left_out[reasons != ""]), problems


def _columns(
    names: list[str], grid: Grid, points_row: int | None, decimal_mark: str, known_codes: tuple[str, ...]
) -> pd.DataFrame:
    rows = []
    for name in names:
        title, points = points_in_header(name)
        note = ""
        if points_row is not None:
            text = grid.frame.loc[points_row, name].strip()
            number = read_number(text, decimal_mark)
            if number:
                points = number
            elif text:
                note = f"The row of points says '{shortened(text)}', which is not a number above 0."
        code = recognise_code(name, known_codes)
        rows.append(
            {
                "column_name": name,
                "title": title,
                "points_possible": points,
                "points_note": note,
                "standard_code": code,
                "standard_source": "title" if code else "",
                "needs_mapping": not code,
            }
        )
    return frame_of("columns", rows)
