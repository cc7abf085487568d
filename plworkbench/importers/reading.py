"""Read any file a teacher sends into a plain table of text, or say clearly why not.

What a file is, is told by its content, never by its name. Every cell stays the text it is: `00123` keeps its zeros,
a student called `Null` keeps the name, and no row is shifted.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.limits import MAX_BYTES, MAX_CELL_CHARACTERS, refuse_large_file, refuse_long_cell
from plworkbench.importers.spreadsheets import is_spreadsheet, read_workbook
from plworkbench.importers.text_files import decode, rows_of


@dataclass(frozen=True, eq=False)
class RawTable:
    """The table of one file, every cell as text.

    Parameters
    ----------
    cells : list of list of str
        The rows that hold anything, each with as many cells as the file gives it. Empty rows hold nothing and are
        left out; `row_numbers` still counts them.
    row_numbers : list of int
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
    """

    cells: list[list[str]]
    row_numbers: list[int]
    encoding: str
    separator: str
    decimal_mark: str
    sheet: str
    digest: str
    file_name: str = ""
    problems: tuple[Problem, ...] = field(default=())


# What teachers pick by mistake, known by how it begins.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"SQLite format 3\x00", "a database"),
)
_WEB_PAGE = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype|html|head|body|table|\?xml|script|svg)\b", re.I | re.S
)
_JSON = re.compile(rb'\s*(?:\{\s*(?:"|\})|\[\s*[\[{"\]])')


def read_table(content: bytes, file_name: str = "") -> RawTable:
    r"""Read a file into a table of text.

    Parameters
    ----------
    content : bytes
        The whole file: CSV, TSV, or an Excel or LibreOffice workbook.
    file_name : str
        Its name, for messages only; what the file is, is told by its content.

    Returns
    -------
    RawTable

    Raises
    ------
    ImportRefused
        If the file is empty, too large, damaged, protected, harmful, or not a table.

    Examples
    --------
    >>> table = read_table(b"Student;ID;Quiz\nNull;00123;3,5\n", "period3.csv")
    >>> table.cells[1], table.separator, table.decimal_mark
    (['Null', '00123', '3,5'], ';', ',')
    """
    if len(content) > MAX_BYTES:
        raise refuse_large_file(len(content))
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise _empty()
    _refuse_foreign(content)
    encoding = separator = sheet = ""
    problems: tuple[Problem, ...] = ()
    if is_spreadsheet(content):
        rows, sheet, problems = read_workbook(content)
    else:
        text, encoding = decode(content)
        rows, separator = rows_of(text)
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    for number, row in numbered:
        if max(map(len, row)) > MAX_CELL_CHARACTERS:
            raise refuse_long_cell(number)
    cells = [row for _, row in numbered]
    if not cells:
        raise _empty()
    return RawTable(
        cells=cells,
        row_numbers=[number for number, _ in numbered],
        encoding=encoding,
        separator=separator,
        decimal_mark=decimal_mark_of(cells),
        sheet=sheet,
        digest=hashlib.sha256(content).hexdigest(),
        file_name=file_name,
        problems=problems,
    )


def _empty() -> ImportRefused:
    return ImportRefused(
        "This file is empty, nothing was changed.",
        [Problem("It holds no text at all.", "Export the gradebook again and bring the new file in.")],
    )


def _refuse_foreign(content: bytes) -> None:
    what = next((name for start, name in _FOREIGN if content.startswith(start)), "")
    beginning = content[:4000].removeprefix(b"\xef\xbb\xbf")
    if not what and _WEB_PAGE.match(beginning):
        what = "a web page"
    if not what and _JSON.match(beginning):
        what = "a file for programs (JSON)"
    if what:
        raise ImportRefused(
            "This file is not a gradebook, nothing was changed.",
            [
                Problem(
                    f"It is {what}, whatever its name says.",
                    "In your gradebook choose Export, and bring in the CSV or Excel file that it downloads.",
                )
            ],
        )


_DECIMAL = {
    ",": re.compile(r"\s*[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})\s*%?\s*"),
    ".": re.compile(r"\s*[0-9]+\.[0-9]+\s*%?\s*"),
}


def decimal_mark_of(cells: list[list[str]]) -> str:
    """Return the decimal mark that most numbers of a table are written with; '.' when nothing tells.

    A comma before exactly three digits is no evidence, because it may separate thousands.

    Examples
    --------
    >>> decimal_mark_of([["3,5", "4"], ["2,25", "1,000"]])
    ','
    """
    counts = {
        mark: sum(pattern.fullmatch(cell) is not None for row in cells for cell in row if mark in cell)
        for mark, pattern in _DECIMAL.items()
    }
    return "," if counts[","] > counts["."] else "."
