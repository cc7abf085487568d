"""How large a file may be, and what is said when it is larger."""

from __future__ import annotations

from plworkbench.errors import ImportRefused
from plworkbench.messages import problem

MEGABYTE = 1_000_000

MAX_BYTES = 25 * MEGABYTE
"""The largest file read. A gradebook of 200 students and 200 assignments has about 0.3 MB."""

MAX_CELLS = 4_000_000
"""The most cells read from one table."""

MAX_COLUMNS = 3_000
"""The most columns of one table that hold anything; a year of daily work in three forms has fewer than a thousand."""

MAX_CELL_CHARACTERS = 100_000
"""The longest text in one cell; Excel allows 32,767."""

MAX_MEMBERS = 2_000
"""The most files inside one workbook or zip file."""

MAX_INFLATED_BYTES = 250 * MEGABYTE
"""The most a workbook or zip file may unpack to."""

MAX_INFLATION_RATIO = 150
"""How many times its packed size a zip file may unpack to, once it is large. Real workbooks stay below 40."""

MAX_TABLES = 100
"""The most tables read from one bundle or folder; OneRoster knows fewer than thirty."""

MAX_NESTING = 100
"""How deep the brackets of a JSON document may be nested. A package of standards needs six."""

MAX_JSON_VALUES = 2_000_000
"""The most values in a JSON document. The Common Core in mathematics has about 30,000."""


def refuse_large_file(size: int) -> ImportRefused:
    """Return the refusal of a file that is too large.

    Examples
    --------
    >>> print(refuse_large_file(50_000_000))
    This file is too large, nothing was changed.
    - It has 50 MB; the workbench reads up to 25 MB. Export one class, or one grading period, at a time.
    """
    return ImportRefused(
        "This file is too large, nothing was changed.",
        [problem("too_large_file", size=f"{size / MEGABYTE:.0f}", most=f"{MAX_BYTES / MEGABYTE:.0f}")],
    )


def refuse_many_cells() -> ImportRefused:
    """Return the refusal of a table with more cells than any gradebook has."""
    return ImportRefused(
        "This file is too large, nothing was changed.",
        [problem("too_many_cells", most=f"{MAX_CELLS:,}")],
    )


def refuse_many_columns(count: int) -> ImportRefused:
    """Return the refusal of a table that is wider than any gradebook.

    Examples
    --------
    >>> print(refuse_many_columns(100_000))
    This file is too large, nothing was changed.
    - It has 100,000 columns; at most 3,000 are read. Export one grading period at a time, or delete columns.
    """
    return ImportRefused(
        "This file is too large, nothing was changed.",
        [problem("too_many_columns", count=f"{count:,}", most=f"{MAX_COLUMNS:,}")],
    )


def refuse_long_cell(row: int) -> ImportRefused:
    """Return the refusal of a table in which one cell holds a book."""
    return ImportRefused(
        "This file could not be read, nothing was changed.",
        [problem("long_cell", row=row, most=f"{MAX_CELL_CHARACTERS:,}")],
    )


def refuse_unpacking() -> ImportRefused:
    """Return the refusal of a workbook or zip file that unpacks to far more than a gradebook."""
    return ImportRefused(
        "This file was not opened, nothing was changed.",
        [problem("unpacks_too_far")],
    )


def refuse_harmful_name() -> ImportRefused:
    """Return the refusal of a zip file whose members point out of it."""
    return ImportRefused(
        "This file was not opened, nothing was changed.",
        [problem("harmful_name")],
    )


def refuse_protected() -> ImportRefused:
    """Return the refusal of a file that wants a password."""
    return ImportRefused(
        "This file is protected by a password, nothing was changed.",
        [problem("protected")],
    )


def refuse_damaged(detail: str = "It breaks off, or parts of it are missing.") -> ImportRefused:
    """Return the refusal of a file that cannot be opened."""
    return ImportRefused(
        "This file could not be opened, nothing was changed.",
        [problem("damaged", detail=detail)],
    )
