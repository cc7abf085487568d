"""Which rows of a tidy table belong to one student, and which try each of them is."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from plworkbench.importers.coded import coded, identity_codes, repeated, taken, ways
from plworkbench.importers.names import fold_name, shown_and_sorted
from plworkbench.importers.parsed import IDENTIFIER_KINDS, frame_of
from plworkbench.importers.roster import first_identifier, split_sections

SAME_ROW = "the same as another row of this student"
"""The reason of a row that repeats another one in everything."""


def student_rows(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Tell which rows are one student: by identifier where there is one, else by name.

    Parameters
    ----------
    people : DataFrame
        One row per row of the file: name, section, and a column for each kind of identifier; '' where absent.

    Returns
    -------
    students : DataFrame
        The rows of `people` where each student first stands.
    student_row : Series of int
        For each row of the file the row of its student in `students`.
    troubles : Series of str
        The message of a row that cannot be given to a student; '' where it can.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Kim Lee", "Kim Lee", "kim lee"], "section": "", "sis_id": ["1", "2", "1"],
    ...     "canvas_id": "", "login": "", "email": "", "id": ""}, index=[2, 3, 4])
    >>> student_rows(people)[1].tolist()
    [2, 3, 2]
    """
    shown = people["name"].tolist()
    # 'Okafor, Amara' and 'Amara Okafor' are one name.
    folded = {name: fold_name(shown_and_sorted(name)[0]) for name in set(shown)}
    names = [folded[name] for name in shown]
    identities = _identities(people)
    known: dict[str, list[str]] = defaultdict(list)
    for name, identity in zip(names, identities):
        if name and identity and identity not in known[name]:
            known[name].append(identity)
    own_name: dict[str, str] = {}
    troubles = [""] * len(names)
    for place, (name, identity) in enumerate(zip(names, identities)):
        if not identity and name:
            # A row without ID belongs to the only student of that name who has one.
            if len(known[name]) > 1:
                troubles[place] = "several_of_this_name"
            else:
                identities[place] = known[name][0] if known[name] else f"name {name}"
        if name:
            own_name.setdefault(identities[place], name)
    for place, (name, identity) in enumerate(zip(names, identities)):
        own = own_name.get(identity, "")
        if not troubles[place] and (not identity or (not own and any(shown))):
            troubles[place] = "names_no_student"
        elif identity and name and own and name != own:
            troubles[place] = "id_beside_other_name"
    first: dict[str, int] = {}
    called: dict[str, str] = {}
    for place, (identity, trouble) in enumerate(zip(identities, troubles)):
        if not trouble:
            first.setdefault(identity, place)
        if shown[place]:
            called.setdefault(identity, shown[place])
    rows = people.index.tolist()
    students = people.iloc[list(first.values())]
    told = pd.Series([called.get(identity) for identity in first], index=students.index, dtype="str")
    student_row = [rows[first[identity]] if identity in first else 0 for identity in identities]
    return (
        students.assign(name=told.fillna(first_identifier(students))),
        pd.Series(student_row, index=people.index, dtype="int64"),
        pd.Series(troubles, index=people.index, dtype="str"),
    )


def _identities(people: pd.DataFrame) -> list[str]:
    """Return the first identifier of each row with its kind; '' where it has none.

    A row that has only the second identifier of a student belongs to that student.
    """
    own = [
        [f"{kind} {value}" for kind, value in zip(IDENTIFIER_KINDS, values) if value]
        for values in zip(*(people[kind].tolist() for kind in IDENTIFIER_KINDS))
    ]
    beside: dict[str, set[str]] = defaultdict(set)
    for first, *others in filter(None, own):
        for other in others:
            beside[other].add(first)
    return [
        next(iter(beside[found[0]])) if len(found) == 1 and len(beside[found[0]]) == 1 else found[0] if found else ""
        for found in own
    ]


def in_all_sections(students: pd.DataFrame, student_row: pd.Series, sections: pd.Series) -> pd.DataFrame:
    """Return students with every class in which a row of theirs stands.

    Parameters
    ----------
    students : DataFrame
        As `roster.student_frame` gives it.
    student_row : Series of int
        For each row of the file the row of its student.
    sections : Series of str
        For each row of the file its class, '' where it names none.

    Examples
    --------
    >>> students = pd.DataFrame({"row_number": [2], "sections": [("Maths",)]})
    >>> in_all_sections(students, pd.Series([2, 2], [2, 3]), pd.Series(["Maths", "Art"], [2, 3]))["sections"].tolist()
    [('Maths', 'Art')]
    """
    if not any(coded(sections)[1]):
        return students
    _, pairs = ways(pd.DataFrame({"student_row": student_row, "section": sections}), ["student_row", "section"])
    split = pd.Series(split_sections(pairs["section"].tolist()), index=pairs.index, dtype="object")
    of_student: dict[int, dict[str, None]] = {}
    for row, parts in zip(pairs["student_row"].astype("int64").tolist(), split.tolist()):
        of_student.setdefault(row, {}).update(dict.fromkeys(parts))
    found = [tuple(of_student.get(row, ())) for row in students["row_number"]]
    return students.assign(sections=pd.Series(found, index=students.index, dtype="object"))


def course_and_section(courses: pd.Series, sections: pd.Series) -> pd.Series:
    """Return one name for the class of each row: sections of different courses often have the same name.

    Examples
    --------
    >>> course_and_section(pd.Series(["Maths 6", "Art", ""]), pd.Series(["Period 3", "Art", "Period 4"])).tolist()
    ['Maths 6: Period 3', 'Art', 'Period 4']
    """
    way, told = ways(pd.DataFrame({"course": courses, "section": sections}), ["course", "section"])
    names = [
        f"{course}: {section}" if course and section and course != section else section or course
        for course, section in zip(told["course"].tolist(), told["section"].tolist())
    ]
    return taken(way, names, sections.index)


def with_reasons(ignored: pd.DataFrame, raw: pd.Series, reason: str) -> pd.DataFrame:
    """Return what is ignored, with another reason and text for some of its rows.

    Parameters
    ----------
    ignored : DataFrame
        As in `ParsedFile.ignored`.
    raw : Series of str
        The text that the file has in these rows; the index is the physical row.
    reason : str
        Why they are ignored.

    Examples
    --------
    >>> ignored = pd.DataFrame({"row_number": [2, 3], "raw": ["", ""], "reason": ["no score", "no score"]})
    >>> with_reasons(ignored, pd.Series(["IN"], [3]), "incomplete").to_numpy().tolist()
    [[2, '', 'no score'], [3, 'IN', 'incomplete']]
    """
    here = ignored["row_number"].isin(raw.index)
    texts = ignored["row_number"].map(raw)
    return ignored.assign(raw=ignored["raw"].mask(here, texts), reason=ignored["reason"].mask(here, reason))


def number_attempts(
    scores: pd.DataFrame, *, by_date: bool, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Count the tries of a student at one assessment of one standard, so that no two rows are the same evidence.

    Parameters
    ----------
    scores : DataFrame
        The scores, index the physical row.
    by_date : bool
        Whether the file has no column of attempts: then tries of different days are numbered in their order.
    people : DataFrame
        The students, to know who has an identifier.

    Returns
    -------
    scores : DataFrame
        The scores with their `attempt`, without repeated ones.
    same : DataFrame
        Rows that repeat another one in everything: row_number, raw, reason.
    others : Series of int
        Rows that say something else of the same work, and cannot be taken: for each another such row.
    """
    evidence = ["student_row", "standard_code", "assessment"]
    (work,) = identity_codes([scores], evidence)
    if not repeated(work).any():
        return scores, frame_of("ignored", []), pd.Series(dtype="int64")
    attempt = scores["attempt"].to_numpy()
    if by_date:
        day = scores["date_assessed"].fillna(scores["date_submitted"]).fillna(scores["date_due"])
        groups = pd.Series(day.to_numpy()).groupby(work)
        dated = groups.transform("nunique") == groups.transform("size")
        attempt = groups.rank("first").where(dated, 1).fillna(1).astype("int64").to_numpy()
        scores = scores.assign(attempt=attempt)
    (key,) = identity_codes([pd.DataFrame({"work": work, "attempt": attempt})], ["work", "attempt"])
    again = repeated(key)
    if not again.any():
        return scores, frame_of("ignored", []), pd.Series(dtype="int64")
    content = ["score", "points_possible", "status", "date_due", "date_submitted", "date_assessed"]
    some = scores[again].assign(key=key[again])
    has_identifier = people[list(IDENTIFIER_KINDS)].ne("").any(axis=1)
    # Two equal rows of one ID are one score; without an ID they may be two children of one name.
    equal = some.duplicated(["key", *content]) & some["student_row"].map(has_identifier).astype("bool")
    same = some.loc[equal, ["row_number", "raw"]].assign(reason=SAME_ROW)
    some = some[~equal]
    # Which of two different rows is right nobody can tell here, so neither is taken.
    some = some[some.duplicated("key", keep=False)]
    rows = some.groupby("key")["row_number"]
    first, last = rows.transform("min"), rows.transform("max")
    others = first.where(first != some.index, last)
    return scores[~scores.index.isin([*same["row_number"], *some.index])], frame_of("ignored", same), others
