"""The maximally diverse grouping problem: the generators of the literature and a reader of its published files.

Items are put into groups so that the sum of distances within groups is as large as possible. The two kinds are those
of Gallego, Laguna, Marti & Duarte (2013, Journal of the Operational Research Society 64, 724-734): Geo, Euclidean
distances of points drawn uniformly from [0, 10]^d with d from 2 to 21, and RanReal, distances drawn uniformly from
[0, 100]. Numbers of groups and limits of their sizes are those of that paper, too.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.grouping.problems import Problem

GROUPS = {30: 5, 60: 6, 120: 10, 240: 12, 480: 20}
"""Number of groups by number of items."""

LIMITS = {30: (5, 10), 60: (7, 14), 120: (8, 16), 240: (15, 25), 480: (18, 30)}
"""The range that the limits of different sizes are drawn from: the lower one below the mean size, the upper above."""

KINDS = ("Geo", "RanReal")
"""The two kinds of distances."""


def diversity_problem(seed: int, n: int, kind: str, equal: bool) -> Problem:
    """Return an instance; its cost is the sum of distances within groups, with a minus.

    Parameters
    ----------
    seed : int
        The same seed gives the same distances.
    n : {30, 60, 120, 240, 480}
        Number of items.
    kind : {"Geo", "RanReal"}
        Which distances.
    equal : bool
        Whether all groups have the same size; otherwise each has its own limits.

    Examples
    --------
    >>> problem = diversity_problem(1, 30, "Geo", equal=True)
    >>> problem.low, bool(problem.pairs.max() <= 0)
    ((6, 6, 6, 6, 6), True)
    """
    rng = np.random.default_rng([seed, n, KINDS.index(kind)])
    if kind == "Geo":
        points = rng.uniform(0, 10, (n, rng.integers(2, 22)))
        distances = np.sqrt(((points[:, None, :] - points) ** 2).sum(axis=2))
    else:
        upper = np.triu(rng.uniform(0, 100, (n, n)), 1)
        distances = upper + upper.T
    k = GROUPS[n]
    size = n // k
    if equal:
        low = high = np.full(k, size)
    else:
        low, high = rng.integers(LIMITS[n][0], size + 1, k), rng.integers(size, LIMITS[n][1] + 1, k)
    return Problem(tuple(low.tolist()), tuple(high.tolist()), -distances, np.zeros((n, n)))


def read_published(text: str) -> Problem:
    r"""Return the instance of a file of MDGPLIB.

    Its first line has the numbers of items and of groups, ss or ds, and the limits of every group; each further line
    has two items, from 0, and their distance.

    Raises
    ------
    ValueError
        If the file is not of that form.

    Examples
    --------
    >>> read_published("3 2 ds 1 2 1 2\n0 1 5.5\n0 2 1\n1 2 2\n").total([0, 0, 1])
    -5.5
    """
    words = text.split()
    if len(words) < 3 or words[2] not in ("ss", "ds"):
        raise ValueError("The first line should read: items, groups, ss or ds, and two limits for each group.")
    n, k = int(words[0]), int(words[1])
    limits = np.array(words[3 : 3 + 2 * k], dtype=int).reshape(k, 2)
    cells = np.array(words[3 + 2 * k :], dtype=float).reshape(-1, 3)
    if len(cells) != n * (n - 1) // 2:
        raise ValueError(f"{n} items have {n * (n - 1) // 2} distances; the file has {len(cells)}.")
    pairs = np.zeros((n, n))
    one, other = cells[:, 0].astype(int), cells[:, 1].astype(int)
    pairs[one, other] = pairs[other, one] = -cells[:, 2]
    return Problem(tuple(limits[:, 0].tolist()), tuple(limits[:, 1].tolist()), pairs, np.zeros((n, n)))


def read_folder(folder: Path) -> dict[str, Problem]:
    """Return every published instance in a folder by the name of its file, in the order of names."""
    return {path.stem: read_published(path.read_text()) for path in sorted(folder.glob("*_n[0-9]*_[sd]s_*"))}
