"""Dates in a table with one student a row: a row of them under the header, or a column of them beside the scores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from plworkbench.importers.grid import Grid
from plworkbench.importers.parsed import NOT_A_STUDENT, ParsedFile, frame_of
from plworkbench.importers.roster import fold_header

DATE_ROW = {"date", "dates", "fecha", "datum", "date due", "due", "due date", "due dates", "fecha de entrega"}
"""What stands, folded, in the first cell of a row of dates."""

DATES = ("date_assessed", "date_due", "date_submitted")
"""The roles of columns of dates."""

_DUE = re.compile(r"\bdue\b|entrega")
_DIGIT = re.compile(r"[0-9]")


def rows_called(grid: Grid, roles: Mapping[str, str], words: set[str]) -> list[int]:
    """Return the rows whose first cell is one of the words, with nothing else that names a student."""
    first, *others = dict.fromkeys([grid.frame.columns[0], *roles.values()])
    called = grid.frame[first].map(fold_header).isin(words)
    for header in others:
        called &= grid.frame[header].str.strip() == ""
    return [int(row) for row in grid.frame.index[called]]


def date_cells(grid: Grid, rows: list[int], names: list[str]) -> dict[str, pd.Series]:
    """Return the date of each column as `dates_of` takes it; words such as 'No due date' are none."""
    return {
        name: pd.Series([text], index=[row], name=name, dtype="str")
        for row in rows[:1]
        for name in names
        if _DIGIT.search(text := grid.frame.loc[row, name])
    }


def role_of_row(grid: Grid, rows: list[int]) -> str:
    """Return which dates a row holds, by its first cell."""
    return "date_due" if rows and _DUE.search(fold_header(grid.frame.iloc[:, 0][rows[0]])) else "date_assessed"


def date_rows_ignored(rows: list[int], role: str) -> pd.DataFrame:
    """Return rows of dates of some role as rows of `ParsedFile.ignored`."""
    return frame_of(
        "ignored",
        [
            {"row_number": row, "raw": "Date", "reason": f"{NOT_A_STUDENT}: {role.partition('_')[2]} dates"}
            for row in rows
        ],
    )


def dated_by_row(parsed: ParsedFile, days: Mapping[str, pd.DataFrame]) -> ParsedFile:
    """Return a file in which each score has the dates of its row.

    Parameters
    ----------
    parsed : ParsedFile
        The file, one student a row.
    days : mapping of str to DataFrame
        Role to what `dates_of` read in its column.
    """
    rows = parsed.scores["row_number"]
    own = {role: read["day"].reindex(rows).to_numpy() for role, read in days.items()}
    return replace(parsed, scores=parsed.scores.assign(**own))
