"""Groups that are each a small picture of the class."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.exchange import between_groups, exchange
from plworkbench.grouping.seats import SeatedGroups, Seating

SPREAD_WEIGHT = 0.5
"""Weight of squared deviations. To first order a variance moves twice as much as its standard deviation, so at 0.5
a difference between groups in standard deviation counts as much as an equal difference in means."""


class MixedGroups(SeatedGroups):
    """Groups of mixed readiness: their means and their spreads are as alike as the rules allow.

    A snake draft (strongest to weakest, back and forth over the groups) is improved by swaps. The objective is the
    sum of squares between groups of the standardised features and of their squares: when groups agree in both, they
    agree in mean and in standard deviation. It is no clusterer in scikit-learn's sense: rows that are alike are
    spread over the groups on purpose.

    Parameters
    ----------
    n_clusters : int, default 4
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group; sizes are as equal as possible within them.
    n_init : int, default 4
        Number of starts, of which the best result is kept.
    random_state : int, RandomState or None
        Seed of the starts.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    n_features_in_ : int
        Number of features seen.

    Examples
    --------
    >>> readiness = np.array([[0.5], [1.0], [3.0], [3.5]])
    >>> groups = MixedGroups(n_clusters=2, random_state=0).fit_predict(readiness)
    >>> [float(readiness[groups == label].mean()) for label in (0, 1)]
    [2.0, 2.0]
    """

    def __init__(self, n_clusters=4, min_size=None, max_size=None, n_init=4, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.n_init = n_init
        self.random_state = random_state

    def _place(self, X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
        scaled = _standardised(X)
        squares = scaled**2
        features = np.hstack([scaled, SPREAD_WEIGHT * (squares - squares.mean(axis=0))])
        readiness = scaled.mean(axis=1)
        limits = (seating.smallest, seating.largest)
        ruled = seating.seat_ruled(rng.random_sample((len(seating.blocks.size), seating.n_clusters)))
        best, best_score = None, np.inf
        for _ in range(max(int(self.n_init), 1)):
            start = _snake_draft(readiness, seating, ruled, rng)
            labels = exchange(features, seating.blocks, start, seating.n_clusters, limits, alike_inside=False, rng=rng)
            score = between_groups(features, labels[seating.blocks.of_student], seating.n_clusters)
            if score < best_score - 1e-9:
                best, best_score = labels, score
        return best


def _standardised(values: np.ndarray) -> np.ndarray:
    centred = values - values.mean(axis=0)
    spread = centred.std(axis=0)
    # A column that is constant up to rounding says nothing; dividing by its spread would blow up the rounding.
    constant = spread <= 1e-9 * np.maximum(np.abs(values).max(axis=0), 1e-9)
    return np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))


def _snake_draft(readiness: np.ndarray, seating: Seating, ruled: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Seat all but the ruled blocks, which have their seats, from strongest to weakest, back and forth over groups."""
    labels = ruled.copy()
    seats = seating.open_seats(labels, rng)
    # Ties of readiness are broken by chance, or the order of the class list would decide them.
    ties = rng.permutation(len(labels))
    order = np.lexsort((ties, -seating.sums(readiness[:, None])[:, 0]))
    groups = rng.permutation(seating.n_clusters)
    turns = [
        group
        for turn in range(seats.max(initial=0))
        for group in groups[:: 1 if turn % 2 == 0 else -1]
        if seats[group] > turn
    ]
    labels[order[labels[order] < 0]] = turns
    return labels
