"""Two records of one student: nothing is rewritten, reading puts the record that stays in place of the other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from plworkbench.store.counting import T


def merged_into(connection: Connection) -> dict[str, str]:
    """Return for each student who is folded into another the one who stays, through every merge that stands."""
    table = T["merges"]
    query = select(table.c.student_key, table.c.into_student_key).where(table.c.undone_at.is_(None))
    return followed({row[0]: row[1] for row in connection.execute(query)})


def followed(steps: dict[str, str]) -> dict[str, str]:
    """Return where each chain of steps ends.

    Examples
    --------
    >>> followed({"s3": "s2", "s2": "s1"})
    {'s3': 's1', 's2': 's1'}
    """
    ends = {}
    for start, end in steps.items():
        while end in steps:
            end = steps[end]
        ends[start] = end
    return ends


def resolved(frame: pd.DataFrame, into: dict[str, str], columns: Sequence[str] = ("student_key",)) -> pd.DataFrame:
    """Return a frame with the student who stays in place of one who is folded; the frame given is not changed.

    Examples
    --------
    >>> resolved(pd.DataFrame({"student_key": ["s1", "s2"]}), {"s2": "s1"})["student_key"].tolist()
    ['s1', 's1']
    """
    if not into:
        return frame
    return frame.assign(**{name: frame[name].map(lambda key: into.get(key, key)).astype("str") for name in columns})
