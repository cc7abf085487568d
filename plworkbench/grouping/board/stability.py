"""Whether there are clear groups at all: form them again from scores drawn anew, and see who stays with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping.engine.aims import alike, beside
from plworkbench.grouping.engine.costs import Costs
from plworkbench.grouping.engine.search import Budget
from plworkbench.grouping.engine.seating import Seating
from plworkbench.grouping.task import USUAL_TOP

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task

CLEAR = 0.9
"""From which share of the partners that chance would not keep groups are called clear. On the scale of the adjusted
Rand index this is an excellent recovery (Steinley 2004, https://doi.org/10.1037/1082-989X.9.3.386). Scores of
classes of 30 spread evenly, without any gap, stayed below it in 53 of 54 that were drawn (1 to 3 standards, 2 to 4
groups)."""

USUAL_SPREAD = {"enough": 0.3, "not enough": 0.4}
"""Standard deviation of a score where none is given, on a scale to 4: what the estimates of the simulated classes have
on average, with enough evidence for a level and without."""

CHANCE_DRAWS = 8
"""How often groups are formed from shuffled scores, to see what chance alone keeps."""


@dataclass(frozen=True)
class Stability:
    """How much of a grouping would be the same if the students had been assessed again.

    Parameters
    ----------
    share_kept : float
        Mean share (0..1) of the pairs of partners who stay partners when scores are drawn anew; NaN if not worked out.
    share_by_chance : float
        The same when scores say nothing: shuffled among the students, with the same sizes and wishes.
    adjusted_rand : float
        Mean adjusted Rand index between these groups and those formed anew (Hubert and Arabie 1985).
    is_clear : bool or None
        Whether the groups are clear; None where the question makes no sense.
    sentence : str
        All of it in words: whether the groups are clear, and in a second sentence the numbers.
    """

    share_kept: float
    share_by_chance: float
    adjusted_rand: float
    is_clear: bool | None
    sentence: str


def stability(
    task: Task,
    labels: np.ndarray,
    *,
    spread: np.ndarray | None = None,
    draws: int = 20,
    random_state: int | np.random.RandomState = 0,
    budget: Budget | None = None,
) -> Stability:
    """Form groups by need again from scores drawn within their uncertainty, and count who stays with whom.

    It asks how sure these groups are, given how sure the scores are (resampling: Hennig 2007,
    https://doi.org/10.1016/j.csda.2006.11.025). What is left of the partners is compared with what chance leaves, and
    the groups are clear if at least `CLEAR` of the partners that chance would not keep are kept. Groups of
    students who are alike are never clear, for others would do as well; groups without gaps between them can be, but
    only if the scores are very sure.

    Groups of other purposes than by need do not say that partners belong together, so there the question is not asked.

    Parameters
    ----------
    task : Task
        The class; wishes and sizes hold in the groups formed anew as well.
    labels : ndarray of int, shape (n_students,)
        The grouping, from 0.
    spread : ndarray of float, shape (n_students, n_standards), optional
        Standard deviation of each score, on the scale of the scores. NaN, or no array, stands for `USUAL_SPREAD`; a
        student without a score is drawn from the scores of the class.
    draws : int, default 20
        How often scores are drawn.
    random_state : int or RandomState, default 0
        Seed.
    budget : Budget, optional
        How long each search takes; by default a short one, in visits. For a class all of it takes about a second, for
        a grade of 400 some twenty; fewer draws take less.

    Examples
    --------
    >>> import pandas as pd
    >>> from plworkbench.grouping.task import pose_task
    >>> keys = [f"s{i}" for i in range(12)]
    >>> students = pd.DataFrame({"student_key": keys, "name": keys})
    >>> mastery = pd.DataFrame({"student_key": keys, "standard_code": "6.G", "score": [0.2, 2.0, 3.8] * 4,
    ...                         "level": ["beginning", "developing", "extending"] * 4})
    >>> task = pose_task(students, mastery, standard_codes=["6.G"], purpose="by need", group_count=3)
    >>> stability(task, np.arange(12) % 3).sentence
    'These groups are clear-cut. If the students were assessed again, about 10 of 10 partners would be together again;
    by chance it would be 2 of 10.'
    """
    if task.purpose != "by need":
        return _unasked("Only groups by need say who belongs with whom; these could be formed in other ways as well.")
    partners = _pairs(labels)
    if task.n_clusters == 1:
        return _unasked("")
    if not partners.any():
        return _unasked("Nobody has a partner in these groups.")
    try:
        seating = Seating.plan(len(labels), task.n_clusters, task.min_size, task.max_size, task.rules, equal=False)
    except GroupingImpossible:
        return _unasked("The wishes contradict each other, so that groups cannot be formed again to compare.")
    given = isinstance(random_state, np.random.RandomState)
    rng = random_state if given else np.random.RandomState(random_state)
    scores, deviation = task.cells.scores, _spread(task, spread)
    n, count = len(labels), 2 if len(labels) <= 60 else 1
    budget = budget or Budget(visits=(8 if n <= 60 else 4) * n)
    # Rules make a start dear, so that a few of them, drawn by lot, serve for all.
    ruled = [seating.by_chance(rng) for _ in range(3)] if seating.blocks.ruled.any() else []

    others = tuple(term for term in task.costs.terms if term.name != "likeness")

    def formed(features: np.ndarray) -> np.ndarray:
        starts = [ruled[i] for i in rng.permutation(len(ruled))[:count]]
        starts = starts or [beside(features)(seating, rng) for _ in range(count)]
        costs = Costs(n, (alike(features, task.n_clusters), *others))
        found = seating.improve(costs, starts, rng=rng, budget=budget, replicas=len(starts))
        return _pairs(found.labels[seating.blocks.of_student])

    drawn = [formed(_drawn(task, scores, deviation, rng)) for _ in range(draws)]
    shuffled = [formed(task.features[rng.permutation(n)]) for _ in range(CHANCE_DRAWS)]
    kept, by_chance = (float(np.mean([again[partners].mean() for again in runs])) for runs in (drawn, shuffled))
    rand = float(np.mean([_adjusted_rand(partners, again) for again in drawn]))
    is_clear = kept - by_chance >= CLEAR * (1 - by_chance) and kept > by_chance
    return Stability(kept, by_chance, rand, is_clear, _in_words(kept, by_chance, is_clear))


def _spread(task: Task, spread: np.ndarray | None) -> np.ndarray:
    """Return how unsure each score is, on the scale of the scores; of the class where a student has none."""
    scores, unit = task.cells.scores, task.scale_top / USUAL_TOP
    usual = np.where(task.cells.levels == "not enough evidence", USUAL_SPREAD["not enough"], USUAL_SPREAD["enough"])
    given = np.full(scores.shape, np.nan) if spread is None else np.asarray(spread, dtype=float)
    deviation = np.where(np.isnan(given), usual * unit, given)
    of_class = np.array([column[~np.isnan(column)].std() if (~np.isnan(column)).any() else 0.0 for column in scores.T])
    return np.where(np.isnan(scores), of_class, deviation)


def _drawn(task: Task, scores: np.ndarray, deviation: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
    """Return features with the scores drawn anew, within the scale."""
    noise = deviation * rng.standard_normal(scores.shape)
    again = np.clip(task.features * (task.scale_top / USUAL_TOP) + noise, 0, task.scale_top)
    return again * (USUAL_TOP / task.scale_top)


def _pairs(labels: np.ndarray) -> np.ndarray:
    """Return who is together, for every two students once."""
    one, other = np.triu_indices(len(labels), 1)
    return labels[one] == labels[other]


def _adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Return the adjusted Rand index of two groupings, given who is together in each.

    Hubert and Arabie (1985), Comparing partitions, https://doi.org/10.1007/BF01908075
    """
    both, expected = (one & other).sum(), one.sum() * other.sum() / len(one)
    most = (one.sum() + other.sum()) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def _unasked(sentence: str) -> Stability:
    return Stability(np.nan, np.nan, np.nan, None, sentence)


def _in_words(kept: float, by_chance: float, is_clear: bool) -> str:
    unclear = "These groups are not clear-cut: many students could as well be in another group."
    numbers = (
        f"If the students were assessed again, about {round(10 * kept)} of 10 partners would be together again; "
        f"by chance it would be {round(10 * by_chance)} of 10."
    )
    return f"{'These groups are clear-cut.' if is_clear else unclear} {numbers}"
