"""Students who must stay together as one block, and a place for every block that keeps all hard rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# A solver that has not decided after this many nodes or seconds is given up. Classes need a handful of nodes;
# the node limit comes first so that the answer does not depend on the speed of the machine.
SOLVER_LIMITS = {"node_limit": 2000, "time_limit": 10.0}

Pair = tuple[int, int]


@dataclass(frozen=True)
class Blocks:
    """Students joined into blocks that share a group, with what the rules say of each block.

    Parameters
    ----------
    of_student : ndarray of int, shape (n_students,)
        Block of each student.
    size : ndarray of int, shape (n_blocks,)
        Students in each block.
    pin : ndarray of int, shape (n_blocks,)
        Label the block is pinned to, -1 if it is not pinned.
    apart : ndarray of bool, shape (n_blocks, n_blocks)
        Whether two blocks must not share a group; symmetric.
    """

    of_student: np.ndarray
    size: np.ndarray
    pin: np.ndarray
    apart: np.ndarray

    @property
    def ruled(self) -> np.ndarray:
        """Whether a rule touches the block; a student no rule touches can take any seat."""
        return (self.size > 1) | (self.pin >= 0) | self.apart.any(axis=1)


def join_blocks(n: int, together: Sequence[Pair], apart: Sequence[Pair], pinned: dict[int, int]) -> Blocks | None:
    """Join students into blocks.

    Returns
    -------
    Blocks or None
        None if two students of one block are to be apart or are pinned to different groups.

    Examples
    --------
    >>> join_blocks(4, [(0, 3)], [(0, 1)], {}).of_student.tolist()
    [0, 1, 2, 0]
    >>> join_blocks(4, [(0, 3), (3, 1)], [(0, 1)], {}) is None
    True
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(together, dtype=np.intp).reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    count, of_student = connected_components(links, directed=False)
    pin = np.full(count, -1)
    for student, label in pinned.items():
        block = of_student[student]
        if pin[block] not in (-1, label):
            return None
        pin[block] = label
    foes = np.zeros((count, count), dtype=bool)
    for one, other in apart:
        a, b = of_student[one], of_student[other]
        if a == b:
            return None
        foes[a, b] = foes[b, a] = True
    return Blocks(of_student.astype(np.intp), np.bincount(of_student, minlength=count), pin, foes)


@dataclass(frozen=True)
class Placement:
    """The answer of the solver.

    Parameters
    ----------
    found : bool
        Whether there is a place for every block.
    decided : bool
        Whether `found` is proven; False if the solver gave up.
    labels : ndarray of int, shape (n_blocks,), or None
        Group of each ruled block; -1 for students no rule touches.
    slack : (int, int)
        By how many seats the sizes had to leave the range wished for, below and above.
    """

    found: bool
    decided: bool = True
    labels: np.ndarray | None = None
    slack: tuple[int, int] = (0, 0)


def place_blocks(
    blocks: Blocks,
    n_clusters: int,
    smallest: int,
    largest: int,
    *,
    even: tuple[int | None, int | None] = (None, None),
    costs: np.ndarray | None = None,
) -> Placement:
    """Find a group for each ruled block so that all hard rules and sizes hold.

    Students whom no rule touches are interchangeable here, so they enter as one count per group: the integer
    programme stays small even for a whole grade.

    Parameters
    ----------
    blocks : Blocks
        All students of the class as blocks.
    n_clusters : int
        Number of groups.
    smallest, largest : int
        Hard limits of the size of a group.
    even : (int or None, int or None)
        Sizes wished for, from and to; left by as few seats as the rules allow.
    costs : ndarray of float, shape (n_blocks, n_clusters), optional
        Cost of each block in each group, 0 or more; only the ruled rows are read.

    Returns
    -------
    Placement
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    ruled = np.flatnonzero(blocks.ruled)
    m, k, free = len(ruled), n_clusters, int((~blocks.ruled).sum())
    size, pin = blocks.size[ruled], blocks.pin[ruled]
    # Variables: m x k "block in group", k "free students in group", 2 "seats below and above the sizes wished for".
    seat = np.arange(m * k).reshape(m, k)
    below, above = m * k + k, m * k + k + 1
    rows: list[tuple[np.ndarray, np.ndarray, float, float]] = []
    for block in range(m):
        rows.append((seat[block], np.ones(k), 1, 1))
    rows.append((m * k + np.arange(k), np.ones(k), free, free))
    for group in range(k):
        members, weights = np.append(seat[:, group], m * k + group), np.append(size, 1)
        rows.append((members, weights, smallest, largest))
        if even[0] is not None:
            rows.append((np.append(members, below), np.append(weights, 1), even[0], np.inf))
        if even[1] is not None:
            rows.append((np.append(members, above), np.append(weights, -1), -np.inf, even[1]))
    for clique in _cliques(blocks.apart[np.ix_(ruled, ruled)] | (size[:, None] + size > largest)):
        for group in range(k):
            rows.append((seat[clique, group], np.ones(len(clique)), -np.inf, 1))

    pointers = np.cumsum([0, *(len(columns) for columns, *_ in rows)])
    matrix = csr_array(
        (np.concatenate([row[1] for row in rows]), np.concatenate([row[0] for row in rows]), pointers),
        shape=(len(rows), above + 1),
    )
    lower, upper = np.zeros(above + 1), np.full(above + 1, float(len(blocks.of_student)))
    upper[: m * k] = 1
    for block in np.flatnonzero(pin >= 0):
        upper[seat[block]] = 0
        lower[seat[block, pin[block]]] = upper[seat[block, pin[block]]] = 1
    objective = np.zeros(above + 1)
    if costs is not None:
        objective[: m * k] = costs[ruled].ravel()
    objective[[below, above]] = 1 + objective.sum()
    result = milp(
        objective,
        constraints=LinearConstraint(matrix, [row[2] for row in rows], [row[3] for row in rows]),
        bounds=Bounds(lower, upper),
        integrality=np.ones(above + 1),
        options={**SOLVER_LIMITS, "mip_rel_gap": 0.02 if costs is not None else 0.0},
    )
    if result.x is None:
        return Placement(found=False, decided=result.status == 2)
    labels = np.full(len(blocks.size), -1)
    labels[ruled] = result.x[: m * k].reshape(m, k).argmax(axis=1) if m else labels[ruled]
    return Placement(found=True, labels=labels, slack=(round(result.x[below]), round(result.x[above])))


def _cliques(conflict: np.ndarray) -> list[np.ndarray]:
    """Return cliques that cover every conflict: one row a clique proves at once what single pairs do not."""
    conflict = conflict & ~np.eye(len(conflict), dtype=bool)
    uncovered, cliques = np.triu(conflict), []
    while uncovered.any():
        clique = [int(index) for index in np.argwhere(uncovered)[0]]
        for candidate in np.flatnonzero(conflict[clique].all(axis=0)):
            if conflict[candidate, clique].all():
                clique.append(int(candidate))
        members = np.sort(clique)
        uncovered[np.ix_(members, members)] = False
        cliques.append(members)
    return cliques
