"""Who is in a class, and by which numbers, as the imports say."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select, update

from plworkbench.errors import ImportRefused, Problem
from plworkbench.store.counting import T

_OWNED_BY_ANOTHER = "Some students are known under another name. Nothing was changed."


def checked_identifiers(connection: Connection, new: pd.DataFrame, into: dict[str, str]) -> pd.DataFrame:
    """Return identifiers, each once, after making sure that none belongs to another student.

    Parameters
    ----------
    connection : Connection
        Of the import's transaction.
    new : DataFrame
        As declared in `schema.TABLES["identifiers"]`.
    into : dict
        The students that are folded into others: a number of one is a number of the other.

    Raises
    ------
    ImportRefused
        Listing every row whose identifier an import that stands, or an earlier row, gave to another student.
    """
    if new.empty:
        return new
    raw_owners = _standing_owners(connection, "identifiers", ["kind", "identifier"])
    owners = {pair: into.get(key, key) for pair, key in raw_owners.items()}
    problems = []
    for row, (kind, identifier, student_key) in enumerate(
        zip(new["kind"], new["identifier"], new["student_key"]), start=1
    ):
        student = into.get(student_key, student_key)
        if owners.setdefault((kind, identifier), student) != student:
            problems.append(
                Problem(
                    f"The identifier of kind '{kind}' already belongs to another student.",
                    "Look at the preview again and tie this row to that student.",
                    row=row,
                )
            )
    if problems:
        raise ImportRefused(_OWNED_BY_ANOTHER, problems)
    return of_raw_owners(connection, new.drop_duplicates(["kind", "identifier"]), "identifiers", into)


def of_raw_owners(connection: Connection, new: pd.DataFrame, table: str, into: dict[str, str]) -> pd.DataFrame:
    """Return identifiers or names, each with the record it was first brought for, if that one is folded by now.

    A number of a folded record that a later file states again stays a number of that record: otherwise both records
    would have it once they are parted, and so could not be.
    """
    if new.empty or not into:
        return new
    same = ["kind", "identifier"] if table == "identifiers" else ["class_key", "source_name"]
    first = _standing_owners(connection, table, same)
    keys = [
        raw if into.get(raw := first.get(tuple(what), key), raw) == into.get(key, key) else key
        for key, *what in new[["student_key", *same]].itertuples(index=False, name=None)
    ]
    return new.assign(student_key=pd.Series(keys, index=new.index, dtype="str"))


def _standing_owners(connection: Connection, table: str, same: list[str]) -> dict[tuple[Any, ...], str]:
    """Return whom identifiers or names mean, as imports that stand say; the earliest one that says it counts."""
    rows, imports = T[table], T["imports"]
    query = select(*(rows.c[name] for name in same), rows.c.student_key)
    query = query.join(imports, imports.c.import_key == rows.c.import_key).where(imports.c.undone_at.is_(None))
    owners: dict[tuple[Any, ...], str] = {}
    for *what, student_key in connection.execute(query.order_by(imports.c.imported_at)):
        owners.setdefault(tuple(what), student_key)
    return owners


def names_brought_again(connection: Connection, record: Row, into: dict[str, str]) -> bool:
    """Return whether later imports gave names, which an import that was undone had given, to other students.

    Parameters
    ----------
    connection : Connection
        Of the transaction that brings the import back.
    record : Row
        The import, as it was while it was undone.
    into : dict
        The students that are folded into others.
    """
    table, imports = T["confirmed_names"], T["imports"]
    query = select(table.c.source_name, table.c.student_key).where(table.c.class_key == record.class_key)
    later = query.join(imports, imports.c.import_key == table.c.import_key).where(
        imports.c.undone_at.is_(None), imports.c.imported_at > record.undone_at
    )
    means: dict[str, set[str]] = {}
    for name, key in connection.execute(later):
        means.setdefault(name, set()).add(into.get(key, key))
    own = connection.execute(query.where(table.c.import_key == record.import_key))
    return any(into.get(key, key) not in means.get(name, {into.get(key, key)}) for name, key in own)


def identifiers_with_two_owners(connection: Connection, into: dict[str, str]) -> bool:
    """Return whether imports that stand give one identifier to two students."""
    table, imports = T["identifiers"], T["imports"]
    query = select(table.c.kind, table.c.identifier, table.c.student_key)
    query = query.join(imports, imports.c.import_key == table.c.import_key).where(imports.c.undone_at.is_(None))
    found = {(row[0], row[1], into.get(row[2], row[2])) for row in connection.execute(query)}
    return len({(kind, identifier) for kind, identifier, _ in found}) < len(found)


def enroll(connection: Connection, class_key: str, student_keys: list[str], import_key: str) -> list[str]:
    """Enroll those of the students who are not in the class, and return them."""
    table = T["enrollments"]
    there = set(connection.execute(select(table.c.student_key).where(table.c.class_key == class_key)).scalars())
    new = [key for key in student_keys if key not in there]
    if new:
        rows = [{"class_key": class_key, "student_key": key, "import_key": import_key} for key in new]
        connection.execute(insert(table), rows)
    return new


def release_enrollments(connection: Connection, class_key: str, import_key: str) -> tuple[list[str], dict[str, str]]:
    """Take the students an import enrolled out of the class, unless another standing import lists them too.

    Returns
    -------
    tuple of list and dict
        The students who leave, and those who stay with the import that now enrolls them.
    """
    table, log, imports = T["enrollments"], T["event_log"], T["imports"]
    here = (table.c.class_key == class_key, table.c.import_key == import_key)
    enrolled = list(
        connection.execute(select(table.c.student_key).where(*here).order_by(table.c.student_key)).scalars()
    )
    standing = connection.execute(
        select(imports.c.import_key, log.c.after)
        .join(log, (log.c.entity == "import") & (log.c.entity_key == imports.c.import_key))
        .where(imports.c.class_key == class_key, imports.c.undone_at.is_(None), log.c.action == "imported")
        .order_by(imports.c.imported_at.desc())
    )
    # The earliest import that lists a student is read last and so stays.
    heirs = {key: row.import_key for row in standing for key in row.after["listed"]}
    handed_over = {key: heirs[key] for key in enrolled if key in heirs}
    for key, heir in handed_over.items():
        connection.execute(update(table).where(*here, table.c.student_key == key).values(import_key=heir))
    connection.execute(delete(table).where(*here))
    return [key for key in enrolled if key not in handed_over], handed_over
