"""Files in, frames out: what teachers export, read into students, columns and scores, and compared before it is kept.

A format is one module with `IMPORTER`, `FORMAT_NAME`, `LOOKS_FOR`, `detect` and `parse`, and one line in `REGISTRY`.
Nothing here knows a database or a widget.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers import canvas_gradebook, tidy_table, wide_table
from plworkbench.importers.cells import shortened
from plworkbench.importers.codes import find_codes, recognise_code
from plworkbench.importers.parsed import ParsedFile, counted
from plworkbench.importers.planning import ImportPlan, plan_import, work_of
from plworkbench.importers.reading import RawTable, read_table

__all__ = [
    "REGISTRY",
    "ImportPlan",
    "ParsedFile",
    "RawTable",
    "find_codes",
    "plan_import",
    "read_file",
    "read_table",
    "recognise_code",
    "work_of",
]

REGISTRY: tuple[ModuleType, ...] = (
    canvas_gradebook,
    tidy_table,
    wide_table,
)
"""The formats, the most particular first: it wins a tie."""


def read_file(content: bytes, file_name: str = "", *, known_codes: Iterable[str] = ()) -> ParsedFile:
    r"""Read a gradebook of any known format.

    Parameters
    ----------
    content : bytes
        The whole file.
    file_name : str
        Its name, for messages only.
    known_codes : iterable of str
        Codes of the standards the workbench has, to find them in titles.

    Returns
    -------
    ParsedFile

    Raises
    ------
    ImportRefused
        If the file cannot be read, or fits no format.

    Examples
    --------
    >>> read_file(b"Student,6.RP.A.1\nAmara Okafor,3\n", "period3.csv").importer
    'wide_table'
    """
    raw = read_table(content, file_name)
    surest = max(REGISTRY, key=lambda importer: importer.detect(raw))
    if surest.detect(raw) == 0:
        raise _unknown_format(raw)
    return surest.parse(raw, tuple(known_codes))


def _unknown_format(raw: RawTable) -> ImportRefused:
    first = raw.cells[0]
    begins = ", ".join(f"'{shortened(cell, 30)}'" for cell in first[:6]) + (", ..." if len(first) > 6 else "")
    known = "; or ".join(importer.LOOKS_FOR for importer in REGISTRY)
    rows = "" if len(raw.cells) > 1 else " and no rows under it"
    return ImportRefused(
        "This table is not known as a gradebook, nothing was changed.",
        [Problem(f"Its first row has {counted(len(first), 'cell')}{rows}: {begins}.", f"Known are: {known}.")],
    )
