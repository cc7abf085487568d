"""Seeded classes that answer questions: three models of learning, so that no simulator decides who wins.

Each returns one row an answer, in the order of time: student_key, standard_code, place (the moment, 0, 1, 2, ...),
proportion (1.0 right, 0.0 wrong) and chance, the true probability of a right answer at that moment. Answers of all
standards are mixed in time, as in a class that comes back to them.

- `bkt`: each student knows a standard or not, and may learn it with each answer (Corbett & Anderson, 1995, User
  Modeling and User-Adapted Interaction 4, 253-278). Students differ by chance only.
- `irt`: logit of a right answer = ability of the student + ease of the standard + a deviation of the pair + growth
  with each answer (Rasch, 1960, with growth).
- `pfa`: logit = ease of the standard + a gain for each success before + a gain for each failure before (Pavlik, Cen &
  Koedinger, 2009, Proceedings of AIED, 531-538). Students differ only through what they answered before.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd


def _frame(chance: np.ndarray, right: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return the answers that took place; those of a pair keep their order, those of different pairs are mixed."""
    students, standards, longest = chance.shape
    student, standard, turn = np.nonzero(np.arange(longest) < lengths[:, :, None])
    moment = rng.random(chance.shape)
    moment[np.arange(longest) >= lengths[:, :, None]] = 2.0
    moment = np.sort(moment, axis=2)[student, standard, turn]
    frame = pd.DataFrame(
        {
            "student_key": np.array([f"s{n:05d}" for n in range(students)])[student],
            "standard_code": np.array([f"k{n:03d}" for n in range(standards)])[standard],
            "proportion": right[student, standard, turn].astype(float),
            "chance": chance[student, standard, turn],
        }
    ).iloc[np.argsort(moment, kind="stable")]
    return frame.reset_index(drop=True).assign(place=np.arange(len(frame)))


def _lengths(rng: np.random.Generator, students: int, standards: int, answers: tuple[int, int]) -> np.ndarray:
    return rng.integers(answers[0], answers[1] + 1, (students, standards))


def bkt(seed: int, students: int, standards: int, answers: tuple[int, int] = (4, 8)) -> pd.DataFrame:
    """Return the answers of students who learn all at once.

    Parameters
    ----------
    seed : int
        The same seed gives the same answers.
    students, standards : int
        How many of each; every student answers in every standard.
    answers : tuple of int
        Fewest and most answers of a student in a standard.

    Examples
    --------
    >>> bkt(1, students=2, standards=3)["standard_code"].nunique()
    3
    """
    rng = np.random.default_rng([seed, 1])
    prior, learn = rng.uniform(0.1, 0.6, standards), rng.uniform(0.05, 0.3, standards)
    guess, slip = rng.uniform(0.1, 0.3, standards), rng.uniform(0.05, 0.2, standards)
    lengths = _lengths(rng, students, standards, answers)
    shape = (students, standards, answers[1])
    chance, right = np.empty(shape), np.empty(shape)
    knows = rng.random((students, standards)) < prior
    for turn in range(answers[1]):
        chance[:, :, turn] = np.where(knows, 1 - slip, guess)
        right[:, :, turn] = rng.random((students, standards)) < chance[:, :, turn]
        knows |= rng.random((students, standards)) < learn
    return _frame(chance, right, lengths, rng)


def irt(seed: int, students: int, standards: int, answers: tuple[int, int] = (4, 8)) -> pd.DataFrame:
    """Return the answers of students who differ in ability and grow; parameters as in `bkt`.

    Examples
    --------
    >>> irt(1, students=2, standards=3)["chance"].between(0, 1).all()
    np.True_
    """
    rng = np.random.default_rng([seed, 2])
    ability, ease = rng.normal(0, 1, (students, 1)), rng.normal(0.2, 0.8, standards)
    growth = np.abs(rng.normal(0.12, 0.08, (students, 1)))
    logit = ability + ease + rng.normal(0, 0.5, (students, standards))
    lengths = _lengths(rng, students, standards, answers)
    chance = 1 / (1 + np.exp(-(logit[:, :, None] + growth[:, :, None] * np.arange(answers[1]))))
    return _frame(chance, rng.random(chance.shape) < chance, lengths, rng)


def pfa(seed: int, students: int, standards: int, answers: tuple[int, int] = (4, 8)) -> pd.DataFrame:
    """Return the answers of students who learn from each answer, more from right ones; parameters as in `bkt`.

    Examples
    --------
    >>> len(pfa(1, students=2, standards=3, answers=(5, 5)))
    30
    """
    rng = np.random.default_rng([seed, 3])
    ease = rng.normal(-0.3, 0.8, standards)
    of_right, of_wrong = rng.uniform(0.1, 0.5, standards), rng.uniform(-0.1, 0.2, standards)
    lengths = _lengths(rng, students, standards, answers)
    shape = (students, standards, answers[1])
    chance, right = np.empty(shape), np.empty(shape)
    successes, failures = np.zeros((students, standards)), np.zeros((students, standards))
    for turn in range(answers[1]):
        chance[:, :, turn] = 1 / (1 + np.exp(-(ease + of_right * successes + of_wrong * failures)))
        right[:, :, turn] = rng.random((students, standards)) < chance[:, :, turn]
        successes += right[:, :, turn]
        failures += 1 - right[:, :, turn]
    return _frame(chance, right, lengths, rng)


GENERATORS: dict[str, Callable[..., pd.DataFrame]] = {"BKT": bkt, "IRT with growth": irt, "PFA": pfa}
"""The three models by the name in the table."""


def graded_class(seed: int, students: int = 30, standards: int = 24, pieces: tuple[int, int] = (4, 8)) -> pd.DataFrame:
    """Return graded evidence of a class whose abilities follow IRT, as the schema's table 'evidence' has it.

    Pieces have 4, 6 or 10 points and are a little harder or easier than a plain one, so that they scatter more than
    their points alone would. The column true_proficiency is what the student would earn on a plain piece at the end.

    Examples
    --------
    >>> graded_class(1, students=2, standards=2).groupby(["student_key", "standard_code"]).size().between(4, 8).all()
    np.True_
    """
    rng = np.random.default_rng([seed, 4])
    logit = rng.normal(0.9, 0.9, (students, 1)) + rng.normal(0, 0.5, standards)
    logit = logit + rng.normal(0, 0.5, (students, standards))
    lengths = _lengths(rng, students, standards, pieces)
    growth = np.abs(rng.normal(0.05, 0.03, (students, 1)))
    student, standard, turn = np.nonzero(np.arange(pieces[1]) < lengths[:, :, None])
    points = rng.choice([4.0, 6.0, 10.0], (standards, pieces[1]), p=[0.5, 0.2, 0.3])[standard, turn]
    harder = rng.normal(0, 0.3, (standards, pieces[1]))[standard, turn]
    left = lengths[student, standard] - 1 - turn
    now = logit[student, standard] - growth[student, 0] * left
    earned = rng.binomial(points.astype(int), 1 / (1 + np.exp(-(now - harder))))
    day = pd.Timestamp("2026-08-17") + pd.to_timedelta(turn * 7 + standard % 7, "D")
    return pd.DataFrame(
        {
            "evidence_key": [f"e{n:06d}" for n in range(len(turn))],
            "class_key": "c1",
            "student_key": np.array([f"s{n:03d}" for n in range(students)])[student],
            "standard_code": np.array([f"k{n:03d}" for n in range(standards)])[standard],
            "assessment": [f"k{k:03d} piece {n}" for k, n in zip(standard, turn)],
            "date_due": pd.NaT,
            "date_submitted": pd.NaT,
            "date_assessed": day,
            "score": earned.astype(float),
            "points_possible": points,
            "kind": "quiz",
            "status": "scored",
            "attempt": 1,
            "sequence": turn,
            "import_key": "i1",
            "true_proficiency": 1 / (1 + np.exp(-logit[student, standard])),
        }
    )
