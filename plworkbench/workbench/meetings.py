"""Who has shared a group so far, as seen from a grouping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench import grouping


@dataclass(frozen=True)
class Meetings:
    """The groupings of a class so far.

    Parameters
    ----------
    memberships : DataFrame
        grouping_key, student_key, group_number.
    order : list of str
        Keys of the groupings in use, oldest first.
    rounds : list of str
        Keys of the rounds of one plan, which may be drafts.
    """

    memberships: pd.DataFrame
    order: list[str]
    rounds: list[str]

    def partners_of(self, but: str | None = None) -> pd.DataFrame:
        """Return who had shared a group before a grouping (by default before one that is formed now).

        For a round of a plan the other rounds count as well, whether they come before or after.

        Returns
        -------
        DataFrame
            As `plworkbench.grouping.count_past_partners` gives it.

        Examples
        --------
        >>> memberships = pd.DataFrame({"grouping_key": list("gghh"), "student_key": list("abab"), "group_number": 1})
        >>> meetings = Meetings(memberships, ["g", "h"], [])
        >>> meetings.partners_of()["times"].tolist(), meetings.partners_of("h")["times"].tolist()
        ([2], [1])
        """
        earlier = self.order[: self.order.index(but)] if but in self.order else self.order
        beside = [key for key in self.rounds if key != but]
        wanted = [*(key for key in earlier if key not in beside), *beside]
        return grouping.count_past_partners(self._of(wanted), order=wanted)

    def before(self) -> pd.DataFrame:
        """Return who had shared a group before the first round of the plan."""
        places = [self.order.index(key) for key in self.rounds if key in self.order]
        return grouping.count_past_partners(self._of(self.order[: min(places)] if places else self.order))

    def _of(self, keys: list[str]) -> pd.DataFrame:
        columns = ["grouping_key", "student_key", "group_number"]
        return self.memberships.loc[self.memberships["grouping_key"].isin(keys), columns]


def rounds_in(groupings: pd.DataFrame, series: object) -> pd.DataFrame:
    """Return the groupings that are rounds of a plan and were not put away, in the order of the rounds."""
    is_round = [settings.get("series") == series for settings in groupings["settings"]]
    found = groupings[np.array(is_round, dtype=bool) & (groupings["status"] != "discarded")]
    return found.assign(round=[settings["round"] for settings in found["settings"]]).sort_values("round")
