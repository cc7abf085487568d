"""Rounds in which all meet all: repeated meetings of ours, of a simple greedy, and of a published browser tool."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.mastery.machine import markdown

SHAPES = {
    (5, 3, 7): ("6-9", "7", "0 (Kirkman)"),
    (6, 5, 6): ("15-21", "10-13", ""),
    (7, 4, 7): ("4-9", "5-7", ""),
    (8, 4, 10): ("33-36", "28-31", "0"),
    (6, 5, 10): ("166-170", "165", "165"),
}
"""Groups x size x rounds: published repeats of a browser tool and of a greedy, and what is known to be possible."""

STARTS = 50
"""Starts of our own simple greedy, of which the best counts."""


def repeats(labels: np.ndarray) -> int:
    """Return how often two students meet again: the sum over pairs of meetings - 1; labels, shape (rounds, n).

    Examples
    --------
    >>> repeats(np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1]]))
    2
    """
    meetings = sum((row[:, None] == row).astype(int) for row in np.asarray(labels))
    return int(np.maximum(meetings[np.triu_indices(len(meetings), 1)] - 1, 0).sum())


def greedy(groups: int, size: int, rounds: int, seed: int) -> np.ndarray:
    """Return rounds filled seat by seat with whoever has met the fewest of those there, ties by lot, then swaps.

    Examples
    --------
    >>> greedy(2, 2, 3, seed=0).shape
    (3, 4)
    """
    rng = np.random.default_rng(seed)
    n = groups * size
    met, answer = np.zeros((n, n), dtype=int), []
    for _ in range(rounds):
        labels = np.full(n, -1)
        for seat in range(n):
            group = seat % groups
            free = np.flatnonzero(labels < 0)
            labels[free[np.lexsort((rng.random(len(free)), (met[free][:, labels == group] ** 2).sum(axis=1)))[0]]] = (
                group
            )
        costs = met.astype(float) ** 2
        while True:
            to = costs @ (labels[:, None] == np.arange(groups))
            own, moved = to[np.arange(n), labels], to[:, labels]
            change = moved + moved.T - own[:, None] - own - 2 * costs
            change[labels[:, None] == labels] = 0
            one, other = np.unravel_index(change.argmin(), change.shape)
            if change[one, other] >= 0:
                break
            labels[[one, other]] = labels[[other, one]]
        met += (labels[:, None] == labels) & ~np.eye(n, dtype=bool)
        answer.append(labels)
    return np.array(answer)


def report(quick: bool, seconds: float | None = None) -> Iterator[str]:
    """Yield the table.

    Parameters
    ----------
    quick : bool
        Two shapes, one seed, a second each.
    seconds : float, optional
        What ours is given for a plan; without it the usual number of proposals, so that a seed settles the answer.
    """
    from plworkbench.grouping.rounds.planning import plan_rounds

    seeds, seconds = (range(1), 1.0) if quick else (range(5), seconds)
    given = "as a teacher gets it" if seconds is None else f"with at most {seconds:g} s"
    yield "## Rounds in which all meet all"
    yield (
        "Repeated meetings: for each pair, how often it meets after the first time, added up; counted here from the "
        f"groups alone. Ours {given}; medians and ranges of {len(seeds)} seeds. The greedy beside "
        f"it fills each round seat by seat and improves it by swaps, the best of {STARTS} starts (`rounds.py`). The "
        "published figures are those of a browser tool and of another greedy. The bound is the one that ours can prove."
    )
    rows = []
    for (groups, size, rounds), (tool, published, possible) in list(SHAPES.items())[: 2 if quick else None]:
        found, taken, bounds, simple = [], [], [], []
        for seed in seeds:
            started = time.perf_counter()
            plan = plan_rounds(groups * size, rounds, group_count=groups, random_state=seed, seconds=seconds)
            taken.append(time.perf_counter() - started)
            found.append(_checked(plan.labels, groups, size, rounds))
            assert found[-1] == plan.repeats, "plan_rounds counts other repeats than its groups have."
            bounds.append(plan.bound)
            plans = [greedy(groups, size, rounds, STARTS * seed + start) for start in range(3 if quick else STARTS)]
            simple.append(min(_checked(labels, groups, size, rounds) for labels in plans))
        rows.append(
            [
                f"{groups} x {size}, {rounds} rounds",
                _range(found),
                f"{statistics.median(taken):.2f}",
                f"{max(bounds)}",
                _range(simple),
                tool,
                published,
                possible,
            ]
        )
    header = ["groups x size", "ours", "s", "bound", "greedy", "browser tool", "published greedy", "known to exist"]
    yield markdown(header, rows)


def _checked(labels: np.ndarray, groups: int, size: int, rounds: int) -> int:
    labels = np.asarray(labels)
    assert labels.shape == (rounds, groups * size), "A round is missing, or a student."
    assert all((np.bincount(row, minlength=groups) == size).all() for row in labels), "A group has another size."
    return repeats(labels)


def _range(values: list[int]) -> str:
    middle = f"{statistics.median(values):g}"
    return middle if min(values) == max(values) else f"{middle} ({min(values)}-{max(values)})"
