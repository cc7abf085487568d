"""Tell which students of a file are known already: by identifier, else by name within the class, else new."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.names import fold_name
from plworkbench.schema import DTYPES, TABLES


@dataclass(frozen=True, eq=False)
class StudentMatch:
    """The students of a file, matched.

    Parameters
    ----------
    students : DataFrame
        row_number, student_key, and `match`: 'identifier', 'name' or 'new'. Rows with a problem are not in it.
    new_students, new_identifiers : DataFrame
        Rows to add to the tables `students` and `identifiers`.
    problems : tuple of Problem
        Rows whose student cannot be told.
    """

    students: pd.DataFrame
    new_students: pd.DataFrame
    new_identifiers: pd.DataFrame
    problems: tuple[Problem, ...]


def new_keys(count: int) -> list[str]:
    """Return random keys of 16 hexadecimal digits.

    Examples
    --------
    >>> [len(key) for key in new_keys(2)]
    [16, 16]
    """
    digits = secrets.token_hex(8 * count)
    return [digits[start : start + 16] for start in range(0, 16 * count, 16)]


def comparable(kind: str, identifier: str) -> tuple[str, str]:
    """Return an identifier as it is compared between sources.

    A column 'ID' of a teacher's own table is often the school's number, and a login is often the email address.

    Examples
    --------
    >>> comparable("login", "Ada@School.org") == comparable("email", "ada@school.org")
    True
    """
    if kind in ("login", "email"):
        return ("email" if "@" in identifier else kind), identifier.casefold()
    return ("sis_id" if kind == "id" else kind), identifier


_ADD_ID = "Add a column 'ID' with the school's number of each student."


class _Known:
    """What the workbench knows of students, ready to be looked up."""

    def __init__(self, students: pd.DataFrame, identifiers: pd.DataFrame) -> None:
        self.names = dict(zip(students["student_key"], students["name"].map(fold_name), strict=True))
        in_class = students["in_class"].fillna(False).astype("bool")
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for key in students["student_key"][in_class]:
            self.by_name[self.names[key]].append(key)
        self.owner: dict[tuple[str, str], str] = {}
        self.by_identifier: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self.of_student: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for key, kind, identifier in identifiers[["student_key", "kind", "identifier"]].itertuples(index=False):
            self.owner[kind, identifier] = key
            self.by_identifier[comparable(kind, identifier)].add((key, kind))
            self.of_student[key][kind].add(identifier)

    def find(self, name: str, identifiers: dict[str, str]) -> tuple[str | None, str, str]:
        """Return the student's key (None if new), how it was found, and the trouble if it cannot be told."""
        sure, likely, doubtful = set(), set(), set()
        for kind, identifier in identifiers.items():
            for key, known_kind in self.by_identifier.get(comparable(kind, identifier), ()):
                if "id" not in (kind, known_kind):
                    sure.add(key)
                elif set(name.split()) & set(self.names.get(key, "").split()):
                    likely.add(key)
                else:
                    doubtful.add(key)
        found = sure or likely
        if len(found) == 1:
            return found.pop(), "identifier", ""
        if found:
            return None, "", "its identifiers belong to different students of the workbench."
        if doubtful:
            return None, "", "its ID belongs to a student of another name in the workbench."
        named = [key for key in self.by_name.get(name, ()) if not self._differs(key, identifiers)]
        if len(named) == 1:
            return named[0], "name", ""
        if named:
            return None, "", "several students of the class have this name."
        return None, "new", ""

    def _differs(self, key: str, identifiers: dict[str, str]) -> bool:
        own = self.of_student.get(key, {})
        return any(own.get(kind) and identifier not in own[kind] for kind, identifier in identifiers.items())


def match_students(
    students: pd.DataFrame, known_students: pd.DataFrame, known_identifiers: pd.DataFrame
) -> StudentMatch:
    """Match the students of a file with those of the workbench.

    Parameters
    ----------
    students : DataFrame
        `ParsedFile.students`.
    known_students : DataFrame
        The table `students`, with a column `in_class`.
    known_identifiers : DataFrame
        The table `identifiers`.

    Returns
    -------
    StudentMatch

    Notes
    -----
    Any identifier in common makes two rows one student. An 'id', which may be no more than a count of rows, does so
    only where the names share a word. A name alone counts within the class, where no identifier contradicts it.
    """
    known = _Known(known_students, known_identifiers)
    names = students["name"].map(fold_name)
    how_often = Counter(names)
    rows_of: dict[object, list[int]] = defaultdict(list)
    for row, name, identifiers in zip(students["row_number"], names, students["identifiers"], strict=True):
        rows_of[name].append(row)
        for compared in {comparable(kind, identifier) for kind, identifier in identifiers.items()}:
            rows_of[compared].append(row)
    matched, problems = [], []
    for row, name, shown, identifiers in zip(
        students["row_number"], names, students["name"], students["identifiers"], strict=True
    ):
        trouble, cure = "", _ADD_ID
        shared = sorted({r for k, v in identifiers.items() for r in rows_of[comparable(k, v)]} - {row})
        key, how = None, ""
        if shared:
            trouble, cure = (
                f"its ID stands in {_rows(shared)} as well.",
                "Give each student one row and an ID of their own.",
            )
        elif not identifiers and how_often[name] > 1:
            trouble = (
                f"this name stands in {_rows(sorted(set(rows_of[name]) - {row}))} as well, and no ID tells them apart."
            )
        else:
            key, how, trouble = known.find(name, identifiers)
            if "another name" in trouble:
                cure = "Correct the ID or the name; if the numbers only count the rows, delete the column."
        if trouble:
            problems.append(Problem(trouble, cure, row=int(row), value=shown))
        else:
            matched.append((row, key, how))
    table = pd.DataFrame(matched, columns=["row_number", "student_key", "match"])
    twice = table["student_key"].notna() & table["student_key"].duplicated(keep=False)
    for row, key in table.loc[twice, ["row_number", "student_key"]].itertuples(index=False):
        others = table.loc[twice & (table["student_key"] == key) & (table["row_number"] != row), "row_number"]
        problems.append(Problem(f"it is the same student as {_rows(list(others))}.", _ADD_ID, row=int(row)))
    table = table[~twice].reset_index(drop=True)
    is_new = table["match"] == "new"
    table.loc[is_new, "student_key"] = new_keys(int(is_new.sum()))
    table = table.astype({"row_number": "int64", "student_key": "str", "match": "str"})
    people = table.merge(students, on="row_number")
    added = people[people["match"] == "new"][["student_key", "name", "sort_name"]].reset_index(drop=True)
    identifiers = [
        (key, kind, identifier)
        for key, own in zip(people["student_key"], people["identifiers"], strict=True)
        for kind, identifier in own.items()
        if (kind, identifier) not in known.owner
    ]
    dtypes = {column.name: DTYPES[column.type] for column in TABLES["identifiers"].columns}
    new_identifiers = pd.DataFrame(identifiers, columns=list(dtypes)).astype(dtypes)
    return StudentMatch(table, added, new_identifiers, tuple(problems))


def _rows(rows: list[int]) -> str:
    listed = ", ".join(str(row) for row in rows[:5]) + (" and more" if len(rows) > 5 else "")
    return f"row {listed}" if len(rows) == 1 else f"rows {listed}"
