"""What changed between two looks at a class, and how old the evidence is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from plworkbench.progress.words import age_in_words
from plworkbench.schema import LEVELS

CELL = ["student_key", "standard_code"]
_COLUMNS = [
    *CELL,
    "direction",
    "level_before",
    "level_after",
    "score_before",
    "score_after",
    "evidence_before",
    "evidence_after",
    "piece",
    "piece_date",
]


def what_changed(before: pd.DataFrame, after: pd.DataFrame, pieces: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the cells whose level changed between two summaries of a class.

    Parameters
    ----------
    before, after : DataFrame
        As `plworkbench.mastery.summarize_mastery` returns them, made with the same settings.
    pieces : DataFrame, optional
        The pieces that came in between, with the weight they have now: rows of `plworkbench.mastery.weigh_evidence`
        (see `new_pieces`).

    Returns
    -------
    DataFrame
        One row a changed cell, in the order of `after`: student_key, standard_code, direction, level_before,
        level_after, score_before, score_after, evidence_before, evidence_after (counts), piece and piece_date: the
        assessment that moved the score most, '' when none of the new pieces counts (a correction, or something taken
        back). The direction is 'up', 'down', 'new' (a level is named for the first time) or 'not known any more'.

    Notes
    -----
    A first piece that is not enough for a level is no change of level, and not listed.

    Examples
    --------
    >>> before = pd.DataFrame({"student_key": ["s1", "s2"], "standard_code": "A", "score": [2.0, None],
    ...     "level": ["developing", "not recorded"], "evidence_count": [2, 0]})
    >>> after = before.assign(level="secure", score=3.0, evidence_count=[3, 2])
    >>> what_changed(before, after)["direction"].tolist()
    ['up', 'new']
    """
    columns = [*CELL, "level", "score", "evidence_count"]
    both = after[columns].merge(before[columns], on=CELL, how="outer", suffixes=("_after", "_before"), sort=False)
    # An outer merge sorts by key: back to the order of the table the teacher sees, what is gone from it last.
    place = pd.Series(range(len(after)), index=pd.MultiIndex.from_frame(after[CELL]))
    both["place"] = place.reindex(pd.MultiIndex.from_frame(both[CELL])).to_numpy()
    both = both.sort_values("place", kind="stable", ignore_index=True)
    for name in ("before", "after"):
        both[f"level_{name}"] = both[f"level_{name}"].fillna("not recorded").astype("str")
        both[f"evidence_{name}"] = both[f"evidence_count_{name}"].fillna(0).astype("int64")
    rank = {level: place for place, level in enumerate(LEVELS)}
    old, new = both["level_before"].map(rank), both["level_after"].map(rank)
    both["direction"] = np.select(
        [old.isna() & new.notna(), old.notna() & new.isna(), new > old, new < old],
        ["new", "not known any more", "up", "down"],
        default="",
    )
    changed = both[both["direction"] != ""]
    return _with_pieces(changed, pieces)[_COLUMNS].reset_index(drop=True)


def new_pieces(weighed: pd.DataFrame, evidence_before: pd.DataFrame) -> pd.DataFrame:
    """Return the weighed pieces that were not among the evidence before, by their `evidence_key`.

    Examples
    --------
    >>> new_pieces(pd.DataFrame({"evidence_key": ["a", "b"]}), pd.DataFrame({"evidence_key": ["a"]}))
      evidence_key
    1            b
    """
    return weighed[~weighed["evidence_key"].isin(evidence_before["evidence_key"])]


def aging(mastery: pd.DataFrame, today: date | pd.Timestamp, *, old_from: int = 42) -> pd.DataFrame:
    """Return how old the newest evidence of each cell is.

    Parameters
    ----------
    mastery : DataFrame
        As `plworkbench.mastery.summarize_mastery` returns it.
    today : date
        The day at which to look.
    old_from : int, default 42
        Days after which evidence is called old: six weeks, unless the teacher says otherwise. It is a reminder to look
        again; it changes no score and no level.

    Returns
    -------
    DataFrame
        One row a cell with any scored evidence: student_key, standard_code, level, latest_date, days (empty without a
        date), old (bool), says ('last seen 9 weeks ago').

    Examples
    --------
    >>> mastery = pd.DataFrame({"student_key": "s1", "standard_code": ["A", "B"], "level": "secure",
    ...     "evidence_count": [3, 0], "latest_date": pd.to_datetime(["2025-09-01", None])})
    >>> aging(mastery, pd.Timestamp("2025-11-05"))[["says", "old"]].to_numpy().tolist()
    [['last seen 9 weeks ago', True]]
    """
    cells = mastery.loc[mastery["evidence_count"] > 0, [*CELL, "level", "latest_date"]].reset_index(drop=True)
    days = (pd.Timestamp(today).normalize() - pd.to_datetime(cells["latest_date"]).dt.normalize()).dt.days
    cells["days"] = days.astype("Int64")
    cells["old"] = (days >= old_from).to_numpy(dtype=bool)
    cells["says"] = age_in_words(days)
    return cells


def _with_pieces(changed: pd.DataFrame, pieces: pd.DataFrame | None) -> pd.DataFrame:
    if pieces is None or pieces.empty:
        return changed.assign(piece="", piece_date=pd.Series(pd.NaT, index=changed.index, dtype="datetime64[us]"))
    counted = pieces[pieces["left_out_because"] == ""].merge(changed[[*CELL, "score_before"]], on=CELL)
    # Where there was no score before, any piece moves it by all it is worth.
    pull = counted["weight"] * (counted["score_on_scale"] - counted["score_before"].fillna(0)).abs()
    strongest = counted.assign(pull=pull).sort_values(["pull", "date"], kind="stable", na_position="first")
    strongest = strongest.drop_duplicates(CELL, keep="last")[[*CELL, "assessment", "date"]]
    found = changed.merge(strongest.rename(columns={"assessment": "piece", "date": "piece_date"}), on=CELL, how="left")
    return found.assign(piece=found["piece"].fillna("").astype("str"))
