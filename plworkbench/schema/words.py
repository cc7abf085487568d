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

PURPOSES = ("by need", "mixed readiness", "shared interest", "random", "rotation", "jigsaw")
"""What a grouping is for; the last two are plans of several rounds."""

PAIR_WISHES = ("together", "apart", "prefers", "rather not")
"""Wishes about two students: the teacher's, without order, and a student's own, about the other one."""

MARK_WISHES = ("nobody alone", "balance", "one in each")
"""Wishes about all students who carry a mark: none or at least two in a group, spread evenly, one in every group."""

WISH_KINDS = (*PAIR_WISHES, *MARK_WISHES)
"""Every kind of wish about who shares a group."""

WISH_WEIGHTS = ("must", "important", "nice")
"""How much a wish counts, most first. What a student would like is never a must."""


def shown_score(score: float, top: float = 4.0) -> str:
    """Return a score as it is shown, cut and not rounded, so that 2.96 never reads as the 3.0 of the next level.

    Parameters
    ----------
    score : float
        The score; missing where there is none.
    top : float, default 4
        The top of the scale. A percent has no decimals, a scale up to 2 has two (0.7 beside a cut score of 0.75 would
        leave open whether it was reached), every other scale has one.

    Examples
    --------
    >>> shown_score(2.96), shown_score(3.0), shown_score(float("nan"))
    ('2.9', '3.0', '')
    >>> shown_score(0.749, top=1), shown_score(74.9, top=100)
    ('0.74', '74')
    """
    if pd.isna(score):
        return ""
    places = decimals(top)
    return f"{math.floor(score * 10**places + 1e-9) / 10**places:.{places}f}"


def decimals(top: float) -> int:
    """Return how many decimals a score has on a scale with this top.

    Examples
    --------
    >>> decimals(1), decimals(4), decimals(100)
    (2, 1, 0)
    """
    return 0 if top == 100 else 2 if top <= 2 else 1


def score_words(score: float, top: float = 4.0) -> str:
    """Return a score with the top of its scale; '' where there is none.

    Examples
    --------
    >>> score_words(2.96), score_words(74.9, top=100), score_words(0.7, top=1), score_words(float("nan"))
    ('2.9 of 4', '74 %', '0.70 of 1', '')
    """
    if pd.isna(score):
        return ""
    return f"{shown_score(score, top)} %" if top == 100 else f"{shown_score(score, top)} of {top:g}"
