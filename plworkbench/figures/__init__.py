"""Figures: a tidy frame in, a Plotly figure out; nothing is read, written or shown here."""

from plworkbench.figures.groups import group_composition
from plworkbench.figures.layout import LEVEL_COLORS
from plworkbench.figures.levels import level_spread, mastery_heatmap
from plworkbench.figures.progress import calibration_curve, growth_ranges, growth_spread, pace_spread

__all__ = [
    "LEVEL_COLORS",
    "calibration_curve",
    "group_composition",
    "growth_ranges",
    "growth_spread",
    "level_spread",
    "mastery_heatmap",
    "pace_spread",
]
