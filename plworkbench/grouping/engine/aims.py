"""What a purpose asks of groups: costs in which one student placed as if by lot counts as 1, and where to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from plworkbench.grouping.engine.costs import Term, overlap, squared_distances
from plworkbench.grouping.engine.seating import Seating
from plworkbench.grouping.engine.starts import beside_centres, snake_draft

SPREAD_WEIGHT = 0.5
"""Weight of squared deviations in mixed groups. To first order a variance moves twice as much as its standard
deviation, so at 0.5 a difference between groups in standard deviation counts as much as one in means."""

Start = Callable[[Seating, np.random.RandomState], np.ndarray]


def alike(features: np.ndarray, n_clusters: int) -> Term:
    """Return the cost of groups by need: the sum of squares around the means of the groups.

    Drawn by lot, groups have (n - k) / (n - 1) of the class's sum of squares on average; the cost is scaled so that
    this is n, one a student.

    Parameters
    ----------
    features : ndarray of float, shape (n_students, n_features)
        What students should be alike in.
    n_clusters : int
        Number of groups, k.

    Examples
    --------
    >>> from plworkbench.grouping.engine.costs import Costs
    >>> need = alike(np.array([[1.0], [1.0], [3.0], [3.0]]), 2)
    >>> costs = Costs(4, (need,))
    >>> costs.total(np.array([0, 0, 1, 1]), 2), costs.total(np.array([0, 1, 0, 1]), 2)
    (0.0, 6.0)
    """
    n = len(features)
    total = _sum_of_squares(features)
    expected = total * (n - n_clusters) / max(n - 1, 1)
    return Term("likeness", shared=squared_distances(features) * _scale(n, expected, total))


def mixed(features: np.ndarray, n_clusters: int) -> Term:
    """Return the cost of groups of mixed readiness: how far their means and spreads lie apart.

    It is the sum of squares between groups of the standardized features and of their squares: when groups agree in
    both, they agree in mean and in standard deviation. Drawn by lot it is (k - 1) / (n - 1) of the whole on average;
    the cost is scaled so that this is n.

    Parameters
    ----------
    features : ndarray of float, shape (n_students, n_features)
        What groups should agree in.
    n_clusters : int
        Number of groups, k.
    """
    n = len(features)
    scaled = standardized(features)
    squares = scaled**2
    both = np.hstack([scaled, SPREAD_WEIGHT * (squares - squares.mean(axis=0))])
    total = _sum_of_squares(both)
    scale = _scale(n, total * (n_clusters - 1) / max(n - 1, 1), total)
    # What is between groups is what is not within them.
    return Term("mix", shared=-scale * squared_distances(both), offset=scale * total)


def interested(interests: Sequence[frozenset[str]], n_clusters: int) -> Term:
    """Return the cost of groups by shared interest: how little the interests of two students in a group overlap.

    Parameters
    ----------
    interests : sequence of frozenset of str
        What each student likes; a student nothing is known of is as far from all as others are on average.
    n_clusters : int
        Number of groups.
    """
    n, distance = len(interests), overlap(interests)
    average = distance[np.triu_indices(n, 1)].mean() if n > 1 else 0.0
    expected = average * max(n - n_clusters, 0) / 2
    return Term("likeness", shared=distance * _scale(n, expected, 1.0))


def beside(features: np.ndarray) -> Start:
    """Return a start of groups by need."""
    centred = features - features.mean(axis=0)
    return lambda seating, rng: beside_centres(centred, seating, rng)


def drafted(features: np.ndarray) -> Start:
    """Return a start of mixed groups."""
    readiness = standardized(features).mean(axis=1)
    return lambda seating, rng: snake_draft(readiness, seating, rng)


def by_chance(seating: Seating, rng: np.random.RandomState) -> np.ndarray:
    """Return a placement drawn by lot."""
    return seating.by_chance(rng)


def standardized(values: np.ndarray) -> np.ndarray:
    """Return columns of mean 0 and standard deviation 1; a constant column becomes 0.

    Examples
    --------
    >>> standardized(np.array([[1.0, 5.0], [3.0, 5.0]])).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    centred = values - values.mean(axis=0)
    spread = centred.std(axis=0)
    # A column that is constant up to rounding says nothing; dividing by its spread would blow up the rounding.
    constant = spread <= 1e-9 * np.maximum(np.abs(values).max(axis=0), 1e-9)
    return np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))


def _sum_of_squares(features: np.ndarray) -> float:
    return float(((features - features.mean(axis=0)) ** 2).sum())


def _scale(n: int, expected: float, total: float) -> float:
    """Return what makes the expected cost n; 0 where there is nothing to tell students apart by."""
    return n / expected if expected > 1e-9 * max(total, 1e-9) else 0.0
