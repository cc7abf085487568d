"""The arithmetic of one cell, line by line, as somebody with a pocket calculator would check it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.mastery.rule_weights import ALMOST
from plworkbench.mastery.scoring import Scoring


@dataclass(frozen=True)
class Work:
    """The pieces that a rule works on, oldest first.

    Parameters
    ----------
    names : tuple of str
        What each piece is called.
    scores : ndarray of float
        What each shows on the scale.
    weights : ndarray of float
        What each weighs, as `weigh_evidence` says.
    in_logarithms : bool
        Whether the weights apply to logarithms.
    scoring : Scoring
        How mastery is scored.
    points : ndarray of float, optional
        What each counts for under 'weighted_mean': its points possible, or the weight somebody gave it.
    """

    names: tuple[str, ...]
    scores: np.ndarray
    weights: np.ndarray
    in_logarithms: bool
    scoring: Scoring
    points: np.ndarray | None = None

    @property
    def result(self) -> float:
        """The score before rounding: what the weights make of the scores; NaN where nothing has any weight."""
        if not self.weights.any():
            return math.nan
        if not self.in_logarithms:
            return float(self.weights @ self.scores)
        drawn = math.exp(float(self.weights @ np.log(self.scores)))
        return min(drawn, self.most)

    @property
    def most(self) -> float:
        """The highest score there can be."""
        return self.scoring.scale.full_marks if self.scoring.extra_credit == "full marks" else math.inf

    def n(self, value: float) -> str:
        """Write a score: up to four decimals, at least one on a short scale."""
        least = 1 if self.scoring.scale.full_marks < 20 else 0
        return plain(value, least)

    def sum_of(self, values: Sequence[float] | np.ndarray) -> str:
        """Write an average: '(2.0 + 3.0) ÷ 2'; a single value as itself."""
        shown = " + ".join(self.n(value) for value in values)
        return shown if len(values) == 1 else f"({shown}) ÷ {len(values)}"


def plain(value: float, least: int = 0) -> str:
    """Write a number with up to four decimals, at least `least`.

    Examples
    --------
    >>> plain(2.65), plain(2.0, least=1), plain(1 / 3)
    ('2.65', '2.0', '0.3333')
    """
    whole, _, places = f"{value:.4f}".partition(".")
    places = places.rstrip("0").ljust(least, "0")
    return f"{whole}.{places}" if places else whole


def arithmetic(work: Work) -> list[str]:
    """Return how the scores of a cell become one, a line a step; the last line ends with the score before rounding.

    Parameters
    ----------
    work : Work
        The pieces the rule works on.

    Examples
    --------
    >>> scores, weights = np.array([2.0, 3.0]), np.array([0.35, 0.65])
    >>> for line in arithmetic(Work(("Quiz 1", "Quiz 2"), scores, weights, False, Scoring())):
    ...     print(line)
    Start: Quiz 1, 2.0.
    Quiz 2: 0.65 × 3.0 + 0.35 × 2.0 = 2.65.
    """
    if not work.names:
        return []
    if len(work.names) == 1 and work.scoring.rule not in ("n_times", "sum", "weighted_mean"):
        return [f"There is one piece of work: {work.names[0]}, {work.n(work.scores[0])}."]
    return _STEPS[work.scoring.rule](work)


def _decaying_average(work: Work) -> list[str]:
    share, so_far = work.scoring.latest_weight, work.scores[0]
    lines = [f"Start: {work.names[0]}, {work.n(so_far)}."]
    for name, score in zip(work.names[1:], work.scores[1:]):
        after = share * score + (1 - share) * so_far
        sides = f"{plain(share)} × {work.n(score)} + {plain(1 - share)} × {work.n(so_far)}"
        lines.append(f"{name}: {sides} = {work.n(after)}.")
        so_far = after
    return lines


def _weighted_average(work: Work) -> list[str]:
    share, earlier, latest = work.scoring.latest_weight, work.scores[:-1], work.scores[-1]
    many = f"the {len(earlier)} earlier pieces" if len(earlier) > 1 else "the earlier piece"
    sides = f"{plain(share)} × {work.n(latest)} + {plain(1 - share)} × {work.n(earlier.mean())}"
    return [
        f"The most recent piece: {work.names[-1]}, {work.n(latest)}.",
        f"The average of {many}: {_equals(work.sum_of(earlier), work.n(earlier.mean()))}.",
        f"Together: {sides} = {work.n(work.result)}.",
    ]


def _latest(work: Work) -> list[str]:
    return [f"The most recent piece: {work.names[-1]}, {work.n(work.result)}."]


def _extreme(work: Work) -> list[str]:
    name = work.names[int(np.flatnonzero(work.weights)[0])]
    return [f"The {work.scoring.rule} of {_listed(work)}: {name}, {work.n(work.result)}."]


def _mean(work: Work) -> list[str]:
    return [f"The average: {_equals(work.sum_of(work.scores), work.n(work.result))}."]


def _median(work: Work, scores: np.ndarray | None = None) -> list[str]:
    ranked = np.sort(work.scores if scores is None else scores)
    count = len(ranked)
    if count == 1:
        return [f"It counts alone: {work.n(work.result)}."]
    lines = [f"From low to high: {', '.join(map(work.n, ranked))}."]
    if count % 2:
        return [*lines, f"The one in the middle: {work.n(work.result)}."]
    middle = ranked[count // 2 - 1 : count // 2 + 1]
    return [*lines, f"The average of the two in the middle: {work.sum_of(middle)} = {work.n(work.result)}."]


def _mode(work: Work) -> list[str]:
    # Equal to six decimals is equal, as the rule has it: 7 of 10 and 14 of 20.
    counts = pd.Series(np.floor(work.scores * 1e6 + 0.5) / 1e6).value_counts().sort_index(ascending=False)
    told = ", ".join(f"{work.n(score)} {_times(times)}" for score, times in counts.items())
    often = int((counts == counts.max()).sum())
    why = "That which appears most often" if often == 1 else f"The highest of the {often} that appear most often"
    return [f"How often each score appears: {told}.", f"{why}: {work.n(work.result)}."]


def _recent(work: Work, count: int) -> str:
    if len(work.scores) <= count:
        return ""
    return f"The most recent {count} of {len(work.scores)}: {_listed(work, count)}."


def _recent_mean(work: Work) -> list[str]:
    latest = work.scores[-work.scoring.recent_count :]
    lines = [f"The average: {_equals(work.sum_of(latest), work.n(work.result))}."]
    if len(latest) == 1:
        lines = [f"It counts alone: {work.n(work.result)}."]
    return [line for line in (_recent(work, work.scoring.recent_count), *lines) if line]


def _recent_median(work: Work) -> list[str]:
    latest = work.scores[-work.scoring.recent_count :]
    return [line for line in (_recent(work, work.scoring.recent_count), *_median(work, latest)) if line]


def _n_times(work: Work) -> list[str]:
    cut, needed = work.scoring.cut_score, work.scoring.times_needed
    reached = work.scores >= cut - ALMOST
    pieces = ", ".join(f"{name} ({work.n(score)})" for name, score, at in zip(work.names, work.scores, reached) if at)
    told = f"At {plain(cut)} or above: {pieces or 'none'}."
    if not work.weights.any():
        return [told, f"That is {int(reached.sum())} of the {needed} needed, so there is no score yet."]
    return [told, f"Their average: {_equals(work.sum_of(work.scores[reached]), work.n(work.result))}."]


def _power_law(work: Work) -> list[str]:
    count = len(work.scores)
    numbered = "; ".join(f"{place}. {name}, {work.n(score)}" for place, (name, score) in
                         enumerate(zip(work.names, work.scores), start=1))  # fmt: skip
    lines = [f"The pieces in order: {numbered}."]
    if (work.scores <= 0).any():
        return [*lines, "A score of 0 has no logarithm, so no curve can be drawn; the average counts.", *_mean(work)]
    place, score = np.log(np.arange(1, count + 1)), np.log(work.scores)
    off = place - place.mean()
    slope = float(off @ score) / float(off @ off)
    if not work.in_logarithms:
        return [*lines, f"The curve nearest to them does not rise (slope {slope:.4f}); the average counts.",
                *_mean(work)]  # fmt: skip
    begins = math.exp(score.mean() - slope * place.mean())
    drawn = begins * count**slope
    lines += [
        "A curve of learning, quick at first and then slower, is laid as near to them as it goes. It is the straight "
        f"line through the logarithms of scores and places: score = {begins:.5f} × place ^ {slope:.5f}.",
        f"At the most recent piece, place {count}: {begins:.5f} × {count} ^ {slope:.5f} = {work.n(drawn)}.",
    ]
    if drawn > work.most:
        lines.append(f"The curve points above the scale; a score is at most full marks: {work.n(work.result)}.")
    return lines


def _weighted_mean(work: Work) -> list[str]:
    held = work.weights > 0
    if not held.any():
        return ["No piece has points that could weigh it, so there is no score."]
    points = (work.weights if work.points is None else work.points)[held]
    sides = " + ".join(f"{plain(point)} × {work.n(score)}" for point, score in zip(points, work.scores[held]))
    total = plain(points.sum())
    return [f"Each score times its points, over all points: ({sides}) ÷ {total} = {work.n(work.result)}."]


def _sum(work: Work) -> list[str]:
    if not work.weights.any():
        return ["No piece has points that could be added up, so there is no score."]
    held = work.weights > 0
    points = work.weights[held] * work.scores[held]
    return [f"The points added up: {_equals(' + '.join(map(work.n, points)), work.n(work.result))}."]


def _listed(work: Work, count: int | None = None) -> str:
    scores = work.scores if count is None else work.scores[-count:]
    return ", ".join(work.n(score) for score in scores)


def _equals(side: str, value: str) -> str:
    return side if side == value else f"{side} = {value}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


_STEPS: dict[str, Callable[[Work], list[str]]] = {
    "decaying_average": _decaying_average,
    "weighted_average": _weighted_average,
    "latest": _latest,
    "highest": _extreme,
    "lowest": _extreme,
    "mean": _mean,
    "median": _median,
    "mode": _mode,
    "recent_mean": _recent_mean,
    "recent_median": _recent_median,
    "n_times": _n_times,
    "power_law": _power_law,
    "power_law_if_growing": _power_law,
    "weighted_mean": _weighted_mean,
    "sum": _sum,
}
"""How each rule of `plworkbench.mastery.RULES` is told."""
