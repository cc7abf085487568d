"""Documents of JSON, measured before they are parsed: a small file can be built to fill the memory or the stack."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

from plworkbench.errors import ImportRefused
from plworkbench.importers.limits import MAX_JSON_VALUES, MAX_NESTING
from plworkbench.importers.text_files import decode
from plworkbench.messages import problem, shortened

# A first bracket alone may open a header such as '[Class]'; JSON goes on with a name, a value or the closing bracket.
_BEGINS = re.compile(rb'\s*(?:\{\s*(?:"|\})|\[\s*[\[{"\]])')
# The last alternative takes a text that is never closed to the end, so that no place is looked at twice.
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_LONGEST_NUMBER = 18
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def is_document(content: bytes) -> bool:
    r"""Tell whether a file is JSON, or begins like it, in any Unicode encoding.

    Examples
    --------
    >>> is_document(b'{"CFItems": []}'), is_document('{"a": 1}'.encode("utf-16")), is_document(b"[Class],Student")
    (True, True, False)
    """
    beginning = content[:4000].lstrip(b"\xef\xbb\xbf\xff\xfe\x00").replace(b"\x00", b"")
    return _BEGINS.match(beginning) is not None


def read_json(content: bytes) -> Any:
    """Return what a JSON document holds.

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    object
        As `json.loads` gives it; a number that no float can hold, or of more than 18 digits, stays a text.

    Raises
    ------
    ImportRefused
        If it is no JSON, is nested too deep, holds too many values, has one name twice in one object, holds NaN or
        Infinity, or half of a character.

    Examples
    --------
    >>> read_json(b'{"a": [1, 2.5, 1e999]}')
    {'a': [1, 2.5, '1e999']}
    """
    text, _ = decode(content)
    text = text.removeprefix("\ufeff")
    _measure(text)
    twice: Counter[str] = Counter()

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.update(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return found

    try:
        found = json.loads(
            text, object_pairs_hook=as_dict, parse_int=_integer, parse_float=_number, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        detail = f"Line {error.lineno}, character {error.colno}: what stands there is no JSON, or the file breaks off."
        raise _not_json(detail) from None
    if twice:
        raise ImportRefused(
            "This file could not be read, nothing was changed.",
            [
                problem("json_name_twice", name=shortened(name), where=counted_objects(count))
                for name, count in list(twice.items())[:20]
            ],
        )
    if _HALF_CHARACTER.search(text):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _not_json("A text in it holds half of a character.") from None
    return found


def counted_objects(count: int) -> str:
    """Return a number of objects in words.

    Examples
    --------
    >>> counted_objects(1), counted_objects(3)
    ('one object', '3 objects')
    """
    return "one object" if count == 1 else f"{count:,} objects"


def _measure(text: str) -> None:
    import numpy as np

    bare = np.frombuffer(_TEXT.sub("", text).encode("utf-8", "replace"), dtype="uint8")
    opens = (bare == ord("[")) | (bare == ord("{"))
    closes = (bare == ord("]")) | (bare == ord("}"))
    if int(opens.sum()) + int((bare == ord(",")).sum()) > MAX_JSON_VALUES:
        raise ImportRefused(
            "This file is too large, nothing was changed.",
            [problem("json_too_long", most=f"{MAX_JSON_VALUES:,}")],
        )
    steps = opens[opens | closes].astype("int32") * 2 - 1
    if len(steps) and int(np.cumsum(steps).max()) > MAX_NESTING:
        raise ImportRefused(
            "This file was not opened, nothing was changed.",
            [problem("json_too_deep", most=MAX_NESTING)],
        )


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _refuse_constant(name: str) -> None:
    raise _not_json(f"It holds {name}, which is no number that JSON has.")


def _not_json(detail: str) -> ImportRefused:
    return ImportRefused(
        "This file could not be read, nothing was changed.",
        [problem("no_json", detail=detail)],
    )
