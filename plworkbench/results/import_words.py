"""An import in words: what it brought, and what kind of file it was."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from plworkbench import importers

_NO_FILE = {"sample": "Sample data", "entered": "Entered by hand"}
"""What is brought in without a file."""


def stored_words(counts: Mapping) -> str:
    """Return what an import brought.

    Parameters
    ----------
    counts : mapping
        `ImportPlan.counts`, as they were kept with the import.

    Examples
    --------
    >>> stored_words({"added": 1200, "changed": 2, "records": {"attendance": {"added": 12, "changed": 1}}})
    '1,200 scores added, 2 changed; 12 days of attendance added, 1 changed'
    >>> stored_words({"added": 0, "changed": 1}), stored_words({"added": 0, "changed": 0, "new_students": 24})
    ('1 score changed', '24 students added')
    >>> stored_words({"added": 0, "changed": 0, "learned": 2})
    '2 students known by another number or name as well'
    """
    compared = [
        (lambda number: importers.counted(number, "score"), counts),
        *((partial(importers.record_count, table=table), found) for table, found in counts.get("records", {}).items()),
        (lambda number: importers.counted(number, "standard"), counts.get("standards", {})),
    ]
    said = []
    for words, found in compared:
        added, changed = found.get("added", 0), found.get("changed", 0)
        if added:
            said.append(f"{words(added)} added" + (f", {changed:,} changed" if changed else ""))
        elif changed:
            said.append(f"{words(changed)} changed")
    if not said and counts.get("new_students"):
        return f"{importers.counted(counts['new_students'], 'student')} added"
    if not said and counts.get("learned"):
        return f"{importers.counted(counts['learned'], 'student')} known by another number or name as well"
    return "; ".join(said) or "nothing new"


def format_words(importer: str) -> str:
    """Return a format in words, by the key of its importer.

    Examples
    --------
    >>> format_words("wide_table"), format_words("sample")
    ('Table of students and scores', 'Sample data')
    """
    if importer in _NO_FILE:
        return _NO_FILE[importer]
    names = {module.IMPORTER: module.FORMAT_NAME for module in importers.REGISTRY}
    return names.get(importer, importer.replace("_", " ").capitalize())
