"""Who stays in the group with the lowest scores from one grouping by need to the next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.equity.frames import numbers, placed, require

BY_NEED = "by need"
"""The one purpose that puts students of like scores together, and so has a group with the lowest."""

TIE = 1e-9
"""Means closer than this are equal; sums in another order differ by less."""


def lowest_streaks(
    cycles: pd.DataFrame, memberships: pd.DataFrame, scores: pd.DataFrame, at_least: int = 3
) -> pd.DataFrame:
    """Return who has been in the group with the lowest mean score, several groupings by need running.

    Parameters
    ----------
    cycles : DataFrame
        grouping_key, purpose; oldest first.
    memberships : DataFrame
        grouping_key, student_key, group_number.
    scores : DataFrame
        grouping_key, student_key, score: the mean score on the grouping's standards as known when it was formed,
        missing if there was none.
    at_least : int, default 3
        Shortest streak that is listed: three cycles, unless the teacher says otherwise.

    Returns
    -------
    DataFrame
        student_key, streak: of how many of the latest groupings by need, without a break. Longest first.

    Notes
    -----
    Where two groups share the lowest mean, neither is the lowest, and the streak ends. A grouping tells nothing of a
    student who was not in it, whose group had no scores, or where fewer than two groups had any: it neither counts
    nor ends the streak. Grouping by need helps where groups are looked at again often (Slavin 1987, *Review of
    Educational Research* 57, 293-336, https://doi.org/10.3102/00346543057003293); a streak is a reason to look, and
    says nothing of the student.

    Examples
    --------
    >>> cycles = pd.DataFrame({"grouping_key": ["g", "h", "i"], "purpose": "by need"})
    >>> everyone = pd.DataFrame({"student_key": ["a", "b"], "group_number": [1, 2], "score": [1.5, 3.0]})
    >>> rows = cycles[["grouping_key"]].merge(everyone, how="cross")
    >>> lowest_streaks(cycles, rows, rows).to_numpy().tolist()
    [['a', 3]]
    """
    if at_least < 1:
        raise ValueError(f"The shortest streak is {at_least}; choose 1 or more.")
    rows = lowest_places(cycles, memberships, scores)
    rows = rows[rows["is_known"]].sort_values("cycle", ascending=False, kind="stable")
    unbroken = rows["is_lowest"].astype("int64").groupby(rows["student_key"]).cummin()
    streak = unbroken.groupby(rows["student_key"]).sum()
    found = streak[streak >= at_least].rename_axis("student_key").rename("streak").reset_index()
    found = found.astype({"student_key": "str", "streak": "int64"})
    return found.sort_values(["streak", "student_key"], ascending=[False, True], ignore_index=True)


def lowest_places(cycles: pd.DataFrame, memberships: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return every place in a grouping by need, and whether it was in the group with the lowest mean score.

    Parameters
    ----------
    cycles, memberships, scores : DataFrame
        As in `lowest_streaks`.

    Returns
    -------
    DataFrame
        cycle, grouping_key, student_key, group_number, is_known (the group has a score, and is not the only one),
        is_lowest.

    Examples
    --------
    >>> cycles = pd.DataFrame({"grouping_key": ["g"], "purpose": "by need"})
    >>> rows = pd.DataFrame({"grouping_key": "g", "student_key": ["a", "b", "c"], "group_number": [1, 2, 3],
    ...                      "score": [1.5, 3.0, None]})
    >>> lowest_places(cycles, rows, rows)[["student_key", "is_known", "is_lowest"]].to_numpy().tolist()
    [['a', True, True], ['b', True, False], ['c', False, False]]
    """
    require(cycles, "cycles", ["grouping_key", "purpose"], ["grouping_key"])
    columns = ["grouping_key", "student_key", "score"]
    require(scores, "scores", columns, columns[:2])
    rows = placed(memberships, cycles[cycles["purpose"] == BY_NEED])
    known = scores[columns].assign(score=numbers(scores, "scores", "score"))
    known = known.astype({"grouping_key": "str", "student_key": "str"})
    rows = rows.merge(known, on=columns[:2], how="left")
    rows["mean"] = rows.groupby(["cycle", "group_number"])["score"].transform("mean")
    means = rows.dropna(subset="mean").drop_duplicates(["cycle", "group_number"])
    grouped = means.groupby("cycle")["mean"]
    lowest, tally = grouped.min(), grouped.size()
    at_bottom = means["mean"] <= means["cycle"].map(lowest) + TIE
    ties = at_bottom.groupby(means["cycle"]).sum()
    rows["is_known"] = rows["mean"].notna() & (rows["cycle"].map(tally) >= 2).to_numpy(dtype=bool)
    alone_at_bottom = (rows["cycle"].map(ties) == 1).to_numpy(dtype=bool)
    bottom = np.asarray(rows["mean"] <= rows["cycle"].map(lowest) + TIE, dtype=bool)
    rows["is_lowest"] = rows["is_known"] & alone_at_bottom & bottom
    return rows[["cycle", "grouping_key", "student_key", "group_number", "is_known", "is_lowest"]]
