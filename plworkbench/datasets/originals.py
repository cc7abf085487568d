"""From the published files of the two real sets to what the workbench ships: goals, evidence, and little else.

Only columns that a school should hold are kept; `data/README.md` says which were left out and why.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from plworkbench.datasets.class_set import ClassSet
from plworkbench.datasets.draws import draw_keys, generator

KEY_SEED = 6
"""Seed of the random keys and of the draw of students."""

SCHOOLS = {"GP": "Gabriel Pereira, mathematics", "MS": "Mousinho da Silveira, mathematics"}
"""The classes of the student performance set: one a school."""

GRADES = {"G1": "First period grade", "G2": "Second period grade", "G3": "Final grade"}
"""The three grades of the year, in order; each 0..20 points."""

STUDY_HOURS = {1: "under 2", 2: "2 to 5", 3: "5 to 10", 4: "over 10"}
"""Hours of study a week by the code of the source."""

MODULE, PRESENTATION = "DDD", "2013B"
"""The module presentation taken from the Open University set: both kinds of coursework, and exam results."""

FIRST_DAY = pd.Timestamp("2013-02-01")
"""Day 0 of the presentation. The source says only that a 'B' presentation starts in February."""

PART_WORDS = {
    "CMA": ("Quiz part {n}", "I can answer the computer-marked questions of quiz part {n}.", "Computer-marked"),
    "TMA": ("Assignment part {n}", "I can do the work of written assignment {n} and explain it.", "Tutor-marked"),
    "Exam": ("Final exam", "I can bring the whole module together in the final exam.", "Exam"),
}
"""Title, wording and domain of the part of the module that an assessment is evidence of. The words are ours."""

KINDS = {"CMA": "computer-marked assignment", "TMA": "tutor-marked assignment", "Exam": "exam"}
"""Kind of evidence by the source's type of assessment."""


def student_performance(folder: Path) -> ClassSet:
    """Convert the mathematics part of the UCI Student Performance set.

    Parameters
    ----------
    folder : Path
        Holds `student-mat.csv` as published, separated by semicolons.

    Returns
    -------
    ClassSet
        One class a school; three pieces of evidence a student, without dates, ordered by `sequence`.
    """
    source = pd.read_csv(folder / "student-mat.csv", sep=";")
    rng = generator(KEY_SEED, "student_performance")
    # In another order than published, so that no row can be told by its place.
    source = source.iloc[np.argsort(rng.random(len(source)))].reset_index(drop=True)
    keys = draw_keys(rng, len(SCHOOLS) + 4 * len(source))
    class_keys = dict(zip(SCHOOLS, keys, strict=False))
    student_keys = keys[len(SCHOOLS) : len(SCHOOLS) + len(source)]
    people = source.assign(student_key=student_keys, class_key=source["school"].map(class_keys))
    names = [f"Student {number:03d}" for number in range(1, len(source) + 1)]
    grades = people.melt(["student_key", "class_key"], list(GRADES), "grade", "score")
    return ClassSet.from_frames(
        {
            "classes": pd.DataFrame(
                {
                    "class_key": class_keys.values(),
                    "name": SCHOOLS.values(),
                    "subject": "Mathematics",
                    "source": "UCI Student Performance",
                    "created_at": "2008-01-01",
                }
            ),
            "students": pd.DataFrame({"student_key": student_keys, "name": names, "sort_name": names}),
            "enrollments": people[["class_key", "student_key"]],
            "standards": pd.DataFrame(
                {
                    "standard_code": ["MATH-COURSE"],
                    "title": ["The mathematics course of the year"],
                    "i_can": ["I can do the mathematics of this year's course."],
                    "domain": ["Mathematics"],
                    "sequence": [1],
                }
            ),
            "evidence": grades.assign(
                evidence_key=keys[len(SCHOOLS) + len(source) :],
                standard_code="MATH-COURSE",
                assessment=grades["grade"].map(GRADES),
                points_possible=20,
                kind="period grade",
                status="scored",
                attempt=1,
                sequence=grades["grade"].map({grade: place for place, grade in enumerate(GRADES, start=1)}),
            ),
            "survey": people.assign(date=pd.NaT, question="internet_at_home", answer=people["internet"]),
            "context": people.assign(
                weekly_study_time=people["studytime"].map(STUDY_HOURS),
                past_failures=people["failures"],
                school_support=people["schoolsup"],
            ),
        }
    )


def open_university(folder: Path, student_count: int = 400) -> ClassSet:
    """Convert one module presentation of the Open University Learning Analytics Dataset.

    A student without a result of an assessment is 'missing' there when registered on the day it was due, and
    'not assigned' after unregistering or before registering. A result without a score is 'excused', because it
    was handed in and can count neither way. A result banked from an earlier presentation keeps its score, has no
    date of its own, and says so in its kind.

    Parameters
    ----------
    folder : Path
        Holds `assessments.csv`, `studentAssessment.csv` and `studentRegistration.csv` as published.
    student_count : int
        How many of the students who began the module are drawn, by a fixed seed; all when there are fewer.

    Returns
    -------
    ClassSet
        One class; one standard and one piece of evidence a student for each assessment.
    """
    parts = _parts(pd.read_csv(folder / "assessments.csv"))
    students = _began(pd.read_csv(folder / "studentRegistration.csv"))
    rng = generator(KEY_SEED, "open_university")
    drawn = np.argsort(rng.random(len(students)))[:student_count]
    students = students.iloc[drawn].reset_index(drop=True)
    keys = draw_keys(rng, 1 + len(students) * (1 + len(parts)))
    students["student_key"] = keys[1 : 1 + len(students)]
    names = [f"Learner {number:03d}" for number in range(1, len(students) + 1)]

    results = pd.read_csv(folder / "studentAssessment.csv")
    pieces = students.merge(parts, how="cross").merge(results, on=["id_student", "id_assessment"], how="left")
    banked = pieces["is_banked"] == 1
    handed_in = FIRST_DAY + pd.to_timedelta(pieces["date_submitted"].mask(banked), unit="D")
    return ClassSet.from_frames(
        {
            "classes": pd.DataFrame(
                {
                    "class_key": keys[:1],
                    "name": [f"Module {MODULE}, February 2013"],
                    "subject": ["University module"],
                    "source": ["Open University Learning Analytics Dataset"],
                    "created_at": [FIRST_DAY],
                }
            ),
            "students": pd.DataFrame({"student_key": students["student_key"], "name": names, "sort_name": names}),
            "enrollments": pd.DataFrame({"class_key": keys[0], "student_key": students["student_key"]}),
            "standards": parts,
            "evidence": pieces.assign(
                evidence_key=keys[1 + len(students) :],
                class_key=keys[0],
                assessment=pieces["title"],
                date_due=FIRST_DAY + pd.to_timedelta(pieces["date"], unit="D"),
                date_submitted=handed_in,
                points_possible=100,
                kind=pieces["kind"].where(~banked, pieces["kind"] + ", banked"),
                status=_status(pieces),
                attempt=1,
            ),
        }
    )


def _parts(assessments: pd.DataFrame) -> pd.DataFrame:
    """Return the assessments of the presentation in order of the day they were due, as standards."""
    chosen = (assessments["code_module"] == MODULE) & (assessments["code_presentation"] == PRESENTATION)
    parts = assessments[chosen].sort_values(["date", "id_assessment"], ignore_index=True)
    number = parts.groupby("assessment_type").cumcount() + 1
    words = [[text.format(n=n) for text in PART_WORDS[kind]] for kind, n in zip(parts["assessment_type"], number)]
    numbered = parts["assessment_type"] != "Exam"
    return pd.DataFrame(
        {
            "id_assessment": parts["id_assessment"],
            "date": parts["date"],
            "standard_code": f"{MODULE}-"
            + parts["assessment_type"].str.upper()
            + number.astype(str).where(numbered, ""),
            "title": [title for title, _, _ in words],
            "i_can": [i_can for _, i_can, _ in words],
            "domain": [domain for _, _, domain in words],
            "kind": parts["assessment_type"].map(KINDS),
            "sequence": range(1, len(parts) + 1),
        }
    )


def _began(registrations: pd.DataFrame) -> pd.DataFrame:
    """Return the students of the presentation, without those who had left before its first day."""
    chosen = (registrations["code_module"] == MODULE) & (registrations["code_presentation"] == PRESENTATION)
    left_before = registrations["date_unregistration"] <= 0
    columns = ["id_student", "date_registration", "date_unregistration"]
    return registrations.loc[chosen & ~left_before, columns].sort_values("id_student", ignore_index=True)


def _status(pieces: pd.DataFrame) -> np.ndarray:
    has_result = pieces["date_submitted"].notna()
    away = (pieces["date_unregistration"] <= pieces["date"]) | (pieces["date_registration"] > pieces["date"])
    return np.select(
        [has_result & pieces["score"].notna(), has_result, away],
        ["scored", "excused", "not assigned"],
        default="missing",
    )
