"""What an importer makes of a file: students, columns, scores, and an account of everything that is not a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import Problem

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

UNUSED_COLUMN = "a column this format does not use"
"""A header whose column holds neither names, identifiers nor scores."""

ABOVE_HEADER = "above the header"
"""A row before the one with the headings."""

SCHEMAS: dict[str, dict[str, str]] = {
    "students": {"row_number": "int64", "name": "str", "sort_name": "str", "section": "str", "identifiers": "object"},
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
        "column_name": "str",
        "student_row": "int64",
        "assessment": "str",
        "standard_code": "str",
        "raw": "str",
        "score": "float64",
        "points_possible": "float64",
        "status": "str",
        "date_due": "datetime64[us]",
        "date_submitted": "datetime64[us]",
        "date_assessed": "datetime64[us]",
        "kind": "str",
        "attempt": "int64",
        "sequence": "int64",
    },
    "ignored": {"row_number": "int64", "column_name": "str", "raw": "str", "reason": "str"},
}
"""Columns and types of the frames of a `ParsedFile`."""


@dataclass(frozen=True, eq=False)
class ParsedFile:
    """One file, understood. Every data row and every score cell is in exactly one of scores, ignored and problems.

    Parameters
    ----------
    importer : str
        'canvas_gradebook', 'tidy_table' or 'wide_table'.
    format_name : str
        The format in words.
    file_name, digest : str
        Name and SHA-256 of the file.
    students : DataFrame
        One row per student: row_number (where the student first stands), name, sort_name, section, and identifiers,
        a dict of kind to identifier.
    columns : DataFrame
        One row per column of scores, or per assessment of a tidy table: column_name exactly as in the file, title,
        points_possible and a points_note in words where they are absent or inferred, standard_code ('' if unknown),
        standard_source ('file' if each row of the file states it, 'title' if found in the header, ''), needs_mapping.
    scores : DataFrame
        One row per score taken; `student_row` is the row_number of its student in `students`.
    ignored : DataFrame
        What is not taken, with the reason. A whole row has the column_name '', a whole column the row of the header.
    problems : tuple of Problem
        What has to be mended, each with row, column, value and cure.
    dated_attempts : bool
        Whether attempts were numbered by their days, because the file does not number them.
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

    @property
    def sentence(self) -> str:
        r"""What was found, in one sentence.

        Examples
        --------
        >>> from plworkbench.importers import read_file
        >>> read_file(b"Student,6.RP.A.1\nAmara Okafor,3/4\nBen Ruiz,\n", "a.csv").sentence
        'Table of students and scores: 2 students, 1 column, 1 score.'
        """
        parts = [
            counted(len(self.students), "student"),
            counted(len(self.columns), "column"),
            counted(len(self.scores), "score"),
        ]
        if self.problems:
            parts.append(counted(len(self.problems), "problem"))
        return f"{self.format_name}: {', '.join(parts)}."


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "score"), counted(1200, "score")
    ('1 score', '1,200 scores')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
            blank = {"str": "", "float64": float("nan"), "int64": 0, "bool": False}.get(dtype)
            columns[column] = pd.Series([blank] * len(given), dtype=dtype)
    return pd.DataFrame(columns)


def joined(name: str, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return several frames of one kind as one, in the order of the file."""
    frames = [frame_of(name, part) for part in parts]
    frames = [frame for frame in frames if len(frame)] or [frame_of(name, [])]
    return pd.concat(frames, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by row; those of the whole file come first."""
    return tuple(sorted(problems, key=lambda problem: problem.row or 0))
