"""What the part with the rotation decides: which stations there are, and what comes of them."""

from __future__ import annotations

import math
import re
from datetime import date

from plworkbench.errors import GroupingImpossible
from plworkbench.panels import parts
from plworkbench.panels.group_over_time_model import day_words
from plworkbench.results import Groups, Schedule

REMEMBERED = "stations"
"""What the stations of the last schedule are remembered under: a teacher's week is much the same."""

MINUTES = 15
"""How long a station takes until the teacher says."""

USUAL = (("Teacher table", True), ("Practice together", False), ("On your own", False))
"""The stations to begin with, and whether the teacher is there."""

MOST_STATIONS = 12
"""More stations than a class can walk through."""

YES, NO = "yes", "no"


class ScheduleModel:
    """The stations, and the schedule made of them for the groups on the board.

    Parameters
    ----------
    wb : Workbench
        The open workbench.

    Attributes
    ----------
    groups : Groups or None
        The groups that go round.
    stations : list of dict
        key, name, minutes, with_teacher, at_once (groups that are there at one time).
    slots : int
        How many times the groups change places, and one.
    schedule : Schedule or None
        What was made.
    refusals : list of str
        Why it could not be made, each with its cure.
    saved_for : date or None
        The day it was saved for.
    """

    def __init__(self, wb):
        self.wb = wb
        self.groups: Groups | None = None
        self.stations: list[dict] = []
        self.slots = len(USUAL)
        self.schedule: Schedule | None = None
        self.refusals: list[str] = []
        self.saved_for: date | None = None
        self._next_key = 0

    # --- the groups

    def look_at(self, groups: Groups | None) -> None:
        """Take the groups on the board: other groups begin anew, changed ones get their schedule again."""
        old, self.groups = self.groups, groups
        if groups is None:
            self.schedule, self.refusals = None, []
            return
        same = old is not None and (old.grouping_key, old.class_key) == (groups.grouping_key, groups.class_key)
        if not same or not self.stations:
            self.schedule, self.refusals, self.saved_for = None, [], None
            self._begin()
        elif self.schedule is not None and (old.version, old.status) != (groups.version, groups.status):
            saved_for = self.saved_for
            self.make()
            self.saved_for = saved_for

    def _begin(self) -> None:
        known = self.wb.recall(REMEMBERED, None)
        if known:
            self.slots = int(known["slots"])
            stations = [(row["name"], row["minutes"], row["with_teacher"], row["at_once"]) for row in known["stations"]]
        else:
            self.slots = len(USUAL)
            stations = [(name, MINUTES, with_teacher, None) for name, with_teacher in USUAL]
        fair = self._fair_share(len(stations))
        self.stations = [
            self._station(name, minutes, with_teacher, max(fair, at_once or 1))
            for name, minutes, with_teacher, at_once in stations
        ]

    def _fair_share(self, stations: int) -> int:
        """Return how many groups have to be at a station at one time, so that every group has a place."""
        return max(1, math.ceil(len(self.groups.group_names) / max(stations, 1)))

    def _station(self, name: str, minutes: float, with_teacher: bool, at_once: int) -> dict:
        self._next_key += 1
        return {
            "key": str(self._next_key),
            "name": name,
            "minutes": minutes,
            "with_teacher": with_teacher,
            "at_once": at_once,
        }

    # --- the stations

    @property
    def rows(self) -> list[dict]:
        """The stations as rows of a table of fields."""
        return [
            {
                **station,
                "line": f"Station {place}",
                "with_teacher": YES if station["with_teacher"] else NO,
            }
            for place, station in enumerate(self.stations, start=1)
        ]

    def change(self, key: str, column: str, value: object) -> None:
        """Change a station, or take it away (column 'act')."""
        if column == "act":
            self.stations = [one for one in self.stations if one["key"] != key]
        else:
            told = {"with_teacher": value == YES, "name": str(value or "").strip()}.get(column, value)
            self.stations = [one | {column: told} if one["key"] == key else one for one in self.stations]
        self._put_away()

    def add(self) -> None:
        """Add a station."""
        if len(self.stations) < MOST_STATIONS:
            self.stations.append(self._station("", MINUTES, False, self._fair_share(len(self.stations) + 1)))
            self._put_away()

    def choose_slots(self, slots: int) -> None:
        """Say how many slots the lesson has."""
        if slots != self.slots:
            self.slots = slots
            self._put_away()

    def _put_away(self) -> None:
        self.schedule, self.refusals, self.saved_for = None, [], None

    @property
    def blockers(self) -> list[str]:
        """Why no schedule can be made of these stations, in words."""
        blockers, names = [], [one["name"].casefold() for one in self.stations]
        if not self.stations:
            blockers.append("Add a station.")
        if "" in names:
            blockers.append("Every station needs a name.")
        if len({name for name in names if name}) < len([name for name in names if name]):
            blockers.append("Two stations have the same name. Give one of them another.")
        if any(not _is_count(one["minutes"]) for one in self.stations):
            blockers.append("Every station needs its minutes: a whole number from 1.")
        if any(not _is_count(one["at_once"]) for one in self.stations):
            blockers.append("At every station at least one group has to fit: write a whole number from 1.")
        return blockers

    # --- the schedule

    def make(self) -> None:
        """Make the schedule, or say why there is none."""
        self._put_away()
        if self.blockers or self.groups is None:
            return
        stations = [
            (one["name"], int(one["minutes"]), one["with_teacher"], int(one["at_once"])) for one in self.stations
        ]
        try:
            self.schedule = self.wb.schedule(self.groups, stations, slots=self.slots)
        except GroupingImpossible as refused:
            self.refusals = [refused.headline, *(str(problem) for problem in refused.problems)]
            return
        kept = [{name: one[name] for name in ("name", "minutes", "with_teacher", "at_once")} for one in self.stations]
        self.wb.remember(REMEMBERED, {"slots": self.slots, "stations": kept})

    @property
    def sentence(self) -> str:
        """How long the rotation takes, and how the teacher's minutes are spread."""
        return self.schedule.sentence if self.schedule is not None else ""

    @property
    def columns(self) -> list[dict]:
        """The columns of the table: the group, then the slots with their minutes."""
        lengths = self.schedule.minutes
        slots = [
            {"key": f"slot-{slot}", "label": f"Turn {slot}: {minutes:g} min"}
            for slot, minutes in enumerate(lengths, start=1)
        ]
        return [{"key": "group", "label": "Group"}, *slots]

    @property
    def table_rows(self) -> list[dict]:
        """One row a group: its station in every slot."""
        grid = self.schedule.grid
        return [
            {"key": str(name), "group": name, **{f"slot-{slot}": station or "free" for slot, station in row.items()}}
            for name, row in grid.iterrows()
        ]

    @property
    def minutes_rows(self) -> list[dict]:
        """The minutes of each student with the teacher."""
        minutes = self.schedule.teacher_minutes
        return [
            {"key": row.student_key, "name": row.student, "minutes": float(row.minutes)} for row in minutes.itertuples()
        ]

    def save(self, held_on: date | None) -> None:
        """Keep the schedule for a day, so that its minutes count."""
        if self.schedule is not None:
            day = held_on or self.day
            self.wb.save_schedule(self.schedule, day)
            self.saved_for = day

    @property
    def day(self) -> date:
        """The day to save it for unless the teacher says otherwise: the first of the groups, else today."""
        if self.saved_for is not None:
            return self.saved_for
        starts_on = self.groups.starts_on if self.groups is not None else None
        return max(starts_on or date.today(), date.today())

    @property
    def saved_words(self) -> str:
        """What was saved, in words."""
        if self.saved_for is None:
            return ""
        return f"Saved for {self.saved_for.day} {self.saved_for:%B %Y}: its minutes count in “Groups over time”."

    @property
    def groups_words(self) -> str:
        """Whose schedule it is."""
        return f"For {self.groups.name}: {parts.count(len(self.groups.group_names), 'group')}."

    @property
    def saved_rows(self) -> list[dict]:
        """The schedules of the class that were saved for a day, the latest first."""
        schedules = self.wb.schedules(self.groups.class_name)
        rows = []
        for (day, key), turns in schedules.groupby(["held_on", "grouping_key"], sort=False):
            stations = ", ".join(dict.fromkeys(turns["station"]))
            rows.append(
                {
                    "key": f"{day:%Y-%m-%d} {key}",
                    "day": day_words(day),
                    "groups": turns["grouping"].iloc[0],
                    "stations": stations,
                }
            )
        return rows

    def forget(self, saved: str) -> None:
        """Forget a saved schedule, given as the key of its row: its minutes count no more."""
        day, _, key = saved.partition(" ")
        self.wb.forget_schedule(self.groups.class_name, key, date.fromisoformat(day))
        if self.saved_for == date.fromisoformat(day) and key == self.groups.grouping_key:
            self.saved_for = None

    # --- out of the workbench

    def sheets(self) -> str:
        """Return the schedule for the wall, and log that it leaves the workbench."""
        self.wb.record_release(self.groups, "printed schedule", "teacher")
        return self.schedule.sheets()

    def csv(self) -> tuple[str, str]:
        """Return file name and text of the schedule, and log that it leaves the workbench."""
        self.wb.record_release(self.groups, "schedule as CSV", "teacher")
        return file_name(self.groups.class_name, self.groups.name, "schedule"), self.schedule.csv()


def file_name(*words: object) -> str:
    """Return the name of a CSV file made of words.

    Examples
    --------
    >>> file_name("Period 2", "Groups on 6.RP.A.1", "schedule")
    'Period-2-Groups-on-6-RP-A-1-schedule.csv'
    """
    return re.sub(r"[^\w-]+", "-", " ".join(str(word) for word in words)).strip("-") + ".csv"


def _is_count(value: object) -> bool:
    return isinstance(value, (int, float)) and value >= 1 and value == int(value)
