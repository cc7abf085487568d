"""An exit ticket pasted from a spreadsheet, without any heading: last name, first name, and ticks."""

from format_samples import STUDENTS

FILE_NAME = "Quiz 1 6.RP.A.1.tsv"
GOOD = """\
Okafor\tAmara\t✓\t3\t+
García López\tLucía\t✗\t0\t-
Chen\tWei\tx\t4\t+
Chen\tWei\t\tEX\t+
O'Neil-Søren\tZoë\t✓\t2\t-
""".encode()
BAD = GOOD.replace("✗".encode(), b"absnt")
BAD_SAYS = "Row 2, column 'Quiz 1 6.RP.A.1, column C': 'absnt' is not a number."
KEEPS = ["student", "assessment", "standard_code", "score", "status"]
WORKS = ["Quiz 1 6.RP.A.1"]


def write(scores):
    """The scores of one exit ticket beside the names."""
    rows = scores.set_index("student")["score"]
    return "\n".join(
        f"{student['first_name']} {student['last_name']}\t{rows[place]:g}" for place, student in STUDENTS.iterrows()
    ).encode()
