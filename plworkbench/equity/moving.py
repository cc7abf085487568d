"""How many students change company from one grouping to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.equity.frames import placed, require


@dataclass(frozen=True, eq=False)
class Movement:
    """Who changed company, and when.

    Parameters
    ----------
    by_cycle : DataFrame
        One row for each grouping that follows another: grouping_key, before_key, students (in both), moved, rate
        (0..1, NaN if nobody was in both).
    by_student : DataFrame
        student_key; chances (times the student had a place in a grouping and in the one before it); moves; rate
        (0..1, NaN without a chance); never_moved (no move although there were chances enough to tell).
    chances_needed : int
        Chances from which `never_moved` is told.
    """

    by_cycle: pd.DataFrame
    by_student: pd.DataFrame
    chances_needed: int = 2

    @property
    def never_moved(self) -> list[str]:
        """The keys of the students who have never moved."""
        return self.by_student.loc[self.by_student["never_moved"], "student_key"].tolist()

    @property
    def students_known(self) -> int:
        """How many students have had chances enough to tell."""
        return int((self.by_student["chances"] >= self.chances_needed).sum())


def movement(
    cycles: pd.DataFrame, memberships: pd.DataFrame, *, purpose: str | None = None, at_least: int = 3
) -> Movement:
    """Count who changed company from each grouping to the next.

    Parameters
    ----------
    cycles : DataFrame
        grouping_key (and purpose, where one is chosen); oldest first.
    memberships : DataFrame
        grouping_key, student_key, group_number.
    purpose : str, optional
        Look only at the groupings of this purpose, as if there had been no others. A random grouping in between
        hides that the groups by need are always the same.
    at_least : int, default 3
        Groupings in a row from which it is told that a student has never moved.

    Returns
    -------
    Movement

    Notes
    -----
    The number of a group means nothing, so the groups of the two are matched such that as many students as can be
    stay (an assignment, `scipy.optimize.linear_sum_assignment`); who is not in the matched group has moved. The number
    of those is the partition distance (Gusfield 2002, *Information Processing Letters* 82, 159-164). It counts the
    students who are in both groupings.

    Several matchings can be equally good: of two pairs that swap partners, either half has stayed. The count is then
    the same, but not who it is. A student counts as having stayed only where every best matching says so, so the moves
    of the students can add up to more than those of the cycles.

    Examples
    --------
    >>> cycles = pd.DataFrame({"grouping_key": ["g", "h"]})
    >>> memberships = pd.DataFrame({"grouping_key": ["g"] * 5 + ["h"] * 5, "student_key": [*"abcde"] * 2,
    ...                             "group_number": [1, 1, 1, 2, 2, 2, 2, 1, 1, 1]})
    >>> found = movement(cycles, memberships)
    >>> found.by_cycle[["students", "moved"]].to_numpy().tolist()
    [[5, 1]]
    >>> found.by_student.set_index("student_key")["moves"].to_dict()
    {'a': 0, 'b': 0, 'c': 1, 'd': 0, 'e': 0}
    """
    if at_least < 2:
        raise ValueError(f"Somebody can move from the second grouping on; {at_least} in a row tell nothing.")
    if purpose is not None:
        require(cycles, "cycles", ["grouping_key", "purpose"])
        cycles = cycles[cycles["purpose"] == purpose]
    rows = placed(memberships, cycles)
    keys = cycles["grouping_key"].astype("str").tolist()
    students = pd.Index(rows["student_key"].unique()).sort_values()
    groups = np.full((len(students), len(keys)), -1)
    groups[students.get_indexer(rows["student_key"]), rows["cycle"]] = rows["group_number"]
    chances, moves, by_cycle = np.zeros(len(students), dtype=int), np.zeros(len(students), dtype=int), []
    for place in range(1, len(keys)):
        both = np.flatnonzero((groups[:, place - 1 : place + 1] >= 0).all(axis=1))
        moved, stayed = _who_stayed(groups[both, place - 1], groups[both, place])
        chances[both] += 1
        moves[both] += ~stayed
        by_cycle.append((keys[place], keys[place - 1], len(both), moved, moved / len(both) if len(both) else np.nan))
    by_student = pd.DataFrame({"student_key": students.astype("str"), "chances": chances, "moves": moves})
    by_student["rate"] = np.where(chances > 0, moves / np.maximum(chances, 1), np.nan)
    by_student["never_moved"] = (moves == 0) & (chances >= at_least - 1)
    types = {"grouping_key": "str", "before_key": "str", "students": "int64", "moved": "int64", "rate": "float64"}
    return Movement(pd.DataFrame(by_cycle, columns=list(types)).astype(types), by_student, at_least - 1)


def _who_stayed(before: np.ndarray, after: np.ndarray) -> tuple[int, np.ndarray]:
    """Return how many are outside their matched group, and who is inside in every best matching."""
    from scipy.optimize import linear_sum_assignment

    if not len(before):
        return 0, np.zeros(0, dtype=bool)
    old, new = (np.unique(labels, return_inverse=True)[1] for labels in (before, after))
    overlap = np.zeros((old.max() + 1, new.max() + 1), dtype=int)
    np.add.at(overlap, (old, new), 1)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    best = int(overlap[rows, columns].sum())
    certain = np.zeros(overlap.shape, dtype=bool)
    for row, column in zip(rows, columns):
        # A match that can be given up at no loss is not part of every best matching.
        without = overlap.copy()
        without[row, column] = 0
        certain[row, column] = without[linear_sum_assignment(without, maximize=True)].sum() < best
    return len(before) - best, certain[old, new]
