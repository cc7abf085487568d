"""Several attempts without movement: counted with the class's own rule, and told as a prompt."""

import numpy as np
import pandas as pd
import pytest

from plworkbench import mastery
from plworkbench.mastery import Scoring
from plworkbench.progress import ask_first, stuck

LATEST = Scoring(rule="latest")


def attempts(scores, *, student="s1", standard="A", kind="quiz", points=4.0, status="scored", start=0, **more):
    count = len(scores)
    frame = pd.DataFrame(
        {
            "student_key": student,
            "standard_code": standard,
            "assessment": [f"Work {start + n}" for n in range(count)],
            "date_assessed": pd.Timestamp("2025-09-01") + pd.to_timedelta(np.arange(count) + start, unit="D"),
            "date_submitted": pd.NaT,
            "date_due": pd.NaT,
            "score": np.array(scores, dtype=float),
            "points_possible": points,
            "status": status,
            "kind": kind,
            "sequence": range(start, start + count),
            "attempt": 1,
        }
    )
    return frame.assign(**more)


def counted(evidence, scoring=LATEST, **options):
    """The attempts since the score last moved, or 0 when the cell is not listed."""
    found = stuck(evidence, scoring, **options)
    return found["attempts"].item() if len(found) else 0


@pytest.mark.parametrize(
    ("scores", "count"),
    [
        ([2, 2], 0),
        ([2, 2, 2], 3),
        ([1, 2, 2], 0),  # the second piece moved the score; one attempt since
        ([1, 2, 2, 2, 2], 3),
        ([1, 2, 2, 2], 0),
        ([2, 2.5, 2, 2.5], 4),  # half a point is no movement
        ([2, 2.6, 2, 2.6], 0),
        ([1, 1.4, 1.8, 2.2], 0),  # small steps add up to movement
        ([0, 0, 0], 3),
        ([3, 3, 3], 0),  # at the cut score nobody is stuck
        ([2.9, 2.9, 2.9], 3),
        ([4, 1, 1, 1, 1], 3),
    ],
)
def test_attempts_are_counted_from_the_piece_that_last_moved_the_score(scores, count):
    assert counted(attempts(scores)) == count


@pytest.mark.parametrize(("wanted", "listed"), [(3, True), (4, True), (5, False)])
def test_how_many_attempts_make_a_student_stuck_is_the_teachers_choice(wanted, listed):
    assert bool(counted(attempts([2, 2, 2, 2]), attempts=wanted)) == listed


def test_how_much_is_movement_is_a_fraction_of_the_scale():
    percent = Scoring(rule="latest", scale=mastery.SCALES["percent"])
    assert counted(attempts([50, 60, 50, 60], points=100), percent) == 4
    assert counted(attempts([50, 60, 50, 60], points=100), percent, movement=0.05) == 0


def test_movement_is_that_of_the_classes_own_rule():
    scores = [2, 1, 2, 1, 2]
    assert counted(attempts(scores), LATEST) == 0
    assert counted(attempts(scores), Scoring(rule="highest")) == 5
    assert counted(attempts(scores), Scoring(rule="mean")) == 5


@pytest.mark.parametrize("rule", mastery.RULES)
def test_every_rule_can_be_looked_at(rule):
    found = stuck(attempts([1, 1, 1, 1]), Scoring(rule=rule))
    assert found["attempts"].tolist() == ([] if rule == "sum" else [4])  # a sum moves with every piece


def test_only_scored_work_is_an_attempt():
    evidence = pd.concat([attempts([2, 2]), attempts([np.nan] * 3, status="missing", start=2)])
    assert counted(evidence) == 0
    assert counted(pd.concat([evidence, attempts([2], start=9)])) == 3


def test_missing_work_that_counts_moves_the_score_and_is_no_attempt():
    evidence = pd.concat(
        [attempts([2.8, 2.8]), attempts([np.nan], status="missing", start=2), attempts([2.8, 2.8, 2.8], start=3)]
    )
    assert counted(evidence, Scoring(rule="mean")) == 5
    assert counted(evidence, Scoring(rule="mean", missing="counts as 0")) == 0


def test_the_questions_of_one_quiz_are_one_attempt():
    quiz = attempts([2, 2, 2, 2], kind="quiz question", assessment="Quiz", date_assessed=pd.Timestamp("2025-09-01"))
    assert counted(quiz) == 0
    later = [
        quiz.assign(assessment=f"Quiz {n}", date_assessed=pd.Timestamp("2025-09-01") + pd.Timedelta(days=n))
        for n in (1, 2)
    ]
    assert counted(pd.concat([quiz, *later], ignore_index=True)) == 3


def test_what_is_told_is_how_many_since_when_which_work_and_what_is_open_before_it():
    evidence = pd.concat(
        [
            attempts([1, 2]),
            attempts([2], kind="exit ticket", start=2),
            attempts([2], kind=None, start=3),
            attempts([2], kind="quiz", start=4),
            attempts([1, 1], standard="B"),
            attempts([4, 4], standard="C"),
        ],
        ignore_index=True,
    )
    titles = pd.DataFrame({"standard_code": list("ABCD"), "title": ["Percent", "Unit rates", "Ratios", "Division"]})
    needs = pd.DataFrame({"standard_code": ["A"] * 3, "prerequisite_code": ["B", "C", "D"]})
    row = stuck(evidence, LATEST, standards=titles, prerequisites=needs).iloc[0]
    assert row["attempts"] == 3 and row["since"] == pd.Timestamp("2025-09-03")
    assert row["last_kinds"] == "exit ticket, work, quiz"
    assert row["open_prerequisites"] == "Unit rates (beginning), Division (not recorded)"
    assert row["prompt"] == (
        "After 3 attempts since 3 September 2025 the score is still near 2.0 of 4. "
        "Percent builds on Unit rates (beginning), Division (not recorded). Could that be what is missing?"
    )


def test_a_level_the_teacher_set_to_secure_is_not_listed():
    evidence = attempts([2, 2, 2])
    table = mastery.summarize_mastery(evidence, scoring=LATEST)
    assert len(stuck(evidence, LATEST, mastery_table=table)) == 1
    assert stuck(evidence, LATEST, mastery_table=table.assign(level="secure")).empty


def test_work_without_dates_is_counted_in_its_own_order_and_no_day_is_named():
    row = stuck(attempts([2, 2, 2], date_assessed=pd.NaT), LATEST).iloc[0]
    assert row["attempts"] == 3 and pd.isna(row["since"])
    assert row["prompt"] == "After 3 attempts the score is still near 2.0 of 4. Would another way in help?"


def test_cells_do_not_mix():
    evidence = pd.concat(
        [attempts([2, 2], student=s, standard=c) for s in ("s1", "s2") for c in "AB"], ignore_index=True
    )
    assert stuck(evidence, LATEST).empty


@pytest.mark.parametrize("wrong", [{"attempts": 1}, {"movement": 1.0}, {"movement": -0.1}])
def test_what_cannot_be_asked_is_refused(wrong):
    with pytest.raises(ValueError, match="choose"):
        stuck(attempts([2, 2, 2]), LATEST, **wrong)


def test_the_evidence_is_left_as_it_is():
    evidence = attempts([1, 2, 2, 2, 2])
    before = evidence.copy(deep=True)
    stuck(evidence, LATEST)
    pd.testing.assert_frame_equal(evidence, before)


# The few to ask about first


@pytest.mark.parametrize(("days", "listed"), [(0, True), (27, True), (28, True), (29, False)])
def test_work_of_the_last_four_weeks_is_asked_about_first(days, listed):
    found = stuck(attempts([2, 2, 2]), LATEST)
    assert bool(len(ask_first(found, found["latest_date"][0] + pd.Timedelta(days=days)))) == listed


def test_a_student_is_on_the_list_once_with_the_longest_stand_and_the_others_named():
    evidence = pd.concat(
        [attempts([2] * 3), attempts([2] * 5, standard="B"), attempts([1] * 5, standard="C"),
         attempts([1] * 3, student="s2")]
    )  # fmt: skip
    titles = pd.DataFrame({"standard_code": list("ABC"), "title": ["Percent", "Unit rates", "Ratios"]})
    found = ask_first(stuck(evidence, LATEST), pd.Timestamp("2025-09-10"), standards=titles)
    assert found[["student_key", "standard_code"]].to_numpy().tolist() == [["s1", "B"], ["s2", "A"]]
    assert found["also_codes"].tolist() == [("A", "C"), ()]
    assert found["prompt"][0].endswith("The same on Percent, Ratios.") and "The same" not in found["prompt"][1]


def test_work_without_a_date_is_not_taken_for_work_of_late():
    found = stuck(attempts([2, 2, 2]).assign(date_assessed=pd.NaT), LATEST)
    assert len(found) == 1 and ask_first(found, pd.Timestamp("2025-09-10")).empty


def test_of_an_empty_list_nobody_is_first():
    found = ask_first(stuck(attempts([4])), pd.Timestamp("2025-09-10"))
    assert found.empty and found.columns[-1] == "also_codes"
