"""What a report in a notebook is made of: a title, a sentence and a short table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

ROWS_SHOWN = 40
"""Rows of a table shown in a notebook; the frame itself always holds all of them."""


def section(title: str, what: str, columns: dict[str, Iterable]) -> dict[str, object]:
    """Return a part of `progress_report.html`: columns by heading, what is beyond the rows shown only counted."""
    rows = list(zip(*columns.values()))
    return {
        "title": title,
        "what": what,
        "columns": list(columns),
        "rows": rows[:ROWS_SHOWN],
        "more": max(0, len(rows) - ROWS_SHOWN),
    }


def share(proportion: float) -> str:
    """Return a proportion as a percentage; '' where there is none."""
    return "" if pd.isna(proportion) else f"{100 * proportion:.0f} %"


def number(value: float, decimals: int = 2) -> str:
    """Return a number with so many decimals; '' where there is none."""
    return "" if pd.isna(value) else f"{value:.{decimals}f}"
