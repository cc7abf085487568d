"""The rules an engine can sum up without weighing each piece: what a large table is scored by.

On a lazy engine (DuckDB, Spark, lazy polars) a weight a piece can cost a sort that its score does not need: the highest
piece is a maximum, the middle one a median. These forms give what the weights of `plworkbench.mastery.rule_weights`
give; tests/test_mastery_engines.py holds them together, for every rule here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from plworkbench.mastery.cells import Cells
from plworkbench.mastery.rule_weights import ALMOST
from plworkbench.mastery.scoring import Scoring


@dataclass(frozen=True)
class Form:
    """How a rule is summed up.

    Parameters
    ----------
    sums : dict of str to Narwhals expression
        What is worked out over the pieces of a cell, each an aggregate of one column.
    score : Narwhals expression
        The score, from the columns that `sums` names; missing where there is none.
    also_by : str, default ""
        A column by which the pieces of a cell are summed up first.
    first_sums : dict of str to Narwhals expression, optional
        What is worked out there.
    """

    sums: dict[str, nw.Expr]
    score: nw.Expr
    also_by: str = ""
    first_sums: dict[str, nw.Expr] | None = None


def _counted(cells: Cells, *more: nw.Expr) -> None:
    cells.frame = cells.frame.with_columns(nw.when("_counted").then(nw.col("_value")).alias("_shown"), *more)


def _latest(cells: Cells, scoring: Scoring) -> Form:
    _counted(cells)
    order = ["_counted", *cells.in_time]
    return Form({"_score": nw.col("_shown").last(order_by=order)}, nw.col("_score"))


def _highest(cells: Cells, scoring: Scoring) -> Form:
    _counted(cells)
    return Form({"_score": nw.col("_shown").max()}, nw.col("_score"))


def _lowest(cells: Cells, scoring: Scoring) -> Form:
    _counted(cells)
    return Form({"_score": nw.col("_shown").min()}, nw.col("_score"))


def _median(cells: Cells, scoring: Scoring) -> Form:
    _counted(cells)
    return Form({"_score": nw.col("_shown").median()}, nw.col("_score"))


def _recent_median(cells: Cells, scoring: Scoring) -> Form:
    cells.place("_counted", cells.in_time, place="_place", count="_n")
    recent = nw.col("_counted") & (nw.col("_place") > nw.col("_n") - scoring.recent_count)
    cells.frame = cells.frame.with_columns(nw.when(recent).then(nw.col("_value")).alias("_shown"))
    return Form({"_score": nw.col("_shown").median()}, nw.col("_score"))


def _mode(cells: Cells, scoring: Scoring) -> Form:
    # Each score of a cell is counted first. The most frequent one is then found by a number of which the whole part
    # says how often, and the rest, below a half, how high: the higher one where two appear equally often.
    one = nw.when("_counted").then(nw.lit(1))
    same = nw.when("_counted").then((nw.col("_value") * 1e6 + 0.5).floor())
    _counted(cells, one.alias("_one"), same.alias("_same"))
    twice = 2.0 * scoring.scale.full_marks
    often = nw.col("_times") + nw.col("_height") / twice
    whole = nw.col("_often").floor()
    return Form(
        {"_often": often.max()},
        nw.when(whole > 0).then((nw.col("_often") - whole) * twice),
        also_by="_same",
        first_sums={"_times": nw.col("_one").count(), "_height": nw.col("_shown").max()},
    )


def _power_law(cells: Cells, scoring: Scoring) -> Form:
    cells.place("_counted", cells.in_time, place="_place", count="")
    value = nw.col("_value")
    _counted(
        cells,
        nw.when("_counted").then(nw.lit(1)).alias("_one"),
        nw.when("_counted").then(nw.col("_place").cast(nw.Float64)).log().alias("_x"),
        nw.when(nw.col("_counted") & (value > 0)).then(value).log().alias("_y"),
    )
    cells.frame = cells.frame.with_columns(
        (nw.col("_x") * nw.col("_x")).alias("_xx"), (nw.col("_x") * nw.col("_y")).alias("_xy")
    )
    count = nw.when(nw.col("_one") > 0).then(nw.col("_one")).cast(nw.Float64)
    several = nw.when(nw.col("_one") > 1).then(nw.col("_one")).cast(nw.Float64)
    mean_x, mean_y = nw.col("_x") / several, nw.col("_y") / several
    together = nw.col("_xy") - mean_x * nw.col("_y")
    slope = together / (nw.col("_xx") - mean_x * nw.col("_x"))
    curve = (mean_y + slope * (several.log() - mean_x)).exp()
    if scoring.extra_credit == "full marks":
        curve = nw.when(curve > scoring.scale.full_marks).then(nw.lit(scoring.scale.full_marks)).otherwise(curve)
    drawn = (nw.col("_least") > 0) & (nw.col("_one") > 1)
    if scoring.rule == "power_law_if_growing":
        drawn = drawn & (together > ALMOST)
    sums = {name: nw.col(name).sum() for name in ("_x", "_xx", "_y", "_xy")}
    sums |= {"_one": nw.col("_one").count(), "_least": nw.col("_shown").min(), "_all": nw.col("_shown").sum()}
    return Form(sums, nw.when(drawn.fill_null(False)).then(curve).otherwise(nw.col("_all") / count))


FORMS: dict[str, Callable[[Cells, Scoring], Form]] = {
    "latest": _latest,
    "highest": _highest,
    "lowest": _lowest,
    "median": _median,
    "recent_median": _recent_median,
    "mode": _mode,
    "power_law": _power_law,
    "power_law_if_growing": _power_law,
}
"""The rules that have such a form; the others are sums of weights on every engine."""


def form_of(cells: Cells, scoring: Scoring) -> Form | None:
    """Prepare the pieces for the form a rule has, or return None where the weights are to be summed up.

    The mode of scores that extra credit takes beyond full marks cannot be told by the number it is found by; and
    Narwhals has no ordered `last` for Spark, so 'latest' is summed up so on DuckDB alone.
    """
    if scoring.rule not in FORMS or not isinstance(cells.frame, nw.LazyFrame):
        return None
    if scoring.rule == "mode" and scoring.extra_credit == "counts":
        return None
    if scoring.rule == "latest" and not cells.frame.implementation.is_duckdb():
        return None
    return FORMS[scoring.rule](cells, scoring)
