"""Calibration: whether what was expected is what came."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtri

COLUMNS = ["from", "to", "predicted", "observed", "low", "high", "count"]


def calibration(predicted: ArrayLike, observed: ArrayLike, bins: int = 10) -> pd.DataFrame:
    """Compare expected proportions with those observed, in bins of equal width.

    Parameters
    ----------
    predicted : array_like of float
        Expected proportions, 0..1. Pairs in which either is NaN are left out.
    observed : array_like of float
        What came: proportions 0..1, right answers as 1.
    bins : int, default 10
        How many bins 0..1 is cut into.

    Returns
    -------
    DataFrame
        One row a bin that has any: from, to (its limits), predicted and observed (means), low and high (95 % interval
        of the mean observed, by Wilson's score), count.

    Notes
    -----
    A reliability diagram: Murphy, A. H., & Winkler, R. L. (1977). Reliability of subjective probability forecasts of
    precipitation and temperature. Applied Statistics 26, 41-47. Interval: Wilson, E. B. (1927). JASA 22, 209-212; it is
    for right and wrong answers, and on the wide side for proportions.

    Examples
    --------
    >>> calibration([0.12, 0.18, 0.94], [0, 0.5, 1])[["predicted", "observed", "count"]].values.tolist()
    [[0.15, 0.25, 2.0], [0.94, 1.0, 1.0]]
    """
    predicted, observed = np.asarray(predicted, dtype=float), np.asarray(observed, dtype=float)
    if predicted.shape != observed.shape:
        raise ValueError(f"{predicted.size} expected and {observed.size} observed proportions do not go together.")
    if bins < 1:
        raise ValueError(f"{bins} bins cannot be made; choose 1 or more.")
    both = ~(np.isnan(predicted) | np.isnan(observed))
    predicted, observed = predicted[both], observed[both]
    if ((predicted < 0) | (predicted > 1)).any():
        raise ValueError("An expected proportion is below 0 or above 1.")
    place = np.minimum((predicted * bins).astype(np.int64), bins - 1)
    table = pd.DataFrame({"bin": place, "predicted": predicted, "observed": observed}).groupby("bin").agg(
        predicted=("predicted", "mean"), observed=("observed", "mean"), count=("observed", "size")
    ).reset_index()  # fmt: skip
    z2 = ndtri(0.975) ** 2
    n, share = table["count"], table["observed"]
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    table["low"], table["high"] = (middle - reach).clip(0, 1), (middle + reach).clip(0, 1)
    table["from"], table["to"] = table["bin"] / bins, (table["bin"] + 1) / bins
    return table[COLUMNS]


def expected_calibration_error(table: pd.DataFrame) -> float:
    """Return by how much expected and observed proportions differ on average over all responses; 0 is best.

    Parameters
    ----------
    table : DataFrame
        As `calibration` returns it.

    Notes
    -----
    Naeini, M. P., Cooper, G. F., & Hauskrecht, M. (2015). Obtaining well calibrated probabilities using Bayesian
    binning. Proceedings of AAAI, 2901-2907.

    Examples
    --------
    >>> round(expected_calibration_error(calibration([0.2, 0.2, 0.8, 0.8], [0, 0, 1, 1])), 3)
    0.2
    """
    if table.empty:
        return float("nan")
    return float(np.average((table["predicted"] - table["observed"]).abs(), weights=table["count"]))
