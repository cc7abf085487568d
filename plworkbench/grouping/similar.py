"""Groups of students with the same need."""

from __future__ import annotations

import numpy as np
from sklearn.base import ClusterMixin

from plworkbench.grouping.exchange import between_groups, exchange
from plworkbench.grouping.seats import SeatedGroups, Seating


class SimilarGroups(ClusterMixin, SeatedGroups):
    """Groups that are alike inside, of limited size, that keep every hard rule.

    The centres of k-means are only a start, because k-means knows no sizes: students are assigned to seats beside
    the centres at the least total squared distance (a linear assignment), and swaps then lower the sum of squares
    within groups directly. Which centre becomes which group is drawn by chance, so that a group's number says
    nothing about its level.

    Parameters
    ----------
    n_clusters : int, default 4
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group. A limit not given is that of sizes as equal as possible.
    n_init : int, default 4
        Number of starts, of which the best result is kept.
    random_state : int, RandomState or None
        Seed of the starts and of the groups' numbers.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    cluster_centers_ : ndarray of float, shape (n_clusters, n_features)
        Mean of each group.
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

    def __init__(self, n_clusters=4, min_size=None, max_size=None, n_init=4, random_state=None):
        self.n_clusters = n_clusters
        self.min_size = min_size
        self.max_size = max_size
        self.n_init = n_init
        self.random_state = random_state

    def _place(self, X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
        centred = X - X.mean(axis=0)
        limits = (seating.smallest, seating.largest)
        best, best_score = None, -np.inf
        for _ in range(max(int(self.n_init), 1)):
            start = _seat_beside_centres(centred, _centres(centred, seating, rng), seating)
            labels = exchange(centred, seating.blocks, start, seating.n_clusters, limits, alike_inside=True, rng=rng)
            score = between_groups(centred, labels[seating.blocks.of_student], seating.n_clusters)
            if score > best_score + 1e-9:
                best, best_score = labels, score
        member = best[seating.blocks.of_student] == np.arange(seating.n_clusters)[:, None]
        self.cluster_centers_ = member @ X / member.sum(axis=1, keepdims=True)
        return best


def _centres(X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
    """Return k-means centres in an order that chance and the pinned students decide."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.cluster import KMeans

    k = seating.n_clusters
    # k-means cannot make more clusters than there are different rows; several groups then share a centre.
    different = min(k, len(np.unique(X, axis=0)))
    centres = KMeans(different, n_init=1, random_state=rng.randint(2**31 - 1)).fit(X).cluster_centers_
    # Threads may add numbers in another order; rounding keeps the answer the same for a seed.
    centres = np.resize(np.round(centres, 9), (k, X.shape[1]))[rng.permutation(k)]
    # A pin names a group, so that group should be the one whose centre lies nearest to those pinned to it.
    pins = seating.blocks.pin[seating.blocks.of_student]
    distances = _squared_distances(X, centres)
    pinned_cost = np.stack([distances[pins == label].sum(axis=0) for label in range(k)])
    return centres[linear_sum_assignment(pinned_cost)[1]]


def _squared_distances(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return ((X[:, None, :] - centres) ** 2).sum(axis=2)


def _seat_beside_centres(X: np.ndarray, centres: np.ndarray, seating: Seating) -> np.ndarray:
    """Seat the ruled blocks, then assign the other students to the seats left at the least total cost."""
    from scipy.optimize import linear_sum_assignment

    k, size = seating.n_clusters, seating.blocks.size
    costs = seating.sums(_squared_distances(X, centres))
    labels = seating.seat_ruled(costs)
    seated = labels >= 0
    taken = np.bincount(labels[seated], weights=size[seated], minlength=k).astype(int)
    needed = np.repeat(np.arange(k), np.maximum(seating.smallest - taken, 0))
    optional = np.repeat(np.arange(k), seating.largest - np.maximum(taken, seating.smallest))
    free = costs[~seated]
    # Seats that the smallest size needs are made cheaper than any other seat, so that all of them are taken.
    bonus = 1 + free.max(initial=0.0)
    seats = np.concatenate([needed, optional])
    students, chosen = linear_sum_assignment(np.hstack([free[:, needed] - bonus, free[:, optional]]))
    labels[np.flatnonzero(~seated)[students]] = seats[chosen]
    return labels
