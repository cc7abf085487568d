"""What an importer makes of a file: students, columns, scores, and an account of everything that is not a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.raw import Raw
from plworkbench.schema import DTYPES, RECORD_TABLES, TABLES

IDENTIFIER_KINDS = ("sis_id", "canvas_id", "login", "email", "id")
"""The kinds of identifier a student may have."""

NO_SCORE = "no score"
"""An empty score cell: nothing was recorded. It is neither 0 nor missing work."""

TOTAL = "a total the source worked out, not a score"
"""A cell of a total, average or grade column."""

NOT_A_STUDENT = "not a student's row"
"""Beginning of the reason of a row such as 'Points Possible' or a class average."""

TEST_STUDENT = "the source's test student, not a child"
"""Canvas's 'Student, Test'."""

OTHER_FORM = "the same grade in another form, and its points are taken"
"""A cell of a column of percentages or letters beside one of points."""

SOURCE_CUT = "how many points count as mastery at the source, not a score"
"""A header such as Canvas's 'mastery points'."""

UNUSED_COLUMN = "a column this format does not use"
"""A header whose column holds neither names, identifiers nor scores."""

OTHER_SECTION = "of another class of this file"
"""A row or cell of a class that was not asked for."""

SENSITIVE = "sensitive, and kept only if you ask for it"
"""A column such as sex or ethnicity."""

NEVER_KEPT = "never kept"
"""A password and the like: not even its text is shown."""

ABOVE_HEADER = "above the header"
"""A row before the one with the headings."""

SCHEMAS: dict[str, dict[str, str]] = {
    "students": {
        "row_number": "int64",
        "name": "str",
        "sort_name": "str",
        "sections": "object",
        "identifiers": "object",
    },
    "columns": {
        "column_name": "str",
        "title": "str",
        "points_possible": "float64",
        "points_note": "str",
        "standard_code": "str",
        "standard_source": "str",
        "needs_mapping": "bool",
    },
    "scores": {
        "row_number": "int64",
        "column_name": "category",
        "student_row": "int64",
        "assessment": "category",
        "standard_code": "category",
        "raw": "category",
        "score": "float64",
        "points_possible": "float64",
        "status": "category",
        "date_due": "datetime64[us]",
        "date_submitted": "datetime64[us]",
        "date_assessed": "datetime64[us]",
        "kind": "category",
        "attempt": "int64",
        "sequence": "int64",
        "section": "category",
    },
    "ignored": {"row_number": "int64", "column_name": "str", "raw": "str", "reason": "str"},
    "standards": {"row_number": "int64"}
    | {c.name: DTYPES[c.type] for c in TABLES["standards"].columns if c.name != "import_key"},
    "prerequisites": {"row_number": "int64"} | {c.name: DTYPES[c.type] for c in TABLES["prerequisites"].columns},
}
"""Columns and types of the frames of a `ParsedFile`."""

OF_THE_STORE = ("record_key", "class_key", "student_key", "import_key", "retired_by")
"""Columns of a table of records that no file has."""

for _table in RECORD_TABLES:
    SCHEMAS[_table.name] = {
        "row_number": "int64",
        "column_name": "str",
        "student_row": "int64",
        "raw": "str",
        "section": "str",
        **{c.name: DTYPES[c.type] for c in _table.columns if c.name not in OF_THE_STORE},
    }


@dataclass(frozen=True, eq=False)
class ParsedFile:
    """One file, understood. Every data row and every score cell is in exactly one place.

    The places are scores, records, standards, ignored, and problems; the rows of students of a roster are accounted
    for by `students`.

    Parameters
    ----------
    importer : str
        Key of the format, a module of this package.
    format_name : str
        The format in words.
    file_name, digest : str
        Name and SHA-256 of the file.
    students : DataFrame
        One row per student: row_number (where the student first stands), name, sort_name, sections (a tuple of the
        classes the file names), and identifiers, a dict of kind to identifier.
    columns : DataFrame
        One row per column of scores, or per assessment of a tidy table: column_name exactly as in the file, title,
        points_possible and a points_note in words where they are absent or inferred, standard_code ('' if unknown),
        standard_source ('file' if each row of the file states it, 'title' if found in the header, ''), needs_mapping.
    scores : DataFrame
        One row per score taken; `student_row` is the row_number of its student in `students`, `section` the class it
        belongs to, '' where the student's classes tell.
    ignored : DataFrame
        What is not taken, with the reason. A whole row has the column_name '', a whole column the row of the header.
    problems : tuple of Problem
        What has to be mended, each with row, column, value and cure.
    dated_attempts : bool
        Whether attempts were numbered by their days, because the file does not number them.
    records : mapping
        Name of a table of `schema.RECORD_TABLES` to its rows: row_number, column_name ('' where the whole row is one
        record), student_row, raw, section, and the columns declared for the table.
    standards, prerequisites : DataFrame
        Standards that the file describes, as declared in `schema.TABLES`, with their row_number.
    by_row : bool
        Whether each row is one score or one record; else each cell of a column of scores is one.
    header_rows : tuple of int
        Rows that hold headings or facts about the columns, and no data.
    questions : tuple of Question
        What the file leaves open; with an answer, where it was given or taken.
    members : tuple of (str, int)
        For a bundle of several files: each file, and what is taken from a row_number to get its row. Empty otherwise.
    roles : mapping
        Header to what its column was taken for, where a teacher can change that.
    answers : Answers
        With what it was read.
    raw : RawTable, RawBundle or RawDocument, optional
        What was read, to mark the problems in a copy of it.
    """

    importer: str
    format_name: str
    file_name: str
    digest: str
    students: pd.DataFrame
    columns: pd.DataFrame
    scores: pd.DataFrame
    ignored: pd.DataFrame
    problems: tuple[Problem, ...]
    dated_attempts: bool = False
    records: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    standards: pd.DataFrame = field(default_factory=lambda: frame_of("standards", []))
    prerequisites: pd.DataFrame = field(default_factory=lambda: frame_of("prerequisites", []))
    by_row: bool = False
    header_rows: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    members: tuple[tuple[str, int], ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = NO_ANSWERS
    raw: Raw | None = None

    @property
    def sections(self) -> list[str]:
        """The classes the file names, in its order."""
        return list(dict.fromkeys(section for sections in self.students["sections"] for section in sections))

    def of_section(self, section: str) -> ParsedFile:
        """Return what belongs to one class of the file; the rest is ignored, as of another class.

        Parameters
        ----------
        section : str
            One of `sections`.
        """
        mine = self.students["sections"].map(lambda sections: section in sections).astype("bool")
        rows = self.students.loc[mine, "row_number"]

        def here(frame: pd.DataFrame) -> pd.Series:
            return frame["student_row"].isin(rows) & frame["section"].isin(["", section])

        others = [frame[~here(frame)] for frame in (self.scores, *self.records.values())]
        if self.by_row:
            # A row of several records, such as attributes, is left out once.
            others = [frame.drop_duplicates("row_number") for frame in others]
        starts = dict(self.members)
        placed = {found.row + starts.get(found.file, 0) for found in self.problems if found.row is not None}
        for frame in (self.scores, self.ignored, *self.records.values()):
            placed.update(frame["row_number"])
        # In a roster a student's own row is nowhere else.
        listed = self.students.loc[~mine & ~self.students["row_number"].isin(placed), ["row_number"]]
        others = [frame.assign(reason=OTHER_SECTION) for frame in (*others, listed)]
        return replace(
            self,
            students=self.students[mine].reset_index(drop=True),
            scores=self.scores[here(self.scores)].reset_index(drop=True),
            records={name: frame[here(frame)].reset_index(drop=True) for name, frame in self.records.items()},
            ignored=joined("ignored", [self.ignored, *others]),
        )

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with the row and the file it stands in, for a bundle whose rows are numbered throughout."""
        if problem.row is None or problem.file is not None:
            return problem
        member = next(((name, start) for name, start in reversed(self.members) if problem.row > start), None)
        return problem if member is None else replace(problem, row=problem.row - member[1], file=member[0])

    @property
    def sentence(self) -> str:
        r"""What was found, in one sentence.

        Examples
        --------
        >>> from plworkbench.importers import read_file
        >>> read_file(b"Student,6.RP.A.1\nAmara Okafor,3/4\nBen Ruiz,\n", "a.csv").sentence
        'Table of students and scores: 2 students, 1 column, 1 score.'
        """
        found = {
            "student": len(self.students),
            "column": len(self.columns),
            "score": len(self.scores),
            **{_NOUNS[name]: len(frame) for name, frame in self.records.items()},
            "standard": len(self.standards),
        }
        parts = [counted(number, noun) for noun, number in found.items() if number] or ["nothing"]
        if self.problems:
            parts.append(counted(len(self.problems), "problem"))
        return f"{self.format_name}: {', '.join(parts)}."


_NOUNS = {
    "attendance": "day of attendance",
    "behavior": "entry on behavior",
    "activities": "activity",
    "scale_scores": "test result",
    "demographics": "attribute",
    "item_responses": "answer to a question",
}
_PLURALS = {
    "day of attendance": "days of attendance",
    "entry on behavior": "entries on behavior",
    "answer to a question": "answers to questions",
}


def record_count(number: int, table: str) -> str:
    """Return a number of records with their noun.

    Examples
    --------
    >>> record_count(2, "attendance"), record_count(1, "activities"), record_count(2, "activities")
    ('2 days of attendance', '1 activity', '2 activities')
    """
    return counted(number, _NOUNS[table])


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "score"), counted(1200, "score")
    ('1 score', '1,200 scores')
    """
    plural = _PLURALS.get(noun) or (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural}"


def frame_of(name: str, data: pd.DataFrame | Sequence[dict] | dict) -> pd.DataFrame:
    """Return a frame with exactly the columns and types declared for it in `SCHEMAS`; absent columns become empty.

    Examples
    --------
    >>> frame_of("ignored", [{"row_number": 3, "reason": NO_SCORE}]).to_numpy().tolist()
    [[3, '', '', 'no score']]
    """
    given = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data)
    columns = {}
    for column, dtype in SCHEMAS[name].items():
        if column in given:
            columns[column] = given[column].reset_index(drop=True).astype(dtype)
        else:
            blank = {"str": "", "category": "", "float64": float("nan"), "int64": 0, "bool": False}.get(dtype)
            columns[column] = pd.Series(blank, index=range(len(given)), dtype=dtype)
    return pd.DataFrame(columns)


def joined(name: str, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return several frames of one kind as one, in the order of the file."""
    frames = [frame_of(name, part) for part in parts if len(part)] or [frame_of(name, [])]
    return pd.concat(frames, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by row; those of the whole file come first."""
    return tuple(sorted(problems, key=lambda problem: problem.row or 0))
