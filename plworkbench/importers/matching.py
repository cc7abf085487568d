"""Tell which students of a file are known already: by identifier, or by a name that the teacher confirmed; else new."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.names import fold_name
from plworkbench.messages import problem, rows_named
from plworkbench.schema import DTYPES, TABLES

SAME, NEW = "same", "new"
"""What a teacher decides of a proposed match; in place of `SAME` the key of one of several candidates."""

_PROPOSALS = {
    "row_number": "int64",
    "name": "str",
    "candidates": "object",
    "known_names": "object",
    "why": "str",
    "decision": "str",
}


@dataclass(frozen=True, eq=False)
class StudentMatch:
    """The students of a file, matched.

    Parameters
    ----------
    students : DataFrame
        row_number, student_key, and `match`: 'identifier', 'confirmed' or 'new'. Rows with a problem, and rows that
        wait for the teacher, are not in it.
    proposals : DataFrame
        Students who may be known: row_number, name, candidates and known_names (tuples of the same length: keys and
        names in the workbench), why, and the teacher's decision ('' while it is open).
    new_students, identifiers, confirmed_names : DataFrame
        Rows to add to the tables of that name. The last two hold all that the file says, known or not: whoever takes
        an earlier import back loses no number that a later file states as well.
    in_class : set of str
        The students who are in the class already, whether the file has them or not.
    learned : int
        Students of the class who get a number, or a name, by which they were not known so far.
    problems : tuple of Problem
        Rows whose student cannot be told.
    """

    students: pd.DataFrame
    proposals: pd.DataFrame
    new_students: pd.DataFrame
    identifiers: pd.DataFrame
    confirmed_names: pd.DataFrame
    in_class: set[str]
    learned: int
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


@dataclass
class _Known:
    """What the workbench knows of students, ready to be looked up."""

    names: dict[str, str]
    in_class: set[str]
    by_name: dict[str, list[str]]
    confirmed: dict[str, set[str]]
    owner: dict[tuple[str, str], str] = field(default_factory=dict)
    by_identifier: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    of_student: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    former: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    without_zeros: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(
        cls,
        students: pd.DataFrame,
        identifiers: pd.DataFrame,
        former_identifiers: pd.DataFrame,
        confirmed_names: pd.DataFrame,
    ) -> _Known:
        names = dict(zip(students["student_key"], students["name"].map(fold_name), strict=True))
        by_name, confirmed = defaultdict(list), defaultdict(set)
        in_class = students["student_key"][students["in_class"].fillna(False).astype("bool")].tolist()
        for key in in_class:
            by_name[names[key]].append(key)
        for name, key in confirmed_names[["source_name", "student_key"]].itertuples(index=False):
            confirmed[name].add(key)
        known = cls(names, set(in_class), by_name, confirmed)
        columns = ["student_key", "kind", "identifier"]
        for key, kind, identifier in identifiers[columns].itertuples(index=False):
            known.owner[kind, identifier] = key
            known.by_identifier[comparable(kind, identifier)].add((key, kind))
            known.of_student[key][kind].add(identifier)
            if identifier.isdigit():
                known.without_zeros[comparable(kind, identifier.lstrip("0"))].add(key)
        for key, kind, identifier in former_identifiers[columns].itertuples(index=False):
            known.former[comparable(kind, identifier)].add(key)
        return known

    def by_any_identifier(self, name: str, identifiers: Mapping[str, str]) -> tuple[str, str]:
        """Return the key of the student with one of the identifiers, and the trouble if it cannot be told; else ''."""
        sure, likely, doubtful = set(), set(), set()
        for kind, identifier in identifiers.items():
            for key, known_kind in self.by_identifier.get(comparable(kind, identifier), ()):
                if "id" not in (kind, known_kind):
                    sure.add(key)
                elif self._shares_word(key, name):
                    likely.add(key)
                else:
                    doubtful.add(key)
        found = sure or likely
        if len(found) > 1:
            return "", "ids_of_two_students"
        if not found and doubtful:
            return "", "id_of_another_name"
        if found:
            return found.pop(), ""
        # An import that was taken back still tells who has a number, where the name agrees.
        before = {key for pair in identifiers.items() for key in self.former.get(comparable(*pair), ())}
        before = {key for key in before if self.names.get(key) == name}
        return (before.pop() if len(before) == 1 else ""), ""

    def candidates(self, name: str, identifiers: Mapping[str, str]) -> list[str]:
        """Return the keys of students of the class who may be meant."""
        shorter = {
            key for pair in identifiers.items() for key in self._with_zeros(*pair) if self._shares_word(key, name)
        }
        named = [key for key in self.by_name.get(name, ()) if not self._differs(key, identifiers)]
        return list(dict.fromkeys([*named, *sorted(shorter)]))

    def _with_zeros(self, kind: str, identifier: str) -> set[str]:
        """Return the students of the class whose ID is this one but for zeros in front."""
        if not identifier.isdigit():
            return set()
        return self.without_zeros.get(comparable(kind, identifier.lstrip("0")), set()) & self.in_class

    def _shares_word(self, key: str, name: str) -> bool:
        return bool(set(name.split()) & set(self.names.get(key, "").split()))

    def _lost_zeros(self, key: str, identifiers: Mapping[str, str]) -> bool:
        return any(key in self._with_zeros(*pair) for pair in identifiers.items())

    def _differs(self, key: str, identifiers: Mapping[str, str]) -> bool:
        own = self.of_student.get(key, {})
        return not self._lost_zeros(key, identifiers) and any(
            own.get(kind) and identifier not in own[kind] for kind, identifier in identifiers.items()
        )


def match_students(
    students: pd.DataFrame,
    known_students: pd.DataFrame,
    known_identifiers: pd.DataFrame,
    *,
    former_identifiers: pd.DataFrame | None = None,
    confirmed_names: pd.DataFrame | None = None,
    decisions: Mapping[int, str] | None = None,
) -> StudentMatch:
    """Match the students of a file with those of the workbench.

    Parameters
    ----------
    students : DataFrame
        `ParsedFile.students`.
    known_students : DataFrame
        The table `students`, with a column `in_class`: whether the student is in the class now.
    known_identifiers, former_identifiers : DataFrame
        The table `identifiers`: those that count, and those of imports that were taken back.
    confirmed_names : DataFrame, optional
        The table `confirmed_names` of the class.
    decisions : mapping, optional
        Row of a proposed match to `SAME`, `NEW` or the key of a candidate.

    Returns
    -------
    StudentMatch

    Notes
    -----
    Any identifier in common makes two rows one student. An 'id', which may be no more than a count of rows, does so
    only where the names share a word. A name alone never does: it makes a proposal, which the teacher decides once.
    """
    nothing = pd.DataFrame(columns=["student_key", "kind", "identifier", "source_name"], dtype="str")
    known = _Known.of(
        known_students,
        known_identifiers,
        nothing if former_identifiers is None else former_identifiers,
        nothing if confirmed_names is None else confirmed_names,
    )
    shown_names = dict(zip(known_students["student_key"], known_students["name"], strict=True))
    decisions = decisions or {}
    names = [fold_name(name) for name in students["name"].tolist()]
    how_often = Counter(names)
    rows_of: dict[object, list[int]] = defaultdict(list)
    rows, whole = students["row_number"].tolist(), students["identifiers"].tolist()
    for row, name, identifiers in zip(rows, names, whole, strict=True):
        rows_of[name].append(row)
        for compared in {comparable(*pair) for pair in identifiers.items()}:
            rows_of[compared].append(row)
    matched, proposals, problems = [], [], []
    for row, name, shown, identifiers in zip(rows, names, students["name"].tolist(), whole, strict=True):
        shared = sorted({other for pair in identifiers.items() for other in rows_of[comparable(*pair)]} - {row})
        if shared:
            problems.append(problem("id_twice", row=row, value=shown, rows=rows_named(shared)))
            continue
        if not identifiers and how_often[name] > 1:
            twins = sorted(set(rows_of[name]) - {row})
            problems.append(problem("name_without_id", row=row, value=shown, rows=rows_named(twins)))
            continue
        key, trouble = known.by_any_identifier(name, identifiers)
        if trouble:
            problems.append(problem(trouble, row=row, value=shown))
            continue
        if key:
            matched.append((row, key, "identifier"))
            continue
        # A number that is new may be another child of that name: then the teacher is asked.
        sure = set() if identifiers else known.confirmed.get(name, set())
        if len(sure) == 1:
            matched.append((row, next(iter(sure)), "confirmed"))
            continue
        candidates = known.candidates(name, identifiers)
        decision = decisions.get(int(row), "")
        if not candidates:
            matched.append((row, "", "new"))
            continue
        told = tuple(shown_names[candidate] for candidate in candidates)
        why = "The class has a student of this name." if len(told) == 1 else "The class has several such students."
        if identifiers and any(known._lost_zeros(candidate, identifiers) for candidate in candidates):
            why = "The class has this ID with zeros in front, which spreadsheet programs drop."
        proposals.append((row, shown, tuple(candidates), told, why, decision))
        if decision == NEW:
            matched.append((row, "", "new"))
        elif decision in candidates or (decision == SAME and len(candidates) == 1):
            matched.append((row, candidates[0] if decision == SAME else decision, "confirmed"))
    table = pd.DataFrame(matched, columns=["row_number", "student_key", "match"])
    twice = (table["student_key"] != "") & table["student_key"].duplicated(keep=False)
    for _, same in table[twice].groupby("student_key")["row_number"]:
        problems += [problem("same_student_as", row=row, rows=rows_named(same[same != row])) for row in same]
    table = table[~twice].reset_index(drop=True)
    is_new = table["match"] == "new"
    table.loc[is_new, "student_key"] = new_keys(int(is_new.sum()))
    table = table.astype({"row_number": "int64", "student_key": "str", "match": "str"})
    people = table.merge(students, on="row_number")
    added = people[people["match"] == "new"][["student_key", "name", "sort_name"]].reset_index(drop=True)
    identifiers, told_names = _identifiers(people, known), _names(people)
    return StudentMatch(
        table,
        pd.DataFrame(proposals, columns=list(_PROPOSALS)).astype(_PROPOSALS),
        added,
        identifiers,
        told_names,
        known.in_class,
        _learned(identifiers, told_names, known),
        tuple(problems),
    )


def _identifiers(people: pd.DataFrame, known: _Known) -> pd.DataFrame:
    """Return the identifiers the file gives, but for those that belong to another student."""
    rows = [
        (key, kind, identifier)
        for key, own in zip(people["student_key"].tolist(), people["identifiers"].tolist(), strict=True)
        for kind, identifier in own.items()
        if known.owner.get((kind, identifier), key) == key
    ]
    dtypes = {c.name: DTYPES[c.type] for c in TABLES["identifiers"].columns if c.name != "import_key"}
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _names(people: pd.DataFrame) -> pd.DataFrame:
    """Return the names that mean a student from now on: those confirmed, and those of new students without an ID."""
    rows = [
        (fold_name(name), key)
        for key, match, name, own in zip(
            *(people[column].tolist() for column in ("student_key", "match", "name", "identifiers")), strict=True
        )
        if match == "confirmed" or (match == "new" and not own)
    ]
    return pd.DataFrame(rows, columns=["source_name", "student_key"]).astype("str")


def _learned(identifiers: pd.DataFrame, names: pd.DataFrame, known: _Known) -> int:
    by_number = {key for key, *pair in identifiers.itertuples(index=False, name=None) if tuple(pair) not in known.owner}
    by_name = {
        key for name, key in names.itertuples(index=False, name=None) if key not in known.confirmed.get(name, ())
    }
    return len((by_number | by_name) & known.in_class)
