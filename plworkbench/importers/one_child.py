"""Tell which two students may be one child that files brought in twice; the teacher decides."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pandas as pd

from plworkbench.importers.matching import comparable
from plworkbench.importers.names import fold_name

SAME_NAME = "The same name, and no number or address that tells them apart."
NEAR_NAME = "The same name but for accents or the order of its parts, and no number or address that tells them apart."
LOST_ZEROS = "A like name, and the same number but for zeros in front, which spreadsheet programs drop."

_COLUMNS = ["student_key", "other_student_key", "why"]


def pairs_of_one_child(students: pd.DataFrame, identifiers: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of students who may be one child.

    Parameters
    ----------
    students : DataFrame
        The table `students`, with the column `in_class`.
    identifiers : DataFrame
        The table `identifiers`.

    Returns
    -------
    DataFrame
        student_key (of the class), other_student_key and why; the order of `students`.

    Notes
    -----
    Two students of a class are a pair if they have the same name; a student of the class and anybody else, if they
    have the same number but for zeros in front and a part of the name in common. Different numbers of one kind make
    two children.

    Examples
    --------
    >>> both = pd.DataFrame({"student_key": ["a", "b"], "name": ["Lucía Paz", "PAZ, Lucia"], "in_class": True})
    >>> known = pd.DataFrame({"student_key": ["a"], "kind": ["sis_id"], "identifier": ["007"]})
    >>> pairs_of_one_child(both, known)[["student_key", "other_student_key"]].to_numpy().tolist()
    [['a', 'b']]
    """
    names = {key: fold_name(name) for key, name in students[["student_key", "name"]].itertuples(index=False)}
    words = {key: _words(name) for key, name in names.items()}
    here = set(students.loc[students["in_class"], "student_key"])
    own: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    numbers, namesakes = defaultdict(list), defaultdict(list)
    for key, kind, identifier in identifiers[["student_key", "kind", "identifier"]].itertuples(index=False):
        own[key][kind].add(_without_zeros(identifier))
        if identifier.isdigit() and key in names:
            numbers[comparable(kind, _without_zeros(identifier))].append(key)
    for key in names:
        if key in here:
            namesakes[tuple(sorted(words[key]))].append(key)
    order = {key: place for place, key in enumerate(names)}
    found: dict[tuple[str, str], str] = {}

    def add(one: str, other: str, why: str) -> None:
        first, second = sorted((one, other), key=lambda key: (key not in here, order[key]))
        found.setdefault((first, second), why)

    for group in numbers.values():
        for one, other in _pairs(group):
            if {one, other} & here and set(words[one]) & set(words[other]):
                add(one, other, LOST_ZEROS)
    for group in namesakes.values():
        for one, other in _pairs(group):
            if not any(own[one][kind].isdisjoint(own[other][kind]) for kind in own[one].keys() & own[other].keys()):
                add(one, other, SAME_NAME if names[one] == names[other] else NEAR_NAME)
    rows = sorted((first, second, why) for (first, second), why in found.items())
    rows.sort(key=lambda row: (order[row[0]], order[row[1]]))
    return pd.DataFrame(rows, columns=_COLUMNS, dtype="str")


def _pairs(keys: list[str]) -> list[tuple[str, str]]:
    different = list(dict.fromkeys(keys))
    return [(one, other) for place, one in enumerate(different) for other in different[place + 1 :]]


def _without_zeros(identifier: str) -> str:
    return identifier.lstrip("0") if identifier.isdigit() else identifier.casefold()


def _words(name: str) -> list[str]:
    """Return the words of a folded name without accents and commas."""
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.replace(",", " ").split()
