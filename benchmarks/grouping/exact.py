"""Small classes in which the least cost is known, because every grouping there is has been tried."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np

from benchmarks.grouping.problems import IMPORTANT, NICE, Count, Problem
from benchmarks.mastery.machine import markdown

STUDENTS, GROUPS = 12, 3
"""12 students in 3 groups of 4: 12! / (4!^3 3!) = 5,775 groupings."""

GAP = 1e-9
"""Costs closer than this are equal."""


@cache
def partitions(sizes: tuple[int, ...]) -> np.ndarray:
    """Return every way to divide students into groups of these sizes, each once, as labels, shape (ways, n).

    Raises
    ------
    ValueError
        If some sizes are equal and others are not: such groupings would be listed more than once.

    Examples
    --------
    >>> partitions((4, 4, 4)).shape, partitions((3, 4, 5)).shape
    ((5775, 12), (27720, 12))
    """
    if len(set(sizes)) not in (1, len(sizes)):
        raise ValueError("Sizes should be all equal or all different.")
    # Groups of one size could be listed in any order; the first free student settles which comes next.
    fixed = int(len(set(sizes)) == 1)
    rows = [np.full(sum(sizes), -1)]
    for group, size in enumerate(sizes):
        made = []
        for labels in rows:
            free = np.flatnonzero(labels < 0)
            for chosen in combinations(free[fixed:], size - fixed):
                new = labels.copy()
                new[list(chosen)] = new[free[:fixed]] = group
                made.append(new)
        rows = made
    return np.array(rows)


def best_of_all(problem: Problem, sizes: list[tuple[int, ...]]) -> tuple[float, np.ndarray]:
    """Return the least cost over all groupings that keep the hard rules, and one that has it."""
    one, other = np.triu_indices(problem.n, 1)
    best, best_labels = np.inf, None
    for these in sizes:
        labels = partitions(these)
        same = labels[:, one] == labels[:, other]
        costs = same @ problem.pairs[one, other]
        of_size = np.array(these)[labels]
        costs = costs + (same * problem.shared[one, other] / of_size[:, one]).sum(axis=1)
        for term in problem.counted:
            for group, size in enumerate(these):
                table = np.array([term.cost(size, count, problem.n) for count in range(problem.n + 1)])
                costs = costs + table[(labels[:, list(term.rows)] == group).sum(axis=1)]
        for a, b in problem.together:
            costs[labels[:, a] != labels[:, b]] = np.inf
        for a, b in problem.apart:
            costs[labels[:, a] == labels[:, b]] = np.inf
        if costs.min() < best:
            best, best_labels = float(costs.min()), labels[costs.argmin()]
    return best, best_labels


def random_case(seed: int, sizes_vary: bool = False) -> Problem:
    """Return 12 students with random costs and wishes: sizes 4, or 3 to 5; every other case has hard pairs.

    Examples
    --------
    >>> random_case(0).low
    (4, 4, 4)
    """
    rng = np.random.default_rng([seed, STUDENTS])
    points = rng.normal(0, 1, (STUDENTS, 3)) / np.sqrt(3)
    alike = ((points[:, None, :] - points) ** 2).sum(axis=2) * rng.choice([-1.0, 1.0])
    pairs = np.triu(rng.choice([-NICE, 0, 0, 0, NICE, IMPORTANT], (STUDENTS, STUDENTS)) + rng.normal(0, 0.1), 1)
    alone, even = (tuple(sorted(rng.choice(STUDENTS, size, replace=False).tolist())) for size in (4, 6))
    counted = (Count(alone, "not one", IMPORTANT), Count(even, "even", NICE))
    some = rng.permutation(STUDENTS)[:6].reshape(3, 2).tolist()
    hard = [(int(a), int(b)) for a, b in some] if seed % 2 else []
    low, high = ((3,) * GROUPS, (5,) * GROUPS) if sizes_vary else ((4,) * GROUPS, (4,) * GROUPS)
    return Problem(low, high, pairs + pairs.T, alike, counted, tuple(hard[:1]), tuple(hard[1:]))


def report(quick: bool) -> Iterator[str]:
    """Yield how many of the known optima ours found."""
    from benchmarks.grouping.ours import ours

    yield "## A proved optimum for 12 students"
    yield (
        "Ours as a teacher gets it; three groups, random pair costs, costs shared by size, wishes about counts, and "
        "hard pairs in every other case. The least cost is that of all groupings there are, each tried."
    )
    rows = []
    for title, vary, sizes in (
        ("sizes 4, 4, 4", False, [(4, 4, 4)]),
        ("sizes 3 to 5", True, [(4, 4, 4), (3, 4, 5)]),
    ):
        cases, matched, worst, taken = 10 if quick else 100, 0, 0.0, []
        for seed in range(cases):
            problem = random_case(seed, vary)
            least, _ = best_of_all(problem, sizes)
            started = time.perf_counter()
            labels = ours(problem, seed=seed)
            taken.append(time.perf_counter() - started)
            over = problem.total(labels) - least if not problem.broken(labels) else np.inf
            matched += over < GAP
            worst = max(worst, over)
        ways = sum(len(partitions(these)) for these in sizes)
        rows.append([title, f"{ways:,}", f"{matched} of {cases}", f"{worst:.4f}", f"{np.median(taken):.3f}"])
    yield markdown(["12 students", "groupings", "optimum met", "most over it", "s, median"], rows)
