"""What the workbench hands back: tables, groups and previews that show themselves well in a notebook."""

from plworkbench.results.class_cells import ClassCells
from plworkbench.results.considering import with_those_away
from plworkbench.results.grouping_audit import GroupingAudit
from plworkbench.results.groups import Groups
from plworkbench.results.import_preview import ImportPreview
from plworkbench.results.import_words import format_words, stored_words
from plworkbench.results.item_report import ItemReport
from plworkbench.results.mastery_table import MasteryTable
from plworkbench.results.moved_on import MovedOn
from plworkbench.results.peer_reviews import PeerReviews
from plworkbench.results.progress_report import ProgressReport, growth_words, scale_words
from plworkbench.results.rounds_plan import RoundsResult
from plworkbench.results.schedule import Schedule
from plworkbench.results.why import Why
from plworkbench.results.wish_words import wish_sentence

__all__ = [
    "ClassCells",
    "GroupingAudit",
    "Groups",
    "ImportPreview",
    "ItemReport",
    "MasteryTable",
    "MovedOn",
    "PeerReviews",
    "ProgressReport",
    "RoundsResult",
    "Schedule",
    "Why",
    "format_words",
    "growth_words",
    "scale_words",
    "stored_words",
    "wish_sentence",
    "with_those_away",
]
