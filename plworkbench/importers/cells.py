"""What the text of one score cell says: points, a share, excused, missing, not assigned, nothing, or nonsense."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from plworkbench.importers.coded import coded

STATUS_WORDS: dict[str, str] = {
    **dict.fromkeys(("ex", "exc", "excused", "exempt"), "excused"),
    **dict.fromkeys(("n/a", "na", "not assigned", "unassigned"), "not assigned"),
    **dict.fromkeys(("m", "mi", "missing", "not submitted", "not handed in", "-", "–", "—"), "missing"),
}
"""Words in place of a score, folded, and the evidence status they stand for."""

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Signs that take no room: a cell copied from a web page may hold them."""

_NUMBER = r"(?:[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
_SCORE = re.compile(rf"({_NUMBER})\s*(?:(%)|(?:/|out of|of)\s*({_NUMBER}))?")
_BELOW_ZERO = re.compile(rf"[-−]\s*{_NUMBER}")
_THOUSANDS = {
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}"),
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
}


class ScoreCell(NamedTuple):
    """What one cell says: `status` is '' for an empty cell, `trouble` the message for one that is not understood."""

    score: float
    points_possible: float
    is_percent: bool
    status: str
    trouble: str


def _cell(score=math.nan, points=math.nan, is_percent=False, status="", trouble="") -> ScoreCell:
    return ScoreCell(score, points, is_percent, status, trouble)


def read_number(text: str, decimal_mark: str = ".") -> float | None:
    """Return the number a text stands for, or None.

    Parameters
    ----------
    text : str
        Digits with at most one decimal mark; thousands may be separated where that is beyond doubt.
    decimal_mark : {".", ","}
        The file's decimal mark. The other one is read as a decimal mark too, unless exactly three digits follow it:
        '1,234' in a file with decimal points could be 1.234 or 1234, and is not a number here.

    Examples
    --------
    >>> read_number("3,5"), read_number("1,234.50"), read_number("1,234"), read_number("1,234", ",")
    (3.5, 1234.5, None, 1.234)
    """
    text = text.strip()
    if not re.fullmatch(_NUMBER, text):
        return None
    for mark, pattern in _THOUSANDS.items():
        if pattern.fullmatch(text):
            other = "," if mark == "." else "."
            return float(text.replace(other, "").replace(",", "."))
    if len(re.findall(r"[.,]", text)) > 1:
        return None
    other = "," if decimal_mark == "." else "."
    if other in text and len(text.partition(other)[2]) == 3:
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None


@lru_cache(maxsize=100_000)
def read_score(text: str, decimal_mark: str = ".") -> ScoreCell:
    """Return what one score cell says.

    Parameters
    ----------
    text : str
        The cell: '8', '3,5', '8/10', '80%', 'EX', 'N/A', 'M', '-', or empty.
    decimal_mark : {".", ","}
        The file's decimal mark.

    Examples
    --------
    >>> read_score("8/10")
    ScoreCell(score=8.0, points_possible=10.0, is_percent=False, status='scored', trouble='')
    >>> read_score("EX").status, read_score(" ").status, read_score("absnt").trouble
    ('excused', '', 'not_a_score')
    """
    cleaned = " ".join(INVISIBLE.sub("", text).split())
    if not cleaned:
        return _cell()
    if cleaned.casefold() in STATUS_WORDS:
        return _cell(status=STATUS_WORDS[cleaned.casefold()])
    match = _SCORE.fullmatch(cleaned)
    if match is None:
        return _cell(trouble="below_zero" if _BELOW_ZERO.fullmatch(cleaned) else "not_a_score")
    score = read_number(match[1], decimal_mark)
    points = 100.0 if match[2] else read_number(match[3], decimal_mark) if match[3] else math.nan
    if score is None or points is None:
        return _cell(trouble="thousands_or_decimals")
    if match[3] and points == 0:
        return _cell(trouble="no_points_in_cell")
    return _cell(score, points, bool(match[2]), "scored")


def read_scores(raw: pd.Series, decimal_mark: str = ".") -> pd.DataFrame:
    """Return what each cell of a column says: one row a cell, the fields of `ScoreCell`, the index of `raw`.

    Examples
    --------
    >>> read_scores(pd.Series(["8", "EX"]))["status"].tolist()
    ['scored', 'excused']
    """
    codes, texts = coded(raw)
    return score_texts(texts, decimal_mark).take(codes).set_axis(raw.index)


def score_texts(texts: Sequence[str], decimal_mark: str = ".") -> pd.DataFrame:
    """Return what each of a few different texts says: one row a text, the fields of `ScoreCell`."""
    known = pd.DataFrame([read_score(text, decimal_mark) for text in texts], columns=list(ScoreCell._fields))
    known = known.astype({"score": "float64", "points_possible": "float64", "is_percent": "bool"})
    return known.astype({"status": "str", "trouble": "str"})
