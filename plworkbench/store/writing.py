"""Changes to classes, standards and settings: each one transaction, and each an event in the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.store import frameworks
from plworkbench.store.counting import T
from plworkbench.store.database import to_json, writing
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts, append_event, now, random_key
from plworkbench.store.reading import Reading, setting_value


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
            self._add_class(connection, class_key, {"name": name, "subject": subject, "source": source})
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
        # What is put by hand belongs to no import, and so is not undone with one.
        records = to_records(standards.assign(import_key=None), "standards")
        given = {record["standard_code"]: record for record in records}
        links = [] if prerequisites is None else to_records(prerequisites, "prerequisites")
        pairs = {(link["standard_code"], link["prerequisite_code"]) for link in links}
        with writing(self._engine) as connection:
            stored = frameworks.known_standards(connection)
            known = {code: stored[code] for code in frameworks.standing(connection)}
            new = [code for code in given if code not in known]
            changed = [code for code in given if code in known and given[code] != known[code]]
            frameworks.write_standards(
                connection,
                [given[code] for code in new if code not in stored],
                [given[code] for code in (*new, *changed) if code in stored],
            )
            frameworks.add_pairs(connection, pairs)
            new_pairs = sorted(pairs - frameworks.pairs_by_hand(connection)) if pairs else []
            for code in dict.fromkeys([*new, *changed, *(pair[0] for pair in new_pairs)]):
                texts = EventTexts(connection, "standard", code)
                after = texts.put_away(frameworks.wording(given.get(code) or stored[code]))
                after["prerequisites_added"] = [earlier for later, earlier in new_pairs if later == code]
                after["by_hand"] = code in given
                before = texts.put_away(frameworks.wording(known[code])) if code in known else None
                action = "changed" if code in known else "added"
                self._log(connection, action, "standard", code, before=before, after=after)
            frameworks.settle_standards(connection)

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
        with writing(self._engine) as connection:
            self._put_setting(connection, name, plain_json(value), scope)

    def _put_setting(self, connection: Connection, name: str, value: Any, scope: str) -> None:
        table = T["settings"]
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

    def _add_class(self, connection: Connection, class_key: str, about: Mapping[str, str | None]) -> None:
        record = {"name": _free_name(connection, about["name"] or "")}
        record |= {name: about.get(name) for name in ("subject", "source")}
        connection.execute(insert(T["classes"]).values(class_key=class_key, created_at=now(), **record))
        after = EventTexts(connection, "class", class_key).put_away(record)
        self._log(connection, "added", "class", class_key, after=after)

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
