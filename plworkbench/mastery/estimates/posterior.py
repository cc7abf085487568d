"""From what is known on the scale of log-odds to proportions: mean, interval, chance of reaching a mark.

Everywhere in this package the log-odds of a point are taken as normal, so a proportion is logit-normal: it stays
between 0 and 1, and its interval is wider toward the middle than toward the end.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr, ndtri

SOFTENING = np.pi / 8

MOST = 9.0
"""No more variance of log-odds than this is read from a proportion: from 1 to 99 of 100 for somebody at 50."""


def soften(variance: ArrayLike) -> np.ndarray:
    """Return by how much uncertainty pulls log-odds toward even: expit(mean * soften(variance)) is the mean share.

    Notes
    -----
    MacKay, D. J. C. (1992). The evidence framework applied to classification networks. Neural Computation 4,
    720-736. The error is at most .013 for a standard deviation up to 3, against numerical integration.
    """
    return 1 / np.sqrt(1 + SOFTENING * np.asarray(variance, dtype=float))


def logistic_mean(mean: ArrayLike, variance: ArrayLike) -> np.ndarray:
    """Return the mean proportion when the log-odds are normal.

    Examples
    --------
    >>> logistic_mean([0.0, 2.0, 2.0], [9.0, 0.0, 1.0]).round(2).tolist()
    [0.5, 0.88, 0.84]
    """
    return expit(np.asarray(mean, dtype=float) * soften(variance))


def moments_of(mean: ArrayLike, variance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of the proportion when the log-odds are normal, by numerical integration.

    Notes
    -----
    Gauss-Hermite quadrature with 31 nodes: right to .001 for a standard deviation of log-odds up to 4.

    Examples
    --------
    >>> share, variance = moments_of([0.0, 2.0], [9.0, 1.0])
    >>> share.round(3).tolist(), variance.round(3).tolist()
    ([0.5, 0.845], [0.135, 0.016])
    """
    nodes, weights = _normal()
    mean, spread = np.asarray(mean, dtype=float), np.sqrt(np.asarray(variance, dtype=float))
    shares = expit(mean[..., None] + spread[..., None] * nodes)
    first = shares @ weights
    return first, np.maximum((shares - first[..., None]) ** 2 @ weights, 0.0)


def log_odds_with(mean: ArrayLike, share: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of normal log-odds for a proportion with this mean and this share of p (1 - p).

    Parameters
    ----------
    mean : array_like of float
        Mean p of the proportion; kept between .002 and .998.
    share : array_like of float
        Variance of the proportion / (p (1 - p)), 0..1. What would need more variance of log-odds than `MOST` gets that.

    Notes
    -----
    The inverse of `moments_of`, read off a table made once: the mean is right to .0001, the share to .005.

    Examples
    --------
    >>> log_odds, variance = log_odds_with([0.9], [0.1])
    >>> share, spread = moments_of(log_odds, variance)
    >>> share.round(2).tolist(), (spread / 0.09).round(2).tolist()
    ([0.9], [0.1])
    """
    rows, columns, table = _inverse()
    wanted = logit(np.clip(np.asarray(mean, dtype=float), 0.002, 0.998))
    at = np.interp(np.abs(wanted), rows, np.arange(len(rows)))
    to = np.interp(np.asarray(share, dtype=float), columns, np.arange(len(columns)))
    i, j = np.minimum(at.astype(int), len(rows) - 2), np.minimum(to.astype(int), len(columns) - 2)
    a, b = at - i, to - j
    found = (
        (1 - a) * ((1 - b) * table[:, i, j] + b * table[:, i, j + 1])
        + a * ((1 - b) * table[:, i + 1, j] + b * table[:, i + 1, j + 1])
    )  # fmt: skip
    return np.sign(wanted) * found[0], found[1]


@cache
def _normal() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(31)
    return nodes, weights / weights.sum()


@cache
def _inverse() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log-odds of a mean, shares, and a table of the mean and the variance of log-odds that have them."""
    rows, variances = np.linspace(0, logit(0.998), 64), np.append(0.0, np.geomspace(0.005, MOST, 60))
    columns = np.linspace(0, 1, 161) ** 2
    goal, variance = np.meshgrid(rows, variances, indexing="ij")
    nodes, weights = _normal()
    log_odds = goal / soften(variance)
    for _ in range(8):  # Newton's steps from the approximation
        shares = expit(log_odds[..., None] + np.sqrt(variance)[..., None] * nodes)
        log_odds = log_odds + (expit(goal) - shares @ weights) / ((shares * (1 - shares)) @ weights)
    mean, spread = moments_of(log_odds, variance)
    share = spread / (mean * (1 - mean))
    table = np.array([[np.interp(columns, share[at], what[at]) for at in range(len(rows))]
                      for what in (log_odds, variance)])  # fmt: skip
    return rows, columns, table


def estimate_of(known: pd.DataFrame, interval: float = 0.9) -> dict[str, np.ndarray]:
    """Return the mean proportion and the ends of the central interval.

    Parameters
    ----------
    known : DataFrame
        Columns log_odds and variance.
    interval : float, default 0.9
        Share of the probability inside. Where the distribution is so lopsided that its mean lies beyond an end, the
        interval reaches to the mean.

    Returns
    -------
    dict
        estimate, low, high: proportions 0..1.
    """
    mean, variance = (known[name].to_numpy(dtype=float) for name in ("log_odds", "variance"))
    reach = ndtri((1 + interval) / 2) * np.sqrt(variance)
    estimate = moments_of(mean, variance)[0]
    low, high = np.minimum(expit(mean - reach), estimate), np.maximum(expit(mean + reach), estimate)
    return {"estimate": estimate, "low": low, "high": high}


def chance_of_reaching(mean: ArrayLike, variance: ArrayLike, proportion: float) -> np.ndarray:
    """Return the probability that the proportion is at least as high as a mark.

    Parameters
    ----------
    mean, variance : array_like of float
        Of the log-odds; variance above 0.
    proportion : float
        The mark. Everybody reaches 0, and nobody what lies above 1; full marks themselves are read as .995, because
        nobody is expected to earn every point for ever.

    Examples
    --------
    >>> chance_of_reaching([1.0, 1.0], [0.25, 0.25], 0.75).round(2).tolist()
    [0.42, 0.42]
    """
    mean, spread = np.asarray(mean, dtype=float), np.sqrt(np.asarray(variance, dtype=float))
    if proportion <= 0:
        return np.ones_like(mean)
    if proportion > 1:
        return np.zeros_like(mean)
    return ndtr((mean - logit(min(proportion, 0.995))) / spread)


def check_interval(interval: float) -> None:
    """Refuse an interval that is none.

    Raises
    ------
    ValueError
        Unless it lies between 0 and 1.
    """
    if not 0 < interval < 1:
        raise ValueError(f"The interval is {interval!r}; choose a share between 0 and 1, such as 0.9.")
