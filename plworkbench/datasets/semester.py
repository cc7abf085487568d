"""The semester of the synthetic set: school days, pace of teaching, attendance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.datasets.draws import draw_normal
from plworkbench.datasets.standards import STANDARDS, UNITS

HOLIDAYS = ("2025-09-01", "2025-10-13", "2025-11-11", "2025-11-26", "2025-11-27", "2025-11-28")
"""Weekdays of the semester without school."""

PRESENT, ABSENT, LATE, EXCUSED, NOT_ENROLLED = range(5)
"""What `simulate_presence` says of a student and day."""

IN_CLASS = (PRESENT, LATE)
"""The student had the lesson."""

STATUSES = ("present", "absent", "late", "excused")
"""The words for the first four."""

AFTERWARDS = ("2026-01-05", "2026-02-27", ("2026-01-19",))
"""First and last day, and days without school, of the weeks after the semester into which the plan runs on."""

UNIT_TEST_AFTER = 4
"""School days from the first lesson of the last standard of a unit to its unit test."""

PACE = (4.0, 3.8, 4.0, 4.2)
"""School days a class spends on a standard; a fifth class starts over."""


def school_days() -> pd.DatetimeIndex:
    """Return the school days of the semester: weekdays that are no holiday.

    Examples
    --------
    >>> len(school_days())
    84
    """
    return pd.bdate_range("2025-08-18", "2025-12-19").difference(pd.DatetimeIndex(HOLIDAYS))


def first_lessons() -> np.ndarray:
    """Return the school day (from 0) on which each class begins each standard, which may lie after the semester.

    Returns
    -------
    ndarray of int
        Shape (classes in `PACE`, standards). A day for the unit test lies between two units.
    """
    tests_before = np.array([standard.unit - 1 for standard in STANDARDS])
    return np.array([np.floor(pace * np.arange(len(STANDARDS))) + tests_before for pace in PACE]).astype(int)


def plan_frame(unit_keys: list[str], class_keys: list[str]) -> pd.DataFrame:
    """Return the plan of each class as the table `units` of the schema: a unit lasts to the day of its test.

    Parameters
    ----------
    unit_keys : list of str
        One key for each class and unit of `UNITS`.
    class_keys : list of str
        The classes in order: each keeps the pace of its place in `PACE`.

    Examples
    --------
    >>> plan = plan_frame(list("abcdef"), ["c"])
    >>> plan["starts_on"].dt.strftime("%d %B").tolist()[:2], plan["standard_codes"].str.len().tolist()
    (['18 August', '05 September'], [3, 4, 4, 4, 5, 4])
    """
    first, last, free = AFTERWARDS
    days = school_days().append(pd.bdate_range(first, last).difference(pd.DatetimeIndex(free)))
    keys, rows = iter(unit_keys), []
    for class_place, class_key in enumerate(class_keys):
        lessons = first_lessons()[class_place % len(PACE)]
        for number, name in enumerate(UNITS, start=1):
            places = [place for place, standard in enumerate(STANDARDS) if standard.unit == number]
            rows.append(
                {
                    "unit_key": next(keys),
                    "class_key": class_key,
                    "name": f"Unit {number}: {name}",
                    "sequence": number,
                    "starts_on": days[lessons[places[0]]],
                    "ends_on": days[lessons[places[-1]] + UNIT_TEST_AFTER],
                    "standard_codes": [STANDARDS[place].code for place in places],
                }
            )
    return pd.DataFrame(rows)


def simulate_presence(rng: np.random.Generator, first_day: np.ndarray, day_count: int) -> np.ndarray:
    """Return for each student and school day one of PRESENT, ABSENT, LATE, EXCUSED, NOT_ENROLLED.

    Most students are there about 95 days in 100; one in sixteen only about 80 in 100.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    first_day : ndarray of int
        School day (from 0) on which each student joined.
    day_count : int
        School days of the semester.
    """
    student_count = len(first_day)
    rate = np.clip(draw_normal(rng, 0.955, 0.02, student_count), 0.88, 0.99)
    rate = np.where(rng.random(student_count) < 1 / 16, 0.74 + 0.10 * rng.random(student_count), rate)
    away = rng.random((student_count, day_count)) >= rate[:, None]
    chance = rng.random((student_count, day_count))
    presence = np.where(away, np.where(chance < 0.45, EXCUSED, ABSENT), np.where(chance < 0.03, LATE, PRESENT))
    return np.where(np.arange(day_count) < first_day[:, None], NOT_ENROLLED, presence)


def attendance_frame(presence: np.ndarray, student_keys: list[str], days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return one row a student and school day on the roll: student_key, date, status."""
    student, day = np.nonzero(presence != NOT_ENROLLED)
    return pd.DataFrame(
        {
            "student_key": np.array(student_keys)[student],
            "date": days[day],
            "status": np.array(STATUSES)[presence[student, day]],
        }
    )
