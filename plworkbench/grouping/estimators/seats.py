"""What the three grouping estimators share: the surface of scikit-learn."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import validate_data

from plworkbench.grouping.engine.aims import Start
from plworkbench.grouping.engine.costs import Costs, Term
from plworkbench.grouping.engine.search import Budget
from plworkbench.grouping.engine.seating import Seating


class SeatedGroups(BaseEstimator, metaclass=ABCMeta):
    """Base of the estimators: puts every student on a seat within size limits and hard rules.

    Subclasses store their parameters in `__init__`, say in `_equal_sizes` whether sizes stay equal within the
    limits, and return what they aim at from `_aim`.
    """

    _equal_sizes = True

    def fit(self, X, y=None, *, rules=None, terms=()):
        """Place every row of `X` in a group.

        Parameters
        ----------
        X : array-like of float, shape (n_students, n_features)
            One row a student. No value may be missing.
        y : None
            Ignored; here for scikit-learn's convention.
        rules : Rules, optional
            Hard rules over the rows of `X`.
        terms : sequence of Term
            What else a grouping costs, where one student placed as if by lot costs 1.

        Returns
        -------
        self

        Raises
        ------
        GroupingImpossible
            If the class is too small for these groups, or rules contradict each other.
        """
        X = validate_data(self, X, dtype=np.float64)
        rng = check_random_state(self.random_state)
        seating = Seating.plan(len(X), self.n_clusters, self.min_size, self.max_size, rules, equal=self._equal_sizes)
        aims, start = self._aim(X)
        costs = Costs(len(X), (*aims, *terms))
        if costs.terms:
            starts = [start(seating, rng) for _ in range(self.n_init)]
            improved = seating.improve(costs, starts, rng=rng, budget=Budget(visits=self.max_iter))
            found, self.n_iter_ = improved.labels, max(improved.visits, 1)
        else:
            found, self.n_iter_ = start(seating, rng), 1
        self.labels_ = found[seating.blocks.of_student]
        self._learn(X)
        return self

    def fit_predict(self, X, y=None, *, rules=None, terms=()):
        """Place every row of `X` and return `labels_`, shape (n_students,); see `fit`."""
        return self.fit(X, y, rules=rules, terms=terms).labels_

    @abstractmethod
    def _aim(self, X: np.ndarray) -> tuple[tuple[Term, ...], Start]:
        """Return what groups cost, and a placement to begin with."""

    def _learn(self, X: np.ndarray) -> None:
        """Keep what else is learned of `X`."""
