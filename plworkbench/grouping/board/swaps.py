"""What every swap of two students would cost, and the few that make groups better."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plworkbench.grouping.board.breaking import breaking_swaps
from plworkbench.grouping.board.pricing import NOTICEABLE, change_words
from plworkbench.grouping.board.standing import Standing, titles

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task


@dataclass(frozen=True)
class Swap:
    """Two students who would change places.

    Parameters
    ----------
    one, other : str
        Their keys.
    change : float
        By how much the cost of the groups would change; below 0 they get better. One student placed as if by lot
        costs 1.
    sentence : str
        The swap and what it does, in words.
    """

    one: str
    other: str
    change: float
    sentence: str


@dataclass(frozen=True)
class Move:
    """A student who would go to another group.

    Parameters
    ----------
    student : str
        Key.
    to_group : int
        Number of the group, from 1.
    change : float
        By how much the cost of the groups would change.
    sentence : str
        The move and what it does, in words.
    """

    student: str
    to_group: int
    change: float
    sentence: str


def swap_effects(task: Task, labels: np.ndarray) -> pd.DataFrame:
    """Return what every possible swap of two students would cost; the cost is a sum over pairs, so this is a look-up.

    Parameters
    ----------
    task : Task
        The class and what its groups cost.
    labels : ndarray of int, shape (n_students,)
        The grouping, from 0.

    Returns
    -------
    DataFrame
        One row for two students of different groups: student_key, other_student_key (the order of the class);
        change (by how much the cost changes: below 0 the groups get better); a column for each term of the cost, which
        add up to change; breaks (whether a must would break). Sorted by change, those that break a must last.

    Examples
    --------
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.G", "score": [1.0, 3.4, 1.2, 3.2],
    ...     "level": ["beginning", "secure", "beginning", "secure"]})
    >>> task = pose_task(students, mastery, standard_codes=["6.G"], purpose="by need", group_count=2)
    >>> print(swap_effects(task, np.array([0, 0, 1, 1])).round(2).head(2).to_string(index=False))
    student_key other_student_key  change  likeness  breaks
              a                 d   -5.95     -5.95   False
              b                 c   -5.95     -5.95   False
    """
    changes, breaks = task.costs.of_swaps(labels, task.n_clusters), breaking_swaps(task, labels)
    one, other = np.nonzero(np.triu(labels[:, None] != labels, 1))
    keys = np.array(task.keys, dtype=object)
    order = np.lexsort((changes["total"][one, other], breaks[one, other]))
    one, other = one[order], other[order]
    return pd.DataFrame(
        {
            "student_key": pd.Series(keys[one], dtype="str"),
            "other_student_key": pd.Series(keys[other], dtype="str"),
            "change": changes["total"][one, other],
            **{term.name: changes[term.name][one, other] for term in task.costs.terms},
            "breaks": breaks[one, other],
        }
    )


def best_swaps(
    task: Task,
    labels: np.ndarray,
    count: int = 3,
    held: Collection[str] = (),
    group_names: Sequence[str] | None = None,
) -> list[Swap]:
    """Return the swaps that make the groups better most, if there are any.

    Parameters
    ----------
    task, labels
        As in `swap_effects`.
    count : int, default 3
        At most so many; of different students where possible.
    held : collection of str
        Keys of students who stay where they are, beside those who are pinned: those moved by hand.
    group_names : sequence of str, optional
        What the groups are called.

    Returns
    -------
    list of Swap
        The best first; empty if no swap lowers the cost noticeably without breaking a must.

    Examples
    --------
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.G", "score": [1.0, 3.4, 1.2, 3.2],
    ...     "level": ["beginning", "secure", "beginning", "secure"]})
    >>> task = pose_task(students, mastery, standard_codes=["6.G"], purpose="by need", group_count=2)
    >>> [swap.sentence for swap in best_swaps(task, np.array([0, 0, 1, 1]), count=1)]
    ['Swap Ana and Dee: partners are closer in level.']
    """
    total = np.where(breaking_swaps(task, labels), np.inf, task.costs.of_swaps(labels, task.n_clusters)["total"])
    stays = np.isin(task.keys, [*map(str, held), *task.pinned])
    total[stays] = total[:, stays] = np.inf
    rows = np.argwhere(np.triu(total < -NOTICEABLE, 1))
    rows = rows[np.argsort(total[rows[:, 0], rows[:, 1]], kind="stable")]
    chosen, again, used = [], [], set()
    for one, other in rows.tolist():
        if len(chosen) == count:
            break
        if used & {one, other}:
            again.append((one, other))
            continue
        chosen.append((one, other))
        used |= {one, other}
    standing = Standing(task, titles(task, group_names))
    best = sorted([*chosen, *again[: count - len(chosen)]], key=lambda pair: total[pair])
    return [describe_swap(standing, labels, *pair, float(total[pair])) for pair in best]


def swapped(labels: np.ndarray, one: int, other: int) -> np.ndarray:
    """Return the labels with two students, given by row, in each other's groups."""
    after = labels.copy()
    after[[one, other]] = labels[[other, one]]
    return after


def moved(labels: np.ndarray, rows: int | Sequence[int], group: int) -> np.ndarray:
    """Return the labels with students, given by row, in another group, counted from 0."""
    after = labels.copy()
    after[rows] = group
    return after


def describe_swap(
    standing: Standing, labels: np.ndarray, one: int, other: int, change: float, *, for_wish: int | None = None
) -> Swap:
    """Return a swap of two students, given by row, with what it does in words; see `change_words`."""
    task = standing.task
    words = change_words(standing, labels, swapped(labels, one, other), for_wish=for_wish)
    sentence = f"Swap {task.names[one]} and {task.names[other]}" + (f": {words}." if words else ".")
    return Swap(task.keys[one], task.keys[other], change, sentence)


def describe_move(
    standing: Standing, labels: np.ndarray, row: int, group: int, change: float, *, for_wish: int | None = None
) -> Move:
    """Return a move of a student, given by row, to a group, counted from 0, with what it does in words."""
    task = standing.task
    words = change_words(standing, labels, moved(labels, row, group), for_wish=for_wish)
    sentence = f"Move {task.names[row]} to {standing.group_names[group]}" + (f": {words}." if words else ".")
    return Move(task.keys[row], group + 1, change, sentence)
