"""Imports: brought in, undone and redone, without ever writing over what was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from plworkbench.errors import ImportRefused, NewerVersionExists, NotFound, Problem, WorkbenchError
from plworkbench.schema import empty_frame
from plworkbench.store.database import writing
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts, now, random_key
from plworkbench.store.reading import T, current_evidence
from plworkbench.store.writing import Writing, plain_json, require_class

_CHANGED_SINCE_PREVIEW = (
    "Scores of this class have come in since the preview, perhaps in another window. Nothing was changed or added "
    "twice. Look at the preview again."
)


class ImportHistory(Writing):
    """The part of `Repository` that brings data in and takes it back."""

    def commit_import(
        self,
        class_key: str,
        *,
        importer: str,
        file_digest: str,
        counts: Mapping[str, int],
        new_students: pd.DataFrame | None,
        new_identifiers: pd.DataFrame | None,
        enrolled_keys: Iterable[str],
        evidence: pd.DataFrame,
        replaced_keys: Iterable[str],
        mappings: pd.DataFrame | None = None,
    ) -> str:
        """Bring a previewed file in, all of it or nothing.

        Parameters
        ----------
        class_key : str
            The class.
        importer, file_digest, counts
            As in `schema.TABLES["imports"]`.
        new_students, new_identifiers : DataFrame or None
            Students not yet known, and identifiers not yet known of any student.
        enrolled_keys : iterable of str
            The students the file lists, new or known.
        evidence : DataFrame
            As in `schema.TABLES["evidence"]`, without class_key, import_key and retired_by; evidence_key is made
            where it is absent.
        replaced_keys : iterable of str
            The evidence that newer scores in this file replace.
        mappings : DataFrame, optional
            Columns column_name, standard_code, date_assessed: remembered in place of what was known of these columns.

        Returns
        -------
        str
            The key of the import.

        Raises
        ------
        NewerVersionExists
            When the class has changed since the preview.
        ImportRefused
            When an identifier belongs to another student.
        SchemaError
            When a frame is not as declared. In every case nothing was changed.
        """
        import_key = random_key()
        students = to_records(empty_frame("students") if new_students is None else new_students, "students")
        identifiers = to_records(
            empty_frame("identifiers") if new_identifiers is None else new_identifiers, "identifiers"
        )
        pieces = to_records(_with_keys(evidence, class_key, import_key), "evidence")
        listed, replaced = sorted(set(enrolled_keys)), sorted(set(replaced_keys))
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            doubled = _doubled(connection, class_key)
            connection.execute(
                insert(T["imports"]).values(
                    import_key=import_key,
                    class_key=class_key,
                    importer=importer,
                    file_digest=file_digest,
                    counts=dict(counts),
                    imported_at=now(),
                )
            )
            _insert(connection, "students", students)
            _insert(connection, "identifiers", _unknown_identifiers(connection, identifiers))
            enrolled = _enroll(connection, class_key, listed, import_key)
            retired_before = _retire(connection, class_key, replaced, import_key)
            _insert(connection, "evidence", pieces)
            if _doubled(connection, class_key) > doubled:
                raise NewerVersionExists(_CHANGED_SINCE_PREVIEW)
            texts = EventTexts(connection, "import", import_key)
            old_mappings, new_mappings = _remember(connection, class_key, importer, mappings)
            before = {"replaced": retired_before, "mappings": _without_headers(texts, old_mappings)}
            after = {
                "class_key": class_key,
                "importer": importer,
                "file_digest": file_digest,
                "counts": dict(counts),
                "new_students": [record["student_key"] for record in students],
                "listed": listed,
                "enrolled": enrolled,
                "evidence_count": len(pieces),
                "mappings": _without_headers(texts, new_mappings),
            }
            self._log(connection, "imported", "import", import_key, before=before, after=after)
        return import_key

    def undo_import(self, import_key: str) -> int:
        """Take an import back: its evidence no longer counts, and what it had replaced counts again.

        Students whom only this import listed leave the class; the columns it tied to standards stay remembered.

        Returns
        -------
        int
            The new version of the import.

        Raises
        ------
        NotFound
            When there is no such import.
        WorkbenchError
            When it is undone already, or a later import has replaced its scores and must be undone first.
        """
        with writing(self._engine) as connection:
            record = _import(connection, import_key)
            if record.undone_at is not None:
                raise WorkbenchError("This import is undone already. Reload to see the newer state.")
            doubled = _doubled(connection, record.class_key)
            undone_at = _set_undone(connection, import_key, now())
            if _doubled(connection, record.class_key) > doubled:
                raise WorkbenchError(
                    "A later import has replaced scores of this one. Nothing was changed. Undo the later import first."
                )
            removed, handed_over = _release_enrollments(connection, record.class_key, import_key)
            before = {"undone_at": None, "enrolled": removed + sorted(handed_over)}
            after = {"undone_at": undone_at.isoformat(), "handed_over": handed_over}
            return self._log(connection, "undo", "import", import_key, before=before, after=after)

    def redo_import(self, import_key: str) -> int:
        """Bring an undone import back, with the students it enrolled and the scores it replaced.

        Returns
        -------
        int
            The new version of the import.

        Raises
        ------
        NotFound
            When there is no such import.
        WorkbenchError
            When it stands, or the same scores have been brought in again since.
        """
        with writing(self._engine) as connection:
            record = _import(connection, import_key)
            if record.undone_at is None:
                raise WorkbenchError("This import is not undone. Reload to see the newer state.")
            doubled = _doubled(connection, record.class_key)
            event = _first_event(connection, import_key)
            current = _current_marks(connection, record.class_key)
            replaced = [key for key in event.before["replaced"] if key in current]
            retired_before = _retire(connection, record.class_key, replaced, import_key)
            _set_undone(connection, import_key, None)
            if _doubled(connection, record.class_key) > doubled:
                raise WorkbenchError(
                    "The same scores were brought in again since this import was undone. Nothing was changed. "
                    "Bring the file in again instead: the preview shows what it would still add."
                )
            enrolled = _enroll(connection, record.class_key, event.after["listed"], import_key)
            before = {"undone_at": record.undone_at.isoformat(), "replaced": retired_before}
            after = {"undone_at": None, "enrolled": enrolled}
            return self._log(connection, "redo", "import", import_key, before=before, after=after)


def _with_keys(evidence: pd.DataFrame, class_key: str, import_key: str) -> pd.DataFrame:
    frame = evidence.assign(class_key=class_key, import_key=import_key, retired_by=None)
    if "evidence_key" not in frame:
        frame = frame.assign(evidence_key=[random_key() for _ in range(len(frame))])
    return frame


def _insert(connection: Connection, table: str, records: list[dict[str, Any]]) -> None:
    if records:
        connection.execute(insert(T[table]), records)


def _unknown_identifiers(connection: Connection, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    table = T["identifiers"]
    owners = (
        {(row.kind, row.identifier): row.student_key for row in connection.execute(select(table))} if records else {}
    )
    problems = [
        Problem(
            f"The identifier of kind '{record['kind']}' already belongs to another student.",
            "Look at the preview again and tie this row to that student.",
            row=row,
        )
        for row, record in enumerate(records, start=1)
        if owners.get((record["kind"], record["identifier"]), record["student_key"]) != record["student_key"]
    ]
    if problems:
        raise ImportRefused("Some students are known under another name. Nothing was changed.", problems)
    return [record for record in records if (record["kind"], record["identifier"]) not in owners]


def _enroll(connection: Connection, class_key: str, student_keys: list[str], import_key: str) -> list[str]:
    table = T["enrollments"]
    there = set(connection.execute(select(table.c.student_key).where(table.c.class_key == class_key)).scalars())
    new = [key for key in student_keys if key not in there]
    _insert(
        connection,
        "enrollments",
        [{"class_key": class_key, "student_key": key, "import_key": import_key} for key in new],
    )
    return new


def _release_enrollments(connection: Connection, class_key: str, import_key: str) -> tuple[list[str], dict[str, str]]:
    """Take the students an import enrolled out of the class, unless another standing import lists them too."""
    table, log, imports = T["enrollments"], T["event_log"], T["imports"]
    here = (table.c.class_key == class_key, table.c.import_key == import_key)
    enrolled = list(
        connection.execute(select(table.c.student_key).where(*here).order_by(table.c.student_key)).scalars()
    )
    standing = connection.execute(
        select(imports.c.import_key, log.c.after)
        .join(log, (log.c.entity == "import") & (log.c.entity_key == imports.c.import_key))
        .where(imports.c.class_key == class_key, imports.c.undone_at.is_(None), log.c.action == "imported")
        .order_by(imports.c.imported_at.desc())
    )
    # The earliest import that lists a student is read last and so stays.
    heirs = {key: row.import_key for row in standing for key in row.after["listed"]}
    handed_over = {key: heirs[key] for key in enrolled if key in heirs}
    for key, heir in handed_over.items():
        connection.execute(update(table).where(*here, table.c.student_key == key).values(import_key=heir))
    connection.execute(delete(table).where(*here))
    return [key for key in enrolled if key not in handed_over], handed_over


def _retire(connection: Connection, class_key: str, evidence_keys: list[str], import_key: str) -> dict[str, str | None]:
    """Mark evidence as replaced, and return what the mark was before."""
    if not evidence_keys:
        return {}
    table = T["evidence"]
    marks = _current_marks(connection, class_key)
    if any(key not in marks for key in evidence_keys):
        raise NewerVersionExists(_CHANGED_SINCE_PREVIEW)
    connection.execute(
        update(table).where(table.c.evidence_key == bindparam("key")).values(retired_by=import_key),
        [{"key": key} for key in evidence_keys],
    )
    return {key: marks[key] for key in evidence_keys}


def _current_marks(connection: Connection, class_key: str) -> dict[str, str | None]:
    table = T["evidence"]
    query = current_evidence(class_key).with_only_columns(table.c.evidence_key, table.c.retired_by).order_by(None)
    return {row.evidence_key: row.retired_by for row in connection.execute(query)}


def _doubled(connection: Connection, class_key: str) -> int:
    """Count the scores that count in more than one import at once; the importers see to it that there are none."""
    current = current_evidence(class_key).order_by(None).subquery()
    imports = func.count(current.c.import_key.distinct())
    twice = (
        select(imports.label("imports"))
        .group_by(current.c.student_key, current.c.standard_code, current.c.assessment, current.c.attempt)
        .having(imports > 1)
        .subquery()
    )
    return connection.execute(select(func.coalesce(func.sum(twice.c.imports), 0))).scalar_one()


def _remember(
    connection: Connection, class_key: str, importer: str, mappings: pd.DataFrame | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if mappings is None or mappings.empty:
        return [], []
    new = to_records(mappings.assign(class_key=class_key, importer=importer), "column_mappings")
    table = T["column_mappings"]
    headers = {record["column_name"] for record in new}
    here = (table.c.class_key == class_key, table.c.importer == importer, table.c.column_name.in_(headers))
    old = [dict(row._mapping) for row in connection.execute(select(table).where(*here))]
    connection.execute(delete(table).where(*here))
    connection.execute(insert(table), new)
    return old, new


def _without_headers(texts: EventTexts, mappings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        plain_json(
            {
                "column_name": texts.put_away(record["column_name"]),
                "standard_code": record["standard_code"],
                "date_assessed": record["date_assessed"],
                "points_possible": record["points_possible"],
            }
        )
        for record in mappings
    ]


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
