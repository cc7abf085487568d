"""The search for rounds in which all meet all: swaps of two students in a round, annealed.

What is made small is a sum over all pairs: nothing for the first meeting of the two, 1 for the second and `BEND` more
for each further one, earlier meetings counted. Annealing: Kirkpatrick, Gelatt and Vecchi (1983),
https://doi.org/10.1126/science.220.4598.671; the swap within a round as the neighborhood: Dotu and Van Hentenryck
(2005), https://doi.org/10.1007/11493853_13. A proposal touches two groups only, so plain lists are several times as
quick here as arrays, and the time it takes does not grow with the class.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from math import exp

import numpy as np

from plworkbench.grouping.rounds.clock import Clock

HOT, COLD = 0.45, 0.12
"""Temperatures at the start and the end, in repeated meetings; found by trial on the shapes of `benchmarks`."""

WARM = 0.3
"""Where an annealing of a good plan starts, so that it is improved and not lost."""

CHUNK = 500
"""Proposals between two looks at the clock: less than a thousandth of a second."""

BEND = 0.4
"""By how much each further meeting of the same two costs more than the one before. With 1 it would be m (m - 1) / 2,
which spreads repeated meetings evenly but finds plans with many more of them where groups are larger than their
number: some 110 instead of 60 for 4 groups of 7 in 5 rounds."""

TINY = 1e-6
"""A gain below this is rounding error."""

NEVER = 10**6
"""Price of a meeting of two who are kept apart: no proposal at any temperature brings them together."""

Round = list[list[int]]
"""The groups of one round, each a list of units."""


def cost_of_meetings(times: int, bend: float = BEND) -> float:
    """Return what it costs that two meet so often; with `bend` 1 it is m (m - 1) / 2.

    Examples
    --------
    >>> [cost_of_meetings(times) for times in range(4)]
    [0.0, 0.0, 1.0, 2.4]
    """
    again = max(times - 1, 0)
    return again + bend * again * (again - 1) / 2


class Prices:
    """What it costs two units to meet once more, and what it saves to meet once less.

    A student's meeting with somebody new costs nothing; the next costs 1, and each later one `BEND` more.

    Parameters
    ----------
    units : sequence of sequence of int
        Students of each unit.
    met : ndarray of int, shape (n, n)
        Earlier meetings of each pair of students.
    apart : ndarray of bool, shape (n, n)
        Who must not meet.
    rounds : list of list of list of int
        The groups of every round, as lists of units.

    Examples
    --------
    >>> prices = Prices([[0], [1], [2]], np.zeros((3, 3), int), np.zeros((3, 3), bool), [[[0, 1], [2]]])
    >>> prices.more[0], prices.less[0]
    ([0.0, 1.0, 0.0], [0.0, 0.0, 0.0])
    """

    def __init__(self, units: Sequence[Sequence[int]], met: np.ndarray, apart: np.ndarray, rounds: list[Round]):
        count, most = len(units), int(met.max(initial=0)) + len(rounds) + 2
        self.weight = [len(unit) for unit in units]
        self._step = [cost_of_meetings(times + 1) - cost_of_meetings(times) for times in range(most)]
        first = [unit[0] for unit in units]
        self._never = apart[np.ix_(first, first)].tolist()
        # Pairs of single students are looked up; where a unit has several, all of their pairs count.
        self._met = met[np.ix_(first, first)].tolist()
        self._several = {
            (one, other): np.bincount(met[np.ix_(units[one], units[other])].ravel())
            for large in np.flatnonzero(np.array(self.weight) > 1).tolist()
            for one, other in itertools.chain(
                ((large, unit) for unit in range(count)), ((unit, large) for unit in range(count))
            )
        }
        times = np.zeros((count, count), dtype=int)
        for groups in rounds:
            for group in groups:
                times[np.ix_(group, group)] += 1
        np.fill_diagonal(times, 0)
        self.times = times.tolist()
        self.more, self.less = [[0.0] * count for _ in range(count)], [[0.0] * count for _ in range(count)]
        for one, other in itertools.combinations(range(count), 2):
            self.change(one, other, 0)

    def change(self, one: int, other: int, by: int) -> None:
        """Take note that two units meet `by` times more."""
        times = self.times[one][other] = self.times[other][one] = self.times[one][other] + by
        if self._never[one][other]:
            more = less = NEVER
        elif (one, other) in self._several:
            had = self._several[one, other].tolist()
            more = sum(pairs * self._step[met + times] for met, pairs in enumerate(had))
            less = sum(pairs * self._step[met + times - 1] for met, pairs in enumerate(had)) if times else 0.0
        else:
            met = self._met[one][other] + times
            more, less = self._step[met], self._step[met - 1] if times else 0.0
        self.more[one][other] = self.more[other][one] = more
        self.less[one][other] = self.less[other][one] = less


def anneal(
    rounds: list[Round],
    prices: Prices,
    *,
    clock: Clock,
    until: float = 1.0,
    hot: float = HOT,
    cold: float = COLD,
    rng: random.Random,
    on_better: Callable[[list[Round]], bool] = lambda rounds: False,
) -> None:
    """Improve a plan by swaps within its rounds until the clock is at `until`.

    A unit is a student, or several who stay together. A unit changes places with one of its size, or with several
    who are as many; so the sizes of the groups stay as they are.

    Parameters
    ----------
    rounds : list of list of list of int
        The groups of every round as lists of units; changed in place.
    prices : Prices
        What meetings cost, with those of `rounds` counted.
    clock : Clock
        The budget.
    until : float
        Share of the budget at which to stop, 0..1.
    hot, cold : float
        Temperatures at the start and the end.
    rng : random.Random
        All chance comes from it.
    on_better : callable
        Given a copy of the plan when it is better than all before, at most once a chunk; True ends the search.

    Examples
    --------
    >>> plan = [[[0, 1], [2, 3]], [[0, 1], [2, 3]], [[0, 1], [2, 3]]]
    >>> nothing = np.zeros((4, 4), dtype=int)
    >>> prices = Prices([[0], [1], [2], [3]], nothing, nothing > 0, plan)
    >>> anneal(plan, prices, clock=Clock(iterations=3000), rng=random.Random(0))
    >>> sorted(sorted(group) for groups in plan for group in groups)
    [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    """
    if len(rounds) == 0 or len(rounds[0]) < 2:
        return
    weight, more, less, change_price = prices.weight, prices.more, prices.less, prices.change
    begun, span = clock.done, max(until - clock.done, 1e-12)
    count, group_count = len(rounds), len(rounds[0])
    draw, cost, best, better = rng.random, 0.0, -TINY, None
    while not clock.is_over and (done := (clock.done - begun) / span) < 1:
        heat = hot * (cold / hot) ** done
        for _ in range(CHUNK):
            groups = rounds[int(draw() * count)]
            a, b = int(draw() * group_count), int(draw() * (group_count - 1))
            b += b >= a
            here, there = groups[a], groups[b]
            at, to = int(draw() * len(here)), int(draw() * len(there))
            one, other = here[at], there[to]
            if weight[one] != weight[other]:
                cost += _trade(here, there, at, to, prices, heat, rng)
            else:
                one_more, one_less, other_more, other_less = more[one], less[one], more[other], less[other]
                change = -2 * one_more[other]
                for unit in here:
                    change += other_more[unit] - one_less[unit]
                for unit in there:
                    change += one_more[unit] - other_less[unit]
                if change > 0 and draw() >= exp(-change / heat):
                    continue
                here[at], there[to] = other, one
                for unit in here:
                    if unit != other:
                        change_price(unit, one, -1)
                        change_price(unit, other, 1)
                for unit in there:
                    if unit != one:
                        change_price(unit, other, -1)
                        change_price(unit, one, 1)
                cost += change
            if cost < best:
                best, better = cost - TINY, [[group[:] for group in groups] for groups in rounds]
        clock.spend(CHUNK)
        if better is not None:
            if on_better(better):
                return
            better = None


def _trade(here, there, at, to, prices, heat, rng) -> float:
    # A unit of several students against as many from the other group. Rare, so it is made step by step and, if the
    # proposal is refused, taken back.
    weight = prices.weight
    if weight[here[at]] < weight[there[to]]:
        here, there, at = there, here, to
    large, wanted, small = here[at], weight[here[at]], []
    for unit in rng.sample(there, len(there)):
        if weight[unit] <= wanted:
            small.append(unit)
            wanted -= weight[unit]
        if not wanted:
            break
    if wanted:
        return 0.0

    def give(units, source, target):
        change = 0.0
        for unit in units:
            source.remove(unit)
            for other in source:
                change -= prices.less[unit][other]
                prices.change(unit, other, -1)
        for unit in units:
            for other in target:
                change += prices.more[unit][other]
                prices.change(unit, other, 1)
            target.append(unit)
        return change

    change = give(small, there, here) + give([large], here, there)
    if change > 0 and rng.random() >= exp(-change / heat):
        give([large], there, here)
        give(small, here, there)
        return 0.0
    return change
