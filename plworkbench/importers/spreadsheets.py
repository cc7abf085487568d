"""Workbooks (xlsx, xls, ods): looked through for harm first, then read with python-calamine, every cell as text."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import NamedTuple

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.archives import ZIP, chunks_of, open_archive, too_much
from plworkbench.importers.limits import (
    MAX_CELLS,
    refuse_damaged,
    refuse_many_cells,
    refuse_protected,
    refuse_unpacking,
)
from plworkbench.importers.sheet_xml import OdsExtent, SheetScan, percent_styles
from plworkbench.messages import problem, shortened

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def is_spreadsheet(content: bytes) -> bool:
    r"""Tell whether a file is a workbook, or claims to be one.

    Examples
    --------
    >>> is_spreadsheet(b"PK\x03\x04..."), is_spreadsheet(b"Student,Quiz")
    (True, False)
    """
    return content.startswith((*ZIP, _OLE))


class Workbook(NamedTuple):
    """One sheet of a workbook, and what else there is.

    Attributes
    ----------
    rows : list of list of str
        From row 1 of the sheet on, all of the same length; a number without decimals has none, a date is in ISO form.
    sheet : str
        The name of the sheet.
    sheets : tuple of str
        The visible sheets that hold anything, in the order of the workbook.
    problems : tuple of Problem
        One for each sheet with data that is not read, unless the teacher chose among them.
    """

    rows: list[list[str]]
    sheet: str
    sheets: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_workbook(content: bytes, sheet: str = "") -> Workbook:
    """Read one sheet of a workbook.

    Parameters
    ----------
    content : bytes
        An xlsx, xls or ods file.
    sheet : str
        The visible sheet to read; '' takes the first that holds anything.

    Raises
    ------
    ImportRefused
        If the workbook is damaged, protected by a password, harmful, or empty, or has no such sheet.
    """
    import python_calamine

    scans = _look_through(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = {
            meta.name: str(meta.visible).endswith(".Visible")
            for meta in workbook.sheets_metadata
            if str(meta.typ).endswith("WorkSheet")
        }
        row_counts, name, rows = {}, sheet, []
        # Only the rows of one sheet are kept; of the others it is enough to know that they hold something.
        for each in shown:
            found = _rows_of(workbook.get_sheet_by_name(each))
            if found:
                row_counts[each] = len(found)
                name = name or (each if shown[each] else "")
                rows = found if each == name else rows
    except python_calamine.PasswordError:
        raise refuse_protected() from None
    except ImportRefused:
        raise
    except Exception:
        # Calamine has no single class of error for the many ways a file can be damaged.
        raise refuse_damaged() from None
    visible = tuple(each for each in row_counts if shown[each])
    if not visible:
        raise ImportRefused(
            "This workbook is empty, nothing was changed.",
            [problem("no_filled_sheet")],
        )
    if sheet and sheet not in visible:
        names = ", ".join(f"'{shortened(each)}'" for each in visible[:10])
        raise ImportRefused(
            "This workbook has no such sheet, nothing was changed.",
            [problem("no_such_sheet", sheet=shortened(sheet), names=names)],
        )
    _mark_unread(rows, scans.get(name))
    _mark_percent(rows, scans.get(name))
    hidden = [problem("sheet_hidden", sheet=shortened(other)) for other in row_counts if not shown[other]]
    others = [
        problem("sheet_unread", sheet=shortened(other), rows=f"{row_counts[other]:,}", read=shortened(name))
        for other in visible
        if other != name and not sheet
    ]
    return Workbook(rows, name, visible, (*others, *hidden))


def _look_through(content: bytes) -> dict[str, SheetScan]:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse_protected()
        return {}
    with open_archive(content) as archive:
        return _look_through_archive(archive, len(content))


def _look_through_archive(archive: zipfile.ZipFile, packed_size: int) -> dict[str, SheetScan]:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.bin" in names or not names & {"xl/workbook.xml", "content.xml"}:
        raise ImportRefused(
            "This file is not a gradebook, nothing was changed.",
            [problem("packed_file")],
        )
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise refuse_protected()
    percents = percent_styles(archive)
    counted = 0
    scans: dict[str, SheetScan] = {}
    # What a member declares can be a lie, so what really comes out is counted as well.
    for member in members:
        scan = SheetScan(percents) if member.filename.startswith("xl/worksheets/") else None
        extent = OdsExtent() if member.filename == "content.xml" else None
        for chunk in chunks_of(archive, member):
            counted += len(chunk)
            if too_much(counted, packed_size):
                raise refuse_unpacking()
            for reader in (scan, extent):
                if reader is not None:
                    reader.feed(chunk)
                    if reader.row_count * reader.column_count > MAX_CELLS:
                        raise refuse_many_cells()
        if scan is not None:
            scans[member.filename] = scan
    return SheetScan.by_sheet_name(archive, scans) if scans else {}


def _rows_of(sheet) -> list[list[str]]:
    if sheet.total_height * sheet.total_width > 2 * MAX_CELLS:
        raise refuse_many_cells()
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((max((place for place, cell in enumerate(row, start=1) if cell), default=0) for row in rows), default=0)
    return [row[:width] for row in rows]


def _text(value) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _mark_unread(rows: list[list[str]], scan: SheetScan | None) -> None:
    # Calamine shows an Excel error and a formula never worked out as empty, which would read as "no score".
    for (row, column), shown in (scan.unread if scan else {}).items():
        if row <= len(rows) and column <= len(rows[row - 1]) and not rows[row - 1][column - 1]:
            rows[row - 1][column - 1] = shown


def _mark_percent(rows: list[list[str]], scan: SheetScan | None) -> None:
    # A cell that shows 85 % holds 0.85, which out of 10 would read as next to nothing.
    for row, column in scan.percent if scan else ():
        if row <= len(rows) and column <= len(rows[row - 1]):
            share = _SHARE.fullmatch(rows[row - 1][column - 1])
            if share:
                rows[row - 1][column - 1] = f"{float(share[0]) * 100:.12g}%"
