"""Who has been together with whom, always or never."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.equity.frames import PAIR, placed, require


@dataclass(frozen=True, eq=False)
class Company:
    """How often each two students have shared a group.

    Parameters
    ----------
    times : DataFrame
        Students x students, symmetric: times together. The diagonal is 0.
    always_together : DataFrame
        student_key, other_student_key (the higher key), cycles: pairs in one group in every grouping both were in.
    never_together : DataFrame
        student_key, other_student_key, cycles (groupings both were in), expected (times together by chance): pairs
        who have not met although they could have.
    pairs : int
        Pairs who could have met.
    never_expected : float
        How many of these pairs chance would have left apart.
    never_spread : float
        Standard deviation of that number.
    """

    times: pd.DataFrame
    always_together: pd.DataFrame
    never_together: pd.DataFrame
    pairs: int
    never_expected: float
    never_spread: float


def company(memberships: pd.DataFrame, students: pd.DataFrame | None = None, at_least: int = 3) -> Company:
    """Count how often each two students have shared a group.

    Parameters
    ----------
    memberships : DataFrame
        grouping_key, student_key, group_number.
    students : DataFrame, optional
        student_key: whom to look at, in this order; those who have been in no group too. By default everybody with a
        place, by key.
    at_least : int, default 3
        Groupings both were in from which two students are called always together.

    Returns
    -------
    Company

    Notes
    -----
    By chance means by lot, with sizes as they were: two of n students share a group with probability
    sum s (s - 1) / n (n - 1) over the sizes s, which is how often a pair drawn without replacement falls into one
    group (hypergeometric). The spread takes the pairs as independent. They are not quite: as many pairs meet each
    time as the sizes allow, so the true spread is rather smaller.

    Examples
    --------
    >>> memberships = pd.DataFrame({"grouping_key": ["g"] * 3 + ["h"] * 3 + ["i"] * 3, "student_key": [*"abc"] * 3,
    ...                             "group_number": [1, 1, 2, 2, 2, 1, 1, 1, 2]})
    >>> found = company(memberships)
    >>> found.times.loc["a"].tolist(), found.always_together.to_numpy().tolist()
    ([0, 3, 0], [['a', 'b', 3]])
    >>> found.never_together.round(2).to_numpy().tolist()
    [['a', 'c', 3, 1.0], ['b', 'c', 3, 1.0]]
    """
    rows = placed(memberships)
    if students is None:
        keys = pd.Index(rows["student_key"].unique()).sort_values()
    else:
        require(students, "students", ["student_key"], ["student_key"])
        keys = pd.Index(students["student_key"].astype("str"))
    # The chance of a grouping is that of all who were in it, whether or not they are still looked at.
    sizes = rows.groupby(["cycle", "group_number"]).size()
    size = sizes.groupby("cycle").sum().to_numpy(dtype=float)
    meeting = (sizes * (sizes - 1)).groupby("cycle").sum().to_numpy(dtype=float) / np.maximum(size * (size - 1), 1)
    place = rows.groupby(["cycle", "group_number"]).ngroup().to_numpy()
    student = keys.get_indexer(rows["student_key"])
    known = student >= 0
    was_there = np.zeros((len(keys), len(sizes)))
    was_there[student[known], place[known]] = 1
    present = np.zeros((len(keys), len(size)))
    present[student[known], rows["cycle"].to_numpy()[known]] = 1
    times = np.rint(was_there @ was_there.T).astype(int)
    np.fill_diagonal(times, 0)
    shared = np.rint(present @ present.T).astype(int)
    expected = (present * meeting) @ present.T
    # A single group leaves nobody apart; a tiny rest keeps its logarithm finite.
    apart = np.exp((present * np.log(np.maximum(1 - meeting, 1e-300))) @ present.T)
    could = np.triu(expected > 0, k=1)
    always = np.triu((times == shared) & (shared >= at_least), k=1)
    never = could & (times == 0)
    chance = apart[could]
    listed = _pairs(keys, never, cycles=shared, expected=expected)
    # Rounded, because equal numbers may differ in the last digit and would then not be sorted by key.
    order = listed.assign(expected=-listed["expected"].round(9)).sort_values(["expected", *PAIR], kind="stable").index
    longest = _pairs(keys, always, cycles=shared)
    return Company(
        times=pd.DataFrame(times, index=keys, columns=keys),
        always_together=longest.sort_values(["cycles", *PAIR], ascending=[False, True, True], ignore_index=True),
        never_together=listed.loc[order].reset_index(drop=True),
        pairs=int(could.sum()),
        never_expected=float(chance.sum()),
        never_spread=float(np.sqrt((chance * (1 - chance)).sum())),
    )


def _pairs(keys: pd.Index, chosen: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    one, other = np.nonzero(chosen)
    ends = np.array([keys[one], keys[other]], dtype=object).reshape(2, -1)
    swap = ends[0] > ends[1]
    ends[:, swap] = ends[::-1, swap]
    frame = pd.DataFrame({name: pd.Series(end, dtype="str") for name, end in zip(PAIR, ends)})
    return frame.assign(**{name: values[one, other] for name, values in columns.items()})
