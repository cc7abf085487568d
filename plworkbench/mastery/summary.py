"""The mastery summary: one row for each student and standard."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from plworkbench.mastery.levels import level_of, round_half_away
from plworkbench.mastery.rules import CELL, weigh_evidence
from plworkbench.schema import STATES

COLUMNS = [*CELL, "score", "level", "evidence_count", "latest_date", "missing_count", "excused_count"]


def summarize_mastery(
    evidence: pd.DataFrame,
    rule: str = "decaying_average",
    *,
    latest_weight: float = 0.65,
    cut_score: float = 3.0,
    minimum_evidence: int = 2,
    students: Sequence[str] | None = None,
    standards: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Summarize the evidence of a class as one score and level for each student and standard.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'. Missing, excused and not assigned work never counts as 0.
    rule : str, default "decaying_average"
        A name in `plworkbench.mastery.RULES`.
    latest_weight : float, default 0.65
        What the latest piece counts under the decaying average.
    cut_score : float, default 3.0
        The score (0..4) from which a standard counts as mastered.
    minimum_evidence : int, default 2
        Pieces of scored evidence needed before a level is named.
    students, standards : sequence of str, optional
        Keys and codes that must appear, in this order, even where nothing is recorded. By default those in the
        evidence, sorted.

    Returns
    -------
    DataFrame
        Columns student_key, standard_code, score (0..4, two decimals, NaN if none), level (see
        `plworkbench.schema.STATES`), evidence_count, latest_date, missing_count, excused_count; one row for every
        pair of a student and a standard, students outermost.

    Examples
    --------
    >>> from plworkbench.schema import empty_frame
    >>> summarize_mastery(empty_frame("evidence"), students=["s1"], standards=["6.RP.A.1"])["level"].tolist()
    ['not recorded']
    """
    pieces = weigh_evidence(evidence, rule, latest_weight=latest_weight)
    counts = pieces["left_out_because"] == ""
    cells = (
        pieces.assign(
            part=(pieces["weight"] * pieces["score_of_4"]).where(counts),
            counted=counts,
            counted_date=pieces["date"].where(counts),
            missing=pieces["status"] == "missing",
            excused=pieces["status"] == "excused",
        )
        .groupby(CELL)
        .agg(
            score=("part", "sum"),
            evidence_count=("counted", "sum"),
            latest_date=("counted_date", "max"),
            missing_count=("missing", "sum"),
            excused_count=("excused", "sum"),
        )
    )
    grid = pd.MultiIndex.from_product(
        [
            sorted(evidence["student_key"].unique()) if students is None else list(students),
            sorted(evidence["standard_code"].unique()) if standards is None else list(standards),
        ],
        names=CELL,
    )
    table = cells.reindex(grid).reset_index()
    for count in ("evidence_count", "missing_count", "excused_count"):
        table[count] = table[count].fillna(0).astype("int64")
    table["score"] = round_half_away(table["score"].where(table["evidence_count"] > 0))
    table["level"] = level_of(
        table["score"], table["evidence_count"], cut_score=cut_score, minimum_evidence=minimum_evidence
    )
    return table[COLUMNS]


def count_levels(mastery: pd.DataFrame) -> pd.DataFrame:
    """Count, for each standard, the students in each state.

    Parameters
    ----------
    mastery : DataFrame
        As `summarize_mastery` returns it.

    Returns
    -------
    DataFrame
        Index standard_code in the order of `mastery`; one integer column for each of `plworkbench.schema.STATES`.
    """
    order = mastery["standard_code"].drop_duplicates()
    return (
        pd.crosstab(mastery["standard_code"], mastery["level"])
        .reindex(index=order, columns=list(STATES), fill_value=0)
        .rename_axis(columns=None)
    )


def readiness(level: pd.Series) -> pd.Series:
    """Say of each level what it means for the next lesson.

    Parameters
    ----------
    level : Series of str
        Values of `plworkbench.schema.STATES`.

    Returns
    -------
    Series of str
        'needs help' below the cut score, 'ready to move on' from it, 'not known yet' without enough evidence.

    Examples
    --------
    >>> readiness(pd.Series(["developing", "extending", "not recorded"])).tolist()
    ['needs help', 'ready to move on', 'not known yet']
    """
    meaning = {
        "beginning": "needs help",
        "developing": "needs help",
        "secure": "ready to move on",
        "extending": "ready to move on",
    }
    return level.map(meaning).fillna("not known yet").astype("str")


def most_pressing_standard(mastery: pd.DataFrame) -> str | None:
    """Return the code of the standard on which most students need help, or None when nobody is known to.

    Parameters
    ----------
    mastery : DataFrame
        As `summarize_mastery` returns it. Of equal standards the earlier one is returned.
    """
    needs = mastery[readiness(mastery["level"]) == "needs help"]
    counts = needs["standard_code"].value_counts().reindex(mastery["standard_code"].drop_duplicates(), fill_value=0)
    return None if needs.empty else str(counts.idxmax())
