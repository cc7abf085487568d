"""Which swaps and moves would break a must, and how large groups may be when students are moved by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plworkbench.grouping.engine.costs import Costs, CountedCost, Term

if TYPE_CHECKING:
    from plworkbench.grouping.musts.rules import Rules
    from plworkbench.grouping.task import Task

EXACT = 1e-9


def breaking_swaps(task: Task, labels: np.ndarray) -> np.ndarray:
    """Return which two students cannot swap places without breaking a must that holds, or more of one that does not.

    Parameters
    ----------
    task : Task
        Its rules are the musts; a pinned student who is where the pin says stays there.
    labels : ndarray of int, shape (n_students,)
        The grouping, from 0.

    Returns
    -------
    ndarray of bool, shape (n_students, n_students)
        False for two students of one group.
    """
    friends, foes, stays = _relations(task.rules, labels)
    member = labels[:, None] == np.arange(task.n_clusters)
    leaves = stays | _in_own_group(friends, labels, member)
    joins = (foes.astype(float) @ member)[:, labels] - foes > EXACT
    breaks = leaves[:, None] | leaves | joins | joins.T
    for costs in _counted(task):
        breaks |= costs.of_swaps(labels, task.n_clusters)["total"] > EXACT
    return breaks & (labels[:, None] != labels)


def breaking_moves(task: Task, labels: np.ndarray) -> np.ndarray:
    """Return which student cannot move to which group without breaking a must or the limits of size.

    A limit that was not given is the fair size, rounded down or up, or the size that the smallest or the largest
    group has now: a move is not to make sizes less equal.

    Returns
    -------
    ndarray of bool, shape (n_students, n_clusters)
        False for the student's own group.
    """
    friends, foes, stays = _relations(task.rules, labels)
    n, k = len(labels), task.n_clusters
    member = labels[:, None] == np.arange(k)
    leaves = stays | _in_own_group(friends, labels, member)
    breaks = leaves[:, None] | (foes.astype(float) @ member > EXACT)
    for costs in _counted(task):
        breaks |= costs.of_moves(labels, k)["total"] > EXACT
    sizes = np.bincount(labels, minlength=k)
    low = task.min_size if task.min_size is not None else max(min(n // k, sizes.min()), 1)
    high = task.max_size if task.max_size is not None else max(-(-n // k), sizes.max())
    breaks |= (sizes[labels] <= low)[:, None] | (sizes >= high)
    return breaks & ~member


def _relations(rules: Rules, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = len(labels)
    friends, foes, stays = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool), np.zeros(n, dtype=bool)
    for matrix, pairs in ((friends, rules.together), (foes, rules.apart)):
        for one, other in pairs:
            matrix[one, other] = matrix[other, one] = True
    for row, label in rules.pinned.items():
        stays[row] = labels[row] == label
    return friends, foes, stays


def _in_own_group(friends: np.ndarray, labels: np.ndarray, member: np.ndarray) -> np.ndarray:
    return (friends.astype(float) @ member)[np.arange(len(labels)), labels] > EXACT


def _counted(task: Task) -> list[Costs]:
    """Return for each must that counts what it would cost to break it, so that its changes can be looked up."""
    n = len(task.keys)
    return [
        Costs(n, (Term("must", counted=(CountedCost(np.isin(np.arange(n), rule.rows), rule.allowed, 1.0),)),))
        for rule in task.rules.counted
    ]
