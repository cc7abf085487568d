"""Scores entered by hand, compared with the evidence there is: new, a correction, or known."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from plworkbench.errors import Problem
from plworkbench.schema import EVIDENCE_STATUSES

WORDS = tuple(status for status in EVIDENCE_STATUSES if status != "scored")
"""What may stand in place of points."""

MOST_POINTS = 1_000_000
"""More points than this are a slip of the finger."""

FEWEST_POINTS = 0.01
"""Full marks below this are one, too."""

FIRST_YEAR = 1990
"""A day before this year is a slip, as it is in a file."""

LONGEST = 2_000
"""Characters a title may have."""

_PIECE = ["student_key", "standard_code", "assessment"]
_KEPT = ["status", "score", "points_possible", "date_assessed"]


@dataclass(frozen=True)
class Entry:
    """One score as entered: who, on what, and the points or the word in their place.

    Parameters
    ----------
    student_key, standard_code, assessment : str
        The piece of evidence.
    points_possible : float
        Full marks.
    score : float or None
        Points; None where the status is not 'scored'.
    status : str
        A value of `schema.EVIDENCE_STATUSES`.
    """

    student_key: str
    standard_code: str
    assessment: str
    points_possible: float
    score: float | None
    status: str = "scored"


class Names:
    """The students of a class, by key and by name.

    Parameters
    ----------
    roster : DataFrame
        As `Workbench.students` gives it: a name means one student.

    Examples
    --------
    >>> names, problems = Names(pd.DataFrame({"student_key": ["s1"], "name": ["Ana"]})), []
    >>> names.key_of("Ana", problems), names.key_of("Ben", problems)
    ('s1', '')
    >>> print(problems[0])
    No student called 'Ben' is in the class. Write the name as the class list has it.
    """

    def __init__(self, roster: pd.DataFrame):
        self._shown: dict[str, str] = dict(zip(roster["student_key"], roster["name"]))
        self._keys = {name: key for key, name in self._shown.items()} | {key: key for key in self._shown}

    def key_of(self, who: str, problems: list[Problem]) -> str:
        """Return the key of a student, given the key or the name; '' for nobody, with a problem more."""
        if key := self._keys.get(who, ""):
            return key
        if twins := [name for name in self._shown.values() if name.startswith(f"{who} (")]:
            cure = f"Write {' or '.join(map(repr, twins))}."
            problems.append(Problem(f"{len(twins)} students are called '{who}'.", cure))
        else:
            cure = "Write the name as the class list has it."
            problems.append(Problem(f"No student called '{who}' is in the class.", cure))
        return ""

    def each(self, given: Mapping[str, Any], problems: list[Problem]) -> list[tuple[str, str, Any]]:
        """Return key, name and value of each student; who is not in the class, or there twice, becomes a problem."""
        found: dict[str, tuple[str, str, Any]] = {}
        for who, value in given.items():
            key = self.key_of(who, problems)
            if key in found:
                problems.append(Problem(f"{self._shown[key]} is there twice.", "Give each student one line."))
            elif key:
                found[key] = (key, self._shown[key], value)
        return list(found.values())


def is_nothing(value: Any) -> bool:
    """Return whether nothing was entered.

    Examples
    --------
    >>> [is_nothing(value) for value in (pd.NaT, " ", float("nan"), 0, "missing")]
    [True, True, True, False, False]
    """
    if isinstance(value, str):
        return not value.strip()
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and bool(np.isnan(value))


def shown(value: Any) -> str:
    """Return what was entered, as it is quoted in a message: not a page of it.

    Examples
    --------
    >>> shown(10**60)
    '1000000000000000000000000000000000000000...'
    """
    try:
        text = str(value)
    except ValueError:  # Python writes no number of thousands of digits.
        return "a very large number"
    return text if len(text) <= 40 else f"{text[:40]}..."


def as_number(value: Any) -> float | None:
    """Return points as a number, or None for what are no points.

    Examples
    --------
    >>> [as_number(value) for value in (3, 2.5, -1, True, "3", float("inf"))]
    [3.0, 2.5, None, None, None, None]
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool) and 0 <= value <= MOST_POINTS
    return float(value) if is_number else None


def as_word(value: Any) -> str | None:
    """Return which of `WORDS` was entered, or None.

    Examples
    --------
    >>> as_word(" Missing "), as_word(3)
    ('missing', None)
    """
    word = " ".join(value.split()).casefold() if isinstance(value, str) else ""
    return word if word in WORDS else None


def as_day(date: datetime.date | str | None) -> tuple[pd.Timestamp | None, list[Problem]]:
    """Return the day that was given, and what is wrong with it.

    A moment is the day it is in its own time zone. Tomorrow is taken, because it has begun somewhere; what lies further
    ahead would stay the newest work of a student for as long.

    Examples
    --------
    >>> as_day("2025-11-12")[0], as_day("12/11")[1][0].cure
    (Timestamp('2025-11-12 00:00:00'), 'Write it as 2026-11-12.')
    """
    if date is None or date is pd.NaT:
        return None, []
    try:
        given = datetime.date.fromisoformat(date.strip()) if isinstance(date, str) else date
        given = pd.Timestamp(given) if isinstance(given, np.datetime64) else given
        day = datetime.date(given.year, given.month, given.day)
    except (AttributeError, TypeError, ValueError):
        return None, [Problem("The day of the assessment is not a date.", "Write it as 2026-11-12.")]
    if day.year < FIRST_YEAR or day > datetime.date.today() + datetime.timedelta(days=1):
        when = "lies far back" if day.year < FIRST_YEAR else "has not come yet"
        return None, [Problem(f"The day of the assessment, {day.isoformat()}, {when}.", "Write the day it was taken.")]
    return pd.Timestamp(day), []


def compared(entries: Sequence[Entry], current: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    """Return entries as rows of evidence, each with what it does to what is there.

    Parameters
    ----------
    entries : sequence of Entry
        No two of the same student, standard and assessment.
    current : DataFrame
        The evidence of the class that counts.
    day : Timestamp or None
        The day of the assessment. None is today for what is new, and says nothing of what is there.

    Returns
    -------
    DataFrame
        Columns of evidence, outcome ('added', 'changed' or 'unchanged'), replaces, the key of the piece that the row
        takes the place of, and kind, which is that of this piece; empty for what is new.
    """
    rows = pd.DataFrame([vars(entry) for entry in entries], columns=list(Entry.__dataclass_fields__))
    rows = rows.assign(score=rows["score"].astype("float64"), attempt=1, date_assessed=day)
    there = current[current["attempt"] == 1].rename(columns={name: f"old_{name}" for name in _KEPT})
    # What an entry does not say stays: the other days, and the place in the order.
    told = ["evidence_key", "sequence", "kind", "date_due", "date_submitted", *(f"old_{name}" for name in _KEPT)]
    rows = rows.merge(there.drop_duplicates(_PIECE, keep="last")[[*_PIECE, *told]], on=_PIECE, how="left")
    is_there = rows["evidence_key"].notna()
    if day is None:
        rows["date_assessed"] = rows["old_date_assessed"].where(is_there, pd.Timestamp(datetime.date.today()))
    rows["date_assessed"] = rows["date_assessed"].astype("datetime64[us]")
    same = pd.concat([_same(rows[name], rows[f"old_{name}"]) for name in _KEPT], axis="columns").all(axis="columns")
    rows["outcome"] = np.select([~is_there, ~same], ["added", "changed"], "unchanged")
    after = int(current["sequence"].max()) + 1 if len(current) else 0
    new_places = pd.Series(range(after, after + len(rows)), index=rows.index, dtype="Int64")
    rows["sequence"] = rows["sequence"].astype("Int64").fillna(new_places)
    return rows.rename(columns={"evidence_key": "replaces"}).drop(columns=[f"old_{name}" for name in _KEPT])


def digest(rows: pd.DataFrame) -> str:
    """Return what knows the same entries again: SHA-256 of their content, as that of a file."""
    told = rows[[*_PIECE, *_KEPT]].astype("str").to_numpy().tolist()
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _same(new: pd.Series, old: pd.Series) -> pd.Series:
    return ((new == old) | (new.isna() & old.isna())).fillna(False).astype(bool)
