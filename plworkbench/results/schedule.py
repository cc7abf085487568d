"""Which group is at which station, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import exports
from plworkbench.results.groups import Groups

if TYPE_CHECKING:
    from plworkbench.grouping import Station


@dataclass(frozen=True)
class Schedule:
    """A rotation of groups through stations.

    Parameters
    ----------
    groups : Groups
        The groups that go round.
    stations : tuple of Station
        The stations.
    table : DataFrame
        One row a group and slot: slot (from 1), station, group, group_number, minutes, with_teacher.
    teacher_minutes : DataFrame
        student, minutes with the teacher, student_key.
    """

    groups: Groups
    stations: tuple[Station, ...]
    table: pd.DataFrame
    teacher_minutes: pd.DataFrame

    @property
    def grid(self) -> pd.DataFrame:
        """The station of every group (rows) in every slot (columns 1, 2, ...); '' where it has none."""
        grid = self.table.pivot_table(index="group_number", columns="slot", values="station", aggfunc="first")
        grid = grid.reindex(range(1, len(self.groups.group_names) + 1)).fillna("")
        return grid.set_axis(pd.Index(self.groups.group_names, name="group"), axis=0)

    @property
    def minutes(self) -> list[float]:
        """How long each slot is: as long as its longest station."""
        return self.table.groupby("slot")["minutes"].max().tolist()

    @property
    def sentence(self) -> str:
        """How long it takes, and how the teacher's minutes are spread."""
        slots, total = len(self.minutes), sum(self.minutes)
        said = f"{slots} {'turn' if slots == 1 else 'turns'}, {total:g} minutes in all."
        given = self.teacher_minutes["minutes"]
        if not self.table["with_teacher"].any() or given.empty:
            return f"{said} No station is with you."
        low, high = given.min(), given.max()
        if low == high:
            return f"{said} Every student has {low:g} minutes with you."
        none = int((given == 0).sum())
        without = f"; {none} of {len(given)} have none" if none else ""
        return f"{said} Minutes with you: from {low:g} to {high:g} a student{without}."

    def sheets(self) -> str:
        """Return the schedule as HTML for the wall, with who is in which group; nothing on it tells a level."""
        return exports.schedule_sheet(
            heading=f"{self.groups.class_name} · {self.groups.name}",
            slots=[{"number": slot, "minutes": f"{length:g}"} for slot, length in enumerate(self.minutes, start=1)],
            groups=[{**group, "stations": self.grid.loc[group["name"]].tolist()} for group in self.groups.by_group()],
            with_teacher=sorted(self.table.loc[self.table["with_teacher"], "station"].unique()),
        )

    def csv(self) -> str:
        """Return the schedule as CSV text that opens cleanly in Excel."""
        table = self.table[["slot", "minutes", "group", "station", "with_teacher"]]
        told = table.assign(with_teacher=table["with_teacher"].map({True: "yes", False: "no"}))
        told.insert(0, "class", self.groups.class_name)
        return exports.csv_text(told)

    def _repr_html_(self) -> str:
        grid = self.grid
        return exports.page(
            "schedule.html",
            heading=f"{self.groups.class_name} · {self.groups.name}",
            sentence=self.sentence,
            slots=[{"number": slot, "minutes": f"{length:g}"} for slot, length in enumerate(self.minutes, start=1)],
            rows=[{"name": name, "stations": grid.loc[name].tolist()} for name in grid.index],
        )
