"""A second algorithm for the maximally diverse grouping problem, so that the best known is not only our own.

Skewed general variable neighbourhood search after Brimberg, Mladenovic & Urosevic (2015, Information Sciences 295,
650-675): shake by more and more random swaps, descend by insertions and swaps, and go on from a slightly worse grouping
if it is far enough from the present one. Written here for numba, which makes it some hundred times as fast; without
numba it runs as plain Python, for tests of small sizes only.
"""

from __future__ import annotations

import time
from importlib.util import find_spec

import numpy as np

from benchmarks.grouping.problems import Problem
from benchmarks.grouping.simple import by_lot

COMPILED = find_spec("numba") is not None
"""Whether numba is installed."""

if COMPILED:
    from numba import njit
else:

    def njit(**_):
        """Leave a function as it is."""
        return lambda function: function


MOST_SWAPS = 0.1
"""The largest shake, in swaps a student."""

SKEW = 0.02
"""How much worse, as a share of the cost and for a grouping that differs in every student, is still gone on from."""

_SHAKES = 200


def skewed_search(problem: Problem, seconds: float, seed: int = 0) -> np.ndarray:
    """Return the best grouping found in some seconds; only pair costs and sizes are looked at.

    Examples
    --------
    >>> from benchmarks.grouping.diversity import diversity_problem
    >>> problem = diversity_problem(1, 30, "RanReal", equal=True)
    >>> problem.broken(skewed_search(problem, 0.01))
    0
    """
    rng = np.random.default_rng(seed)
    low, high = np.array(problem.low), np.array(problem.high)
    shakes = _SHAKES if COMPILED else 1
    _search(problem.pairs, low, high, by_lot(problem, rng), 0, 1, 1, 0.0)  # Compiled before the clock starts.
    until, best, best_cost = time.perf_counter() + seconds, None, np.inf
    while best is None or time.perf_counter() < until:
        labels, quiet = by_lot(problem, rng), 0
        own, own_cost = labels, np.inf
        # A start is given up when it has not improved for a while; the next one starts anew.
        while quiet < 20 and (own_cost == np.inf or time.perf_counter() < until):
            largest = max(int(MOST_SWAPS * problem.n), 3)
            labels, found, cost = _search(
                problem.pairs, low, high, labels, int(rng.integers(2**31)), shakes, largest, SKEW
            )
            quiet = 0 if cost < own_cost - 1e-9 else quiet + 1
            if cost < own_cost:
                own, own_cost = found, cost
        if own_cost < best_cost:
            best, best_cost = own, own_cost
    return best


@njit(cache=False)
def _search(costs, low, high, start, seed, shakes, largest, skew):
    """Return where the search stands, the best grouping it has seen, and the cost of that."""
    np.random.seed(seed)  # noqa: NPY002 - what numba has
    n, k = len(costs), len(low)
    labels = start.copy()
    sums, sizes = np.zeros((n, k)), np.zeros(k, dtype=np.int64)
    for student in range(n):
        sums[:, labels[student]] += costs[:, student]
        sizes[labels[student]] += 1
    _descend(costs, low, high, labels, sums, sizes)
    now = 0.0
    for student in range(n):
        now += sums[student, labels[student]] / 2
    best, best_cost, strength = labels.copy(), now, 1
    for _ in range(shakes):
        before, before_sums, before_sizes = labels.copy(), sums.copy(), sizes.copy()
        for _ in range(strength):
            one = np.random.randint(n)  # noqa: NPY002
            other = np.random.randint(n)  # noqa: NPY002
            if labels[one] != labels[other]:
                here, there = labels[one], labels[other]
                _move(costs, labels, sums, sizes, one, there)
                _move(costs, labels, sums, sizes, other, here)
        _descend(costs, low, high, labels, sums, sizes)
        cost, changed = 0.0, 0
        for student in range(n):
            cost += sums[student, labels[student]] / 2
            changed += labels[student] != before[student]
        if cost < best_cost - 1e-9:
            best, best_cost = labels.copy(), cost
        bold = changed > 0 and np.random.random() < 0.1  # noqa: NPY002
        if cost < now - 1e-9 or (bold and cost - skew * abs(now) * changed / n < now):
            now, strength = cost, 1
        else:
            labels, sums, sizes = before, before_sums, before_sizes
            strength = strength + 1 if strength < largest else 1
    return labels, best, best_cost


@njit(cache=False)
def _descend(costs, low, high, labels, sums, sizes):
    """Take the best insertion or swap of each student in turn until none helps."""
    n, k = sums.shape
    idle, student = 0, 0
    while idle < n:
        here, gain, target, partner = labels[student], -1e-9, -1, -1
        if sizes[here] > low[here]:
            for group in range(k):
                change = sums[student, group] - sums[student, here]
                if group != here and sizes[group] < high[group] and change < gain:
                    gain, target, partner = change, group, -1
        for other in range(n):
            there = labels[other]
            if there != here:
                change = (
                    sums[student, there] - sums[student, here] + sums[other, here] - sums[other, there]
                ) - 2 * costs[student, other]
                if change < gain:
                    gain, target, partner = change, there, other
        idle += 1
        if target >= 0:
            _move(costs, labels, sums, sizes, student, target)
            if partner >= 0:
                _move(costs, labels, sums, sizes, partner, here)
            idle = 0
        student = (student + 1) % n


@njit(cache=False)
def _move(costs, labels, sums, sizes, student, target):
    """Put a student into another group."""
    source = labels[student]
    for other in range(len(labels)):
        sums[other, source] -= costs[other, student]
        sums[other, target] += costs[other, student]
    labels[student] = target
    sizes[source] -= 1
    sizes[target] += 1
