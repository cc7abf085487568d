"""Opening the database: SQLite in the user's own folder, or a server by its address."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from plworkbench.errors import WorkbenchError
from plworkbench.folders import data_dir
from plworkbench.store.failures import DISK_FULL, NOT_OURS, NOT_WRITABLE, explained
from plworkbench.store.upgrade import bring_up_to_date

FILE_NAME = "plworkbench.sqlite3"
"""The one file of the database; SQLite keeps `-wal` and `-shm` beside it while it is open."""

BUSY_SECONDS = 15.0
"""How long a change waits for another one to finish before it gives up."""

_SQLITE_FIRST_BYTES = b"SQLite format 3\x00"
_WRITES = "plworkbench_writes"


def open_engine(location: str | os.PathLike[str] | None = None) -> Engine:
    """Open the database, making it or bringing it up to date first where needed.

    Parameters
    ----------
    location : path or str, optional
        A folder, or the address of a database as SQLAlchemy writes it (`postgresql+psycopg://host/name`).
        Without it, the user's data folder.

    Returns
    -------
    Engine
        For SQLite: write-ahead log, every commit flushed to the disk, foreign keys held.

    Raises
    ------
    WorkbenchError
        When the file is not a database of ours or a newer one, the folder cannot be written, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = open_engine(folder)
    ...     made = sorted(path.name for path in Path(folder).iterdir())
    ...     engine.dispose()
    >>> made[0]
    'plworkbench.sqlite3'
    """
    if isinstance(location, str) and "://" in location:
        return _up_to_date(_open_address(location), None)
    folder = data_dir(location)
    try:
        file = _prepare_file(folder)
        return _up_to_date(_open_sqlite(file), file)
    except WorkbenchError as error:
        raise WorkbenchError(f"{error} The data folder is {folder}") from error


def _up_to_date(engine: Engine, file: Path | None) -> Engine:
    try:
        with explained():
            bring_up_to_date(engine, file)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout, and waits for nobody.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = open_engine(folder)
    ...     with reading(engine) as connection:
    ...         mode = connection.execute(text("PRAGMA journal_mode")).scalar()
    ...     engine.dispose()
    >>> mode
    'wal'
    """
    with explained(), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes all happen or none: kept at the end, taken back when anything goes wrong.

    The right to write is taken at once (BEGIN IMMEDIATE), so what is read here is still true when it is written.

    Examples
    --------
    >>> from sqlalchemy import text
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     engine = open_engine(folder)
    ...     with writing(engine) as connection:
    ...         count = connection.execute(text("SELECT count(*) FROM classes")).scalar()
    ...     engine.dispose()
    >>> count
    0
    """
    with explained(), engine.execution_options(**{_WRITES: True}).begin() as connection:
        events = connection.info["events"] = []
        yield connection
    own_events(engine).update(events)


_own: WeakKeyDictionary[Pool, set[int]] = WeakKeyDictionary()


def own_events(engine: Engine) -> set[int]:
    """Return the numbers of the events that were written by way of this engine; any other is somebody else's."""
    return _own.setdefault(engine.pool, set())


def to_json(value: Any) -> str:
    """Return a value as json text; numbers of numpy become plain ones, and not-a-number is refused.

    Examples
    --------
    >>> import numpy
    >>> to_json({"added": numpy.int64(3)})
    '{"added": 3}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as json.")


def _open_address(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            raise WorkbenchError("Give the folder of the database, not an address beginning with sqlite://.")
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, json_serializer=to_json)
    except ArgumentError:
        # The address may hold a password, so it is not repeated.
        raise WorkbenchError(
            "The address of the database cannot be read. Write postgresql+psycopg://host/name."
        ) from None
    except ModuleNotFoundError as error:
        raise WorkbenchError(f"This database needs the package {error.name}. Run: pip install {error.name}") from error


def _open_sqlite(file: Path) -> Engine:
    # Error texts and logs must not hold the values of a row: hide_parameters.
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        hide_parameters=True,
        json_serializer=to_json,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions of its own: `_begin` says when, and of which kind.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    # SQLite does not wait by itself here when two programs make the same new file at once.
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not (error.sqlite_errorname or "").startswith("SQLITE_BUSY") or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_file(folder: Path) -> Path:
    """Make the folder and an empty file that only the user can read, or check the file that is there."""
    file = folder / FILE_NAME
    try:
        # The modes are given here rather than by a umask, which would change for all threads of the program; SQLite
        # gives its -wal and -shm files the mode of the database.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            return file
        with file.open("r+b") as stream:
            beginning = stream.read(len(_SQLITE_FIRST_BYTES))
        for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            # A copy put back from elsewhere may be open to all.
            if path.exists() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
    except OSError as error:
        raise WorkbenchError(DISK_FULL if error.errno == errno.ENOSPC else NOT_WRITABLE) from error
    if beginning not in (b"", _SQLITE_FIRST_BYTES):
        raise WorkbenchError(NOT_OURS)
    return file
