"""The numbers agree with gradebooks in use: every published case, by its id."""

import csv
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from plworkbench.mastery import (
    canvas_scoring,
    class_score,
    khan_level,
    rating_percents,
    roll_up,
    summarize_mastery,
    weigh_evidence,
)
from plworkbench.mastery.gradebooks import KHAN_POINTS

CASES = Path(__file__).parent / "cases"


def read(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_system(system):
    return [row for row in read("other_rollup_cases.csv") if row["system"].startswith(system)]


def by_id(rows):
    return [pytest.param(row, id=row["case_id"]) for row in rows]


def same(score, expected):
    return math.isnan(score) if expected is None else score == expected


def canvas_evidence(results, points_possible):
    """One piece of evidence a result: whole scores are points of the outcome's scale, questions bring their own."""
    rows = []
    for result in results:
        question = result.get("quiz", False)
        possible = result["possible"] if question else points_possible
        rows.append(
            {
                "student_key": "a",
                "standard_code": "o",
                "assessment": result.get("assessment", f"work {len(rows)}"),
                "kind": "quiz question" if question else "rubric",
                "score": result["percent"] * possible if question else result["score"],
                "points_possible": possible,
                "status": "scored",
                "date_submitted": result["t"],
                "sequence": 0,
                "attempt": 1,
            }
        )
    evidence = pd.DataFrame(rows)
    day = pd.to_timedelta(evidence["date_submitted"].astype("float64"), unit="D")
    return evidence.assign(date_submitted=pd.Timestamp("2025-01-31") + day, score=evidence["score"].astype("float64"))


@pytest.mark.parametrize("case", by_id(read("canvas_rollup_cases.csv")))
def test_a_student_has_the_score_canvas_gives(case):
    scoring = canvas_scoring(
        case["stored_method"],
        int(case["calc_int"]) if case["calc_int"] else None,
        mastery_points=float(case["mastery_points"]),
        points_possible=float(case["points_possible"]),
        new_decaying_average=case["new_decaying_flag"] != "off",
    )
    evidence = canvas_evidence(json.loads(case["results_json"]), float(case["points_possible"]))
    expected = float(case["expected_score"]) if case["expected_score"] else None
    assert same(summarize_mastery(evidence, scoring=scoring)["score"].item(), expected)


def question(percent, possible, quiz, t=0):
    return {"percent": percent, "possible": possible, "assessment": quiz, "t": t, "quiz": True}


def whole(score, t=None):
    return {"score": score, "t": t}


TWO_QUIZZES = [
    *(question(percent, possible, "q1") for percent, possible in ((0.6, 3), (0.1, 5), (0.4, 2))),
    *(question(percent, possible, "q2", -1) for percent, possible in ((0.5, 5), (0.8, 2), (0.6, 3))),
]
OLD_NAME = "decaying_average"


@pytest.mark.parametrize(
    ("method", "number", "mastery", "results", "expected"),
    [
        ("n_mastery", 3, 3, [whole(score) for score in (4, 5, 1, 3, None, 3)], 3.75),
        ("n_mastery", 3, 3, [question(0.2, 1, "q1"), question(0.5, 1, "q2"), question(0.8, 1, "q3")], None),
        (OLD_NAME, 65, 3, [whole(2.123)], 2.12),
        (OLD_NAME, 65, 3, [question(0.4, 1, "q1"), question(0.9, 1, "q2", -1), whole(3, -2), whole(2, -3)], 2.41),
        (OLD_NAME, 65, 5, [question(0.6, 1, "q1"), question(0.7, 1, "q2", -1), question(0.4, 1, "q3", -2)], 2.91),
        (OLD_NAME, 65, 5, TWO_QUIZZES, 1.84),
        ("latest", None, 5, TWO_QUIZZES, 1.55),
        ("highest", None, 5, TWO_QUIZZES, 4.0),
    ],
)
def test_further_cases_of_canvas_own_specification_hold(method, number, mastery, results, expected):
    scoring = canvas_scoring(method, number, mastery_points=mastery, points_possible=5)
    found = summarize_mastery(canvas_evidence(results, 5.0), scoring=scoring)["score"].item()
    assert same(found, expected)


def test_a_score_above_full_marks_is_what_it_is_where_canvas_cuts_nothing():
    assert roll_up([1, 40], scoring=canvas_scoring("highest")) == 40.0
    assert roll_up([5, 4], rule="mean", extra_credit="counts") == 4.5


@pytest.mark.parametrize(("number", "needed"), [(3, 3), (3.0, 3), (math.nan, 5), (pd.NA, 5), (None, 5)])
def test_settings_of_canvas_may_come_from_a_table_with_gaps(number, needed):
    assert canvas_scoring("n_mastery", number).times_needed == needed
    assert canvas_scoring(math.nan).rule == "highest"


@pytest.mark.parametrize("case", by_id(read("canvas_class_rollup_cases.csv")))
def test_a_class_has_the_score_canvas_gives(case):
    given, expected = json.loads(case["input_json"]), json.loads(case["expected_json"] or "null")
    if case["statistic"] == "rating_percents":
        assert rating_percents(given["student_scores"], given["rating_cutoffs"]) == expected
    else:
        assert same(class_score(given["student_scores"], case["statistic"]), expected)


@pytest.mark.parametrize("case", by_id(of_system("JumpRope")))
def test_the_power_law_is_that_of_jumprope(case):
    assert roll_up(json.loads(case["scores_in_time_order"]), rule="power_law") == float(case["expected"])


@pytest.mark.parametrize("case", by_id(row for row in of_system("NHA") if "NOT reproduced" not in row["checked"]))
def test_without_growth_the_average_counts_as_in_nha_gradebook(case):
    scores = json.loads(case["scores_in_time_order"])
    assert roll_up(scores, rule="power_law_if_growing") == float(case["expected"])


@pytest.mark.parametrize("case", by_id(of_system("Common Goal")))
def test_the_median_of_recent_scores_is_that_of_teacherease(case):
    scores = json.loads(case["scores_in_time_order"].partition(" (")[0])
    found = roll_up(scores, rule="recent_median", recent_count=int(case["parameter"]))
    assert found == float(case["expected"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("mean", 30.0), ("weighted_mean", 27.14), ("median", 26.67), ("lowest", 0.0), ("highest", 50.0), ("mode", 50.0)],
)
def test_a_course_total_is_that_of_moodles_own_acceptance_tests(rule, expected):
    """grade/tests/behat/grade_aggregation.feature: two categories; empty grades of the second count as 0."""

    def of_category(scores, points, **weights):
        return roll_up(scores, points_possible=points, rule=rule, scale="percent", **weights) / 100

    parts = [of_category([10, 5], [20, 10]), of_category([10, 5, 0], [20, 10, 15])]
    if rule == "weighted_mean":  # each of these weighs 1
        parts = [of_category([10, 5], [20, 10], piece_weights=[1, 1])]
        parts.append(of_category([10, 5, 0], [20, 10, 15], piece_weights=[1, 1, 1]))
    total = roll_up(
        [60, 20, 40, *parts],
        points_possible=[300, 100, 150, 1, 1],
        piece_weights=[3, 1, 1, 1, 1] if rule == "weighted_mean" else None,
        rule=rule,
        scale="percent",
    )
    assert total == pytest.approx(expected, abs=0.006)  # the categories have been rounded on their way


MOODLE_RULES = {"max": "highest", "min": "lowest", "weighted_mean": "weighted_mean"}


@pytest.mark.parametrize("case", by_id(row for row in of_system("Moodle") if row["parameter"]))
def test_a_category_has_the_whole_points_moodle_gives(case):
    method, _, weights = case["method"].partition(" weights ")
    found = roll_up(
        json.loads(case["scores_in_time_order"].removesuffix(" of 10")),
        points_possible=10,
        piece_weights=[float(weight) for weight in weights.split(";")] if weights else None,
        rule=MOODLE_RULES.get(method, method),
        scale={"name": "moodle", "label": "to 20", "top": 20, "cut_score": 10},
    )
    assert int(found) == int(case["expected"])


@pytest.mark.parametrize("case", by_id(row for row in of_system("Moodle") if not row["parameter"]))
def test_moodle_keeps_these_when_the_lowest_are_dropped_or_the_highest_kept(case):
    what, _, count = case["method"].rpartition(" ")
    scores = json.loads(case["scores_in_time_order"])
    evidence = pd.DataFrame({"student_key": "a", "standard_code": "o", "score": scores, "points_possible": 10.0,
                             "status": "scored", "sequence": range(len(scores))})  # fmt: skip
    weighed = weigh_evidence(evidence, "mean", **{what: int(count)})
    kept = weighed.loc[weighed["weight"] > 0, "score"].tolist()
    assert kept == json.loads(case["expected"].removeprefix("kept "))


@pytest.mark.parametrize("case", by_id(of_system("SchoolWise")))
@pytest.mark.parametrize("scores", [[2], [2, 4], [4, 1, 3, 3.5]])
def test_the_decaying_average_is_recursive_as_in_schoolwise(case, scores):
    latest = int(case["parameter"]) / 100
    average = scores[0]
    for score in scores[1:]:
        average = latest * score + (1 - latest) * average
    assert roll_up(scores, rule="decaying_average", latest_weight=latest) == pytest.approx(average, abs=0.005)


@pytest.mark.parametrize("case", by_id(of_system("Khan")))
@pytest.mark.parametrize(
    ("results", "level", "points"),
    [
        ([], "Not started", 0),
        ([("exercise", 0.69)], "Attempted", 0),
        ([("exercise", 0.7)], "Familiar", 50),
        ([("exercise", 0.99)], "Familiar", 50),
        ([("exercise", 1.0)], "Proficient", 80),
        ([("exercise", 1.0), ("exercise", 1.0)], "Proficient", 80),
        ([("mixed", True)], "Familiar", 50),
        ([("exercise", 1.0), ("mixed", True)], "Mastered", 100),
        ([("exercise", 1.0), ("mixed", True), ("mixed", True)], "Mastered", 100),
        ([("exercise", 1.0), ("mixed", True), ("mixed", False)], "Proficient", 80),
        ([("exercise", 0.8), ("mixed", False)], "Attempted", 0),
        ([("mixed", False), ("mixed", False)], "Attempted", 0),
    ],
)
def test_a_skill_has_the_level_khan_academy_describes(case, results, level, points):
    assert khan_level(results) == level
    assert KHAN_POINTS[level] == points
