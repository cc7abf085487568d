"""Ways to damage a file: as a careless hand, a spreadsheet program, a bad disk or somebody hostile might."""

from __future__ import annotations

import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence

MOST_BYTES = 60_000
"""Longer files are cut: what is wrong with a long file is nearly always wrong with a short one."""

TOKENS = (
    "", " ", '"', "'", ",", ";", "\t", "\n", "\r", "\x00", "\ufeff", "\u202e", "\xa0", "-", "EX", "N/A", "M", "0", "-1",
    "8/10", "0/0", "13.5 / 15", "3,5", "1,234", "1.234,5", "80%", "12E5", "1e999", "9" * 400, "NaN", "inf", "Null",
    "TRUE", "20-Oct", "9/8/2026", "13/13/2026", "2026-09-14", "2026-13-40", "9999-12-31", "0000-00-00", "1/1/1",
    "24:61", "45000", "=1+1", "@SUM(A1)", "+cmd|' /c calc'!A1", "<b>", "../../x", "6.RP.A.1", "Student", "ID", "Score",
    "Date", "Section", "Points Possible", "Total", "A+", "٣", "１２", "½", "😀", "é", "\ud7ff",
    "A" * 5000, "Quiz (1) [2]", "[column A]",
)  # fmt: skip
"""Texts that readers stumble over."""

VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1e308,
    10**40,
    float("nan"),
    "",
    "x",
    "2026-13-40",
    [],
    {},
    [[]],
    [None],
    {"": {}},
    {"a": [1]},
)
"""Values that JSON may hold where another is expected."""


def mutated(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a file damaged in one to four ways.

    Parameters
    ----------
    content : bytes
        The file.
    others : sequence of bytes
        Files to take parts from.
    chance : random.Random
        Decides everything.
    """
    for _ in range(chance.randint(1, 4)):
        ways = _BYTE_WAYS if chance.random() < 0.3 else _ways_for(content)
        content = chance.choice(ways)(content, chance.choice(others), chance)[:MOST_BYTES]
    return content


def _ways_for(content: bytes) -> Sequence[Callable[[bytes, bytes, random.Random], bytes]]:
    if content.startswith(b"PK\x03\x04"):
        return (_edit_zip,)
    return (_edit_json,) if content.lstrip()[:1] in (b"{", b"[") else _TABLE_WAYS


def _truncate(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _splice(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _flip(content: bytes, other: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(content)
    for _ in range(chance.randint(1, 8) if content else 0):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _repeat(content: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    end = min(len(content), start + chance.choice((1, 10, 200)))
    return content[:end] + content[start:end] * chance.choice((1, 3, 300)) + content[end:]


def _remove(content: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice((1, 5, 60)) :]


def _insert(content: bytes, other: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS).encode() + content[place:]


def _swap_separators(content: bytes, other: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample((b",", b";", b"\t", b"|", b"\n", b"\r\n", b'"'), 2)
    return content.replace(old, new)


def _encode_otherwise(content: bytes, other: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "cp1252", "utf-8-sig", "mac-roman")), "replace")


def _edit_cells(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Replace some cells, found by the separators, by hostile ones."""
    parts = re.split(rb"([,;\t\r\n]+)", content)
    for _ in range(chance.randint(1, 6)):
        parts[chance.randrange(0, len(parts), 2)] = chance.choice(TOKENS).encode()
    return b"".join(parts)


def _edit_rows(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Drop, double, move or borrow a row."""
    rows, borrowed = content.split(b"\n"), other.split(b"\n")
    place = chance.randrange(len(rows))
    row = rows.pop(place) if chance.random() < 0.5 else rows[place]
    if chance.random() < 0.7:
        rows.insert(chance.randrange(len(rows) + 1), chance.choice((row, chance.choice(borrowed), b"")))
    return b"\n".join(rows)


def _edit_columns(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Drop, double or swap columns, as far as commas tell them."""
    rows = [row.split(b",") for row in content.split(b"\n")]
    width = max(map(len, rows))
    order = list(range(width))
    way = chance.randrange(3)
    if way == 0:
        order.pop(chance.randrange(width))
    elif way == 1:
        order.insert(chance.randrange(width + 1), chance.randrange(width))
    else:
        chance.shuffle(order)
    return b"\n".join(b",".join(row[place] for place in order if place < len(row)) for row in rows)


def _as_workbook(content: bytes, other: bytes, chance: random.Random) -> bytes:
    from importers_helpers import xlsx

    rows = [line.split(",") for line in content.decode("utf-8", "replace").splitlines()[:200]]
    clean = [
        [re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", cell)[:32_000] for cell in row] for row in rows
    ]
    with zipfile.ZipFile(io.BytesIO(xlsx(clean))) as book:
        # The time it was made is left out, so that the same seed makes the same file.
        return _zipped([(name, book.read(name)) for name in book.namelist() if name != "docProps/core.xml"])


def _edit_zip(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Damage, drop, double, rename or add members of a zip; a zip that cannot be opened is damaged as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            members = [(name, old.read(name)) for name in old.namelist()[:50]]
    except Exception:
        return _flip(content, other, chance)
    if not members:
        return _flip(content, other, chance)
    place = chance.randrange(len(members))
    name, data = members[place]
    way = chance.randrange(6)
    if way == 0:
        members.pop(place)
    elif way == 1:
        members[place] = (chance.choice(("../x.csv", "/x.csv", "a/b/c.csv", name.upper(), f"{name}/", "x.zip")), data)
    elif way == 2:
        members.append((chance.choice((name, "new.csv", "nested.zip")), chance.choice((other, content))))
    else:
        members[place] = (name, chance.choice((*_BYTE_WAYS, *_TABLE_WAYS[:-1]))(data, other, chance))
    return _zipped(members)


def _zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        warnings.simplefilter("ignore")  # two members of one name are what we want
        for name, data in members:
            new.writestr(zipfile.ZipInfo(name, (2026, 9, 14, 8, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _edit_json(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Replace, remove or double something in JSON; what is no JSON is damaged as bytes."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return _insert(content, other, chance)
    node, parent, key = tree, None, None
    while isinstance(node, dict | list) and node and (parent is None or chance.random() < 0.8):
        parent, key = node, chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        node = parent[key]
    if parent is None:
        return json.dumps(chance.choice(VALUES)).encode()
    way = chance.randrange(4)
    if way == 0:
        del parent[key]
    elif way == 1 and isinstance(parent, list):
        parent.insert(0, node)
    elif way == 2:
        parent[key] = chance.choice(TOKENS)
    else:
        parent[key] = chance.choice(VALUES)
    return json.dumps(tree).encode()


_BYTE_WAYS = (_truncate, _splice, _flip, _repeat, _remove, _insert)
_TABLE_WAYS = (_edit_cells, _edit_cells, _edit_rows, _edit_columns, _swap_separators, _encode_otherwise, _as_workbook)
