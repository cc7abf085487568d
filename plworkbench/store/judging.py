"""A teacher's own judgement of a level: set, kept, let go, and put in question by newer evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, insert, select, update

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.schema import LEVELS
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.frameworks import standing
from plworkbench.store.log import EventTexts, now, random_key
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.typed import one_line
from plworkbench.store.writing import Writing, require_class

CELL = ["student_key", "standard_code"]

NO_OVERRIDE = "This level was not set by hand, or it was let go already. Reload to see the newer state."


class Judging(Writing):
    """The part of `Repository` that keeps the levels a teacher set by judgement: at most one a student and standard."""

    def overrides(self, class_key: str, evidence: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the levels that were set by hand in a class and not let go since.

        Parameters
        ----------
        class_key : str
            The class.
        evidence : DataFrame, optional
            `evidence` of the class, where it was read already.

        Returns
        -------
        DataFrame
            As declared in `schema.TABLES["overrides"]`, and standing: 'stands', or 'newer evidence' when a piece
            counts now that was not there when the level was set or last kept. Oldest first. Those of students who
            left the class are among them.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.overrides("no such class"))
        0
        """
        table = T["overrides"]
        query = select(table).where(table.c.class_key == class_key, table.c.ended_at.is_(None))
        frame, into = self._frame_and_merges(query.order_by(table.c.set_on, table.c.override_key), "overrides")
        # Two records of one student: the level that was set last is the teacher's.
        frame = resolved(frame, into).drop_duplicates(CELL, keep="last", ignore_index=True)
        if frame.empty:
            return frame.assign(standing=pd.Series(dtype="str"))
        evidence = self.evidence(class_key) if evidence is None else evidence
        now_there = evidence.merge(frame[CELL], on=CELL).groupby(CELL)["evidence_key"].agg(set).to_dict()
        cells = zip(frame["student_key"], frame["standard_code"], frame["seen_evidence"])
        news = [bool(now_there.get((student, code), set()) - set(seen)) for student, code, seen in cells]
        return frame.assign(standing=pd.Series(news).map({True: "newer evidence", False: "stands"}).astype("str"))

    def set_override(
        self, class_key: str, student_key: str, standard_code: str, level: str, reason: str | None = None
    ) -> str:
        """Set the level of a student on a standard by hand, in place of one set before, and return its key.

        The same level and reason on the same evidence change nothing.

        Raises
        ------
        WorkbenchError
            When there is no such level.
        NotFound
            When the class, the student or the standard does not exist.
        """
        if level not in LEVELS:
            raise WorkbenchError(f"There is no level '{level}'. Nothing was changed. Choose {', '.join(LEVELS)}.")
        reason = one_line(reason) or None
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            if standard_code not in standing(connection):
                raise NotFound(f"There is no standard '{standard_code}'. Nothing was changed. Choose one of the list.")
            cell = _Cell(connection, class_key, student_key, standard_code)
            old, seen = cell.overrides(), cell.evidence_keys()
            last = old[-1] if old else None
            if last is not None and (last.level, last.reason) == (level, reason) and set(seen) <= {*last.seen_evidence}:
                return last.override_key
            key, moment = random_key(), now()
            _end(connection, [row.override_key for row in old], moment)
            record = {
                "class_key": class_key,
                "student_key": cell.student_key,
                "standard_code": standard_code,
                "level": level,
                "reason": reason,
                "set_on": moment,
                "seen_evidence": seen,
            }
            connection.execute(insert(T["overrides"]).values(override_key=key, **record))
            texts = EventTexts(connection, "override", key)
            before = {"ended": [row.override_key for row in old]} if old else None
            self._log(connection, "set", "override", key, before=before, after=_for_log(record, texts))
        return key

    def keep_override(self, class_key: str, student_key: str, standard_code: str) -> str:
        """Say that a level set by hand holds with the evidence there is by now, and return its key.

        Raises
        ------
        NotFound
            When no level is set by hand there.
        """
        with writing(self._engine) as connection:
            cell = _Cell(connection, class_key, student_key, standard_code)
            last = cell.overrides(required=True)[-1]
            # What she saw before stays seen: an import that is taken back now, and then returns, is no news.
            change = {"set_on": now(), "seen_evidence": sorted({*last.seen_evidence, *cell.evidence_keys()})}
            table = T["overrides"]
            connection.execute(update(table).where(table.c.override_key == last.override_key).values(change))
            texts = EventTexts(connection, "override", last.override_key)
            before, after = _for_log(last._asdict(), texts), _for_log({**last._asdict(), **change}, texts)
            self._log(connection, "kept", "override", last.override_key, before=before, after=after)
        return last.override_key

    def end_override(self, class_key: str, student_key: str, standard_code: str) -> None:
        """Let a level go that was set by hand: the evidence alone says the level again.

        Raises
        ------
        NotFound
            When no level is set by hand there.
        """
        with writing(self._engine) as connection:
            found = _Cell(connection, class_key, student_key, standard_code).overrides(required=True)
            moment, keys = now(), [row.override_key for row in found]
            _end(connection, keys, moment)
            before, after = {"ended_at": None}, {"ended_at": moment.isoformat(), "ended": keys}
            self._log(connection, "ended", "override", keys[-1], before=before, after=after)


class _Cell:
    """One student on one standard of a class, with every record that is folded into the student."""

    def __init__(self, connection: Connection, class_key: str, student_key: str, standard_code: str):
        into = merged_into(connection)
        self._connection, self._place = connection, (class_key, standard_code)
        self.student_key = into.get(student_key, student_key)
        self._records = [self.student_key, *(key for key, stays in into.items() if stays == self.student_key)]

    def overrides(self, required: bool = False) -> list[Row]:
        """Return the overrides that were not let go; the one that is shown comes last."""
        table = T["overrides"]
        query = select(table).where(*self._here(table), table.c.ended_at.is_(None))
        found = list(self._connection.execute(query.order_by(table.c.set_on, table.c.override_key)))
        if required and not found:
            raise NotFound(NO_OVERRIDE)
        return found

    def evidence_keys(self) -> list[str]:
        """Return the evidence of imports that stand.

        Pieces that newer scores replaced are among them: should one return, it is not news.
        """
        rows, source = T["evidence"], T["imports"]
        query = select(rows.c.evidence_key).join(source, source.c.import_key == rows.c.import_key)
        query = query.where(*self._here(rows), source.c.undone_at.is_(None))
        return list(self._connection.execute(query.order_by(rows.c.evidence_key)).scalars())

    def _here(self, table: Any) -> tuple[Any, ...]:
        class_key, standard_code = self._place
        return (
            table.c.class_key == class_key,
            table.c.standard_code == standard_code,
            table.c.student_key.in_(self._records),
        )


def _end(connection: Connection, keys: list[str], moment: Any) -> None:
    table = T["overrides"]
    if keys:
        connection.execute(update(table).where(table.c.override_key.in_(keys)).values(ended_at=moment))


def _for_log(record: dict[str, Any], texts: EventTexts) -> dict[str, Any]:
    """Return an override as an event may hold it: keys and words of the program; what was typed is put away."""
    told = ("class_key", "student_key", "standard_code", "level", "seen_evidence")
    return {
        **{name: record[name] for name in told},
        "reason": texts.put_away(record["reason"]),
        "set_on": record["set_on"].isoformat(),
    }
