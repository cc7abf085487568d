"""Every table of the workbench declared once, and the few words that mean the same everywhere.

Validation, the database, the importers and the data dictionary all read these declarations.
"""

from plworkbench.schema.check import conform, data_dictionary, empty_frame
from plworkbench.schema.declare import DTYPES, Column, ColumnType, Table
from plworkbench.schema.records import ATTENDANCE_STATUSES, BEHAVIOR_KINDS, RECORD_TABLES
from plworkbench.schema.tables import TABLES
from plworkbench.schema.words import (
    EVIDENCE_STATUSES,
    LEVELS,
    MARK_WISHES,
    PAIR_WISHES,
    PURPOSES,
    STATES,
    SYMBOLS,
    WISH_KINDS,
    WISH_WEIGHTS,
    score_words,
    shown_score,
)

__all__ = [
    "ATTENDANCE_STATUSES",
    "BEHAVIOR_KINDS",
    "DTYPES",
    "EVIDENCE_STATUSES",
    "LEVELS",
    "MARK_WISHES",
    "PAIR_WISHES",
    "PURPOSES",
    "RECORD_TABLES",
    "STATES",
    "SYMBOLS",
    "TABLES",
    "WISH_KINDS",
    "WISH_WEIGHTS",
    "Column",
    "ColumnType",
    "Table",
    "conform",
    "data_dictionary",
    "empty_frame",
    "score_words",
    "shown_score",
]
