"""Rows of the database to frames of the declared types, and back, column by column because that is quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from plworkbench.schema import DTYPES, TABLES, conform


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
    checked = conform(frame, table)
    columns = TABLES[table].columns
    cells = [_cells(checked[column.name], column.type) for column in columns]
    names = [column.name for column in columns]
    return [dict(zip(names, row)) for row in zip(*cells)]


def _series(cells: list[Any], column_type: str) -> pd.Series:
    if column_type in ("date", "moment"):
        # numpy takes dates, moments and None; pandas would guess a unit from the first value.
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
