"""Answers to questions, one a row, as an item report writes them."""

import pandas as pd

from format_samples import STUDENTS

FILE_NAME = "item report.csv"
GOOD = """\
Student ID,Student Name,Quiz,Question,Question Type,Answer,Correct Answer,Points Earned,Points Possible,Time
00123,"Okafor, Amara",Quiz 1,1. Which is more?,choice,"3/4, not 2/3",3/4,1,1,0:45
00123,"Okafor, Amara",Quiz 1,2,choice,B,C,0,1,1:30
00124,"García López, Lucía",Quiz 1,1. Which is more?,choice,2/3,3/4,0,1,2:05
00124,"García López, Lucía",Quiz 1,2,choice,,C,0,1,0:05
00125,"Chen, Wei",Quiz 1,1. Which is more?,choice,3/4,3/4,1,1,1:02:00
00126,"Chen, Wei",Quiz 1,1. Which is more?,choice,-,3/4,0.5,1,
00126,"Chen, Wei",Quiz 1,2,choice,,C,,1,
""".encode()
BAD = GOOD.replace(b",C,0,1,1:30", b",C,none of it,1,1:30")
BAD_SAYS = "Row 3, column 'Points Earned': 'none of it' is not a number. Write a number, or leave the cell empty."
TABLE = "item_responses"
RECORDS = pd.DataFrame(
    [
        (0, "Quiz 1", "1", "6.RP.A.1", "2026-09-14", 1, "B", "B", None, 1.0, 0.75),
        (0, "Quiz 1", "2", "6.RP.A.2", "2026-09-14", 1, "2 : 3, or 4 : 6", "2 : 3", None, 2.5, 1.5),
        (0, "Quiz 1", "1", "6.RP.A.1", "2026-09-21", 2, "C", "B", None, 1.0, None),
        (1, "Quiz 1", "1", "6.RP.A.1", "2026-09-14", 1, "=1+1", "B", None, 1.0, 0.0),
        (2, "Quiz 1", "1", "", None, 1, "b", "", None, None, 12.25),
        (3, "Test, part 2", "1", "Goal 7", "2026-10-02", 3, "é – 5", "", None, 0.0, None),
    ],
    columns=[
        "student", "assessment", "item", "standard_code", "date", "attempt", "response", "correct_response", "score",
        "points_possible", "minutes",
    ],
).astype({"score": "float64", "attempt": "Int64"})  # fmt: skip


def write_records(records):
    """The records with seconds for minutes; points earned are in the other sample."""
    rows = records.join(STUDENTS, on="student").assign(seconds=60 * records["minutes"])
    own = ["id", "first_name", "last_name", *records.columns.drop(["student", "score", "minutes"]), "seconds"]
    headers = [
        "ID", "First name", "Last name", "Test", "Item number", "Standard", "Date taken", "Attempt", "Student response",
        "Key", "Out of", "Time in seconds",
    ]  # fmt: skip
    return rows[own].set_axis(headers, axis=1).to_csv(index=False).encode()
