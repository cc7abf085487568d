"""Hard rules that count students in every group: nobody alone, at least one, spread evenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ALLOWED = ("not one", "at least one", "even")
"""What a rule may allow of the number of students named in a group; `permitted` says what each means."""


@dataclass(frozen=True)
class Counted:
    """Students who are counted in every group, and which counts are allowed there.

    Parameters
    ----------
    rows : tuple of int
        The rows of the students named, each once.
    allowed : {"not one", "at least one", "even"}
        In every group: none of them or at least two; at least one; or their share of its seats, the fraction
        rounded down or up.
    about : str
        Words for these students on the screen: "Leaders".

    Examples
    --------
    >>> Counted(rows=(0, 3, 4), allowed="not one", about="Leaders").about
    'Leaders'
    """

    rows: tuple[int, ...]
    allowed: str
    about: str = ""


def permitted(allowed: str, counts: np.ndarray, sizes: np.ndarray, named: int, n: int) -> np.ndarray:
    """Return whether each count is allowed in a group of that size.

    The share of a group is ``named * size / n``. That a count is this number rounded down or up is the same as that
    it differs from it by less than 1: with a whole share only the share itself will do. Times n, both sides are
    whole numbers, so that there is no rounding and no boundary case, whether sizes are settled or not.

    Parameters
    ----------
    allowed : {"not one", "at least one", "even"}
        The rule, as in `Counted`.
    counts, sizes : array-like of int
        Students named and students in all, in each group; shapes that broadcast.
    named : int
        Students named in the class.
    n : int
        Students of the class.

    Returns
    -------
    ndarray of bool

    Examples
    --------
    >>> permitted("not one", np.array([0, 1, 2]), np.array([4, 4, 4]), 3, 12).tolist()
    [True, False, True]
    >>> permitted("even", np.array([0, 1, 2, 3]), np.array([4, 4, 4, 4]), 5, 12).tolist()  # The share is 5/3.
    [False, True, True, False]
    """
    counts, sizes = np.asarray(counts), np.asarray(sizes)
    if allowed == "not one":
        return counts != 1
    if allowed == "at least one":
        return counts >= 1
    return np.abs(n * counts - named * sizes) < n
