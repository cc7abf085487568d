"""Forming groups, changing them, and keeping them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from plworkbench import grouping, schema
from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.mastery.judgement import as_decided
from plworkbench.results import Groups
from plworkbench.workbench.mastering import Mastering

SCHOOL_DAYS_TO_REVIEW = 10
"""Groups are short-lived: unless the teacher says otherwise they are looked at again after this many school days."""


class Grouping(Mastering):
    """The part of the workbench that forms and keeps groups."""

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
        random_state: int = 0,
    ) -> Groups:
        """Form groups of a class; nothing is stored until `save`.

        Parameters
        ----------
        class_name : str
            The class.
        on : str or sequence of str
            One to three standards; none only for chance.
        purpose : {"by need", "mixed readiness", "random"}, optional
            By need puts students at the same point together, mixed readiness makes every group alike. By default by
            need when standards are given, else random.
        group_count, group_size : int, optional
            How many groups, or how many students in each; give one of them (by default groups of about five).
        min_size, max_size : int, optional
            Bounds that hold in every group.
        pinned : mapping, optional
            Student (name or key) to the number of the group she stays in.
        random_state : int, default 0
            The same number gives the same groups.

        Returns
        -------
        Groups

        Raises
        ------
        GroupingImpossible
            If sizes, pins and wishes contradict each other; the message names which.
        """
        class_key = self._class_key(class_name)
        codes = (on,) if isinstance(on, str) else tuple(on)
        purpose = purpose or ("by need" if codes else "random")
        roster, table, wishes = self.students(class_name), self.mastery(class_name), self.wishes(class_name)
        if unknown := [code for code in codes if code not in set(table["standard_code"])]:
            raise NotFound(f"{class_name} has no evidence on the standard '{unknown[0]}'.")
        if group_count is group_size is min_size is max_size is None:
            group_count = max(1, round(len(roster) / 5))
        titles, scale = dict(zip(table["standard_code"], table["title"])), self.scoring(class_name).scale
        members = grouping.form_groups(
            roster,
            as_decided(table, scale),
            standard_codes=codes,
            purpose=purpose,
            group_count=group_count,
            group_size=group_size,
            min_size=min_size,
            max_size=max_size,
            together=_pairs(wishes, "together"),
            apart=_pairs(wishes, "apart"),
            pinned={self._student_key(class_name, who): number for who, number in (pinned or {}).items()},
            random_state=random_state,
            titles=titles,
            scale_top=scale.full_marks,
        )
        count = max(int(members["group_number"].max()), group_count or 1)
        today = np.busday_offset(datetime.date.today(), 0, roll="forward").astype(datetime.date)  # a school day
        groups = Groups(
            class_key=class_key,
            class_name=class_name,
            name=f"{', '.join(titles[code] for code in codes) or 'Whole class'}, {purpose}",
            purpose=purpose,
            standard_codes=codes,
            group_names=tuple(grouping.group_names(count)),
            members=members,
            settings={
                "group_count": group_count,
                "group_size": group_size,
                "min_size": min_size,
                "max_size": max_size,
                "random_state": random_state,
            },
            starts_on=today,
            review_on=review_day(today),
            **self._surroundings(class_name),
        )
        return replace(groups, members=groups.members.merge(roster[["student_key", "name"]], on="student_key"))

    def save(
        self,
        groups: Groups,
        name: str | None = None,
        *,
        starts_on: datetime.date | None = None,
        review_on: datetime.date | None = None,
        status: str = "saved",
        action: str | None = None,
    ) -> Groups:
        """Store groups, so that they appear in the dashboards and every later change can be undone.

        Parameters
        ----------
        groups : Groups
            From `group`, `groups` or a change of either.
        name : str, optional
            What to call the grouping.
        starts_on, review_on : date, optional
            First day (default today) and the day to look at it again (default ten school days later).
        status : {"saved", "draft", "discarded"}
            A draft is only the board's working copy.
        action : str, optional
            What was done, for the log; by default the status.

        Returns
        -------
        Groups
            The same groups with their key and version.

        Raises
        ------
        NewerVersionExists
            If they were changed elsewhere in the meantime.
        WorkbenchError
            If the groups would be looked at again before they start.
        """
        start = starts_on or groups.starts_on
        renamed = replace(
            groups,
            name=(name or "").strip() or groups.name,
            status=status,
            starts_on=start,
            review_on=review_on or (review_day(starts_on) if starts_on else groups.review_on),
        )
        if renamed.starts_on and renamed.review_on and renamed.review_on < renamed.starts_on:
            raise WorkbenchError(
                "The day to look again is before the first day. Nothing was saved; choose a later one."
            )
        row = {
            "grouping_key": renamed.grouping_key,
            "class_key": renamed.class_key,
            "name": renamed.name,
            "purpose": renamed.purpose,
            "status": status,
            "standard_codes": list(renamed.standard_codes),
            "settings": renamed.settings,
            "group_names": list(renamed.group_names),
            "starts_on": renamed.starts_on,
            "review_on": renamed.review_on,
        }
        key, version = self._store.save_grouping(
            row, self._with_absent(renamed), action=action or status, expected_version=groups.version
        )
        return replace(renamed, grouping_key=key, version=version)

    def _with_absent(self, groups: Groups) -> pd.DataFrame:
        """Return the members with those who have left the class since: they keep their place, should they return."""
        if groups.grouping_key is None:
            return groups.members
        stored = self._store.memberships(groups.grouping_key)
        roster = self._store.students(groups.class_key)["student_key"]
        absent = stored[~stored["student_key"].isin(roster) & (stored["group_number"] <= len(groups.group_names))]
        here = groups.members[groups.members["student_key"].isin(roster)]
        return pd.concat([here, absent], ignore_index=True) if len(absent) else here

    def groupings(self, class_name: str, status: str | None = "saved") -> pd.DataFrame:
        """Return one row a grouping of a class, newest first; `status` None also gives drafts."""
        found = self._store.groupings(self._class_key(class_name), status=status)
        return found.sort_values("created_at", ascending=False, ignore_index=True)

    def groups(self, class_name: str, which: str) -> Groups:
        """Return stored groups by the grouping's name or key.

        Raises
        ------
        NotFound
            If the class has no grouping of that name.
        """
        found = self.groupings(class_name, status=None)
        named = found[(found["name"] == which) & (found["status"] != "discarded")]
        rows = pd.concat([found[found["grouping_key"] == which], named.sort_values("status", ascending=False)])
        if rows.empty:
            raise NotFound(f"{class_name} has no groups called '{which}'.")
        row = rows.iloc[0]
        roster = self.students(class_name)[["student_key", "name"]]
        placed = self._store.memberships(row["grouping_key"])["student_key"]
        return Groups(
            class_key=row["class_key"],
            class_name=class_name,
            name=row["name"],
            purpose=row["purpose"],
            standard_codes=tuple(row["standard_codes"]),
            group_names=tuple(row["group_names"]),
            members=roster.merge(self._store.memberships(row["grouping_key"]), on="student_key"),
            unplaced=tuple(roster.loc[~roster["student_key"].isin(placed), "name"]),
            settings=row["settings"],
            grouping_key=row["grouping_key"],
            version=int(row["version"]),
            status=row["status"],
            starts_on=None if pd.isna(row["starts_on"]) else row["starts_on"].date(),
            review_on=None if pd.isna(row["review_on"]) else row["review_on"].date(),
            **self._surroundings(class_name, but=row["grouping_key"]),
        )

    def undo(self, groups: Groups) -> Groups:
        """Take back the latest stored change of groups; the same groups come back when there is none."""
        return self._stepped(groups, self._store.undo_grouping)

    def redo(self, groups: Groups) -> Groups:
        """Bring back the change of groups that was undone last."""
        return self._stepped(groups, self._store.redo_grouping)

    def can_undo(self, groups: Groups) -> tuple[bool, bool]:
        """Return whether there is a change to undo, and one to redo."""
        key = groups.grouping_key
        return (self._store.can_undo(key), self._store.can_redo(key)) if key else (False, False)

    def _stepped(self, groups: Groups, step) -> Groups:
        if groups.grouping_key is None or step(groups.grouping_key, expected_version=groups.version) is None:
            return groups
        return self.groups(groups.class_name, groups.grouping_key)

    def place(self, groups: Groups) -> Groups:
        """Return the groups with students who joined the class later, each in what is then the smallest group."""
        roster = self.students(groups.class_name)[["student_key", "name"]]
        sizes = (
            groups.members["group_number"].value_counts().reindex(range(1, len(groups.group_names) + 1), fill_value=0)
        )
        new = []
        for student in roster[~roster["student_key"].isin(groups.members["student_key"])].itertuples():
            smallest = int(sizes.idxmin())
            sizes[smallest] += 1
            new.append(
                {
                    "student_key": student.student_key,
                    "name": student.name,
                    "group_number": smallest,
                    "reason": "Joined the class later; this was the smallest group.",
                    "moved_by_hand": False,
                    "pinned": False,
                }
            )
        return replace(groups, members=pd.concat([groups.members, pd.DataFrame(new)], ignore_index=True), unplaced=())

    def _surroundings(self, class_name: str, but: str | None = None) -> dict[str, object]:
        class_key, scoring = self._class_key(class_name), self.scoring(class_name)
        past = self._store.past_memberships(class_key)
        return {
            "mastery": as_decided(self.mastery(class_name), scoring.scale),
            "scale_top": scoring.scale.full_marks,
            "standards": self._store.standards(),
            "wishes": self.wishes(class_name)[["kind", "student_key", "other_student_key"]],
            "past_partners": grouping.count_past_partners(past[past["grouping_key"] != but]),
        }

    def wishes(self, class_name: str) -> pd.DataFrame:
        """Return whom to keep together or apart in a class: kind, student, other, and their keys.

        A wish about somebody who has left the class rests until she returns.
        """
        wishes = self._store.wishes(self._class_key(class_name))
        names = self.students(class_name).set_index("student_key")["name"]
        named = wishes.assign(student=wishes["student_key"].map(names), other=wishes["other_student_key"].map(names))
        return named.dropna(subset=["student", "other"]).reset_index(drop=True)

    def wish(self, class_name: str, kind: str, student: str, other: str) -> pd.DataFrame:
        """Remember whom to keep together or apart, and return all wishes of the class.

        Parameters
        ----------
        class_name : str
            The class.
        kind : {"together", "apart", "either"}
            The wish; 'either' forgets it. A pair has one wish, so a new one replaces it.
        student, other : str
            Names or keys.
        """
        class_key = self._class_key(class_name)
        low, high = sorted(self._student_key(class_name, who) for who in (student, other))
        if low == high:
            raise NotFound("A wish is about two different students.")
        wishes = self._store.wishes(class_key)
        kept = wishes[(wishes["student_key"] != low) | (wishes["other_student_key"] != high)]
        if kind != "either":
            new = {"class_key": class_key, "kind": kind, "student_key": low, "other_student_key": high}
            kept = pd.concat([kept, pd.DataFrame([new])], ignore_index=True)
        self._store.put_wishes(class_key, schema.conform(kept, "wishes"))
        return self.wishes(class_name)

    def record_release(self, groups: Groups, what: str, to: str) -> None:
        """Log that groups left the workbench, as a file or on paper, and for whom."""
        if groups.grouping_key:
            self._store.record_release("grouping", groups.grouping_key, what, to)

    def history(self, class_name: str) -> pd.DataFrame:
        """Return what was done to the groupings of a class: at, actor, action, grouping; oldest first."""
        groupings = self._store.groupings(self._class_key(class_name)).set_index("grouping_key")["name"]
        events = self._store.events("grouping")
        events = events[events["entity_key"].isin(groupings.index)]
        return events.assign(grouping=events["entity_key"].map(groupings))[
            ["at", "actor", "action", "grouping", "version"]
        ].reset_index(drop=True)


def _pairs(wishes: pd.DataFrame, kind: str) -> list[tuple[str, str]]:
    of_kind = wishes[wishes["kind"] == kind]
    return list(zip(of_kind["student_key"], of_kind["other_student_key"]))


def review_day(start: datetime.date) -> datetime.date:
    """Return the day to look at groups again: ten weekdays after they start.

    Examples
    --------
    >>> review_day(datetime.date(2026, 9, 7))
    datetime.date(2026, 9, 21)
    """
    return np.busday_offset(start, SCHOOL_DAYS_TO_REVIEW, roll="forward").astype(datetime.date)
