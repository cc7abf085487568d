"""What the workbench hands back: tables, groups and previews that show themselves well in a notebook."""

from plworkbench.results.class_cells import ClassCells
from plworkbench.results.groups import Groups
from plworkbench.results.import_preview import ImportPreview
from plworkbench.results.import_words import format_words, stored_words
from plworkbench.results.item_report import ItemReport
from plworkbench.results.mastery_table import MasteryTable
from plworkbench.results.progress_report import ProgressReport, growth_words, scale_words
from plworkbench.results.why import Why

__all__ = [
    "ClassCells",
    "Groups",
    "ImportPreview",
    "ItemReport",
    "MasteryTable",
    "ProgressReport",
    "Why",
    "format_words",
    "growth_words",
    "scale_words",
    "stored_words",
]
