"""Audits of the groups of a class over time: prompts for the teacher, never verdicts. Frames in, frames out."""

from plworkbench.equity.alone import alone
from plworkbench.equity.audit import Audit, audit
from plworkbench.equity.company import Company, company
from plworkbench.equity.composition import composition, composition_of_lowest
from plworkbench.equity.minutes import MinutesSpread, teacher_minutes_spread
from plworkbench.equity.moving import Movement, movement
from plworkbench.equity.shuffling import A_PROMPT, Composition
from plworkbench.equity.stale import Staleness, staleness
from plworkbench.equity.streaks import lowest_places, lowest_streaks

__all__ = [
    "A_PROMPT",
    "Audit",
    "Company",
    "Composition",
    "MinutesSpread",
    "Movement",
    "Staleness",
    "alone",
    "audit",
    "company",
    "composition",
    "composition_of_lowest",
    "lowest_places",
    "lowest_streaks",
    "movement",
    "staleness",
    "teacher_minutes_spread",
]
