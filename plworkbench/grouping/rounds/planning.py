"""Rounds planned together so that all meet all and as few as possible meet again.

This is the social golfer problem (CSPLib 10, https://www.csplib.org/Problems/prob010/). Three ways are tried in turn
until a plan is proven best or the budget is used up: a construction that is known (`designs`), a search among plans
that repeat themselves (`rounds_symmetric`), and a search among all plans (`rounds_search`), which also mends what
earlier meetings and wishes spoil in the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from plworkbench.grouping.musts.blocks import Pair
from plworkbench.grouping.rounds.clock import Clock, RoundsProgress
from plworkbench.grouping.rounds.designs import known_design
from plworkbench.grouping.rounds.search import HOT, WARM, Prices, anneal, cost_of_meetings
from plworkbench.grouping.rounds.symmetric import BEND, RUN, search_symmetric, symmetries
from plworkbench.grouping.rounds.task import RoundsTask

__all__ = ["RoundsPlan", "RoundsProgress", "plan_rounds"]

ITERATIONS = 3_000_000
"""Proposals by default: some five seconds where the best is not proven, and none where a construction is known."""

SHARES, SHARES_IF_MET = (0.6, 0.7), (0.1, 0.2)
"""Shares of the budget at which the search under symmetries ends, and then the mending of the best plan so far; and
the same where some have met before, which hardly ever fits a symmetry."""

EXTRA_ROUNDS = 3
"""A plan of so many more rounds may be easier to find; the rounds that repeat most are left out."""


@dataclass(frozen=True)
class RoundsPlan:
    """Rounds for a class.

    Parameters
    ----------
    labels : ndarray of int, shape (n_rounds, n)
        Group of each student in each round, from 0.
    meetings : ndarray of int, shape (n, n)
        How often two students have met after the last round, earlier meetings counted; 0 on the diagonal.
    repeats : int
        Repeated meetings: for each pair how often it meets after the first time, added up. Earlier meetings count.
    never_met : tuple of (int, int)
        Pairs who have not met at all, without those kept apart.
    bound : int
        Repeated meetings that no plan can do without.
    """

    labels: np.ndarray
    meetings: np.ndarray
    repeats: int
    never_met: tuple[Pair, ...]
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no plan has fewer repeated meetings."""
        return self.repeats == self.bound


def plan_rounds(
    n: int,
    rounds: int,
    *,
    group_count: int | None = None,
    group_size: int | None = None,
    apart: Collection[Pair] = (),
    together: Collection[Pair] = (),
    met: np.ndarray | None = None,
    names: Sequence[str] | None = None,
    random_state: int | np.random.RandomState | None = 0,
    seconds: float | None = None,
    iterations: int | None = None,
    on_progress: Callable[[RoundsProgress], bool | None] | None = None,
    starts: Collection[str] = ("design", "symmetry"),
) -> RoundsPlan:
    """Plan several rounds of groups at once, so that as few pairs as possible meet again.

    Parameters
    ----------
    n : int
        Number of students.
    rounds : int
        Number of rounds.
    group_count, group_size : int, optional
        Number of groups, or the size to come near to; one of the two. Sizes are as equal as possible.
    apart, together : collection of (int, int)
        Rows that never, or always, share a group; hard in every round.
    met : array-like of int, shape (n, n), optional
        Earlier meetings of each pair; symmetric.
    names : sequence of str, optional
        What to call each row where wishes contradict each other.
    random_state : int, RandomState or None
        Seed. The same seed and the same iterations give the same plan.
    seconds : float, optional
        Search for at most so long; the plan then depends on the speed of the machine.
    iterations : int, optional
        Search for at most so many proposals, by default `ITERATIONS` if `seconds` is not given.
    on_progress : callable, optional
        Called with `RoundsProgress`, some twenty times a second; if it returns False the search stops and the best
        plan so far is returned.
    starts : collection of str
        "design" to begin with constructions that are known, "symmetry" to search among plans that repeat themselves.

    Returns
    -------
    RoundsPlan

    Raises
    ------
    GroupingImpossible
        If there cannot be such groups at all.

    Examples
    --------
    >>> plan = plan_rounds(15, 7, group_size=3)
    >>> plan.repeats, plan.never_met, plan.proven
    (0, (), True)
    """
    if not isinstance(random_state, np.random.RandomState):
        random_state = np.random.RandomState(random_state)
    task = RoundsTask(
        n,
        rounds,
        group_count=group_count,
        group_size=group_size,
        apart=apart,
        together=together,
        met=met,
        names=names,
        rng=random.Random(int(random_state.randint(2**31 - 1))),
    )
    clock = Clock(ITERATIONS if iterations is None and seconds is None else iterations, seconds)
    if on_progress is not None:
        clock.on_look = lambda done: on_progress(RoundsProgress(done, task.repeats, task.bound))
    task.keep(task.deal())
    if task.count > 1 and not task.is_best:
        _search(task, clock, starts)
    meetings = task.meetings(task.labels)
    strangers = np.argwhere(np.triu((meetings == 0) & ~task.apart, 1))
    return RoundsPlan(
        labels=np.array([_in_order(row) for row in task.labels]),
        meetings=meetings,
        repeats=task.repeats,
        never_met=tuple((int(one), int(other)) for one, other in strangers),
        bound=task.bound,
    )


def _search(task: RoundsTask, clock: Clock, starts: Collection[str]) -> None:
    # Students who stay together have no place in a plan in which all are alike. Where groups are larger than their
    # number some of each meet again in the next round, and the plans that repeat least are not symmetric.
    size = int(task.sizes.max())
    if starts and not task.joined.any() and size <= task.count:
        design = known_design(task.count, size, task.rounds) if "design" in starts else None
        if design is not None and task.keep(task.settle(design)):
            return
        symmetric, mended = SHARES_IF_MET if task.met.any() else SHARES
        if "symmetry" in starts and _search_symmetric(task, clock, symmetric):
            return
        if not clock.is_over and _improve(task, task.labels, clock, mended, WARM):
            return
    _improve(task, task.deal(), clock, 1.0, HOT)


def _search_symmetric(task: RoundsTask, clock: Clock, until: float) -> bool:
    # Every symmetry is tried once; then those that did best again and again, for longer. Where seats stay empty they
    # can be part of the symmetry, or be chosen afterwards in a plan for a full class.
    size = int(task.sizes.max())
    seats = task.count * size
    most = (task.n - 1) // max(size - 1, 1)
    longest = task.rounds if task.bound else max(min(task.rounds + EXTRA_ROUNDS, most), task.rounds)
    tries = [
        (symmetry, ghosts)
        for rounds in range(task.rounds, longest + 1)
        for ghosts in dict.fromkeys((seats - task.n, 0))
        for symmetry in symmetries(seats, size, rounds, ghosts)
    ]
    scores, proposals = {}, RUN
    while tries and not clock.is_over:
        for symmetry, ghosts in tries:
            if clock.is_over or clock.done >= until:
                return False
            least = _least_cost(task.sizes if ghosts else np.full(task.count, size), symmetry.rounds)
            cost, labels = search_symmetric(
                symmetry, seats, size, ghosts, clock=clock, proposals=proposals, least=least, rng=task.rng
            )
            if task.keep(task.settle(task.shorten(labels))):
                return True
            scores[symmetry, ghosts] = cost * task.rounds / symmetry.rounds
        tries = sorted(tries, key=scores.get)[: max(len(tries) // 2, 3)]
        proposals = min(proposals * 2, 10 * RUN)
    return False


def _least_cost(sizes: np.ndarray, rounds: int) -> float:
    # The cost if all pairs meet equally often, or nearly so.
    pairs = int(sizes.sum() * (sizes.sum() - 1) // 2)
    often, rest = divmod(rounds * int((sizes * (sizes - 1) // 2).sum()), max(pairs, 1))
    return (pairs - rest) * cost_of_meetings(often, BEND) + rest * cost_of_meetings(often + 1, BEND)


def _improve(task: RoundsTask, labels: np.ndarray, clock: Clock, until: float, hot: float) -> bool:
    if task.keep(labels):
        return True
    rounds = task.as_groups(labels)
    units = [np.flatnonzero(task.blocks.of_student == block).tolist() for block in range(len(task.blocks.size))]
    anneal(
        rounds,
        Prices(units, task.met, task.apart, rounds),
        clock=clock,
        until=until,
        hot=hot,
        rng=task.rng,
        on_better=lambda better: task.keep(task.as_labels(better)),
    )
    return task.is_best


def _in_order(labels: np.ndarray) -> np.ndarray:
    # Groups are numbered as the first of their students comes, so that equal rounds look equal.
    known, first = np.unique(labels, return_inverse=True)[1], {}
    return np.array([first.setdefault(label, len(first)) for label in known.tolist()])
