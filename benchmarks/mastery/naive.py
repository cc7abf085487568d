"""The first thing one would write in pandas: a function a cell, `groupby.apply`. What the rules are faster than."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from benchmarks.mastery.sql import CUT, LATEST_WEIGHT, RECENT, TIMES, TOP


def _decaying_average(scores: list[float]) -> float:
    state = scores[0]
    for score in scores[1:]:
        state = LATEST_WEIGHT * score + (1 - LATEST_WEIGHT) * state
    return state


def _n_times(scores: list[float]) -> float:
    enough = [score for score in scores if score >= CUT - 1e-9]
    return sum(enough) / len(enough) if len(enough) >= TIMES else math.nan


_RULES: dict[str, Callable[[list[float]], float]] = {
    "decaying_average": _decaying_average,
    "weighted_average": lambda scores: (
        LATEST_WEIGHT * scores[-1] + (1 - LATEST_WEIGHT) * sum(scores[:-1]) / (len(scores) - 1)
        if len(scores) > 1
        else scores[0]
    ),
    "recent_mean": lambda scores: sum(scores[-RECENT:]) / len(scores[-RECENT:]),
    "latest": lambda scores: scores[-1],
    "highest": max,
    "mean": lambda scores: sum(scores) / len(scores),
    "n_times": _n_times,
}


_LEVELS = {"extending": 3.5, "secure": 3.0, "developing": 2.0, "beginning": 0.0}


def score_cells_naively(evidence: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Return one row a cell, as the SQL does, by one call of a function a cell.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.
    rule : str
        One of decaying_average, weighted_average, recent_mean, latest, highest, mean, n_times.
    """

    def score_cell(pieces: pd.DataFrame) -> pd.Series:
        date = pieces["date_assessed"].fillna(pieces["date_submitted"]).fillna(pieces["date_due"])
        pieces = pieces.assign(date=date).sort_values(["date", "sequence", "attempt"], na_position="first")
        counted = pieces[(pieces["status"] == "scored") & pieces["score"].notna() & (pieces["points_possible"] > 0)]
        scores = (counted["score"] * TOP / counted["points_possible"]).clip(0, TOP).tolist()
        if rule not in ("n_times", "highest"):
            _pool(counted, scores)
        raw = _RULES[rule](scores) if scores else math.nan
        score = math.floor(raw * 100 + 0.5 + 1e-9) / 100 if scores and not math.isnan(raw) else math.nan
        return pd.Series(
            {
                "score": score,
                "level": _level(score, len(counted)),
                "evidence_count": len(counted),
                "latest_date": counted["date"].max(),
                "missing_count": (pieces["status"] == "missing").sum(),
                "excused_count": (pieces["status"] == "excused").sum(),
            }
        )

    return evidence.groupby(["student_key", "standard_code"]).apply(score_cell).reset_index()


def _level(score: float, count: int) -> str:
    if not count:
        return "not recorded"
    if count < 2 or math.isnan(score):
        return "not enough evidence"
    return next(name for name, begins in _LEVELS.items() if score >= begins)


def _pool(counted: pd.DataFrame, scores: list[float]) -> None:
    """Let each question of a quiz stand for the quiz: points earned of points possible."""
    quizzes: dict[tuple, list[int]] = {}
    for place, (kind, *quiz) in enumerate(zip(counted["kind"], counted["assessment"], counted["attempt"])):
        if kind == "quiz question":
            quizzes.setdefault(tuple(quiz), []).append(place)
    earned, points = counted["score"].tolist(), counted["points_possible"].tolist()
    for places in quizzes.values():
        share = sum(earned[n] for n in places) / sum(points[n] for n in places)
        for place in places:
            scores[place] = min(max(share, 0), 1) * TOP
