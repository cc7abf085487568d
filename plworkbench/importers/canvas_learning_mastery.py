"""The Learning Mastery export of Canvas: one row a student, two columns an outcome.

Layout (checked against Canvas's own source): 'Student name', 'Student ID', 'Student SIS ID', and for each outcome
'<group > ... > outcome> result' and '<the same> mastery points'. A result is Canvas's rollup of several pieces of
evidence, and the mastery points, the same in every row, are not what it is out of: they are where mastery begins.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_scores
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import SOURCE_CUT, ParsedFile, frame_of, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import fold_header, who
from plworkbench.importers.wide_parts import wide_file
from plworkbench.importers.wide_rows import columns_of, sort_rows

IMPORTER = "canvas_learning_mastery"
FORMAT_NAME = "Canvas Learning Mastery"
READS = RawTable
LOOKS_FOR = "Canvas Learning Mastery: Student name, Student SIS ID, and '... result' beside '... mastery points'"

_FIXED = {"student name": "name", "student id": "canvas_id", "student sis id": "sis_id"}
_OF_OUTCOME = re.compile(r"(?P<path>.*\S) (?P<what>result|mastery points)(?P<copy> \[[0-9]+\])?\s*", re.DOTALL)
_NO_SIS_ID = "N/A"


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is an export of Learning Mastery, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student name,Student ID,Student SIS ID,Ratios result,Ratios mastery points\nA,1,2,3,3\n"))
    1.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    outcomes = _outcomes(grid)
    return 1.0 if _roles(grid).keys() == set(_FIXED.values()) and (outcomes["cut_column"] != "").any() else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read an export of Learning Mastery.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in the paths of the outcomes.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> header = b"Student name,Student ID,Student SIS ID,Ratios > 6.RP.A.1 result,Ratios > 6.RP.A.1 mastery points"
    >>> parsed = parse(read_table(header + b"\nAmara Okafor,7,N/A,3.27,3\n"))
    >>> parsed.scores[["standard_code", "score", "kind"]].to_numpy().tolist()
    [['6.RP.A.1', 3.27, 'outcome rollup']]
    """
    grid = grid_of(raw)
    roles = _roles(grid)
    people = who(grid.frame, roles)
    people = people.assign(sis_id=people["sis_id"].where(people["sis_id"].str.upper() != _NO_SIS_ID, ""))
    points_row, people, ignored_rows, problems = sort_rows(grid, people, roles, raw.decimal_mark)
    outcomes = _outcomes(grid)
    names = outcomes["column_name"].tolist()
    titles = dict(zip(names, outcomes["title"], strict=True))
    columns = columns_of(names, grid, points_row, raw.decimal_mark, answers.known_codes, titles)
    codes = [
        recognise_code(title, answers.known_codes) or recognise_code(path, answers.known_codes)
        for title, path in zip(outcomes["title"], outcomes["path"], strict=True)
    ]
    cuts = [_cut(grid.frame.loc[people.index], column, raw.decimal_mark) for column in outcomes["cut_column"]]
    columns = columns.assign(
        standard_code=pd.Series(codes, dtype="str"),
        standard_source=pd.Series(["title" if code else "" for code in codes], dtype="str"),
        needs_mapping=[not code for code in codes],
        points_note=pd.Series(
            [
                note or _note(cut) if pd.isna(points) else note
                for note, cut, points in zip(columns["points_note"], cuts, columns["points_possible"], strict=True)
            ],
            dtype="str",
        ),
        assessment=outcomes["assessment"],
        kind="outcome rollup",
    )
    cut_columns = [name for name in outcomes["cut_column"] if name]
    used = {*roles.values(), *names, *cut_columns}
    parsed = wide_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        people=people,
        columns=columns,
        unused=[name for name in grid.frame.columns if name not in used],
        ignored=ignored_rows,
        problems=problems,
        answers=answers,
        # The scale is the outcome's own: results up to 4 may be out of 5.
        infers_points=False,
    )
    cut_rows = [{"row_number": grid.header_row, "column_name": name, "raw": name} for name in cut_columns]
    cut_ignored = frame_of("ignored", pd.DataFrame(cut_rows).assign(reason=SOURCE_CUT))
    return replace(parsed, ignored=joined("ignored", [parsed.ignored, cut_ignored]))


def _roles(grid: Grid) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in grid.frame.columns:
        role = _FIXED.get(fold_header(header))
        if role:
            found.setdefault(role, header)
    return found


def _outcomes(grid: Grid) -> pd.DataFrame:
    """Return one row a column of results: column_name, path, title, assessment, and cut_column, '' if it has none."""
    matches = {name: match for name in grid.frame.columns if (match := _OF_OUTCOME.fullmatch(name))}
    cuts = {
        (match["path"], match["copy"]): name for name, match in matches.items() if match["what"] == "mastery points"
    }
    rows = [
        {
            "column_name": name,
            "path": match["path"],
            "title": match["path"].rpartition(" > ")[2].strip(),
            "assessment": f"{' '.join(match['path'].split())}{match['copy'] or ''}",
            "cut_column": cuts.get((match["path"], match["copy"]), ""),
        }
        for name, match in matches.items()
        if match["what"] == "result"
    ]
    return pd.DataFrame(rows, columns=["column_name", "path", "title", "assessment", "cut_column"], dtype="str")


def _cut(frame: pd.DataFrame, column: str, decimal_mark: str) -> float | None:
    """Return the one number of a column of mastery points."""
    numbers = read_scores(frame[column], decimal_mark)["score"].dropna().unique() if column else []
    return float(numbers[0]) if len(numbers) == 1 else None


def _note(cut: float | None) -> str:
    note = "The file does not say out of how many points the results are."
    return note if cut is None else f"{note} At {cut:g} points Canvas counts the outcome as mastered."
