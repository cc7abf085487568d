"""Groupings: every state is kept, so that each change can be undone and redone, by anyone, later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from plworkbench.errors import NewerVersionExists, NotFound
from plworkbench.store.counting import T
from plworkbench.store.database import reading, writing
from plworkbench.store.failures import CHANGED_MEANWHILE
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts, now, random_key
from plworkbench.store.writing import Writing, plain_json, require_class

_NOT_A_CHANGE = ("exported",)
_STEPS_BACK_AND_FORTH = ("undo", "redo")
_TYPED = ("name", "group_names", "settings")


class GroupingHistory(Writing):
    """The part of `Repository` that keeps groupings and their history."""

    def save_grouping(
        self,
        grouping: Mapping[str, Any],
        memberships: pd.DataFrame | None,
        *,
        action: str,
        expected_version: int | None = None,
    ) -> tuple[str, int]:
        """Keep a grouping and who is in it.

        Parameters
        ----------
        grouping : mapping
            Values of `schema.TABLES["groupings"]`. Without a grouping_key it is a new one; with one, what is absent
            stays as it was.
        memberships : DataFrame or None
            As `schema.TABLES["memberships"]`; absent reasons are '', absent marks False. None leaves them as they were.
        action : str
            What was done, a word of the program: 'formed', 'moved by hand', 'saved'.
        expected_version : int, optional
            The version the change was made from.

        Returns
        -------
        tuple of str and int
            The key, and the version after the change; the same version when nothing differs.

        Raises
        ------
        NewerVersionExists
            When somebody else changed the grouping since `expected_version`.
        NotFound
            When the grouping or its class does not exist.
        SchemaError
            When a value is not as declared.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     grouping = {
        ...         "class_key": repository.add_class("Period 3"), "name": "Ratios", "purpose": "by need",
        ...         "status": "draft", "standard_codes": ["6.RP.A.1"], "settings": {}, "group_names": ["Oak", "Elm"],
        ...     }
        ...     key, version = repository.save_grouping(grouping, None, action="formed")
        ...     repository.save_grouping({"grouping_key": key, "name": "Rates"}, None, action="renamed")[1]
        ...     repository.undo_grouping(key)
        ...     repository.groupings(grouping["class_key"])["name"].item()
        2
        3
        'Ratios'
        """
        saved = self.save_groupings(
            [(grouping, memberships)],
            action=action,
            expected_versions={grouping.get("grouping_key"): expected_version},
        )
        return saved[0]

    def save_groupings(
        self,
        groupings: Iterable[tuple[Mapping[str, Any], pd.DataFrame | None]],
        *,
        action: str,
        expected_versions: Mapping[str, int | None] | None = None,
    ) -> list[tuple[str, int]]:
        """Keep several groupings that belong together, such as the rounds of one plan: all of them or none.

        Parameters
        ----------
        groupings : iterable of pairs
            Each a grouping and its memberships, as `save_grouping` takes them, the first round first. Rounds carry
            series (one key for all of them), round and rounds in their settings.
        action : str
            What was done, a word of the program.
        expected_versions : mapping of str to int, optional
            Of groupings that are stored already, the versions the changes were made from, by key.

        Returns
        -------
        list of tuple of str and int
            For each its key and its version after the change.

        Raises
        ------
        NewerVersionExists, NotFound, SchemaError
            As `save_grouping` does; none of them was kept.
        """
        if action in (*_NOT_A_CHANGE, *_STEPS_BACK_AND_FORTH):
            raise ValueError(
                f"The action '{action}' is the store's own; use undo_grouping, redo_grouping, record_release."
            )
        given = []
        for grouping, memberships in groupings:
            known = grouping.get("grouping_key") or None
            key = known or random_key()
            members = None if memberships is None else _member_records(memberships, key)
            given.append((known, {**grouping, "grouping_key": key}, members))
        saved, expected = [], expected_versions or {}
        with writing(self._engine) as connection:
            formed_at = now()
            for place, (known, changed, members) in enumerate(given):
                stored = None if known is None else _load(connection, known)
                if stored is None:
                    require_class(connection, changed.get("class_key"))
                    # Rounds that are formed at once keep their order.
                    changed |= {"created_at": formed_at + timedelta(microseconds=place), "memberships": []}
                else:
                    _refuse_stale(stored, expected.get(known))
                    changed = {**stored, **changed}
                if members is not None:
                    changed["memberships"] = members
                saved.append((changed["grouping_key"], self._keep(connection, stored, _checked(changed), action)))
        return saved

    def undo_grouping(self, grouping_key: str, *, expected_version: int | None = None) -> int | None:
        """Take the last change of a grouping back; return its new version, or None when there is none to take back.

        Forming the grouping is not undone: a grouping that is not wanted is discarded.
        """
        return self._step(grouping_key, "undo", expected_version)

    def redo_grouping(self, grouping_key: str, *, expected_version: int | None = None) -> int | None:
        """Make the change that was last taken back again; return the new version, or None when there is none."""
        return self._step(grouping_key, "redo", expected_version)

    def can_undo(self, grouping_key: str) -> bool:
        """Return whether there is a change to take back."""
        with reading(self._engine) as connection:
            return bool(_stacks(connection, grouping_key)["undo"])

    def can_redo(self, grouping_key: str) -> bool:
        """Return whether there is a change to make again."""
        with reading(self._engine) as connection:
            return bool(_stacks(connection, grouping_key)["redo"])

    def _step(self, grouping_key: str, action: str, expected_version: int | None) -> int | None:
        log = T["event_log"]
        with writing(self._engine) as connection:
            stored = _load(connection, grouping_key)
            _refuse_stale(stored, expected_version)
            events = _stacks(connection, grouping_key)[action]
            if not events:
                return None
            column = log.c.before if action == "undo" else log.c.after
            logged = connection.execute(select(column).where(log.c.event_id == events[-1])).scalar_one()
            texts = EventTexts(connection, "grouping", grouping_key)
            return self._keep(
                connection, stored, _checked({**stored, **_from_log(logged, texts, grouping_key)}), action
            )

    def _keep(self, connection: Connection, stored: dict[str, Any] | None, changed: dict[str, Any], action: str) -> int:
        """Write the new state and its event; nothing when it is the state that is stored."""
        # A step back or forth is an event even when it changes nothing, or it could be taken for ever.
        if stored is not None and action not in _STEPS_BACK_AND_FORTH and _state(stored) == _state(changed):
            return stored["version"]
        key = changed["grouping_key"]
        texts = EventTexts(connection, "grouping", key)
        version = self._log(
            connection,
            action,
            "grouping",
            key,
            before=None if stored is None else _for_log(stored, texts),
            after=_for_log(changed, texts),
        )
        record = {name: value for name, value in changed.items() if name != "memberships"} | {"version": version}
        table, members = T["groupings"], T["memberships"]
        if stored is None:
            connection.execute(insert(table).values(record))
        else:
            connection.execute(update(table).where(table.c.grouping_key == key).values(record))
            connection.execute(delete(members).where(members.c.grouping_key == key))
        if changed["memberships"]:
            connection.execute(insert(members), changed["memberships"])
        return version


def _load(connection: Connection, grouping_key: str) -> dict[str, Any]:
    table, members = T["groupings"], T["memberships"]
    row = connection.execute(select(table).where(table.c.grouping_key == grouping_key)).first()
    if row is None:
        raise NotFound("This grouping does not exist any more. Reload to see the groupings of the class.")
    rows = connection.execute(
        select(members).where(members.c.grouping_key == grouping_key).order_by(members.c.student_key)
    )
    return {**row._mapping, "memberships": [dict(member._mapping) for member in rows]}


def _member_records(memberships: pd.DataFrame, grouping_key: str) -> list[dict[str, Any]]:
    usual = {"reason": "", "moved_by_hand": False, "pinned": False}
    absent = {name: value for name, value in usual.items() if name not in memberships}
    records = to_records(memberships.assign(grouping_key=grouping_key, **absent), "memberships")
    return sorted(records, key=lambda record: record["student_key"])


def _checked(changed: dict[str, Any]) -> dict[str, Any]:
    """Return the state as the tables hold it, after checking it against the declaration."""
    values = {name: [value] for name, value in changed.items() if name != "memberships"}
    frame = pd.DataFrame({**values, "version": [1]})
    record = to_records(frame, "groupings")[0]
    for name in ("standard_codes", "settings", "group_names"):
        record[name] = plain_json(record[name])
    return {**record, "memberships": changed["memberships"]}


def _refuse_stale(stored: dict[str, Any], expected_version: int | None) -> None:
    if expected_version is not None and expected_version != stored["version"]:
        raise NewerVersionExists(CHANGED_MEANWHILE)


def _state(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "version"}


def _for_log(record: dict[str, Any], texts: EventTexts) -> dict[str, Any]:
    """Return the complete state as keys, numbers and codes; whatever was typed is put away."""
    state = {name: value for name, value in _state(record).items() if name != "grouping_key"}
    state.update({name: texts.put_away(state[name]) for name in _TYPED})
    state["memberships"] = [
        [m["student_key"], m["group_number"], texts.put_away(m["reason"]), m["moved_by_hand"], m["pinned"]]
        for m in record["memberships"]
    ]
    return plain_json(state)


def _from_log(state: dict[str, Any], texts: EventTexts, grouping_key: str) -> dict[str, Any]:
    brought_back = {**state, **{name: texts.bring_back(state[name]) for name in _TYPED}}
    members = [
        {
            "grouping_key": grouping_key,
            "student_key": student_key,
            "group_number": group_number,
            "reason": texts.bring_back(reason),
            "moved_by_hand": moved_by_hand,
            "pinned": pinned,
        }
        for student_key, group_number, reason, moved_by_hand, pinned in state["memberships"]
    ]
    return {**brought_back, "memberships": members}


def _stacks(connection: Connection, grouping_key: str) -> dict[str, list[int]]:
    """Return the events that can be undone and redone, the next one last."""
    log = T["event_log"]
    query = select(log.c.event_id, log.c.action).where(log.c.entity == "grouping", log.c.entity_key == grouping_key)
    undo: list[int] = []
    redo: list[int] = []
    for event_id, action in connection.execute(query.order_by(log.c.event_id)):
        if action == "undo":
            redo.append(undo.pop())
        elif action == "redo":
            undo.append(redo.pop())
        elif action not in _NOT_A_CHANGE:
            undo.append(event_id)
            redo.clear()
    # The first event formed the grouping; it is never undone.
    return {"undo": undo[1:], "redo": redo}
