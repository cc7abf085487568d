"""Bundles of several CSV files, in a zip file or a folder: the bytes of each, looked through for harm first."""

from __future__ import annotations

import os
import stat
from collections import Counter
from itertools import islice
from pathlib import Path, PurePosixPath

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.archives import ZIP, chunks_of, open_archive, refuse_escaping, too_much
from plworkbench.importers.limits import (
    MAX_BYTES,
    MAX_INFLATED_BYTES,
    MAX_MEMBERS,
    MAX_TABLES,
    refuse_large_file,
    refuse_unpacking,
)
from plworkbench.messages import problem, shortened

_WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml", "word/document.xml", "ppt/presentation.xml"}
# Some systems of links and pipes do not have these; there os.open follows nothing special anyway.
_OPEN_SAFELY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def is_bundle(content: bytes) -> bool:
    r"""Tell whether a file is a zip file with CSV files in it, and no workbook.

    Examples
    --------
    >>> is_bundle(b"PK\x03\x04 broken"), is_bundle(b"Student,Quiz")
    (False, False)
    """
    if not content.startswith(ZIP):
        return False
    try:
        with open_archive(content) as archive:
            names = archive.namelist()
    except ImportRefused:
        # Reading it as a workbook says what is wrong with it.
        return False
    return not _WORKBOOKS.intersection(names) and any(_is_table(name) for name in names)


def unpacked(content: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the CSV files of a zip file by name, without their folder, and what was noticed.

    Parameters
    ----------
    content : bytes
        A zip file that `is_bundle` knows.

    Raises
    ------
    ImportRefused
        If it is damaged, protected, would fill the memory, points outside itself, or has two files of one name.
    """
    tables: dict[str, bytes] = {}
    with open_archive(content) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        refuse_escaping(archive.infolist())
        shown = [member for member in members if not _is_clutter(member.filename)]
        wanted = [member for member in shown if _is_table(member.filename)]
        _check_names([PurePosixPath(member.filename).name for member in wanted])
        size = 0
        for member in wanted:
            pieces = []
            for chunk in chunks_of(archive, member):
                size += len(chunk)
                # What a member declares can be a lie, so what really comes out is counted.
                if too_much(size, len(content)):
                    raise refuse_unpacking()
                pieces.append(chunk)
            tables[PurePosixPath(member.filename).name] = b"".join(pieces)
    return tables, _unread([member.filename for member in shown if member not in wanted])


def files_in(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the CSV files of a folder by name, and what was noticed; links are not followed.

    Parameters
    ----------
    folder : Path
        The folder. Where it holds no CSV file but a single folder, that one is looked into.

    Raises
    ------
    ImportRefused
        If it cannot be read, holds no CSV file, too many of them, or too large ones.
    """
    try:
        entries = _entries(folder)
        inner = [entry for entry in entries if entry.is_dir(follow_symlinks=False) and not _is_clutter(entry.name)]
        if not any(_is_table(entry.name) for entry in entries) and len(inner) == 1:
            entries = _entries(Path(inner[0].path))
        wanted = [entry for entry in entries if _is_table(entry.name) and not _is_clutter(entry.name)]
        _check_names([entry.name for entry in wanted])
        tables: dict[str, bytes] = {}
        problems, size = [], 0
        for entry in wanted:
            content = _content_of(entry.path)
            if content is None:
                problems.append(problem("file_is_link", file=entry.name))
                continue
            size += len(content)
            if size > MAX_INFLATED_BYTES:
                raise refuse_large_file(size)
            tables[entry.name] = content
    except OSError:
        raise ImportRefused(
            "This folder could not be read, nothing was changed.",
            [problem("folder_unread")],
        ) from None
    if not tables:
        raise ImportRefused(
            "This folder holds no table, nothing was changed.",
            [*problems, problem("folder_without_csv")],
        )
    return tables, problems


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = list(islice(found, MAX_MEMBERS + 1))
    if len(entries) > MAX_MEMBERS:
        raise _too_many(f"more than {MAX_MEMBERS:,} files")
    return sorted(entries, key=lambda entry: entry.name)


def _content_of(path: str) -> bytes | None:
    """Return the content of a regular file, None for a link or anything else."""
    if stat.S_ISLNK(os.lstat(path).st_mode):
        return None
    # Between looking and opening a file could be replaced, so what was opened is looked at again.
    with os.fdopen(os.open(path, _OPEN_SAFELY), "rb") as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode):
            return None
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise refuse_large_file(max(about.st_size, len(content)))
    return content


def _is_table(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() == ".csv" and not _is_clutter(name)


def _is_clutter(name: str) -> bool:
    """Tell whether a file is one that a system leaves behind, such as '__MACOSX/._users.csv'."""
    path = PurePosixPath(name)
    return path.name.startswith((".", "~$")) or "__MACOSX" in path.parts


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_TABLES:
        raise _too_many(f"{len(names):,} CSV files")
    counts = Counter(name.casefold() for name in names)
    twice = [name for name in dict.fromkeys(names) if counts[name.casefold()] > 1]
    if twice:
        raise ImportRefused(
            "Two files have the same name, nothing was changed.",
            [problem("file_name_twice", name=shortened(name), count=counts[name.casefold()]) for name in twice],
        )


def _too_many(what: str) -> ImportRefused:
    return ImportRefused(
        "These files are too many, nothing was changed.",
        [problem("too_many_tables", what=what, most=MAX_TABLES)],
    )


def _unread(names: list[str]) -> list[Problem]:
    return [problem("file_unread", value=name) for name in names[:20]]
