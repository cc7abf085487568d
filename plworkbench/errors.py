"""Errors that a teacher can act on.

Every error says what happened, that nothing was lost, and what to do next. An error names rows, columns and rules;
it never needs a student's name to be understood, so its text can be written to a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file or a request, with its place and its cure.

    Parameters
    ----------
    message : str
        What is wrong, in words a teacher uses.
    cure : str
        What to do about it.
    row : int, optional
        The physical row of the file, counted from 1 as a spreadsheet does.
    column : str, optional
        The header of the column.
    value : str, optional
        The offending text. Left out of logs, because a cell may hold a name.
    file : str, optional
        The file within a bundle of several: 'users.csv'.
    code : str
        The entry of the catalogue in `plworkbench.messages` it comes from; '' if it has none.

    Examples
    --------
    >>> print(Problem("'absnt' is not a number.", "Write a number, or EX if excused.", row=14, column="Score"))
    Row 14, column 'Score': 'absnt' is not a number. Write a number, or EX if excused.
    """

    message: str
    cure: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    file: str | None = None
    code: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file or "",
                f"row {self.row}" if self.row is not None else "",
                f"column '{self.column}'" if self.column is not None else "",
            )
            if part
        )
        place = place if self.file else f"{place[:1].upper()}{place[1:]}"
        return f"{place}: {self.message} {self.cure}" if place else f"{self.message} {self.cure}"


class WorkbenchError(Exception):
    """Base of every error the workbench raises on purpose; its text is fit to be shown to a teacher."""


class ProblemsFound(WorkbenchError):
    """Several problems at once, listed together so that they can be mended in one go.

    Parameters
    ----------
    headline : str
        One sentence: what could not be done, and that nothing was changed.
    problems : sequence of Problem
        Every problem found, in the order of the file.
    """

    def __init__(self, headline: str, problems: Sequence[Problem] = ()):
        self.headline = headline
        self.problems = tuple(problems)
        super().__init__("\n".join([headline, *(f"- {problem}" for problem in self.problems)]))


class ImportRefused(ProblemsFound):
    """A file could not be read as class data. Nothing was changed."""


class SchemaError(ProblemsFound):
    """A table does not have the declared columns, types or ranges."""


class GroupingImpossible(ProblemsFound):
    """The rules for a grouping contradict each other, or the class is too small for them."""


class UndoRefused(ProblemsFound):
    """Something cannot be taken back, because later work depends on it; the problems list that work."""


class NotFound(WorkbenchError):
    """A class, grouping or standard of that name does not exist."""


class NewerVersionExists(WorkbenchError):
    """Somebody changed the same thing in the meantime; reload before saving again."""
