"""How good predictions of the next answer are."""

from __future__ import annotations

import numpy as np

SMALLEST = 0.001
"""Log-loss cuts probabilities here and at 1 - this, for every model alike; otherwise one sure miss is infinite."""


def expected_calibration_error(right: np.ndarray, predicted: np.ndarray, bins: int = 10) -> float:
    """Return by how much predicted and observed shares differ on average.

    The predictions are put in `bins` bins of equal width (0-0.1, 0.1-0.2, ...); of each bin the mean prediction and
    the share of right answers are compared, and the absolute differences are averaged by the number of answers
    (Guo, Pleiss, Sun & Weinberger, 2017, Proceedings of ICML, 1321-1330).

    Examples
    --------
    >>> expected_calibration_error(np.array([1.0, 0.0]), np.array([0.55, 0.55])).round(3)
    np.float64(0.05)
    """
    place = np.minimum((predicted * bins).astype(int), bins - 1)
    gap = np.bincount(place, right - predicted, minlength=bins)
    return np.abs(gap).sum() / len(right)


def area_under_curve(right: np.ndarray, predicted: np.ndarray) -> float:
    """Return how often a right answer was given a higher probability than a wrong one; ties count half.

    Examples
    --------
    >>> area_under_curve(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.35, 0.8]))
    0.75
    """
    _, where, count = np.unique(predicted, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[where]
    positive = right.sum()
    return float((rank[right > 0].sum() - positive * (positive + 1) / 2) / (positive * (len(right) - positive)))


def score_predictions(right: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Return AUC, RMSE, log-loss (natural logarithm) and calibration error of predicted probabilities.

    Examples
    --------
    >>> score_predictions(np.array([0.0, 1.0]), np.array([0.2, 0.8]))["RMSE"].round(3)
    np.float64(0.2)
    """
    held = np.clip(predicted, SMALLEST, 1 - SMALLEST)
    return {
        "AUC": area_under_curve(right, predicted),
        "RMSE": np.sqrt(np.mean((right - predicted) ** 2)),
        "log-loss": -np.mean(right * np.log(held) + (1 - right) * np.log(1 - held)),
        "ECE": expected_calibration_error(right, predicted),
    }
