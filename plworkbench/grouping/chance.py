"""Groups drawn by chance."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.seats import SeatedGroups, Seating


class RandomGroups(SeatedGroups):
    """Groups drawn by chance, as equal in size as possible, that keep every hard rule.

    Without rules every arrangement of students on seats is equally likely. It is no clusterer in scikit-learn's
    sense: it looks at how many rows `X` has, not at what they say.

    Parameters
    ----------
    n_clusters : int, default 4
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group.
    random_state : int, RandomState or None
        Seed of the draw.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    n_features_in_ : int
        Number of columns seen.

    Examples
    --------
    >>> RandomGroups(n_clusters=2, random_state=7).fit_predict([[0], [0], [0], [0]]).tolist()
    [0, 1, 1, 0]
    """

    def __init__(self, n_clusters=4, min_size=None, max_size=None, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.random_state = random_state

    def _place(self, X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
        labels = seating.seat_ruled(rng.random_sample((len(seating.blocks.size), seating.n_clusters)))
        seats = np.repeat(np.arange(seating.n_clusters), seating.open_seats(labels, rng))
        labels[labels < 0] = rng.permutation(seats)
        return labels
