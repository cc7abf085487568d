"""A class as several rounds are planned for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench import grouping
from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.results import Groups
from plworkbench.workbench.forming import review_day, school_day


def refuse_rounds(message: str, cure: str) -> GroupingImpossible:
    """Return the error for a plan that cannot be, to be raised."""
    return GroupingImpossible("No rounds were planned; nothing was changed.", [Problem(message, cure)])


@dataclass(frozen=True)
class PlannedClass:
    """Who is there, and what is known of them.

    Parameters
    ----------
    class_key, class_name : str
        The class.
    roster : DataFrame
        student_key, name of those who take part.
    around : mapping
        What groups know of their class: mastery, wishes, past partners.
    settings : mapping
        What all rounds share.
    """

    class_key: str
    class_name: str
    roster: pd.DataFrame
    around: Mapping[str, object]
    settings: Mapping[str, object]

    @property
    def n(self) -> int:
        """How many take part."""
        return len(self.roster)

    def pairs(self, kind: str) -> list[tuple[int, int]]:
        """Return the rows of the pairs that must be together, or apart."""
        row = {key: number for number, key in enumerate(self.roster["student_key"])}
        found = [wish.students for wish in self.around["asked"] if wish.kind == kind and wish.is_rule]
        return [(row[one], row[other]) for one, other in found if one in row and other in row]

    def groups(self, labels: np.ndarray, reasons: Sequence[str], **about: object) -> Groups:
        """Return the groups of one round; `labels` from 0, and values of `Groups` that are its own."""
        members = self.roster[["student_key", "name"]].assign(
            group_number=labels + 1,
            reason=pd.Series(list(reasons), index=self.roster.index, dtype="str"),
            moved_by_hand=False,
            pinned=False,
        )
        today = school_day()
        days = {"starts_on": today, "review_on": review_day(today)}
        settings = {**self.settings, **about.pop("settings")}
        told = {**self.around, **days, **about}
        return Groups(class_key=self.class_key, class_name=self.class_name, members=members, settings=settings, **told)

    def partners_in(self, labels: np.ndarray, but: int) -> pd.DataFrame:
        """Return who has shared a group: before, and in the rounds of a plan but one (from 1)."""
        rounds = [
            pd.DataFrame(
                {"grouping_key": str(number), "student_key": self.roster["student_key"], "group_number": row + 1}
            )
            for number, row in enumerate(labels, start=1)
            if number != but
        ]
        past = self.around["past_partners"]
        if not rounds:
            return past
        planned = grouping.count_past_partners(pd.concat(rounds, ignore_index=True))
        ends = ["student_key", "other_student_key"]
        return pd.concat([past, planned]).groupby(ends, as_index=False)[["times", "weight"]].sum()
