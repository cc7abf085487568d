"""What the text of one score cell says: points, a share, excused, missing, not assigned, nothing, or nonsense."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import pandas as pd

STATUS_WORDS: dict[str, str] = {
    **dict.fromkeys(("ex", "exc", "excused", "exempt"), "excused"),
    **dict.fromkeys(("n/a", "na", "not assigned", "unassigned"), "not assigned"),
    **dict.fromkeys(("m", "mi", "missing", "not submitted", "not handed in", "-", "–", "—"), "missing"),
}
"""Words in place of a score, folded, and the evidence status they stand for."""

NOT_A_SCORE_CURE = (
    "Write a number, leave it empty if there is no score, EX if the student is excused, or M if it is missing."
)
"""The cure for a score cell that cannot be understood."""

_NUMBER = r"(?:[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
_SCORE = re.compile(rf"({_NUMBER})\s*(?:(%)|(?:/|out of|of)\s*({_NUMBER}))?")
_THOUSANDS = {
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}"),
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
}


class ScoreCell(NamedTuple):
    """What one cell says: `status` is '' for an empty cell, and `trouble` says why a cell is not understood."""

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
    ('excused', '', "'absnt' is not a number.")
    """
    cleaned = " ".join(text.split())
    if not cleaned:
        return _cell()
    if cleaned.casefold() in STATUS_WORDS:
        return _cell(status=STATUS_WORDS[cleaned.casefold()])
    shown = f"'{shortened(cleaned)}'"
    match = _SCORE.fullmatch(cleaned)
    if match is None:
        if re.fullmatch(rf"[-−]\s*{_NUMBER}", cleaned):
            return _cell(trouble=f"{shown} is below 0.")
        return _cell(trouble=f"{shown} is not a number.")
    score = read_number(match[1], decimal_mark)
    points = 100.0 if match[2] else read_number(match[3], decimal_mark) if match[3] else math.nan
    if score is None or points is None:
        return _cell(trouble=f"{shown} can be read in more than one way, with or without thousands.")
    if match[3] and points == 0:
        return _cell(trouble=f"{shown} has 0 points possible.")
    return _cell(score, points, bool(match[2]), "scored")


def read_scores(raw: pd.Series, decimal_mark: str = ".") -> pd.DataFrame:
    """Return what each cell of a column says: one row a cell, the fields of `ScoreCell`, the index of `raw`.

    Examples
    --------
    >>> read_scores(pd.Series(["8", "EX"]))["status"].tolist()
    ['scored', 'excused']
    """
    # A class has few different scores: each text is understood once.
    codes, texts = pd.factorize(raw)
    known = pd.DataFrame([read_score(text, decimal_mark) for text in texts], columns=list(ScoreCell._fields))
    known = known.astype({"score": "float64", "points_possible": "float64", "is_percent": "bool"})
    return known.astype({"status": "str", "trouble": "str"}).take(codes).set_axis(raw.index)


def shortened(text: str, length: int = 40) -> str:
    """Return a text on one line, cut with an ellipsis where it is long.

    Examples
    --------
    >>> shortened("a" * 50, 5)
    'aaaa…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
