"""How much a model leaves open about a cell, learned from how its answers hang together beyond what it expects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

PAIRS = 10_000
"""So many pairs of answers tell enough."""

USUAL, IMAGINED = 5.0, 200
"""Imagined pairs, and the prior they speak for."""

PRIORS = np.geomspace(0.5, 200, 25)
LESSONS = (0.0, 0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Openness:
    """How far a proportion may lie from what a model expects, after so many pieces of a cell.

    Parameters
    ----------
    prior : float
        What the model knows of a cell without any answer of its own, in tosses of a coin.
    lesson : float
        What it learns from each toss, 0..1. 1 where what a student knows stands still; less where it changes.
    """

    prior: float
    lesson: float

    def share(self, tosses: ArrayLike) -> np.ndarray:
        """Return the variance of the proportion as a share of p (1 - p): that of a Beta distribution of that weight.

        Examples
        --------
        >>> Openness(prior=9.0, lesson=1.0).share([0, 10]).tolist()
        [0.1, 0.05]
        """
        return 1 / (1 + self.prior + self.lesson * np.asarray(tosses, dtype=float))


def learn_openness(together: np.ndarray, room: np.ndarray, tosses: np.ndarray) -> Openness:
    """Find the openness from pairs of answers that follow each other in a cell.

    Parameters
    ----------
    together : ndarray of float
        The product of what came less what was expected, for both answers expected before the first of them.
    room : ndarray of float
        p (1 - p) of what was expected.
    tosses : ndarray of float
        How many tosses the cell had shown before them.

    Notes
    -----
    Two answers that depend on the same unknown proportion have its variance as their covariance, whatever noise each
    of them has; so the products need no model of the noise. Least squares over a grid; some imagined pairs keep
    a small class from extremes.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> p = rng.beta(7, 3, 20_000)
    >>> first, second = rng.random((2, 20_000)) < p
    >>> found = learn_openness((first - 0.7) * (second - 0.7), np.full(20_000, 0.21), np.zeros(20_000))
    >>> bool(8 < found.prior < 12)
    True
    """
    lessons, priors = np.meshgrid(LESSONS, PRIORS, indexing="ij")
    candidates = [Openness(prior, lesson) for prior, lesson in zip(priors.ravel(), lessons.ravel(), strict=True)]
    missed = np.array([np.sum((together - room * candidate.share(tosses)) ** 2) for candidate in candidates])
    missed += IMAGINED * (0.2 / (1 + USUAL) - 0.2 / (1 + priors.ravel())) ** 2
    noise = missed.min() / (len(together) + IMAGINED) + 1e-4
    # Several fit about as well; their average is steadier than the best.
    weight = np.exp((missed.min() - missed) / (2 * noise))
    weight /= weight.sum()
    return Openness(float(np.exp(weight @ np.log(priors.ravel()))), float(weight @ lessons.ravel()))
