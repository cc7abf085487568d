"""The weight of every piece of evidence in its student's score, or why it has none."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from plworkbench.mastery.ordering import order_evidence
from plworkbench.mastery.pieces import weighable
from plworkbench.mastery.rule_weights import ALMOST, weigh
from plworkbench.mastery.scoring import Scoring


def scoring_of(rule: str | None, scoring: Scoring | None, choices: dict[str, object]) -> Scoring:
    """Return the scoring that a call asks for: the given one or the default one, with what it names replaced."""
    if rule is not None:
        choices = {"rule": rule, **choices}
    return (scoring or Scoring()).replaced(**choices)


def weigh_evidence(
    evidence: pd.DataFrame, rule: str | None = None, *, scoring: Scoring | None = None, **choices: object
) -> pd.DataFrame:
    """Return each piece of evidence with the weight it has in its student's score, or why it has none.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence', any number of students and standards. A column `piece_weight` is
        used by the rule 'weighted_mean'.
    rule : str, optional
        A name in `RULES`; by default that of the scoring.
    scoring : Scoring, optional
        How mastery is scored; by default `Scoring()`.
    **choices
        Choices of `Scoring` that replace those of the scoring: latest_weight, recent_count, scale, ...

    Returns
    -------
    DataFrame
        The same rows, oldest first, with columns more:

        - date, date_kind: the day that orders the piece, and which day that is;
        - proportion: score / points possible, 0..1;
        - score_on_scale: what the piece shows on the scale. Questions of one quiz are each replaced by the points
          earned of the points possible over those questions, where the rule asks for that; `pooled` says so;
        - weight: what the piece weighs. The weights of a cell sum to 1 where it has a score, except under 'sum';
        - in_logarithms: whether the weights of this cell apply to logarithms (power law). A score of 0 has none, so a
          cell with a 0 takes the average instead; so does one that is not growing, under 'power_law_if_growing';
        - left_out_because: '' when it counts, else why its weight is 0, in plain words.

        The score of a cell is the sum of weight x score_on_scale, or where in_logarithms is true the exponential of
        the sum of weight x ln(score_on_scale), at most full marks.

    Raises
    ------
    ValueError
        If a choice is not possible.

    Examples
    --------
    >>> evidence = pd.DataFrame({
    ...     "student_key": "s1", "standard_code": "6.RP.A.1", "date_assessed": pd.NaT, "date_submitted": pd.NaT,
    ...     "date_due": pd.NaT, "score": [2.0, 3.0, 4.0], "points_possible": 4.0, "status": "scored",
    ...     "sequence": [0, 1, 2], "attempt": 1})
    >>> weigh_evidence(evidence)["weight"].round(4).tolist()
    [0.1225, 0.2275, 0.65]
    >>> weigh_evidence(evidence, "recent_mean", recent_count=2)["left_out_because"].tolist()
    ['not among the most recent 2', '', '']
    """
    asked = scoring_of(rule, scoring, choices)
    pieces = order_evidence(evidence, asked.order_by).reset_index(drop=True)
    cells = weighable(nw.from_native(pieces), asked)
    weighing = weigh(cells, asked)
    work = cells.frame.to_native()
    total = work.groupby("_cell")["_weight"].transform("sum").to_numpy() if len(work) else np.zeros(0)
    weight = work["_weight"].to_numpy(dtype=float)
    if weighing.divides:
        enough = (total > 0) & (total >= weighing.at_least)
        weight = np.divide(weight, total, out=np.zeros_like(weight), where=enough)
    pieces["proportion"] = work["_proportion"].to_numpy(dtype=float)
    pieces["score_on_scale"] = work["_value"].to_numpy(dtype=float)
    pieces["weight"] = weight
    pieces["pooled"] = work["_pooled"].to_numpy(dtype=bool)
    pieces["in_logarithms"] = work["_in_logs"].to_numpy(dtype=bool) if weighing.logarithms else False
    pieces["left_out_because"] = _reasons(work, weight, asked)
    return pieces


def _reasons(work: pd.DataFrame, weight: np.ndarray, scoring: Scoring) -> pd.Series:
    """Return in plain words why each piece has no weight, or ''."""
    scored, status = work["_scored"].to_numpy(dtype=bool), work["status"]
    weightless = weight == 0
    low = work["_low"] if "_low" in work else pd.Series(np.inf, index=work.index)
    of_rule = _of_rule(work, scoring)
    reasons = np.select(
        [
            ~scored & (status != "scored").to_numpy(dtype=bool),
            ~scored & work["score"].isna().to_numpy(),
            ~scored,
            scored & (low <= scoring.drop_lowest).to_numpy(),
            ~work["_counted"].to_numpy(dtype=bool),
            *(weightless & np.asarray(condition, dtype=bool) for condition, _ in of_rule),
            weightless,
        ],
        [
            status.astype("object"),
            "no score",
            "points possible unknown",
            _counted_words("one of the lowest", "the lowest", scoring.drop_lowest),
            _counted_words("not among the highest", "not the highest", scoring.keep_highest),
            *(words for _, words in of_rule),
            "its weight is 0",
        ],
        default="",
    )
    return pd.Series(reasons, index=work.index, dtype="str")


def _counted_words(several: str, one: str, count: int | None) -> str:
    return one if count == 1 else f"{several} {count}"


def _of_rule(work: pd.DataFrame, scoring: Scoring) -> list[tuple[object, str]]:
    """Return the reasons that come from the rule itself: which of the pieces without weight, and the words."""
    everything = np.ones(len(work), dtype=bool)
    recent = _counted_words("not among the most recent", "not the most recent", scoring.recent_count)
    rule = scoring.rule
    if rule in ("decaying_average", "weighted_average", "latest"):
        old = "not the most recent" if rule == "latest" or scoring.latest_weight == 1 else "too old to count"
        return [(everything, old)]
    if rule in ("highest", "lowest"):
        best = (
            work["_value"]
            .where(work["_counted"])
            .groupby(work["_cell"])
            .transform("max" if rule == "highest" else "min")
        )
        return [(work["_value"] == best, f"just as {rule[:-3]}, but another piece stands for it"),
                (everything, f"not the {rule}")]  # fmt: skip
    if rule == "recent_mean":
        return [(everything, recent)]
    if rule == "recent_median":
        middle = _counted_words("not in the middle of the most recent", recent, scoring.recent_count)
        return [(~work["_recent"], recent), (everything, middle)]
    if rule == "n_times":
        below = work["_value"] < scoring.scale.cut_score - ALMOST
        fewer = f"fewer than {scoring.times_needed} pieces are at or above the cut score"
        return [(below, "below the cut score"), (everything, fewer)]
    if rule == "sum":
        return [(work["_possible"].isna(), "points possible unknown")]
    if rule == "weighted_mean":
        return [(work["_given"].isna(), "points possible unknown")]
    words = {"median": "not in the middle", "mode": "not the score that appears most often"}
    return [(everything, words[rule])] if rule in words else []
