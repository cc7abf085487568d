"""The plan of a class: units in their order, with dates and standards."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from plworkbench.errors import Problem, ProblemsFound
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.frames import to_records
from plworkbench.store.frameworks import standing
from plworkbench.store.log import EventTexts, random_key
from plworkbench.store.typed import one_line
from plworkbench.store.writing import Writing, plain_json, require_class

YEARS = range(1990, 2101)
"""A day of another year is a slip, as it is in a file."""

LONGEST = 2_000
"""Characters a name may have."""

NOT_CHANGED = "The plan was not changed."

Unit = dict[str, Any]


class Planning(Writing):
    """The part of `Repository` that keeps the units of a class."""

    def units(self, class_key: str) -> pd.DataFrame:
        """Return the units of a class in their order, as declared in `schema.TABLES["units"]`.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.units("no such class"))
        0
        """
        return self._frame(_of_class(class_key), "units")

    def put_units(self, class_key: str, units: Iterable[Mapping[str, Any]]) -> None:
        """Replace the plan of a class; what is there already is no change.

        Parameters
        ----------
        class_key : str
            The class.
        units : iterable of mapping
            In the order of teaching: name, starts_on and ends_on (a day as date, moment or ISO text, or empty),
            standard_codes; unit_key where the unit is known.

        Raises
        ------
        NotFound
            When there is no such class.
        ProblemsFound
            Listing everything that is wrong in the plan; nothing was changed.
        """
        given = _as_units(units)
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            stored = [dict(row._mapping) for row in connection.execute(_of_class(class_key))]
            wanted = _checked(given, {unit["unit_key"] for unit in stored}, standing(connection))
            new = to_records(pd.DataFrame(wanted).assign(class_key=class_key), "units") if wanted else []
            if new == stored:
                return
            table = T["units"]
            connection.execute(delete(table).where(table.c.class_key == class_key))
            if new:
                connection.execute(insert(table), new)
            texts = EventTexts(connection, "plan", class_key)
            before, after = (_for_log(plan, texts) for plan in (stored, new))
            self._log(connection, "changed", "plan", class_key, before=before, after=after)


def _as_units(units: Iterable[Mapping[str, Any]]) -> list[Unit]:
    if isinstance(units, Iterable) and not isinstance(units, (str, Mapping)):
        given = list(units)
        if all(isinstance(unit, Mapping) for unit in given):
            return [dict(unit) for unit in given]
    wrong = Problem("The plan is not a list of units.", "Give each unit its name, its days and its standards.")
    raise ProblemsFound(NOT_CHANGED, [wrong])


def as_day(value: Any) -> pd.Timestamp | None:
    """Return a day given as date, moment or ISO text, without its time; None for none.

    Raises
    ------
    AttributeError, TypeError, ValueError
        When it is not a day, or one of a year that is a slip.

    Examples
    --------
    >>> as_day("2026-09-14"), as_day("")
    (Timestamp('2026-09-14 00:00:00'), None)
    """
    if value is None or value == "" or pd.isna(value):
        return None
    # 12/11 is a day in two ways, so a text has to be ISO.
    given = datetime.date.fromisoformat(value.strip()) if isinstance(value, str) else value
    given = pd.Timestamp(given) if isinstance(given, np.datetime64) else given
    if given.year not in YEARS:
        raise ValueError("a year that is a slip")
    return pd.Timestamp(given.year, given.month, given.day)


def units_on(connection: Connection, codes: Iterable[str]) -> list[Problem]:
    """Return which plans have standards that would vanish."""
    gone = set(codes)
    if not gone:
        return []
    units, classes = T["units"], T["classes"]
    query = select(units.c.name, units.c.standard_codes, classes.c.name.label("class_name"))
    query = query.join(classes, classes.c.class_key == units.c.class_key)
    return [
        Problem(
            f"The unit '{row.name}' in the plan of {row.class_name} has {', '.join(there)}, which would vanish.",
            "Take them out of the plan first.",
        )
        for row in connection.execute(query.order_by(classes.c.name, units.c.sequence))
        if (there := sorted(gone & set(row.standard_codes)))
    ]


def _of_class(class_key: str):
    table = T["units"]
    return select(table).where(table.c.class_key == class_key).order_by(table.c.sequence, table.c.unit_key)


def _checked(given: list[Unit], known_keys: set[str], known_codes: Collection[str]) -> list[Unit]:
    """Return the units as they are stored, numbered in their order; ProblemsFound lists all that is wrong."""
    problems: list[Problem] = []
    units: list[Unit] = []
    for row, unit in enumerate(given, start=1):
        name = one_line(unit.get("name"))
        if not name or len(name) > LONGEST:
            message = "The unit has no name, or a very long one." if name else "The unit has no name."
            problems.append(Problem(message, "Write one such as 'Unit 2: Ratios'.", row=row))
            name = name[:LONGEST]
        said = f"The unit '{name}'" if name else "The unit"
        days = {}
        for column, word in (("starts_on", "first"), ("ends_on", "last")):
            try:
                days[column] = as_day(unit.get(column))
            except (AttributeError, TypeError, ValueError):
                message = f"{said} has a {word} day that is not a date."
                problems.append(Problem(message, "Write it as 2026-09-14.", row=row))
        starts_on, ends_on = days.get("starts_on"), days.get("ends_on")
        if starts_on is not None and ends_on is not None and ends_on < starts_on:
            problems.append(Problem(f"{said} ends before it starts.", "Exchange the two days.", row=row))
        codes = _codes(unit.get("standard_codes"))
        problems += [
            Problem(f"{said} has the standard '{code}', which nobody knows.", "Choose one of the list.", row=row)
            for code in codes
            if code not in known_codes
        ]
        # A key that is not of this class, or stands there twice, is that of a copy.
        key = unit.get("unit_key")
        is_known = key in known_keys and all(key != other["unit_key"] for other in units)
        units.append(
            {
                "unit_key": key if is_known else random_key(),
                "name": name,
                "sequence": row,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "standard_codes": codes,
            }
        )
    if problems:
        raise ProblemsFound(NOT_CHANGED, problems)
    return units


def _codes(value: Any) -> list[str]:
    """Return codes, each once, in their order."""
    if isinstance(value, str):
        value = [value]
    given = list(value) if isinstance(value, Iterable) else []
    return list(dict.fromkeys(code for one in given if (code := str(one).strip())))


def _for_log(plan: list[Unit], texts: EventTexts) -> list[Unit]:
    told = ("unit_key", "sequence", "starts_on", "ends_on", "standard_codes")
    return plain_json([{**{name: unit[name] for name in told}, "name": texts.put_away(unit["name"])} for unit in plan])
