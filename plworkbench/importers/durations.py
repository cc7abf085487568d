"""How long something took, as files write it: in minutes or seconds, as 1:30, or with its unit."""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.importers.cells import read_number
from plworkbench.importers.coded import coded, recoded

_COLONS = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})(?:[.,][0-9]+)?")
_UNITS = {
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
    "s": 1 / 60, "sec": 1 / 60, "secs": 1 / 60, "second": 1 / 60, "seconds": 1 / 60,
}  # fmt: skip
_WITH_UNIT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)\.?")


def read_minutes(text: str, unit: str = "", decimal_mark: str = ".") -> float | None:
    """Return the minutes that a text tells; None where it tells none.

    Parameters
    ----------
    text : str
        '1:30' (minutes and seconds), '0:01:30', '1 min 30 s', or a number alone.
    unit : {"", "minutes", "seconds"}
        What a number alone counts; '' if nobody says.
    decimal_mark : {".", ","}
        The file's decimal mark.

    Examples
    --------
    >>> read_minutes("1:30"), read_minutes("1 min 30 s"), read_minutes("90", "seconds"), read_minutes("90")
    (1.5, 1.5, 1.5, None)
    """
    cleaned = " ".join(text.casefold().split())
    if match := _COLONS.fullmatch(cleaned):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        in_bounds = seconds < 60 and (match[1] is None or minutes < 60)
        return 60 * hours + minutes + seconds / 60 if in_bounds else None
    parts = _WITH_UNIT.findall(cleaned)
    if parts and not _WITH_UNIT.sub("", cleaned).strip(" ,"):
        known = [(read_number(number, decimal_mark), _UNITS.get(name)) for number, name in parts]
        return None if any(None in pair for pair in known) else sum(number * minutes for number, minutes in known)
    number = read_number(cleaned, decimal_mark) if unit else None
    return None if number is None else number / 60 if unit == "seconds" else number


def in_minutes(texts: pd.Series, unit: str, decimal_mark: str = ".") -> pd.Series:
    """Return durations as texts of minutes with four decimals; what is no duration stays as it is.

    Examples
    --------
    >>> in_minutes(pd.Series(["45", "1:30", "soon"]), "seconds").tolist()
    ['0.7500', '1.5000', 'soon']
    """

    def read(text: str) -> str:
        minutes = read_minutes(text, unit, decimal_mark)
        return text if minutes is None else f"{minutes:.4f}"

    return recoded(texts, read)


def tells_durations(texts: pd.Series) -> bool:
    """Return whether a column headed 'Time' tells how long something took, and not at what time of day it was.

    A number alone has no unit. What looks like a time of day is one, unless some begin with 0: no lesson is at 0:45.

    Examples
    --------
    >>> tells_durations(pd.Series(["1:30", "0:45"])), tells_durations(pd.Series(["9:30", "1:45"]))
    (True, False)
    """
    filled = [" ".join(text.split()) for text in coded(texts)[1] if text.strip()]
    if not filled or any(read_minutes(text) is None for text in filled):
        return False
    begin = [match[1] or match[2] for text in filled if (match := _COLONS.fullmatch(text))]
    return not begin or any(int(number) == 0 for number in begin)
