"""Pace, who is ready to move on, what changed, and how old the evidence is."""

import numpy as np
import pandas as pd
import pytest

from plworkbench import progress
from plworkbench.schema import empty_frame


def table(rows, day="2025-09-01"):
    """A mastery table from {student: {standard: level}}; a level of None is not recorded."""
    return pd.DataFrame(
        [
            {
                "student_key": student,
                "standard_code": code,
                "level": level or "not recorded",
                "score": {"secure": 3.0, "extending": 4.0, "developing": 2.0, "beginning": 1.0}.get(level, np.nan),
                "evidence_count": 0 if level is None else 1 if level == "not enough evidence" else 3,
                "latest_date": pd.NaT if level is None else pd.Timestamp(day),
            }
            for student, cells in rows.items()
            for code, level in cells.items()
        ]
    )


def units(*rows):
    columns = ["name", "starts_on", "ends_on", "standard_codes"]
    frame = pd.DataFrame([dict(zip(columns, row)) for row in rows])
    return frame.assign(
        sequence=range(1, len(rows) + 1),
        starts_on=pd.to_datetime(frame["starts_on"]),
        ends_on=pd.to_datetime(frame["ends_on"]),
    )


PLAN = units(
    ("Unit 1", "2025-09-01", "2025-09-12", ["A", "B"]),
    ("Unit 2", "2025-09-15", "2025-09-26", ["C", "D"]),
)


def standards(codes):
    return pd.DataFrame({"standard_code": list(codes), "title": [f"Title {code}" for code in codes]})


def needs(*pairs):
    return pd.DataFrame(pairs, columns=["standard_code", "prerequisite_code"])


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


# Pace


def test_the_standards_of_a_unit_are_spread_evenly_over_its_school_days():
    due = progress.due_dates(units(("Unit 1", "2025-09-01", "2025-09-12", ["A", "B", "C"])))
    assert due["due_on"].dt.strftime("%a %d").tolist() == ["Thu 04", "Tue 09", "Fri 12"]


def test_a_day_off_moves_what_is_due_before_the_end_of_the_unit_and_not_the_end():
    unit = units(("Unit 1", "2025-09-01", "2025-09-12", ["A", "B"]))
    due = progress.due_dates(unit, days_off=[pd.Timestamp("2025-09-01").date(), pd.Timestamp("2025-09-02").date()])
    assert due["due_on"].dt.strftime("%a %d").tolist() == ["Mon 08", "Fri 12"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "due"),
    [
        (None, "2025-09-12", ["2025-09-12", "2025-09-12"]),
        ("2025-09-01", None, [None, None]),
        ("2025-09-06", "2025-09-07", ["2025-09-07", "2025-09-07"]),  # Saturday and Sunday
        ("2025-09-05", "2025-09-08", ["2025-09-05", "2025-09-08"]),
        ("2025-09-06", "2025-09-09", ["2025-09-08", "2025-09-09"]),  # begins on a Saturday
    ],
)
def test_a_unit_without_days_or_on_a_weekend_still_says_what_it_can(starts_on, ends_on, due):
    found = progress.due_dates(units(("Unit 1", starts_on, ends_on, ["A", "B"])))
    pd.testing.assert_series_equal(
        found["due_on"], pd.Series(pd.to_datetime(due)), check_names=False, check_dtype=False
    )


def test_more_standards_than_school_days_are_all_due_within_the_unit():
    due = progress.due_dates(units(("Unit 1", "2025-09-01", "2025-09-02", list("ABCDE"))))["due_on"]
    assert due.is_monotonic_increasing and due.iloc[0] == pd.Timestamp("2025-09-01")
    assert due.iloc[-1] == pd.Timestamp("2025-09-02")


def test_a_standard_of_two_units_is_due_in_the_first():
    plan = units(("Unit 1", "2025-09-01", "2025-09-05", ["A"]), ("Unit 2", "2025-09-08", "2025-09-12", ["A", "B"]))
    due = progress.due_dates(plan).set_index("standard_code")["due_on"]
    assert due["A"] == pd.Timestamp("2025-09-05") and len(due) == 2


@pytest.mark.parametrize(("today", "due"), [("2025-09-04", 0), ("2025-09-05", 1), ("2025-09-12", 2), ("2025-12-01", 4)])
def test_a_standard_is_due_from_its_day_on(today, due):
    found = progress.pace(table({"s1": {"A": "secure"}}), PLAN, pd.Timestamp(today))
    assert only(found)["due_count"] == due


def test_pace_counts_secure_standards_behind_and_ahead_and_leaves_the_unknown_apart():
    mastery = table(
        {
            "behind": {"A": "developing", "B": "beginning", "C": None, "D": None},
            "ahead": {"A": "secure", "B": "extending", "C": "secure", "D": None},
            "unknown": {"A": None, "B": "not enough evidence", "C": None, "D": None},
            "half known": {"A": "secure", "B": None, "C": None, "D": None},
        }
    )
    found = progress.pace(mastery, PLAN, pd.Timestamp("2025-09-12")).set_index("student_key")
    assert found.index.tolist() == ["behind", "ahead", "unknown", "half known"]
    assert found["difference"].tolist()[:2] == [-2, 1] and pd.isna(found.loc["unknown", "difference"])
    assert found["says"].tolist() == [
        "2 standards behind the plan",
        "1 standard ahead of the plan",
        "not known yet",
        "on the plan, 1 of 2 due not known yet",
    ]
    assert found.loc["behind", "below_codes"] == ("A", "B")
    assert found["next_code"].tolist() == ["C", "D", "C", "C"]
    assert found.loc["ahead", "next_due_on"] == pd.Timestamp("2025-09-26")


def test_of_two_units_a_standard_takes_the_day_of_the_one_that_has_days_and_keeps_its_place():
    plan = units(("Unit 1", None, None, ["A", "B"]), ("Unit 2", "2025-09-08", "2025-09-12", ["C", "A"]))
    due = progress.due_dates(plan)
    assert due["standard_code"].tolist() == ["A", "B", "C"] and due["unit"].tolist() == ["Unit 2", "Unit 1", "Unit 2"]
    assert due["due_on"].tolist()[::2] == [pd.Timestamp("2025-09-12"), pd.Timestamp("2025-09-10")]
    assert pd.isna(due["due_on"][1])


def test_a_secure_standard_of_a_unit_without_days_is_neither_due_nor_ahead():
    plan = units(("Unit 1", "2025-09-01", "2025-09-12", ["A"]), ("Unit 2", None, None, ["B"]))
    found = progress.pace(table({"s1": {"A": "secure", "B": "secure"}}), plan, pd.Timestamp("2025-09-12"))
    assert only(found)[["due_count", "ahead_count", "says"]].tolist() == [1, 0, "on the plan"]


@pytest.mark.parametrize("codes", [["A"], []])
def test_a_plan_without_days_or_standards_is_none_to_be_on(codes):
    found = progress.pace(table({"s1": {"A": "developing"}}), units(("Unit 1", None, None, codes)), PLAN["ends_on"][0])
    assert only(found)["compared_with"] == "the class's own median" and pd.isna(only(found)["due_count"])


def test_what_is_ahead_does_not_hide_what_is_behind():
    mastery = table({"s1": {"A": "developing", "B": "secure", "C": "secure", "D": None}})
    found = only(progress.pace(mastery, PLAN, pd.Timestamp("2025-09-12")))
    assert found["difference"] == 0 and found["says"] == "1 standard behind the plan, 1 ahead of it"


def test_before_the_first_day_of_the_plan_nothing_is_due():
    found = progress.pace(table({"s1": {"A": "developing"}}), PLAN, pd.Timestamp("2025-08-01"))
    assert only(found)["says"] == "nothing is due yet"


def test_without_a_plan_students_are_set_beside_the_median_of_the_class_and_it_is_said():
    mastery = table(
        {
            "s1": {"A": "secure", "B": "secure", "C": "secure"},
            "s2": {"A": "secure", "B": "developing", "C": None},
            "s3": {"A": "beginning", "B": None, "C": None},
            "s4": {"A": None, "B": None, "C": None},
        }
    )
    for plan in (None, PLAN.iloc[:0]):
        found = progress.pace(mastery, plan, pd.Timestamp("2025-09-12"))
        assert found["compared_with"].eq("the class's own median").all()
        assert found["says"].tolist() == [
            "2 secure standards more than the middle of the class",
            "as many as the middle of the class",
            "1 secure standard fewer than the middle of the class",
            "not known yet",
        ]
        assert found["due_count"].isna().all()
        assert found["next_code"].tolist() == ["", "B", "A", "A"]


def test_the_spread_of_the_class_holds_counts_and_nobody():
    mastery = table({f"s{n}": {"A": level} for n, level in enumerate(["secure", "secure", "beginning", None])})
    spread = progress.pace_spread(progress.pace(mastery, PLAN, pd.Timestamp("2025-09-05")))
    assert spread[["says", "students"]].to_numpy().tolist() == [["1 behind", 1], ["on it", 2], ["not known yet", 1]]
    assert "student_key" not in spread


def test_without_a_plan_the_spread_speaks_of_no_plan():
    mastery = table({"s1": {"A": "secure", "B": "secure"}, "s2": {"A": "secure"}, "s3": {"A": "beginning"}})
    spread = progress.pace_spread(progress.pace(mastery, None, pd.Timestamp("2025-09-05")))
    assert spread["says"].tolist() == ["1 fewer", "as many", "1 more"]


def test_a_class_without_anybody_gives_empty_frames():
    nobody = table({"s1": {"A": "secure"}}).iloc[:0]
    today = pd.Timestamp("2025-09-12")
    for plan in (PLAN, None):
        assert (
            progress.pace(nobody, plan, today).empty and progress.pace_spread(progress.pace(nobody, plan, today)).empty
        )
    assert progress.ready_to_move_on(nobody, standards("AB"), needs(("B", "A"))).empty
    assert progress.what_changed(nobody, nobody).empty and progress.aging(nobody, today).empty
    assert progress.stuck(empty_frame("evidence")).empty and progress.growth(empty_frame("evidence")).empty
    assert progress.class_growth(progress.growth(empty_frame("evidence")))["students"].item() == 0
    assert progress.scale_growth(empty_frame("scale_scores")).empty


# Ready to move on


@pytest.mark.parametrize(
    ("levels", "state", "missing"),
    [
        ({"A": "secure", "B": "secure", "C": None}, "ready", ""),
        ({"A": "extending", "B": "secure", "C": "developing"}, "ready", ""),
        ({"A": "developing", "B": "secure", "C": None}, "ready, but look first", "Title A (developing)"),
        ({"A": "not enough evidence", "B": "secure", "C": None}, "ready, but look first",
         "Title A (not enough evidence)"),
        ({"A": None, "B": "secure", "C": None}, "ready, but look first", "Title A (not recorded)"),
        ({"A": "secure", "B": "developing", "C": None}, "not yet", ""),
        ({"A": "secure", "B": "not enough evidence", "C": None}, "not known yet", ""),
        ({"A": "secure", "B": "secure", "C": "secure"}, "all secure", ""),
        ({"A": None, "B": None, "C": None}, "not known yet", ""),
    ],
)  # fmt: skip
def test_ready_is_the_standard_secure_and_the_prerequisites_of_the_next_secure(levels, state, missing):
    mastery = table({"s1": levels})
    # The newest evidence says what a student works on: here it is on B, unless there is none.
    mastery.loc[(mastery["standard_code"] == "B") & (mastery["evidence_count"] > 0), "latest_date"] += pd.Timedelta(
        "9D"
    )
    found = only(progress.ready_to_move_on(mastery, standards("ABC"), needs(("C", "A"), ("C", "B"))))
    assert (found["state"], found["missing"]) == (state, missing)
    assert found["ready"] == (state in ("ready", "all secure"))
    assert missing in found["because"]


def test_what_is_missing_is_named_and_the_student_is_listed_all_the_same():
    mastery = table({"s1": {"A": "not enough evidence", "B": "secure", "C": None}})
    found = only(progress.ready_to_move_on(mastery, standards("ABC"), needs(("C", "A"), ("C", "B")), standard_code="B"))
    assert found["because"] == ("Title B is secure. Missing for Title C: Title A (not enough evidence).")
    assert found["next_code"] == "C"


def test_the_next_standard_is_the_next_in_the_order_of_teaching_that_is_not_secure():
    mastery = table({"s1": {"A": "secure", "B": "secure", "C": "developing"}})
    order = standards(["C", "A", "B", "D"])
    found = progress.ready_to_move_on(mastery, order, needs(), standard_code="A")
    assert only(found)["next_code"] == "D"  # B is secure; C comes before A
    back = progress.ready_to_move_on(mastery, order.iloc[:3], needs(), standard_code="A")
    assert only(back)["next_code"] == "C"  # nothing after it is open


def test_a_prerequisite_outside_the_class_is_named_as_not_recorded():
    found = progress.ready_to_move_on(
        table({"s1": {"A": "secure", "B": None}}), standards("AB"), needs(("B", "5.NF.1"))
    )
    assert only(found)["missing"] == "5.NF.1 (not recorded)"


def test_a_standard_that_is_its_own_prerequisite_holds_nobody_up():
    found = progress.ready_to_move_on(table({"s1": {"A": "secure", "B": None}}), standards("AB"), needs(("B", "B")))
    assert only(found)["state"] == "ready"


def test_the_districts_own_words_for_levels_are_used():
    mastery = table({"s1": {"A": "beginning", "B": "secure", "C": None}})
    found = progress.ready_to_move_on(
        mastery,
        standards("ABC"),
        needs(("C", "A")),
        standard_code="B",
        level_words={"secure": "Pass", "beginning": "Not yet"},
    )
    assert only(found)["because"] == (
        "Title B is Pass. Missing for Title C: Title A (Not yet)."
    )  # fmt: skip


# What changed, and age


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("developing", "secure", "up"),
        ("beginning", "extending", "up"),
        ("secure", "developing", "down"),
        (None, "beginning", "new"),
        ("not enough evidence", "secure", "new"),
        ("secure", "not enough evidence", "not known any more"),
        ("secure", None, "not known any more"),
        ("secure", "secure", None),
        (None, "not enough evidence", None),
        (None, None, None),
    ],
)
def test_a_change_of_level_has_a_direction(before, after, direction):
    found = progress.what_changed(table({"s1": {"A": before}}), table({"s1": {"A": after}}))
    assert found["direction"].tolist() == ([] if direction is None else [direction])


def test_a_cell_that_only_one_of_the_tables_has_is_compared_with_nothing():
    one, two = table({"s1": {"A": "secure"}}), table({"s2": {"A": "secure"}})
    found = progress.what_changed(one, two).set_index("student_key")
    assert found["direction"].to_dict() == {"s2": "new", "s1": "not known any more"}
    assert found.loc["s1", "evidence_after"] == 0 and found.loc["s2", "evidence_before"] == 0


def test_the_piece_that_moved_the_score_most_is_named_and_what_does_not_count_is_not():
    before, after = table({"s1": {"A": "developing", "B": "secure"}}), table({"s1": {"A": "secure", "B": "developing"}})
    pieces = pd.DataFrame(
        {
            "student_key": "s1",
            "standard_code": ["A", "A", "A", "B"],
            "assessment": ["Quiz", "Test", "Excused one", "Missing one"],
            "date": pd.to_datetime(["2025-09-01", "2025-09-02", "2025-09-03", "2025-09-03"]),
            "weight": [0.2, 0.7, 0.0, 0.0],
            "score_on_scale": [4.0, 3.5, np.nan, np.nan],
            "left_out_because": ["", "", "excused", "missing"],
        }
    )
    found = progress.what_changed(before, after, pieces).set_index("standard_code")
    assert found["piece"].to_dict() == {"A": "Test", "B": ""}
    assert found.loc["A", "piece_date"] == pd.Timestamp("2025-09-02")


@pytest.mark.parametrize(
    ("days", "says", "old"),
    [
        (0, "last seen today", False),
        (1, "last seen yesterday", False),
        (13, "last seen 13 days ago", False),
        (14, "last seen 2 weeks ago", False),
        (41, "last seen 5 weeks ago", False),
        (42, "last seen 6 weeks ago", True),
        (63, "last seen 9 weeks ago", True),
        (200, "last seen 6 months ago", True),
        (-2, "dated after today", False),
    ],
)
def test_the_age_of_evidence_is_said_in_words_and_old_from_six_weeks(days, says, old):
    today = pd.Timestamp("2026-01-31")
    found = only(progress.aging(table({"s1": {"A": "secure"}}, day=today - pd.Timedelta(days=days)), today))
    assert (found["says"], found["old"]) == (says, old)


def test_evidence_without_a_date_has_no_age_and_a_cell_without_evidence_is_not_listed():
    mastery = table({"s1": {"A": "secure", "B": None}}).assign(latest_date=pd.NaT)
    found = only(progress.aging(mastery, pd.Timestamp("2026-01-31")))
    assert found["says"] == "no date" and pd.isna(found["days"]) and not found["old"]


def test_nothing_changes_the_frames_it_is_given():
    mastery = table({"s1": {"A": "developing", "B": "secure"}, "s2": {"A": "secure", "B": None}})
    plan, order, before = PLAN.copy(deep=True), standards("AB"), mastery.copy(deep=True)
    progress.pace(mastery, plan, pd.Timestamp("2025-09-12"))
    progress.ready_to_move_on(mastery, order, needs(("B", "A")))
    progress.what_changed(mastery, mastery)
    progress.aging(mastery, pd.Timestamp("2025-09-12"))
    pd.testing.assert_frame_equal(mastery, before)
    pd.testing.assert_frame_equal(plan, PLAN)
