"""The database tables, made from the declarations of `plworkbench.schema`, so that a column is declared only once."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable

from plworkbench.schema import RECORD_TABLES, TABLES, Column, Table

EVENT_TEXTS = Table(
    "event_texts",
    "One text an event speaks of, kept out of the log, so that it can be erased while the log stays whole.",
    (
        Column("text_key", "text", "Random key that stands for the text in the log."),
        Column("entity", "text", "Kind of record the text belongs to."),
        Column("entity_key", "text", "Key of the record."),
        Column("text", "text", "The text: a name, a reason, a title."),
    ),
    ("text_key",),
    {},
)
"""A table of the store's own: nobody outside sees it."""

_SQL_TYPES = {
    "text": String,
    "integer": Integer,
    "number": Float,
    "date": Date,
    "moment": DateTime,
    "boolean": Boolean,
}

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

_UNIQUE = {"classes": [("name",)], "event_log": [("entity", "entity_key", "version")]}

_INDEXES = {
    "enrollments": [("student_key",)],
    "evidence": [("class_key",), ("import_key",)],
    "event_texts": [("entity", "entity_key")],
    "groupings": [("class_key",)],
    "identifiers": [("student_key",)],
    "imports": [("class_key",)],
    "memberships": [("student_key",)],
    "overrides": [("class_key",)],
    "schedules": [("class_key",)],
    "units": [("class_key",)],
    "wishes": [("class_key",)],
    **{table.name: [("class_key",), ("import_key",)] for table in RECORD_TABLES},
}


def build_metadata() -> MetaData:
    """Return every declared table as SQLAlchemy describes it.

    Returns
    -------
    MetaData
        The tables of `schema.TABLES`, and `event_texts`, with keys, foreign keys, choices and indexes.

    Examples
    --------
    >>> build_metadata().tables["prerequisites"].primary_key.columns.keys()
    ['standard_code', 'prerequisite_code']
    """
    # Constraints have names because SQLite can only change a constraint that has one.
    metadata = MetaData(naming_convention=_NAMES)
    for table in (*TABLES.values(), EVENT_TEXTS):
        SqlTable(
            table.name,
            metadata,
            *(_sql_column(table, column) for column in table.columns),
            *(_choices(column) for column in table.columns if column.choices),
            *(UniqueConstraint(*names) for names in _UNIQUE.get(table.name, ())),
            *(Index(None, *names) for names in _INDEXES.get(table.name, ())),
        )
    return metadata


def _sql_column(table: Table, column: Column) -> SqlColumn:
    # An empty json cell is NULL in the database, not the json word null.
    sql_type = JSON(none_as_null=True) if column.type == "json" else _SQL_TYPES[column.type]()
    points_to = [ForeignKey(table.references[column.name])] if column.name in table.references else []
    return SqlColumn(
        column.name,
        sql_type,
        *points_to,
        primary_key=column.name in table.key,
        nullable=not column.required,
    )


def _choices(column: Column) -> CheckConstraint:
    allowed = ", ".join(f"'{choice}'" for choice in column.choices)
    return CheckConstraint(f"{column.name} IN ({allowed})", name=column.name)


METADATA = build_metadata()
"""All tables; `METADATA.tables["evidence"]` is one of them."""
