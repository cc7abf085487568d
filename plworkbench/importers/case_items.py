"""The standards of a CASE package: each with a code that people can read, its place in the hierarchy and its domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from plworkbench.importers.codes import short_code
from plworkbench.messages import shortened

TITLE_LENGTH = 60
"""The longest title made from a statement, in characters."""

_CODE_WORDS = 4
_CODE_LENGTH = 30
_KEY_LENGTH = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBERS = re.compile(r"([0-9]{1,9})")


def text_of(value: object) -> str:
    r"""Return a text of a document without control characters; '' for anything that is none.

    Examples
    --------
    >>> text_of(" a\x00\r\nb "), text_of(None), text_of(6)
    ('a\nb', '', '')
    """
    return _CONTROL.sub("", value.replace("\r\n", "\n")).strip() if isinstance(value, str) else ""


def one_line(value: object) -> str:
    """Return a text of a document on one line."""
    return " ".join(text_of(value).split())


def shown_kind(value: object) -> str:
    """Return what a value of a document is, in words, where something else was expected.

    Examples
    --------
    >>> shown_kind([1]), shown_kind(12), shown_kind(None)
    ('a list', '12', 'None')
    """
    return {dict: "an object", list: "a list", str: "a text"}.get(type(value)) or shortened(str(value))


def title_of(abbreviated: str, statement: str) -> str:
    """Return the title of a standard: its short statement, or the beginning of the full one, cut between words.

    Examples
    --------
    >>> title_of("", "Understand the concept of a ratio and use ratio language to describe a relationship.")
    'Understand the concept of a ratio and use ratio language …'
    """
    line = " ".join((abbreviated or statement).split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ,;:')} …"


def codes_of(items: pd.DataFrame, known: Mapping[str, str]) -> pd.Series:
    """Return a code for each item, no two alike.

    Parameters
    ----------
    items : DataFrame
        Index the identifier: scheme, enumeration, statement, parent (the identifier of the parent, '' for none).
    known : mapping
        Identifier to the code that the workbench already uses for it, which stays.

    Notes
    -----
    The framework's own code comes first. An item without one has its number after the code of its parent, or else its
    first words; where that is taken, the beginning of its identifier is added, which is the same in every export.

    Examples
    --------
    >>> items = pd.DataFrame({"scheme": ["CCSS.Math.Content.6.RP.A", "", ""], "enumeration": ["", "1.", ""],
    ...     "statement": ["Ratios", "Understand", "Use the number line"], "parent": ["", "g1", ""]}, ["g1", "g2", "g3"])
    >>> codes_of(items, {}).tolist()
    ['6.RP.A', '6.RP.A.1', 'Use the number line']
    """
    own = items["scheme"].map(short_code).to_dict()
    often = Counter(own.values())
    codes = {key: known[key] for key in items.index if key in known}
    used = set(codes.values())
    for key, code in own.items():
        if key not in codes and code and often[code] == 1 and code not in used:
            codes[key] = code
    # A code made up here must not mean another standard of the workbench.
    used |= set(codes.values()) | set(known.values())
    parents, numbers, statements = (items[name].to_dict() for name in ("parent", "enumeration", "statement"))
    # Parents first, so that a number can stand after the code of its parent; and whatever the order of the file.
    for key in _parents_first(items["parent"].sort_index()):
        if key in codes:
            continue
        above, last = codes.get(parents[key], ""), own[key] or numbers[key].strip(" .)(")[:_CODE_LENGTH]
        words = " ".join(statements[key].split()[:_CODE_WORDS])[:_CODE_LENGTH].strip()
        wanted = f"{above}.{last}" if above and last else own[key] or words
        codes[key] = next(code for code in _tries(wanted, key, len(used)) if code not in used)
        used.add(codes[key])
    return pd.Series(codes, dtype="str").reindex(items.index)


def _tries(wanted: str, key: str, count: int) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted} ({key[:length]})" for length in range(4, min(len(key), _KEY_LENGTH) + 1))
    # No two of a hundred items can want the same of a hundred and one codes.
    yield from (f"{wanted} ({number})" for number in range(2, count + 3))


def _parents_first(parents: pd.Series) -> list[str]:
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    order, waiting = [], list(reversed(children.get("", [])))
    while waiting:
        key = waiting.pop()
        order.append(key)
        waiting += reversed(children.get(key, []))
    return order


def in_teaching_order(items: pd.DataFrame) -> list[str]:
    """Return the identifiers as the framework lists them: each item before its children, these by their numbers.

    Parameters
    ----------
    items : DataFrame
        Index the identifier, in the order of the file: parent, number (missing where the package says none),
        enumeration.
    """
    natural = [
        tuple((0, int(part), "") if _NUMBERS.fullmatch(part) else (1, 0, part) for part in _NUMBERS.split(text) if part)
        for text in items["enumeration"].str.casefold().str.strip(" .()")
    ]
    place = {key: n for n, key in enumerate(items.index)}
    keys = {
        key: (number != number, 0.0 if number != number else number, text, place[key])
        for key, number, text in zip(items.index, items["number"], natural)
    }
    return _parents_first(items["parent"].loc[sorted(items.index, key=keys.__getitem__)])


def domains_of(items: pd.DataFrame) -> pd.Series:
    """Return the title of the topmost item above each; '' for a top item that has nothing below it.

    Parameters
    ----------
    items : DataFrame
        Index the identifier: parent, title.
    """
    top: dict[str, str] = {}
    for key in _parents_first(items["parent"]):
        parent = items["parent"][key]
        top[key] = top[parent] if parent else key
    titles, has_children = items["title"].to_dict(), set(items["parent"])
    return pd.Series(
        {key: titles[up] if up != key or key in has_children else "" for key, up in top.items()}, dtype="str"
    ).reindex(items.index)
