"""Activities outside lessons, one a row."""

import pandas as pd

from format_samples import STUDENTS

FILE_NAME = "clubs.csv"
GOOD = """\
Student,Student ID,Grade,Club,Type,Role,Start Date,End Date,Hours per week
Amara Okafor,00123,6,Robotics,STEM,captain,2026-09-07,,2.5
Amara Okafor,00123,6,Choir,Arts,,2026-09-07,2026-12-18,1
Lucía García López,00124,6,"Library helpers, upper floor",Service,,,,n/a
Wei Chen,00125,6,Robotics,STEM,,2026-09-07,,2.5
""".encode()
BAD = GOOD.replace(b"2026-12-18,1", b"2026-12-18,200")
BAD_SAYS = "Row 3, column 'Hours per week': 200 is above 168, the most there can be."
TABLE = "activities"
RECORDS = pd.DataFrame(
    [
        (0, "Robotics", "STEM", "captain", "2026-09-07", None, 2.5),
        (0, "Choir", "arts", "", "2026-09-07", "2026-12-18", 1),
        (1, "Library helpers, upper floor", "service", "", None, None, None),
        (2, "Robotics", "STEM", "", "2026-09-07", None, 2.5),
        (3, "Soccer", "sport", "goalkeeper", "2026-08-24", "2026-11-06", 6),
        (4, "Job at the bakery", "job", "", None, None, 168),
    ],
    columns=["student", "activity", "kind", "role", "starts_on", "ends_on", "hours_per_week"],
)


def write_records(records):
    """The records as a list of activities."""
    rows = records.join(STUDENTS, on="student")
    own = ["id", "first_name", "last_name", "activity", "kind", "role", "starts_on", "ends_on", "hours_per_week"]
    headers = ["ID", "First name", "Last name", "Activity", "Kind", "Position", "From", "Until", "Weekly hours"]
    return rows[own].set_axis(headers, axis=1).to_csv(index=False).encode()
