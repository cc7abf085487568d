"""Why each student is in a group, in words a teacher can repeat to the student.

A wish to keep two students apart, what a student would rather not, and everything that comes from demographics is never
given as a reason: a reason is read by others. For the same cause a wish that was answered by one side only is told to
the student who said it, "nobody alone" names the company and not the mark, and no other list is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from plworkbench.grouping.cells import Cells, require_columns
from plworkbench.schema import LEVELS, STATES, score_words, shown_score

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task


def explain_placements(memberships: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Return the memberships with the reason of each placement filled in.

    Parameters
    ----------
    memberships : DataFrame
        student_key and group_number; pinned and moved_by_hand are read if they are there. A student who is not in the
        task keeps the reason there is.
    task : Task
        The class, what its groups are for, and its wishes.

    Returns
    -------
    DataFrame
        A copy of `memberships`, its column reason filled in.

    Examples
    --------
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana", "Ben"]})
    >>> mastery = pd.DataFrame({"student_key": ["a", "b"], "standard_code": "6.RP.A.1", "score": [1.4, 1.1],
    ...                         "level": "beginning"})
    >>> task = pose_task(students, mastery, standard_codes=["6.RP.A.1"], purpose="by need", group_count=1,
    ...                  titles={"6.RP.A.1": "Ratio language"})
    >>> explain_placements(students[["student_key"]].assign(group_number=1), task)["reason"][0]
    "Beginning on 'Ratio language' (1.4 of 4), like 1 other in this group."
    """
    require_columns(memberships, "memberships", ("student_key", "group_number"))
    keys = memberships["student_key"].astype("str").tolist()
    row_of = {key: row for row, key in enumerate(task.keys)}
    rows = np.array([row_of.get(key, -1) for key in keys], dtype=int)
    # Of a student who is not in the task nothing is known; no group of the task has the number -1.
    labels = np.full(len(task.keys), -1)
    labels[rows[rows >= 0]] = memberships["group_number"].to_numpy(dtype=int)[rows >= 0]
    quoted = [f"'{task.titles.get(code, code)}'" for code in task.standard_codes]
    pinned, moved = (_flags(memberships, column) for column in ("pinned", "moved_by_hand"))
    before = memberships["reason"].tolist() if "reason" in memberships else [""] * len(keys)

    kept = _kept_wishes(task, labels)
    reasons = []
    for place, row in enumerate(rows.tolist()):
        if row < 0:
            reasons.append(before[place])
            continue
        group = np.flatnonzero(labels == labels[row])
        if moved[place]:
            sentences = ["You moved this student here."]
        elif pinned[place]:
            sentences = ["You pinned this student here."]
        elif task.purpose == "random":
            sentences = ["Drawn by lot."]
        elif task.purpose == "shared interest":
            sentences = [_interest(row, group, task.interests)]
        else:
            sentences = _by_evidence(row, group, task.cells, quoted, task.purpose, task.scale_top)
        reasons.append(" ".join([*sentences, *kept[row]]))
    return memberships.assign(reason=pd.Series(reasons, index=memberships.index, dtype="str"))


def _kept_wishes(task: Task, labels: np.ndarray) -> list[list[str]]:
    """Return for each student the wishes that were met, as far as they are kind to read aloud."""
    row_of = {key: row for row, key in enumerate(task.keys)}
    n = len(task.keys)
    wished, company, asked = ([[] for _ in range(n)] for _ in range(3))
    for wish in task.wishes:
        rows = [row_of[key] for key in wish.students]
        if wish.is_demographic:
            continue
        if wish.kind in ("together", "prefers") and labels[rows[0]] == labels[rows[1]]:
            one, other = rows
            if wish.kind == "prefers":
                asked[one].append(other)
            else:
                wished[one].append(other)
                wished[other].append(one)
        elif wish.kind == "nobody alone":
            for row in rows:
                company[row].extend(other for other in rows if other != row and labels[other] == labels[row])

    def named(rows: Sequence[int]) -> str:
        return _listed([task.names[row] for row in dict.fromkeys(rows)])

    sentences = []
    for row in range(n):
        with_whom = [other for other in company[row] if other not in wished[row]]
        mutual = [other for other in asked[row] if row in asked[other]]
        alone = [other for other in asked[row] if row not in asked[other]]
        parts = [
            f"Placed with {named(wished[row])}, as you wished." if wished[row] else "",
            f"With {named(with_whom)}, so that nobody is alone." if with_whom else "",
            f"With {named(mutual)}, who asked for this as well." if mutual else "",
            f"With {named(alone)}, as asked for by {task.names[row]}." if alone else "",
        ]
        sentences.append([part for part in parts if part])
    return sentences


def _interest(row: int, group: np.ndarray, interests: Sequence[frozenset[str]]) -> str:
    liked = sorted(interests[row])
    if not liked:
        return "Nothing is known of this student's interests yet; a question would help."
    if len(group) == 1:
        return f"Likes {_listed(liked)}, in a group of one."
    others = {what: {other for other in group.tolist() if other != row and what in interests[other]} for what in liked}
    most = max(liked, key=lambda what: len(others[what]))  # of equals, the first in the alphabet
    if not others[most]:
        return f"Likes {_listed(liked)}, which is new to this group."
    shared = _listed([what for what in liked if others[what] == others[most]])
    return f"Likes {shared}, like {len(others[most])} other{'s' * (len(others[most]) > 1)} in this group."


def _by_evidence(
    row: int, group: np.ndarray, cells: Cells, quoted: Sequence[str], purpose: str, scale_top: float
) -> list[str]:
    scores, levels = cells.scores[row], cells.levels[row]
    none = np.isnan(scores)
    sure = ~none & np.isin(levels, LEVELS)
    thin = ~none & ~sure
    sentences = []
    if sure.any():
        chosen = np.flatnonzero(sure)
        if purpose == "by need":
            sentences.append(_need(row, group, cells, quoted, chosen, scale_top))
        else:
            sentences.append(_mix(row, group, cells, quoted, chosen))
    if thin.any():
        rows = np.flatnonzero(thin)
        little, so_far = _listed([quoted[j] for j in rows]), _listed([score_words(scores[j], scale_top) for j in rows])
        sentences.append(f"Not enough evidence on {little} yet; placed by {so_far} so far. A quick check would help.")
    if none.any():
        absent = _listed([quoted[j] for j in np.flatnonzero(none)])
        placed = "placed where there was room, as if at" if none.all() else "so placed as if at"
        sentences.append(f"No evidence on {absent} yet, {placed} the class average; a quick check would help.")
    return sentences


def _need(
    row: int, group: np.ndarray, cells: Cells, quoted: Sequence[str], chosen: np.ndarray, scale_top: float
) -> str:
    scores, levels = cells.scores[row, chosen], cells.levels[row, chosen]
    shown = [f"{level} on {quoted[j]} ({score_words(score, scale_top)})"
             for j, level, score in zip(chosen, levels, scores)]  # fmt: skip
    same = (cells.levels[np.ix_(group, chosen)] == levels) & ~np.isnan(cells.scores[np.ix_(group, chosen)])
    others = int(same.all(axis=1).sum()) - 1
    if others:
        end = f", like {others} other{'s' * (others > 1)} in this group."
    elif len(group) == 1:
        end = ", in a group of one."
    else:
        means = np.nanmean(cells.scores[np.ix_(group, chosen)], axis=0)
        means = [shown_score(mean, scale_top) for mean in means]
        end = (
            f"; this group's average is {means[0]}."
            if len(means) == 1
            else f"; this group's averages are {_listed(means)}."
        )
    sentence = _listed(shown) + end
    return sentence[0].upper() + sentence[1:]


def _mix(row: int, group: np.ndarray, cells: Cells, quoted: Sequence[str], chosen: np.ndarray) -> str:
    levels = cells.levels[row, chosen]
    brought = _listed(
        [f"{'an' if level[0] in 'aeiou' else 'a'} {level} level on {quoted[j]}" for j, level in zip(chosen, levels)]
    )
    if len(group) == 1:
        return f"Shows {brought}, in a group of one."
    if len({tuple(line) for line in cells.levels[np.ix_(group, chosen)]}) == 1:
        return f"Shows {brought}, like everyone in this group."
    if len(quoted) > 1:
        return f"Shows {brought}, in a group with a mix of levels."
    held = cells.levels[group, 0].tolist()
    counts = [f"{held.count(state)} {state}" for state in (*LEVELS[::-1], *STATES[:2]) if state in held]
    return f"Shows {brought}, in a group with a mix of levels: {', '.join(counts)}."


def _flags(memberships: pd.DataFrame, column: str) -> np.ndarray:
    if column not in memberships:
        return np.zeros(len(memberships), dtype=bool)
    return memberships[column].astype("boolean").fillna(False).to_numpy(dtype=bool)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
