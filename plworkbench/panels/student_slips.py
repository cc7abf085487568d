"""A slip for each student about one task: the level, what the work shows, and the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from plworkbench.panels import score_entries
from plworkbench.panels.class_scale import ClassScale
from plworkbench.schema import SYMBOLS


def slips(
    roster: pd.DataFrame,
    criteria: Sequence[Mapping],
    marks: Mapping[tuple[str, str], str],
    scale: ClassScale,
    i_can: Mapping[str, str],
) -> list[dict]:
    """Return what each student's slip says: only that student's own marks.

    Parameters
    ----------
    roster : DataFrame
        student_key and name.
    criteria : sequence of mapping
        The rubric: name, standard_code, levels as pairs of points and words, low to high.
    marks : mapping
        What was entered, by student key and name of the criterion.
    scale : ClassScale
        The scale of the class, for the name of the level.
    i_can : mapping
        The standards in the student's words, by code.

    Returns
    -------
    list of dict
        One a student with any mark: name, and criteria: each with name, i_can, level, symbol, met (the words of the
        level reached) and next (those of the level after it, or '').

    Examples
    --------
    >>> roster = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana", "Ben"]})
    >>> criteria = [{"name": "Steps", "standard_code": "6.RP.A.1", "levels": [[0, "None."], [1, "Some."], [2, "All."]]}]
    >>> [slip] = slips(roster, criteria, {("a", "Steps"): "1"}, ClassScale(), {})
    >>> slip["name"], slip["criteria"][0]["met"], slip["criteria"][0]["next"]
    ('Ana', 'Some.', 'All.')
    """
    found = []
    for student in roster.itertuples():
        lines = [_line(one, marks.get((student.student_key, one["name"]), ""), scale, i_can) for one in criteria]
        if any(lines):
            found.append({"name": student.name, "criteria": [line for line in lines if line]})
    return found


def _line(criterion: Mapping, text: str, scale: ClassScale, i_can: Mapping[str, str]) -> dict:
    levels, statuses = criterion["levels"], dict(score_entries.MARKS)
    if text in statuses:
        return {"name": criterion["name"], "level": statuses[text].capitalize(), "symbol": "–", "met": "", "next": ""}
    places = {f"{points:g}": place for place, (points, _) in enumerate(levels)}
    if text not in places:
        return {}
    place = places[text]
    level = scale.level_of(levels[place][0] / levels[-1][0])
    return {
        "name": criterion["name"],
        "i_can": i_can.get(criterion["standard_code"], ""),
        "level": scale.word(level).capitalize(),
        "symbol": SYMBOLS[level],
        "met": levels[place][1],
        "next": levels[place + 1][1] if place + 1 < len(levels) else "",
    }
