"""What a file holds before anybody has understood it: a table of text, a bundle of tables, or a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plworkbench.errors import Problem


@dataclass(frozen=True, eq=False)
class RawTable:
    """The table of one file, every cell as text.

    Parameters
    ----------
    cells : sequence of list of str
        The rows that hold anything, each with as many cells as the file gives it. Empty rows hold nothing and are
        left out; `row_numbers` still counts them.
    row_numbers : sequence of int
        The physical row of each, from 1, as a spreadsheet program shows it.
    encoding : str
        Encoding of a text file; '' for a workbook.
    separator : str
        Separator of a text file; '' for a workbook.
    decimal_mark : {".", ","}
        What separates whole numbers from decimals in this file.
    sheet : str
        Name of the sheet read; '' for a text file.
    digest : str
        SHA-256 of the file, in hexadecimal.
    file_name : str
        Name of the file, for messages only.
    problems : tuple of Problem
        What was noticed while reading, such as other sheets that hold data.
    sheets : tuple of str
        Names of all sheets that hold anything; one of them was read.
    """

    cells: Sequence[list[str]]
    row_numbers: Sequence[int]
    digest: str
    encoding: str = ""
    separator: str = ""
    decimal_mark: str = "."
    sheet: str = ""
    file_name: str = ""
    problems: tuple[Problem, ...] = field(default=())
    sheets: tuple[str, ...] = ()

    def cells_with_gaps(self) -> list[list[str]]:
        """Return the rows as they stand in the file, empty ones included: row 1 comes first."""
        rows = dict(zip(self.row_numbers, self.cells, strict=True))
        return [list(rows.get(number, [])) for number in range(1, max(rows, default=0) + 1)]


@dataclass(frozen=True, eq=False)
class RawBundle:
    """Several tables in one zip or folder.

    Parameters
    ----------
    tables : mapping of str to RawTable
        Name of each file to its table; the rows are numbered within the file.
    digest : str
        SHA-256 of the bundle, in hexadecimal.
    file_name : str
        Name of the bundle, for messages only.
    problems : tuple of Problem
        What was noticed while reading, such as a file that is no table.
    """

    tables: Mapping[str, RawTable]
    digest: str
    file_name: str = ""
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, eq=False)
class RawDocument:
    """A document of JSON.

    Parameters
    ----------
    content : object
        What it holds, as `json.loads` gives it.
    digest : str
        SHA-256 of the file, in hexadecimal.
    file_name : str
        Name of the file, for messages only.
    problems : tuple of Problem
        What was noticed while reading.
    """

    content: Any
    digest: str
    file_name: str = ""
    problems: tuple[Problem, ...] = field(default=())


Raw = RawTable | RawBundle | RawDocument
"""Anything that was read and is not yet understood."""
