"""What could be better about groups, and what a change of them would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plworkbench import grouping
from plworkbench.grouping import Unmet

if TYPE_CHECKING:
    from plworkbench.grouping import Stability, Swap, Task, Wish

NINE_IN_TEN = 1.645
"""Half the width of an interval that nine in ten lie in, in standard deviations of a normal distribution."""

TASK_OF = {"rotation": "random", "jigsaw": "random"}
"""What a round of a plan asks of its groups alone: nothing but the wishes, and new partners."""


class Considering:
    """The part of `Groups` that weighs them: unmet wishes, swaps that help, what a move would do, how clear they are.

    All of it comes from one task, which is posed when it is first needed and goes on with the groups as students are
    moved. So a preview of a move is a look-up.
    """

    members: pd.DataFrame
    mastery: pd.DataFrame
    standards: pd.DataFrame
    wishes: pd.DataFrame
    past_partners: pd.DataFrame
    interests: pd.DataFrame | None
    asked: tuple[Wish, ...]
    purpose: str
    standard_codes: tuple[str, ...]
    group_names: tuple[str, ...]
    settings: dict
    scale_top: float

    @cached_property
    def task(self) -> Task:
        """The task these groups are an answer to: students, wishes and what every grouping would cost."""
        pinned = self.members[self.members["pinned"].astype(bool)]
        pins = dict(zip(pinned["student_key"], pinned["group_number"].astype(int)))
        row = {key: number for number, key in enumerate(self._posed.keys)}
        rules = replace(self._posed.rules, pinned={row[key]: number - 1 for key, number in pins.items()})
        return replace(self._posed, pinned=pins, rules=rules)

    @cached_property
    def _posed(self) -> Task:
        """The task without pins: the part that takes long, and stays as students are moved."""
        students, away = with_those_away(self.members[["student_key", "name"]], self.asked)
        return grouping.pose_task(
            students,
            self.mastery,
            standard_codes=self.standard_codes,
            purpose=TASK_OF.get(self.purpose, self.purpose),
            group_count=len(self.group_names),
            min_size=self.settings.get("min_size"),
            max_size=self.settings.get("max_size"),
            wishes=self.asked,
            absent=away,
            interests=self.interests,
            past_partners=self.past_partners,
            avoid_past=self.settings.get("avoid_past", "nice"),
            titles=dict(zip(self.standards["standard_code"], self.standards["title"])),
            scale_top=self.scale_top,
            must_hold=False,
        )

    @property
    def labels(self) -> np.ndarray:
        """The group of each student of the task, from 0."""
        return self.task.labels_of(self.members)

    @property
    def held(self) -> tuple[str, ...]:
        """Keys of the students who stay where they are: pinned, or moved by hand."""
        stays = self.members["pinned"].astype(bool) | self.members["moved_by_hand"].astype(bool)
        return tuple(self.members.loc[stays, "student_key"])

    @property
    def unmet(self) -> list[Unmet]:
        """Every wish the groups do not meet, with what would meet it; groups that are too large or small come last."""
        if self.members.empty:
            return []
        return [*grouping.unmet_wishes(self.members, self.task, self.group_names), *self._sizes_unmet()]

    def _sizes_unmet(self) -> list[Unmet]:
        least, most = (self.settings.get(limit) for limit in ("min_size", "max_size"))
        sizes = self.members["group_number"].value_counts().reindex(range(1, len(self.group_names) + 1), fill_value=0)
        unmet = []
        for name, size in zip(self.group_names, sizes.tolist()):
            if least and size < least:
                said = f"{name} has {size}; you asked for at least {least} in a group."
                unmet.append(Unmet(None, said, "Move somebody there."))
            elif most and size > most:
                said = f"{name} has {size}; you asked for at most {most} in a group."
                unmet.append(Unmet(None, said, "Move somebody from there."))
        return unmet

    @property
    def unmet_wishes(self) -> list[str]:
        """A sentence for every wish the groups do not meet."""
        return [unmet.sentence for unmet in self.unmet]

    @property
    def only_here(self) -> list[str]:
        """The wishes that hold for these groups alone, as sentences; those on demographics are always among them."""
        return self.wishes.loc[self.wishes["wish_key"] == "", "sentence"].tolist()

    def with_reasons(self, members: pd.DataFrame) -> pd.DataFrame:
        """Return changed members with the reasons of those who stay, where the change makes another of them.

        A reason that was not written when groups like these are formed stays as it is.
        """
        if self.purpose in TASK_OF or self.members.empty:
            return members
        before = grouping.explain_placements(self.members, self.task)["reason"]
        after = grouping.explain_placements(members, self.task)["reason"]
        is_ours = (before == self.members["reason"]) & ~members["moved_by_hand"].astype(bool)
        return members.assign(reason=members["reason"].mask(is_ours, after))

    def best_swaps(self, count: int = 3) -> list[Swap]:
        """Return the swaps that would make the groups better by most; none, where nothing would.

        Nobody who is pinned or was moved by hand is swapped. Expert groups of a jigsaw are left as they are: a swap
        would leave a home group without a topic.
        """
        if self.members.empty or self.purpose == "jigsaw":
            return []
        return grouping.best_swaps(self.task, self.labels, count, self.held, self.group_names)

    def swaps(self, student: str | None = None) -> pd.DataFrame:
        """Return what every swap would do, the best first.

        Parameters
        ----------
        student : str, optional
            Only swaps of this student (name or key), who is then `student` in every row.

        Returns
        -------
        DataFrame
            student, other, change (below 0 is better; 1 is one student placed as if by lot), a column for each reason,
            breaks (whether a must would break), and the keys.
        """
        effects = grouping.swap_effects(self.task, self.labels)
        ends = ["student_key", "other_student_key"]
        if student is not None:
            (key,) = self._keys(student)
            effects = effects[(effects[ends] == key).any(axis=1)].copy()
            turned = effects["other_student_key"] == key
            effects.loc[turned, ends] = effects.loc[turned, ends[::-1]].to_numpy()
        names = self._names
        effects.insert(0, "student", effects["student_key"].map(names).astype("str"))
        effects.insert(1, "other", effects["other_student_key"].map(names).astype("str"))
        return effects.reset_index(drop=True)

    def effect_of_move(self, students: str | Sequence[str], to: str | int) -> str:
        """Say what moving students would do to sizes, balance, wishes and repeated partners, on a line each."""
        keys, number = self._keys(students), self._number(to)
        return grouping.effect_of_move(self.task, self.labels, keys, number, self.group_names)

    def effect_of_swap(self, student: str, other: str) -> str:
        """Say in a few sentences what it would do if two students swapped their places."""
        one, two = self._keys([student, other])
        return grouping.effect_of_swap(self.task, self.labels, one, two, self.group_names)

    def stability(self) -> Stability:
        """Say how clear these groups are: the scores are drawn anew within what is unsure about them.

        Returns
        -------
        Stability
            share_kept (of partners, over the draws), share_by_chance, is_clear, and the sentence. That groups are
            not clear-cut is a possible answer.
        """
        return grouping.stability(self.task, self.labels, spread=self._spread())

    def _spread(self) -> np.ndarray | None:
        """Return how unsure each score is, as a standard deviation; shape (n_students, n_standards)."""
        if not {"low", "high"} <= set(self.mastery.columns) or not self.task.standard_codes:
            return None
        width = self.mastery.assign(width=self.mastery["high"] - self.mastery["low"])
        table = width.pivot_table(index="student_key", columns="standard_code", values="width", dropna=False)
        table = table.reindex(index=list(self.task.keys), columns=list(self.task.standard_codes))
        return table.to_numpy(dtype=float) / (2 * NINE_IN_TEN)


def with_those_away(students: pd.DataFrame, asked: Sequence[Wish]) -> tuple[pd.DataFrame, list[str]]:
    """Return the students, with those behind them whom wishes name but who take no part, and the keys of these.

    A wish about two students, one of whom is away, rests; one about a list goes on with those who are there.

    Examples
    --------
    >>> from plworkbench.grouping import Wish
    >>> students = pd.DataFrame({"student_key": ["a"], "name": ["Ana"]})
    >>> with_those_away(students, [Wish("apart", ("a", "b"))])[1]
    ['b']
    """
    away = sorted({key for wish in asked for key in wish.students} - set(students["student_key"]))
    return pd.concat([students, pd.DataFrame({"student_key": away, "name": ""}, dtype="str")], ignore_index=True), away
