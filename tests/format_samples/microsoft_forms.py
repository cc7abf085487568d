"""A quiz of Microsoft Forms as Excel saves it again: cp1252, with a long dash in a question, and points beside it."""

from format_samples import STUDENTS

FILE_NAME = "Quiz 1 6.RP.A.1(1-5).csv"
GOOD = """\
ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,Last modified time,Which is larger – 2/3 or 3/4?,\
Points - Which is larger – 2/3 or 3/4?,Feedback - Which is larger – 2/3 or 3/4?,Full name,Points - Full name
1,9/14/26 9:06:23,9/14/26 9:17:10,amara@school.example,Amara Okafor,4,,,3/4,2,Well done,,
2,9/14/26 9:08:00,9/14/26 9:22:00,lucia@school.example,Lucía García,0,,,2/3,0,,,
5,9/14/26 9:08:00,9/14/26 9:23:00,anonymous,anonymous,3,,,3/4,2,,Chioma Ade,
7,9/15/26 9:08:00,9/15/26 9:22:00,lucia@school.example,Lucía García,,,,3/4,2,,,
""".encode("cp1252").replace("–".encode("cp1252"), b"\x97")
BAD = GOOD.replace(b"Chioma Ade", b"")
BAD_SAYS = "Row 4: the answer is anonymous"
KEEPS = ["student", "assessment", "standard_code", "score", "status"]
WORKS = ["Quiz 1 6.RP.A.1"]


def write(scores):
    """The scores of one form, a point total each."""
    lines = ["Id,Start time,Completion time,Email,Name,Total points,Quiz feedback,Which is larger?"]
    for place, row in scores.set_index("student").iterrows():
        student = STUDENTS.loc[place]
        moment = f"9/14/26 10:{place:02}:41"
        name = f"{student['first_name']} {student['last_name']}"
        lines.append(f"{place + 1},{moment},{moment},{student['email']},{name},{row['score']:g},,3/4")
    return "\n".join(lines).encode("cp1252")
