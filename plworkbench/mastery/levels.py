"""From a score on the 4-point scale to a level of mastery."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

SCALE_TOP = 4.0
"""The top of the mastery scale; full marks are 4, no points are 0."""


def round_half_away(values: ArrayLike, decimals: int = 2) -> np.ndarray:
    """Round as gradebooks do: halves go away from zero, not to the even neighbour.

    Parameters
    ----------
    values : array_like of float
        Any shape; NaN stays NaN.
    decimals : int, default 2
        Decimal places kept.

    Notes
    -----
    A billionth is added before cutting, so that 2.675, stored as 2.67499..., rounds to 2.68 as it reads on paper.

    Examples
    --------
    >>> round_half_away([0.125, 2.675, -0.125]).tolist()
    [0.13, 2.68, -0.13]
    """
    numbers = np.asarray(values, dtype=float)
    scale = 10.0**decimals
    return np.sign(numbers) * np.floor(np.abs(numbers) * scale + 0.5 + 1e-9) / scale


def level_of(
    score: pd.Series, evidence_count: pd.Series, *, cut_score: float = 3.0, minimum_evidence: int = 2
) -> pd.Series:
    """Name the level of each score, or say that there is too little evidence for one.

    Parameters
    ----------
    score : Series of float
        Scores on 0..4; NaN where there is none.
    evidence_count : Series of int
        Pieces of scored evidence behind each score.
    cut_score : float, default 3.0
        The score from which a standard counts as mastered, 1 <= cut_score <= 4. One point below it begins
        'developing'; half of the way from it to 4 begins 'extending'.
    minimum_evidence : int, default 2
        Fewer pieces than this give 'not enough evidence'; none at all gives 'not recorded'.

    Returns
    -------
    Series of str
        Values of `plworkbench.schema.STATES`, with the index of `score`.

    Raises
    ------
    ValueError
        If the cut score or the minimum is out of range.

    Examples
    --------
    >>> level_of(pd.Series([1.9, 2.0, 3.0, 3.5, 3.9, None]), pd.Series([3, 3, 3, 3, 1, 0])).tolist()
    ['beginning', 'developing', 'secure', 'extending', 'not enough evidence', 'not recorded']
    """
    if not 1 <= cut_score <= SCALE_TOP:
        raise ValueError(f"The cut score is {cut_score:g}; choose one from 1 to {SCALE_TOP:g}.")
    if minimum_evidence < 1:
        raise ValueError(f"The minimum evidence is {minimum_evidence}; choose 1 or more pieces.")
    levels = np.select(
        [
            score.isna() | (evidence_count == 0),
            evidence_count < minimum_evidence,
            score >= (cut_score + SCALE_TOP) / 2,
            score >= cut_score,
            score >= cut_score - 1,
        ],
        ["not recorded", "not enough evidence", "extending", "secure", "developing"],
        default="beginning",
    )
    return pd.Series(levels, index=score.index, dtype="str")
