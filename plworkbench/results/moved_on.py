"""Whether groups still fit: who is at another level than when they were formed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from plworkbench import exports
from plworkbench.results.sections import section


@dataclass(frozen=True)
class MovedOn:
    """Who has moved on since groups were formed.

    Parameters
    ----------
    heading : str
        Class and name of the groups.
    sentence : str
        What to say to the teacher: '5 of 28 have moved on: regroup?'.
    table : DataFrame
        One row a changed cell: student, standard, then, now (levels), direction ('up', 'down', 'new', 'not known any
        more'), student_key, standard_code.
    students : int
        Students looked at.
    """

    heading: str
    sentence: str
    table: pd.DataFrame
    students: int

    @property
    def count(self) -> int:
        """How many students have moved on."""
        return self.table["student_key"].nunique()

    def _repr_html_(self) -> str:
        shown = {"Student": "student", "Standard": "standard", "Then": "then", "Now": "now"}
        columns = {heading: self.table[name] for heading, name in shown.items()}
        what = "Levels on the standards of these groups, as known when they were formed and as known now."
        parts = [section("Who has moved on", what, columns)] if len(self.table) else []
        return exports.page("progress_report.html", heading=self.heading, sentence=self.sentence, sections=parts)
