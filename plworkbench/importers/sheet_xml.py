"""A look at the XML of a sheet while it is unpacked: how far its cells reach, and which ones calamine cannot show."""

from __future__ import annotations

import posixpath
import re
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

from plworkbench.importers.limits import MAX_CELL_CHARACTERS, refuse_damaged, refuse_long_cell

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*?)(/?)>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
# A formula that gives an empty text is of this type; one never worked out has no type.
_TEXT_TYPE = re.compile(rb"""\bt\s*=\s*["']str["']""")
_ERROR_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>[^<]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OVERLAP = 10_000


class SheetScan:
    """Reads the XML of one xlsx sheet chunk by chunk.

    Attributes
    ----------
    row_count, column_count : int
        How far the cells reach. Calamine sets aside memory for all of that rectangle.
    unread : dict
        (row, column), both from 1, to the text that stands for a cell calamine shows as empty: an Excel error such
        as `#N/A`, or a formula whose value was never worked out.
    percent : set of (int, int)
        The cells that Excel shows as a percentage, whose value calamine gives as a share.
    """

    def __init__(self, percent_styles: frozenset[int] = frozenset()) -> None:
        self.percent: set[tuple[int, int]] = set()
        self._percent_styles = percent_styles
        self.row_count = 0
        self.column_count = 0
        self.unread: dict[tuple[int, int], str] = {}
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Read the next chunk; the last cell begun waits for the chunk after it."""
        text = self._rest + chunk
        starts = list(_CELL.finditer(text))
        for match, following in pairwise(starts):
            self._note(match, text[match.end() : following.start()])
        self._rest = text[starts[-1].start() :] if starts else text[-_OVERLAP:]
        if starts and b"sheetData>" in self._rest:
            self._note(starts[-1], text[starts[-1].end() :])
            self._rest = self._rest[-_OVERLAP:]
        if len(self._rest) > 10 * MAX_CELL_CHARACTERS + len(chunk):
            raise refuse_long_cell(self.row_count)

    def _note(self, cell: re.Match[bytes], body: bytes) -> None:
        attributes, closed = cell[1], cell[2]
        reference = _REFERENCE.search(attributes)
        if reference is None:
            return
        place = _PLACE.fullmatch(reference[1])
        if place is None:
            raise refuse_damaged(f"A cell has the impossible place '{reference[1][:20].decode('ascii', 'replace')}'.")
        row, column = int(place[2]), _column_number(place[1])
        self.row_count, self.column_count = max(self.row_count, row), max(self.column_count, column)
        if closed:
            return
        style = _STYLE.search(attributes)
        if style is not None and int(style[1]) in self._percent_styles:
            self.percent.add((row, column))
        if _ERROR_TYPE.search(attributes):
            error = _ERROR_TEXT.search(body)
            self.unread[row, column] = error[1].decode("utf-8", "replace") if error else "#ERROR!"
        elif _FORMULA.search(body) and not _FILLED.search(body) and not _TEXT_TYPE.search(attributes):
            self.unread[row, column] = "#FORMULA!"

    @staticmethod
    def by_sheet_name(archive: zipfile.ZipFile, scans: dict[str, SheetScan]) -> dict[str, SheetScan]:
        """Return the scans by the name of their sheet; they come by the name of the member of the archive."""
        try:
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        except ElementTree.ParseError:
            raise refuse_damaged() from None
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
        named: dict[str, SheetScan] = {}
        for sheet in workbook.iter():
            target = targets.get(sheet.get(_RELATION)) if sheet.tag.endswith("}sheet") else None
            if target is not None:
                member = posixpath.normpath(posixpath.join("xl", target)) if not target.startswith("/") else target[1:]
                if member in scans:
                    named[sheet.get("name", "")] = scans[member]
        return named


def percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of the cell styles of an xlsx file that show a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    try:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    except ElementTree.ParseError:
        return frozenset()
    formats = {"9", "10"}  # Excel's own 0% and 0.00%
    for element in styles.iter():
        if element.tag.endswith("}numFmt") and "%" in element.get("formatCode", ""):
            formats.add(element.get("numFmtId", ""))
    cells = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    return frozenset(number for number, style in enumerate(cells) if style.get("numFmtId") in formats)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_ODS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^<>]*)?>")
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


class OdsExtent:
    """Reads the XML of an ods file chunk by chunk, to know how far the cells that hold a value reach.

    Attributes
    ----------
    row_count, column_count : int
        The largest reach of any of its sheets. Repeated empty cells at the end count for nothing.
    """

    def __init__(self) -> None:
        self.row_count = self.column_count = 0
        self._rest = b""
        self._row = self._column = self._repeated_rows = 0

    def feed(self, chunk: bytes) -> None:
        """Read the next chunk; an unfinished tag waits for the one after it."""
        text = self._rest + chunk
        end = text.rfind(b">") + 1
        complete, self._rest = text[:end], text[end:]
        if len(self._rest) > 10 * MAX_CELL_CHARACTERS + len(chunk):
            raise refuse_long_cell(self.row_count)
        for match in _ODS.finditer(complete):
            kind, attributes = match[1], match[2] or b""
            found = _REPEATED.search(attributes)
            repeated = int(found[1]) if found else 1
            if kind == b"table":
                self._row = self._column = self._repeated_rows = 0
            elif kind == b"table-row":
                self._row += self._repeated_rows
                self._repeated_rows, self._column = repeated, 0
            elif kind is not None:
                self._column += repeated
                if b"office:value" in attributes:
                    self.row_count = max(self.row_count, self._row + self._repeated_rows)
                    self.column_count = max(self.column_count, self._column)
