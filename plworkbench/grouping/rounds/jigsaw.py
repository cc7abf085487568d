"""Jigsaw: in expert groups each student learns one topic, in the home groups each teaches it to the others.

The method is that of Aronson, Blaney, Stephan, Sikes and Snapp, *The jigsaw classroom* (1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.checking import students

STARTS = 20
"""Draws from which the exchange begins; for a class it takes some milliseconds each."""


def plan_jigsaw(
    home_labels: Sequence[int] | np.ndarray,
    topics: int | Sequence[str],
    *,
    readiness: Sequence[float] | np.ndarray | None = None,
    random_state: int | np.random.RandomState | None = 0,
) -> np.ndarray:
    """Give every student a topic, so that each home group has all of them.

    A home group with more students than topics has some topics twice; which ones is chosen so that expert groups
    are as even in size as they can be (they differ by one student at most). Then students of one home group exchange
    their topics for as long as that brings the mean readiness of the expert groups closer together.

    Parameters
    ----------
    home_labels : array-like of int, shape (n_students,)
        Home group of each student.
    topics : int or sequence of str
        Number of topics, or their names.
    readiness : array-like of float, shape (n_students,), optional
        What to spread evenly, on any scale; NaN where nothing is known, which counts as the mean of the class.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    ndarray of int, shape (n_students,)
        Topic of each student, that is the expert group, from 0.

    Raises
    ------
    GroupingImpossible
        If a home group has fewer students than there are topics.

    Examples
    --------
    >>> experts = plan_jigsaw([0, 0, 0, 1, 1, 1], 3, readiness=[1, 2, 3, 1, 2, 3])
    >>> sorted(experts[:3].tolist()), sorted(experts[3:].tolist())
    ([0, 1, 2], [0, 1, 2])
    """
    homes = np.unique(np.asarray(home_labels), return_inverse=True)[1]
    count = topics if isinstance(topics, Integral) else len(topics)
    if not isinstance(random_state, np.random.RandomState):
        random_state = np.random.RandomState(random_state)
    _refuse_small(np.asarray(home_labels), count)
    centered = np.zeros(len(homes))
    if readiness is not None:
        known = np.asarray(readiness, dtype=float)
        centered = np.where(np.isnan(known), 0.0, known - (np.nanmean(known) if (~np.isnan(known)).any() else 0.0))
    plans = [_exchange(homes, centered, _deal(homes, count, random_state), count) for _ in range(STARTS)]
    return min(plans, key=lambda plan: round(_unevenness(centered, plan, count), 9))


def _refuse_small(homes: np.ndarray, count: int) -> None:
    if len(homes) == 0:
        problems = [Problem("There are no students in this class.", "Add students first.")]
    elif count < 1:
        problems = [Problem(f"The number of topics is {count}.", "Use a whole number from 1.")]
    else:
        sizes = np.unique(homes, return_counts=True)[1]
        cure = f"Use at most {sizes.min()} topics, or make fewer and larger home groups."
        problems = [
            Problem(f"Home group {place} has {students(size)}, but there are {count} topics.", cure)
            for place, size in enumerate(sizes.tolist(), start=1)
            if size < count
        ]
    if problems:
        raise GroupingImpossible("The jigsaw cannot be planned; nothing was changed.", problems)


def _deal(homes: np.ndarray, count: int, rng: np.random.RandomState) -> np.ndarray:
    # What is left over in a home group goes to the smallest expert groups, so that no two differ by more than one.
    experts, taken = np.empty(len(homes), dtype=int), np.zeros(count, dtype=int)
    for home in rng.permutation(homes.max() + 1):
        members = np.flatnonzero(homes == home)
        smallest_first = np.lexsort((rng.random_sample(count), taken))
        given = np.concatenate(
            [np.tile(np.arange(count), len(members) // count), smallest_first[: len(members) % count]]
        )
        experts[members] = rng.permutation(given)
        taken += np.bincount(given, minlength=count)
    return experts


def _unevenness(centered: np.ndarray, experts: np.ndarray, count: int) -> float:
    # Sum of squares between groups: students times the square of the mean's distance from that of the class.
    totals = np.bincount(experts, weights=centered, minlength=count)
    return float((totals**2 / np.maximum(np.bincount(experts, minlength=count), 1)).sum())


def _exchange(homes: np.ndarray, centered: np.ndarray, experts: np.ndarray, count: int) -> np.ndarray:
    if not centered.any():
        return experts
    experts, size = experts.copy(), np.bincount(experts, minlength=count).astype(float)
    one, other = np.nonzero(np.triu(homes[:, None] == homes, 1))
    while True:
        totals = np.bincount(experts, weights=centered, minlength=count)
        a, b = experts[one], experts[other]
        step = centered[other] - centered[one]
        change = (2 * totals[a] * step + step**2) / size[a] + (-2 * totals[b] * step + step**2) / size[b]
        change[a == b] = 0.0
        best = change.argmin() if len(change) else 0
        if not len(change) or change[best] > -1e-9:
            return experts
        experts[[one[best], other[best]]] = experts[[other[best], one[best]]]
