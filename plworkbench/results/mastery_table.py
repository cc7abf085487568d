"""The mastery of a class as a DataFrame that shows itself as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import exports, figures, mastery
from plworkbench.mastery.estimates import SURE
from plworkbench.schema import LEVELS, STATES, SYMBOLS, score_words, shown_score

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROWS_SHOWN = 40
"""Students shown by a table in a notebook; the frame itself always holds all of them."""


class MasteryTable(pd.DataFrame):
    """Mastery of a class: one row for each student and standard.

    Columns: student_key, name, standard_code, title; score and level by the scoring rule, or the level the teacher set;
    evidence_count, latest_date, missing_count, excused_count; estimate, low, high (on the same scale: what such work is
    likely to show, and between which ends), chance_secure (0 to 1: how likely that reaches the cut score), state (what
    that makes sure of); overridden ('', 'by the teacher', or 'newer evidence' where a level set by hand has expired).
    It is an ordinary DataFrame; whatever is selected or computed from it is a plain DataFrame, and only the whole table
    shows itself as a heat map.
    """

    @property
    def scale_top(self) -> float:
        """The top of the scale the scores are on: 4 unless the class has another scale."""
        return self.attrs.get("scale_top", 4.0)

    @property
    def level_words(self) -> dict[str, str]:
        """The words of the scale for levels, where they differ from ours: {'secure': 'Pass'}."""
        return self.attrs.get("level_words", {})

    @property
    def _constructor(self):
        return pd.DataFrame

    def wide(self, values: str = "score") -> pd.DataFrame:
        """Return the table with one row a student and one column a standard.

        Parameters
        ----------
        values : str, default "score"
            The column the cells hold: "score", "level", "evidence_count", "low", "high", ...
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
        return _words(title, standard_code)

    @property
    def standards_in_words(self) -> list[tuple[str, str]]:
        """Every standard in words, and its code."""
        pairs = self[["title", "standard_code"]].drop_duplicates("standard_code")
        return [(_words(title, code), code) for title, code in pairs.itertuples(index=False)]

    def close_to_the_line(self, standard_code: str) -> list[str]:
        """Return the names of the students of whom nobody can tell yet whether they are secure on a standard.

        Those have enough evidence for a level, and yet it is no surer than three in four that they are secure, or not.
        """
        there = self[(self["standard_code"] == standard_code) & close_calls(self)]
        return there["name"].tolist()

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
            scale_top=self.scale_top,
        )

    def _repr_html_(self) -> str:
        codes = self.drop_duplicates("standard_code")
        students = self.drop_duplicates("student_key")
        shown = self[self["student_key"].isin(students["student_key"].head(ROWS_SHOWN))]
        rows = [
            {"name": cells["name"].iloc[0], "cells": [self._cell(cell) for cell in cells.itertuples()]}
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

    def _cell(self, cell) -> dict[str, str]:
        told = [f"{cell.title}: {self.level_words.get(cell.level, cell.level)}"]
        if score := score_words(cell.score, self.scale_top):
            told.append(
                f"{score} from {cell.evidence_count} piece{'' if cell.evidence_count == 1 else 's'} of evidence"
            )
        if getattr(cell, "overridden", "") == "by the teacher":
            told.append("a level set by the teacher")
        return {
            "symbol": SYMBOLS[cell.level],
            "score": shown_score(cell.score, self.scale_top),
            "words": ", ".join(told),
            "background": figures.LEVEL_COLORS[cell.level],
            "ink": "#ffffff" if cell.level == "extending" else "#1b2533",
        }


def close_calls(table: pd.DataFrame) -> pd.Series:
    """Return in which cells of a mastery table a level is named, and nobody can tell yet whether it is secure.

    Notes
    -----
    The probability of being secure then lies between 1/4 and 3/4: neither side is as sure as a state has to be
    (`plworkbench.mastery.estimates.state_of`, with the source of that limit). The interval alone has the cut score
    inside it in half of all cells, most of which are as good as decided.
    """
    named = table["level"].isin(LEVELS) & (table["overridden"] != "by the teacher")
    return named & (table["chance_secure"] > 1 - SURE) & (table["chance_secure"] < SURE)


def _words(title: str, standard_code: str) -> str:
    return standard_code if title == standard_code else f"{title} ({standard_code})"
