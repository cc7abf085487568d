"""Flexible groups: form them, keep wishes, explain each placement, describe the board, plan rounds.

What needs scikit-learn, and the plans of rounds, stations and reviews, are imported when they are first used: a board
that only describes groups needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plworkbench.grouping.board.describing import PAST_DECAY, count_past_partners, describe_groups
from plworkbench.grouping.board.effects import effect_of_move, effect_of_swap
from plworkbench.grouping.board.explaining import explain_placements
from plworkbench.grouping.board.stability import Stability, stability
from plworkbench.grouping.board.swaps import Move, Swap, best_swaps, swap_effects
from plworkbench.grouping.board.unmet import Unmet, unmet_wishes
from plworkbench.grouping.engine.search import Budget, Progress
from plworkbench.grouping.forming import GROUP_NAMES, form_groups, group_names
from plworkbench.grouping.musts.rules import Counted, Rules, certify, seat_sizes
from plworkbench.grouping.task import Task, pose_task
from plworkbench.grouping.wishes import WEIGHTS, Wish

if TYPE_CHECKING:
    from plworkbench.grouping.estimators.chance import RandomGroups
    from plworkbench.grouping.estimators.mixed import MixedGroups
    from plworkbench.grouping.estimators.similar import SimilarGroups
    from plworkbench.grouping.rounds.jigsaw import plan_jigsaw
    from plworkbench.grouping.rounds.planning import RoundsPlan, plan_rounds
    from plworkbench.grouping.rounds.reviews import allocate_reviews
    from plworkbench.grouping.rounds.stations import Station, plan_stations, teacher_minutes

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
    "MixedGroups": "estimators.mixed",
    "RandomGroups": "estimators.chance",
    "SimilarGroups": "estimators.similar",
    "RoundsPlan": "rounds.planning",
    "plan_rounds": "rounds.planning",
    "plan_jigsaw": "rounds.jigsaw",
    "Station": "rounds.stations",
    "plan_stations": "rounds.stations",
    "teacher_minutes": "rounds.stations",
    "allocate_reviews": "rounds.reviews",
}
"""Names that are imported when they are first used, with their module."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
