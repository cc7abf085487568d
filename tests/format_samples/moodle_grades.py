"""The grade export of Moodle: items in several forms, totals, and '-' for a grade that is missing."""

from format_samples import STUDENTS

FILE_NAME = "Period 3 Grades.csv"
GOOD = """\
"First name","Last name","ID number",Institution,Department,"Email address","Quiz: Ratios 6.RP.A.1 (Real)",\
"Quiz: Ratios 6.RP.A.1 (Percentage)","Quiz: Ratios 6.RP.A.1 (Letter)","Quiz: Ratios 6.RP.A.1 (Feedback)",\
"Assignment: Task, part 2 (Percentage)","Quiz: To come (Real)","Unit 1 total (Real)","Course total (Real)",\
"Course total (Letter)","Last downloaded from this course"
Amara,Okafor,00123,,,amara.okafor@school.example,8.50,"85.00 %",B+,"Well done",60.00 %,-,8.50,8.50,B,1789000000
Lucía,"García López",00124,,,lucia.garcia@school.example,-,-,-,,100.00 %,-,-,-,-,1789000000
Wei,Chen,00125,,,wei.chen@school.example,0.00,"0.00 %",F,,-,-,0.00,0.00,F,1789000000
Wei,Chen,00126,,,wei.chen2@school.example,7.33,"73.30 %",C,,0.00 %,-,7.33,7.33,C,1789000000
""".encode()
BAD = """\
"First name",Surname,"ID number","Email address","Quiz: Ratios 6.RP.A.1 (Letter)","Last downloaded from this course"
Amara,Okafor,00123,amara.okafor@school.example,-,1789000000
Lucía,"García López",00124,lucia.garcia@school.example,B+,1789000000
Wei,Chen,00125,wei.chen@school.example,-,1789000000
""".encode()
BAD_SAYS = "Row 3, column 'Quiz: Ratios 6.RP.A.1 (Letter)': 'B+' is a letter grade, and no scale says what it is worth."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]
STATUSES = ["scored", "missing"]


def write(scores):
    """The scores as points and percentages of items made by hand, which have no type before them."""
    works = scores.drop_duplicates("assessment").set_index("assessment")["points_possible"]
    items = [f'"{title} ({form})"' for title in works.index for form in ("Real", "Percentage")]
    lines = [",".join(['"First name"', "Surname", '"ID number"', '"Email address"', *items, '"Course total (Real)"'])]
    for place, student in STUDENTS.iterrows():
        own = scores[scores["student"] == place].set_index("assessment")
        cells = []
        for title, points in works.items():
            if title not in own.index or own.loc[title, "status"] not in STATUSES:
                cells += ["", ""]
            elif own.loc[title, "status"] == "missing":
                cells += ["-", "-"]
            else:
                score = own.loc[title, "score"]
                cells += [f"{score:.2f}", f"{score / points * 100:.2f} %"]
        who = [student["first_name"], f'"{student["last_name"]}"', student["id"], student["email"]]
        lines.append(",".join([*who, *cells, "-"]))
    return "\n".join(lines).encode()
