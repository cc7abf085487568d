"""What the workbench hands back: tables, groups and previews that show themselves well in a notebook."""

from plworkbench.results.groups import Groups
from plworkbench.results.import_preview import ImportPreview
from plworkbench.results.import_words import format_words, stored_words
from plworkbench.results.mastery_table import MasteryTable

__all__ = ["Groups", "ImportPreview", "MasteryTable", "format_words", "stored_words"]
