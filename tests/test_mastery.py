"""The scoring rules, the levels and the summary of a class."""

import numpy as np
import pandas as pd
import pytest

from plworkbench import mastery
from plworkbench.schema import empty_frame


def pieces(scores, *, possible=4.0, dates=None, status="scored", student="s1", standard="6.RP.A.1"):
    """Evidence of one student on one standard, in the order given."""
    count = len(scores)
    return pd.DataFrame(
        {
            "student_key": student,
            "standard_code": standard,
            "assessment": [f"Quiz {n + 1}" for n in range(count)],
            "date_due": pd.NaT,
            "date_submitted": pd.NaT,
            "date_assessed": pd.to_datetime(dates if dates is not None else [None] * count),
            "score": np.array(scores, dtype=float),
            "points_possible": possible,
            "status": status,
            "sequence": range(count),
            "attempt": 1,
        }
    )


def score_of(evidence, rule, **options):
    return mastery.summarize_mastery(evidence, rule, **options)["score"].item()


@pytest.mark.parametrize(
    ("rule", "scores", "expected"),
    [
        ("highest", [3, 1], 3.0),
        ("highest", [2, 2], 2.0),
        ("latest", [1, 3, 2], 2.0),
        ("mean", [1, 2, 4], 2.33),
        ("mean", [0, 4], 2.0),
        # Canvas's own example of its decaying average at 65 %: 2, 3, 4 -> 3.53
        ("decaying_average", [2, 3, 4], 3.53),
        ("decaying_average", [3], 3.0),
    ],
)
def test_a_rule_turns_scores_in_time_order_into_one_score(rule, scores, expected):
    assert score_of(pieces(scores), rule) == expected


@pytest.mark.parametrize("rule", [rule for rule in mastery.RULES if rule != "sum"])
def test_the_weights_of_every_rule_sum_to_one_in_each_cell(rule):
    evidence = pd.concat([pieces([1, 4, 2, 4]), pieces([3], student="s2"), pieces([2, 2], standard="6.EE.B.7")])
    weighed = mastery.weigh_evidence(evidence, rule, times_needed=1, cut_score=1)
    sums = weighed.groupby(["student_key", "standard_code"])["weight"].sum()
    assert np.allclose(sums, 1) and len(sums) == 3


def test_dates_order_the_evidence_and_a_piece_without_one_is_oldest():
    evidence = pieces([4, 1, 2], dates=["2025-10-01", None, "2025-09-01"])
    assert score_of(evidence, "latest") == 4.0
    assert mastery.order_evidence(evidence)["score"].tolist() == [1, 2, 4]


def test_a_retake_of_the_same_day_comes_after_its_first_try():
    evidence = pieces([4, 1]).assign(sequence=0, attempt=[2, 1])
    assert mastery.order_evidence(evidence)["score"].tolist() == [1, 4]


def test_the_day_assessed_goes_before_the_day_handed_in_and_the_day_due():
    evidence = pieces([4, 1])
    evidence["date_due"] = pd.to_datetime(["2025-09-09", "2025-09-01"])
    evidence["date_assessed"] = pd.to_datetime(["2025-09-02", None])
    assert mastery.order_evidence(evidence)["score"].tolist() == [1, 4]


def test_missing_excused_and_not_assigned_work_is_counted_apart_and_never_as_zero():
    evidence = pd.concat(
        [pieces([4, 4]), *(pieces([np.nan], status=s) for s in ("missing", "excused", "not assigned"))]
    )
    row = mastery.summarize_mastery(evidence, "mean").iloc[0]
    assert (row.score, row.evidence_count, row.missing_count, row.excused_count) == (4.0, 2, 1, 1)


def test_a_zero_counts():
    assert score_of(pieces([0, 4]), "mean") == 2.0


def test_evidence_without_points_possible_is_left_out_with_its_reason():
    weighed = mastery.weigh_evidence(pieces([3, 3, 2], possible=[4.0, np.nan, 0.0]))
    assert weighed["left_out_because"].tolist() == ["", "points possible unknown", "points possible unknown"]
    assert weighed["weight"].tolist() == [1.0, 0.0, 0.0]


def test_extra_credit_is_full_marks():
    assert score_of(pieces([5]), "latest") == 4.0


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (0.0, "beginning"),
        (1.99, "beginning"),
        (2.0, "developing"),
        (2.99, "developing"),
        (3.0, "secure"),
        (3.49, "secure"),
        (3.5, "extending"),
        (4.0, "extending"),
    ],
)
def test_levels_begin_at_their_cut_scores(score, level):
    assert mastery.level_of(pd.Series([score]), pd.Series([2])).item() == level


@pytest.mark.parametrize(("count", "level"), [(0, "not recorded"), (1, "not enough evidence"), (2, "extending")])
def test_a_level_needs_the_minimum_of_evidence(count, level):
    assert (
        mastery.summarize_mastery(pieces([4] * count), students=["s1"], standards=["6.RP.A.1"])["level"].item() == level
    )


@pytest.mark.parametrize(
    "options", [{"cut_score": 0}, {"cut_score": 4.5}, {"minimum_evidence": 0}, {"latest_weight": 0}, {"rule": "best"}]
)
def test_a_choice_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match=r"[Cc]hoose"):
        mastery.summarize_mastery(pieces([1, 2]), **options)


def test_students_without_evidence_still_have_a_row_for_every_standard():
    table = mastery.summarize_mastery(pieces([3, 3]), students=["s2", "s1"], standards=["6.EE.B.7", "6.RP.A.1"])
    assert table[["student_key", "standard_code"]].to_numpy().tolist() == [
        ["s2", "6.EE.B.7"],
        ["s2", "6.RP.A.1"],
        ["s1", "6.EE.B.7"],
        ["s1", "6.RP.A.1"],
    ]
    assert table["level"].tolist() == ["not recorded", "not recorded", "not recorded", "secure"]


def test_a_class_without_any_evidence_has_an_empty_summary():
    assert mastery.summarize_mastery(empty_frame("evidence")).empty


def test_the_given_frame_is_not_changed():
    evidence = pieces([1, 2, 3])
    before = evidence.copy()
    mastery.summarize_mastery(evidence)
    pd.testing.assert_frame_equal(evidence, before)


def test_levels_are_counted_for_each_standard():
    table = mastery.summarize_mastery(
        pd.concat([pieces([4, 4]), pieces([0, 0], student="s2")]), students=["s1", "s2", "s3"]
    )
    counts = mastery.count_levels(table).loc["6.RP.A.1"]
    assert counts[["extending", "beginning", "not recorded", "secure"]].tolist() == [1, 1, 1, 0]
