"""The mean of the evidence, drawn toward what the student and the class usually earn."""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from scipy.special import expit

from plworkbench.mastery.estimates.base import Estimator
from plworkbench.mastery.estimates.crossed import Crossed, fit_crossed, growth_design, slope_design
from plworkbench.mastery.estimates.following import find_drift, follow
from plworkbench.mastery.estimates.online import predict_online
from plworkbench.mastery.estimates.responses import Layout


class ShrunkMean(Estimator):
    """Mean of a student's evidence on a standard, shrunk toward what the student and the class usually earn.

    In words for a parent: we look at your child's work on this standard together with about `prior_weight_` more
    pieces at the level that your child's work on other standards, and the class's work on this one, let us expect.
    So one lucky or unlucky piece does not decide, and a standard without any evidence has an estimate too, with a
    wide interval.

    Parameters
    ----------
    prior_weight : float, optional
        How many pieces of work the usual level weighs. By default found from the data (empirical Bayes); a class too
        small to tell leans on 4.
    drift : float or "learn", default "learn"
        By how much what a student knows may change from piece to piece: a variance of log-odds. With drift, recent
        work counts more. "learn" takes what predicts best; with a prior weight of your own it is 0, because a drift
        would undo what you asked for.
    assessments : bool, default True
        Whether one assessment may be harder than another, where responses name theirs (column assessment).
    max_iter : int, default 40
        Most rounds of fitting.

    Attributes
    ----------
    prior_weight_ : float
        The weight of the usual level, in pieces of work of this class.
    drift_ : float
        The drift.
    scatter_ : Series of float
        By points possible: the variance of a piece against that of one toss of a coin. 1 / scatter is how many
        tosses such a piece counts.
    student_effects_, standard_effects_ : Series of float
        Log-odds above or below the class.
    variances_ : Series of float
        Between students, standards, assessments and cells, of log-odds.
    students_, standards_ : Index
        Those seen.
    n_iter_ : int
        Rounds of fitting.

    Notes
    -----
    Empirical Bayes: Efron, B., & Morris, C. (1975). Data analysis using Stein's estimator and its generalizations.
    JASA 70, 311-319. The model is in `plworkbench.mastery.estimates.crossed`, the drift in `following`. The interval
    holds what is uncertain about the cell, the student, the standard, the class, its growth, and how hard the
    assessments happened to be; only the variances are taken as known.

    Examples
    --------
    >>> responses = pd.DataFrame({"student_key": ["s1", "s1", "s2"], "standard_code": ["a", "a", "a"],
    ...     "proportion": [0.75, 1.0, 0.25]})
    >>> model = ShrunkMean().fit(responses)
    >>> known = model.estimate(pd.DataFrame({"student_key": ["s1", "s2"], "standard_code": ["a", "b"]}))
    >>> bool(known["estimate"][0] > known["estimate"][1]), known["evidence_count"].tolist()
    (True, [2, 0])
    """

    def __init__(self, prior_weight=None, drift="learn", assessments=True, max_iter=40):
        self.prior_weight = prior_weight
        self.drift = drift
        self.assessments = assessments
        self.max_iter = max_iter

    def fit(self, responses: pd.DataFrame) -> Self:
        """Learn from responses; see `Estimator.fit`.

        Raises
        ------
        ValueError
            If a parameter or a response is out of range.
        """
        if self.prior_weight is not None and not self.prior_weight > 0:
            raise ValueError(f"The prior weight is {self.prior_weight!r}; choose a number of pieces above 0, or None.")
        if self.drift != "learn" and not (isinstance(self.drift, (int, float)) and self.drift >= 0):
            raise ValueError(f"The drift is {self.drift!r}; choose a variance from 0, or 'learn'.")
        layout = Layout(responses)
        model = fit_crossed(
            layout, assessments=self.assessments, prior_weight=self.prior_weight, max_iter=self.max_iter
        )
        scatter = model.noise.of(layout.points)
        if self.drift == "learn" and self.prior_weight is None:
            start, drift = find_drift(layout, model.fixed, scatter, model.cell_variance)
        else:
            start, drift = model.cell_variance, 0.0 if self.drift == "learn" else float(self.drift)
        features = np.hstack([model.blocks[name].design for name in ("class", "student", "standard")])
        self._cells = follow(layout, model.fixed, scatter, start, drift, features)
        self._layout, self._model, self._start = layout, model, start
        self.drift_ = drift
        self._describe(model, layout, scatter)
        return self

    def _describe(self, model: Crossed, layout: Layout, scatter: np.ndarray) -> None:
        blocks = model.blocks
        self.students_, self.standards_ = layout.students, layout.standards
        self.student_effects_ = pd.Series(blocks["student"].effects[:, 0], index=self.students_)
        self.standard_effects_ = pd.Series(blocks["standard"].effects[:, 0], index=self.standards_)
        self.scatter_ = pd.Series(model.noise.scatter, index=model.noise.points)
        variances = {name: float(block.variance[0]) for name, block in blocks.items() if name != "class"}
        self.variances_ = pd.Series({**variances, "cell": model.cell_variance})
        expected = expit(model.fixed)
        self.prior_weight_ = float(scatter.mean() / (expected * (1 - expected)).mean() / model.cell_variance)
        self.n_iter_ = model.rounds

    def predict_next(self, responses: pd.DataFrame) -> np.ndarray:
        """Return what was to be expected of each response; see `Estimator.predict_next`.

        A student's level is learned anew from the student's own responses, so it works for students never seen.
        """
        self._check_fitted()
        layout, model = Layout(responses, self.standards_), self._model
        blocks = model.blocks
        place = np.minimum(layout.place, model.up_to)
        fixed = growth_design(place) @ blocks["class"].effects[0]
        known, standard = layout.standard >= 0, blocks["standard"]
        slopes = slope_design(place, model.centre)[:, : standard.design.shape[1]]
        fixed += np.where(known, (slopes * standard.effects[layout.standard]).sum(axis=1), 0.0)
        spread = np.where(known, self._standard_variance()[layout.standard], standard.variance[0])
        if model.assessments and "assessment" in layout.frame:
            names = zip(layout.standard, layout.frame["assessment"], strict=True)
            at = np.array([model.assessments.get(name, -1) for name in names])
            fixed += np.where(at >= 0, blocks["assessment"].effects[at, 0], 0.0)
        expected = predict_online(
            layout,
            fixed,
            model.noise.of(layout.points),
            fixed_variance=spread,
            student_variance=float(blocks["student"].variance[0]),
            start=self._start,
            drift=self.drift_,
        )
        return expected[layout.given]

    def _standard_variance(self) -> np.ndarray:
        spread = self._model.blocks["standard"].covariance[:, 0, 0]
        return spread if self._model.shared is None else spread + self._model.shared

    def posterior(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return what is known of pairs; see `Estimator.posterior`."""
        self._check_fitted()
        layout, model, cells = self._layout, self._model, self._cells
        cell = layout.cell_of(pairs)
        has = cell >= 0
        place = np.minimum(np.where(has, layout.cell_count[cell], 0), model.up_to)
        variance = np.where(has, cells.variance[cell] + self.drift_, model.cell_variance)
        mean = np.where(has, cells.deviation[cell], 0.0)
        heeded = np.where(has[:, None], cells.heeded[cell], 0.0)
        slopes = slope_design(place, model.centre)
        codes = {
            "class": np.zeros(len(pairs), dtype=np.int64),
            "student": self.students_.get_indexer(pairs["student_key"]),
            "standard": self.standards_.get_indexer(pairs["standard_code"]),
        }
        at = 0
        for name, code in codes.items():
            block = model.blocks[name]
            q = block.design.shape[1]
            design = growth_design(place) if name == "class" else slopes[:, :q]
            seen = code >= 0
            mean = mean + np.where(seen, (design * block.effects[code]).sum(axis=1), 0.0)
            covariance = np.where(seen[:, None, None], block.covariance[code], np.diag(block.variance))
            left = design - heeded[:, at : at + q]
            variance = variance + np.einsum("pi,pij,pj->p", left, covariance, left)
            at += q
        if model.shared is not None:
            code = codes["standard"]
            variance = variance + np.where(code >= 0, model.shared[code], 0.0)
        return pd.DataFrame(
            {
                "student_key": pairs["student_key"].to_numpy(),
                "standard_code": pairs["standard_code"].to_numpy(),
                "log_odds": mean,
                "variance": variance,
                "evidence_count": place,
            }
        )
