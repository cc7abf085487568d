"""What a declaration is: a column with its type, range and meaning, and a table of such columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "number", "date", "moment", "boolean", "json"]

DTYPES: dict[str, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "moment": "datetime64[us]",
    "boolean": "boolean",
    "json": "object",
}
"""The pandas type of each column type. A date is midnight; a moment is in UTC; json is a Python object."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        The column's name, a standard term of the field.
    type : {"text", "integer", "number", "date", "moment", "boolean", "json"}
        What it holds.
    meaning : str
        One sentence for the data dictionary, with unit or range.
    required : bool
        Whether every row must have a value.
    choices : tuple of str
        The only values allowed, if not empty.
    minimum, maximum : float, optional
        The range allowed, ends included.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = True
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """A table: what one row is, its columns, and the columns that name a row.

    Parameters
    ----------
    name : str
        The table's name.
    meaning : str
        What one row is.
    columns : tuple of Column
        The columns in order.
    key : tuple of str
        The columns that together name one row.
    references : dict
        Column name to `table.column` it points to.
    same_by : tuple of str
        Only for records that files bring: the columns by which a record of a later file is known to be the same one.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str]
    same_by: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """The names of the columns in order."""
        return [column.name for column in self.columns]

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


def table(
    name: str, meaning: str, *columns: Column, key: Iterable[str], same_by: Iterable[str] = (), **references: str
) -> Table:
    """Return a table; further keywords are the columns that point to another table."""
    return Table(name, meaning, columns, tuple(key), references, tuple(same_by))
