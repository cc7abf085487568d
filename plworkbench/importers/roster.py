"""Rows of a file turned into students, and the words by which files name the columns of a student."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from plworkbench.importers.names import fold_name, shown_and_sorted
from plworkbench.importers.parsed import IDENTIFIER_KINDS, frame_of

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "name": (
        "student",
        "students",
        "student name",
        "student s name",
        "name",
        "names",
        "full name",
        "learner",
        "pupil",
        "name of student",
        "last name first name",
        "lastname firstname",
        "last first",
        "last first name",
        "name last first",
        "student last first",
        "student name last first",
        "student full name",
    ),
    "first_name": (
        "first name",
        "firstname",
        "first",
        "given name",
        "given names",
        "forename",
        "student first name",
        "vorname",
        "nombre",
        "prénom",
    ),
    "last_name": (
        "last name",
        "lastname",
        "last",
        "surname",
        "family name",
        "student last name",
        "nachname",
        "apellido",
        "apellidos",
        "apellido s",
        "nom",
        "nom de famille",
    ),
    "sis_id": ("sis id", "sis user id", "sisid"),
    "canvas_id": ("canvas id", "canvas user id"),
    "login": ("login", "login id", "sis login id", "user name", "username", "user id"),
    "email": (
        "email",
        "e mail",
        "email address",
        "e mail address",
        "student email",
        "mail",
        "e mail adresse",
        "dirección de correo",
        "dirección de correo electrónico",
        "correo electrónico",
        "adresse de courriel",
        "adresse e mail",
    ),
    "id": (
        "id",
        "student id",
        "studentid",
        "student number",
        "student no",
        "id number",
        "number",
        "local id",
        "pupil id",
        "id nummer",
        "número de id",
        "numéro d identification",
    ),
    "section": ("section", "class", "class name", "period", "course", "homeroom", "block"),
}
"""Headers, folded by `fold_header`, of the columns that say who a student is."""  # fmt: skip

STUDENT = ("name", "last_name", "first_name", *IDENTIFIER_KINDS)
"""Roles that tell who a student is."""

_SECTION_JOINTS = re.compile(r",? and |, ")
_SEPARATORS = re.compile(r"[\W_]+")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')


def fold_header(header: str) -> str:
    """Return a header as it is compared: small letters, with one space for anything that is no letter or digit.

    Examples
    --------
    >>> fold_header("Points_Possible: "), fold_header("Student's name")
    ('points possible', 'student s name')
    """
    return _SEPARATORS.sub(" ", header.casefold()).strip()


def find_roles(
    headers: list[str], words: Mapping[str, tuple[str, ...]], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the header of each role that a table has; of several headers for one role the first counts.

    Parameters
    ----------
    headers : list of str
        The headers of the table.
    words : mapping
        Role to folded headers.
    given : mapping, optional
        Header to role, as the teacher said: it wins, and a header with the role '' has none.

    Examples
    --------
    >>> find_roles(["Last Name", "Student ID", "Quiz"], ROLE_WORDS)
    {'last_name': 'Last Name', 'id': 'Student ID'}
    """
    role_of = {word: role for role, role_words in words.items() for word in role_words}
    given = given or {}
    found = {role: header for header in headers if (role := given.get(header)) in words}
    for header in headers:
        role = None if header in given else role_of.get(fold_header(header))
        if role is not None:
            found.setdefault(role, header)
    return found


def names_students(roles: Mapping[str, str]) -> bool:
    """Return whether the columns of a table say who a student is, by name or by identifier.

    Examples
    --------
    >>> names_students({"id": "Student ID"}), names_students({"section": "Class"})
    (True, False)
    """
    return bool(roles.keys() & set(STUDENT))


def who(frame: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    """Return the columns name, section and one for each kind of identifier, '' where the file has nothing.

    Parameters
    ----------
    frame : DataFrame
        Text cells.
    roles : dict
        Role to header, from `find_roles` with `ROLE_WORDS`. First and last name together win over a name; beside
        only one of them, 'Name' is the other, as in 'Name;Vorname', or the whole name.

    Examples
    --------
    >>> frame = pd.DataFrame({"Name": ["Okafor"], "Vorname": ["Amara"], "ID": ['="00123"']})
    >>> who(frame, {"name": "Name", "first_name": "Vorname", "id": "ID"})[["name", "id"]].to_numpy().tolist()
    [['Okafor, Amara', '00123']]
    """
    blank = pd.Series("", index=frame.index, dtype="str")

    def column(role: str) -> pd.Series:
        return _without_formula(frame[roles[role]].str.strip()) if role in roles else blank

    first, last = column("first_name"), column("last_name")
    if "name" in roles and ("first_name" in roles) != ("last_name" in roles):
        name = column("name")
        is_part = [bool(own) and not _words(own) <= _words(whole) for own, whole in zip(first + last, name)]
        other = name.where(is_part, "")
        first, last = (first.where(is_part, ""), other) if "first_name" in roles else (other, last.where(is_part, ""))
    both = (last + ", " + first).where((first != "") & (last != ""), first + last)
    people = pd.DataFrame({"name": both.where(both != "", column("name")), "section": column("section")})
    people = people.assign(**{kind: column(kind) for kind in IDENTIFIER_KINDS})
    return people if set(roles) & {"id", "sis_id"} else _with_id_of_name(people)


def _with_id_of_name(people: pd.DataFrame) -> pd.DataFrame:
    """Return people with the ID that stands behind each name, as in 'Okafor, Amara (00123)', where most have one."""
    parts = people["name"].str.extract(r"^(?P<name>[^()]*[^()\s])\s*\((?P<id>[A-Za-z]{0,2}[0-9]{3,})\)$")
    has_id = parts["id"].notna()
    if has_id.mean() <= 0.5:
        return people
    return people.assign(
        name=people["name"].mask(has_id, parts["name"]).astype("str"), id=parts["id"].fillna("").astype("str")
    )


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", fold_name(name)))


def _without_formula(cells: pd.Series) -> pd.Series:
    """Return cells with ="00123" as 00123: programs write it so that Excel keeps the zeros."""
    if not cells.str.startswith('="').any():
        return cells
    return cells.map(lambda text: found[1] if (found := _KEPT_AS_TEXT.fullmatch(text)) else text).astype("str")


def first_identifier(people: pd.DataFrame) -> pd.Series:
    """Return the first identifier of each row, '' where there is none: a file of IDs alone shows it as the name."""
    found = pd.Series("", index=people.index, dtype="str")
    for kind in IDENTIFIER_KINDS:
        found = found.where(found != "", people[kind])
    return found


def split_sections(cells: list[str]) -> list[tuple[str, ...]]:
    """Return the sections each cell names: 'A and B' are two where both stand alone in other cells.

    Examples
    --------
    >>> split_sections(["A", "B", "A and B", "Arts and Crafts", ""])
    [('A',), ('B',), ('A', 'B'), ('Arts and Crafts',), ()]
    """
    known = set(cells)

    def parts(cell: str) -> tuple[str, ...]:
        split = [part for part in _SECTION_JOINTS.split(cell) if part]
        return tuple(split) if len(split) > 1 and known.issuperset(split) else ((cell,) if cell else ())

    found = {cell: parts(cell) for cell in known}
    return [found[cell] for cell in cells]


def student_frame(people: pd.DataFrame, *, last_name_first: bool = False) -> pd.DataFrame:
    """Return the `students` frame of a parsed file.

    Parameters
    ----------
    people : DataFrame
        One row a student, index the physical row: name, section, and a column for kinds of identifier.
    last_name_first : bool
        Whether the source is known to write 'Last, First'.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Okafor, Amara"], "section": ["P3"], "id": ["007"]}, index=[2])
    >>> student_frame(people).to_numpy().tolist()
    [[2, 'Amara Okafor', 'Okafor, Amara', ('P3',), {'id': '007'}]]
    """
    kinds = [kind for kind in IDENTIFIER_KINDS if kind in people]
    shown = [shown_and_sorted(name, last_name_first=last_name_first) for name in people["name"].tolist()]
    identifiers = [
        {kind: value for kind, value in zip(kinds, values, strict=True) if value}
        for values in zip(*(people[kind].tolist() for kind in kinds))
    ]
    return frame_of(
        "students",
        {
            "row_number": list(people.index),
            "name": [name for name, _ in shown],
            "sort_name": [name for _, name in shown],
            "sections": pd.Series(split_sections(list(people["section"])), dtype="object"),
            "identifiers": pd.Series(identifiers, dtype="object"),
        },
    )
