"""Attendance with one day a row, as student information systems write it."""

import pandas as pd

from format_samples import STUDENTS

FILE_NAME = "attendance september.csv"
GOOD = """\
Attendance from 2026-09-14 to 2026-09-15
Student ID,Student Name,Homeroom,Date,Period,Attendance Code,Minutes,Reason
00123,"Okafor, Amara",6B,9/14/2026,,P,,
00123,"Okafor, Amara",6B,9/15/2026,1,T,12,bus was late
00124,"García López, Lucía",6B,9/14/2026,,UA,,
00124,"García López, Lucía",6B,9/15/2026,1,Absent - Excused,50,doctor
00125,"Chen, Wei",6B,9/14/2026,,,,
00126,"Chen, Wei",6C,9/14/2026,,present,,
""".encode()
BAD = GOOD.replace(b",UA,", b",XYZ,")
BAD_SAYS = "Row 5, column 'Attendance Code': 'XYZ' is not known here. Write one of these: present, absent, excused"
TABLE = "attendance"
RECORDS = pd.DataFrame(
    [
        (0, "2026-09-14", "", "present", None, ""),
        (0, "2026-09-15", "1", "late", 12, "bus"),
        (1, "2026-09-14", "", "absent", None, ""),
        (2, "2026-09-14", "", "excused", 50, "doctor, 10 am"),
        (3, "2026-09-14", "", "present", None, ""),
        (4, "2026-09-14", "2", "present", 0, ""),
    ],
    columns=["student", "date", "period", "status", "minutes_missed", "note"],
)


def write_records(records):
    """The records with one day a row, and the codes of a student information system."""
    codes = {"present": "P", "late": "TU", "absent": "UA", "excused": "EA"}
    rows = records.join(STUDENTS, on="student").assign(code=records["status"].map(codes))
    shown = rows[["id", "last_name", "first_name", "date", "period", "code", "minutes_missed", "note"]]
    headers = ["ID", "Last Name", "First Name", "Date", "Period", "Code", "Minutes missed", "Reason"]
    return shown.set_axis(headers, axis=1).to_csv(index=False).encode()
