"""A raw table with its header found: named columns, rows of the right width, and an account of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.cells import shortened
from plworkbench.importers.parsed import ABOVE_HEADER, UNUSED_COLUMN, frame_of
from plworkbench.importers.reading import RawTable

_TITLE_ROWS = 10


@dataclass(frozen=True, eq=False)
class Grid:
    """The rows under a header.

    Parameters
    ----------
    header_row : int
        Physical row of the header.
    frame : DataFrame
        Text cells; the index is the physical row, the columns are the headers exactly as in the file. The second of
        two equal headers ends in ' [2]', and a column without a header is called '[column D]'.
    ignored : DataFrame
        The rows above the header, as in `ParsedFile.ignored`.
    problems : tuple of Problem
        Rows of another width than the header, equal headers, headers that are absent.
    """

    header_row: int
    frame: pd.DataFrame
    ignored: pd.DataFrame
    problems: tuple[Problem, ...]

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


def grid_of(raw: RawTable, limit: int | None = None) -> Grid:
    r"""Find the header of a table and return the rows under it.

    Parameters
    ----------
    raw : RawTable
        The header is its first row; titles above it, rows with a single filled cell, are passed over.
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
    cells, numbers = raw.cells[:limit], raw.row_numbers[:limit]
    first = _header_place(cells)
    header = cells[first]
    if len(cells) == first + 1:
        raise ImportRefused(
            "This file has a header and no rows, nothing was changed.",
            [Problem("There is no student under the header.", "Export the gradebook again, with its students.")],
        )
    width = len(header)
    fitting = [place for place in range(first + 1, len(cells)) if len(cells[place]) == width]
    problems = [
        Problem(
            f"it has {len(cells[place])} cells where the header has {width}, so its cells may stand in wrong columns.",
            _ragged_cure(len(cells[place]) > width),
            row=numbers[place],
        )
        for place in range(first + 1, len(cells))
        if len(cells[place]) != width
    ]
    rows = [cells[place] for place in fitting]
    names, header_problems = _names_of(header, rows, numbers[first])
    index = pd.Index([numbers[place] for place in fitting], dtype="int64", name="row_number")
    frame = pd.DataFrame(rows, index=index, columns=range(width), dtype="str")
    used = [place for place, name in enumerate(names) if name is not None]
    frame = frame[used].set_axis([names[place] for place in used], axis=1)
    above = [
        {"row_number": numbers[i], "raw": shortened(" ".join(cells[i])), "reason": ABOVE_HEADER} for i in range(first)
    ]
    return Grid(numbers[first], frame, frame_of("ignored", above), (*header_problems, *problems))


def _header_place(cells: list[list[str]]) -> int:
    filled = [sum(1 for cell in row if cell.strip()) for row in cells[: _TITLE_ROWS + 1]]
    return next((place for place, count in enumerate(filled) if count > 1), 0)


def _ragged_cure(too_many: bool) -> str:
    if too_many:
        return "Put a name or number that holds the separator in quotation marks, or delete the extra cell."
    return "Add the cells that are missing at their place, empty where there is nothing."


def _names_of(header: list[str], rows: list[list[str]], row: int) -> tuple[list[str | None], list[Problem]]:
    names: list[str | None] = []
    problems = []
    taken = set(header)
    counts: dict[str, int] = {}
    for place, cell in enumerate(header):
        if not cell.strip():
            # An empty column, such as after a separator at the end of each line, holds nothing to account for.
            filled = any(cells[place].strip() for cells in rows)
            names.append(f"[column {_letters(place)}]" if filled else None)
            continue
        folded = " ".join(cell.split())
        counts[folded] = counts.get(folded, 0) + 1
        name = cell
        if counts[folded] > 1:
            while (name := f"{cell} [{counts[folded]}]") in taken:
                counts[folded] += 1
            taken.add(name)
            problems.append(
                Problem(
                    f"this header stands twice; the one in column {_letters(place)} is kept apart as '{name}'.",
                    "Give each column a header of its own, so that they can be told apart next time.",
                    row=row,
                    column=name,
                )
            )
        names.append(name)
    return names, problems


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
