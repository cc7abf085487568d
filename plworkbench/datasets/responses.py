"""Answers to the questions of the unit tests of the synthetic set, drawn after all its scores.

Each standard of a unit test, 6 points, has three questions to choose an answer for, 1 point each, and one to be worked
out on paper, 0 to 3 points. Which of them a student got right is drawn under the condition that the points add up to
the score that is there already. A way to do so has the weight

    exp(-sum of the difficulties of the questions chosen rightly) * exp(-0.6 * (2 * points on paper - score)^2),

a Rasch model for what is chosen, with work on paper close to it. Given the score, a Rasch model needs no ability: the
score is sufficient (Rasch, G. (1960). *Probabilistic models for some intelligence and attainment tests*).
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from scipy.special import ndtri

from plworkbench.datasets.draws import draw_normal
from plworkbench.datasets.evidence import POINTS
from plworkbench.datasets.question_bank import QUESTIONS, WEAK_QUESTION
from plworkbench.datasets.standards import STANDARDS

PAPER, PAPER_POINTS = 3, 3
"""Place among the questions of a standard, from 0, and points possible of the one that is worked out on paper."""

_SCORES = np.arange(POINTS["unit test"] + 1)
# By score: those with a good score are right no more often. It may be read in two ways, and they see both.
_WEAK_CHANCE = 0.45 - 0.08 * (_SCORES - 3.5)
_LEFT_EMPTY = 0.03
# Up to these chances the first, second and third wrong answer is chosen.
_TEMPTING, _TEMPTING_WEAK = (0.55, 0.85, 1.0), (0.9, 0.95, 1.0)
_MINUTES, _PAPER_MINUTES = 1.4, 4.5


def simulate_responses(rng: np.random.Generator, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the answers behind every score of a unit test.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    evidence : DataFrame
        The evidence of the synthetic set, with student_key. It is not changed.

    Returns
    -------
    DataFrame
        The columns of the table `item_responses` without the keys of the store: four rows a score, in the order of
        the evidence. `assessment` is the whole test ('Unit 1 test'), whose scores of a standard add up to that
        student's evidence 'Unit 1 test 6.RP.A.1'. Minutes are context: they depend on the student and the kind of
        question, not on what was earned.

    Examples
    --------
    >>> score = pd.DataFrame({"student_key": ["a"], "assessment": "Unit 1 test 6.RP.A.1", "standard_code": "6.RP.A.1",
    ...     "kind": "unit test", "status": "scored", "date_submitted": "2025-09-02", "attempt": 1, "score": 6.0})
    >>> simulate_responses(np.random.default_rng(6), score)[["response", "score"]].to_numpy().tolist()
    [['3 : 2', 1.0], ['9', 1.0], ['2 : 3', 1.0], [None, 3.0]]
    """
    parts = evidence[(evidence["kind"] == "unit test") & (evidence["status"] == "scored")].reset_index(drop=True)
    draws, tempo = rng.random((len(parts), 1 + 2 * (PAPER + 1))), _tempo(rng, parts["student_key"])
    pieces = []
    for code, own in parts.groupby("standard_code", sort=False):
        rows = own.index.to_numpy()
        earned = _earned(code, own["score"].to_numpy(), draws[rows, 0])
        for place in range(PAPER + 1):
            chosen, took = draws[rows, 1 + 2 * place], draws[rows, 2 + 2 * place]
            answers = _answers(code, place, earned[:, place], chosen)
            minutes = _minutes(place, tempo[rows], took)
            pieces.append(pd.DataFrame({"part": rows, "place": place, **answers, "minutes": minutes}))
    rows = pd.concat(pieces).sort_values(["part", "place"], ignore_index=True)
    about = parts.loc[rows["part"], ["student_key", "standard_code", "date_submitted", "attempt"]]
    about = about.rename(columns={"date_submitted": "date"}).reset_index(drop=True)
    return pd.concat([about, rows.drop(columns=["part", "place"])], axis=1)


def _tempo(rng: np.random.Generator, student_keys: pd.Series) -> np.ndarray:
    """Return how many times the usual time the student of each row takes."""
    codes, students = pd.factorize(student_keys)
    return np.exp(draw_normal(rng, 0.0, 0.25, len(students)))[codes]


def _earned(code: str, scores: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the points of the four questions of a standard, shape (rows, 4), which add up to the scores."""
    ways = np.array([(*right, paper) for *right, paper in product((0, 1), (0, 1), (0, 1), range(PAPER_POINTS + 1))])
    difficulty = np.array([question.difficulty for question in QUESTIONS[code]])
    apart = 2 * ways[:, PAPER] - _SCORES[:, None]
    share = np.exp(-ways[:, :PAPER] @ difficulty) * np.exp(-0.6 * apart**2)
    share *= ways.sum(axis=1) == _SCORES[:, None]
    if code == WEAK_QUESTION[0]:
        share = _with_weak_question(share, ways[:, WEAK_QUESTION[1]] == 1)
    reached = np.cumsum(share, axis=1) / share.sum(axis=1, keepdims=True)
    return ways[(reached[scores.astype(int)] <= chance[:, None]).sum(axis=1)].astype(float)


def _with_weak_question(share: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the shares, one row a score, under which one question is right as often as `_WEAK_CHANCE` says."""
    both = (share * right).any(axis=1) & (share * ~right).any(axis=1)
    changed = share.copy()
    for way, chance in ((right, _WEAK_CHANCE), (~right, 1 - _WEAK_CHANCE)):
        own = share[np.ix_(both, way)]
        changed[np.ix_(both, way)] = chance[both, None] * own / own.sum(axis=1, keepdims=True)
    return changed


def _answers(code: str, place: int, earned: np.ndarray, chance: np.ndarray) -> dict[str, object]:
    """Return what is said of one question and its answers; what a student wrote on paper stays there."""
    standard = next(standard for standard in STANDARDS if standard.code == code)
    of_unit = [other.code for other in STANDARDS if other.unit == standard.unit]
    about = {"assessment": f"Unit {standard.unit} test", "score": earned}
    number = f"Question {(PAPER + 1) * of_unit.index(code) + place + 1}"
    if place == PAPER:
        paper = {"item": f"{number}: on paper", "points_possible": float(PAPER_POINTS)}
        return {**about, **paper, "response": None, "correct_response": None}
    question = QUESTIONS[code][place]
    # What is left of the chance of an empty answer is spread over the wrong ones.
    tempting = _TEMPTING_WEAK if (code, place) == WEAK_QUESTION else _TEMPTING
    which = np.searchsorted(tempting, (chance - _LEFT_EMPTY) / (1 - _LEFT_EMPTY))
    wrong = np.where(chance < _LEFT_EMPTY, None, np.array(question.wrong, dtype=object)[which])
    return {
        **about,
        "item": f"{number}: {question.text}",
        "response": np.where(earned == 1, question.right, wrong),
        "correct_response": question.right,
        "points_possible": 1.0,
    }


def _minutes(place: int, tempo: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return minutes spent on a question, log-normal around the student's own time for it, at least a tenth."""
    usual = _PAPER_MINUTES if place == PAPER else _MINUTES
    return np.maximum(np.round(usual * tempo * np.exp(0.35 * ndtri(chance)), 1), 0.1)
