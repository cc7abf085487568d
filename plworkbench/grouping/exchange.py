"""Swaps and moves of blocks that make groups more alike inside, or more like each other, never breaking a rule."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.blocks import Blocks

MAX_ROUNDS = 50
"""Rounds over all students after which a search stops; it nearly always finds nothing to improve long before."""

SMALLEST_GAIN = 1e-9
"""A gain below this is rounding error; taking it could make a search go in circles."""


def between_groups(features: np.ndarray, labels: np.ndarray, n_clusters: int) -> float:
    """Return the sum of squares between groups: the squared length of each group's sum, divided by its size.

    Together with the sum of squares within groups it adds up to a constant, so that large means "alike inside a
    group" and small means "the groups are like each other".

    Parameters
    ----------
    features : ndarray of float, shape (n_students, n_features)
        Centred features.
    labels : ndarray of int, shape (n_students,)
        Group of each student, from 0.
    n_clusters : int
        Number of groups.

    Examples
    --------
    >>> between_groups(np.array([[-1.0], [-1.0], [1.0], [1.0]]), np.array([0, 0, 1, 1]), 2)
    4.0
    """
    member = labels[:, None] == np.arange(n_clusters)
    totals = member.T.astype(float) @ features
    return float(((totals**2).sum(axis=1) / np.maximum(member.sum(axis=0), 1)).sum())


def exchange(
    features: np.ndarray,
    blocks: Blocks,
    labels: np.ndarray,
    n_clusters: int,
    limits: tuple[int, int],
    *,
    alike_inside: bool,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Improve a placement by swapping two blocks or moving one, as long as that helps.

    For one block at a time the effect of every swap and every move is computed at once, from the inner products of
    blocks with each other and with the groups' sums.

    Parameters
    ----------
    features : ndarray of float, shape (n_students, n_features)
        Centred features.
    blocks : Blocks
        Students that move as one.
    labels : ndarray of int, shape (n_blocks,)
        A placement that keeps all rules.
    n_clusters : int
        Number of groups.
    limits : (int, int)
        Smallest and largest group.
    alike_inside : bool
        True to make `between_groups` large, False to make it small.
    rng : RandomState
        Decides the order in which blocks are looked at.

    Returns
    -------
    ndarray of int, shape (n_blocks,)
        A placement at least as good that keeps all rules.
    """
    sign = 1.0 if alike_inside else -1.0
    smallest, largest = limits
    labels, size = labels.copy(), blocks.size
    vectors = np.zeros((len(size), features.shape[1]))
    np.add.at(vectors, blocks.of_student, features)
    inner = vectors @ vectors.T
    lengths = inner.diagonal()
    unpinned = blocks.pin < 0
    groups = np.arange(n_clusters)

    for _ in range(MAX_ROUNDS):
        # Sums are made anew each round so that rounding errors of the updates below cannot add up.
        member = (labels[:, None] == groups).astype(float)
        totals, counts, foes = member.T @ vectors, member.T @ size, blocks.apart @ member
        dots, norms = vectors @ totals.T, (totals**2).sum(axis=1)
        improved = False
        for block in rng.permutation(np.flatnonzero(unpinned)):
            here = labels[block]
            weight, score = size[block], norms / counts

            free = (groups != here) & (counts + weight <= largest) & (foes[block] == 0)
            targets = np.flatnonzero(free) if counts[here] - weight >= smallest else groups[:0]
            left = norms[here] + lengths[block] - 2 * dots[block, here]
            joined = norms[targets] + lengths[block] + 2 * dots[block, targets]
            moves = left / max(counts[here] - weight, 1) + joined / (counts[targets] + weight)
            moves = sign * (moves - score[here] - score[targets])

            gained = size - weight
            here_after, there_after = counts[here] + gained, counts[labels] - gained
            partners = np.flatnonzero(
                unpinned
                & (labels != here)
                & (here_after >= smallest)
                & (here_after <= largest)
                & (there_after >= smallest)
                & (there_after <= largest)
                & (foes[block, labels] == blocks.apart[block])
                & (foes[:, here] == blocks.apart[:, block])
            )
            there = labels[partners]
            apart = lengths[block] + lengths[partners] - 2 * inner[block, partners]
            here_norm = norms[here] + apart + 2 * (dots[partners, here] - dots[block, here])
            there_norm = norms[there] + apart + 2 * (dots[block, there] - dots[partners, there])
            swaps = here_norm / here_after[partners] + there_norm / there_after[partners]
            swaps = sign * (swaps - score[here] - score[there])

            best_move, best_swap = moves.max(initial=0.0), swaps.max(initial=0.0)
            if max(best_move, best_swap) <= SMALLEST_GAIN:
                continue
            improved = True
            if best_move >= best_swap:
                changes = [(block, here, targets[moves.argmax()])]
            else:
                partner = partners[swaps.argmax()]
                changes = [(block, here, labels[partner]), (partner, labels[partner], here)]
            for who, source, target in changes:
                labels[who] = target
                totals[source] -= vectors[who]
                totals[target] += vectors[who]
                counts[source] -= size[who]
                counts[target] += size[who]
                foes[:, source] -= blocks.apart[:, who]
                foes[:, target] += blocks.apart[:, who]
            touched = [changes[0][1], changes[0][2]]
            dots[:, touched] = vectors @ totals[touched].T
            norms[touched] = (totals[touched] ** 2).sum(axis=1)
        if not improved:
            break
    return labels
