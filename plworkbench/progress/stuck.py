"""Several attempts at a standard, and the score does not move: a prompt for the teacher, never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from plworkbench import mastery
from plworkbench.mastery.scoring import Scoring
from plworkbench.progress.next_steps import open_prerequisites
from plworkbench.progress.words import counted, day_in_words, titles_of
from plworkbench.schema import score_words

CELL = ["student_key", "standard_code"]
LATELY = 28
"""Days within which work counts as of late."""

_COLUMNS = [*CELL, "level", "score", "attempts", "since", "latest_date", "last_kinds", "open_prerequisites", "prompt"]


def stuck(
    evidence: pd.DataFrame,
    scoring: Scoring | None = None,
    *,
    attempts: int = 3,
    movement: float = 0.125,
    mastery_table: pd.DataFrame | None = None,
    standards: pd.DataFrame | None = None,
    prerequisites: pd.DataFrame | None = None,
    level_words: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the cells in which several attempts have not moved the score, below the cut score.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.
    scoring : Scoring, optional
        How evidence becomes a score.
    attempts : int, default 3
        Scored pieces of work since the score last moved, from which a cell is listed.
    movement : float, default 0.125
        What counts as movement, as a fraction of the scale: half a point of four.
    mastery_table : DataFrame, optional
        Levels as the teacher sees them, levels set by hand included; what is secure there is not listed, and
        prerequisites are looked up there. By default it is made from the evidence.
    standards, prerequisites : DataFrame, optional
        Titles, and what a standard builds on. Without them the prerequisites of a cell are left empty.
    level_words : mapping, optional
        The district's words for levels, where they differ from ours.

    Returns
    -------
    DataFrame
        One row a cell, in the order of students and standards of the table: student_key, standard_code, level, score,
        attempts (pieces since the score last moved), since and latest_date (days of the first and the last of them),
        last_kinds (the kinds of work of
        the last three, oldest first), open_prerequisites (in words), prompt (a question for the teacher).

    Notes
    -----
    After each piece the cell has a score by the class's own rule. The score has stood still since the piece from which
    on all these scores lie within `movement` of each other; the piece that brought it there is not counted, unless it
    is the first of all. The questions of one quiz are one attempt. The idea is that of wheel spinning, work without
    getting anywhere (Beck & Gong 2013, *Artificial Intelligence in Education*, LNAI 7926, 431-440); the
    numbers are a teacher's to choose. Time on task plays no part.

    Examples
    --------
    >>> evidence = pd.DataFrame({"student_key": "s1", "standard_code": "A", "assessment": ["Q1", "Q2", "Q3"],
    ...     "date_assessed": pd.to_datetime(["2025-09-01", "2025-09-08", "2025-09-15"]), "date_submitted": pd.NaT,
    ...     "date_due": pd.NaT, "score": [2.0, 2.0, 2.0], "points_possible": 4.0, "status": "scored", "kind": "quiz",
    ...     "sequence": [0, 1, 2], "attempt": 1})
    >>> stuck(evidence)["prompt"].item()
    'After 3 attempts since 1 September 2025 the score is still near 2.0 of 4. Would another way in help?'
    """
    if attempts < 2:
        raise ValueError(f"The number of attempts is {attempts}; choose 2 or more.")
    if not 0 <= movement < 1:
        raise ValueError(f"The movement is {movement:g}; choose a fraction of the scale from 0 to below 1.")
    scoring = scoring or Scoring()
    table = mastery.summarize_mastery(evidence, scoring=scoring) if mastery_table is None else mastery_table
    # Without enough evidence there is no level, but the attempts may be there: under a rule of n times, for one.
    waiting = table[~table["level"].isin(("secure", "extending")) & (table["evidence_count"] >= attempts)]
    waiting = waiting[waiting["score"].isna() | (waiting["score"] < scoring.scale.cut_score)]
    sittings = _sittings(evidence.merge(waiting[CELL], on=CELL), scoring)
    if sittings.empty:
        return _empty(table)
    still = _standing_still(sittings, scoring, movement)
    found = waiting[[*CELL, "level", "score"]].merge(still, on=CELL)
    found = found[found["attempts"] >= attempts].reset_index(drop=True)
    if found.empty:
        return _empty(table)
    found["open_prerequisites"] = open_prerequisites(found, table, standards, prerequisites, level_words)
    titles = titles_of(standards, found["standard_code"])
    found["prompt"] = [_prompt(row, titles, scoring.scale.full_marks) for row in found.itertuples()]
    return found[_COLUMNS]


def ask_first(
    found: pd.DataFrame,
    today: date | pd.Timestamp,
    *,
    within: int = LATELY,
    standards: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the few of a long list of stuck cells that a teacher can act on now: one row a student, on work of late.

    Parameters
    ----------
    found : DataFrame
        As `stuck` returns it.
    today : date
        The day at which to look.
    within : int, default 28
        Days back from then in which the last attempt has to lie. Four weeks are about the length of a unit.
    standards : DataFrame, optional
        Titles of the standards, for the prompt.

    Returns
    -------
    DataFrame
        The columns of `stuck` and also_codes (a tuple), in its order. Of several cells of one student the one with the
        most attempts is kept, of equal ones the first in the order of teaching; the others are named in its prompt.
        Work without a date is not known to be of late, and not among them.

    Notes
    -----
    In a class that has worked for a semester most students have stood still somewhere: 19 of 28 in the bundled class.
    Where the class has moved on, that is a gap, and pace and prerequisites name it. Asked about first is who stands
    still in what is being worked on. To ask for more attempts instead would leave the old ones on the list, and name
    the new ones later.

    Examples
    --------
    >>> found = pd.DataFrame({"student_key": "s1", "standard_code": ["A", "B", "C"], "attempts": [9, 3, 4],
    ...     "latest_date": pd.to_datetime(["2025-09-01", "2025-11-03", "2025-11-05"]), "prompt": "Would it help?"})
    >>> ask_first(found, pd.Timestamp("2025-11-10"))[["standard_code", "also_codes", "prompt"]].to_numpy().tolist()
    [['C', ('B',), 'Would it help? The same on B.']]
    """
    day = pd.Timestamp(today).normalize()
    lately = found[found["latest_date"] >= day - pd.Timedelta(days=within)]
    most = lately.sort_values("attempts", ascending=False, kind="stable").drop_duplicates("student_key").index
    kept = lately[lately.index.isin(most)].reset_index(drop=True)
    others = lately[~lately.index.isin(most)].groupby("student_key")["standard_code"].agg(tuple)
    also = [others.get(key, ()) for key in kept["student_key"]]
    titles = titles_of(standards, lately["standard_code"])
    said = [f" The same on {', '.join(titles[code] for code in codes)}." if codes else "" for codes in also]
    return kept.assign(
        also_codes=pd.Series(also, index=kept.index, dtype="object"),
        prompt=(kept["prompt"].astype("str") + pd.Series(said, index=kept.index, dtype="str")).astype("str"),
    )


def _empty(table: pd.DataFrame) -> pd.DataFrame:
    empty = table.iloc[:0][[*CELL, "level", "score"]].reset_index(drop=True)
    words = dict.fromkeys(("last_kinds", "open_prerequisites", "prompt"), pd.Series(dtype="str"))
    day = pd.Series(dtype="datetime64[us]")
    return empty.assign(attempts=pd.Series(dtype="int64"), since=day, latest_date=day, **words)[_COLUMNS]


def _sittings(evidence: pd.DataFrame, scoring: Scoring) -> pd.DataFrame:
    """Return the pieces oldest first with the attempt they belong to, from 1 in each cell, in `sitting`.

    The questions of one quiz are one attempt. What is not scored goes with the next attempt, or with the last.
    """
    pieces = mastery.order_evidence(evidence, scoring.order_by).reset_index(drop=True)
    scored = (pieces["status"] == "scored") & pieces["score"].notna() & (pieces["points_possible"] > 0)
    question = (pieces["kind"] == "quiz question") & scored
    again = question & pieces[question].duplicated([*CELL, "assessment", "attempt"]).reindex(
        pieces.index, fill_value=False
    )
    begins = scored & ~again
    cells = [pieces[name] for name in CELL]
    count = begins.groupby(cells).cumsum()
    last = begins.groupby(cells).transform("sum")
    sitting = (count + (~scored & (count < last))).where(~again)
    # Questions of one quiz may lie apart in the order: all of them belong to the attempt of the first.
    of_quiz = sitting.groupby([pieces[name] for name in (*CELL, "assessment", "attempt")]).transform("min")
    pieces["sitting"] = sitting.where(~question, of_quiz)
    pieces["begins"] = begins
    return pieces[last > 0]


def _standing_still(pieces: pd.DataFrame, scoring: Scoring, movement: float) -> pd.DataFrame:
    """Return, for each cell, how many attempts there were since the score last moved, since when, and their kinds."""
    begun = pieces[pieces["begins"]].copy()
    begun["running"] = _running_scores(pieces, begun, scoring)
    # No score yet is a state of its own, further from any score than scores are from each other.
    running = begun["running"].fillna(-2 * scoring.scale.full_marks)
    backwards = begun.assign(running=running)[::-1].groupby(CELL, sort=False)["running"]
    # Backwards, highest and lowest so far tell how far the scores since then lie apart.
    apart = backwards.cummax() - backwards.cummin()
    begun["still"] = (apart <= movement * scoring.scale.full_marks + 1e-9).reindex(begun.index)
    run = begun[begun["still"]]
    moved = run.groupby(CELL)["sitting"].transform("min")
    # The piece that moved the score is where it stands still from; the first piece of all moved nothing.
    since_then = run[(run["sitting"] > moved) | (moved == 1)]
    cells = since_then.groupby(CELL, sort=False)
    last = since_then[cells.cumcount(ascending=False) < 3]
    return pd.DataFrame(
        {
            "attempts": cells["sitting"].nunique(),
            "since": cells["date"].min(),
            "latest_date": cells["date"].max(),
            "last_kinds": last["kind"]
            .fillna("work")
            .astype("str")
            .groupby([last[name] for name in CELL])
            .agg(", ".join),
        }
    ).reset_index()


def _running_scores(pieces: pd.DataFrame, begun: pd.DataFrame, scoring: Scoring) -> np.ndarray:
    """Return the score of the cell after each attempt, by the class's rule.

    Every attempt becomes a cell of its own that holds all pieces up to it, so that one summary scores them all.
    """
    ends = begun[[*CELL, "sitting"]].rename(columns={"sitting": "end"}).assign(row=np.arange(len(begun)))
    so_far = pieces.merge(ends, on=CELL)
    so_far = so_far[so_far["sitting"] <= so_far["end"]]
    so_far = so_far.assign(student_key=so_far["row"].astype("str"), standard_code="")
    so_far = so_far.sort_values("row", kind="stable").drop(
        columns=["sitting", "begins", "end", "row", "date", "date_kind"]
    )
    rows = [str(row) for row in range(len(begun))]
    return mastery.summarize_mastery(so_far, scoring=scoring, students=rows, standards=[""])["score"].to_numpy()


def _prompt(row, titles: pd.Series, top: float) -> str:
    since = "" if pd.isna(row.since) else f" since {day_in_words(row.since)}"
    score = f"the score is still near {score_words(row.score, top)}" if pd.notna(row.score) else "there is no score yet"
    said = f"After {counted(row.attempts, 'attempt')}{since} {score}."
    if row.open_prerequisites:
        return f"{said} {titles[row.standard_code]} builds on {row.open_prerequisites}. Could that be what is missing?"
    return f"{said} Would another way in help?"
