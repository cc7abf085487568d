"""What the three grouping estimators share: checked sizes and rules, seats, and the scikit-learn surface."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import validate_data

from plworkbench.grouping.blocks import Blocks, join_blocks, place_blocks
from plworkbench.grouping.rules import Rules, certify, seat_sizes


@dataclass(frozen=True)
class Seating:
    """The seats of a class: its blocks, its groups, and sizes that are known to work.

    Parameters
    ----------
    blocks : Blocks
        Students that move as one.
    n_clusters : int
        Number of groups.
    smallest, largest : int
        Limits of the size of a group.
    known : ndarray of int, shape (n_blocks,)
        One placement of the ruled blocks that works; -1 for every other block.
    """

    blocks: Blocks
    n_clusters: int
    smallest: int
    largest: int
    known: np.ndarray

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
        blocks = join_blocks(n, rules.together, rules.apart, dict(rules.pinned))
        low = int(sizes.min()) if equal or min_size is None else None
        high = int(sizes.max()) if equal or max_size is None else None
        hard_low, hard_high = min_size or 1, min(max_size or n, n)
        slack, known = (0, 0), np.full(len(blocks.size), -1)
        if blocks.ruled.any():
            found = place_blocks(blocks, n_clusters, hard_low, hard_high, even=(low, high))
            if not found.found:  # Too hard with equal sizes: any sizes will do, and `certify` has found some.
                low, high = None, None
                found = place_blocks(blocks, n_clusters, hard_low, hard_high)
            slack, known = found.slack, found.labels
        smallest = hard_low if low is None else max(hard_low, low - slack[0])
        largest = hard_high if high is None else min(hard_high, high + slack[1])
        # No group can be larger than what is left when all others are at their smallest.
        return cls(blocks, n_clusters, smallest, min(largest, n - (n_clusters - 1) * smallest), known)

    def seat_ruled(self, costs: np.ndarray) -> np.ndarray:
        """Return the cheapest group of each block that a rule touches, and -1 for every other one.

        Parameters
        ----------
        costs : ndarray of float, shape (n_blocks, n_clusters)
            Cost of each block in each group, 0 or more.
        """
        if not self.blocks.ruled.any():
            return self.known.copy()
        found = place_blocks(self.blocks, self.n_clusters, self.smallest, self.largest, costs=costs)
        return found.labels if found.found else self.known.copy()

    def open_seats(self, labels: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
        """Return how many open seats to use in each group so that sizes become as equal as possible.

        Which of several equally small groups gets a seat first is drawn by chance.
        """
        seated = labels >= 0
        taken = np.bincount(labels[seated], weights=self.blocks.size[seated], minlength=self.n_clusters).astype(int)
        filled, tie = taken.copy(), rng.permutation(self.n_clusters)
        for _ in range(int((~seated).sum())):
            filled[np.lexsort((tie, filled))[0]] += 1
        return filled - taken

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of the students' rows for each block, shape (n_blocks, n_columns)."""
        sums = np.zeros((len(self.blocks.size), values.shape[1]))
        np.add.at(sums, self.blocks.of_student, values)
        return sums


class SeatedGroups(BaseEstimator, metaclass=ABCMeta):
    """Base of the estimators: puts every student on a seat within size limits and hard rules.

    Subclasses store their parameters in `__init__`, say in `_equal_sizes` whether sizes stay equal within the
    limits, and place blocks in `_place`.
    """

    _equal_sizes = True

    def fit(self, X, y=None, *, rules=None):
        """Place every row of `X` in a group.

        Parameters
        ----------
        X : array-like of float, shape (n_students, n_features)
            One row a student. No value may be missing.
        y : None
            Ignored; here for scikit-learn's convention.
        rules : Rules, optional
            Hard rules over the rows of `X`.

        Returns
        -------
        self

        Raises
        ------
        GroupingImpossible
            If the class is too small for these groups, or rules contradict each other.
        """
        X = validate_data(self, X, dtype=np.float64)
        rng = check_random_state(self.random_state)
        seating = Seating.plan(len(X), self.n_clusters, self.min_size, self.max_size, rules, equal=self._equal_sizes)
        self.labels_ = self._place(X, seating, rng)[seating.blocks.of_student]
        return self

    def fit_predict(self, X, y=None, *, rules=None):
        """Place every row of `X` and return `labels_`, shape (n_students,); see `fit`."""
        return self.fit(X, y, rules=rules).labels_

    @abstractmethod
    def _place(self, X: np.ndarray, seating: Seating, rng: np.random.RandomState) -> np.ndarray:
        """Return the group of each block, shape (n_blocks,)."""
