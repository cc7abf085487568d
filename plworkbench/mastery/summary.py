"""The mastery summary: one row for each student and standard."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from plworkbench.mastery.ordering import CELL
from plworkbench.mastery.scores import score_cells
from plworkbench.mastery.scoring import Scoring
from plworkbench.mastery.weights import scoring_of
from plworkbench.schema import STATES

COLUMNS = [*CELL, "score", "level", "evidence_count", "latest_date", "missing_count", "excused_count"]


def summarize_mastery(
    evidence: pd.DataFrame,
    rule: str | None = None,
    *,
    scoring: Scoring | None = None,
    students: Sequence[str] | None = None,
    standards: Sequence[str] | None = None,
    **choices: object,
) -> pd.DataFrame:
    """Summarize the evidence of a class as one score and level for each student and standard.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.
    rule : str, optional
        A name in `plworkbench.mastery.RULES`; by default that of the scoring.
    scoring : Scoring, optional
        How mastery is scored; by default `Scoring()`.
    students, standards : sequence of str, optional
        Keys and codes that must appear, in this order, even where nothing is recorded. By default those in the
        evidence, sorted.
    **choices
        Choices of `Scoring` that replace those of the scoring: cut_score, minimum_evidence, scale, ...

    Returns
    -------
    DataFrame
        Columns student_key, standard_code, score (on the scale, rounded as reported, NaN if none), level (see
        `plworkbench.schema.STATES`), evidence_count (pieces that are evidence, also those the rule gives no weight),
        latest_date (of those), missing_count, excused_count; one row for every pair of a student and a standard,
        students outermost.

    Raises
    ------
    ValueError
        If a choice is not possible.

    Examples
    --------
    >>> from plworkbench.schema import empty_frame
    >>> summarize_mastery(empty_frame("evidence"), students=["s1"], standards=["6.RP.A.1"])["level"].tolist()
    ['not recorded']
    """
    cells = score_cells(evidence, scoring_of(rule, scoring, choices)).set_index(CELL)
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
    table["level"] = table["level"].fillna("not recorded").astype("str")
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
