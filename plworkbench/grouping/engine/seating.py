"""The seats of a class: blocks of students, how large groups may be, and placements to begin with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plworkbench.grouping.engine.costs import Costs, CountedCost
from plworkbench.grouping.engine.layout import Layout
from plworkbench.grouping.engine.search import Budget, Found, search, usual_replicas
from plworkbench.grouping.musts.blocks import Blocks, join_blocks
from plworkbench.grouping.musts.placing import Placement, place_blocks
from plworkbench.grouping.musts.rules import Rules, certify, seat_sizes


@dataclass(frozen=True)
class Seating:
    """The seats of a class, with one placement that is known to keep every rule.

    Parameters
    ----------
    blocks : Blocks
        Students that move as one.
    n_clusters : int
        Number of groups.
    smallest, largest : int
        Limits of the size of a group.
    known : Placement
        One placement of the ruled blocks that works.
    hard : tuple of CountedCost
        The counts that must be as they should.
    """

    blocks: Blocks
    n_clusters: int
    smallest: int
    largest: int
    known: Placement
    hard: tuple[CountedCost, ...] = ()

    @classmethod
    def plan(
        cls,
        n: int,
        n_clusters: int,
        min_size: int | None,
        max_size: int | None,
        rules: Rules | None,
        *,
        equal: bool,
    ) -> Seating:
        """Check that all rules can hold and settle the limits.

        A limit that was not given is that of sizes as equal as possible, widened only as far as the rules need.
        With `equal`, sizes stay as equal as possible even where the limits given would allow more.

        Raises
        ------
        GroupingImpossible
            If the class is too small, or rules contradict each other.
        """
        rules = rules or Rules()
        certify(n, n_clusters, min_size, max_size, rules)
        sizes = seat_sizes(n, n_clusters, min_size, max_size)
        blocks = join_blocks(n, rules.together, rules.apart, dict(rules.pinned), rules.counted)
        low = int(sizes.min()) if equal or min_size is None else None
        high = int(sizes.max()) if equal or max_size is None else None
        hard_low, hard_high = min_size or 1, min(max_size or n, n)
        known = Placement(found=True, labels=np.full(len(blocks.size), -1), sizes=sizes)
        if blocks.ruled.any():
            known = place_blocks(blocks, n_clusters, hard_low, hard_high, even=(low, high))
            if not known.found:  # Too hard with equal sizes: any sizes will do, and `certify` has found some.
                low, high = None, None
                known = place_blocks(blocks, n_clusters, hard_low, hard_high)
        smallest = hard_low if low is None else max(hard_low, low - known.slack[0])
        largest = hard_high if high is None else min(hard_high, high + known.slack[1])
        hard = tuple(CountedCost(np.isin(np.arange(n), rule.rows), rule.allowed, 1.0) for rule in rules.counted)
        # No group can be larger than what is left when all others are at their smallest.
        return cls(blocks, n_clusters, smallest, min(largest, n - (n_clusters - 1) * smallest), known, hard)

    def seat_ruled(self, costs: np.ndarray) -> Placement:
        """Return the cheapest group of each block that a rule touches, -1 for every other one, and sizes that fit.

        Parameters
        ----------
        costs : ndarray of float, shape (n_blocks, n_clusters)
            Cost of each block in each group, 0 or more; random costs give a random placement.
        """
        if not self.blocks.ruled.any():
            return self.known
        found = place_blocks(self.blocks, self.n_clusters, self.smallest, self.largest, costs=costs)
        return found if found.found else self.known

    def open_seats(self, placement: Placement, rng: np.random.RandomState) -> np.ndarray:
        """Return how many open seats to use in each group: up to sizes as equal as possible.

        Which of several equally small groups gets a seat first is drawn by chance. Where a count depends on sizes,
        the sizes are those of the placement.
        """
        seated = placement.labels >= 0
        weights = self.blocks.size[seated]
        taken = np.bincount(placement.labels[seated], weights=weights, minlength=self.n_clusters).astype(int)
        if self.hard:
            return placement.sizes - taken
        filled, tie = taken.copy(), rng.permutation(self.n_clusters)
        for _ in range(int((~seated).sum())):
            filled[np.lexsort((tie, filled))[0]] += 1
        return filled - taken

    def by_chance(self, rng: np.random.RandomState) -> np.ndarray:
        """Return a placement drawn by lot, shape (n_blocks,)."""
        placement = self.seat_ruled(rng.random_sample((len(self.blocks.size), self.n_clusters)))
        labels = placement.labels.copy()
        seats = np.repeat(np.arange(self.n_clusters), self.open_seats(placement, rng))
        labels[labels < 0] = rng.permutation(seats)
        return labels

    def reseated(self, labels: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
        """Return a placement with the blocks that no rule touches drawn anew onto the seats they have."""
        free, drawn = np.flatnonzero(~self.blocks.ruled), labels.copy()
        drawn[free] = labels[rng.permutation(free)]
        return drawn

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of the students' rows for each block, shape (n_blocks, n_columns)."""
        sums = np.zeros((len(self.blocks.size), values.shape[1]))
        np.add.at(sums, self.blocks.of_student, values)
        return sums

    def improve(
        self,
        costs: Costs,
        starts: list[np.ndarray],
        *,
        rng: np.random.RandomState,
        budget: Budget | None = None,
        replicas: int | None = None,
    ) -> Found:
        """Search from these placements, and from others drawn by lot, for the cheapest one.

        Which group bears which number is drawn by lot as well, so that a number says nothing; a group somebody is
        pinned to keeps its own.

        Parameters
        ----------
        costs : Costs
            What a grouping costs.
        starts : list of ndarray of int, shape (n_blocks,)
            Placements that keep all rules, at least one.
        rng : RandomState
            All chance comes from it.
        budget : Budget, optional
            How long to search.
        replicas : int, optional
            How many placements are searched side by side.
        """
        limits = (self.smallest, self.largest)
        layout = Layout.of(costs, n_clusters=self.n_clusters, limits=limits, blocks=self.blocks, hard=self.hard)
        count = max(replicas or usual_replicas(len(self.blocks.size)), len(starts))
        every = [*starts, *(self.reseated(starts[i % len(starts)], rng) for i in range(count - len(starts)))]
        found = search(layout, every, budget=budget, rng=rng)
        free = np.setdiff1d(np.arange(self.n_clusters), self.blocks.pin)
        names = np.arange(self.n_clusters)
        names[free] = rng.permutation(free)
        return Found(names[found.labels], found.cost, found.visits, found.was_stopped)
