"""Imports: brought in, undone and redone, without ever writing over what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, insert, select, update

from plworkbench.errors import NewerVersionExists, NotFound, UndoRefused, WorkbenchError
from plworkbench.store.counting import CHANGED_SINCE_PREVIEW, SAME_BY, T, clashing_imports, retire, still_counting
from plworkbench.store.database import writing
from plworkbench.store.dependence import (
    CANNOT_BE_UNDONE,
    groupings_on,
    groupings_with,
    later_imports,
    marks_with,
    merges_of,
    peer_reviews_with,
    wishes_of,
)
from plworkbench.store.frames import insert_frame
from plworkbench.store.frameworks import bring_standards, redo_standards, settle_standards, standing, undo_standards
from plworkbench.store.incoming import Incoming
from plworkbench.store.log import EventTexts, now, random_key
from plworkbench.store.mappings import for_log, remember, settle_mappings
from plworkbench.store.merged import merged_into
from plworkbench.store.planning import units_on
from plworkbench.store.reading import enrolled_keys, last_change
from plworkbench.store.roster import (
    checked_identifiers,
    enroll,
    identifiers_with_two_owners,
    names_brought_again,
    of_raw_owners,
    release_enrollments,
)
from plworkbench.store.writing import Writing, plain_json, require_class


class ImportHistory(Writing):
    """The part of `Repository` that brings data in and takes it back."""

    def commit_import(
        self,
        class_key: str | None = None,
        *,
        new_class: Mapping[str, str | None] | None = None,
        importer: str,
        file_digest: str,
        counts: Mapping[str, int],
        new_students: pd.DataFrame | None = None,
        new_identifiers: pd.DataFrame | None = None,
        enrolled_keys: Iterable[str] = (),
        evidence: pd.DataFrame | None = None,
        replaced_keys: Iterable[str] = (),
        mappings: pd.DataFrame | None = None,
        standards: pd.DataFrame | None = None,
        prerequisites: pd.DataFrame | None = None,
        records: Mapping[str, pd.DataFrame] | None = None,
        replaced_records: Mapping[str, Iterable[str]] | None = None,
        confirmed_names: pd.DataFrame | None = None,
        seen: int | None = None,
        settings: Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> str:
        """Bring a previewed file in, all of it or nothing.

        Parameters
        ----------
        class_key : str, optional
            The class. Neither it nor `new_class` is needed for standards and prerequisites alone.
        new_class : mapping, optional
            The class to make, in place of `class_key`: its name, and its subject and source if they are known.
        importer, file_digest, counts
            As in `schema.TABLES["imports"]`.
        new_students, new_identifiers : DataFrame, optional
            Students not yet known, and the identifiers the file gives.
        enrolled_keys : iterable of str
            The students the file lists, new or known.
        evidence : DataFrame, optional
            As in `schema.TABLES["evidence"]`, without class_key, import_key and retired_by; evidence_key is made
            where it is absent. Columns of texts may be categories.
        replaced_keys : iterable of str
            The evidence that newer scores in this file replace.
        mappings : DataFrame, optional
            Columns column_name, standard_code, date_assessed: remembered in place of what was known of these columns.
        standards, prerequisites : DataFrame, optional
            As declared: those that are new or changed; others may be among them.
        records : mapping of str to DataFrame, optional
            Rows of the tables of `schema.RECORD_TABLES`, by table; filled in as evidence is.
        replaced_records : mapping of str to iterable of str, optional
            The keys of the records that these replace, by table.
        confirmed_names : DataFrame, optional
            Columns source_name, student_key: under which names the file means whom.
        seen : int, optional
            `last_change` when the file was compared with the data; any later change makes the comparison void.
        settings : mapping, optional
            What is kept with the import, under the import's key: name to a json value.
        progress : callable, optional
            Called now and then with the rows written so far and the rows in all. What it raises ends the import, and
            nothing is changed.

        Returns
        -------
        str
            The key of the import.

        Raises
        ------
        NewerVersionExists
            When the data have changed since the preview.
        ImportRefused
            When an identifier belongs to another student.
        SchemaError
            When a frame is not as declared.
        WorkbenchError
            When the name of the new class is empty or taken. In every case nothing was changed.
        """
        import_key = random_key()
        incoming = Incoming.checked(
            class_key,
            None if new_class is None else dict(new_class),
            import_key,
            students=new_students,
            identifiers=new_identifiers,
            confirmed_names=confirmed_names,
            standards=standards,
            prerequisites=prerequisites,
            records={**({} if evidence is None else {"evidence": evidence}), **(records or {})},
            replaced={"evidence": replaced_keys, **(replaced_records or {})},
            listed=enrolled_keys,
            mappings=mappings,
        )
        written = incoming.counter(progress)
        with writing(self._engine) as connection:
            if seen is not None and seen != last_change(connection):
                raise NewerVersionExists(CHANGED_SINCE_PREVIEW)
            if incoming.new_class is not None:
                self._add_class(connection, incoming.class_key, incoming.new_class)
            elif class_key is not None:
                require_class(connection, class_key)
            into = merged_into(connection)
            about = {
                "class_key": incoming.class_key,
                "importer": importer,
                "file_digest": file_digest,
                "counts": dict(counts),
            }
            connection.execute(insert(T["imports"]).values(import_key=import_key, imported_at=now(), **about))
            texts = EventTexts(connection, "import", import_key)
            standards_before, standards_after = bring_standards(
                connection, texts, import_key, incoming.standards, incoming.prerequisites
            )
            insert_frame(connection, "students", incoming.students, written)
            owned = checked_identifiers(connection, incoming.identifiers, into)
            insert_frame(connection, "identifiers", owned, written)
            named = of_raw_owners(connection, incoming.confirmed_names, "confirmed_names", into)
            insert_frame(connection, "confirmed_names", named, written)
            enrolled = enroll(connection, incoming.class_key, incoming.listed, import_key) if incoming.listed else []
            replaced = {
                table: retire(connection, table, incoming.class_key, keys, import_key, into)
                for table, keys in incoming.replaced.items()
            }
            for table, frame in incoming.records.items():
                insert_frame(connection, table, frame, written)
                if clashing_imports(connection, table, incoming.class_key, "import_key", import_key, into):
                    raise NewerVersionExists(CHANGED_SINCE_PREVIEW)
            old_mappings, new_mappings = remember(connection, incoming.class_key, importer, mappings)
            before = {
                "replaced": replaced.pop("evidence", {}),
                "replaced_records": replaced,
                "mappings": for_log(texts, old_mappings),
                **standards_before,
            }
            after = {
                **about,
                "new_students": incoming.students["student_key"].tolist(),
                "listed": incoming.listed,
                "enrolled": enrolled,
                "evidence_count": len(incoming.records.get("evidence", ())),
                "record_counts": {name: len(frame) for name, frame in incoming.records.items() if name != "evidence"},
                "mappings": for_log(texts, new_mappings),
                **standards_after,
            }
            self._log(connection, "imported", "import", import_key, before=before, after=after)
            # Only now do the log and the evidence say which standards this import needs.
            settle_standards(connection)
            for name, value in (settings or {}).items():
                self._put_setting(connection, name, plain_json(value), scope=import_key)
        return import_key

    def undo_import(self, import_key: str, *, even_if_used: bool = False) -> int:
        """Take an import back, so that everything reads as it did before it.

        Its evidence and records no longer count, and those it had replaced count again. Students whom only this
        import listed leave the class; its identifiers, confirmed names, tied columns, standards and prerequisites go,
        unless something else needs them. A class it made stays, without students.

        Parameters
        ----------
        import_key : str
            The import.
        even_if_used : bool
            Whether to take it back although groupings, plans, wishes, lists, peer reviews, merges or newer scores
            depend on it; for a whole class that is removed, groupings and all.

        Returns
        -------
        int
            The new version of the import.

        Raises
        ------
        NotFound
            When there is no such import.
        WorkbenchError
            When it is undone already.
        UndoRefused
            When later work depends on it; the problems list all of it. Nothing was changed.
        """
        with writing(self._engine) as connection:
            record = _import(connection, import_key)
            if record.undone_at is not None:
                raise WorkbenchError("This import is undone already. Reload to see the newer state.")
            event, into = _first_event(connection, import_key), merged_into(connection)
            there_were = standing(connection)
            undone_at = _set_undone(connection, import_key, now())
            removed, handed_over = [], {}
            in_the_way, depending = set(), []
            if (class_key := record.class_key) is not None:
                for table in SAME_BY:
                    in_the_way |= clashing_imports(connection, table, class_key, "retired_by", import_key)
                there = enrolled_keys(connection, class_key, into)
                removed, handed_over = release_enrollments(connection, class_key, import_key)
                leaving = there - enrolled_keys(connection, class_key, into)
                for work_with in (groupings_with, wishes_of, marks_with, peer_reviews_with):
                    depending += work_with(connection, class_key, leaving, into)
                depending += merges_of(connection, removed, record.imported_at)
                texts = EventTexts(connection, "import", import_key)
                settle_mappings(connection, class_key, record.importer, event.after["mappings"], texts)
            undo_standards(connection, event.after)
            vanishing = there_were - standing(connection)
            depending += [*groupings_on(connection, vanishing), *units_on(connection, vanishing)]
            later = later_imports(connection, import_key, in_the_way)
            if in_the_way or ((later or depending) and not even_if_used):
                raise UndoRefused(CANNOT_BE_UNDONE, [*later, *depending])
            before = {"undone_at": None, "enrolled": removed + sorted(handed_over)}
            after = {"undone_at": undone_at.isoformat(), "handed_over": handed_over}
            return self._log(connection, "undo", "import", import_key, before=before, after=after)

    def redo_import(self, import_key: str) -> int:
        """Bring an undone import back, with all that it had brought and replaced.

        Returns
        -------
        int
            The new version of the import.

        Raises
        ------
        NotFound
            When there is no such import.
        WorkbenchError
            When it stands, when the same scores have been brought in again since, or when one of its identifiers
            belongs to another student by now.
        """
        with writing(self._engine) as connection:
            record = _import(connection, import_key)
            if record.undone_at is None:
                raise WorkbenchError("This import is not undone. Reload to see the newer state.")
            event, into = _first_event(connection, import_key), merged_into(connection)
            retired_before = self._redo_rows(connection, record, event)
            if identifiers_with_two_owners(connection, into):
                raise WorkbenchError(
                    "An identifier of this import was given to another student since it was undone. Nothing was "
                    "changed. Bring the file in again instead: the preview shows what it would still add."
                )
            if names_brought_again(connection, record, into):
                raise WorkbenchError(
                    "Students of this import were brought in again, by their names, since it was undone. They would be "
                    "in the class twice. Nothing was changed. Bring the file in again instead: the preview shows what "
                    "it would still add."
                )
            enrolled = []
            if record.class_key is not None:
                enrolled = enroll(connection, record.class_key, event.after["listed"], import_key)
                texts = EventTexts(connection, "import", import_key)
                settle_mappings(connection, record.class_key, record.importer, event.after["mappings"], texts)
            redo_standards(connection, event.after)
            before = {"undone_at": record.undone_at.isoformat(), "replaced": retired_before}
            after = {"undone_at": None, "enrolled": enrolled}
            return self._log(connection, "redo", "import", import_key, before=before, after=after)

    def _redo_rows(self, connection: Connection, record: Row, event: Row) -> dict[str, dict[str, str | None]]:
        """Let the evidence and records of an import count again, and replace again what they had replaced."""
        class_key, import_key = record.class_key, record.import_key
        had_replaced = {"evidence": event.before["replaced"], **event.before.get("replaced_records", {})}
        marks = {}
        if class_key is not None:
            for table, keys in had_replaced.items():
                current = still_counting(connection, table, class_key, keys)
                # The event names every row it had replaced; a merge since then adds none.
                marks[table] = retire(connection, table, class_key, current, import_key, into={})
        _set_undone(connection, import_key, None)
        clashes = class_key is not None and any(
            clashing_imports(connection, table, class_key, "import_key", import_key) for table in SAME_BY
        )
        if clashes:
            raise WorkbenchError(
                "The same scores were brought in again since this import was undone. Nothing was changed. "
                "Bring the file in again instead: the preview shows what it would still add."
            )
        return {table: before for table, before in marks.items() if before}


def _import(connection: Connection, import_key: str) -> Row:
    table = T["imports"]
    record = connection.execute(select(table).where(table.c.import_key == import_key)).first()
    if record is None:
        raise NotFound("This import does not exist any more. Reload to see the newer state.")
    return record


def _first_event(connection: Connection, import_key: str) -> Row:
    log = T["event_log"]
    query = select(log).where(log.c.entity == "import", log.c.entity_key == import_key, log.c.action == "imported")
    return connection.execute(query).one()


def _set_undone(connection: Connection, import_key: str, moment: Any) -> Any:
    table = T["imports"]
    connection.execute(update(table).where(table.c.import_key == import_key).values(undone_at=moment))
    return moment
