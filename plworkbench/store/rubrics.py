"""Rubrics: criteria, each tied to a standard, with levels in words. They hold nothing about students."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from numbers import Real
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, insert, select, update

from plworkbench.errors import NotFound, Problem, ProblemsFound
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.frameworks import standing
from plworkbench.store.log import EventTexts, now, random_key
from plworkbench.store.typed import one_line
from plworkbench.store.writing import Writing

NOT_SAVED = "The rubric was not saved. Nothing was changed."

LONGEST = 2_000
"""Characters a name or the words of a level may have; more is not a rubric but something else."""

LONGEST_CODE = 100
"""Characters the code of a standard may have."""

MOST_CRITERIA, MOST_LEVELS = 50, 20
"""Nobody marks with more."""

MOST_POINTS = 1_000_000

Criterion = dict[str, Any]


class Rubrics(Writing):
    """The part of `Repository` that keeps rubrics."""

    def rubrics(self) -> pd.DataFrame:
        """Return the rubrics in use by name, as declared in `schema.TABLES["rubrics"]`.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.rubrics())
        0
        """
        table = T["rubrics"]
        frame = self._frame(select(table).where(table.c.ended_at.is_(None)), "rubrics")
        return frame.sort_values("name", key=lambda names: names.str.casefold(), kind="stable", ignore_index=True)

    def put_rubric(self, name: str, criteria: Iterable[Mapping[str, Any]]) -> str:
        """Keep a rubric, in place of the one in use under that name, and return its key.

        Parameters
        ----------
        name : str
            What the teacher calls it; capital letters make no difference.
        criteria : iterable of mapping
            As `checked_criteria` takes them.

        Raises
        ------
        ProblemsFound
            Listing everything that is wrong in the rubric; nothing was changed.
        """
        name = one_line(name)
        table = T["rubrics"]
        with writing(self._engine) as connection:
            checked = checked_criteria(criteria, name=name, known_codes=standing(connection))
            old = _in_use(connection, name)
            record = {"name": name, "criteria": checked}
            if old is not None and (old.name, old.criteria) == (name, checked):
                return old.rubric_key
            key = random_key() if old is None else old.rubric_key
            if old is None:
                connection.execute(insert(table).values(rubric_key=key, changed_at=now(), **record))
            else:
                connection.execute(update(table).where(table.c.rubric_key == key).values(changed_at=now(), **record))
            texts = EventTexts(connection, "rubric", key)
            before = None if old is None else texts.put_away({"name": old.name, "criteria": old.criteria})
            action = "added" if old is None else "changed"
            self._log(connection, action, "rubric", key, before=before, after=texts.put_away(record))
        return key

    def end_rubric(self, name: str) -> None:
        """Put a rubric away; the evidence entered with it stays.

        Raises
        ------
        NotFound
            When no rubric of that name is in use.
        """
        table, moment = T["rubrics"], now()
        with writing(self._engine) as connection:
            old = _in_use(connection, one_line(name))
            if old is None:
                raise NotFound(f"There is no rubric called '{name}'. Reload to see the rubrics in use.")
            connection.execute(update(table).where(table.c.rubric_key == old.rubric_key).values(ended_at=moment))
            before, after = {"ended_at": None}, {"ended_at": moment.isoformat()}
            self._log(connection, "put away", "rubric", old.rubric_key, before=before, after=after)


def checked_criteria(
    criteria: Iterable[Mapping[str, Any]], *, name: str, known_codes: Collection[str] | None = None
) -> list[Criterion]:
    """Return criteria as they are stored, or say all that is wrong with them.

    Parameters
    ----------
    criteria : iterable of mapping
        name, standard_code and levels; each level is a pair of points and words, low to high.
    name : str
        The name of the rubric.
    known_codes : collection of str, optional
        The standards there are; without them any code is taken.

    Raises
    ------
    ProblemsFound
        Listing every problem; `row` is the number of the criterion.

    Examples
    --------
    >>> levels = [[0, "Not yet"], [1, "Compares two amounts"]]
    >>> checked_criteria([{"name": " Compares ", "standard_code": "6.RP.A.1", "levels": levels}], name="Ratios")
    [{'name': 'Compares', 'standard_code': '6.RP.A.1', 'levels': [[0.0, 'Not yet'], [1.0, 'Compares two amounts']]}]
    """
    found, problems, names = [], [], set()
    criteria = list(criteria) if isinstance(criteria, Iterable) else []
    if len(criteria) > MOST_CRITERIA:
        raise ProblemsFound(NOT_SAVED, [_too_many("The rubric", len(criteria), "criteria", MOST_CRITERIA)])
    if not name or len(name) > LONGEST:
        problems.append(Problem("The rubric has no name, or a very long one.", "Write one such as 'Lab report'."))
    for row, criterion in enumerate(criteria, start=1):
        if not isinstance(criterion, Mapping):
            problems.append(
                Problem("The criterion is not readable.", "Give it a name, a standard and levels.", row=row)
            )
            continue
        own = one_line(criterion.get("name"))
        said = f"The criterion '{own}'" if own else "The criterion"
        if not own or len(own) > LONGEST:
            problems.append(Problem("The criterion has no name, or a very long one.", "Write a short one.", row=row))
        elif own.casefold() in names:
            problems.append(Problem(f"{said} stands there twice.", "Give one of them another name.", row=row))
        names.add(own.casefold())
        code = one_line(criterion.get("standard_code"))
        if not code:
            problems.append(Problem(f"{said} has no standard.", "Choose the standard it is evidence of.", row=row))
        elif len(code) > LONGEST_CODE:
            problems.append(Problem(f"{said} has a standard with a very long code.", "Write a short code.", row=row))
        elif known_codes is not None and code not in known_codes:
            message = f"{said} has the standard '{code}', which nobody knows."
            problems.append(Problem(message, "Choose one of the list.", row=row))
        levels, wrong = _checked_levels(criterion.get("levels"), said, row)
        problems += wrong
        found.append({"name": own, "standard_code": code, "levels": levels})
    if not found and not problems:
        problems.append(Problem("The rubric has no criterion.", "Add at least one."))
    if problems:
        raise ProblemsFound(NOT_SAVED, problems)
    return found


def _checked_levels(levels: Any, said: str, row: int) -> tuple[list[list[Any]], list[Problem]]:
    wrong = f"{said} has a level that is not points and words."
    if not isinstance(levels, (list, tuple)) or len(levels) < 2:
        return [], [Problem(f"{said} has fewer than two levels.", "Give at least the lowest and the highest.", row=row)]
    if len(levels) > MOST_LEVELS:
        return [], [_too_many(said, len(levels), "levels", MOST_LEVELS, row)]
    if not all(isinstance(level, (list, tuple)) and len(level) == 2 for level in levels):
        return [], [Problem(wrong, "Give each level its points and its words.", row=row)]
    problems = []
    points = [_points(level[0]) for level in levels]
    words = [one_line(level[1]) for level in levels]
    if None in points:
        problems.append(Problem(f"{said} has points that are not numbers from 0.", "Write 0, 1, 2, ...", row=row))
    elif any(low >= high for low, high in pairwise(points)):
        cure = "Order the levels from low to high, each with points of its own."
        problems.append(Problem(f"{said} has levels that do not go up.", cure, row=row))
    if not all(words) or max(map(len, words)) > LONGEST:
        cure = "Say in a sentence what a student at this level shows."
        problems.append(Problem(f"{said} has a level without words, or with very many.", cure, row=row))
    return [list(level) for level in zip(points, words)], problems


def _too_many(said: str, number: int, what: str, most: int, row: int | None = None) -> Problem:
    return Problem(f"{said} has {number:,} {what}.", f"Keep to {most} at most.", row=row)


def _points(value: Any) -> float | None:
    is_number = isinstance(value, Real) and not isinstance(value, bool) and 0 <= value <= MOST_POINTS
    return float(value) if is_number else None


def _in_use(connection: Connection, name: str) -> Row | None:
    table = T["rubrics"]
    rows = connection.execute(select(table).where(table.c.ended_at.is_(None)))
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)
