"""Why a level: the evidence of one cell, what counted and what did not, and the arithmetic, in plain words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from plworkbench.mastery.arithmetic import Work, arithmetic, plain
from plworkbench.mastery.explaining_words import (
    age_words,
    certainty_words,
    judgement_words,
    level_words,
    policy_words,
    rounding_words,
    sentence_words,
    set_by_hand_words,
)
from plworkbench.mastery.levels import HAIR, round_half_away
from plworkbench.mastery.ordering import CELL
from plworkbench.mastery.scales import Scale
from plworkbench.mastery.scoring import Scoring
from plworkbench.mastery.weights import weigh_evidence

STANDS = "stands"
"""The standing of a level set by hand that no newer evidence has put in question."""


@dataclass(frozen=True)
class Explanation:
    """Why a student has a level on a standard.

    Attributes
    ----------
    level : str
        The level that counts: the one set by the teacher where that stands, else `evidence_level`. A value of
        `plworkbench.schema.STATES`.
    evidence_level : str
        The level that the evidence alone gives.
    score : float
        The score on the scale, rounded as reported; NaN where there is none.
    evidence_count : int
        Pieces of evidence.
    sentence : str
        The level that counts, the score, and how the rule comes by it.
    evidence_sentence : str
        The same for the evidence alone.
    pieces : DataFrame
        The evidence, oldest first, as `weigh_evidence` returns it, with `name`: what the lines call each piece.
    lines : tuple of str
        The arithmetic, a line a step; the last one names the level.
    left_out : tuple of str
        What does not count, each with the reason.
    policy : tuple of str
        Which day orders, and what missing work and extra credit do.
    age : str
        How old the newest piece is.
    certainty : str
        What is likely on such work, and of how many such students it is enough; '' where no estimate was given.
    judgement : str
        What the teacher set by hand; '' where nothing is.
    expired : bool
        Whether newer evidence came in since the teacher set a level: then she is to be asked.
    interval : tuple of float
        Low end, estimate and high end on the scale; empty where no estimate was given.
    rule : str
        The rule, a name in `plworkbench.mastery.RULES`.
    scale : Scale
        The scale of all these numbers.
    """

    level: str
    evidence_level: str
    score: float
    evidence_count: int
    sentence: str
    evidence_sentence: str
    pieces: pd.DataFrame = field(repr=False, compare=False)
    lines: tuple[str, ...]
    left_out: tuple[str, ...]
    policy: tuple[str, ...]
    age: str
    certainty: str
    judgement: str
    expired: bool
    interval: tuple[float, ...]
    rule: str
    scale: Scale


def explain_level(
    evidence: pd.DataFrame,
    scoring: Scoring | None = None,
    *,
    override: Mapping[str, object] | None = None,
    estimate: Mapping[str, object] | None = None,
    today: date | None = None,
) -> Explanation:
    """Explain the level of one student on one standard.

    The numbers are those of `summarize_mastery`: the same weights, added up in front of the reader.

    Parameters
    ----------
    evidence : DataFrame
        The evidence of one cell, with columns of the schema's table 'evidence'.
    scoring : Scoring, optional
        How mastery is scored; by default `Scoring()`.
    override : mapping, optional
        The level that the teacher set: level, reason, set_on (UTC) and standing ('stands' or 'newer evidence').
    estimate : mapping, optional
        What is probably known: low, estimate and high, on the scale; and chance_secure, 0 to 1, if that is known.
    today : date, optional
        The day from which the age of the evidence is counted; by default the present one.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> evidence = pd.DataFrame({
    ...     "student_key": "s1", "standard_code": "6.RP.A.1", "assessment": ["Quiz 1", "Quiz 2"],
    ...     "date_assessed": pd.to_datetime(["2025-09-01", "2025-09-15"]), "score": [2.0, 3.0], "points_possible": 4.0,
    ...     "status": "scored", "sequence": [0, 1], "attempt": 1})
    >>> why = explain_level(evidence, Scoring(), today=date(2025, 11, 17))
    >>> why.sentence
    'Developing: 2.6 of 4, from 2 pieces of work. Each new piece of work counts 65 % and everything before it 35 %.'
    >>> for line in why.lines:
    ...     print(line)
    Start: Quiz 1, 2.0.
    Quiz 2: 0.65 × 3.0 + 0.35 × 2.0 = 2.65.
    2.65 is at least 2 (developing) and below 3 (secure): developing.
    >>> why.age
    'The newest piece is 9 weeks old.'
    """
    asked = scoring or Scoring()
    if len(evidence.drop_duplicates(CELL)) > 1:
        raise ValueError("This is the evidence of several cells; explain one student on one standard at a time.")
    pieces = weigh_evidence(evidence, scoring=asked)
    return explain_pieces(pieces, asked, override=override, estimate=estimate, today=today)


def explain_pieces(
    pieces: pd.DataFrame,
    scoring: Scoring,
    *,
    override: Mapping[str, object] | None = None,
    estimate: Mapping[str, object] | None = None,
    today: date | None = None,
) -> Explanation:
    """Explain the level of one student on one standard from pieces that have been weighed already.

    Weighing costs nearly the same for a cell and for a class, so whoever explains many cells weighs the class once.

    Parameters
    ----------
    pieces : DataFrame
        The rows of one cell, as `weigh_evidence` returns them for this scoring.
    scoring : Scoring
        How mastery is scored.
    override, estimate, today
        As for `explain_level`.

    Returns
    -------
    Explanation

    Examples
    --------
    >>> evidence = pd.DataFrame({
    ...     "student_key": ["s1", "s2"], "standard_code": "6.RP.A.1", "assessment": "Quiz 1",
    ...     "date_assessed": pd.Timestamp(2025, 9, 1), "score": [2.0, 3.0], "points_possible": 4.0,
    ...     "status": "scored", "sequence": [0, 1], "attempt": 1})
    >>> pieces = weigh_evidence(evidence, scoring=Scoring(minimum_evidence=1))
    >>> explain_pieces(pieces[pieces["student_key"] == "s2"], Scoring(minimum_evidence=1)).level
    'secure'
    """
    asked, today = scoring, today or date.today()
    pieces = pieces.assign(name=piece_names(pieces))
    scored = pieces[pieces["score_on_scale"].notna()]
    work = _work(scored, asked)
    score = _reported(work.result, asked.scale)
    level = _level(score, len(scored), asked)
    stands = override is not None and override["standing"] == STANDS
    interval = _interval(estimate)
    alone = sentence_words(level, score, len(scored), pieces["status"], asked)
    chance = math.nan if estimate is None else float(estimate.get("chance_secure", math.nan))
    return Explanation(
        level=str(override["level"]) if stands else level,
        evidence_level=level,
        score=score,
        evidence_count=len(scored),
        sentence=set_by_hand_words(override, level, score, len(scored), asked.scale, today) if stands else alone,
        evidence_sentence=alone,
        pieces=pieces,
        lines=tuple(_lines(scored, work, level, score)),
        left_out=tuple(_left_out(pieces)),
        policy=tuple(policy_words(scored, asked)),
        age=age_words(scored["date"].max() if len(scored) else pd.NaT, len(scored), today),
        certainty=certainty_words(interval, asked.scale, chance, level),
        judgement=judgement_words(override, level, asked.scale, today) if override is not None else "",
        expired=override is not None and not stands,
        interval=interval,
        rule=asked.rule,
        scale=asked.scale,
    )


def piece_names(pieces: pd.DataFrame) -> pd.Series:
    """Return what each piece is called: its assessment, with the try, the day or a number where two share a name.

    Examples
    --------
    >>> day = pd.Timestamp(2025, 9, 1)
    >>> pieces = pd.DataFrame({"assessment": ["Quiz", "Quiz", "Exit"], "attempt": [1, 2, 1], "date": day})
    >>> piece_names(pieces).tolist()
    ['Quiz', 'Quiz (try 2)', 'Exit']
    """
    titles = pieces["assessment"] if "assessment" in pieces else pd.Series("Work", index=pieces.index)
    names = titles.fillna("Work").astype("str").tolist()
    if "attempt" in pieces:
        tries = pieces["attempt"].fillna(1).tolist()
        names = [f"{name} (try {attempt:g})" if attempt > 1 else name for name, attempt in zip(names, tries)]
    days = ["" if pd.isna(day) else f", {day.day} {day:%b}" for day in pieces["date"]]
    names = _told_apart(names, days)
    numbers, seen = [], Counter()
    for name in names:
        seen[name] += 1
        numbers.append(f" ({seen[name]})")
    return pd.Series(_told_apart(names, numbers), index=pieces.index, dtype="str")


def _told_apart(names: list[str], ends: list[str]) -> list[str]:
    """Add an end to each name that another piece has as well."""
    often = Counter(names)
    return [name + end if often[name] > 1 else name for name, end in zip(names, ends)]


def _work(scored: pd.DataFrame, scoring: Scoring) -> Work:
    """Return the pieces that are left for the rule, as its arithmetic wants them."""
    used = scored[~_dropped(scored, scoring)]
    return Work(
        names=tuple(used["name"]),
        scores=used["score_on_scale"].to_numpy(dtype=float),
        weights=used["weight"].to_numpy(dtype=float),
        in_logarithms=bool(used["in_logarithms"].any()),
        scoring=scoring,
        points=_points(used),
    )


def _reported(score: float, scale: Scale) -> float:
    """Round a score as `score_cells` does for a whole class; a test holds the two together."""
    if math.isnan(score) or scale.step is None:
        return float(round_half_away(score))
    return float(round_half_away(math.floor(score / scale.step + 0.5 + HAIR) * scale.step, 6))


def _level(score: float, count: int, scoring: Scoring) -> str:
    """Name a level as `score_cells` does for a whole class."""
    if not count:
        return "not recorded"
    if math.isnan(score) or count < scoring.minimum_evidence:
        return "not enough evidence"
    return [level for level, begins in scoring.scale.levels_from.items() if score >= begins - HAIR][-1]


def _interval(estimate: Mapping[str, object] | None) -> tuple[float, ...]:
    ends = () if estimate is None else tuple(float(estimate[end]) for end in ("low", "estimate", "high"))
    return () if any(math.isnan(end) for end in ends) else ends


def _dropped(pieces: pd.DataFrame, scoring: Scoring) -> pd.Series:
    """Return which scored pieces are left out before the rule sees them."""
    words = []
    if scoring.drop_lowest:
        words += ["the lowest", f"one of the lowest {scoring.drop_lowest}"]
    if scoring.keep_highest is not None:
        words += ["not the highest", f"not among the highest {scoring.keep_highest}"]
    return pieces["left_out_because"].isin(words)


def _left_out(pieces: pd.DataFrame) -> list[str]:
    out = pieces[pieces["left_out_because"] != ""]
    return [f"{name}: {why}." for name, why in zip(out["name"], out["left_out_because"])]


def _lines(scored: pd.DataFrame, work: Work, level: str, score: float) -> list[str]:
    """Return the arithmetic: points to the scale, quizzes pooled, pieces dropped, the rule, rounding, and the level."""
    if scored.empty:
        return ["No piece of work counts, so there is no score."]
    dropped = scored[_dropped(scored, work.scoring)]
    lines = [*_on_the_scale(scored, work), *_pooled(scored, work), *_dropped_words(dropped, work)]
    lines += arithmetic(work) or ["No piece of work is left, so there is no score."]
    if not math.isnan(score):
        lines += rounding_words(work.result, score, work.n(score), work.scoring.scale)
    return [*lines, level_words(level, score, work.n(score), len(scored), work.scoring)]


def _points(pieces: pd.DataFrame) -> np.ndarray:
    points = pieces["points_possible"].astype(float)
    if "piece_weight" in pieces:
        points = pieces["piece_weight"].astype(float).fillna(points)
    return points.fillna(0).to_numpy()


def _on_the_scale(scored: pd.DataFrame, work: Work) -> list[str]:
    """Say what points become on the scale, where they are not the scale's own."""
    full = work.scoring.scale.full_marks
    missing = scored[scored["status"] == "missing"]
    pieces = scored[~scored["pooled"] & (scored["status"] == "scored") & (scored["points_possible"] != full)]
    if work.scoring.rule == "sum":
        pieces = pieces.iloc[:0]  # points are added up as they are
    told = [
        f"{piece.name}, {plain(piece.score)} of {plain(piece.points_possible)} points is "
        f"{work.n(piece.score_on_scale)}" + (" (full marks)" if piece.score > piece.points_possible
                                             and work.scoring.extra_credit == "full marks" else "")
        for piece in pieces[["name", "score", "points_possible", "score_on_scale"]].itertuples(index=False)
    ]  # fmt: skip
    lines = [f"On the scale to {plain(full)}: {'; '.join(told)}."] if told else []
    return lines + [f"{name} is missing and counts as 0." for name in missing["name"]]


def _pooled(scored: pd.DataFrame, work: Work) -> list[str]:
    """Say how the questions of a quiz were taken together."""
    lines = []
    questions = scored[scored["pooled"]]
    quiz = [name for name in ("assessment", "attempt") if name in questions]
    for _, held in questions.groupby(quiz, sort=False):
        title = str(held["assessment"].iloc[0])
        earned, of = plain(held["score"].sum()), plain(held["points_possible"].sum())
        shows = work.n(held["score_on_scale"].iloc[0])
        many = f"its {len(held)} questions together are" if len(held) > 1 else "its one question is"
        each = "; each question counts as that" if len(held) > 1 else ""
        lines.append(f"{title}: {many} {earned} of {of} points, which is {shows}{each}.")
    return lines


def _dropped_words(dropped: pd.DataFrame, work: Work) -> list[str]:
    if dropped.empty:
        return []
    pieces = ", ".join(f"{name} ({work.n(score)})" for name, score in zip(dropped["name"], dropped["score_on_scale"]))
    return [f"Left out before the rule is applied: {pieces}."]
