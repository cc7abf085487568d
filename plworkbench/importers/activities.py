"""Activities outside lessons: one row a student and club, team, job or service, with role, days and hours a week."""

from __future__ import annotations

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_rows import record_file
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, names_students
from plworkbench.importers.tidy_parts import WORDS as TIDY_WORDS

IMPORTER = "activities"
FORMAT_NAME = "Activities"
READS = RawTable
LOOKS_FOR = "Activities: columns Student, Activity (or Club), and Role, Start, End or Hours per week"

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "activity": (
        "activity", "activity name", "club", "club name", "team", "team name", "club or team", "club team",
        "organization", "organisation", "extracurricular", "extracurricular activity", "sport", "ensemble", "service",
    ),
    "kind": ("type", "kind", "category", "activity type", "activity category", "type of activity"),
    "role": ("role", "position", "office", "role in activity", "part"),
    "starts_on": ("start", "start date", "starts", "starts on", "from", "joined", "date joined", "begin date", "since"),
    "ends_on": ("end", "end date", "ends", "ends on", "to", "until", "left", "date left"),
    "hours_per_week": (
        "hours", "hours per week", "hours a week", "hours week", "weekly hours", "hrs per week", "hours wk", "hrs week",
    ),
}  # fmt: skip
"""Headers, folded, of the columns of activities."""

# What alone may also head an assignment: then another column has to tell.
_PLAIN = {"activity", "activity name", "service", "team"}
_SCORES = {*TIDY_WORDS["score"], *TIDY_WORDS["points"], *TIDY_WORDS["points_possible"]} - {"grade"}


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is one of activities, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Club,Role\nAmara Okafor,Robotics,captain\n"))
    0.95
    >>> detect(read_table(b"Student,Activity,Score\nAmara Okafor,Quiz 1,3\n"))
    0.0
    """
    try:
        headers = list(grid_of(raw, limit=20).cells.columns)
    except ImportRefused:
        return 0.0
    roles = find_roles(headers, WORDS)
    folded = set(map(fold_header, headers))
    if "activity" not in roles or not names_students(roles) or folded & _SCORES:
        return 0.0
    beside = roles.keys() & {"role", "starts_on", "ends_on", "hours_per_week"}
    return 0.95 if beside or fold_header(roles["activity"]) not in _PLAIN else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read activities.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        What the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Club,Type,Start,Hours per week\nAmara Okafor,Robotics,STEM,2026-09-07,2.5\n"
    >>> parse(read_table(table)).records["activities"][["activity", "kind", "hours_per_week"]].to_numpy().tolist()
    [['Robotics', 'STEM', 2.5]]
    """
    grid = grid_of(raw)
    return record_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        table="activities",
        roles=find_roles(list(grid.cells.columns), WORDS, answers.roles),
        answers=answers,
    )
