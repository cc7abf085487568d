"""A place for every block that keeps all hard rules, found by an integer programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plworkbench.grouping.musts.fitting import MOST_REPAIRS, fit_blocks
from plworkbench.grouping.musts.programme import Programme

if TYPE_CHECKING:
    from plworkbench.grouping.musts.blocks import Blocks

MOST_SOLVED_FIRST = 3000
"""Up to so many blocks times groups the solver is as quick as trying for long."""

MOST_WITH_COSTS = 10_000
"""Beyond so many blocks times groups, which count threefold again for each counting rule, a placement found by trying
is taken, though another may cost less."""


@dataclass(frozen=True)
class Placement:
    """The answer of the solver.

    Parameters
    ----------
    found : bool
        Whether there is a place for every block.
    decided : bool
        Whether `found` is proven; False if the solver gave up.
    labels : ndarray of int, shape (n_blocks,), or None
        Group of each ruled block; -1 for students no rule touches.
    slack : (int, int)
        By how many seats the sizes had to leave the range wished for, below and above.
    sizes : ndarray of int, shape (n_clusters,), or None
        Students in each group, those no rule touches included. Filling the open seats up to these sizes keeps every
        rule; filling them otherwise may break a rule "even", since the share of a group depends on its size.
    """

    found: bool
    decided: bool = True
    labels: np.ndarray | None = None
    slack: tuple[int, int] = (0, 0)
    sizes: np.ndarray | None = None

    def of_students(self, blocks: Blocks) -> np.ndarray:
        """Return the group of every student; those no rule touches fill the open seats up to `sizes`, in order."""
        labels = self.labels.copy()
        taken = np.bincount(labels[labels >= 0], weights=blocks.size[labels >= 0], minlength=len(self.sizes))
        labels[labels < 0] = np.repeat(np.arange(len(self.sizes)), self.sizes - taken.astype(int))
        return labels[blocks.of_student]


def place_blocks(
    blocks: Blocks,
    n_clusters: int,
    smallest: int,
    largest: int,
    *,
    even: tuple[int | None, int | None] = (None, None),
    costs: np.ndarray | None = None,
    limits: Mapping[str, float] | None = None,
) -> Placement:
    """Find a group for each ruled block so that all hard rules and sizes hold, or show that there is none.

    Blocks of equal size and equal marks that no pin and no "apart" touches are interchangeable here. They enter the
    integer programme as one count per group, so that it stays small even for a whole grade; who of them goes where
    is decided afterwards, by an assignment at least cost. Without costs, and for more than `MOST_WITH_COSTS` places,
    a placement is first looked for by trying (`fit_blocks`).

    Parameters
    ----------
    blocks : Blocks
        All students of the class as blocks.
    n_clusters : int
        Number of groups.
    smallest, largest : int
        Hard limits of the size of a group.
    even : (int or None, int or None)
        Sizes wished for, from and to; left by as few seats as the rules allow.
    costs : ndarray of float, shape (n_blocks, n_clusters), optional
        Cost of each block in each group, 0 or more; only the ruled rows are read. Random costs give a random
        placement that keeps the rules.
    limits : mapping, optional
        Limits of the solver, instead of `SOLVER_LIMITS`.

    Returns
    -------
    Placement

    Examples
    --------
    >>> from plworkbench.grouping.musts.blocks import join_blocks
    >>> from plworkbench.grouping.musts.counted import Counted
    >>> blocks = join_blocks(7, [(0, 1)], [], {0: 1}, [Counted((2, 3, 4), "not one")])
    >>> placed = place_blocks(blocks, 2, 3, 4)
    >>> placed.labels.tolist()
    [1, 0, 0, 0, -1, -1]
    >>> placed.sizes.tolist()
    [3, 4]
    """
    if _hopeless(blocks, n_clusters, smallest, largest):
        return Placement(found=False)
    n, k, ruled = len(blocks.of_student), n_clusters, blocks.ruled
    unit, first = _units(blocks)
    places = len(first) * k
    if costs is None or places * (1 + 3 * len(blocks.marks)) > MOST_WITH_COSTS:
        wished = (max(smallest, even[0] or 0), min(largest, even[1] or largest))
        labels = fit_blocks(blocks, k, *wished, costs, repairs=10 if places <= MOST_SOLVED_FIRST else MOST_REPAIRS)
        if labels is not None:
            sizes = np.bincount(labels, weights=blocks.size, minlength=k).astype(int)
            return Placement(True, True, np.where(ruled, labels, -1), (0, 0), sizes)
    size, pin, marks = blocks.size[first], blocks.pin[first], blocks.marks[:, first]
    members = np.bincount(unit)
    mean_costs = np.zeros((len(first), k))
    if costs is not None:
        np.add.at(mean_costs, unit, np.where(ruled[:, None], costs, 0.0) / members[unit][:, None])

    programme = Programme()
    may = (pin[:, None] == -1) | (pin[:, None] == np.arange(k))
    seat = programme.add(places, upper=np.where(may, members[:, None], 0).ravel(), cost=mean_costs.ravel())
    seat = seat.reshape(-1, k)
    # Leaving the sizes wished for costs more than any placement.
    below, above = programme.add(2, upper=n, cost=1 + (mean_costs.max(axis=1) * members).sum())
    for row, count in zip(seat, members):
        programme.keep(row, 1, count, count)
    for group in range(k):
        programme.keep(seat[:, group], size, smallest, largest)
        if even[0] is not None:
            programme.keep(np.append(seat[:, group], below), np.append(size, 1), low=even[0])
        if even[1] is not None:
            programme.keep(np.append(seat[:, group], above), np.append(size, -1), high=even[1])
    cliques = _keep_apart(programme, blocks.apart[np.ix_(first, first)], size, members, seat, largest)
    if cliques:
        clique = max(cliques, key=lambda clique: members[clique].sum())
        if members[clique].sum() > k:
            return Placement(found=False)
        if costs is None and not (pin >= 0).any():
            # Groups are interchangeable, so these blocks may as well have the first ones. It spares the solver
            # the same proof for every order of the groups.
            seats = np.arange(members[clique].sum())
            for taken in seat[np.repeat(clique, members[clique]), seats]:
                programme.keep([taken], 1, low=1)
    for mark, allowed in zip(marks, blocks.allowed):
        _keep_counts(programme, allowed, mark, int(mark @ members), size, seat, largest, n)

    values, decided = programme.solve(limits, gap=0.02 if costs is not None else 0.0)
    if values is None:
        return Placement(found=False, decided=decided)
    counts = values[seat]
    labels = _hand_out(unit, counts, ruled, costs)
    return Placement(True, True, labels, (int(values[below]), int(values[above])), size @ counts)


def _units(blocks: Blocks) -> tuple[np.ndarray, np.ndarray]:
    """Return the unit of each block, and one block of each unit; blocks of a unit are interchangeable."""
    alike = (blocks.pin < 0) & ~blocks.apart.any(axis=1)
    own = np.where(alike, -1, np.arange(len(alike)))
    _, first, unit = np.unique(
        np.column_stack([own, blocks.size, blocks.marks.T]), axis=0, return_index=True, return_inverse=True
    )
    return unit.ravel(), first


def _hand_out(unit: np.ndarray, counts: np.ndarray, ruled: np.ndarray, costs: np.ndarray | None) -> np.ndarray:
    from scipy.optimize import linear_sum_assignment

    labels = np.full(len(unit), -1)
    for number, row in enumerate(counts):
        who, seats = np.flatnonzero(unit == number), np.repeat(np.arange(len(row)), row)
        if not ruled[who[0]]:
            continue
        if costs is not None and len(who) > 1:
            seats = seats[linear_sum_assignment(costs[np.ix_(who, seats)])[1]]
        labels[who] = seats
    return labels


def _keep_apart(
    programme: Programme, apart: np.ndarray, size: np.ndarray, members: np.ndarray, seat: np.ndarray, largest: int
) -> list[np.ndarray]:
    # Two blocks that are too large for one group are as good as apart. That holds for units, too, as long as no
    # group has room for two blocks of the unit itself.
    single = (members == 1) | (2 * size > largest)
    cliques = _cliques((apart | (size[:, None] + size > largest)) & single & single[:, None])
    for clique in cliques:
        for column in seat[clique].T:
            programme.keep(column, 1, high=1)
    return cliques


def _keep_counts(
    programme: Programme,
    allowed: str,
    mark: np.ndarray,
    named: int,
    size: np.ndarray,
    seat: np.ndarray,
    largest: int,
    n: int,
) -> None:
    has = mark > 0
    for column in seat.T:
        if allowed == "at least one":
            programme.keep(column[has], 1, low=1)
        elif allowed == "not one":
            some = programme.add(1)
            programme.keep(np.append(column[has], some), np.append(mark[has], -2), low=0)
            programme.keep(np.append(column[has], some), np.append(mark[has], -min(named, largest)), high=0)
        else:
            programme.keep(column, n * mark - named * size, low=1 - n, high=n - 1)


def _cliques(conflict: np.ndarray) -> list[np.ndarray]:
    """Return cliques that cover every conflict: one row a clique proves at once what single pairs do not."""
    conflict = conflict & ~np.eye(len(conflict), dtype=bool)
    uncovered, cliques = np.triu(conflict), []
    while uncovered.any():
        clique = [int(index) for index in np.argwhere(uncovered)[0]]
        for candidate in np.flatnonzero(conflict[clique].all(axis=0)):
            if conflict[candidate, clique].all():
                clique.append(int(candidate))
        members = np.sort(clique)
        uncovered[np.ix_(members, members)] = False
        cliques.append(members)
    return cliques


def _hopeless(blocks: Blocks, n_clusters: int, smallest: int, largest: int) -> bool:
    """Whether counting alone shows that there is no placement; False says nothing."""
    if (
        blocks.size.max() > largest
        or blocks.pin.max() >= n_clusters
        or len(blocks.size) < n_clusters * min(smallest, 1)
    ):
        return True
    pinned = blocks.pin >= 0
    if (np.bincount(blocks.pin[pinned], weights=blocks.size[pinned]) > largest).any():
        return True
    return any(
        (allowed == "not one" and mark.sum() == 1) or (allowed == "at least one" and (mark > 0).sum() < n_clusters)
        for mark, allowed in zip(blocks.marks, blocks.allowed)
    )
