"""A raw table with its header found: named columns, rows of the right width, and an account of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.coded import CodedRows, only_used, recoded
from plworkbench.importers.parsed import ABOVE_HEADER, UNUSED_COLUMN, frame_of
from plworkbench.importers.raw import RawTable
from plworkbench.messages import problem, shortened

_TITLE_ROWS = 10
_STUDENT_HEADINGS = {
    "student", "students", "student name", "student's name", "name", "full name", "learner", "pupil", "student id",
    "last name", "first name", "surname", "last, first", "vorname", "nachname", "apellidos", "nombre", "prénom",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Grid:
    """The rows under a header.

    Parameters
    ----------
    header_row : int
        Physical row of the header.
    cells : DataFrame
        Text cells, as categories where the file is large, else as text; the index is the physical row, the columns
        are the headers exactly as in the file. The second of two equal headers ends in ' [2]', and a column without a
        header is called '[column D]'.
    ignored : DataFrame
        The rows above the header, as in `ParsedFile.ignored`.
    problems : tuple of Problem
        Rows of another width than the header, equal headers, headers that are absent.
    """

    header_row: int
    cells: pd.DataFrame
    ignored: pd.DataFrame
    problems: tuple[Problem, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as text."""
        return self.cells.astype("str")

    @cached_property
    def coded(self) -> pd.DataFrame:
        """The cells as categories, without space at either end: what is said of a text is worked out once."""
        return self.coded_columns(list(self.cells.columns))

    def coded_columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some of the columns of `coded`."""
        return pd.DataFrame({name: recoded(self.cells[name], str.strip) for name in names}, index=self.cells.index)

    def unused(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return the headers of unused columns as rows of `ParsedFile.ignored`."""
        return frame_of(
            "ignored",
            {
                "row_number": [self.header_row] * len(columns),
                "column_name": list(columns),
                "raw": list(columns),
                "reason": [UNUSED_COLUMN] * len(columns),
            },
        )


_HEADS: WeakKeyDictionary[RawTable, dict[int, Grid]] = WeakKeyDictionary()


def grid_of(raw: RawTable, limit: int | None = None) -> Grid:
    r"""Find the header of a table and return the rows under it.

    Parameters
    ----------
    raw : RawTable
        The header is its first row; what stands above it is passed over: titles, rows with a single filled cell, and
        rows such as 'Teacher:, Ms Rivera' or 'Unit 1' over a fuller row whose headings name the students.
    limit : int, optional
        Look at no more than this many rows, which is enough to tell the format.

    Raises
    ------
    ImportRefused
        If there is no row under the header.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> grid = grid_of(read_table(b"Quiz,Quiz\n7,8\n1,2,3\n"))
    >>> grid.frame.columns.tolist(), grid.frame.index.tolist(), len(grid.problems)
    (['Quiz', 'Quiz [2]'], [2], 2)
    """
    if limit is None:
        return _grid_of(raw, raw.cells, raw.row_numbers)
    # Each format in turn asks for the beginning of the same table.
    heads = _HEADS.setdefault(raw, {})
    if limit not in heads:
        heads[limit] = _grid_of(raw, raw.cells[:limit], raw.row_numbers[:limit])
    return heads[limit]


def _grid_of(raw: RawTable, cells: Sequence[list[str]], numbers: Sequence[int]) -> Grid:
    first = _header_place(cells[: _TITLE_ROWS + 1])
    header = cells[first]
    if len(cells) == first + 1:
        raise ImportRefused("This file has a header and no rows, nothing was changed.", [problem("no_rows")])
    regular = isinstance(cells, CodedRows)
    if regular:
        frame = cells.frame.iloc[first + 1 :].set_axis(pd.Index(numbers[first + 1 :], name="row_number"))
        frame = pd.DataFrame({place: only_used(column) for place, column in frame.items()}, index=frame.index)
        problems = []
    else:
        frame, problems = _fitting_rows(cells, numbers, first, len(header))
    names, header_problems = _names_of(header, frame, numbers[first])
    used = [place for place, name in enumerate(names) if name is not None]
    frame = frame[used].set_axis([names[place] for place in used], axis=1)
    above = [
        {"row_number": numbers[i], "raw": shortened(" ".join(cells[i])), "reason": ABOVE_HEADER} for i in range(first)
    ]
    return Grid(numbers[first], frame, frame_of("ignored", above), (*header_problems, *problems))


def _fitting_rows(
    cells: Sequence[list[str]], numbers: Sequence[int], first: int, width: int
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows under the header that are as wide as it, and a problem for each of the others."""
    places = range(first + 1, len(cells))
    fitting = [place for place in places if len(cells[place]) == width]
    problems = [
        problem("other_width", row=numbers[place], found=len(cells[place]), expected=width)
        for place in places
        if len(cells[place]) != width
    ]
    index = pd.Index([numbers[place] for place in fitting], dtype="int64", name="row_number")
    rows = [cells[place] for place in fitting]
    return pd.DataFrame(rows, index=index, columns=range(width), dtype="str"), problems


def _header_place(cells: Sequence[list[str]]) -> int:
    filled = [sum(1 for cell in row if cell.strip()) for row in cells]
    first = next((place for place, count in enumerate(filled) if count > 1), 0)
    if _names_students(cells[first]):
        return first
    fuller = range(first + 1, len(cells))
    return next(
        (place for place in fuller if filled[place] > max(filled[first:place]) and _names_students(cells[place])), first
    )


def _names_students(row: Sequence[str]) -> bool:
    """Return whether a row has headings of at least one column that says who a student is."""
    return not _STUDENT_HEADINGS.isdisjoint(" ".join(cell.casefold().split()) for cell in row)


def _names_of(header: list[str], frame: pd.DataFrame, row: int) -> tuple[list[str | None], list[Problem]]:
    names: list[str | None] = []
    problems = []
    taken = set(header)
    counts: dict[str, int] = {}
    for place, cell in enumerate(header):
        if not cell.strip():
            # An empty column, such as after a separator at the end of each line, holds nothing to account for.
            filled = any(text.strip() for text in frame.iloc[:, place].unique())
            name = f"[column {column_letters(place)}]"
            while name in taken:
                name += " "
            taken.add(name)
            names.append(name if filled else None)
            continue
        folded = " ".join(cell.split())
        counts[folded] = counts.get(folded, 0) + 1
        name = cell
        if counts[folded] > 1:
            while (name := f"{cell} [{counts[folded]}]") in taken:
                counts[folded] += 1
            taken.add(name)
            problems.append(problem("header_twice", row=row, column=name, letters=column_letters(place), name=name))
        names.append(name)
    return names, problems


def column_letters(place: int) -> str:
    """Return what a spreadsheet program calls the column at a place, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
