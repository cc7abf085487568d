"""What the evidence says of a student on a standard: scoring rules, levels and the summary of a class."""

from plworkbench.mastery.levels import SCALE_TOP, level_of, round_half_away
from plworkbench.mastery.rules import RULES, Rule, order_evidence, weigh_evidence
from plworkbench.mastery.summary import count_levels, most_pressing_standard, readiness, summarize_mastery

__all__ = [
    "RULES",
    "SCALE_TOP",
    "Rule",
    "count_levels",
    "level_of",
    "most_pressing_standard",
    "order_evidence",
    "readiness",
    "round_half_away",
    "summarize_mastery",
    "weigh_evidence",
]
