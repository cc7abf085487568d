"""What a change of groups costs, term by term, and in words."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.board.standing import Standing
from plworkbench.grouping.engine.costs import Costs, Term

NOTICEABLE = 0.05
"""A change of cost below this, a twentieth of one student placed as if by lot, is not worth a word."""

AIMS = {
    "by need": (
        "likeness",
        "partners are closer in level",
        "partners are further apart in level",
        "partners stay as close in level",
    ),
    "shared interest": ("likeness", "more interests shared", "fewer interests shared", "as many interests are shared"),
    "mixed readiness": ("mix", "balance better", "balance worse", "the balance stays as it is"),
}
"""By purpose: the term that is its aim; words for a lower cost, a higher and an equal one."""


def changes_by_term(costs: Costs, before: np.ndarray, after: np.ndarray) -> dict[str, float]:
    """Return by how much a change of groups changes each term, looking only at the groups it touches.

    Examples
    --------
    >>> costs = Costs(3, (Term("likeness", pairs=np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 1.0], [4.0, 1.0, 0.0]])),))
    >>> changes_by_term(costs, np.array([0, 1, 0]), np.array([0, 0, 1]))
    {'likeness': -3.0}
    """
    moved = before != after
    groups = np.unique(np.concatenate([before[moved], after[moved]])).tolist()
    return {
        term.name: sum(_of_group(term, after, group) - _of_group(term, before, group) for group in groups)
        for term in costs.terms
    }


def aim_words(purpose: str, changes: dict[str, float], *, even_if_equal: bool = False) -> str:
    """Return what a change does to what the groups are for; '' where there is nothing to say.

    Examples
    --------
    >>> aim_words("mixed readiness", {"mix": -0.4})
    'balance better'
    >>> aim_words("by need", {"likeness": 0.01}), aim_words("by need", {"likeness": 0.01}, even_if_equal=True)
    ('', 'partners stay as close in level')
    """
    if purpose not in AIMS:
        return ""
    term, better, worse, equal = AIMS[purpose]
    change = changes.get(term, 0.0)
    if abs(change) < NOTICEABLE:
        return equal if even_if_equal else ""
    return better if change < 0 else worse


def change_words(standing: Standing, before: np.ndarray, after: np.ndarray, *, for_wish: int | None = None) -> str:
    """Return what a change does, in a few words: to the aim, to wishes, to repeated partners.

    Parameters
    ----------
    standing : Standing
        The wishes.
    before, after : ndarray of int, shape (n_students,)
        Labels from 0.
    for_wish : int, optional
        Number of the wish that the change is to meet. Then the words are its price: they do not tell that the wish is
        met, and tell as well that the aim is served as before.
    """
    task = standing.task
    changes = changes_by_term(task.costs, before, after)
    new, worse, ended = standing.difference(before, after)
    known = {fault.mended for fault in ended if fault.wish == for_wish}
    words = [aim_words(task.purpose, changes, even_if_equal=for_wish is not None)]
    words += [fault.mended for fault in ended if fault.mended not in known]
    words += [fault.caused for fault in (*new, *worse)]
    if "past partners" in changes:
        again, gone = standing.repeats(before, after)
        pairs = [" and ".join(task.names[row] for row in pair) for pair in again]
        words += [f"{pair} partners again" for pair in pairs] if len(pairs) <= 2 else [f"{len(pairs)} pairs meet again"]
        if gone:
            words.append(f"{len(gone)} repeated pair{'s' * (len(gone) > 1)} fewer")
    return "; ".join(dict.fromkeys(word for word in words if word))


def _of_group(term: Term, labels: np.ndarray, group: int) -> float:
    rows = np.flatnonzero(labels == group)
    cost = 0.0
    for matrix, share in ((term.pairs, 1), (term.shared, max(len(rows), 1))):
        if matrix is not None:
            inside = matrix[np.ix_(rows, rows)]
            cost += (inside.sum() - inside.diagonal().sum()) / 2 / share
    for counted in term.counted:
        cost += counted.table(len(rows))[len(rows), int(counted.members[rows].sum())]
    return float(cost)
