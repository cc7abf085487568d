"""What a plan of several rounds does, counted and in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from plworkbench.results import Groups, RoundsResult


def round_words(purpose: str, number: int, rounds: int) -> str:
    """Return what a round is called in the name of its groups.

    Examples
    --------
    >>> round_words("rotation", 2, 7), round_words("jigsaw", 2, 2)
    ('round 2 of 7', 'expert groups')
    """
    if purpose == "jigsaw":
        return "home groups" if number == 1 else "expert groups"
    return f"round {number} of {rounds}"


def meetings_of(keys: pd.Series, partners: pd.DataFrame) -> np.ndarray:
    """Return how often each two students have met; shape (n_students, n_students), 0 on the diagonal.

    Parameters
    ----------
    keys : Series of str
        The students, in order.
    partners : DataFrame
        student_key, other_student_key, times.

    Examples
    --------
    >>> partners = pd.DataFrame({"student_key": ["a"], "other_student_key": ["c"], "times": [2]})
    >>> meetings_of(pd.Series(["a", "b", "c"]), partners).tolist()
    [[0, 0, 2], [0, 0, 0], [2, 0, 0]]
    """
    index = pd.Index(keys)
    one, other = (index.get_indexer(partners[name]) for name in ("student_key", "other_student_key"))
    known = (one >= 0) & (other >= 0)
    met = np.zeros((len(index), len(index)), dtype=int)
    np.add.at(met, (one[known], other[known]), partners["times"].to_numpy(dtype=int)[known])
    return met + met.T


def rotation_reasons(labels: np.ndarray, met: np.ndarray, number: int, names: Sequence[str]) -> list[str]:
    """Return for each student how many partners of a round are new, and who is not.

    Parameters
    ----------
    labels : ndarray of int, shape (n_rounds, n_students)
        All rounds.
    met : ndarray of int, shape (n_students, n_students)
        Meetings before the first round.
    number : int
        The round, from 1.
    names : sequence of str
        The students.

    Examples
    --------
    >>> labels = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]])
    >>> rotation_reasons(labels, np.zeros((4, 4), dtype=int), 3, ["Ana", "Ben", "Cy", "Dee"])[0]
    'Round 3 of 3: works with Ben again.'
    """
    so_far = met + sum((row[:, None] == row for row in labels[: number - 1]), np.zeros(met.shape, dtype=int))
    row = labels[number - 1]
    reasons = []
    for student in range(len(row)):
        partners = [other for other in np.flatnonzero(row == row[student]).tolist() if other != student]
        again = [names[other] for other in partners if so_far[student, other]]
        new = len(partners) - len(again)
        fresh = "a new partner" if new == 1 else f"{new} new partners"
        listed = again[0] if len(again) == 1 else f"{', '.join(again[:-1])} and {again[-1]}" if again else ""
        if not partners:
            said = "works alone"
        elif not again:
            said = f"works with {fresh}"
        else:
            said = f"works with {listed} again" if not new else f"works with {fresh}, and with {listed} again"
        reasons.append(f"Round {number} of {len(labels)}: {said}.")
    return reasons


def judged_rotation(rounds: list[Groups], past: pd.DataFrame) -> RoundsResult:
    """Return the rounds of a rotation with what they add up to.

    Parameters
    ----------
    rounds : list of Groups
        The rounds; their settings hold the bound that was found when they were planned.
    past : DataFrame
        Who had met before: student_key, other_student_key, times.
    """
    everyone = pd.concat([groups.members[["student_key", "name"]] for groups in rounds]).drop_duplicates("student_key")
    keys, names = everyone["student_key"].reset_index(drop=True), everyone["name"].tolist()
    before = meetings_of(keys, past)
    planned = np.zeros_like(before)
    for groups in rounds:
        place = groups.members.set_index("student_key")["group_number"].reindex(keys)
        number = place.fillna(0).to_numpy(dtype=int)
        planned += (number[:, None] == number) & (number > 0)
    np.fill_diagonal(planned, 0)
    met, asked_for = before + planned, _asked_for(rounds[0], keys)
    twice = np.triu((met > 1) & (planned > 0) & ~asked_for, 1)
    repeats = int(np.triu(np.maximum(met - 1, 0), 1).sum())
    never = np.argwhere(np.triu((met == 0) & ~asked_for, 1)).tolist()
    bound = int(rounds[0].settings.get("bound", 0))
    sentence = _sentence(len(rounds), int(twice.sum()), len(never), before.any())
    proven = repeats <= bound
    if proven and repeats:
        sentence += " With these sizes it cannot be fewer."
    return RoundsResult(
        rounds, sentence, repeats, [(names[one], names[other]) for one, other in never], min(bound, repeats), proven
    )


def _sentence(rounds: int, twice: int, never: int, had_met: bool) -> str:
    over = "In one round" if rounds == 1 else f"Over {rounds} rounds"
    counted = ", earlier groups counted," if had_met else ""
    pairs = "1 pair meets" if twice == 1 else f"{twice} pairs meet"
    if not never:
        again = f"{pairs} more than once" if twice else "nobody twice"
        return f"{over}{counted} everyone works with everyone; {again}."
    missing = "1 pair never meets" if never == 1 else f"{never} pairs never meet"
    again = f"{pairs} more than once" if twice else "nobody works with the same student twice"
    return f"{over}{counted} {again}; {missing}."


def _asked_for(groups: Groups, keys: pd.Series) -> np.ndarray:
    """Return which pairs are together, or apart, because somebody asked for it; no words are lost about them."""
    index = pd.Index(keys)
    pairs = np.zeros((len(index), len(index)), dtype=bool)
    for wish in groups.asked:
        if wish.kind in ("together", "apart") and wish.is_rule:
            one, other = index.get_indexer(list(wish.students))
            if one >= 0 and other >= 0:
                pairs[one, other] = pairs[other, one] = True
    return pairs
