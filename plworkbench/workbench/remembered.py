"""How the files of a source were read before, so that the next one is read so without asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from plworkbench import importers
from plworkbench.errors import ImportRefused
from plworkbench.importers import free_table

ANSWERS = "how a file was read"
"""The setting of an import that holds what its file left open, and what the teacher said."""

_LASTING = ("importer", "roles", "date_order", "letters", "section")
_OF_ANY_CLASS = ("importer", "roles")
# Without one of these, the file asks nothing that could be answered from memory.
_UNASKED = ("importer", "roles", "letters")


def to_remember(parsed: importers.ParsedFile, class_name: str) -> dict[str, Any]:
    """Return what the next file of the same source can be read with; empty if the teacher said nothing of this one.

    Parameters
    ----------
    parsed : ParsedFile
        A file that was brought in.
    class_name : str
        The class it went into.

    Returns
    -------
    dict
        importer, headings and answers. Nothing typed by somebody is a key, because a log holds keys.
    """
    answers = {name: getattr(parsed.answers, name) for name in _LASTING}
    if answers["section"].strip().casefold() == class_name.casefold():
        del answers["section"]  # the class tells it
    said = {name: _listed(value) for name, value in answers.items() if value}
    if not said:
        return {}
    return {"importer": parsed.importer, "headings": _telling_headings(parsed), "answers": said}


def recall(
    here: Iterable[Mapping[str, Any]], elsewhere: Iterable[Mapping[str, Any]], parsed: importers.ParsedFile
) -> dict[str, Any]:
    """Return the answers that were given before to what a file leaves open.

    Parameters
    ----------
    here, elsewhere : iterable of mapping
        What `to_remember` gave for imports into the class of the file, and into other classes; the newest first.
    parsed : ParsedFile
        The file, read without answers.

    Notes
    -----
    A source is a class, a format and the headings. The same heading means something else in another table, so all
    headings of the earlier file must be there. What columns hold is then true for every class; how dates are meant,
    only for the class in which it was said.
    """
    headings = set(_headings(parsed))
    found: dict[str, Any] = {}
    for known, names in ((here, _LASTING), (elsewhere, _OF_ANY_CLASS)):
        for record in known:
            if _is_same_source(record, parsed.importer, headings) and (names is _LASTING or record["headings"]):
                for name in names:
                    if name in record["answers"]:
                        found.setdefault(name, _as_said(name, record["answers"][name]))
    asked = {question.key for question in parsed.questions}
    return {name: value for name, value in found.items() if name in _UNASKED or name in asked}


def _is_same_source(record: Mapping[str, Any], importer: str, headings: Set[str]) -> bool:
    told_otherwise = "importer" in record["answers"] and bool(record["headings"])
    return (told_otherwise or record["importer"] == importer) and headings.issuperset(record["headings"])


def _telling_headings(parsed: importers.ParsedFile) -> list[str]:
    """Return the headings that stay from file to file: of assessments, only those somebody said something of."""
    headings, roles = _headings(parsed), parsed.answers.roles
    known = {name for name, role in parsed.roles.items() if role not in ("", free_table.WORK)} | set(roles)
    works = set(parsed.columns["column_name"])
    return [name for name in headings if name in known] or [name for name in headings if name not in works]


def _headings(parsed: importers.ParsedFile) -> list[str]:
    if not isinstance(parsed.raw, importers.RawTable):
        return []
    try:
        return list(importers.grid_of(parsed.raw, limit=200).frame.columns)
    except ImportRefused:  # a table without headings
        return []


def _listed(value: Any) -> Any:
    return [list(pair) for pair in value.items()] if isinstance(value, Mapping) else value


def _as_said(name: str, value: Any) -> Any:
    return dict(value) if name in ("roles", "letters") else value
