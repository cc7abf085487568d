"""A table whose headings say nothing to us: numbered rows, names, a number of the school, marks and days."""

from format_samples import STUDENTS

FILE_NAME = "marks.csv"
GOOD = """\
Nr.;Schüler;Schulnummer;Brüche;Dezimalzahlen;Wann
1;Okafor, Amara;00123;3,5;8/10;14.09.2026
2;García López, Lucía;00124;2;EX;14.09.2026
3;Chen, Wei;00125;4;;15.09.2026
4;O'Neil-Søren, Zoë;00126;0;7/10;15.09.2026
""".encode()
BAD = GOOD.replace(b";7/10;", b";7-Oct;")
BAD_SAYS = "Row 5, column 'Dezimalzahlen': '7-Oct' is a date: a spreadsheet program turned '7/10' into it."
KEEPS = ["student", "assessment", "standard_code", "score", "points_possible", "status"]


def write(scores):
    """The scores one a row, under headings that are not known."""
    words = {"excused": "EX", "missing": "M", "not assigned": "N/A"}
    lines = ["Alumno\tMatrícula\tTrabajo\tNota\tMáximo"]
    for row in scores.itertuples():
        student = STUDENTS.loc[row.student]
        score = words.get(row.status, f"{row.score:g}")
        cells = [f"{student['last_name']}, {student['first_name']}", student["id"], row.assessment, score]
        lines.append("\t".join([*cells, f"{row.points_possible:g}"]))
    return "\n".join(lines).encode()
