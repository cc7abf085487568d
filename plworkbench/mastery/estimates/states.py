"""From what is probably known to a state that can be acted on, or to saying that nobody can tell yet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from plworkbench.mastery.estimates.posterior import chance_of_reaching
from plworkbench.mastery.scales import Scale

STATES = ("secure", "developing", "beginning", "not enough evidence")
"""What can be said of a student and a standard."""

SURE = 0.75
"""A state is named when it is at least so probable; see `state_of`. Set by hand, with the share of right calls and of
open cases on simulated classes in view."""


def state_of(known: pd.DataFrame, scale: Scale, *, minimum_evidence: int = 1, sure: float = SURE) -> pd.DataFrame:
    """Name the state of each student and standard, from the whole of what is known and never from the estimate alone.

    Parameters
    ----------
    known : DataFrame
        Columns log_odds, variance and evidence_count, as `Estimator.posterior` returns them.
    scale : Scale
        Where its levels begin.
    minimum_evidence : int, default 1
        With fewer pieces the state is 'not enough evidence', however sure the rest of the class makes us.
    sure : float, default 0.75
        How probable a state has to be, above .5 and below 1.

    Returns
    -------
    DataFrame
        Index of `known`; chance_secure, the probability (0..1) that the student earns at least the cut score on such
        work; and state:

        - 'secure': that probability is at least `sure`,
        - 'beginning': it is as probable that the student earns less than 'developing' begins with,
        - 'developing': it is as probable that the student earns less than the cut score,
        - 'not enough evidence': none of these, or too few pieces.

    Notes
    -----
    To leave a case open until its probability reaches 1 - t is the best rule when a wrong call costs 1 / t times as
    much as another look: Chow, C. K. (1970). On optimum recognition error and reject tradeoff. IEEE Transactions on
    Information Theory 16, 41-46. At .75 a wrong call counts as four more exit tickets. Those called are at least 75 %
    sure and mostly more, so that on average nine calls in ten or more are right. In terms of the interval: the lower
    end of the 50 % interval is at the cut score or above it.

    Examples
    --------
    >>> known = pd.DataFrame({"log_odds": [2.0, 1.0, 0.3, -1.5], "variance": 0.1, "evidence_count": 5})
    >>> state_of(known, Scale())["state"].tolist()
    ['secure', 'not enough evidence', 'developing', 'beginning']
    """
    if not 0.5 < sure < 1:
        raise ValueError(f"How sure a state has to be is {sure!r}; choose a probability above 0.5 and below 1.")
    begins = scale.levels_from
    secure = begins["secure"] / scale.full_marks
    developing = begins.get("developing", begins["secure"]) / scale.full_marks
    chance_secure = chance_of_reaching(known["log_odds"], known["variance"], secure)
    chance_developing = chance_of_reaching(known["log_odds"], known["variance"], developing)
    states = np.select(
        [
            known["evidence_count"].to_numpy() < max(minimum_evidence, 1),
            chance_secure >= sure,
            chance_developing <= 1 - sure,
            chance_secure <= 1 - sure,
        ],
        ["not enough evidence", "secure", "beginning", "developing"],
        default="not enough evidence",
    )
    return pd.DataFrame({"chance_secure": chance_secure, "state": pd.array(states, dtype="str")}, index=known.index)
