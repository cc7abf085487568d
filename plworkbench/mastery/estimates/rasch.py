"""A Rasch-style logistic regression: student, standard, and what was answered before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from plworkbench.mastery.estimates.base import Estimator
from plworkbench.mastery.estimates.noise import piece_noise
from plworkbench.mastery.estimates.openness import PAIRS, Openness, learn_openness
from plworkbench.mastery.estimates.posterior import log_odds_with, logistic_mean, soften
from plworkbench.mastery.estimates.responses import Layout

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ROUNDS = 6
"""So often the regression is fitted while the spread of students and standards is found."""


COUNTS = 4.0
"""Prior variance of what log1p of successes and of failures add. These are two numbers for a whole class, and nothing
else can say that a student who began well goes on so, where there is one standard; so they are held back little."""


class RaschLogistic(Estimator):
    """Logistic regression on student, standard, log1p(successes before) and log1p(failures before).

    Fitted to one class, or to many at once. A response of which a share p was right counts as a success of weight p and
    a failure of weight 1 - p, both times the tosses of a coin such a piece of work is worth (`noise`).

    Parameters
    ----------
    C : float, default 0.3
        How little the effects of students and standards are held back (inverse of the L2 penalty): their prior
        variance, in log-odds. Those of successes and failures have a prior variance of 4.
    learn_spread : bool, default True
        Whether C is only the start for students and standards, and how far these lie apart is found from the data
        (empirical Bayes). Where students hardly differ, a fixed C takes chance for ability.
    max_iter : int, default 100
        Most iterations of scikit-learn's solver 'newton-cholesky'.

    Attributes
    ----------
    spread_ : Series of float
        Prior variance of the effects of students and of standards.
    coef_ : Series of float
        'intercept', 'successes' and 'failures': what log1p of either adds to the log-odds.
    student_effects_, standard_effects_ : Series of float
        Log-odds above or below the average; the easier a standard, the higher.
    openness_ : Openness
        How far a student may be from what is expected on a standard, after so many pieces of it.
    students_, standards_ : Index
        Those seen.
    n_iter_ : int
        Iterations of the solver.

    Notes
    -----
    Rasch, G. (1960). Probabilistic models for some intelligence and attainment tests. Pavlik, P. I., Cen, H., &
    Koedinger, K. R. (2009). Performance factors analysis - a new alternative to knowledge tracing. Proceedings of
    AIED, 531-538; with logarithms of the counts and a student's level as in Gervet, T., et al. (2020). When is deep
    learning the best approach to knowledge tracing? Journal of Educational Data Mining 12(3), 31-54.

    The interval has two parts: the uncertainty of the coefficients (Laplace), and what the regression leaves open
    about a cell (`plworkbench.mastery.estimates.openness`).

    Examples
    --------
    >>> responses = pd.DataFrame({"student_key": ["s1", "s1", "s2", "s2"], "standard_code": "a",
    ...     "proportion": [1.0, 1.0, 0.0, 0.5]})
    >>> model = RaschLogistic().fit(responses)
    >>> bool(model.student_effects_["s1"] > model.student_effects_["s2"])
    True
    """

    def __init__(self, C=0.3, learn_spread=True, max_iter=100):
        self.C = C
        self.learn_spread = learn_spread
        self.max_iter = max_iter

    def fit(self, responses: pd.DataFrame) -> Self:
        """Learn from responses; see `Estimator.fit`.

        Raises
        ------
        ValueError
            If a parameter or a response is out of range.
        """
        if not self.C > 0:
            raise ValueError(f"C is {self.C!r}; choose a number above 0, such as 0.3.")
        layout = Layout(responses)
        successes, failures = _before(layout)
        self.students_, self.standards_, self._layout = layout.students, layout.standards, layout
        self._scatter = float(piece_noise(layout).of(layout.points).mean())
        self.spread_ = pd.Series({"student": float(self.C), "standard": float(self.C)})
        design = _design(layout, successes, failures)
        for round_ in range(ROUNDS if self.learn_spread else 1):
            if round_:
                self._learn_spread()
            self._solve(design, layout.proportion)
            self._find_covariance(layout, successes, failures)
        y = layout.proportion
        self._successes, self._failures = layout.sum_cells(y), layout.sum_cells(1 - y)
        self.openness_ = self._learn_openness(layout, successes, failures)
        return self

    def _learn_openness(self, layout: Layout, successes: np.ndarray, failures: np.ndarray) -> Openness:
        first, second = layout.followed(PAIRS)
        cells = (layout.student[first], layout.standard[first])
        right, wrong = successes[first], failures[first]
        now = expit(self._log_odds(*cells, right, wrong))
        then = now * expit(self._log_odds(*cells, right + 1, wrong))
        then += (1 - now) * expit(self._log_odds(*cells, right, wrong + 1))
        room = now * (1 - now)
        together = (layout.proportion[first] - now) * (layout.proportion[second] - then)
        # What was fitted to these very answers has taken up some of what they have in common.
        together += room * then * (1 - then) * self._coefficient_variance(*cells, right, wrong)
        return learn_openness(together, room, layout.place[first] / self._scatter)

    def _solve(self, design: csr_array, y: np.ndarray) -> None:
        from scipy.sparse import diags_array, vstack
        from sklearn.linear_model import LogisticRegression

        students, standards = len(self.students_), len(self.standards_)
        # One penalty for all, so a wider prior is a wider column.
        wider = np.sqrt(np.repeat([*self.spread_ / self.C, COUNTS / self.C], [students, standards, 2]))
        right, wrong = np.flatnonzero(y > 0), np.flatnonzero(y < 1)
        coefficients, intercept, self.n_iter_ = np.zeros(design.shape[1]), logit((y.sum() + 0.5) / (len(y) + 1)), 0
        if np.ptp(y) > 0:  # otherwise there is nothing that a line could divide
            model = LogisticRegression(C=self.C, solver="newton-cholesky", max_iter=self.max_iter)
            scaled = (design @ diags_array(wider)).tocsr()
            model.fit(
                vstack([scaled[right], scaled[wrong]]).tocsr(),
                np.repeat([1, 0], [len(right), len(wrong)]),
                sample_weight=np.concatenate([y[right], 1 - y[wrong]]) / self._scatter,
            )
            coefficients, intercept = model.coef_[0] * wider, float(model.intercept_[0])
            self.n_iter_ = int(np.max(model.n_iter_))
        self.student_effects_ = pd.Series(coefficients[:students], index=self.students_)
        self.standard_effects_ = pd.Series(coefficients[students:-2], index=self.standards_)
        self.coef_ = pd.Series([intercept, *coefficients[-2:]], index=["intercept", "successes", "failures"])

    def _learn_spread(self) -> None:
        """Move the prior variances by a step of EM, with one imagined student and standard of variance 1/4."""
        of_students = 1 / self._own + np.einsum("ni,ij,nj->n", self._cross, self._rest, self._cross, optimize=True)
        of_standards = np.diagonal(self._rest)[: len(self.standards_)]
        for name, effects, spread in (
            ("student", self.student_effects_, of_students),
            ("standard", self.standard_effects_, of_standards),
        ):
            found = ((effects.to_numpy() ** 2 + spread).sum() + 0.25) / (len(effects) + 1)
            longer = np.clip((found / self.spread_[name]) ** 1.7, 0.3, 3.0)
            self.spread_[name] = np.clip(self.spread_[name] * longer, 1e-3, 6.0)

    def _find_covariance(self, layout: Layout, successes: np.ndarray, failures: np.ndarray) -> None:
        """Invert the information in blocks: a student appears in no other student's responses."""
        expected = expit(self._log_odds(layout.student, layout.standard, successes, failures))
        weight = expected * (1 - expected) / self._scatter
        n, k = len(layout.students), len(layout.standards)
        own = np.bincount(layout.student, weight, minlength=n) + 1 / self.spread_["student"]
        shared = np.column_stack([np.log1p(successes), np.log1p(failures), np.ones(len(layout))])
        cross = np.zeros((n, k + 3))
        np.add.at(cross, (layout.student, layout.standard), weight)
        rest = np.zeros((k + 3, k + 3))
        rest[np.arange(k), np.arange(k)] = np.bincount(layout.standard, weight, minlength=k)
        for at in range(3):
            cross[:, k + at] = np.bincount(layout.student, weight * shared[:, at], minlength=n)
            rest[:k, k + at] = rest[k + at, :k] = np.bincount(layout.standard, weight * shared[:, at], minlength=k)
        rest[k:, k:] = (shared * weight[:, None]).T @ shared
        rest += np.diag(np.r_[np.full(k, 1 / self.spread_["standard"]), 1 / COUNTS, 1 / COUNTS, 1e-6])
        self._own, self._cross = own, cross / own[:, None]
        self._rest = np.linalg.inv(rest - cross.T @ self._cross)

    def _log_odds(self, student, standard, successes, failures, *, with_student: bool = True) -> np.ndarray:
        intercept, of_right, of_wrong = self.coef_
        known = intercept + of_right * np.log1p(successes) + of_wrong * np.log1p(failures)
        known = known + np.where(standard >= 0, self.standard_effects_.to_numpy()[standard], 0.0)
        if not with_student:
            return known
        return known + np.where(student >= 0, self.student_effects_.to_numpy()[student], 0.0)

    def predict_next(self, responses: pd.DataFrame) -> np.ndarray:
        """Return what was to be expected of each response; see `Estimator.predict_next`.

        A student's level is learned anew from the student's own responses, oldest first, starting from the prior the
        regression puts on it. So it works for students never seen.
        """
        self._check_fitted()
        layout = Layout(responses, self.standards_)
        successes, failures = _before(layout)
        base = self._log_odds(layout.student, layout.standard, successes, failures, with_student=False)
        # Every student's responses are one sequence here: the same steps, by student instead of by cell.
        one = Layout(layout.frame.assign(standard_code="", place=np.arange(len(layout))))
        level, variance = np.zeros(one.cells), np.full(one.cells, self.spread_["student"])
        expected = np.empty(len(layout))
        for _, students, rows in one.steps():
            expected[rows] = logistic_mean(base[rows] + level[students], variance[students])
            softer = soften(variance[students])
            slope = np.maximum(expected[rows] * (1 - expected[rows]) * softer, 1e-6)
            left = 1 / (1 / variance[students] + slope / self._scatter)
            level[students] += left * (layout.proportion[rows] - expected[rows]) / self._scatter
            variance[students] = left
        return expected[layout.given]

    def posterior(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return what is known of pairs; see `Estimator.posterior`."""
        self._check_fitted()
        layout = self._layout
        cell = layout.cell_of(pairs)
        has = cell >= 0
        student = self.students_.get_indexer(pairs["student_key"])
        standard = self.standards_.get_indexer(pairs["standard_code"])
        successes, failures = np.where(has, self._successes[cell], 0.0), np.where(has, self._failures[cell], 0.0)
        count = np.where(has, layout.cell_count[cell], 0)
        now = expit(self._log_odds(student, standard, successes, failures))
        log_odds, variance = log_odds_with(now, self.openness_.share(count / self._scatter))
        return pd.DataFrame(
            {
                "student_key": pairs["student_key"].to_numpy(),
                "standard_code": pairs["standard_code"].to_numpy(),
                "log_odds": log_odds,
                "variance": variance + self._coefficient_variance(student, standard, successes, failures),
                "evidence_count": count,
            }
        )

    def _coefficient_variance(self, student, standard, successes, failures) -> np.ndarray:
        k = len(self.standards_)
        row = np.zeros((len(student), k + 3))
        seen = np.flatnonzero(standard >= 0)
        row[seen, standard[seen]] = 1.0
        row[:, k:] = np.column_stack([np.log1p(successes), np.log1p(failures), np.ones(len(student))])
        new = np.where(standard < 0, self.spread_["standard"], 0.0)
        known = (student >= 0)[:, None]
        row = row - np.where(known, self._cross[student], 0.0)
        own = np.where(student >= 0, 1 / self._own[student], self.spread_["student"])
        return own + new + np.einsum("pi,ij,pj->p", row, self._rest, row, optimize=True)


def _design(layout: Layout, successes: np.ndarray, failures: np.ndarray) -> csr_array:
    from scipy.sparse import csr_array, hstack

    n, ones, rows = len(layout), np.ones(len(layout)), np.arange(len(layout))
    return hstack(
        [
            csr_array((ones, (rows, layout.student)), shape=(n, len(layout.students))),
            csr_array((ones, (rows, layout.standard)), shape=(n, len(layout.standards))),
            csr_array(np.column_stack([np.log1p(successes), np.log1p(failures)])),
        ]
    ).tocsr()


def _before(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Return successes and failures of the cell before each response; a share of the points is a share of both."""
    right, count = np.zeros(layout.cells), np.zeros(len(layout))
    for _, cells, rows in layout.steps():
        count[rows] = right[cells]
        right[cells] += layout.proportion[rows]
    return count, layout.place - count
