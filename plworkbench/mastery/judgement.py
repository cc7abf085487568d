"""The teacher's judgement over the evidence: a level set by hand wins, until newer evidence comes in."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from plworkbench.mastery.ordering import CELL
from plworkbench.mastery.scales import Scale
from plworkbench.schema import LEVELS

BY_THE_TEACHER = "by the teacher"
"""In the column `overridden`: the level is the one the teacher set."""

NEWER_EVIDENCE = "newer evidence"
"""In the column `overridden`: the teacher set a level, but has not yet looked at evidence that came in since."""


def apply_overrides(mastery: pd.DataFrame, overrides: pd.DataFrame) -> pd.DataFrame:
    """Let the levels that the teacher set win.

    Parameters
    ----------
    mastery : DataFrame
        As `summarize_mastery` returns it.
    overrides : DataFrame
        student_key, standard_code, level, and standing: 'stands', or 'newer evidence' for one that has expired.

    Returns
    -------
    DataFrame
        The same rows with `overridden`: 'by the teacher' where the level is now the one set by hand, 'newer evidence'
        where one has expired and the level is that of the evidence, else ''. The score stays that of the evidence.

    Examples
    --------
    >>> mastery = pd.DataFrame({"student_key": ["a"], "standard_code": ["6.G"], "level": ["developing"]})
    >>> overrides = mastery.assign(level="secure", standing="stands")
    >>> apply_overrides(mastery, overrides)[["level", "overridden"]].to_numpy().tolist()
    [['secure', 'by the teacher']]
    """
    said = overrides[[*CELL, "level", "standing"]].rename(columns={"level": "set_level"})
    table = mastery.merge(said, on=CELL, how="left")
    table.index = mastery.index
    stands = table["standing"] == "stands"
    table["level"] = table["level"].mask(stands, table["set_level"])
    table["overridden"] = np.select([stands, table["standing"].notna()], [BY_THE_TEACHER, NEWER_EVIDENCE], default="")
    table["overridden"] = table["overridden"].astype("str")
    return table.drop(columns=["set_level", "standing"])


def as_decided(mastery: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return a mastery table whose scores agree with its levels, for grouping.

    Where a level set by hand stands, the score becomes the nearest one that has this level, so that students are
    placed by what the teacher knows of them.

    Parameters
    ----------
    mastery : DataFrame
        As `apply_overrides` returns it.
    scale : Scale
        The scale of its scores.

    Examples
    --------
    >>> mastery = pd.DataFrame({"score": [2.2, 3.9, None], "level": ["secure", "secure", "beginning"]})
    >>> as_decided(mastery.assign(overridden="by the teacher"), Scale())["score"].tolist()
    [3.0, 3.49, 1.99]
    """
    begins = scale.levels_from
    step = scale.step or 10.0**-scale.decimals
    ends = dict(zip(begins, [*(start - step for start in list(begins.values())[1:]), scale.full_marks]))
    # A level that the scale in use now does not have counts as the next lower one that it has.
    known = {level: max((one for one in begins if LEVELS.index(one) <= LEVELS.index(level)), key=LEVELS.index)
             for level in LEVELS}  # fmt: skip
    level = mastery["level"].map(known)
    low, high = level.map(begins), level.map(ends)
    by_hand = (mastery["overridden"] == BY_THE_TEACHER) & low.notna()
    fitted = mastery["score"].fillna(math.inf).clip(low, high).round(6)
    return pd.DataFrame(mastery).assign(score=mastery["score"].mask(by_hand, fitted))
