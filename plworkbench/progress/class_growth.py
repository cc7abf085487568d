"""Growth of a class as a whole, and of students who were chosen for low scores."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # the quantile of Student's t; scipy.stats would cost a page 40 MB

FEWEST_STUDENTS = 5
"""With fewer students than this, nothing is said of how scores vary in the class."""


def class_growth(growth: pd.DataFrame, *, interval: float = 0.9) -> pd.DataFrame:
    """Sum the changes of a class up in one row, with the spread of its students.

    Parameters
    ----------
    growth : DataFrame
        As `plworkbench.progress.growth` returns it.
    interval : float, default 0.9
        The probability the intervals of `growth` were made with.

    Returns
    -------
    DataFrame
        One row: basis, students (who can be compared), change (their mean), low, high (interval of the mean),
        middle_low, middle_high (the middle half of the students lies between), up_count, down_count, unclear_count,
        too_little_count, seeming_count. Where students are compared with the class itself, change, low and high are
        empty.

    Notes
    -----
    The students are the units here: the interval is the mean change plus or minus Student's t times its standard error
    over students (one sample of paired differences). `seeming_count` is how many of the compared students would seem to
    have gone up or down by chance alone, (1 - interval) x students: with 28 students and 90 % that is 3.

    Examples
    --------
    >>> frame = pd.DataFrame({"basis": "the same standards", "change": [0.1, 0.2, 0.0, 0.1, 0.1, None],
    ...     "says": ["up", "up", *["no clear change"] * 3, "too little to tell"]})
    >>> class_growth(frame)[["students", "change", "up_count", "too_little_count"]].to_numpy().tolist()
    [[5.0, 0.1, 2.0, 1.0]]
    """
    says, basis = growth["says"], growth["basis"].iloc[0] if len(growth) else ""
    known = growth.loc[says != "too little to tell", "change"]
    against_itself = basis != "the same standards"
    change, low, high = _mean_interval(known, interval)
    return pd.DataFrame(
        {
            "basis": [basis],
            "students": len(known),
            "change": np.nan if against_itself else change,
            "low": np.nan if against_itself else low,
            "high": np.nan if against_itself else high,
            "middle_low": known.quantile(0.25),
            "middle_high": known.quantile(0.75),
            "up_count": int((says == "up").sum()),
            "down_count": int((says == "down").sum()),
            "unclear_count": int((says == "no clear change").sum()),
            "too_little_count": int((says == "too little to tell").sum()),
            "seeming_count": round((1 - interval) * len(known)),
        }
    )


def compare_chosen(growth: pd.DataFrame, chosen: Collection[str], *, interval: float = 0.9) -> pd.DataFrame:
    """Set the change of chosen students beside the class, and beside what chance alone would bring.

    Parameters
    ----------
    growth : DataFrame
        As `plworkbench.progress.growth` returns it, the whole class.
    chosen : collection of str
        Keys of the students: those who had extra help, say.
    interval : float, default 0.9
        Probability of the intervals.

    Returns
    -------
    DataFrame
        Rows 'chosen', 'others' and 'class': who, students, before, after, change, low, high, and on the row of the
        chosen expected_anyway: the change to be expected of them although nothing was done. It is empty when fewer
        than five students can be compared, all began alike, or everybody was chosen.

    Notes
    -----
    Students chosen for low scores rise on average without any help, because part of a low score is bad luck that does
    not repeat: regression to the mean (Barnett, van der Pols & Dobson 2005, *International Journal of Epidemiology*
    34, 215-220). Expected is the change of the others + (1 - r) x (mean of the others - mean of the chosen) before,
    with r the reliability of the scores before: the share of their variance that is not error. r is estimated from
    the standard errors of the scores themselves, and kept within 0..1. The class as a whole would not do in place of
    the others: what help brought the chosen is part of its change. Who is chosen is taken to depend on the scores
    before alone.

    Examples
    --------
    >>> frame = pd.DataFrame({"student_key": list("abcdef"), "says": "up", "before": [0.2, 0.3, 0.6, 0.7, 0.8, 0.7],
    ...     "after": [0.4, 0.5, 0.6, 0.7, 0.8, 0.7], "change": [0.2, 0.2, 0, 0, 0, 0], "before_error": 0.1})
    >>> compare_chosen(frame, ["a", "b"])[["who", "students", "change"]].round(2).to_numpy().tolist()
    [['chosen', 2, 0.2], ['others', 4, 0.0], ['class', 6, 0.07]]
    """
    known = growth[growth["says"] != "too little to tell"]
    is_chosen = known["student_key"].isin(list(chosen))
    parts = {"chosen": known[is_chosen], "others": known[~is_chosen], "class": known}
    rows = []
    for who, part in parts.items():
        change, low, high = _mean_interval(part["change"], interval)
        rows.append(
            {
                "who": who,
                "students": len(part),
                "before": part["before"].mean(),
                "after": part["after"].mean(),
                "change": change,
                "low": low,
                "high": high,
                "expected_anyway": _expected(known, part, parts["others"]) if who == "chosen" else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _mean_interval(changes: pd.Series, interval: float) -> tuple[float, float, float]:
    changes = changes.dropna()
    count = len(changes)
    if count == 0:
        return np.nan, np.nan, np.nan
    mean = float(changes.mean())
    if count < 2:
        return mean, np.nan, np.nan
    reach = float(stdtrit(count - 1, 0.5 + interval / 2) * changes.std(ddof=1) / np.sqrt(count))
    return mean, mean - reach, mean + reach


def _expected(known: pd.DataFrame, chosen: pd.DataFrame, others: pd.DataFrame) -> float:
    spread = known["before"].var(ddof=1)
    if len(known) < FEWEST_STUDENTS or chosen.empty or others.empty or not spread > 0:
        return np.nan
    reliability = float(np.clip(1 - (known["before_error"] ** 2).mean() / spread, 0, 1))
    return float(others["change"].mean() + (1 - reliability) * (others["before"].mean() - chosen["before"].mean()))
