"""Text files: their encoding, their separator, and their rows, with every cell left as it is written."""

from __future__ import annotations

import csv
import io
from itertools import chain

from plworkbench.errors import ImportRefused
from plworkbench.importers.limits import MAX_CELLS, refuse_long_cell, refuse_many_cells
from plworkbench.messages import problem

SEPARATORS = (",", ";", "\t", "|")
"""The separators looked for, the commonest first."""

ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman")
"""What charset-normalizer chooses from when a file is not Unicode; the first wins a tie."""

# Longest first: the mark of UTF-32 begins with the mark of UTF-16.
_BYTE_ORDER_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r")
_SAMPLE_ROWS = 60
_END = "\x00end\x00"


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Parameters
    ----------
    content : bytes
        The whole file. A byte order mark is believed, then UTF-8 is tried, then UTF-16 without a mark, then the
        encodings of `ENCODINGS`.

    Raises
    ------
    ImportRefused
        If the file is not text.

    Examples
    --------
    >>> decode("Lucía García".encode("cp1252"))
    ('Lucía García', 'cp1252')
    """
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    if not encoding and b"\x00" in content:
        encoding = _utf16_without_mark(content)
    for candidate in (encoding,) if encoding else ("utf-8",):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        return _checked(text), candidate
    guess = "" if encoding else _guess(content)
    if not guess:
        raise _not_text()
    return _checked(content.decode(guess)), guess


def _utf16_without_mark(content: bytes) -> str:
    # Latin text in UTF-16 has a NUL in every second byte; anything else with NULs is not text.
    start = content[:4000]
    for encoding, nul_bytes, letter_bytes in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if nul_bytes.count(0) > 0.7 * len(nul_bytes) and letter_bytes.count(0) < 0.05 * len(letter_bytes):
            return encoding
    raise _not_text()


def _guess(content: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(content, cp_isolation=list(ENCODINGS))
    if not matches:
        return ""
    # A short list of names fits several code pages equally well; then the commonest one is meant.
    least = min(match.chaos for match in matches)
    fitting = {name for match in matches if match.chaos <= least + 0.02 for name in match.could_be_from_charset}
    return next(encoding for encoding in ENCODINGS if encoding in fitting)


def _checked(text: str) -> str:
    content = text.encode("utf-8", "replace")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if "\x00" in text or controls > 0.01 * len(text):
        raise _not_text()
    return text


def _not_text() -> ImportRefused:
    return ImportRefused(
        "This file is not a gradebook, nothing was changed.",
        [problem("no_text")],
    )


def rows_of(text: str) -> tuple[list[list[str]], str]:
    r"""Return the rows of a text table and its separator; a cell in quotation marks may hold separators and lines.

    Parameters
    ----------
    text : str
        The whole file. A first line such as `sep=;`, which Excel reads and hides, is followed and left out.

    Raises
    ------
    ImportRefused
        If a quotation mark is never closed, or there are more cells than any gradebook has.

    Examples
    --------
    >>> rows_of('Student;Quiz\n"Okafor; Amara";3,5\n')
    ([['Student', 'Quiz'], ['Okafor; Amara', '3,5']], ';')
    """
    text, separator = separated(text)
    rows: list[list[str]] = []
    cell_count = 0
    try:
        # The line added at the end comes back alone, unless an open quotation mark swallowed it.
        for row in csv.reader(chain(_lines(text), [_END]), delimiter=separator):
            rows.append(row)
            cell_count += len(row)
            if cell_count > MAX_CELLS:
                raise refuse_many_cells()
    except csv.Error:
        raise refuse_long_cell(len(rows) + 1) from None
    if rows[-1] != [_END]:
        raise ImportRefused(
            "This file could not be read, nothing was changed.",
            [problem("open_quotation", row=len(rows))],
        )
    rows.pop()
    return [
        [cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell for cell in row] for row in rows
    ], separator


def separated(text: str) -> tuple[str, str]:
    r"""Return a text table without Excel's hint of its separator, and the separator.

    Examples
    --------
    >>> separated("sep=;\nStudent;Quiz\n")
    ('Student;Quiz\n', ';')
    """
    first_line, _, rest = text.partition("\n")
    hint = first_line.rstrip("\r")
    if len(hint) == 5 and hint.lower().startswith("sep=") and hint[4] in SEPARATORS:
        return rest, hint[4]
    return text, _separator_of(text)


def _lines(text: str) -> io.StringIO:
    # The csv module wants lines with their ends; a last line without one would merge with the line added after it.
    return io.StringIO(text if text.endswith(("\n", "\r")) else text + "\n", newline="")


def _separator_of(text: str) -> str:
    # The right separator splits all rows, or most, into as many cells as the header has, and into many. How many rows
    # comes first: 'Okafor, Amara;3,5;4,0' has more commas than semicolons, and its header has none.
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        sample = []
        try:
            for row in csv.reader(_lines(text[:200_000]), delimiter=separator):
                if any(cell.strip() for cell in row):
                    sample.append(len(row))
                if len(sample) == _SAMPLE_ROWS:
                    break
        except csv.Error:
            pass
        if not sample:
            continue
        width = max(set(sample), key=sample.count)
        score = (sample.count(width) / len(sample), width)
        if width > 1 and score > best_score:
            best, best_score = separator, score
    return best
