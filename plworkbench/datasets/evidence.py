"""Evidence of the synthetic set: what was given when, who handed it in, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from plworkbench.datasets.draws import draw_normal
from plworkbench.datasets.semester import EXCUSED, IN_CLASS, NOT_ENROLLED, UNIT_TEST_AFTER
from plworkbench.datasets.standards import STANDARDS

POINTS = {"exit ticket": 4, "quiz": 10, "task": 8, "unit test": 6}
"""Points possible by kind of evidence."""

EASE = {"exit ticket": 0.0, "quiz": 0.0, "task": 0.3, "unit test": -0.15}
"""How much easier a kind is than a plain quiz, in logits."""

DAYS_AFTER_START = {"exit ticket": 1, "quiz": 3, "task": 5}
"""School days from the first lesson of a standard to the day it is due."""


@dataclass(frozen=True)
class Learning:
    """What the simulated students know, and how it changes.

    Parameters
    ----------
    latent : ndarray
        Shape (students, standards), logits at the end of the semester, fully taught.
    growth : ndarray
        Shape (students,), logits gained over the semester.
    first_lesson : ndarray
        Shape (students, standards), school day from 0.
    lessons_attended : ndarray
        Shape (students, days), lessons attended up to and with a day.
    retaken_on : ndarray
        Shape (students, standards), school day of a retake, infinite if there is none; filled in as it happens.
    """

    latent: np.ndarray
    growth: np.ndarray
    first_lesson: np.ndarray
    lessons_attended: np.ndarray
    retaken_on: np.ndarray

    def proficiency(self, day: int, students: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Return the expected share of the points of a plain quiz on a school day, shape (students, standards)."""
        attended = np.pad(self.lessons_attended[students, : day + 1], [(0, 0), (1, 0)])
        start = np.minimum(self.first_lesson[students], day + 1)
        lessons = attended[:, [day + 1]] - np.take_along_axis(attended, start, axis=1)
        passed = day / (self.lessons_attended.shape[1] - 1)
        return expit(
            self.latent[students]
            + self.growth[students, None] * (passed - 1)
            - 1.6 * np.exp(-lessons / 3)
            + 0.8 * (self.retaken_on[students] <= day)
        )


def _assessments(first_lesson: np.ndarray, day_count: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield what one class was given, in order: school day, column of the standard, kind, title."""
    given = []
    for column, standard in enumerate(STANDARDS):
        for kind, days_after in DAYS_AFTER_START.items():
            if kind != "task" or standard.task:
                title = standard.task if kind == "task" else f"{kind.capitalize()} {standard.code}"
                given.append((first_lesson[column] + days_after, column, kind, title))
        last_start = max(first_lesson[at] for at, other in enumerate(STANDARDS) if other.unit == standard.unit)
        given.append((last_start + UNIT_TEST_AFTER, column, "unit test", f"Unit {standard.unit} test {standard.code}"))
    kinds = list(POINTS)
    for day, column, kind, title in sorted(given, key=lambda row: (row[0], kinds.index(row[2]), row[1])):
        if day < day_count:
            yield int(day), column, kind, title


def simulate_evidence(
    rng: np.random.Generator, learning: Learning, presence: np.ndarray, days: pd.DatetimeIndex
) -> pd.DataFrame:
    """Simulate all evidence of all students.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    learning : Learning
        What the students know; its `retaken_on` is filled in.
    presence : ndarray
        See `plworkbench.datasets.semester.simulate_presence`.
    days : DatetimeIndex
        School days.

    Returns
    -------
    DataFrame
        The columns of the table `evidence` without its keys, and `place`, the row of the student in `learning`.
    """
    careless = 0.01 + 0.05 * rng.random(len(presence)) ** 3 + 0.15 * (rng.random(len(presence)) < 0.08)
    last = len(days) - 1
    rows: list[dict] = []
    # Classes that keep the same pace were given the same work on the same days.
    for first_lesson in dict.fromkeys(map(tuple, learning.first_lesson)):
        members = np.flatnonzero((learning.first_lesson == first_lesson).all(axis=1))
        for sequence, (day, column, kind, title) in enumerate(_assessments(np.array(first_lesson), len(days)), start=1):
            dates = _Dates(kind, day, last, days)
            base = {
                "standard_code": STANDARDS[column].code,
                "assessment": title,
                "date_due": days[day],
                "points_possible": float(POINTS[kind]),
                "kind": kind,
                "sequence": sequence,
                "attempt": 1,
            }
            known = learning.proficiency(day, members)[:, column]
            form = draw_normal(rng, EASE[kind], 0.35, len(members))
            scores = _points(rng, _shift(known, form), kind)
            chance = rng.random((len(members), 5))
            for at, place in enumerate(members):
                row = base | {"place": place}
                status, handed_in = _outcome(presence[place, day], kind, careless[place], chance[at], day, last)
                row["status"] = status
                if status == "scored":
                    row |= {"score": scores[at], **dates.of(handed_in, chance[at, 3])}
                rows.append(row)
                retake_day = handed_in + 5 + int(chance[at, 3] * 5)
                low = scores[at] < 0.6 * POINTS[kind]
                if status == "scored" and kind == "quiz" and low and chance[at, 4] < 0.5 and retake_day <= last:
                    learning.retaken_on[place, column] = retake_day
                    again = _shift(
                        learning.proficiency(retake_day, np.array([place]))[:, column], draw_normal(rng, 0.0, 0.35, 1)
                    )
                    score = _points(rng, again, kind)[0]
                    rows.append(row | {"attempt": 2, "score": score, **dates.of(retake_day, chance[at, 3])})
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Dates:
    kind: str
    due: int
    last: int
    days: pd.DatetimeIndex

    def of(self, handed_in: int, chance: float) -> dict[str, pd.Timestamp]:
        """Return when a piece was handed in and assessed: exit tickets the same day, the rest 1 to 3 days later."""
        wait = 0 if self.kind == "exit ticket" else 1 + int(3 * chance)
        return {
            "date_submitted": self.days[handed_in],
            "date_assessed": self.days[min(handed_in + wait, self.last)],
        }


def _outcome(presence: int, kind: str, careless: float, chance: np.ndarray, day: int, last: int) -> tuple[str, int]:
    """Return the status of a first attempt and the school day it was handed in."""
    if presence == NOT_ENROLLED or (kind == "task" and chance[0] < 0.08):
        return "not assigned", day  # Joined later, or was given other work instead.
    if chance[1] < 0.008 or (presence == EXCUSED and chance[2] < 0.6):
        return "excused", day
    if presence in IN_CLASS:
        late = int(1 + 4 * chance[2]) if kind == "task" and chance[0] > 0.88 else 0
        return ("missing" if chance[1] > 1 - careless else "scored"), min(day + late, last)
    # Was away: an exit ticket is not made up, other work often is, within the week.
    made_up = kind != "exit ticket" and chance[0] > 0.35 and day + 3 <= last
    return ("scored" if made_up else "missing"), day + (1 + int(3 * chance[3]) if made_up else 0)


def _shift(proficiency: np.ndarray, logits: np.ndarray) -> np.ndarray:
    return expit(np.log(proficiency / (1 - proficiency)) + logits)


def _points(rng: np.random.Generator, proficiency: np.ndarray, kind: str) -> np.ndarray:
    """Return points earned, each with the same chance; half points in quizzes."""
    step = 0.5 if kind == "quiz" else 1.0
    items = int(POINTS[kind] / step)
    return step * (rng.random((len(proficiency), items)) < proficiency[:, None]).sum(axis=1)
