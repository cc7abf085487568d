"""What can be wrong with a request for groups before any wish is weighed against another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Integral
from typing import TYPE_CHECKING

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.counted import ALLOWED, Counted

if TYPE_CHECKING:
    from plworkbench.grouping.musts.rules import Rules


def students(count: int) -> str:
    """Return the count with its noun.

    Examples
    --------
    >>> students(1), students(23)
    ('1 student', '23 students')
    """
    return f"{count} student" if count == 1 else f"{count} students"


def groups(count: int) -> str:
    """Return the count with its noun.

    Examples
    --------
    >>> groups(1), groups(4)
    ('1 group', '4 groups')
    """
    return "1 group" if count == 1 else f"{count} groups"


def counted_words(rule: Counted) -> str:
    """Return a counting rule as a teacher would say it.

    Examples
    --------
    >>> counted_words(Counted((0, 3, 4), "at least one", "Leaders"))
    "At least one of 'Leaders' (3 students) in every group."
    """
    who = f"'{rule.about}'" if rule.about else "the students named"
    if rule.allowed == "not one":
        return f"Nobody of {who} alone in a group."
    if rule.allowed == "at least one":
        return f"At least one of {who} ({students(len(rule.rows))}) in every group."
    return f"{who[0].upper()}{who[1:]} spread evenly."


def refuse(problems: Sequence[Problem]) -> None:
    """Raise one error with all of the problems, if there are any."""
    if problems:
        raise GroupingImpossible("Groups cannot be formed; nothing was changed.", problems)


def size_problems(n: int, n_clusters: int, min_size: int | None, max_size: int | None) -> list[Problem]:
    """Return what is wrong with the sizes alone.

    Examples
    --------
    >>> print(*size_problems(29, 2, 15, None))
    2 groups of at least 15 need 30 students; this class has 29. Ask for groups of at least 14, or for at most 1 group.
    """
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
        cure = f"Ask for at most {groups(n)}."
        need = f"{n_clusters} groups need at least {n_clusters} students; this class has {n}."
        problems.append(Problem(need, cure))
    elif min_size is not None and n_clusters * min_size > n:
        need = f"{groups(n_clusters)} of at least {min_size} need {n_clusters * min_size} students"
        cure = f"Ask for groups of at least {n // n_clusters}" + (
            f", or for at most {groups(n // min_size)}." if min_size <= n else "."
        )
        problems.append(Problem(f"{need}; this class has {n}.", cure))
    if max_size is not None and n_clusters * max_size < n:
        room = f"{groups(n_clusters)} of at most {max_size} have room for {students(n_clusters * max_size)}"
        cure = f"Ask for at least {groups(math.ceil(n / max_size))}, or for groups of up to {-(-n // n_clusters)}."
        problems.append(Problem(f"{room}; this class has {n}.", cure))
    return problems


def rule_problems(n: int, n_clusters: int, rules: Rules, name: Callable[[int], str]) -> list[Problem]:
    """Return what is wrong with single rules: rows and groups that do not exist, a student named twice.

    A wish said twice is no problem; it counts once.

    Examples
    --------
    >>> from plworkbench.grouping.musts.rules import Rules
    >>> names = ["Ana", "Ben", "Cy"]
    >>> [problem.message for problem in rule_problems(3, 2, Rules(apart=((1, 1),)), names.__getitem__)]
    ['Ben is paired with the same student.']
    """
    rows = [row for pair in (*rules.together, *rules.apart) for row in pair]
    rows += [*rules.pinned, *(row for rule in rules.counted for row in rule.rows)]
    for row in rows:
        if not isinstance(row, Integral) or isinstance(row, bool) or not 0 <= row < n:
            message = f"A rule names row {row!r}, but there are only {n} rows, from 0."
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
    for row, label in rules.pinned.items():
        if not isinstance(label, Integral) or isinstance(label, bool):
            problems.append(Problem(f"{name(row)} is pinned to {label!r}.", "Use the label of a group, from 0."))
        elif isinstance(n_clusters, Integral) and not 0 <= label < n_clusters:
            message = f"{name(row)} is pinned to group {label + 1}, but the groups are numbered 1 to {n_clusters}."
            problems.append(Problem(message, "Pin to one of these groups, or ask for more groups."))
    for rule in rules.counted:
        problems += _counted_problems(rule, name)
    return problems


def _counted_problems(rule: Counted, name: Callable[[int], str]) -> list[Problem]:
    if rule.allowed not in ALLOWED:
        choices = ", ".join(f"'{choice}'" for choice in ALLOWED)
        return [Problem(f"A rule that counts students allows {rule.allowed!r}.", f"Use one of {choices}.")]
    wish = counted_words(rule).removesuffix(".")
    if not rule.rows:
        return [Problem(f"{wish}: this wish names no students.", "Name the students, or let go of this wish.")]
    twice = dict.fromkeys(row for row in rule.rows if rule.rows.count(row) > 1)
    return [Problem(f"{wish}: this wish names {name(row)} twice.", "Name each student once.") for row in twice]
