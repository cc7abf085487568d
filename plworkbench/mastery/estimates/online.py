"""Predicting each response from those before it: the student's level and the cell's deviation are learned as they come.

For one student the level and the deviations of the cells are jointly normal, and the cells are tied only through the
level. So what a cell says of the level is summed up in two numbers, and the whole filter is a running sum a student:
no loop over students, and none over responses but by place within the cell.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from plworkbench.mastery.estimates.posterior import logistic_mean, soften
from plworkbench.mastery.estimates.responses import Layout


def predict_online(
    layout: Layout,
    fixed: np.ndarray,
    scatter: np.ndarray,
    *,
    fixed_variance: np.ndarray | float,
    student_variance: float,
    start: float,
    drift: float,
    passes: int = 2,
) -> np.ndarray:
    """Return what was to be expected of each response, from the earlier responses of the same student.

    Parameters
    ----------
    layout : Layout
        The responses.
    fixed : ndarray of float
        Log-odds of each response without student and cell.
    scatter : ndarray of float
        Scatter of each response.
    fixed_variance : float or ndarray of float
        Uncertainty of `fixed`.
    student_variance : float
        Variance of the students' levels.
    start, drift : float
        Of the cells' deviations, see `plworkbench.mastery.estimates.following`.
    passes : int, default 2
        Each pass puts the tangent of the logistic function where the pass before expected the response.
    """
    known, variance = fixed.copy(), np.zeros(len(layout))
    room = start + drift * layout.place
    for _ in range(passes):
        softer = soften(variance)
        expected = np.clip(expit(known * softer), 0.02, 0.98)
        slope = expected * (1 - expected) * softer
        weight = slope / scatter
        working = (layout.proportion - expected) / slope + known - fixed
        before, after = _within_cells(layout, weight, weight * working, drift)
        says = _of_student(layout, before, after, room, 1 / student_variance)
        level = says[1] / says[0]
        share = 1 / (1 + before[0] * room)
        known = np.clip(fixed + share * level + before[1] * room * share, -6, 6)
        variance = share**2 * (1 / says[0] + fixed_variance) + room * share
    return logistic_mean(known, variance)


def _within_cells(layout: Layout, weight: np.ndarray, weighted: np.ndarray, drift: float):
    """Return information and weighted sum of each response's cell before and after it, faded by drift."""
    before, after = np.zeros((2, len(layout))), np.zeros((2, len(layout)))
    sums = np.zeros((2, layout.cells))
    for _, cells, rows in layout.steps():
        faded = sums[:, cells] / (1 + drift * sums[0, cells])
        before[:, rows] = faded
        sums[:, cells] = faded + np.stack([weight[rows], weighted[rows]])
        after[:, rows] = sums[:, cells]
    return before, after


def _of_student(layout: Layout, before: np.ndarray, after: np.ndarray, room: np.ndarray, precision: float):
    """Return precision and weighted sum of the student's level before each response, from all cells of the student."""
    now = after / (1 + after[0] * room)
    earlier = np.zeros_like(now)
    last, again = layout.followed()
    earlier[:, again] = now[:, last]
    change = now - earlier
    student = layout.student
    if (student < 0).any():
        student = np.unique(layout.frame["student_key"].to_numpy(dtype=object), return_inverse=True)[1]
    order = np.argsort(student, kind="stable")
    ordered = student[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    opening = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    running = np.cumsum(change[:, order], axis=1) - change[:, order]
    said = np.empty_like(change)
    said[:, order] = running - running[:, opening]
    said[0] = np.maximum(said[0], 0.0) + precision
    return said
