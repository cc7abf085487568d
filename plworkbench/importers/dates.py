"""Dates as files write them: ISO, or day first or month first, decided once for the whole file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Literal

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import DAY_FIRST, MONTH_FIRST, Answers, Question
from plworkbench.importers.coded import coded, each_text, recoded, taken
from plworkbench.importers.parsed import counted
from plworkbench.messages import problem

DateOrder = Literal["day first", "month first", ""]

_TIME = re.compile(r"[T ,]+[0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|mo|tu|we|th|fr|[mtwrf](?=\W*[0-9]))[.,]*\s+", re.IGNORECASE
)
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
# A year of two digits after a dash is left out: 26-09-14 may begin with the year.
_NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|(?<!-)[0-9]{2})")
_WORDED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y")
_LETTER = re.compile(r"[^\W\d_]")
_YEARS = range(1990, 2101)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _without_time(text: str) -> str:
    return _WEEKDAY.sub("", _TIME.sub("", " ".join(text.split())), count=1)


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
    for pattern in _WORDED if _LETTER.search(cleaned) else ():
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
    codes, texts = coded(raw)
    read = [read_date(text, order) for text in texts]
    days = pd.Series(pd.to_datetime([day for day, _ in read]), dtype="datetime64[us]")
    troubles = taken(codes, [trouble for _, trouble in read], raw.index)
    return pd.DataFrame({"day": days.to_numpy()[codes], "trouble": troubles.astype("str")}, index=raw.index)


def dates_of(
    columns: Mapping[str, pd.Series], answers: Answers
) -> tuple[dict[str, pd.DataFrame], tuple[Question, ...], list[Problem]]:
    """Read all columns of dates of a file together, because one of them may tell how the others are meant.

    Parameters
    ----------
    columns : mapping of str to Series of str
        Role to its texts; the name of the series is its header, the index the physical row.
    answers : Answers
        Whether the day or the month comes first, where the file itself does not tell.

    Returns
    -------
    dates : dict of str to DataFrame
        For each role the columns `day` and `trouble`, as from `read_dates`. A date that may be two days stays empty
        and has no trouble: its row is still good.
    questions : tuple of Question
        Whether the day or the month comes first, if nothing in the file tells.
    problems : list of Problem
        One for each text that is no date; and while the question is open, one for all dates that may be two days.

    Examples
    --------
    >>> dates, questions, problems = dates_of({"date_due": pd.Series(["9/8/2026"], name="Due")}, Answers())
    >>> questions[0].options
    (('day first', 'Day first: 9 August 2026'), ('month first', 'Month first: 8 September 2026'))
    >>> dates_of({"date_due": pd.Series(["9/8/2026"])}, Answers(date_order="day first"))[0]["date_due"]["day"][0].month
    8
    """
    # Many moments lie on one day: what follows looks at each different day once.
    days = {role: recoded(texts, _without_time) for role, texts in columns.items()}
    different = [text for texts in days.values() for text in coded(texts)[1]]
    told = date_order(pd.Series(different, dtype="str"))
    dates, problems, unclear = {}, [], []
    for role, texts in days.items():
        two = each_text(texts, lambda text: not told and _may_be_two_days(text), "bool")
        dates[role] = read_dates(texts, told or answers.date_order)
        # A date that may be two days is no fault of its row.
        is_bad = each_text(texts, lambda text: bool(read_date(text, told or answers.date_order)[1]), "bool") & ~two
        header, faulty = columns[role].name, columns[role][is_bad]
        problems += [problem("not_a_date", row=row, column=header, value=text) for row, text in faulty.items()]
        if two.any():
            dates[role] = dates[role].assign(trouble=dates[role]["trouble"].where(is_bad, ""))
            unclear += [(row, header, text) for row, text in texts[two].items()]
    if not unclear:
        return dates, (), problems
    row, header, text = min(unclear, key=lambda place: place[0])
    if not answers.date_order:
        dates_told = counted(len(unclear), "such date")
        problems.append(problem("day_or_month_first", row=row, column=header, value=text, dates=dates_told))
    return dates, (_which_comes_first(text, answers.date_order),), problems


def _may_be_two_days(text: str) -> bool:
    match = _NUMERIC.fullmatch(text)
    return bool(match) and match[2] != "." and 12 >= int(match[1]) != int(match[3]) <= 12


def _which_comes_first(text: str, answer: str) -> Question:
    (day_first, _), (month_first, _) = read_date(text, DAY_FIRST), read_date(text, MONTH_FIRST)
    options = tuple(
        (order, f"{order.capitalize()}: {day.day} {_MONTHS[day.month - 1]} {day.year}" if day else order.capitalize())
        for order, day in ((DAY_FIRST, day_first), (MONTH_FIRST, month_first))
    )
    return Question("date_order", f"Does the day or the month come first in dates such as '{text}'?", options, answer)
