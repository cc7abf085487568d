"""Canvas's outcome results report: 32 columns, one row a result on one outcome, or of one question of a quiz."""

import csv
import io

from format_samples import STUDENTS

FILE_NAME = "outcome_results_2026_10_04.csv"
HEADER = [
    "student name", "student id", "student sis id", "assessment title", "assessment id", "assessment type",
    "submission date", "submission score", "learning outcome name", "learning outcome id", "attempt", "outcome score",
    "assessment question", "assessment question id", "course name", "course id", "course sis id", "section name",
    "section id", "section sis id", "assignment url", "learning outcome friendly name",
    "learning outcome points possible", "learning outcome mastery score", "learning outcome mastered",
    "learning outcome rating", "learning outcome rating points", "learning outcome group title",
    "learning outcome group id", "account id", "account name", "enrollment state",
]  # fmt: skip


def table(rows):
    """Rows as dictionaries of some columns, as the report writes them."""
    usual = {
        "course name": "Maths 6", "course id": "501", "section name": "Period 3", "section id": "801",
        "assignment url": "https://canvas.example/courses/501/assignments/77", "learning outcome mastery score": "3.0",
        "account id": "1", "account name": "Example School", "enrollment state": "active", "attempt": "1",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows([{**usual, **row} for row in rows])
    return text.getvalue().encode()


def result(student, title, outcome, score, points="4.0", **others):
    """One result; the student as (name, Canvas id, SIS id)."""
    return {
        **dict(zip(("student name", "student id", "student sis id"), student)),
        "assessment title": title,
        "assessment type": "quiz",
        "submission date": "2026-09-14 15:10:00 UTC",
        "learning outcome name": outcome,
        "learning outcome id": str(700 + len(outcome)),
        "outcome score": score,
        "learning outcome points possible": points,
        **{name.replace("_", " "): value for name, value in others.items()},
    }


AMARA, LUCIA, WEI = ("Amara Okafor", "11", "00123"), ("Lucía García López", "12", "00124"), ("Wei Chen", "13", "00125")
ROWS = [
    result(AMARA, "Quiz 1", "6.RP.A.1 Ratios", "3.0", learning_outcome_friendly_name="I can use ratios"),
    result(AMARA, "Quiz 1", "6.RP.A.1 Ratios", "4.0", attempt="2", submission_date="2026-09-21T15:10:00Z"),
    result(AMARA, "Unit test", "Ratios", "1.0", "1.0", assessment_question="Question 1", assessment_question_id="91"),
    result(AMARA, "Unit test", "Ratios", "0.0", "1.0", assessment_question="Question 2", assessment_question_id="92"),
    result(LUCIA, "Quiz 1", "6.RP.A.1 Ratios", "0.0"),
    result(LUCIA, "Unit test", "Equations", "2.5", learning_outcome_friendly_name="6.EE.B.7"),
    result(WEI, "Quiz 1", "6.RP.A.1 Ratios", "", learning_outcome_rating="Meets the standard"),
    result(WEI, "Unit test", "Equations", "", learning_outcome_friendly_name="6.EE.B.7"),
]
GOOD = table(ROWS)
BAD = table([*ROWS, result(WEI, "Quiz 2", "6.RP.A.1 Ratios", "three")])
BAD_SAYS = "Row 10, column 'outcome score': 'three' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]
STATUSES = ["scored"]


def write(scores):
    """The scores as results; the report has no row for what is excused or missing."""
    rows = []
    for score in scores[scores["status"] == "scored"].itertuples():
        student = STUDENTS.loc[score.student]
        who = (f"{student['first_name']} {student['last_name']}", str(20 + score.student), student["id"])
        points = f"{score.points_possible:g}"
        rows.append(result(who, score.assessment, f"{score.standard_code} in words", f"{score.score:g}", points))
    return table(rows)
