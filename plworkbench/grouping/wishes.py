"""Wishes of a teacher and of students: which of them are rules, and what the others cost when they are not met."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plworkbench.errors import Problem
from plworkbench.grouping.engine.costs import CountedCost, Term
from plworkbench.grouping.musts.counted import Counted
from plworkbench.grouping.musts.rules import Rules
from plworkbench.schema import WISH_KINDS, WISH_WEIGHTS

WEIGHTS: Mapping[str, float] = {"must": math.inf, "important": 3.0, "nice": 0.5}
"""What a wish that is not met costs. The unit is one student placed as if by lot: an important wish outweighs the good
places of three students, a nice one that of half a student, and for a must there is no price."""

DIRECTED = ("prefers", "rather not")
"""Kinds that one student says of another."""

PAIRED = ("together", "apart", *DIRECTED)
"""Kinds about two students; all others are about a set of them."""

COUNTED = {"nobody alone": "not one", "one in each": "at least one", "balance": "even"}
"""Kinds about how many of a set of students a group holds, with what that asks of the count."""


@dataclass(frozen=True)
class Wish:
    """One wish about who shares a group.

    Parameters
    ----------
    kind : str
        A value of `plworkbench.schema.WISH_KINDS`.
    students : tuple of str
        Keys: the two students, the one who said it first; or all who carry the mark.
    weight : {"must", "important", "nice"}
        How much it matters. What a student says of another is never a must.
    about : str
        Words for a set of students: "Leaders".
    is_demographic : bool
        Whether the set comes from demographics; a teacher has to turn such a wish on for one grouping.

    Examples
    --------
    >>> Wish("apart", ("s1", "s2")).weight
    'must'
    """

    kind: str
    students: tuple[str, ...]
    weight: str = "must"
    about: str = ""
    is_demographic: bool = False

    @property
    def is_rule(self) -> bool:
        """Whether it must hold."""
        return self.weight == "must"


def wish_problems(wishes: Sequence[Wish], keys: Sequence[str], name: Callable[[str], str] = str) -> list[Problem]:
    """Return what is wrong with the wishes themselves, before anybody asks whether they can hold together."""
    known, problems, strangers = set(keys), [], set()
    for wish in wishes:
        if wish.kind not in WISH_KINDS:
            problems.append(Problem(f"There is no wish '{wish.kind}'.", f"Use {_listed(WISH_KINDS)}."))
            continue
        if wish.weight not in WISH_WEIGHTS:
            problems.append(Problem(f"There is no weight '{wish.weight}'.", f"Use {_listed(WISH_WEIGHTS)}."))
        strangers |= set(wish.students) - known
        if wish.kind in PAIRED and len(wish.students) != 2:
            problems.append(Problem(f"A wish '{wish.kind}' names two students.", "Name two."))
        elif wish.kind in PAIRED and wish.students[0] == wish.students[1]:
            message = f"{name(wish.students[0])} is paired with the same student."
            problems.append(Problem(message, "Name two different students."))
        elif wish.kind in COUNTED and len(set(wish.students)) < max(len(wish.students), 1):
            what = f"The wish about '{wish.about}'"
            problems.append(Problem(f"{what} names nobody, or somebody twice.", "Name each student once."))
        if wish.kind in DIRECTED and wish.is_rule:
            message = f"What {name(wish.students[0])} wants of another student cannot be a must."
            problems.append(Problem(message, "Make it important, or keep the two together or apart yourself."))
    if strangers:
        count = "1 student" if len(strangers) == 1 else f"{len(strangers)} students"
        problems.append(
            Problem(f"The wishes name {count} not in this class.", "Let go of these wishes, or add the students.")
        )
    return problems


def rules_of(wishes: Sequence[Wish], keys: Sequence[str], pinned: Mapping[str, int]) -> Rules:
    """Return what must hold, over the rows of `keys`; `pinned` maps a key to a group's number, from 1."""
    row = {key: index for index, key in enumerate(keys)}
    musts = [wish for wish in wishes if wish.is_rule]

    def pairs(kind: str) -> tuple[tuple[int, int], ...]:
        return tuple((row[wish.students[0]], row[wish.students[1]]) for wish in musts if wish.kind == kind)

    return Rules(
        together=pairs("together"),
        apart=pairs("apart"),
        pinned={row[key]: number - 1 for key, number in pinned.items()},
        counted=tuple(
            Counted(tuple(row[key] for key in wish.students), COUNTED[wish.kind], wish.about)
            for wish in musts
            if wish.kind in COUNTED
        ),
    )


def terms_of(wishes: Sequence[Wish], keys: Sequence[str]) -> list[Term]:
    """Return what the wishes that may be broken cost: a term for what students said, one for the teacher's wishes."""
    soft = [wish for wish in wishes if not wish.is_rule]
    said = [wish for wish in soft if wish.kind in DIRECTED]
    others = [wish for wish in soft if wish.kind not in DIRECTED]
    return [
        *([_term("preferences", said, keys)] if said else []),
        *([_term("wishes", others, keys)] if others else []),
    ]


def _term(name: str, wishes: Sequence[Wish], keys: Sequence[str]) -> Term:
    row = {key: index for index, key in enumerate(keys)}
    pairs, offset, counted = np.zeros((len(keys), len(keys))), 0.0, []
    for wish in wishes:
        weight = WEIGHTS[wish.weight]
        if wish.kind in COUNTED:
            members = np.isin(keys, wish.students)
            counted.append(CountedCost(members, COUNTED[wish.kind], weight))
            continue
        one, other = (row[key] for key in wish.students)
        wanted = wish.kind in ("together", "prefers")
        pairs[one, other] += -weight if wanted else weight
        pairs[other, one] += -weight if wanted else weight
        offset += weight if wanted else 0.0
    return Term(name, pairs=pairs, counted=tuple(counted), offset=offset)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
