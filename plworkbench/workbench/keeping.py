"""Keeping groups: saved, found again, changed back and forth, and what was done to them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import pandas as pd

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.results import Groups, PeerReviews, RoundsResult, Schedule
from plworkbench.workbench.forming import Forming, review_day


class Keeping(Forming):
    """The part of the workbench that keeps groups."""

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
        renamed = dated(groups, name, starts_on, review_on, status)
        key, version = self._store.save_grouping(
            _row(renamed), self._with_those_gone(renamed), action=action or status, expected_version=groups.version
        )
        return renamed.changed(grouping_key=key, version=version)

    def _save_all(self, rounds: list[Groups], status: str, action: str | None) -> list[Groups]:
        """Store several groups, all of them or none; they have their names and days already."""
        saved = self._store.save_groupings(
            [(_row(groups), self._with_those_gone(groups)) for groups in rounds],
            action=action or status,
            expected_versions={groups.grouping_key: groups.version for groups in rounds if groups.grouping_key},
        )
        return [groups.changed(grouping_key=key, version=version) for groups, (key, version) in zip(rounds, saved)]

    def _with_those_gone(self, groups: Groups) -> pd.DataFrame:
        """Return the members with those who have left the class since: they keep their place, should they return."""
        if groups.grouping_key is None:
            return groups.members
        stored = self._store.memberships(groups.grouping_key)
        roster = self._store.students(groups.class_key)["student_key"]
        gone = stored[~stored["student_key"].isin(roster) & (stored["group_number"] <= len(groups.group_names))]
        here = groups.members[groups.members["student_key"].isin(roster)]
        return pd.concat([here, gone], ignore_index=True) if len(gone) else here

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
        row, roster = rows.iloc[0], self.students(class_name)
        around = self._surroundings(
            class_name, row["standard_codes"], row["settings"], roster=roster, but=row["grouping_key"]
        )
        return self._stored(row, class_name, roster, around)

    def _stored(self, row: pd.Series, class_name: str, roster: pd.DataFrame, around: Mapping[str, object]) -> Groups:
        """Return groups as they are stored, with what they know of their class."""
        placed = self._store.memberships(row["grouping_key"])
        away = set(row["settings"].get("absent") or ())
        outside = roster[~roster["student_key"].isin(placed["student_key"])]
        return Groups(
            class_key=row["class_key"],
            class_name=class_name,
            name=row["name"],
            purpose=row["purpose"],
            standard_codes=tuple(row["standard_codes"]),
            group_names=tuple(row["group_names"]),
            members=roster[["student_key", "name"]].merge(placed, on="student_key"),
            unplaced=tuple(outside.loc[~outside["student_key"].isin(away), "name"]),
            settings=dict(row["settings"]),
            grouping_key=row["grouping_key"],
            version=int(row["version"]),
            status=row["status"],
            starts_on=None if pd.isna(row["starts_on"]) else row["starts_on"].date(),
            review_on=None if pd.isna(row["review_on"]) else row["review_on"].date(),
            **{**around, "absent": tuple(outside.loc[outside["student_key"].isin(away), "name"])},
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

    def _stepped(self, groups: Groups, step: Callable[..., int | None]) -> Groups:
        if groups.grouping_key is None or step(groups.grouping_key, expected_version=groups.version) is None:
            return groups
        return self.groups(groups.class_name, groups.grouping_key)

    def record_release(self, left: Groups | RoundsResult | Schedule | PeerReviews, what: str, to: str) -> None:
        """Log that groups, a schedule or a peer review left the workbench, as a file or on paper, and for whom."""
        if isinstance(left, PeerReviews):
            self._store.record_release("peer reviews", left.class_key, what, to)
            return
        one = left.groups if isinstance(left, Schedule) else left
        for groups in one.groups if isinstance(one, RoundsResult) else [one]:
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


def dated(
    groups: Groups, name: str | None, starts_on: datetime.date | None, review_on: datetime.date | None, status: str
) -> Groups:
    """Return groups with their name, days and status, refusing days in the wrong order."""
    found = groups.changed(
        name=(name or "").strip() or groups.name,
        status=status,
        starts_on=starts_on or groups.starts_on,
        review_on=review_on or (review_day(starts_on) if starts_on else groups.review_on),
    )
    if found.starts_on and found.review_on and found.review_on < found.starts_on:
        raise WorkbenchError("The day to look again is before the first day. Nothing was saved; choose a later one.")
    return found


def _row(groups: Groups) -> dict[str, object]:
    return {
        "grouping_key": groups.grouping_key,
        "class_key": groups.class_key,
        "name": groups.name,
        "purpose": groups.purpose,
        "status": groups.status,
        "standard_codes": list(groups.standard_codes),
        "settings": groups.settings,
        "group_names": list(groups.group_names),
        "starts_on": groups.starts_on,
        "review_on": groups.review_on,
    }
