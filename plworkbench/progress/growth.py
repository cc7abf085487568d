"""Growth: what changed between two windows of time, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # the quantile of Student's t; scipy.stats would cost a page 40 MB

from plworkbench import mastery
from plworkbench.mastery.scoring import Scoring

Window = tuple[pd.Timestamp, pd.Timestamp]
"""First and last day of a window, both part of it."""

SAME_STANDARDS = "the same standards"
SAME_WORK = "the class on the same work"
NO_WINDOWS = "the work has too few dates"

FEWEST_ON_A_TASK = 5
"""With fewer scores than this, a task says too little of the class to compare a student with it."""

FEWEST_FREE = 5
"""With fewer degrees of freedom than this, no interval is given: the spread of the scores is not known."""


class _Compared(NamedTuple):
    """Students' means in both windows; the variance of a score about them, and its degrees of freedom."""

    table: pd.DataFrame
    variance: float
    free: int


def windows_of(dates: pd.Series, since: date | pd.Timestamp | None = None) -> tuple[Window, Window] | None:
    """Return two windows: before a day and since it, or the first and the second half of the days with work.

    Parameters
    ----------
    dates : Series of datetime
        Days of the evidence; empty ones are ignored.
    since : date, optional
        First day of the second window.

    Returns
    -------
    tuple of two windows, or None
        None when one of the windows would be empty. Of an odd number of days the middle one is in the first half.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2025-09-01", "2025-09-01", "2025-09-08", "2025-10-01"]))
    >>> [f"{first:%d %b} to {last:%d %b}" for first, last in windows_of(days)]
    ['01 Sep to 08 Sep', '01 Oct to 01 Oct']
    """
    days = pd.Series(pd.to_datetime(dates)).dropna().dt.normalize().drop_duplicates().sort_values(ignore_index=True)
    cut = (len(days) + 1) // 2 if since is None else int((days < pd.Timestamp(since)).sum())
    if cut == 0 or cut == len(days):
        return None
    return (days.iloc[0], days.iloc[cut - 1]), (days.iloc[cut], days.iloc[-1])


def growth(
    evidence: pd.DataFrame,
    windows: tuple[Window, Window] | None = None,
    *,
    since: date | pd.Timestamp | None = None,
    scoring: Scoring | None = None,
    students: Iterable[str] | None = None,
    compare: str | None = None,
    interval: float = 0.9,
    minimum_evidence: int = 2,
) -> pd.DataFrame:
    """Return each student's change between two windows of time, with an interval.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence', the whole class.
    windows : pair of windows, optional
        As `windows_of` returns them. By default the first and the second half of the days with work.
    since : date, optional
        In place of windows: before this day, and since it.
    scoring : Scoring, optional
        Says which day orders the evidence and what missing work and extra credit count. Its rule does not matter here:
        every piece counts the same.
    students : iterable of str, optional
        Students that must appear. By default those in the evidence.
    compare : {"the same standards", "the class on the same work"}, optional
        What makes the windows comparable. By default the first, where it can be said of at least half of the students
        who have work in both windows, else the second. It is one for the whole class.
    interval : float, default 0.9
        Probability that the interval holds the change.
    minimum_evidence : int, default 2
        Pieces of work needed in each window; with fewer the answer is 'too little to tell'.

    Returns
    -------
    DataFrame
        One row a student: student_key, basis, before, after, change, low, high, n_before, n_after (pieces compared),
        before_error (the standard error of `before`), class_change, says: 'up', 'down', 'no clear change' or 'too
        little to tell'. Values are proportions of the points; under "the class on the same work" they are differences
        from what the others earned on the same tasks, so that 0 is the middle of the class, and `class_change` is
        empty because the class cannot move against itself.

    Notes
    -----
    Units follow each other, so two windows usually hold work on different standards, and a lower mean may only mean
    harder standards. Two comparisons avoid that:

    - *the same standards*: the mean difference over the standards with work in both windows, each weighted by
      n1 n2 / (n1 + n2), which is the least-squares estimate with one effect a standard.
    - *the class on the same work*: each score less the mean of the others' first attempts at the same task.

    The error of a change is s sqrt(1 / weight), where s is the standard deviation of the scores about their own mean in
    a student's window (and standard), pooled over the class, because the few pieces of one student tell too little of
    it; the interval uses Student's t with the pooled degrees of freedom (two samples with a common variance; Snedecor &
    Cochran, *Statistical Methods*, 8th ed., 1989, section 6.8). s is never taken smaller than what rounding to whole
    points alone makes it (variance 1 / (12 points^2)). Pieces are taken to be independent; work of one day is a
    little alike, so the intervals are rather too narrow than too wide. On the same standards the tasks of the two
    windows differ, too: an easier test moves everybody. The change of the class beside each student shows that.

    Of N students without any change, (1 - interval) N still seem to have one: see `class_growth`.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-09-01", "2025-09-02", "2025-10-01", "2025-10-02"] * 3)
    >>> evidence = pd.DataFrame({"student_key": ["s1"] * 4 + ["s2"] * 4 + ["s3"] * 4, "standard_code": "A",
    ...     "assessment": ["Q1", "Q2", "Q3", "Q4"] * 3, "date_assessed": days, "date_submitted": pd.NaT,
    ...     "date_due": pd.NaT, "score": [2, 3, 9, 8, 5, 6, 5, 6, 7, 6, 7, 6], "points_possible": 10.0,
    ...     "status": "scored", "kind": "quiz", "sequence": range(12), "attempt": 1})
    >>> growth(evidence)[["student_key", "before", "after", "says"]].round(2).to_numpy().tolist()
    [['s1', 0.25, 0.85, 'up'], ['s2', 0.55, 0.55, 'no clear change'], ['s3', 0.65, 0.65, 'no clear change']]
    """
    if compare not in (None, SAME_STANDARDS, SAME_WORK):
        raise ValueError(f"There is no comparison '{compare}'. Choose '{SAME_STANDARDS}' or '{SAME_WORK}'.")
    if not 0 < interval < 1:
        raise ValueError(f"The interval is {interval:g}; choose a probability between 0 and 1, such as 0.9.")
    keys = list(evidence["student_key"].unique() if students is None else students)
    pieces = counted_pieces(evidence, scoring)
    windows = windows or windows_of(pieces["date"], since)
    if windows is None:
        return _finished(_nothing(), keys, NO_WINDOWS, interval, minimum_evidence)
    pieces["window"] = _window_of(pieces["date"], windows)
    compared = pieces[pieces["window"] != ""]
    if compare != SAME_WORK:
        found = _finished(_on_same_standards(compared), keys, SAME_STANDARDS, interval, minimum_evidence)
        both = compared.groupby("student_key")["window"].nunique().eq(2).sum()
        if compare == SAME_STANDARDS or (found["says"] != "too little to tell").sum() * 2 >= both > 0:
            return found
    return _finished(_beside_the_class(compared), keys, SAME_WORK, interval, minimum_evidence)


def counted_pieces(evidence: pd.DataFrame, scoring: Scoring | None = None) -> pd.DataFrame:
    """Return the pieces that count, oldest first, with their `date` and `proportion` (0..1) of the points.

    What counts is the same as for scores (`scoring`), only that no rule leaves a piece out. The questions of one quiz
    are one piece.
    """
    plain = (scoring or Scoring()).replaced(rule="mean", drop_lowest=0, keep_highest=None)
    pieces = mastery.weigh_evidence(evidence, scoring=plain)
    quiz = ["student_key", "standard_code", "assessment", "attempt"]
    again = pieces["pooled"] & pieces[pieces["pooled"]].duplicated(quiz).reindex(pieces.index, fill_value=False)
    pieces = pieces[(pieces["left_out_because"] == "") & ~again].reset_index(drop=True)
    return pieces.assign(proportion=pieces["score_on_scale"] / plain.scale.full_marks)


def _window_of(dates: pd.Series, windows: tuple[Window, Window]) -> np.ndarray:
    days = dates.dt.normalize()
    (first, last), (later_first, later_last) = windows
    return np.select(
        [days.between(first, last), days.between(later_first, later_last)], ["before", "after"], default=""
    )


def _on_same_standards(pieces: pd.DataFrame) -> _Compared:
    """Compare the means over the standards with work in both windows."""
    return _differences(pieces.rename(columns={"standard_code": "stratum", "proportion": "value"}))


def _beside_the_class(pieces: pd.DataFrame) -> _Compared:
    """Compare how far scores lie from what the others earned on the same tasks."""
    task = ["standard_code", "assessment"]
    own_first = pieces["proportion"].where(pieces["attempt"] == 1)
    first = pieces.assign(first=own_first).groupby(task)["first"]
    own = pieces.assign(first=own_first).groupby([*task, "student_key"])["first"]
    # The others' mean: a student is not part of what she is compared with.
    others = first.transform("count") - own.transform("count")
    mean = (first.transform("sum") - own.transform("sum")) / others.where(others >= FEWEST_ON_A_TASK - 1)
    beside = pieces.assign(value=pieces["proportion"] - mean, stratum="")
    return _differences(beside[beside["value"].notna()])


def _differences(pieces: pd.DataFrame) -> _Compared:
    """Compare the windows within each stratum, and put the strata together by their weight."""
    cells = pieces.groupby(["student_key", "stratum", "window"])["value"].agg(["count", "mean", "var"])
    free = int((cells["count"] - 1).sum())
    variance = float((cells["var"].fillna(0) * (cells["count"] - 1)).sum() / free) if free else float("nan")
    rounding = float((1 / (12 * pieces["points_possible"] ** 2)).mean()) if len(pieces) else 0.0
    wide = cells[["count", "mean"]].unstack("window")
    n_before, n_after = _part(wide, "count", "before"), _part(wide, "count", "after")
    there = (n_before > 0) & (n_after > 0)
    weight = (n_before * n_after / (n_before + n_after)).where(there)
    parts = pd.DataFrame(
        {
            "n_before": n_before.where(there),
            "n_after": n_after.where(there),
            "weight": weight,
            # The part of the variance of `before` that this standard brings; few pieces bring more of it.
            "spread_before": weight**2 / n_before,
            "before": weight * _part(wide, "mean", "before"),
            "after": weight * _part(wide, "mean", "after"),
        }
    )
    table = parts.groupby("student_key").sum(min_count=1)
    table["before"], table["after"] = table["before"] / table["weight"], table["after"] / table["weight"]
    return _Compared(table, max(variance, rounding), free)


def _part(wide: pd.DataFrame, what: str, window: str) -> pd.Series:
    return wide[what, window] if (what, window) in wide else pd.Series(np.nan, index=wide.index)


def _nothing() -> _Compared:
    columns = ["n_before", "n_after", "weight", "spread_before", "before", "after"]
    return _Compared(pd.DataFrame(columns=columns, dtype="float64"), float("nan"), 0)


def _finished(found: _Compared, keys: list[str], basis: str, interval: float, minimum_evidence: int) -> pd.DataFrame:
    variance, free = found.variance, found.free
    table = found.table.reindex(pd.Index(keys, name="student_key"))
    for name in ("n_before", "n_after"):
        table[name] = table[name].fillna(0).astype("int64")
    table["change"] = table["after"] - table["before"]
    enough = (table[["n_before", "n_after"]].min(axis="columns") >= minimum_evidence) & (free >= FEWEST_FREE)
    reach = stdtrit(free, 0.5 + interval / 2) if free >= FEWEST_FREE else float("nan")
    error = np.sqrt(variance / table["weight"]).where(enough)
    table["low"], table["high"] = table["change"] - reach * error, table["change"] + reach * error
    table["before_error"] = (np.sqrt(variance * table["spread_before"]) / table["weight"]).where(enough)
    # The class's own movement stands beside every student's: of those who can be compared.
    moved = table["change"].where(enough).mean()
    table["class_change"] = moved if basis == SAME_STANDARDS else float("nan")
    table["says"] = change_in_words(table["low"], table["high"])
    table["basis"] = basis
    columns = ["basis", "before", "after", "change", "low", "high", "n_before", "n_after", "before_error"]
    return table.reset_index()[["student_key", *columns, "class_change", "says"]]


def change_in_words(low: pd.Series, high: pd.Series) -> pd.Series:
    """Say whether an interval of a change lies above 0, below it, or on both sides.

    Examples
    --------
    >>> change_in_words(pd.Series([0.1, -0.2, None]), pd.Series([0.3, 0.1, None])).tolist()
    ['up', 'no clear change', 'too little to tell']
    """
    words = np.select([low.isna() | high.isna(), low > 0, high < 0], ["too little to tell", "up", "down"], "")
    return pd.Series(words, index=low.index, dtype="str").replace("", "no clear change")
