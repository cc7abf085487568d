"""Flexible groups: form them, keep wishes, explain each placement, describe the board, plan rounds.

What needs scikit-learn, and the plans of rounds, stations and reviews, are imported when they are first used: a board
that only describes groups needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plworkbench.grouping.describing import PAST_DECAY, count_past_partners, describe_groups
from plworkbench.grouping.effects import effect_of_move, effect_of_swap
from plworkbench.grouping.explaining import explain_placements
from plworkbench.grouping.forming import GROUP_NAMES, form_groups, group_names
from plworkbench.grouping.rules import Counted, Rules, certify, seat_sizes
from plworkbench.grouping.search import Budget, Progress
from plworkbench.grouping.stability import Stability, stability
from plworkbench.grouping.swaps import Move, Swap, best_swaps, swap_effects
from plworkbench.grouping.task import Task, pose_task
from plworkbench.grouping.unmet import Unmet, unmet_wishes
from plworkbench.grouping.wishes import WEIGHTS, Wish

if TYPE_CHECKING:
    from plworkbench.grouping.chance import RandomGroups
    from plworkbench.grouping.jigsaw import plan_jigsaw
    from plworkbench.grouping.mixed import MixedGroups
    from plworkbench.grouping.reviews import allocate_reviews
    from plworkbench.grouping.rounds import RoundsPlan, plan_rounds
    from plworkbench.grouping.similar import SimilarGroups
    from plworkbench.grouping.stations import Station, plan_stations, teacher_minutes

__all__ = [
    "GROUP_NAMES",
    "PAST_DECAY",
    "WEIGHTS",
    "Budget",
    "Counted",
    "MixedGroups",
    "Move",
    "Progress",
    "RandomGroups",
    "RoundsPlan",
    "Rules",
    "SimilarGroups",
    "Stability",
    "Station",
    "Swap",
    "Task",
    "Unmet",
    "Wish",
    "allocate_reviews",
    "best_swaps",
    "certify",
    "count_past_partners",
    "describe_groups",
    "effect_of_move",
    "effect_of_swap",
    "explain_placements",
    "form_groups",
    "group_names",
    "plan_jigsaw",
    "plan_rounds",
    "plan_stations",
    "pose_task",
    "seat_sizes",
    "stability",
    "swap_effects",
    "teacher_minutes",
    "unmet_wishes",
]

_LATER = {
    "MixedGroups": "mixed",
    "RandomGroups": "chance",
    "SimilarGroups": "similar",
    "RoundsPlan": "rounds",
    "plan_rounds": "rounds",
    "plan_jigsaw": "jigsaw",
    "Station": "stations",
    "plan_stations": "stations",
    "teacher_minutes": "stations",
    "allocate_reviews": "reviews",
}
"""Names that are imported when they are first used, with their module."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
