"""What can be read from the database, each table as a frame of its declared columns."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Select, or_, select

from plworkbench.store.database import reading
from plworkbench.store.frames import to_frame
from plworkbench.store.tables import METADATA

T = METADATA.tables
"""The tables by name, for every query of the store."""


class Reading:
    """The reading half of `Repository`."""

    _engine: Engine

    def classes(self) -> pd.DataFrame:
        """Return all classes, by name.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     repository.classes().empty
        True
        """
        return _by_name(self._frame(select(T["classes"]), "classes"), "name")

    def students(self, class_key: str | None = None) -> pd.DataFrame:
        """Return the students of a class as teachers list them, or of all classes; accents do not change the order."""
        query = select(T["students"])
        if class_key is not None:
            query = query.join(T["enrollments"]).where(T["enrollments"].c.class_key == class_key)
        return _by_name(self._frame(query.order_by(T["students"].c.student_key), "students"), "sort_name")

    def students_ever(self, class_key: str) -> list[str]:
        """Return the keys of all students with evidence in a class, that of imports taken back included."""
        table = T["evidence"]
        with reading(self._engine) as connection:
            keys = select(table.c.student_key).where(table.c.class_key == class_key).distinct()
            return list(connection.execute(keys).scalars())

    def identifiers(self, class_key: str | None = None) -> pd.DataFrame:
        """Return the numbers and addresses by which sources know the students of a class, or all students."""
        table, enrolled = T["identifiers"], T["enrollments"]
        query = select(table).order_by(table.c.student_key, table.c.kind, table.c.identifier)
        if class_key is not None:
            query = query.join(enrolled, enrolled.c.student_key == table.c.student_key)
            query = query.where(enrolled.c.class_key == class_key)
        return self._frame(query, "identifiers")

    def standards(self) -> pd.DataFrame:
        """Return all standards in the order of teaching, those without a place last."""
        table = T["standards"]
        # Not every database has NULLS LAST; False sorts before True in all of them.
        query = select(table).order_by(table.c.sequence.is_(None), table.c.sequence, table.c.standard_code)
        return self._frame(query, "standards")

    def prerequisites(self) -> pd.DataFrame:
        """Return every pair of a standard and one that comes before it."""
        table = T["prerequisites"]
        query = select(table).order_by(table.c.standard_code, table.c.prerequisite_code)
        return self._frame(query, "prerequisites")

    def evidence(self, class_key: str) -> pd.DataFrame:
        """Return the evidence of a class that counts: its import stands, and no standing import replaced it.

        Returns
        -------
        DataFrame
            As declared in `schema.TABLES["evidence"]`, in the order of the imports and of their sources.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.evidence("no such class"))
        0
        """
        return self._frame(current_evidence(class_key), "evidence")

    def imports(self, class_key: str | None = None) -> pd.DataFrame:
        """Return the imports of a class, or of all, newest first, undone ones too."""
        table = T["imports"]
        query = select(table) if class_key is None else select(table).where(table.c.class_key == class_key)
        return self._frame(query.order_by(table.c.imported_at.desc(), table.c.import_key), "imports")

    def find_import(self, class_key: str, digest: str) -> str | None:
        """Return the key of the latest import of this very file into the class that stands, or None."""
        table = T["imports"]
        query = select(table.c.import_key).where(
            table.c.class_key == class_key, table.c.file_digest == digest, table.c.undone_at.is_(None)
        )
        with reading(self._engine) as connection:
            return connection.execute(query.order_by(table.c.imported_at.desc())).scalar()

    def column_mappings(self, class_key: str, importer: str) -> pd.DataFrame:
        """Return the columns of a format that were tied to standards for this class."""
        table = T["column_mappings"]
        query = select(table).where(table.c.class_key == class_key, table.c.importer == importer)
        return self._frame(query.order_by(table.c.column_name, table.c.standard_code), "column_mappings")

    def wishes(self, class_key: str) -> pd.DataFrame:
        """Return which two students of a class should, or should not, share a group."""
        table = T["wishes"]
        query = select(table).where(table.c.class_key == class_key)
        return self._frame(query.order_by(table.c.student_key, table.c.other_student_key), "wishes")

    def groupings(self, class_key: str, status: str | None = None) -> pd.DataFrame:
        """Return the groupings of a class, newest first; with a status, only those."""
        table = T["groupings"]
        query = select(table).where(table.c.class_key == class_key)
        if status is not None:
            query = query.where(table.c.status == status)
        return self._frame(query.order_by(table.c.created_at.desc(), table.c.grouping_key), "groupings")

    def memberships(self, grouping_key: str) -> pd.DataFrame:
        """Return who is in which group of a grouping, and why."""
        table = T["memberships"]
        query = select(table).where(table.c.grouping_key == grouping_key)
        return self._frame(query.order_by(table.c.group_number, table.c.student_key), "memberships")

    def past_memberships(self, class_key: str) -> pd.DataFrame:
        """Return who was in which group of every saved grouping of a class, to avoid the same partners again.

        Returns
        -------
        DataFrame
            Columns grouping_key, student_key, group_number, starts_on; the grouping formed first comes first.
        """
        table, members = T["groupings"], T["memberships"]
        query = (
            select(table.c.starts_on, *members.c)
            .join(members, members.c.grouping_key == table.c.grouping_key)
            .where(table.c.class_key == class_key, table.c.status == "saved")
            .order_by(table.c.created_at, members.c.grouping_key, members.c.student_key)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        starts_on = pd.Series([row.starts_on for row in rows], dtype="object")
        frame = to_frame([row[1:] for row in rows], "memberships")[["grouping_key", "student_key", "group_number"]]
        return frame.assign(starts_on=pd.to_datetime(starts_on).astype("datetime64[us]"))

    def setting(self, name: str, scope: str = "workbench", default: Any = None) -> Any:
        """Return one choice the teacher made, or the default when none was made.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     repository.put_setting("cut_score", 2.5)
        ...     repository.setting("cut_score"), repository.setting("rule", default="latest")
        (2.5, 'latest')
        """
        with reading(self._engine) as connection:
            value = setting_value(connection, scope, name)
        return default if value is None else value

    def events(self, entity: str | None = None, entity_key: str | None = None) -> pd.DataFrame:
        """Return the log of changes in the order they happened, of all records or of one."""
        table = T["event_log"]
        query = select(table).order_by(table.c.event_id)
        if entity is not None:
            query = query.where(table.c.entity == entity)
        if entity_key is not None:
            query = query.where(table.c.entity_key == entity_key)
        return self._frame(query, "event_log")

    def _frame(self, query: Select, table: str) -> pd.DataFrame:
        with reading(self._engine) as connection:
            return to_frame(connection.execute(query).all(), table)


def current_evidence(class_key: str) -> Select:
    """Return the query for the evidence of a class that counts."""
    table, source, newer = T["evidence"], T["imports"].alias("source"), T["imports"].alias("newer")
    return (
        select(table)
        .join(source, table.c.import_key == source.c.import_key)
        .outerjoin(newer, table.c.retired_by == newer.c.import_key)
        .where(
            table.c.class_key == class_key,
            source.c.undone_at.is_(None),
            # Undoing the newer import brings the older score back by itself.
            or_(newer.c.import_key.is_(None), newer.c.undone_at.is_not(None)),
        )
        .order_by(source.c.imported_at, table.c.sequence, table.c.student_key, table.c.evidence_key)
    )


def setting_value(connection: Connection, scope: str, name: str) -> Any:
    """Return the value of a setting, or None."""
    table = T["settings"]
    return connection.execute(select(table.c.value).where(table.c.scope == scope, table.c.name == name)).scalar()


def _by_name(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.sort_values(column, key=lambda names: names.map(_sort_key), kind="stable", ignore_index=True)


def _sort_key(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
