"""What a board of groups shows, quickly enough to follow every move by hand."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from plworkbench.errors import NotFound
from plworkbench.grouping.cells import mastery_cells, require_columns
from plworkbench.grouping.rules import students as count_students
from plworkbench.schema import LEVELS, shown_score

STATE_COLUMNS = (*LEVELS, "not enough evidence", "not recorded")
"""The columns of `describe_groups` that count states of mastery."""

Pairs = Iterable[tuple[str, str]]


def describe_groups(
    memberships: pd.DataFrame,
    mastery: pd.DataFrame,
    *,
    standard_codes: Sequence[str] = (),
    together: Pairs = (),
    apart: Pairs = (),
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
    together, apart : iterable of (str, str)
        Pairs of student keys.
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
        group before); broken_wishes (pairs apart who are both in the group, and pairs together with one in it).

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": ["a", "b", "c"], "group_number": [1, 1, 2]})
    >>> mastery = pd.DataFrame({"student_key": ["a", "b"], "standard_code": "6.G", "score": [1.0, 3.0],
    ...                         "level": ["beginning", "secure"]})
    >>> board = describe_groups(memberships, mastery, standard_codes=["6.G"], apart=[("a", "b")])
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
    past = _known_pairs(keys, past_partners if past_partners is not None else ())
    met = past[group[past[:, 0]] == group[past[:, 1]]]
    columns["repeated_pairs"] = np.bincount(group[met[:, 0]], minlength=count)
    clash, split = (_known_pairs(keys, pairs) for pairs in (apart, together))
    clash = clash[group[clash[:, 0]] == group[clash[:, 1]]]
    split = split[group[split[:, 0]] != group[split[:, 1]]]
    broken = np.concatenate([group[clash[:, 0]], group[split].ravel()])
    columns["broken_wishes"] = np.bincount(broken, minlength=count)
    return pd.DataFrame(columns)


def broken_wishes(
    memberships: pd.DataFrame, together: Pairs = (), apart: Pairs = (), names: Mapping[str, str] | None = None
) -> list[str]:
    """Return one sentence for each wish that the groups do not meet.

    Parameters
    ----------
    memberships : DataFrame
        student_key and group_number.
    together, apart : iterable of (str, str)
        Pairs of student keys; a pair with a student who is not in the memberships is left out.
    names : mapping of str to str, optional
        Student key to name; a key without one stands for itself.

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": ["a", "b"], "group_number": [1, 1]})
    >>> broken_wishes(memberships, apart=[("a", "b")], names={"a": "Ana", "b": "Ben"})
    ['Ana and Ben are in the same group; you asked to keep them apart.']
    """
    require_columns(memberships, "memberships", ("student_key", "group_number"))
    names = names or {}
    keys = pd.Index(memberships["student_key"].astype("str"))
    group = memberships["group_number"].to_numpy(dtype=int)
    sentences = []
    for wish, pairs, found in (("together", together, "different groups"), ("apart", apart, "the same group")):
        for one, other in _known_pairs(keys, pairs):
            if (group[one] == group[other]) == (wish == "apart"):
                who = " and ".join(names.get(key, key) for key in (keys[one], keys[other]))
                sentences.append(f"{who} are in {found}; you asked to keep them {wish}.")
    return sentences


def count_past_partners(history: pd.DataFrame) -> pd.DataFrame:
    """Count how often each two students have shared a group.

    Parameters
    ----------
    history : DataFrame
        grouping_key, student_key, group_number: the memberships of earlier groupings.

    Returns
    -------
    DataFrame
        student_key, other_student_key, times: one row a pair that has met at least once, the lower key first,
        sorted by both.

    Examples
    --------
    >>> history = pd.DataFrame({"grouping_key": ["g", "g", "h", "h"], "student_key": ["b", "a", "a", "b"],
    ...                         "group_number": [1, 1, 2, 2]})
    >>> count_past_partners(history).to_numpy().tolist()
    [['a', 'b', 2]]
    """
    require_columns(history, "memberships", ("grouping_key", "student_key", "group_number"))
    keys, student = np.unique(history["student_key"].astype("str").to_numpy(dtype=object), return_inverse=True)
    place = history.groupby(["grouping_key", "group_number"], sort=False).ngroup().to_numpy()
    was_there = np.zeros((len(keys), int(place.max(initial=-1)) + 1), dtype=np.float32)
    was_there[student, place] = 1
    times = np.triu(was_there @ was_there.T, k=1).astype(int)
    one, other = np.nonzero(times)
    return pd.DataFrame(
        {
            "student_key": pd.Series(keys[one], dtype="str"),
            "other_student_key": pd.Series(keys[other], dtype="str"),
            "times": times[one, other],
        }
    )


def move_effect(
    memberships: pd.DataFrame,
    student_key: str,
    to_group: int,
    *,
    mastery: pd.DataFrame | None = None,
    standard_codes: Sequence[str] = (),
    together: Pairs = (),
    apart: Pairs = (),
    past_partners: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    group_names: Sequence[str] | None = None,
    min_size: int | None = None,
    max_size: int | None = None,
) -> str:
    """Say what moving one student would do to sizes, balance, wishes and repeated partners; nothing is moved.

    Parameters
    ----------
    memberships : DataFrame
        student_key and group_number, as they are before the move.
    student_key : str
        Who would move.
    to_group : int
        Number of the group, from 1, the student would move to.
    mastery, standard_codes, together, apart, past_partners
        As in `describe_groups`; what is left out is not spoken of.
    names : mapping of str to str, optional
        Student key to name.
    group_names : sequence of str, optional
        Names of groups 1, 2, ...; "group 1", "group 2", ... without it.
    min_size, max_size : int, optional
        The limits asked for; the answer says when the move leaves them.

    Raises
    ------
    NotFound
        If the student is in no group, or `to_group` is below 1.

    Examples
    --------
    >>> memberships = pd.DataFrame({"student_key": ["a", "b", "c"], "group_number": [1, 1, 2]})
    >>> move_effect(memberships, "b", 2, apart=[("b", "c")], names={"a": "Ana", "b": "Ben", "c": "Cy"})
    'Ben to group 2: group 1 goes from 2 students to 1, group 2 from 1 to 2. Breaks a wish: Ben and Cy are in the
    same group; you asked to keep them apart.'
    """
    together, apart, names = list(together), list(apart), names or {}
    keys = memberships["student_key"].astype("str").to_numpy(dtype=object)
    group = memberships["group_number"].to_numpy(dtype=int)
    row = np.flatnonzero(keys == str(student_key))
    if not len(row) or to_group < 1:
        raise NotFound("This student is in no group, or there is no such group. Nothing was moved.")
    from_group = int(group[row[0]])

    def title(number: int) -> str:
        return group_names[number - 1] if group_names and number <= len(group_names) else f"group {number}"

    who = names.get(str(student_key), str(student_key))
    if to_group == from_group:
        return f"{who} is already in {title(to_group)}."
    after = memberships.assign(group_number=np.where(keys == str(student_key), to_group, group))
    rules = {"standard_codes": standard_codes if mastery is not None else (), "past_partners": past_partners,
             "group_count": max(to_group, from_group)}  # fmt: skip
    boards = [describe_groups(m, mastery, **rules).set_index("group_number") for m in (memberships, after)]
    old, new = (board.loc[[from_group, to_group]] for board in boards)
    sizes = list(zip(old["size"].tolist(), new["size"].tolist()))
    sentences = [
        f"{who} to {title(to_group)}: {title(from_group)} goes from {count_students(sizes[0][0])} to {sizes[0][1]}, "
        f"{title(to_group)} from {sizes[1][0]} to {sizes[1][1]}."
    ]
    if min_size is not None and sizes[0][1] < min_size:
        sentences.append(f"That is fewer than the {count_students(min_size)} you asked for in {title(from_group)}.")
    if max_size is not None and sizes[1][1] > max_size:
        sentences.append(f"That is more than the {count_students(max_size)} you asked for in {title(to_group)}.")
    if rules["standard_codes"]:
        shown = [
            f"{title(number)} {_shown(old.loc[number, 'score_mean'])} to {_shown(new.loc[number, 'score_mean'])}"
            for number in (from_group, to_group)
        ]
        sentences.append(f"Average score: {', '.join(shown)}.")
    was, now = (broken_wishes(m, together, apart, names) for m in (memberships, after))
    sentences += [f"Breaks a wish: {wish}" for wish in now if wish not in was]
    if mended := len([wish for wish in was if wish not in now]):
        sentences.append(f"Meets {mended} wish{'es' * (mended > 1)} that {'were' if mended > 1 else 'was'} not met.")
    if past_partners is not None:
        again = _met_before(past_partners, str(student_key), set(keys[group == to_group]))
        if again:
            sentences.append(f"Partners again: {', '.join(names.get(key, key) for key in again)}.")
    return " ".join(sentences)


def _mean_scores(scores: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        # The mean of no score is NaN, which is what is meant.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(scores, axis=1) if scores.shape[1] else np.full(len(scores), np.nan)


def _known_pairs(keys: pd.Index, pairs: Pairs | pd.DataFrame) -> np.ndarray:
    """Return the rows of both students of each pair, shape (n_pairs, 2), without pairs of unknown students."""
    if isinstance(pairs, pd.DataFrame):
        require_columns(pairs, "past_partners", ("student_key", "other_student_key"))
        ends = [pairs[column].astype("str") for column in ("student_key", "other_student_key")]
    else:
        ends = [pd.Series(end, dtype="str") for end in zip(*pairs)] or [pd.Series(dtype="str")] * 2
    rows = np.stack([keys.get_indexer(end) for end in ends], axis=1)
    return rows[(rows >= 0).all(axis=1)]


def _met_before(past_partners: pd.DataFrame, student_key: str, group: set[str]) -> list[str]:
    one, other = (past_partners[column].astype("str") for column in ("student_key", "other_student_key"))
    met = pd.concat([other[one == student_key], one[other == student_key]])
    return sorted(key for key in set(met) if key in group)


def _shown(score: float) -> str:
    return shown_score(score) or "no score"
