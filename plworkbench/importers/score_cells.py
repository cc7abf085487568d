"""Sort the score cells of a table into scores, ignored cells and problems: each cell into exactly one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.cells import score_texts
from plworkbench.importers.coded import coded, taken
from plworkbench.importers.damage import was_before
from plworkbench.importers.parsed import NO_SCORE, frame_of
from plworkbench.messages import problem


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
        One for each cell that cannot be understood, or that contradicts its column; and a remark on each score taken
        that is far above its points.
    """
    codes, texts = coded(cells["raw"])
    read = score_texts(texts, decimal_mark)
    own_points, is_percent = read["points_possible"].to_numpy()[codes], read["is_percent"].to_numpy()[codes]
    score, column_points = read["score"].to_numpy()[codes], cells["points_possible"].to_numpy()
    stated = ~np.isnan(column_points)
    differ = ~np.isnan(own_points) & ~is_percent & stated & (own_points != column_points)
    bad = (read["trouble"] != "").to_numpy()[codes] | differ
    blank = ((read["status"] == "") & (read["trouble"] == "")).to_numpy()[codes]
    result = cells.assign(
        score=np.where(is_percent & stated, score * column_points / 100, score),
        points_possible=np.where(stated, column_points, own_points),
        status=taken(codes, read["status"], cells.index),
    )
    scores = result[~blank & ~bad]
    ignored = frame_of("ignored", result.loc[blank, ["row_number", "column_name", "raw"]].assign(reason=NO_SCORE))
    return scores, ignored, [*_problems(cells, codes, read, bad), *_far_above(scores)]


def _problems(cells: pd.DataFrame, codes: np.ndarray, read: pd.DataFrame, bad: np.ndarray) -> list[Problem]:
    found = []
    texts = read[["trouble", "points_possible"]].iloc[codes[bad]]
    for row, column, raw, whole, trouble, own in zip(
        *(cells.loc[bad, name].tolist() for name in ("row_number", "column_name", "raw", "points_possible")),
        *(texts[name].tolist() for name in texts),
    ):
        where = {"row": row, "column": column, "value": raw}
        if not trouble:
            found.append(problem("other_points", **where, own=f"{own:g}", whole=f"{whole:g}"))
        elif was := was_before(raw):
            found.append(problem("excel_made_a_date", **where, was=was))
        else:
            found.append(problem(trouble, **where))
    return found


def _far_above(scores: pd.DataFrame) -> list[Problem]:
    """Return a remark for each score of more than twice the points possible: extra points are never that many."""
    far = scores[(scores["points_possible"] > 0) & (scores["score"] > 2 * scores["points_possible"])]
    return [
        problem("far_above_points", row=row, column=column, value=raw, score=f"{score:g}", points=f"{points:g}")
        for row, column, raw, score, points in far[
            ["row_number", "column_name", "raw", "score", "points_possible"]
        ].itertuples(index=False)
    ]
