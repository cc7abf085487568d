"""How the items of a class's tests work: a report that shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from plworkbench import exports
from plworkbench.progress.words import counted
from plworkbench.results.sections import number, section, share


@dataclass(frozen=True)
class ItemReport:
    """How the items of a class's tests work, and which wrong answers several students share.

    Parameters
    ----------
    class_name : str
        The class.
    items, distractors, patterns : DataFrame
        As `plworkbench.mastery.items` returns them, with title added; patterns also with `students`, a tuple of names.
    assessments : tuple of str
        The assessments looked at.
    """

    class_name: str
    items: pd.DataFrame
    distractors: pd.DataFrame
    patterns: pd.DataFrame
    assessments: tuple[str, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """What to look at first."""
        if self.items.empty:
            return f"No answers to single items are recorded for {self.class_name}."
        shared = len(self.patterns)
        said = f"{counted(len(self.items), 'item')} of {counted(len(self.assessments), 'assessment')}."
        answers = "answers are" if shared > 1 else "answer is"
        said = f"{said} {shared or 'No'} wrong {answers} shared by several students."
        doubtful = self.distractors.loc[self.distractors["note"] != "", ["assessment", "item"]]
        if len(doubtful):
            which = doubtful.drop_duplicates()
            first = f"{which['assessment'].iloc[0]}, {which['item'].iloc[0]}"
            if len(which) == 1:
                return f"{said} Look first at {first}: the marked answer may be wrong."
            return f"{said} In {len(which)} items the marked answer may be wrong: look first at {first}."
        if not shared:
            return said
        most = self.patterns.loc[self.patterns["count"].idxmax()]
        where = f"{most['assessment']}, {most['item']}"
        return f"{said} Most often it was '{most['response']}' in {where} ({counted(int(most['count']), 'student')})."

    def _repr_html_(self) -> str:
        items, patterns = self.items, self.patterns
        return exports.page(
            "progress_report.html",
            heading=f"{self.class_name} · items",
            sentence=self.sentence,
            sections=[
                part
                for part in (
                    section(
                        "Wrong answers several students share",
                        "Something to ask the students about, not a diagnosis.",
                        {
                            "Standard": patterns["title"],
                            "Item": patterns["item"],
                            "Answer": patterns["response"],
                            "Right": patterns["correct_response"],
                            "Students": [", ".join(names) for names in patterns["students"]],
                            "Note": patterns["note"],
                        },
                    ),
                    section(
                        "Items",
                        "Share of the points earned; how well the item tells students apart (-1 to 1); and the usual "
                        "minutes, which are context and count in nothing.",
                        {
                            "Item": items["assessment"] + ": " + items["item"],
                            "Students": items["n"],
                            "Points earned": [share(value) or "not recorded" for value in items["difficulty"]],
                            "Answers": items["answers"],
                            "Tells apart": [number(value) for value in items["discrimination"]],
                            "Minutes": [number(value, 1) for value in items["minutes_median"]],
                            "Says": items["says"],
                        },
                    ),
                )
                if part["rows"]
            ],
        )
