"""Students who must stay together as one block, with what the rules say of each block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plworkbench.grouping.musts.counted import Counted
from plworkbench.grouping.musts.placing import Placement, place_blocks

__all__ = ["Blocks", "Pair", "Placement", "join_blocks", "place_blocks"]

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
    marks : ndarray of int, shape (n_counted, n_blocks)
        Students of each block whom each counting rule names.
    allowed : tuple of str, one for each counting rule
        What it allows, as in `Counted`.
    """

    of_student: np.ndarray
    size: np.ndarray
    pin: np.ndarray
    apart: np.ndarray
    marks: np.ndarray
    allowed: tuple[str, ...] = ()

    @property
    def ruled(self) -> np.ndarray:
        """Whether a rule touches the block; a student no rule touches can take any seat."""
        return (self.size > 1) | (self.pin >= 0) | self.apart.any(axis=1) | self.marks.any(axis=0)


def join_blocks(
    n: int,
    together: Sequence[Pair],
    apart: Sequence[Pair],
    pinned: Mapping[int, int],
    counted: Sequence[Counted] = (),
) -> Blocks | None:
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
    >>> join_blocks(4, [(0, 3)], [], {}, [Counted((0, 2, 3), "not one")]).marks.tolist()
    [[2, 0, 1]]
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
    marks = np.zeros((len(counted), count), dtype=int)
    for mark, rule in zip(marks, counted):
        np.add.at(mark, of_student[list(rule.rows)], 1)
    size = np.bincount(of_student, minlength=count)
    return Blocks(of_student.astype(np.intp), size, pin, foes, marks, tuple(rule.allowed for rule in counted))
