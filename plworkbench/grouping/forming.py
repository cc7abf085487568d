"""From a class and its mastery to groups: the one function the workbench calls."""

from __future__ import annotations

import pandas as pd

from plworkbench.grouping.board.explaining import explain_placements
from plworkbench.grouping.engine.search import Budget
from plworkbench.grouping.request import require_seed
from plworkbench.grouping.task import pose_task
from plworkbench.schema import DTYPES, TABLES

GROUP_NAMES = (
    "Oak", "Birch", "Maple", "Willow", "Alder", "Rowan", "Hazel", "Cedar", "Linden", "Aspen", "Juniper", "Elm",
    "Spruce", "Beech", "Cypress", "Laurel", "Larch", "Olive", "Poplar", "Acacia", "Sycamore", "Chestnut", "Baobab",
    "Magnolia",
)  # fmt: skip
"""Names of groups that carry no rank."""


def group_names(group_count: int) -> list[str]:
    """Return neutral names for groups 1, 2, ...; after the named ones "Group 25", "Group 26", ...

    Examples
    --------
    >>> group_names(3)
    ['Oak', 'Birch', 'Maple']
    >>> group_names(25)[-1]
    'Group 25'
    """
    return [GROUP_NAMES[i] if i < len(GROUP_NAMES) else f"Group {i + 1}" for i in range(group_count)]


def form_groups(
    students: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    random_state: int = 0,
    budget: Budget | None = None,
    **request: object,
) -> pd.DataFrame:
    """Form groups of a class for a purpose, keeping every must, with a reason for each placement.

    Only the scores on the named standards, the wishes and past partners are looked at (and interests, for groups by
    shared interest); no other column of any frame can change the groups. A student without a score on a standard is
    placed as if at the class mean, and the reason says so. The number of a group says nothing about its level.

    Parameters
    ----------
    students, mastery : DataFrame
        As in `pose_task`.
    random_state : int, default 0
        Seed; an equal seed gives equal groups.
    budget : Budget, optional
        How long to search.
    **request
        What to form: `purpose`, `standard_codes`, sizes, `wishes`, ..., as in `pose_task`.

    Returns
    -------
    DataFrame
        One row a student who takes part, in the students' order: student_key, group_number (from 1), reason,
        moved_by_hand (False) and pinned.

    Raises
    ------
    GroupingImpossible, SchemaError
        As in `pose_task`.

    Examples
    --------
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.RP.A.1",
    ...     "score": [1.0, 3.4, 1.2, 3.2], "level": ["beginning", "secure", "beginning", "secure"]})
    >>> groups = form_groups(students, mastery, standard_codes=["6.RP.A.1"], purpose="by need", group_count=2)
    >>> groups.groupby("group_number")["student_key"].agg("".join).sort_values().tolist()
    ['ac', 'bd']
    """
    require_seed(random_state)
    task = pose_task(students, mastery, **request)
    labels = task.solve(int(random_state), budget)
    types = {column.name: DTYPES[column.type] for column in TABLES["memberships"].columns}
    formed = pd.DataFrame(
        {
            "student_key": list(task.keys),
            "group_number": labels + 1,
            "reason": "",
            "moved_by_hand": False,
            "pinned": [key in task.pinned for key in task.keys],
        }
    )
    return explain_placements(formed.astype({name: types[name] for name in formed.columns}), task)
