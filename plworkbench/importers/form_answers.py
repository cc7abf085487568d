"""The answers to the questions of a form whose points stand beside them: records for the view of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.item_responses import NOT_ANSWERED
from plworkbench.importers.parsed import frame_of
from plworkbench.importers.score_cells import melt_scores, sort_score_cells

# '--' or '-- / --' stands beside a question that is not scored.
_NO_POINTS = re.compile(r"[-–—/\s]*")


def answers_to_questions(
    frame: pd.DataFrame,
    points: Mapping[str, str],
    about: pd.DataFrame,
    *,
    assessment: str,
    known_codes: tuple[str, ...],
    decimal_mark: str,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Return the answers of a form as records, the cells without an answer, and problems with points.

    Parameters
    ----------
    frame : DataFrame
        Text cells; the index is the physical row.
    points : mapping
        Header of each question to the header of the column that says what its answer earned.
    about : DataFrame
        student_row, date and attempt of each row of the frame.
    assessment : str
        Title of the form.
    known_codes : tuple of str
        Codes of the standards the workbench has, to find them in the questions.
    decimal_mark : {".", ","}
        The file's decimal mark.

    Returns
    -------
    records : DataFrame
        Rows of `item_responses` with the header of the question as `column_name`. Points that cannot be understood
        are missing, and a problem.
    ignored : DataFrame
        Cells of questions that were not answered.
    problems : list of Problem
        With the place of the points.

    Examples
    --------
    >>> frame = pd.DataFrame({"2 + 2?": ["4", "5"], "2 + 2? [Score]": ["1.00 / 1", "-- / --"]}, index=[2, 3])
    >>> about = pd.DataFrame({"student_row": [2, 3], "date": pd.Timestamp("2026-10-14"), "attempt": 1}, index=[2, 3])
    >>> records, _, _ = answers_to_questions(frame, {"2 + 2?": "2 + 2? [Score]"}, about, assessment="Sums",
    ...     known_codes=(), decimal_mark=".")
    >>> records[["item", "response", "score", "points_possible"]].to_numpy().tolist()
    [['2 + 2?', '4', 1.0, 1.0], ['2 + 2?', '5', nan, nan]]
    """
    cells = melt_scores(frame, list(points))
    beside = melt_scores(frame, list(points.values()))
    beside["raw"] = beside["raw"].where(~beside["raw"].str.fullmatch(_NO_POINTS), "").astype("str")
    scored, _, problems = sort_score_cells(beside.assign(points_possible=float("nan")), decimal_mark)
    cells = cells.assign(
        response=cells["raw"].str.strip(),
        score=scored["score"].reindex(cells.index),
        points_possible=scored["points_possible"].reindex(cells.index),
    )
    empty = (cells["response"] == "") & cells["score"].isna()
    questions = {header: " ".join(header.split()) for header in points}
    rows = cells[~empty]
    own = about.loc[rows["row_number"]]
    records = rows.assign(
        assessment=assessment,
        item=rows["column_name"].map(questions),
        standard_code=rows["column_name"].map({name: recognise_code(name, known_codes) for name in questions}),
        **{name: own[name].to_numpy() for name in about},
    )
    return frame_of("item_responses", records), cells[empty].assign(reason=NOT_ANSWERED), problems
