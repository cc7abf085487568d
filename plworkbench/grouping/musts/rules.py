"""The hard rules of a grouping, and whether they can all hold; if not, which ones contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.blocks import Pair, Placement, join_blocks, place_blocks
from plworkbench.grouping.musts.checking import counted_words, groups, refuse, rule_problems, size_problems, students
from plworkbench.grouping.musts.conflict import MOST_TRIALS, smallest_conflict
from plworkbench.grouping.musts.counted import Counted
from plworkbench.grouping.musts.keeping import Keeping
from plworkbench.grouping.musts.plain import Item, plain_conflicts

__all__ = ["Counted", "Rules", "certify", "seat_sizes", "students"]

TRIAL_LIMITS = {"node_limit": 300, "time_limit": 2.0}
"""Limits of the solver for each of the many questions asked while a contradiction is looked for."""

LARGE_CLASS = 120
"""Students from which on fewer questions are asked, because each takes longer."""

FEWEST_TRIALS = 20
"""Questions asked in any case."""


@dataclass(frozen=True)
class Rules:
    """What must hold in every grouping, over row indices of the feature matrix.

    Parameters
    ----------
    together : tuple of (int, int)
        Pairs of rows that share a group.
    apart : tuple of (int, int)
        Pairs of rows that do not share a group.
    pinned : mapping of int to int
        Row to the label of the group it stays in, labels from 0.
    counted : tuple of Counted
        Students who are counted in every group: nobody alone, at least one, spread evenly.

    Examples
    --------
    >>> Rules(together=((0, 1),), pinned={4: 2}).pinned[4]
    2
    """

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    pinned: Mapping[int, int] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()


def seat_sizes(n: int, n_clusters: int, min_size: int | None = None, max_size: int | None = None) -> np.ndarray:
    """Return sizes that are as equal as possible.

    Parameters
    ----------
    n : int
        Number of students, at least 1.
    n_clusters : int
        Number of groups, 1 to `n`.
    min_size, max_size : int, optional
        Limits the sizes have to keep.

    Returns
    -------
    ndarray of int, shape (n_clusters,)
        Sizes, larger ones first; they differ by at most 1 and add up to `n`.

    Raises
    ------
    GroupingImpossible
        If the class is too small or too large for these groups.

    Examples
    --------
    >>> seat_sizes(23, 4).tolist()
    [6, 6, 6, 5]
    >>> seat_sizes(23, 40)
    Traceback (most recent call last):
    ...
    plworkbench.errors.GroupingImpossible: Groups cannot be formed; nothing was changed.
    - 40 groups need at least 40 students; this class has 23. Ask for at most 23 groups.
    """
    refuse(size_problems(n, n_clusters, min_size, max_size))
    return np.full(n_clusters, n // n_clusters) + (np.arange(n_clusters) < n % n_clusters)


def certify(
    n: int,
    n_clusters: int,
    min_size: int | None = None,
    max_size: int | None = None,
    rules: Rules | None = None,
    *,
    names: Sequence[str] | None = None,
) -> None:
    """Do nothing if some grouping keeps every rule and size; otherwise say which rules contradict each other.

    Whether rules can hold is decided by trying and, where that finds nothing, by an integer programme. What is named
    is a contradiction with as few rules as possible (`smallest_conflict`), sizes counted as rules. After
    `MOST_TRIALS` questions, far more than a class with 40 wishes takes as a rule, it is the shortest contradiction
    known by then: none of its rules can be left out, but there may be another that is shorter. A limit on sizes is
    named as well where it is why the number of groups cannot give way.

    Parameters
    ----------
    n : int
        Number of students.
    n_clusters : int
        Number of groups.
    min_size, max_size : int, optional
        Limits of the size of a group; without them any group of at least one student will do.
    rules : Rules, optional
        Hard rules over the rows 0 to ``n - 1``.
    names : sequence of str, optional
        What to call each row in the problems; "student 1", "student 2", ... without it. With it the text of the
        error holds names, so write only its `headline` to a log.

    Raises
    ------
    GroupingImpossible
        Its problems are either all that is wrong with the request itself, or one for each contradicting rule.

    Examples
    --------
    >>> certify(4, 2, rules=Rules(together=((0, 1), (1, 2)), apart=((0, 2),)))
    Traceback (most recent call last):
    ...
    plworkbench.errors.GroupingImpossible: A class of 4 in 2 groups cannot keep all of these wishes. ...
    - student 1 and student 2 are to be together. Let go of this wish, if another matters more.
    - student 2 and student 3 are to be together. Let go of this wish, if another matters more.
    - student 1 and student 3 are to be apart. Let go of this wish, if another matters more.
    """
    rules = rules or Rules()
    name = (lambda row: f"student {row + 1}") if names is None else (lambda row: str(names[row]))
    refuse(size_problems(n, n_clusters, min_size, max_size) + rule_problems(n, n_clusters, rules, name))
    items = _items(min_size, max_size, rules)
    verdict, _ = _solve(n, n_clusters, items)
    if verdict.found:
        return
    if not verdict.decided:
        raise GroupingImpossible(
            f"No way was found to keep every wish for a class of {n} in {groups(n_clusters)}, though there may be "
            "one. Nothing was changed.",
            [Problem("There are too many wishes to try every combination.", "Let go of some of them.")],
        )
    numbers, _ = smallest_conflict(
        len(items),
        _Holding(n, n_clusters, items),
        plain_conflicts(items, n_clusters),
        int(np.clip(MOST_TRIALS * LARGE_CLASS / n, FEWEST_TRIALS, MOST_TRIALS)),
    )
    conflict = [items[number] for number in numbers]
    behind = _size_behind(n, n_clusters, min_size, max_size, conflict)
    if behind:
        conflict = _with_size(n, n_clusters, behind, conflict)
    raise GroupingImpossible(
        f"A class of {n} in {groups(n_clusters)} cannot keep all of these wishes. "
        "No groups were formed and nothing was changed; change at least one of them.",
        [_in_words(item, n, n_clusters, name, is_behind=item == behind) for item in items if item in conflict],
    )


def _items(min_size: int | None, max_size: int | None, rules: Rules) -> list[Item]:
    return list(
        dict.fromkeys(
            [
                ("smallest", 1 if min_size is None else min_size, 0),
                *([] if max_size is None else [("largest", max_size, 0)]),
                *(("together", *sorted(pair)) for pair in rules.together),
                *(("apart", *sorted(pair)) for pair in rules.apart),
                *(("pinned", row, label) for row, label in rules.pinned.items()),
                *(("counted", rule) for rule in rules.counted),
            ]
        )
    )


def _solve(
    n: int, n_clusters: int, items: Sequence[Item], limits: Mapping[str, float] | None = None
) -> tuple[Placement, np.ndarray | None]:
    """Return the answer of the solver, and the group of each student if there is a placement."""

    def given(kind: str) -> list:
        return [tuple(rest) for what, *rest in items if what == kind]

    if all(kind in ("smallest", "largest") for kind, *_ in items):
        return Placement(found=True), np.arange(n) % n_clusters  # The sizes alone were checked before.
    counted = [rule for (rule,) in given("counted")]
    blocks = join_blocks(n, given("together"), given("apart"), dict(given("pinned")), counted)
    if blocks is None:
        return Placement(found=False), None
    smallest = max((size for size, _ in given("smallest")), default=0)
    largest = min((size for size, _ in given("largest")), default=n)
    placed = place_blocks(blocks, n_clusters, smallest, largest, limits=limits)
    return placed, placed.of_students(blocks) if placed.found else None


class _Holding:
    """Answers which rules a placement keeps that keeps at least some rules; None if there is none."""

    def __init__(self, n: int, n_clusters: int, items: Sequence[Item]):
        self.n, self.n_clusters, self.items = n, n_clusters, items
        self.keeping, self.random = Keeping(n, n_clusters, items), np.random.RandomState(0)
        self.labels = self.random.permutation(np.arange(n) % n_clusters)

    def __call__(self, rules: frozenset[int]) -> frozenset[int] | None:
        self.labels = self.keeping.improve(self.labels, rules, self.random)
        kept = self.keeping.kept(self.labels)
        if rules <= kept:
            return kept
        verdict, labels = _solve(
            self.n, self.n_clusters, [self.items[number] for number in sorted(rules)], TRIAL_LIMITS
        )
        if labels is None:
            return None if verdict.decided else rules  # What is not decided is taken to hold.
        self.labels = self.keeping.improve(labels, rules, self.random)
        kept = self.keeping.kept(self.labels)
        return kept if rules <= kept else self.keeping.kept(labels)


def _can_hold(n: int, n_clusters: int, items: Iterable[Item]) -> bool:
    verdict, _ = _solve(n, n_clusters, list(items), TRIAL_LIMITS)
    return verdict.found or not verdict.decided


def _size_behind(
    n: int, n_clusters: int, min_size: int | None, max_size: int | None, conflict: Sequence[Item]
) -> Item | None:
    """Return the limit on sizes that allows no other number of groups, where another would end the conflict."""
    kinds = {kind for kind, *_ in conflict}
    if min_size and "smallest" not in kinds and n_clusters < n < (n_clusters + 1) * min_size:
        return ("smallest", min_size, 0) if _can_hold(n, n_clusters + 1, conflict) else None
    # Only "at least one" can ask for fewer groups, sizes aside.
    needs_fewer = any(kind == "counted" and what.allowed == "at least one" for kind, what, *_ in conflict)
    if max_size and "largest" not in kinds and (n_clusters - 1) * max_size < n and needs_fewer:
        can_end = any(_can_hold(n, fewer, conflict) for fewer in range(n_clusters - 1, 0, -1))
        return ("largest", max_size, 0) if can_end else None
    return None


def _with_size(n: int, n_clusters: int, size: Item, conflict: list[Item]) -> list[Item]:
    # If the limit can stand in for one of the rules, the contradiction stays as short as it is.
    for item in conflict:
        instead = [size, *(other for other in conflict if other != item)]
        if not _can_hold(n, n_clusters, instead):
            return instead
    return [size, *conflict]


def _in_words(item: Item, n: int, n_clusters: int, name: Callable[[int], str], *, is_behind: bool) -> Problem:
    kind, one, *other = item
    let_go = "Let go of this wish, if another matters more."
    if kind == "smallest":
        cure = "Allow smaller groups or fewer." if one > 1 else "Ask for fewer groups."
        cure = "Allow smaller groups and ask for more of them." if is_behind else cure
        return Problem(f"Every group has at least {students(one)}, in a class of {n}.", cure)
    if kind == "largest":
        cure = "Allow larger groups and ask for fewer of them." if is_behind else "Allow larger groups or more."
        return Problem(f"Every group has at most {students(one)}, in a class of {n}.", cure)
    if kind == "pinned":
        return Problem(f"{name(one)} is pinned to group {other[0] + 1}.", "Unpin, or pin to another group.")
    if kind == "counted":
        named = len(one.rows)
        if one.allowed == "at least one" and named < n_clusters:
            let_go = f"Name at least {students(n_clusters)}, or ask for at most {groups(named)}."
        if one.allowed == "not one" and named == 1:
            let_go = "Name another student as well, or let go of this wish."
        return Problem(counted_words(one), let_go)
    return Problem(f"{name(one)} and {name(other[0])} are to be {kind}.", let_go)
