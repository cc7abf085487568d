"""The Learning Mastery export of Canvas: two columns an outcome, and no word of what a result is out of."""

from format_samples import STUDENTS

FILE_NAME = "Outcomes-Period 3.csv"
GOOD = """\
Student name,Student ID,Student SIS ID,Ratios > Unit rates > 6.RP.A.2 Unit rates result,\
Ratios > Unit rates > 6.RP.A.2 Unit rates mastery points,"Ratios > I can compare, with words result",\
"Ratios > I can compare, with words mastery points"
Amara Okafor,101,00123,3.27,3,4.0,3
Lucía García López,102,N/A,,3,0.0,3
Wei Chen,103,00125,2.5,3,,3
Wei Chen,104,00126,4.0,3,1.63,3
""".encode()
BAD = GOOD.replace(b"2.5,3,,3", b"Meets,3,,3")
BAD_SAYS = "Row 4, column 'Ratios > Unit rates > 6.RP.A.2 Unit rates result': 'Meets' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "status"]
STATUSES = ["scored"]


def write(scores):
    """The scores as results of outcomes, each with mastery at 3 points."""
    works = list(dict.fromkeys(scores["assessment"]))
    titles = [f'"{title} {what}"' for title in works for what in ("result", "mastery points")]
    lines = [",".join(["Student name", "Student ID", "Student SIS ID", *titles])]
    for place, student in STUDENTS.iterrows():
        own = scores[(scores["student"] == place) & (scores["status"] == "scored")].set_index("assessment")["score"]
        results = [f"{own[title]},3" if title in own.index else ",3" for title in works]
        lines.append(
            ",".join([f"{student['first_name']} {student['last_name']}", f"{place + 1}", student["id"], *results])
        )
    return "\n".join(lines).encode()
