"""The score of every cell, on whatever engine holds the evidence."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from plworkbench.mastery.aggregates import Form, form_of
from plworkbench.mastery.cells import Cells, Frame
from plworkbench.mastery.levels import level, rounded
from plworkbench.mastery.ordering import CELL
from plworkbench.mastery.pieces import weighable
from plworkbench.mastery.rule_weights import Weighing, weigh
from plworkbench.mastery.scoring import Scoring

NO_WEIGHT = 1e-300
"""Weights that add up to less than this are none."""

COUNTS = ("evidence_count", "missing_count", "excused_count")


def score_cells(evidence: Any, scoring: Scoring | None = None, *, pool: bool = True) -> Any:
    """Score the evidence of any number of students: one row a cell, in the engine that holds the evidence.

    The arithmetic is that of `weigh_evidence`: the same weights, written once, summed up by the engine. For some rules
    a lazy engine sums up what gives the same score with fewer sorts (`plworkbench.mastery.aggregates`).

    Parameters
    ----------
    evidence : pandas or polars frame, DuckDB relation, PySpark frame, or anything Narwhals knows
        Columns of the schema's table 'evidence', of which it needs student_key, standard_code, score,
        points_possible, status, and uses the dates, sequence, attempt, assessment, kind and piece_weight where they
        are. A lazy frame (polars lazy, DuckDB, Spark) has no order of rows, so pieces of one day are told apart by
        `sequence` and `attempt` alone.
    scoring : Scoring, optional
        How mastery is scored; by default `Scoring()`.
    pool : bool, default True
        Whether questions of a quiz are pooled. False spares a large table the search for them.

    Returns
    -------
    the same kind of frame
        Columns student_key, standard_code, score (on the scale, rounded as reported; missing where the rule makes
        none), level, evidence_count (pieces that are evidence, whether or not the rule gives them weight),
        latest_date (of those), missing_count, excused_count. In no particular order.

    Notes
    -----
    pandas cells are placed by numpy (`plworkbench.mastery.cells`), others by one window of their engine.

    Examples
    --------
    >>> import pandas as pd
    >>> evidence = pd.DataFrame({"student_key": ["a", "a", "b"], "standard_code": "6.G", "status": "scored",
    ...     "score": [2.0, 4.0, 3.0], "points_possible": 4.0, "sequence": [0, 1, 2]})
    >>> score_cells(evidence, Scoring(rule="mean"))["score"].tolist()
    [3.0, 3.0]
    """
    asked = scoring or Scoring()
    cells = weighable(nw.from_native(evidence), asked, pool=pool)
    form = form_of(cells, asked) or _form_of_weights(cells, weigh(cells, asked), asked)
    return _summed(cells, form, asked)


def _form_of_weights(cells: Cells, weighing: Weighing, scoring: Scoring) -> Form:
    """Return how weights are summed up to a score."""
    shown = nw.col("_value")
    if weighing.logarithms:
        shown = nw.when("_in_logs").then(nw.col("_y")).otherwise(shown)
        cells.frame = cells.frame.with_columns(nw.col("_in_logs").cast(nw.Int64).alias("_logs"))
    cells.frame = cells.frame.with_columns(
        (nw.col("_weight") * shown.fill_null(0.0)).alias("_part"),
        nw.when(nw.col("_weight") != 0).then(nw.lit(1)).alias("_used"),
    )
    sums = {"_sum": nw.col("_part").sum(), "_used": nw.col("_used").count()}
    if weighing.divides:
        sums["_total"] = nw.col("_weight").sum()
    if weighing.logarithms:
        sums["_logs"] = nw.col("_logs").max()
    return Form(sums, _score(weighing, scoring))


def _summed(cells: Cells, form: Form, scoring: Scoring) -> Any:
    frame = cells.frame.with_columns(
        nw.when("_scored").then(nw.lit(1)).alias("evidence_count"),
        nw.when("_scored").then(nw.col("_date")).alias("latest_date"),
        nw.when(nw.col("status") == "missing").then(nw.lit(1)).alias("missing_count"),
        nw.when(nw.col("status") == "excused").then(nw.lit(1)).alias("excused_count"),
    )
    facts = {name: nw.col(name).count() for name in COUNTS} | {"latest_date": nw.col("latest_date").max()}
    if form.also_by:
        frame = _grouped(frame, [*cells.by, form.also_by], facts | (form.first_sums or {}))
        facts |= {name: nw.col(name).sum() for name in COUNTS}
    found = _grouped(frame, cells.by, facts | form.sums).with_columns(form.score.alias("_score"))
    found = found.with_columns(rounded(nw.col("_score"), scoring.scale).alias("score"))
    named = level(nw.col("score"), nw.col("evidence_count"), scoring.scale, scoring.minimum_evidence)
    found = found.with_columns(named.alias("level"))
    whole = {name: nw.col(name).cast(nw.Int64) for name in COUNTS}
    found = _with_keys(found, cells).with_columns(**whole)
    return found.select(*CELL, "score", "level", *COUNTS[:1], "latest_date", *COUNTS[1:]).to_native()


def _grouped(frame: Frame, by: list[str], sums: dict[str, nw.Expr]) -> Frame:
    return frame.group_by(*by).agg(*(expression.alias(name) for name, expression in sums.items()))


def _score(weighing: Weighing, scoring: Scoring) -> nw.Expr:
    """Return the score of a cell from its sums; missing where no piece has any weight."""
    score = nw.col("_sum")
    used = nw.col("_used") > 0
    if weighing.divides:
        used = used & (nw.col("_total") >= max(weighing.at_least, NO_WEIGHT))
        score = score / nw.when(nw.col("_total") > 0).then(nw.col("_total"))
    if weighing.logarithms:
        score = nw.when(nw.col("_logs") == 1).then(score.exp()).otherwise(score)
        if scoring.extra_credit == "full marks":  # a curve may point above the scale
            full = nw.lit(scoring.scale.full_marks)
            score = nw.when(score > full).then(full).otherwise(score)
    return nw.when(used).then(score)


def _with_keys(found: Frame, cells: Cells) -> Frame:
    """Put the student and the standard back in place of the number of the cell, for pandas."""
    if cells.keys is None:
        return found
    native = found.to_native()
    keys = cells.keys.take(native["_cell"].to_numpy())
    return nw.from_native(native.assign(**{name: keys[name].array for name in CELL}))
