"""Groups over several rounds, planned together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from plworkbench import exports
from plworkbench.results.groups import Groups

JIGSAW = ("Home groups", "Expert groups")
"""What the two rounds of a jigsaw are called."""


@dataclass(frozen=True)
class RoundsResult:
    """A plan of several rounds. Moving a student in one of them leaves the others as they are.

    Parameters
    ----------
    groups : list of Groups
        The groups of each round.
    sentence : str
        What the plan does: 'Over 7 rounds everyone works with everyone; nobody twice.'
    repeats : int
        Meetings beyond the first of each two students, added up; earlier groups in use count as meetings.
    never_met : list of (str, str)
        Names of the two students of each pair that has not met by the end, without those kept apart by a wish.
    bound : int
        Fewer repeats than this are not possible.
    proven : bool
        Whether the plan is known to have as few repeats as there can be.
    """

    groups: list[Groups]
    sentence: str
    repeats: int = 0
    never_met: list[tuple[str, str]] = field(default_factory=list)
    bound: int = 0
    proven: bool = False

    @property
    def purpose(self) -> str:
        """'rotation' or 'jigsaw'."""
        return self.groups[0].purpose

    @property
    def class_name(self) -> str:
        """The class."""
        return self.groups[0].class_name

    @property
    def table(self) -> pd.DataFrame:
        """One row a student and round: round, group, student, reason, student_key."""
        rounds = []
        for number, groups in enumerate(self.groups, start=1):
            table = groups.members.assign(
                round=number, group=[groups.group_names[place - 1] for place in groups.members["group_number"]]
            )
            rounds.append(table.sort_values("group_number", kind="stable"))
        columns = ["round", "group", "name", "reason", "student_key"]
        return pd.concat(rounds, ignore_index=True)[columns].rename(columns={"name": "student"})

    @property
    def unmet_wishes(self) -> list[str]:
        """A sentence for every wish that a round does not meet."""
        return [
            f"Round {number}: {sentence}"
            for number, groups in enumerate(self.groups, start=1)
            for sentence in groups.unmet_wishes
        ]

    def with_round(self, groups: Groups) -> RoundsResult:
        """Return the plan with one of its rounds changed; which one, the groups know."""
        number = groups.round or 1
        return replace(self, groups=[*self.groups[: number - 1], groups, *self.groups[number:]])

    def sheets(self, with_reasons: bool = False) -> str:
        """Return all rounds as HTML for paper, one sheet a round."""
        return exports.rounds_sheets(
            self._titled(), heading=self.class_name, dates=self.groups[0].dates, with_reasons=with_reasons
        )

    def csv(self) -> str:
        """Return all rounds as CSV text that opens cleanly in Excel: one row a student, one column a round."""
        wide = self.table.pivot_table(index="student_key", columns="round", values="group", aggfunc="first")
        wide.columns = [f"round {number}" for number in wide.columns]
        order = self.table.drop_duplicates("student_key").set_index("student_key")["student"]
        table = wide.reindex(order.sort_values().index).fillna("")
        table.insert(0, "student", order.reindex(table.index))
        table.insert(0, "class", self.class_name)
        return exports.csv_text(table.reset_index(drop=True))

    def _repr_html_(self) -> str:
        return exports.page(
            "rounds.html",
            heading=f"{self.class_name} · {self.purpose}",
            sentence=self.sentence,
            rounds=self._titled(),
            unmet=self.unmet_wishes,
        )

    def _titled(self) -> list[dict[str, object]]:
        titles = JIGSAW if self.purpose == "jigsaw" else [f"Round {n}" for n in range(1, len(self.groups) + 1)]
        return [{"title": title, "groups": groups.by_group()} for title, groups in zip(titles, self.groups)]
