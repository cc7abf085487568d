"""The search for the cheapest grouping: annealed swaps and moves of blocks, that can be stopped at any time.

For one block after another the effect of every swap and every move is computed at once, for several groupings side by
side (replicas), and one of them, or none, is drawn with Boltzmann's probabilities: a heat bath over the whole
neighborhood of the block. Annealing: Kirkpatrick, Gelatt and Vecchi (1983), https://doi.org/10.1126/science.220.4598.671;
heat bath: Geman and Geman (1984), https://doi.org/10.1109/TPAMI.1984.4767596. The temperature follows the share of
blocks that still change places, so that no cost needs a schedule of its own. At temperature 0 it is a plain descent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from plworkbench.grouping.engine.layout import Layout
from plworkbench.grouping.engine.moving import Replicas

HOT, WARM, COLD = 0.3, 0.1, 0.02
"""Share of blocks that change places at the beginning and at the end of an annealing. A long one begins hot; a short
one (`FEW_PASSES`) would not get back from there to where its start has been, so it begins warm."""

FEW_PASSES = 25
"""Passes over all blocks below which an annealing is short."""

EXTRA = 10
"""Passes that the descents before and after an annealing usually take together."""

REFRESH = 10
"""Passes after which all sums are added up anew, so that rounding errors of their updates cannot add up."""

DESCENTS = 40
"""Passes over all blocks after which a descent stops; it nearly always finds nothing to improve long before."""

NOISE = 1 << 16
"""Length of the table of Gumbel noise; drawing from a table costs less than drawing anew for every block."""


@dataclass(frozen=True)
class Progress:
    """How far a search is.

    Parameters
    ----------
    done : float
        Share of the budget that is used up, 0..1.
    cost : float
        Cost of the best grouping so far.
    """

    done: float
    cost: float


@dataclass(frozen=True)
class Budget:
    """How long to search.

    Parameters
    ----------
    visits : int, optional
        How often a block is looked at. With the same seed and the same visits the answer is the same. By default what
        takes about a tenth of a second for a class, three for a grade of 480 and ten for 2,000 students.
    seconds : float, optional
        Search for about this long instead; the answer then depends on the speed of the machine.
    on_progress : callable, optional
        Called with `Progress`; if it returns False the search stops and the best grouping so far is kept.
    """

    visits: int | None = None
    seconds: float | None = None
    on_progress: Callable[[Progress], bool | None] | None = None


@dataclass(frozen=True)
class Found:
    """The best grouping of a search.

    Parameters
    ----------
    labels : ndarray of int, shape (n_blocks,)
        Group of each block, from 0.
    cost : float
        What it costs, as the layout counts it: up to a constant the total of the costs.
    visits : int
        How often a block was looked at.
    was_stopped : bool
        Whether `on_progress` stopped it.
    """

    labels: np.ndarray
    cost: float
    visits: int
    was_stopped: bool


def usual_visits(blocks: int) -> int:
    """Return the visits of a search by default.

    Examples
    --------
    >>> [usual_visits(n) for n in (28, 120, 480, 2000)]
    [1008, 14400, 39840, 80000]
    """
    passes = 36 if blocks <= 60 else 120 if blocks <= 160 else max(40_000 // blocks, 40)
    return max(passes * blocks, 200)


def usual_replicas(blocks: int) -> int:
    """Return how many groupings are searched side by side: many for a class, one for a grade."""
    return 16 if blocks <= 60 else 4 if blocks <= 160 else 1


def search(
    layout: Layout, starts: Sequence[np.ndarray], *, budget: Budget | None = None, rng: np.random.RandomState
) -> Found:
    """Improve groupings until the budget is used up and return the best one met.

    Parameters
    ----------
    layout : Layout
        Blocks, costs and limits.
    starts : sequence of ndarray of int, shape (n_blocks,)
        Groupings that keep all hard rules, at least one; they are searched side by side.
    budget : Budget, optional
        How long to search.
    rng : RandomState
        All chance comes from it.

    Returns
    -------
    Found

    Examples
    --------
    >>> from plworkbench.grouping.engine.costs import Costs, Term, squared_distances
    >>> need = squared_distances(np.array([[1.0], [4.0], [1.2], [3.8]]))
    >>> layout = Layout.of(Costs(4, (Term("likeness", shared=need),)), n_clusters=2, limits=(2, 2))
    >>> found = search(layout, [np.array([0, 0, 1, 1])], rng=np.random.RandomState(0))
    >>> bool(found.labels[0] == found.labels[2]), round(found.cost, 3)
    (True, 0.04)
    """
    run = _Run(layout, starts, budget or Budget(), rng)
    if len(layout.movable) and layout.n_clusters > 1:
        run.descend()
        run.anneal()
    return Found(run.labels, run.cost, run.visits, run.was_stopped)


@dataclass
class _Run:
    layout: Layout
    starts: Sequence[np.ndarray]
    budget: Budget
    rng: np.random.RandomState
    visits: int = 0
    passes: int = 0
    was_stopped: bool = False
    labels: np.ndarray = field(init=False)
    cost: float = field(init=False)

    def __post_init__(self) -> None:
        self.begun = time.perf_counter()
        self.replicas = Replicas(self.layout, np.stack(self.starts))
        self.noise = -np.log(self.rng.standard_exponential(NOISE + self.layout.options * len(self.starts)))
        self.wanted = self.budget.visits or usual_visits(len(self.layout.movable))
        self.cost = np.inf
        self._remember()

    @property
    def is_over(self) -> bool:
        return self.was_stopped or (self.budget.seconds is not None and self.elapsed >= self.budget.seconds)

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self.begun

    @property
    def done(self) -> float:
        if self.budget.seconds is None:
            # The descents before and after take what they take, mostly little.
            return min(self.visits / (self.wanted + EXTRA * len(self.layout.movable)), 1.0)
        return min(self.elapsed / self.budget.seconds, 1.0)

    def descend(self) -> None:
        """Take the best change of every block until nothing helps."""
        for _ in range(DESCENTS):
            if self.is_over or not self._pass(0.0):
                break
        self._remember()

    def anneal(self) -> None:
        """Heat up and cool down: once for a budget in visits, ever more slowly for one in seconds."""
        if self.budget.seconds is None:
            first = self.visits
            passes = self.wanted / len(self.layout.movable)
            self._cool(lambda: (self.visits - first) / self.wanted, passes)
            return
        span = min(self.wanted * 2e-5, self.budget.seconds / 4)
        while not self.is_over:
            start, rest = self.elapsed, self.budget.seconds - self.elapsed
            span = rest if span * 3 > rest else span
            passes = span * self.passes / max(start, 1e-9)
            self._cool(lambda start=start, span=span: (self.elapsed - start) / max(span, 1e-9), passes)
            span *= 4

    def _cool(self, progress: Callable[[], float], passes: float) -> None:
        begin = HOT if passes >= FEW_PASSES else WARM
        temperature = self.replicas.temperature_for(begin, self.rng)
        while (done := progress()) < 1 and not self.is_over:
            aim = begin * (COLD / begin) ** done
            moved = self._pass(temperature, progress)
            share = max(moved, 0.5) / (len(self.layout.movable) * len(self.starts))
            temperature *= float(np.clip((aim / share) ** 0.4, 0.7, 1.3))
        self.descend()

    def _pass(self, temperature: float, progress: Callable[[], float] | None = None) -> int:
        """Look at every block once, in an order that chance decides; return how many changed their place."""
        order = self.rng.permutation(self.layout.movable)
        noise = self.rng.randint(0, NOISE, size=len(order))
        moved = 0
        if self.passes % REFRESH == 0:
            self.replicas.refresh()
        self.passes += 1
        for turn, block in enumerate(order.tolist()):
            moved += self.replicas.visit(block, temperature, self.noise[noise[turn] :])
            # A large pass takes long: look at the clock now and then, so that a budget in seconds holds.
            if progress is not None and turn % 256 == 255 and (self.is_over or progress() >= 1):
                self.visits += turn + 1
                self._remember()
                return moved
        self.visits += len(order)
        self._remember()
        if self.budget.on_progress is not None and self.budget.on_progress(Progress(self.done, self.cost)) is False:
            self.was_stopped = True
        return moved

    def _remember(self) -> None:
        cost, labels = self.replicas.best()
        if cost < self.cost - 1e-9:
            self.cost, self.labels = cost, labels
