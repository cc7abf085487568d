"""How often chance gives as uneven a picture: the counts of an attribute, shuffled over the students."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

A_PROMPT = "a prompt, not proof"
"""Stands beside every p-value."""

SHUFFLED_AT_ONCE = 1_000_000
"""Cells drawn in one go, so that a whole grade does not fill the memory."""


@dataclass(frozen=True, eq=False)
class Composition:
    """Counts of an attribute against the class, and how often chance gives as uneven a picture.

    Parameters
    ----------
    table : DataFrame
        The counts; see `composition` and `composition_of_lowest`.
    statistic : float
        Sum of (count - expected)^2 / expected over the table; NaN without students.
    as_extreme : int
        Shuffles whose statistic was as large or larger.
    permutations : int
        Shuffles made.
    label : str
        What has to stand beside the p-value.
    """

    table: pd.DataFrame
    statistic: float
    as_extreme: int
    permutations: int
    label: str = A_PROMPT

    @property
    def p_value(self) -> float:
        """(1 + as extreme) / (1 + permutations), never 0; NaN without students."""
        return np.nan if np.isnan(self.statistic) else (1 + self.as_extreme) / (1 + self.permutations)


def against_shuffles(
    table: pd.DataFrame,
    codes: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray],
    permutations: int,
    random_state: int | np.random.RandomState | None,
) -> Composition:
    """Count how many shuffles of the codes over the students have as large a statistic.

    Parameters
    ----------
    table : DataFrame
        The counts to hand on.
    codes : ndarray of int, shape (n_students,)
        Which value each student has.
    statistic : callable
        Takes codes of shape (n_shuffles, n_students), gives an array of shape (n_shuffles,).
    permutations : int
        Shuffles to make, at least 1.
    random_state : int, RandomState or None
        Seed of the shuffles.

    Examples
    --------
    >>> codes = np.array([0, 0, 1, 1])
    >>> first_two = lambda shuffled: (shuffled[:, 0] == shuffled[:, 1]).astype(float)
    >>> round(against_shuffles(pd.DataFrame(), codes, first_two, 2000, 0).p_value, 1)
    0.3
    """
    if permutations < 1:
        raise ValueError(f"The number of shuffles is {permutations}; choose 1 or more.")
    if not len(codes):
        return Composition(table, np.nan, 0, 0)
    observed = float(statistic(codes[None])[0])
    # Equal tables add up in another order to numbers that differ in the last digits.
    as_extreme = sum(
        int((statistic(shuffled) >= observed - 1e-9).sum()) for shuffled in _shuffles(codes, permutations, random_state)
    )
    return Composition(table, observed, as_extreme, permutations)


def _shuffles(
    codes: np.ndarray, permutations: int, random_state: int | np.random.RandomState | None
) -> Iterator[np.ndarray]:
    given = isinstance(random_state, np.random.RandomState)
    rng = random_state if given else np.random.RandomState(random_state)
    at_once = max(1, SHUFFLED_AT_ONCE // len(codes))
    for done in range(0, permutations, at_once):
        draws = rng.random_sample((min(at_once, permutations - done), len(codes)))
        yield codes[draws.argsort(axis=1)]
