"""What the planning of rounds is about: class, sizes, rules and earlier meetings, and the best plan so far."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from numbers import Integral

import numpy as np

from plworkbench.errors import Problem
from plworkbench.grouping.musts.blocks import Pair, join_blocks, place_blocks
from plworkbench.grouping.musts.checking import refuse
from plworkbench.grouping.musts.rules import Rules, certify, seat_sizes
from plworkbench.grouping.request import group_count as count_groups
from plworkbench.grouping.rounds.search import NEVER, Round

MOST_ROUNDS = 200
"""More than a school year has days."""

SETTLINGS, EXCHANGES = 5, 200
"""How often students are seated anew in a plan that is given, and how many seats are exchanged at most."""


class RoundsTask:
    """A class, its rules and earlier meetings, checked; and the best plan that was kept.

    Parameters
    ----------
    n, rounds, group_count, group_size, apart, together, met, names
        As in `plan_rounds`.
    rng : random.Random
        All chance comes from it.

    Examples
    --------
    >>> task = RoundsTask(6, 2, group_count=3, rng=random.Random(0))
    >>> task.keep(np.array([[0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 2, 2]])), task.repeats, task.bound
    (False, 3, 0)
    """

    def __init__(
        self,
        n: int,
        rounds: int,
        *,
        group_count: int | None = None,
        group_size: int | None = None,
        apart: Collection[Pair] = (),
        together: Collection[Pair] = (),
        met: np.ndarray | None = None,
        names: Sequence[str] | None = None,
        rng: random.Random,
    ):
        self.count, problems = count_groups(n, group_count, group_size, None, None)
        if not isinstance(rounds, Integral) or isinstance(rounds, bool) or not 1 <= rounds <= MOST_ROUNDS:
            problems.append(
                Problem(f"The number of rounds is {rounds!r}.", f"Use a whole number from 1 to {MOST_ROUNDS}.")
            )
        refuse(problems)
        self.n, self.rounds, self.rng = n, rounds, rng
        self.sizes = seat_sizes(n, self.count)
        self.rules = Rules(together=tuple(together), apart=tuple(apart))
        certify(n, self.count, int(self.sizes.min()), int(self.sizes.max()), self.rules, names=names)
        self.blocks = join_blocks(n, self.rules.together, self.rules.apart, {})
        self.met = _whole(met, n)
        block = self.blocks.of_student
        self.apart = self.blocks.apart[np.ix_(block, block)]
        self.joined = (block[:, None] == block) & ~np.eye(n, dtype=bool)
        self.bound = fewest_repeats(self.sizes, rounds, self.met, self.apart, self.joined)
        self.labels, self.cost = None, (np.inf, np.inf)

    @property
    def repeats(self) -> int:
        """Repeated meetings of the best plan so far."""
        return int(self.cost[0])

    @property
    def is_best(self) -> bool:
        """Whether no plan has fewer repeated meetings."""
        return bool(self.cost[0] == self.bound)

    @property
    def wished(self) -> np.ndarray:
        """Earlier meetings, with `NEVER` for those kept apart."""
        return self.met + NEVER * self.apart

    def meetings(self, labels: np.ndarray) -> np.ndarray:
        """Return how often two have met after all rounds, earlier meetings counted."""
        together = sum((row[:, None] == row).astype(int) for row in labels)
        np.fill_diagonal(together, 0)
        return self.met + together

    def keep(self, labels: np.ndarray) -> bool:
        """Keep a plan if it holds sizes and rules and is the best so far; return whether no plan can be better."""
        meetings = self.meetings(labels)
        now = meetings - self.met
        fits = all((np.sort(np.bincount(row, minlength=self.count))[::-1] == self.sizes).all() for row in labels)
        if fits and not now[self.apart].any() and (now[self.joined] == self.rounds).all():
            again = np.maximum(meetings - 1, 0)
            cost = (again.sum() // 2, (again * meetings).sum())
            if cost < self.cost:
                self.cost, self.labels = cost, np.array(labels)
        return self.is_best

    def deal(self) -> np.ndarray:
        """Return rounds drawn by chance that hold the rules, with groups of the sizes wished for."""
        return np.array([self._deal_round() for _ in range(self.rounds)])

    def _deal_round(self) -> np.ndarray:
        blocks = self.blocks
        seated = np.full(len(blocks.size), -1)
        if blocks.ruled.any():
            draw = np.random.RandomState(self.rng.randrange(2**31))
            costs = draw.random_sample((len(blocks.size), self.count))
            found = place_blocks(blocks, self.count, int(self.sizes.min()), int(self.sizes.max()), costs=costs)
            seated = np.where(blocks.ruled, found.labels, -1)
        ruled = seated >= 0
        taken = np.bincount(seated[ruled], weights=blocks.size[ruled], minlength=self.count).astype(int).tolist()
        for block in self.rng.sample(range(len(seated)), len(seated)):
            if seated[block] < 0:
                seated[block] = taken.index(min(taken))
                taken[seated[block]] += 1
        return seated[blocks.of_student]

    def shorten(self, labels: np.ndarray) -> np.ndarray:
        """Leave out the rounds that repeat most, until there are as many as wished for."""
        labels = list(labels)
        while len(labels) > self.rounds:
            same = [row[:, None] == row for row in labels]
            meetings = sum(one.astype(int) for one in same)
            labels.pop(int(np.argmax([(np.maximum(meetings - 1, 0) * one).sum() for one in same])))
        return np.array(labels)

    def settle(self, labels: np.ndarray) -> np.ndarray:
        """Seat the students in a plan so that few meet whom they have met, and none from whom they are kept apart.

        The plan may have more seats than there are students; no two of the seats that stay empty may meet. Two seats
        are exchanged for as long as that helps: the quadratic assignment problem of Koopmans and Beckmann (1957),
        https://doi.org/10.2307/1907742.

        Parameters
        ----------
        labels : ndarray of int, shape (n_rounds, n_seats)
            The plan; its last seats are the empty ones if they do not meet.

        Returns
        -------
        ndarray of int, shape (n_rounds, n)
        """
        seats = labels.shape[1]
        cost = np.zeros((seats, seats))
        cost[: self.n, : self.n] = self.wished
        cost[self.n :, self.n :] = NEVER
        np.fill_diagonal(cost, 0)
        meet = sum((row[:, None] == row).astype(float) for row in labels)
        np.fill_diagonal(meet, 0)
        best, lowest = None, np.inf
        for _ in range(SETTLINGS):
            seat = np.array([*self.rng.sample(range(self.n), self.n), *range(self.n, seats)])
            total = _exchange_seats(seat, cost, meet)
            if total < lowest:
                best, lowest = seat, total
            if total == 0:
                break
        return labels[:, best[: self.n]]

    def as_groups(self, labels: np.ndarray) -> list[Round]:
        """Return the rounds as lists of blocks, as `anneal` takes them."""
        first = np.unique(self.blocks.of_student, return_index=True)[1]
        return [[np.flatnonzero(row[first] == group).tolist() for group in range(self.count)] for row in labels]

    def as_labels(self, rounds: list[Round]) -> np.ndarray:
        """Return the labels of rounds that are lists of blocks."""
        labels = np.empty((len(rounds), len(self.blocks.size)), dtype=int)
        for row, groups in zip(labels, rounds):
            for label, group in enumerate(groups):
                row[group] = label
        return labels[:, self.blocks.of_student]


def fewest_repeats(sizes: np.ndarray, rounds: int, met: np.ndarray, apart: np.ndarray, joined: np.ndarray) -> int:
    """Return a number of repeated meetings that no plan can do without; the largest of three counts.

    *By pairs*: there are so many meetings, and only so many pairs who have not met. *By student*: each needs so many
    partners and has only so many new ones. *By groups*: of two rounds, a group of the second has students of too few
    groups of the first, so that some meet again, whatever the rounds between.

    Parameters
    ----------
    sizes : ndarray of int, shape (n_groups,)
        Sizes of the groups of every round.
    rounds : int
        Number of rounds.
    met : ndarray of int, shape (n, n)
        Earlier meetings.
    apart, joined : ndarray of bool, shape (n, n)
        Who never, and who always, share a group.

    Examples
    --------
    >>> nothing = np.zeros((30, 30), dtype=int)
    >>> fewest_repeats(np.full(6, 5), 10, nothing, nothing > 0, nothing > 0)
    165
    >>> fewest_repeats(np.full(6, 5), 7, nothing, nothing > 0, nothing > 0)
    0
    """
    always = np.maximum(met - 1, 0).sum() // 2
    within = joined.sum() // 2
    # Those who stay together meet in every round; the first time counts as new if they have not met before.
    always += within * rounds - ((met == 0) & joined).sum() // 2
    new = (met == 0) & ~apart & ~joined
    np.fill_diagonal(new, False)
    by_pairs = rounds * int((sizes * (sizes - 1) // 2).sum() - within) - new.sum() // 2
    by_student = np.maximum(rounds * (sizes.min() - 1 - joined.sum(axis=1)) - new.sum(axis=1), 0).sum()
    share, rest = np.divmod(sizes, len(sizes))
    again = (rest * share * (share + 1) // 2 + (len(sizes) - rest) * share * (share - 1) // 2).sum()
    by_groups = (rounds - 1) * int(again) if not joined.any() else 0
    return int(always + max(by_pairs, -(-by_student // 2), by_groups, 0))


def _exchange_seats(seat: np.ndarray, cost: np.ndarray, meet: np.ndarray) -> float:
    # The change by exchanging any two seats follows from one product of matrices.
    if not cost.any():
        return 0.0
    for _ in range(EXCHANGES):
        seated = meet[np.ix_(seat, seat)]
        both = cost @ seated
        own = both.diagonal()
        change = both + both.T - own[:, None] - own + 2 * cost * seated
        one, other = np.unravel_index(change.argmin(), change.shape)
        if change[one, other] >= -1e-9:
            break
        seat[[one, other]] = seat[[other, one]]
    return float((cost * meet[np.ix_(seat, seat)]).sum())


def _whole(met: np.ndarray | None, n: int) -> np.ndarray:
    if met is None:
        return np.zeros((n, n), dtype=int)
    met = np.asarray(met)
    whole = met.astype(int)
    if met.shape != (n, n) or (whole != met).any() or (whole < 0).any() or (whole != whole.T).any():
        raise ValueError(f"`met` has to be a symmetric ({n}, {n}) table of counts from 0.")
    whole = whole.copy()
    np.fill_diagonal(whole, 0)
    return whole
