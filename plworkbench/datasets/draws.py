"""Seeded chance. Everything is drawn from uniform numbers, so that a sample stays the same when numpy changes."""

from __future__ import annotations

import zlib

import numpy as np
from scipy.special import ndtri


def generator(random_state: int, part: str) -> np.random.Generator:
    """Return the stream of one part of the simulation, so that changing one part leaves the others as they are.

    Examples
    --------
    >>> generator(6, "keys").random() == generator(6, "keys").random()
    True
    """
    return np.random.default_rng([random_state, zlib.crc32(part.encode())])


def draw_normal(
    rng: np.random.Generator, mean: float, standard_deviation: float, shape: int | tuple[int, ...]
) -> np.ndarray:
    """Draw from a normal distribution by inversion."""
    return mean + standard_deviation * ndtri(rng.random(shape))


def draw_keys(rng: np.random.Generator, count: int) -> list[str]:
    """Draw different random keys of 12 hexadecimal digits.

    Examples
    --------
    >>> len(set(draw_keys(np.random.default_rng(6), 1000)))
    1000
    """
    keys: dict[str, None] = {}
    while len(keys) < count:
        keys[f"{int(rng.random() * 16**12):012x}"] = None
    return list(keys)
