"""The mastery of a class as a DataFrame that shows itself as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import exports, figures, mastery
from plworkbench.schema import STATES, SYMBOLS, shown_score

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROWS_SHOWN = 40
"""Students shown by a table in a notebook; the frame itself always holds all of them."""


class MasteryTable(pd.DataFrame):
    """Mastery of a class: one row for each student and standard.

    Columns: student_key, name, standard_code, title, score (0..4), level, evidence_count, latest_date, missing_count,
    excused_count. It is an ordinary DataFrame; whatever is selected or computed from it is a plain DataFrame, and only
    the whole table shows itself as a heat map.
    """

    @property
    def _constructor(self):
        return pd.DataFrame

    def wide(self, values: str = "score") -> pd.DataFrame:
        """Return the table with one row a student and one column a standard.

        Parameters
        ----------
        values : {"score", "level", "evidence_count"}
            What the cells hold.
        """
        wide = pd.DataFrame(self).pivot(index="student_key", columns="standard_code", values=values)
        wide = wide.loc[self["student_key"].drop_duplicates(), self["standard_code"].drop_duplicates()]
        return wide.set_axis(self.drop_duplicates("student_key")["name"].to_numpy()).rename_axis(
            index="student", columns=None
        )

    def most_pressing_standard(self) -> str | None:
        """Return the code of the standard on which most students need help; None when nobody is known to."""
        return mastery.most_pressing_standard(self)

    def who(self, readiness: str, standard_code: str) -> list[str]:
        """Return the names of the students who are at a point on a standard.

        Parameters
        ----------
        readiness : {"needs help", "ready to move on", "not known yet"}
            See `plworkbench.mastery.readiness`.
        standard_code : str
            The standard.
        """
        there = (self["standard_code"] == standard_code) & (mastery.readiness(self["level"]) == readiness)
        return self.loc[there, "name"].tolist()

    def words_of(self, standard_code: str) -> str:
        """Return a standard in words with its code: 'Ratio language (6.RP.A.1)'."""
        title = self.loc[self["standard_code"] == standard_code, "title"].iloc[0]
        return standard_code if title == standard_code else f"{title} ({standard_code})"

    def level_counts(self) -> pd.DataFrame:
        """Return how many students are in each state, one row a standard."""
        return mastery.count_levels(self)

    def spread(self) -> Figure:
        """Return how many students are at each level of each standard, as a Plotly bar chart."""
        return figures.level_spread(self.level_counts(), dict(zip(self["standard_code"], self["title"])))

    def heatmap(self) -> Figure:
        """Return the table as a Plotly heat map."""
        return figures.mastery_heatmap(
            pd.DataFrame(self),
            dict(zip(self["student_key"], self["name"])),
            dict(zip(self["standard_code"], self["title"])),
        )

    def _repr_html_(self) -> str:
        codes = self.drop_duplicates("standard_code")
        students = self.drop_duplicates("student_key")
        shown = self[self["student_key"].isin(students["student_key"].head(ROWS_SHOWN))]
        rows = [
            {"name": cells["name"].iloc[0], "cells": [_cell(cell) for cell in cells.itertuples()]}
            for _, cells in shown.groupby("student_key", sort=False)
        ]
        return exports.page(
            "mastery_table.html",
            caption=f"{len(students)} students, {len(codes)} standards. Point at a cell for its words.",
            columns=codes.rename(columns={"standard_code": "code"})[["code", "title"]].to_dict("records"),
            rows=rows,
            more=max(0, len(students) - ROWS_SHOWN),
            legend=[{"symbol": SYMBOLS[state], "name": state} for state in STATES],
        )


def _cell(cell) -> dict[str, str]:
    score = shown_score(cell.score)
    pieces = f"{cell.evidence_count} piece{'' if cell.evidence_count == 1 else 's'} of evidence"
    return {
        "symbol": SYMBOLS[cell.level],
        "score": score,
        "words": f"{cell.title}: {cell.level}" + (f", {score} of 4 from {pieces}" if score else ""),
        "background": figures.LEVEL_COLORS[cell.level],
        "ink": "#ffffff" if cell.level == "extending" else "#1b2533",
    }
