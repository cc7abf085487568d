"""Groups of a class: wished for, formed, kept, planned over several rounds, and looked back at."""

from __future__ import annotations

from plworkbench.workbench.forming import review_day
from plworkbench.workbench.over_time import OverTime
from plworkbench.workbench.rounds import Rounds
from plworkbench.workbench.stations import Stations

__all__ = ["Grouping", "review_day"]


class Grouping(Rounds, OverTime, Stations):
    """The part of the workbench that has to do with groups."""
