"""What a board of groups shows, quickly enough to follow every move by hand."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from plworkbench.grouping.board.standing import EXACT
from plworkbench.grouping.cells import mastery_cells, require_columns
from plworkbench.grouping.engine.costs import CountedCost
from plworkbench.grouping.wishes import COUNTED, DIRECTED, Wish
from plworkbench.schema import LEVELS

STATE_COLUMNS = (*LEVELS, "not enough evidence", "not recorded")
"""The columns of `describe_groups` that count states of mastery."""

PAST_DECAY = 0.7
"""A meeting counts this much less with every grouping since, so that partners of long ago may meet again."""


def describe_groups(
    memberships: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    standard_codes: Sequence[str] = (),
    wishes: Sequence[Wish] = (),
    past_partners: pd.DataFrame | None = None,
    group_count: int | None = None,
) -> pd.DataFrame:
    """Return one row for each group: its size, scores, levels, repeated partners and broken wishes.

    Parameters
    ----------
    memberships : DataFrame
        student_key and group_number, from 1.
    mastery : DataFrame
        The mastery frame: student_key, standard_code, score (0..4), level.
    standard_codes : sequence of str
        The standards the groups look at. A student's score is the mean of those recorded.
    wishes : sequence of Wish
        A pair with a student who is not in the memberships is left out.
    past_partners : DataFrame, optional
        What `count_past_partners` returns.
    group_count : int, optional
        Number of groups, to show empty ones too; by default the highest number used.

    Returns
    -------
    DataFrame
        group_number; size; score_mean, score_lowest, score_highest (0..4, NaN if nobody has a score); beginning,
        developing, secure, extending, not enough evidence, not recorded (each a count of student x standard, so
        they add up to size times the number of standards); repeated_pairs (pairs in the group who have shared a
        group before); broken_wishes (the teacher's: pairs apart who are both in the group, pairs together with one in
        it, and rules on counts that it does not keep); unmet_preferences (of the students in it).

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": ["a", "b", "c"], "group_number": [1, 1, 2]})
    >>> mastery = pd.DataFrame({"student_key": ["a", "b"], "standard_code": "6.G", "score": [1.0, 3.0],
    ...                         "level": ["beginning", "secure"]})
    >>> board = describe_groups(memberships, mastery, standard_codes=["6.G"], wishes=[Wish("apart", ("a", "b"))])
    >>> board[["size", "score_mean", "secure", "not recorded", "broken_wishes"]].to_numpy().tolist()
    [[2.0, 2.0, 1.0, 0.0, 1.0], [1.0, nan, 0.0, 1.0, 0.0]]
    """
    require_columns(memberships, "memberships", ("student_key", "group_number"))
    keys = pd.Index(memberships["student_key"].astype("str"))
    group = memberships["group_number"].to_numpy(dtype=int) - 1
    count = int(group.max(initial=-1)) + 1 if group_count is None else max(group_count, int(group.max(initial=-1)) + 1)
    cells = mastery_cells(mastery, keys, list(standard_codes))
    score = _mean_scores(cells.scores)
    scored = ~np.isnan(score)
    mean, low, high = np.full(count, np.nan), np.full(count, np.inf), np.full(count, -np.inf)
    tally = np.bincount(group[scored], minlength=count)
    np.divide(np.bincount(group[scored], weights=score[scored], minlength=count), tally, out=mean, where=tally > 0)
    np.minimum.at(low, group[scored], score[scored])
    np.maximum.at(high, group[scored], score[scored])
    columns = {
        "group_number": np.arange(1, count + 1),
        "size": np.bincount(group, minlength=count),
        "score_mean": mean,
        "score_lowest": np.where(tally > 0, low, np.nan),
        "score_highest": np.where(tally > 0, high, np.nan),
    }
    for state in STATE_COLUMNS:
        held = (cells.levels == state).sum(axis=1)
        columns[state] = np.bincount(group, weights=held, minlength=count).astype(int)
    past = _known_pairs(keys, past_partners)
    met = past[group[past[:, 0]] == group[past[:, 1]]]
    columns["repeated_pairs"] = np.bincount(group[met[:, 0]], minlength=count)
    columns["broken_wishes"], columns["unmet_preferences"] = _wish_faults(keys, group, count, wishes)
    return pd.DataFrame(columns)


def count_past_partners(history: pd.DataFrame, order: Sequence[str] | None = None) -> pd.DataFrame:
    """Count how often each two students have shared a group, and how much that weighs today.

    Parameters
    ----------
    history : DataFrame
        grouping_key, student_key, group_number: the memberships of earlier groupings.
    order : sequence of str, optional
        Keys of the groupings, oldest first; one that is not named counts as older than all that are. Without it
        every meeting weighs the same.

    Returns
    -------
    DataFrame
        student_key, other_student_key, times, weight: one row a pair that has met at least once, the lower key first,
        sorted by both. The weight is the sum of ``PAST_DECAY ** cycles`` over the meetings, where cycles is how many
        groupings there were since: 0 for the latest.

    Examples
    --------
    >>> history = pd.DataFrame({"grouping_key": ["g", "g", "h", "h"], "student_key": ["b", "a", "a", "b"],
    ...                         "group_number": [1, 1, 2, 2]})
    >>> count_past_partners(history, order=["g", "h"]).to_numpy().tolist()
    [['a', 'b', 2, 1.7]]
    """
    require_columns(history, "memberships", ("grouping_key", "student_key", "group_number"))
    keys, student = np.unique(history["student_key"].astype("str").to_numpy(dtype=object), return_inverse=True)
    place = history.groupby(["grouping_key", "group_number"], sort=False).ngroup().to_numpy()
    was_there = np.zeros((len(keys), int(place.max(initial=-1)) + 1))
    was_there[student, place] = 1
    times = np.triu(was_there @ was_there.T, k=1).astype(int)
    weights = times.astype(float)
    if order is not None:
        since = {str(key): cycles for cycles, key in enumerate(reversed(list(order)))}
        cycles = [since.get(str(key), len(since)) for key in history["grouping_key"]]
        of_place = np.zeros(was_there.shape[1])
        of_place[place] = PAST_DECAY ** np.array(cycles, dtype=float)
        weights = (was_there * of_place) @ was_there.T
    one, other = np.nonzero(times)
    return pd.DataFrame(
        {
            "student_key": pd.Series(keys[one], dtype="str"),
            "other_student_key": pd.Series(keys[other], dtype="str"),
            "times": times[one, other],
            "weight": weights[one, other],
        }
    )


def _mean_scores(scores: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        # The mean of no score is NaN, which is what is meant.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(scores, axis=1) if scores.shape[1] else np.full(len(scores), np.nan)


def _known_pairs(keys: pd.Index, past_partners: pd.DataFrame | None) -> np.ndarray:
    """Return the rows of both students of each pair, shape (n_pairs, 2), without pairs of unknown students."""
    if past_partners is None:
        return np.zeros((0, 2), dtype=int)
    columns = ("student_key", "other_student_key")
    require_columns(past_partners, "past_partners", columns)
    rows = np.stack([keys.get_indexer(past_partners[column].astype("str")) for column in columns], axis=1)
    return rows[(rows >= 0).all(axis=1)]


def _wish_faults(
    keys: pd.Index, group: np.ndarray, count: int, wishes: Sequence[Wish]
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each group how many of the teacher's wishes it breaks, and how many of the students'."""
    broken, unmet = np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    sizes, row = np.bincount(group, minlength=count), {key: number for number, key in enumerate(keys)}
    for wish in wishes:
        rows = [row[key] for key in wish.students if key in row]
        if wish.kind in COUNTED:
            members = np.zeros(len(keys), dtype=bool)
            members[rows] = True
            table = CountedCost(members, COUNTED[wish.kind], 1.0).table(int(sizes.max(initial=0)))
            broken += table[sizes, np.bincount(group[rows], minlength=count)] > EXACT
            continue
        if len(rows) < 2:
            continue
        is_wanted = wish.kind in ("together", "prefers")
        if (group[rows[0]] == group[rows[1]]) != is_wanted:
            tally = unmet if wish.kind in DIRECTED else broken
            # A student's own wish is counted where the student is.
            tally[group[rows[:1] if wish.kind in DIRECTED or not is_wanted else rows]] += 1
    return broken, unmet
