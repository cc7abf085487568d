"""The task of a class, for 30 to 2,000 students: ours beside what else could be asked to do it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.grouping import simple, solvers
from benchmarks.grouping.apart import Outcome, measure
from benchmarks.grouping.model import rows_of
from benchmarks.grouping.ours import ours
from benchmarks.grouping.problems import TASKS, Problem, class_problem
from benchmarks.mastery.machine import markdown

AIMS = {30: 0.1, 120: 0.5, 480: 3.0, 2000: 10.0}
"""Seconds within which ours aims at a final answer, by the number of students."""

SOLVER_SECONDS = 60.0
"""What the exact solvers are given, building the model included."""

SOLVER_CLASSES = 1
"""Classes the exact solvers are given: a minute each adds up."""

SOLVER_TASKS = ("full",)
"""Tasks the exact solvers are given."""

CLASSES = {30: 3, 120: 3, 480: 1, 2000: 1}
"""How many classes are measured, by the number of students."""

PATIENCE = 240.0
"""Seconds after which a rival that sets no limit itself is stopped."""

WORDS = {
    "homogeneous": "Alike in three skills: the sum of squares around the means of the groups. No wishes.",
    "mixed": "Each group a picture of the class in three skills: the sum of squares between the means of the groups.",
    "full": (
        "Alike in three skills, and all wishes at once: pairs together and apart (must), partners of two earlier "
        "rounds, preferences of both kinds, nobody alone, spread evenly, a leader in each. k-means and the snake draft "
        "know no wishes; how many of the hard ones they break is shown."
    ),
}

SIMPLE = {
    "k-means-constrained": ("k_means_constrained", simple.k_means_constrained),
    "KMeans + assignment": (None, simple.kmeans_and_assignment),
    "snake draft": (None, simple.snake_draft),
}
EXACT = {"CP-SAT, 60 s": ("ortools", solvers.cp_sat), "HiGHS, 60 s": ("highspy", solvers.highs)}


def report(quick: bool) -> Iterator[str]:
    """Yield a table for each task as it is measured.

    Parameters
    ----------
    quick : bool
        30 students, one class, and a second for the solvers.
    """
    classes = {30: 1} if quick else CLASSES
    counts = ", ".join(f"{many} of {n:,}" for n, many in classes.items())
    yield "## Ours and its rivals"
    yield (
        "Groups of 4 to 6. Everybody is given the same problem, and every answer is added up by the same few lines "
        f"(`problems.py`); less is better. Medians of classes, each with another seed: {counts} students. "
        "'Over ours' is the median of the differences in the same class from the first line of the table. The exact "
        f"solvers get {SOLVER_CLASSES} of the classes and the full task, two cores, a start that keeps the rules "
        "(k-means, assignment, repair), and one linear model with symmetry broken (`model.py`); their time includes "
        "building it. 'Ours' is the search as a teacher gets it, on one core; the line below it has the time aimed at."
    )
    for task in TASKS:
        rows = []
        for n, many in classes.items():
            seeds = range(1, many + 1)
            problems = [class_problem(seed, n, task) for seed in seeds]
            rows += _lines(n, problems, _measured(task, problems, list(seeds), quick))
        header = ["students", "who", "objective", "over ours", "seconds", "hard rules broken", ""]
        yield f"### {task.capitalize()}\n\n{WORDS[task]}\n\n{markdown(header, rows)}"


def _measured(task: str, problems: list[Problem], seeds: list[int], quick: bool) -> dict[str, list[Outcome]]:
    """Return the outcomes of everybody, class by class."""
    found: dict[str, list[Outcome]] = {}
    solver_seconds = 2.0 if quick else SOLVER_SECONDS
    for number, (problem, seed) in enumerate(zip(problems, seeds)):
        for name, seconds in {"ours": None, f"ours, {AIMS[problem.n]:g} s": AIMS[problem.n]}.items():
            outcome = measure(ours, problem, seconds=seconds, seed=seed, limit=PATIENCE)
            found.setdefault(name, []).append(outcome)
        for name, (package, function) in SIMPLE.items():
            # k-means makes groups alike, which is the opposite of mixed ones.
            if task == "mixed" and function is not simple.snake_draft:
                continue
            # What took too long for one class is not tried with the next.
            if not (gone := _absent(package)) and found.get(name) and found[name][-1].labels is None:
                gone = found[name][-1].why
            outcome = Outcome(None, 0, gone) if gone else measure(function, problem, seed=seed, limit=PATIENCE)
            found.setdefault(name, []).append(outcome)
        for name, (package, function) in EXACT.items() if number < SOLVER_CLASSES and task in SOLVER_TASKS else ():
            gone = _absent(package) or _too_large(problem)
            outcome = (
                Outcome(None, 0, gone)
                if gone
                else measure(function, problem, seed=seed, seconds=solver_seconds, limit=3 * solver_seconds + 60)
            )
            found.setdefault(name, []).append(outcome)
    return found


def _lines(n: int, problems: list[Problem], found: dict[str, list[Outcome]]) -> list[list[str]]:
    first = [problem.total(outcome.labels) for problem, outcome in zip(problems, next(iter(found.values())))]
    lines = []
    for name, outcomes in found.items():
        if any(outcome.labels is None for outcome in outcomes):
            lines.append([f"{n:,}", name, "", "", "", "", next(one.why for one in outcomes if one.labels is None)])
            continue
        costs = [problem.total(outcome.labels) for problem, outcome in zip(problems, outcomes)]
        broken = statistics.median(problem.broken(one.labels) for problem, one in zip(problems, outcomes))
        over = statistics.median(cost - own for cost, own in zip(costs, first))
        seconds = statistics.median(outcome.seconds for outcome in outcomes)
        lines.append(
            [
                f"{n:,}",
                name,
                f"{statistics.median(costs):,.2f}",
                "" if name == next(iter(found)) else f"{over:+,.2f}",
                f"{seconds:.2f}",
                f"{broken:g}",
                "",
            ]
        )
    return lines


def _absent(package: str | None) -> str:
    return f"{package} is not installed" if package and find_spec(package) is None else ""


def _too_large(problem: Problem) -> str:
    from benchmarks.grouping.model import MOST_ROWS

    rows = rows_of(problem)
    return f"not built: {rows / 1e6:,.0f} million rows" if rows > MOST_ROWS else ""
