"""Frames checked against their declarations, and the declarations as a table."""

from __future__ import annotations

import pandas as pd

from plworkbench.errors import Problem, SchemaError
from plworkbench.schema.declare import DTYPES, Column
from plworkbench.schema.tables import TABLES


def empty_frame(table: str) -> pd.DataFrame:
    """Return a table without rows, with the declared columns and types.

    Parameters
    ----------
    table : str
        A name in `TABLES`.

    Examples
    --------
    >>> empty_frame("prerequisites").columns.tolist()
    ['standard_code', 'prerequisite_code']
    """
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.type]) for c in TABLES[table].columns})


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the declared columns of a frame in their declared types, checked; the frame given is not changed.

    Parameters
    ----------
    frame : DataFrame
        Any columns in any order. Optional columns that are absent become empty; others are dropped.
    table : str
        A name in `TABLES`.

    Returns
    -------
    DataFrame
        Shape (rows, declared columns), index 0..n-1.

    Raises
    ------
    SchemaError
        Listing every column that is absent, holds the wrong type, a forbidden value or a value out of range.

    Examples
    --------
    >>> conform(pd.DataFrame({"standard_code": ["6.EE.B.7"]}), "prerequisites")
    Traceback (most recent call last):
    ...
    plworkbench.errors.SchemaError: The table 'prerequisites' is not as declared.
    - Column 'prerequisite_code': it is absent. Add it: the standard that comes before it.
    """
    declared = TABLES[table]
    problems: list[Problem] = []
    columns: dict[str, pd.Series] = {}
    for column in declared.columns:
        wish = f"{column.meaning[:1].lower()}{column.meaning[1:]}"
        if column.name not in frame:
            if column.required and len(frame):
                problems.append(Problem("it is absent.", f"Add it: {wish}", column=column.name))
            columns[column.name] = pd.Series([None] * len(frame), dtype=DTYPES[column.type])
            continue
        try:
            values = _cast(frame[column.name].reset_index(drop=True), column)
        except (TypeError, ValueError):
            problems.append(Problem(f"it is not of the type {column.type}.", f"Expected: {wish}", column=column.name))
            continue
        columns[column.name] = values
        problems.extend(_range_problems(values, column))
    if problems:
        raise SchemaError(f"The table '{table}' is not as declared.", problems)
    return pd.DataFrame(columns, columns=declared.column_names)


def _cast(values: pd.Series, column: Column) -> pd.Series:
    if column.type in ("date", "moment"):
        moments = pd.to_datetime(values, utc=column.type == "moment")
        if moments.dt.tz is not None:
            moments = moments.dt.tz_convert(None)
        return (moments.dt.normalize() if column.type == "date" else moments).astype(DTYPES[column.type])
    if column.type == "json":
        return pd.Series(list(values), dtype="object")
    if column.type == "text":
        return values.astype("object").where(values.notna(), None).astype("str")
    return values.astype(DTYPES[column.type])


def _range_problems(values: pd.Series, column: Column) -> list[Problem]:
    problems = []
    if column.required and (gaps := int(values.isna().sum())):
        problems.append(Problem(f"{gaps} rows have no value.", "Every row needs one.", column=column.name))
    present = values.dropna()
    if column.choices and not (foreign := present[~present.isin(column.choices)]).empty:
        allowed = ", ".join(f"'{choice}'" for choice in column.choices)
        problems.append(Problem(f"{len(foreign)} rows hold another value.", f"Use {allowed}.", column=column.name))
    if column.minimum is not None and (below := int((present < column.minimum).sum())):
        problems.append(Problem(f"{below} rows are below {column.minimum:g}.", "Correct them.", column=column.name))
    if column.maximum is not None and (above := int((present > column.maximum).sum())):
        problems.append(Problem(f"{above} rows are above {column.maximum:g}.", "Correct them.", column=column.name))
    return problems


def data_dictionary() -> pd.DataFrame:
    """Return one row for each declared column: table, column, type, required, meaning.

    Examples
    --------
    >>> data_dictionary().columns.tolist()
    ['table', 'column', 'type', 'required', 'meaning']
    """
    return pd.DataFrame(
        [
            {"table": t.name, "column": c.name, "type": c.type, "required": c.required, "meaning": c.meaning}
            for t in TABLES.values()
            for c in t.columns
        ]
    )
