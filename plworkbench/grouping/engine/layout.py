"""Costs, hard rules and limits of a grouping, summed up for blocks of students: what a search needs of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plworkbench.grouping.engine.costs import Costs, CountedCost
from plworkbench.grouping.musts.blocks import Blocks


@dataclass(frozen=True)
class Layout:
    """Costs, hard rules and limits of a grouping, summed up for blocks of students.

    Parameters
    ----------
    n_clusters : int
        Number of groups.
    smallest, largest : ndarray of int, shape (n_clusters,)
        Limits of the size of each group, at least 1.
    size : ndarray of int, shape (n_blocks,)
        Students in each block.
    pairs, shared : ndarray of float, shape (n_blocks, n_blocks)
        Cost of two blocks that share a group, and what is divided by the group's size; `shared` may be None.
    inside : ndarray of float, shape (n_blocks,)
        `shared` between the students of a block.
    marks : ndarray of int, shape (n_counted, n_blocks)
        How many of those who are counted each block holds.
    tables : ndarray of float, shape (n_counted, largest + 1, largest + 1)
        Cost of a group by its size and that count.
    movable : ndarray of int
        Blocks that are not pinned.
    """

    n_clusters: int
    smallest: np.ndarray
    largest: np.ndarray
    size: np.ndarray
    pairs: np.ndarray
    shared: np.ndarray | None
    inside: np.ndarray
    marks: np.ndarray
    tables: np.ndarray
    movable: np.ndarray

    @classmethod
    def of(
        cls,
        costs: Costs,
        *,
        n_clusters: int,
        limits: tuple[ArrayLike, ArrayLike],
        blocks: Blocks | None = None,
        hard: tuple[CountedCost, ...] = (),
    ) -> Layout:
        """Sum up the costs over blocks.

        Parameters
        ----------
        costs : Costs
            What a grouping costs.
        n_clusters : int
            Number of groups.
        limits : (int, int) or two arrays of int, shape (n_clusters,)
            Smallest and largest size, of all groups or of each.
        blocks : Blocks, optional
            Students that move as one, their pins, and who is to be apart; every student alone without it.
        hard : tuple of CountedCost
            Counts that must be as they should; their weight is replaced by one that nothing can outweigh.
        """
        smallest, largest = (np.broadcast_to(np.asarray(limit), n_clusters) for limit in limits)
        room = int(largest.max())
        of_student = np.arange(costs.n) if blocks is None else blocks.of_student
        count = int(of_student.max(initial=-1)) + 1
        size = np.bincount(of_student, minlength=count)
        pairs, shared = (costs.joined(part) for part in ("pairs", "shared"))
        pairs = np.zeros((costs.n, costs.n)) if pairs is None else pairs
        inside = np.zeros(count)
        if shared is not None:
            shared = _over_blocks(shared, of_student, count)
            inside = shared.diagonal() / 2
            np.fill_diagonal(shared, 0.0)
        pairs = _over_blocks(pairs, of_student, count)
        np.fill_diagonal(pairs, 0.0)
        if shared is not None and (smallest == room).all():  # All groups are of one size: one matrix is enough.
            pairs, shared = pairs + shared / room, None
        every = (*costs.counted, *hard)
        most = max(np.abs(pairs).max(initial=0.0), 0.0 if shared is None else np.abs(shared).max(initial=0.0), 1.0)
        # Nothing a swap can gain comes near it, and it is small enough to leave the costs their digits.
        never = 1e3 * most * room
        if blocks is not None:
            pairs[blocks.apart] += never
        tables = [counted.table(room) for counted in costs.counted]
        tables += [np.minimum(CountedCost(c.members, c.allowed, 1.0).table(room), 1.0) * never for c in hard]
        marks = np.zeros((len(every), count), dtype=np.intp)
        for row, counted in enumerate(every):
            marks[row] = np.bincount(of_student, weights=counted.members, minlength=count)
        pinned = np.full(count, -1) if blocks is None else blocks.pin
        shape = (0, room + 1, room + 1)
        return cls(
            n_clusters,
            smallest,
            largest,
            size,
            pairs,
            shared,
            inside,
            marks,
            np.stack(tables) if tables else np.zeros(shape),
            np.flatnonzero(pinned < 0),
        )

    @property
    def options(self) -> int:
        """How many changes a visit chooses from: swaps with every block, moves to every group."""
        return len(self.size) + self.n_clusters


def _over_blocks(matrix: np.ndarray, of_student: np.ndarray, count: int) -> np.ndarray:
    if count == len(matrix):
        return matrix
    order = np.argsort(of_student, kind="stable")
    firsts = np.searchsorted(of_student[order], np.arange(count))
    return np.add.reduceat(np.add.reduceat(matrix[np.ix_(order, order)], firsts, axis=0), firsts, axis=1)
