"""Who reviews whose work: everybody gives and gets equally many reviews, and no two review each other."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from math import exp
from numbers import Integral

import numpy as np
import pandas as pd

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.checking import students

APART, PAST = 1e5, 100.0
"""Cost of a review between two kept apart, and of one given before. Readiness costs about one a student."""

PROPOSALS, MOST_PROPOSALS = 200, 60_000
"""Exchanges tried for each review, and at most; about half a second for a class."""

HOT, COLD = 0.5, 0.002
"""Temperatures of the annealing, in squared standard deviations of readiness."""

MOST_SOLVED = 60
"""Up to so many students a solver is asked before it is said that wishes cannot hold."""

SOLVER_LIMITS = {"node_limit": 500, "time_limit": 10.0}
"""The node limit comes first, so that the answer does not depend on the speed of the machine."""


def allocate_reviews(
    student_keys: Sequence[Hashable],
    reviews_each: int = 2,
    *,
    readiness: Sequence[float] | np.ndarray | None = None,
    apart: Collection[tuple[Hashable, Hashable]] = (),
    past: Collection[tuple[Hashable, Hashable]] = (),
    names: Sequence[str] | None = None,
    random_state: int | np.random.RandomState | None = 0,
) -> pd.DataFrame:
    """Say who reviews whose work.

    Everybody gives and gets `reviews_each` reviews, and no two students review each other. Such an allocation exists
    exactly if there are more than twice as many students as reviews each: in a circle everybody reviews the next
    ones. From there reviews and places are exchanged (annealing: Kirkpatrick, Gelatt and Vecchi 1983,
    https://doi.org/10.1126/science.220.4598.671) until the mean readiness of each author's reviewers is as close to
    that of the class as can be; so, with two reviews each or more, nobody should get those of the least ready only.

    Parameters
    ----------
    student_keys : sequence
        The students.
    reviews_each : int, default 2
        Reviews that everybody gives and gets.
    readiness : array-like of float, optional
        One value a student on any scale; NaN counts as the mean.
    apart : collection of (key, key)
        Who does not review each other's work, either way. Pairs with somebody not in `student_keys` are ignored.
    past : collection of (reviewer key, author key)
        Reviews given before; avoided as far as possible.
    names : sequence of str, optional
        What to call each student in a problem.
    random_state : int, RandomState or None
        Seed.

    Returns
    -------
    DataFrame
        ``reviewer_key`` and ``author_key``, sorted as the students are.

    Raises
    ------
    GroupingImpossible
        If the class is too small, or wishes to keep apart leave no way.

    Examples
    --------
    >>> reviews = allocate_reviews(["a", "b", "c"], 1)
    >>> sorted(reviews["author_key"]), bool((reviews["author_key"] == reviews["reviewer_key"]).any())
    (['a', 'b', 'c'], False)
    """
    keys = list(student_keys)
    row = {key: place for place, key in enumerate(keys)}
    name = (lambda place: f"Student {place + 1}") if names is None else (lambda place: str(names[place]))
    _refuse(_problems(keys, reviews_each, name))
    foes = {(row[a], row[b]) for pair in apart if set(pair) <= row.keys() for a, b in (pair, pair[::-1])}
    _refuse(_lonely_problems(len(keys), reviews_each, foes, name))
    given = {(row[a], row[b]) for a, b in past if a in row and b in row}
    if not isinstance(random_state, np.random.RandomState):
        random_state = np.random.RandomState(random_state)
    rng = random.Random(int(random_state.randint(2**31 - 1)))
    circle = rng.sample(range(len(keys)), len(keys))
    start = [(circle[i - step], circle[i]) for i in range(len(keys)) for step in range(1, reviews_each + 1)]
    plan = _Exchange(start, len(keys), _standard(readiness, len(keys)), foes, given, rng)
    plan.run()
    for limit, never in ((PAST, foes | given), (APART, foes)):
        # Exchanging has not found a way; the solver finds one, or there is none.
        if plan.best >= limit and len(keys) <= MOST_SOLVED and (start := _solve(len(keys), reviews_each, never)):
            plan = _Exchange(start, len(keys), plan.readiness, foes, given, rng)
            plan.run()
    if plan.best >= APART:
        _refuse([Problem("Too many students are to be kept apart.", _cure(reviews_each))])
    rows = [(keys[reviewer], keys[author]) for reviewer, author in sorted(plan.kept)]
    return pd.DataFrame(rows, columns=["reviewer_key", "author_key"])


class _Exchange:
    # Reviews as lists of reviewers by author and of authors by reviewer. Two kinds of proposals: two reviewers
    # exchange an author each, or two students exchange all of their places.

    def __init__(self, reviews, n, readiness, foes, given, rng):
        self.n, self.readiness, self.rng = n, readiness, rng
        self.extra = dict.fromkeys(given, PAST) | dict.fromkeys(foes, APART)
        self.reviewers, self.authors = [[] for _ in range(n)], [[] for _ in range(n)]
        for reviewer, author in reviews:
            self.reviewers[author].append(reviewer)
            self.authors[reviewer].append(author)
        self.each = len(self.reviewers[0])
        self.cost = sum(self.of(author) for author in range(n))
        self.best, self.kept = self.cost, list(reviews)

    def of(self, author: int) -> float:
        extra, total, cost = self.extra, 0.0, 0.0
        for reviewer in self.reviewers[author]:
            total += self.readiness[reviewer]
            if extra:
                cost += extra.get((reviewer, author), 0.0)
        return cost + (total / self.each) ** 2

    def run(self) -> None:
        draw, n = self.rng.random, self.n
        proposals = min(PROPOSALS * n * self.each, MOST_PROPOSALS)
        for done in range(proposals):
            heat = HOT * (COLD / HOT) ** (done / proposals)
            one, other = int(draw() * n), int(draw() * n)
            if one == other:
                continue
            if draw() < 0.1:
                touched = {one, other, *self.authors[one], *self.authors[other]}
                change = -sum(self.of(author) for author in touched)
                self.trade_places(one, other)
                touched = {one, other, *self.authors[one], *self.authors[other]} | touched
                undo = self.trade_places, (one, other)
            else:
                a, b = self.authors[one][int(draw() * self.each)], self.authors[other][int(draw() * self.each)]
                if not self.may_trade(one, a, other, b):
                    continue
                touched = {a, b}
                change = -self.of(a) - self.of(b)
                self.trade_authors(one, a, other, b)
                undo = self.trade_authors, (one, b, other, a)
            change += sum(self.of(author) for author in touched)
            if change > 0 and draw() >= exp(-change / heat):
                undo[0](*undo[1])
                continue
            self.cost += change
            if self.cost < self.best - 1e-9:
                self.best = self.cost
                self.kept = [(reviewer, author) for author in range(n) for reviewer in self.reviewers[author]]

    def may_trade(self, one: int, a: int, other: int, b: int) -> bool:
        mine, theirs = self.authors[one], self.authors[other]
        return (
            one != b
            and other != a
            and b not in mine
            and a not in theirs
            and one not in self.authors[b]
            and other not in self.authors[a]
        )

    def trade_authors(self, one: int, a: int, other: int, b: int) -> None:
        self.authors[one][self.authors[one].index(a)] = b
        self.authors[other][self.authors[other].index(b)] = a
        self.reviewers[a][self.reviewers[a].index(one)] = other
        self.reviewers[b][self.reviewers[b].index(other)] = one

    def trade_places(self, one: int, other: int) -> None:
        for lists in (self.authors, self.reviewers):
            lists[one], lists[other] = lists[other], lists[one]
        swap = {one: other, other: one}
        for here, there in ((self.authors, self.reviewers), (self.reviewers, self.authors)):
            for student in {one, other, *here[one], *here[other]}:
                there[student] = [swap.get(who, who) for who in there[student]]


def _standard(readiness, n: int) -> list[float]:
    if readiness is None:
        return [0.0] * n
    values = np.asarray(readiness, dtype=float)
    known = values[~np.isnan(values)]
    if len(known) == 0 or known.std() == 0:
        return [0.0] * n
    return np.where(np.isnan(values), 0.0, (values - known.mean()) / known.std()).tolist()


def _solve(n: int, each: int, foes: set[tuple[int, int]]) -> list[tuple[int, int]]:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, vstack

    pair = np.array([(a, b) for a in range(n) for b in range(n) if a != b and (a, b) not in foes])
    if len(pair) < n * each:
        return []
    place = np.arange(len(pair))
    ones = np.ones(len(pair))
    # Given by each, got by each, and one direction at most between two.
    either = np.unique(np.sort(pair, axis=1) @ [n, 1], return_inverse=True)[1]
    rows = [coo_array((ones, (index, place))) for index in (pair[:, 0], pair[:, 1], either)]
    exact = np.full(2 * n, each)
    found = milp(
        np.zeros(len(pair)),
        constraints=LinearConstraint(
            vstack(rows).tocsr(),
            np.concatenate([exact, np.zeros(rows[2].shape[0])]),
            np.concatenate([exact, np.ones(rows[2].shape[0])]),
        ),
        bounds=Bounds(0, 1),
        integrality=ones,
        options=SOLVER_LIMITS,
    ).x
    return [] if found is None else [tuple(one) for one in pair[found > 0.5].tolist()]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise GroupingImpossible("Reviews cannot be shared out; nothing was changed.", problems)


def _cure(reviews_each: int) -> str:
    fewer = " or ask for fewer reviews each" if reviews_each > 1 else ""
    return f"Let go of some of these wishes{fewer}."


def _problems(keys, reviews_each, name) -> list[Problem]:
    problems = [
        Problem(f"{name(keys.index(key))} is listed {count} times.", "List each student once.")
        for key, count in Counter(keys).items()
        if count > 1
    ]
    if not isinstance(reviews_each, Integral) or isinstance(reviews_each, bool) or reviews_each < 1:
        return [*problems, Problem(f"The number of reviews each is {reviews_each!r}.", "Use a whole number from 1.")]
    if len(keys) <= 2 * reviews_each:
        most = (len(keys) - 1) // 2
        reviews = "1 review" if reviews_each == 1 else f"{reviews_each} reviews"
        message = (
            f"{reviews[0].upper()}{reviews[1:]} each without two students reviewing each other "
            f"needs at least {students(2 * reviews_each + 1)}; there are {len(keys)}."
        )
        problems.append(Problem(message, f"Ask for at most {most}." if most else "Add students."))
    return problems


def _lonely_problems(n: int, reviews_each: int, foes: set[tuple[int, int]], name) -> list[Problem]:
    kept_from = Counter(one for one, _ in foes)
    return [
        Problem(
            f"{name(student)} is kept apart from {students(kept_from[student])}, which leaves "
            f"{n - 1 - kept_from[student]} for {2 * reviews_each} reviews given and got.",
            _cure(reviews_each),
        )
        for student in sorted(kept_from)
        if n - 1 - kept_from[student] < 2 * reviews_each
    ]
