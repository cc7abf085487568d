"""What a file without points possible was probably scored out of; said openly, and left open where it is a guess."""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.importers.cells import read_number

# Matching takes time with the square of the length.
_LONGEST_HEADER = 300
_IN_HEADER = re.compile(
    r"(?P<title>.*?)[ (\[]*"
    r"(?:(?:/|\bout of)\s*(?P<of>[0-9]+(?:[.,][0-9]+)?)"
    r"|\b(?P<pts>[0-9]+(?:[.,][0-9]+)?)\s*(?:pts?|points)\b\.?)[ )\]]*",
    re.IGNORECASE | re.DOTALL,
)


def points_in_header(header: str) -> tuple[str, float]:
    """Return a header without its points possible, and these; missing where it has none.

    Examples
    --------
    >>> points_in_header("Quiz 1 (out of 10)"), points_in_header("Exit ticket /4"), points_in_header("Unit 2")
    (('Quiz 1', 10.0), ('Exit ticket', 4.0), ('Unit 2', nan))
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
    Three cases are taken as clear. All numbers of the table lie on 0 to 4 in quarters and some reach 3: a 4-point
    scale. A column lies on 0 to 1 and has fractions: a share, as Excel stores a percentage. A column's highest number
    is 90 to 100: percent. A quiz whose highest score is 18 may be out of 18, 20 or 25, and stays open.

    Examples
    --------
    >>> infer_points(pd.DataFrame({"column_name": ["A", "A", "B"], "score": [3, 4, 2.5]}))["points_possible"].tolist()
    [4.0, 4.0]
    """
    highest = scores.groupby("column_name", sort=False)["score"].max()
    fractions = scores["score"].mod(1).gt(0).groupby(scores["column_name"], sort=False).any()
    values = scores["score"]
    four_point = len(values) > 0 and bool((values <= 4).all() and (values * 4 % 1 == 0).all() and values.max() >= 3)
    rows = {}
    for column, top in highest.items():
        if four_point:
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
