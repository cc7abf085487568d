"""How large a file may be, and what is said when it is larger."""

from __future__ import annotations

from plworkbench.errors import ImportRefused, Problem

MEGABYTE = 1_000_000

MAX_BYTES = 25 * MEGABYTE
"""The largest file read. A gradebook of 200 students and 200 assignments has about 0.3 MB."""

MAX_CELLS = 3_000_000
"""The most cells read from one table."""

MAX_CELL_CHARACTERS = 100_000
"""The longest text in one cell; Excel allows 32,767."""

MAX_MEMBERS = 2_000
"""The most files inside one workbook."""

MAX_INFLATED_BYTES = 250 * MEGABYTE
"""The most a workbook may unpack to."""

MAX_INFLATION_RATIO = 150
"""How many times its packed size a workbook may unpack to, once it is large. Real workbooks stay below 40."""


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
        [
            Problem(
                f"It has {size / MEGABYTE:.0f} MB; the workbench reads up to {MAX_BYTES / MEGABYTE:.0f} MB.",
                "Export one class, or one grading period, at a time.",
            )
        ],
    )


def refuse_many_cells() -> ImportRefused:
    """Return the refusal of a table with more cells than any gradebook has."""
    return ImportRefused(
        "This file is too large, nothing was changed.",
        [
            Problem(
                f"Its table has more than {MAX_CELLS:,} cells, counting the empty ones between the filled ones.",
                "Delete what stands far below or far to the right of the scores, or export one class at a time.",
            )
        ],
    )


def refuse_long_cell(row: int) -> ImportRefused:
    """Return the refusal of a table in which one cell holds a book."""
    return ImportRefused(
        "This file could not be read, nothing was changed.",
        [
            Problem(
                f"a cell holds more than {MAX_CELL_CHARACTERS:,} characters.",
                "Most often a quotation mark is opened and never closed: close it, or shorten the text.",
                row=row,
            )
        ],
    )


def refuse_unpacking() -> ImportRefused:
    """Return the refusal of a workbook that unpacks to far more than a gradebook."""
    return ImportRefused(
        "This workbook was not opened, nothing was changed.",
        [
            Problem(
                "Unpacked it would fill far more memory than any gradebook does, as a harmful file would.",
                "If it is your own, copy the sheet with the scores into a new workbook and bring that in.",
            )
        ],
    )


def refuse_damaged(detail: str = "It breaks off, or parts of it are missing.") -> ImportRefused:
    """Return the refusal of a workbook that cannot be opened."""
    return ImportRefused(
        "This workbook could not be opened, nothing was changed.",
        [Problem(detail, "Download or export it again; or open it in a spreadsheet program and save it as CSV.")],
    )
