"""A teacher's own table: one score a row."""

from format_samples import STUDENTS

FILE_NAME = "scores.csv"
GOOD = b"""\
Student,ID,Standard,Assessment,Score,Points,Date due,Date,Status,Kind
"Okafor, Amara",001,6.RP.A.1,Quiz 1,8,10,2026-09-11,2026-09-14,,quiz
"Okafor, Amara",001,6.RP.A.2,Quiz 1,3,4,2026-09-11,2026-09-14,late,quiz
"Okafor, Amara",001,6.RP.A.1,Quiz 1,9,10,2026-09-11,2026-09-21,,quiz
Ben Ruiz,002,6.RP.A.1,Quiz 1,,10,2026-09-11,,missing,quiz
Ben Ruiz,002,6.RP.A.2,Quiz 1,0,4,2026-09-11,2026-09-14,,quiz
Chioma Ade,003,6.EE.B.7,Task,,4,,,,task
"""
BAD = GOOD.replace(b",3,4,2026-09-11,2026-09-14,late", b",3,4,2026-09-11,soon,late")
BAD_SAYS = "Row 3, column 'Date': 'soon' is not a date."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status", "date_assessed"]


def write(scores):
    """The scores as a tidy table in the order of the students."""
    lines = ["First name,Last name,ID,Standard,Assessment,Score,Points possible,Date assessed,Status"]
    for score in scores.sort_values("student", kind="stable").itertuples():
        student = STUDENTS.loc[score.student]
        cells = [
            student["first_name"],
            student["last_name"],
            student["id"],
            score.standard_code,
            f'"{score.assessment}"',
            "" if score.status != "scored" else f"{score.score:g}",
            f"{score.points_possible:g}",
            f"{score.date_assessed:%Y-%m-%d}",
            "" if score.status == "scored" else score.status,
        ]
        lines.append(",".join(cells))
    return "\n".join(lines).encode()
