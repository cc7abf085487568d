"""A seeded simulator of grade 6 mathematics classes with known truth.

The model, in logits. A student's expected share of the points of a plain quiz on a standard, on a day, is
`logistic(latent + growth * (semester passed - 1) - 1.6 * exp(-lessons / 3) + 0.8 * retaken)`, where

- `latent = 1.2 + class effect + ability + deviation - difficulty + 0.35 * mean(latent of the prerequisites)`,
- `ability ~ N(0, 0.55)` and `growth ~ N(0.5, 0.25)`, not below 0, for each student,
- `deviation ~ N(0, 0.5)` for each student and standard, 2.0 lower where the student has a gap (one student in six),
- `lessons` counts the lessons the student attended since the class began the standard,
- `retaken` is 1 from the day a quiz was taken again, because the student was taught again before.

A piece of evidence adds the ease of its kind and a form of the day, `N(0, 0.35)`, and gives each point (in quizzes
each half point) with that chance. What a unit test scored is divided among its questions afterwards: see `responses`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.datasets import people, semester
from plworkbench.datasets.class_set import ClassSet
from plworkbench.datasets.draws import draw_keys, draw_normal, generator
from plworkbench.datasets.evidence import Learning, simulate_evidence
from plworkbench.datasets.responses import simulate_responses
from plworkbench.datasets.standards import STANDARDS, UNITS, prerequisites_frame, standards_frame
from plworkbench.errors import Problem, ProblemsFound

MOST_STUDENTS = 2000
"""So many students can be simulated at once, each with a name of their own."""

CLASS_EFFECTS = (0.0, 0.15, -0.05, -0.2)
"""How a class differs from the average, in logits; a fifth class starts over."""

LATE_JOINERS = {40: 20, 61: 33, 95: 50}
"""Students (place in the roster, from 0) who joined the school later: place to school day, from 0."""


def simulate_classes(random_state: int = 6, class_count: int = 4, student_count: int = 112) -> ClassSet:
    """Simulate grade 6 mathematics classes over one semester, August to December 2025.

    Parameters
    ----------
    random_state : int
        Seed, from 0. The same seed gives the same frames. Names and standards do not depend on it.
    class_count : int
        Number of classes, from 1.
    student_count : int
        Number of students in all, at least one a class and at most 2000, spread evenly.

    Returns
    -------
    ClassSet
        With truth; two pieces of evidence are needed before a level is shown.

    Raises
    ------
    ProblemsFound
        When there cannot be such a seed, or so many classes or students.

    Examples
    --------
    >>> small = simulate_classes(random_state=1, class_count=1, student_count=3)
    >>> small.students["name"].tolist()
    ['Aaliyah Brooks', 'Adrián Solís Herrera', 'Aiko Morikuni']
    """
    _check_wishes(random_state, class_count, student_count)
    keys = draw_keys(generator(random_state, "keys"), class_count + student_count)
    class_keys, student_keys = keys[:class_count], keys[class_count:]
    class_of = np.repeat(np.arange(class_count), [len(part) for part in _split(student_count, class_count)])

    students = _students(student_keys)
    first_day = np.array([LATE_JOINERS.get(place, 0) for place in range(student_count)])
    days = semester.school_days()
    presence = semester.simulate_presence(generator(random_state, "attendance"), first_day, len(days))
    learning = _learning(generator(random_state, "learning"), class_of, presence)
    evidence = simulate_evidence(generator(random_state, "evidence"), learning, presence, days)
    order = [class_of[evidence["place"]], evidence["sequence"], evidence["place"], evidence["attempt"]]
    evidence = evidence.iloc[np.lexsort(order[::-1])]
    evidence_keys = draw_keys(generator(random_state, "evidence keys"), len(evidence))
    place = evidence["place"].to_numpy()
    evidence = evidence.assign(
        evidence_key=evidence_keys,
        class_key=np.array(class_keys)[class_of[place]],
        student_key=np.array(student_keys)[place],
    )
    unit_keys = draw_keys(generator(random_state, "unit keys"), class_count * len(UNITS))

    return ClassSet.from_frames(
        {
            "classes": pd.DataFrame(
                {
                    "class_key": class_keys,
                    "name": [f"Period {number}" for number in range(1, class_count + 1)],
                    "subject": "Mathematics, grade 6",
                    "source": "Grade 6 mathematics (synthetic)",
                    "created_at": days[0],
                }
            ),
            "students": students,
            "identifiers": _identifiers(students),
            "enrollments": pd.DataFrame({"class_key": np.array(class_keys)[class_of], "student_key": student_keys}),
            "standards": standards_frame(),
            "prerequisites": prerequisites_frame(),
            "evidence": evidence,
            "units": semester.plan_frame(unit_keys, class_keys),
            "attendance": semester.attendance_frame(presence, student_keys, days),
            "item_responses": simulate_responses(generator(random_state, "item responses"), evidence),
            "survey": _survey(generator(random_state, "survey"), student_keys, first_day),
            "truth": _truth(learning, student_keys, days),
        },
        minimum_evidence=2,
    )


def _check_wishes(random_state: int, class_count: int, student_count: int) -> None:
    problems = []
    if random_state < 0:
        problems.append(Problem(f"The seed {random_state} is below 0.", "Use a whole number from 0."))
    if class_count < 1:
        problems.append(Problem(f"{class_count} classes cannot be simulated.", "Ask for at least 1."))
    if student_count < max(class_count, 1):
        problems.append(
            Problem(f"{student_count} students cannot fill {class_count} classes.", "Ask for at least one a class.")
        )
    if student_count > MOST_STUDENTS:
        problems.append(Problem(f"{student_count} students are too many.", f"Ask for at most {MOST_STUDENTS}."))
    if problems:
        raise ProblemsFound("No classes were simulated.", problems)


def _split(student_count: int, class_count: int) -> list[np.ndarray]:
    return np.array_split(np.arange(student_count), class_count)


def _students(student_keys: list[str]) -> pd.DataFrame:
    names = [people.name_of(place) for place in range(len(student_keys))]
    return pd.DataFrame(
        {
            "student_key": student_keys,
            "name": [f"{given} {family}" for given, family in names],
            "sort_name": [f"{family}, {given}" for given, family in names],
        }
    )


def _identifiers(students: pd.DataFrame) -> pd.DataFrame:
    """Return invented numbers: Canvas's own, the school's with leading zeros, and a sign-in name."""
    rows = []
    for place, student_key in enumerate(students["student_key"]):
        school_number = f"{10_417 + 37 * place:07d}"
        rows += [
            (student_key, "canvas_id", str(52_031 + 13 * place)),
            (student_key, "sis_id", school_number),
            (student_key, "login", f"s{school_number}"),
        ]
    return pd.DataFrame(rows, columns=["student_key", "kind", "identifier"])


def _learning(rng: np.random.Generator, class_of: np.ndarray, presence: np.ndarray) -> Learning:
    student_count = len(class_of)
    effect = np.array(CLASS_EFFECTS)[class_of % len(CLASS_EFFECTS)]
    ability = effect + draw_normal(rng, 0.0, 0.55, student_count)
    growth = np.maximum(draw_normal(rng, 0.5, 0.25, student_count), 0.0)
    deviation = draw_normal(rng, 0.0, 0.5, (student_count, len(STANDARDS)))
    has_gaps = rng.random(student_count) < 1 / 6
    deviation -= 2.0 * (has_gaps[:, None] & (rng.random(deviation.shape) < 0.15))

    column = {standard.code: at for at, standard in enumerate(STANDARDS)}
    latent = np.empty_like(deviation)
    for at, standard in enumerate(STANDARDS):
        latent[:, at] = 1.2 + ability + deviation[:, at] - standard.difficulty
        if standard.prerequisites:
            before = latent[:, [column[code] for code in standard.prerequisites]]
            latent[:, at] += 0.35 * before.mean(axis=1)
    return Learning(
        latent=latent,
        growth=growth,
        first_lesson=semester.first_lessons()[class_of % len(semester.PACE)],
        lessons_attended=np.cumsum(np.isin(presence, semester.IN_CLASS), axis=1),
        retaken_on=np.full(deviation.shape, np.inf),
    )


def _survey(rng: np.random.Generator, student_keys: list[str], first_day: np.ndarray) -> pd.DataFrame:
    """Return answers of two surveys; some students were absent, or left a question out."""

    def choose(options: tuple[str, ...], weights: tuple[float, ...] | None = None) -> str:
        shares = np.cumsum(weights or [1 / len(options)] * len(options))
        return options[min(int(np.searchsorted(shares, rng.random())), len(options) - 1)]

    rows = []
    for number, date in enumerate(("2025-08-27", "2025-11-05"), start=1):
        for student_key, joined in zip(student_keys, first_day, strict=True):
            answers = [("goal", choose(people.GOALS)), ("way_of_working", choose(people.WAYS_OF_WORKING))]
            if number == 1 or joined > 0:
                interests = sorted({choose(people.INTERESTS) for _ in range(3)})
                answers += [("interests", interest) for interest in interests]
                answers.append(
                    (
                        "device_at_home",
                        choose(("own device", "shared device", "phone only", "none"), (0.5, 0.3, 0.13, 0.07)),
                    )
                )
                answers.append(("internet_at_home", choose(("yes", "unreliable", "no"), (0.8, 0.13, 0.07))))
            took_part = rng.random() < 0.95 and not (number == 1 and joined > 0)
            for question, answer in answers:
                if rng.random() < 0.96 and took_part:
                    rows.append((student_key, date, question, answer))
    return pd.DataFrame(rows, columns=["student_key", "date", "question", "answer"])


def _truth(learning: Learning, student_keys: list[str], days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the true proficiency in every standard on the last school day of each month."""
    month_ends = np.flatnonzero(days.month != np.append(days.month[1:], 0))
    codes = [standard.code for standard in STANDARDS]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "student_key": np.repeat(student_keys, len(codes)),
                    "standard_code": np.tile(codes, len(student_keys)),
                    "date": days[day],
                    "true_proficiency": learning.proficiency(day).round(3).ravel(),
                }
            )
            for day in month_ends
        ],
        ignore_index=True,
    )
