"""Dates as files write them: ISO, or day first or month first, decided once for the whole file."""

from __future__ import annotations

import datetime
import re
from typing import Literal

import pandas as pd

DateOrder = Literal["day first", "month first", ""]

_TIME = re.compile(r"[T ,]+[0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
# A year of two digits after a dash is left out: 26-09-14 may begin with the year.
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|(?<!-)[0-9]{2})")
_WORDED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y")
_YEARS = range(1990, 2101)


def _without_time(text: str) -> str:
    return _TIME.sub("", " ".join(text.split()))


def date_order(texts: pd.Series) -> DateOrder:
    """Return whether dates are written day first or month first, by evidence; '' when nothing or both tell.

    Parameters
    ----------
    texts : Series of str
        All dates of a file. A number above 12 tells; dots ('14.9.2026') are written day first.

    Examples
    --------
    >>> date_order(pd.Series(["9/8/2026", "9/14/2026"])), date_order(pd.Series(["9/8/2026"]))
    ('month first', '')
    """
    votes = set()
    for text in texts.unique():
        match = _NUMERIC.fullmatch(_without_time(text))
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12 >= second:
            votes.add("day first")
        elif second > 12 >= first:
            votes.add("month first")
    return votes.pop() if len(votes) == 1 else ""


def read_date(text: str, order: DateOrder = "") -> tuple[datetime.date | None, str]:
    """Return the day a text stands for and why it is not understood ('' if it is). A time of day is left out.

    Examples
    --------
    >>> read_date("2026-09-14T23:30:00Z")
    (datetime.date(2026, 9, 14), '')
    >>> read_date("9/8/2026")[1]
    "'9/8/2026' could be the 9th of month 8 or the 8th of month 9."
    """
    cleaned = _without_time(text)
    if not cleaned:
        return None, ""
    trouble = f"'{cleaned[:40]}' is not a date."
    if match := _ISO.fullmatch(cleaned):
        return _day(int(match[1]), int(match[3]), int(match[4]), trouble)
    if match := _NUMERIC.fullmatch(cleaned):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += 2000 if year < 100 else 0
        if first > 12 or (order == "day first" and second <= 12) or match[2] == ".":
            return _day(year, second, first, trouble)
        if second > 12 or order == "month first" or first == second:
            return _day(year, first, second, trouble)
        return None, f"'{cleaned}' could be the {_th(first)} of month {second} or the {_th(second)} of month {first}."
    for pattern in _WORDED:
        try:
            day = datetime.datetime.strptime(cleaned.replace(",", ""), pattern).date()
        except ValueError:
            continue
        return _day(day.year, day.month, day.day, trouble)
    return None, trouble


def _th(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day(year: int, month: int, day: int, trouble: str) -> tuple[datetime.date | None, str]:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return None, trouble
    return (found, "") if year in _YEARS else (None, trouble)


def read_dates(raw: pd.Series, order: DateOrder) -> pd.DataFrame:
    """Return the columns `day` (datetime64, missing where empty) and `trouble` for a column of dates.

    Examples
    --------
    >>> read_dates(pd.Series(["14 Sep 2026", ""]), "")["day"].dt.day.tolist()
    [14.0, nan]
    """
    codes, texts = pd.factorize(raw)
    read = [read_date(text, order) for text in texts]
    days = pd.Series(pd.to_datetime([day for day, _ in read]), dtype="datetime64[us]")
    troubles = pd.Series([trouble for _, trouble in read], dtype="str")
    return pd.DataFrame({"day": days, "trouble": troubles}).take(codes).set_axis(raw.index)
