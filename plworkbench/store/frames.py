"""Rows of the database to frames of the declared types, and back, column by column because that is quick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Executable, insert

from plworkbench.schema import DTYPES, TABLES, conform
from plworkbench.store.tables import METADATA

CHUNK = 20_000
"""Rows that are inserted at a time: often enough to show progress, and few enough to need little memory."""

_BIND_AS_THEY_ARE = {"text", "integer", "number", "date", "boolean"}


def to_frame(rows: Sequence[Sequence[Any]], table: str) -> pd.DataFrame:
    """Return rows of a query as a frame.

    Parameters
    ----------
    rows : sequence of sequences
        Each row holds the declared columns of the table, in the declared order.
    table : str
        A name in `schema.TABLES`.

    Returns
    -------
    DataFrame
        Shape (rows, declared columns), of the declared types, index 0..n-1.

    Examples
    --------
    >>> to_frame([("6.EE.B.7", "6.RP.A.1")], "prerequisites")
      standard_code prerequisite_code
    0      6.EE.B.7          6.RP.A.1
    """
    columns = TABLES[table].columns
    values = list(zip(*rows)) or [()] * len(columns)
    return pd.DataFrame({c.name: _series(list(cells), c.type) for c, cells in zip(columns, values)})


def to_records(frame: pd.DataFrame, table: str) -> list[dict[str, Any]]:
    """Return a frame as the database takes it: one dictionary a row, plain Python values, None for empty.

    Parameters
    ----------
    frame : DataFrame
        Checked against the declaration first, as `schema.conform` does.
    table : str
        A name in `schema.TABLES`.

    Raises
    ------
    SchemaError
        Listing every column that is not as declared.

    Examples
    --------
    >>> to_records(pd.DataFrame({"class_key": ["c"], "student_key": ["s"]}), "enrollments")
    [{'class_key': 'c', 'student_key': 's', 'import_key': None}]
    """
    return _records(conform(frame, table), table)


def insert_frame(
    connection: Connection, table: str, checked: pd.DataFrame, progress: Callable[[int], None] | None = None
) -> None:
    """Insert a frame, some thousand rows at a time.

    Parameters
    ----------
    connection : Connection
        Of the transaction that makes the change.
    table : str
        A name in `schema.TABLES`.
    checked : DataFrame
        As `schema.conform` returns it.
    progress : callable, optional
        Called with the number of rows of each part that was written.
    """
    statement = insert(METADATA.tables[table])
    directly = _is_sqlite(connection) and {column.type for column in TABLES[table].columns} <= _BIND_AS_THEY_ARE
    for start in range(0, len(checked), CHUNK):
        part = checked.iloc[start : start + CHUNK]
        if directly:
            cells = [_driver_cells(part[column.name], column.type) for column in TABLES[table].columns]
            execute_many(connection, statement, TABLES[table].column_names, list(zip(*cells)))
        else:
            connection.execute(statement, _records(part, table))
        if progress is not None:
            progress(len(part))


def execute_many(
    connection: Connection, statement: Executable, names: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """Execute a statement once for each row of values.

    Parameters
    ----------
    connection : Connection
        Of the transaction that makes the change.
    statement : Executable
        With a parameter for each name.
    names : sequence of str
        The parameters, in the order in which they stand in the statement.
    rows : list of tuple
        Values that the driver binds as they are: texts, numbers and None.
    """
    if _is_sqlite(connection):
        # Its driver takes plain rows three times as quickly as SQLAlchemy passes dictionaries on to it.
        connection.exec_driver_sql(str(statement.compile(dialect=connection.dialect)), rows)
    else:
        connection.execute(statement, [dict(zip(names, row)) for row in rows])


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _records(checked: pd.DataFrame, table: str) -> list[dict[str, Any]]:
    columns = TABLES[table].columns
    cells = [_cells(checked[column.name], column.type) for column in columns]
    names = [column.name for column in columns]
    return [dict(zip(names, row)) for row in zip(*cells)]


def _series(cells: list[Any], column_type: str) -> pd.Series:
    if column_type in ("date", "moment"):
        # numpy takes dates, moments, their texts and None; pandas would guess a unit from the first value.
        return pd.Series(np.array(cells, dtype="datetime64[us]"))
    return pd.Series(cells, dtype=DTYPES[column_type])


def _cells(values: pd.Series, column_type: str) -> list[Any]:
    if column_type == "json":
        return values.tolist()
    if column_type == "date":
        return values.to_numpy().astype("datetime64[D]").tolist()
    if column_type == "moment":
        return values.to_numpy().tolist()
    return values.astype("object").where(values.notna(), None).tolist()


def _driver_cells(values: pd.Series, column_type: str) -> list[Any]:
    """Return cells as the driver of SQLite binds them: a date as text, a number that is missing as NaN or None."""
    if column_type == "number":
        return values.to_numpy().tolist()
    if column_type != "date":
        return _cells(values, column_type)
    codes, days = pd.factorize(values)
    texts = np.array([*np.datetime_as_string(days.to_numpy().astype("datetime64[D]")), None], dtype="object")
    return texts[codes].tolist()
