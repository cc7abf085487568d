"""Small integer programmes, written row by row and solved by HiGHS."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

# A solver that has not decided after this many nodes or seconds is given up. Classes need a handful of nodes;
# the node limit comes first so that the answer does not depend on the speed of the machine.
SOLVER_LIMITS = {"node_limit": 2000, "time_limit": 10.0}


class Programme:
    """An integer programme: whole-numbered variables, rows between two bounds, a cost to make small.

    The solver is HiGHS (Huangfu and Hall 2018, https://doi.org/10.1007/s12532-017-0130-5), by way of SciPy.

    Examples
    --------
    >>> programme = Programme()
    >>> small, large = programme.add(2, upper=5, cost=[1.0, 1.9])
    >>> programme.keep([small, large], [1, 2], low=7)
    >>> programme.solve()[0].tolist()
    [1, 3]
    """

    def __init__(self):
        self._lower: list[np.ndarray] = []
        self._upper: list[np.ndarray] = []
        self._cost: list[np.ndarray] = []
        self._rows: list[tuple[np.ndarray, np.ndarray, float, float]] = []
        self._count = 0

    def add(self, count: int, *, lower=0, upper=1, cost=0.0) -> np.ndarray:
        """Add variables with their bounds and costs, one for all or one each; return their numbers."""
        for kept, given in ((self._lower, lower), (self._upper, upper), (self._cost, cost)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=float), (count,)))
        self._count += count
        return np.arange(self._count - count, self._count)

    def keep(self, variables, weights, low: float = -np.inf, high: float = np.inf) -> None:
        """Keep the weighted sum of these variables within bounds."""
        variables = np.asarray(variables)
        self._rows.append((variables, np.broadcast_to(weights, variables.shape), low, high))

    def solve(self, limits: Mapping[str, float] | None = None, gap: float = 0.0) -> tuple[np.ndarray | None, bool]:
        """Return the values, or None if there are none, and whether it is proved that none are better (or any)."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        pointers = np.cumsum([0, *(len(variables) for variables, *_ in self._rows)])
        matrix = csr_array(
            (
                np.concatenate([row[1] for row in self._rows]),
                np.concatenate([row[0] for row in self._rows]),
                pointers,
            ),
            shape=(len(self._rows), self._count),
        )
        result = milp(
            np.concatenate(self._cost),
            constraints=LinearConstraint(matrix, [row[2] for row in self._rows], [row[3] for row in self._rows]),
            bounds=Bounds(np.concatenate(self._lower), np.concatenate(self._upper)),
            integrality=np.ones(self._count),
            options={**(SOLVER_LIMITS if limits is None else limits), "mip_rel_gap": gap},
        )
        if result.x is None:
            return None, result.status == 2
        return np.rint(result.x).astype(int), result.status == 0
