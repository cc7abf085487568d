"""The maximally diverse grouping problem: how far ours is from the best of long runs, its own and another's."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.grouping.apart import Outcome, measure, measure_all
from benchmarks.grouping.diversity import KINDS, diversity_problem, read_folder
from benchmarks.grouping.ours import ours
from benchmarks.grouping.problems import Problem
from benchmarks.grouping.skewed import COMPILED, skewed_search
from benchmarks.mastery.machine import markdown

SECONDS = (1.0, 10.0)
"""What ours is given."""

PLAN = {30: (1, 3), 240: (2, 20)}
"""By the number of items: how many instances, and how many seconds a long run has."""


def report(quick: bool, files: Path | None = None) -> Iterator[str]:
    """Yield the table, and one of the published instances when a folder of them is given.

    Parameters
    ----------
    quick : bool
        30 and 60 items, one instance of each, a second for the long runs.
    files : Path, optional
        A folder with files of MDGPLIB.
    """
    plan = {30: (1, 1), 60: (1, 1)} if quick else PLAN
    seconds = (0.1, 0.5) if quick else SECONDS
    yield "## Maximally diverse groups"
    yield (
        "Instances as those of Gallego et al. (2013) are made (`diversity.py`). The best known is the best of a long "
        "run of ours and a long run of a skewed variable neighbourhood search after Brimberg et al. (2015) "
        f"({'in numba' if COMPILED else 'numba is absent, so it is slow'}), each on a core of its own, with other "
        "seeds. Gap: (best - ours) / best. The last columns say how far the two long runs are from the better one."
    )
    rows = []
    for n, (instances, long_seconds) in plan.items():
        for kind in KINDS:
            for equal in (True, False):
                problems = [diversity_problem(seed, n, kind, equal) for seed in range(instances)]
                rows.append([f"{n}", kind, "equal" if equal else "different", *_gaps(problems, seconds, long_seconds)])
    header = ["items", "distances", "sizes", "instances", *_header(seconds)]
    yield markdown(header, rows)
    if files:
        yield _published(files, seconds, 2 if quick else 60)


def _header(seconds: tuple[float, ...]) -> list[str]:
    short = [f"{what} gap at {taken:g} s" for taken in seconds for what in ("median", "worst")]
    return ["long runs, s", *short, "long run of ours", "long run of the other"]


def _gaps(problems: list[Problem], seconds: tuple[float, ...], long_seconds: float) -> list[str]:
    gaps: dict[object, list[float]] = {}
    for seed, problem in enumerate(problems):
        found = {taken: _ours(problem, taken, seed) for taken in seconds}
        calls = [
            (ours, (problem,), {"seconds": long_seconds, "seed": 1000 + seed}),
            (skewed_search, (problem,), {"seconds": long_seconds, "seed": 2000 + seed}),
        ]
        found["own"], found["other"] = (_value(problem, one) for one in measure_all(calls, 2 * long_seconds + 60))
        best = max(found.values())
        for name, value in found.items():
            gaps.setdefault(name, []).append((best - value) / best)
    short = [_share(what(gaps[taken])) for taken in seconds for what in (statistics.median, max)]
    return [
        f"{len(problems)}",
        f"{long_seconds:g}",
        *short,
        *(_share(statistics.median(gaps[name])) for name in ("own", "other")),
    ]


def _ours(problem: Problem, seconds: float, seed: int) -> float:
    return _value(problem, measure(ours, problem, seconds=seconds, seed=seed, limit=2 * seconds + 60))


def _value(problem: Problem, outcome: Outcome) -> float:
    """Return the sum of distances within groups; no answer, or one outside the sizes, is worth nothing."""
    if outcome.labels is None or problem.broken(outcome.labels):
        return -np.inf
    return -problem.total(outcome.labels)


def _share(gap: float) -> str:
    return f"{gap:.4%}"


def _published(files: Path, seconds: tuple[float, ...], long_seconds: float) -> str:
    rows = []
    for name, problem in read_folder(files).items():
        found = [_ours(problem, taken, seed=0) for taken in seconds]
        limit = 2 * long_seconds + 60
        other = _value(problem, measure(skewed_search, problem, seconds=long_seconds, seed=1, limit=limit))
        rows.append([name, f"{problem.n}", f"{problem.k}", *(f"{value:,.3f}" for value in found), f"{other:,.3f}"])
    who = [*(f"ours, {taken:g} s" for taken in seconds), f"the other, {long_seconds:g} s"]
    header = ["instance", "items", "groups", *who]
    return f"### Published instances (MDGPLIB)\n\n{markdown(header, rows)}"
