"""What the columns of a table that fits no format probably hold, told by their headers and by their cells."""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.importers.cells import read_scores
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.damage import was_before
from plworkbench.importers.dates import date_order, read_dates
from plworkbench.importers.grid import Grid
from plworkbench.importers.left_out import why_left_out
from plworkbench.importers.roster import STUDENT, fold_header
from plworkbench.importers.tidy_parts import find_tidy_roles

WORK = "work"
"""The role of a column that holds the scores of one assessment; a table can have many."""

# Enough rows to tell, and few enough to look at each.
_ROWS = 500
_MOST = 0.8
_MANY_ROWS_EACH = 0.7
_NAME = re.compile(r"[^\W\d_][\w'’.\-]*(?:,? [^\W\d_][\w'’.\-]*){1,4}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ID = re.compile(r"0[0-9]+|[0-9]{4,}|[A-Za-z]{1,4}-?[0-9]{2,}")
_NO_SCORE = re.compile(r"0[0-9]+|[0-9]{5,}")
# Words in headers of columns that look like names, or like scores, and are neither.
_NO_NAMES = frozenset(
    {
        "address", "band", "book", "comment", "country", "course", "education", "module", "place", "qualification",
        "region", "result", "school", "subject", "teacher", "title", "town",
    }
)  # fmt: skip
_NO_SCORES = frozenset(
    {
        "age", "attempts", "count", "credits", "num", "number", "order", "phone", "room", "row", "weight", "year",
        "zip",
    }
)  # fmt: skip


def guess_roles(grid: Grid) -> dict[str, str]:
    r"""Return what each column probably holds: header to role, '' where nothing can be said.

    Parameters
    ----------
    grid : Grid
        The table.

    Notes
    -----
    A known header is believed. Else the cells tell: e-mail addresses; codes of standards; dates; long numbers that
    are all different, an ID; numbers that fit a score; mostly different texts of two words or more, the names. Where
    a student stands in several rows, one column is the score and a column of titles the assessment; else each column
    of numbers holds the scores of one assessment.

    Examples
    --------
    >>> from plworkbench.importers.grid import grid_of
    >>> from plworkbench.importers.reading import read_table
    >>> guess_roles(grid_of(read_table(b"Alumno,Ratios,Fecha\nAda Obi,3,2026-09-14\nBo Li,4,2026-09-14\n")))
    {'Alumno': 'name', 'Ratios': 'work', 'Fecha': 'date_assessed'}
    """
    frame = grid.coded.head(_ROWS).astype("str")
    roles = {header: role for role, header in find_tidy_roles(list(frame.columns)).items()}
    for place, header in enumerate(frame.columns):
        if header not in roles:
            role = _by_cells(header, frame[header], is_first=place == 0)
            roles[header] = "" if role != WORK and role in roles.values() else role
    return _fit_together({header: roles[header] for header in frame.columns}, frame)


def is_student(roles: dict[str, str]) -> bool:
    """Return whether some column says who the student is.

    Examples
    --------
    >>> is_student({"Name": "name", "Quiz": "work"}), is_student({"Quiz": "work"})
    (True, False)
    """
    return not set(STUDENT).isdisjoint(roles.values())


def holds_names(cells: pd.Series) -> bool:
    """Return whether most cells look like names of different people.

    Examples
    --------
    >>> holds_names(pd.Series(["Okafor, Amara", "Ben Ruiz"])), holds_names(pd.Series(["P3", "P3"]))
    (True, False)
    """
    filled = cells[cells.str.strip() != ""].str.strip()
    different = filled.nunique() >= _MOST * len(filled)
    return bool(len(filled) and different and filled.str.fullmatch(_NAME).mean() >= _MOST)


def _by_cells(header: str, cells: pd.Series, *, is_first: bool) -> str:
    filled = cells[cells != ""]
    words = set(fold_header(header).split())
    if filled.empty or why_left_out(header):
        return ""
    different = filled.nunique() / len(filled)

    def most(pattern: re.Pattern[str]) -> bool:
        return filled.str.fullmatch(pattern).mean() >= _MOST

    if most(_EMAIL):
        return "email"
    if "id" in words:
        return "id"
    codes = filled.map(recognise_code)
    if codes.ne("").mean() >= _MOST:
        return "standard" if (codes == filled).mean() >= _MOST else "assessment"
    if read_dates(filled, date_order(filled) or "day first")["trouble"].eq("").mean() >= _MOST:
        return "date_due" if "due" in words else "date_assessed"
    if most(_NO_SCORE) or (most(_ID) and different > _MOST):
        return "id"
    status = read_scores(filled)["status"]
    if (status == "scored").any() and (status.ne("") | filled.map(was_before).ne("")).mean() >= _MOST:
        counts_rows = len(filled) > 1 and filled.tolist() == [str(n) for n in range(1, len(filled) + 1)]
        return "" if counts_rows or words & _NO_SCORES else WORK
    # Names that come again and again are looked for in the first column only.
    if most(_NAME) and (different >= _MOST or is_first) and not words & _NO_NAMES:
        return "name"
    return ""


def _fit_together(roles: dict[str, str], frame: pd.DataFrame) -> dict[str, str]:
    """Return the roles as one layout has them: one score a row where students come again, else one student a row."""
    student = next((header for role in STUDENT for header, found in roles.items() if found == role), None)
    if student is None:
        return roles
    works = [header for header, role in roles.items() if role == WORK]
    again = frame[student][frame[student] != ""]
    if again.nunique() > _MANY_ROWS_EACH * len(again):
        if not {"assessment", "standard"} & set(roles.values()):
            roles = {header: WORK if role == "score" else role for header, role in roles.items()}
        return roles
    score, *others = [header for header, role in roles.items() if role == "score"] + works or [None]
    if score is None:
        return roles
    roles = {**roles, **dict.fromkeys(others, ""), score: "score"}
    if "points_possible" not in roles.values():
        possible = next((header for header in others if _is_out_of(frame[score], frame[header])), None)
        roles.update({} if possible is None else {possible: "points_possible"})
    if not {"assessment", "standard"} & set(roles.values()):
        titles = [header for header, role in roles.items() if not role and _is_title(frame, student, header)]
        roles.update(dict.fromkeys(titles[:1], "assessment"))
    return roles


def _is_out_of(score: pd.Series, possible: pd.Series) -> bool:
    earned, whole = read_scores(score)["score"], read_scores(possible)["score"]
    both = earned.notna() & whole.notna()
    return bool(both.any() and (earned <= whole)[both].all())


def _is_title(frame: pd.DataFrame, student: str, header: str) -> bool:
    texts = frame[header]
    is_text = texts.str.contains(r"[^\W\d_]", regex=True).mean() >= _MOST
    return bool(is_text and 1 < texts.nunique() < len(texts) and not frame.duplicated([student, header]).any())
