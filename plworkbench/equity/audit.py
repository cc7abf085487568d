"""The whole look back at the groups of a class: what stands out, as questions for the teacher."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from plworkbench.equity.alone import alone
from plworkbench.equity.company import Company, company
from plworkbench.equity.composition import composition, composition_of_lowest
from plworkbench.equity.frames import placed, require
from plworkbench.equity.minutes import MinutesSpread, teacher_minutes_spread
from plworkbench.equity.moving import Movement, movement
from plworkbench.equity.prompts import all_prompts
from plworkbench.equity.shuffling import Composition
from plworkbench.equity.streaks import BY_NEED, lowest_streaks


@dataclass(frozen=True, eq=False)
class Audit:
    """What the history of a class's groups shows.

    Parameters
    ----------
    groupings : int
        Groupings looked at.
    latest_key : str
        grouping_key of the latest of them, '' without any.
    lowest_streaks : DataFrame
        See `plworkbench.equity.lowest_streaks`.
    movement : Movement
        Over all groupings.
    movement_by_need : Movement
        Over the groupings by need alone, as if there had been no others.
    company : Company
        Who was together with whom.
    composition : dict of str to Composition
        For each attribute, of the latest grouping.
    composition_of_lowest : dict of str to Composition
        For each attribute, of the groups with the lowest scores through the history.
    alone : DataFrame
        attribute, and the columns of `plworkbench.equity.alone`, of the latest grouping.
    minutes : MinutesSpread or None
        The teacher's minutes, where they are known.
    prompts : list of str
        Sentences for the teacher's own screen: they hold names. Prompts, never verdicts.
    """

    groupings: int
    latest_key: str
    lowest_streaks: pd.DataFrame
    movement: Movement
    movement_by_need: Movement
    company: Company
    composition: dict[str, Composition]
    composition_of_lowest: dict[str, Composition]
    alone: pd.DataFrame
    minutes: MinutesSpread | None = None
    prompts: list[str] = field(default_factory=list)


def audit(
    cycles: pd.DataFrame,
    memberships: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    students: pd.DataFrame | None = None,
    attributes: pd.DataFrame | None = None,
    minutes: pd.DataFrame | None = None,
    at_least: int = 3,
    permutations: int = 2000,
    random_state: int | np.random.RandomState | None = 0,
) -> Audit:
    """Look back at all groups of a class.

    Parameters
    ----------
    cycles : DataFrame
        grouping_key, purpose; oldest first. With group_names (a list each) groups are called by their names.
    memberships : DataFrame
        grouping_key, student_key, group_number; those of other groupings are left out.
    scores : DataFrame
        grouping_key, student_key, score: mean score on the grouping's standards as known when it was formed.
    students : DataFrame, optional
        student_key, name: the class as it is now. Who has left still counts in sizes and means of groups, and is not
        spoken of. Without it everybody with a place is looked at, and keys stand for names.
    attributes : DataFrame, optional
        student_key, attribute, value: only what the teacher has turned on for this look.
    minutes : DataFrame, optional
        student_key, minutes with the teacher, over all schedules.
    at_least : int, default 3
        Groupings in a row from which something is said.
    permutations, random_state
        As in `plworkbench.equity.composition`.

    Returns
    -------
    Audit

    Notes
    -----
    Each part names its source. A composition is asked about from p = 0.05 down. Of many attributes about one in twenty
    comes that far by chance alone, so the sentence counts the shuffles and calls itself a prompt.

    Examples
    --------
    >>> cycles = pd.DataFrame({"grouping_key": ["g", "h", "i"], "purpose": "by need"})
    >>> everyone = pd.DataFrame({"student_key": ["a", "b"], "group_number": [1, 2], "score": [1.5, 3.0]})
    >>> rows = cycles[["grouping_key"]].merge(everyone, how="cross")
    >>> students = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana Silva", "Ben Costa"]})
    >>> for prompt in audit(cycles, rows, rows, students=students).prompts:
    ...     print(prompt)
    Ana Silva has been in the group with the lowest scores 3 times running. Is that still where Ana Silva learns best?
    2 of 2 students have never moved: Ana Silva and Ben Costa. Are their groups still right for them?
    """
    require(cycles, "cycles", ["grouping_key", "purpose"], ["grouping_key"])
    if students is not None:
        require(students, "students", ["student_key", "name"], ["student_key"])
    rows = placed(memberships, cycles)
    streaks = lowest_streaks(cycles, memberships, scores, at_least)
    moved, moved_by_need = (movement(cycles, memberships, purpose=kind, at_least=at_least) for kind in (None, BY_NEED))
    here = rows["student_key"].unique() if students is None else students["student_key"].astype("str")
    # Groupings in which nobody has a place tell nothing, and are not the latest.
    latest_key = rows["grouping_key"].iloc[-1] if len(rows) else ""
    latest = rows[rows["grouping_key"] == latest_key]
    values = _by_attribute(attributes)
    chance = {"permutations": permutations, "random_state": random_state}
    lonely = [alone(latest, value).assign(attribute=name) for name, value in values.items()]
    lonely = pd.concat(lonely, ignore_index=True) if lonely else alone(latest, _NO_VALUES).assign(attribute="")
    lonely = lonely[["attribute", *(name for name in lonely.columns if name != "attribute")]].astype(
        {"attribute": "str"}
    )
    found = Audit(
        groupings=rows["grouping_key"].nunique(),
        latest_key=latest_key,
        lowest_streaks=_of(streaks, here),
        movement=_of_movement(moved, here),
        movement_by_need=_of_movement(moved_by_need, here),
        company=company(rows, students, at_least),
        composition={name: composition(latest, value, **chance) for name, value in values.items()},
        composition_of_lowest={
            name: composition_of_lowest(cycles, memberships, scores, value, **chance) for name, value in values.items()
        },
        alone=_of(lonely, here),
        minutes=None if minutes is None else teacher_minutes_spread(minutes, students),
    )
    names = {} if students is None else _names(students)
    found.prompts.extend(all_prompts(found, cycles, names, at_least))
    return found


_NO_VALUES = pd.DataFrame({"student_key": pd.Series(dtype="str"), "value": pd.Series(dtype="str")})


def _by_attribute(attributes: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    if attributes is None:
        return {}
    require(attributes, "attributes", ["student_key", "attribute", "value"], ["student_key", "attribute"])
    return {str(name): rows[["student_key", "value"]] for name, rows in attributes.groupby("attribute", sort=False)}


def _of(frame: pd.DataFrame, students: pd.Series | np.ndarray) -> pd.DataFrame:
    return frame[frame["student_key"].isin(students)].reset_index(drop=True)


def _of_movement(found: Movement, students: pd.Series | np.ndarray) -> Movement:
    return Movement(found.by_cycle, _of(found.by_student, students), found.chances_needed)


def _names(students: pd.DataFrame) -> dict[str, str]:
    known = students.dropna(subset="name")
    return dict(zip(known["student_key"].astype("str"), known["name"].astype("str")))
