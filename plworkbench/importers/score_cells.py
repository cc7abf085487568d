"""Sort the score cells of a table into scores, ignored cells and problems: each cell into exactly one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.cells import NOT_A_SCORE_CURE, read_scores
from plworkbench.importers.parsed import NO_SCORE, frame_of


def melt_scores(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return one row per cell of the given columns: row_number, column_name, raw, sequence (place of the column).

    Examples
    --------
    >>> cells = melt_scores(pd.DataFrame({"Quiz": ["8", ""]}, index=[2, 3]), ["Quiz"])
    >>> cells[["row_number", "column_name", "raw", "sequence"]].to_numpy().tolist()
    [[2, 'Quiz', '8', 0], [3, 'Quiz', '', 0]]
    """
    rows, width = len(frame), len(columns)
    names = pd.Categorical.from_codes(np.tile(np.arange(width), rows), categories=columns)
    return pd.DataFrame(
        {
            "row_number": np.repeat(frame.index.to_numpy(), width),
            "column_name": pd.Series(names).astype("str"),
            "raw": pd.Series(frame[columns].to_numpy().ravel(), dtype="str"),
            "sequence": np.tile(np.arange(width), rows),
        }
    )


def sort_score_cells(cells: pd.DataFrame, decimal_mark: str) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Understand every cell.

    Parameters
    ----------
    cells : DataFrame
        row_number, column_name, raw, and points_possible of the column (missing if the file does not say).
    decimal_mark : {".", ","}
        The file's decimal mark.

    Returns
    -------
    scores : DataFrame
        The cells taken, with score, points_possible and status. '80%' of a column out of 10 is 8; '8/10' states its
        own points.
    ignored : DataFrame
        The empty cells.
    problems : list of Problem
        One for each cell that cannot be understood, or that contradicts its column.
    """
    read = read_scores(cells["raw"], decimal_mark)
    column_points = cells["points_possible"]
    own_points = read["points_possible"]
    differ = own_points.notna() & ~read["is_percent"] & column_points.notna() & (own_points != column_points)
    own, whole = (points.map("{:g}".format).astype("str") for points in (own_points, column_points))
    contradiction = "the cell says out of " + own + ", its column says " + whole + "."
    trouble = read["trouble"].mask(differ, contradiction)
    rescaled = read["is_percent"] & column_points.notna()
    result = cells.assign(
        score=read["score"].mask(rescaled, read["score"] * column_points / 100),
        points_possible=column_points.where(column_points.notna(), own_points),
        status=read["status"],
    )
    blank = (read["status"] == "") & (trouble == "")
    ignored = frame_of("ignored", result.loc[blank, ["row_number", "column_name", "raw"]].assign(reason=NO_SCORE))
    bad = cells.assign(trouble=trouble).loc[trouble != "", ["row_number", "column_name", "raw", "trouble"]]
    problems = [
        Problem(text, NOT_A_SCORE_CURE, row=int(row), column=column, value=raw)
        for row, column, raw, text in bad.itertuples(index=False)
    ]
    return result[~blank & (trouble == "")], ignored, problems
