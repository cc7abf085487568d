"""Why a level: the words and the numbers of one cell, which must never part."""

import datetime
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plworkbench.mastery.explaining import explain_level, explain_pieces
from plworkbench.mastery.rules import RULES
from plworkbench.mastery.scales import SCALES, Scale
from plworkbench.mastery.scores import score_cells
from plworkbench.mastery.scoring import Scoring
from plworkbench.mastery.weights import weigh_evidence

TODAY = datetime.date(2025, 11, 17)
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
SIDE = re.compile(r"([\d.+×÷^() -]*[+×÷^][\d.+×÷^() -]*) = (\d+(?:\.\d+)?)\.$")


def pieces(*scores, possible=4.0, **columns):
    count = len(scores)
    frame = {
        "student_key": "s1",
        "standard_code": "6.RP.A.1",
        "assessment": [f"Quiz {n}" for n in range(1, count + 1)],
        "date_assessed": pd.to_datetime([f"2025-09-{n:02d}" for n in range(1, count + 1)]),
        "date_submitted": pd.NaT,
        "date_due": pd.NaT,
        "score": [None if score is None else float(score) for score in scores],
        "points_possible": possible,
        "status": "scored",
        "kind": "quiz",
        "sequence": range(count),
        "attempt": 1,
    }
    return pd.DataFrame(frame | columns)


def explained(*scores, possible=4.0, override=None, estimate=None, columns=None, **choices):
    scoring = Scoring().replaced(**choices)
    evidence = pieces(*scores, possible=possible, **(columns or {}))
    return explain_level(evidence, scoring, override=override, estimate=estimate, today=TODAY)


# words and numbers


def test_the_decaying_average_is_told_step_by_step():
    why = explained(2, 3, 3)
    assert why.lines == (
        "Start: Quiz 1, 2.0.",
        "Quiz 2: 0.65 × 3.0 + 0.35 × 2.0 = 2.65.",
        "Quiz 3: 0.65 × 3.0 + 0.35 × 2.65 = 2.8775.",
        "Rounded to two decimals, halves up: 2.88.",
        "2.88 is at least 2 (developing) and below 3 (secure): developing.",
    )
    assert why.sentence.startswith("Developing: 2.8 of 4, from 3 pieces of work. Each new piece of work counts 65 %")


@pytest.mark.parametrize(
    ("rule", "scores", "last"),
    [
        ("weighted_average", (2, 3, 4), "Together: 0.65 × 4.0 + 0.35 × 2.5 = 3.475."),
        ("latest", (2, 4, 3), "The most recent piece: Quiz 3, 3.0."),
        ("highest", (2, 4, 3), "The highest of 2.0, 4.0, 3.0: Quiz 2, 4.0."),
        ("lowest", (2, 4, 3), "The lowest of 2.0, 4.0, 3.0: Quiz 1, 2.0."),
        ("mean", (2, 3, 4), "The average: (2.0 + 3.0 + 4.0) ÷ 3 = 3.0."),
        ("median", (4, 1, 3, 2), "The average of the two in the middle: (2.0 + 3.0) ÷ 2 = 2.5."),
        ("median", (4, 1, 3), "The one in the middle: 3.0."),
        ("mode", (2, 3, 3, 2, 1), "The highest of the 2 that appear most often: 3.0."),
        ("recent_mean", (1, 2, 3, 4), "The average: (2.0 + 3.0 + 4.0) ÷ 3 = 3.0."),
        ("recent_median", (1, 2, 4, 3), "The one in the middle: 3.0."),
        ("n_times", (3, 1, 4, 3), "Their average: (3.0 + 4.0 + 3.0) ÷ 3 = 3.3333."),
        ("power_law", (2, 3, 0), "The average: (2.0 + 3.0 + 0.0) ÷ 3 = 1.6667."),
        ("power_law_if_growing", (3, 2), "The average: (3.0 + 2.0) ÷ 2 = 2.5."),
        ("weighted_mean", (2, 3), "Each score times its points, over all points: (4 × 2.0 + 4 × 3.0) ÷ 8 = 2.5."),
        ("sum", (2, 3), "The points added up: 2.0 + 3.0 = 5.0."),
    ],
)
def test_every_rule_is_told_in_its_own_way(rule, scores, last):
    told = [line for line in explained(*scores, rule=rule).lines[:-1] if not line.startswith("Rounded")]
    assert told[-1] == last


def test_the_power_law_says_its_logarithms_and_is_read_off_at_the_last_piece():
    why = explained(1, 2, 2, rule="power_law")
    assert "straight line through the logarithms" in why.lines[1]
    assert re.fullmatch(r"At the most recent piece, place 3: [\d.]+ × 3 \^ [\d.]+ = 2.2\d*\.", why.lines[2])


def test_a_curve_that_points_above_the_scale_stops_at_full_marks():
    why = explained(0.5, 2, 4, 4, 4, rule="power_law")
    assert why.score == 4 and "a score is at most full marks: 4.0." in why.lines[-2]


def test_points_are_brought_to_the_scale_in_words():
    assert explained(7, 8, possible=10.0).lines[0] == (
        "On the scale to 4: Quiz 1, 7 of 10 points is 2.8; Quiz 2, 8 of 10 points is 3.2."
    )
    assert "Quiz 1, 12 of 10 points is 4.0 (full marks)" in explained(12, possible=10.0, minimum_evidence=1).lines[0]


def test_questions_of_a_quiz_are_told_as_pooled():
    columns = {"assessment": ["Quiz 1", "Quiz 1", "Task"], "kind": ["quiz question", "quiz question", "task"]}
    why = explained(4, 1, 3, columns=columns, rule="mean")
    assert (
        why.lines[0]
        == "Quiz 1: its 2 questions together are 5 of 8 points, which is 2.5; each question counts as that."
    )
    assert why.lines[1] == "The average: (2.5 + 2.5 + 3.0) ÷ 3 = 2.6667."


def test_pieces_left_out_beforehand_are_named_with_the_reason():
    why = explained(1, 3, 4, drop_lowest=1, rule="mean")
    assert why.lines[:2] == (
        "Left out before the rule is applied: Quiz 1 (1.0).",
        "The average: (3.0 + 4.0) ÷ 2 = 3.5.",
    )
    assert why.left_out == ("Quiz 1: the lowest.",)


@pytest.mark.parametrize(("missing", "score"), [("left out", 3.0), ("counts as 0", 1.5)])
def test_missing_work_is_told_as_the_policy_has_it(missing, score):
    columns = {"status": ["scored", "missing", "excused"]}
    why = explained(3, None, None, columns=columns, missing=missing, rule="mean", minimum_evidence=1)
    assert why.score == score
    assert ("Quiz 2 is missing and counts as 0." in why.lines) is (missing == "counts as 0")
    assert "Quiz 3: excused." in why.left_out
    assert any(policy.startswith(f"Missing work {'is ' * (missing == 'left out')}{missing};") for policy in why.policy)


def test_a_step_of_the_scale_is_told_as_rounding():
    why = explained(2, 3, 3, scale="four_point_halves")
    assert why.lines[-2:] == (
        "Rounded to steps of 0.5, halves up: 3.0.",
        "3.0 is at least 3 (secure) and below 3.5 (extending): secure.",
    )


def test_the_districts_words_are_used_for_levels():
    why = explained(3, 4, scale="pass_fail")
    assert why.sentence.startswith("Pass: ") and why.lines[-1].endswith("is at least 0.75 (Pass): Pass.")


def test_too_little_evidence_says_how_much_is_needed():
    why = explained(3)
    assert why.sentence == "Not enough evidence: 3.0 of 4 so far, from 1 of the 2 pieces of work needed."
    assert why.lines[-1] == "That rests on 1 piece of work; a level needs 2."


def test_no_score_yet_is_told_by_the_rule_that_makes_none():
    why = explained(3, 2, 4, rule="n_times")
    assert why.lines[:2] == (
        "At 3 or above: Quiz 1 (3.0), Quiz 3 (4.0).",
        "That is 2 of the 3 needed, so there is no score yet.",
    )
    assert "once there are 3 such pieces" in why.sentence


def test_nothing_at_all_is_said_as_nothing():
    assert explained().sentence == "Not recorded: no piece of work counts yet."
    why = explained(None, None, columns={"status": ["missing", "excused"]})
    assert why.sentence == "Not recorded: no piece of work counts yet (1 missing, 1 excused)."
    assert why.lines == ("No piece of work counts, so there is no score.",)


def test_pieces_of_one_name_are_told_apart():
    columns = {"assessment": ["Exit ticket", "Exit ticket", "Quiz"], "attempt": [1, 1, 2]}
    why = explained(1, 2, 3, columns=columns)
    assert why.pieces["name"].tolist() == ["Exit ticket, 1 Sep", "Exit ticket, 2 Sep", "Quiz (try 2)"]


def test_the_callers_evidence_is_never_changed():
    evidence = pieces(1, 2, 3)
    before = evidence.copy(deep=True)
    explain_level(evidence, Scoring(), today=TODAY)
    pd.testing.assert_frame_equal(evidence, before)


def test_the_evidence_of_two_cells_is_refused():
    with pytest.raises(ValueError, match="one student on one standard"):
        explain_level(pieces(1, 2, student_key=["s1", "s2"]), Scoring())


# policy, age, certainty, judgement


def test_the_policy_says_which_day_orders_and_where_another_stood_in():
    columns = {
        "date_assessed": [pd.Timestamp(2025, 9, 1), pd.NaT, pd.NaT],
        "date_due": [pd.NaT, pd.Timestamp(2025, 9, 2), pd.NaT],
    }
    policy = explained(1, 2, 3, columns=columns).policy
    assert (
        policy[0]
        == "Work is in order of the day it was assessed; where that is not known, of the day it was handed in or due."
    )
    assert policy[1] == "1 piece is ordered by the day it was due; 1 piece is without a date and counted as oldest."


def test_a_rule_without_order_says_that_the_order_changes_nothing():
    assert explained(1, 2, rule="mean").policy[0].endswith("Under this rule the order changes nothing.")


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (datetime.date(2025, 9, 1), "The newest piece is from today."),
        (datetime.date(2025, 9, 2), "The newest piece is 1 day old."),
        (datetime.date(2025, 9, 14), "The newest piece is 13 days old."),
        (datetime.date(2025, 9, 15), "The newest piece is 2 weeks old."),
        (datetime.date(2025, 11, 3), "The newest piece is 9 weeks old."),
        (datetime.date(2026, 9, 1), "The newest piece is 12 months old."),
    ],
)
def test_evidence_ages_visibly(today, age):
    assert explain_level(pieces(3), Scoring(), today=today).age == age


@pytest.mark.parametrize(
    ("low", "high", "certainty"),
    [
        (2.1, 3.2, "Likely between 2.1 and 3.2 of 4: the next piece could fall on either side of secure."),
        (3.0, 3.8, "Likely between 3.0 and 3.8 of 4: the whole of it is secure."),
        (1.2, 2.99, "Likely between 1.2 and 2.9 of 4: the whole of it is below secure."),
    ],
)
def test_certainty_is_said_against_the_cut_score(low, high, certainty):
    assert explained(2, 3, estimate={"low": low, "estimate": 2.5, "high": high}).certainty == certainty


def test_certainty_on_a_percent_scale_is_in_percent():
    why = explained(2, 3, scale="percent", estimate={"low": 61.7, "estimate": 70.0, "high": 80.2})
    assert why.certainty.startswith("Likely between 61 and 80 %:") and why.interval == (61.7, 70.0, 80.2)


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.03, "Of 10 students like this, hardly any reaches secure."),
        (0.12, "Of 10 students like this, about 1 reaches secure."),
        (0.25, "Of 10 students like this, about 3 reach secure."),
        (0.26, "about 3 reach secure. That is close to the line: one more piece of work would tell more."),
        (0.74, "about 7 reach secure. That is close to the line: one more piece of work would tell more."),
        (0.75, "about 8 reach secure. The rule says developing all the same: it looks at these pieces only."),
        (0.99, "nearly all reach secure. The rule says developing all the same: it looks at these pieces only."),
    ],
)
def test_how_sure_it_is_is_said_as_a_count_and_beside_the_rule(chance, said):
    why = explained(2, 3, estimate={"low": 2.1, "estimate": 2.6, "high": 3.2, "chance_secure": chance})
    assert why.level == "developing" and why.certainty.endswith(said)
    assert why.certainty.startswith("Seen with all the work of the class, 2.1 to 3.2 of 4 is likely.")


def test_how_sure_it_is_uses_the_districts_word():
    estimate = {"low": 0.5, "estimate": 0.6, "high": 0.7, "chance_secure": 0.1}
    why = explained(2, 3, scale="pass_fail", estimate=estimate)
    assert why.certainty.startswith("Seen with all the work of the class, 0.50 to 0.70 of 1 is likely.")
    assert why.certainty.endswith("about 1 reaches Pass.")


def test_pieces_weighed_for_a_whole_class_explain_a_cell_as_its_own_evidence_does():
    both = pd.concat([pieces(2, 3, 4), pieces(1, 1).assign(student_key="other")], ignore_index=True)
    weighed = weigh_evidence(both, scoring=Scoring())
    today = datetime.date(2026, 1, 1)
    there = explain_level(both[both["student_key"] == "other"], Scoring(), today=today)
    here = explain_pieces(weighed[weighed["student_key"] == "other"], Scoring(), today=today)
    assert here == there and here.pieces["weight"].tolist() == there.pieces["weight"].tolist()


def test_no_estimate_gives_no_certainty():
    nothing = {"low": float("nan"), "estimate": float("nan"), "high": float("nan")}
    assert explained(2, 3).certainty == explained(2, 3, estimate=nothing).certainty == ""


def override(**changed):
    said = {"level": "secure", "reason": "explained it aloud", "set_on": "2025-11-12", "standing": "stands"}
    return said | changed


def test_a_level_set_by_hand_wins_and_the_evidence_stands_beside_it():
    why = explained(2, 3, override=override())
    assert (why.level, why.evidence_level, why.expired) == ("secure", "developing", False)
    assert why.judgement == "You set Secure on 12 November: “explained it aloud”. The evidence alone says Developing."
    assert why.sentence == (
        "Secure, set by you on 12 November. The evidence alone says Developing, 2.6 of 4 from 2 pieces of work."
    )


def test_an_expired_level_is_a_question():
    why = explained(2, 3, override=override(standing="newer evidence", reason=None, set_on="2024-11-12"))
    assert (why.level, why.expired) == ("developing", True)
    assert why.judgement == (
        "You set Secure on 12 November 2024. New evidence has come in since. Keep your level, or let it go?"
    )


# words and numbers cannot part


def scales():
    custom = st.builds(
        lambda top, share, step: Scale("own", "Own", top, round(top * share, 2), step=step),
        st.sampled_from([3.0, 5.0, 7.0, 100.0]), st.sampled_from([0.5, 0.6, 1.0]), st.sampled_from([None, 0.25, 0.1]),
    )  # fmt: skip
    return st.one_of(st.sampled_from(list(SCALES.values())), custom)


@st.composite
def cells(draw):
    count = draw(st.integers(1, 7))
    possible = [draw(st.sampled_from([4.0, 5.0, 10.0, 3.0, None])) for _ in range(count)]
    scores = [draw(st.sampled_from([0, 1, 1.5, 2, 2.75, 3, 4, 6, None])) for _ in range(count)]
    days = st.one_of(st.none(), st.sampled_from([datetime.date(2025, 9, d) for d in (1, 2, 3)]))
    return pieces(
        *scores,
        possible=possible,
        status=draw(st.lists(st.sampled_from(["scored"] * 6 + ["missing", "excused"]), min_size=count, max_size=count)),
        kind=draw(st.lists(st.sampled_from(["quiz", "quiz question"]), min_size=count, max_size=count)),
        assessment=draw(st.lists(st.sampled_from(["Quiz 1", "Quiz 2", "Task = 3"]), min_size=count, max_size=count)),
        date_assessed=pd.to_datetime([draw(days) for _ in range(count)]),
    )


SCORINGS = st.builds(
    Scoring,
    rule=st.sampled_from(list(RULES)),
    latest_weight=st.sampled_from([0.65, 0.5, 1.0, 1 / 3]),
    recent_count=st.integers(1, 4),
    times_needed=st.integers(1, 3),
    order_by=st.sampled_from(["assessed", "due"]),
    missing=st.sampled_from(["left out", "counts as 0"]),
    extra_credit=st.sampled_from(["full marks", "counts"]),
    drop_lowest=st.integers(0, 2),
    keep_highest=st.sampled_from([None, 1, 3]),
    scale=scales(),
    minimum_evidence=st.integers(1, 3),
)


def calculated(side):
    """Work out '0.65 × 3.0 + 0.35 × 2.0' as a pocket calculator does."""
    assert re.fullmatch(r"[\d.+×÷^() -]+", side)
    return eval(side.strip().replace("×", "*").replace("÷", "/").replace("^", "**"))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(evidence=cells(), scoring=SCORINGS)
def test_the_arithmetic_shown_gives_the_score_reported_under_every_rule(evidence, scoring):
    reported = score_cells(evidence, scoring).iloc[0]
    why = explain_level(evidence, scoring, today=TODAY)
    assert why.evidence_level == reported["level"]
    for line in why.lines[:-1]:  # every equation holds with the numbers as they are written
        if found := SIDE.search(line):
            side, value = calculated(found[1]), float(found[2])
            assert side == pytest.approx(value, rel=2e-4, abs=2e-3), line
    if pd.isna(reported["score"]):
        assert pd.isna(why.score)
        return
    shown = float(NUMBER.findall(why.lines[-2])[-1])
    assert shown == pytest.approx(reported["score"], abs=1e-9), why.lines
    assert float(NUMBER.findall(why.lines[-1])[0]) == pytest.approx(reported["score"], abs=1e-9) or (
        why.evidence_level == "not enough evidence"
    )
