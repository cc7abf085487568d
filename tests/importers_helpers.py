"""Files built as the documented layouts describe them, with invented names; and the account of a parsed file."""

import io
import zipfile

import openpyxl
import pandas as pd

from plworkbench.importers.parsed import SCHEMAS
from plworkbench.schema import empty_frame

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz: 6.RP.A.1 ratios (1234),Project (part 2) (77),Homework Current Score,\
Homework Final Score,Current Score,Final Score
,,,,,,Manual Posting,,,,
    Points Possible,,,,,10.00,20.00,(read only),(read only),(read only),(read only)
"Okafor, Amara",11,S001,aokafor,Period 3 and Period 4,8.50,EX,85,85,85,85
"García López, Lucía",12,00123,lgarcia@school.example,Period 3,,N/A,,,,
"Null",13,S003,null,Period 3,0,15,0,0,0,0
"Student, Test",99,,f00ba4,Period 3,1,1,,,,
"""

TIDY = """\
Student,ID,Standard,Assessment,Score,Points,Date due,Date,Status,Kind
"Okafor, Amara",001,6.RP.A.1,Quiz 1,8,10,2026-09-11,2026-09-14,,quiz
"Okafor, Amara",001,6.RP.A.2,Quiz 1,3,4,2026-09-11,2026-09-14,late,quiz
"Okafor, Amara",001,6.RP.A.1,Quiz 1,9,10,2026-09-11,2026-09-21,,quiz
Ben Ruiz,002,6.RP.A.1,Quiz 1,,10,2026-09-11,,missing,quiz
Ben Ruiz,002,6.RP.A.2,Quiz 1,0,4,2026-09-11,2026-09-14,,quiz
Ben Ruiz,002,6.EE.B.7,Task,,4,,,,task
"""

WIDE = """\
Student,Student ID,6.RP.A.1,6.RP.A.2,Exit ticket
Points possible,,10,4,5
Amara Okafor,001,8,3,5
Ben Ruiz,002,M,EX,
Chioma Ade,003,7/10,75%,N/A
"""


def xlsx(rows, *, sheets=None):
    """A workbook as bytes; `sheets` maps the names of further sheets to their rows."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Gradebook"
    for sheet, content in [(workbook.active, rows)] + [
        (workbook.create_sheet(name), more) for name, more in (sheets or {}).items()
    ]:
        for row_number, row in enumerate(content, start=1):
            for column_number, value in enumerate(row, start=1):
                cell = sheet.cell(row_number, column_number)
                cell.value = value
                if isinstance(value, str) and value:
                    cell.data_type = "s"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def repacked(content, replace):
    """The same zip with the members of `replace` changed: name to bytes, None to drop it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in replace:
                new.writestr(name, old.read(name))
        for name, data in replace.items():
            if data is not None:
                new.writestr(name, data)
    return buffer.getvalue()


def account(parsed):
    """Every place of the file and how often it is accounted for: (row, column) of cells, (row, '') of whole rows."""
    header_problems = {"stands twice", "was not read"}
    problems = {
        (problem.row, problem.column or "")
        for problem in parsed.problems
        if problem.row is not None and not any(words in problem.message for words in header_problems)
    }
    taken = list(parsed.scores[["row_number", "column_name"]].itertuples(index=False, name=None))
    ignored = list(parsed.ignored[["row_number", "column_name"]].itertuples(index=False, name=None))
    return pd.Series([*taken, *ignored, *problems], dtype="object").value_counts()


def has_declared_types(parsed):
    return all(
        {name: str(dtype) for name, dtype in getattr(parsed, frame).dtypes.items()} == declared
        for frame, declared in SCHEMAS.items()
    )


def nothing_known():
    """The tables of an empty workbench, as `plan_import` wants them."""
    return {
        "known_students": empty_frame("students").assign(in_class=pd.Series(dtype="bool")),
        "known_identifiers": empty_frame("identifiers"),
        "current_evidence": empty_frame("evidence"),
        "mapping": empty_frame("column_mappings"),
    }


def after(plan, before=None, **changes):
    """The tables of the workbench once a plan is committed."""
    before = before or nothing_known()
    keys = set(before["known_students"]["student_key"][before["known_students"]["in_class"].astype(bool)])
    students = pd.concat([before["known_students"], plan.new_students], ignore_index=True)
    kept = before["current_evidence"]
    kept = kept[~kept["evidence_key"].isin(plan.changed["replaces"])]
    new = [part.assign(class_key="c1", import_key="i1") for part in (plan.added, plan.changed)]
    return {
        "known_students": students.assign(
            in_class=students["student_key"].isin(keys | set(plan.students["student_key"]))
        ),
        "known_identifiers": pd.concat([before["known_identifiers"], plan.new_identifiers], ignore_index=True),
        "current_evidence": pd.concat([kept, *new], ignore_index=True)[kept.columns],
        "mapping": before["mapping"],
        **changes,
    }


def mapping(*rows):
    """Rows of the mapping: (column_name, standard_code) or (column_name, standard_code, date_assessed)."""
    padded = [(*row, None)[:3] for row in rows]
    frame = pd.DataFrame(padded, columns=["column_name", "standard_code", "date_assessed"])
    return frame.astype({"date_assessed": "datetime64[us]"})
