"""Columns tied to standards: remembered with an import, and forgotten again when it is undone."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from plworkbench.store.counting import T
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts
from plworkbench.store.writing import plain_json

_REMEMBERED = ("standard_code", "date_assessed", "points_possible")


def remember(
    connection: Connection, class_key: str, importer: str, mappings: pd.DataFrame | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Keep what a file's columns are tied to in place of what was known of them; return both, old and new."""
    if mappings is None or mappings.empty:
        return [], []
    new = to_records(mappings.assign(class_key=class_key, importer=importer), "column_mappings")
    headers = {record["column_name"] for record in new}
    here = _of(class_key, importer, headers)
    old = [dict(row._mapping) for row in connection.execute(select(T["column_mappings"]).where(*here))]
    _replace(connection, class_key, importer, headers, new)
    return old, new


def for_log(texts: EventTexts, mappings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return mappings as an event may hold them: the headers, which were typed by somebody, are put away."""
    headers = texts.put_away([record["column_name"] for record in mappings])
    return [
        plain_json({"column_name": header, **{name: record[name] for name in _REMEMBERED}})
        for header, record in zip(headers, mappings)
    ]


def settle_mappings(connection: Connection, class_key: str, importer: str, logged: list[dict[str, Any]], texts) -> None:
    """Make the columns an import tied be tied as the latest import says that stands.

    Parameters
    ----------
    connection : Connection
        Of the transaction in which the import was undone, or brought back.
    class_key, importer : str
        Where the columns belong.
    logged : list of dict
        The mappings in the event of the import.
    texts : EventTexts
        Of the import.
    """
    headers = set(texts.bring_back([record["column_name"] for record in logged]))
    if not headers:
        return
    log, imports = T["event_log"], T["imports"]
    standing = connection.execute(
        select(imports.c.import_key, log.c.after)
        .join(log, (log.c.entity == "import") & (log.c.entity_key == imports.c.import_key))
        .where(
            imports.c.class_key == class_key,
            imports.c.importer == importer,
            imports.c.undone_at.is_(None),
            log.c.action == "imported",
        )
        .order_by(log.c.event_id)
    ).all()
    latest: dict[str, list[dict[str, Any]]] = {}
    for import_key, after in standing:
        if not after["mappings"]:
            continue
        own = EventTexts(connection, "import", import_key)
        known = [{**record, "column_name": own.bring_back(record["column_name"])} for record in after["mappings"]]
        latest.update(
            {name: [r for r in known if r["column_name"] == name] for name in {r["column_name"] for r in known}}
        )
    rows = pd.DataFrame([record for header in sorted(headers) for record in latest.get(header, [])])
    _replace(
        connection,
        class_key,
        importer,
        headers,
        [] if rows.empty else to_records(rows.assign(class_key=class_key, importer=importer), "column_mappings"),
    )


def _of(class_key: str, importer: str, headers: set[str]) -> tuple[Any, ...]:
    table = T["column_mappings"]
    return (table.c.class_key == class_key, table.c.importer == importer, table.c.column_name.in_(headers))


def _replace(
    connection: Connection, class_key: str, importer: str, headers: set[str], rows: list[dict[str, Any]]
) -> None:
    connection.execute(delete(T["column_mappings"]).where(*_of(class_key, importer, headers)))
    if rows:
        connection.execute(insert(T["column_mappings"]), rows)
