"""Bayesian knowledge tracing, the field's reference, vectorised."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from plworkbench.mastery.estimates.answer_tree import AnswerTree
from plworkbench.mastery.estimates.base import Estimator
from plworkbench.mastery.estimates.noise import piece_noise
from plworkbench.mastery.estimates.openness import PAIRS, Openness, learn_openness
from plworkbench.mastery.estimates.posterior import log_odds_with
from plworkbench.mastery.estimates.responses import Layout

RATES = ["prior", "learn", "guess", "slip", "forget"]
STARTS = {"prior": (0.05, 0.9), "learn": (0.02, 0.4), "guess": (0.02, 0.4), "slip": (0.02, 0.3), "forget": (0.01, 0.1)}
"""Between which rates the starts are drawn."""

USUAL = {"prior": 0.4, "learn": 0.15, "guess": 0.2, "slip": 0.1, "forget": 0.02}
"""Two imagined responses of all standards together have these rates, so that a handful cannot be extreme."""

WARM_UP = 5
"""Rounds after which only the best start of each standard is kept."""


class KnowledgeTracing(Estimator):
    """Bayesian knowledge tracing: a standard is known or not, and may be learned with each response.

    For each standard: prior, the chance that it is known at first; learn, that it is learned between two responses;
    guess, that a response succeeds though it is not known; slip, that it fails though it is known.

    Parameters
    ----------
    cut : float, default 0.75
        The proportion from which a response is a success.
    forgets : bool, default False
        Whether a known standard may be forgotten between two responses.
    shrinkage : float, default 20
        How many responses at the rates of all standards together are added to each standard's own, which keeps a
        class of thirty from extremes. 0 is plain maximum likelihood.
    n_init : int, default 5
        Random starts; of each standard the likeliest is kept.
    max_iter : int, default 100
        Most rounds of EM.
    tol : float, default 0.001
        EM ends when a step raises no standard's log-likelihood by more.
    random_state : int or None, default 0
        Seed of the starts.

    Attributes
    ----------
    rates_ : DataFrame
        Index the standards; columns prior, learn, guess, slip, forget.
    log_likelihood_ : float
        Of the responses fitted, natural logarithm, without the shrinkage.
    n_iter_ : int
        Rounds of EM after the best start was chosen.
    openness_ : Openness
        How far a student may be from what is expected on a standard, after so many pieces of it.
    students_, standards_ : Index
        Those seen.

    Notes
    -----
    Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: modeling the acquisition of procedural knowledge. User
    Modeling and User-Adapted Interaction 4, 253-278. Fitted by EM over the tree of answers
    (`plworkbench.mastery.estimates.answer_tree`). With partial credit a success is worth what successes of the
    standard earned on average, and a failure likewise; with right and wrong answers these are 1 and 0.

    It knows two states and no student: where students differ by degrees, as in most graded work, its 90 % intervals are
    too narrow (on simulated classes they held the truth 70 to 88 times in 100), and 'developing' and 'beginning' are
    less often right. It is here as the reference of the field.

    Examples
    --------
    >>> responses = pd.DataFrame({"student_key": np.repeat(["s1", "s2", "s3"], 4), "standard_code": "a",
    ...     "proportion": [0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1.0]})
    >>> model = KnowledgeTracing().fit(responses)
    >>> expected = model.predict_next(responses)
    >>> bool(expected[3] > expected[0])
    True
    """

    def __init__(
        self, cut=0.75, forgets=False, shrinkage=20.0, n_init=5, max_iter=100, tol=0.001, random_state=0
    ):  # fmt: skip
        self.cut = cut
        self.forgets = forgets
        self.shrinkage = shrinkage
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, responses: pd.DataFrame) -> Self:
        """Learn from responses; see `Estimator.fit`.

        Raises
        ------
        ValueError
            If a parameter or a response is out of range.
        """
        if not 0 < self.cut <= 1:
            raise ValueError(f"The cut is {self.cut!r}; choose a proportion above 0 and up to 1.")
        if self.shrinkage < 0:
            raise ValueError(f"The shrinkage is {self.shrinkage!r}; choose 0 or more responses.")
        layout = Layout(responses)
        right = self._successes(layout)
        standards = len(layout.standards)
        tree = AnswerTree(layout, right, standards)
        rng = np.random.default_rng(self.random_state)
        starts = max(int(self.n_init), 1)
        rates = np.stack([rng.uniform(*STARTS[name], (starts, standards + 1)) for name in RATES])
        if not self.forgets:
            rates[4] = 0.0
        for _ in range(WARM_UP if starts > 1 else 0):
            rates = self._maximize(*tree.expect(rates)[1:])
        if starts > 1:
            best = tree.expect(rates)[0].argmax(axis=0)
            best = np.append(best, 0)
            rates = rates[:, best, np.arange(standards + 1)][:, None, :]
        rates = self._climb(tree, rates)
        self.students_, self.standards_ = layout.students, layout.standards
        self._rates = rates
        self.rates_ = pd.DataFrame(rates[:, 0, :-1].T, index=self.standards_, columns=RATES)
        self.log_likelihood_ = float(tree.expect(rates)[0].sum())
        self._learn_worth(layout, right)
        self._layout = layout
        self._scatter = float(piece_noise(layout).of(layout.points).mean())
        self._known = self._after_last(layout, tree, rates)
        self.openness_ = self._learn_openness(layout, tree)
        return self

    def _climb(self, tree: AnswerTree, rates: np.ndarray) -> np.ndarray:
        """Return the likeliest rates from a start: EM, with leaps along the path that two steps of it point out.

        Varadhan, R., & Roland, C. (2008). Simple and globally convergent methods for accelerating the convergence of
        any EM algorithm. Scandinavian Journal of Statistics 35, 335-353 (their scheme S3). A standard for which the
        leap is not as likely as the steps keeps the steps.
        """
        self.n_iter_ = 0
        while self.n_iter_ < self.max_iter:
            fit, *counts = tree.expect(rates)
            once = self._maximize(*counts)
            fit_once, *counts = tree.expect(once)
            self.n_iter_ += 2
            if (fit_once - fit).max() < self.tol:
                return once
            twice = self._maximize(*counts)
            leap = _leap(rates, once, twice)
            fit_leap, *counts = tree.expect(leap)
            self.n_iter_ += 1
            better = np.append(fit_leap[0] >= fit_once[0], False)
            rates = np.where(better, self._maximize(*counts), twice)
        return rates

    def _successes(self, layout: Layout) -> np.ndarray:
        return layout.proportion >= self.cut - 1e-9

    def _maximize(self, counts: np.ndarray, chances: np.ndarray) -> np.ndarray:
        """Return the likeliest rates for the expected counts; the last column is for standards never seen."""
        usual = np.array([USUAL[name] for name in RATES])[:, None]
        together = (counts.sum(axis=2) + 2 * usual) / (chances.sum(axis=2) + 2)
        of_all = together[:, :, None]
        own = (counts + (self.shrinkage + 1e-9) * of_all) / (chances + self.shrinkage + 1e-9)
        rates = np.clip(np.concatenate([own, of_all], axis=2), 1e-5, 1 - 1e-5)
        if not self.forgets:
            rates[4] = 0.0
        return rates

    def _learn_worth(self, layout: Layout, right: np.ndarray) -> None:
        """Learn what a success and a failure of each standard earn on average."""
        worth = []
        for which, usual in ((right, (1 + self.cut) / 2), (~right, self.cut / 2)):
            sums = np.bincount(layout.standard[which], layout.proportion[which], minlength=len(layout.standards))
            count = np.bincount(layout.standard[which], minlength=len(layout.standards))
            of_all = sums.sum() / count.sum() if count.sum() else usual
            worth.append(np.append((sums + 5 * of_all) / (count + 5), of_all))
        self._worth = tuple(worth)

    def _share(self, success: np.ndarray, standard: np.ndarray) -> np.ndarray:
        return success * self._worth[0][standard] + (1 - success) * self._worth[1][standard]

    @staticmethod
    def _after_last(layout: Layout, tree: AnswerTree, rates: np.ndarray) -> np.ndarray:
        """Return for each cell the chance that the standard is known when the next response comes."""
        _, kept = tree.forward(rates)
        known = np.concatenate([part[3][0] for part in kept])
        last = layout.rows[layout.start + layout.cell_count - 1]
        learn, forget = rates[1, 0, layout.cell_standard], rates[4, 0, layout.cell_standard]
        return known[tree.node[last]] * (1 - forget) + (1 - known[tree.node[last]]) * learn

    def predict_next(self, responses: pd.DataFrame) -> np.ndarray:
        """Return what was to be expected of each response; see `Estimator.predict_next`."""
        self._check_fitted()
        layout = Layout(responses, self.standards_)
        tree = AnswerTree(layout, self._successes(layout), len(self.standards_))
        chance = tree.forward(self._rates)[0][0][tree.node]
        return self._share(chance, layout.standard)[layout.given]

    def posterior(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return what is known of pairs; see `Estimator.posterior`.

        The chance that the standard is known, carried over to what the student earns; how far that may be off is
        learned from the data (`plworkbench.mastery.estimates.openness`).
        """
        self._check_fitted()
        layout = self._layout
        cell = layout.cell_of(pairs)
        has = cell >= 0
        standard = self.standards_.get_indexer(pairs["standard_code"])
        known = np.where(has, self._known[cell], self._rates[0, 0, standard])
        count = np.where(has, layout.cell_count[cell], 0)
        share = self._share(self._chance(known, standard), standard)
        log_odds, variance = log_odds_with(share, self.openness_.share(count / self._scatter))
        return pd.DataFrame(
            {
                "student_key": pairs["student_key"].to_numpy(),
                "standard_code": pairs["standard_code"].to_numpy(),
                "log_odds": log_odds,
                "variance": variance,
                "evidence_count": count,
            }
        )

    def _chance(self, known: np.ndarray, standard: np.ndarray) -> np.ndarray:
        """Return the chance that a response succeeds."""
        _, _, guess, slip, _ = self._rates[:, 0, standard]
        return known * (1 - slip) + (1 - known) * guess

    def _learn_openness(self, layout: Layout, tree: AnswerTree) -> Openness:
        first, second = layout.followed(PAIRS)
        standard = layout.standard[first]
        _, learn, guess, slip, forget = self._rates[:, 0, standard]
        chance = tree.forward(self._rates)[0][0][tree.node[first]]
        # Where knowing makes no difference, nothing is learned of it from the answers either.
        known = np.clip((chance - guess) / np.maximum(1 - slip - guess, 1e-3), 0.0, 1.0)
        # Before the first answer is seen, only learning and forgetting lie between the two.
        later = known * (1 - forget) + (1 - known) * learn
        now = self._share(chance, standard)
        then = self._share(self._chance(later, standard), standard)
        together = (layout.proportion[first] - now) * (layout.proportion[second] - then)
        return learn_openness(together, now * (1 - now), layout.place[first] / self._scatter)


def _leap(before: np.ndarray, once: np.ndarray, twice: np.ndarray) -> np.ndarray:
    """Return where two steps of EM lead to when they are carried on, for each standard on its own."""
    free = before[:, 0] > 0
    at = logit(np.clip(before, 1e-6, 1 - 1e-6))
    step = logit(np.clip(once, 1e-6, 1 - 1e-6)) - at
    bend = logit(np.clip(twice, 1e-6, 1 - 1e-6)) - at - 2 * step
    length = np.sqrt((step**2).sum(axis=0) / np.maximum((bend**2).sum(axis=0), 1e-12)).clip(1, 50)
    leap = np.clip(expit(at + 2 * length * step + length**2 * bend), 1e-5, 1 - 1e-5)
    return np.where(free[:, None], leap, before)
