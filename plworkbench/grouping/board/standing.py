"""How every wish stands under a grouping: what is wrong with it, in words, and what a change does to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from plworkbench.grouping.engine.costs import CountedCost
from plworkbench.grouping.forming import group_names as usual_names
from plworkbench.grouping.wishes import COUNTED, Wish

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task

EXACT = 1e-9
"""What is below this is rounding."""


def titles(task: Task, group_names: Sequence[str] | None = None) -> list[str]:
    """Return what the groups are called: as given, and the usual neutral names for those without one."""
    return [*(group_names or ()), *usual_names(task.n_clusters)[len(group_names or ()) :]]


@dataclass(frozen=True)
class Fault:
    """One place where a grouping does not meet a wish.

    Parameters
    ----------
    wish : int
        Number of the wish in the task.
    place : int or str
        What tells it from other faults of the same wish: the group, or the student who is alone.
    severity : float
        How far off it is.
    sentence : str
        What is wrong, for the teacher.
    caused : str
        Words for a change that brings it about: "parts Ana and Ben, whom you asked to keep together".
    mended : str
        Words for a change that ends it: "brings Ana and Ben together, as you asked".
    """

    wish: int
    place: int | str
    severity: float
    sentence: str
    caused: str
    mended: str


class Standing:
    """What is wrong with any grouping of a task, by its wishes.

    Parameters
    ----------
    task : Task
        The class and its wishes.
    group_names : sequence of str
        What the groups are called, the first for group 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> task = pose_task(students, pd.DataFrame(), purpose="random", group_count=2,
    ...                  wishes=[Wish("apart", ("a", "b"))])
    >>> [fault.sentence for fault in Standing(task, ["Oak", "Elm"]).faults(np.array([0, 0, 1, 1]))]
    ['Ana and Ben are in the same group; you asked to keep them apart.']
    """

    def __init__(self, task: Task, group_names: Sequence[str]):
        self.task, self.group_names = task, list(group_names)
        self.row = {key: row for row, key in enumerate(task.keys)}
        self.name = dict(zip(task.keys, task.names))
        self.said = {(wish.kind, *wish.students) for wish in task.wishes}
        self.of_row: dict[int, list[int]] = {}
        self.members: dict[int, np.ndarray] = {}
        self.tables: dict[int, np.ndarray] = {}
        for number, wish in enumerate(task.wishes):
            if wish.kind in COUNTED:
                self.members[number] = np.isin(task.keys, wish.students)
            else:
                for key in wish.students:
                    self.of_row.setdefault(self.row[key], []).append(number)

    @cached_property
    def met(self) -> np.ndarray:
        """Who has shared a group with whom before; shape (n_students, n_students)."""
        met = np.zeros((len(self.task.keys),) * 2, dtype=bool)
        past = self.task.past_partners
        ends = [[self.row.get(str(key), -1) for key in past[c]] for c in ("student_key", "other_student_key")]
        one, other = np.array(ends, dtype=int).reshape(2, -1)
        known = (one >= 0) & (other >= 0)
        met[one[known], other[known]] = True
        return met | met.T

    def repeats(self, before: np.ndarray, after: np.ndarray) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the pairs who become partners again by a change, and those who no longer are."""
        new, gone = set(), set()
        for row in np.flatnonzero(before != after).tolist():
            was, now = (self.met[row] & (labels == labels[row]) for labels in (before, after))
            new |= {tuple(sorted((row, other))) for other in np.flatnonzero(now & ~was).tolist()}
            gone |= {tuple(sorted((row, other))) for other in np.flatnonzero(was & ~now).tolist()}
        return sorted(new), sorted(gone)

    def concerned(self, rows: Iterable[int]) -> list[int]:
        """Return the numbers of the wishes that a change of these students' groups can touch."""
        pairs = {number for row in rows for number in self.of_row.get(int(row), ())}
        return sorted(pairs | set(self.members))

    def faults(self, labels: np.ndarray, wishes: Iterable[int] | None = None) -> list[Fault]:
        """Return all that is wrong with some of the wishes, or with any of them."""
        numbers = range(len(self.task.wishes)) if wishes is None else wishes
        return [fault for number in numbers for fault in self._of_wish(number, labels)]

    def difference(self, before: np.ndarray, after: np.ndarray) -> tuple[list[Fault], list[Fault], list[Fault]]:
        """Return the faults that a change brings about, those that it makes worse, and those that it ends.

        Parameters
        ----------
        before, after : ndarray of int, shape (n_students,)
            Labels from 0.
        """
        wishes = self.concerned(np.flatnonzero(before != after))
        was, now = ({(f.wish, f.place): f for f in self.faults(labels, wishes)} for labels in (before, after))
        new = [fault for at, fault in now.items() if at not in was]
        worse = [fault for at, fault in now.items() if at in was and fault.severity > was[at].severity + EXACT]
        return new, worse, [fault for at, fault in was.items() if at not in now]

    def _of_wish(self, number: int, labels: np.ndarray) -> list[Fault]:
        wish = self.task.wishes[number]
        if wish.kind in COUNTED:
            return self._of_count(number, wish, labels)
        rows = [self.row[key] for key in wish.students]
        is_wanted = wish.kind in ("together", "prefers")
        if (labels[rows[0]] == labels[rows[1]]) == is_wanted:
            return []
        one, other = (self.name[key] for key in wish.students)
        return [Fault(number, "pair", 1.0, *self._pair_words(wish, one, other))]

    def _pair_words(self, wish: Wish, one: str, other: str) -> tuple[str, str, str]:
        both = f"{one} and {other}"
        if wish.kind == "together":
            return (
                f"{both} are in different groups; you asked to keep them together.",
                f"parts {both}, whom you asked to keep together",
                f"brings {both} together, as you asked",
            )
        if wish.kind == "apart":
            return (
                f"{both} are in the same group; you asked to keep them apart.",
                f"puts {both} in one group, though you asked to keep them apart",
                f"parts {both}, as you asked",
            )
        is_mutual = (wish.kind, *wish.students[::-1]) in self.said
        if is_mutual:  # Both say it, so the words of a change are the same, and are said once.
            both = " and ".join(sorted((one, other)))
        if wish.kind == "prefers":
            return (
                f"{one} would like to work with {other}.",
                f"separates {both} who asked for each other" if is_mutual
                else f"separates {one} from {other}, whom {one} asked for",
                f"brings {both} together, who asked for each other" if is_mutual
                else f"brings {one} to {other}, as {one} asked",
            )  # fmt: skip
        return (
            f"{one} would rather not work with {other}.",
            f"puts {both} in one group, though both would rather not" if is_mutual
            else f"puts {one} with {other}, though {one} would rather not",
            f"separates {both}, as both would like" if is_mutual
            else f"separates {one} from {other}, as {one} would like",
        )  # fmt: skip

    def _of_count(self, number: int, wish: Wish, labels: np.ndarray) -> list[Fault]:
        members, k = self.members[number], len(self.group_names)
        sizes, held = np.bincount(labels, minlength=k), np.bincount(labels[members], minlength=k)
        off = self._table(number, int(sizes.max(initial=0)))[sizes, held]
        wrong, who = np.flatnonzero(off > EXACT).tolist(), f"'{wish.about}'" if wish.about else "those you named"
        if not wrong:
            return []
        if wish.kind == "balance":
            return [self._uneven(number, who, held, members.sum() * sizes / max(len(labels), 1), float(off.sum()))]
        if wish.kind == "one in each":
            return [
                Fault(
                    number,
                    group,
                    1.0,
                    f"{self.group_names[group]} has nobody of {who}.",
                    f"leaves {self.group_names[group]} without any of {who}",
                    f"gives {self.group_names[group]} one of {who}",
                )
                for group in wrong
            ]
        alone = [int(np.flatnonzero(members & (labels == group))[0]) for group in wrong]
        return [
            Fault(
                number,
                row,
                1.0,
                f"{self.task.names[row]} is the only one of {who} in {self.group_names[labels[row]]}.",
                f"leaves {self.task.names[row]} the only one of {who} in {self.group_names[labels[row]]}",
                f"{self.task.names[row]} is no longer the only one of {who}",
            )
            for row in alone
        ]

    def _uneven(self, number: int, who: str, held: np.ndarray, share: np.ndarray, severity: float) -> Fault:
        most, least = int((held - share).argmax()), int((held - share).argmin())
        sentence = f"{who[0].upper()}{who[1:]} are {held[most]} in {self.group_names[most]}"
        sentence += f" and {held[least]} in {self.group_names[least]}."
        return Fault(
            number, "all", severity, sentence, f"spreads {who} less evenly", f"spreads {who} evenly, as you asked"
        )

    def _table(self, number: int, largest: int) -> np.ndarray:
        if number not in self.tables or len(self.tables[number]) <= largest:
            allowed = COUNTED[self.task.wishes[number].kind]
            self.tables[number] = CountedCost(self.members[number], allowed, 1.0).table(largest)
        return self.tables[number]
