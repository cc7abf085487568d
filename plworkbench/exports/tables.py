"""Frames as files: text that a spreadsheet program would run is made harmless."""

from __future__ import annotations

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet program take text for a formula, full-width forms included."""


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text that a spreadsheet would run as a formula turned into plain text.

    Parameters
    ----------
    frame : DataFrame
        Any columns; only text is looked at, numbers and dates stay as they are.

    Returns
    -------
    DataFrame
        Same shape. Dangerous text gets an apostrophe in front, which spreadsheet programs hide.

    Examples
    --------
    >>> spreadsheet_safe(pd.DataFrame({"name": ["=1+1", "Ana"], "score": [-1, 2]}))["name"].tolist()
    ["'=1+1", 'Ana']
    """

    def harmless(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA_STARTS) else value

    safe = frame.copy()
    for position, (_, column) in enumerate(frame.items()):
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            safe.isetitem(position, column.map(harmless))
    safe.columns = [harmless(str(name)) for name in frame.columns]
    return safe


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return a frame as CSV that opens cleanly in Excel: a byte-order mark, CRLF lines, no formulas.

    Parameters
    ----------
    frame : DataFrame
        The rows to write; the index is left out.

    Returns
    -------
    str
        Begins with U+FEFF; encode it as UTF-8.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"student": ["Zoë"]}))
    '\ufeffstudent\r\nZoë\r\n'
    """
    return "\ufeff" + spreadsheet_safe(frame).to_csv(index=False, lineterminator="\r\n")
