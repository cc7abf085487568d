"""Why something of a file is not taken, and what kind of reason that is."""

from __future__ import annotations

import pandas as pd

from plworkbench.importers.free_table import NOBODY_SAID
from plworkbench.importers.item_responses import NOT_ANSWERED
from plworkbench.importers.parsed import (
    ABOVE_HEADER,
    NO_SCORE,
    NOT_A_STUDENT,
    OTHER_FORM,
    SOURCE_CUT,
    TOTAL,
    UNUSED_COLUMN,
)
from plworkbench.importers.record_rows import WAITS as WAITS_FOR_DATES
from plworkbench.importers.titles import WAITS_FOR_TITLE

LEFT_OUT = "left out on purpose"
"""The teacher said that the column is not evidence of any standard."""

UNMAPPED = "no standard chosen for its column yet"
"""The mapping step has still to say which standard the column belongs to."""

STUDENT_UNKNOWN = "its student could not be told, see the problems"
"""A score of a row whose student has a problem."""

STUDENT_WAITS = "its student waits for you to say who it is"
"""A score of a student who may be one of the class."""

ASKED, WAITS, SAID, NOT_SCORE, EMPTY = "waits for an answer", "waits", "left out", "not a score", "empty"
"""The kinds of reason: it waits for a question of the file; it waits for a student or a standard; it is not taken; it
never was a score; nothing is there."""

_KINDS = {
    **dict.fromkeys((WAITS_FOR_TITLE, WAITS_FOR_DATES, NOBODY_SAID), ASKED),
    **dict.fromkeys((UNMAPPED, STUDENT_UNKNOWN, STUDENT_WAITS), WAITS),
    **dict.fromkeys((TOTAL, OTHER_FORM, SOURCE_CUT, UNUSED_COLUMN, ABOVE_HEADER), NOT_SCORE),
    **dict.fromkeys((NO_SCORE, NOT_ANSWERED), EMPTY),
}


def kinds_of(reasons: pd.Series) -> pd.Series:
    """Return the kind of each reason.

    Examples
    --------
    >>> kinds_of(pd.Series([NO_SCORE, UNMAPPED, "not a student's row: class average", "of another class"])).tolist()
    ['empty', 'waits', 'not a score', 'left out']
    """
    kinds = {
        reason: NOT_SCORE if reason.startswith(NOT_A_STUDENT) else _KINDS.get(reason, SAID)
        for reason in reasons.unique()
    }
    return reasons.map(kinds).astype("str")
