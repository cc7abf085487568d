"""Responses: what the estimators learn from. One row is one response of a student to something of a standard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from plworkbench.mastery.ordering import CELL, order_evidence
from plworkbench.mastery.pieces import QUESTION
from plworkbench.mastery.scoring import Scoring

COLUMNS = [*CELL, "assessment", "date", "points_possible", "proportion"]


def responses_from(evidence: pd.DataFrame, scoring: Scoring | None = None) -> pd.DataFrame:
    """Return the responses that evidence holds, oldest first.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.
    scoring : Scoring, optional
        Which day orders, and whether missing work counts as 0. The rule, and what it drops, play no part.

    Returns
    -------
    DataFrame
        student_key, standard_code, assessment, date, points_possible, proportion (0..1; extra credit is full marks).
        Excused work, work not assigned and points out of nothing are left out. The questions of one quiz are one
        response: they were answered in one sitting, and say less than as many quizzes.

    Examples
    --------
    >>> from plworkbench.schema import empty_frame
    >>> responses_from(empty_frame("evidence")).empty
    True
    """
    scoring = scoring or Scoring()
    ordered = order_evidence(evidence, scoring.order_by)
    possible = ordered["points_possible"].astype("float64")
    proportion = (ordered["score"].astype("float64") / possible.where(possible > 0)).clip(0, 1)
    proportion = proportion.where(ordered["status"] == "scored")
    if scoring.missing == "counts as 0":
        proportion = proportion.mask(ordered["status"] == "missing", 0.0)
        possible = possible.where(possible > 0).fillna(possible.where(possible > 0).median()).fillna(1.0)
    ordered = ordered.assign(proportion=proportion, points_possible=possible)
    return _pool_questions(ordered[ordered["proportion"].notna()])[COLUMNS].reset_index(drop=True)


def _pool_questions(ordered: pd.DataFrame) -> pd.DataFrame:
    question = ordered["kind"] == QUESTION if "kind" in ordered else pd.Series(False, index=ordered.index)
    if not question.any():
        return ordered
    ordered = ordered.assign(_row=np.arange(len(ordered)))
    questions = ordered[question].assign(_points=lambda rows: rows["proportion"] * rows["points_possible"])
    quizzes = questions.groupby([*CELL, "assessment", "attempt"], sort=False, dropna=False).agg(
        date=("date", "first"), points_possible=("points_possible", "sum"), _points=("_points", "sum"),
        _row=("_row", "first"),
    ).reset_index()  # fmt: skip
    quizzes["proportion"] = quizzes["_points"] / quizzes["points_possible"]
    return pd.concat([ordered[~question], quizzes]).sort_values("_row", kind="stable")


class Layout:
    """Responses as arrays of numbers: who answered what, and in which place.

    Parameters
    ----------
    responses : DataFrame
        See `Estimator.fit`. Rows are put in order of the column place, if there is one.
    standards, students : Index, optional
        Codes and keys that are known already; others get the number -1. By default those found.

    Attributes
    ----------
    proportion, points : ndarray of float
        Of each response, in order; points possible are 1 where nothing says otherwise.
    student, standard, cell : ndarray of int
        Numbers of what each response belongs to. A cell is a student and a standard.
    place : ndarray of int
        How many responses of the same cell came before.
    cell_student, cell_standard, cell_count : ndarray of int
        Of each cell.
    given : ndarray of int
        Where each row of the frame stands in the order; `result[given]` is in the order of the frame.
    """

    def __init__(
        self, responses: pd.DataFrame, standards: pd.Index | None = None, students: pd.Index | None = None
    ) -> None:
        responses, self.given = _in_order(_checked(responses))
        self.frame = responses
        self.proportion = responses["proportion"].to_numpy(dtype=float)
        self.points = np.ones(len(responses))
        if "points_possible" in responses:
            points = responses["points_possible"].to_numpy(dtype=float)
            self.points = np.where(points > 0, points, 1.0)
        self.student, self.students = _numbers(responses["student_key"], students)
        self.standard, self.standards = _numbers(responses["standard_code"], standards)
        # Unknown ones need a number of their own to tell cells apart.
        own_student = self.student if students is None else pd.factorize(responses["student_key"])[0]
        own_standard = self.standard if standards is None else pd.factorize(responses["standard_code"])[0]
        self.cell, pair = pd.factorize(own_student.astype(np.int64) * (own_standard.max(initial=0) + 1) + own_standard)
        self.rows = np.argsort(self.cell, kind="stable")
        self.cell_count = np.bincount(self.cell, minlength=len(pair))
        self.start = np.cumsum(self.cell_count) - self.cell_count
        first = self.rows[self.start]
        self.cell_student, self.cell_standard = self.student[first], self.standard[first]
        self.place = np.empty(len(responses), dtype=np.int64)
        self.place[self.rows] = np.arange(len(responses)) - np.repeat(self.start, self.cell_count)

    def __len__(self) -> int:
        return len(self.proportion)

    @property
    def cells(self) -> int:
        """How many cells have a response."""
        return len(self.cell_count)

    def sum_cells(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of a value a response over each cell."""
        return np.bincount(self.cell, values, minlength=self.cells)

    def steps(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Walk through all cells at once: yields place, the cells that have such a response, and their rows."""
        by_length = np.argsort(-self.cell_count, kind="stable")
        lengths = -self.cell_count[by_length]
        for place in range(int(self.cell_count.max(initial=0))):
            cells = by_length[: np.searchsorted(lengths, -place, side="left")]
            yield place, cells, self.rows[self.start[cells] + place]

    def followed(self, most: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of responses that follow each other in a cell: the earlier ones, and the later ones.

        With `most`, about so many of them, spread evenly.
        """
        again = np.flatnonzero(self.place[self.rows[1:]] > 0)
        if most is not None:
            again = again[:: max(len(again) // most, 1)]
        return self.rows[again], self.rows[again + 1]

    def cell_of(self, pairs: pd.DataFrame) -> np.ndarray:
        """Return the number of the cell of each pair, -1 where it has no response."""
        index = pd.MultiIndex.from_arrays([self.cell_student, self.cell_standard])
        wanted = [self.students.get_indexer(pairs["student_key"]), self.standards.get_indexer(pairs["standard_code"])]
        return index.get_indexer(pd.MultiIndex.from_arrays(wanted))


def _numbers(keys: pd.Series, known: pd.Index | None) -> tuple[np.ndarray, pd.Index]:
    if known is not None:
        return known.get_indexer(keys), known
    codes, found = pd.factorize(keys)
    return codes, pd.Index(found)


def _in_order(responses: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    given = np.arange(len(responses))
    if "place" not in responses or responses["place"].is_monotonic_increasing:
        return responses, given
    order = np.argsort(responses["place"].to_numpy(), kind="stable")
    given[order] = np.arange(len(order))
    return responses.iloc[order], given


def _checked(responses: pd.DataFrame) -> pd.DataFrame:
    if absent := [name for name in (*CELL, "proportion") if name not in responses]:
        raise ValueError(
            f"The responses have no column {', '.join(absent)}. Give student_key, standard_code, proportion."
        )
    if responses.empty:
        raise ValueError("There are no responses to learn from. Give at least one.")
    proportion = responses["proportion"].to_numpy(dtype=float)
    if not ((proportion >= 0) & (proportion <= 1)).all():
        raise ValueError(
            "A proportion is empty, below 0 or above 1. Leave responses without a score out; cut the rest."
        )
    return responses
