"""What the dashboard `progress` says of the items of the tests, and of the mistakes that several students share."""

from __future__ import annotations

import pandas as pd
import traitlets

from plworkbench.panels import parts
from plworkbench.panels.base import Model


class ItemsModel(Model):
    """The items of one test at a time.

    Attributes
    ----------
    assessment : str
        The assessment whose items are shown; '' while none has any.
    items : ItemReport or None
        The items of all tests of the class; None until they are read.
    """

    assessment = traitlets.Unicode()
    items = None

    def look_at(self, assessment: str) -> None:
        """Look at the items of another assessment."""
        self.assessment = assessment

    @property
    def item_rows(self) -> list[dict]:
        """The items of the assessment looked at."""
        return [
            {
                "key": row.item,
                "item": row.item,
                "standard": row.title,
                "earned": ""
                if pd.isna(row.difficulty)
                else f"{parts.count(row.n, 'student')}, {100 * row.difficulty:.0f} %",
                "says": row.says,
                "minutes": None if pd.isna(row.minutes_median) else round(float(row.minutes_median), 1),
            }
            for row in self._of_assessment(self.items.items).itertuples(index=False)
        ]

    @property
    def pattern_rows(self) -> list[dict]:
        """Wrong answers several students share, the most shared first."""
        return [
            {
                "key": f"{row.item} {row.response}",
                "item": row.item,
                "response": _answer(row),
                "count": int(row.count),
                "names": ", ".join(row.students),
            }
            for row in self._patterns.itertuples(index=False)
        ]

    @property
    def mistaken_standard(self) -> tuple[str, str]:
        """Code and title of the standard of the most shared wrong answer; empty when none is shared."""
        known = self._patterns[self._patterns["standard_code"] != ""]
        return ("", "") if known.empty else (str(known["standard_code"].iloc[0]), str(known["title"].iloc[0]))

    @property
    def item_sentence(self) -> str:
        """What the items say first."""
        questions, shared = len(self._of_assessment(self.items.items)), len(self._patterns)
        if not questions:
            return ""
        answers = f"{shared} wrong answers are" if shared > 1 else f"{'One' if shared else 'No'} wrong answer is"
        said = f"{self.assessment} has {parts.count(questions, 'question')}. {answers} shared by several students."
        return f"{said} It is something to ask them about: one answer can have many reasons." if shared else said

    @property
    def _patterns(self) -> pd.DataFrame:
        return self._of_assessment(self.items.patterns).sort_values("count", ascending=False, kind="stable")

    def _of_assessment(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["assessment"] == self.assessment]


def _answer(row) -> str:
    """Return a shared wrong answer with the right one, and what is odd about it."""
    right = f" (right: {row.correct_response})" if isinstance(row.correct_response, str) else ""
    return f"{row.response}{right}" + (f". {row.note}" if row.note else "")
