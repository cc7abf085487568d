"""How the views of tables stand in a page's address: `ready.find=ratio`, `ready.next=Rates`, `ready.sort=-name`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from plworkbench.widgets import DataTable

A_HANDFUL = 10
"""So many rows are seen at a glance; above more of them stands a field to find some."""


def from_address(name: str, wanted: Mapping[str, str]) -> dict[str, object]:
    """Return the view of a table that an address names.

    Parameters
    ----------
    name : str
        What the table is called in the address.
    wanted : mapping of str
        The names and values of the address.

    Examples
    --------
    >>> from_address("ready", {"class": "Period 3", "ready.level": "secure", "ready.sort": "-name"})
    {'sort': '-name', 'only': {'level': 'secure'}}
    """
    view: dict[str, object] = {}
    only: dict[str, str] = {}
    for key, value in wanted.items():
        table, _, what = key.partition(".")
        if table != name or not what:
            continue
        (view if what in ("find", "sort") else only)[what] = value
    return view | ({"only": only} if only else {})


def in_address(name: str, table: DataTable, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the view of a table as it stands in the address: without what is not there, and without names of people.

    Parameters
    ----------
    name : str
        What the table is called in the address.
    table : DataTable
        The table. While it has no rows it keeps what it was asked for: they may still come.
    asked : mapping of str
        What the address said when it was opened or gone back to: what stands there already may stay.
    """
    view, columns, waits = table.view, {column["key"]: column for column in table.columns}, not table.rows
    said: dict[str, str] = {}
    if waits or table.filterable:
        find = view.get("find", "")
        if find and (find == asked.get(f"{name}.find") or names_nobody(find, table)):
            said["find"] = find
        for key, value in view.get("only", {}).items():
            column = columns.get(key, {})
            there = waits or any(value in _choices(row.get(key)) for row in table.rows)
            if column.get("filter") and not _is_people(column, table) and there:
                said[key] = value
    sort = view.get("sort", "")
    if table.sortable and sort.removeprefix("-") in columns:
        said["sort"] = sort
    return {f"{name}.{what}": value for what, value in said.items()}


def names_nobody(typed: str, table: DataTable) -> bool:
    """Tell whether what is typed to find rows finds no name of a person, and so may stand in an address.

    Each word must be part of what another column says, or a number, and of no name. A name misspelled finds nothing at
    all, and is not told either.

    Examples
    --------
    >>> columns = [{"key": "name", "label": "Student"}, {"key": "next", "label": "Next"}]
    >>> table = DataTable(columns=columns, rows=[{"key": "a", "name": "Renée Ray", "next": "Rates"}])
    >>> [names_nobody(typed, table) for typed in ("rates", "renee", "ra", "rates renee", "reneee")]
    [True, False, False, False, False]
    """
    people = _texts(table, (column for column in table.columns if _is_people(column, table)))
    others = _texts(table, (column for column in table.columns if not _is_people(column, table)))
    return all(
        word not in people and (word in others or not any(letter.isalpha() for letter in word))
        for word in _plain(typed).split()
    )


def offer_filters(table: DataTable) -> None:
    """Put a field to find rows above a table that has more than a handful of them."""
    table.filterable = len(table.rows) > A_HANDFUL


def _is_people(column: Mapping, table: DataTable) -> bool:
    return bool(column.get("people", column.get("key") == table.row_header))


def _texts(table: DataTable, columns: Iterable[Mapping]) -> str:
    """Return everything that stands in these columns, as it is looked through."""
    words = {word for column in columns for row in table.rows for word in _words(row.get(column["key"]), table)}
    return _plain("\n".join(words))


def _words(value: object, table: DataTable) -> list[str]:
    word = {mark["level"]: mark["word"] for mark in table.levels}
    return [word.get(one, one) for one in _choices(value)]


def _choices(value: object) -> list[str]:
    """Return what a cell holds as it can be chosen: see `cellChoices` in table-cells.js."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [str(one["text"] if isinstance(one, Mapping) else one) for one in value]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return [f"{value:.15g}" if is_number else str(value)]


def _plain(text: str) -> str:
    """Return small letters without accents, as the page compares them."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
