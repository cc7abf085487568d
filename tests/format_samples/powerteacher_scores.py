"""The score template of PowerTeacher: one assignment, with facts about it above the header."""

from format_samples import STUDENTS

FILE_NAME = "Unit 1 Formative.csv"
GOOD = """\
Teacher Name:,Ines Duarte,
Class:,Mathematics 06,
Assignment Name:,Unit 1 Formative 6.RP.A.1,
Due Date:,2026-08-25,
Points Possible:,7.0,
Extra Points:,0.0,
Score Type:,POINTS,
Student Num,Student Name,Score
00123,Amara OKAFOR,6.5
00124,"García López, Lucía",
00125,Wei CHEN,0
00126,Wei CHEN,EX
00127,Zoë O'NEIL-SØREN,M
""".encode()
BAD = GOOD.replace(b"POINTS", b"GRADESCALE").replace(b"6.5", b"B+")
BAD_SAYS = "Row 9, column 'Score': 'B+' is a letter grade, and no scale says what it is worth."


def write_assignment(scores):
    """The scores of one assignment as a template: a file holds no more than one."""
    words = {"excused": "EX", "missing": "M"}
    work = scores.iloc[0]
    lines = [
        "Teacher Name:,Ines Duarte,",
        "Class:,Period 3,",
        f"Assignment Name:,{work['assessment']},",
        f"Due Date:,{work['date_assessed']:%Y-%m-%d},",
        f"Points Possible:,{work['points_possible']:.1f},",
        "Extra Points:,0.0,",
        "Score Type:,POINTS,",
        "Student Num,Student Name,Score",
    ]
    own = scores.set_index("student")
    for place, student in STUDENTS.iterrows():
        score = words.get(own.loc[place, "status"], f"{own.loc[place, 'score']:g}")
        lines.append(f'{student["id"]},"{student["last_name"]}, {student["first_name"]}",{score}')
    return "\n".join(lines).encode()
