"""Items of a test: difficulty, discrimination, distractors, and wrong answers that several students share."""

import numpy as np
import pandas as pd
import pytest

from plworkbench.mastery.items import NOT_RECORDED, WRONG_KEY, distractors, error_patterns, item_statistics
from plworkbench.schema import empty_frame


def answers(scores, *, responses=None, keys=None, assessment="Quiz 1", points=1.0, minutes=None, codes=None):
    """Answers from a matrix of scores: one row a student, one column an item; NaN is no score."""
    scores = np.asarray(scores, dtype=float)
    students, items = scores.shape
    return pd.DataFrame(
        {
            "student_key": np.repeat([f"s{n:02}" for n in range(students)], items),
            "assessment": assessment,
            "item": [f"{n + 1}" for n in range(items)] * students,
            "standard_code": (codes or ["A"] * items) * students,
            "attempt": 1,
            "response": None if responses is None else np.asarray(responses, dtype=object).ravel(),
            "correct_response": None if keys is None else list(keys) * students,
            "score": scores.ravel(),
            "points_possible": points,
            "minutes": minutes,
        }
    )


def drawn(students=40, items=8, seed=1):
    """Right and wrong by a Rasch model, so that items tell students apart."""
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(size=students), np.linspace(-1.5, 1.5, items)
    return (rng.random((students, items)) < 1 / (1 + np.exp(difficulty - 1.5 * ability[:, None]))).astype(float)


def one_item(choices, key="B", others=6):
    """An item to choose an answer for, beside items that set the students in the order they are given."""
    students = len(choices)
    rest = np.array([[float(n * others // students > place) for place in range(others)] for n in range(students)])
    scores = np.column_stack([[float(choice == key) for choice in choices], rest])
    responses = np.full(scores.shape, None, dtype=object)
    responses[:, 0] = choices
    return answers(scores, responses=responses, keys=[key] + [None] * others)


def first_item(frame):
    return frame[frame["item"] == "1"].reset_index(drop=True)


def test_difficulty_is_the_mean_share_of_the_points_and_discrimination_the_correlation_with_the_rest():
    scores = drawn()
    found = item_statistics(answers(scores))
    for place, row in enumerate(found.itertuples()):
        rest = np.delete(scores, place, axis=1).sum(axis=1)
        assert row.difficulty == pytest.approx(scores[:, place].mean())
        assert row.discrimination == pytest.approx(np.corrcoef(scores[:, place], rest)[0, 1])
        assert row.low < row.discrimination < row.high
    assert found["difficulty"].is_monotonic_decreasing or found["difficulty"].iloc[0] > found["difficulty"].iloc[-1]


def test_the_interval_of_the_discrimination_is_fishers():
    row = item_statistics(answers(drawn(students=28)), interval=0.95).iloc[3]
    reach = 1.959964 / np.sqrt(25)
    assert row["low"] == pytest.approx(np.tanh(np.arctanh(row["discrimination"]) - reach), abs=1e-6)


@pytest.mark.parametrize(("students", "known"), [(9, False), (10, True), (11, True)])
def test_with_fewer_than_ten_students_no_discrimination_is_given(students, known):
    scores = drawn(students=students, seed=4)
    scores[0], scores[1] = 0, 1  # so that every item varies
    found = item_statistics(answers(scores))
    assert found["discrimination"].notna().all() == known
    if not known:
        assert found["discrimination"].isna().all() and found["says"].eq("too few answers to tell").all()


def test_an_item_everybody_gets_right_tells_nobody_apart_and_has_no_discrimination():
    scores = drawn()
    scores[:, 0] = 1
    row = item_statistics(answers(scores)).iloc[0]
    assert row["difficulty"] == 1 and np.isnan(row["discrimination"])
    assert row["says"] == "everybody earned the same: tells nobody apart"


def test_an_item_alone_in_its_assessment_has_nothing_to_be_compared_with():
    row = item_statistics(answers(drawn(items=1))).iloc[0]
    assert np.isnan(row["discrimination"]) and row["says"] == "no other items to compare with"


def test_an_item_the_better_students_miss_says_to_check_the_marked_answer():
    scores = drawn()
    scores[:, 0] = scores[:, 1:].sum(axis=1) < np.median(scores[:, 1:].sum(axis=1))
    row = item_statistics(answers(scores)).iloc[0]
    assert row["discrimination"] < 0
    assert row["says"] == "those who did well elsewhere missed it: check the marked answer"


def test_a_missing_score_is_left_out_and_never_counts_as_zero():
    scores = drawn()
    gaps = scores.copy()
    gaps[:5, 0] = np.nan
    row = item_statistics(answers(gaps)).iloc[0]
    assert row["n"] == 35 and row["difficulty"] == pytest.approx(scores[5:, 0].mean())
    rest = scores[5:, 1:].mean(axis=1)
    assert row["discrimination"] == pytest.approx(np.corrcoef(scores[5:, 0], rest)[0, 1])


def test_only_the_first_try_of_a_student_counts():
    first = answers(drawn())
    again = first.assign(attempt=2, score=1.0)
    pd.testing.assert_frame_equal(item_statistics(pd.concat([again, first], ignore_index=True)), item_statistics(first))


def test_items_worth_several_points_are_shares_of_their_points():
    row = item_statistics(answers([[3.0, 1.0]] * 6 + [[0.0, 1.0]] * 6, points=4.0)).iloc[0]
    assert row["difficulty"] == pytest.approx(0.375)


def test_an_answer_without_a_score_is_compared_with_the_right_one():
    responses = [[" b "], ["B"], ["c"], [None]]
    found = item_statistics(answers([[np.nan]] * 4, responses=responses, keys=["B"], points=np.nan))
    assert found["n"].item() == 3 and found["difficulty"].item() == pytest.approx(2 / 3)
    assert found["blank_count"].item() == 1


def test_two_assessments_with_items_of_the_same_name_stay_apart():
    both = pd.concat([answers(drawn()), answers(drawn(seed=2), assessment="Quiz 2")], ignore_index=True)
    found = item_statistics(both)
    alone = item_statistics(answers(drawn(seed=2), assessment="Quiz 2"))
    assert len(found) == 16
    pd.testing.assert_frame_equal(found.iloc[8:].reset_index(drop=True), alone)


def test_distractors_count_who_chose_what_in_the_upper_and_the_lower_half():
    choices = ["A"] * 4 + ["C"] * 2 + [None] + ["B"] * 1 + ["B"] * 7 + ["C"]
    found = first_item(distractors(one_item(choices))).set_index("response")
    assert found.index.tolist() == ["B", "A", "C", ""]  # the right one first
    assert found["count"].to_dict() == {"B": 8, "A": 4, "C": 3, "": 1}
    assert found["share"].sum() == pytest.approx(1) and found.loc["B", "is_right"]
    assert found.loc["A", "upper_count"] == 0 and found.loc["A", "lower_count"] == 4
    assert found[["upper_share", "lower_share"]].sum().tolist() == pytest.approx([1, 1])
    assert found["note"].eq("").all()


@pytest.mark.parametrize(("upper_wrong", "flagged"), [(5, True), (4, False), (3, False)])
def test_a_wrong_answer_more_of_the_upper_half_chose_than_the_right_one_is_flagged(upper_wrong, flagged):
    choices = ["A", "C", "A", "C", "A", "C", "A", "C"] + ["C"] * upper_wrong + ["B"] * (8 - upper_wrong)
    found = first_item(distractors(one_item(choices))).set_index("response")
    assert found["upper_count"].sum() == 8
    assert (found.loc["C", "note"] == WRONG_KEY) == flagged
    assert found.loc["B", "note"] == ""


def test_items_nobody_gave_a_written_answer_to_have_no_distractors():
    assert distractors(answers(drawn())).empty


def test_wrong_answers_shared_by_several_students_are_named_by_standard_with_the_students():
    choices = [["A", "x"], ["A", "x"], ["a ", "y"], ["B", "x"], ["C", "z"], ["C", None]]
    scores = [[float(row[0] == "B"), float(row[1] == "z")] for row in choices]
    frame = answers(scores, responses=choices, keys=["B", "z"], codes=["6.RP.A.2", "6.RP.A.1"])
    found = error_patterns(frame, minimum_students=3)
    assert found["standard_code"].tolist() == ["6.RP.A.2", "6.RP.A.1"]
    assert found["student_keys"].tolist() == [("s00", "s01", "s02"), ("s00", "s01", "s03")]
    assert found["wrong_count"].tolist() == [5, 4] and found["correct_response"].tolist() == ["B", "z"]
    assert len(error_patterns(frame, minimum_students=2)) == 3  # C, twice, as well
    with pytest.raises(ValueError, match="shared by 2 or more"):
        error_patterns(frame, minimum_students=1)


def test_an_empty_answer_is_no_pattern_and_the_right_one_is_none():
    choices = [None] * 4 + ["B"] * 4
    assert error_patterns(one_item(choices)).empty


def test_time_on_an_item_changes_nothing_but_the_minutes_shown():
    quick, slow = (one_item(["A"] * 5 + ["B"] * 5 + ["C"] * 4).assign(minutes=m) for m in (1.0, 45.0))
    one, other = item_statistics(quick), item_statistics(slow)
    assert one["minutes_median"].eq(1).all() and other["minutes_median"].eq(45).all()
    pd.testing.assert_frame_equal(one.drop(columns="minutes_median"), other.drop(columns="minutes_median"))
    pd.testing.assert_frame_equal(distractors(quick), distractors(slow))
    pd.testing.assert_frame_equal(error_patterns(quick), error_patterns(slow))


def test_no_answers_give_empty_frames_and_no_frame_is_changed():
    nothing = empty_frame("item_responses")
    assert item_statistics(nothing).empty and distractors(nothing).empty and error_patterns(nothing).empty
    frame = one_item(["A"] * 5 + ["B"] * 5)
    before = frame.copy(deep=True)
    item_statistics(frame), distractors(frame), error_patterns(frame)
    pd.testing.assert_frame_equal(frame, before)


def named(*items):
    """The answers of two students to items of these names, in this order."""
    frame = answers([[1.0] * len(items)] * 2)
    return frame.assign(item=list(items) * 2)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (["Question 10: x", "Question 2: y", "Question 1"], ["Question 1", "Question 2: y", "Question 10: x"]),
        (["Q2", "Q1b", "q1a", "Q10"], ["q1a", "Q1b", "Q2", "Q10"]),
        (["10", "9", "1"], ["1", "9", "10"]),
        (["3. Why?", "1. What?", "2. Who?"], ["1. What?", "2. Who?", "3. Why?"]),
        (["What is 3 + 4?", "2", "1"], ["What is 3 + 4?", "2", "1"]),  # one has no number: as the form has them
        (["12 cats, 8 dogs", "2 red hats"], ["12 cats, 8 dogs", "2 red hats"]),  # a number of the wording
        (["Question A", "Question B"], ["Question A", "Question B"]),
    ],
)
def test_items_come_by_number_where_every_one_has_a_number(given, shown):
    assert item_statistics(named(*given))["item"].tolist() == shown


def test_assessments_keep_their_order_and_wrong_answers_come_by_number_too():
    choices = [["A", "A"]] * 3 + [["B", "B"]] * 3
    scores = [[float(mark == "B") for mark in row] for row in choices]
    frame = answers(scores, responses=choices, keys=["B", "B"]).replace({"item": {"1": "Item 10", "2": "Item 9"}})
    both = pd.concat([frame.assign(assessment="Test 2"), frame.assign(assessment="Test 1")])
    wanted = [("Test 2", "Item 9"), ("Test 2", "Item 10"), ("Test 1", "Item 9"), ("Test 1", "Item 10")]
    for found in (item_statistics(both), distractors(both).drop_duplicates(["assessment", "item"]),
                  error_patterns(both)):  # fmt: skip
        assert list(found[["assessment", "item"]].itertuples(index=False, name=None)) == wanted


def test_an_item_worked_out_on_paper_has_answers_not_recorded_and_nobody_left_it_empty():
    frame = answers([[1.0, 1.0]] * 3, responses=[["A", None], [None, None], ["A", None]], keys=["A", None])
    found = item_statistics(frame)
    assert found["answers"].tolist() == ["1 left empty", NOT_RECORDED]
    assert found["blank_count"].isna().tolist() == [False, True]


def test_an_answer_that_earned_all_points_is_no_wrong_answer_however_the_key_is_written():
    responses = [["0.5"], ["0.5"], ["1/2"], ["2"], ["2"], ["2"]]
    frame = answers([[1.0], [1.0], [1.0], [0.0], [0.0], [0.0]], responses=responses, keys=["1/2"])
    found = distractors(frame).set_index("response")
    assert found["is_right"].to_dict() == {"0.5": True, "1/2": True, "2": False}
    assert error_patterns(frame, minimum_students=2)["response"].tolist() == ["2"]


def test_points_given_once_for_a_wrong_answer_do_not_make_it_right_for_all():
    frame = answers([[1.0], [0.0], [0.0], [0.0]], responses=[["2"]] * 4, keys=["3"])
    assert not distractors(frame)["is_right"].any()


def test_the_marked_answer_is_doubted_only_where_the_whole_interval_lies_below_zero():
    by_chance = (np.random.default_rng(seed).integers(0, 2, (22, 8)) for seed in range(12))
    said = pd.concat(item_statistics(answers(scores)) for scores in by_chance)
    below = said[said["discrimination"] < 0]
    doubted = below["says"].str.contains("check the marked answer")
    assert len(below) > 30 and doubted.mean() < 0.35
    assert (below.loc[doubted, "high"] < 0).all() and (below.loc[~doubted, "high"] >= 0).all()


def test_where_nobody_differs_on_the_other_items_it_is_not_said_of_this_one():
    row = item_statistics(answers([[n % 2, 1.0] for n in range(12)])).iloc[0]
    assert row["says"] == "everybody did equally well elsewhere: nothing to compare with"
