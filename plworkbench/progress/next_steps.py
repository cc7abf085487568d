"""Who is ready to move on, and what the next standard builds on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from plworkbench.progress.words import BELOW, SECURE, looked_up, titles_of

READY_STATES = ("ready", "ready, but look first", "not yet", "not known yet", "all secure")
"""What `ready_to_move_on` can say. Only the teacher decides: 'look first' names what is open and stops nobody."""

_COLUMNS = ["student_key", "standard_code", "level", "next_code", "state", "ready", "missing", "because"]


def ready_to_move_on(
    mastery: pd.DataFrame,
    standards: pd.DataFrame,
    prerequisites: pd.DataFrame,
    *,
    standard_code: str | None = None,
    level_words: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Say of each student whether the standard worked on is secure, and what the next one builds on.

    Parameters
    ----------
    mastery : DataFrame
        As `plworkbench.mastery.summarize_mastery` returns it, with evidence_count and latest_date.
    standards : DataFrame
        The standards in the order of teaching: standard_code, title.
    prerequisites : DataFrame
        Columns standard_code, prerequisite_code.
    standard_code : str, optional
        The standard to move on from. By default the one of the student's newest evidence; of several of one day, the
        latest in the order of teaching.
    level_words : mapping, optional
        The district's words for levels, where they differ from ours: {'secure': 'Pass'}.

    Returns
    -------
    DataFrame
        One row a student, in the order of `mastery`:

        - standard_code, level: what the student works on ('' when there is no evidence at all);
        - next_code: the next standard in the order of teaching that is not secure; where all after it are secure, the
          first one before it;
        - state: one of `READY_STATES`; ready: True when the standard and all prerequisites of the next are secure;
        - missing: where this one is secure, prerequisites of the next that are not, with what is known of them;
        - because: a sentence.

    Notes
    -----
    Prerequisites inform, they never decide. A secure student whose next standard builds on something open is listed
    as 'ready, but look first', with its name. Only direct prerequisites are looked at.

    Examples
    --------
    >>> mastery = pd.DataFrame({"student_key": "s1", "standard_code": ["A", "B"], "level": ["secure", "not recorded"],
    ...     "evidence_count": [3, 0], "latest_date": pd.to_datetime(["2025-09-01", None])})
    >>> standards = pd.DataFrame({"standard_code": ["A", "B"], "title": ["Unit rates", "Percent"]})
    >>> needs = pd.DataFrame({"standard_code": ["B"], "prerequisite_code": ["A"]})
    >>> ready_to_move_on(mastery, standards, needs)["because"].item()
    'Unit rates is secure, and so is what Percent builds on.'
    """
    codes = pd.Index([*standards["standard_code"], *mastery["standard_code"]]).unique()
    place = pd.Series(range(len(codes)), index=codes)
    titles = titles_of(standards, codes.append(pd.Index(prerequisites["prerequisite_code"])))
    students = mastery["student_key"].drop_duplicates()
    cells = students.to_frame().merge(pd.DataFrame({"standard_code": codes}), how="cross")
    cells = cells.merge(mastery[["student_key", "standard_code", "level", "evidence_count", "latest_date"]], how="left")
    cells["level"] = cells["level"].fillna("not recorded")
    cells["place"] = cells["standard_code"].map(place).astype("float64")
    now = _worked_on(cells, standard_code).set_index("student_key").reindex(students)
    following = _following(cells, now["place"])

    table = pd.DataFrame({"student_key": students.to_numpy()})
    table["standard_code"] = now["standard_code"].fillna("").astype("str").to_numpy()
    table["level"] = now["level"].fillna("not recorded").astype("str").to_numpy()
    table["next_code"] = looked_up(table["student_key"], following)
    missing, known = _open_prerequisites(table, cells, prerequisites, titles, level_words)
    table["missing"] = looked_up(table["student_key"], missing)
    secure = table["level"].isin(SECURE)
    table["state"] = np.select(
        [
            secure & (table["next_code"] == ""),
            secure & (table["missing"] != ""),
            secure,
            table["level"].isin(BELOW),
        ],
        ["all secure", "ready, but look first", "ready", "not yet"],
        default="not known yet",
    )
    # What the next standard builds on matters once this one is secure.
    table["missing"] = table["missing"].where(table["state"] == "ready, but look first", "")
    table["ready"] = table["state"].isin(("ready", "all secure"))
    named = table.assign(
        here=table["standard_code"].map(titles),
        after=table["next_code"].map(titles),
        word=table["level"].replace(dict(level_words or {})),
    )
    table["because"] = [_because(row, row.student_key in known) for row in named.itertuples()]
    return table[_COLUMNS]


def open_prerequisites(
    wanted: pd.DataFrame,
    mastery: pd.DataFrame,
    standards: pd.DataFrame | None,
    prerequisites: pd.DataFrame | None,
    level_words: Mapping[str, str] | None = None,
) -> pd.Series:
    """Return, for each row of (student_key, standard_code), the prerequisites that are not secure, in words.

    Returns
    -------
    Series of str
        With the index of `wanted`: 'Unit rates (developing), Long division (not enough evidence)', or ''.

    Examples
    --------
    >>> cells = pd.DataFrame({"student_key": ["s1"], "standard_code": ["A"], "level": ["developing"]})
    >>> needs = pd.DataFrame({"standard_code": ["B"], "prerequisite_code": ["A"]})
    >>> open_prerequisites(pd.DataFrame({"student_key": ["s1"], "standard_code": ["B"]}), cells, None, needs).tolist()
    ['A (developing)']
    """
    if prerequisites is None or prerequisites.empty or wanted.empty:
        return pd.Series("", index=wanted.index, dtype="str")
    titles = titles_of(standards, prerequisites["prerequisite_code"])
    asked = wanted[["student_key", "standard_code"]].rename(columns={"standard_code": "next_code"})
    asked = asked.assign(row=wanted.index)
    rows = _prerequisite_levels(asked, mastery, prerequisites)
    rows = rows[~rows["level"].isin(SECURE)]
    words = _worded(rows, titles, level_words).groupby(rows["row"], sort=False).agg(", ".join)
    return looked_up(wanted.index.to_series(), words)


def _worked_on(cells: pd.DataFrame, standard_code: str | None) -> pd.DataFrame:
    if standard_code is not None:
        return cells[cells["standard_code"] == standard_code]
    seen = cells[cells["evidence_count"] > 0].sort_values(["latest_date", "place"], na_position="first", kind="stable")
    return seen.drop_duplicates("student_key", keep="last")


def _following(cells: pd.DataFrame, now: pd.Series) -> pd.Series:
    """Return the code of the next standard that is not secure, by student: after this one, else before it."""
    here = cells["student_key"].map(now).astype("float64")
    later = cells["place"] > here
    candidates = cells[~cells["level"].isin(SECURE) & (cells["place"] != here) & here.notna()].assign(later=later)
    candidates = candidates.sort_values(["later", "place"], ascending=[False, True], kind="stable")
    return candidates.drop_duplicates("student_key").set_index("student_key")["standard_code"]


def _prerequisite_levels(asked: pd.DataFrame, levels: pd.DataFrame, prerequisites: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each prerequisite of each asked next_code, with what is known of the student there."""
    needs = prerequisites.loc[
        prerequisites["standard_code"] != prerequisites["prerequisite_code"], ["standard_code", "prerequisite_code"]
    ].rename(columns={"standard_code": "next_code"})
    rows = asked.merge(needs, on="next_code")
    known = levels[["student_key", "standard_code", "level"]].rename(columns={"standard_code": "prerequisite_code"})
    rows = rows.merge(known, on=["student_key", "prerequisite_code"], how="left")
    return rows.assign(level=rows["level"].fillna("not recorded"))


def _worded(rows: pd.DataFrame, titles: pd.Series, level_words: Mapping[str, str] | None) -> pd.Series:
    level = rows["level"].replace(dict(level_words or {})).astype("str")
    return rows["prerequisite_code"].map(titles).astype("str") + " (" + level + ")"


def _open_prerequisites(
    table: pd.DataFrame,
    cells: pd.DataFrame,
    prerequisites: pd.DataFrame,
    titles: pd.Series,
    level_words: Mapping[str, str] | None,
) -> tuple[pd.Series, set[str]]:
    """Return the open prerequisites of each student's next standard in words, and who has any prerequisite at all."""
    rows = _prerequisite_levels(table[["student_key", "next_code"]], cells, prerequisites)
    still_open = rows[~rows["level"].isin(SECURE)]
    words = _worded(still_open, titles, level_words).groupby(still_open["student_key"], sort=False).agg(", ".join)
    return words, set(rows["student_key"])


def _because(row, has_prerequisites: bool) -> str:
    if row.standard_code == "":
        return "There is no evidence yet."
    if row.state == "not known yet":
        return f"There is not enough evidence on {row.here} for a level."
    if row.state == "not yet":
        return f"{row.here} is {row.word}."
    if row.state == "all secure":
        return f"{row.here} is {row.word}, and so is every other standard here."
    if row.state == "ready, but look first":
        return f"{row.here} is {row.word}. Missing for {row.after}: {row.missing}."
    if not has_prerequisites:
        return f"{row.here} is {row.word}. Nothing is recorded that {row.after} builds on."
    return f"{row.here} is {row.word}, and so is what {row.after} builds on."
