"""A rotation: who is at which station when, nobody in two places, the teacher in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np
import pandas as pd

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.musts.checking import groups as count_of_groups
from plworkbench.grouping.rounds.filling import fill_slots


@dataclass(frozen=True)
class Station:
    """A place in the room where groups work for a while.

    Parameters
    ----------
    name : str
        What it says on the plan.
    minutes : int
        How long a group stays, at least 1.
    with_teacher : bool
        Whether the teacher is there. Of several such stations only one is in use at a time.
    groups_at_once : int
        How many groups have room there at the same time.
    """

    name: str
    minutes: int = 15
    with_teacher: bool = False
    groups_at_once: int = 1


def plan_stations(
    group_names: Sequence[str],
    stations: Sequence[Station],
    *,
    slots: int | None = None,
    busy: Collection[tuple[str, int]] = (),
) -> pd.DataFrame:
    """Plan which group is at which station in which slot.

    Every group visits every station once where the slots allow it (a Latin square; with fewer slots a part of one),
    and as evenly often as can be otherwise; see `fill_slots`.

    Parameters
    ----------
    group_names : sequence of str
        Names of the groups; the first is group 1.
    stations : sequence of Station
        The stations.
    slots : int, optional
        How often groups change places, plus one; by default as many as it takes for every group to be everywhere.
    busy : collection of (str, int)
        Name of a group and number of a slot, from 1, in which it is away.

    Returns
    -------
    DataFrame
        One row a slot and group: ``slot`` (from 1), ``group_number`` (from 1), ``group``, ``station``, ``minutes``,
        ``with_teacher``. A group that is away has no row.

    Raises
    ------
    GroupingImpossible
        If there is no room for all groups, or the request contradicts itself.

    Examples
    --------
    >>> plan = plan_stations(["Oak", "Elm"], [Station("Teacher", 20, with_teacher=True), Station("Games", 20)])
    >>> plan.pivot(index="group", columns="slot", values="station").to_dict("list")
    {1: ['Games', 'Teacher'], 2: ['Teacher', 'Games']}
    """
    group_names, stations, busy = list(group_names), list(stations), set(busy)
    _refuse(_problems(group_names, stations, slots, busy))
    room = np.array([station.groups_at_once for station in stations])
    led = np.array([station.with_teacher for station in stations])
    if slots is None:
        turns = -(-len(group_names) // room)
        slots = int(max(len(stations), turns.max(), turns[led].sum()))
        slots = max([slots, *(slot for _, slot in busy)])
    away = np.zeros((len(group_names), slots), dtype=bool)
    for name, slot in busy:
        away[group_names.index(name), slot - 1] = True
    _refuse(_room_problems(room, led, away))
    places = fill_slots(away, room, led)
    rows = [
        (slot + 1, group + 1, group_names[group], station.name, station.minutes, station.with_teacher)
        for slot in range(slots)
        for group in range(len(group_names))
        if not away[group, slot]
        for station in [stations[places[group, slot]]]
    ]
    return pd.DataFrame(rows, columns=["slot", "group_number", "group", "station", "minutes", "with_teacher"])


def teacher_minutes(schedule: pd.DataFrame, memberships: pd.DataFrame) -> pd.DataFrame:
    """Return how many minutes each student has with the teacher.

    Parameters
    ----------
    schedule : DataFrame
        With ``group_number``, ``minutes`` and ``with_teacher``, as `plan_stations` gives it.
    memberships : DataFrame
        With ``student_key`` and ``group_number``.

    Returns
    -------
    DataFrame
        ``student_key`` and ``minutes``, one row a membership, in its order; 0 for a group the teacher does not see.

    Examples
    --------
    >>> plan = plan_stations(["Oak", "Elm"], [Station("Teacher", 20, with_teacher=True), Station("Games", 20)])
    >>> members = pd.DataFrame({"student_key": ["a", "b", "c"], "group_number": [1, 2, 2]})
    >>> teacher_minutes(plan, members)["minutes"].tolist()
    [20, 20, 20]
    """
    led = schedule[schedule["with_teacher"].astype(bool)]
    minutes = led.groupby("group_number")["minutes"].sum()
    return pd.DataFrame(
        {
            "student_key": memberships["student_key"].to_numpy(),
            "minutes": memberships["group_number"].map(minutes).fillna(0).astype(int).to_numpy(),
        }
    )


def check_schedule(schedule: pd.DataFrame, stations: Sequence[Station] = ()) -> list[str]:
    """Return what is wrong with a schedule, counted from its rows alone; nothing is a good sign.

    Parameters
    ----------
    schedule : DataFrame
        As `plan_stations` gives it.
    stations : sequence of Station, optional
        The stations; without them a station has room for any number of groups.

    Examples
    --------
    >>> plan = plan_stations(["Oak", "Elm"], [Station("Teacher", 20, with_teacher=True), Station("Games", 20)])
    >>> check_schedule(plan)
    []
    >>> check_schedule(plan.assign(group="Oak"))
    ['Slot 1: Oak is in 2 places.', 'Slot 2: Oak is in 2 places.']
    """
    room = {station.name: station.groups_at_once for station in stations}
    wrong = []
    for slot, rows in schedule.groupby("slot"):
        for group, count in Counter(rows["group"]).items():
            if count > 1:
                wrong.append(f"Slot {slot}: {group} is in {count} places.")
        for station, count in Counter(rows["station"]).items():
            if count > room.get(station, count):
                wrong.append(f"Slot {slot}: {count_of_groups(count)} at {station}, which has room for {room[station]}.")
        led = sorted(set(rows.loc[rows["with_teacher"].astype(bool), "station"]))
        if len(led) > 1:
            wrong.append(f"Slot {slot}: the teacher is at {' and '.join(led)}.")
    return wrong


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise GroupingImpossible("The rotation cannot be planned; nothing was changed.", problems)


def _problems(names: list[str], stations: list[Station], slots: int | None, busy: set) -> list[Problem]:
    problems = []
    if not names:
        problems.append(Problem("There are no groups.", "Form groups first."))
    if not stations:
        problems.append(Problem("There are no stations.", "Add at least one."))
    for what, given in (("group", names), ("station", [station.name for station in stations])):
        for name, count in Counter(given).items():
            if count > 1:
                problems.append(Problem(f"{count} {what}s are called '{name}'.", "Give each a name of its own."))
    numbers = [(f"The number of groups at once at '{one.name}'", one.groups_at_once) for one in stations]
    numbers += [(f"The number of minutes at '{one.name}'", one.minutes) for one in stations]
    numbers += [] if slots is None else [("The number of slots", slots)]
    numbers += [("The number of a slot", slot) for _, slot in sorted(busy)]
    for what, value in numbers:
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            problems.append(Problem(f"{what} is {value!r}.", "Use a whole number from 1."))
    for name, slot in sorted(busy):
        if name not in names:
            problems.append(Problem(f"There is no group '{name}' that could be away.", "Use a name of the list."))
        elif slots is not None and isinstance(slot, Integral) and slot > slots:
            problems.append(
                Problem(f"'{name}' is away in slot {slot}, but there are {slots}.", "Plan more slots, or leave it out.")
            )
    return problems


def _room_problems(room: np.ndarray, led: np.ndarray, away: np.ndarray) -> list[Problem]:
    # Of the teacher's stations one is in use, so the largest is what counts.
    places = int(room[~led].sum() + room[led].max(initial=0))
    here = (~away).sum(axis=0)
    if (here <= places).all():
        return []
    slot = int(here.argmax())
    missing = int(here[slot]) - places
    of_them = ", of the teacher's stations the largest" if led.sum() > 1 else ""
    present = count_of_groups(int(here[slot]))
    message = f"In slot {slot + 1} there are {present}, and the stations have room for {places}{of_them}."
    cure = f"Add {'a station' if missing == 1 else f'{missing} stations'}, or let more groups at once be at one."
    return [Problem(message, cure)]
