"""Items of a test: how hard each is, how well it tells students apart, and which wrong answers several students share.

Only the first try of each student counts, because a retake is taken by few and after seeing the item. Time on task is
shown beside an item as context; it takes part in nothing.
"""

from __future__ import annotations

import re
from statistics import NormalDist

import numpy as np
import pandas as pd

ITEM = ["assessment", "item"]

WRONG_KEY = "the marked answer may be wrong"
"""Said of a wrong answer that more of the upper half chose than the right one."""

NOT_RECORDED = "answers not recorded"
"""Said of an item that has points but no answers: it was worked out on paper, say. Nobody left it empty."""

# 'Question 10: ...', 'Q3', '12.', '4b)': a number that names the item, and not one that is part of its wording.
_NUMBERED = re.compile(
    r"(?:(?:question|item|problem|task|exercise|quest|ques|no|nr|q|#)[.\s#]*)?([0-9]{1,9})\s*([a-z]?)\s*(?=$|[.:)(\]–—-])",
    re.IGNORECASE,
)

_READINGS = (
    (0.40, "tells students apart very well"),
    (0.30, "tells students apart well"),
    (0.20, "tells students apart a little"),
)


def item_statistics(item_responses: pd.DataFrame, *, minimum_students: int = 10, interval: float = 0.9) -> pd.DataFrame:
    """Return how hard each item is, and how well it tells students apart.

    Parameters
    ----------
    item_responses : DataFrame
        Columns of the schema's table 'item_responses': student_key, assessment, item, standard_code, attempt, response,
        correct_response, score, points_possible, minutes.
    minimum_students : int, default 10
        With fewer answers no discrimination is given, at least 4.
    interval : float, default 0.9
        Probability of the interval of the discrimination.

    Returns
    -------
    DataFrame
        One row an item, by assessment in the order they appear, then by number where every item has one ('Question 2'
        before 'Question 10'), else in the order they appear: assessment, item, standard_code, n (students with a
        score), blank_count (answers left empty; missing where nobody's answer is recorded), answers (the same in words:
        '3 left empty', `NOT_RECORDED`, or ''), difficulty (mean proportion of the points, 0..1: the higher, the
        easier), discrimination (-1..1), low, high (its interval), minutes_median (context), says (in words).

    Notes
    -----
    *Difficulty* is the classical item difficulty p. *Discrimination* is the corrected item-total correlation: the
    Pearson correlation of the points on the item with the share of the points on the other items of the assessment, the
    item itself left out (Henrysson 1963, *Psychometrika* 28, 211-218). Its interval is Fisher's, with
    tanh(atanh r +- z / sqrt(n - 3)); in one class it is wide, and a single number says little. The words follow the
    bounds of Ebel (Ebel & Frisbie 1991, *Essentials of Educational Measurement*, 5th ed., chapter 13): .40, .30, .20;
    he gave them for the difference of an upper and a lower group, and they are in general use for both. The marked
    answer is doubted only where the whole interval lies below 0.

    An item without a score, but with an answer and a right answer, is scored by comparing the two.

    Examples
    --------
    >>> answers = pd.DataFrame({"student_key": [f"s{n}" for n in range(12)] * 2, "assessment": "Quiz 1",
    ...     "item": ["1"] * 12 + ["2"] * 12, "standard_code": "A", "attempt": 1, "response": None,
    ...     "correct_response": None, "score": [1, 0] * 6 + [1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0],
    ...     "points_possible": 1.0, "minutes": 2.0})
    >>> item_statistics(answers)[["item", "n", "difficulty", "discrimination"]].round(2).to_numpy().tolist()
    [['1', 12, 0.5, 0.85], ['2', 12, 0.58, 0.85]]
    """
    answers = first_tries(item_responses)
    answers = answers.assign(answered=~answers["blank"])
    least = max(minimum_students, 4)
    items = answers.groupby(ITEM, sort=False)
    table = items.agg(
        standard_code=("standard_code", "first"),
        n=("proportion", "count"),
        blank_count=("blank", "sum"),
        difficulty=("proportion", "mean"),
        minutes_median=("minutes", "median"),
    )
    both = answers[answers["proportion"].notna() & answers["rest"].notna()]
    discrimination, pairs, spread = _correlation(both)
    table["discrimination"] = discrimination.where(pairs >= least).reindex(table.index)
    reach = NormalDist().inv_cdf(0.5 + interval / 2) / np.sqrt((pairs.reindex(table.index) - 3).clip(lower=1))
    # A perfect correlation has no interval by this formula: the ends of a hundred students' are close enough.
    middle = np.arctanh(table["discrimination"].clip(-0.9999, 0.9999))
    table["low"], table["high"] = np.tanh(middle - reach), np.tanh(middle + reach)
    alike = items["proportion"].max() == items["proportion"].min()
    table["says"] = _readings(table, pairs.reindex(table.index).fillna(0), spread.reindex(table.index), alike, least)
    table["standard_code"] = table["standard_code"].fillna("").astype("str")
    table["blank_count"] = table["blank_count"].astype("Int64").mask(~items["answered"].any())
    table["answers"] = table["blank_count"].map(_empty_words).astype("str")
    columns = ["standard_code", "n", "blank_count", "answers", "difficulty", "discrimination", "low", "high"]
    return in_order(table.reset_index())[[*ITEM, *columns, "minutes_median", "says"]]


def distractors(item_responses: pd.DataFrame) -> pd.DataFrame:
    """Return which answers were given to each item, by how many of the upper and the lower half.

    Parameters
    ----------
    item_responses : DataFrame
        As for `item_statistics`. Items to which nobody's answer is recorded are left out.

    Returns
    -------
    DataFrame
        One row for each item and answer, items as in `item_statistics`, the right answer first, then by count:
        assessment, item, standard_code, response ('' where it was left empty), is_right, count, share (of the students
        at the item), upper_count, lower_count, upper_share, lower_share (of those in each half), note (`WRONG_KEY`,
        or '').

    Notes
    -----
    The halves are those above and below the median of the share of points on the other items of the assessment;
    students at the median are in neither. Larger tests compare the upper and lower 27 % (Kelley 1939, *Journal of
    Educational Psychology* 30, 17-24); a class is too small for that. The note is given when at least three students of
    the upper half chose a wrong answer, and more of them than the right one. Capital letters and spaces at the ends
    make no difference. An answer is right that is the key, or earned most of those who gave it all points: '0.5' where
    the key says '1/2'.

    Examples
    --------
    >>> answers = pd.DataFrame({"student_key": ["s1", "s2", "s3"], "assessment": "Quiz 1", "item": "1",
    ...     "standard_code": "A", "attempt": 1, "response": ["3", "4", "3 "], "correct_response": "4",
    ...     "score": [0.0, 1.0, 0.0], "points_possible": 1.0, "minutes": None})
    >>> distractors(answers)[["response", "is_right", "count"]].to_numpy().tolist()
    [['4', True, 1], ['3', False, 2]]
    """
    return in_order(_counted(_answered(item_responses)).drop(columns=["folded", "correct_response"]))


def error_patterns(item_responses: pd.DataFrame, *, minimum_students: int = 3) -> pd.DataFrame:
    """Return the wrong answers that several students share, with the students, for teaching again.

    Parameters
    ----------
    item_responses : DataFrame
        As for `item_statistics`.
    minimum_students : int, default 3
        Students who gave the same wrong answer, from which it is listed, 2 or more.

    Returns
    -------
    DataFrame
        One row for each item and wrong answer, by standard, the most frequent first: standard_code, assessment, item,
        response, correct_response, count, wrong_count (of how many wrong answers to the item), student_keys (a tuple),
        note (`WRONG_KEY`, or '').

    Notes
    -----
    The same wrong answer may have different reasons. It is something to ask the students about, not a diagnosis.

    Examples
    --------
    >>> answers = pd.DataFrame({"student_key": ["s1", "s2", "s3"], "assessment": "Quiz 1", "item": "1",
    ...     "standard_code": "A", "attempt": 1, "response": ["3", "4", "3"], "correct_response": "4",
    ...     "score": [0.0, 1.0, 0.0], "points_possible": 1.0, "minutes": None})
    >>> error_patterns(answers, minimum_students=2)["student_keys"].item()
    ('s1', 's3')
    """
    if minimum_students < 2:
        raise ValueError(f"The number of students is {minimum_students}; a wrong answer is shared by 2 or more.")
    answers = _answered(item_responses)
    counts = _counted(answers)
    wrong = counts[~counts["is_right"] & (counts["folded"] != "")].copy()
    wrong["wrong_count"] = wrong.groupby(ITEM)["count"].transform("sum")
    shared = wrong[wrong["count"] >= minimum_students].copy()
    who = answers.groupby([*ITEM, "folded"], sort=False)["student_key"].agg(tuple)
    cells = list(zip(shared["assessment"], shared["item"], shared["folded"]))
    shared["student_keys"] = pd.Series([who[cell] for cell in cells], index=shared.index, dtype="object")
    shared = in_order(shared)
    place = pd.Series(range(shared["standard_code"].nunique()), index=shared["standard_code"].unique())
    order = shared.assign(place=shared["standard_code"].map(place))
    order = order.sort_values(["place", "count"], ascending=[True, False], kind="stable")
    columns = ["response", "correct_response", "count", "wrong_count", "student_keys", "note"]
    return order[["standard_code", *ITEM, *columns]].reset_index(drop=True)


def first_tries(item_responses: pd.DataFrame) -> pd.DataFrame:
    """Return each student's first try at each item, with the `proportion` of its points, and of the others' (`rest`).

    Returns
    -------
    DataFrame
        The rows with the columns more: proportion (0..1, NaN without a score), rest (the share of the points on all
        other items of the assessment, NaN without any), folded (the answer in small letters without spaces at its
        ends), blank.
    """
    rows = item_responses.sort_values("attempt", kind="stable").drop_duplicates([*ITEM, "student_key"]).sort_index()
    folded, key = (rows[name].astype("str").str.strip().str.casefold() for name in ("response", "correct_response"))
    folded, key = folded.where(rows["response"].notna(), ""), key.where(rows["correct_response"].notna(), "")
    possible = rows["points_possible"].astype("float64").where(rows["points_possible"] > 0)
    share = rows["score"].astype("float64") / possible
    compared = (folded == key).astype("float64").where((folded != "") & (key != ""))
    unscored = share.isna()
    rows = rows.assign(
        minutes=rows["minutes"].astype("float64"),
        proportion=share.mask(unscored, compared).clip(upper=1),
        folded=folded,
        folded_key=key,
        blank=folded == "",
    )
    weight = possible.mask(unscored, 1.0).where(rows["proportion"].notna())
    of_student = [rows["assessment"], rows["student_key"]]
    earned = rows["proportion"] * weight
    others = weight.groupby(of_student).transform("sum") - weight
    rest = (earned.groupby(of_student).transform("sum") - earned) / others.where(others > 1e-9)
    return rows.assign(rest=rest)


def in_order(items: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their items by number, where every item of an assessment has one; else they stay as they are.

    Parameters
    ----------
    items : DataFrame
        Columns assessment and item. The assessments keep the order in which they appear, and so do rows of one item.

    Examples
    --------
    >>> in_order(pd.DataFrame({"assessment": "Quiz", "item": ["Q10", "Q2", "Q1b", "Q1a"]}))["item"].tolist()
    ['Q1a', 'Q1b', 'Q2', 'Q10']
    >>> in_order(pd.DataFrame({"assessment": "Quiz", "item": ["Why?", "2 + 2"]}))["item"].tolist()
    ['Why?', '2 + 2']
    """
    found = {name: _NUMBERED.match(name.strip()) for name in items["item"].unique()}
    numbered = items["item"].map(lambda name: found[name] is not None).groupby(items["assessment"]).all()
    places = dict(zip(items["assessment"].unique(), range(len(items))))

    def place(row: tuple[str, str]) -> tuple[int, int, str]:
        assessment, name = row
        by_number = numbered[assessment]
        return places[assessment], int(found[name][1]) if by_number else 0, found[name][2].lower() if by_number else ""

    rows = list(zip(items["assessment"], items["item"]))
    return items.iloc[sorted(range(len(rows)), key=lambda number: place(rows[number]))].reset_index(drop=True)


def _empty_words(blank: int | None) -> str:
    return NOT_RECORDED if pd.isna(blank) else f"{blank} left empty" if blank else ""


def _answered(item_responses: pd.DataFrame) -> pd.DataFrame:
    """Return the first tries at items with any answer recorded; those worked out on paper have none."""
    rows = first_tries(item_responses)
    return rows[~rows["blank"].groupby([rows[name] for name in ITEM]).transform("all").astype(bool)]


def _counted(answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each item and answer with its counts, the right one first."""
    items = answers.groupby(ITEM, sort=False)
    middle = items["rest"].transform("median")
    rows = answers.assign(
        place=items.ngroup(),
        upper=answers["rest"] > middle,
        lower=answers["rest"] < middle,
        right=((answers["folded"] == answers["folded_key"]) | (answers["proportion"] == 1)) & ~answers["blank"],
    )
    table = rows.groupby([*ITEM, "folded"], sort=False).agg(
        place=("place", "first"),
        standard_code=("standard_code", "first"),
        response=("response", "first"),
        correct_response=("correct_response", "first"),
        is_right=("right", "mean"),
        count=("student_key", "size"),
        upper_count=("upper", "sum"),
        lower_count=("lower", "sum"),
    )
    table["is_right"] = table["is_right"] > 0.5
    table = table.reset_index().sort_values(
        ["place", "is_right", "count"], ascending=[True, False, False], kind="stable"
    )
    whole = table.groupby("place")
    for part, of in (("share", "count"), ("upper_share", "upper_count"), ("lower_share", "lower_count")):
        everybody = whole[of].transform("sum")
        table[part] = table[of] / everybody.where(everybody > 0)
    of_key = table["upper_count"].where(table["is_right"]).groupby(table["place"]).transform("sum")
    doubtful = ~table["is_right"] & (table["folded"] != "") & (table["upper_count"] >= 3)
    doubtful &= table["upper_count"] > of_key
    table["note"] = pd.Series(np.where(doubtful, WRONG_KEY, ""), index=table.index, dtype="str")
    for name in ("standard_code", "response", "correct_response"):
        table[name] = table[name].fillna("").astype("str").str.strip()
    columns = ["is_right", "count", "share", "upper_count", "lower_count", "upper_share", "lower_share", "note"]
    named = [*ITEM, "standard_code", "response", *columns, "folded", "correct_response"]
    return table.reset_index(drop=True)[named]


def _correlation(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return, by item, the correlation of its points with the rest; the number of pairs; and whether both vary."""
    keys = [rows[name] for name in ITEM]
    apart = {name: rows[name] - rows[name].groupby(keys).transform("mean") for name in ("proportion", "rest")}
    x, y = apart["proportion"], apart["rest"]
    sums = pd.DataFrame({"xy": x * y, "xx": x * x, "yy": y * y, "pairs": 1.0}).groupby(keys, sort=False).sum()
    varies = (sums["xx"] > 1e-12) & (sums["yy"] > 1e-12)
    return (sums["xy"] / np.sqrt(sums["xx"] * sums["yy"])).where(varies), sums["pairs"], varies


def _readings(table: pd.DataFrame, pairs: pd.Series, varies: pd.Series, alike: pd.Series, least: int) -> pd.Series:
    r = table["discrimination"]
    words = np.select(
        [
            table["n"] < least,
            pairs == 0,
            pairs < least,
            alike,
            ~varies.fillna(False).astype(bool),
            # Below zero by chance is common in one class: only an interval below zero says so much.
            table["high"] < 0,
            *[r >= bound for bound, _ in _READINGS],
        ],
        [
            "too few answers to tell",
            "no other items to compare with",
            "too few answers to tell",
            "everybody earned the same: tells nobody apart",
            "everybody did equally well elsewhere: nothing to compare with",
            "those who did well elsewhere missed it: check the marked answer",
            *[reading for _, reading in _READINGS],
        ],
        default="hardly tells students apart: look at it",
    )
    return pd.Series(words, index=table.index, dtype="str")
