"""Knowledge tracing over all students at once: answers in a tree, and the sums of forward and backward in it.

Students whose answers to a standard began alike are at the same place of a hidden Markov model, so each beginning is
kept once, as a node of a tree, with how many students passed it. Forward, a node needs only its parent; backward, the
sums over all students who passed a node need only its two children. So one pass is a few array operations a step of
time, over all standards and several starts at once, and exact: no student is looped over.

Source: Baum, L. E., et al. (1970). A maximization technique occurring in the statistical analysis of probabilistic
functions of Markov chains. Annals of Mathematical Statistics 41, 164-171.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from plworkbench.mastery.estimates.responses import Layout


@dataclass(frozen=True)
class Depth:
    """The nodes of one step of time.

    Parameters
    ----------
    standard, parent : ndarray of int
        Of each node; the parent is a node of the step before.
    right : ndarray of bool
        The answer it stands for.
    ending : ndarray of float
        How many sequences end here.
    children : ndarray of int, shape (2, n_nodes)
        Nodes of the next step after a wrong and after a right answer; the number of its nodes if there is none.
    """

    standard: np.ndarray
    parent: np.ndarray
    right: np.ndarray
    ending: np.ndarray
    children: np.ndarray


class AnswerTree:
    """The answers of all students to all standards, alike beginnings joined.

    Parameters
    ----------
    layout : Layout
        The responses; those to standards it does not know (number -1) have a branch of their own.
    right : ndarray of bool
        Which of them were successes.
    standards : int
        How many standards there are.

    Attributes
    ----------
    depths : list of Depth
        One a step of time.
    node : ndarray of int
        Of each response, counted through all depths.
    passed : ndarray of float
        How many responses a node stands for.
    """

    def __init__(self, layout: Layout, right: np.ndarray, standards: int):
        self.standards = standards
        self.node = np.empty(len(layout), dtype=np.int64)
        at_cell = np.zeros(layout.cells, dtype=np.int64)
        levels, passed, offset = [], [], 0
        for place, cells, rows in layout.steps():
            # The standard is the root; unknown standards share one more root.
            parent = at_cell[cells] if place else np.where(layout.standard[rows] < 0, standards, layout.standard[rows])
            found, first, inverse = np.unique(parent * 2 + right[rows], return_index=True, return_inverse=True)
            standard = layout.standard[rows][first]
            ending = np.bincount(inverse, layout.cell_count[cells] == place + 1, minlength=len(found))
            levels.append((np.where(standard < 0, standards, standard), found >> 1, (found & 1).astype(bool), ending))
            passed.append(np.bincount(inverse, minlength=len(found)).astype(float))
            self.node[rows] = offset + inverse
            at_cell[cells] = inverse
            offset += len(found)
        self.depths = [
            Depth(*level, _children(level, levels[at + 1] if at + 1 < len(levels) else None))
            for at, level in enumerate(levels)
        ]
        self.passed = np.concatenate(passed)
        self.right = np.concatenate([depth.right for depth in self.depths])
        standard = np.concatenate([depth.standard for depth in self.depths])
        # Adds up nodes by standard: (standards + 1) x nodes; the last row is for unknown standards.
        self._adds = csr_array((np.ones(offset), (standard, np.arange(offset))), shape=(standards + 1, offset))

    def by_standard(self, values: np.ndarray) -> np.ndarray:
        """Return sums over the nodes of each standard; values has the shape (starts, nodes)."""
        return (self._adds @ values.T).T[:, : self.standards]

    def forward(self, rates: np.ndarray) -> tuple[np.ndarray, list[tuple[np.ndarray, ...]]]:
        """Return the chance of a right answer at every node, and what the backward pass needs of each depth.

        Parameters
        ----------
        rates : ndarray of float, shape (5, starts, standards + 1)
            prior, learn, guess, slip, forget.
        """
        prior, learn, guess, slip, forget = rates
        chances, kept, known_after = [], [], None
        for at, depth in enumerate(self.depths):
            j = depth.standard
            if at:
                after = known_after[:, depth.parent]
                known = after * (1 - forget[:, j]) + (1 - after) * learn[:, j]
            else:
                known = prior[:, j]
            chances.append(known * (1 - slip[:, j]) + (1 - known) * guess[:, j])
            if_known = np.where(depth.right, 1 - slip[:, j], slip[:, j])
            if_not = np.where(depth.right, guess[:, j], 1 - guess[:, j])
            joint = known * if_known
            likely = joint + (1 - known) * if_not
            known_after = joint / likely
            kept.append((if_known, if_not, likely, known_after))
        return np.concatenate(chances, axis=1), kept

    def expect(self, rates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the log-likelihood and the expected counts of each start and standard.

        Returns
        -------
        tuple of ndarray
            log-likelihood (starts, standards); counts of the five events, and of the chances there were for them,
            each (5, starts, standards).
        """
        _, learn, _, _, forget = rates
        _, kept = self.forward(rates)
        starts = rates.shape[1]
        likely = np.concatenate([part[2] for part in kept], axis=1)
        fit = self.by_standard(np.log(likely) * self.passed)
        nothing = np.zeros((starts, 1))
        above_known = above_not = nothing
        parts = []
        for at in range(len(self.depths) - 1, -1, -1):
            depth, (if_known, if_not, share, known) = self.depths[at], kept[at]
            j, ending = depth.standard, depth.ending
            if at == len(self.depths) - 1:
                later_known = later_not = np.zeros((starts, len(ending)))
            else:
                later_known = above_known[:, depth.children[0]] + above_known[:, depth.children[1]]
                later_not = above_not[:, depth.children[0]] + above_not[:, depth.children[1]]
            to_known, to_not = learn[:, j] * later_known, forget[:, j] * later_not
            stays_known, stays_not = (1 - forget[:, j]) * later_known, (1 - learn[:, j]) * later_not
            back_known, back_not = ending + stays_known + to_not, ending + stays_not + to_known
            parts.append(
                (
                    known * back_known,
                    (1 - known) * back_not,
                    (1 - known) * to_known,
                    (1 - known) * (to_known + stays_not),
                    known * to_not,
                    known * (to_not + stays_known),
                )
            )
            above_known = np.concatenate([if_known * back_known / share, nothing], axis=1)
            above_not = np.concatenate([if_not * back_not / share, nothing], axis=1)
        first_known, first_not = (self._at_roots(part) for part in parts[-1][:2])
        known, unknown, learned, could_learn, forgot, could_forget = (
            np.concatenate(part[::-1], axis=1) for part in zip(*parts, strict=True)
        )
        add = self.by_standard
        counts = [first_known, add(learned), add(unknown * self.right), add(known * ~self.right), add(forgot)]
        chances = [first_known + first_not, add(could_learn), add(unknown), add(known), add(could_forget)]
        return fit, np.stack(counts), np.stack(chances)

    def _at_roots(self, values: np.ndarray) -> np.ndarray:
        return (self._adds[:, : values.shape[1]] @ values.T).T[:, : self.standards]


def _children(level: tuple, following: tuple | None) -> np.ndarray:
    nodes = len(level[0])
    if following is None:
        return np.zeros((2, nodes), dtype=np.int64)
    _, parent, right, _ = following
    children = np.full((2, nodes), len(parent))
    children[right.astype(np.int64), parent] = np.arange(len(parent))
    return children
