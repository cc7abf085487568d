"""Groups that are each a small picture of the class."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.engine.aims import Start, drafted, mixed
from plworkbench.grouping.engine.costs import Term
from plworkbench.grouping.estimators.seats import SeatedGroups


class MixedGroups(SeatedGroups):
    """Groups of mixed readiness: their means and their spreads are as alike as the rules allow.

    A snake draft (strongest to weakest, back and forth over the groups) is improved by a search of swaps and moves;
    `plworkbench.grouping.engine.aims.mixed` says what it lowers. It is no clusterer in scikit-learn's sense: rows that
    are alike are spread over the groups on purpose.

    Parameters
    ----------
    n_clusters : int, default 4
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group; sizes are as equal as possible within them.
    n_init : int, default 1
        Number of drafts; a class is searched from others drawn by lot as well.
    max_iter : int, optional
        How often a student is looked at; see `plworkbench.grouping.engine.search.Budget`.
    random_state : int, RandomState or None
        Seed of the starts and the search.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    n_iter_ : int
        How often a student was looked at.
    n_features_in_ : int
        Number of features seen.

    Examples
    --------
    >>> readiness = np.array([[0.5], [1.0], [3.0], [3.5]])
    >>> groups = MixedGroups(n_clusters=2, random_state=0).fit_predict(readiness)
    >>> [float(readiness[groups == label].mean()) for label in (0, 1)]
    [2.0, 2.0]
    """

    def __init__(self, n_clusters=4, min_size=None, max_size=None, n_init=1, max_iter=None, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state

    def _aim(self, X: np.ndarray) -> tuple[tuple[Term, ...], Start]:
        return (mixed(X, self.n_clusters),), drafted(X)
