"""What counts: rows whose import stands and that no standing import replaced, for evidence and records alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, Select, String, and_, bindparam, null, or_, select, type_coerce, update

from plworkbench.errors import NewerVersionExists
from plworkbench.schema import RECORD_TABLES, TABLES
from plworkbench.store.frames import execute_many
from plworkbench.store.tables import METADATA

T = METADATA.tables
"""The tables by name, for every query of the store."""

SAME_BY = {
    "evidence": ("student_key", "standard_code", "assessment", "attempt"),
    **{table.name: table.same_by for table in RECORD_TABLES},
}
"""For each table whose rows newer ones replace, the columns that say that two rows are the same one."""

CHANGED_SINCE_PREVIEW = (
    "Something was brought in, taken back or put together since the preview, perhaps in another window. Nothing was "
    "changed or added twice. Look at the preview again, then store it."
)


def key_of(table: str) -> str:
    """Return the column that names a row: 'evidence_key' or 'record_key'.

    Examples
    --------
    >>> key_of("attendance")
    'record_key'
    """
    return TABLES[table].key[0]


def current_rows(table: str, class_key: str) -> Select:
    """Return the query for the rows of a class that count, in the order of the imports and of their sources."""
    rows, source = T[table], T["imports"].alias("source")
    # What counts is not retired: a mark left by an import that was undone says nothing.
    columns = [null().label("retired_by") if c.name == "retired_by" else _quick(c) for c in rows.columns]
    order = [rows.c.sequence, rows.c.student_key] if table == "evidence" else []
    return _counting(select(*columns), rows, source, class_key).order_by(
        source.c.imported_at, *order, rows.c[key_of(table)]
    )


def retire(
    connection: Connection, table: str, class_key: str, keys: Iterable[str], import_key: str, into: dict[str, str]
) -> dict[str, str | None]:
    """Mark rows as replaced, and return what the mark was before.

    Where two records of one student hold the same row, the one that is not shown is replaced along with the other.

    Raises
    ------
    NewerVersionExists
        When a row does not count any more.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = T[table]
    found = connection.execute(_bare(table, class_key, rows.c[key_of(table)], rows.c.retired_by))
    marks: dict[str, str | None] = {row[0]: row[1] for row in found}
    if any(key not in marks for key in wanted):
        raise NewerVersionExists(CHANGED_SINCE_PREVIEW)
    if into:
        wanted = sorted({*wanted, *_twins(connection, table, class_key, set(wanted), into)})
    statement = update(rows).where(rows.c[key_of(table)] == bindparam("row_key")).values(retired_by=bindparam("by"))
    execute_many(connection, statement, ("by", "row_key"), [(import_key, key) for key in wanted])
    return {key: marks[key] for key in wanted}


def still_counting(connection: Connection, table: str, class_key: str, keys: Iterable[str]) -> list[str]:
    """Return those of the keys whose rows count."""
    wanted = list(keys)
    if not wanted:
        return []
    here = set(connection.execute(_bare(table, class_key, T[table].c[key_of(table)])).scalars())
    return [key for key in wanted if key in here]


def clashing_imports(
    connection: Connection, table: str, class_key: str, ours: str, import_key: str, into: dict[str, str] | None = None
) -> set[str]:
    """Return the other imports that hold a row that counts beside one of ours and is the same one.

    Parameters
    ----------
    connection : Connection
        Of the transaction that makes the change; the change is made already.
    table, class_key : str
        Where to look.
    ours : {'import_key', 'retired_by'}
        Whether our rows are those that the import brought, or those that it had replaced.
    import_key : str
        The import.
    into : dict, optional
        The students that are folded into others, to count them as one.
    """
    rows = T[table]
    mark = rows.c[ours]
    columns = [rows.c.import_key, *(_quick(rows.c[name]) for name in SAME_BY[table])]
    mine, others = mark == import_key, or_(mark.is_(None), mark != import_key)
    one_other = connection.execute(_bare(table, class_key, rows.c.import_key).where(others).limit(1)).first()
    if one_other is None:
        return set()
    folded = into or {}
    held: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for owner, student_key, *rest in connection.execute(_bare(table, class_key, *columns).where(mine)):
        held[folded.get(student_key, student_key), *rest].add(owner)
    if not held:
        return set()
    return {
        owner
        for owner, student_key, *rest in connection.execute(_bare(table, class_key, *columns).where(others))
        if held.get((folded.get(student_key, student_key), *rest), {owner}) - {owner}
    }


def without_twins(frame: pd.DataFrame, raw: pd.Series, table: str, into: dict[str, str]) -> pd.DataFrame:
    """Drop the older of two rows that became the same when two records of a student were merged.

    Parameters
    ----------
    frame : DataFrame
        Rows that count, the oldest import first, with the student who stays in student_key.
    raw : Series
        The student_key as it was brought in.
    table : str
        A key of `SAME_BY`.
    into : dict
        The students that are folded into others.
    """
    merged = raw.isin([*into, *into.values()])
    if not merged.any():
        return frame
    same = list(SAME_BY[table])
    some = frame.loc[merged, [*same, "import_key"]].assign(
        raw=raw, place=pd.factorize(frame["import_key"])[0][merged], own=raw[merged] == frame.loc[merged, "student_key"]
    )
    best = some.sort_values(["place", "own", "raw"], kind="stable").groupby(same, dropna=False)
    winner = best[["import_key", "raw"]].transform("last").loc[some.index]
    loses = (winner["import_key"] != some["import_key"]) | (winner["raw"] != some["raw"])
    return frame.drop(index=loses.index[loses]).reset_index(drop=True)


def _twins(connection: Connection, table: str, class_key: str, keys: set[str], into: dict[str, str]) -> set[str]:
    rows = T[table]
    columns = [rows.c[key_of(table)], *(_quick(rows.c[name]) for name in SAME_BY[table])]
    students = {*into, *into.values()}
    same: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for key, student_key, *rest in connection.execute(_bare(table, class_key, *columns)):
        if student_key in students:
            same[into.get(student_key, student_key), *rest].add(key)
    return {key for twins in same.values() if twins & keys for key in twins}


def _bare(table: str, class_key: str, *columns: Any) -> Select:
    return _counting(select(*columns), T[table], T["imports"].alias("source"), class_key)


def _counting(query: Select, rows: Any, source: Any, class_key: str) -> Select:
    newer = T["imports"].alias("newer")
    return (
        query.select_from(rows)
        .join(source, rows.c.import_key == source.c.import_key)
        .outerjoin(newer, and_(rows.c.retired_by == newer.c.import_key, newer.c.undone_at.is_(None)))
        # Undoing the newer import brings the older row back by itself.
        .where(rows.c.class_key == class_key, source.c.undone_at.is_(None), newer.c.import_key.is_(None))
    )


def _quick(column: Any) -> Any:
    # The day as the driver gives it; `frames` makes the days of a whole column at once.
    return type_coerce(column, String).label(column.name) if isinstance(column.type, Date) else column
