"""Flexible groups: form them, keep wishes as hard rules, explain each placement, describe the board.

The estimators are imported when they are first used, because scikit-learn takes a second to load and a board that
only describes groups never needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plworkbench.grouping.describing import broken_wishes, count_past_partners, describe_groups, move_effect
from plworkbench.grouping.explaining import explain_placements
from plworkbench.grouping.forming import GROUP_NAMES, form_groups, group_names
from plworkbench.grouping.rules import Rules, certify, seat_sizes

if TYPE_CHECKING:
    from plworkbench.grouping.chance import RandomGroups
    from plworkbench.grouping.mixed import MixedGroups
    from plworkbench.grouping.similar import SimilarGroups

__all__ = [
    "GROUP_NAMES",
    "MixedGroups",
    "RandomGroups",
    "Rules",
    "SimilarGroups",
    "broken_wishes",
    "certify",
    "count_past_partners",
    "describe_groups",
    "explain_placements",
    "form_groups",
    "group_names",
    "move_effect",
    "seat_sizes",
]

_ESTIMATORS = {"MixedGroups": "mixed", "RandomGroups": "chance", "SimilarGroups": "similar"}


def __getattr__(name: str) -> object:
    if name not in _ESTIMATORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_ESTIMATORS[name]}"), name)
