"""What each rule does with the pieces of a cell, and the choices that come with it."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.mastery import (
    RULES,
    SCALES,
    Scale,
    Scoring,
    canvas_scoring,
    class_score,
    khan_level,
    level_of,
    order_evidence,
    rating_percents,
    roll_up,
    score_cells,
    summarize_mastery,
    weigh_evidence,
)
from plworkbench.mastery.gradebooks import CANVAS_METHODS
from plworkbench.mastery.rule_weights import WEIGHTS


def pieces(scores, **columns):
    """Evidence of one student on one standard, oldest first, each a piece of 4 points unless said otherwise."""
    evidence = pd.DataFrame(
        {
            "student_key": "s1",
            "standard_code": "6.RP.A.1",
            "assessment": [f"Quiz {number + 1}" for number in range(len(scores))],
            "score": np.array(scores, dtype=float),
            "points_possible": 4.0,
            "kind": "quiz",
            "status": "scored",
            "sequence": range(len(scores)),
            "attempt": 1,
        }
    )
    return evidence.assign(**columns)


def questions(scores, possible, quiz):
    """Questions of quizzes, one row a question."""
    return pieces(scores, points_possible=possible, kind="quiz question", assessment=quiz)


def score_of(evidence, rule, **choices):
    return summarize_mastery(evidence, rule, **choices)["score"].item()


def by_weights(weighed, scoring):
    """The score of one cell as `weigh_evidence` says it comes about."""
    used = weighed[weighed["weight"] != 0]
    if used.empty:
        return math.nan
    if used["in_logarithms"].any():
        return min(math.exp((used["weight"] * np.log(used["score_on_scale"])).sum()), scoring.scale.full_marks)
    return (used["weight"] * used["score_on_scale"]).sum()


@pytest.mark.parametrize(
    ("rule", "scores", "expected"),
    [
        ("weighted_average", [1, 2, 3, 4], 0.65 * 4 + 0.35 * 2),
        ("weighted_average", [3], 3.0),
        ("lowest", [3, 1, 2], 1.0),
        ("median", [4, 1, 2], 2.0),
        ("median", [4, 1, 2, 3], 2.5),
        ("median", [2], 2.0),
        ("mode", [1, 3, 3, 4], 3.0),
        ("mode", [1, 1, 4, 4, 2], 4.0),
        ("mode", [1, 2, 3], 3.0),
        ("mode", [0, 0, 1], 0.0),
        ("recent_mean", [0, 1, 2, 3], 2.0),
        ("recent_mean", [1, 2], 1.5),
        ("recent_median", [0, 4, 1, 2], 2.0),
        ("n_times", [4, 3, 2], math.nan),
        ("n_times", [4, 3, 2, 3], 3.33),
        ("power_law", [2], 2.0),
        ("power_law", [2, 2, 2], 2.0),
        ("power_law_if_growing", [4, 3, 2, 1], 2.5),
        ("power_law_if_growing", [1, 2, 3, 4], 4.0),
        ("power_law_if_growing", [2, 2, 2], 2.0),
        ("sum", [1, 2, 3], 6.0),
    ],
)
def test_a_rule_turns_scores_in_time_order_into_one_score(rule, scores, expected):
    assert score_of(pieces(scores), rule) == pytest.approx(expected, nan_ok=True)


def test_the_weighted_mean_takes_points_possible_unless_weights_are_given():
    evidence = pieces([4, 5], points_possible=[4.0, 20.0])
    assert score_of(evidence, "weighted_mean") == round((4 * 4 + 1 * 20) / 24, 2)
    assert score_of(evidence.assign(piece_weight=[3.0, 1.0]), "weighted_mean") == (3 * 4 + 1) / 4
    assert score_of(evidence.assign(piece_weight=[1.0, np.nan]), "weighted_mean") == round((4 + 20) / 21, 2)


def test_a_weight_of_nothing_or_less_takes_a_piece_out_of_the_weighted_mean():
    weighed = weigh_evidence(pieces([4, 1, 2], piece_weight=[1.0, 0.0, -2.0]), "weighted_mean")
    assert weighed["weight"].tolist() == [1, 0, 0]
    assert weighed["left_out_because"].tolist() == ["", "its weight is 0", "its weight is 0"]
    assert math.isnan(score_of(pieces([4], piece_weight=0.0), "weighted_mean"))


def test_the_sum_adds_points_whatever_each_piece_was_out_of():
    assert score_of(pieces([4, 5], points_possible=[4.0, 20.0]), "sum", scale="percent") == 9.0


@pytest.mark.parametrize("scores", [[0, 2, 3, 4], [3, 0], [0], [0, 0]])
@pytest.mark.parametrize("rule", ["power_law", "power_law_if_growing"])
def test_where_a_score_is_zero_the_average_stands_in_for_the_power_law(rule, scores):
    assert score_of(pieces(scores), rule) == np.mean(scores)
    assert not weigh_evidence(pieces(scores), rule)["in_logarithms"].any()


def test_a_curve_above_full_marks_is_full_marks_unless_extra_credit_counts():
    steep = pieces([1, 4, 4, 4])
    assert score_of(steep, "power_law") == 4.0
    assert score_of(steep, "power_law", extra_credit="counts") > 4.0


# Quizzes by question


QUIZ = questions([0.6, 0.7, 0.4, 2], [1.0, 1.0, 1.0, 2.0], ["A", "A", "A", "B"])
POOLED = (0.6 + 0.7 + 0.4) / 3 * 4


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("mean", (3 * POOLED + 4) / 4),
        ("median", POOLED),
        ("lowest", POOLED),
        ("highest", 4.0),
        ("n_times", 4.0),
        ("weighted_average", 0.65 * 4 + 0.35 * POOLED),
    ],
)
def test_questions_of_one_quiz_each_stand_for_the_quiz_except_under_highest_and_number_of_times(rule, expected):
    assert score_of(QUIZ, rule, times_needed=1) == pytest.approx(expected, abs=0.005)
    assert weigh_evidence(QUIZ, rule)["pooled"].all() == RULES[rule].pools_questions


def test_number_of_times_counts_questions_one_by_one():
    assert math.isnan(score_of(QUIZ, "n_times", cut_score=2.5, times_needed=3))
    assert score_of(QUIZ, "n_times", cut_score=2.5, times_needed=2) == (0.7 * 4 + 4) / 2


def test_questions_worth_more_points_weigh_more_in_their_quiz():
    assert score_of(questions([1, 0], [3.0, 1.0], "A"), "mean", scale={"top": 4}) == 1.0


@pytest.mark.parametrize("apart", [{"assessment": ["A", "B"]}, {"attempt": [1, 2]}, {"student_key": ["s1", "s2"]},
                                   {"standard_code": ["6.G", "6.NS"]}])  # fmt: skip
def test_questions_are_pooled_within_one_attempt_of_one_student_at_one_quiz(apart):
    weighed = weigh_evidence(questions([0, 1], 1.0, "A").assign(**apart), "mean")
    assert weighed["score_on_scale"].tolist() == [0.0, 4.0]


def test_a_whole_piece_of_the_same_name_is_not_pooled_with_questions():
    mixed = questions([0, 1], 1.0, "A").assign(kind=["quiz question", "rubric"])
    assert weigh_evidence(mixed, "mean")["score_on_scale"].tolist() == [0.0, 4.0]


def test_a_question_that_is_excused_is_no_part_of_its_quiz():
    quiz = questions([1, np.nan], 1.0, "A").assign(status=["scored", "excused"])
    assert score_of(quiz, "mean") == 4.0


# What counts


def test_missing_work_counts_as_0_only_when_the_teacher_says_so():
    evidence = pieces([4, np.nan, np.nan, np.nan], status=["scored", "missing", "excused", "not assigned"])
    assert score_of(evidence, "mean") == 4.0
    row = summarize_mastery(evidence, "mean", missing="counts as 0").iloc[0]
    assert (row.score, row.evidence_count, row.missing_count, row.excused_count) == (2.0, 2, 1, 1)


def test_extra_credit_counts_only_when_the_teacher_says_so():
    assert score_of(pieces([5, 4]), "mean") == 4.0
    assert score_of(pieces([5, 4]), "mean", extra_credit="counts") == 4.5


def test_the_lowest_are_dropped_before_anything_else_and_of_equals_the_oldest():
    weighed = weigh_evidence(pieces([2, 1, 1, 4]), "latest", drop_lowest=1)
    assert weighed["left_out_because"].tolist() == ["not the most recent", "the lowest", "not the most recent", ""]
    assert score_of(pieces([4, 1]), "latest", drop_lowest=1) == 4.0


def test_where_everything_is_dropped_there_is_evidence_but_no_score():
    row = summarize_mastery(pieces([4, 3]), "mean", drop_lowest=2).iloc[0]
    assert math.isnan(row.score) and (row.evidence_count, row.level) == (2, "not enough evidence")


def test_the_highest_are_kept():
    weighed = weigh_evidence(pieces([2, 4, 1, 3]), "mean", keep_highest=2)
    assert weighed["weight"].tolist() == [0, 0.5, 0, 0.5]
    assert weighed["left_out_because"].tolist() == [
        "not among the highest 2",
        "",
        "not among the highest 2",
        "",
    ]


@pytest.mark.parametrize(
    ("order_by", "scores"), [("assessed", [3, 1, 2]), ("handed in", [1, 3, 2]), ("due", [2, 3, 1])]
)
def test_the_day_that_orders_is_a_choice_and_the_next_one_stands_in_where_it_is_absent(order_by, scores):
    evidence = pieces(
        [1, 2, 3],
        date_assessed=pd.to_datetime(["2025-09-05", "2025-09-06", "2025-09-04"]),
        date_submitted=pd.to_datetime(["2025-09-01", None, "2025-09-03"]),
        date_due=pd.to_datetime(["2025-09-09", "2025-09-02", None]),
    )
    ordered = order_evidence(evidence, order_by)
    assert ordered["score"].tolist() == scores
    assert score_of(evidence, "latest", order_by=order_by) == scores[-1]


def test_an_unknown_day_cannot_order():
    with pytest.raises(ValueError, match="choose one of assessed, handed in, due"):
        order_evidence(pieces([1]), "posted")


def test_pieces_of_one_day_keep_the_order_given_and_no_day_is_oldest():
    assert roll_up([4, 3, 2], dates=["2025-09-01", None, "2025-09-01"], rule="latest") == 2.0
    assert roll_up([4, 3, 2], dates=[None, None, None], rule="latest") == 2.0
    assert roll_up([4, 3, 2], dates=[0.5, 0.2, -2], rule="latest") == 4.0
    assert roll_up([4, 3], dates=["2025-09-02T01:00+00:00", "2025-09-01T23:00-05:00"], rule="latest") == 3.0


REASONS = {
    "decaying_average": ({"latest_weight": 1}, ["not the most recent", "not the most recent", ""]),
    "weighted_average": ({"latest_weight": 1}, ["not the most recent", "not the most recent", ""]),
    "latest": ({}, ["not the most recent", "not the most recent", ""]),
    "highest": ({}, ["not the highest", "just as high, but another piece stands for it", ""]),
    "lowest": ({}, ["", "not the lowest", "not the lowest"]),
    "median": ({}, ["not in the middle", "", "not in the middle"]),
    "mode": ({}, ["not the score that appears most often", "", ""]),
    "recent_mean": ({"recent_count": 2}, ["not among the most recent 2", "", ""]),
    "recent_median": ({"recent_count": 1}, ["not the most recent", "not the most recent", ""]),
    "n_times": ({"times_needed": 2}, ["below the cut score", "", ""]),
}


@pytest.mark.parametrize(("rule", "choices", "reasons"), [(rule, *said) for rule, said in REASONS.items()])
def test_every_piece_without_weight_says_why(rule, choices, reasons):
    assert weigh_evidence(pieces([1, 4, 4]), rule, **choices)["left_out_because"].tolist() == reasons


def test_a_mark_that_was_not_reached_often_enough_says_so():
    reasons = weigh_evidence(pieces([4, 1]), "n_times", times_needed=2)["left_out_because"].tolist()
    assert reasons == ["fewer than 2 pieces are at or above the cut score", "below the cut score"]


SCORINGS = st.builds(
    Scoring,
    rule=st.sampled_from(list(RULES)),
    latest_weight=st.floats(0.01, 1),
    recent_count=st.integers(1, 4),
    times_needed=st.integers(1, 3),
    order_by=st.sampled_from(["assessed", "handed in", "due"]),
    missing=st.sampled_from(["left out", "counts as 0"]),
    extra_credit=st.sampled_from(["full marks", "counts"]),
    drop_lowest=st.integers(0, 2),
    keep_highest=st.none() | st.integers(1, 4),
    scale=st.sampled_from(list(SCALES.values())) | st.builds(
        Scale,
        st.just("district"),
        st.text("abc ", min_size=1).filter(str.strip),
        top=st.floats(1, 200),
        cut_score=st.floats(0.1, 1),
        extending_from=st.sampled_from([None, math.inf]),
        step=st.sampled_from([None, 0.1, 0.25, 1.0]),
        words=st.sampled_from([{}, {"secure": "Meets"}]),
    ),
    minimum_evidence=st.integers(1, 3),
)  # fmt: skip

ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, math.nan]),
        st.sampled_from([4.0, 5.0, 10.0, 0.0, math.nan]),
        st.sampled_from(["scored", "scored", "scored", "missing", "excused", "not assigned"]),
        st.sampled_from(["quiz", "quiz question", None]),
        st.sampled_from(["A", "B"]),
        st.sampled_from([None, "2025-09-01", "2025-09-02"]),
    ),
    min_size=1,
    max_size=8,
)


def evidence_of(rows):
    score, possible, status, kind, quiz, day = zip(*rows)
    return pieces(score, points_possible=possible, status=list(status), kind=list(kind), assessment=list(quiz),
                  date_assessed=pd.to_datetime(pd.Series(day, dtype="object")))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, scoring=SCORINGS)
def test_the_weights_of_a_cell_give_the_score_of_the_summary(rows, scoring):
    evidence = evidence_of(rows)
    weighed, row = weigh_evidence(evidence, scoring=scoring), summarize_mastery(evidence, scoring=scoring).iloc[0]
    expected = by_weights(weighed, scoring)
    assert math.isnan(row.score) == math.isnan(expected)
    half_a_step = (scoring.scale.step or 0.01) / 2
    assert math.isnan(expected) or abs(row.score - expected) <= half_a_step + 1e-6
    # A piece has a weight or a reason, never both and never neither.
    assert ((weighed["weight"] != 0) == (weighed["left_out_because"] == "")).all()
    assert len(weighed) == len(evidence)


@settings(max_examples=30, deadline=None)
@given(rows=ROWS, rule=st.sampled_from(list(RULES)))
def test_a_cell_is_scored_the_same_among_other_students(rows, rule):
    evidence = evidence_of(rows)
    others = pd.concat([evidence.assign(student_key="s0"), evidence, evidence.assign(standard_code="6.G", score=1.0)])
    shuffled = others.sample(frac=1, random_state=3).sort_values("sequence", kind="stable")
    alone = summarize_mastery(evidence, rule).iloc[0]
    among = summarize_mastery(shuffled, rule).set_index(["student_key", "standard_code"]).loc[("s1", "6.RP.A.1")]
    assert (alone.level, alone.evidence_count) == (among.level, among.evidence_count)
    assert among.score == pytest.approx(alone.score, nan_ok=True)


def test_the_recursion_and_its_weights_are_the_same_for_long_histories():
    scores = np.random.default_rng(2).integers(0, 9, 40) / 2
    average = scores[0]
    for score in scores[1:]:
        average = 0.3 * score + 0.7 * average
    weighed = weigh_evidence(pieces(scores), "decaying_average", latest_weight=0.3)
    assert (weighed["weight"] * weighed["score_on_scale"]).sum() == pytest.approx(average, abs=1e-12)


# Scales and levels


def test_three_of_five_points_reach_a_cut_score_of_three_on_a_scale_to_five():
    evidence = pieces([3, 3, 3], points_possible=5.0)
    assert score_of(evidence, "n_times", scale={"top": 5, "cut_score": 3}) == 3.0


def test_full_marks_are_the_cut_score_where_the_scale_has_no_top():
    assert score_of(pieces([7], points_possible=10.0), "latest", scale={"top": 0, "cut_score": 3}) == 2.1


@pytest.mark.parametrize(
    ("mean", "level"), [(2.74, "developing"), (2.75, "secure"), (3.0, "secure"), (3.25, "extending")]
)
def test_a_score_is_rounded_to_its_step_before_the_level_is_named(mean, level):
    row = summarize_mastery(pieces([mean, mean]), "mean", scale="four_point_halves").iloc[0]
    assert (row.score * 2).is_integer() and row.level == level


def test_half_points_are_allowed_on_a_scale_with_halves():
    assert score_of(pieces([2, 3]), "mean", scale="four_point_halves") == 2.5


@pytest.mark.parametrize("mean", [0.1, 0.3, 0.7, 2.9])
def test_a_step_of_a_tenth_leaves_clean_decimals(mean):
    assert score_of(pieces([mean]), "mean", scale={"name": "tenths", "label": "tenths", "step": 0.1}) == mean


def test_pass_fail_has_two_levels_in_its_own_words():
    scale = SCALES["pass_fail"]
    scores = pd.Series([0.0, 0.74, 0.75, 1.0])
    levels = level_of(scores, pd.Series([2, 2, 2, 2]), scale=scale)
    assert [scale.word(level) for level in levels] == ["Not yet", "Not yet", "Pass", "Pass"]


def test_every_scale_calls_the_same_work_secure():
    for scale in SCALES.values():
        row = summarize_mastery(pieces([3, 3]), "mean", scale=scale).iloc[0]
        assert row.level == "secure" and row.score == scale.full_marks * 0.75


def test_a_scale_without_room_above_the_cut_score_has_no_extending():
    assert "extending" not in Scale(cut_score=4).levels
    assert level_of(pd.Series([4.0]), pd.Series([2]), scale=Scale(cut_score=4)).item() == "secure"


def test_levels_set_by_hand_stay_where_the_cut_score_is_moved():
    scale = Scale(developing_from=1, extending_from=4).with_cut_score(2.5)
    assert scale.levels_from == {"beginning": 0, "developing": 1, "secure": 2.5, "extending": 4}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"top": -1}, "top of the scale"),
        ({"top": math.nan}, "top of the scale"),
        ({"cut_score": 0}, "above 0 up to 4"),
        ({"cut_score": 5}, "above 0 up to 4"),
        ({"developing_from": 3.5}, "'Developing' begins at 3.5"),
        ({"extending_from": 2}, "'Extending' begins at 2"),
        ({"step": 0}, "step is 0"),
        ({"words": {"great": "x"}}, "words of a scale"),
        ({"name": ""}, "name of a scale"),
        ({"label": 3}, "label of a scale"),
        ({"cut_score": True}, "cut score is True"),
    ],
)
def test_a_scale_that_cannot_be_says_what_to_choose(wrong, said):
    with pytest.raises(ValueError, match=said):
        Scale(**wrong)


# Choices and files


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "best"},
        {"rule": None},
        {"latest_weight": 1.5},
        {"latest_weight": "a lot"},
        {"latest_weight": math.nan},
        {"recent_count": 0},
        {"recent_count": 2.5},
        {"times_needed": True},
        {"order_by": "posted"},
        {"missing": "counts"},
        {"extra_credit": None},
        {"drop_lowest": -1},
        {"keep_highest": 0},
        {"minimum_evidence": 0},
        {"scale": "letters"},
        {"scale": {"topp": 4}},
        {"cut_score": 9},
        {"colour": "red"},
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words_with_what_to_choose(wrong):
    with pytest.raises(ValueError, match=r"[Cc]hoose"):
        Scoring.from_choices(wrong)
    with pytest.raises(ValueError, match=r"[Cc]hoose"):
        Scoring().replaced(**wrong)


def test_one_refusal_lists_every_problem():
    with pytest.raises(ValueError, match=r"latest piece.*most recent pieces.*minimum evidence"):
        Scoring(latest_weight=0, recent_count=0, minimum_evidence=0)


def test_an_unknown_choice_is_refused_by_its_name():
    with pytest.raises(ValueError, match="no choice 'colour'"):
        Scoring.from_choices({"colour": "red"})


def test_a_new_scale_brings_its_own_cut_score_unless_one_is_given():
    chosen = Scoring().replaced(cut_score=2.5)
    assert chosen.replaced(scale="percent").cut_score == 75
    assert chosen.replaced(scale="percent", cut_score=80).cut_score == 80
    assert chosen.replaced(rule="latest").cut_score == 2.5
    assert chosen.replaced(scale=Scale(top=5)).scale.top == 5


@settings(max_examples=150, deadline=None)
@given(scoring=SCORINGS)
def test_choices_and_files_bring_back_the_same_scoring(scoring):
    assert Scoring.from_choices(scoring.choices()) == scoring
    assert Scoring.from_choices(json.loads(json.dumps(scoring.choices(), allow_nan=False))) == scoring
    assert Scoring.from_text(scoring.to_text()) == scoring


def test_a_shipped_scale_is_written_by_its_name_also_with_another_cut_score():
    assert Scoring().replaced(cut_score=2.5).choices()["scale"] == "four_point"


def test_a_file_says_its_format_first():
    assert next(iter(json.loads(Scoring().to_text()).items())) == ("format", "plworkbench scoring 1")


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", "{}", '{"format": "plworkbench rubric 1"}', '{"format": 1}', "[" * 100_000,
             '{"format": "plworkbench scoring x"}', " " * 200_000]
)  # fmt: skip
def test_another_file_is_refused_as_no_scoring_file(text):
    with pytest.raises(ValueError, match="not a scoring file"):
        Scoring.from_text(text)


def test_a_file_of_a_newer_version_is_refused_kindly():
    with pytest.raises(ValueError, match=r"newer version.*Nothing was changed"):
        Scoring.from_text(Scoring().to_text().replace("scoring 1", "scoring 2"))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", '"x"', "null", "{}"])
def test_a_file_with_an_impossible_number_is_refused(value):
    text = Scoring().to_text().replace("0.65", value)
    with pytest.raises(ValueError, match="latest piece"):
        Scoring.from_text(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["top", "cut_score", "x"]), inner),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(written=st.dictionaries(st.sampled_from([*Scoring().choices(), "colour"]), JSON, max_size=4))
def test_whatever_a_file_holds_it_is_taken_or_refused_in_words(written):
    try:
        assert isinstance(Scoring.from_text(json.dumps({"format": "plworkbench scoring 1", **written})), Scoring)
    except ValueError as refusal:
        assert str(refusal).endswith(".")


def test_a_scoring_is_fixed_and_can_be_looked_up():
    scoring = Scoring()
    with pytest.raises(dataclasses.FrozenInstanceError):
        scoring.rule = "mean"
    assert {scoring: 1}[Scoring()] == 1


def test_every_rule_says_what_it_does_with_its_parameter_filled_in():
    assert set(WEIGHTS) == set(RULES)
    scoring = Scoring(latest_weight=0.7, recent_count=5, times_needed=4).replaced(cut_score=2.5)
    said = {rule.name: rule.says(scoring) for rule in RULES.values()}
    assert not any("{" in sentence or not sentence.endswith(".") for sentence in said.values())
    assert said["decaying_average"] == "Each new piece of work counts 70 % and everything before it 30 %."
    assert said["recent_median"] == "The middle score of the 5 most recent pieces of work."
    assert said["n_times"] == "The average of all work at 2.5 or above, once there are 4 such pieces; no score before."
    assert len({rule.label for rule in RULES.values()}) == len(RULES)


# Gradebooks


def test_a_list_that_does_not_fit_the_scale_is_refused_instead_of_cut():
    with pytest.raises(ValueError, match="full marks are 4"):
        roll_up([85, 90])
    assert roll_up([85, 95], points_possible=100, rule="mean") == 3.6


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="2 scores and 1 dates"):
        roll_up([1, 2], dates=["2025-09-01"])


@pytest.mark.parametrize("scores", [[], [None], [math.nan, None]])
def test_without_any_score_there_is_none(scores):
    assert math.isnan(roll_up(scores))


def test_each_canvas_method_is_a_rule_with_the_defaults_of_canvas():
    found = {method: canvas_scoring(method) for method in CANVAS_METHODS}
    assert found["n_mastery"].times_needed == 5
    assert found["decaying_average"].rule == "weighted_average" and found["decaying_average"].latest_weight == 0.65
    assert found["standard_decaying_average"].rule == "decaying_average"
    assert canvas_scoring("standard_decaying_average", new_decaying_average=False).rule == "weighted_average"
    assert canvas_scoring(None).rule == "highest"
    with pytest.raises(ValueError, match="Choose one of"):
        canvas_scoring("best")


def test_canvas_orders_by_the_day_handed_in_and_cuts_nothing():
    evidence = pieces([6, 1], points_possible=5.0, date_assessed=pd.to_datetime(["2025-09-01", "2025-09-02"]),
                      date_submitted=pd.to_datetime(["2025-09-03", None]))  # fmt: skip
    assert summarize_mastery(evidence, scoring=canvas_scoring("latest"))["score"].item() == 6.0


@pytest.mark.parametrize(("scores", "cutoffs", "expected"), [
    ([], [3, 0], [0, 0]), ([None, 4], [3, 0], [100, 0]), ([1], [3, 2], [0, 0]), ([1, 3], [3, 2], [100, 0]),
    ([3] + [0] * 199, [3, 0], [1, 100])])  # fmt: skip
def test_percents_of_ratings_leave_out_who_has_no_score_or_no_rating(scores, cutoffs, expected):
    assert rating_percents(scores, cutoffs) == expected


def test_an_unknown_statistic_or_result_is_refused():
    with pytest.raises(ValueError, match="mean or median"):
        class_score([1], "mode")
    with pytest.raises(ValueError, match="exercise or mixed"):
        khan_level([("quiz", True)])
    with pytest.raises(ValueError, match="from 0 to 1"):
        khan_level([("exercise", 85)])


@pytest.mark.parametrize("rule", RULES)
def test_without_any_evidence_there_is_nothing_to_weigh(rule):
    weighed = weigh_evidence(pieces([]), rule)
    assert weighed.empty and {"weight", "left_out_because", "score_on_scale", "pooled"} <= set(weighed)
    assert score_cells(pieces([]), Scoring(rule=rule)).empty


def test_a_frame_in_the_engine_of_pandas_is_not_changed():
    evidence = pieces([1, 2, 3])
    before = evidence.copy()
    score_cells(evidence)
    weigh_evidence(evidence, "power_law", drop_lowest=1)
    pd.testing.assert_frame_equal(evidence, before)
