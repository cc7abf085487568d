"""Growth between two tests with a scale of their own, with the errors of both."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from plworkbench.progress.growth import change_in_words

_COLUMNS = [
    "student_key",
    "test",
    "subject",
    "scale",
    "before",
    "before_date",
    "after",
    "after_date",
    "change",
    "low",
    "high",
    "class_change",
    "class_students",
    "says",
]


def scale_growth(
    scale_scores: pd.DataFrame, *, since: date | pd.Timestamp | None = None, interval: float = 0.9
) -> pd.DataFrame:
    """Return each student's change between two results of one test, as a range.

    Parameters
    ----------
    scale_scores : DataFrame
        Columns student_key, test, subject, date, score, standard_error, scale; as the schema's table 'scale_scores'.
    since : date, optional
        Compare the last result before this day with the last one since. By default the first with the last.
    interval : float, default 0.9
        Probability that the range holds the change.

    Returns
    -------
    DataFrame
        One row for each student, test and subject with results of two days: before, before_date, after, after_date,
        change, low, high (in points of the scale), class_change and class_students (the mean change of all who took
        both, and how many they are), says: 'up', 'down', 'no clear change', or 'too little to tell' when a
        standard error is not given. Results without a date have no order and are left out.

    Notes
    -----
    The standard error of a difference of two results is sqrt(se1^2 + se2^2), their errors being independent (Standards
    for Educational and Psychological Testing, 2014, chapter 2). The range is the change plus or minus the normal
    quantile times it. Most students rise on such a scale within a year; a rise alone says nothing about any program.
    No norms are used: what others of that grade gain is not in the file.

    Examples
    --------
    >>> tests = pd.DataFrame({"student_key": "s1", "test": "MAP Growth", "subject": "Mathematics", "scale": "RIT",
    ...     "date": pd.to_datetime(["2025-09-10", "2026-01-20"]), "score": [208.0, 219.0],
    ...     "standard_error": [3.1, 3.0]})
    >>> scale_growth(tests)[["change", "low", "high", "says"]].round(1).to_numpy().tolist()
    [[11.0, 3.9, 18.1, 'up']]
    """
    if not 0 < interval < 1:
        raise ValueError(f"The interval is {interval:g}; choose a probability between 0 and 1, such as 0.9.")
    same = ["student_key", "test", "subject"]
    results = scale_scores[scale_scores["date"].notna() & scale_scores["score"].notna()]
    results = results.assign(subject=results["subject"].fillna("")).sort_values("date", kind="stable")
    if since is None:
        first = results.drop_duplicates(same)
        last = results.drop_duplicates(same, keep="last")
    else:
        later = results["date"] >= pd.Timestamp(since)
        first = results[~later].drop_duplicates(same, keep="last")
        last = results[later].drop_duplicates(same, keep="last")
    columns = [*same, "date", "score", "standard_error"]
    table = first[columns].merge(last[[*columns, "scale"]], on=same, suffixes=("_before", "_after"))
    table = table[table["date_before"] < table["date_after"]].reset_index(drop=True)
    table["change"] = table["score_after"] - table["score_before"]
    error = np.sqrt(table["standard_error_before"] ** 2 + table["standard_error_after"] ** 2)
    reach = NormalDist().inv_cdf(0.5 + interval / 2) * error
    table["low"], table["high"] = table["change"] - reach, table["change"] + reach
    of_class = table.groupby(["test", "subject"])["change"]
    table["class_change"], table["class_students"] = of_class.transform("mean"), of_class.transform("size")
    table["says"] = change_in_words(table["low"], table["high"])
    names = {"score_before": "before", "score_after": "after", "date_before": "before_date", "date_after": "after_date"}
    return table.rename(columns=names)[_COLUMNS]
