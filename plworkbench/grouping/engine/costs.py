"""What a grouping costs: one symmetric matrix of pair costs, and what depends on how many of some a group holds.

Because the cost is a sum over pairs, "why is she here" and "what would this swap cost" are look-ups in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class CountedCost:
    """A cost of how many of some students a group holds.

    Parameters
    ----------
    members : ndarray of bool, shape (n_students,)
        Who is counted.
    allowed : {"not one", "at least one", "even"}
        What the count should be: any but 1; at least 1; the fair share of a group of that size, rounded up or down.
    weight : float
        Cost of a group whose count is off by one; for "even" it grows with the square of what is missing.
    """

    members: np.ndarray
    allowed: str
    weight: float

    def table(self, largest: int) -> np.ndarray:
        """Return the cost of a group, shape (largest + 1, largest + 1), by its size and by the count.

        Examples
        --------
        >>> CountedCost(np.array([True, True, False]), "not one", 3.0).table(2).tolist()
        [[0.0, 3.0, 0.0], [0.0, 3.0, 0.0], [0.0, 3.0, 0.0]]
        """
        size, count = np.mgrid[0 : largest + 1, 0 : largest + 1]
        if self.allowed == "not one":
            off = (count == 1).astype(float)
        elif self.allowed == "at least one":
            off = ((count == 0) & (size > 0)).astype(float)
        else:
            share = self.members.sum() * size / len(self.members)
            off = np.maximum(np.floor(share + 1e-9) - count, count - np.ceil(share - 1e-9))
            off = np.maximum(off, 0.0) ** 2
        return self.weight * off


@dataclass(frozen=True)
class Term:
    """One reason for which a grouping costs something.

    Parameters
    ----------
    name : str
        What it is: "likeness", "mix", "past partners", "preferences", "wishes".
    pairs : ndarray of float, shape (n_students, n_students), optional
        Cost of two students who share a group; symmetric, the diagonal is not read.
    shared : ndarray of float, shape (n_students, n_students), optional
        The same, but divided by the size of their group. With squared distances this is the sum of squares around
        the means of the groups.
    counted : tuple of CountedCost
        Costs of counts.
    offset : float
        Added to the sum, so that a grouping nothing is wrong with costs 0.
    """

    name: str
    pairs: np.ndarray | None = None
    shared: np.ndarray | None = None
    counted: tuple[CountedCost, ...] = ()
    offset: float = 0.0


@dataclass(frozen=True)
class Costs:
    """The cost of every grouping of a class.

    Parameters
    ----------
    n : int
        Number of students.
    terms : tuple of Term
        What it is made of.

    Examples
    --------
    >>> distances = np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 1.0], [4.0, 1.0, 0.0]])
    >>> costs = Costs(3, (Term("likeness", pairs=distances),))
    >>> costs.total(np.array([0, 0, 1]), 2), costs.total(np.array([0, 1, 0]), 2)
    (1.0, 4.0)
    >>> float(costs.of_swaps(np.array([0, 1, 0]), 2)["total"][1, 2])
    -3.0
    """

    n: int
    terms: tuple[Term, ...] = ()

    def total(self, labels: np.ndarray, n_clusters: int) -> float:
        """Return the cost of a grouping; `labels`, shape (n_students,), from 0."""
        return sum(self.by_term(labels, n_clusters).values())

    def by_term(self, labels: np.ndarray, n_clusters: int) -> dict[str, float]:
        """Return the cost of a grouping by the name of the term."""
        return {term.name: _Sums(term, labels, n_clusters).total for term in self.terms}

    def of_swaps(self, labels: np.ndarray, n_clusters: int) -> dict[str, np.ndarray]:
        """Return by how much the cost changes when two students swap places.

        Returns
        -------
        dict of str to ndarray of float, shape (n_students, n_students)
            By the name of the term, and "total"; 0 for two students of one group.
        """
        changes = {term.name: _Sums(term, labels, n_clusters).swaps() for term in self.terms}
        return {**changes, "total": sum(changes.values(), np.zeros((self.n, self.n)))}

    def of_moves(self, labels: np.ndarray, n_clusters: int) -> dict[str, np.ndarray]:
        """Return by how much the cost changes when one student moves to another group.

        Returns
        -------
        dict of str to ndarray of float, shape (n_students, n_clusters)
            By the name of the term, and "total"; 0 for the student's own group.
        """
        changes = {term.name: _Sums(term, labels, n_clusters).moves() for term in self.terms}
        return {**changes, "total": sum(changes.values(), np.zeros((self.n, n_clusters)))}

    def joined(self, part: str) -> np.ndarray | None:
        """Return the sum of the terms' "pairs" or "shared" with an empty diagonal, or None if no term has any."""
        matrices = [getattr(term, part) for term in self.terms if getattr(term, part) is not None]
        if not matrices:
            return None
        summed = sum(matrices[1:], matrices[0].astype(float, copy=True))
        np.fill_diagonal(summed, 0.0)
        return summed

    @property
    def counted(self) -> tuple[CountedCost, ...]:
        """All costs of counts."""
        return tuple(counted for term in self.terms for counted in term.counted)


class _Sums:
    """What one term adds up to under a grouping, and what changes of it would do."""

    def __init__(self, term: Term, labels: np.ndarray, n_clusters: int):
        self.term, self.labels, self.k = term, labels, n_clusters
        self.member = (labels[:, None] == np.arange(n_clusters)).astype(float)
        self.sizes = self.member.sum(axis=0)
        n = len(labels)
        self.pairs, self.shared = (np.zeros((n, n)) if part is None else _hollow(part)
                                   for part in (term.pairs, term.shared))  # fmt: skip
        self.to_pairs, self.to_shared = self.pairs @ self.member, self.shared @ self.member
        self.group_shared = (self.to_shared * self.member).sum(axis=0) / 2

    @property
    def total(self) -> float:
        of_pairs = (self.to_pairs * self.member).sum() / 2
        of_shared = (self.group_shared / np.maximum(self.sizes, 1)).sum()
        return float(of_pairs + of_shared + self._counted(self.sizes).sum() + self.term.offset)

    def swaps(self) -> np.ndarray:
        labels, there = self.labels, self.labels[:, None] != self.labels
        rows = np.arange(len(labels))
        change = np.zeros(there.shape)
        for to, pair in ((self.to_pairs, self.pairs), (self.to_shared / np.maximum(self.sizes, 1), None)):
            own = to[rows, labels]
            joined = to[:, labels]  # of student i in the group of student j
            change += joined + joined.T - own[:, None] - own
            if pair is not None:
                change -= 2 * pair
        # Each of the two leaves a seat, so the pair itself is counted twice above, once for each group.
        weight = 1 / np.maximum(self.sizes, 1)[labels]
        change -= self.shared * (weight[:, None] + weight)
        return np.where(there, change + self._count_swaps(), 0.0)

    def moves(self) -> np.ndarray:
        rows, labels = np.arange(len(self.labels)), self.labels
        sizes, here = self.sizes, self.sizes[self.labels]
        own = self.to_pairs[rows, labels]
        left = (self.group_shared[labels] - self.to_shared[rows, labels]) / np.maximum(here - 1, 1)
        left -= self.group_shared[labels] / np.maximum(here, 1)
        joined = (self.group_shared + self.to_shared) / (sizes + 1) - self.group_shared / np.maximum(sizes, 1)
        change = self.to_pairs - own[:, None] + left[:, None] + joined + self._count_moves()
        change[rows, labels] = 0.0
        return change

    def _counted(self, sizes: np.ndarray) -> np.ndarray:
        cost = np.zeros(self.k)
        for counted in self.term.counted:
            table, count = counted.table(int(sizes.max(initial=0))), counted.members @ self.member
            cost += table[sizes.astype(int), count.astype(int)]
        return cost

    def _count_swaps(self) -> np.ndarray:
        change, labels, sizes = np.zeros((len(self.labels),) * 2), self.labels, self.sizes.astype(int)
        for counted in self.term.counted:
            table, count = counted.table(int(sizes.max(initial=0))), (counted.members @ self.member).astype(int)
            one = counted.members.astype(int)
            gained = one - one[:, None]  # by the group of the row's student
            size, held, before = sizes[labels], count[labels], table[sizes, count][labels]
            held = np.clip(held[:, None] + gained, 0, len(table) - 1)
            half = table[size[:, None], held] - before[:, None]
            change += half + half.T
        return change

    def _count_moves(self) -> np.ndarray:
        change, labels, sizes = np.zeros((len(self.labels), self.k)), self.labels, self.sizes.astype(int)
        for counted in self.term.counted:
            table, count = counted.table(int(sizes.max(initial=0)) + 1), (counted.members @ self.member).astype(int)
            one, before = counted.members.astype(int), table[sizes, count]
            left = table[sizes[labels] - 1, np.maximum(count[labels] - one, 0)] - before[labels]
            change += left[:, None] + table[sizes + 1, count + one[:, None]] - before
        return change


def _hollow(matrix: np.ndarray) -> np.ndarray:
    hollow = matrix.astype(float, copy=True)
    np.fill_diagonal(hollow, 0.0)
    return hollow


def squared_distances(features: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distance of every two rows, shape (n_students, n_students).

    Examples
    --------
    >>> squared_distances(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist()
    [[0.0, 25.0], [25.0, 0.0]]
    """
    lengths = (features**2).sum(axis=1)
    distances = np.maximum(lengths[:, None] + lengths - 2 * features @ features.T, 0.0)
    distances = (distances + distances.T) / 2
    np.fill_diagonal(distances, 0.0)
    return distances


def overlap(sets: Sequence[frozenset[str]]) -> np.ndarray:
    """Return the Jaccard distance of every two sets; where one is empty, about the mean of those that are known.

    Jaccard (1912), The distribution of the flora in the alpine zone, https://doi.org/10.1111/j.1469-8137.1912.tb05611.x

    Examples
    --------
    >>> overlap([frozenset({"football", "music"}), frozenset({"music"}), frozenset()]).round(2).tolist()
    [[0.0, 0.5, 0.67], [0.5, 0.0, 0.67], [0.67, 0.67, 0.0]]
    """
    words = sorted(set().union(*sets))
    has = np.array([[word in held for word in words] for held in sets], dtype=float).reshape(len(sets), len(words))
    both, each = has @ has.T, has.sum(axis=1)
    either = each[:, None] + each - both
    known = (each[:, None] > 0) & (each > 0)
    distance = np.divide(either - both, either, out=np.zeros_like(both), where=either > 0)
    others = known & ~np.eye(len(sets), dtype=bool)
    # One more pair that shares nothing: where all who are known agree, they are still nearer than strangers.
    distance[~known] = (distance[others].sum() + 1) / (others.sum() + 1)
    np.fill_diagonal(distance, 0.0)
    return distance
