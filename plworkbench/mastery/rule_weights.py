"""The weights of every rule, written once as Narwhals expressions.

Each function adds the column `_weight` to the pieces of `Cells`: what a counted piece weighs against the others of its
cell, from columns `plworkbench.mastery.pieces` describes. Pieces that do not count get their 0 afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from plworkbench.mastery.cells import Cells
from plworkbench.mastery.scoring import Scoring

ALMOST = 1e-9
"""Scores this close to a cut score have reached it: what is a decimal on paper is not always one in binary."""


@dataclass(frozen=True)
class Weighing:
    """How the weights of a rule become a score.

    Parameters
    ----------
    divides : bool, default True
        Whether the weights are shares of their sum, and so have to be divided by it.
    at_least : float, default 0
        The sum the weights have to reach before there is a score.
    logarithms : bool, default False
        Whether the column `_in_logs` says for which cells the weights apply to logarithms.
    """

    divides: bool = True
    at_least: float = 0.0
    logarithms: bool = False


def weigh(cells: Cells, scoring: Scoring) -> Weighing:
    """Add `_weight` to the pieces (0 where a piece has none), and return how the weights become a score."""
    weighing = WEIGHTS[scoring.rule](cells, scoring)
    counted = nw.when("_counted").then(nw.col("_weight").cast(nw.Float64)).otherwise(nw.lit(0.0))
    cells.frame = cells.frame.with_columns(counted.fill_null(0.0).alias("_weight"))
    return weighing


def _in_time(cells: Cells) -> None:
    cells.place("_counted", cells.in_time, place="_place", count="_n")


def _by_score(cells: Cells, flag: str = "_counted") -> None:
    cells.place(flag, ["_value", *cells.in_time], place="_rank", count="_ranked")


def _weight(cells: Cells, weight: nw.Expr, **how: object) -> Weighing:
    cells.frame = cells.frame.with_columns(weight.alias("_weight"))
    return Weighing(**how)  # type: ignore[arg-type]


def _one_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


def _decaying_average(cells: Cells, scoring: Scoring) -> Weighing:
    # The recursion  s_k = w x_k + (1 - w) s_(k-1),  s_1 = x_1,  written out as weights.
    _in_time(cells)
    fading = (1.0 - scoring.latest_weight) ** (nw.col("_n") - nw.col("_place")).cast(nw.Float64)
    later = fading * scoring.latest_weight
    return _weight(cells, nw.when(nw.col("_place") == 1).then(fading).otherwise(later), divides=False)


def _weighted_average(cells: Cells, scoring: Scoring) -> Weighing:
    _in_time(cells)
    latest, alone = nw.col("_place") == nw.col("_n"), nw.col("_n") == 1
    others = nw.when(nw.col("_n") > 1).then(nw.col("_n") - 1)
    rest = nw.lit(1.0 - scoring.latest_weight) / others.cast(nw.Float64)
    weight = (
        nw.when(alone).then(nw.lit(1.0)).otherwise(nw.when(latest).then(nw.lit(scoring.latest_weight)).otherwise(rest))
    )
    return _weight(cells, weight, divides=False)


def _latest(cells: Cells, scoring: Scoring) -> Weighing:
    _in_time(cells)
    return _weight(cells, _one_if(nw.col("_place") == nw.col("_n")))


def _highest(cells: Cells, scoring: Scoring) -> Weighing:
    # Of equal highest scores the latest one stands for them, so that exactly one piece has the weight 1.
    _by_score(cells)
    return _weight(cells, _one_if(nw.col("_rank") == nw.col("_ranked")))


def _lowest(cells: Cells, scoring: Scoring) -> Weighing:
    _by_score(cells)
    return _weight(cells, _one_if(nw.col("_rank") == 1))


def _mean(cells: Cells, scoring: Scoring) -> Weighing:
    return _weight(cells, nw.lit(1.0))


def _middle() -> nw.Expr:
    """One piece of an odd number, the middle two of an even number."""
    return _one_if((nw.col("_rank") * 2 - nw.col("_ranked") - 1).abs() <= 1)


def _median(cells: Cells, scoring: Scoring) -> Weighing:
    _by_score(cells)
    return _weight(cells, _middle())


def _mode(cells: Cells, scoring: Scoring) -> Weighing:
    # Scores that read the same to six decimals are the same: 7 of 10 and 14 of 20.
    score = nw.when("_counted").then((nw.col("_value") * 1e6 + 0.5).floor() / 1e6)
    cells.frame = cells.frame.with_columns(score.alias("_score"), nw.col("_counted").cast(nw.Int64).alias("_one"))
    cells.frame = cells.frame.with_columns(nw.col("_one").sum().over(*cells.by, "_score").alias("_times"))
    # How often, and then a fraction that grows with the score: of equally frequent scores the highest is the most.
    often = nw.when("_counted").then(nw.col("_times") + nw.col("_score") / (nw.col("_score") + 1.0))
    cells.frame = cells.frame.with_columns(often.alias("_often"))
    cells.frame = cells.frame.with_columns(nw.col("_often").max().over(*cells.by).alias("_most"))
    return _weight(cells, _one_if(nw.col("_often") == nw.col("_most")))


def _recent_mean(cells: Cells, scoring: Scoring) -> Weighing:
    _in_time(cells)
    return _weight(cells, _one_if(nw.col("_place") > nw.col("_n") - scoring.recent_count))


def _recent_median(cells: Cells, scoring: Scoring) -> Weighing:
    _in_time(cells)
    recent = nw.col("_counted") & (nw.col("_place") > nw.col("_n") - scoring.recent_count)
    cells.frame = cells.frame.with_columns(recent.alias("_recent"))
    _by_score(cells, "_recent")
    cells.frame = cells.frame.with_columns(_middle().alias("_middle"))
    return _weight(cells, nw.when("_recent").then(nw.col("_middle")).otherwise(nw.lit(0.0)))


def _n_times(cells: Cells, scoring: Scoring) -> Weighing:
    reached = _one_if(nw.col("_value") >= scoring.scale.cut_score - ALMOST)
    return _weight(cells, reached, at_least=float(scoring.times_needed))


def _power_law(cells: Cells, scoring: Scoring) -> Weighing:
    # A straight line through (ln attempt, ln score) by least squares, read off at the last attempt: its value there
    # is a weighted sum of the ln scores, with weights that depend on the number of attempts alone.
    _in_time(cells)
    value = nw.col("_value")
    attempt = nw.when("_counted").then(nw.col("_place").cast(nw.Float64))
    cells.frame = cells.frame.with_columns(
        attempt.log().alias("_x"),
        nw.when(nw.col("_counted") & (value > 0)).then(value).log().alias("_y"),
        nw.when("_counted").then(value).alias("_least"),
    )
    x, y = nw.col("_x"), nw.col("_y")
    growing = scoring.rule == "power_law_if_growing"
    summed = {"_sum_x": x, "_sum_xx": x * x, **({"_sum_y": y, "_sum_xy": x * y} if growing else {})}
    cells.frame = cells.frame.with_columns(
        nw.col("_least").min().over(*cells.by).alias("_least"),
        *(term.sum().over(*cells.by).alias(name) for name, term in summed.items()),
    )
    n = nw.when(nw.col("_n") > 0).then(nw.col("_n")).cast(nw.Float64)
    mean_x = nw.col("_sum_x") / n
    spread = nw.when(nw.col("_n") > 1).then(nw.col("_sum_xx") - nw.col("_sum_x") * mean_x)
    in_logs = (nw.col("_least") > 0).fill_null(False)
    if growing:
        in_logs = in_logs & (nw.col("_sum_xy") - mean_x * nw.col("_sum_y") > ALMOST).fill_null(False)
    cells.frame = cells.frame.with_columns(in_logs.alias("_in_logs"))
    trend = ((n.log() - mean_x) * (x - mean_x) / spread).fill_null(0.0)
    weight = nw.lit(1.0) / n + nw.when("_in_logs").then(trend).otherwise(nw.lit(0.0))
    return _weight(cells, weight, divides=False, logarithms=True)


def _weighted_mean(cells: Cells, scoring: Scoring) -> Weighing:
    weight = nw.col("_possible")
    if "piece_weight" in cells.frame.collect_schema().names():
        weight = nw.coalesce(nw.col("piece_weight").cast(nw.Float64), weight)
    cells.frame = cells.frame.with_columns(weight.alias("_given"))
    positive = nw.when(nw.col("_given") > 0).then(nw.col("_given")).otherwise(nw.lit(0.0))
    return _weight(cells, positive)


def _sum(cells: Cells, scoring: Scoring) -> Weighing:
    return _weight(cells, nw.col("_possible") / scoring.scale.full_marks, divides=False)


WEIGHTS: dict[str, Callable[[Cells, Scoring], Weighing]] = {
    "decaying_average": _decaying_average,
    "weighted_average": _weighted_average,
    "latest": _latest,
    "highest": _highest,
    "lowest": _lowest,
    "mean": _mean,
    "median": _median,
    "mode": _mode,
    "recent_mean": _recent_mean,
    "recent_median": _recent_median,
    "n_times": _n_times,
    "power_law": _power_law,
    "power_law_if_growing": _power_law,
    "weighted_mean": _weighted_mean,
    "sum": _sum,
}
"""What weighs the pieces under each rule of `plworkbench.mastery.RULES`."""
