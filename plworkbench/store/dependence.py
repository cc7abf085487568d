"""What depends on an import that is to be undone, in words that say what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, or_, select

from plworkbench.errors import Problem
from plworkbench.store.counting import SAME_BY, T

CANNOT_BE_UNDONE = "This import cannot be undone yet, because later work depends on it. Nothing was changed."


def later_imports(connection: Connection, import_key: str, clashing: set[str]) -> list[Problem]:
    """Return the standing imports whose rows replaced those of this one, or stand in the way of what would return.

    Parameters
    ----------
    connection : Connection
        Of the transaction in which the import was just undone.
    import_key : str
        The import.
    clashing : set of str
        Imports with rows that are the same as those that would count again.
    """
    imports, found = T["imports"], set(clashing)
    for name in SAME_BY:
        rows = T[name]
        mine = select(rows.c.retired_by).where(rows.c.import_key == import_key, rows.c.retired_by != import_key)
        found |= set(connection.execute(mine.distinct()).scalars())
    query = select(imports).where(imports.c.import_key.in_(found), imports.c.undone_at.is_(None))
    return [
        Problem(
            f"The import of {day(row.imported_at, with_time=True)} ({_format(row)}) brought newer scores or "
            "records in place of those of this import.",
            "Undo that import first.",
        )
        for row in connection.execute(query.order_by(imports.c.imported_at.desc()))
    ]


def groupings_with(connection: Connection, class_key: str, leaving: set[str], into: dict[str, str]) -> list[Problem]:
    """Return the groupings, drafts and saved ones, that hold students who would leave the class."""
    if not leaving:
        return []
    table, members = T["groupings"], T["memberships"]
    query = select(members.c.grouping_key, members.c.student_key).join(
        table, table.c.grouping_key == members.c.grouping_key
    )
    held: dict[str, set[str]] = {}
    for grouping_key, student_key in connection.execute(query.where(table.c.class_key == class_key)):
        if into.get(student_key, student_key) in leaving:
            held.setdefault(grouping_key, set()).add(into.get(student_key, student_key))
    return [
        Problem(
            f"{_grouping(row)} has {_counted(len(held[row.grouping_key]), 'student')} who would leave the class.",
            "Discard the grouping, or take these students out of it, first.",
        )
        for row in _standing_groupings(connection)
        if row.grouping_key in held
    ]


def groupings_on(connection: Connection, codes: Iterable[str]) -> list[Problem]:
    """Return the groupings, drafts and saved ones, that look at standards that would vanish."""
    gone = set(codes)
    return [
        Problem(
            f"{_grouping(row)} looks at {', '.join(sorted(gone & set(row.standard_codes)))}, which would vanish.",
            "Discard the grouping first.",
        )
        for row in (_standing_groupings(connection) if gone else ())
        if gone & set(row.standard_codes)
    ]


def wishes_of(connection: Connection, class_key: str, leaving: set[str], into: dict[str, str]) -> list[Problem]:
    """Return how many wishes of a class name students who would leave it, as one problem or none."""
    table = T["wishes"]
    query = select(table.c.student_key, table.c.other_student_key).where(table.c.class_key == class_key)
    # A wish about a mark names nobody: the mark does.
    named = query.where(table.c.student_key.is_not(None), table.c.other_student_key.is_not(None))
    pairs = {frozenset(into.get(key, key) for key in row) for row in connection.execute(named)}
    count = sum(1 for pair in pairs if len(pair) == 2 and pair & leaving)
    if not count:
        return []
    verb = "names" if count == 1 else "name"
    return [
        Problem(
            f"{_counted(count, 'wish', 'wishes')} of this class {verb} students who would leave the class.",
            "Remove the wishes of these students first.",
        )
    ]


def marks_with(connection: Connection, class_key: str, leaving: set[str], into: dict[str, str]) -> list[Problem]:
    """Return the lists of students on which somebody stands who would leave the class."""
    table = T["marks"]
    query = select(table.c.label, table.c.student_key).where(table.c.class_key == class_key)
    return [
        Problem(
            f"The list '{label}' has {_counted(count, 'student')} who would leave the class.",
            "Take these students off the list first.",
        )
        for label, count in _leaving_by_name(connection.execute(query), leaving, into)
    ]


def peer_reviews_with(connection: Connection, class_key: str, leaving: set[str], into: dict[str, str]) -> list[Problem]:
    """Return the peer reviews in which somebody takes part who would leave the class."""
    table = T["peer_reviews"]
    query = select(table.c.title, table.c.reviewer_key, table.c.author_key).where(table.c.class_key == class_key)
    return [
        Problem(
            f"The peer review '{title}' has {_counted(count, 'student')} who would leave the class.",
            "Forget the peer review, or decide anew without these students, first.",
        )
        for title, count in _leaving_by_name(connection.execute(query), leaving, into)
    ]


def merges_of(connection: Connection, removed: Iterable[str], since: datetime) -> list[Problem]:
    """Return the merges, made after the import, of records that would be in no class any more."""
    table, enrolled = T["merges"], T["enrollments"]
    gone = set(removed)
    if not gone:
        return []
    gone -= set(connection.execute(select(enrolled.c.student_key).where(enrolled.c.student_key.in_(gone))).scalars())
    query = select(table).where(
        table.c.undone_at.is_(None),
        table.c.merged_at > since,
        or_(table.c.student_key.in_(gone), table.c.into_student_key.in_(gone)),
    )
    return [
        Problem(
            f"On {day(row.merged_at, with_time=True)}, a record that this import brought was merged with another one.",
            "Undo that merge first.",
        )
        for row in connection.execute(query.order_by(table.c.merged_at))
    ]


def day(moment: date, with_time: bool = False) -> str:
    """Return a day as it is said; a moment is in UTC and is told in the time of this computer.

    Examples
    --------
    >>> day(date(2026, 9, 4))
    '4 September 2026'
    """
    if isinstance(moment, datetime):
        moment = moment.replace(tzinfo=UTC).astimezone()
    said = f"{moment.day} {moment:%B %Y}"
    return f"{said}, {moment:%H:%M}" if with_time else said


def _leaving_by_name(rows: Iterable[Sequence[str]], leaving: set[str], into: dict[str, str]) -> list[tuple[str, int]]:
    """Return names, each with the number of students beside it who would leave; those without any are left out."""
    found: dict[str, set[str]] = {}
    for name, *keys in rows:
        found.setdefault(name, set()).update({into.get(key, key) for key in keys} & leaving)
    return [(name, len(keys)) for name, keys in sorted(found.items()) if keys]


def _standing_groupings(connection: Connection) -> list:
    table = T["groupings"]
    query = select(table).where(table.c.status.in_(("draft", "saved")))
    return list(connection.execute(query.order_by(table.c.created_at, table.c.grouping_key)))


def _format(row) -> str:
    """Return the format in words, as the import was given them, or the next best."""
    return row.counts.get("format_name") or row.importer.replace("_", " ")


def _grouping(row) -> str:
    kind = "draft" if row.status == "draft" else "saved grouping"
    return f"The {kind} '{row.name}' of {day(row.starts_on or row.created_at)}"


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"
