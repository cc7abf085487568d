"""Workbooks (xlsx, xls, ods): looked through for harm first, then read with python-calamine, every cell as text."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.limits import (
    MAX_CELLS,
    MAX_INFLATED_BYTES,
    MAX_INFLATION_RATIO,
    MAX_MEMBERS,
    MEGABYTE,
    refuse_damaged,
    refuse_many_cells,
    refuse_unpacking,
)
from plworkbench.importers.sheet_xml import OdsExtent, SheetScan, percent_styles

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20
# Below this size a high ratio is harmless: an almost empty sheet packs a hundredfold.
_HARMLESS_BYTES = 20 * MEGABYTE


_SHARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def is_spreadsheet(content: bytes) -> bool:
    r"""Tell whether a file is a workbook, or claims to be one.

    Examples
    --------
    >>> is_spreadsheet(b"PK\x03\x04..."), is_spreadsheet(b"Student,Quiz")
    (True, False)
    """
    return content.startswith((_ZIP, _EMPTY_ZIP, _OLE))


def read_workbook(content: bytes) -> tuple[list[list[str]], str, tuple[Problem, ...]]:
    """Return the rows of the first visible sheet that holds anything, its name, and what was noticed.

    Parameters
    ----------
    content : bytes
        An xlsx, xls or ods file.

    Returns
    -------
    rows : list of list of str
        From row 1 of the sheet on, all of the same length; a number without decimals has none, a date is in ISO form.
    sheet : str
        The name of the sheet.
    problems : tuple of Problem
        One for each other sheet with data, which is not read.

    Raises
    ------
    ImportRefused
        If the workbook is damaged, protected by a password, harmful, or empty.
    """
    import python_calamine

    scans = _look_through(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        kinds = [(meta.name, str(meta.visible).endswith("Visible"), str(meta.typ)) for meta in workbook.sheets_metadata]
        visible = [name for name, shown, kind in kinds if shown and kind.endswith("WorkSheet")]
        filled = [(name, rows) for name in visible if (rows := _rows_of(workbook.get_sheet_by_name(name)))]
    except python_calamine.PasswordError:
        raise _protected() from None
    except ImportRefused:
        raise
    except Exception:
        # Calamine has no single class of error for the many ways a file can be damaged.
        raise refuse_damaged() from None
    if not filled:
        raise ImportRefused(
            "This workbook is empty, nothing was changed.",
            [Problem("No visible sheet holds anything.", "Export the gradebook again and bring the new file in.")],
        )
    name, rows = filled[0]
    _mark_unread(rows, scans.get(name))
    _mark_percent(rows, scans.get(name))
    others = tuple(
        Problem(
            f"the sheet '{other}' holds {len(other_rows)} rows and was not read; only '{name}' was.",
            "If it holds scores, save it as a file of its own and bring that in too.",
        )
        for other, other_rows in filled[1:]
    )
    return rows, name, others


def _look_through(content: bytes) -> dict[str, SheetScan]:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _protected()
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look_through_archive(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError, OSError):
        raise refuse_damaged() from None


def _look_through_archive(archive: zipfile.ZipFile, packed_size: int) -> dict[str, SheetScan]:
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or _too_much(declared, packed_size):
        raise refuse_unpacking()
    if any(member.flag_bits & 1 for member in members):
        raise _protected()
    names = {member.filename for member in members}
    if "xl/workbook.bin" in names or not names & {"xl/workbook.xml", "content.xml"}:
        raise ImportRefused(
            "This file is not a gradebook, nothing was changed.",
            [
                Problem(
                    "It is a packed file or a document of another program.",
                    "Unpack it and bring in the CSV or Excel file (.xlsx) inside, or save the table in that form.",
                )
            ],
        )
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _protected()
    percents = percent_styles(archive)
    counted = 0
    scans: dict[str, SheetScan] = {}
    # What a member declares can be a lie, so what really comes out is counted as well.
    for member in members:
        scan = SheetScan(percents) if member.filename.startswith("xl/worksheets/") else None
        extent = OdsExtent() if member.filename == "content.xml" else None
        for chunk in _chunks(archive, member):
            counted += len(chunk)
            if _too_much(counted, packed_size):
                raise refuse_unpacking()
            for reader in (scan, extent):
                if reader is not None:
                    reader.feed(chunk)
                    if reader.row_count * reader.column_count > MAX_CELLS:
                        raise refuse_many_cells()
        if scan is not None:
            scans[member.filename] = scan
    return SheetScan.by_sheet_name(archive, scans) if scans else {}


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _too_much(size: int, packed_size: int) -> bool:
    return size > MAX_INFLATED_BYTES or size > max(_HARMLESS_BYTES, MAX_INFLATION_RATIO * packed_size)


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


def _protected() -> ImportRefused:
    return ImportRefused(
        "This workbook is protected by a password, nothing was changed.",
        [Problem("It cannot be read without it.", "Open it in Excel, remove the password, save it, and bring it in.")],
    )
