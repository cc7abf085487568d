"""Files built as the documented layouts describe them, with invented names; and the account of a parsed file."""

import io
import zipfile

import openpyxl
import pandas as pd

from plworkbench.importers.matching import new_keys
from plworkbench.importers.parsed import SCHEMAS, TOTAL
from plworkbench.importers.raw import RawDocument
from plworkbench.messages import REMARKS
from plworkbench.schema import conform, empty_frame

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
        if problem.row is not None
        and problem.code not in REMARKS
        and not any(words in problem.message for words in header_problems)
    }
    taken = list(parsed.scores[["row_number", "column_name"]].itertuples(index=False, name=None))
    ignored = list(parsed.ignored[["row_number", "column_name"]].itertuples(index=False, name=None))
    return pd.Series([*taken, *ignored, *problems], dtype="object").value_counts()


def rows_of_file(parsed):
    """The physical rows of what was read; in a document the entries of its lists, numbered throughout."""
    if isinstance(parsed.raw, RawDocument):
        lengths = {name: len(parsed.raw.content.get(name) or ()) for name, _ in parsed.members}
        return [start + n for name, start in parsed.members for n in range(1, lengths[name] + 1)]
    tables = parsed.raw.tables if parsed.members else {"": parsed.raw}
    starts = dict(parsed.members) or {"": 0}
    return [starts[name] + row for name, table in tables.items() for row in table.row_numbers]


def account_of(parsed):
    """How often each place of a file is accounted for: rows where a row is one thing, else cells of score columns.

    The places are (row, "") and (row, column). A place that nothing speaks of has the count 0.
    """
    starts = dict(parsed.members) or {"": 0}
    data_rows = [row for row in rows_of_file(parsed) if row not in parsed.header_rows]
    frames = [parsed.scores, parsed.ignored, *parsed.records.values(), parsed.standards, parsed.prerequisites]
    marks = [
        pair
        for frame in frames
        for pair in frame.assign(column_name=frame.get("column_name", ""))[["row_number", "column_name"]].itertuples(
            index=False, name=None
        )
    ]
    several = [
        (row, column)
        for frame in parsed.records.values()
        for row, column in frame[["row_number", "column_name"]].itertuples(index=False, name=None)
        if column and parsed.by_row
    ]
    # A row of several attributes is one row: each of its cells is a record, and no cell is two.
    assert len(set(several)) == len(several)
    marks = [mark for mark in marks if mark not in set(several)] + [(row, "") for row in {row for row, _ in several}]
    totals = parsed.ignored.loc[parsed.ignored["reason"] == TOTAL, "column_name"]
    frames = [*parsed.records.values(), parsed.ignored[parsed.ignored["row_number"].isin(data_rows)]]
    of_records = [name for frame in frames for name in frame["column_name"].unique() if name and parsed.records]
    columns = [] if parsed.by_row else list(dict.fromkeys([*parsed.columns["column_name"], *totals, *of_records]))
    faults = {
        (problem.row + starts.get(problem.file, 0), problem.column or "")
        for problem in parsed.problems
        if problem.row and problem.code not in REMARKS
    }
    listed = set(parsed.students["row_number"])
    counts = {}
    for row in data_rows:
        own = [column for number, column in marks if number == row]
        bad = {column for number, column in faults if number == row}
        if parsed.by_row:
            counts[row, ""] = len(own) + bool(bad) or int(row in listed)
            continue
        cells = [column for column in own if column in columns] + [column for column in bad if column in columns]
        whole = own.count("") + ("" in bad) + bool(bad and not own and not bad & {"", *columns})
        if cells or (columns and not whole):
            counts[row, ""] = whole + 1
            counts.update({(row, column): cells.count(column) for column in columns})
        else:
            counts[row, ""] = whole or int(row in listed)
    return pd.Series(counts, dtype="int64")


def has_declared_types(parsed):
    frames = {name: getattr(parsed, name) for name in ("students", "columns", "scores", "ignored", "standards")}
    return all(
        {column: str(dtype) for column, dtype in frame.dtypes.items()} == SCHEMAS[name]
        for name, frame in {**frames, "prerequisites": parsed.prerequisites, **parsed.records}.items()
    )


def nothing_known():
    """The tables of an empty workbench, as `plan_import` wants them."""
    return {
        "known_students": empty_frame("students").assign(in_class=pd.Series(dtype="bool")),
        "known_identifiers": empty_frame("identifiers"),
        "current_evidence": empty_frame("evidence"),
        "confirmed_names": empty_frame("confirmed_names"),
        "mapping": empty_frame("column_mappings"),
    }


def after(plan, before=None, **changes):
    """The tables of the workbench once a plan is committed."""
    before = before or nothing_known()
    keys = set(before["known_students"]["student_key"][before["known_students"]["in_class"].astype(bool)])
    students = pd.concat([before["known_students"], plan.new_students], ignore_index=True)
    kept = before["current_evidence"]
    kept = kept[~kept["evidence_key"].isin(plan.changed["replaces"])]
    new = [
        part.assign(class_key="c1", import_key="i1", retired_by=None, evidence_key=new_keys(len(part)))
        for part in (plan.added, plan.changed)
    ]
    return {
        "known_students": students.assign(
            in_class=students["student_key"].isin(keys | set(plan.students["student_key"]))
        ),
        "known_identifiers": pd.concat([before["known_identifiers"], plan.identifiers], ignore_index=True),
        "current_evidence": conform(pd.concat([kept, *new], ignore_index=True)[kept.columns], "evidence"),
        "confirmed_names": pd.concat([before["confirmed_names"], plan.confirmed_names], ignore_index=True),
        "mapping": before["mapping"],
        **changes,
    }


def mapping(*rows):
    """Rows of the mapping: (column_name, standard_code) or (column_name, standard_code, date_assessed)."""
    padded = [(*row, None)[:3] for row in rows]
    frame = pd.DataFrame(padded, columns=["column_name", "standard_code", "date_assessed"])
    return frame.astype({"date_assessed": "datetime64[us]"})
