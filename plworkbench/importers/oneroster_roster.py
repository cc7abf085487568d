"""The people of a OneRoster bundle: who is a student, of which classes, and known by which identifiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from plworkbench.importers.names import tidy_name
from plworkbench.importers.oneroster_files import Bundle, Member
from plworkbench.importers.parsed import NOT_A_STUDENT, frame_of
from plworkbench.messages import rows_named

_USED_FOR = f"{NOT_A_STUDENT}: it says "


@dataclass(frozen=True, eq=False)
class Roster:
    """The students of a bundle, and what else may be referred to.

    Parameters
    ----------
    students : DataFrame
        As in `ParsedFile.students`.
    row_of : dict
        sourcedId of a student to the row in `students`.
    others : dict
        sourcedId of a person who is no student here to the reason.
    section_of : dict
        sourcedId of a class to its name.
    gone_classes : set of str
        Classes that do not count any more.
    """

    students: pd.DataFrame
    row_of: dict[str, int]
    others: dict[str, str]
    section_of: dict[str, str]
    gone_classes: set[str]


def read_roster(bundle: Bundle) -> Roster:
    """Return who is a student of a bundle, and settle every row of its files about people and classes.

    Notes
    -----
    The `identifier` of a person is the school's number, which other gradebooks show, so it becomes the 'sis_id' and
    the `sourcedId` an 'id'; a person without one has the `sourcedId` as 'sis_id'. Where numbers of the two kinds could
    be confused within the bundle, the `sourcedId` alone is taken. Preferred names win over the others.
    """
    section_of, gone_classes = _sections(bundle["classes.csv"])
    users = bundle["users.csv"]
    gone_people = users.leave_out_of_date()
    _check_people(users)
    roles = _roles(bundle)
    enrolled, sections = _enrolled(bundle, section_of, gone_classes, gone_people, roles)
    others = dict.fromkeys(gone_people, f"{NOT_A_STUDENT}: the person does not count any more")
    for person in users["sourcedId"][users.open]:
        own = roles.get(person, set())
        if not ("student" in own or (not own and person in enrolled)):
            others[person] = f"{NOT_A_STUDENT}: {' and '.join(sorted(own)) or 'nobody gives this person a role'}"
    reasons = users["sourcedId"].map(others)
    users.leave_out(reasons.notna(), reasons.astype("str"))
    students = _students(users, sections)
    _settle_leftovers(bundle)
    taken = users.open
    return Roster(
        students,
        dict(zip(users["sourcedId"][taken], users.frame.index[taken])),
        others,
        section_of,
        gone_classes,
    )


def _sections(classes: Member) -> tuple[dict[str, str], set[str]]:
    """Return the name of each class, made different by its code where titles are the same, and those that are gone."""
    gone = classes.leave_out_of_date()
    names = pd.DataFrame({"key": classes["sourcedId"], "title": classes["title"], "code": classes["classCode"]})
    names = names[classes.open].assign(title=lambda t: t["title"].where(t["title"] != "", t["code"]))
    names["title"] = names["title"].where(names["title"] != "", names["key"]).map(tidy_name)
    for ending in ("code", "key"):
        same = names["title"].duplicated(keep=False) & (names[ending] != "")
        names["title"] = names["title"].mask(same, names["title"] + " (" + names[ending] + ")")
    classes.leave_out(classes.open, f"{_USED_FOR}what a class is called")
    return dict(zip(names["key"], names["title"])), gone


def _check_people(users: Member) -> None:
    keys = users["sourcedId"]
    users.report(keys == "", "needs_a_value", "sourcedId", meaning="the identifier of the person")
    content = users.frame.astype("str")
    users.leave_out(users.open & content.duplicated(), "the same as another row of this person")
    standing = keys[users.open]
    places = standing.groupby(standing).groups
    twice = standing.duplicated(keep=False)
    rows = pd.Series(
        {row: rows_named(int(other) - users.start for other in places[keys[row]] if other != row)
         for row in standing.index[twice]},
        dtype="str",
    )  # fmt: skip
    users.report(twice, "id_twice", "sourcedId", rows=rows)


def _roles(bundle: Bundle) -> dict[str, set[str]]:
    """Return the roles of each person: version 1.1 says them in users.csv, 1.2 in roles.csv."""
    users, roles = bundle["users.csv"], bundle["roles.csv"]
    roles.leave_out_of_date()
    found: dict[str, set[str]] = {}
    said = [
        (users["sourcedId"][users.open], users["role"][users.open]),
        (roles["userSourcedId"][roles.open], roles["role"][roles.open]),
    ]
    for people, words in said:
        for person, word in zip(people, words):
            if word:
                found.setdefault(person, set()).add("student" if word.casefold() == "student" else word)
    roles.leave_out(roles.open, f"{_USED_FOR}what a person is at school")
    return found


def _enrolled(
    bundle: Bundle,
    section_of: dict[str, str],
    gone_classes: set[str],
    gone_people: set[str],
    roles: dict[str, set[str]],
) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """Return who is enrolled as a student anywhere, and the classes of each."""
    enrollments, users = bundle["enrollments.csv"], bundle["users.csv"]
    enrollments.leave_out_of_date()
    people, classes, words = (enrollments[name] for name in ("userSourcedId", "classSourcedId", "role"))
    enrollments.leave_out(classes.isin(gone_classes), f"{NOT_A_STUDENT}: its class does not count any more")
    enrollments.leave_out(people.isin(gone_people), f"{NOT_A_STUDENT}: the person does not count any more")
    bundle.check_references(enrollments, "classSourcedId", "classes.csv", section_of)
    bundle.check_references(enrollments, "userSourcedId", "users.csv", set(users["sourcedId"]))
    is_student = words.str.casefold() == "student"
    enrollments.leave_out(~is_student, f"{NOT_A_STUDENT}: " + words.where(words != "", "without a role"))
    own = people.map({person: " and ".join(sorted(found)) for person, found in roles.items() if "student" not in found})
    enrollments.report(own.notna(), "two_roles", "role", role=own)
    taken = enrollments.open
    sections: dict[str, dict[str, None]] = {}
    for person, key in zip(people[taken], classes[taken]):
        sections.setdefault(person, {})[section_of[key]] = None
    enrollments.leave_out(taken, f"{_USED_FOR}which class a student is in")
    return set(people[taken]), {person: tuple(found) for person, found in sections.items()}


def _students(users: Member, sections: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    given, family = (
        users[f"preferred{which}"].where(users[f"preferred{which}"] != "", users[f"{which[:1].lower()}{which[1:]}"])
        for which in ("GivenName", "FamilyName")
    )
    given, family = given.map(tidy_name), family.map(tidy_name)
    users.report((given == "") & (family == ""), "names_no_student", "familyName")
    taken = users.open
    given, family = given[taken], family[taken]
    both = (given != "") & (family != "")
    return frame_of(
        "students",
        {
            "row_number": users.frame.index[taken],
            "name": (given + " " + family).where(both, given + family).tolist(),
            "sort_name": (family + ", " + given).where(both, given + family).tolist(),
            "sections": pd.Series([sections.get(key, ()) for key in users["sourcedId"][taken]], dtype="object"),
            "identifiers": pd.Series(_identifiers(users, taken), dtype="object"),
        },
    )


def _identifiers(users: Member, taken: pd.Series) -> list[dict[str, str]]:
    people = pd.DataFrame(
        {
            "key": users["sourcedId"],
            "number": users["identifier"],
            "login": users["username"],
            "email": users["email"],
        }
    )[taken]
    own = people["number"].where(people["number"] != people["key"], "")
    if set(own[own != ""]) & set(people["key"]) or own[own != ""].duplicated().any():
        own = pd.Series("", index=own.index, dtype="str")
    return [
        {
            kind: text
            for kind, text in {"sis_id": number or key, "login": login, "email": email, "id": number and key}.items()
            if text
        }
        for number, key, login, email in zip(own, people["key"], people["login"], people["email"])
    ]


def _settle_leftovers(bundle: Bundle) -> None:
    """Leave out the files about accounts, schools, courses and resources."""
    profiles = bundle["userProfiles.csv"]
    profiles.leave_out(profiles.open, f"{NOT_A_STUDENT}: accounts and passwords are never kept")
    background: Iterable[str] = (
        "orgs.csv", "academicSessions.csv", "courses.csv", "resources.csv", "classResources.csv",
        "courseResources.csv", "userResources.csv",
    )  # fmt: skip
    for layout in background:
        member = bundle[layout]
        member.leave_out(member.open, f"{NOT_A_STUDENT}: schools, courses, terms and resources are not needed")
