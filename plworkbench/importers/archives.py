"""Zip files looked through for harm before and while they are unpacked; nothing is ever written to the disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from plworkbench.importers.limits import (
    MAX_INFLATED_BYTES,
    MAX_INFLATION_RATIO,
    MAX_MEMBERS,
    MEGABYTE,
    refuse_damaged,
    refuse_harmful_name,
    refuse_protected,
    refuse_unpacking,
)

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip file begins; the second is an empty one."""

# Below this size a high ratio is harmless: an almost empty sheet packs a hundredfold.
_HARMLESS_BYTES = 20 * MEGABYTE
# The other ways of packing can ask for gigabytes of memory before the first byte comes out.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20


@contextmanager
def open_archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zip file; whatever is found damaged while it is open becomes one refusal.

    Raises
    ------
    ImportRefused
        If it is damaged, protected by a password, or would unpack to far more than any gradebook, as far as it
        says itself; `chunks_of` counts what really comes out.
    """
    # Counted before zipfile makes an object of each.
    if content.count(b"PK\x01\x02") > 2 * MAX_MEMBERS:
        raise refuse_unpacking()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or too_much(sum(member.file_size for member in members), len(content)):
                raise refuse_unpacking()
            if any(member.flag_bits & 1 for member in members):
                raise refuse_protected()
            if any(member.compress_type not in _METHODS for member in members):
                raise refuse_damaged("It is packed in a way that few programs know.")
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError, OSError):
        raise refuse_damaged() from None


def too_much(size: int, packed_size: int) -> bool:
    """Tell whether a file of some packed size unpacks to more than any gradebook does."""
    return size > MAX_INFLATED_BYTES or size > max(_HARMLESS_BYTES, MAX_INFLATION_RATIO * packed_size)


def chunks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one member piece by piece, so that its reader can count and stop."""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def refuse_escaping(members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead out of the archive, and links, neither of which a program that exports data writes.

    Raises
    ------
    ImportRefused
        If there are such members.
    """
    for member in members:
        # `filename` is cut at a NUL and has other slashes; what harms may stand in the name as it was written.
        names = (member.filename.replace("\\", "/"), member.orig_filename.replace("\\", "/"))
        if any(name.startswith("/") or ":" in name or "\x00" in name or ".." in name.split("/") for name in names):
            raise refuse_harmful_name()
        if stat.S_ISLNK(member.external_attr >> 16):
            raise refuse_harmful_name()
