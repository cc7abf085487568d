"""From a class and its mastery to groups: the one function the workbench calls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral

import numpy as np
import pandas as pd

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.cells import mastery_cells, require_columns
from plworkbench.grouping.explaining import explain_placements
from plworkbench.grouping.rules import Rules, certify
from plworkbench.grouping.rules import students as count_students
from plworkbench.schema import DTYPES, PURPOSES, TABLES

GROUP_NAMES = (
    "Oak", "Birch", "Maple", "Willow", "Alder", "Rowan", "Hazel", "Cedar", "Linden", "Aspen", "Juniper", "Elm",
    "Spruce", "Beech", "Cypress", "Laurel", "Larch", "Olive", "Poplar", "Acacia", "Sycamore", "Chestnut", "Baobab",
    "Magnolia",
)  # fmt: skip
"""Names of groups that carry no rank."""

USUAL_SIZE = 4
"""Students a group when the teacher says nothing about sizes."""

MOST_STANDARDS = 3
"""With more standards than this a group no longer has a need that one lesson could meet."""


def group_names(group_count: int) -> list[str]:
    """Return neutral names for groups 1, 2, ...; after the named ones "Group 25", "Group 26", ...

    Examples
    --------
    >>> group_names(3)
    ['Oak', 'Birch', 'Maple']
    >>> group_names(25)[-1]
    'Group 25'
    """
    return [GROUP_NAMES[i] if i < len(GROUP_NAMES) else f"Group {i + 1}" for i in range(group_count)]


def form_groups(
    students: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    standard_codes: Sequence[str] = (),
    purpose: str,
    group_count: int | None = None,
    group_size: int | None = None,
    min_size: int | None = None,
    max_size: int | None = None,
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    pinned: Mapping[str, int] | None = None,
    titles: Mapping[str, str] | None = None,
    random_state: int = 0,
    scale_top: float = 4.0,
) -> pd.DataFrame:
    """Form groups of a class for a purpose, keeping every wish, with a reason for each placement.

    Only the scores on the named standards are looked at; no other column of either frame can change the groups. A
    student without a score on a standard is placed as if at the class mean, and the reason says so. The number of a
    group says nothing about its level.

    Parameters
    ----------
    students : DataFrame
        student_key and name; one row a student.
    mastery : DataFrame
        student_key, standard_code, score (0..4, NaN if none), level. Students without a row have no evidence.
    standard_codes : sequence of str
        One to three standards; not needed for "random".
    purpose : {"by need", "mixed readiness", "random"}
        By need puts students with the same need together, mixed readiness makes groups alike, random draws lots.
    group_count : int, optional
        Number of groups.
    group_size : int, optional
        Students a group, about; instead of `group_count`. With neither, groups of about 4.
    min_size, max_size : int, optional
        Limits of the size of a group; without them sizes are as equal as the wishes allow.
    together, apart : iterable of (str, str)
        Pairs of student keys that must, or must not, share a group.
    pinned : mapping of str to int, optional
        Student key to the number of the group, from 1, that the student stays in.
    titles : mapping of str to str, optional
        Standard code to title, for the reasons.
    random_state : int, default 0
        Seed; an equal seed gives equal groups.
    scale_top : float, default 4
        The top of the scale the scores are on.

    Returns
    -------
    DataFrame
        One row a student, in the students' order: student_key, group_number (from 1), reason, moved_by_hand (False)
        and pinned.

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
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.RP.A.1",
    ...     "score": [1.0, 3.4, 1.2, 3.2], "level": ["beginning", "secure", "beginning", "secure"]})
    >>> groups = form_groups(students, mastery, standard_codes=["6.RP.A.1"], purpose="by need", group_count=2)
    >>> groups.groupby("group_number")["student_key"].agg("".join).sort_values().tolist()
    ['ac', 'bd']
    """
    require_columns(students, "students", ("student_key", "name"))
    keys = students["student_key"].astype("str").tolist()
    names = students["name"].astype("str").tolist()
    standard_codes = [str(code) for code in standard_codes]
    together, apart = ([(str(one), str(other)) for one, other in pairs] for pairs in (together, apart))
    pinned = {str(key): number for key, number in (pinned or {}).items()}

    problems = _class_problems(students["student_key"])
    problems += _request_problems(purpose, standard_codes, random_state)
    problems += _stranger_problems(set(keys), together, apart, pinned)
    if not problems:
        cells = mastery_cells(mastery, keys, [] if purpose == "random" else standard_codes)
        problems += _evidence_problems(cells.scores, standard_codes, titles or {})
    group_count, size_problems = _group_count(len(keys), group_count, group_size, min_size, max_size)
    problems += size_problems
    if problems:
        raise GroupingImpossible("Groups cannot be formed; nothing was changed.", problems)

    row = {key: index for index, key in enumerate(keys)}
    rules = Rules(
        together=tuple((row[one], row[other]) for one, other in together),
        apart=tuple((row[one], row[other]) for one, other in apart),
        pinned={row[key]: number - 1 for key, number in pinned.items()},
    )
    certify(len(keys), group_count, min_size, max_size, rules, names=names)
    estimator = _estimator(purpose)(
        n_clusters=group_count, min_size=min_size, max_size=max_size, random_state=random_state
    )
    labels = estimator.fit_predict(_features(cells.scores * (4.0 / scale_top)), rules=rules)

    formed = pd.DataFrame(
        {
            "student_key": keys,
            "group_number": labels + 1,
            "reason": "",
            "moved_by_hand": False,
            "pinned": [key in pinned for key in keys],
        }
    )
    types = {column.name: DTYPES[column.type] for column in TABLES["memberships"].columns}
    return explain_placements(
        formed.astype({name: types[name] for name in formed.columns}),
        students,
        mastery,
        standard_codes=[] if purpose == "random" else standard_codes,
        purpose=purpose,
        titles=titles,
        together=together,
        random_state=random_state,
        scale_top=scale_top,
    )


def _estimator(purpose: str) -> type:
    # scikit-learn takes a second to load, so a page that only shows groups does not load it.
    if purpose == "by need":
        from plworkbench.grouping.similar import SimilarGroups

        return SimilarGroups
    if purpose == "mixed readiness":
        from plworkbench.grouping.mixed import MixedGroups

        return MixedGroups
    from plworkbench.grouping.chance import RandomGroups

    return RandomGroups


def _features(scores: np.ndarray) -> np.ndarray:
    if not scores.shape[1]:
        return np.zeros((len(scores), 1))
    return np.where(np.isnan(scores), np.nanmean(scores, axis=0), scores)


def _class_problems(student_keys: pd.Series) -> list[Problem]:
    problems = []
    if student_keys.empty:
        problems.append(Problem("There are no students in this class.", "Add students first."))
    if gaps := int(student_keys.isna().sum()):
        problems.append(Problem(f"{gaps} rows have no key.", "Give every student one.", column="student_key"))
    repeated = np.flatnonzero(student_keys.duplicated() & student_keys.notna())
    if len(repeated):
        message = (
            f"{len(repeated)} rows repeat a student who is already in the class list, first row {repeated[0] + 1}."
        )
        problems.append(Problem(message, "Keep one row for each student.", column="student_key"))
    return problems


def _request_problems(purpose: str, standard_codes: Sequence[str], random_state: int) -> list[Problem]:
    problems = []
    if purpose not in PURPOSES:
        choices = ", ".join(f"'{choice}'" for choice in PURPOSES)
        problems.append(Problem(f"'{purpose}' is not a purpose of a grouping.", f"Use {choices}."))
    elif purpose != "random" and not 1 <= len(standard_codes) <= MOST_STANDARDS:
        message = f"Groups '{purpose}' look at 1 to {MOST_STANDARDS} standards; {len(standard_codes)} are chosen."
        problems.append(Problem(message, f"Choose 1 to {MOST_STANDARDS} standards."))
    if len(set(standard_codes)) < len(standard_codes):
        problems.append(Problem("A standard is chosen twice.", "Choose each standard once."))
    if not isinstance(random_state, Integral) or random_state < 0:
        problems.append(Problem(f"The seed is {random_state!r}.", "Use a whole number from 0."))
    return problems


def _stranger_problems(
    keys: set[str], together: Sequence[tuple[str, str]], apart: Sequence[tuple[str, str]], pinned: Mapping[str, int]
) -> list[Problem]:
    problems = []
    for wish, named in (
        ("together", [key for pair in together for key in pair]),
        ("apart", [key for pair in apart for key in pair]),
        ("pinned", list(pinned)),
    ):
        if strangers := {key for key in named if key not in keys}:
            message = f"The wishes '{wish}' name {count_students(len(strangers))} not in this class."
            problems.append(Problem(message, "Let go of these wishes, or add the students."))
    for number in pinned.values():
        if not isinstance(number, Integral) or isinstance(number, bool):
            problems.append(Problem(f"A student is pinned to group {number!r}.", "Use the number of a group, from 1."))
    return problems


def _evidence_problems(scores: np.ndarray, codes: Sequence[str], titles: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(
            f"No student has a score on '{titles.get(code, code)}' yet.",
            "Choose a standard with evidence, or form random groups.",
        )
        for code, absent in zip(codes, np.isnan(scores).all(axis=0))
        if absent
    ]


def _group_count(
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
