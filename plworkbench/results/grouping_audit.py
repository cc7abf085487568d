"""A look back at the groups of a class: prompts for the teacher, never verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from plworkbench import exports
from plworkbench.results.sections import section, share


@dataclass(frozen=True)
class GroupingAudit:
    """What the history of a class's groups shows. Every frame has the students' names, and their keys at the end.

    Parameters
    ----------
    class_name : str
        The class.
    groupings : int
        Groupings looked at.
    latest : str
        Name of the latest of them; '' without any.
    prompts : list of str
        Questions for the teacher, most pressing first. They hold names.
    streaks : DataFrame
        student, streak: who has been in the group with the lowest scores in this many groupings by need running.
    movement : DataFrame
        One row for each grouping that follows another: grouping, before, students (in both), moved, rate (0..1).
    movers : DataFrame
        student, chances, moves, rate, never_moved.
    company : DataFrame
        Students x students by name: in how many groupings two of them shared a group.
    always_together, never_together : DataFrame
        student, other, cycles (groupings both were in); for never also expected (times together by chance).
    attribute : str
        What `composition`, `composition_of_lowest` and `alone` look at; '' without one.
    composition : DataFrame, optional
        Of the latest grouping: group, value, count, expected (by the share of the class), size, class_count, is_small.
    composition_words : str
        How often chance alone is as uneven, and that this is a prompt, not proof.
    composition_of_lowest : DataFrame, optional
        Of the groups with the lowest scores through the history: value, count, expected, places, students,
        students_in_lowest, is_small.
    lowest_words : str
        The same for it.
    alone : DataFrame
        student, group, value, class_count, not_recorded_in_group: who is the only one of a value in a group of the
        latest grouping.
    minutes : DataFrame
        student, minutes with the teacher by the schedules that were saved; missing where none had the student.
    minutes_words : str
        Their spread in a sentence.
    """

    class_name: str
    groupings: int
    latest: str
    prompts: list[str]
    streaks: pd.DataFrame
    movement: pd.DataFrame
    movers: pd.DataFrame
    company: pd.DataFrame
    always_together: pd.DataFrame
    never_together: pd.DataFrame
    alone: pd.DataFrame
    minutes: pd.DataFrame
    minutes_words: str
    attribute: str = ""
    composition: pd.DataFrame | None = None
    composition_words: str = ""
    composition_of_lowest: pd.DataFrame | None = None
    lowest_words: str = ""
    never_moved: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """How many groupings there were, and that what follows are prompts."""
        if not self.groupings:
            return f"{self.class_name} has not been in groups yet."
        looked = "1 grouping" if self.groupings == 1 else f"{self.groupings} groupings"
        return f"{self.class_name} over {looked}. A prompt, not proof."

    def _repr_html_(self) -> str:
        return exports.page(
            "progress_report.html",
            heading=f"{self.class_name} · groups over time",
            sentence=self.sentence,
            sections=[part for part in self._sections() if part["rows"]],
        )

    def _sections(self) -> Iterator[dict[str, object]]:
        yield section("Worth a look", "Questions, never verdicts.", {"Prompt": self.prompts})
        lowest = self.streaks
        yield section(
            "In the group with the lowest scores",
            "How many groupings by need running. It says nothing of the student.",
            {"Student": lowest["student"], "Times running": lowest["streak"]},
        )
        yield section(
            "Movement",
            "How many students changed company from one grouping to the next.",
            {
                "Grouping": self.movement["grouping"],
                "Moved": [f"{row.moved} of {row.students}" for row in self.movement.itertuples()],
                "Share": [share(rate) for rate in self.movement["rate"]],
            },
        )
        always, never = self.always_together, self.never_together
        yield section(
            "Always together",
            "In one group in every grouping both were in, three or more.",
            {"Student": always["student"], "With": always["other"], "Times": always["cycles"]},
        )
        yield section(
            "Never together",
            "Both were there, and have not met. By chance: how often they would have.",
            {
                "Student": never["student"],
                "Not yet with": never["other"],
                "By chance": [f"{times:.1f}" for times in never["expected"]],
            },
        )
        if self.composition is not None:
            found = self.composition
            yield section(
                f"{self.attribute} in {self.latest}",
                f"Counts against the class. {self.composition_words}",
                {
                    "Group": found["group"],
                    self.attribute: found["value"],
                    "Students": [f"{row.count_} of {row.size_}" for row in _counted(found)],
                    "By the share of the class": [f"{expected:.1f}" for expected in found["expected"]],
                },
            )
        yield section(
            "Minutes with the teacher",
            self.minutes_words,
            {
                "Student": self.minutes["student"],
                "Minutes": ["not recorded" if pd.isna(value) else f"{value:g}" for value in self.minutes["minutes"]],
            }
            if self.minutes["minutes"].notna().any()
            else {"Student": []},
        )


def _counted(found: pd.DataFrame) -> Iterator:
    """Return the rows with names that no method of a row has."""
    return found.rename(columns={"count": "count_", "size": "size_"}).itertuples()
