"""Entries on behavior, one a row."""

import pandas as pd

from format_samples import STUDENTS

FILE_NAME = "behavior log.csv"
GOOD = """\
Student,ID,Date,Type,Category,Points,Description,Action Taken
Amara Okafor,00123,2026-09-14,Positive,Helping others,+1,"Shared her notes, twice",
Lucía García López,00124,2026-09-14,Negative,Disruption,-2,Talked during the test,Moved seat
Wei Chen,00125,2026-09-15,Neutral,,0,Was tired,
Wei Chen,00126,2026-09-15,,Helping others,1,,
""".encode()
BAD = GOOD.replace(b",-2,", b",two,")
BAD_SAYS = "Row 3, column 'Points': 'two' is not a number."
TABLE = "behavior"
RECORDS = pd.DataFrame(
    [
        (0, "2026-09-14", "positive", "Helping others", 1, "", "Shared notes, twice"),
        (0, "2026-09-14", "positive", "Helping others", 1, "", "Shared a pencil"),
        (1, "2026-09-14", "concern", "Disruption", -2, "Moved seat", ""),
        (2, "2026-09-15", "note", "", None, "", "Was tired"),
        (3, "2026-09-15", "concern", "Late work", None, "", ""),
        (4, "2026-09-15", "positive", "", 2.5, "Note home", ""),
    ],
    columns=["student", "date", "kind", "category", "points", "response", "note"],
)


def write_records(records):
    """The records with the words of a behavior log."""
    words = {"positive": "Praise", "concern": "Concern", "note": "Note"}
    rows = records.join(STUDENTS, on="student").assign(type=records["kind"].map(words))
    shown = rows[["id", "first_name", "last_name", "date", "type", "category", "points", "response", "note"]]
    headers = ["ID", "First Name", "Last Name", "Date", "Type", "Behavior", "Points", "Consequence", "Comments"]
    return shown.set_axis(headers, axis=1).to_csv(index=False).encode()
