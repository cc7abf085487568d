"""Which rows of a tidy table belong to one student, and which try each of them is."""

from __future__ import annotations

import pandas as pd

from plworkbench.importers.names import fold_name, shown_and_sorted
from plworkbench.importers.parsed import IDENTIFIER_KINDS
from plworkbench.importers.roster import first_identifier


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
        Why a row cannot be given to a student; '' where it can.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Kim Lee", "Kim Lee", "kim lee"], "section": "", "sis_id": ["1", "2", "1"],
    ...     "canvas_id": "", "login": "", "email": "", "id": ""}, index=[2, 3, 4])
    >>> student_rows(people)[1].tolist()
    [2, 3, 2]
    """
    # 'Okafor, Amara' and 'Amara Okafor' are one name.
    folded = {name: fold_name(shown_and_sorted(name)[0]) for name in people["name"].unique()}
    names = people["name"].map(folded).astype("str")
    identity = pd.Series("", index=people.index, dtype="str")
    for kind in IDENTIFIER_KINDS:
        identity = identity.where((identity != "") | (people[kind] == ""), f"{kind} " + people[kind])
    known = pd.DataFrame({"name": names, "identity": identity})[(identity != "") & (names != "")].drop_duplicates()
    of_name = known.groupby("name")["identity"].agg(["first", "size"])
    bare = (identity == "") & (names != "")
    candidates = names.map(of_name["size"]).fillna(0).where(bare, 0)
    # A row without ID belongs to the only student of that name who has one.
    identity = identity.mask(bare & (candidates == 1), names.map(of_name["first"]))
    identity = identity.mask(bare & (candidates == 0), "name " + names).astype("str")

    first_named = pd.DataFrame({"identity": identity, "name": names})[names != ""].drop_duplicates("identity")
    own_name = identity.map(first_named.set_index("identity")["name"]).astype("str").fillna("")
    troubles = pd.Series("", index=people.index, dtype="str")
    troubles[candidates > 1] = "several students of this name have an ID; this row has none."
    troubles[(names != "") & (own_name != "") & (names != own_name)] = "its ID stands beside another name further up."
    nobody = (identity == "") | ((own_name == "") & (people["name"] != "").any())
    troubles[nobody & (candidates == 0)] = "it names no student."

    good = people.assign(identity=identity)[troubles == ""]
    first_row = pd.Series(good.index, index=good["identity"]).groupby(level=0).first()
    student_row = identity.map(first_row).fillna(0).astype("int64")
    students = good.drop_duplicates("identity").drop(columns="identity")
    names_shown = people["name"][people["name"] != ""].groupby(identity).first()
    shown = identity.loc[students.index].map(names_shown).astype("str")
    return students.assign(name=shown.fillna(first_identifier(students))), student_row, troubles


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
    troubles : Series of str
        Why a repeated row cannot be taken; only rows with a trouble.
    """
    evidence = ["student_row", "standard_code", "assessment"]
    if by_date and scores.duplicated(evidence).any():
        day = scores["date_assessed"].fillna(scores["date_submitted"]).fillna(scores["date_due"])
        groups = scores.assign(day=day).groupby(evidence)["day"]
        dated = groups.transform("nunique") == groups.transform("size")
        scores = scores.assign(attempt=groups.rank("first").where(dated, 1).fillna(1).astype("int64"))
    key = [*evidence, "attempt"]
    content = [*key, "score", "points_possible", "status", "date_due", "date_submitted", "date_assessed"]
    has_identifier = people[list(IDENTIFIER_KINDS)].ne("").any(axis=1)
    # Two equal rows of one ID are one score; without an ID they may be two children of one name.
    equal = scores.duplicated(content) & scores["student_row"].map(has_identifier).astype("bool")
    same = pd.DataFrame(
        {
            "row_number": scores.index[equal],
            "raw": scores["raw"][equal].to_numpy(),
            "reason": ["the same as another row of this student"] * int(equal.sum()),
        }
    )
    scores = scores[~equal]
    # Which of two different rows is right nobody can tell here, so neither is taken.
    twice = scores.duplicated(key, keep=False)
    rows = scores[twice].groupby(key)["row_number"]
    first, last = rows.transform("min"), rows.transform("max")
    other = first.where(first != scores.index[twice], last)
    troubles = "row " + other.astype("int64").astype("str") + " has the same student, standard and assessment."
    return scores[~twice], same, troubles.astype("str")
