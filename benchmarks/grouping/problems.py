"""One problem for ours and every rival: the same costs, sizes and hard rules, added up here by hand.

A grouping costs the sum over groups of (sum over its pairs of pairs_ij + shared_ij / size) and of a penalty for how
many of some students it holds. `Problem.total` adds that up from the definition, apart from the package, so that a
mistake in `plworkbench.grouping` cannot make its own answers look good.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

IMPORTANT, NICE = 3.0, 0.5
"""Weights in words, as `plworkbench.grouping` has them, in units of one student placed as if by lot."""


@dataclass(frozen=True)
class Count:
    """A wish about how many of some students a group holds.

    Parameters
    ----------
    rows : tuple of int
        The students.
    allowed : {"not one", "at least one", "even"}
        Any number but 1; at least 1; the fair share of a group of that size, rounded up or down.
    weight : float
        What a group pays that is off by one; for "even" times the square of what it is off by.

    Examples
    --------
    >>> even = Count((0, 1, 2), "even", 2.0)
    >>> [even.cost(size=4, count=count, n=12) for count in range(4)]
    [2.0, 0.0, 2.0, 8.0]
    """

    rows: tuple[int, ...]
    allowed: str
    weight: float

    def cost(self, size: int, count: int, n: int) -> float:
        """Return what a group of `size` of the `n` students pays that holds `count` of these."""
        if self.allowed == "not one":
            off = count == 1
        elif self.allowed == "at least one":
            off = count == 0
        else:
            # In whole numbers, so that a share that is a whole number is not rounded away from itself.
            fewest, most = len(self.rows) * size // n, -(-len(self.rows) * size // n)
            off = max(fewest - count, count - most, 0) ** 2
        return self.weight * off


@dataclass(frozen=True)
class Problem:
    """Students to be put into groups at the least cost.

    Parameters
    ----------
    low, high : tuple of int, one entry a group
        Smallest and largest size of each group.
    pairs, shared : ndarray of float, shape (n, n)
        Symmetric costs of two students in one group: as they are, and divided by the size of the group.
    counted : tuple of Count
        Wishes about how many of some students a group holds.
    together, apart : tuple of (int, int)
        Hard rules.
    features : ndarray of float, shape (n, n_features), optional
        What k-means and a snake draft look at.
    offset : float
        Added to the cost.

    Examples
    --------
    >>> costs = np.array([[0.0, 2, 3], [2, 0, 5], [3, 5, 0]])
    >>> Problem((1, 1), (2, 2), costs, 0 * costs).total([0, 0, 1])
    2.0
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    pairs: np.ndarray
    shared: np.ndarray
    counted: tuple[Count, ...] = ()
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    features: np.ndarray | None = field(default=None, repr=False)
    offset: float = 0.0

    @property
    def n(self) -> int:
        """How many students."""
        return len(self.pairs)

    @property
    def k(self) -> int:
        """How many groups."""
        return len(self.low)

    def total(self, labels: np.ndarray) -> float:
        """Return the cost of a grouping; labels from 0, shape (n,)."""
        labels = np.asarray(labels)
        total = self.offset
        for group in range(self.k):
            members = np.flatnonzero(labels == group)
            if not len(members):
                continue
            both = np.ix_(members, members)
            total += (self.pairs[both].sum() + self.shared[both].sum() / len(members)) / 2
            for term in self.counted:
                total += term.cost(len(members), int(np.isin(members, term.rows).sum()), self.n)
        return float(total)

    def broken(self, labels: np.ndarray) -> int:
        """Return how many hard rules a grouping breaks: pairs, and groups outside their sizes."""
        labels = np.asarray(labels)
        if labels.shape != (self.n,) or labels.min() < 0 or labels.max() >= self.k:
            return self.n
        sizes = np.bincount(labels, minlength=self.k)
        broken = sum(labels[a] != labels[b] for a, b in self.together)
        broken += sum(labels[a] == labels[b] for a, b in self.apart)
        return int(broken + ((sizes < self.low) | (sizes > self.high)).sum())


def class_problem(seed: int, n: int, task: str, group_size: int = 5, spread: int = 1) -> Problem:
    """Return a made-up class with its task.

    Parameters
    ----------
    seed : int
        The same seed gives the same class.
    n : int
        Number of students; n // group_size groups of `group_size` - `spread` to `group_size` + `spread`.
    task : {"homogeneous", "mixed", "full"}
        Alike in three skills; each group a picture of the class; or alike with all wishes at once: for every thirty
        students 2 pairs together and 3 apart (must), two earlier rounds of partners (nice, the older at half), two
        preferences a student (nice), a tenth who would rather not be with one other (important), a set nobody of
        which should be alone (a fifth, important), one to be spread evenly (two fifths, nice) and leaders, one of
        whom should be in each group (important).

    Examples
    --------
    >>> problem = class_problem(1, 30, "full")
    >>> problem.k, len(problem.together), len(problem.counted)
    (6, 2, 3)
    """
    rng = np.random.default_rng([seed, n])
    ability = rng.normal(0, 1, (n, 1))
    skills = np.clip(2.4 + 0.7 * ability + rng.normal(0, 0.7, (n, 3)), 0, 4)
    scaled = (skills - skills.mean(axis=0)) / skills.std(axis=0) / np.sqrt(skills.shape[1])
    squared = (scaled**2).sum(axis=1)
    alike = np.maximum(squared[:, None] + squared - 2 * scaled @ scaled.T, 0)
    np.fill_diagonal(alike, 0)
    k = n // group_size
    sizes = {"low": (group_size - spread,) * k, "high": (group_size + spread,) * k}
    pairs = np.zeros((n, n))
    if task == "homogeneous":
        return Problem(**sizes, pairs=pairs, shared=alike, features=scaled)
    if task == "mixed":
        return Problem(**sizes, pairs=pairs, shared=-alike, features=scaled, offset=float(squared.sum()))
    for decay in (1.0, 0.5):
        met = rng.permutation(np.arange(n) % k)
        pairs += NICE * decay * (met[:, None] == met)
    for student in range(n):
        liked = rng.choice(np.delete(np.arange(n), student), 2, replace=False)
        pairs[student, liked] -= NICE
        pairs[liked, student] -= NICE
    for student in rng.choice(n, n // 10, replace=False):
        other = rng.choice(np.delete(np.arange(n), student))
        pairs[[student, other], [other, student]] += IMPORTANT
    np.fill_diagonal(pairs, 0)
    # No student is in two hard pairs, so that all of them can hold at once.
    pairs_of = rng.permutation(n)[: 2 * 5 * (n // 30)].reshape(-1, 2).tolist()
    hard = [(int(one), int(other)) for one, other in pairs_of]
    cut = 2 * (n // 30)
    alone = tuple(sorted(rng.choice(n, n // 5, replace=False).tolist()))
    even = tuple(sorted(rng.choice(n, 2 * n // 5, replace=False).tolist()))
    leaders = tuple(sorted(rng.choice(n, k + k // 2, replace=False).tolist()))
    counted = (
        Count(alone, "not one", IMPORTANT),
        Count(even, "even", NICE),
        Count(leaders, "at least one", IMPORTANT),
    )
    return Problem(**sizes, pairs=pairs, shared=alike, counted=counted, together=tuple(hard[:cut]),
                   apart=tuple(hard[cut:]), features=scaled)  # fmt: skip


TASKS = ("homogeneous", "mixed", "full")
"""The tasks of `class_problem`."""
