"""The one door out: whatever leaves the workbench as a file or on paper is made here.

Text is made harmless for the program that will open it: a cell that begins like a formula is written as text, and
every name is escaped before it becomes part of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jinja2
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


_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("plworkbench", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, **values: object) -> str:
    """Fill one of the package's HTML templates; every value is escaped.

    Parameters
    ----------
    template : str
        File name in `plworkbench/templates`.
    **values
        What the template names.
    """
    return _PAGES.get_template(template).render(**values)


def groups_sheets(
    groups: Sequence[Mapping[str, object]],
    *,
    heading: str,
    dates: str,
    goals: Sequence[str],
    with_reasons: bool,
) -> str:
    """Return the printed form of a grouping: one sheet a group.

    Parameters
    ----------
    groups : sequence of mapping
        Each with `name` and `members`, a list of mappings with `name` and `reason`.
    heading : str
        Class and name of the grouping.
    dates : str
        From when until when, in words.
    goals : sequence of str
        What the grouping works on, in the student's words.
    with_reasons : bool
        The teacher's copy gives the reason of each placement; the sheet for the wall must not, because a reason
        tells a student's level.

    Returns
    -------
    str
        HTML, one `<section class="pw-sheet">` a group.
    """
    return page(
        "group_sheets.html", groups=groups, heading=heading, dates=dates, goals=goals, with_reasons=with_reasons
    )
