"""480 students alike in three skills in 96 groups of 4 to 6: ours and k-means-constrained."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.grouping.apart import Outcome, measure
from benchmarks.grouping.ours import ours
from benchmarks.grouping.problems import Problem, class_problem
from benchmarks.grouping.simple import k_means_constrained, kmeans_and_assignment
from benchmarks.mastery.machine import markdown


def report(quick: bool) -> Iterator[str]:
    """Yield the table: sum of squares within groups and seconds.

    Parameters
    ----------
    quick : bool
        60 students and one class.
    """
    n, seeds = (60, range(1, 2)) if quick else (480, range(1, 6))
    problems = [class_problem(seed, n, "homogeneous") for seed in seeds]
    yield f"## {n} students, three skills, {n // 5} groups of 4 to 6"
    yield (
        "Sum of squares around the means of the groups, in skills standardised together; less is better. Medians of "
        f"{len(seeds)} classes; 'beside' is the median of the ratios in the same class. 'Ours, its time' has as long "
        "as k-means-constrained with one start took for that class; 'ours' is the search as a teacher gets it."
    )
    found: dict[str, list[Outcome]] = {}
    for problem, seed in zip(problems, seeds):
        if find_spec("k_means_constrained"):
            found.setdefault("k-means-constrained", []).append(
                measure(k_means_constrained, problem, seed=seed, limit=600)
            )
            once = measure(k_means_constrained, problem, seed=seed, n_init=1, limit=600)
            found.setdefault("k-means-constrained, n_init=1", []).append(once)
            own = measure(ours, problem, seconds=once.seconds, seed=seed, limit=600)
            found.setdefault("ours, its time with n_init=1", []).append(own)
        found.setdefault("KMeans + assignment", []).append(measure(kmeans_and_assignment, problem, seed=seed, limit=60))
        for name, seconds in {"ours": None, "ours, 0.5 s": 0.5, "ours, 1 s": 1.0}.items():
            own = measure(ours, problem, seconds=seconds, seed=seed, limit=60)
            found.setdefault(name, []).append(own)
    yield markdown(
        ["who", "sum of squares", "beside k-means-constrained", "beside n_init=1", "seconds", "rules broken"],
        [_line(name, outcomes, problems, found) for name, outcomes in found.items()],
    )


def _line(name: str, outcomes: list[Outcome], problems: list[Problem], found: dict[str, list[Outcome]]) -> list[str]:
    sums = _sums(outcomes, problems)
    beside = []
    for other in ("k-means-constrained", "k-means-constrained, n_init=1"):
        theirs = _sums(found[other], problems) if other in found else []
        beside.append(f"{statistics.median(a / b for a, b in zip(sums, theirs)):.3f}" if theirs else "")
    broken = statistics.median(problem.broken(one.labels) for problem, one in zip(problems, outcomes))
    seconds = statistics.median(outcome.seconds for outcome in outcomes)
    return [name, f"{statistics.median(sums):.3f}", *beside, f"{seconds:.2f}", f"{broken:g}"]


def _sums(outcomes: list[Outcome], problems: list[Problem]) -> list[float]:
    return [problem.total(outcome.labels) for problem, outcome in zip(problems, outcomes)]
