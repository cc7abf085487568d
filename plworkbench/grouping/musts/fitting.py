"""A place for every block found by trying: quick where it succeeds, silent where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from plworkbench.grouping.musts.blocks import Blocks

MOST_REPAIRS = 1000
"""Repairs after which trying is given up; the tightest whole grades needed some hundreds."""

REST = 10
"""Repairs for which a block just moved stays, lest it go to and fro."""

FAR = 1e6
"""Weight of what breaks a rule at once, beside all that only makes breaking one likelier."""


def fit_blocks(
    blocks: Blocks,
    n_clusters: int,
    smallest: int,
    largest: int,
    costs: np.ndarray | None = None,
    repairs: int = MOST_REPAIRS,
) -> np.ndarray | None:
    """Place one block after another where it fits best, then repair what is broken.

    A repair takes a group that breaks a rule and makes the swap or move of one of its blocks that leaves the least
    broken; ties are drawn by lot (the min-conflicts heuristic, Minton et al. 1992,
    https://doi.org/10.1016/0004-3702(92)90007-K). Nothing is proved by failing.

    Parameters
    ----------
    blocks : Blocks
        All students of the class as blocks.
    n_clusters : int
        Number of groups.
    smallest, largest : int
        Hard limits of the size of a group.
    costs : ndarray of float, shape (n_blocks, n_clusters), optional
        Between places that fit about equally well the cheaper one is taken; random costs give a random placement.
    repairs : int
        Repairs after which trying is given up.

    Returns
    -------
    ndarray of int, shape (n_blocks,), or None
        Group of every block, those no rule touches included; None if no placement was found.

    Examples
    --------
    >>> from plworkbench.grouping.musts.blocks import join_blocks
    >>> labels = fit_blocks(join_blocks(6, [(0, 1)], [(1, 2), (1, 3)], {}), 2, 3, 3)
    >>> sorted(np.bincount(labels, weights=[2, 1, 1, 1, 1]).tolist()), len(set(labels[:3]))
    ([3.0, 3.0], 2)
    """
    return _Fitting(blocks, n_clusters, smallest, largest, costs).run(repairs)


class _Fitting:
    def __init__(self, blocks: Blocks, n_clusters: int, smallest: int, largest: int, costs: np.ndarray | None):
        self.blocks, self.k, self.limits = blocks, n_clusters, (smallest, largest)
        self.n, self.named = len(blocks.of_student), blocks.marks.sum(axis=1)
        self.random = np.random.RandomState(0)
        noise = self.random.uniform(size=(len(blocks.size), n_clusters))
        self.ties = noise if costs is None else costs / max(costs.max(), 1e-9)
        self.labels = np.full(len(blocks.size), -1)
        self.sizes = np.zeros(n_clusters, dtype=int)
        self.counts = np.zeros((len(self.named), n_clusters), dtype=int)
        self.foes = np.zeros((len(blocks.size), n_clusters), dtype=int)
        self.rests = np.zeros(len(blocks.size), dtype=int)

    def run(self, repairs: int) -> np.ndarray | None:
        blocks = self.blocks
        weight = 100 * blocks.size + 10 * blocks.apart.sum(axis=1) + (blocks.marks > 0).sum(axis=0)
        for block in np.argsort(-(weight + FAR * (blocks.pin >= 0)), kind="stable"):
            pin = blocks.pin[block]
            self._put(block, pin if pin >= 0 else self._fitness(block).argmin())
        for step in range(repairs + 1):
            broken = self._broken(self.sizes, self.counts)
            np.add.at(broken, self.labels, self.foes[np.arange(len(self.labels)), self.labels] / 2)
            if not broken.any():
                return self.labels
            self._repair(self.random.choice(np.flatnonzero(broken > 0)), step)
        return None

    def _put(self, block: int, group: int, sign: int = 1) -> None:
        self.labels[block] = group if sign > 0 else -1
        self.sizes[group] += sign * self.blocks.size[block]
        self.counts[:, group] += sign * self.blocks.marks[:, block]
        self.foes[:, group] += sign * self.blocks.apart[block]

    def _fitness(self, block: int) -> np.ndarray:
        size = self.blocks.size[block]
        fitness = FAR * ((self.foes[block] > 0) + (self.sizes + size > self.limits[1])) + self.sizes * (self.k / self.n)
        fitness += 20 * (self.sizes + size > -(-self.n // self.k))
        for mark, allowed, counts in zip(self.blocks.marks[:, block], self.blocks.allowed, self.counts):
            if mark and allowed == "even":
                fitness = fitness + 10 * counts
            elif mark and allowed == "at least one":
                fitness = fitness + 10 * (counts > 0)
            elif mark == 1:
                fitness = fitness - 10 * (counts == 1) - 5 * (counts > 1)
        return fitness + 0.5 * self.ties[block]

    def _broken(self, sizes: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Return by how much each group breaks sizes and counting rules."""
        broken = np.maximum(self.limits[0] - sizes, 0.0) + np.maximum(sizes - self.limits[1], 0)
        for named, allowed, count in zip(self.named, self.blocks.allowed, counts):
            if allowed == "even":
                # Whole students too many or too few, since a small fraction would never be worth a repair.
                broken = broken + np.maximum(np.ceil((np.abs(self.n * count - named * sizes) + 1) / self.n) - 1, 0)
            else:
                broken = broken + (count == (1 if allowed == "not one" else 0))
        return broken

    def _repair(self, group: int, step: int) -> None:
        blocks, labels, choices = self.blocks, self.labels, []
        now = self._broken(self.sizes, self.counts)
        movable, everyone = (blocks.pin < 0) & (self.rests <= step), np.arange(len(labels))
        for block in np.flatnonzero((labels == group) & movable):
            size, marks, there = blocks.size[block], blocks.marks[:, [block]], labels
            # Swaps: what either group would break, with the foes each block leaves and meets.
            gained, counted = blocks.size - size, blocks.marks - marks
            here = self._broken(self.sizes[group] + gained, self.counts[:, [group]] + counted)
            over = self._broken(self.sizes[there] - gained, self.counts[:, there] - counted)
            foes = self.foes[block, there] - self.foes[block, group] - 2.0 * blocks.apart[block]
            foes += self.foes[:, group] - self.foes[everyone, there]
            swaps = here + over - now[group] - now[there] + foes
            swaps[~movable | (there == group)] = FAR
            # Moves.
            left = self._broken(self.sizes[[group]] - size, self.counts[:, [group]] - marks)
            joined = self._broken(self.sizes + size, self.counts + marks)
            moves = left + joined - now[group] - now + self.foes[block] - self.foes[block, group]
            moves[group] = FAR
            for change, is_swap in ((swaps, True), (moves, False)):
                for target in self.random.permutation(np.flatnonzero(change <= change.min() + 1e-9))[:20]:
                    choices.append((change[target], self.random.uniform(), block, target, is_swap))
        if not choices or min(choices)[0] >= FAR / 2:
            return
        _, _, block, target, is_swap = min(choices)
        goal = labels[target] if is_swap else target
        self._put(block, group, -1)
        self.rests[block] = step + min(REST, len(labels) // 4)
        if is_swap:
            self.rests[target] = self.rests[block]
            self._put(target, goal, -1)
            self._put(target, group)
        self._put(block, goal)
