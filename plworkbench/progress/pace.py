"""Pace: where each student is in the sequence, beside the plan of the class."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from plworkbench.progress.words import BELOW, SECURE, counted, looked_up

PLAN = "the plan"
MEDIAN = "the class's own median"

_COLUMNS = [
    "student_key",
    "due_count",
    "secure_count",
    "below_count",
    "not_known_count",
    "ahead_count",
    "difference",
    "says",
    "below_codes",
    "next_code",
    "next_due_on",
    "compared_with",
]


def due_dates(plan: pd.DataFrame, *, days_off: Collection[date] = ()) -> pd.DataFrame:
    """Return by which day each standard of a plan is meant to be secure.

    Parameters
    ----------
    plan : DataFrame
        Columns name, starts_on, ends_on and standard_codes (a list in the order of teaching), and sequence where the
        units are not in order; as the schema's table 'units'.
    days_off : collection of date, optional
        Days between Monday and Friday without school.

    Returns
    -------
    DataFrame
        Columns standard_code, unit and due_on, in the order of the plan, each standard once. Inside a unit the
        standards are spread evenly over its school days, the last one is due on its last day. Without a first day
        all are due on the last; without a last day `due_on` is empty. A standard of two units is due in the first of
        them that has a last day.

    Examples
    --------
    >>> plan = pd.DataFrame({"name": ["Unit 1"], "starts_on": [pd.Timestamp("2025-09-01")],
    ...     "ends_on": [pd.Timestamp("2025-09-12")], "standard_codes": [["A", "B"]]})
    >>> due_dates(plan)["due_on"].dt.strftime("%a %d %b").tolist()
    ['Fri 05 Sep', 'Fri 12 Sep']
    """
    units = plan.sort_values("sequence", kind="stable") if "sequence" in plan else plan
    rows = units.reset_index(drop=True)[["name", "starts_on", "ends_on", "standard_codes"]].explode("standard_codes")
    rows = rows[rows["standard_codes"].notna()]
    place = rows.groupby(level=0).cumcount().to_numpy() + 1
    size = rows.groupby(level=0)["standard_codes"].transform("size").to_numpy()
    starts, ends = (pd.to_datetime(rows[name]).to_numpy().astype("datetime64[D]") for name in ("starts_on", "ends_on"))
    holidays = np.array(sorted(days_off), dtype="datetime64[D]")
    due = ends.copy()
    dated = ~np.isnat(starts) & ~np.isnat(ends)
    school_days = np.zeros(len(rows), dtype=int)
    school_days[dated] = np.busday_count(starts[dated], ends[dated] + 1, holidays=holidays)
    # A unit that lies on a weekend has no school day to spread over: its last day is all there is.
    spread = dated & (school_days > 0)
    steps = -(-place[spread] * school_days[spread] // size[spread]) - 1
    due[spread] = np.busday_offset(starts[spread], steps, roll="forward", holidays=holidays)
    table = pd.DataFrame(
        {
            "standard_code": rows["standard_codes"].astype("str").to_numpy(),
            "unit": rows["name"].to_numpy(),
            "due_on": due.astype("datetime64[us]"),
        }
    )
    # Of two units only one may have days: the standard keeps its first place, and takes what is known of it.
    order = table["standard_code"].drop_duplicates()
    dated_first = table.sort_values("due_on", key=lambda days: days.isna(), kind="stable")
    return dated_first.drop_duplicates("standard_code").set_index("standard_code").reindex(order).reset_index()


def pace(
    mastery: pd.DataFrame,
    plan: pd.DataFrame | None,
    today: date | pd.Timestamp,
    *,
    days_off: Collection[date] = (),
) -> pd.DataFrame:
    """Return where each student is in the sequence: behind the plan, on it, or ahead of it.

    Parameters
    ----------
    mastery : DataFrame
        As `plworkbench.mastery.summarize_mastery` returns it, standards in the order of teaching.
    plan : DataFrame or None
        The units of the class (see `due_dates`). Without one, or without a day by which any standard is due, students
        are set beside the class's own median.
    today : date
        The day at which to look.
    days_off : collection of date, optional
        Days between Monday and Friday without school.

    Returns
    -------
    DataFrame
        One row a student in the order of `mastery`, never sorted by pace:

        - due_count: standards due by today (empty without a plan);
        - secure_count, below_count, not_known_count: of these, secure or extending; below the cut score; without a
          level. Without a plan, of all standards;
        - ahead_count: standards of the plan that are secure before the day they are due. One without such a day is
          neither due nor ahead;
        - difference: ahead_count - below_count, in standards; without a plan, secure_count - the class's median.
          Empty when nothing is known. What has no level counts as neither ahead nor behind;
        - says: the difference in words, and both its parts where there are two;
        - below_codes: the standards that are due and below the cut score;
        - next_code, next_due_on: what is due next and not secure yet;
        - compared_with: 'the plan' or "the class's own median".

    Notes
    -----
    A median is no target: about half of any class is below it, however well it does. It only says who is elsewhere
    in the sequence than most.

    Examples
    --------
    >>> mastery = pd.DataFrame({"student_key": ["s1", "s1", "s2", "s2"], "standard_code": ["A", "B"] * 2,
    ...     "level": ["secure", "extending", "developing", "not recorded"]})
    >>> plan = pd.DataFrame({"name": ["Unit 1"], "starts_on": [pd.Timestamp("2025-09-01")],
    ...     "ends_on": [pd.Timestamp("2025-09-12")], "standard_codes": [["A", "B"]]})
    >>> pace(mastery, plan, pd.Timestamp("2025-09-05"))["says"].tolist()
    ['1 standard ahead of the plan', '1 standard behind the plan']
    """
    due = None if plan is None or plan.empty else due_dates(plan, days_off=days_off)
    if due is None or due["due_on"].isna().all():
        return _beside_the_median(mastery)
    cells = _cells(mastery, due["standard_code"]).merge(due, on="standard_code", how="left")
    is_due = cells["due_on"] <= pd.Timestamp(today)
    secure, below = cells["level"].isin(SECURE), cells["level"].isin(BELOW)
    table = _count(
        cells,
        due_count=is_due,
        secure_count=is_due & secure,
        below_count=is_due & below,
        not_known_count=is_due & ~secure & ~below,
        ahead_count=(cells["due_on"] > pd.Timestamp(today)) & secure,
    )
    unknown = (table["not_known_count"] == table["due_count"]) & (table["ahead_count"] == 0) & (table["due_count"] > 0)
    table["difference"] = (table["ahead_count"] - table["below_count"]).astype("Int64").mask(unknown)
    table["says"] = [_plan_words(row) for row in table.itertuples()]
    upcoming = cells[~is_due & ~secure].sort_values("due_on", kind="stable")
    return _finished(table, cells[is_due & below], upcoming, PLAN)


def pace_spread(pace: pd.DataFrame) -> pd.DataFrame:
    """Return how the class is spread over the plan: how many students are how many standards behind or ahead.

    Parameters
    ----------
    pace : DataFrame
        As `pace` returns it.

    Returns
    -------
    DataFrame
        Columns difference (standards; empty for 'not known yet'), says and students (a count), from furthest behind
        to furthest ahead. It holds no names, and it is no ranking.

    Examples
    --------
    >>> frame = pd.DataFrame({"difference": pd.array([-2, 0, 0, None], dtype="Int64"), "compared_with": "the plan"})
    >>> pace_spread(frame)[["says", "students"]].to_numpy().tolist()
    [['2 behind', 1], ['on it', 2], ['not known yet', 1]]
    """
    counts = pace["difference"].astype("Int64").value_counts(dropna=False).sort_index()
    difference = pd.array(counts.index, dtype="Int64")
    has_plan = bool((pace["compared_with"] == PLAN).any())
    words = ["not known yet" if pd.isna(n) else _side(int(n), has_plan) for n in difference]
    return pd.DataFrame({"difference": difference, "says": words, "students": counts.to_numpy(dtype="int64")})


def _side(difference: int, has_plan: bool) -> str:
    if difference == 0:
        return "on it" if has_plan else "as many"
    fewer, more = ("behind", "ahead") if has_plan else ("fewer", "more")
    return f"{abs(difference)} {fewer if difference < 0 else more}"


def _cells(mastery: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Return one row for each student and code, 'not recorded' where the table has none, students outermost."""
    students = mastery["student_key"].drop_duplicates()
    grid = students.to_frame().merge(codes.to_frame(), how="cross")
    cells = grid.merge(mastery[["student_key", "standard_code", "level"]], how="left")
    cells["level"] = cells["level"].fillna("not recorded")
    return cells


def _count(cells: pd.DataFrame, **which: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(which).groupby(cells["student_key"], sort=False).sum().astype("int64").reset_index()


def _plan_words(row) -> str:
    if row.due_count == 0 and row.ahead_count == 0:
        return "nothing is due yet"
    if pd.isna(row.difference):
        return "not known yet"
    if row.below_count and row.ahead_count:
        # A difference alone would hide what is open behind what is ahead.
        said = f"{counted(row.below_count, 'standard')} behind the plan, {row.ahead_count} ahead of it"
    elif row.difference:
        said = f"{counted(abs(row.difference), 'standard')} {'behind' if row.difference < 0 else 'ahead of'} the plan"
    else:
        said = "on the plan"
    return f"{said}, {row.not_known_count} of {row.due_count} due not known yet" if row.not_known_count else said


def _beside_the_median(mastery: pd.DataFrame) -> pd.DataFrame:
    cells = mastery[["student_key", "standard_code", "level"]].assign(due_on=pd.NaT)
    secure, below = cells["level"].isin(SECURE), cells["level"].isin(BELOW)
    table = _count(cells, secure_count=secure, below_count=below, not_known_count=~secure & ~below)
    known = (table["secure_count"] + table["below_count"]) > 0
    # The median itself may lie half way between two students; a whole standard is the smallest difference there is.
    middle = table["secure_count"].where(known).median()
    middle = 0.0 if pd.isna(middle) else float(np.floor(middle))
    table["difference"] = (table["secure_count"] - int(middle)).astype("Int64").mask(~known)
    table["due_count"] = pd.array([pd.NA] * len(table), dtype="Int64")
    table["ahead_count"] = 0
    more_or_fewer = table["difference"].map(
        lambda n: "not known yet" if pd.isna(n) else "as many as the middle of the class" if n == 0 else _than(int(n))
    )
    table["says"] = more_or_fewer.astype("str")
    return _finished(table, cells[below], cells[~secure], MEDIAN)


def _than(difference: int) -> str:
    standards = counted(abs(difference), "secure standard")
    return f"{standards} {'fewer' if difference < 0 else 'more'} than the middle of the class"


def _finished(table: pd.DataFrame, below: pd.DataFrame, upcoming: pd.DataFrame, compared_with: str) -> pd.DataFrame:
    codes = below.groupby("student_key")["standard_code"].agg(tuple)
    following = upcoming.drop_duplicates("student_key").set_index("student_key")
    keys = table["student_key"]
    table["below_codes"] = [codes.get(key, ()) for key in keys]
    table["next_code"] = looked_up(keys, following["standard_code"])
    due_on = pd.to_datetime(following["due_on"]).astype("datetime64[us]")
    table["next_due_on"] = due_on.reindex(keys).to_numpy()
    table["compared_with"] = compared_with
    return table[_COLUMNS]
