"""Standards that come with an import, and go with it unless something else needs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from plworkbench.schema import TABLES
from plworkbench.store.counting import T
from plworkbench.store.log import EventTexts
from plworkbench.store.reading import standing_codes

WORDING = tuple(
    name for name in TABLES["standards"].column_names if name not in TABLES["standards"].key and name != "import_key"
)
"""What a standard says; its code and the import it came with are not part of it."""

Pair = tuple[str, str]
Record = dict[str, Any]


class _Listing(NamedTuple):
    """One standard in the file of one import."""

    code: str
    import_key: str
    event_id: int
    stands: bool


def wording(record: Record) -> Record:
    """Return what a standard says, without its code and where it came from; what is absent is None.

    Examples
    --------
    >>> wording({"standard_code": "6.RP.A.1", "title": "Ratios"})["title"]
    'Ratios'
    """
    return {name: record.get(name) for name in WORDING}


def known_standards(connection: Connection) -> dict[str, Record]:
    """Return every standard by its code, those of undone imports too."""
    return {row.standard_code: dict(row._mapping) for row in connection.execute(select(T["standards"]))}


def write_standards(connection: Connection, new: list[Record], changed: list[Record]) -> None:
    """Insert the standards that are new, and write what others say now."""
    table = T["standards"]
    if new:
        connection.execute(insert(table), new)
    if changed:
        values = {name: bindparam(f"new_{name}") for name in (*WORDING, "import_key")}
        statement = update(table).where(table.c.standard_code == bindparam("code")).values(values)
        rows = [
            {"code": record["standard_code"]} | {f"new_{name}": record[name] for name in values} for record in changed
        ]
        connection.execute(statement, rows)


def standing(connection: Connection) -> set[str]:
    """Return the codes of the standards that can be seen."""
    return set(connection.execute(standing_codes()).scalars())


def add_pairs(connection: Connection, pairs: Iterable[Pair]) -> list[Pair]:
    """Insert the pairs of a standard and its prerequisite that are not there, and return them."""
    table, wanted = T["prerequisites"], set(pairs)
    if not wanted:
        return []
    new = sorted(wanted - {tuple(row) for row in connection.execute(select(table))})
    if new:
        rows = [{"standard_code": later, "prerequisite_code": earlier} for later, earlier in new]
        connection.execute(insert(table), rows)
    return new


def bring_standards(
    connection: Connection, texts: EventTexts, import_key: str, given: dict[str, Record], pairs: set[Pair]
) -> tuple[Record, Record]:
    """Write the standards of an import, and return what its event holds of them, before and after.

    Parameters
    ----------
    connection : Connection
        Of the import's transaction; the import itself is written already.
    texts : EventTexts
        Of the import.
    import_key : str
        The import.
    given : dict
        Standards of the file by code.
    pairs : set of tuple
        Codes of a standard and its prerequisite.
    """
    known = known_standards(connection) if given else {}
    different = [code for code in given if code in known and wording(known[code]) != wording(given[code])]
    write_standards(
        connection,
        [{**record, "import_key": import_key} for code, record in given.items() if code not in known],
        [{**given[code], "import_key": known[code]["import_key"]} for code in different],
    )
    add_pairs(connection, pairs)
    before = {"standard_changes": texts.put_away({code: wording(known[code]) for code in different})}
    after = {
        "standards": sorted(given),
        "prerequisites": sorted(map(list, pairs)),
        "standard_changes": texts.put_away({code: wording(given[code]) for code in different}),
    }
    return before, after


def undo_standards(connection: Connection, after: Record) -> None:
    """Take back what an import that is now undone did to the standards."""
    if pairs := {tuple(pair) for pair in after.get("prerequisites", ())}:
        others = (other for _, _, stands, other in _imports(connection) if stands)
        listed = {tuple(pair) for other in others for pair in other.get("prerequisites", ())}
        table = T["prerequisites"]
        for later, earlier in sorted(pairs - listed - pairs_by_hand(connection)):
            here = (table.c.standard_code == later, table.c.prerequisite_code == earlier)
            connection.execute(delete(table).where(*here))
    settle_wording(connection, after.get("standard_changes", ()))
    settle_standards(connection)


def redo_standards(connection: Connection, after: Record) -> None:
    """Do again to the standards what an import that stands again did."""
    add_pairs(connection, {tuple(pair) for pair in after.get("prerequisites", ())})
    settle_wording(connection, after.get("standard_changes", ()))
    settle_standards(connection)


def settle_standards(connection: Connection) -> None:
    """Let every standard belong to what needs it now.

    A standard that came by hand stays so. Any other belongs to the earliest import that stands and lists it; or else
    to the earliest that has evidence on it; or else to that of the standard that is part of it or builds on it, or to
    none if that one came by hand. What nothing needs is left to an import that is undone, and so is hidden.
    """
    listings = _listings(connection)
    if not listings:
        return
    records, put, latest = known_standards(connection), *_by_hand(connection)
    loose = records.keys() - put
    keepers: dict[str, str | None] = {}
    for listing in listings:
        if listing.stands and listing.code in loose:
            keepers.setdefault(listing.code, listing.import_key)
    for code, import_key in _uses(connection, loose - keepers.keys()):
        keepers.setdefault(code, import_key)
    needs = _needs(connection, records, listings, latest)
    roots = dict.fromkeys(put) | keepers
    while roots:
        reached = {needed: roots[code] for code in sorted(roots) for needed in sorted(needs[code])}
        roots = {code: key for code, key in reached.items() if code in loose and code not in keepers}
        keepers.update(roots)
    undone = {listing.code: listing.import_key for listing in listings if not listing.stands}
    owners = undone | keepers
    table = T["standards"]
    for code in sorted(loose & owners.keys()):
        if records[code]["import_key"] != owners[code]:
            connection.execute(update(table).where(table.c.standard_code == code).values(import_key=owners[code]))


def pairs_by_hand(connection: Connection) -> set[Pair]:
    """Return the pairs that somebody added by hand, whatever imports say."""
    log = T["event_log"]
    events = connection.execute(select(log.c.entity_key, log.c.after).where(log.c.entity == "standard"))
    return {(code, earlier) for code, after in events for earlier in after.get("prerequisites_added", ())}


def settle_wording(connection: Connection, codes: Iterable[str]) -> None:
    """Let standards say what the latest change says that stands, or what they said before any change."""
    wanted = set(codes)
    if not wanted:
        return
    log, imports, table = T["event_log"], T["imports"], T["standards"]
    query = select(log, imports.c.undone_at).outerjoin(
        imports, and_(log.c.entity == "import", log.c.entity_key == imports.c.import_key)
    )
    asked = or_(
        and_(log.c.entity == "import", log.c.action == "imported"),
        and_(log.c.entity == "standard", log.c.entity_key.in_(wanted)),
    )
    said: dict[str, Record | None] = {}
    for event in connection.execute(query.where(asked).order_by(log.c.event_id)).all():
        for code, old, new in _changes(connection, event, wanted):
            said.setdefault(code, old)
            if event.undone_at is None:
                said[code] = new
    for code, record in said.items():
        if record is not None:
            connection.execute(update(table).where(table.c.standard_code == code).values(wording(record)))


def _changes(connection: Connection, event: Any, wanted: set[str]) -> list[tuple[str, Record | None, Record]]:
    """Return what an event changed: the code, and what the standard said before and after."""
    if event.entity == "standard":
        old, new = event.before, event.after
        if old is not None and wording(old) == wording(new):
            return []
        changes = [(event.entity_key, old, new)]
    else:
        new = event.after.get("standard_changes") or {}
        changes = [(code, event.before["standard_changes"][code], new[code]) for code in new if code in wanted]
    if not changes:
        return []
    texts = EventTexts(connection, event.entity, event.entity_key)
    return [(code, texts.bring_back(old), texts.bring_back(new)) for code, old, new in changes]


def _uses(connection: Connection, codes: set[str]) -> list[tuple[str, str]]:
    """Return which standing imports have evidence on the standards, the earliest first."""
    if not codes:
        return []
    rows, imports = T["evidence"], T["imports"]
    used = connection.execute(
        select(rows.c.standard_code, rows.c.import_key, func.min(imports.c.imported_at).label("moment"))
        .join(imports, imports.c.import_key == rows.c.import_key)
        .where(imports.c.undone_at.is_(None))
        .group_by(rows.c.standard_code, rows.c.import_key)
    ).all()
    return [(row[0], row[1]) for row in sorted(used, key=lambda row: (row.moment, row[1])) if row[0] in codes]


def _needs(
    connection: Connection, records: dict[str, Record], listings: list[_Listing], latest: dict[str, int]
) -> dict[str, set[str]]:
    """Return for each standard the ones it is part of or builds on.

    A standard may name a parent that nobody had brought yet. An import that brings it later is not needed for that,
    or else it could not be undone without a trace.
    """
    first, last = {}, {}
    for listing in listings:
        first.setdefault(listing.code, listing.event_id)
        if listing.stands or listing.code not in last:
            last[listing.code] = listing.event_id
    last |= latest
    needs = {code: set() for code in records}
    for code, record in records.items():
        parent = record["parent_code"]
        if parent in records and first.get(parent, 0) <= last.get(code, 0):
            needs[code].add(parent)
    for later, earlier in connection.execute(select(T["prerequisites"])):
        needs[later].add(earlier)
    return needs


def _by_hand(connection: Connection) -> tuple[set[str], dict[str, int]]:
    """Return the standards that came by hand, and the last event by hand of each that has one."""
    log = T["event_log"]
    events = select(log.c.entity_key, log.c.event_id, log.c.after).where(log.c.entity == "standard")
    found = connection.execute(events.order_by(log.c.event_id)).all()
    # Before imports brought standards, every one was put by hand, and its events do not say so.
    put = {code for code, _, after in found if after.get("by_hand", True)}
    return put, {code: event_id for code, event_id, _ in found}


def _listings(connection: Connection) -> list[_Listing]:
    return [
        _Listing(code, import_key, event_id, stands)
        for import_key, event_id, stands, after in _imports(connection)
        for code in after.get("standards", ())
    ]


def _imports(connection: Connection) -> list[tuple[str, int, bool, Record]]:
    """Return every import in its order: its key, its event, whether it stands, and what its event says."""
    log, imports = T["event_log"], T["imports"]
    query = select(imports.c.import_key, log.c.event_id, imports.c.undone_at, log.c.after).join(
        log, and_(log.c.entity == "import", log.c.entity_key == imports.c.import_key)
    )
    query = query.where(log.c.action == "imported").order_by(log.c.event_id)
    return [(row[0], row[1], row[2] is None, row[3]) for row in connection.execute(query)]
