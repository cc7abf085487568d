"""The outcome results report of a Canvas account: one row a result of one student on one outcome, dated.

Layout as in Canvas's own source; the first headings of the sibling report on assignments are read as well. Results of
single questions of a quiz are evidence of their own: the question goes to the title of the assessment.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.coded import coded, constant, each_text, taken, ways
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile, counted, frame_of, in_file_order
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import find_roles
from plworkbench.importers.tidy_parts import tidy_file
from plworkbench.importers.tidy_rows import course_and_section, with_reasons
from plworkbench.messages import problem

IMPORTER = "canvas_outcomes_report"
FORMAT_NAME = "Canvas outcome results report"
READS = RawTable
LOOKS_FOR = "Canvas outcome results: columns 'learning outcome name', 'outcome score' and 'submission date'"

HIDDEN_POINTS = "the source hides the points of this outcome and gives a rating alone"
"""A result without a score in an account that hides points."""

_ROLES = {
    "name": ("student name",),
    "canvas_id": ("student id",),
    "sis_id": ("student sis id",),
    "assessment": ("assessment title", "assignment title"),
    "kind": ("assessment type",),
    "date_submitted": ("submission date",),
    "outcome": ("learning outcome name",),
    "friendly": ("learning outcome friendly name",),
    "attempt": ("attempt",),
    "score": ("outcome score",),
    "points_possible": ("learning outcome points possible",),
    "question": ("assessment question",),
    "question_id": ("assessment question id",),
    "course": ("course name",),
    "section": ("section name",),
    "rating": ("learning outcome rating",),
    "enrollment": ("enrollment state",),
}
_TELLING = {"outcome", "score", "assessment", "date_submitted"}


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is an outcome results report, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> header = b"student name,student id,assessment title,submission date,learning outcome name,outcome score"
    >>> detect(read_table(header + b"\nAmara Okafor,11,Quiz 1,2026-09-14,Ratios,3\n"))
    1.0
    """
    try:
        roles = find_roles(list(grid_of(raw, limit=20).cells.columns), _ROLES)
    except ImportRefused:
        return 0.0
    return 1.0 if roles.keys() >= _TELLING and roles.keys() & {"name", "canvas_id", "sis_id"} else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read an outcome results report.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in the names of outcomes, and what the teacher said of the file. An
        outcome without a code is tied to a standard once for all its rows: its name is the `column_name`.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> header = b"student name,student id,assessment title,submission date,learning outcome name,outcome score"
    >>> parsed = parse(read_table(header + b"\nAmara Okafor,11,Quiz 1,2026-09-14T15:00:00Z,Ratios,3\n"))
    >>> parsed.scores[["column_name", "assessment", "score"]].to_numpy().tolist()
    [['Ratios', 'Quiz 1', 3.0]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), _ROLES, answers.roles)
    frame = grid.coded_columns(list(roles.values()))

    def column(role: str) -> pd.Series:
        return frame[roles[role]] if role in roles else constant("", frame.index)

    keys, outcomes = _outcomes(pd.DataFrame({name: column(name) for name in _OF_OUTCOMES}), answers.known_codes)
    titles = _titles(pd.DataFrame({name: column(name) for name in _OF_TITLES}))
    cells = grid.cells.assign(**{roles["assessment"]: titles, roles["outcome"]: keys})
    if "section" in roles:
        cells[roles["section"]] = course_and_section(column("course"), column("section"))
    tidy_roles = {("standard" if role == "outcome" else role): name for role, name in roles.items()}
    parsed = tidy_file(IMPORTER, FORMAT_NAME, raw, replace(grid, cells=cells), tidy_roles, answers)
    scores = parsed.scores
    codes, labels = coded(scores["standard_code"])
    about = outcomes.set_index("key").reindex(labels)
    named = taken(codes, about["outcome"].fillna(""), scores.index)
    nameless = each_text(named, lambda name: not name, "bool")
    if nameless.any():
        named = named.astype("str").where(~nameless, scores["assessment"].astype("str"))
    scores = scores.assign(column_name=named, standard_code=taken(codes, about["code"].fillna(""), scores.index))
    hidden = each_text(column("score"), lambda text: not text, "bool") & each_text(column("rating"), bool, "bool")
    return replace(
        parsed,
        scores=frame_of("scores", scores),
        columns=_columns(scores),
        ignored=with_reasons(parsed.ignored, column("rating")[hidden].astype("str"), HIDDEN_POINTS),
        problems=in_file_order([*parsed.problems, *_ended(column("enrollment"), roles.get("enrollment"))]),
    )


_OF_OUTCOMES, _OF_TITLES = ("outcome", "friendly"), ("assessment", "question", "question_id")


def _titles(parts: pd.DataFrame) -> pd.Series:
    """Return the title of each assessment with its question; with the question's id where several have one name."""
    way, told = ways(parts, _OF_TITLES)
    title = told["assessment"].str.split().str.join(" ")
    with_question = title + ": " + told["question"].str.split().str.join(" ")
    ids = told["question_id"].groupby(with_question).transform("nunique")
    with_question = with_question.where(ids <= 1, with_question + " (" + told["question_id"] + ")")
    return taken(way, title.where(told["question"] == "", with_question), parts.index)


def _outcomes(names: pd.DataFrame, known_codes: tuple[str, ...]) -> tuple[pd.Series, pd.DataFrame]:
    """Return a key for the outcome of each row, which holds no code, and for each key the outcome and its code."""
    way, told = ways(names, _OF_OUTCOMES)
    outcomes = told["outcome"].str.split().str.join(" ")
    codes = [
        recognise_code(friendly, known_codes) or recognise_code(name, known_codes)
        for name, friendly in zip(outcomes.tolist(), told["friendly"].tolist())
    ]
    keys = [f"outcome {place}" if name else "" for place, name in enumerate(outcomes.tolist())]
    about = pd.DataFrame({"key": keys, "outcome": outcomes.to_numpy(), "code": codes}).drop_duplicates("key")
    return taken(way, keys, names.index), about


def _columns(scores: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name, own in scores.groupby("column_name", sort=False):
        codes, points = own["standard_code"].unique(), own["points_possible"].unique()
        known = "" not in codes
        rows.append(
            {
                "column_name": name,
                "title": name,
                "points_possible": points[0] if len(points) == 1 else float("nan"),
                "points_note": "Some rows have no points possible." if own["points_possible"].isna().any() else "",
                "standard_code": codes[0] if len(codes) == 1 else "",
                "standard_source": "file" if known else "",
                "needs_mapping": not known,
            }
        )
    return frame_of("columns", rows)


def _ended(states: pd.Series, header: str | None) -> list[Problem]:
    rows = states.index[each_text(states, lambda text: text.casefold() not in ("", "active"), "bool")]
    if not len(rows):
        return []
    return [
        problem("not_enrolled", row=rows[0], column=header, value=states[rows[0]], rows=counted(len(rows), "such row"))
    ]
