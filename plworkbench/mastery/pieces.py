"""What each piece of evidence shows on the scale, and whether it counts."""

from __future__ import annotations

import narwhals as nw

from plworkbench.mastery.cells import Cells, Frame
from plworkbench.mastery.ordering import CELL, DATES, TIES, with_date
from plworkbench.mastery.rules import RULES
from plworkbench.mastery.scoring import Scoring

QUESTION = "quiz question"
"""The kind of a piece that is one question of a quiz."""

USED = {*CELL, *DATES.values(), *TIES, "score", "points_possible", "status", "kind", "assessment", "piece_weight"}
"""The columns of the evidence that scoring looks at; the others are not carried along."""


def weighable(frame: Frame, scoring: Scoring, *, pool: bool = True) -> Cells:
    """Return the pieces with what they show, as far as it does not depend on the rule.

    Adds `_date`; `_scored` (it is evidence); `_counted` (and not dropped as one of the lowest); `_proportion`;
    `_value` (its score on the scale); `_possible` (points possible, null where unknown); `_pooled`; and with
    `drop_lowest` or `keep_highest` `_low` and `_low_of`, its place from the lowest and of how many.
    """
    there = [name for name in frame.collect_schema().names() if name in USED]
    frame = with_date(frame.select(there), scoring.order_by, name="_date")
    points = _number("points_possible")
    full = scoring.scale.full_marks
    frame = frame.with_columns(nw.when(points > 0).then(points).alias("_possible"))
    given = _number("score")
    zero = (nw.col("status") == "missing") if scoring.missing == "counts as 0" else nw.lit(False)
    scored = (nw.col("status") == "scored") & ~given.is_null() & ~nw.col("_possible").is_null()
    frame = frame.with_columns((scored | zero).alias("_scored"), nw.when(scored).then(given).alias("_points"))
    frame = frame.with_columns(
        # Times full marks first: 3 of 5 points is then exactly 3 on a scale to 5, and meets a cut score of 3.
        nw.when(scored).then(_cut(nw.col("_points") * full / nw.col("_possible"), full, scoring)).otherwise(
            nw.when(zero).then(nw.lit(0.0))
        ).alias("_value")
    )  # fmt: skip
    frame = frame.with_columns(nw.col("_scored").alias("_counted"), (nw.col("_value") / full).alias("_proportion"))
    cells = Cells(frame)
    pools = pool and {"kind", "assessment"} <= set(there) and RULES[scoring.rule].pools_questions
    quiz = ["assessment", *(["attempt"] if "attempt" in there else [])]
    cells.frame = cells.frame.with_columns(nw.lit(False).alias("_pooled"))
    if pools:
        _pool_questions(cells, scoring, quiz)
    if scoring.drop_lowest or scoring.keep_highest is not None:
        _drop(cells, scoring)
    return cells


def _number(name: str) -> nw.Expr:
    """Return a column as floats, missing where it is no number: some engines put NaN above every number."""
    numbers = nw.col(name).cast(nw.Float64)
    return nw.when(~numbers.is_nan()).then(numbers)


def _cut(value: nw.Expr, full: float, scoring: Scoring) -> nw.Expr:
    """Keep a value from 0 to full marks, or only from 0 where extra credit counts."""
    return value.clip(0.0, full) if scoring.extra_credit == "full marks" else value.clip(0.0)


def _pool_questions(cells: Cells, scoring: Scoring, quiz: list[str]) -> None:
    """Let every question of a quiz stand for the quiz: points earned of points possible, over its questions."""
    question = nw.col("_scored") & (nw.col("kind") == QUESTION).fill_null(False)
    if isinstance(cells.frame, nw.LazyFrame):
        # Only the questions go through the window, the rest is set beside them; a lazy frame has no order to lose.
        marked = cells.frame.with_columns(question.alias("_question"))
        pooled = _pooled(marked.filter(nw.col("_question")), cells, scoring, quiz)
        cells.frame = nw.concat([marked.filter(~nw.col("_question")), pooled])
    elif cells.frame.select(question.any()).item():
        cells.frame = _pooled(cells.frame.with_columns(question.alias("_question")), cells, scoring, quiz)


def _pooled(frame: Frame, cells: Cells, scoring: Scoring, quiz: list[str]) -> Frame:
    names = frame.collect_schema().names()
    full = scoring.scale.full_marks
    frame = frame.with_columns(
        nw.when("_question").then(nw.col("_points").fill_null(0.0)).sum().over(*cells.by, *quiz).alias("_earned"),
        nw.when("_question").then(nw.col("_possible")).sum().over(*cells.by, *quiz).alias("_of"),
    )
    known = nw.col("_question") & (nw.col("_of") > 0).fill_null(False)
    # Guarded, because some engines divide before they look whether the answer is asked for.
    of = nw.when(nw.col("_of") > 0).then(nw.col("_of"))
    value = nw.when(known).then(_cut(nw.col("_earned") * full / of, full, scoring)).otherwise(nw.col("_value"))
    return frame.with_columns(value.alias("_value"), known.alias("_pooled")).select(names)


def _drop(cells: Cells, scoring: Scoring) -> None:
    """Leave out the lowest pieces, or all but the highest, of each cell.

    Of equal pieces the one worth more points goes first, as in Moodle, and then the oldest.
    """
    cells.frame = cells.frame.with_columns((-nw.col("_possible")).alias("_minus_possible"))
    cells.place("_scored", ["_value", "_minus_possible", *cells.in_time], place="_low", count="_low_of")
    kept = nw.col("_scored") & (nw.col("_low") > scoring.drop_lowest)
    if scoring.keep_highest is not None:
        kept = kept & (nw.col("_low") > nw.col("_low_of") - scoring.keep_highest)
    cells.frame = cells.frame.with_columns(kept.alias("_counted"))
