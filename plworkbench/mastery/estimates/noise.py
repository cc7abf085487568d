"""How much one piece of work scatters: a quiz of ten points is more than one toss of a coin, but not ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plworkbench.mastery.estimates.responses import Layout

LEAST, MOST = 0.02, 1.0
USUAL = 0.25
"""The scatter of a graded piece, where a class has too few to tell: as four tosses of a coin."""

SIZES = np.array([1.0, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100])
"""Pieces are told apart by the nearest of these numbers of points."""


@dataclass(frozen=True)
class PieceNoise:
    """The scatter of pieces by the points they have, against that of one toss of a coin.

    Parameters
    ----------
    points : ndarray of float
        Points possible, rising.
    scatter : ndarray of float
        Variance of a piece's proportion / (p (1 - p)), from .02 to 1. A piece counts as 1 / scatter tosses.
    """

    points: np.ndarray
    scatter: np.ndarray

    def of(self, points: np.ndarray) -> np.ndarray:
        """Return the scatter of pieces; between known points a straight line, beyond them the nearest."""
        return np.interp(points, self.points, self.scatter)


def piece_noise(layout: Layout, expected: np.ndarray | None = None) -> PieceNoise:
    """Find the scatter from pieces that follow each other in the same cell.

    Parameters
    ----------
    layout : Layout
        The responses.
    expected : ndarray of float, optional
        Expected proportions; their differences are growth, not scatter.

    Notes
    -----
    For two pieces of one cell, E[(y - z)^2] / 2 = scatter * E[p (1 - p)], and E[(y + z) / 2 - y z] = E[p (1 - p)] too,
    because their noise is independent: so the ratio needs no model of p. It is the usual dispersion of a
    quasi-binomial model (Wedderburn, 1974, Biometrika 61, 439-447), found by moments, and exactly 1 for right and
    wrong answers. Points that are rare lean on the common value.
    """
    y = layout.proportion
    points, kind = np.unique(SIZES[np.abs(np.log(layout.points[:, None] / SIZES)).argmin(axis=1)], return_inverse=True)
    before, after = layout.followed(50_000)
    scatter = (y[before] - y[after]) ** 2 / 2
    room = (y[before] + y[after]) / 2 - y[before] * y[after]
    if expected is not None:
        grown = (expected[before] - expected[after]) ** 2 / 2
        scatter, room = scatter - grown, np.maximum(room - grown, 0.0)
    usual = MOST if np.isin(y, (0.0, 1.0)).all() else USUAL
    # Ten imagined pairs, so that a handful of pieces cannot claim to be without scatter.
    common = np.clip((scatter.sum() + 10 * 0.2 * usual) / (room.sum() + 10 * 0.2), LEAST, MOST)
    shares = np.zeros((len(room), len(points)))
    np.add.at(shares, (np.arange(len(room)), kind[before]), room / 2)
    np.add.at(shares, (np.arange(len(room)), kind[after]), room / 2)
    lean = 20 * np.mean(room**2) + 1e-9 if len(room) else 1.0
    found = np.linalg.solve(shares.T @ shares + lean * np.eye(len(points)), shares.T @ scatter + lean * common)
    return PieceNoise(points, np.clip(found, LEAST, MOST))
