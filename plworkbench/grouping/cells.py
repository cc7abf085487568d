"""The cells of a mastery frame that a grouping looks at, as arrays in the order of the students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.errors import Problem, SchemaError
from plworkbench.schema import STATES

NOT_RECORDED = STATES[0]


@dataclass(frozen=True)
class Cells:
    """Scores and levels of mastery.

    Parameters
    ----------
    scores : ndarray of float, shape (n_students, n_standards)
        0..4; NaN if there is no score.
    levels : ndarray of str, shape (n_students, n_standards)
        A value of `plworkbench.schema.STATES`.
    """

    scores: np.ndarray
    levels: np.ndarray


def mastery_cells(mastery: pd.DataFrame, student_keys: Sequence[str], standard_codes: Sequence[str]) -> Cells:
    """Return the cells of the named students and standards; a cell the frame lacks is "not recorded".

    Parameters
    ----------
    mastery : DataFrame
        One row for each student_key x standard_code, with score (0..4, NaN if none) and level. Nothing else is read.
    student_keys : sequence of str
        The students, in the order of the rows of the answer.
    standard_codes : sequence of str
        The standards, in the order of the columns of the answer.

    Raises
    ------
    SchemaError
        If a column is absent, a cell is there twice, or a score is no finite number.

    Examples
    --------
    >>> columns = ["student_key", "standard_code", "score", "level"]
    >>> mastery = pd.DataFrame([["a", "6.G", 2.5, "developing"]], columns=columns)
    >>> mastery_cells(mastery, ["a", "b"], ["6.G"]).levels.tolist()
    [['developing'], ['not recorded']]
    """
    scores = np.full((len(student_keys), len(standard_codes)), np.nan)
    levels = np.full(scores.shape, NOT_RECORDED, dtype=object)
    if not len(standard_codes):
        return Cells(scores, levels)
    needed = ("student_key", "standard_code", "score", "level")
    require_columns(mastery, "mastery", needed)
    row = pd.Index(student_keys).get_indexer(mastery["student_key"].astype("str"))
    column = pd.Index(standard_codes).get_indexer(mastery["standard_code"].astype("str"))
    named = np.flatnonzero((row >= 0) & (column >= 0))
    row, column = row[named], column[named]
    problems = []
    places, times = np.unique(row * len(standard_codes) + column, return_counts=True)
    if twice := int((times > 1).sum()):
        message = f"{twice} of its cells, of {len(places)}, are there more than once."
        problems.append(Problem(message, "Keep one row for each student and standard."))
    found = pd.to_numeric(mastery["score"].iloc[named], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if infinite := int(np.isinf(found).sum()):
        message = "1 score is infinite." if infinite == 1 else f"{infinite} scores are infinite."
        problems.append(Problem(message, "Use a score from 0 to 4, or none.", column="score"))
    if problems:
        raise SchemaError("The mastery table cannot be used; nothing was changed.", problems)
    scores[row, column] = found
    states = mastery["level"].iloc[named].astype("object")
    levels[row, column] = states.where(states.isin(STATES), NOT_RECORDED).to_numpy()
    return Cells(scores, levels)


def require_columns(frame: pd.DataFrame, table: str, columns: Sequence[str]) -> None:
    """Raise SchemaError listing every one of the columns that the frame lacks.

    Examples
    --------
    >>> require_columns(pd.DataFrame(columns=["student_key"]), "students", ["student_key", "name"])
    Traceback (most recent call last):
    ...
    plworkbench.errors.SchemaError: The table 'students' cannot be used; nothing was changed.
    - Column 'name': it is absent. Add it.
    """
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise SchemaError(
            f"The table '{table}' cannot be used; nothing was changed.",
            [Problem("it is absent.", "Add it.", column=column) for column in absent],
        )
