"""What groups do: rotations through stations, and who reviews whose work."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import grouping
from plworkbench.errors import GroupingImpossible, Problem, WorkbenchError
from plworkbench.grouping.request import require_seed
from plworkbench.results import Groups, PeerReviews, Schedule
from plworkbench.workbench.keeping import Keeping
from plworkbench.workbench.wishing import keys_of, require_evidence

if TYPE_CHECKING:
    from plworkbench.grouping import Station


class Stations(Keeping):
    """The part of the workbench that plans what groups and students do with each other."""

    def schedule(
        self,
        groups: Groups,
        stations: Sequence[Station | tuple],
        *,
        slots: int | None = None,
    ) -> Schedule:
        """Send groups round stations, so that nobody and nothing is in two places at once.

        Parameters
        ----------
        groups : Groups
            The groups that go round.
        stations : sequence of Station or (name, minutes, with_teacher)
            The stations; see `plworkbench.grouping.Station`.
        slots : int, optional
            How many times the groups change places; by default as often as it takes for every group to be everywhere.

        Returns
        -------
        Schedule

        Raises
        ------
        GroupingImpossible
            If there is no such schedule; the problems say why and what to do.
        """
        wanted = tuple(one if isinstance(one, grouping.Station) else grouping.Station(*one) for one in stations)
        planned = grouping.plan_stations(list(groups.group_names), wanted, slots=slots)
        columns = ["slot", "station", "group", "group_number", "minutes", "with_teacher"]
        minutes = grouping.teacher_minutes(planned, groups.members)
        minutes.insert(0, "student", groups.members["name"].to_numpy())
        table = planned.sort_values(["slot", "group_number"], ignore_index=True)[columns]
        return Schedule(groups, wanted, table, minutes[["student", "minutes", "student_key"]])

    def save_schedule(self, schedule: Schedule, held_on: datetime.date) -> pd.DataFrame:
        """Keep a schedule for a day, in place of the one of these groups for that day, and return all of the class.

        Raises
        ------
        WorkbenchError
            If the groups are not stored; save them first.
        """
        groups = schedule.groups
        if groups.grouping_key is None:
            raise WorkbenchError("These groups are not saved yet. Nothing was changed. Save the groups first.")
        columns = ["slot", "station", "group_number", "minutes", "with_teacher"]
        self._store.put_schedule(groups.grouping_key, held_on, schedule.table[columns])
        return self.schedules(groups.class_name)

    def schedules(self, class_name: str) -> pd.DataFrame:
        """Return the schedules of a class that were saved, the latest day first.

        Returns
        -------
        DataFrame
            held_on, grouping (name), slot, station, group (name), minutes, with_teacher, grouping_key, group_number.
        """
        class_key = self._class_key(class_name)
        turns, groupings = self._store.schedules(class_key), self._store.groupings(class_key)
        by_key = groupings.set_index("grouping_key")
        turns = turns.assign(
            grouping=turns["grouping_key"].map(by_key["name"]),
            group=[
                by_key["group_names"][key][number - 1]
                for key, number in zip(turns["grouping_key"], turns["group_number"])
            ],
        )
        order = ["held_on", "grouping_key", "slot", "group_number"]
        turns = turns.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
        return turns[
            ["held_on", "grouping", "slot", "station", "group", "minutes", "with_teacher", "grouping_key",
             "group_number"]
        ]  # fmt: skip

    def forget_schedule(self, class_name: str, grouping_key: str, held_on: datetime.date) -> pd.DataFrame:
        """Forget the schedule of a grouping for a day, and return those that are left.

        Raises
        ------
        NotFound
            If there is none.
        """
        self._store.drop_schedule(grouping_key, held_on)
        return self.schedules(class_name)

    def peer_reviews(
        self,
        class_name: str,
        reviews_each: int = 2,
        *,
        title: str,
        on: str | Sequence[str] = (),
        absent: Sequence[str] = (),
        random_state: int = 0,
    ) -> PeerReviews:
        """Decide who reviews whose work; nothing is stored until `save_peer_reviews`.

        Everyone gives and gets the same number of reviews, and nobody reviews the one who reviews them. Who must be
        kept apart does not review each other; who reviewed whom before is avoided as far as that goes.

        Parameters
        ----------
        class_name : str
            The class.
        reviews_each : int, default 2
            How many reviews everyone gives and gets.
        title : str
            The piece of work: 'Essay 1, first draft'.
        on : str or sequence of str
            Standards that tell readiness, so that nobody gets reviews from the least ready alone; by default the mean
            of all.
        absent : sequence of str
            Names or keys of students who take no part.
        random_state : int, default 0
            The same number gives the same reviews.

        Raises
        ------
        GroupingImpossible
            If the class is too small for so many reviews.
        """
        require_seed(random_state)
        title = " ".join(title.split())
        if not title:
            problem = Problem("The piece of work has no title.", "Write one such as 'Essay 1, first draft'.")
            raise GroupingImpossible("Nobody was given a review; nothing was changed.", [problem])
        codes = [on] if isinstance(on, str) else list(on)
        roster, table = self.students(class_name), self.mastery(class_name)
        away = keys_of(roster, absent, class_name)
        here = roster[~roster["student_key"].isin(away)].reset_index(drop=True)
        require_evidence(table, codes, class_name)
        known = table[table["standard_code"].isin(codes)] if codes else table
        readiness = known.groupby("student_key")["score"].mean().reindex(here["student_key"])
        wishes, past = self.wishes(class_name), self.past_peer_reviews(class_name)
        musts = wishes[(wishes["kind"] == "apart") & (wishes["weight"] == "must")]
        pairs = grouping.allocate_reviews(
            here["student_key"].tolist(),
            reviews_each,
            readiness=readiness.to_numpy(dtype=float) if readiness.notna().any() else None,
            apart=_both_in(musts["student_key"], musts["other_student_key"], here["student_key"]),
            past=_both_in(past["reviewer_key"], past["author_key"], here["student_key"]),
            names=here["name"].tolist(),
            random_state=random_state,
        )
        names = here.set_index("student_key")["name"]
        order = {key: place for place, key in enumerate(here["student_key"])}
        pairs = pairs.assign(place=pairs["reviewer_key"].map(order), then=pairs["author_key"].map(order))
        pairs = pairs.sort_values(["place", "then"], ignore_index=True)
        told = pairs.assign(reviewer=pairs["reviewer_key"].map(names), author=pairs["author_key"].map(names))
        return PeerReviews(
            class_key=self._class_key(class_name),
            class_name=class_name,
            title=title,
            reviews_each=reviews_each,
            table=told[["reviewer", "author", "reviewer_key", "author_key"]],
            absent=tuple(roster.loc[roster["student_key"].isin(away), "name"]),
        )

    def save_peer_reviews(self, reviews: PeerReviews) -> pd.DataFrame:
        """Keep who reviews whom, in place of what was decided for that piece of work, and return all of the class."""
        self._store.put_peer_reviews(reviews.class_key, reviews.title, reviews.table[["reviewer_key", "author_key"]])
        return self.past_peer_reviews(reviews.class_name)

    def past_peer_reviews(self, class_name: str) -> pd.DataFrame:
        """Return who was to review whom in a class, the latest piece of work first.

        Returns
        -------
        DataFrame
            title, made_at (UTC), reviewer, author (names), reviewer_key, author_key; without students who have left.
        """
        names = self.students(class_name).set_index("student_key")["name"]
        found = self._store.peer_reviews(self._class_key(class_name))
        found = found.assign(reviewer=found["reviewer_key"].map(names), author=found["author_key"].map(names))
        found = found.dropna(subset=["reviewer", "author"])
        found = found.sort_values(["made_at", "title", "reviewer"], ascending=[False, True, True], ignore_index=True)
        return found[["title", "made_at", "reviewer", "author", "reviewer_key", "author_key"]]

    def forget_peer_reviews(self, class_name: str, title: str) -> pd.DataFrame:
        """Forget who reviews whom on a piece of work, and return what is left."""
        nobody = pd.DataFrame({"reviewer_key": [], "author_key": []}, dtype="str")
        self._store.put_peer_reviews(self._class_key(class_name), title, nobody)
        return self.past_peer_reviews(class_name)


def _both_in(one: pd.Series, other: pd.Series, keys: pd.Series) -> list[tuple[str, str]]:
    return [(first, second) for first, second in zip(one, other) if {first, second} <= set(keys)]
