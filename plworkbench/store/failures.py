"""What can go wrong with a database, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from plworkbench.errors import NewerVersionExists, WorkbenchError

NOT_OURS = (
    "The file plworkbench.sqlite3 in the data folder is not a database of PL Workbench, or it is damaged. Nothing was "
    "changed. Move that file elsewhere or put a backup in its place, or choose another folder with --data-dir."
)
NEWER = (
    "This data was written by a newer version of PL Workbench. Nothing was changed. Update PL Workbench to open it, or "
    "choose another folder with --data-dir."
)
NOT_WRITABLE = (
    "The data folder cannot be written to. Nothing was changed. Choose another folder with --data-dir, or ask whoever "
    "looks after this computer for the right to write there."
)
DISK_FULL = (
    "The disk is full, so this change was not saved; everything saved before is intact. Free some space on the disk "
    "and do it again."
)
DISK_FAILS = (
    "The disk could not be read or written, so this change was not saved. Check that the disk is connected and has "
    "free space, then do it again."
)
BUSY = (
    "Another window or program kept the data busy, so this change was not saved; nothing is lost. Wait a moment and "
    "do it again."
)
UNREACHABLE = (
    "The database did not answer. Nothing was changed. Check the connection to it and try again; if it goes on, show "
    "this message to whoever looks after the server."
)
CHANGED_MEANWHILE = (
    "This was changed in another window in the meantime, so this change was not saved. Reload the page to see the "
    "newer version, then do it again."
)
NO_SUCH_RECORD = (
    "A record repeats a key that is taken, or points to a class, student, standard or grouping that does not exist. "
    "Nothing was changed. Reload and do it again."
)

# The beginning of SQLite's own name of a failure, the most telling first.
_BY_NAME = {
    "SQLITE_NOTADB": NOT_OURS,
    "SQLITE_CORRUPT": NOT_OURS,
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_IOERR": DISK_FAILS,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_READONLY": NOT_WRITABLE,
    "SQLITE_CANTOPEN": NOT_WRITABLE,
    "SQLITE_PERM": NOT_WRITABLE,
}


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong in a database into a WorkbenchError; a mistake in our own SQL stays what it is.

    Raises
    ------
    WorkbenchError
        In place of the driver's error, with what to do.

    Examples
    --------
    >>> with explained():
    ...     _ = sqlite3.connect("no such folder/plworkbench.sqlite3")
    Traceback (most recent call last):
    ...
    plworkbench.errors.WorkbenchError: The data folder cannot be written to. ...
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        driver_error = error.orig if isinstance(error, DBAPIError) else error
        if (words := _words_for(driver_error)) is None:
            raise
        kind = NewerVersionExists if words == CHANGED_MEANWHILE else WorkbenchError
        # SQLite names columns only; PostgreSQL quotes the row, which may hold an address, so its words stay out.
        raise kind(words) from (error if isinstance(driver_error, sqlite3.Error) else None)


def _words_for(error: BaseException | None) -> str | None:
    name = getattr(error, "sqlite_errorname", None) or ""
    kind = type(error).__name__
    if name.startswith("SQLITE_CONSTRAINT") or kind in ("UniqueViolation", "ForeignKeyViolation"):
        return CHANGED_MEANWHILE if "event_log" in str(error) else NO_SUCH_RECORD
    for beginning, words in _BY_NAME.items():
        if name.startswith(beginning):
            return words
    is_server = not isinstance(error, sqlite3.Error)
    return UNREACHABLE if is_server and kind in ("OperationalError", "InterfaceError", "AdminShutdown") else None
