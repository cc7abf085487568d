"""Changes to classes, standards, wishes and settings: each one transaction, and each an event in the log."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from plworkbench.errors import NotFound, Problem, SchemaError, WorkbenchError
from plworkbench.store.database import to_json, writing
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts, append_event, now, random_key
from plworkbench.store.reading import Reading, T, setting_value


class Writing(Reading):
    """The writing half of `Repository`, but for imports and groupings."""

    _actor: str

    def add_class(self, name: str, subject: str | None = None, source: str | None = None) -> str:
        """Add a class and return its key.

        Raises
        ------
        WorkbenchError
            When the name is empty or taken; upper and lower case count as the same.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     key = repository.add_class("Period 3", subject="Mathematics")
        ...     repository.classes()[["name", "subject"]].values.tolist()
        [['Period 3', 'Mathematics']]
        """
        class_key = random_key()
        with writing(self._engine) as connection:
            record = {"name": _free_name(connection, name), "subject": subject, "source": source}
            connection.execute(insert(T["classes"]).values(class_key=class_key, created_at=now(), **record))
            after = EventTexts(connection, "class", class_key).put_away(record)
            self._log(connection, "added", "class", class_key, after=after)
        return class_key

    def rename_class(self, class_key: str, name: str) -> None:
        """Give a class another name.

        Raises
        ------
        NotFound
            When there is no such class.
        WorkbenchError
            When the name is empty or another class has it.
        """
        table = T["classes"]
        with writing(self._engine) as connection:
            old = connection.execute(select(table.c.name).where(table.c.class_key == class_key)).scalar()
            if old is None:
                raise NotFound("This class does not exist any more. Go back to the home page and choose a class.")
            new = _free_name(connection, name, class_key)
            if new == old:
                return
            connection.execute(update(table).where(table.c.class_key == class_key).values(name=new))
            texts = EventTexts(connection, "class", class_key)
            before, after = texts.put_away({"name": old}), texts.put_away({"name": new})
            self._log(connection, "renamed", "class", class_key, before=before, after=after)

    def put_standards(self, standards: pd.DataFrame, prerequisites: pd.DataFrame | None = None) -> None:
        """Add the standards that are new and change those that differ; the others stay.

        Parameters
        ----------
        standards : DataFrame
            As declared in `schema.TABLES["standards"]`.
        prerequisites : DataFrame, optional
            As declared in `schema.TABLES["prerequisites"]`; pairs that are new are added, none is taken away.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> ratios = pd.DataFrame({"standard_code": ["6.RP.A.1"], "title": ["Ratios"]})
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     repository.put_standards(ratios)
        ...     repository.standards()["title"].tolist()
        ['Ratios']
        """
        given = {record["standard_code"]: record for record in to_records(standards, "standards")}
        pairs = [] if prerequisites is None else to_records(prerequisites, "prerequisites")
        table, links = T["standards"], T["prerequisites"]
        with writing(self._engine) as connection:
            known = {row.standard_code: dict(row._mapping) for row in connection.execute(select(table))}
            known_pairs = {(row.standard_code, row.prerequisite_code) for row in connection.execute(select(links))}
            new = [record for code, record in given.items() if code not in known]
            changed = [record for code, record in given.items() if code in known and record != known[code]]
            new_pairs = sorted({(p["standard_code"], p["prerequisite_code"]) for p in pairs} - known_pairs)
            if new:
                connection.execute(insert(table), new)
            for record in changed:
                code = record["standard_code"]
                connection.execute(update(table).where(table.c.standard_code == code).values(record))
            if new_pairs:
                rows = [{"standard_code": later, "prerequisite_code": earlier} for later, earlier in new_pairs]
                connection.execute(insert(links), rows)
            for code in dict.fromkeys([r["standard_code"] for r in (*new, *changed)] + [pair[0] for pair in new_pairs]):
                texts = EventTexts(connection, "standard", code)
                after = texts.put_away(_wording(given.get(code, known.get(code))))
                after["prerequisites_added"] = [earlier for later, earlier in new_pairs if later == code]
                before = texts.put_away(_wording(known[code])) if code in known else None
                action = "changed" if code in known else "added"
                self._log(connection, action, "standard", code, before=before, after=after)

    def put_wishes(self, class_key: str, wishes: pd.DataFrame) -> None:
        """Replace the wishes of a class.

        Parameters
        ----------
        class_key : str
            The class.
        wishes : DataFrame
            Columns kind, student_key, other_student_key; the two students in any order.

        Raises
        ------
        SchemaError
            When a pair stands there twice, or a student is paired with herself.
        """
        new = [_ordered(record) for record in to_records(wishes.assign(class_key=class_key), "wishes")]
        if problems := _wish_problems(new):
            raise SchemaError("The wishes contradict each other. Nothing was changed.", problems)
        table = T["wishes"]
        with writing(self._engine) as connection:
            query = select(table.c.kind, table.c.student_key, table.c.other_student_key)
            before = sorted(list(row) for row in connection.execute(query.where(table.c.class_key == class_key)))
            after = sorted([record["kind"], record["student_key"], record["other_student_key"]] for record in new)
            if before == after:
                return
            connection.execute(delete(table).where(table.c.class_key == class_key))
            if new:
                connection.execute(insert(table), new)
            self._log(connection, "changed", "wishes", class_key, before=before, after=after)

    def put_setting(self, name: str, value: Any, scope: str = "workbench") -> None:
        """Keep a choice the teacher made; None forgets it.

        Parameters
        ----------
        name : str
            Name of the setting: a word of the program, not one that is typed.
        value : json value
            Numbers, texts, lists and dictionaries.
        scope : str
            A class key, or 'workbench' for all classes.
        """
        value = plain_json(value)
        table = T["settings"]
        with writing(self._engine) as connection:
            old = setting_value(connection, scope, name)
            if value == old and type(value) is type(old):
                return
            connection.execute(delete(table).where(table.c.scope == scope, table.c.name == name))
            if value is not None:
                connection.execute(insert(table).values(scope=scope, name=name, value=value))
            entity_key = f"{scope}/{name}"
            texts = EventTexts(connection, "setting", entity_key)
            before, after = texts.put_away(old), texts.put_away(value)
            self._log(connection, "changed", "setting", entity_key, before=before, after=after)

    def record_release(self, entity: str, entity_key: str, what: str, to: str) -> None:
        """Note that something left the workbench.

        Parameters
        ----------
        entity, entity_key : str
            The record that was exported: 'grouping' and its key.
        what : str
            The kind of export, a word of the program: 'csv', 'printed page'.
        to : str
            Who it went to, as typed; kept out of the log itself.
        """
        with writing(self._engine) as connection:
            after = {"what": what, "to": EventTexts(connection, entity, entity_key).put_away(to)}
            self._log(connection, "exported", entity, entity_key, after=after)

    def _log(self, connection: Connection, action: str, entity: str, entity_key: str, **states: Any) -> int:
        return append_event(
            connection, actor=self._actor, action=action, entity=entity, entity_key=entity_key, **states
        )


def plain_json(value: Any) -> Any:
    """Return a json value as it will be read back: tuples become lists, numbers of numpy plain ones.

    Examples
    --------
    >>> plain_json({"sizes": (4, 5)})
    {'sizes': [4, 5]}
    """
    return json.loads(to_json(value))


def require_class(connection: Connection, class_key: str | None) -> None:
    """Raise NotFound when there is no such class."""
    table = T["classes"]
    if connection.execute(select(table.c.class_key).where(table.c.class_key == class_key)).scalar() is None:
        raise NotFound("This class does not exist any more. Go back to the home page and choose a class.")


def _free_name(connection: Connection, name: str, class_key: str | None = None) -> str:
    name = name.strip()
    if not name:
        raise WorkbenchError("The class needs a name. Write one such as 'Period 3'.")
    table = T["classes"]
    taken = {row.name.casefold() for row in connection.execute(select(table)) if row.class_key != class_key}
    if name.casefold() in taken:
        raise WorkbenchError(f"There is already a class called '{name}'. Choose another name, or open that class.")
    return name


def _wording(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "standard_code"}


def _ordered(wish: dict[str, Any]) -> dict[str, Any]:
    first, second = sorted((wish["student_key"], wish["other_student_key"]))
    return {**wish, "student_key": first, "other_student_key": second}


def _wish_problems(wishes: list[dict[str, Any]]) -> list[Problem]:
    problems, seen = [], set()
    for row, wish in enumerate(wishes, start=1):
        pair = (wish["student_key"], wish["other_student_key"])
        if pair[0] == pair[1]:
            problems.append(Problem("The two students are the same.", "Choose two different students.", row=row))
        elif pair in seen:
            problems.append(Problem("These two students already have a wish.", "Keep one of the two.", row=row))
        seen.add(pair)
    return problems
