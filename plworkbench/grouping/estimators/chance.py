"""Groups drawn by chance."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.engine.aims import Start, by_chance
from plworkbench.grouping.engine.costs import Term
from plworkbench.grouping.estimators.seats import SeatedGroups


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
    max_iter : int, optional
        How often a student is looked at when wishes are given as terms.
    random_state : int, RandomState or None
        Seed of the draw.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    n_iter_ : int
        How often a student was looked at.
    n_features_in_ : int
        Number of columns seen.

    Examples
    --------
    >>> RandomGroups(n_clusters=2, random_state=7).fit_predict([[0], [0], [0], [0]]).tolist()
    [0, 1, 1, 0]
    """

    n_init = 1

    def __init__(self, n_clusters=4, min_size=None, max_size=None, max_iter=None, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.max_iter = max_iter
        self.random_state = random_state

    def _aim(self, X: np.ndarray) -> tuple[tuple[Term, ...], Start]:
        return (), by_chance
