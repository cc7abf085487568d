"""A quiz of Google Forms: locale timestamps, 'x / y' scores, questions with commas, lines and one title twice."""

from format_samples import STUDENTS

FILE_NAME = "Quiz 1 6.RP.A.1 (Responses) - Form Responses 1.csv"
GOOD = """\
Timestamp,Email Address,Score,What is your name?,Class period,"Which is larger, 2/3 or 3/4? 🤔
Say why.",Explain,Explain
2026/10/04 10:15:00 AM GMT+5:30,amara@school.example,13.5 / 15,Amara Okafor,Period 3,3/4,"Nine, not eight, twelfths",So
2026/10/04 1:02:10 PM GMT+5:30,ben@school.example,0.00 / 15,Ben Ruiz,Period 3,2/3,-,
2026/10/05 9:00:00 AM GMT+5:30,Ben@school.example,11.00 / 15,ben,Period 3,3/4,,
2026/10/05 9:01:00 AM GMT+5:30,chioma@school.example,,Chioma Ade,Period 4,3/4,,
""".encode()
BAD = GOOD.replace(b"11.00 / 15", b"11-15")
BAD_SAYS = "Row 4, column 'Score': '11-15' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]
WORKS = ["Quiz 1 6.RP.A.1"]


def write(scores):
    """The scores of one form, in the order the answers came in."""
    lines = ["Timestamp,Email Address,Score,Full name"]
    for place, row in scores.set_index("student").iterrows():
        student = STUDENTS.loc[place]
        lines.append(
            f"{row['date_assessed']:%Y/%m/%d} 10:{place:02}:41,{student['email']},"
            f"{row['score']:g} / {row['points_possible']:g},{student['first_name']} {student['last_name']}"
        )
    return "\n".join(lines).encode()
