"""A teacher's own table: one student a row."""

from format_samples import STUDENTS

FILE_NAME = "period 3.csv"
GOOD = b"""\
Student,Student ID,6.RP.A.1,6.RP.A.2,Exit ticket
Points possible,,10,4,5
Amara Okafor,00123,8,3,5
Ben Ruiz,00124,M,EX,
Chioma Ade,00125,7/10,75%,N/A
"""
BAD = GOOD.replace(b",8,3,5", b",absnt,3,5")
BAD_SAYS = "Row 3, column '6.RP.A.1': 'absnt' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]


def write(scores):
    """The scores as a wide table with a row of points."""
    words = {"excused": "EX", "missing": "M", "not assigned": "N/A"}
    works = scores.drop_duplicates("assessment")
    quoted = [f'"{title}"' for title in works["assessment"]]
    lines = [
        "First name,Last name,ID," + ",".join(quoted),
        "Points possible,,," + ",".join(map("{:g}".format, works["points_possible"])),
    ]
    for place, student in STUDENTS.iterrows():
        own = scores[scores["student"] == place].set_index("assessment")
        cells = [
            words.get(own.loc[title, "status"], f"{own.loc[title, 'score']:g}") if title in own.index else ""
            for title in works["assessment"]
        ]
        lines.append(",".join([student["first_name"], f'"{student["last_name"]}"', student["id"], *cells]))
    return "\n".join(lines).encode()
