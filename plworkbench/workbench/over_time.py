"""The groups of a class over time: cycles, who has moved on since, and what stands out."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from plworkbench import equity
from plworkbench.errors import NotFound
from plworkbench.results import GroupingAudit, Groups, MovedOn
from plworkbench.workbench.audit_names import named_audit
from plworkbench.workbench.earlier import Earlier

CYCLE_COLUMNS = [
    "name", "purpose", "starts_on", "review_on", "students", "groups", "moved_by_hand", "repeated_pairs", "is_due",
    "grouping_key", "series", "round",
]  # fmt: skip


class OverTime(Earlier):
    """The part of the workbench that looks back at groups."""

    def cycles(self, class_name: str, today: datetime.date | None = None) -> pd.DataFrame:
        """Return the groupings of a class that are or were in use, the newest first.

        Parameters
        ----------
        class_name : str
            The class.
        today : date, optional
            The day at which to look.

        Returns
        -------
        DataFrame
            name, purpose, starts_on and review_on (None if not set), students, groups (that have anybody),
            moved_by_hand (students), repeated_pairs (pairs who share a group and had before), is_due (the review day
            has come, and no newer groups of that purpose have taken their place), grouping_key, and of a plan series
            and round.
        """
        class_key, day = self._class_key(class_name), today or datetime.date.today()
        cycles, members = self._store.cycles(class_key), self._store.past_memberships(class_key)
        members = members[members["student_key"].isin(self.students(class_name)["student_key"])]
        rows, met = [], set()
        for cycle in cycles.itertuples():
            here = members[members["grouping_key"] == cycle.grouping_key]
            pairs = _pairs(here)
            review = None if pd.isna(cycle.review_on) else cycle.review_on.date()
            newer = cycles.loc[cycle.Index + 1 :]
            replaced = (newer["purpose"] == cycle.purpose) & ~_of_series(newer, cycle.settings.get("series"))
            rows.append(
                {
                    "name": cycle.name,
                    "purpose": cycle.purpose,
                    "starts_on": None if pd.isna(cycle.starts_on) else cycle.starts_on.date(),
                    "review_on": review,
                    "students": len(here),
                    "groups": here["group_number"].nunique(),
                    "moved_by_hand": int(here["moved_by_hand"].sum()),
                    "repeated_pairs": len(pairs & met),
                    "is_due": review is not None and review <= day and not replaced.any(),
                    "grouping_key": cycle.grouping_key,
                    "series": cycle.settings.get("series"),
                    "round": cycle.settings.get("round"),
                }
            )
            met |= pairs
        found = pd.DataFrame(rows, columns=CYCLE_COLUMNS)
        return found.iloc[::-1].reset_index(drop=True)

    def moved_on(self, groups: Groups) -> MovedOn:
        """Return whose level on the standards of groups is another one now than when the groups were formed.

        Parameters
        ----------
        groups : Groups
            Stored ones are compared with what was known when they were formed; others with what they hold.

        Returns
        -------
        MovedOn
            Its sentence is the one to show: '5 of 28 have moved on: regroup?'.
        """
        codes, now = list(groups.standard_codes), self.mastery(groups.class_name)
        formed = self._formed_at(groups)
        then = groups.mastery if formed is None else self._levels_at(groups.class_name, formed)
        names = self.students(groups.class_name).set_index("student_key")["name"]
        here = [key for key in groups.members["student_key"] if key in names.index]
        found = equity.staleness(then, now, students=here, standard_codes=codes)
        titles = groups.standards.set_index("standard_code")["title"]
        place = found.changes["student_key"].map({key: place for place, key in enumerate(names.index)})
        changes = found.changes.iloc[place.argsort(kind="stable")].reset_index(drop=True)
        table = pd.DataFrame(
            {
                "student": changes["student_key"].map(names),
                "standard": changes["standard_code"].map(titles).fillna(changes["standard_code"]),
                "then": changes["level_then"],
                "now": changes["level_now"],
                "direction": changes["direction"],
                "student_key": changes["student_key"],
                "standard_code": changes["standard_code"],
            }
        )
        sentence = found.sentence if codes else "These groups look at no standard, so nobody can move on."
        return MovedOn(f"{groups.class_name} · {groups.name}", sentence, table, found.students)

    def audit(self, class_name: str, attribute: str | None = None) -> GroupingAudit:
        """Look back at all groups of a class that are or were in use.

        Parameters
        ----------
        class_name : str
            The class.
        attribute : str, optional
            A list of the teacher's or an attribute of demographics (see `attributes`), to compare the groups with the
            class. This is what demographics are for.

        Returns
        -------
        GroupingAudit
            Prompts for the teacher, never verdicts. It holds names; it is for the teacher's own screen.

        Raises
        ------
        NotFound
            If there is no such class or attribute.
        """
        class_key = self._class_key(class_name)
        values = None
        if attribute is not None:
            values = self._values_of(class_name, attribute)
            if values.empty:
                there = self.attributes(class_name)
                known = ", ".join(there.loc[there["kind"] != "level", "attribute"]) or "none yet: make a list"
                raise NotFound(f"Nothing is known of '{attribute}' in {class_name}. There are {known}.")
        cycles, members = self._store.cycles(class_key), self._store.past_memberships(class_key)
        students = self.students(class_name)[["student_key", "name"]]
        minutes = self._teacher_minutes(class_key, members)
        found = equity.audit(
            cycles,
            members,
            self._scores_then(class_name, cycles),
            students=students,
            attributes=values,
            minutes=minutes if len(minutes) else None,
        )
        return named_audit(found, class_name, cycles, members, students, minutes, attribute or "")

    def _teacher_minutes(self, class_key: str, members: pd.DataFrame) -> pd.DataFrame:
        """Return student_key, minutes with the teacher over the schedules saved; who was in none has no row."""
        turns = self._store.schedules(class_key)
        turns["minutes"] = turns["minutes"].where(turns["with_teacher"], 0.0)
        told = turns.merge(members, on=["grouping_key", "group_number"])
        return told.groupby("student_key", as_index=False)["minutes"].sum()


def _pairs(members: pd.DataFrame) -> set[tuple[str, str]]:
    found = set()
    for _, keys in members.groupby("group_number")["student_key"]:
        there = sorted(keys)
        found |= {(one, other) for place, one in enumerate(there) for other in there[place + 1 :]}
    return found


def _of_series(cycles: pd.DataFrame, series: str | None) -> np.ndarray:
    return np.array([bool(series) and settings.get("series") == series for settings in cycles["settings"]], dtype=bool)
