"""Ours on a problem of the benchmark: the engine that the dashboards use, from the certificate to the answer."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.grouping.problems import Problem


def ours(problem: Problem, seconds: float | None = None, seed: int = 0) -> np.ndarray:
    """Return the groups that `plworkbench.grouping` forms.

    Parameters
    ----------
    problem : Problem
        Where groups have limits of their own, only the search is asked: a class has one range of sizes for all.
    seconds : float, optional
        All the time there is, certificate and start included; without it the search has its usual number of visits,
        as on the dashboard, and the answer depends on the seed alone.

    Examples
    --------
    >>> from benchmarks.grouping.problems import class_problem
    >>> problem = class_problem(1, 30, "full")
    >>> problem.broken(ours(problem))
    0
    """
    from plworkbench.grouping.engine.aims import beside, by_chance, drafted
    from plworkbench.grouping.engine.costs import Costs, CountedCost, Term
    from plworkbench.grouping.engine.layout import Layout
    from plworkbench.grouping.engine.search import search, usual_replicas
    from plworkbench.grouping.engine.seating import Seating
    from plworkbench.grouping.musts.rules import Rules

    started = time.perf_counter()
    n, rng = problem.n, np.random.RandomState(seed)
    counted = tuple(CountedCost(np.isin(np.arange(n), one.rows), one.allowed, one.weight) for one in problem.counted)
    shared = problem.shared if problem.shared.any() else None
    pairs = problem.pairs if problem.pairs.any() else None
    costs = Costs(n, (Term("all", pairs=pairs, shared=shared, counted=counted),))
    if len(set(zip(problem.low, problem.high))) > 1:
        layout = Layout.of(costs, n_clusters=problem.k, limits=(problem.low, problem.high))
        starts = [_drawn(problem, rng) for _ in range(usual_replicas(n))]
        return search(layout, starts, budget=_budget(seconds, started), rng=rng).labels
    rules = Rules(together=problem.together, apart=problem.apart)
    seating = Seating.plan(n, problem.k, problem.low[0], problem.high[0], rules, equal=False)
    start = by_chance
    if problem.features is not None:
        start = (beside if problem.shared.sum() > 0 else drafted)(problem.features)
    first = start(seating, rng)
    found = seating.improve(costs, [first], rng=rng, budget=_budget(seconds, started)).labels
    return found[seating.blocks.of_student]


def _budget(seconds: float | None, started: float):
    from plworkbench.grouping.engine.search import Budget

    return Budget(seconds=None if seconds is None else max(seconds - (time.perf_counter() - started), 0.001))


def _drawn(problem: Problem, rng: np.random.RandomState) -> np.ndarray:
    """Return groups drawn by lot within the limits of each."""
    seats = np.repeat(np.arange(problem.k), problem.low)
    more = np.repeat(np.arange(problem.k), np.subtract(problem.high, problem.low))
    return rng.permutation(np.concatenate([seats, rng.permutation(more)[: problem.n - len(seats)]]))
