"""A click on the board: forming groups, saying what a move would do, and what every swap would."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks.mastery.machine import markdown
from plworkbench import grouping

RUNS = 5


def report(quick: bool) -> Iterator[str]:
    """Yield the table: milliseconds of what a teacher waits for.

    Parameters
    ----------
    quick : bool
        A class only.
    """
    yield "## On the board"
    yield (
        "Groups of 4 to 6 by need on three standards, with pairs together and apart, preferences, lists and past "
        f"partners; milliseconds, medians of {RUNS}. A move is previewed in words, with what it would break and meet."
    )
    rows = []
    for n in (30,) if quick else (30, 120, 400):
        task = _task(n)
        labels = task.solve(0)
        keys = iter(task.keys)
        actions: dict[str, Callable[[], object]] = {
            "form": lambda task=task: task.solve(0),
            "preview a move": lambda task=task, labels=labels, keys=keys: grouping.effect_of_move(
                task, labels, next(keys), 2
            ),
            "every swap": lambda task=task, labels=labels: grouping.swap_effects(task, labels),
            "wishes not met, and their cures": lambda task=task, labels=labels: grouping.unmet_wishes(labels, task),
        }
        rows.append([f"{n}", *(f"{_median(action):.0f}" for action in actions.values())])
    yield markdown(["students", *actions], rows)


def _median(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def _task(n: int) -> grouping.Task:
    rng = np.random.RandomState(n)
    keys = [f"s{i}" for i in range(n)]
    students = pd.DataFrame({"student_key": keys, "name": keys})
    ability = rng.normal(2.2, 0.7, n)
    mastery = pd.concat(
        pd.DataFrame(
            {
                "student_key": keys,
                "standard_code": f"S{j}",
                "score": np.clip(ability + rng.normal(0, 0.5, n), 0, 4),
                "level": "secure",
            }
        )
        for j in range(3)
    )

    def pair() -> tuple[str, str]:
        return tuple(rng.choice(keys, 2, replace=False).tolist())

    wishes = [grouping.Wish("apart", pair()) for _ in range(n // 10)]
    wishes += [grouping.Wish("together", pair()) for _ in range(n // 30)]
    wishes += [grouping.Wish("prefers", pair(), "nice") for _ in range(n)]
    wishes += [grouping.Wish("nobody alone", tuple(keys[:: n // 6]), "important", "Newcomers")]
    wishes += [grouping.Wish("balance", tuple(keys[1::3]), "important", "Readers")]
    met = [sorted(pair()) for _ in range(3 * n)]
    past = pd.DataFrame(met, columns=["student_key", "other_student_key"]).drop_duplicates().assign(times=1, weight=1.0)
    return grouping.pose_task(
        students,
        mastery,
        standard_codes=["S0", "S1", "S2"],
        purpose="by need",
        group_size=5,
        min_size=4,
        max_size=6,
        wishes=wishes,
        past_partners=past,
    )
