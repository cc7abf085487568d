"""Whether the levels that groups were formed by still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.equity.frames import require
from plworkbench.schema import LEVELS

CELL = ["student_key", "standard_code"]


@dataclass(frozen=True, eq=False)
class Staleness:
    """Who is at another level than when the groups were formed.

    Parameters
    ----------
    changes : DataFrame
        One row a changed cell: student_key, standard_code, direction ('up', 'down', 'new', 'not known any more'),
        level_then, level_now.
    students : int
        Students looked at.
    """

    changes: pd.DataFrame
    students: int

    @property
    def moved(self) -> list[str]:
        """The keys of the students with a change, in the order of `changes`."""
        return self.changes["student_key"].drop_duplicates().tolist()

    @property
    def count(self) -> int:
        """How many students have a change."""
        return len(self.moved)

    @property
    def sentence(self) -> str:
        """What to say to the teacher: '5 of 28 have moved on: regroup?'."""
        if not self.students:
            return "No levels are known yet on the standards of these groups."
        if not self.count:
            return "Nobody has moved on since these groups were formed."
        onward = self.changes["direction"].isin(("up", "new")).all()
        be, have = ("is", "has") if self.count == 1 else ("are", "have")
        found = f"{have} moved on" if onward else f"{be} at another level now"
        question = "a new place" if self.count == 1 else "regroup"
        return f"{self.count} of {self.students} {found}: {question}?"


def staleness(
    then: pd.DataFrame,
    now: pd.DataFrame,
    *,
    students: Sequence[str] | None = None,
    standard_codes: Sequence[str] | None = None,
) -> Staleness:
    """Return whose level has changed on the standards of a grouping since it was formed.

    Parameters
    ----------
    then, now : DataFrame
        student_key, standard_code, level: as known when the groups were formed, and as known now. A cell that is
        absent is not recorded.
    students : sequence of str, optional
        The students of the grouping; by default everybody in either frame.
    standard_codes : sequence of str, optional
        The standards of the grouping; by default all in either frame.

    Returns
    -------
    Staleness

    Notes
    -----
    A change between two named levels is 'up' or 'down', a first level 'new', a lost one 'not known any more', in the
    words of `plworkbench.progress.what_changed`. A first piece of evidence that is not enough for a level is no change.
    That groups by need have to be looked at again as students learn is Slavin's finding (1987, *Review of Educational
    Research* 57, 293-336, https://doi.org/10.3102/00346543057003293).

    Examples
    --------
    >>> then = pd.DataFrame({"student_key": ["a", "b", "c"], "standard_code": "6.G", "level": "developing"})
    >>> now = then.assign(level=["secure", "developing", "extending"])
    >>> staleness(then, now).sentence
    '2 of 3 have moved on: regroup?'
    """
    old, new = _levels(then, "then"), _levels(now, "now")
    cells = old.index.append(new.index).unique()
    table = pd.DataFrame({"level_then": old.reindex(cells), "level_now": new.reindex(cells)}).reset_index()
    if students is not None:
        table = table[table["student_key"].isin([str(key) for key in students])]
    if standard_codes is not None:
        table = table[table["standard_code"].isin([str(code) for code in standard_codes])]
    count = table["student_key"].nunique() if students is None else len({str(key) for key in students})
    rank = {level: place for place, level in enumerate(LEVELS)}
    before, after = (table[name].map(rank).astype(float) for name in ("level_then", "level_now"))
    table["direction"] = np.select(
        [before.isna() & after.notna(), before.notna() & after.isna(), after > before, after < before],
        ["new", "not known any more", "up", "down"],
        default="",
    )
    for name in ("level_then", "level_now"):
        table[name] = table[name].fillna("not recorded").astype("str")
    changes = table[table["direction"] != ""].sort_values(CELL, kind="stable", ignore_index=True)
    return Staleness(changes[[*CELL, "direction", "level_then", "level_now"]].astype("str"), int(count))


def _levels(frame: pd.DataFrame, table: str) -> pd.Series:
    require(frame, table, [*CELL, "level"], CELL)
    keys = pd.MultiIndex.from_frame(frame[CELL].astype("str"))
    return pd.Series(frame["level"].astype("str").to_numpy(dtype=object), index=keys, dtype="object")
