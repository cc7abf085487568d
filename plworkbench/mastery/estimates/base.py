"""What the estimators have in common."""

from __future__ import annotations

import inspect
from typing import Self

import numpy as np
import pandas as pd

from plworkbench.mastery.estimates.posterior import check_interval, estimate_of
from plworkbench.mastery.ordering import CELL


class Estimator:
    """Base of the estimators: scikit-learn's conventions, without waiting for scikit-learn to be imported.

    A subclass stores its parameters in `__init__` and nothing else, and writes `fit`, `predict_next` and `posterior`.
    `sklearn.base.clone` and searches over parameters work on it. scikit-learn's `check_estimator` does not apply: it
    hands over a matrix of features, and these models take a long frame of responses.
    """

    def fit(self, responses: pd.DataFrame) -> Self:
        """Learn from responses.

        Parameters
        ----------
        responses : DataFrame
            One row a response: student_key, standard_code, proportion (points earned / points possible, 0..1). In the
            order in which they were given, or of the column place if there is one. Optional: points_possible (pieces
            with more points say more) and assessment (of one standard: it may be harder or easier than others).

        Returns
        -------
        Estimator
            Itself.
        """
        raise NotImplementedError

    def predict_next(self, responses: pd.DataFrame) -> np.ndarray:
        """Return for every response what was to be expected of it, from what was fitted and the responses before it.

        Parameters
        ----------
        responses : DataFrame
            As for `fit`. A student's earlier responses are looked for here, not in what was fitted; so to test
            predictions by time, fit the earlier rows, hand over all rows, and judge the later ones.

        Returns
        -------
        ndarray of float, shape (n_responses,)
            Expected proportions, 0..1, in the order of the rows given.
        """
        raise NotImplementedError

    def posterior(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return what is known of pairs after all responses fitted, on the scale of log-odds.

        Parameters
        ----------
        pairs : DataFrame
            Columns student_key and standard_code. A student or standard that was not fitted is taken as any other.

        Returns
        -------
        DataFrame
            One row a pair: student_key, standard_code, log_odds (of a point), variance (of the log-odds),
            evidence_count.
        """
        raise NotImplementedError

    def estimate(self, pairs: pd.DataFrame, interval: float = 0.9) -> pd.DataFrame:
        """Return an estimate with its interval for pairs, at the present moment.

        Parameters
        ----------
        pairs : DataFrame
            Columns student_key and standard_code.
        interval : float, default 0.9
            Share of the probability inside the interval, above 0 and below 1.

        Returns
        -------
        DataFrame
            One row a pair: student_key, standard_code, estimate, low, high (proportions 0..1), evidence_count. The
            interval is for what the student earns on average on such a piece, not for a single piece.
        """
        check_interval(interval)
        known = self.posterior(pairs)
        return known[CELL].assign(**estimate_of(known, interval), evidence_count=known["evidence_count"])

    @classmethod
    def _parameters(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """Return the parameters by name; `deep` is there because scikit-learn asks for it."""
        return {name: getattr(self, name) for name in self._parameters()}

    def set_params(self, **params: object) -> Self:
        """Set parameters by name.

        Raises
        ------
        ValueError
            If there is no such parameter.
        """
        for name, value in params.items():
            if name not in self._parameters():
                raise ValueError(
                    f"{type(self).__name__} has no parameter {name!r}. Choose from {', '.join(self._parameters())}."
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self).__init__).parameters
        changed = [f"{name}={value!r}" for name, value in self.get_params().items() if value != defaults[name].default]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_tags__(self) -> object:
        from sklearn.utils import Tags, TargetTags

        return Tags(estimator_type=None, target_tags=TargetTags(required=False))

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "standards_")

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            from sklearn.exceptions import NotFittedError

            raise NotFittedError(f"This {type(self).__name__} has seen no responses yet. Call fit(responses) first.")
