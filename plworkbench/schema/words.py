"""The few words that mean the same in every table, on every page and in every file."""

from __future__ import annotations

import math

import pandas as pd

EVIDENCE_STATUSES = ("scored", "missing", "excused", "not assigned")
"""Scored has a score (0 is a score); missing was due and not handed in; excused and not assigned never count."""

LEVELS = ("beginning", "developing", "secure", "extending")
"""The four levels of mastery, lowest first."""

STATES = ("not recorded", "not enough evidence", *LEVELS)
"""What a cell of the mastery table can say, from nothing to most."""

SYMBOLS = {
    "not recorded": "–",
    "not enough evidence": "?",
    "beginning": "○",
    "developing": "◐",
    "secure": "●",
    "extending": "★",
}
"""The symbol of each state: a level is never told by its colour alone."""

PURPOSES = ("by need", "mixed readiness", "random")
"""What a grouping is for."""


def shown_score(score: float) -> str:
    """Return a score with one decimal, cut and not rounded, so that 2.96 never reads as the 3.0 of the next level.

    Examples
    --------
    >>> shown_score(2.96), shown_score(3.0), shown_score(float("nan"))
    ('2.9', '3.0', '')
    """
    return "" if pd.isna(score) else f"{math.floor(score * 10 + 1e-9) / 10:.1f}"
