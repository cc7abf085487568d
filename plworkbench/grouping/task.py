"""A class that is to be grouped: for what, with which wishes, and what every grouping of it would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.errors import GroupingImpossible, NotFound, Problem
from plworkbench.grouping import request
from plworkbench.grouping.cells import Cells, mastery_cells, require_columns
from plworkbench.grouping.engine.aims import Start, alike, beside, by_chance, drafted, interested, mixed
from plworkbench.grouping.engine.costs import Costs, Term
from plworkbench.grouping.engine.search import Budget
from plworkbench.grouping.engine.seating import Seating
from plworkbench.grouping.musts.rules import Rules, certify
from plworkbench.grouping.wishes import PAIRED, WEIGHTS, Wish, rules_of, terms_of, wish_problems

USUAL_TOP = 4.0
"""Scores are weighed as if on a scale to 4, whatever scale they are shown on."""


@dataclass(frozen=True)
class Task:
    """A grouping task.

    Parameters
    ----------
    keys, names : tuple of str
        The students who take part, in the order of the class.
    purpose : str
        A value of `plworkbench.grouping.request.PURPOSES_OF_ONE`.
    standard_codes : tuple of str
        The standards it looks at.
    titles : mapping of str to str
        Standard code to title.
    cells : Cells
        Scores and levels of these students on these standards.
    interests : tuple of frozenset of str
        What each student likes; empty where nothing is known.
    wishes : tuple of Wish
        All wishes, also those that must hold.
    past_partners : DataFrame
        student_key, other_student_key, times, weight: who has shared a group before.
    n_clusters : int
        Number of groups.
    min_size, max_size : int or None
        Limits of the size of a group.
    pinned : mapping of str to int
        Student key to the number of a group, from 1.
    rules : Rules
        What must hold.
    costs : Costs
        What a grouping costs; one student placed as if by lot costs 1.
    scale_top : float
        The top of the scale of the scores.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    purpose: str
    standard_codes: tuple[str, ...]
    titles: Mapping[str, str]
    cells: Cells
    interests: tuple[frozenset[str], ...]
    wishes: tuple[Wish, ...]
    past_partners: pd.DataFrame
    n_clusters: int
    min_size: int | None
    max_size: int | None
    pinned: Mapping[str, int]
    rules: Rules
    costs: Costs
    scale_top: float

    @property
    def features(self) -> np.ndarray:
        """Scores as if on a scale to 4, the class mean where there is none; shape (n_students, n_standards)."""
        return _features(self.cells.scores * (USUAL_TOP / self.scale_top))

    def labels_of(self, memberships: pd.DataFrame) -> np.ndarray:
        """Return the group of each student, from 0, in the order of `keys`.

        Raises
        ------
        NotFound
            If somebody who takes part is in no group.
        """
        number = memberships.set_index(memberships["student_key"].astype("str"))["group_number"]
        if len(number.index.intersection(self.keys)) < len(self.keys):
            raise NotFound("Somebody who takes part is in no group. Put all students in a group first.")
        return number.reindex(list(self.keys)).to_numpy(dtype=int) - 1

    def total(self, labels: np.ndarray) -> float:
        """Return what a grouping costs; `labels`, shape (n_students,), from 0."""
        return self.costs.total(labels, self.n_clusters)

    def solve(self, random_state: int | np.random.RandomState = 0, budget: Budget | None = None) -> np.ndarray:
        """Return the cheapest grouping found, labels from 0 in the order of `keys`.

        Parameters
        ----------
        random_state : int or RandomState, default 0
            Seed; with an equal seed and an equal budget in visits the answer is equal.
        budget : Budget, optional
            How long to search.
        """
        rng = random_state
        if not isinstance(rng, np.random.RandomState):
            rng = np.random.RandomState(random_state)
        equal = self.purpose not in ("by need", "shared interest")
        limits = (self.min_size, self.max_size)
        seating = Seating.plan(len(self.keys), self.n_clusters, *limits, self.rules, equal=equal)
        start = self._start()
        if not self.costs.terms:
            return start(seating, rng)[seating.blocks.of_student]
        found = seating.improve(self.costs, [start(seating, rng)], rng=rng, budget=budget)
        return found.labels[seating.blocks.of_student]

    def _start(self) -> Start:
        if self.purpose == "by need":
            return beside(self.features)
        return drafted(self.features) if self.purpose == "mixed readiness" else by_chance


def pose_task(
    students: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    standard_codes: Sequence[str] = (),
    purpose: str,
    group_count: int | None = None,
    group_size: int | None = None,
    min_size: int | None = None,
    max_size: int | None = None,
    wishes: Sequence[Wish] = (),
    pinned: Mapping[str, int] | None = None,
    absent: Sequence[str] = (),
    interests: pd.DataFrame | None = None,
    past_partners: pd.DataFrame | None = None,
    avoid_past: str | None = "nice",
    titles: Mapping[str, str] | None = None,
    scale_top: float = 4.0,
    must_hold: bool = True,
) -> Task:
    """Check a request for groups and return the task.

    Parameters
    ----------
    students : DataFrame
        student_key and name; one row a student.
    mastery : DataFrame
        student_key, standard_code, score (0..scale_top, NaN if none), level. Only the standards named are looked at.
    standard_codes : sequence of str
        One to three standards, for groups by need and of mixed readiness.
    purpose : {"by need", "mixed readiness", "shared interest", "random"}
        By need puts students with the same need together, mixed readiness makes groups alike, shared interest puts
        students together who like the same, random draws lots.
    group_count, group_size : int, optional
        Number of groups, or about how many students in each; with neither, groups of about 4.
    min_size, max_size : int, optional
        Limits of the size of a group.
    wishes : sequence of Wish
        What the teacher and the students wish; a wish about somebody absent rests.
    pinned : mapping of str to int, optional
        Student key to the number of the group, from 1, that the student stays in.
    absent : sequence of str
        Keys of students who take no part.
    interests : DataFrame, optional
        student_key and interest.
    past_partners : DataFrame, optional
        What `count_past_partners` returns.
    avoid_past : {"important", "nice"} or None
        How much it matters that partners are new.
    titles : mapping of str to str, optional
        Standard code to title.
    scale_top : float, default 4
        The top of the scale of the scores.
    must_hold : bool, default True
        Whether to make sure that all rules can hold. A board that shows groups moved by hand has no need to.

    Raises
    ------
    GroupingImpossible
        Listing all that is wrong with the request, or a smallest set of wishes that contradict each other. Its
        problems may hold names, for the teacher's screen; its `headline` never does.
    SchemaError
        If a frame lacks a column, or the mastery frame holds a cell twice.

    Examples
    --------
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> nothing = pd.DataFrame(columns=["student_key", "standard_code", "score", "level"])
    >>> task = pose_task(students, nothing, purpose="random", group_count=2, wishes=[Wish("apart", ("a", "b"))])
    >>> labels = task.solve(random_state=1)
    >>> bool(labels[0] == labels[1])
    False
    """
    require_columns(students, "students", ("student_key", "name"))
    problems = request.class_problems(students["student_key"])
    everyone = dict(zip(students["student_key"].astype("str"), students["name"].astype("str")))
    absent, pinned = [str(key) for key in absent], {str(key): number for key, number in (pinned or {}).items()}
    codes = [str(code) for code in standard_codes] if purpose in request.WITH_STANDARDS else []
    problems += request.request_problems(purpose, codes)
    problems += request.stranger_problems(set(everyone), pinned, absent)
    problems += wish_problems(wishes, list(everyone), lambda key: everyone.get(key, key))
    here = {key: name for key, name in everyone.items() if key not in set(absent)}
    keys, names = tuple(here), tuple(here.values())
    if everyone and not here:
        problems.append(Problem("Everybody is absent.", "Take somebody off the list."))
    cells = mastery_cells(mastery, keys, codes) if not problems else None
    liked = _liked(interests, keys)
    if cells is not None and must_hold:
        problems += request.evidence_problems(cells.scores, codes, titles or {})
        if purpose == "shared interest" and not any(liked):
            cure = "Ask the students and write them down, or choose another purpose."
            problems.append(Problem("No interests of this class are recorded yet.", cure))
    count, size_problems = request.group_count(len(keys), group_count, group_size, min_size, max_size)
    problems += size_problems
    if avoid_past not in (None, *list(WEIGHTS)[1:]):
        problems.append(
            Problem(f"'{avoid_past}' does not say how much new partners matter.", "Use 'important' or 'nice'.")
        )
    if problems:
        raise GroupingImpossible("Groups cannot be formed; nothing was changed.", problems)

    present = [wish for wish in map(_without(set(absent)), wishes) if wish is not None]
    pins = {key: number for key, number in pinned.items() if key in here}
    rules = rules_of(present, keys, pins)
    if must_hold:
        certify(len(keys), count, min_size, max_size, rules, names=names)
    features = _features(cells.scores * (USUAL_TOP / scale_top))
    terms = _aim(purpose, features, liked, count)
    past = past_partners if past_partners is not None else pd.DataFrame(columns=PAST_COLUMNS)
    terms += _past_terms(past, keys, avoid_past, len(keys) / count)
    return Task(
        keys=keys,
        names=names,
        purpose=purpose,
        standard_codes=tuple(codes),
        titles=dict(titles or {}),
        cells=cells,
        interests=liked,
        wishes=tuple(present),
        past_partners=past,
        n_clusters=count,
        min_size=min_size,
        max_size=max_size,
        pinned=pins,
        rules=rules,
        costs=Costs(len(keys), (*terms, *terms_of(present, keys))),
        scale_top=scale_top,
    )


PAST_COLUMNS = ("student_key", "other_student_key", "times", "weight")
"""Columns of a frame of past partners; `weight` counts a meeting the less the longer ago it was."""


def _aim(purpose: str, features: np.ndarray, liked: Sequence[frozenset[str]], count: int) -> list[Term]:
    if purpose == "by need":
        return [alike(features, count)]
    if purpose == "mixed readiness":
        return [mixed(features, count)]
    if purpose == "shared interest":
        return [interested(liked, count)]
    return []


def _past_terms(past: pd.DataFrame, keys: Sequence[str], avoid: str | None, size: float) -> list[Term]:
    """Return what it costs that partners have met: half a wish, if all the partners of a student are old ones."""
    if avoid is None or past.empty:
        return []
    require_columns(past, "past_partners", PAST_COLUMNS)
    index = pd.Index(keys)
    one, other = (index.get_indexer(past[column].astype("str")) for column in PAST_COLUMNS[:2])
    known = (one >= 0) & (other >= 0)
    pairs = np.zeros((len(keys), len(keys)))
    np.add.at(pairs, (one[known], other[known]), past["weight"].to_numpy(dtype=float)[known])
    return [Term("past partners", pairs=WEIGHTS[avoid] / max(size - 1, 1) * (pairs + pairs.T))]


def _liked(interests: pd.DataFrame | None, keys: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Return each student's interests; one that is written in several ways is spelled as the first of them."""
    if interests is None or interests.empty:
        return (frozenset(),) * len(keys)
    require_columns(interests, "interests", ("student_key", "interest"))
    said = interests.dropna(subset=["interest"])
    words = said["interest"].astype("str").str.split().str.join(" ")
    words = words.groupby(words.str.casefold()).transform("first")
    held = words.groupby(said["student_key"].astype("str")).agg(frozenset)
    return tuple(held.get(key, frozenset()) - {""} for key in keys)


def _features(scores: np.ndarray) -> np.ndarray:
    if not scores.shape[1] or not len(scores):
        return np.zeros((len(scores), 1))
    known = ~np.isnan(scores)
    means = np.divide(np.where(known, scores, 0.0).sum(axis=0), known.sum(axis=0), out=np.zeros(scores.shape[1]),
                      where=known.any(axis=0))  # fmt: skip
    return np.where(known, scores, means)


def _without(absent: set[str]):
    """Return what becomes of a wish while some are absent: a pair rests, a set goes on if enough of it are here."""

    def here(wish: Wish) -> Wish | None:
        if not absent.intersection(wish.students):
            return wish
        left = tuple(key for key in wish.students if key not in absent)
        # A set rests when too few are here: nobody is alone if there is nobody else.
        if wish.kind in PAIRED or len(left) < (2 if wish.kind == "nobody alone" else 1):
            return None
        return Wish(wish.kind, left, wish.weight, wish.about, wish.is_demographic)

    return here
