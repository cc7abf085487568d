"""The hard rules of a grouping, and whether they can all hold; if not, which ones contradict each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral

import numpy as np

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.blocks import Pair, Placement, join_blocks, place_blocks

MOST_ITEMS_TWICE = 40
"""Up to this many rules the search for a contradiction runs in two orders and the shorter answer is given."""

MOST_TRIALS = 120
"""Trials of the search, enough for 60 rules; with more, what is named still contradicts itself but may be longer."""


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

    Examples
    --------
    >>> Rules(together=((0, 1),), pinned={4: 2}).pinned[4]
    2
    """

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    pinned: Mapping[int, int] = field(default_factory=dict)


def students(count: int) -> str:
    """Return the count with its noun.

    Examples
    --------
    >>> students(1), students(23)
    ('1 student', '23 students')
    """
    return f"{count} student" if count == 1 else f"{count} students"


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
    _refuse(_size_problems(n, n_clusters, min_size, max_size))
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

    Feasibility is decided by an integer programme. The contradicting set is found by leaving out one rule after
    another as long as a contradiction remains (a deletion filter, Chinneck and Dravnieks 1991,
    https://doi.org/10.1287/ijoc.3.2.157), so none of the rules named could be left out of the explanation.

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
    _refuse(_size_problems(n, n_clusters, min_size, max_size) + _rule_problems(n, n_clusters, rules, name))
    items = _items(n, n_clusters, min_size, max_size, rules)
    verdict = _solve(n, n_clusters, items)
    if verdict.found:
        return
    if not verdict.decided:
        raise GroupingImpossible(
            f"No way was found to keep every wish for a class of {n} in {_groups(n_clusters)}, though there may be "
            "one. Nothing was changed.",
            [Problem("There are too many wishes to try every combination.", "Let go of some of them.")],
        )
    # The filter keeps what comes last. Trying sizes first finds contradictions among the wishes alone, if there
    # are any; the other direction is often shorter when sizes do matter.
    orders = (items, items[::-1]) if len(items) <= MOST_ITEMS_TWICE else (items,)
    conflict = min((_deletion_filter(n, n_clusters, order) for order in orders), key=len)
    raise GroupingImpossible(
        f"A class of {n} in {_groups(n_clusters)} cannot keep all of these wishes. "
        "No groups were formed and nothing was changed; change at least one of them.",
        [_in_words(item, n, n_clusters, name) for item in items if item in conflict],
    )


Item = tuple[str, int, int]
"""One rule: its kind (smallest, largest, pinned, together, apart) and its two numbers."""


def _items(n: int, n_clusters: int, min_size: int | None, max_size: int | None, rules: Rules) -> list[Item]:
    return list(
        dict.fromkeys(
            [
                ("smallest", 1 if min_size is None else min_size, 0),
                *([] if max_size is None else [("largest", max_size, 0)]),
                *(("together", *sorted(pair)) for pair in rules.together),
                *(("apart", *sorted(pair)) for pair in rules.apart),
                *(("pinned", row, label) for row, label in rules.pinned.items()),
            ]
        )
    )


def _solve(n: int, n_clusters: int, items: Sequence[Item]) -> Placement:
    def pairs(kind: str) -> list[Pair]:
        return [(one, other) for what, one, other in items if what == kind]

    if not any(kind in ("together", "apart", "pinned") for kind, *_ in items):
        return Placement(found=True)  # The sizes alone were checked before.
    blocks = join_blocks(n, pairs("together"), pairs("apart"), dict(pairs("pinned")))
    if blocks is None:
        return Placement(found=False)
    smallest = max((size for size, _ in pairs("smallest")), default=0)
    largest = min((size for size, _ in pairs("largest")), default=n)
    return place_blocks(blocks, n_clusters, smallest, largest)


def _deletion_filter(n: int, n_clusters: int, items: Sequence[Item]) -> list[Item]:
    # Large chunks are left out first, since most wishes have no part in a contradiction; a last pass, one at a time,
    # makes sure that every rule that stays is needed.
    kept, chunk, trials = list(items), len(items), 0
    while chunk > 1 and trials < MOST_TRIALS:
        chunk = (chunk + 1) // 2
        for start in range(0, len(items), chunk):
            part = set(items[start : start + chunk])
            fewer = [item for item in kept if item not in part]
            if len(fewer) < len(kept) and trials < MOST_TRIALS:
                trials += 1
                verdict = _solve(n, n_clusters, fewer)
                if not verdict.found and verdict.decided:
                    kept = fewer
    return kept


def _in_words(item: Item, n: int, n_clusters: int, name: Callable[[int], str]) -> Problem:
    kind, one, other = item
    if kind == "smallest":
        return Problem(
            f"Every group has at least {students(one)}, in a class of {n}.", "Allow smaller groups or fewer."
        )
    if kind == "largest":
        return Problem(f"Every group has at most {students(one)}, in a class of {n}.", "Allow larger groups or more.")
    if kind == "pinned":
        return Problem(f"{name(one)} is pinned to group {other + 1}.", "Unpin, or pin to another group.")
    return Problem(f"{name(one)} and {name(other)} are to be {kind}.", "Let go of this wish, if another matters more.")


def _groups(count: int) -> str:
    return "1 group" if count == 1 else f"{count} groups"


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise GroupingImpossible("Groups cannot be formed; nothing was changed.", problems)


def _size_problems(n: int, n_clusters: int, min_size: int | None, max_size: int | None) -> list[Problem]:
    if n < 1:
        return [Problem("There are no students in this class.", "Add students first.")]
    problems = []
    for what, value in (
        ("number of groups", n_clusters),
        ("smallest group", min_size),
        ("largest group", max_size),
    ):
        if value is not None and (not isinstance(value, Integral) or isinstance(value, bool) or value < 1):
            problems.append(Problem(f"The {what} is {value!r}.", "Use a whole number from 1."))
    if n_clusters is None:
        problems.append(Problem("The number of groups is not set.", "Use a whole number from 1."))
    if problems:
        return problems
    if min_size is not None and max_size is not None and min_size > max_size:
        problems.append(
            Problem(
                f"The smallest group, {students(min_size)}, is larger than the largest, {students(max_size)}.",
                "Swap the two.",
            )
        )
    if n_clusters > n:
        cure = f"Ask for at most {_groups(n)}."
        need = f"{n_clusters} groups need at least {n_clusters} students; this class has {n}."
        problems.append(Problem(need, cure))
    elif min_size is not None and n_clusters * min_size > n:
        need = f"{_groups(n_clusters)} of at least {min_size} need {n_clusters * min_size} students"
        cure = f"Ask for groups of at least {n // n_clusters}" + (
            f", or for at most {_groups(n // min_size)}." if min_size <= n else "."
        )
        problems.append(Problem(f"{need}; this class has {n}.", cure))
    if max_size is not None and n_clusters * max_size < n:
        room = f"{_groups(n_clusters)} of at most {max_size} have room for {students(n_clusters * max_size)}"
        cure = f"Ask for at least {_groups(math.ceil(n / max_size))}, or for groups of up to {-(-n // n_clusters)}."
        problems.append(Problem(f"{room}; this class has {n}.", cure))
    return problems


def _rule_problems(n: int, n_clusters: int, rules: Rules, name: Callable[[int], str]) -> list[Problem]:
    rows = {row for pair in (*rules.together, *rules.apart) for row in pair} | set(rules.pinned)
    strangers = sorted(row for row in rows if not 0 <= row < n)
    if strangers:
        message = f"A rule names row {strangers[0]}, but there are only {n} rows, from 0."
        return [Problem(message, "Leave the rule out, or add the student.")]
    problems = [
        Problem(f"{name(one)} is paired with the same student.", "Name two different students.")
        for one, other in (*rules.together, *rules.apart)
        if one == other
    ]
    both = {frozenset(pair) for pair in rules.together} & {frozenset(pair) for pair in rules.apart}
    for pair in sorted(sorted(pair) for pair in both if len(pair) == 2):
        message = f"{name(pair[0])} and {name(pair[1])} are to be together and apart at once."
        problems.append(Problem(message, "Let go of one of the two wishes."))
    if isinstance(n_clusters, Integral):
        problems += [
            Problem(
                f"{name(row)} is pinned to group {label + 1}, but the groups are numbered 1 to {n_clusters}.",
                "Pin to one of these groups, or ask for more groups.",
            )
            for row, label in rules.pinned.items()
            if not 0 <= label < n_clusters
        ]
    return problems
