"""What is read of a class once, so that explaining a cell need not read it again."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from plworkbench.mastery import Scoring, weigh_evidence
from plworkbench.mastery.explaining import explain_pieces
from plworkbench.results.mastery_table import MasteryTable, close_calls
from plworkbench.results.why import ESTIMATE, Why


class ClassCells:
    """The mastery of a class and what it rests on, read at one moment.

    Parameters
    ----------
    table : MasteryTable
        The mastery of the class.
    evidence, overrides : DataFrame
        As the workbench returns them.
    scoring : Scoring
        How the class is scored.
    """

    def __init__(self, table: MasteryTable, evidence: pd.DataFrame, overrides: pd.DataFrame, scoring: Scoring):
        self.table, self.evidence, self.overrides, self.scoring = table, evidence, overrides, scoring

    def why(self, student_key: str, standard_code: str) -> Why:
        """Explain one cell: who, what, and why this level.

        Notes
        -----
        This is `Workbench.why` on what has been read already, and weighed once for the whole class; a test holds the
        two together.
        """
        cell = (student_key, standard_code)
        known = self.table.iloc[self._rows[cell][0]]
        set_by_hand = self.overrides.iloc[self._judged.get(cell, [])]
        said = explain_pieces(
            self.pieces.iloc[self._places.get(cell, [])],
            self.scoring,
            override=None if set_by_hand.empty else set_by_hand.iloc[-1].to_dict(),
            estimate={name: known[name] for name in ESTIMATE},
        )
        return Why.of(said, known["name"], self.table.words_of(standard_code))

    @cached_property
    def pieces(self) -> pd.DataFrame:
        """The evidence, each piece with its weight."""
        return weigh_evidence(self.evidence, scoring=self.scoring)

    @cached_property
    def close_calls(self) -> pd.Series:
        """In which cells the next piece of work could fall on either side of the cut score."""
        return close_calls(self.table)

    @cached_property
    def _places(self) -> dict[tuple[str, str], list[int]]:
        return _by_cell(self.pieces)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[int]]:
        return _by_cell(self.table)

    @cached_property
    def _judged(self) -> dict[tuple[str, str], list[int]]:
        return _by_cell(self.overrides)


def _by_cell(frame: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """Return the positions of the rows of each cell."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, cell in enumerate(zip(frame["student_key"], frame["standard_code"])):
        found.setdefault(cell, []).append(place)
    return found
