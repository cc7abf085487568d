"""What can be wrong with a request for groups, before anybody looks for them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Integral

import numpy as np
import pandas as pd

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.rules import students as count_students

PURPOSES_OF_ONE = ("by need", "mixed readiness", "shared interest", "random")
"""Purposes of groups that stay as they are; rotation and jigsaw are plans of several rounds."""

WITH_STANDARDS = ("by need", "mixed readiness")
"""Purposes that look at standards."""

USUAL_SIZE = 4
"""Students a group when the teacher says nothing about sizes."""

MOST_STANDARDS = 3
"""With more standards than this a group no longer has a need that one lesson could meet."""


def require_seed(random_state: object) -> None:
    """Raise GroupingImpossible unless the seed is a whole number from 0."""
    if not isinstance(random_state, Integral) or isinstance(random_state, bool) or random_state < 0:
        problem = Problem(f"The seed is {random_state!r}.", "Use a whole number from 0.")
        raise GroupingImpossible("Groups cannot be formed; nothing was changed.", [problem])


def class_problems(student_keys: pd.Series) -> list[Problem]:
    """Return what is wrong with the class list."""
    problems = []
    if student_keys.empty:
        problems.append(Problem("There are no students in this class.", "Add students first."))
    if gaps := int(student_keys.isna().sum()):
        problems.append(
            Problem(
                "1 row has no key." if gaps == 1 else f"{gaps} rows have no key.",
                "Give every student one.",
                column="student_key",
            )
        )
    repeated = np.flatnonzero(student_keys.duplicated() & student_keys.notna())
    if len(repeated):
        rows = "1 row repeats" if len(repeated) == 1 else f"{len(repeated)} rows repeat"
        message = f"{rows} a student who is already in the class list, first row {repeated[0] + 1}."
        problems.append(Problem(message, "Keep one row for each student.", column="student_key"))
    return problems


def request_problems(purpose: str, standard_codes: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the purpose and its standards."""
    problems = []
    if purpose not in PURPOSES_OF_ONE:
        choices = ", ".join(f"'{choice}'" for choice in PURPOSES_OF_ONE)
        problems.append(Problem(f"'{purpose}' is not a purpose of a grouping.", f"Use {choices}."))
    elif purpose in WITH_STANDARDS and not 1 <= len(standard_codes) <= MOST_STANDARDS:
        message = f"Groups '{purpose}' look at 1 to {MOST_STANDARDS} standards; {len(standard_codes)} are chosen."
        problems.append(Problem(message, f"Choose 1 to {MOST_STANDARDS} standards."))
    if len(set(standard_codes)) < len(standard_codes):
        problems.append(Problem("A standard is chosen twice.", "Choose each standard once."))
    return problems


def stranger_problems(keys: set[str], pinned: Mapping[str, int], absent: Sequence[str]) -> list[Problem]:
    """Return what is wrong with pins and with who is absent."""
    problems = []
    for what, named in (("pins", set(pinned)), ("list of who is absent", set(absent))):
        if strangers := named - keys:
            message = f"The {what} name{'s' * (what != 'pins')} {count_students(len(strangers))} not in this class."
            problems.append(Problem(message, "Leave them out, or add the students."))
    for number in pinned.values():
        if not isinstance(number, Integral) or isinstance(number, bool):
            problems.append(Problem(f"A student is pinned to group {number!r}.", "Use the number of a group, from 1."))
    return problems


def evidence_problems(scores: np.ndarray, codes: Sequence[str], titles: Mapping[str, str]) -> list[Problem]:
    """Return the standards on which nobody has a score."""
    return [
        Problem(
            f"No student has a score on '{titles.get(code, code)}' yet.",
            "Choose a standard with evidence, or form random groups.",
        )
        for code, absent in zip(codes, np.isnan(scores).all(axis=0))
        if absent
    ]


def group_count(
    n: int, group_count: int | None, group_size: int | None, min_size: int | None, max_size: int | None
) -> tuple[int, list[Problem]]:
    """Return the number of groups asked for, or the one that comes nearest to the size asked for."""
    if group_count is not None and group_size is not None:
        return group_count, [Problem("Both a number of groups and a size are set.", "Set one of the two.")]
    if group_count is not None:
        return group_count, []
    for what, size in (("size of a group", group_size), ("smallest group", min_size), ("largest group", max_size)):
        if size is not None and (not isinstance(size, Integral) or isinstance(size, bool) or size < 1):
            return 1, [Problem(f"The {what} is {size!r}.", "Use a whole number from 1.")]
    if group_size is not None and group_size > n > 0:
        return 1, [Problem(f"Groups of {group_size} need {count_students(group_size)}; this class has {n}.",
                           f"Ask for groups of at most {n}.")]  # fmt: skip
    middle = (min_size + max_size) / 2 if min_size and max_size else min_size or max_size or USUAL_SIZE
    wished = group_size or middle
    fewest, most = math.ceil(n / (max_size or n or 1)), n // (min_size or 1)
    if n and fewest > most and min_size <= (max_size or n):
        limits = f"{min_size} to {max_size}" if max_size else f"at least {min_size}"
        message = f"No number of groups makes groups of {limits} from {count_students(n)}."
        return 1, [Problem(message, "Widen the limits.")]
    return int(np.clip(math.floor(n / wished + 0.5), max(fewest, 1), max(most, 1))), []
