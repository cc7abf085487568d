"""The grouping problem as linear rows over 0-1 variables, for any solver: what CP-SAT and HiGHS are given.

Variables: x[i, g] student i is in group g; y[i, j] two students share a group; u[g, s] group g has s students;
w[i, s] student i is in a group of s; q[i, j, s] both at once; t[c, g, s, v] group g has s students, v of them of set c.
Pair costs are linear in y, costs shared by size in q, penalties in t. The rows y[i, j] >= x[i, g] + x[j, g] - 1 and
"student i shares a group with size - 1 others" make y exact whatever the signs of the costs, and close most of the gap
that the first alone would leave. As groups with the same limits are interchangeable, student i may only be in one of
the first i + 1 groups, and in group g only when somebody before is in group g - 1 (Plastria, 2002, Networks 40).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.grouping.problems import Problem

MOST_ROWS = 4_000_000
"""With more rows than this a model is not built: it does not fit in memory, or is not read within a minute."""


class TooLarge(Exception):
    """The model was not built."""


@dataclass
class Model:
    """Rows low <= sum of coefficient x variable <= high over 0-1 variables, and what each variable costs.

    `clauses` are the triples (one, other, result) with result >= one + other - 1; they are rows, too, but most of
    all rows, and a solver of logic takes them as they are.
    """

    problem: Problem
    costs: np.ndarray
    x: np.ndarray
    y: np.ndarray
    clauses: np.ndarray
    rows: list[tuple[np.ndarray, np.ndarray, float, float]] = field(default_factory=list)
    constant: float = 0.0
    pieces: dict[str, np.ndarray] = field(default_factory=dict)

    def start(self, labels: np.ndarray) -> np.ndarray:
        """Return the values of all variables for a grouping, its groups numbered as the model wants them."""
        problem = self.problem
        labels = in_order(labels) if "ordered" in self.pieces else labels
        one, other = np.triu_indices(problem.n, 1)
        values = np.zeros(len(self.costs))
        values[self.x[np.arange(problem.n), labels]] = 1
        same = labels[one] == labels[other]
        values[self.y] = same
        sizes = np.bincount(labels, minlength=problem.k)
        if "u" in self.pieces:
            least = self.pieces["least"]
            values[self.pieces["u"][np.arange(problem.k), sizes - least]] = 1
            values[self.pieces["w"][np.arange(problem.n), sizes[labels] - least]] = 1
            if "q" in self.pieces:
                shared = self.pieces["shared"]
                kept = same[shared]
                values[self.pieces["q"][kept, (sizes[labels[one[shared]]] - least)[kept]]] = 1
        for number, term in enumerate(problem.counted):
            held = np.bincount(labels[list(term.rows)], minlength=problem.k)
            states = self.pieces[f"states{number}"].tolist()
            for group in range(problem.k):
                state = states.index([int(sizes[group]), int(held[group])])
                values[self.pieces[f"t{number}"][group, state]] = 1
        return values

    def labels(self, values: np.ndarray) -> np.ndarray:
        """Return the grouping that the values of the variables describe."""
        return np.asarray(values)[self.x].argmax(axis=1)


def in_order(labels: np.ndarray) -> np.ndarray:
    """Return the labels so that groups are numbered in the order of their first students.

    Examples
    --------
    >>> in_order(np.array([2, 0, 2, 1])).tolist()
    [0, 1, 0, 2]
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def rows_of(problem: Problem) -> int:
    """Return about how many rows the model has."""
    return problem.n * (problem.n - 1) // 2 * problem.k


def build(problem: Problem) -> Model:
    """Return the model.

    Raises
    ------
    TooLarge
        If it would have more than `MOST_ROWS` rows.
    """
    if rows_of(problem) > MOST_ROWS:
        raise TooLarge(f"{rows_of(problem) / 1e6:,.0f} million rows")
    n, k = problem.n, problem.k
    one, other = np.triu_indices(n, 1)
    ordered = len(set(zip(problem.low, problem.high))) == 1
    x = np.arange(n * k).reshape(n, k)
    y = n * k + np.arange(len(one))
    made = n * k + len(one)
    rows, costs, pieces = [], [np.zeros(n * k), problem.pairs[one, other].copy()], {"ordered": np.array(1)}
    if not ordered:
        pieces = {}

    def add(columns, weights, low, high):
        weights = np.broadcast_to(np.asarray(weights, dtype=float), np.shape(columns))
        rows.append((np.asarray(columns), weights, low, high))

    for student in range(n):
        add(x[student], 1, 1, 1)
    if ordered:
        for student in range(n):
            for group in range(student + 1, k):
                add([x[student, group]], 1, 0, 0)
            for group in range(1, min(student, k - 1) + 1):
                add([x[student, group], *x[:student, group - 1]], [1] + [-1] * student, -np.inf, 0)
    for a, b in problem.apart:
        for group in range(k):
            add([x[a, group], x[b, group]], 1, -np.inf, 1)
    for a, b in problem.together:
        for group in range(k):
            add([x[a, group], x[b, group]], [1, -1], 0, 0)

    partners = [[] for _ in range(n)]
    for pair, (a, b) in enumerate(zip(one.tolist(), other.tolist())):
        partners[a].append(y[pair])
        partners[b].append(y[pair])
    least, most = min(problem.low), max(problem.high)
    if least == most:
        for group in range(k):
            add(x[:, group], 1, least, least)
        for student in range(n):
            add(partners[student], 1, least - 1, least - 1)
        costs[1] += problem.shared[one, other] / least
    else:
        sizes = np.arange(least, most + 1)
        u = made + np.arange(k * len(sizes)).reshape(k, -1)
        w = made + u.size + np.arange(n * len(sizes)).reshape(n, -1)
        made += u.size + w.size
        costs.append(np.zeros(u.size + w.size))
        pieces |= {"u": u, "w": w, "least": np.array(least)}
        for group in range(k):
            add(u[group], 1, 1, 1)
            add([*x[:, group], *u[group]], [1] * n + (-sizes).tolist(), 0, 0)
            for place, size in enumerate(sizes):
                if not problem.low[group] <= size <= problem.high[group]:
                    add([u[group, place]], 1, 0, 0)
                for student in range(n):
                    add([w[student, place], x[student, group], u[group, place]], [1, -1, -1], -1, np.inf)
        for place, size in enumerate(sizes):
            add([*w[:, place], *u[:, place]], [1] * n + [-int(size)] * k, 0, 0)
        for student in range(n):
            add(w[student], 1, 1, 1)
            add([*partners[student], *w[student]], [1] * (n - 1) + (1 - sizes).tolist(), 0, 0)
        shared = np.flatnonzero(problem.shared[one, other])
        if len(shared):
            q = made + np.arange(len(shared) * len(sizes)).reshape(-1, len(sizes))
            made += q.size
            costs.append((problem.shared[one, other][shared][:, None] / sizes).ravel())
            pieces |= {"q": q, "shared": shared}
            for row, pair in enumerate(shared):
                add([*q[row], y[pair]], [1] * len(sizes) + [-1], 0, 0)
                for place in range(len(sizes)):
                    add([q[row, place], w[one[pair], place]], [1, -1], -np.inf, 0)
                    add([q[row, place], w[other[pair], place]], [1, -1], -np.inf, 0)
    for number, term in enumerate(problem.counted):
        states = [(size, held) for size in range(least, most + 1) for held in range(min(size, len(term.rows)) + 1)]
        t = made + np.arange(k * len(states)).reshape(k, -1)
        made += t.size
        costs.append(np.tile([term.cost(size, held, n) for size, held in states], k))
        pieces |= {f"t{number}": t, f"states{number}": np.array(states)}
        size_of, held_of = np.array(states).T
        for group in range(k):
            add([*x[list(term.rows), group], *t[group]], [1] * len(term.rows) + (-held_of).tolist(), 0, 0)
            if least == most:
                add(t[group], 1, 1, 1)
                continue
            for place, size in enumerate(range(least, most + 1)):
                these = t[group, size_of == size]
                add([*these, u[group, place]], [1] * len(these) + [-1], 0, 0)
    clauses = np.stack(
        [np.tile(y, k), x[one].T.ravel(), x[other].T.ravel()],
        axis=1,
    )
    return Model(problem, np.concatenate(costs), x, y, clauses, rows, 0.0, pieces)
