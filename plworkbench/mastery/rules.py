"""Scoring rules: how several pieces of evidence on one standard become one score.

Every rule here is a set of weights on the pieces, oldest first, so one function serves the summary of a class and
the explanation of a single cell: the score is always the sum of weight x score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.mastery.levels import SCALE_TOP

CELL = ["student_key", "standard_code"]


@dataclass(frozen=True)
class Rule:
    """A scoring rule.

    Parameters
    ----------
    name : str
        The rule's name in code and settings.
    label : str
        Its name on screen.
    meaning : str
        One sentence a teacher can repeat to a parent.
    weights : callable
        From the counted pieces (with columns score_of_4, place from the oldest and count in the cell) and the
        weight of the latest piece, to one weight a piece.
    """

    name: str
    label: str
    meaning: str
    weights: Callable[[pd.DataFrame, float], pd.Series]


def _highest(pieces: pd.DataFrame, latest_weight: float) -> pd.Series:
    # Of equal highest scores the latest one stands for them, so that exactly one piece has the weight 1.
    best = pieces.sort_values(["score_of_4", "place"]).groupby(CELL, sort=False).tail(1).index
    return pd.Series(pieces.index.isin(best).astype(float), index=pieces.index)


def _latest(pieces: pd.DataFrame, latest_weight: float) -> pd.Series:
    return (pieces["place"] == pieces["count"] - 1).astype(float)


def _mean(pieces: pd.DataFrame, latest_weight: float) -> pd.Series:
    return 1.0 / pieces["count"]


def _decaying_average(pieces: pd.DataFrame, latest_weight: float) -> pd.Series:
    # The recursion  s_k = w x_k + (1 - w) s_(k-1),  s_0 = x_0,  written out as weights.
    fading = np.power(1.0 - latest_weight, pieces["count"] - 1.0 - pieces["place"])
    return fading.where(pieces["place"] == 0, fading * latest_weight)


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "decaying_average",
            "Recent work counts more",
            "Each new piece of work counts 65 % and everything before it 35 %.",
            _decaying_average,
        ),
        Rule("latest", "Most recent", "Only the most recent piece of work counts.", _latest),
        Rule("highest", "Highest", "Only the best piece of work counts.", _highest),
        Rule("mean", "Average", "Every piece of work counts the same.", _mean),
    )
}
"""The scoring rules by name. The decaying average is the recursive one that Canvas calls 'Decaying Average' since
2024; what Canvas called so before is a weighted average of the latest piece and the mean of the rest."""


def order_evidence(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence oldest first, with the day that orders it in `date`, and which day that is in `date_kind`.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.

    Returns
    -------
    DataFrame
        The same rows. The day is the day assessed, else handed in, else due; `date_kind` says which of them:
        'assessed', 'handed in', 'due', or '' for none. A piece without any of them counts as oldest; pieces of one day
        keep the order of their source, and a retake comes after its first try.
    """
    day, kind = evidence["date_assessed"], pd.Series("assessed", index=evidence.index, dtype="str")
    for name, words in (("date_submitted", "handed in"), ("date_due", "due")):
        kind = kind.mask(day.isna(), words)
        day = day.fillna(evidence[name])
    kind = kind.mask(day.isna(), "")
    return evidence.assign(date=day, date_kind=kind).sort_values(
        ["date", "sequence", "attempt"], na_position="first", kind="stable"
    )


def weigh_evidence(
    evidence: pd.DataFrame, rule: str = "decaying_average", *, latest_weight: float = 0.65
) -> pd.DataFrame:
    """Return each piece of evidence with the weight it has in its student's score, or why it has none.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence', any number of students and standards.
    rule : str, default "decaying_average"
        A name in `RULES`.
    latest_weight : float, default 0.65
        What the latest piece counts under the decaying average, 0 < latest_weight <= 1.

    Returns
    -------
    DataFrame
        The same rows, oldest first, with four columns more: `date`; `score_of_4` (score / points possible x 4, kept
        within 0..4 so that extra credit is full marks); `weight` (0..1, sums to 1 in each cell with any scored piece);
        `left_out_because` ('' when it counts).

    Raises
    ------
    ValueError
        If there is no such rule, or the weight is out of range.

    Examples
    --------
    >>> evidence = pd.DataFrame({
    ...     "student_key": "s1", "standard_code": "6.RP.A.1", "date_assessed": pd.NaT, "date_submitted": pd.NaT,
    ...     "date_due": pd.NaT, "score": [2.0, 3.0, 4.0], "points_possible": 4.0, "status": "scored",
    ...     "sequence": [0, 1, 2], "attempt": 1})
    >>> weigh_evidence(evidence)["weight"].round(4).tolist()
    [0.1225, 0.2275, 0.65]
    """
    if rule not in RULES:
        raise ValueError(f"There is no scoring rule '{rule}'. Choose one of {', '.join(RULES)}.")
    if not 0 < latest_weight <= 1:
        raise ValueError(f"The weight of the latest piece is {latest_weight:g}; choose one above 0 and up to 1.")
    pieces = order_evidence(evidence).reset_index(drop=True)
    possible = pieces["points_possible"].where(pieces["points_possible"] > 0)
    pieces["score_of_4"] = (pieces["score"] / possible).clip(0, 1) * SCALE_TOP
    pieces["left_out_because"] = np.select(
        [
            pieces["status"] != "scored",
            pieces["score"].isna(),
            possible.isna(),
        ],
        [pieces["status"], "no score", "points possible unknown"],
        default="",
    )
    counted = pieces[pieces["left_out_because"] == ""]
    cells = counted.groupby(CELL, sort=False)["score_of_4"]
    counted = counted.assign(place=cells.cumcount(), count=cells.transform("size"))
    pieces["weight"] = RULES[rule].weights(counted, latest_weight).reindex(pieces.index, fill_value=0.0)
    return pieces
