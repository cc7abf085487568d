"""Columns about a student that are no class data: facts that look like scores, and what is never kept."""

from __future__ import annotations

import re

from plworkbench.importers.parsed import NEVER_KEPT, UNUSED_COLUMN
from plworkbench.importers.roster import fold_header

_PRIVATE = re.compile(
    r"passw|passcode|\bpin\b|phone|\bmobile\b|\bcell\b|street|\bzip\b|postcode|postal|\bssn\b|social security|birth"
    r"|\bdob\b|guardian|parent|mother|father|medical|allerg|lunch|(?<!mail )(?<!email )\baddress"
)
_FACTS = frozenset(
    {
        "", "active", "advisor", "age", "cohort", "counselor", "enrollment status", "ethnicity", "gender",
        "grade level", "grade lvl", "graduation year", "house", "locker", "no", "nr", "pronouns", "race", "room",
        "room number", "row number", "seat", "sex", "teacher", "year", "year group", "year level",
        "year of graduation",
    }
)  # fmt: skip


def why_left_out(header: str) -> str:
    """Return why a column of facts about students is left out, whatever its cells look like; '' for any other column.

    Examples
    --------
    >>> why_left_out("Home phone"), why_left_out("Grade Level"), why_left_out("Email address"), why_left_out("Quiz 1")
    ('never kept', 'a column this format does not use', '', '')
    """
    folded = fold_header(header)
    if _PRIVATE.search(folded):
        return NEVER_KEPT
    return UNUSED_COLUMN if folded in _FACTS else ""
