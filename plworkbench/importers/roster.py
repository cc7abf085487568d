"""Rows of a file turned into students, and the words by which files name the columns of a student."""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.importers.names import shown_and_sorted
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
    ),
    "first_name": ("first name", "firstname", "first", "given name", "given names", "forename", "student first name"),
    "last_name": ("last name", "lastname", "last", "surname", "family name", "student last name"),
    "sis_id": ("sis id", "sis user id", "sisid"),
    "canvas_id": ("canvas id", "canvas user id"),
    "login": ("login", "login id", "sis login id", "user name", "username", "user id"),
    "email": ("email", "e mail", "email address", "e mail address", "student email", "mail"),
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
    ),
    "section": ("section", "class", "class name", "period", "course", "homeroom", "block"),
}
"""Headers, folded by `fold_header`, of the columns that say who a student is."""  # fmt: skip

_SEPARATORS = re.compile(r"[\W_]+")


def fold_header(header: str) -> str:
    """Return a header as it is compared: small letters, with one space for anything that is no letter or digit.

    Examples
    --------
    >>> fold_header("Points_Possible: "), fold_header("Student's name")
    ('points possible', 'student s name')
    """
    return _SEPARATORS.sub(" ", header.casefold()).strip()


def find_roles(headers: list[str], words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the header of each role that a table has; of several headers for one role the first counts.

    Examples
    --------
    >>> find_roles(["Last Name", "Student ID", "Quiz"], ROLE_WORDS)
    {'last_name': 'Last Name', 'id': 'Student ID'}
    """
    role_of = {word: role for role, role_words in words.items() for word in role_words}
    found: dict[str, str] = {}
    for header in headers:
        role = role_of.get(fold_header(header))
        if role is not None:
            found.setdefault(role, header)
    return found


def who(frame: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    """Return the columns name, section and one for each kind of identifier, '' where the file has nothing.

    Parameters
    ----------
    frame : DataFrame
        Text cells.
    roles : dict
        Role to header, from `find_roles` with `ROLE_WORDS`. First and last name together win over a name.
    """
    blank = pd.Series("", index=frame.index, dtype="str")

    def column(role: str) -> pd.Series:
        return frame[roles[role]].str.strip() if role in roles else blank

    first, last = column("first_name"), column("last_name")
    both = (last + ", " + first).where((first != "") & (last != ""), first + last)
    people = pd.DataFrame({"name": both.where(both != "", column("name")), "section": column("section")})
    return people.assign(**{kind: column(kind) for kind in IDENTIFIER_KINDS})


def first_identifier(people: pd.DataFrame) -> pd.Series:
    """Return the first identifier of each row, '' where there is none: a file of IDs alone shows it as the name."""
    found = pd.Series("", index=people.index, dtype="str")
    for kind in IDENTIFIER_KINDS:
        found = found.where(found != "", people[kind])
    return found


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
    [[2, 'Amara Okafor', 'Okafor, Amara', 'P3', {'id': '007'}]]
    """
    kinds = [kind for kind in IDENTIFIER_KINDS if kind in people]
    shown = [shown_and_sorted(name, last_name_first=last_name_first) for name in people["name"]]
    identifiers = [
        {kind: value for kind, value in zip(kinds, values, strict=True) if value}
        for values in people[kinds].itertuples(index=False, name=None)
    ]
    return frame_of(
        "students",
        {
            "row_number": list(people.index),
            "name": [name for name, _ in shown],
            "sort_name": [name for _, name in shown],
            "section": list(people["section"]),
            "identifiers": pd.Series(identifiers, dtype="object"),
        },
    )
