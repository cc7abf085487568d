"""Read any file a teacher sends into a plain table of text, or say clearly why not.

What a file is, is told by its content, never by its name. Every cell stays the text it is: `00123` keeps its zeros,
a student called `Null` keeps the name, and no row is shifted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.bundles import files_in, is_bundle, unpacked
from plworkbench.importers.coded import CodedRows, coded, each_text
from plworkbench.importers.documents import is_document, read_json
from plworkbench.importers.limits import (
    MAX_BYTES,
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    refuse_large_file,
    refuse_long_cell,
    refuse_many_cells,
    refuse_many_columns,
)
from plworkbench.importers.oneroster_layouts import layout_by_header
from plworkbench.importers.raw import Raw, RawBundle, RawDocument, RawTable
from plworkbench.importers.regular_text import LEAST_BYTES, regular_columns
from plworkbench.importers.spreadsheets import is_spreadsheet, read_workbook
from plworkbench.importers.text_files import decode, rows_of, separated
from plworkbench.messages import problem

_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"

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


def read_raw(content: bytes, file_name: str = "", *, sheet: str = "") -> Raw:
    r"""Read a file of any kind: a table, a bundle of tables, or a document.

    Parameters
    ----------
    content : bytes
        The whole file.
    file_name : str
        Its name, for messages only; what the file is, is told by its content.
    sheet : str
        The sheet of a workbook to read; '' takes the first that holds anything.

    Returns
    -------
    RawTable, RawBundle or RawDocument
        A zip file with a single CSV file in it is that table; one file of a OneRoster export is a bundle of one.

    Raises
    ------
    ImportRefused
        If the file cannot be read.

    Examples
    --------
    >>> type(read_raw(b"Student,Quiz\nAmara,8\n")).__name__, type(read_raw(b'{"CFItems": []}')).__name__
    ('RawTable', 'RawDocument')
    """
    _refuse_size(content)
    digest = hashlib.sha256(content).hexdigest()
    if is_document(content):
        return RawDocument(read_json(content), digest, file_name)
    if is_bundle(content):
        bundle = _bundle_of(*unpacked(content), digest, file_name)
        tables = list(bundle.tables.values())
        return _alone(replace(tables[0], digest=digest, file_name=file_name)) if len(tables) == 1 else bundle
    return _alone(replace(_table_of(content, sheet), digest=digest, file_name=file_name))


def read_folder(path: str | os.PathLike[str]) -> RawBundle:
    """Read the CSV files of a folder as one bundle: a OneRoster export that was unpacked.

    Parameters
    ----------
    path : path
        The folder. Links in it are not followed, and only files named '.csv' are read.

    Raises
    ------
    ImportRefused
        If it holds no CSV file, or one of them cannot be read.
    """
    folder = Path(path)
    files, problems = files_in(folder)
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(hashlib.sha256(name.encode("utf-8", "replace")).digest() + hashlib.sha256(content).digest())
    return _bundle_of(files, problems, digest.hexdigest(), folder.name)


def _alone(table: RawTable) -> RawTable | RawBundle:
    """Return one file of a OneRoster export as the bundle it belongs to: its list of users is no list of students."""
    layout = layout_by_header(table.cells[0])
    return RawBundle({layout: table}, table.digest, table.file_name, table.problems) if layout else table


def _bundle_of(files: dict[str, bytes], problems: list[Problem], digest: str, file_name: str) -> RawBundle:
    tables: dict[str, RawTable] = {}
    refused: list[Problem] = []
    cell_count = 0
    for name, content in files.items():
        if not content.strip(_NOTHING):
            problems = [*problems, problem("file_empty", file=name)]
            continue
        if is_spreadsheet(content):
            refused.append(problem("file_no_table", file=name))
            continue
        try:
            tables[name] = read_table(content, name)
        except ImportRefused as refusal:
            refused += [replace(found, file=name) for found in refusal.problems]
            continue
        cell_count += sum(map(len, tables[name].cells))
        if cell_count > MAX_CELLS:
            raise refuse_many_cells()
    if refused:
        raise ImportRefused("A file of this bundle could not be read, nothing was changed.", refused)
    if not tables:
        raise _empty()
    return RawBundle(tables, digest, file_name, tuple(problems))


def read_table(content: bytes, file_name: str = "", *, sheet: str = "") -> RawTable:
    r"""Read a file into a table of text.

    Parameters
    ----------
    content : bytes
        The whole file: CSV, TSV, or an Excel or LibreOffice workbook.
    file_name : str
        Its name, for messages only; what the file is, is told by its content.
    sheet : str
        The sheet of a workbook to read; '' takes the first that holds anything.

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
    _refuse_size(content)
    return replace(_table_of(content, sheet), digest=hashlib.sha256(content).hexdigest(), file_name=file_name)


def _table_of(content: bytes, sheet: str) -> RawTable:
    """Return the table of a file, which has no name and no digest yet."""
    _refuse_foreign(content)
    if is_spreadsheet(content):
        rows, sheet, sheets, problems = read_workbook(content, sheet)
        return _of_rows(rows, sheet=sheet, sheets=sheets, problems=problems)
    text, encoding = decode(content)
    body, separator = separated(text)
    columns = regular_columns(body, separator) if len(content) >= LEAST_BYTES else None
    facts = {"encoding": encoding, "separator": separator}
    return _of_rows(rows_of(text)[0], **facts) if columns is None else _of_columns(columns, **facts)


def _of_rows(rows: list[list[str]], **facts: Any) -> RawTable:
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    for number, row in numbered:
        if max(map(len, row)) > MAX_CELL_CHARACTERS:
            raise refuse_long_cell(number)
        if len(row) > MAX_COLUMNS and (filled := sum(map(bool, map(str.strip, row)))) > MAX_COLUMNS:
            raise refuse_many_columns(filled)
    cells = [row for _, row in numbered]
    if not cells:
        raise _empty()
    numbers = [number for number, _ in numbered]
    return RawTable(cells=cells, row_numbers=numbers, decimal_mark=decimal_mark_of(cells), digest="", **facts)


def _of_columns(columns: pd.DataFrame, **facts: Any) -> RawTable:
    blank = np.ones(len(columns), dtype="bool")
    for _, column in columns.items():
        blank &= each_text(column, lambda text: not text.strip(), "bool")
        if not blank.any():
            break
    if blank.all():
        raise _empty()
    filled = columns[~blank] if blank.any() else columns
    numbers = (np.flatnonzero(~blank) + 1).tolist() if blank.any() else range(1, len(columns) + 1)
    marks, times = [], []
    for _, column in filled.items():
        codes, texts = coded(column)
        marks += [_mark_in(text) for text in texts]
        times += np.bincount(codes, minlength=len(texts)).tolist()
    mark = _commonest(marks, times)
    return RawTable(cells=CodedRows(filled), row_numbers=numbers, decimal_mark=mark, digest="", **facts)


def _refuse_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise refuse_large_file(len(content))
    if not content.strip(_NOTHING):
        raise _empty()


def _empty() -> ImportRefused:
    return ImportRefused(
        "This file is empty, nothing was changed.",
        [problem("nothing_in_it")],
    )


def _refuse_foreign(content: bytes) -> None:
    what = next((name for start, name in _FOREIGN if content.startswith(start)), "")
    beginning = content[:4000].removeprefix(b"\xef\xbb\xbf")
    if not what and _WEB_PAGE.match(beginning):
        what = "a web page"
    if not what and is_document(content):
        what = "a file for programs (JSON)"
    if what:
        raise ImportRefused(
            "This file is not a gradebook, nothing was changed.",
            [problem("foreign_file", what=what)],
        )


_DECIMAL = {
    ",": re.compile(r"\s*[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})\s*%?\s*"),
    ".": re.compile(r"\s*[0-9]+\.[0-9]+\s*%?\s*"),
}


def decimal_mark_of(cells: Iterable[Iterable[str]]) -> str:
    """Return the decimal mark that most numbers of a table are written with; '.' when nothing tells.

    A comma before exactly three digits is no evidence, because it may separate thousands.

    Examples
    --------
    >>> decimal_mark_of([["3,5", "4"], ["2,25", "1,000"]])
    ','
    """
    return _commonest(mark for row in cells for cell in row if (mark := _mark_in(cell)))


def _mark_in(cell: str) -> str:
    return next((mark for mark, pattern in _DECIMAL.items() if mark in cell and pattern.fullmatch(cell)), "")


def _commonest(marks: Iterable[str], times: Iterable[int] = repeat(1)) -> str:
    counts = Counter()
    for mark, number in zip(marks, times):
        counts[mark] += number
    return "," if counts[","] > counts["."] else "."
