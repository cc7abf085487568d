"""Groups of students with the same need."""

from __future__ import annotations

import numpy as np
from sklearn.base import ClusterMixin

from plworkbench.grouping.engine.aims import Start, alike, beside
from plworkbench.grouping.engine.costs import Term
from plworkbench.grouping.estimators.seats import SeatedGroups


class SimilarGroups(ClusterMixin, SeatedGroups):
    """Groups that are alike inside, of limited size, that keep every hard rule.

    The centres of k-means are only a start, because k-means knows no sizes: students are assigned to seats beside
    the centres at the least total squared distance (a linear assignment), and a search of swaps and moves then lowers
    the sum of squares within groups directly. Which group bears which number is drawn by lot, so that a group's
    number says nothing about its level.

    Parameters
    ----------
    n_clusters : int, default 4
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group. A limit not given is that of sizes as equal as possible.
    n_init : int, default 1
        Number of starts beside the centres of k-means; a class is searched from others drawn by lot as well.
    max_iter : int, optional
        How often a student is looked at; see `plworkbench.grouping.engine.search.Budget`.
    random_state : int, RandomState or None
        Seed of the starts, the search and the groups' numbers.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    cluster_centers_ : ndarray of float, shape (n_clusters, n_features)
        Mean of each group.
    n_iter_ : int
        How often a student was looked at.
    n_features_in_ : int
        Number of features seen.

    Examples
    --------
    >>> need = np.array([[0.9], [3.6], [1.0], [3.5]])
    >>> groups = SimilarGroups(n_clusters=2, random_state=0).fit(need)
    >>> bool(groups.labels_[0] == groups.labels_[2]), sorted(groups.cluster_centers_.ravel().tolist())
    (True, [0.95, 3.55])
    """

    _equal_sizes = False

    def __init__(self, n_clusters=4, min_size=None, max_size=None, n_init=1, max_iter=None, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state

    def _aim(self, X: np.ndarray) -> tuple[tuple[Term, ...], Start]:
        return (alike(X, self.n_clusters),), beside(X)

    def _learn(self, X: np.ndarray) -> None:
        member = self.labels_ == np.arange(self.n_clusters)[:, None]
        self.cluster_centers_ = member @ X / member.sum(axis=1, keepdims=True)
