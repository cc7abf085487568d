"""A grouping of a class, as the notebook and the board both see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from numbers import Integral
from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import exports, grouping
from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.results.considering import Considering

if TYPE_CHECKING:
    from plworkbench.grouping import Wish

WITHOUT_EFFECT = {"members", "name", "status", "starts_on", "review_on", "grouping_key", "version", "group_names"}
"""What may change about groups while the task they answer stays the same, as long as nobody comes or goes."""


@dataclass(frozen=True)
class Groups(Considering):
    """Groups of a class for a purpose and a while. Every method that changes something returns new Groups.

    Parameters
    ----------
    class_key, class_name : str
        The class.
    name : str
        What the teacher calls the grouping.
    purpose : str
        One of `plworkbench.schema.PURPOSES`.
    standard_codes : tuple of str
        The standards it looks at.
    group_names : tuple of str
        Neutral names, the first for group 1.
    members : DataFrame
        student_key, name, group_number (from 1), reason, moved_by_hand, pinned; one row a student in class order.
    mastery : DataFrame
        The mastery of the class when the groups were shown, for balance and effects.
    standards : DataFrame
        Schema table 'standards', for titles and 'I can' wording.
    wishes : DataFrame
        The wishes of the class as `Workbench.wishes` returns them, and those for these groups alone with an empty
        wish_key.
    past_partners : DataFrame
        student_key, other_student_key, times, weight: who has shared a saved group before.
    settings : dict
        How the groups were formed: sizes, seed, who was absent; of a plan of several rounds series, round and rounds.
    grouping_key : str, optional
        Key in the store once it was saved, if only as a draft.
    version : int, optional
        Version in the store.
    status : {"draft", "saved", "discarded"}
        Whether the grouping is in use.
    starts_on, review_on : date, optional
        First day, and the day to look at it again.
    unplaced : tuple of str
        Names of students of the class who are in no group, because they joined it later; see `Workbench.place`.
    scale_top : float
        The top of the scale the scores of `mastery` are on.
    asked : tuple of Wish
        The same wishes as the search takes them.
    interests : DataFrame, optional
        student_key, interest.
    absent : tuple of str
        Names of students who were left out because they were absent.
    """

    class_key: str
    class_name: str
    name: str
    purpose: str
    standard_codes: tuple[str, ...]
    group_names: tuple[str, ...]
    members: pd.DataFrame
    mastery: pd.DataFrame
    standards: pd.DataFrame
    wishes: pd.DataFrame
    past_partners: pd.DataFrame
    settings: dict = field(default_factory=dict)
    grouping_key: str | None = None
    version: int | None = None
    status: str = "draft"
    starts_on: date | None = None
    review_on: date | None = None
    unplaced: tuple[str, ...] = ()
    scale_top: float = 4.0
    asked: tuple[Wish, ...] = ()
    interests: pd.DataFrame | None = None
    absent: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row a student: group, student, reason, moved_by_hand, pinned; sorted by group, then name."""
        table = self.members.assign(group=[self.group_names[n - 1] for n in self.members["group_number"]])
        return (
            table.sort_values("group_number", kind="stable")
            .rename(columns={"name": "student"})[["group", "student", "reason", "moved_by_hand", "pinned"]]
            .reset_index(drop=True)
        )

    @property
    def summary(self) -> pd.DataFrame:
        """One row a group: its name, size, scores and levels; see `plworkbench.grouping.describe_groups`."""
        summary = grouping.describe_groups(
            self.members,
            self.mastery,
            standard_codes=self.standard_codes,
            wishes=self.asked,
            past_partners=self.past_partners,
            group_count=len(self.group_names),
        )
        return summary.assign(name=[self.group_names[n - 1] for n in summary["group_number"]])

    @property
    def series(self) -> str | None:
        """The key that the rounds of one plan share; None for groups that stand alone."""
        return self.settings.get("series")

    @property
    def round(self) -> int | None:
        """Which round of a plan these groups are, from 1."""
        return self.settings.get("round")

    @property
    def rounds(self) -> int | None:
        """How many rounds the plan has."""
        return self.settings.get("rounds")

    def changed(self, **changes: object) -> Groups:
        """Return the groups with other values of their parameters; what was worked out goes on where it still holds."""
        new = replace(self, **changes)
        same = set(changes) <= WITHOUT_EFFECT and len(new.group_names) == len(self.group_names)
        if same and "_posed" in self.__dict__ and set(new.members["student_key"]) == set(self._posed.keys):
            new.__dict__["_posed"] = self._posed
        return new

    @property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.members["student_key"], self.members["name"]))

    def pairs(self, kind: str) -> list[tuple[str, str]]:
        """Return the pairs of student keys to keep 'together' or 'apart'."""
        of_kind = self.wishes[self.wishes["kind"] == kind]
        return list(zip(of_kind["student_key"], of_kind["other_student_key"]))

    def move(self, students: str | Sequence[str], to: str | int) -> Groups:
        """Return the groups with one or more students moved by hand.

        Parameters
        ----------
        students : str or sequence of str
            Names or keys.
        to : str or int
            A group's name, or its number from 1.

        Raises
        ------
        NotFound
            If there is no such student or group.
        """
        keys, number = self._keys(students), self._number(to)
        moving = self.members["student_key"].isin(keys) & (self.members["group_number"] != number)
        members = self.members.copy()
        members.loc[moving, "group_number"] = number
        members.loc[moving, "moved_by_hand"] = True
        members.loc[moving, "reason"] = "You moved this student here."
        return self.changed(members=self.with_reasons(members))

    def swap(self, student: str, other: str) -> Groups:
        """Return the groups with two students in each other's place, moved by hand.

        Raises
        ------
        NotFound
            If there is no such student.
        """
        keys = self._keys([student, other])
        place = self.members.set_index("student_key")["group_number"]
        first, second = (int(place[key]) for key in keys)
        return self.move(keys[0], second).move(keys[1], first)

    def pin(self, students: str | Sequence[str], pinned: bool = True) -> Groups:
        """Return the groups with students pinned to their group (or let go), for when groups are formed again."""
        members = self.members.copy()
        members.loc[members["student_key"].isin(self._keys(students)), "pinned"] = pinned
        return self.changed(members=members)

    def rename_group(self, group: str | int, name: str) -> Groups:
        """Return the groups with one group renamed; an empty name changes nothing, a taken one is refused."""
        number, name = self._number(group), name.strip()
        if not name or name == self.group_names[number - 1]:
            return self
        if name in self.group_names:
            raise WorkbenchError(f"Another group is called '{name}' already. Choose another name.")
        names = list(self.group_names)
        names[number - 1] = name
        return self.changed(group_names=tuple(names))

    def sheets(self, with_reasons: bool = False) -> str:
        """Return the groups as HTML for paper, one sheet a group; reasons only on the teacher's copy."""
        goals = self.standards.set_index("standard_code").reindex(list(self.standard_codes))
        return exports.groups_sheets(
            self.by_group(),
            heading=f"{self.class_name} · {self.name}",
            dates=self.dates,
            goals=goals["i_can"].fillna(goals["title"]).dropna().tolist(),
            with_reasons=with_reasons,
        )

    def csv(self, with_reasons: bool = False) -> str:
        """Return the groups as CSV text that opens cleanly in Excel; a reason tells a student's level."""
        table = self.table[["group", "student", *(["reason"] if with_reasons else [])]]
        table.insert(0, "class", self.class_name)
        return exports.csv_text(table.assign(starts_on=str(self.starts_on or ""), review_on=str(self.review_on or "")))

    @property
    def dates(self) -> str:
        """From when, and until which review, in words: on a line each."""
        start = f"From {_day(self.starts_on)}." if self.starts_on else "Not started yet."
        return f"{start}\nLook again on {_day(self.review_on)}." if self.review_on else start

    def by_group(self) -> list[dict]:
        """Return each group's `name` and its `members`, a list of dicts with name, reason, pinned and so on."""
        return [
            {
                "name": name,
                "members": self.members[self.members["group_number"] == number].to_dict("records"),
            }
            for number, name in enumerate(self.group_names, start=1)
        ]

    def _keys(self, students: str | Sequence[str]) -> list[str]:
        wanted = [students] if isinstance(students, str) else list(students)
        keys = []
        for student in wanted:
            found = self.members.loc[
                (self.members["student_key"] == student) | (self.members["name"] == student), "student_key"
            ]
            if len(found) != 1:
                problem = "No student" if found.empty else "More than one student"
                raise NotFound(f"{problem} of this class is called '{student}'. Use a name or key of `members`.")
            keys.append(found.item())
        return keys

    def _number(self, group: str | int) -> int:
        if isinstance(group, str) and group in self.group_names:
            return self.group_names.index(group) + 1
        if isinstance(group, Integral) and 1 <= group <= len(self.group_names):
            return int(group)
        raise NotFound(f"There is no group '{group}'. The groups are {', '.join(self.group_names)}.")

    def _repr_html_(self) -> str:
        return exports.page(
            "groups.html",
            heading=f"{self.class_name} · {self.name} ({self.purpose})",
            dates=self.dates,
            groups=self.by_group(),
            unmet=self.unmet_wishes,
        )


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
