"""Wishes that a grouping does not meet, each with the cheapest change that would meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plworkbench.grouping.board.breaking import breaking_moves, breaking_swaps
from plworkbench.grouping.board.standing import EXACT, Standing, titles
from plworkbench.grouping.board.swaps import Move, Swap, describe_move, describe_swap
from plworkbench.grouping.engine.costs import Costs, CountedCost, Term
from plworkbench.grouping.wishes import COUNTED, Wish
from plworkbench.schema import WISH_WEIGHTS

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task

NOTHING_MEETS_IT = "No single swap meets it."


@dataclass(frozen=True)
class Unmet:
    """A wish that the groups do not meet.

    Parameters
    ----------
    wish : Wish or None
        The wish; None where a size was asked for.
    sentence : str
        What is wrong, in words.
    cure : str
        What would meet it, with its price, in words.
    change : Swap, Move or None
        The swap or move that would meet it; None if no single one does.
    """

    wish: Wish | None
    sentence: str
    cure: str
    change: Swap | Move | None = None


def unmet_wishes(
    groups: pd.DataFrame | np.ndarray, task: Task, group_names: Sequence[str] | None = None
) -> list[Unmet]:
    """Return every wish that does not hold, a must as well after moves by hand, with what would meet it.

    What would meet it is the swap of two students, or the move of one, that costs least of those that break no must
    and leave pinned students and limits of size alone. When there is none, but one that comes closer, the cure names
    it as a step.

    Parameters
    ----------
    groups : DataFrame or ndarray of int
        Memberships (student_key, group_number from 1), or labels from 0 in the order of the task's students.
    task : Task
        The class and its wishes.
    group_names : sequence of str, optional
        What the groups are called.

    Returns
    -------
    list of Unmet
        Musts first, then important wishes, then nice ones.

    Examples
    --------
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.G", "score": [1.0, 1.1, 3.0, 3.2],
    ...     "level": ["beginning", "beginning", "secure", "secure"]})
    >>> task = pose_task(students, mastery, standard_codes=["6.G"], purpose="by need", group_count=2,
    ...     wishes=[Wish("together", ("a", "c"), "nice")])
    >>> unmet = unmet_wishes(np.array([0, 0, 1, 1]), task)[0]
    >>> unmet.sentence
    'Ana and Cy are in different groups; you asked to keep them together.'
    >>> unmet.cure
    'Swap Ana and Dee: partners are further apart in level.'
    """
    labels = task.labels_of(groups) if isinstance(groups, pd.DataFrame) else np.asarray(groups)
    standing, changes = Standing(task, titles(task, group_names)), _Changes(task, labels)
    said: dict[int, list[str]] = {}
    for fault in standing.faults(labels):
        said.setdefault(fault.wish, []).append(fault.sentence)
    order = sorted(said, key=lambda number: (WISH_WEIGHTS.index(task.wishes[number].weight), number))
    return [_unmet(standing, changes, number, " ".join(said[number])) for number in order]


class _Changes:
    """Every swap and move of a grouping, with its price; those that break a must are infinitely dear."""

    def __init__(self, task: Task, labels: np.ndarray):
        self.task, self.labels = task, labels

    @cached_property
    def swaps(self) -> np.ndarray:
        total = self.task.costs.of_swaps(self.labels, self.task.n_clusters)["total"]
        useless = self.labels[:, None] == self.labels
        return np.where(breaking_swaps(self.task, self.labels) | useless, np.inf, total)

    @cached_property
    def moves(self) -> np.ndarray:
        total = self.task.costs.of_moves(self.labels, self.task.n_clusters)["total"]
        useless = self.labels[:, None] == np.arange(self.task.n_clusters)
        return np.where(breaking_moves(self.task, self.labels) | useless, np.inf, total)


def _unmet(standing: Standing, changes: _Changes, number: int, sentence: str) -> Unmet:
    wish = standing.task.wishes[number]
    if wish.kind not in COUNTED:
        found = _cheapest(standing, changes, number, *_pair_changes(standing, changes, wish))
        return Unmet(wish, sentence, found.sentence if found else NOTHING_MEETS_IT, found)
    task, labels = standing.task, changes.labels
    counted = Costs(len(labels), (Term("", counted=(CountedCost(standing.members[number], COUNTED[wish.kind], 1.0),)),))
    off = counted.total(labels, task.n_clusters)
    swaps, moves = (of(labels, task.n_clusters)["total"] for of in (counted.of_swaps, counted.of_moves))
    found = _cheapest(standing, changes, number, off + swaps < EXACT, off + moves < EXACT)
    if found is None and (step := _cheapest(standing, changes, number, swaps < -EXACT, moves < -EXACT)):
        return Unmet(wish, sentence, f"{NOTHING_MEETS_IT} A first step: {step.sentence}")
    return Unmet(wish, sentence, found.sentence if found else NOTHING_MEETS_IT, found)


def _pair_changes(standing: Standing, changes: _Changes, wish: Wish) -> tuple[np.ndarray, np.ndarray]:
    """Return which swaps and which moves meet a wish about two students."""
    labels, rows = changes.labels, [standing.row[key] for key in wish.students]
    swaps = np.zeros(changes.swaps.shape, dtype=bool)
    moves = np.zeros(changes.moves.shape, dtype=bool)
    for row, partner in (rows, rows[::-1]):
        if wish.kind in ("together", "prefers"):
            swaps[row] = labels == labels[partner]
            swaps[row, partner] = False
            moves[row, labels[partner]] = True
        else:
            swaps[row] = labels != labels[row]
            moves[row] = True
    return swaps | swaps.T, moves


def _cheapest(
    standing: Standing, changes: _Changes, number: int, swaps: np.ndarray, moves: np.ndarray
) -> Swap | Move | None:
    of_swaps, of_moves = np.where(swaps, changes.swaps, np.inf), np.where(moves, changes.moves, np.inf)
    swap, move = int(of_swaps.argmin()), int(of_moves.argmin())
    price = min(of_swaps.flat[swap], of_moves.flat[move])
    if not np.isfinite(price):
        return None
    if of_swaps.flat[swap] <= price:
        one, other = sorted(divmod(swap, len(of_swaps)))
        return describe_swap(standing, changes.labels, one, other, float(price), for_wish=number)
    row, group = divmod(move, of_moves.shape[1])
    return describe_move(standing, changes.labels, row, group, float(price), for_wish=number)
