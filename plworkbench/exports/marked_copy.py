"""A copy of a teacher's file in which every cell with a problem is marked and says what to do."""

from __future__ import annotations

import io
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from plworkbench.errors import ImportRefused, Problem
from plworkbench.exports.tables import FORMULA_STARTS
from plworkbench.importers.grid import grid_of
from plworkbench.importers.raw import Raw, RawBundle, RawTable

LIST_SHEET = "What to mend"
"""Name of the first sheet, the list of all problems."""

MOST_NOTES = 5_000
"""The most cells with a note and a link; all are filled and listed. A spreadsheet program chokes on more."""

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet of Excel holds; characters as UTF-16 counts them."""

CUT = " … [cut here: a cell of a workbook holds no more]"
"""End of a text that does not fit."""

_CONTROL = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {0x7F: 0x2421}
_IMPOSSIBLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LOOK_AT = 30
_FILL = {"bg_color": "#FFE8B3", "border": 2, "border_color": "#9C5700"}


@dataclass
class _Sheet:
    """One sheet of the copy: its name, its table, and the problems of its cells by physical row and place."""

    name: str
    table: RawTable
    marks: dict[int, dict[int, list[Problem]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    header_row: int = 1

    def __post_init__(self) -> None:
        try:
            self.header_row = grid_of(self.table, limit=_LOOK_AT).header_row
        except ImportRefused:
            self.header_row = self.table.row_numbers[0] if self.table.row_numbers else 1

    def place_of(self, column: str, row: int) -> int | None:
        """Return where a column stands, from 0: that of its header; None if no row above has such a header."""
        from xlsxwriter.utility import xl_cell_to_rowcol

        if lettered := re.fullmatch(r"\[column ([A-Z]{1,3})\]", column):
            return xl_cell_to_rowcol(f"{lettered[1]}1")[1]
        name, which = column, 1
        if numbered := re.fullmatch(r"(.+) \[([0-9]{1,4})\]", column, re.S):
            name, which = numbered[1], int(numbered[2])
        above = dict(zip(self.table.row_numbers[:_LOOK_AT], self.table.cells[:_LOOK_AT]))
        for number in (self.header_row, *above):
            headers = [_folded(cell) for cell in above.get(number, []) if number <= max(row, self.header_row)]
            if _folded(column) in headers:
                return headers.index(_folded(column))
            same = [place for place, header in enumerate(headers) if header == _folded(name)]
            if len(same) >= which:
                return same[which - 1]
        return None


def marked_up_copy(raw: Raw, problems: Iterable[Problem], file_name: str = "") -> bytes:
    r"""Return a workbook with the cells of a file as text, those with a problem marked, and a list of what to mend.

    It holds everything the file holds, names included: it is the teacher's own copy, for the teacher's own screen.
    Nothing sends it anywhere.

    Parameters
    ----------
    raw : RawTable, RawBundle or RawDocument
        What was read. A bundle becomes one sheet a file; a document has only the list.
    problems : iterable of Problem
        What is wrong with it; in a bundle each with its `file` and the row within it, as `ParsedFile.placed` says.
        A problem of a whole row marks its first cell, one of a whole column its header.
    file_name : str
        Name of the file, for the heading of the list.

    Returns
    -------
    bytes
        An xlsx file. No cell is a formula. A marked cell is filled, outlined and has a note with the message and the
        cure; so none is told by its color alone.

    Examples
    --------
    >>> from plworkbench.importers import read_file
    >>> parsed = read_file(b"Student,6.RP.A.1\nAmara Okafor,absnt\nBen Ruiz,3\n", "period3.csv")
    >>> marked_up_copy(parsed.raw, parsed.problems, "period3.csv")[:2]
    b'PK'
    """
    import xlsxwriter

    problems = list(problems)
    sheets = _sheets_of(raw)
    places = [_mark(problem, sheets) for problem in problems]
    buffer = io.BytesIO()
    # Rows go through a folder of our own as they are written, so that a long table does not fill the memory.
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as workbook:
            writer = _Writer(workbook)
            listed = workbook.add_worksheet(LIST_SHEET)
            for sheet in sheets.values():
                writer.write_table(sheet)
            writer.write_list(listed, problems, places, file_name, isinstance(raw, RawBundle))
    return buffer.getvalue()


def _sheets_of(raw: Raw) -> dict[str, _Sheet]:
    """Return the sheets by the file they hold; that of a single table under ''."""
    if isinstance(raw, RawTable):
        return {"": _Sheet(_sheet_name(raw.sheet or "The file", {LIST_SHEET.casefold()}), raw)}
    taken = {LIST_SHEET.casefold()}
    tables = raw.tables if isinstance(raw, RawBundle) else {}
    return {file: _Sheet(_sheet_name(file.removesuffix(".csv"), taken), table) for file, table in tables.items()}


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no sheet has yet; it is added to those taken.

    Examples
    --------
    >>> taken = {"users"}
    >>> _sheet_name("Users", taken), _sheet_name("a/b:c", taken), _sheet_name("'History'", taken)
    ('Users 2', 'a b c', 'History 2')
    """
    base = _clean(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted)).strip(" '")[:24] or "Sheet"
    tries = (base, *(f"{base.strip()} {number}" for number in range(2, 10_000)))
    name = next(name for name in tries if name.casefold() not in taken | {"history"})
    taken.add(name.casefold())
    return name


def _mark(problem: Problem, sheets: dict[str, _Sheet]) -> tuple[_Sheet, int, int] | None:
    """Note a problem at its cell and return the sheet, row and place of it; None if it belongs to no cell."""
    sheet = sheets.get(problem.file or "") or sheets.get("")
    row = problem.row
    if sheet is None or (row is None and problem.column is None):
        return None
    row = sheet.header_row if row is None else row
    place = None if problem.column is None else sheet.place_of(problem.column, row)
    if place is None and problem.row is None:
        return None
    if not (1 <= row <= MOST_ROWS and (place or 0) < MOST_COLUMNS):
        return None
    sheet.marks[row][place or 0].append(problem)
    return sheet, row, place or 0


class _Writer:
    """Writes text into the sheets of a workbook, and remembers what did not fit."""

    def __init__(self, workbook: Any):
        self.workbook = workbook
        text = {"num_format": "@"}
        self.formats = {
            (marked, quoted): workbook.add_format(
                # As typed with an apostrophe: it stays text when somebody edits the cell or saves it as CSV.
                text | (_FILL if marked else {}) | ({"quote_prefix": True} if quoted else {})
            )
            for marked in (False, True)
            for quoted in (False, True)
        }
        self.heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.link = workbook.get_default_url_format()
        self.noted = self.cut = self.replaced = self.outside = 0

    def write_table(self, sheet: _Sheet) -> None:
        """Write a table at the rows and columns it has in its file, with its marks."""
        written = self.workbook.add_worksheet(sheet.name)
        written.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        if sheet.header_row <= 20:
            written.freeze_panes(sheet.header_row, 0)
        rows = dict(zip(sheet.table.row_numbers, sheet.table.cells))
        for row in sorted(rows.keys() | sheet.marks.keys()):
            cells, marks = rows.get(row, []), sheet.marks.get(row, {})
            if row > MOST_ROWS:
                self.outside += 1
                continue
            self.outside += any(map(str.strip, cells[MOST_COLUMNS:]))
            for place, cell in enumerate(cells[:MOST_COLUMNS]):
                if place in marks or cell:
                    self.write(written, row - 1, place, cell, marked=place in marks)
            for place, problems in sorted(marks.items()):
                if place >= len(cells):
                    self.write(written, row - 1, place, "", marked=True)
                self.note(written, row - 1, place, problems)

    def write(self, sheet: Any, row: int, place: int, text: str, *, marked: bool = False) -> None:
        """Write one cell as text, whatever it looks like."""
        clean = _clean(text)
        fitting = _fitting(clean)
        self.replaced += clean != text
        self.cut += fitting != clean
        cell_format = self.formats[marked, fitting.lstrip(" \n").startswith(FORMULA_STARTS)]
        if fitting:
            sheet.write_string(row, place, fitting, cell_format)
        else:
            sheet.write_blank(row, place, None, cell_format)

    def note(self, sheet: Any, row: int, place: int, problems: list[Problem]) -> None:
        """Say what is wrong with a cell in a note beside it."""
        self.noted += 1
        if self.noted <= MOST_NOTES:
            words = "\n\n".join(f"{problem.message}\n{problem.cure}" for problem in problems[:5])
            sheet.write_comment(row, place, _clean(words)[:4000], {"x_scale": 2, "y_scale": 1.5, "author": LIST_SHEET})

    def write_list(
        self,
        sheet: Any,
        problems: list[Problem],
        places: list[tuple[_Sheet, int, int] | None],
        file_name: str,
        with_file: bool,
    ) -> None:
        """Write the list of all problems, with a link to each cell."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        for place, width in enumerate((14, 10, 24, 28, 60, 60, 20)):
            sheet.set_column(place, place, width)
        headings = ["Cell", "Row", "Column", "Value", "What is wrong", "What to do", *(["File"] if with_file else [])]
        above = [self._about(problems, file_name), *self._left_out(len(problems))]
        for row, line in enumerate(above):
            self.write(sheet, row, 0, line)
        first = len(above) + 1
        for place, heading in enumerate(headings):
            sheet.write_string(first, place, heading, self.heading)
        sheet.freeze_panes(first + 1, 0)
        room = MOST_ROWS - first - 1
        for row, (problem, place) in enumerate(zip(problems[:room], places[:room]), start=first + 1):
            if place is not None and row - first <= MOST_NOTES:
                address = xl_rowcol_to_cell(place[1] - 1, place[2])
                target = place[0].name.replace("'", "''")
                sheet.write_url(row, 0, f"internal:'{target}'!{address}", self.link, address)
            if problem.row is not None:
                sheet.write_number(row, 1, problem.row)
            texts = (problem.column, problem.value, problem.message, problem.cure, problem.file)
            for column, text in enumerate(texts, start=2):
                if text:
                    self.write(sheet, row, column, text)

    def _about(self, problems: list[Problem], file_name: str) -> str:
        name = f" of '{file_name}'" if file_name else ""
        if not problems:
            return f"A copy{name}. There is nothing to mend."
        return f"A copy{name}. What has to be mended is filled with color and has a note. It holds names: keep it safe."

    def _left_out(self, number: int) -> list[str]:
        """Return a line for everything in which the copy differs from the file."""
        lines = []
        if self.cut:
            lines.append(f"Texts cut, because a cell of a workbook holds {MOST_CHARACTERS:,} characters: {self.cut:,}.")
        if self.replaced:
            lines.append(f"Cells with signs that nobody sees, shown here as ␀ and the like: {self.replaced:,}.")
        if self.outside:
            lines.append(f"Rows that do not fit into a sheet of a workbook, at its end or its right: {self.outside:,}.")
        if self.noted > MOST_NOTES:
            lines.append(f"Only the first {MOST_NOTES:,} cells have a note and a link; all are filled and listed.")
        if number > MOST_ROWS - 10:
            lines.append(f"The list holds as many of the {number:,} problems as a sheet has rows.")
        return lines


def _clean(text: str) -> str:
    r"""Return a text with what no workbook can hold shown as a picture of it.

    Examples
    --------
    >>> _clean("a\x00b\r\nc\ud800")
    'a␀b\nc�'
    """
    if text.isascii() and text.isprintable():
        return text
    return _IMPOSSIBLE.sub("\ufffd", text.replace("\r\n", "\n").translate(_CONTROL))


def _fitting(text: str) -> str:
    """Return a text cut, with a note at its end, where it is longer than a cell can be."""
    if len(text) <= MOST_CHARACTERS // 2 or len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return text
    room = MOST_CHARACTERS - len(CUT)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + CUT


def _folded(text: str) -> str:
    return " ".join(text.split())
