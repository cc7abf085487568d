"""Plans of rounds that repeat themselves: one round is searched for, and turning it gives the others.

Students are put on a few circles of `turn` seats each, and some in the middle. If every round is the one before with
all circles turned by a seat, two students meet twice only if the first round has the same *difference* twice: the
difference is which circles they sit on and how far one is from the other. So one round decides all, and the search
has a fraction of the places to look at. Such rounds are called starters; Bose (1939),
https://doi.org/10.1111/j.1469-1809.1939.tb02219.x, is the method of differences, and Kramer and Mesner (1976),
https://doi.org/10.1016/0012-365X(76)90030-3, to search for a design under symmetries that it is given. Kirkman's walk
of fifteen schoolgirls (1850) is found in a few milliseconds: two circles of seven and one girl in the middle.

Nothing is stored here: every plan is searched for when it is asked for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp

import numpy as np

from plworkbench.grouping.rounds.clock import Clock
from plworkbench.grouping.rounds.search import NEVER, TINY, Round, cost_of_meetings

HOT, COLD = 0.6, 0.22
"""Temperatures at the start and the end, in repeated meetings a turn; found by trial."""

BEND = 1.0
"""As in `rounds_search`; where nobody has to meet twice, a steeper price finds more."""

RUN = 60_000
"""Proposals of the first annealing of each symmetry; later ones take longer."""

CHUNK = 500
"""Proposals between two looks at the clock."""


@dataclass(frozen=True)
class Symmetry:
    """How a plan repeats itself.

    Parameters
    ----------
    turn : int
        Seats of a circle, and rounds that come of one starter.
    circles : int
        Number of circles.
    middle : int
        Students in the middle, who do not move.
    starters : int
        Rounds that are turned; each gives `turn` rounds.
    straights : int
        Rounds of a group with one student of every circle, and that group turned; each gives one round.
    has_split : bool
        Whether there is a round in which every circle is split into groups of students equally far from each other.

    Examples
    --------
    >>> Symmetry(turn=7, circles=2, middle=1, starters=1).rounds
    7
    """

    turn: int
    circles: int
    middle: int = 0
    starters: int = 1
    straights: int = 0
    has_split: bool = False

    @property
    def rounds(self) -> int:
        """Rounds of the plan."""
        return self.turn * self.starters + self.straights + self.has_split


def symmetries(seats: int, size: int, rounds: int, ghosts: int = 0) -> list[Symmetry]:
    """Return the symmetries that a plan of so many rounds can have, the most promising first.

    Parameters
    ----------
    seats : int
        Seats of a round, a multiple of `size`.
    size : int
        Seats of a group.
    rounds : int
        Number of rounds.
    ghosts : int
        Seats that stay empty, one a group at most.

    Examples
    --------
    >>> symmetries(15, 3, 7)[0]
    Symmetry(turn=7, circles=2, middle=1, starters=1, straights=0, has_split=False)
    """
    found = []
    count = seats // size
    for has_split in (False, True):
        for straights in range(rounds + 1):
            for turn in range(2, seats - ghosts + 1):
                circles = (seats - ghosts) // turn
                middle = seats - circles * turn
                turned = rounds - straights - has_split
                starters = turned // turn
                if turned < 0 or turned % turn or not (starters or straights):
                    continue
                if straights and (turn != count or circles != size or middle):
                    continue
                if has_split and (turn % size or middle):
                    continue
                found.append(Symmetry(turn, circles, middle, starters, straights, has_split))
    # With one starter the search is small; those in the middle meet each other in every round or never.
    return sorted(found, key=lambda one: (abs(one.starters - 1), one.middle > count, one.straights, one.middle))


def search_symmetric(
    symmetry: Symmetry,
    seats: int,
    size: int,
    ghosts: int = 0,
    *,
    clock: Clock,
    proposals: int = RUN,
    least: float = 0.0,
    rng: random.Random,
) -> tuple[float, np.ndarray]:
    """Anneal the starters of a symmetry once.

    Parameters
    ----------
    symmetry : Symmetry
        How the plan repeats itself.
    seats, size, ghosts : int
        As in `symmetries`. Ghosts have the last rows of the answer.
    clock : Clock
        The budget; stops the annealing when it is over.
    proposals : int
        Length of the annealing.
    least : float
        Cost at which it ends at once.
    rng : random.Random
        All chance comes from it.

    Returns
    -------
    cost : float
        Sum of `cost_of_meetings` over all pairs, ghosts left out.
    labels : ndarray of int, shape (n_rounds, seats)
        Group of each seat.

    Examples
    --------
    >>> schoolgirls = Symmetry(turn=7, circles=2, middle=1)
    >>> cost, labels = search_symmetric(schoolgirls, 15, 3, clock=Clock(iterations=20000), rng=random.Random(0))
    >>> cost, labels.shape
    (0.0, (7, 15))
    """
    run = _Run(symmetry, seats, size, ghosts, rng)
    done, best, kept = 0, run.cost, run.copy()
    while done < proposals and best > least + TINY and not clock.is_over:
        run.cool(HOT * (COLD / HOT) ** (done / proposals) * symmetry.turn, least)
        done += CHUNK
        clock.spend(CHUNK)
        if run.best < best:
            best, kept = run.best, run.kept
    return best, _unfold(symmetry, kept, seats, size)


class _Run:
    # `length` pairs share a difference and each of them meets `count` times; costs are sums over pairs.

    def __init__(self, symmetry: Symmetry, seats: int, size: int, ghosts: int, rng: random.Random):
        self.size, self.turn, self.rng = size, symmetry.turn, rng
        # No two can meet more often than all pairs of all groups are the same two; from there on it is forbidden.
        most = 2 * (symmetry.starters * seats + symmetry.straights * size) * size
        self.price = [cost_of_meetings(times, BEND) for times in range(most)] + [0.0] + [NEVER] * (most + 1)
        self.kind, self.length, self.count = _differences(symmetry, seats, size, ghosts, most)
        self.step = [symmetry.turn // length if length else 0 for length in self.length]
        apart = {kind for kind, count in enumerate(self.count) if count >= most}
        for ghost in range(seats - ghosts, seats):  # Whom an empty seat meets does not matter.
            for kind in set(self.kind[ghost]) - apart:
                self.length[kind] = 0
        self.starters = [_deal(seats, size, ghosts, rng) for _ in range(symmetry.starters)]
        circles, turn = symmetry.circles, symmetry.turn
        self.straights = [[c * turn + rng.randrange(turn) for c in range(circles)] for _ in range(symmetry.straights)]
        for group in [*(group for groups in self.starters for group in groups), *self.straights]:
            for place, seat in enumerate(group):
                for other in group[:place]:
                    self.count[self.kind[seat][other]] += self.step[self.kind[seat][other]]
        self.cost = sum(length * self.price[count] for length, count in zip(self.length, self.count))
        self.best, self.kept = self.cost, self.copy()

    def copy(self) -> tuple[list[Round], Round]:
        return [[group[:] for group in groups] for groups in self.starters], [group[:] for group in self.straights]

    def cool(self, heat: float, least: float) -> None:
        draw, turn, size = self.rng.random, self.turn, self.size
        share = len(self.straights) / (len(self.straights) + 4 * len(self.starters) * len(self.kind) / size)
        for _ in range(CHUNK):
            if draw() < share:
                group = self.straights[int(draw() * len(self.straights))]
                at = int(draw() * len(group))
                old = group[at]
                new = old - old % turn + int(draw() * turn)
                change = self._replace(group, at, old, new)
                if change > 0 and draw() >= exp(-change / heat):
                    self._replace(group, at, new, old)
                    continue
            else:
                groups = self.starters[int(draw() * len(self.starters))]
                a, b = int(draw() * len(groups)), int(draw() * (len(groups) - 1))
                b += b >= a
                here, there, at, to = groups[a], groups[b], int(draw() * size), int(draw() * size)
                old, new = here[at], there[to]
                change = self._replace(here, at, old, new) + self._replace(there, to, new, old)
                if change > 0 and draw() >= exp(-change / heat):
                    self._replace(here, at, new, old)
                    self._replace(there, to, old, new)
                    continue
            self.cost += change
            if self.cost < self.best - TINY:
                self.best, self.kept = self.cost, self.copy()
                if self.best <= least + TINY:
                    return

    def _replace(self, group: list[int], at: int, old: int, new: int) -> float:
        # The change of the cost when `new` takes the place of `old`.
        kinds, others, change = self.kind[old], self.kind[new], 0.0
        length, count, steps, price = self.length, self.count, self.step, self.price
        group[at] = -1
        for seat in group:
            if seat >= 0:
                kind = kinds[seat]
                step, now = steps[kind], count[kind]
                count[kind] = now - step
                change += length[kind] * (price[now - step] - price[now])
                kind = others[seat]
                step, now = steps[kind], count[kind]
                count[kind] = now + step
                change += length[kind] * (price[now + step] - price[now])
        group[at] = new
        return change


def _deal(seats: int, size: int, ghosts: int, rng: random.Random) -> Round:
    # Empty seats begin in groups of their own.
    order = rng.sample(range(seats - ghosts), seats - ghosts)
    groups = []
    for group in range(seats // size):
        ghost = [seats - ghosts + group] if group < ghosts else []
        groups.append([*ghost, *(order.pop() for _ in range(size - len(ghost)))])
    return groups


def _differences(
    symmetry: Symmetry, seats: int, size: int, ghosts: int, never: int
) -> tuple[list[list[int]], list[int], list[int]]:
    # The difference of every two seats, how many pairs have it, and how often they meet in the rounds that are fixed.
    turn, known = symmetry.turn, {}
    moving = symmetry.circles * turn
    kind, length, count = [[0] * seats for _ in range(seats)], [0], [0]
    for seat in range(seats):
        for other in range(seat + 1, seats):
            circle, far = seat // turn, (other - seat) % turn
            if other < moving and other // turn == circle:
                name = ("same circle", circle, min(far, turn - far))
                pairs, met = turn // 2 if 2 * far == turn else turn, 0
                met = int(symmetry.has_split and far % (turn // size) == 0)
            elif other < moving:
                name, pairs, met = ("two circles", circle, other // turn, far), turn, 0
            elif seat < moving:
                name, pairs, met = ("circle and middle", circle, other), turn, 0
            else:
                name, pairs, met = ("middle", seat, other), 1, never if seat >= seats - ghosts else 0
            if name not in known:
                known[name] = len(length)
                length.append(pairs)
                count.append(met)
            kind[seat][other] = kind[other][seat] = known[name]
    return kind, length, count


def _unfold(symmetry: Symmetry, kept: tuple[list[Round], Round], seats: int, size: int) -> np.ndarray:
    turn, moving, rounds = symmetry.turn, symmetry.circles * symmetry.turn, []
    seat = np.arange(seats)
    for groups in kept[0]:
        labels = np.empty(seats, dtype=int)
        for label, group in enumerate(groups):
            labels[group] = label
        for shift in range(turn):
            rounds.append(labels[np.where(seat < moving, seat // turn * turn + (seat - shift) % turn, seat)])
    for group in kept[1]:
        rounds.append((seat - np.array(group)[seat // turn]) % turn)
    if symmetry.has_split:
        parts = turn // size
        rounds.append(seat // turn * parts + seat % parts)
    return np.array(rounds)
