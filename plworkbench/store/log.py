"""The log of changes: who did what to which record, with the record before and after, and no text about anybody."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from plworkbench.store.tables import METADATA

_log = METADATA.tables["event_log"]
_texts = METADATA.tables["event_texts"]

_TEXT = "text"


def random_key() -> str:
    """Return a new key that says nothing about the record it names.

    Examples
    --------
    >>> len(random_key())
    32
    """
    return secrets.token_hex(16)


def random_keys(count: int) -> list[str]:
    """Return new keys for many records that are made at once; they sort in the order given.

    One random number for all of them, then a count: made quickly, and stored quickly too, because the database need
    not look for the place of each.

    Examples
    --------
    >>> keys = random_keys(3)
    >>> keys == sorted(keys), len(set(keys)), len(keys[0])
    (True, 3, 32)
    """
    common = secrets.token_hex(12)
    return [f"{common}{number:08x}" for number in range(count)]


def now() -> datetime:
    """Return the moment in UTC, without a time zone, as the tables hold it.

    Examples
    --------
    >>> now().tzinfo is None
    True
    """
    return datetime.now(UTC).replace(tzinfo=None)


def append_event(
    connection: Connection,
    *,
    actor: str,
    action: str,
    entity: str,
    entity_key: str,
    before: Any = None,
    after: Any = None,
) -> int:
    """Append one event, in the transaction that makes the change, and return the record's new version.

    Parameters
    ----------
    connection : Connection
        Of the transaction that makes the change.
    actor, action, entity, entity_key : str
        Who did what to which record.
    before, after : json value
        The record before and after, as keys, numbers and codes; texts are put away with `EventTexts` first.

    Returns
    -------
    int
        Counts the record's events from 1.
    """
    latest = select(func.max(_log.c.version)).where(_log.c.entity == entity, _log.c.entity_key == entity_key)
    version = (connection.execute(latest).scalar() or 0) + 1
    inserted = connection.execute(
        insert(_log).values(
            at=now(),
            actor=actor,
            action=action,
            entity=entity,
            entity_key=entity_key,
            version=version,
            before=before,
            after=after,
        )
    )
    connection.info.get("events", []).extend(inserted.inserted_primary_key)
    return version


class EventTexts:
    """The texts of one record's events, each under a random key, so that the log holds the key only.

    A student can be forgotten by erasing texts; the log stays whole, and what it speaks of reads as ''.

    Parameters
    ----------
    connection : Connection
        Of the transaction that makes the change.
    entity, entity_key : str
        The record the texts belong to.
    """

    def __init__(self, connection: Connection, entity: str, entity_key: str):
        self._connection = connection
        self._record = {"entity": entity, "entity_key": entity_key}
        rows = connection.execute(
            select(_texts.c.text_key, _texts.c.text).where(_texts.c.entity == entity, _texts.c.entity_key == entity_key)
        )
        self._texts: dict[str, str] = {row.text_key: row.text for row in rows}
        self._keys = {text: key for key, text in self._texts.items()}

    def put_away(self, value: Any) -> Any:
        """Return a json value with every text in it, at any depth, replaced by its key."""
        new: list[str] = []
        replaced = self._replace(value, new)
        if new:
            # In one go: a file of standards brings thousands of texts.
            rows = [{"text_key": self._keys[text], "text": text, **self._record} for text in new]
            self._connection.execute(insert(_texts), rows)
        return replaced

    def _replace(self, value: Any, new: list[str]) -> Any:
        if isinstance(value, str):
            if value not in self._keys:
                key = random_key()
                self._keys[value], self._texts[key] = key, value
                new.append(value)
            return {_TEXT: self._keys[value]}
        if isinstance(value, dict):
            return {name: self._replace(part, new) for name, part in value.items()}
        if isinstance(value, list):
            return [self._replace(part, new) for part in value]
        return value

    def bring_back(self, value: Any) -> Any:
        """Return a json value as it was before `put_away`; a text erased since is ''."""
        if isinstance(value, dict):
            if set(value) == {_TEXT} and isinstance(value[_TEXT], str):
                return self._texts.get(value[_TEXT], "")
            return {name: self.bring_back(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.bring_back(part) for part in value]
        return value
