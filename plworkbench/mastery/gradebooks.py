"""What gradebooks in use work out, by their own names: to compare with them, number by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from plworkbench.mastery.levels import round_half_away
from plworkbench.mastery.pieces import QUESTION
from plworkbench.mastery.scales import Scale
from plworkbench.mastery.scores import score_cells
from plworkbench.mastery.scoring import Scoring

CANVAS_METHODS = {
    "highest": "highest",
    "latest": "latest",
    "average": "mean",
    "n_mastery": "n_times",
    "weighted_average": "weighted_average",
    "decaying_average": "weighted_average",
    "standard_decaying_average": "decaying_average",
}
"""Canvas's calculation methods, as it stores them, and the rules they are."""

KHAN_LEVELS = ("Not started", "Attempted", "Familiar", "Proficient", "Mastered")
KHAN_POINTS = dict(zip(KHAN_LEVELS, (0, 0, 50, 80, 100)))
"""The mastery points of a skill at each level."""


def roll_up(
    scores: Iterable[float | None],
    *,
    dates: Sequence[object] | None = None,
    points_possible: float | Sequence[float] | None = None,
    piece_weights: Sequence[float] | None = None,
    quizzes: Sequence[str | None] | None = None,
    rule: str | None = None,
    scoring: Scoring | None = None,
    **choices: object,
) -> float:
    """Return the one score that a list of scores becomes, as a gradebook would show it.

    Parameters
    ----------
    scores : iterable of float or None
        Points earned; None has no score and is left out, 0 counts.
    dates : sequence, optional
        The day of each score: texts, datetimes, or numbers that grow with time; None sorts oldest. Without dates, and
        among equal ones, the order is the order given, oldest first.
    points_possible : float or sequence of float, optional
        Points that could be earned. By default full marks of the scale: the scores are on the scale already.
    piece_weights : sequence of float, optional
        What each piece weighs under 'weighted_mean'; by default its points possible.
    quizzes : sequence of str or None, optional
        For questions of a quiz, which quiz; None for whole pieces.
    rule, scoring, **choices
        As for `weigh_evidence`.

    Returns
    -------
    float
        The score on the scale, rounded as reported; NaN where there is none.

    Raises
    ------
    ValueError
        If a choice is not possible, if lists differ in length, or if a score is above full marks, nothing is said of
        the points possible, and extra credit does not count.

    Examples
    --------
    >>> roll_up([1, 3, 2, 4], rule="power_law"), roll_up([2, 3, 4], rule="decaying_average", latest_weight=0.6)
    (3.66, 3.44)
    >>> roll_up([85, None, 70], points_possible=100, rule="mean", scale="percent")
    77.5
    """
    asked = (scoring or Scoring()).replaced(**({} if rule is None else {"rule": rule}), **choices)
    earned = np.array([np.nan if pd.isna(score) else float(score) for score in scores])
    full = asked.scale.full_marks
    beyond = points_possible is None and asked.extra_credit == "full marks"
    if beyond and np.nanmax(earned, initial=0) > full + 1e-9:
        raise ValueError(
            f"A score is {np.nanmax(earned):g}, and full marks are {full:g}. Say the points possible, or choose a "
            "scale that goes higher."
        )
    count = len(earned)
    for what, given in (("dates", dates), ("points_possible", points_possible), ("piece_weights", piece_weights),
                        ("quizzes", quizzes)):  # fmt: skip
        if given is not None and not np.isscalar(given) and len(given) != count:
            raise ValueError(f"There are {count} scores and {len(given)} {what}; give one for each score.")
    evidence = pd.DataFrame(
        {
            "student_key": "",
            "standard_code": "",
            "score": earned,
            "points_possible": full if points_possible is None else points_possible,
            "status": "scored",
            "sequence": np.arange(count),
        }
    )
    if dates is not None:
        evidence["date_assessed"] = _days(dates)
        evidence["sequence"] = 0
    if piece_weights is not None:
        evidence["piece_weight"] = np.asarray(piece_weights, dtype=float)
    if quizzes is not None:
        evidence["assessment"] = ["" if quiz is None else str(quiz) for quiz in quizzes]
        evidence["kind"] = ["" if quiz is None else QUESTION for quiz in quizzes]
    found = score_cells(evidence, asked)["score"]
    return float(found.iloc[0]) if len(found) else float("nan")


def _days(dates: Sequence[object]) -> pd.Series:
    """Return days from texts or datetimes; of numbers only their order."""
    given = pd.Series(list(dates), dtype="object")
    numbers = all(day is None or isinstance(day, (int, float)) for day in given)
    return pd.to_datetime(given.astype("float64").rank(method="dense") if numbers else given, format="mixed", utc=True)


def canvas_scoring(
    method: str | None,
    calculation_int: int | None = None,
    *,
    mastery_points: float = 3.0,
    points_possible: float = 5.0,
    new_decaying_average: bool = True,
    minimum_evidence: int = 1,
) -> Scoring:
    """Return the scoring of a Canvas outcome, from the settings Canvas stores for it.

    Parameters
    ----------
    method : str or None
        Its calculation_method; None is 'highest'.
    calculation_int : int, optional
        The percentage of a decaying average (65 if not given), or the number of times (5 if not given).
    mastery_points, points_possible : float
        From its rubric criterion. Where points possible are 0, full marks are the mastery points.
    new_decaying_average : bool, default True
        Whether the account calculates the recursive 'standard_decaying_average'; without it, Canvas gives that
        method, too, the weighted average.
    minimum_evidence : int, default 1
        Canvas names a level from the first result on.

    Returns
    -------
    Scoring
        Ordered by the day handed in, else assessed. Extra points count, because Canvas cuts nothing.

    Notes
    -----
    Source: Canvas, app/models/rollup_score.rb, app/helpers/rollup_score_aggregator_helper.rb and
    app/models/learning_outcome.rb. Canvas sorts by the second; equal times have no order of their own there, and keep
    the order of the source here.

    Examples
    --------
    >>> roll_up([3, 2, 4, 3], scoring=canvas_scoring("n_mastery", 3))
    3.33
    """
    stored = "highest" if method is None or pd.isna(method) or not method else method
    number = None if calculation_int is None or pd.isna(calculation_int) else calculation_int
    if number is not None and number == int(number):
        number = int(number)  # a column of a table with gaps holds 3.0
    if stored not in CANVAS_METHODS:
        raise ValueError(f"Canvas has no calculation method {method!r}. Choose one of {', '.join(CANVAS_METHODS)}.")
    rule = CANVAS_METHODS[stored]
    if rule == "decaying_average" and not new_decaying_average:
        rule = "weighted_average"
    scale = Scale("canvas", "Canvas outcome", top=float(points_possible or 0), cut_score=float(mastery_points))
    chosen: dict[str, object] = {}
    if rule in ("weighted_average", "decaying_average"):
        chosen["latest_weight"] = (65 if number is None else number) / 100
    if rule == "n_times":
        chosen["times_needed"] = 5 if number is None else number
    return Scoring(rule, scale=scale, order_by="handed in", extra_credit="counts", minimum_evidence=minimum_evidence,
                   **chosen)  # type: ignore[arg-type]  # fmt: skip


def class_score(scores: Iterable[float | None], statistic: str = "mean") -> float:
    """Return the score of a class on one standard, from its students' scores.

    Parameters
    ----------
    scores : iterable of float or None
        One score a student; students without one are left out.
    statistic : {"mean", "median"}
        The mean is rounded to two decimals, halves away from zero; the median is not rounded.

    Returns
    -------
    float
        NaN where no student has a score.

    Notes
    -----
    Source: Canvas, app/helpers/rollup_score_aggregator_helper.rb, aggregate_score and median_aggregate_score.

    Examples
    --------
    >>> class_score([1, 2, 3, 40]), class_score([1, 2, None, 3, 40], "median")
    (11.5, 2.5)
    """
    if statistic not in ("mean", "median"):
        raise ValueError(f"There is no class score {statistic!r}. Choose mean or median.")
    known = pd.Series([np.nan if pd.isna(score) else float(score) for score in scores], dtype=float).dropna()
    if known.empty:
        return float("nan")
    return float(known.median()) if statistic == "median" else float(round_half_away(known.mean()))


def rating_percents(scores: Iterable[float | None], cutoffs: Sequence[float]) -> list[int]:
    """Return how many percent of the students have each rating.

    Parameters
    ----------
    scores : iterable of float or None
        One score a student; students without one are left out.
    cutoffs : sequence of float
        The score from which each rating holds, highest first. A score below all of them has no rating.

    Returns
    -------
    list of int
        One a rating. Each is rounded alone, halves up, so they need not sum to 100.

    Notes
    -----
    Source: Canvas, lib/outcomes/result_analytics.rb, rating_percents and to_percents.

    Examples
    --------
    >>> rating_percents([4, 5, 2], [5, 3, 0])
    [33, 33, 33]
    """
    known = np.array([float(score) for score in scores if score is not None and not pd.isna(score)])
    reached = known[:, None] >= np.asarray(cutoffs, dtype=float)[None, :]
    counts = np.bincount(reached.argmax(axis=1)[reached.any(axis=1)], minlength=len(cutoffs))
    total = counts.sum()
    return [0] * len(counts) if total == 0 else [int(share) for share in round_half_away(100.0 * counts / total, 0)]


def khan_level(results: Iterable[tuple[str, float | bool]]) -> str:
    """Return the mastery level of one skill after a sequence of results, as Khan Academy names it.

    Parameters
    ----------
    results : iterable of (kind, result)
        In order of time. ("exercise", proportion correct 0..1), or ("mixed", whether the questions on this skill were
        right) for a quiz, unit test, course challenge or mastery challenge.

    Returns
    -------
    str
        One of `KHAN_LEVELS`; their points are in `KHAN_POINTS`.

    Notes
    -----
    Source: Khan Academy Help Center, 'How do Khan Academy's Mastery levels work?' and 'What are Course and Unit
    Mastery?'. An exercise below 70 % is Attempted, from 70 % Familiar, all right Proficient; a mixed assessment moves
    one level up (from Not started to Familiar), the only way to Mastered, or one level down, to Attempted at the
    lowest. The source does not say whether an exercise can lower a level; here it does not.

    Examples
    --------
    >>> khan_level([("exercise", 0.8), ("mixed", True), ("mixed", True)])
    'Mastered'
    >>> khan_level([("exercise", 1.0), ("mixed", False)])
    'Familiar'
    """
    place = 0
    for kind, result in results:
        if kind == "exercise":
            if not 0 <= result <= 1:
                raise ValueError(f"A proportion correct is {result!r}; give one from 0 to 1.")
            place = max(place, 3 if result == 1 else 2 if result >= 0.7 else 1)
        elif kind == "mixed":
            place = min(max(place + 1, 2), 4) if result else max(place - 1, 1)
        else:
            raise ValueError(f"There is no kind of result {kind!r}; choose exercise or mixed.")
    return KHAN_LEVELS[place]
