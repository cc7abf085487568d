"""Why each student is in a group, in words a teacher can repeat to the student.

A wish to keep two students apart is never given as a reason: a reason is printed and read by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from plworkbench.grouping.cells import Cells, mastery_cells, require_columns
from plworkbench.schema import LEVELS, STATES, score_words, shown_score


def explain_placements(
    memberships: pd.DataFrame,
    students: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    standard_codes: Sequence[str] = (),
    purpose: str,
    titles: Mapping[str, str] | None = None,
    together: Iterable[tuple[str, str]] = (),
    random_state: int = 0,
    scale_top: float = 4.0,
) -> pd.DataFrame:
    """Return the memberships with the reason of each placement filled in.

    Parameters
    ----------
    memberships : DataFrame
        student_key and group_number; pinned and moved_by_hand are read if they are there.
    students : DataFrame
        student_key and name.
    mastery : DataFrame
        The mastery frame: student_key, standard_code, score, level.
    standard_codes : sequence of str
        The standards the groups look at.
    purpose : str
        A value of `plworkbench.schema.PURPOSES`.
    titles : mapping of str to str, optional
        Standard code to its title; a code without one stands for itself.
    together : iterable of (str, str)
        Pairs of student keys that were to be together.
    random_state : int, default 0
        The seed the groups were formed with.
    scale_top : float, default 4
        The top of the scale the scores are on.

    Returns
    -------
    DataFrame
        A copy of `memberships`, its column reason filled in.

    Examples
    --------
    >>> students = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana", "Ben"]})
    >>> mastery = pd.DataFrame({"student_key": ["a", "b"], "standard_code": "6.RP.A.1", "score": [1.4, 1.1],
    ...                         "level": "beginning"})
    >>> formed = explain_placements(students[["student_key"]].assign(group_number=1), students, mastery,
    ...     standard_codes=["6.RP.A.1"], purpose="by need", titles={"6.RP.A.1": "Ratio language"})
    >>> formed["reason"][0]
    "Beginning on 'Ratio language' (1.4 of 4), like 1 other in this group."
    """
    require_columns(memberships, "memberships", ("student_key", "group_number"))
    require_columns(students, "students", ("student_key", "name"))
    keys = memberships["student_key"].astype("str").tolist()
    groups = memberships["group_number"].to_numpy(dtype=int)
    cells = mastery_cells(mastery, keys, standard_codes)
    quoted = [f"'{(titles or {}).get(code, code)}'" for code in standard_codes]
    names = dict(zip(students["student_key"].astype("str"), students["name"].astype("str")))
    partners = _partners(keys, groups, together)
    pinned, moved = (_flags(memberships, column) for column in ("pinned", "moved_by_hand"))

    reasons = []
    for row, key in enumerate(keys):
        if moved[row]:
            sentences = ["You moved this student here."]
        elif pinned[row]:
            sentences = ["You pinned this student here."]
        elif purpose == "random":
            sentences = [f"Drawn by chance (seed {random_state})."]
        else:
            sentences = _by_evidence(row, np.flatnonzero(groups == groups[row]), cells, quoted, purpose, scale_top)
        if partners[key]:
            sentences.append(
                f"Placed with {_listed([names.get(other, other) for other in partners[key]])}, as you wished."
            )
        reasons.append(" ".join(sentences))
    return memberships.assign(reason=pd.Series(reasons, index=memberships.index, dtype="str"))


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
        means = [shown_score(mean) for mean in np.nanmean(cells.scores[np.ix_(group, chosen)], axis=0)]
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


def _partners(keys: Sequence[str], groups: np.ndarray, together: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    group_of = dict(zip(keys, groups.tolist()))
    partners: dict[str, list[str]] = {key: [] for key in keys}
    for one, other in ((str(a), str(b)) for a, b in together):
        if one in group_of and other in group_of and group_of[one] == group_of[other]:
            partners[one].append(other)
            partners[other].append(one)
    return {key: list(dict.fromkeys(others)) for key, others in partners.items()}


def _flags(memberships: pd.DataFrame, column: str) -> np.ndarray:
    if column not in memberships:
        return np.zeros(len(memberships), dtype=bool)
    return memberships[column].astype("boolean").fillna(False).to_numpy(dtype=bool)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
