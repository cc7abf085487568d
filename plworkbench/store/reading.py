"""What can be read from the database, each table as a frame of its declared columns."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, or_, select

from plworkbench.store.counting import SAME_BY, T, current_rows, without_twins
from plworkbench.store.database import own_events, reading
from plworkbench.store.frames import to_frame
from plworkbench.store.kept import KeptFrames, LogTag
from plworkbench.store.log import EventTexts
from plworkbench.store.merged import merged_into, resolved


class Change(NamedTuple):
    """An event as somebody else has written it."""

    action: str
    entity: str
    entity_key: str
    before: Any
    after: Any


class Reading:
    """The reading half of `Repository`."""

    _engine: Engine
    kept: KeptFrames
    """What was worked out of the data since the last event, for whoever asks often."""

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
        """Return the students of a class as teachers list them, or all there ever were.

        Accents do not change the order. A student whose record was merged into another's is not listed.
        """
        table = T["students"]
        with reading(self._engine) as connection:
            into = merged_into(connection)
            frame = frame_of(connection, select(table).order_by(table.c.student_key), "students")
            stays = ~frame["student_key"].isin(into)
            if class_key is not None:
                stays &= frame["student_key"].isin(enrolled_keys(connection, class_key, into))
        return _by_name(frame[stays], "sort_name")

    def identifiers(self, class_key: str | None = None, standing: bool = True) -> pd.DataFrame:
        """Return the numbers and addresses by which sources know the students of a class, or all students.

        Parameters
        ----------
        class_key : str, optional
            The class the students are in; with `standing=False`, the class into which they were brought.
        standing : bool
            False gives the former ones instead: those that only imports that were undone brought.
        """
        table, source = T["identifiers"], T["imports"]
        same = ["student_key", "kind", "identifier"]
        query = select(table).join(source, source.c.import_key == table.c.import_key)
        query = query.order_by(*(table.c[name] for name in same), source.c.imported_at, table.c.import_key)
        stands = source.c.undone_at.is_(None)
        with reading(self._engine) as connection:
            into = merged_into(connection)
            frame = _once(resolved(frame_of(connection, query.where(stands), "identifiers"), into), same, into)
            if standing and class_key is not None:
                here = frame["student_key"].isin(enrolled_keys(connection, class_key, into))
                return frame[here].reset_index(drop=True)
            if standing:
                return frame
            query = query if class_key is None else query.where(source.c.class_key == class_key)
            former = _once(resolved(frame_of(connection, query.where(~stands), "identifiers"), into), same, into)
        known = pd.MultiIndex.from_frame(former[same]).isin(pd.MultiIndex.from_frame(frame[same]))
        return former[~known].reset_index(drop=True)

    def confirmed_names(self, class_key: str) -> pd.DataFrame:
        """Return the names under which files of a class mean its students, of imports that stand."""
        table, source = T["confirmed_names"], T["imports"]
        query = select(table).join(source, source.c.import_key == table.c.import_key)
        query = query.where(table.c.class_key == class_key, source.c.undone_at.is_(None))
        order = (table.c.source_name, table.c.student_key, source.c.imported_at, table.c.import_key)
        frame, into = self._frame_and_merges(query.order_by(*order), "confirmed_names")
        return _once(resolved(frame, into), ["source_name", "student_key"], into)

    def standards(self) -> pd.DataFrame:
        """Return all standards in the order of teaching, those without a place last.

        Those that only came with imports that were undone are not among them.
        """
        table = T["standards"]
        query = select(table).where(table.c.standard_code.in_(standing_codes()))
        # Not every database has NULLS LAST; False sorts before True in all of them.
        query = query.order_by(table.c.sequence.is_(None), table.c.sequence, table.c.standard_code)
        return self._frame(query, "standards")

    def prerequisites(self) -> pd.DataFrame:
        """Return every pair of a standard and one that comes before it."""
        table = T["prerequisites"]
        query = select(table).where(
            table.c.standard_code.in_(standing_codes()), table.c.prerequisite_code.in_(standing_codes())
        )
        return self._frame(query.order_by(table.c.standard_code, table.c.prerequisite_code), "prerequisites")

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
        return self.kept.get(("evidence", class_key), lambda: self._current("evidence", class_key))

    def records(self, table: str, class_key: str) -> pd.DataFrame:
        """Return the records of one kind that count for a class, in the order of the imports and of their sources.

        Parameters
        ----------
        table : str
            A table of `schema.RECORD_TABLES`: 'attendance', 'behavior', 'activities', 'scale_scores', 'demographics',
            'item_responses'.
        class_key : str
            The class.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.records("attendance", "no such class"))
        0
        """
        return self._current(record_table(table), class_key)

    def imports(self, class_key: str | None = None) -> pd.DataFrame:
        """Return the imports of a class, or of all, newest first, undone ones too."""
        table = T["imports"]
        query = select(table) if class_key is None else select(table).where(table.c.class_key == class_key)
        return self._frame(query.order_by(table.c.imported_at.desc(), table.c.import_key), "imports")

    def find_import(self, class_key: str | None, digest: str) -> str | None:
        """Return the key of the latest standing import of this very file into the class, or None.

        Without a class, that of an import of standards alone.
        """
        table = T["imports"]
        # Comparing with None asks for imports without a class.
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
        frame, into = self._frame_and_merges(query.order_by(table.c.group_number, table.c.student_key), "memberships")
        # Two records of one student: the place in the first group stays.
        order = ["group_number", "student_key"]
        return resolved(frame, into).sort_values(order).drop_duplicates("student_key", ignore_index=True)

    def merges(self) -> pd.DataFrame:
        """Return which records of students were merged, in the order it happened; those undone too."""
        table = T["merges"]
        return self._frame(select(table).order_by(table.c.merged_at, table.c.merge_key), "merges")

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

    def settings_named(self, name: str) -> dict[str, Any]:
        """Return a choice wherever it was made: scope to value."""
        table = T["settings"]
        with reading(self._engine) as connection:
            rows = connection.execute(select(table.c.scope, table.c.value).where(table.c.name == name))
            return {row.scope: row.value for row in rows}

    def last_change(self) -> int:
        """Return the number of the last event that changed which data count: an import, a merge, or its undoing."""
        with reading(self._engine) as connection:
            return last_change(connection)

    def log_tag(self) -> LogTag:
        """Return what tells this state of the data from any other: whatever changes them leaves an event.

        Where several write at once, an event may come to stand before one that was written earlier, so the newest
        number alone would miss it. Events are never deleted.
        """
        with reading(self._engine) as connection:
            return _log_tag(connection)

    def changes_by_others(self, since: LogTag, texts_of: str | None = None) -> list[Change] | None:
        """Return what another window or program has written since; None if some of it cannot be told any more.

        Parameters
        ----------
        since : tuple of int
            From `log_tag`.
        texts_of : str, optional
            Changes of settings whose name begins so come with their texts; all others with keys in their place.
        """
        log, own = T["event_log"], own_events(self._engine)
        query = select(log).where(log.c.event_id > since[0]).order_by(log.c.event_id)
        with reading(self._engine) as connection:
            now = _log_tag(connection)
            if now == since:
                return []
            rows = connection.execute(query).all()
            if now[1] - since[1] != len(rows):
                return None
            found = []
            for row in rows:
                if row.event_id in own:
                    continue
                change = Change(row.action, row.entity, row.entity_key, row.before, row.after)
                if texts_of and row.entity == "setting" and _setting_name(row.entity_key).startswith(texts_of):
                    texts = EventTexts(connection, row.entity, row.entity_key)
                    before, after = texts.bring_back(row.before), texts.bring_back(row.after)
                    change = change._replace(before=before, after=after)
                found.append(change)
            return found

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
        return self._frame_and_merges(query, table)[0]

    def _frame_and_merges(self, query: Select, table: str) -> tuple[pd.DataFrame, dict[str, str]]:
        with reading(self._engine) as connection:
            return frame_of(connection, query, table), merged_into(connection)

    def _current(self, table: str, class_key: str) -> pd.DataFrame:
        frame, into = self._frame_and_merges(current_rows(table, class_key), table)
        return without_twins(resolved(frame, into), frame["student_key"], table, into)


def frame_of(connection: Connection, query: Select, table: str) -> pd.DataFrame:
    """Return the rows of a query as a frame of the declared types."""
    return to_frame(connection.execute(query).all(), table)


def enrolled_keys(connection: Connection, class_key: str, into: dict[str, str]) -> set[str]:
    """Return the students of a class, each by the record that stays."""
    table = T["enrollments"]
    keys = connection.execute(select(table.c.student_key).where(table.c.class_key == class_key)).scalars()
    return {into.get(key, key) for key in keys}


def record_table(name: str) -> str:
    """Return the name of a table of records; ValueError when there is none of that name."""
    if name not in SAME_BY or name == "evidence":
        raise ValueError(f"There is no table of records '{name}'. There are {', '.join(t for t in SAME_BY)}.")
    return name


def standing_codes() -> Select:
    """Return the query for the codes of the standards that came by hand or with an import that stands."""
    table, source = T["standards"], T["imports"]
    query = select(table.c.standard_code).outerjoin(source, source.c.import_key == table.c.import_key)
    return query.where(or_(table.c.import_key.is_(None), source.c.undone_at.is_(None)))


def _log_tag(connection: Connection) -> LogTag:
    log = T["event_log"]
    # Two questions in one: asked together, neither could be answered from the edge of the table alone.
    newest = select(func.max(log.c.event_id)).scalar_subquery()
    count = select(func.count()).select_from(log).scalar_subquery()
    row = connection.execute(select(newest, count)).one()
    return row[0] or 0, row[1]


def _setting_name(entity_key: str) -> str:
    return entity_key.partition("/")[2]


def last_change(connection: Connection) -> int:
    """Return the number of the last event of an import or a merge; 0 before the first."""
    log = T["event_log"]
    return (
        connection.execute(select(func.max(log.c.event_id)).where(log.c.entity.in_(("import", "merge")))).scalar() or 0
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


def _once(frame: pd.DataFrame, same: list[str], into: dict[str, str]) -> pd.DataFrame:
    """Return each of the same rows once, that of the earliest import; the order given is that of `same`."""
    frame = frame.sort_values(same, kind="stable") if into else frame
    return frame.drop_duplicates(same, ignore_index=True)
