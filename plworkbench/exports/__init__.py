"""The one door out: whatever leaves the workbench as a file or on paper is made here.

Text is made harmless for the program that will open it: a cell that begins like a formula is written as text, and
every name is escaped before it becomes part of a page.
"""

from plworkbench.exports.group_pages import review_slips, rounds_sheets, schedule_sheet
from plworkbench.exports.marked_copy import marked_up_copy
from plworkbench.exports.pages import groups_sheets, page
from plworkbench.exports.tables import FORMULA_STARTS, csv_text, spreadsheet_safe

__all__ = [
    "FORMULA_STARTS",
    "csv_text",
    "groups_sheets",
    "marked_up_copy",
    "page",
    "review_slips",
    "rounds_sheets",
    "schedule_sheet",
    "spreadsheet_safe",
]
