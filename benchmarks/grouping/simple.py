"""Rivals that look at features or sizes alone, and a start that keeps the hard rules."""

from __future__ import annotations

import numpy as np

from benchmarks.grouping.problems import Problem


def snake_draft(problem: Problem, seed: int = 0) -> np.ndarray:
    """Return groups dealt out from the most to the least ready, back and forth.

    Examples
    --------
    >>> ready = np.array([[4.0], [3.0], [2.0], [1.0]])
    >>> none = np.zeros((4, 4))
    >>> snake_draft(Problem((2, 2), (2, 2), none, none, features=ready)).tolist()
    [0, 1, 1, 0]
    """
    order = np.argsort(-problem.features.mean(axis=1), kind="stable")
    turn, place = np.divmod(np.arange(problem.n), problem.k)
    labels = np.empty(problem.n, dtype=int)
    labels[order] = np.where(turn % 2 == 0, place, problem.k - 1 - place)
    return labels


def kmeans_and_assignment(problem: Problem, seed: int = 0) -> np.ndarray:
    """Return students on seats beside the centres of k-means, at the least total squared distance.

    Each centre has `high` seats, of which `low` must be taken; a linear assignment (`scipy.optimize`) decides.
    """
    from scipy.optimize import linear_sum_assignment
    from sklearn.cluster import KMeans

    centres = KMeans(problem.k, n_init=10, random_state=seed).fit(problem.features).cluster_centers_
    far = ((problem.features[:, None, :] - centres) ** 2).sum(axis=2)
    needed = np.repeat(np.arange(problem.k), problem.low)
    spare = np.repeat(np.arange(problem.k), np.subtract(problem.high, problem.low))
    # A seat that has to be taken is cheaper than any other, so that all of these are.
    costs = np.hstack([far[:, needed] - far.max() - 1, far[:, spare]])
    return np.concatenate([needed, spare])[linear_sum_assignment(costs)[1]]


def k_means_constrained(problem: Problem, seed: int = 0, n_init: int = 10) -> np.ndarray:
    """Return the groups of the package k-means-constrained (Bradley, Bennett & Demiriz, 2000, MSR-TR-2000-65)."""
    from k_means_constrained import KMeansConstrained

    model = KMeansConstrained(
        problem.k, size_min=min(problem.low), size_max=max(problem.high), n_init=n_init, random_state=seed
    )
    return model.fit_predict(problem.features).astype(int)


def start_that_keeps_the_rules(problem: Problem, seed: int = 0, start: np.ndarray | None = None) -> np.ndarray:
    """Return a grouping that keeps all hard rules, for solvers to start from.

    Again and again it takes, of some swaps that mend a rule, the cheapest.

    Raises
    ------
    RuntimeError
        If 200 swaps do not do it.
    """
    rng = np.random.default_rng(seed)
    if start is None:
        if problem.features is None:
            start = by_lot(problem, rng)
        else:
            start = (kmeans_and_assignment if problem.shared.sum() > 0 else snake_draft)(problem, seed)
    labels = start.copy()
    for _ in range(200):
        bad = {student for pair in problem.together if labels[pair[0]] != labels[pair[1]] for student in pair}
        bad |= {student for pair in problem.apart if labels[pair[0]] == labels[pair[1]] for student in pair}
        if not problem.broken(labels):
            return labels
        before, found = problem.broken(labels), []
        for one in sorted(bad):
            for other in rng.choice(problem.n, min(problem.n, 60), replace=False):
                labels[[one, other]] = labels[[other, one]]
                if (broken := problem.broken(labels)) < before:
                    found.append((problem.total(labels) if problem.n < 1000 else broken, one, other))
                labels[[one, other]] = labels[[other, one]]
        if found:
            _, one, other = min(found)
        else:
            one, other = rng.choice(sorted(bad)), rng.integers(problem.n)
        labels[[one, other]] = labels[[other, one]]
    raise RuntimeError("No grouping that keeps the rules was found.")


def by_lot(problem: Problem, rng: np.random.Generator) -> np.ndarray:
    """Return sizes that fit, filled by lot."""
    sizes = np.array(problem.low)
    while sizes.sum() < problem.n:
        sizes[rng.choice(np.flatnonzero(sizes < problem.high))] += 1
    return rng.permutation(np.repeat(np.arange(problem.k), sizes))
