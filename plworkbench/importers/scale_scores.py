"""Results of tests with a scale and a standard error of their own: MAP Growth, Star and i-Ready, and others by mapping.

Each vendor writes other headings, which change from year to year: all known ones stand in `WORDS`, one line a column.
"""

from __future__ import annotations

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import NO_SCORE, ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_rows import record_file
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, names_students

IMPORTER = "scale_scores"
FORMAT_NAME = "Test results on a scale"
READS = RawTable
LOOKS_FOR = (
    "Test results such as MAP, Star or i-Ready: the student, a scale score (RIT), and its standard error or date"
)

SCORES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("testritscore", "test rit score", "rit score", "rit"), ("RIT", "MAP Growth")),
    **dict.fromkeys(("scaled score", "unified score", "scaledscore"), ("scaled score", "Star")),
    **dict.fromkeys(("overall scale score",), ("scale score", "i-Ready Diagnostic")),
    **dict.fromkeys(("scale score", "scalescore"), ("scale score", "")),
}
"""Headers, folded, that only a score on a scale has; the name of the scale, and the test if no column names it."""

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "first_name": (*ROLE_WORDS["first_name"], "studentfirstname"),
    "last_name": (*ROLE_WORDS["last_name"], "studentlastname"),
    "id": (*ROLE_WORDS["id"], "student identifier", "studentstateid", "student state id"),
    "section": (*ROLE_WORDS["section"], "classname", "class teacher s"),
    "test": ("testname", "test name", "test", "assessment", "assessment name", "test type"),
    "subject": ("discipline", "subject", "measurementscale", "measurement scale", "domain", "test subject", "course"),
    "date": (
        "teststartdate", "test start date", "completion date", "completed date", "date completed", "test date",
        "date tested", "date", "test completed date", "testdate", "assessment date", "date taken",
    ),
    "term": (
        "termname", "term name", "term", "testing window", "test window", "window", "screening period",
        "screening window", "screening period window name", "season", "test period", "administration window",
    ),
    "score": (*SCORES, "score", "ss"),
    "standard_error": (
        "teststandarderror", "test standard error", "standard error", "standard error of measurement", "sem",
        "conditional standard error of measurement", "csem", "std error", "std err", "standarderror",
    ),
    "scale": ("scale", "scale name"),
    "percentile": (
        "testpercentile", "test percentile", "percentile", "percentile rank", "pr", "national percentile",
        "national percentile rank", "nationalpercentilerank",
    ),
    "placement": (
        "overall placement", "overall relative placement", "placement", "achievement level", "performance level",
        "achievementquintile", "achievement quintile", "benchmark category", "screening category", "category name",
    ),
}  # fmt: skip
"""Headers, folded, of the columns of test results."""


def detect(raw: RawTable) -> float:
    r"""Return how surely a table holds results of tests with a scale, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"StudentID,TestName,TestRITScore\n00123,Growth: Math 6+,215\n"))
    1.0
    >>> detect(read_table(b"Student,Test,Score,SEM\nAmara Okafor,Reading screen,415,12\n"))
    0.95
    """
    try:
        roles = _roles(list(grid_of(raw, limit=20).cells.columns))
    except ImportRefused:
        return 0.0
    if "score" not in roles or not names_students(roles):
        return 0.0
    if fold_header(roles["score"]) in SCORES:
        return 1.0
    return 0.95 if "standard_error" in roles and roles.keys() & {"test", "percentile"} else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read test results.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows, or any for which the teacher says which column is what.
    answers : Answers
        What the teacher said of the file; `title` is the name of the test where the file has none.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"StudentID,Discipline,TestRITScore,TestStandardError\n00123,Mathematics,215,3.1\n"
    >>> records = parse(read_table(table)).records["scale_scores"]
    >>> records[["test", "subject", "score", "standard_error", "scale"]].to_numpy().tolist()
    [['MAP Growth', 'Mathematics', 215.0, 3.1, 'RIT']]
    """
    grid = grid_of(raw)
    roles = _roles(list(grid.cells.columns), answers)
    scale, test = SCORES.get(fold_header(roles.get("score", "")), ("", ""))
    questions = []
    if "test" not in roles and not test:
        questions = [Question("title", "Which test are these results of?", (), answers.title)]
    return record_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=grid,
        table="scale_scores",
        roles=roles,
        answers=answers,
        constants={"test": answers.title or test or "Test", "scale": scale},
        left_out={"score": NO_SCORE},
        questions=questions,
    )


def _roles(headers: list[str], answers: Answers = NO_ANSWERS) -> dict[str, str]:
    roles = find_roles(headers, WORDS, answers.roles)
    said = {header for header in answers.roles if answers.roles[header] == "score"}
    telling = next((header for header in headers if fold_header(header) in SCORES), None)
    # A score on a scale goes before a plain 'Score' to its left.
    return {**roles, "score": telling} if telling and not said and answers.roles.get(telling) != "" else roles
