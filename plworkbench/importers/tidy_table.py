"""A tidy table: one row is one score, with the student, the assessment or standard, and often dates and a status."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.cells import STATUS_WORDS, read_number, shortened
from plworkbench.importers.codes import find_codes, recognise_code
from plworkbench.importers.dates import date_order, read_dates
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.reading import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, student_frame, who
from plworkbench.importers.score_cells import sort_score_cells
from plworkbench.importers.tidy_rows import number_attempts, student_rows

IMPORTER = "tidy_table"
FORMAT_NAME = "Table with one score a row"
LOOKS_FOR = "One score a row: columns such as Student, Standard or Assignment, and Score"

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "standard": ("standard", "standard code", "standards", "objective", "learning target", "outcome", "goal", "skill"),
    "assessment": (
        "assessment", "assignment", "assessment name", "assignment name", "assessment title", "assignment title",
        "task", "activity", "title",
    ),
    "score": ("score", "points earned", "mark", "result", "raw score", "earned", "grade"),
    "points": ("points",),
    "points_possible": (
        "points possible", "possible points", "possible", "max points", "maximum points", "max", "maximum", "max score",
        "maximum score", "out of", "total points", "points max",
    ),
    "date_due": ("date due", "due", "due date"),
    "date_submitted": ("date submitted", "submitted", "submission date", "handed in", "date handed in", "submitted at"),
    "date_assessed": ("date assessed", "date", "assessed", "assessment date", "date graded", "graded at", "test date"),
    "status": ("status", "score status", "state"),
    "kind": ("kind", "type", "category", "assessment type", "assignment type", "assessment kind"),
    "attempt": ("attempt", "attempts", "attempt number", "try"),
}  # fmt: skip
"""Headers, folded, of the columns of a tidy table."""

_STATUSES = {
    **STATUS_WORDS,
    **dict.fromkeys(("", "scored", "graded", "complete", "completed", "submitted", "late", "on time", "handed in"), ""),
}
_DATES = ("date_due", "date_submitted", "date_assessed")


def _roles(headers: list[str]) -> dict[str, str]:
    roles = find_roles(headers, WORDS)
    points = roles.pop("points", None)
    if points is not None:
        # 'Points' beside a score is what could be earned; alone it is what was earned.
        roles.setdefault("points_possible" if "score" in roles else "score", points)
    return roles


def detect(raw: RawTable) -> float:
    r"""Return how surely a table has one score a row, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Standard,Score\nAmara Okafor,6.RP.A.1,3\n"))
    0.9
    """
    try:
        roles = _roles(list(grid_of(raw, limit=20).frame.columns))
    except ImportRefused:
        return 0.0
    has_student = bool(
        roles.keys() & {"name", "first_name", "last_name", "id", "sis_id", "canvas_id", "login", "email"}
    )
    return 0.9 if has_student and "score" in roles and roles.keys() & {"standard", "assessment"} else 0.0


def parse(raw: RawTable, known_codes: Iterable[str] = ()) -> ParsedFile:
    r"""Read a tidy table.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    known_codes : iterable of str
        Codes of the standards the workbench has.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Standard,Assessment,Score,Points,Date\nAmara Okafor,6.RP.A.1,Quiz 1,8,10,2026-09-14\n"
    >>> parse(read_table(table)).scores[["standard_code", "assessment", "score", "points_possible"]].to_numpy().tolist()
    [['6.RP.A.1', 'Quiz 1', 8.0, 10.0]]
    """
    known_codes = tuple(known_codes)
    grid = grid_of(raw)
    frame, roles = grid.frame.apply(lambda cells: cells.str.strip()), _roles(list(grid.frame.columns))
    problems: list[Problem] = []

    def column(role: str) -> pd.Series:
        return frame[roles[role]] if role in roles else pd.Series("", index=frame.index, dtype="str")

    def report(troubles: pd.Series, role: str, cure: str) -> None:
        header = roles.get(role)
        for row, trouble in troubles[troubles != ""].items():
            value = frame.loc[row, header] if header else None
            problems.append(Problem(trouble, cure, row=int(row), column=header, value=value))

    people, student_row, troubles = student_rows(who(frame, roles))
    report(troubles, "name", "Write one name and one ID for each student, or delete the row.")
    standard, troubles = _standards(column("standard"), known_codes)
    report(troubles, "standard", "Write one row for each standard.")
    assessment = _one_line(column("assessment"))
    assessment = assessment.where(assessment != "", standard)
    unnamed = pd.Series("", index=frame.index, dtype="str").mask(
        assessment == "", "it names no assessment and no standard."
    )
    report(unnamed, "assessment" if "assessment" in roles else "standard", "Write what the score is for.")
    points, troubles = _numbers(column("points_possible"), raw.decimal_mark)
    report(troubles, "points_possible", "Write the points that could be earned as a number.")
    attempt, troubles = _attempts(column("attempt"))
    report(troubles, "attempt", "Write 1 for the first try, 2 for the second.")
    order = date_order(pd.concat([column(role) for role in _DATES]))
    dates = {}
    for role in _DATES:
        read = read_dates(column(role), order)
        dates[role] = read["day"]
        report(read["trouble"], role, "Write dates as year-month-day: 2026-09-14.")

    cells = pd.DataFrame(
        {
            "row_number": frame.index,
            "column_name": assessment,
            "raw": column("score"),
            "points_possible": points,
            "student_row": student_row,
            "assessment": assessment,
            "standard_code": standard,
            "kind": _one_line(column("kind")),
            "attempt": attempt,
            "sequence": range(len(frame)),
            **dates,
        }
    )
    given, troubles = _status(column("status"))
    report(troubles, "status", "Write scored, missing, excused or not assigned, or leave it empty.")
    understood, blank, cell_problems = sort_score_cells(cells, raw.decimal_mark)
    problems.extend(Problem(p.message, p.cure, row=p.row, column=roles["score"], value=p.value) for p in cell_problems)
    stated = cells.assign(score=float("nan"), status=given).loc[blank["row_number"]]
    understood = pd.concat([understood, stated[stated["status"] != ""]])
    blank = blank[~blank["row_number"].isin(understood.index)]
    clash = (given.loc[understood.index] != "") & (given.loc[understood.index] != understood["status"])
    says = "the row says '" + column("status") + "' and has the score '" + column("score").map(shortened) + "' as well."
    report(says.loc[understood.index].where(clash, ""), "status", "Clear the score, or clear the status.")

    bad = {problem.row for problem in problems}
    scores = understood[~understood.index.isin(bad)].sort_index()
    scores, same, troubles = number_attempts(scores, by_date="attempt" not in roles, people=people)
    report(troubles, "assessment" if "assessment" in roles else "standard", _TWICE_CURE)
    if "standard" not in roles:
        titles = pd.Series(
            {title: recognise_code(title, known_codes) for title in scores["assessment"].unique()}, dtype="str"
        )
        scores = scores.assign(standard_code=scores["assessment"].map(titles).astype("str"))
    blank = blank[~blank["row_number"].isin(bad)]
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=student_frame(people),
        columns=_columns(scores, "file" if "standard" in roles else "title"),
        scores=joined("scores", [scores]),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                grid.unused([name for name in frame.columns if name not in roles.values()]),
                blank.assign(column_name=roles["score"]),
                same.assign(column_name=roles["score"]),
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems]),
        dated_attempts="attempt" not in roles,
    )


_TWICE_CURE = (
    "If it is a second try, say so in a column 'Attempt' or 'Date'; if they are two students, add a column 'ID'; "
    "otherwise delete one of the rows."
)


def _by_text(texts: pd.Series, read) -> tuple[pd.Series, pd.Series]:
    """Return value and trouble of each text; every different text is read once."""
    codes, different = pd.factorize(texts)
    found = [read(text) for text in different]
    values = pd.Series([value for value, _ in found]).take(codes).set_axis(texts.index)
    return values, pd.Series([trouble for _, trouble in found], dtype="str").take(codes).set_axis(texts.index)


def _one_line(texts: pd.Series) -> pd.Series:
    return texts.map({text: " ".join(text.split()) for text in texts.unique()}).astype("str")


def _standards(texts: pd.Series, known_codes: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    def read(text: str) -> tuple[str, str]:
        codes = find_codes(text, known_codes)
        if len(codes) > 1:
            return "", f"'{shortened(text)}' names {len(codes)} standards."
        # A school's own code has no pattern: it is taken as it stands.
        return (codes[0] if codes else " ".join(text.split())), ""

    values, troubles = _by_text(texts, read)
    return values.astype("str"), troubles


def _numbers(texts: pd.Series, decimal_mark: str) -> tuple[pd.Series, pd.Series]:
    def read(text: str) -> tuple[float, str]:
        number = read_number(text, decimal_mark)
        return (
            float("nan") if number is None else number
        ), f"'{shortened(text)}' is not a number." if text and number is None else ""

    values, troubles = _by_text(texts, read)
    return values.astype("float64"), troubles


def _attempts(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    def read(text: str) -> tuple[int, str]:
        number = 1.0 if not text else read_number(text)
        whole = number is not None and 1 <= number <= 1000 and number == int(number)
        return (int(number), "") if whole else (1, f"'{shortened(text)}' is not the number of a try.")

    values, troubles = _by_text(texts, read)
    return values.astype("int64"), troubles


def _status(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    def read(text: str) -> tuple[str, str]:
        status = _STATUSES.get(" ".join(text.casefold().split()), _STATUSES.get(fold_header(text)))
        return (status, "") if status is not None else ("", f"'{shortened(text)}' is not a status.")

    values, troubles = _by_text(texts, read)
    return values.astype("str"), troubles


def _columns(scores: pd.DataFrame, standard_source: str) -> pd.DataFrame:
    groups = scores.groupby("column_name", sort=False)
    codes = groups["standard_code"].min().where(groups["standard_code"].min() == groups["standard_code"].max(), "")
    no_points = groups["points_possible"].agg(lambda points: points.isna().any()).astype("bool")
    points = groups["points_possible"].min()
    points = points.where((points == groups["points_possible"].max()) & ~no_points)
    all_coded = groups["standard_code"].agg(lambda codes: (codes != "").all())
    return frame_of(
        "columns",
        {
            "column_name": pd.Series(codes.index, dtype="str"),
            "title": pd.Series(codes.index, dtype="str"),
            "points_possible": points.reset_index(drop=True),
            "points_note": no_points.map({True: "Some rows have no points possible.", False: ""}).reset_index(
                drop=True
            ),
            "standard_code": codes.reset_index(drop=True),
            "standard_source": all_coded.map({True: standard_source, False: ""}).reset_index(drop=True),
            "needs_mapping": ~all_coded.reset_index(drop=True).astype("bool"),
        },
    )
