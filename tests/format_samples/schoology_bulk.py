"""Schoology's bulk export: 18 columns, one row a grade."""

import csv
import io

from format_samples import STUDENTS

FILE_NAME = "gradebook-bulk-export.csv"
HEADER = [
    "Unique User ID", "First Name", "Last Name", "Email", "Course Name", "Course Code", "Department Code",
    "Section Name", "Section Code", "Assignment Title", "Assignment Due Date", "Max Points", "Grade",
    "Grading Category", "Username", "Accommodations Offered/Received", "Collected", "Count in Grade",
]  # fmt: skip


def table(rows):
    """Rows as lists of cells, as the export writes them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    return text.getvalue().encode()


def grade(student, title, given, points="10", due="2026-09-11 23:59:00", course="Maths 6", counts="True"):
    """One row; the student as (id, first name, last name)."""
    identifier, first, last = student
    address = f"{first.lower()}.{identifier}@school.example"
    where = [course, "M6", "", "Period 3", "P3"]
    more = ["Quizzes", f"{first.lower()}{identifier}", "False", "False", counts]
    return [identifier, first, last, address, *where, title, due, points, given, *more]


AMARA, LUCIA, WEI, OTHER_WEI = (
    ("00123", "Amara", "Okafor"),
    ("00124", "Lucía", "García López"),
    ("00125", "Wei", "Chen"),
    ("00126", "Wei", "Chen"),
)
ROWS = [
    grade(AMARA, "Quiz 1 6.RP.A.1", "8.5"),
    grade(AMARA, "Practice", "4", counts="False"),
    grade(AMARA, "Poster", "17", "20", "", course="Art"),
    grade(LUCIA, "Quiz 1 6.RP.A.1", "0"),
    grade(LUCIA, "Poster", "Incomplete", "20", "", course="Art"),
    grade(WEI, "Quiz 1 6.RP.A.1", "Missing"),
    grade(WEI, "Project, part 2", ""),
    grade(OTHER_WEI, "Quiz 1 6.RP.A.1", "Exempt"),
]
GOOD = table(ROWS)
BAD = table([*ROWS, grade(WEI, "Quiz 2 6.RP.A.1", "absnt")])
BAD_SAYS = "Row 10, column 'Grade': 'absnt' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]


def write(scores):
    """The scores as grades."""
    words = {"excused": "EX", "missing": "MI"}
    rows = []
    for score in scores.itertuples():
        student = tuple(STUDENTS.loc[score.student, ["id", "first_name", "last_name"]])
        given = words.get(score.status, f"{score.score:g}")
        rows.append(grade(student, score.assessment, given, f"{score.points_possible:g}"))
    return table(rows)
