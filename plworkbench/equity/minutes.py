"""How the teacher's time is spread over the students."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.equity.frames import numbers, require
from plworkbench.equity.words import counted


@dataclass(frozen=True)
class MinutesSpread:
    """The spread of the minutes with the teacher.

    Parameters
    ----------
    students : int
        Students whose minutes are known.
    lowest, median, highest : float
        Minutes; NaN if nobody's are known. Students with none count as 0.
    with_none : tuple of str
        Keys of the students who are known to have had no minute.
    not_recorded : tuple of str
        Keys of the students whose minutes are not known.
    """

    students: int
    lowest: float
    median: float
    highest: float
    with_none: tuple[str, ...] = ()
    not_recorded: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The spread as a sentence.

        Examples
        --------
        >>> MinutesSpread(3, 0.0, 12.5, 40.0, ("a",)).says
        'Minutes with you: from 0 to 40, in the middle 12.5; 1 of 3 students had none.'
        """
        if not self.students:
            return "No minutes with you are known yet."
        spread = f"from {self.lowest:g} to {self.highest:g}, in the middle {self.median:g}"
        none = f"; {len(self.with_none)} of {counted(self.students, 'student')} had none" if self.with_none else ""
        return f"Minutes with you: {spread}{none}."


def teacher_minutes_spread(minutes: pd.DataFrame, students: pd.DataFrame | None = None) -> MinutesSpread:
    """Summarize the minutes with the teacher: lowest, median, highest, and who had none.

    Parameters
    ----------
    minutes : DataFrame
        student_key, minutes (0 or more): over all rotation schedules; several rows of a student are added up. Missing
        is not known, and not 0.
    students : DataFrame, optional
        student_key: whom to look at. Who has no row is not known. By default everybody with a row.

    Notes
    -----
    The median and the two ends show the spread as it is; a mean would hide the students with none.

    Examples
    --------
    >>> minutes = pd.DataFrame({"student_key": ["a", "a", "b", "c"], "minutes": [20, 20, 0, None]})
    >>> teacher_minutes_spread(minutes)
    MinutesSpread(students=2, lowest=0.0, median=20.0, highest=40.0, with_none=('b',), not_recorded=('c',))
    """
    require(minutes, "minutes", ["student_key", "minutes"])
    known = pd.Series(numbers(minutes, "minutes", "minutes", minimum=0))
    keys = pd.Series(minutes["student_key"].astype("str").to_numpy(dtype=object))
    total = known.groupby(keys, sort=False).sum(min_count=1)
    if students is not None:
        require(students, "students", ["student_key"], ["student_key"])
        total = total.reindex(students["student_key"].astype("str").to_numpy(dtype=object))
    found = total.dropna()
    ends = (found.min(), found.median(), found.max()) if len(found) else (np.nan,) * 3
    return MinutesSpread(
        len(found),
        *(float(end) for end in ends),
        with_none=tuple(found.index[found == 0]),
        not_recorded=tuple(total.index[total.isna()]),
    )
