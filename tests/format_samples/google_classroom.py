"""Grades downloaded from Google Classroom, as others have met them: dates and points in two rows under the header."""

from format_samples import STUDENTS

FILE_NAME = "Period 3 grades.csv"
GOOD = """\
Last Name,First Name,Email Address,Quiz 6.RP.A.1,"Task, part 2",Reading log
Date,,,2026-09-11,2026-09-21,No due date
Points,,,10,20,5
Class average,,,6.5,14,5
Okafor,Amara,amara.okafor@school.example,8.5,Excused,5
García López,Lucía,lucia.garcia@school.example,0,Missing,
Points,Zoë,zoe.points@school.example,,14,5
""".encode()
BAD = GOOD.replace(b"example,8.5,", b"example,Turned in,")
BAD_SAYS = "Row 5, column 'Quiz 6.RP.A.1': 'Turned in' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]
STATUSES = ["scored", "missing", "excused"]


def write(scores):
    """The scores as Classroom lays them out, the day they were assessed as the day they were due."""
    words = {"excused": "Excused", "missing": "Missing"}
    works = scores.drop_duplicates("assessment")
    lines = [
        ",".join(["Last Name", "First Name", "Email Address", *[f'"{title}"' for title in works["assessment"]]]),
        ",".join(["Date", "", "", *[f"{day:%Y-%m-%d}" for day in works["date_assessed"]]]),
        ",".join(["Points", "", "", *map("{:g}".format, works["points_possible"])]),
    ]
    for place, student in STUDENTS.iterrows():
        own = scores[scores["student"] == place].set_index("assessment")
        cells = [
            words.get(own.loc[title, "status"], f"{own.loc[title, 'score']:g}") if title in own.index else ""
            for title in works["assessment"]
        ]
        lines.append(",".join([f'"{student["last_name"]}"', student["first_name"], student["email"], *cells]))
    return "\n".join(lines).encode()
