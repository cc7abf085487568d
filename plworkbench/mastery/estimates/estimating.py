"""One call: what is probably known, for every student and standard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from plworkbench.mastery.estimates.base import Estimator
from plworkbench.mastery.estimates.posterior import check_interval, estimate_of
from plworkbench.mastery.estimates.responses import responses_from
from plworkbench.mastery.estimates.states import SURE, state_of
from plworkbench.mastery.ordering import CELL
from plworkbench.mastery.scoring import Scoring

ESTIMATOR_LABELS = {
    "shrunk_mean": "The evidence together with what is usual",
    "rasch": "Logistic regression (Rasch)",
    "knowledge_tracing": "Bayesian knowledge tracing",
    "blend": "All three, by how well each foretold this class",
}
"""The names of the estimators on screen."""

AGEING = 0.25
"""Standard deviation, in log-odds, of what may have changed in 30 days without a sign: about 5 points of 100.

That what is learned in class fades with time, though slowly, is known (Semb, G. B., & Ellis, J. A., 1994, Knowledge
taught in school: what is remembered? Review of Educational Research 64, 253-286). How much is an assumption: a class's
evidence does not tell what happens to a standard that nobody looks at. This size, and `FRESH_DAYS`, were set by hand on
simulated classes, so that 90 % intervals hold the truth at the end of a semester about nine times in ten; without
ageing they do so about 84 times in 100 there, because students of the simulator go on growing. Other classes may
change more, or less.
"""

FRESH_DAYS = 14
"""Evidence of the last two weeks, about ten school days, has not aged. Set by hand, see `AGEING`."""

COLUMNS = [*CELL, "estimate", "low", "high", "chance_secure", "state", "evidence_count", "latest_date", "days_old"]


def estimate_mastery(
    evidence: pd.DataFrame,
    *,
    model: str | Estimator = "shrunk_mean",
    scoring: Scoring | None = None,
    students: Sequence[str] | None = None,
    standards: Sequence[str] | None = None,
    interval: float = 0.9,
    today: object = None,
    ageing: float = AGEING,
    sure: float = SURE,
) -> pd.DataFrame:
    """Estimate what each student would earn on the next piece of work on each standard, with an interval.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence': of one class, or of several that are to learn from each other.
    model : str or Estimator, default "shrunk_mean"
        A name in `ESTIMATORS`, or an estimator, which is not changed.
    scoring : Scoring, optional
        Where 'secure' and 'developing' begin, how many pieces a state needs, which day orders, what missing work does.
        The scoring rule plays no part.
    students, standards : sequence of str, optional
        Keys and codes that must appear, in this order. By default those in the evidence, sorted.
    interval : float, default 0.9
        Share of the probability inside the interval.
    today : date, optional
        From which evidence ages. By default the day of the newest piece.
    ageing : float, default 0.25
        How much may have changed in 30 days without a sign, as a standard deviation of log-odds; 0 for not at all. It
        widens the interval of evidence older than two weeks, and hardly moves the estimate.
    sure : float, default 0.75
        How probable a state has to be; see `plworkbench.mastery.estimates.state_of`.

    Returns
    -------
    DataFrame
        One row for every pair of a student and a standard, students outermost: student_key, standard_code; estimate,
        low, high (proportions 0..1 of the points); chance_secure (0..1); state ('secure', 'developing', 'beginning',
        'not enough evidence'); evidence_count; latest_date and days_old (of the newest piece; missing without one).
        The interval is for what the student earns on average, not for a single piece. Without any evidence at all the
        numbers are missing.

    Raises
    ------
    ValueError
        If there is no such model, or a choice is out of range.

    Examples
    --------
    >>> from plworkbench.schema import empty_frame
    >>> estimate_mastery(empty_frame("evidence"), students=["s1"], standards=["6.RP.A.1"])["state"].tolist()
    ['not enough evidence']
    """
    scoring = scoring or Scoring()
    check_interval(interval)
    if ageing < 0:
        raise ValueError(f"The ageing is {ageing!r}; choose 0 or more.")
    responses = responses_from(evidence, scoring)
    table = _pairs(evidence, students, standards)
    table = _with_age(table, responses, today)
    if responses.empty:
        nothing = dict.fromkeys(("estimate", "low", "high", "chance_secure"), np.nan)
        return table.assign(**nothing, state="not enough evidence", evidence_count=0)[COLUMNS]
    estimator = _estimator(model, scoring).fit(responses)
    known = estimator.posterior(table[CELL])
    aged = (table["days_old"].fillna(0).to_numpy(dtype=float) - FRESH_DAYS).clip(min=0)
    known["variance"] += ageing**2 * aged / 30
    named = state_of(known, scoring.scale, minimum_evidence=scoring.minimum_evidence, sure=sure)
    return table.assign(
        **estimate_of(known, interval),
        evidence_count=known["evidence_count"].to_numpy(),
        chance_secure=named["chance_secure"].to_numpy(),
        state=named["state"].array,
    )[COLUMNS]


def _estimator(model: str | Estimator, scoring: Scoring) -> Estimator:
    from plworkbench.mastery.estimates.models import ESTIMATORS

    if isinstance(model, Estimator):
        return type(model)(**model.get_params())
    if model not in ESTIMATORS:
        raise ValueError(f"There is no estimator {model!r}. Choose one of {', '.join(ESTIMATORS)}.")
    estimator = ESTIMATORS[model]()
    if "cut" in estimator.get_params():
        estimator.set_params(cut=scoring.scale.cut_score / scoring.scale.full_marks)
    return estimator


def _pairs(evidence: pd.DataFrame, students: Sequence[str] | None, standards: Sequence[str] | None) -> pd.DataFrame:
    rows = sorted(evidence["student_key"].unique()) if students is None else list(students)
    columns = sorted(evidence["standard_code"].unique()) if standards is None else list(standards)
    return pd.MultiIndex.from_product([rows, columns], names=CELL).to_frame(index=False)


def _with_age(table: pd.DataFrame, responses: pd.DataFrame, today: object) -> pd.DataFrame:
    latest = responses.groupby(CELL)["date"].max().rename("latest_date")
    table = table.merge(latest, on=CELL, how="left")
    table["latest_date"] = pd.to_datetime(table["latest_date"])
    day = responses["date"].max() if today is None else pd.Timestamp(today)
    table["days_old"] = (day - table["latest_date"]).dt.days.astype("Int64")
    return table
