"""What the evidence says of a student on a standard: scoring rules, levels and the summary of a class."""

from plworkbench.mastery.gradebooks import canvas_scoring, class_score, khan_level, rating_percents, roll_up
from plworkbench.mastery.judgement import apply_overrides
from plworkbench.mastery.levels import SCALE_TOP, level_of, round_half_away
from plworkbench.mastery.ordering import order_evidence
from plworkbench.mastery.rules import RULES, Rule
from plworkbench.mastery.scales import SCALES, Scale
from plworkbench.mastery.scores import score_cells
from plworkbench.mastery.scoring import Scoring
from plworkbench.mastery.summary import count_levels, most_pressing_standard, readiness, summarize_mastery
from plworkbench.mastery.weights import weigh_evidence

__all__ = [
    "RULES",
    "SCALES",
    "SCALE_TOP",
    "Rule",
    "Scale",
    "Scoring",
    "apply_overrides",
    "canvas_scoring",
    "class_score",
    "count_levels",
    "khan_level",
    "level_of",
    "most_pressing_standard",
    "order_evidence",
    "rating_percents",
    "readiness",
    "roll_up",
    "round_half_away",
    "score_cells",
    "summarize_mastery",
    "weigh_evidence",
]
