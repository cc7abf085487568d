"""Rotations a teacher saved: which group is at which station, when, and for how long."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select

from plworkbench.errors import NotFound, Problem, ProblemsFound
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts
from plworkbench.store.planning import as_day
from plworkbench.store.typed import one_line
from plworkbench.store.writing import Writing, plain_json

LONGEST = 200
"""Characters the name of a station may have."""

NOT_KEPT = "The schedule was not kept. Nothing was changed."

Turn = dict[str, Any]


class Schedules(Writing):
    """The part of `Repository` that keeps schedules: for a grouping, at most one a day."""

    def schedules(self, class_key: str) -> pd.DataFrame:
        """Return the schedules of a class in the order of their days and slots.

        As declared in `schema.TABLES["schedules"]`; those of a grouping that is discarded are not among them.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.schedules("no such class"))
        0
        """
        table, groupings = T["schedules"], T["groupings"]
        query = select(table).join(groupings, groupings.c.grouping_key == table.c.grouping_key)
        query = query.where(table.c.class_key == class_key, groupings.c.status != "discarded")
        order = ("held_on", "grouping_key", "slot", "group_number")
        return self._frame(query.order_by(*(table.c[name] for name in order)), "schedules")

    def put_schedule(self, grouping_key: str, held_on: date, schedule: pd.DataFrame) -> None:
        """Keep the schedule of a grouping for a day, in place of the one there was; no rows forget it.

        Parameters
        ----------
        grouping_key : str
            The grouping whose groups go round.
        held_on : date
            The day: a date, a moment or ISO text.
        schedule : DataFrame
            Columns slot, station, group_number, minutes, with_teacher.

        Raises
        ------
        NotFound
            When there is no such grouping.
        SchemaError
            When a column is absent or holds what it cannot.
        ProblemsFound
            Listing everything that is wrong in the schedule. In every case nothing was changed.
        """
        day = _day(held_on)
        with writing(self._engine) as connection:
            found = _grouping(connection, grouping_key)
            common = {"class_key": found.class_key, "grouping_key": grouping_key, "held_on": day}
            turns = to_records(schedule.assign(**common), "schedules")
            wanted = sorted(({**turn, "station": one_line(turn["station"])} for turn in turns), key=_in_order)
            if problems := _problems(wanted, len(found.group_names)):
                raise ProblemsFound(NOT_KEPT, problems)
            self._replace_schedule(connection, grouping_key, day, wanted)

    def drop_schedule(self, grouping_key: str, held_on: date) -> None:
        """Forget the schedule of a grouping for a day.

        Raises
        ------
        NotFound
            When there is none.
        """
        day = _day(held_on)
        with writing(self._engine) as connection:
            if not _turns(connection, grouping_key, day):
                raise NotFound("There is no schedule for this day any more. Reload to see those there are.")
            self._replace_schedule(connection, grouping_key, day, [])

    def _replace_schedule(self, connection: Connection, grouping_key: str, day: date, wanted: list[Turn]) -> None:
        table, stored = T["schedules"], _turns(connection, grouping_key, day)
        if stored == wanted:
            return
        connection.execute(delete(table).where(table.c.grouping_key == grouping_key, table.c.held_on == day))
        if wanted:
            connection.execute(insert(table), wanted)
        key = f"{grouping_key}/{day.isoformat()}"
        texts = EventTexts(connection, "schedule", key)
        action = "added" if not stored else "changed" if wanted else "dropped"
        before, after = (_for_log(turns, texts) or None for turns in (stored, wanted))
        self._log(connection, action, "schedule", key, before=before, after=after)


def _day(held_on: Any) -> date:
    try:
        day = as_day(held_on)
    except (AttributeError, TypeError, ValueError):
        day = None
    if day is None:
        raise ProblemsFound(NOT_KEPT, [Problem("The day is not a date.", "Write it as 2026-09-14.")])
    return day.date()


def _grouping(connection: Connection, grouping_key: str) -> Row:
    table = T["groupings"]
    query = select(table.c.class_key, table.c.group_names).where(table.c.grouping_key == grouping_key)
    found = connection.execute(query).first()
    if found is None:
        raise NotFound("This grouping does not exist any more. Reload to see the groupings of the class.")
    return found


def _turns(connection: Connection, grouping_key: str, day: date) -> list[Turn]:
    table = T["schedules"]
    rows = connection.execute(select(table).where(table.c.grouping_key == grouping_key, table.c.held_on == day))
    return sorted((dict(row._mapping) for row in rows), key=_in_order)


def _in_order(turn: Turn) -> tuple[int, int]:
    return turn["slot"], turn["group_number"]


def _problems(turns: list[Turn], group_count: int) -> list[Problem]:
    problems, seen = [], set()
    for turn in turns:
        slot, number = place = _in_order(turn)
        if number > group_count:
            cure = f"There are {group_count} groups. Make the schedule anew."
            problems.append(Problem(f"Slot {slot} has a group {number}, which is not one of the grouping.", cure))
        if place in seen:
            problems.append(Problem(f"Group {number} stands twice in slot {slot}.", "Leave one of the two out."))
        if not turn["station"] or len(turn["station"]) > LONGEST:
            problems.append(Problem(f"A station of slot {slot} needs a short name.", "Write one such as 'Practice'."))
        seen.add(place)
    return problems


def _for_log(turns: list[Turn], texts: EventTexts) -> list[list[Any]]:
    told = ("slot", "group_number", "minutes", "with_teacher")
    return plain_json([[*(turn[name] for name in told), texts.put_away(turn["station"])] for turn in turns])
