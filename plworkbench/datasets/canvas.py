"""A class of a sample as the CSV file that Canvas writes when a teacher exports the gradebook."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd

from plworkbench.datasets.class_set import ClassSet
from plworkbench.errors import NotFound

GROUPS = {"exit ticket": "Exit tickets", "quiz": "Quizzes", "task": "Tasks", "unit test": "Unit tests"}
"""Canvas's assignment group of each kind of evidence, in the order of the gradebook."""

TOTALS = ("Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score")
"""The totals Canvas works out, for each group and for the course."""

READ_ONLY = "(read only)"
"""What stands in the row of points possible under a total."""


def canvas_gradebook(class_set: ClassSet, class_name: str) -> str:
    """Return a class as a Canvas gradebook export, including Canvas's test student.

    The layout is that of Canvas's exporter: a header, a row of points possible that begins with four spaces, one row
    a student in the order of the sortable name, `Student, Test` last. `EX` is excused, `N/A` not assigned, an empty
    cell has no score. Of a retaken piece the last attempt counts. Totals are percentages without weights: current
    over what is scored, final over everything assigned.

    Parameters
    ----------
    class_set : ClassSet
        With the identifiers canvas_id, sis_id and login, and evidence of the kinds in `GROUPS`.
    class_name : str
        The class, which Canvas calls a section.

    Returns
    -------
    str
        The text of the file, lines ended by a line feed.

    Raises
    ------
    NotFound
        When the set has no class of that name.
    """
    classes = class_set.classes
    if class_name not in set(classes["name"]):
        raise NotFound(f"There is no class '{class_name}'. Choose one of {', '.join(classes['name'])}.")
    class_key = classes.loc[classes["name"] == class_name, "class_key"].item()
    roster = _roster(class_set, class_key)
    evidence = class_set.evidence[class_set.evidence["class_key"] == class_key]
    columns = _columns(evidence)
    scores = _pivot(evidence, "score", roster, columns)
    status = _pivot(evidence, "status", roster, columns)
    groups = {title: (columns["kind"] == kind).to_numpy() for kind, title in GROUPS.items()}

    total_names = [f"{group} {total}" for group in groups for total in TOTALS] + list(TOTALS)
    titles = [f"{title} ({number})" for title, number in zip(columns.index, columns["canvas_number"], strict=True)]
    points = columns["points_possible"].to_numpy()
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles, *total_names],
        ["    Points Possible", "", "", "", "", *map(_number, points), *[READ_ONLY] * len(total_names)],
    ]
    for student_key, student in roster.iterrows():
        earned, said = scores.loc[student_key].to_numpy(float), status.loc[student_key].to_numpy(object)
        cells = [_cell(*pair) for pair in zip(earned, said, strict=True)]
        totals = [
            text
            for wanted in [*groups.values(), np.ones(len(points), dtype=bool)]
            for text in _totals(earned[wanted], said[wanted], points[wanted])
        ]
        lines.append([*student[["sort_name", "canvas_id", "sis_id", "login"]], class_name, *cells, *totals])
    test_student = ["Student, Test", "53999", "", "5f0c1b7e92d34a6885a1c7d2e4f60b39d1a2c3e4", class_name]
    lines.append(test_student + [""] * (len(titles) + len(total_names)))

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _roster(class_set: ClassSet, class_key: str) -> pd.DataFrame:
    enrollments = class_set.enrollments
    members = enrollments.loc[enrollments["class_key"] == class_key, "student_key"]
    numbers = class_set.identifiers.pivot(index="student_key", columns="kind", values="identifier")
    roster = class_set.students.set_index("student_key").loc[members].join(numbers)
    return roster.sort_values("sort_name", key=lambda names: names.str.normalize("NFKD").str.casefold())


def _columns(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the assignments in Canvas's order, with the numbers Canvas gave them in the order they were made."""
    columns = evidence.groupby("assessment", sort=False)[["kind", "points_possible", "sequence"]].first()
    columns = columns.sort_values("sequence")
    columns["canvas_number"] = 418_206 + 7 * columns["sequence"]
    order = columns["kind"].map(list(GROUPS).index)
    return columns.assign(order=order).sort_values(["order", "sequence"])


def _pivot(evidence: pd.DataFrame, values: str, roster: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    last = evidence.sort_values("attempt").drop_duplicates(["student_key", "assessment"], keep="last")
    return last.pivot(index="student_key", columns="assessment", values=values).loc[roster.index, columns.index]


def _cell(score: float, status: str) -> str:
    return {"excused": "EX", "not assigned": "N/A", "scored": _number(score)}.get(status, "")


def _number(value: float) -> str:
    return f"{value:.2f}"


def _totals(earned: np.ndarray, status: np.ndarray, points: np.ndarray) -> list[str]:
    """Return the four totals; nothing is unposted, so those are the same."""
    scored = status == "scored"
    due = scored | (status == "missing")
    current = _percent(earned[scored].sum(), points[scored].sum())
    final = _percent(earned[scored].sum(), points[due].sum())
    return [current, current, final, final]


def _percent(earned: float, points: float) -> str:
    return _number(100 * earned / points) if points else ""
