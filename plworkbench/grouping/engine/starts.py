"""Placements to begin a search with that are good already: beside the centres of k-means, or from a snake draft."""

from __future__ import annotations

import warnings

import numpy as np

from plworkbench.grouping.engine.seating import Seating


def beside_centres(X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
    """Seat every block near the centre of its group, at the least total squared distance.

    The centres are those of k-means (k-means++, Arthur and Vassilvitskii 2007), which knows no sizes; a linear
    assignment of students to seats beside them does.

    Parameters
    ----------
    X : ndarray of float, shape (n_students, n_features)
        What students should be alike in.
    seating : Seating
        Seats and rules.
    rng : RandomState
        Decides the centres.

    Returns
    -------
    ndarray of int, shape (n_blocks,)
    """
    from scipy.optimize import linear_sum_assignment

    distances = _squared_distances(X, _centres(X, seating, rng))
    costs = seating.sums(distances)
    placement = seating.seat_ruled(costs)
    labels, size = placement.labels.copy(), seating.blocks.size
    seated = labels >= 0
    k = seating.n_clusters
    if seating.hard:
        needed, optional = np.repeat(np.arange(k), seating.open_seats(placement, rng)), np.zeros(0, dtype=int)
    else:
        taken = np.bincount(labels[seated], weights=size[seated], minlength=k).astype(int)
        needed = np.repeat(np.arange(k), np.maximum(seating.smallest - taken, 0))
        optional = np.repeat(np.arange(k), seating.largest - np.maximum(taken, seating.smallest))
    free = costs[~seated]
    # Seats that the smallest size needs are made cheaper than any other seat, so that all of them are taken.
    bonus = 1 + free.max(initial=0.0)
    students, chosen = linear_sum_assignment(np.hstack([free[:, needed] - bonus, free[:, optional]]))
    labels[np.flatnonzero(~seated)[students]] = np.concatenate([needed, optional])[chosen]
    return labels


def snake_draft(readiness: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
    """Seat all but the ruled blocks, which are placed by lot, from strongest to weakest, back and forth over groups.

    Parameters
    ----------
    readiness : ndarray of float, shape (n_students,)
        By what the draft goes.
    seating : Seating
        Seats and rules.
    rng : RandomState
        Decides ties, or the order of the class list would.

    Returns
    -------
    ndarray of int, shape (n_blocks,)
    """
    placement = seating.seat_ruled(rng.random_sample((len(seating.blocks.size), seating.n_clusters)))
    labels, seats = placement.labels.copy(), seating.open_seats(placement, rng)
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


def _centres(X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
    """Return k-means centres in an order that chance and the pinned students decide."""
    from scipy.cluster.vq import kmeans2
    from scipy.optimize import linear_sum_assignment

    k = seating.n_clusters
    # k-means cannot make more clusters than there are different rows; several groups then share a centre.
    different = np.unique(X, axis=0)
    if len(different) <= k:
        centres = different
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a centre that nobody is near stays where it was
            centres = kmeans2(X, k, iter=20, minit="++", missing="warn", seed=rng)[0]
        centres = centres[np.isfinite(centres).all(axis=1)]
    # Threads may add numbers in another order; rounding keeps the answer the same for a seed.
    centres = np.resize(np.round(centres, 9), (k, X.shape[1]))[rng.permutation(k)]
    # A pin names a group, so that group should be the one whose centre lies nearest to those pinned to it.
    pins = seating.blocks.pin[seating.blocks.of_student]
    distances = _squared_distances(X, centres)
    pinned_cost = np.stack([distances[pins == label].sum(axis=0) for label in range(k)])
    return centres[linear_sum_assignment(pinned_cost)[1]]


def _squared_distances(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return ((X[:, None, :] - centres) ** 2).sum(axis=2)
