"""How a class moves on: pace, growth, who is ready, who is stuck, and what changed. Frames in, frames out."""

from plworkbench.progress.changes import aging, new_pieces, what_changed
from plworkbench.progress.class_growth import class_growth, compare_chosen
from plworkbench.progress.growth import growth, windows_of
from plworkbench.progress.next_steps import READY_STATES, open_prerequisites, ready_to_move_on
from plworkbench.progress.pace import due_dates, pace, pace_spread
from plworkbench.progress.scale_growth import scale_growth
from plworkbench.progress.stuck import ask_first, stuck
from plworkbench.progress.words import age_in_words

__all__ = [
    "READY_STATES",
    "age_in_words",
    "aging",
    "ask_first",
    "class_growth",
    "compare_chosen",
    "due_dates",
    "growth",
    "new_pieces",
    "open_prerequisites",
    "pace",
    "pace_spread",
    "ready_to_move_on",
    "scale_growth",
    "stuck",
    "what_changed",
    "windows_of",
]
