"""The words that say progress: titles instead of codes, counts before percents, age in weeks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

SECURE = ("secure", "extending")
"""The levels from the cut score on."""

BELOW = ("beginning", "developing")
"""The levels below the cut score. What has no level is neither secure nor below."""


def titles_of(standards: pd.DataFrame | None, codes: Iterable[str]) -> pd.Series:
    """Return each code with its title, or with itself where there is none.

    Examples
    --------
    >>> titles_of(pd.DataFrame({"standard_code": ["A"], "title": ["Ratios"]}), ["A", "B"]).tolist()
    ['Ratios', 'B']
    """
    wanted = pd.Index(list(codes)).unique()
    same = pd.Series(wanted, index=wanted, dtype="str")
    if standards is None or "title" not in standards:
        return same
    titles = standards.drop_duplicates("standard_code").set_index("standard_code")["title"].reindex(wanted)
    return titles.where(titles.notna() & (titles != ""), same).astype("str")


def looked_up(keys: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the text that stands for each key, '' where there is none.

    Examples
    --------
    >>> looked_up(pd.Series(["s1", "s2"]), pd.Series({"s2": "A"})).tolist()
    ['', 'A']
    """
    found = texts.astype("object").reindex(keys)
    return pd.Series(found.where(found.notna(), "").to_numpy(), index=keys.index, dtype="str")


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "standard"), counted(3, "standard"), counted(2, "piece of work", "pieces of work")
    ('1 standard', '3 standards', '2 pieces of work')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def day_in_words(day: pd.Timestamp) -> str:
    """Return a day as it is written in a sentence: '3 October 2025'."""
    return f"{day.day} {day:%B %Y}"


def age_in_words(days: pd.Series) -> pd.Series:
    """Say how long ago something was last seen.

    Parameters
    ----------
    days : Series of float
        Days since then; NaN where the day is not known.

    Examples
    --------
    >>> age_in_words(pd.Series([0, 1, 12, 65, 400, None, -3])).tolist()
    ['last seen today', 'last seen yesterday', 'last seen 12 days ago', 'last seen 9 weeks ago',
     'last seen 13 months ago', 'no date', 'dated after today']
    """
    numbers = pd.Series(days, dtype="float64")
    count = np.select([numbers < 14, numbers < 183], [numbers, numbers // 7], numbers // 30.44)
    unit = np.select([numbers < 14, numbers < 183], ["days", "weeks"], "months")
    known = pd.Series(count, index=numbers.index).fillna(0).astype("int64").astype("str")
    ago = "last seen " + known + " " + pd.Series(unit, index=numbers.index) + " ago"
    return pd.Series(
        np.select(
            [numbers.isna(), numbers < 0, numbers == 0, numbers == 1],
            ["no date", "dated after today", "last seen today", "last seen yesterday"],
            ago,
        ),
        index=numbers.index,
        dtype="str",
    )
