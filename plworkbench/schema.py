"""Every table of the workbench, each column declared once: its type, its range and its meaning.

Validation, the database, the importers and the data dictionary all read these declarations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from plworkbench.errors import Problem, SchemaError

ColumnType = Literal["text", "integer", "number", "date", "moment", "boolean", "json"]

DTYPES: dict[str, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "moment": "datetime64[us]",
    "boolean": "boolean",
    "json": "object",
}
"""The pandas type of each column type. A date is midnight; a moment is in UTC; json is a Python object."""

EVIDENCE_STATUSES = ("scored", "missing", "excused", "not assigned")
"""Scored has a score (0 is a score); missing was due and not handed in; excused and not assigned never count."""

LEVELS = ("beginning", "developing", "secure", "extending")
"""The four levels of mastery, lowest first."""

STATES = ("not recorded", "not enough evidence", *LEVELS)
"""What a cell of the mastery table can say, from nothing to most."""

SYMBOLS = {
    "not recorded": "–",
    "not enough evidence": "?",
    "beginning": "○",
    "developing": "◐",
    "secure": "●",
    "extending": "★",
}
"""The symbol of each state: a level is never told by its colour alone."""

PURPOSES = ("by need", "mixed readiness", "random")
"""What a grouping is for."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        The column's name, a standard term of the field.
    type : {"text", "integer", "number", "date", "moment", "boolean", "json"}
        What it holds.
    meaning : str
        One sentence for the data dictionary, with unit or range.
    required : bool
        Whether every row must have a value.
    choices : tuple of str
        The only values allowed, if not empty.
    minimum, maximum : float, optional
        The range allowed, ends included.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = True
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """A table: what one row is, its columns, and the columns that name a row.

    Parameters
    ----------
    name : str
        The table's name.
    meaning : str
        What one row is.
    columns : tuple of Column
        The columns in order.
    key : tuple of str
        The columns that together name one row.
    references : dict
        Column name to `table.column` it points to.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str]

    @property
    def column_names(self) -> list[str]:
        """The names of the columns in order."""
        return [column.name for column in self.columns]


def _table(name: str, meaning: str, *columns: Column, key: Iterable[str], **references: str) -> Table:
    return Table(name, meaning, columns, tuple(key), references)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "classes",
            "One class of students that a teacher teaches.",
            Column("class_key", "text", "Random key of the class."),
            Column("name", "text", "What the teacher calls the class, unique: 'Period 3'."),
            Column("subject", "text", "Subject taught.", required=False),
            Column("source", "text", "Where the class came from: an import, or the name of a sample.", required=False),
            Column("created_at", "moment", "When the class was added, UTC."),
            key=["class_key"],
        ),
        _table(
            "students",
            "One student of the roster.",
            Column("student_key", "text", "Random key of the student; never derived from a name or number."),
            Column("name", "text", "Name as shown: 'Amara Okafor'."),
            Column("sort_name", "text", "Name as sorted: 'Okafor, Amara'."),
            key=["student_key"],
        ),
        _table(
            "identifiers",
            "One number or address by which a source knows a student.",
            Column("student_key", "text", "The student."),
            Column("kind", "text", "Kind of identifier: 'sis_id', 'canvas_id', 'login', 'email' or 'id'."),
            Column("identifier", "text", "The identifier exactly as written, leading zeros kept."),
            key=["kind", "identifier"],
            student_key="students.student_key",
        ),
        _table(
            "enrollments",
            "One student in one class.",
            Column("class_key", "text", "The class."),
            Column("student_key", "text", "The student."),
            Column("import_key", "text", "The import that enrolled the student.", required=False),
            key=["class_key", "student_key"],
            class_key="classes.class_key",
            student_key="students.student_key",
        ),
        _table(
            "standards",
            "One standard or course goal.",
            Column("standard_code", "text", "Short code, unique: '6.RP.A.1'."),
            Column("title", "text", "The standard in a few plain words."),
            Column("i_can", "text", "The standard in the student's words: 'I can ...'.", required=False),
            Column("domain", "text", "The strand or unit it belongs to.", required=False),
            Column("sequence", "integer", "Place in the order of teaching, from 1.", required=False),
            key=["standard_code"],
        ),
        _table(
            "prerequisites",
            "One standard that helps with a later one.",
            Column("standard_code", "text", "The later standard."),
            Column("prerequisite_code", "text", "The standard that comes before it."),
            key=["standard_code", "prerequisite_code"],
            standard_code="standards.standard_code",
            prerequisite_code="standards.standard_code",
        ),
        _table(
            "imports",
            "One file, or one sample, brought in.",
            Column("import_key", "text", "Random key of the import."),
            Column("class_key", "text", "The class it was brought into."),
            Column("importer", "text", "The format: 'canvas_gradebook', 'tidy_table', 'wide_table', 'sample'."),
            Column("file_digest", "text", "SHA-256 of the file, to know it again."),
            Column("counts", "json", "How many scores were added, changed, unchanged and left out."),
            Column("imported_at", "moment", "When, UTC."),
            Column("undone_at", "moment", "When it was undone, UTC; empty if it stands.", required=False),
            key=["import_key"],
            class_key="classes.class_key",
        ),
        _table(
            "column_mappings",
            "One column of a source tied to a standard, remembered for the next import.",
            Column("class_key", "text", "The class."),
            Column("importer", "text", "The format the column belongs to."),
            Column("column_name", "text", "The header exactly as the file has it."),
            Column("standard_code", "text", "The standard; '' when the column is left out on purpose."),
            Column("date_assessed", "date", "Day of the assessment, if the file does not say.", required=False),
            Column(
                "points_possible", "number", "Points possible, if the file does not say.", required=False, minimum=0
            ),
            key=["class_key", "importer", "column_name", "standard_code"],
            class_key="classes.class_key",
        ),
        _table(
            "evidence",
            "One piece of evidence: one student, one standard, one assessment.",
            Column("evidence_key", "text", "Random key of the piece."),
            Column("class_key", "text", "The class."),
            Column("student_key", "text", "The student."),
            Column("standard_code", "text", "The standard it is evidence of."),
            Column("assessment", "text", "Title of the assessment as the source has it."),
            Column("date_due", "date", "Day it was due.", required=False),
            Column("date_submitted", "date", "Day it was handed in.", required=False),
            Column("date_assessed", "date", "Day it was assessed.", required=False),
            Column("score", "number", "Points earned; empty unless scored.", required=False),
            Column("points_possible", "number", "Points that could be earned.", required=False, minimum=0),
            Column("kind", "text", "Quiz, exit ticket, task, ...", required=False),
            Column("status", "text", "What the source says of it.", choices=EVIDENCE_STATUSES),
            Column("attempt", "integer", "1 for the first try, 2 for a retake, ...", minimum=1),
            Column("sequence", "integer", "Place in the source, to order evidence of equal date.", minimum=0),
            Column("import_key", "text", "The import it came with."),
            Column("retired_by", "text", "The import whose newer score replaces this one.", required=False),
            key=["evidence_key"],
            class_key="classes.class_key",
            student_key="students.student_key",
            standard_code="standards.standard_code",
            import_key="imports.import_key",
        ),
        _table(
            "wishes",
            "Two students who should, or should not, share a group.",
            Column("class_key", "text", "The class."),
            Column("kind", "text", "Keep together or keep apart.", choices=("together", "apart")),
            Column("student_key", "text", "One of the two, the lower key."),
            Column("other_student_key", "text", "The other one."),
            key=["class_key", "student_key", "other_student_key"],
            class_key="classes.class_key",
            student_key="students.student_key",
            other_student_key="students.student_key",
        ),
        _table(
            "groupings",
            "One way a class is, was or might be grouped for a while.",
            Column("grouping_key", "text", "Random key of the grouping."),
            Column("class_key", "text", "The class."),
            Column("name", "text", "What the teacher calls it."),
            Column("purpose", "text", "What it is for.", choices=PURPOSES),
            Column(
                "status",
                "text",
                "A draft is on the board; saved is in use; discarded is neither.",
                choices=("draft", "saved", "discarded"),
            ),
            Column("standard_codes", "json", "The one to three standards it looks at, as a list."),
            Column("settings", "json", "How it was formed: sizes, seed, rules."),
            Column("group_names", "json", "Neutral names of the groups, in order, as a list."),
            Column("starts_on", "date", "First day it is used.", required=False),
            Column("review_on", "date", "Day to look at it again.", required=False),
            Column("version", "integer", "Counts its changes, to notice two people changing it at once.", minimum=1),
            Column("created_at", "moment", "When it was formed, UTC."),
            key=["grouping_key"],
            class_key="classes.class_key",
        ),
        _table(
            "memberships",
            "One student's place in one grouping.",
            Column("grouping_key", "text", "The grouping."),
            Column("student_key", "text", "The student."),
            Column("group_number", "integer", "Group of the student, from 1.", minimum=1),
            Column("reason", "text", "Why the student is in this group, in words."),
            Column("moved_by_hand", "boolean", "Whether the teacher moved the student there."),
            Column("pinned", "boolean", "Whether the student stays there when groups are formed again."),
            key=["grouping_key", "student_key"],
            grouping_key="groupings.grouping_key",
            student_key="students.student_key",
        ),
        _table(
            "settings",
            "One choice the teacher made that should last.",
            Column("scope", "text", "A class key, or 'workbench' for all."),
            Column("name", "text", "Name of the setting."),
            Column("value", "json", "Its value."),
            key=["scope", "name"],
        ),
        _table(
            "event_log",
            "One change: who did what to which record, with the record before and after. Holds keys, never names.",
            Column("event_id", "integer", "Counts up from 1.", minimum=1),
            Column("at", "moment", "When, UTC."),
            Column("actor", "text", "Who: 'teacher' unless the school signs people in."),
            Column("action", "text", "What was done: 'imported', 'formed', 'moved by hand', 'saved', 'undo', ..."),
            Column("entity", "text", "Kind of record: 'import', 'grouping', 'class', ..."),
            Column("entity_key", "text", "Key of the record."),
            Column("version", "integer", "Version of the record after the change.", minimum=1),
            Column("before", "json", "The record before the change, empty when it is new.", required=False),
            Column("after", "json", "The record after the change.", required=False),
            key=["event_id"],
        ),
    )
}
"""All tables by name."""


def empty_frame(table: str) -> pd.DataFrame:
    """Return a table without rows, with the declared columns and types.

    Parameters
    ----------
    table : str
        A name in `TABLES`.

    Examples
    --------
    >>> empty_frame("prerequisites").columns.tolist()
    ['standard_code', 'prerequisite_code']
    """
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.type]) for c in TABLES[table].columns})


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the declared columns of a frame in their declared types, checked; the frame given is not changed.

    Parameters
    ----------
    frame : DataFrame
        Any columns in any order. Optional columns that are absent become empty; others are dropped.
    table : str
        A name in `TABLES`.

    Returns
    -------
    DataFrame
        Shape (rows, declared columns), index 0..n-1.

    Raises
    ------
    SchemaError
        Listing every column that is absent, holds the wrong type, a forbidden value or a value out of range.

    Examples
    --------
    >>> conform(pd.DataFrame({"standard_code": ["6.EE.B.7"]}), "prerequisites")
    Traceback (most recent call last):
    ...
    plworkbench.errors.SchemaError: The table 'prerequisites' is not as declared.
    - Column 'prerequisite_code': it is absent. Add it: the standard that comes before it.
    """
    declared = TABLES[table]
    problems: list[Problem] = []
    columns: dict[str, pd.Series] = {}
    for column in declared.columns:
        wish = f"{column.meaning[:1].lower()}{column.meaning[1:]}"
        if column.name not in frame:
            if column.required and len(frame):
                problems.append(Problem("it is absent.", f"Add it: {wish}", column=column.name))
            columns[column.name] = pd.Series([None] * len(frame), dtype=DTYPES[column.type])
            continue
        try:
            values = _cast(frame[column.name].reset_index(drop=True), column)
        except (TypeError, ValueError):
            problems.append(Problem(f"it is not of the type {column.type}.", f"Expected: {wish}", column=column.name))
            continue
        columns[column.name] = values
        problems.extend(_range_problems(values, column))
    if problems:
        raise SchemaError(f"The table '{table}' is not as declared.", problems)
    return pd.DataFrame(columns, columns=declared.column_names)


def _cast(values: pd.Series, column: Column) -> pd.Series:
    if column.type in ("date", "moment"):
        moments = pd.to_datetime(values, utc=column.type == "moment")
        if moments.dt.tz is not None:
            moments = moments.dt.tz_convert(None)
        return (moments.dt.normalize() if column.type == "date" else moments).astype(DTYPES[column.type])
    if column.type == "json":
        return pd.Series(list(values), dtype="object")
    if column.type == "text":
        return values.astype("object").where(values.notna(), None).astype("str")
    return values.astype(DTYPES[column.type])


def _range_problems(values: pd.Series, column: Column) -> list[Problem]:
    problems = []
    if column.required and (gaps := int(values.isna().sum())):
        problems.append(Problem(f"{gaps} rows have no value.", "Every row needs one.", column=column.name))
    present = values.dropna()
    if column.choices and not (foreign := present[~present.isin(column.choices)]).empty:
        allowed = ", ".join(f"'{choice}'" for choice in column.choices)
        problems.append(Problem(f"{len(foreign)} rows hold another value.", f"Use {allowed}.", column=column.name))
    if column.minimum is not None and (below := int((present < column.minimum).sum())):
        problems.append(Problem(f"{below} rows are below {column.minimum:g}.", "Correct them.", column=column.name))
    if column.maximum is not None and (above := int((present > column.maximum).sum())):
        problems.append(Problem(f"{above} rows are above {column.maximum:g}.", "Correct them.", column=column.name))
    return problems


def data_dictionary() -> pd.DataFrame:
    """Return one row for each declared column: table, column, type, required, meaning.

    Examples
    --------
    >>> data_dictionary().columns.tolist()
    ['table', 'column', 'type', 'required', 'meaning']
    """
    return pd.DataFrame(
        [
            {"table": t.name, "column": c.name, "type": c.type, "required": c.required, "meaning": c.meaning}
            for t in TABLES.values()
            for c in t.columns
        ]
    )


def shown_score(score: float) -> str:
    """Return a score with one decimal, cut and not rounded, so that 2.96 never reads as the 3.0 of the next level.

    Examples
    --------
    >>> shown_score(2.96), shown_score(3.0), shown_score(float("nan"))
    ('2.9', '3.0', '')
    """
    return "" if pd.isna(score) else f"{math.floor(score * 10 + 1e-9) / 10:.1f}"
