"""What all formats with one score a row share: the student, the work, the standard, dates, status and attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import STATUS_WORDS, read_number
from plworkbench.importers.coded import coded, constant, each_text, recoded, ways
from plworkbench.importers.codes import find_codes, recognise_code
from plworkbench.importers.damage import made_dates, sound_identifiers
from plworkbench.importers.dates import dates_of
from plworkbench.importers.grid import Grid
from plworkbench.importers.parsed import ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, student_frame, who
from plworkbench.importers.score_cells import sort_score_cells
from plworkbench.importers.tidy_rows import in_all_sections, number_attempts, student_rows
from plworkbench.messages import REMARKS, problem, shortened

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
_NO_STATUS = "?"
_DATES = ("date_due", "date_submitted", "date_assessed")


def find_tidy_roles(headers: list[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the header of each role of a tidy table; what the teacher says wins.

    Examples
    --------
    >>> find_tidy_roles(["Grade", "Task", "Score"])
    {'score': 'Score', 'assessment': 'Task'}
    >>> find_tidy_roles(["Student", "Points"]), find_tidy_roles(["Score", "Points"])
    ({'name': 'Student', 'score': 'Points'}, {'score': 'Score', 'points_possible': 'Points'})
    """
    roles, said = find_roles(headers, WORDS, given), given or {}
    if "score" in roles and said.get(roles["score"]) != "score":
        # 'Grade' to the left of 'Score' is the grade that the students are in, or the score in letters.
        scores = [header for header in headers if header not in said and fold_header(header) in WORDS["score"]]
        roles["score"] = min(scores, key=lambda header: WORDS["score"].index(fold_header(header)))
    points = roles.pop("points", None)
    if points is not None:
        # 'Points' beside a score is what could be earned; alone it is what was earned.
        roles.setdefault("points_possible" if "score" in roles else "score", points)
    return roles


def tidy_file(
    importer: str, format_name: str, raw: RawTable, grid: Grid, roles: Mapping[str, str], answers: Answers = NO_ANSWERS
) -> ParsedFile:
    """Return the parsed file of a table with one score a row.

    Parameters
    ----------
    importer, format_name : str
        Of the format.
    raw, grid
        The table, and its rows under the header.
    roles : mapping
        Role, one of `WORDS`, to the header of its column. Columns without a role are ignored as not used.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.
    """
    frame, index = grid.coded_columns(list(roles.values())), grid.cells.index
    problems: list[Problem] = []

    def column(role: str) -> pd.Series:
        return frame[roles[role]] if role in roles else constant("", index)

    def report(code: str, bad: np.ndarray | pd.Series, role: str, **details: object) -> None:
        header = roles.get(role)
        for row, text in column(role)[np.asarray(bad)].items():
            problems.append(problem(code, row=row, column=header, value=text, **details))

    people, student_row, troubles = students_of(frame, roles)
    problems += [*troubles, *made_dates(frame, [header for role, header in roles.items() if role != "score"])]
    standard = _standards(column("standard"), answers.known_codes)
    several = each_text(column("standard"), lambda text: len(find_codes(text, answers.known_codes)) > 1, "bool")
    report("several_standards", several, "standard")
    assessment = recoded(column("assessment"), _on_one_line)
    unnamed = each_text(assessment, lambda text: text == "", "bool")
    if unnamed.any():
        # Work without a title goes by its standard.
        assessment = assessment.astype("str").where(~unnamed, standard.astype("str")).astype("category")
        report("names_no_work", unnamed & (assessment == ""), "assessment" if "assessment" in roles else "standard")
    points = each_text(column("points_possible"), lambda text: _number(text, raw.decimal_mark), "float64")
    given_points = each_text(column("points_possible"), bool, "bool")
    report("not_a_number", given_points & np.isnan(points), "points_possible")
    attempt = each_text(column("attempt"), _attempt, "int64")
    report("not_an_attempt", attempt == 0, "attempt")
    dates, questions, date_problems = dates_of({role: column(role) for role in _DATES if role in roles}, answers)
    problems += date_problems
    no_day = pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    given = each_text(column("status"), _status, "object")
    report("not_a_status", given == _NO_STATUS, "status")

    cells = pd.DataFrame(
        {
            "row_number": index,
            "column_name": assessment,
            "raw": column("score"),
            "points_possible": points,
            "student_row": student_row,
            "assessment": assessment,
            "standard_code": standard,
            "kind": recoded(column("kind"), _on_one_line),
            "attempt": attempt,
            "sequence": np.arange(len(index)),
            "section": column("section"),
            **{role: dates[role]["day"] if role in dates else no_day for role in _DATES},
        },
        index=index,
    )
    scored, blank, cell_problems = sort_score_cells(cells, raw.decimal_mark)
    problems += [replace(found, column=roles["score"]) for found in cell_problems]
    scored, blank, clash = _with_status(cells, scored, blank, pd.Series(given, index=index))
    for row, says, score in zip(clash, column("status")[clash], column("score")[clash]):
        where = {"row": row, "column": roles["status"], "value": says}
        problems.append(problem("status_and_score", **where, score=shortened(score)))

    bad = {found.row for found in problems if found.code not in REMARKS}
    scores = scored[~scored.index.isin(bad)] if bad else scored
    scores, same, repeated = number_attempts(scores, by_date="attempt" not in roles, people=people)
    where = roles.get("assessment", roles.get("standard"))
    problems += [
        problem("same_evidence", row=row, column=where, rows=f"row {other}") for row, other in repeated.items()
    ]
    if "standard" not in roles:
        scores = scores.assign(
            standard_code=recoded(scores["assessment"], lambda title: recognise_code(title, answers.known_codes))
        )
    blank = blank[~blank["row_number"].isin(bad)]
    return ParsedFile(
        importer=importer,
        format_name=format_name,
        file_name=raw.file_name,
        digest=raw.digest,
        students=in_all_sections(student_frame(people), student_row, column("section")),
        columns=_columns(scores, "file" if "standard" in roles else "title"),
        scores=frame_of("scores", scores),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                grid.unused([name for name in grid.cells.columns if name not in roles.values()]),
                blank.assign(column_name=roles["score"]),
                same.assign(column_name=roles["score"]),
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems]),
        dated_attempts="attempt" not in roles,
        by_row=True,
        header_rows=(grid.header_row,),
        questions=questions,
        roles={header: role for role, header in roles.items()},
        answers=answers,
        raw=raw,
    )


def students_of(frame: pd.DataFrame, roles: Mapping[str, str]) -> tuple[pd.DataFrame, pd.Series, list[Problem]]:
    """Return the students, for each row the row of its student, and a problem for each row that has none.

    Parameters
    ----------
    frame : DataFrame
        The cells of a table whose rows may be of one student several times; the index is the physical row.
    roles : mapping
        Role, one of `roster.ROLE_WORDS`, to the header of its column.
    """
    headers = [roles[role] for role in ROLE_WORDS if role in roles]
    # A student has many rows that say the same about who it is: each way of saying it is looked at once.
    way, told = ways(frame, headers)
    people, damaged = sound_identifiers(who(told, roles), told)
    people, student_row, troubles = student_rows(people)
    header = next((roles[role] for role in ("name", "last_name", *ROLE_WORDS) if role in roles), None)
    # Where the ID is not to be trusted, no row of it is; that zeros are gone is said once.
    problems = [
        replace(found, row=int(row))
        for found in damaged
        for row in ([found.row] if found.code in REMARKS else frame.index[way == told.index.get_loc(found.row)])
    ]
    for place in np.flatnonzero(troubles != ""):
        for row in frame.index[way == place]:
            value = None if header is None else told.iloc[place][header]
            problems.append(problem(troubles.iloc[place], row=row, column=header, value=value))
    return people, pd.Series(student_row.to_numpy()[way], index=frame.index), problems


def _with_status(
    cells: pd.DataFrame, scored: pd.DataFrame, blank: pd.DataFrame, given: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Index]:
    """Return scores and empty cells with the status column heard, and the rows in which the two contradict."""
    says = given[(given != "") & (given != _NO_STATUS)]
    if says.empty:
        return scored, blank, scored.index[:0]
    both = scored.index.intersection(says.index)
    clash = both[scored.loc[both, "status"].astype("str") != says[both]]
    stated = blank["row_number"].isin(says.index).to_numpy()
    rows = blank.loc[stated, "row_number"]
    added = cells.loc[rows].assign(score=float("nan"), status=says[rows])
    together = pd.concat([scored.astype({"status": "str"}), added]).sort_index()
    return frame_of("scores", together).set_axis(together.index), blank[~stated], clash


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _standards(texts: pd.Series, known_codes: tuple[str, ...]) -> pd.Series:
    def read(text: str) -> str:
        codes = find_codes(text, known_codes)
        # A school's own code has no pattern: it is taken as it stands.
        return codes[0] if len(codes) == 1 else "" if codes else _on_one_line(text)

    return recoded(texts, read)


def _number(text: str, decimal_mark: str) -> float:
    number = read_number(text, decimal_mark)
    return float("nan") if number is None else number


def _attempt(text: str) -> int:
    """Return the number of a try, 1 where nothing is said, 0 for a text that is none."""
    number = 1.0 if not text else read_number(text)
    return int(number) if number is not None and 1 <= number <= 1000 and number == int(number) else 0


def _status(text: str) -> str:
    return _STATUSES.get(_on_one_line(text.casefold()), _STATUSES.get(fold_header(text), _NO_STATUS))


def _columns(scores: pd.DataFrame, standard_source: str) -> pd.DataFrame:
    codes, names = coded(scores["column_name"])
    standards, labels = coded(scores["standard_code"])
    points = scores["points_possible"].to_numpy()
    order = pd.unique(codes)
    pairs = np.unique(codes.astype("int64") * max(len(labels), 1) + standards)
    of_name = pd.Series(pairs % max(len(labels), 1)).groupby(pairs // max(len(labels), 1)).agg(list)
    standard = [[labels[place] for place in of_name[name]] for name in order]
    low, high = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    stated = ~np.isnan(points)
    np.minimum.at(low, codes[stated], points[stated])
    np.maximum.at(high, codes[stated], points[stated])
    no_points = np.bincount(codes[~stated], minlength=len(names)) > 0
    all_coded = np.array(["" not in known for known in standard], dtype="bool")
    return frame_of(
        "columns",
        {
            "column_name": [names[place] for place in order],
            "title": [names[place] for place in order],
            "points_possible": np.where((low == high) & ~no_points, low, np.nan)[order],
            "points_note": np.where(no_points[order], "Some rows have no points possible.", ""),
            "standard_code": [known[0] if len(known) == 1 else "" for known in standard],
            "standard_source": np.where(all_coded, standard_source, ""),
            "needs_mapping": ~all_coded,
        },
    )
