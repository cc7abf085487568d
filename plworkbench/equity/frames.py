"""The frames an audit reads: checked, as text keys, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from plworkbench.errors import Problem, SchemaError
from plworkbench.schema import STATES

NOT_RECORDED = STATES[0]
PAIR = ["student_key", "other_student_key"]


def require(frame: pd.DataFrame, table: str, columns: Sequence[str], unique: Sequence[str] = ()) -> None:
    """Raise SchemaError listing every column that is absent, and rows that are there more than once.

    Parameters
    ----------
    frame : DataFrame
        The table.
    table : str
        What to call it.
    columns : sequence of str
        Columns it needs.
    unique : sequence of str
        Columns of which no two rows may hold the same values.

    Examples
    --------
    >>> require(pd.DataFrame({"student_key": ["a", "a"]}), "scores", ["student_key", "score"], ["student_key"])
    Traceback (most recent call last):
    ...
    plworkbench.errors.SchemaError: The table 'scores' cannot be used; nothing was changed.
    - Column 'score': it is absent. Add it.
    - 1 row repeats the student_key of another one. Keep one of them.
    """
    problems = [Problem("it is absent.", "Add it.", column=name) for name in columns if name not in frame.columns]
    if unique and not set(unique) - set(frame.columns) and (twice := int(frame.duplicated(list(unique)).sum())):
        rows = "1 row repeats" if twice == 1 else f"{twice} rows repeat"
        problems.append(Problem(f"{rows} the {' and '.join(unique)} of another one.", "Keep one of them."))
    _refuse(table, problems)


def numbers(frame: pd.DataFrame, table: str, column: str, *, minimum: float = -np.inf) -> np.ndarray:
    """Return a column as numbers, NaN where there is none.

    Raises
    ------
    SchemaError
        If it holds texts, infinite numbers or numbers below the minimum.

    Examples
    --------
    >>> numbers(pd.DataFrame({"minutes": [20, None]}), "minutes", "minutes", minimum=0).tolist()
    [20.0, nan]
    """
    found = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    problems = []
    if texts := int((np.isnan(found) & frame[column].notna().to_numpy()).sum()):
        message = f"{texts} of its {len(found)} values cannot be read as numbers."
        problems.append(Problem(message, "Use numbers, or leave them empty.", column=column))
    if wrong := int((np.isinf(found) | (found < minimum)).sum()):
        smallest = "" if np.isinf(minimum) else f" from {minimum:g}"
        message = f"{wrong} of its {len(found)} values cannot be."
        problems.append(Problem(message, f"Use finite numbers{smallest}, or leave them empty.", column=column))
    _refuse(table, problems)
    return found


def placed(memberships: pd.DataFrame, cycles: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return who was where: cycle (from 0, oldest first), grouping_key, student_key, group_number.

    Parameters
    ----------
    memberships : DataFrame
        student_key, group_number, and grouping_key; without grouping_key all rows are one grouping.
    cycles : DataFrame, optional
        The groupings to look at, oldest first; memberships of any other are left out. By default all groupings in the
        order in which the memberships bring them.

    Returns
    -------
    DataFrame
        Sorted by cycle and student_key, so that the order of rows decides nothing.

    Examples
    --------
    >>> memberships = pd.DataFrame({"grouping_key": ["h", "g"], "student_key": ["a", "a"], "group_number": [2, 1]})
    >>> placed(memberships, pd.DataFrame({"grouping_key": ["g"]})).to_numpy().tolist()
    [[0, 'g', 'a', 1]]
    """
    if "grouping_key" not in memberships.columns:
        memberships = memberships.assign(grouping_key="")
    columns = ["grouping_key", "student_key", "group_number"]
    require(memberships, "memberships", columns, columns[:2])
    if homeless := int(memberships["group_number"].isna().sum()):
        message = f"{homeless} of {len(memberships)} rows have no group."
        cure = "Leave out who has no group yet."
        _refuse("memberships", [Problem(message, cure, column="group_number")])
    rows = memberships[columns].astype({"grouping_key": "str", "student_key": "str", "group_number": "int64"})
    if cycles is None:
        keys = rows["grouping_key"].unique()
    else:
        require(cycles, "cycles", ["grouping_key"], ["grouping_key"])
        keys = cycles["grouping_key"].astype("str")
    rows.insert(0, "cycle", pd.Index(keys).get_indexer(rows["grouping_key"]))
    rows = rows[rows["cycle"] >= 0]
    return rows.sort_values(["cycle", "student_key"], kind="stable", ignore_index=True)


def one_grouping(memberships: pd.DataFrame) -> pd.DataFrame:
    """Return the places of a single grouping, as `placed` does.

    Raises
    ------
    SchemaError
        If the memberships are of several groupings.
    """
    rows = placed(memberships)
    if (count := rows["grouping_key"].nunique()) > 1:
        message = f"it holds {count} groupings, and this looks at one."
        _refuse("memberships", [Problem(message, "Choose one of them.", column="grouping_key")])
    return rows


def values_of(students: pd.Series, attribute: pd.DataFrame) -> np.ndarray:
    """Return the value of each student; who has none, or an empty one, is "not recorded" and never left out.

    Parameters
    ----------
    students : Series of str
        Student keys.
    attribute : DataFrame
        student_key, value.

    Examples
    --------
    >>> attribute = pd.DataFrame({"student_key": ["a", "c"], "value": ["Portuguese", " "]})
    >>> values_of(pd.Series(["a", "b", "c"]), attribute).tolist()
    ['Portuguese', 'not recorded', 'not recorded']
    """
    require(attribute, "attribute", ["student_key", "value"], ["student_key"])
    texts = attribute["value"].astype("str").str.strip()
    known = pd.Series(texts.to_numpy(dtype=object), index=attribute["student_key"].astype("str"))
    found = known.reindex(students.astype("str"))
    return found.where(found.notna() & (found != ""), NOT_RECORDED).to_numpy(dtype=object)


def _refuse(table: str, problems: Sequence[Problem]) -> None:
    if problems:
        raise SchemaError(f"The table '{table}' cannot be used; nothing was changed.", problems)
