"""From a score on a scale to a level of mastery."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plworkbench.mastery.scales import SCALES, Scale

SCALE_TOP = 4.0
"""The top of the 4-point scale; full marks are 4, no points are 0."""

HAIR = 1e-9
"""Scores this close below a half, or below a level, have reached it: 2.675 is stored as 2.67499..."""


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
    return np.sign(numbers) * np.floor(np.abs(numbers) * scale + 0.5 + HAIR) / scale


def rounded(score: nw.Expr, scale: Scale) -> nw.Expr:
    """Return a score, 0 or more, as it is reported: to two decimals, or to the step of the scale; halves go up.

    Written out, because `round` means another thing on every engine: 0.125 is 0.12 in pandas and 0.13 in DuckDB.
    """
    if scale.step is None:
        return (score * 100.0 + (0.5 + HAIR)).floor() / 100.0
    on_step = (score / scale.step + (0.5 + HAIR)).floor() * scale.step
    return (on_step * 1e6 + 0.5).floor() / 1e6  # three steps of 0.1 are 0.3 and not 0.30000000000000004


def level(score: nw.Expr, evidence_count: nw.Expr, scale: Scale, minimum_evidence: int) -> nw.Expr:
    """Return the level of a score, as `level_of` describes it."""
    named = nw.lit("beginning")
    for name, begins in scale.levels_from.items():
        if name != "beginning":
            named = nw.when(score >= begins - HAIR).then(nw.lit(name)).otherwise(named)
    enough = (evidence_count >= minimum_evidence) & ~score.is_null()
    named = nw.when(enough).then(named).otherwise(nw.lit("not enough evidence"))
    return nw.when(evidence_count > 0).then(named).otherwise(nw.lit("not recorded"))


def level_of(
    score: pd.Series, evidence_count: pd.Series, *, scale: Scale = SCALES["four_point"], minimum_evidence: int = 2
) -> pd.Series:
    """Name the level of each score, or say that there is too little evidence for one.

    Parameters
    ----------
    score : Series of float
        Scores on the scale, as reported; NaN where there is none.
    evidence_count : Series of int
        Pieces of evidence behind each score.
    scale : Scale, default the 4-point scale
        Says where each level begins (`Scale.levels_from`).
    minimum_evidence : int, default 2
        Fewer pieces than this give 'not enough evidence'; none at all gives 'not recorded'. Evidence that the rule
        makes no score of is 'not enough evidence' too.

    Returns
    -------
    Series of str
        Values of `plworkbench.schema.STATES`, with the index of `score`.

    Raises
    ------
    ValueError
        If the minimum is out of range.

    Examples
    --------
    >>> level_of(pd.Series([1.9, 2.0, 3.0, 3.5, 3.9, None]), pd.Series([3, 3, 3, 3, 1, 0])).tolist()
    ['beginning', 'developing', 'secure', 'extending', 'not enough evidence', 'not recorded']
    >>> level_of(pd.Series([60, 80.0]), pd.Series([3, 3]), scale=SCALES["percent"]).tolist()
    ['developing', 'secure']
    """
    if minimum_evidence < 1:
        raise ValueError(f"The minimum evidence is {minimum_evidence}; choose 1 or more pieces.")
    pairs = pd.DataFrame({"score": np.asarray(score, dtype=float), "count": np.asarray(evidence_count)})
    named = level(nw.col("score"), nw.col("count").fill_null(0), scale, minimum_evidence)
    found = nw.from_native(pairs).select(named.alias("level")).to_native()["level"]
    return pd.Series(found.to_numpy(), index=score.index, dtype="str")
