"""How the students of each value of an attribute are spread over groups, against the class: a prompt, not proof."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.equity.frames import NOT_RECORDED, one_grouping, values_of
from plworkbench.equity.shuffling import Composition, against_shuffles
from plworkbench.equity.streaks import lowest_places

SMALL = 10
"""Counts below this are marked as small."""


def composition(
    memberships: pd.DataFrame,
    attribute: pd.DataFrame,
    permutations: int = 2000,
    random_state: int | np.random.RandomState | None = 0,
) -> Composition:
    """Compare each group of one grouping with the class.

    Parameters
    ----------
    memberships : DataFrame
        student_key, group_number, of one grouping.
    attribute : DataFrame
        student_key, value. Who has none is counted as "not recorded".
    permutations : int, default 2000
        Shuffles of the attribute over the students.
    random_state : int, RandomState or None
        Seed of the shuffles.

    Returns
    -------
    Composition
        Its table has a row for each group and value: group_number, value, count, expected (as many as by the share of
        the class), size (of the group), class_count, is_small (a count below 10: fit for the teacher's own screen,
        not to leave it).

    Notes
    -----
    The statistic is Pearson's chi-square (Pearson 1900, *Philosophical Magazine* 50, 157-175). Groups are too small
    for its usual distribution, so the attribute is shuffled over the students, which keeps all sizes. The p-value
    counts the groups as they are among the shuffles (Phipson & Smyth 2010, *Statistical Applications in Genetics and
    Molecular Biology* 9, 39, https://doi.org/10.2202/1544-6115.1585). A small one says that chance alone would rarely
    do this, not why; a large one does not say that all is well, least of all with few students. Ten is the smallest
    count this project lets out; states choose different ones (Seastrom 2017, IES 2017-147).

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": [*"abcd"], "group_number": [1, 1, 2, 2]})
    >>> attribute = pd.DataFrame({"student_key": [*"abc"], "value": ["Portuguese", "Portuguese", "English"]})
    >>> found = composition(memberships, attribute)
    >>> found.table[["group_number", "value", "count", "expected"]].to_numpy().tolist()
    [[1, 'English', 0, 0.5], [1, 'Portuguese', 2, 1.0], [1, 'not recorded', 0, 0.5],
     [2, 'English', 1, 0.5], [2, 'Portuguese', 0, 1.0], [2, 'not recorded', 1, 0.5]]
    >>> round(found.p_value, 1), found.label  # one in three ways to seat them is as uneven
    (0.3, 'a prompt, not proof')
    """
    rows = one_grouping(memberships)
    names, codes = _coded(values_of(rows["student_key"], attribute))
    numbers, group = np.unique(rows["group_number"], return_inverse=True)
    sizes, totals = np.bincount(group, minlength=len(numbers)), np.bincount(codes, minlength=len(names))
    expected = np.outer(sizes, totals) / max(len(rows), 1)

    def tables(shuffled: np.ndarray) -> np.ndarray:
        first = np.arange(len(shuffled))[:, None] * len(numbers)
        cells = (first + group) * len(names) + shuffled
        count = np.bincount(cells.ravel(), minlength=len(shuffled) * expected.size)
        return count.reshape(len(shuffled), *expected.shape)

    def statistic(shuffled: np.ndarray) -> np.ndarray:
        return ((tables(shuffled) - expected) ** 2 / expected).sum(axis=(1, 2))

    count = tables(codes[None])[0]
    table = pd.DataFrame(
        {
            "group_number": np.repeat(numbers, len(names)).astype("int64"),
            "value": pd.Series(np.tile(names, len(numbers)), dtype="str"),
            "count": count.ravel(),
            "expected": expected.ravel(),
            "size": np.repeat(sizes, len(names)),
            "class_count": np.tile(totals, len(numbers)),
            "is_small": count.ravel() < SMALL,
        }
    )
    return against_shuffles(table, codes, statistic, permutations, random_state)


def composition_of_lowest(
    cycles: pd.DataFrame,
    memberships: pd.DataFrame,
    scores: pd.DataFrame,
    attribute: pd.DataFrame,
    permutations: int = 2000,
    random_state: int | np.random.RandomState | None = 0,
) -> Composition:
    """Compare who was in the group with the lowest scores, over all groupings by need, with the class.

    Parameters
    ----------
    cycles, memberships, scores : DataFrame
        As in `plworkbench.equity.lowest_streaks`.
    attribute, permutations, random_state
        As in `composition`.

    Returns
    -------
    Composition
        Its table has a row for each value: value, count (places in the groups with the lowest scores), expected (by
        the share of each grouping), places (in all groups of these groupings), students, students_in_lowest (at
        least once), is_small (fewer than 10 students in the lowest).

    Notes
    -----
    What is expected is worked out in each grouping and added up, as in Mantel & Haenszel (1959, *Journal of the
    National Cancer Institute* 22, 719-748). A student who stays in one group is there many times, so places are not
    independent: a shuffle gives the value of one student, with all places, to another. Groupings in which no one group
    is the lowest are left out. For a single grouping the p-value is that of the chi-square of the two rows, the
    lowest group and all others.

    Examples
    --------
    >>> cycles = pd.DataFrame({"grouping_key": ["g", "h"], "purpose": "by need"})
    >>> everyone = pd.DataFrame({"student_key": ["a", "b", "c"], "group_number": [1, 2, 2], "score": [1.5, 3.0, 3.5]})
    >>> rows = cycles[["grouping_key"]].merge(everyone, how="cross")
    >>> attribute = pd.DataFrame({"student_key": ["a"], "value": ["Portuguese"]})
    >>> found = composition_of_lowest(cycles, rows, rows, attribute)
    >>> found.table[["value", "count", "places"]].to_numpy().tolist()
    [['Portuguese', 2, 2], ['not recorded', 0, 4]]
    """
    rows = lowest_places(cycles, memberships, scores)
    rows = rows[rows["is_known"]]
    rows = rows[rows.groupby("cycle")["is_lowest"].transform("any").astype(bool)]
    share = rows.groupby("cycle")["is_lowest"].transform("mean").astype(float)
    by_student = rows.assign(share=share, place=1).groupby("student_key")[["is_lowest", "share", "place"]].sum()
    lowest, due = by_student["is_lowest"].to_numpy(dtype=float), by_student["share"].to_numpy(dtype=float)
    names, codes = _coded(values_of(by_student.index.to_series(), attribute))

    def sums(shuffled: np.ndarray, weights: np.ndarray) -> np.ndarray:
        cells = np.arange(len(shuffled))[:, None] * len(names) + shuffled
        every = np.broadcast_to(weights, shuffled.shape).ravel()
        return np.bincount(cells.ravel(), every, len(shuffled) * len(names)).reshape(len(shuffled), len(names))

    def statistic(shuffled: np.ndarray) -> np.ndarray:
        expected = sums(shuffled, due)
        return ((sums(shuffled, lowest) - expected) ** 2 / expected).sum(axis=1)

    def whole(weights: np.ndarray) -> np.ndarray:
        return np.rint(sums(codes[None], weights)[0]).astype("int64")

    in_lowest = whole(lowest > 0)
    table = pd.DataFrame(
        {
            "value": pd.Series(names, dtype="str"),
            "count": whole(lowest),
            "expected": sums(codes[None], due)[0],
            "places": whole(by_student["place"].to_numpy(dtype=float)),
            "students": np.bincount(codes, minlength=len(names)),
            "students_in_lowest": in_lowest,
            "is_small": in_lowest < SMALL,
        }
    )
    return against_shuffles(table, codes, statistic, permutations, random_state)


def _coded(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values in the order of the alphabet, "not recorded" last, and which of them each student has."""
    names = sorted(set(values), key=lambda value: (value == NOT_RECORDED, value))
    return np.array(names, dtype=object), pd.Index(names, dtype=object).get_indexer(values)
