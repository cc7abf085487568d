"""Read a file or a folder by its path, whatever stands there: a device, a pipe and a giant are refused, not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from plworkbench.errors import ImportRefused
from plworkbench.importers.limits import MAX_BYTES, refuse_large_file
from plworkbench.importers.raw import Raw
from plworkbench.importers.reading import read_raw
from plworkbench.messages import problem


def read_path(path: str | os.PathLike[str], *, sheet: str = "") -> Raw:
    """Read what lies at a path: a file of any kind, or a folder of CSV files that belong together.

    Parameters
    ----------
    path : path
        A file, or a folder such as a OneRoster export.
    sheet : str
        The sheet of a workbook to read; '' takes the first that holds anything.

    Raises
    ------
    ImportRefused
        If there is nothing that can be read as class data; no more is read than the largest file allowed.

    Examples
    --------
    >>> read_path("no-such-file.csv")
    Traceback (most recent call last):
    plworkbench.errors.ImportRefused: This file could not be opened, nothing was changed.
    - There is no file of this name. Check the name and the folder, then try again.
    """
    place = Path(path)
    try:
        is_folder = stat.S_ISDIR(place.stat().st_mode)
        if is_folder:
            next(place.iterdir(), None)
    except (OSError, ValueError) as error:
        raise _unopened(error) from None
    if is_folder:
        from plworkbench.importers.reading import read_folder

        return read_folder(place)
    return read_raw(content_of(place), place.name, sheet=sheet)


def content_of(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a file that is no larger than the workbench reads.

    Parameters
    ----------
    path : path
        A regular file; its size is looked at before anything is read.

    Raises
    ------
    ImportRefused
        If it is not there, may not be read, is too large, or is a device or a pipe, which may never end.
    """
    try:
        _refuse_device(Path(path).stat())
        # Should it have become a pipe just now, opening it must not wait for whoever writes into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            _refuse_device(found)
            if found.st_size > MAX_BYTES:
                raise refuse_large_file(found.st_size)
            # A file may grow while it is read, and some say 0 bytes of themselves.
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unopened(error) from None
    if len(content) > MAX_BYTES:
        raise refuse_large_file(len(content))
    return content


def _refuse_device(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        raise _refused("path_is_device")


def _unopened(error: Exception) -> ImportRefused:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _refused("path_absent")
    if isinstance(error, PermissionError):
        return _refused("path_forbidden")
    if isinstance(error, IsADirectoryError):
        return _refused("path_is_folder")
    return _refused("disk_fails")


def _refused(code: str) -> ImportRefused:
    return ImportRefused("This file could not be opened, nothing was changed.", [problem(code)])
