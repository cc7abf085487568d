"""Canvas's gradebook export: policies and points under the header, totals at the end, the test student last."""

from format_samples import STUDENTS

FILE_NAME = "2026-11-20T0900_Grades-Maths_6.csv"
GOOD = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz: 6.RP.A.1 ratios (1234),Project (part 2) (77),Homework Current Score,\
Current Score,Final Score
,,,,,,Manual Posting,,,
    Points Possible,,,,,10.00,20.00,(read only),(read only),(read only)
"Okafor, Amara",11,S001,aokafor,Period 3,8.50,EX,85,85,85
"García López, Lucía",12,00123,lgarcia@school.example,Period 3,,N/A,,,
"Null",13,S003,null,Period 3,0,15,0,0,0
"Student, Test",99,,f00ba4,Period 3,1,1,,,
""".encode()
BAD = GOOD.replace(b"8.50,EX", b"absnt,EX")
BAD_SAYS = "Row 4, column 'Quiz: 6.RP.A.1 ratios (1234)': 'absnt' is not a number."
KEEPS = ["student", "standard_code", "score", "points_possible", "status"]


def write(scores):
    """The scores as Canvas exports them."""
    words = {"excused": "EX", "missing": "M", "not assigned": "N/A"}
    works = scores.drop_duplicates("assessment").reset_index(drop=True)
    headers = [f'"{title} ({number})"' for number, title in enumerate(works["assessment"], start=101)]
    points = [f"{value:.2f}" for value in works["points_possible"]]
    lines = [
        ",".join(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headers, "Final Score"]),
        ",".join(["    Points Possible", "", "", "", "", *points, "(read only)"]),
    ]
    for place, student in STUDENTS.iterrows():
        own = scores[scores["student"] == place].set_index("assessment")
        cells = [
            words.get(own.loc[title, "status"], f"{own.loc[title, 'score']:.2f}") if title in own.index else ""
            for title in works["assessment"]
        ]
        name = f'"{student["last_name"]}, {student["first_name"]}"'
        lines.append(
            ",".join([name, str(500 + place), student["id"], student["email"], student["section"], *cells, "88"])
        )
    return "\n".join(lines).encode()
