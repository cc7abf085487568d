"""The layouts of OneRoster: the files of a bundle and their columns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

BASE = ("sourcedId", "status", "dateLastModified")

LAYOUTS: dict[str, tuple[str, ...]] = {
    "manifest.csv": ("propertyName", "value"),
    "orgs.csv": (*BASE, "name", "type", "identifier", "parentSourcedId"),
    "academicSessions.csv": (*BASE, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "courses.csv": (
        *BASE, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes",
    ),
    "classes.csv": (
        *BASE, "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId",
        "termSourcedIds", "subjects", "subjectCodes", "periods",
    ),
    "users.csv": (
        *BASE, "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName", "middleName",
        "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier",
        "preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns",
    ),
    "roles.csv": (
        *BASE, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId",
    ),
    "userProfiles.csv": (
        *BASE, "userSourcedId", "profileType", "vendorId", "applicationId", "description", "credentialType",
        "username", "password",
    ),
    "enrollments.csv": (
        *BASE, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate",
    ),
    "demographics.csv": (
        *BASE, "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
        "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus",
    ),
    "categories.csv": (*BASE, "title", "weight"),
    "lineItems.csv": (
        *BASE, "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId",
        "gradingPeriodSourcedId", "academicSessionSourcedId", "resultValueMin", "resultValueMax", "schoolSourcedId",
    ),
    "lineItemLearningObjectiveIds.csv": (*BASE, "lineItemSourcedId", "source", "learningObjectiveId"),
    "scoreScales.csv": (
        *BASE, "title", "type", "orgSourcedId", "courseSourcedId", "classSourcedId", "scoreScaleValue",
    ),
    "lineItemScoreScales.csv": (*BASE, "lineItemSourcedId", "scoreScaleSourcedId"),
    "results.csv": (
        *BASE, "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment", "textScore",
        "classSourcedId", "inProgress", "incomplete", "late", "missing",
    ),
    "resultLearningObjectiveIds.csv": (
        *BASE, "resultSourcedId", "source", "learningObjectiveId", "score", "textScore",
    ),
    "resultScoreScales.csv": (*BASE, "resultSourcedId", "scoreScaleSourcedId"),
    "resources.csv": (
        *BASE, "vendorResourceId", "title", "roles", "importance", "vendorId", "applicationId",
    ),
    "classResources.csv": (*BASE, "title", "classSourcedId", "resourceSourcedId"),
    "courseResources.csv": (*BASE, "title", "courseSourcedId", "resourceSourcedId"),
    "userResources.csv": (*BASE, "userSourcedId", "orgSourcedId", "classSourcedId", "resourceSourcedId"),
}  # fmt: skip
"""The columns of each file, those of OneRoster 1.1 and 1.2 together, in the order in which the files are read."""

NEEDED: dict[str, tuple[str, ...]] = {
    "manifest.csv": ("propertyName", "value"),
    "classes.csv": ("sourcedId", "title"),
    "users.csv": ("sourcedId", "givenName", "familyName"),
    "roles.csv": ("userSourcedId", "role"),
    "userProfiles.csv": ("userSourcedId", "profileType"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
    "demographics.csv": ("sourcedId",),
    "categories.csv": ("sourcedId", "title"),
    "lineItems.csv": ("sourcedId", "title", "classSourcedId"),
    "lineItemLearningObjectiveIds.csv": ("lineItemSourcedId", "learningObjectiveId"),
    "results.csv": ("sourcedId", "lineItemSourcedId", "studentSourcedId", "score"),
    "resultLearningObjectiveIds.csv": ("resultSourcedId", "learningObjectiveId"),
}
"""The columns without which a file cannot be read."""

USED: dict[str, tuple[str, ...]] = {
    "users.csv": ("status", "role", "username", "identifier", "email", "preferredGivenName", "preferredFamilyName"),
    "roles.csv": ("sourcedId", "status"),
    "classes.csv": ("status", "classCode"),
    "enrollments.csv": ("sourcedId", "status"),
    "categories.csv": ("status",),
    "lineItems.csv": ("status", "dueDate", "categorySourcedId", "resultValueMax"),
    "lineItemLearningObjectiveIds.csv": ("sourcedId", "status", "source"),
    "results.csv": ("status", "scoreStatus", "scoreDate", "textScore", "missing"),
    "resultLearningObjectiveIds.csv": ("sourcedId", "status", "source", "score", "textScore"),
}
"""The columns that are looked at, beside those that are needed."""

SECRET = re.compile(r"password|^sms$|phone|^userMasterIdentifier$", re.IGNORECASE)
"""Headers of columns whose text is dropped as soon as a bundle is parsed: not even the marked-up copy holds it."""

_SIMILAR = 0.8


def layout_of(name: str) -> str:
    """Return the layout of a file by its name, '' if OneRoster has none of this name; capitals make no difference.

    Examples
    --------
    >>> layout_of("lineitems.CSV"), layout_of("notes.csv")
    ('lineItems.csv', '')
    """
    return next((layout for layout in LAYOUTS if layout.casefold() == name.casefold()), "")


def layout_by_header(header: Iterable[str]) -> str:
    """Return the layout of a table that came by itself, by its header; '' for anything that is not OneRoster.

    Examples
    --------
    >>> layout_by_header(["sourcedId", "status", "dateLastModified", "enabledUser", "role", "givenName"])
    'users.csv'
    >>> layout_by_header(["Student", "status", "sourcedId"])
    ''
    """
    names = {name.strip() for name in header}
    if not {*BASE} <= names:
        return ""
    return max(LAYOUTS, key=lambda layout: len(names.intersection(LAYOUTS[layout])))


def like(name: str, known: Iterable[str]) -> str:
    """Return the known name that a name is almost like, '' if there is none.

    Examples
    --------
    >>> like("prefferedGivenName", ["givenName", "preferredGivenName"]), like("pronouns", ["periods"])
    ('preferredGivenName', '')
    """
    folded = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=_SIMILAR)
    return folded[found[0]] if found else ""
