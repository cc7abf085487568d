"""The bulk export of a Schoology gradebook: one row a grade, with the course and the category of the assignment.

The layout is known from a single project that reads it: 'Grade' holds points, or a word such as 'Exempt' or 'Missing'.
"""

from __future__ import annotations

from dataclasses import replace

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.coded import constant, each_text
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import NEVER_KEPT, ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import find_roles
from plworkbench.importers.tidy_parts import tidy_file
from plworkbench.importers.tidy_rows import course_and_section, with_reasons

IMPORTER = "schoology_bulk"
FORMAT_NAME = "Schoology bulk export"
READS = RawTable
LOOKS_FOR = "Schoology: columns Unique User ID, Assignment Title, Max Points and Grade"

NOT_COUNTED = "the source does not count it in the grade"
"""A grade of an assignment that is switched off in the gradebook."""

INCOMPLETE = "incomplete: the source has no score for it yet"
"""Work that was handed in and is not finished: neither missing nor scored."""

_ROLES = {
    "sis_id": ("unique user id",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "email": ("email",),
    "login": ("username",),
    "course": ("course name",),
    "section": ("section name",),
    "assessment": ("assignment title",),
    "date_due": ("assignment due date",),
    "points_possible": ("max points",),
    "score": ("grade",),
    "kind": ("grading category",),
    "counts": ("count in grade",),
}
_TELLING = {"sis_id", "assessment", "score", "points_possible"}
_NO = {"false", "no", "n", "0"}
_INCOMPLETE = {"in", "inc", "incomplete"}
_ACCOMMODATIONS = "accommodations"


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is a Schoology bulk export, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Unique User ID,Last Name,Assignment Title,Max Points,Grade\n00123,Okafor,Quiz 1,10,8\n"))
    1.0
    """
    try:
        roles = find_roles(list(grid_of(raw, limit=20).cells.columns), _ROLES)
    except ImportRefused:
        return 0.0
    return 1.0 if roles.keys() >= _TELLING else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a Schoology bulk export.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in titles, and what the teacher said of the file.

    Notes
    -----
    'Collected' is left alone: in the one file that is known it is False beside grades that count.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> export = (b"Unique User ID,First Name,Last Name,Assignment Title,Max Points,Grade\n"
    ...     b"00123,Amara,Okafor,Quiz 1 6.RP.A.1,10,8\n00124,Ben,Ruiz,Quiz 1 6.RP.A.1,10,Missing\n")
    >>> parse(read_table(export)).scores[["standard_code", "status", "score"]].to_numpy().tolist()
    [['6.RP.A.1', 'scored', 8.0], ['6.RP.A.1', 'missing', nan]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), _ROLES, answers.roles)
    frame = grid.coded_columns(list(roles.values()))
    grades = frame[roles["score"]]
    counts = frame[roles["counts"]] if "counts" in roles else constant("", frame.index)
    off = each_text(counts, lambda text: text.casefold() in _NO, "bool") & each_text(grades, bool, "bool")
    incomplete = each_text(grades, lambda text: text.casefold() in _INCOMPLETE, "bool") & ~off
    grades = grades.astype("str")
    changed = {roles["score"]: grades.mask(off | incomplete, "")}
    if "section" in roles and "course" in roles:
        changed[roles["section"]] = course_and_section(frame[roles["course"]], frame[roles["section"]])
    parsed = tidy_file(IMPORTER, FORMAT_NAME, raw, replace(grid, cells=grid.cells.assign(**changed)), roles, answers)
    ignored = with_reasons(parsed.ignored, grades[off], NOT_COUNTED)
    ignored = with_reasons(ignored, grades[incomplete], INCOMPLETE)
    personal = (ignored["row_number"] == grid.header_row) & ignored["raw"].str.casefold().str.startswith(
        _ACCOMMODATIONS
    )
    return replace(
        parsed,
        ignored=ignored.assign(
            raw=ignored["raw"].mask(personal, ""), reason=ignored["reason"].mask(personal, NEVER_KEPT)
        ),
    )
