"""Who is the only one of their kind in a group."""

from __future__ import annotations

import pandas as pd

from plworkbench.equity.frames import NOT_RECORDED, one_grouping, values_of


def alone(memberships: pd.DataFrame, attribute: pd.DataFrame) -> pd.DataFrame:
    """Return the students who are the only one of a value in their group, although the class has at least two.

    Parameters
    ----------
    memberships : DataFrame
        student_key, group_number, of one grouping.
    attribute : DataFrame
        student_key, value.

    Returns
    -------
    DataFrame
        student_key, group_number, value, class_count (students of that value in the grouping),
        not_recorded_in_group (others in the group of whom the value is not known: where there are any, the student
        may not be alone). By group and student.

    Notes
    -----
    That two of a kind share a group is advice from research on teams: Oakley, Felder, Brent & Elhajj (2004), *Journal
    of Student Centered Learning* 2(1), 9-34. "Not recorded" is no kind; such students are never called alone, and
    are counted beside those who are.

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": [*"abcd"], "group_number": [1, 1, 2, 2]})
    >>> attribute = pd.DataFrame({"student_key": [*"abc"], "value": ["Portuguese", "English", "Portuguese"]})
    >>> alone(memberships, attribute).to_numpy().tolist()
    [['a', 1, 'Portuguese', 2, 0], ['c', 2, 'Portuguese', 2, 1]]
    """
    rows = one_grouping(memberships)
    rows["value"] = pd.Series(values_of(rows["student_key"], attribute), index=rows.index, dtype="str")
    rows["class_count"] = rows.groupby("value")["value"].transform("size").astype("int64")
    here = rows.groupby(["group_number", "value"])["value"].transform("size")
    unknown = rows["value"] == NOT_RECORDED
    rows["not_recorded_in_group"] = unknown.astype("int64").groupby(rows["group_number"]).transform("sum")
    found = rows[(here == 1) & (rows["class_count"] >= 2) & ~unknown]
    columns = ["student_key", "group_number", "value", "class_count", "not_recorded_in_group"]
    return found.sort_values(["group_number", "student_key"], kind="stable", ignore_index=True)[columns]
