"""Following cells through time: how a cell deviates now, when what a student knows may change from piece to piece.

A local-level model: between two pieces the deviation may move, by a variance called drift. Filtered forward, all cells
at once, as a Kalman filter on log-odds (West, Harrison & Migon, 1985, Dynamic generalized linear models and Bayesian
forecasting, JASA 80, 73-83). With drift, older pieces count less, as much as the data ask for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from plworkbench.mastery.estimates.posterior import soften
from plworkbench.mastery.estimates.responses import Layout

DRIFTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""The drifts that are tried: variance of log-odds from one piece to the next."""


@dataclass(frozen=True)
class Followed:
    """Where each cell stands after its last response.

    Parameters
    ----------
    deviation, variance : ndarray of float, shape (n_cells,)
        Of the log-odds.
    heeded : ndarray of float, shape (n_cells, n_features)
        Features of the responses, averaged as the filter has weighed them: by so much the deviation has already
        answered for an error in the coefficients of those features.
    fit : float
        Logarithm of the likelihood of the responses, each predicted from those before it.
    """

    deviation: np.ndarray
    variance: np.ndarray
    heeded: np.ndarray
    fit: float


def follow(
    layout: Layout,
    fixed: np.ndarray,
    scatter: np.ndarray,
    start: float,
    drift: float,
    features: np.ndarray | None = None,
) -> Followed:
    """Filter the responses of every cell, oldest first.

    Parameters
    ----------
    layout : Layout
        The responses.
    fixed, scatter : ndarray of float, shape (n_responses,)
        Log-odds without the deviation, and scatter, of each response.
    start, drift : float
        Variance of the deviation at the first response, and what is added before each further one.
    features : ndarray of float, optional
        Shape (n_responses, n_features).
    """
    deviation, variance = np.zeros(layout.cells), np.full(layout.cells, start)
    heeded = np.zeros((layout.cells, 0 if features is None else features.shape[1]))
    fit = 0.0
    for place, cells, rows in layout.steps():
        spread = variance[cells] + (drift if place else 0.0)
        softer = soften(spread)
        expected = np.clip(expit((fixed[rows] + deviation[cells]) * softer), 0.002, 0.998)
        slope = np.maximum(expected * (1 - expected) * softer, 1e-3)
        surprise = layout.proportion[rows] - expected
        if features is None:
            fit += _log_likelihood(layout.proportion[rows], expected, slope, spread, scatter[rows])
        weight = slope / scatter[rows]
        gain = spread * weight / (1 + spread * weight)
        deviation[cells] += gain * surprise / slope
        variance[cells] = spread * (1 - gain)
        if features is not None:
            heeded[cells] += gain[:, None] * (features[rows] - heeded[cells])
    return Followed(deviation, variance, heeded, fit)


def _log_likelihood(y, expected, slope, spread, scatter) -> float:
    toss = y * np.log(expected) + (1 - y) * np.log(1 - expected)
    of_piece = scatter * slope + slope**2 * spread
    normal = -0.5 * np.log(of_piece) - 0.5 * (y - expected) ** 2 / of_piece
    return float(np.where(scatter > 0.95, toss, normal).sum())


def find_drift(layout: Layout, fixed: np.ndarray, scatter: np.ndarray, cell_variance: float) -> tuple[float, float]:
    """Return the variance at the first response, and the drift, under which responses are best predicted.

    Their mean variance over the responses stays what was found without drift. A drift has to gain two units of
    log-likelihood on a smaller one, so that chance alone seldom makes old evidence count less.
    """
    count = layout.cell_count
    pieces_before = (count * (count - 1) / 2).sum() / count.sum()
    best, chosen = -np.inf, (cell_variance, 0.0)
    for drift in DRIFTS:
        start = max(cell_variance - drift * pieces_before, 0.3 * cell_variance)
        fit = follow(layout, fixed, scatter, start, drift).fit
        if fit < best - 5:  # it has one peak; what lies far beyond need not be tried
            break
        if fit > best + 2:
            best, chosen = fit, (start, drift)
    return chosen
