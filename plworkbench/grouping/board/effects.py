"""What a move or a swap by hand would do, in words, before it is done."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from plworkbench.errors import NotFound
from plworkbench.grouping.board.pricing import aim_words, changes_by_term
from plworkbench.grouping.board.standing import Standing, titles
from plworkbench.grouping.board.swaps import moved, swapped
from plworkbench.grouping.musts.rules import students as count_students
from plworkbench.schema import shown_score

if TYPE_CHECKING:
    from plworkbench.grouping.task import Task


def effect_of_move(
    task: Task, labels: np.ndarray, keys: str | Sequence[str], to_group: int, group_names: Sequence[str] | None = None
) -> str:
    """Say what moving students to a group would do to sizes, balance, wishes and repeated partners; nothing is moved.

    Each of these has a line of its own, and a group whose average stays as it is shown is left out.

    Only the groups it touches are looked at, so that it takes a few milliseconds, in a grade of 400 as well.

    Parameters
    ----------
    task : Task
        The class, its wishes and what its groups cost.
    labels : ndarray of int, shape (n_students,)
        The grouping, from 0.
    keys : str or sequence of str
        Who would move.
    to_group : int
        Number of the group, from 1.
    group_names : sequence of str, optional
        What the groups are called.

    Raises
    ------
    NotFound
        If a student is in no group, or there is no such group.

    Examples
    --------
    >>> import pandas as pd
    >>> from plworkbench.grouping.task import pose_task
    >>> from plworkbench.grouping.wishes import Wish
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> task = pose_task(students, pd.DataFrame(), purpose="random", group_count=2,
    ...                  wishes=[Wish("apart", ("b", "c"))])
    >>> print(effect_of_move(task, np.array([0, 0, 1, 1]), "b", 2, ["Oak", "Elm"]))
    Ben to Elm: Oak goes from 2 students to 1, Elm from 2 to 3.
    Breaks a wish: Ben and Cy are in the same group; you asked to keep them apart.
    """
    rows = _rows(task, [keys] if isinstance(keys, str) else keys)
    standing = Standing(task, titles(task, group_names))
    if not 1 <= to_group <= len(standing.group_names):
        raise NotFound("There is no such group. Nothing was moved.")
    going = [row for row in rows if labels[row] != to_group - 1]
    goal = standing.group_names[to_group - 1]
    if not going:
        return f"{_listed([task.names[row] for row in rows])} {'are' if len(rows) > 1 else 'is'} already in {goal}."
    after = moved(labels, going, to_group - 1)
    who, sizes = _listed([task.names[row] for row in going]), _sizes(standing, labels, after, to_group - 1)
    return "\n".join(
        [
            " ".join([f"{who} to {goal}: {sizes}.", *_limits(standing, labels, after)]),
            *_effect(standing, labels, after),
        ]
    )


def effect_of_swap(
    task: Task, labels: np.ndarray, one: str, other: str, group_names: Sequence[str] | None = None
) -> str:
    """Say what swapping two students would do to balance, wishes and repeated partners; nothing is moved.

    Parameters
    ----------
    task, labels, group_names
        As in `effect_of_move`.
    one, other : str
        Keys of the two students.

    Raises
    ------
    NotFound
        If a student is in no group.

    Examples
    --------
    >>> import pandas as pd
    >>> from plworkbench.grouping.task import pose_task
    >>> students = pd.DataFrame({"student_key": list("abcd"), "name": ["Ana", "Ben", "Cy", "Dee"]})
    >>> mastery = pd.DataFrame({"student_key": list("abcd"), "standard_code": "6.G", "score": [1.0, 3.4, 1.2, 3.2],
    ...     "level": ["beginning", "secure", "beginning", "secure"]})
    >>> task = pose_task(students, mastery, standard_codes=["6.G"], purpose="by need", group_count=2)
    >>> effect_of_swap(task, np.array([0, 0, 1, 1]), "b", "c", ["Oak", "Elm"])
    'Ben to Elm, Cy to Oak. Average score: Oak 2.2 to 1.1, Elm 2.2 to 3.3. Partners are closer in level.'
    """
    standing, rows = Standing(task, titles(task, group_names)), _rows(task, [one, other])
    if labels[rows[0]] == labels[rows[-1]]:
        return f"{_listed([task.names[row] for row in rows])} are in the same group; a swap changes nothing."
    after = swapped(labels, *rows)
    goals = ", ".join(f"{task.names[row]} to {standing.group_names[after[row]]}" for row in rows)
    return " ".join([f"{goals}.", *_effect(standing, labels, after)])


def _rows(task: Task, keys: Sequence[str]) -> list[int]:
    row = {key: number for number, key in enumerate(task.keys)}
    if not keys or any(str(key) not in row for key in keys):
        raise NotFound("This student is in no group. Nothing was moved.")
    return list(dict.fromkeys(row[str(key)] for key in keys))


def _touched(before: np.ndarray, after: np.ndarray) -> list[int]:
    """Return the groups a change touches, those that are left first."""
    changed = before != after
    return list(dict.fromkeys([*before[changed].tolist(), *after[changed].tolist()]))


def _sizes(standing: Standing, before: np.ndarray, after: np.ndarray, goal: int) -> str:
    parts = []
    for group in [*(group for group in _touched(before, after) if group != goal), goal]:
        was, now = int((before == group).sum()), int((after == group).sum())
        words = "from " if parts else "goes from "
        parts.append(f"{standing.group_names[group]} {words}{was if parts else count_students(was)} to {now}")
    return ", ".join(parts)


def _limits(standing: Standing, before: np.ndarray, after: np.ndarray) -> list[str]:
    task, sentences = standing.task, []
    for group in _touched(before, after):
        was, now, name = int((before == group).sum()), int((after == group).sum()), standing.group_names[group]
        if task.min_size is not None and now < min(task.min_size, was):
            sentences.append(f"That is fewer than the {count_students(task.min_size)} you asked for in {name}.")
        if task.max_size is not None and now > max(task.max_size, was):
            sentences.append(f"That is more than the {count_students(task.max_size)} you asked for in {name}.")
    return sentences


def _effect(standing: Standing, before: np.ndarray, after: np.ndarray) -> list[str]:
    task = standing.task
    sentences = _means(standing, before, after)
    aim = aim_words(task.purpose, changes_by_term(task.costs, before, after))
    if aim:
        sentences = [" ".join([*sentences, f"{aim[0].upper()}{aim[1:]}."])]
    new, worse, ended = standing.difference(before, after)
    sentences += [f"Breaks a wish: {fault.sentence}" for fault in new]
    sentences += [f"Breaks a wish further: {fault.caused}." for fault in worse]
    mended = dict.fromkeys(fault.mended for fault in ended)
    sentences += [f"Meets a wish: {words}." for words in mended]
    again, _ = standing.repeats(before, after)
    if again:
        changed = np.flatnonzero(before != after)
        # Of a single student who moves, it is enough to name the partners.
        told = set(changed.tolist()) if len(changed) == 1 else set()
        pairs = [" and ".join(task.names[row] for row in pair if row not in told) for pair in again]
        sentences.append(f"Partners again: {', '.join(pairs)}.")
    return sentences


def _means(standing: Standing, before: np.ndarray, after: np.ndarray) -> list[str]:
    task = standing.task
    if not task.standard_codes:
        return []
    with warnings.catch_warnings():
        # The mean of no score is NaN, which is what is meant.
        warnings.simplefilter("ignore", RuntimeWarning)
        score = np.nanmean(task.cells.scores, axis=1)
        shown = {
            standing.group_names[group]: [
                shown_score(np.nanmean(score[labels == group]), task.scale_top) or "no score"
                for labels in (before, after)
            ]
            for group in _touched(before, after)
        }
    told = [f"{name} {was} to {now}" for name, (was, now) in shown.items() if was != now]
    return [f"Average score: {', '.join(told)}."] if told else []


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
