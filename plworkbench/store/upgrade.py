"""Bringing a database to the tables this version knows: all of it or none of it, one program at a time."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from plworkbench.errors import WorkbenchError
from plworkbench.store.failures import NEWER, NOT_OURS

HEAD = "0004"
"""The newest revision in `migrations/versions`, written here so that opening need not import Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK_NUMBER = 7595_0001
"""Names our lock on a PostgreSQL server, where several programs may open the database at once."""


def bring_up_to_date(engine: Engine, file: Path | None) -> None:
    """Make or change the tables when the database is not at `HEAD`; a copy of an existing file is kept first.

    Parameters
    ----------
    engine : Engine
        The open database.
    file : Path or None
        The SQLite file; None for a server, whose backups are its own affair.

    Raises
    ------
    WorkbenchError
        When the database belongs to another program or a newer version.
    """
    with engine.connect() as connection:
        if revision_of(connection) == HEAD:
            return
    with engine.connect().execution_options(plworkbench_writes=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        # Changing a table in SQLite means copying it and dropping the old one, which foreign keys would forbid. They
        # can only be switched off between transactions.
        if is_sqlite:
            _pragma(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection, file, is_sqlite)
        finally:
            if is_sqlite:
                _pragma(connection, "PRAGMA foreign_keys=ON")


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables, or None for a database without tables.

    Raises
    ------
    WorkbenchError
        When there are tables but no revision: the database of another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if tables:
        raise WorkbenchError(NOT_OURS)
    return None


def _upgrade(connection: Connection, file: Path | None, is_sqlite: bool) -> None:
    if not is_sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
    # Asked again now that nobody else can change it: another program may just have done the work.
    revision = revision_of(connection)
    if revision == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise WorkbenchError(NEWER)
    if revision is not None and file is not None:
        back_up(file, label=f"before-{HEAD}")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
    if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError(f"The migration to {HEAD} leaves rows that point to nothing; it was taken back.")


def back_up(file: Path, label: str) -> Path:
    """Write a consistent copy of a database that is in use into the folder `backups` beside it.

    Parameters
    ----------
    file : Path
        The SQLite file.
    label : str
        Goes into the name of the copy, before the time.

    Returns
    -------
    Path
        The copy, which only the user can read.
    """
    folder = file.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{file.stem}-{label}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}"
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    # A plain copy would miss what is still in the write-ahead log.
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", [str(copy)])
    finally:
        connection.close()
    return copy


def _pragma(connection: Connection, words: str) -> None:
    connection.connection.driver_connection.execute(words)
