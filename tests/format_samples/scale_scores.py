"""Results of tests on a scale of their own, in the columns of MAP; Star and i-Ready stand in test_formats_records."""

import pandas as pd

from format_samples import STUDENTS

FILE_NAME = "AssessmentResults.csv"
GOOD = """\
TermName,StudentID,StudentLastName,StudentFirstName,Discipline,TestName,TestStartDate,TestRITScore,TestStandardError,\
TestPercentile,AchievementQuintile,Goal1RitScore
Fall 2026-2027,00123,Okafor,Amara,Mathematics,Growth: Math 6+ CCSS 2010 V2,9/14/2026,221,3.1,67,HiAvg,219
Fall 2026-2027,00123,Okafor,Amara,Reading,"Growth: Reading 6+, CCSS 2010",9/15/2026,209,3.3,44,Avg,211
Fall 2026-2027,00124,García López,Lucía,Mathematics,Growth: Math 6+ CCSS 2010 V2,9/14/2026,198,2.9,21,Lo,200
Winter 2026-2027,00124,García López,Lucía,Mathematics,Growth: Math 6+ CCSS 2010 V2,1/18/2027,203,3,25,LoAvg,202
Fall 2026-2027,00125,Chen,Wei,Mathematics,Growth: Math 6+ CCSS 2010 V2,9/14/2026,,,,,
""".encode()
BAD = GOOD.replace(b",198,2.9,21,", b",198,2.9,210,")
BAD_SAYS = "Row 4, column 'TestPercentile': 210 is above 99, the most there can be."
TABLE = "scale_scores"
RECORDS = pd.DataFrame(
    [
        (0, "Growth: Math 6+", "Mathematics", "2026-09-14", "Fall 2026-2027", 221, 3.1, "RIT", 67, "HiAvg"),
        (0, "Growth: Math 6+", "Mathematics", "2027-01-18", "Winter 2026-2027", 224.5, 3, "RIT", 68, "HiAvg"),
        (1, "Growth: Reading 6+", "Reading", "2026-09-15", "Fall 2026-2027", 198, 2.9, "RIT", 1, "Lo"),
        (2, "Growth: Math 6+", "Mathematics", None, "Fall 2026-2027", 203, None, "RIT", None, ""),
        (3, "Growth: Math 6+", "Mathematics", "2026-09-14", "", 190, 3.4, "RIT", 99, ""),
        (4, "Growth: Math 6+", "Mathematics", "2026-09-14", "", 190, 3.4, "RIT", 12, ""),
    ],
    columns=[
        "student", "test", "subject", "date", "term", "score", "standard_error", "scale", "percentile", "placement",
    ],
)  # fmt: skip


def write_records(records):
    """The records in the columns of MAP, which has none for the scale."""
    rows = records.join(STUDENTS, on="student")
    own = ["id", "last_name", "first_name", *records.columns.drop(["student", "scale"])]
    headers = [
        "StudentID", "StudentLastName", "StudentFirstName", "TestName", "Discipline", "TestStartDate", "TermName",
        "TestRITScore", "TestStandardError", "TestPercentile", "AchievementQuintile",
    ]  # fmt: skip
    return rows[own].set_axis(headers, axis=1).to_csv(index=False).encode()
