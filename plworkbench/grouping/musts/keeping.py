"""Placements that keep some rules for certain and as many of the others as a short search finds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from plworkbench.grouping.musts.counted import permitted
from plworkbench.grouping.musts.plain import Item

STEPS = 60
"""Moves and swaps of one search."""

REST = 6
"""Steps for which a student just moved stays (a tabu search, Glover 1989, https://doi.org/10.1287/ijoc.1.3.190)."""

LOOKED_AT = 40
"""Students for whom moves and swaps are weighed at each step; in a larger class those come first who break a rule."""

MUCH = 100.0
"""Weight of a rule that has to be kept, beside 1 for any other."""


class Keeping:
    """The rules of a class, and which of them a placement keeps.

    Parameters
    ----------
    n : int
        Number of students.
    n_clusters : int
        Number of groups.
    items : sequence of Item
        The rules.

    Examples
    --------
    >>> keeping = Keeping(4, 2, [("together", 0, 1), ("apart", 0, 2), ("apart", 1, 2), ("apart", 2, 3)])
    >>> sorted(keeping.kept(np.array([0, 1, 1, 0])))
    [1, 3]
    >>> labels = keeping.improve(np.array([0, 1, 1, 0]), {0}, np.random.RandomState(0))
    >>> sorted(keeping.kept(labels))
    [0, 1, 2, 3]
    """

    def __init__(self, n: int, n_clusters: int, items: Sequence[Item]):
        self.n, self.k, self.count = n, n_clusters, len(items)
        numbered = list(enumerate(items))
        pairs = [(number, *item) for number, item in numbered if item[0] in ("together", "apart")]
        self.pair_items = np.array([number for number, *_ in pairs], dtype=int)
        self.pairs = np.array([(one, other) for *_, one, other in pairs], dtype=int).reshape(-1, 2)
        self.signs = np.array([1.0 if kind == "apart" else -1.0 for _, kind, *_ in pairs])
        self.pins = [(number, item[1], item[2]) for number, item in numbered if item[0] == "pinned"]
        self.sizes = [(number, item[0], item[1]) for number, item in numbered if item[0] in ("smallest", "largest")]
        self.counted = [
            (number, item[1].allowed, np.isin(np.arange(n), item[1].rows).astype(int))
            for number, item in numbered
            if item[0] == "counted"
        ]

    def kept(self, labels: np.ndarray) -> frozenset[int]:
        """Return the numbers of the rules that a placement keeps."""
        sizes = np.bincount(labels, minlength=self.k)
        same = labels[self.pairs[:, 0]] == labels[self.pairs[:, 1]]
        kept = set(self.pair_items[same == (self.signs < 0)].tolist())
        kept |= {number for number, row, label in self.pins if labels[row] == label}
        for number, kind, size in self.sizes:
            if (sizes.min() >= size) if kind == "smallest" else (sizes.max() <= size):
                kept.add(number)
        for number, allowed, mark in self.counted:
            counts = np.bincount(labels, weights=mark, minlength=self.k).astype(int)
            if permitted(allowed, counts, sizes, mark.sum(), self.n).all():
                kept.add(number)
        return frozenset(kept)

    def improve(self, labels: np.ndarray, must: set[int], random: np.random.RandomState) -> np.ndarray:
        """Return the best placement on a short way of moves and swaps from this one.

        At each step the move or swap is made that breaks least, even if it breaks more than before.

        Parameters
        ----------
        labels : ndarray of int, shape (n,)
            Where to begin.
        must : set of int
            Numbers of the rules that matter more than all others.
        random : RandomState
            Lets the other rules matter a little more or less, so that not the same ones are broken each time.

        Returns
        -------
        ndarray of int, shape (n,)
        """
        weight = random.uniform(0.8, 1.2, self.count)
        weight[list(must)] = MUCH
        pair_cost = np.zeros((self.n, self.n))
        np.add.at(pair_cost, (self.pairs[:, 0], self.pairs[:, 1]), self.signs * weight[self.pair_items])
        pair_cost += pair_cost.T
        pin_cost = np.zeros((self.n, self.k))
        for number, row, label in self.pins:
            pin_cost[row] += weight[number]
            pin_cost[row, label] -= weight[number]

        labels, students, rests = labels.copy(), np.arange(self.n), np.zeros(self.n, dtype=int)
        member = np.zeros((self.n, self.k))
        member[students, labels] = 1
        at = pin_cost  # What each student breaks in each group.
        for number in np.flatnonzero(pair_cost.any(axis=0)):
            at[:, labels[number]] += pair_cost[:, number]
        best, cost, lowest = labels.copy(), 0.0, 0.0
        for step in range(STEPS):
            by_size, by_count = self._now(member, weight)
            look = self._look_at(at, labels, by_size, by_count, rests > step, random)
            if not len(look):
                continue
            moves, swaps = self._counts_change(look, labels, member, by_size, by_count)
            here, goals = labels[look], at[look] - at[look, labels[look]][:, None]
            moves += goals
            swaps += goals[:, labels] + (at[:, here] - at[students, labels][:, None]).T - 2 * pair_cost[look]
            moves[np.arange(len(look)), here] = np.inf
            swaps[:, rests > step] = np.inf
            swaps[here[:, None] == labels] = np.inf
            move, swap = moves.argmin(), swaps.argmin()
            change = min(moves.flat[move], swaps.flat[swap])
            if not np.isfinite(change):
                break
            if moves.flat[move] <= swaps.flat[swap]:
                one, goal = divmod(int(move), self.k)
                changed = [(look[one], goal)]
            else:
                one, other = divmod(int(swap), self.n)
                changed = [(look[one], labels[other]), (other, here[one])]
            for student, goal in changed:
                at[:, labels[student]] -= pair_cost[:, student]
                at[:, goal] += pair_cost[:, student]
                member[student, labels[student]], member[student, goal] = 0, 1
                labels[student], rests[student] = goal, step + min(REST, self.n // 4)
            cost += change
            if cost < lowest - 1e-9:
                lowest, best = cost, labels.copy()
        return best

    def _now(self, member: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return by how much each group breaks the rules on sizes, and each rule that counts.

        The first axes are how many students more there are in the group, and how many more of those named: 0, 1, and
        -1, which is the last.
        """
        sizes, steps = member.sum(axis=0), (0, 1, -1)
        by_size, by_count = np.zeros((3, self.k)), []
        for number, kind, size in self.sizes:
            sign = 1 if kind == "smallest" else -1
            by_size += [weight[number] * np.maximum(sign * (size - sizes - step), 0) for step in steps]
        for number, allowed, mark in self.counted:
            counts, named = mark @ member, mark.sum()
            broken = [[self._broken(allowed, counts + c, sizes + s, named) for c in steps] for s in steps]
            by_count.append(weight[number] * np.array(broken))
        return by_size, by_count

    def _broken(self, allowed: str, counts: np.ndarray, sizes: np.ndarray, named: int) -> np.ndarray:
        if allowed == "even":
            return np.maximum((np.abs(self.n * counts - named * sizes) + 1 - self.n) / self.n, 0)
        return (counts == (1 if allowed == "not one" else 0)) * 1.0

    def _look_at(self, at, labels, by_size, by_count, resting, random) -> np.ndarray:
        if self.n <= LOOKED_AT:
            return np.flatnonzero(~resting)
        groups = by_size[0] + sum(broken[0, 0] for broken in by_count)
        urgent = 2 * (at[np.arange(self.n), labels] > at.min(axis=1) + 1e-9) + (groups > 0)[labels]
        order = np.argsort(-(urgent + random.uniform(size=self.n) - 9 * resting))[:LOOKED_AT]
        return order[~resting[order]]

    def _counts_change(self, look, labels, member, by_size, by_count) -> tuple[np.ndarray, np.ndarray]:
        """Return by how much each move and each swap of some students breaks more of the rules on groups."""
        here = labels[look]
        moves = (by_size[-1] - by_size[0])[here][:, None] + (by_size[1] - by_size[0])
        swaps = np.zeros((len(look), self.n))
        for (_, _, mark), broken in zip(self.counted, by_count):
            more, own = broken - broken[0, 0], mark[look]
            moves += more[-1, -own, here][:, None] + more[1, own]
            gained = mark - own[:, None]  # Of the group of the first of two students who swap.
            swaps += more[0, gained, here[:, None]] + more[0, -gained, labels]
        return moves, swaps
