"""Forming groups of a class."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from plworkbench import grouping
from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.engine.search import Budget
from plworkbench.mastery.judgement import as_decided
from plworkbench.results import Groups
from plworkbench.workbench.attributes import OnlyHere
from plworkbench.workbench.meetings import Meetings, rounds_in
from plworkbench.workbench.wishing import Wishing, keys_of, require_evidence

SCHOOL_DAYS_TO_REVIEW = 10
"""Groups are short-lived: unless the teacher says otherwise they are looked at again after this many school days."""

USUAL_SIZE = 5
"""About how many students a group has when the teacher says nothing about sizes."""


class Forming(Wishing):
    """The part of the workbench that forms groups."""

    def group(
        self,
        class_name: str,
        on: str | Sequence[str] = (),
        purpose: str | None = None,
        *,
        group_count: int | None = None,
        group_size: int | None = None,
        min_size: int | None = None,
        max_size: int | None = None,
        pinned: Mapping[str, int] | None = None,
        absent: Sequence[str] = (),
        avoid_past: str | None = "nice",
        only_here: Sequence[OnlyHere] = (),
        random_state: int = 0,
        seconds: float | None = None,
        on_progress: Callable[..., bool | None] | None = None,
    ) -> Groups:
        """Form groups of a class; nothing is stored until `save`.

        Parameters
        ----------
        class_name : str
            The class.
        on : str or sequence of str
            One to three standards, for groups by need or of mixed readiness.
        purpose : {"by need", "mixed readiness", "shared interest", "random"}, optional
            By need puts students at the same point together, mixed readiness makes every group alike, shared interest
            puts students together who like the same. By default by need when standards are given, else random. For
            rotation and jigsaw see `rounds`.
        group_count, group_size : int, optional
            How many groups, or how many students in each; give one of them (by default groups of about five).
        min_size, max_size : int, optional
            Bounds that hold in every group.
        pinned : mapping, optional
            Student (name or key) to the number of the group the student stays in.
        absent : sequence of str
            Names or keys of students who take no part; wishes about them rest.
        avoid_past : {"important", "nice"} or None
            How much it matters that partners are new. Groups in use count, the less the longer ago.
        only_here : sequence of tuples
            Wishes for these groups alone: kind ("nobody alone", "balance" or "one in each"), attribute (see
            `attributes`), value (None for each of its values), weight. Demographics come in only this way; such wishes
            are shown with the groups and logged with them. Example: ("nobody alone", "sex", "F", "important").
        random_state : int, default 0
            The same number gives the same groups.
        seconds : float, optional
            Search for about this long; the answer then depends on the speed of the computer. By default as long as
            usually pays: a tenth of a second for a class.
        on_progress : callable, optional
            Called with `plworkbench.grouping.Progress` now and then; if it returns False, the best groups so far are
            taken.

        Returns
        -------
        Groups

        Raises
        ------
        GroupingImpossible
            If sizes, pins and wishes contradict each other; its problems are a smallest set of those that cannot hold
            together. `wish_behind` finds the stored wish of each.
        NotFound
            If there is no such class, student or standard with evidence.
        """
        class_key, codes = self._class_key(class_name), (on,) if isinstance(on, str) else tuple(on)
        purpose = purpose or ("by need" if codes else "random")
        if purpose in ("rotation", "jigsaw"):
            problem = Problem(f"'{purpose}' is a plan of several rounds.", "Use rounds() for it.")
            raise GroupingImpossible("Groups cannot be formed; nothing was changed.", [problem])
        roster, table = self.students(class_name), self.mastery(class_name)
        require_evidence(table, codes, class_name)
        away = keys_of(roster, absent, class_name)
        pins = {keys_of(roster, who, class_name)[0]: number for who, number in (pinned or {}).items()}
        if group_count is group_size is min_size is max_size is None:
            group_count = max(1, round((len(roster) - len(away)) / USUAL_SIZE))
        settings = {
            "group_count": group_count,
            "group_size": group_size,
            "min_size": min_size,
            "max_size": max_size,
            "random_state": random_state,
            "absent": away,
            "avoid_past": avoid_past,
            "only_here": [list(wish) for wish in only_here],
        }
        around = self._surroundings(class_name, codes, settings, roster=roster, table=table)
        titles = dict(zip(table["standard_code"], table["title"]))
        members = grouping.form_groups(
            roster,
            around["mastery"],
            standard_codes=codes,
            purpose=purpose,
            wishes=around["asked"],
            pinned=pins,
            interests=around["interests"],
            past_partners=around["past_partners"],
            titles=titles,
            scale_top=around["scale_top"],
            budget=Budget(seconds=seconds, on_progress=on_progress),
            **{name: settings[name] for name in _OF_THE_TASK},
        )
        count = max(int(members["group_number"].max()), group_count or 1)
        today = school_day()
        return Groups(
            class_key=class_key,
            class_name=class_name,
            name=f"{', '.join(titles[code] for code in codes) or 'Whole class'}, {purpose}",
            purpose=purpose,
            standard_codes=codes,
            group_names=tuple(grouping.group_names(count)),
            members=members.merge(roster[["student_key", "name"]], on="student_key"),
            settings=settings,
            starts_on=today,
            review_on=review_day(today),
            **around,
        )

    def place(self, groups: Groups, students: str | Sequence[str] | None = None) -> Groups:
        """Return the groups with more students, each in what is then the smallest group, if every must holds there.

        Where it does not, they are seated beside all others, who stay where they are, so that musts and limits of
        size hold; if that cannot be, in the smallest group all the same, and `unmet` says what is broken.

        Parameters
        ----------
        groups : Groups
            The groups.
        students : str or sequence of str, optional
            Names or keys, of students who were absent, say. By default those who joined the class later.
        """
        roster = self.students(groups.class_name)[["student_key", "name"]]
        outside = roster[~roster["student_key"].isin(groups.members["student_key"])]
        if students is None:
            new, reason = outside[~outside["name"].isin(groups.absent)], "Joined the class later"
        else:
            keys = keys_of(roster, students, groups.class_name)
            new, reason = outside[outside["student_key"].isin(keys)], "Came in later"
        sizes = groups.members["group_number"].value_counts()
        sizes = sizes.reindex(range(1, len(groups.group_names) + 1), fill_value=0)
        rows = []
        for student in new.itertuples():
            smallest = int(sizes.idxmin())
            sizes[smallest] += 1
            place = {"group_number": smallest, "reason": f"{reason}; this was the smallest group."}
            told = {"student_key": student.student_key, "name": student.name}
            rows.append({**told, **place, "moved_by_hand": False, "pinned": False})
        if not rows:
            return groups
        rows = self._where_musts_hold(groups, rows, reason)
        still_absent = [key for key in groups.settings.get("absent", ()) if key not in set(new["student_key"])]
        return groups.changed(
            members=_in_class_order(groups.members, rows, roster),
            unplaced=tuple(name for name in groups.unplaced if name not in set(new["name"])),
            absent=tuple(name for name in groups.absent if name not in set(new["name"])),
            settings={**groups.settings, "absent": still_absent},
        )

    def _where_musts_hold(self, groups: Groups, rows: list[dict], reason: str) -> list[dict]:
        """Return the newcomers' places, others than the smallest groups if only there all musts hold."""
        added = groups.changed(members=pd.concat([groups.members, pd.DataFrame(rows)], ignore_index=True))
        task = added.task
        if not _breaks_more(groups, added):
            return rows
        stays = dict(zip(groups.members["student_key"], groups.members["group_number"] - 1))
        row = {key: index for index, key in enumerate(task.keys)}
        pinned = {row[key]: int(label) for key, label in stays.items()}
        limits = {limit: groups.settings.get(limit) for limit in ("min_size", "max_size")}
        try:
            labels = replace(task, rules=replace(task.rules, pinned=pinned), **limits).solve()
        except GroupingImpossible:
            return rows
        said = f"{reason}; placed where all wishes that must hold do."
        return [{**one, "group_number": int(labels[row[one["student_key"]]]) + 1, "reason": said} for one in rows]

    def _surroundings(
        self,
        class_name: str,
        codes: Sequence[str],
        settings: Mapping[str, object],
        *,
        roster: pd.DataFrame,
        table: pd.DataFrame | None = None,
        but: str | None = None,
    ) -> dict[str, object]:
        """Return what groups know of their class: mastery, wishes, interests and past partners.

        With a grouping's key (`but`) the groups are stored ones: partners are past as seen from them, and a wish for
        them alone that nobody can have any more rests.
        """
        class_key, scoring = self._class_key(class_name), self.scoring(class_name)
        mastery = as_decided(self.mastery(class_name) if table is None else table, scoring.scale)
        standards, names = self._store.standards(), roster.set_index("student_key")["name"]
        titles = dict(zip(standards["standard_code"], standards["title"]))
        stored, asked = self._named_wishes(class_key, roster)
        these = [tuple(wish) for wish in settings.get("only_here") or ()]
        here, asked_here = self._wishes_for_these(class_key, roster, these, mastery, codes, titles, must_be=but is None)
        return {
            "mastery": mastery,
            "scale_top": scoring.scale.full_marks,
            "standards": standards,
            "wishes": pd.concat([stored, here], ignore_index=True),
            "asked": (*asked, *asked_here),
            "interests": self._store.interests(class_key)[["student_key", "interest"]],
            "past_partners": self._meetings(class_key, settings.get("series")).partners_of(but),
            "absent": tuple(names[key] for key in settings.get("absent") or () if key in names.index),
        }

    def _meetings(self, class_key: str, series: object = None) -> Meetings:
        """Return who shared which group so far; with the key of a plan, its rounds that are drafts as well."""
        order = self._store.cycles(class_key)["grouping_key"].tolist()
        rounds = rounds_in(self._store.groupings(class_key), series)["grouping_key"].tolist() if series else []
        drafts = [self._store.memberships(key) for key in rounds if key not in order]
        return Meetings(pd.concat([self._store.past_memberships(class_key), *drafts], ignore_index=True), order, rounds)


_OF_THE_TASK = (
    "group_count", "group_size", "min_size", "max_size", "random_state", "absent", "avoid_past",
)  # fmt: skip
"""The settings that go to the search as they are."""


def school_day(day: datetime.date | None = None) -> datetime.date:
    """Return a day (by default today), or the weekday after it.

    Examples
    --------
    >>> school_day(datetime.date(2026, 9, 5))
    datetime.date(2026, 9, 7)
    """
    return np.busday_offset(day or datetime.date.today(), 0, roll="forward").astype(datetime.date)


def review_day(start: datetime.date) -> datetime.date:
    """Return the day to look at groups again: ten weekdays after they start.

    Examples
    --------
    >>> review_day(datetime.date(2026, 9, 7))
    datetime.date(2026, 9, 21)
    """
    return np.busday_offset(start, SCHOOL_DAYS_TO_REVIEW, roll="forward").astype(datetime.date)


def _breaks_more(before: Groups, after: Groups) -> bool:
    """Return whether more musts and limits of size are broken than before."""
    broken = [
        {unmet.sentence for unmet in groups.unmet if unmet.wish is None or unmet.wish.is_rule}
        for groups in (before, after)
    ]
    return len(broken[1]) > len(broken[0])


def _in_class_order(members: pd.DataFrame, rows: list[dict], roster: pd.DataFrame) -> pd.DataFrame:
    every = pd.concat([members, pd.DataFrame(rows)], ignore_index=True)
    place = dict(zip(roster["student_key"], range(len(roster))))
    return every.sort_values("student_key", key=lambda keys: keys.map(place), kind="stable", ignore_index=True)
