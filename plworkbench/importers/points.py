"""What a file without points possible was probably scored out of; said openly, and left open where it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from plworkbench.importers.cells import read_number

# Matching takes time with the square of the length.
_LONGEST_HEADER = 300
_IN_HEADER = re.compile(
    r"(?P<title>.*?)[ (\[]*"
    # After a digit without a space, '9/14' and '2/3/2026' are days far more often than points.
    r"(?:(?:(?<![0-9])/|\bout of)\s*(?P<of>[0-9]+(?:[.,][0-9]+)?)"
    r"|\b(?P<pts>[0-9]+(?:[.,][0-9]+)?)\s*(?:pts?|points)\b\.?)[ )\]]*",
    re.IGNORECASE | re.DOTALL,
)


_PERCENT = re.compile(r"%|\bpercent\b", re.IGNORECASE)
_OF_POINTS = re.compile(
    r"(?P<work>.*\w)[\W_]+(?:max(?:imum)?(?: points?| score)?|points possible|possible(?: points)?|out of)\W*",
    re.IGNORECASE | re.DOTALL,
)
_OF_SCORE = re.compile(r"[\W_]+(?:score|points|points earned|earned|marks?|result)\W*$", re.IGNORECASE)


def points_columns(names: Iterable[str]) -> dict[str, str]:
    """Return which columns only say what the work of another one is out of: their header to the other's.

    Examples
    --------
    >>> points_columns(["Quiz 1 Score", "Quiz 1 Max", "Task", "Task (out of)", "Speed max"])
    {'Quiz 1 Max': 'Quiz 1 Score', 'Task (out of)': 'Task'}
    """
    names = [name for name in names if len(name) <= _LONGEST_HEADER]
    of_work = {" ".join(_OF_SCORE.sub("", name).casefold().split()): name for name in names}
    found = {}
    for name in names:
        match = _OF_POINTS.fullmatch(name)
        other = of_work.get(" ".join(match["work"].casefold().split())) if match else None
        if other is not None and other != name:
            found[name] = other
    return found


def points_in_header(header: str) -> tuple[str, float]:
    """Return a header without its points possible, and these; missing where it has none.

    Examples
    --------
    >>> points_in_header("Quiz 1 (out of 10)"), points_in_header("Exit ticket /4"), points_in_header("Unit 2")
    (('Quiz 1', 10.0), ('Exit ticket', 4.0), ('Unit 2', nan))
    >>> points_in_header("Exit ticket 9/14")
    ('Exit ticket 9/14', nan)
    """
    match = _IN_HEADER.fullmatch(" ".join(header.split())) if len(header) <= _LONGEST_HEADER else None
    points = read_number(match["of"] or match["pts"]) if match else None
    if not points or not match["title"].strip():
        return " ".join(header.split()), float("nan")
    return " ".join(match["title"].split()), points


def infer_points(scores: pd.DataFrame) -> pd.DataFrame:
    """Return what each column was probably scored out of, with a note in words.

    Parameters
    ----------
    scores : DataFrame
        column_name and score of the plain numbers in columns whose points possible the file does not say.

    Returns
    -------
    DataFrame
        Index column_name; `points_possible` (missing where any answer would be a guess) and `points_note`.

    Notes
    -----
    Four cases are taken as clear. The header says that a column is percent. All numbers of the table lie on 0 to 4 in
    quarters and some reach 3: a 4-point scale. A column lies on 0 to 1 and has fractions: a share, as Excel stores a
    percentage. A column's highest number is 90 to 100: percent. A quiz whose highest score is 18 may be out of 18, 20
    or 25, and stays open.

    Examples
    --------
    >>> infer_points(pd.DataFrame({"column_name": ["A", "A", "B"], "score": [3, 4, 2.5]}))["points_possible"].tolist()
    [4.0, 4.0]
    """
    highest = scores.groupby("column_name", sort=False)["score"].max()
    fractions = scores["score"].mod(1).gt(0).groupby(scores["column_name"], sort=False).any()
    values = scores["score"][~scores["column_name"].astype("str").str.contains(_PERCENT)]
    four_point = len(values) > 0 and bool((values <= 4).all() and (values * 4 % 1 == 0).all() and values.max() >= 3)
    rows = {}
    for column, top in highest.items():
        if _PERCENT.search(column) and (top > 1 or fractions[column]):
            rows[column] = (100.0 if top > 1 else 1.0, "Taken as percent: the header says so.")
        elif four_point:
            rows[column] = (4.0, "Taken as a 4-point scale: no score in the table is above 4.")
        elif top <= 1 and fractions[column]:
            rows[column] = (1.0, f"Taken as a share of 1: the scores are fractions up to {top:g}.")
        elif 90 <= top <= 100:
            rows[column] = (100.0, f"Taken as percent: the scores go up to {top:g}.")
        else:
            rows[column] = (
                float("nan"),
                f"The file does not say out of how many points; the scores go up to {top:g}. "
                "Add a row 'Points possible' under the header.",
            )
    return pd.DataFrame.from_dict(rows, orient="index", columns=["points_possible", "points_note"])
