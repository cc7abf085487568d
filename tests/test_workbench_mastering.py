"""Scoring chosen, shared and explained through the door; and how far the estimates of a class can be trusted."""

import datetime
import itertools
import json

import numpy as np
import pytest

import plworkbench
from plworkbench.errors import WorkbenchError


@pytest.fixture(scope="module")
def wb(tmp_path_factory):
    wb = plworkbench.open(tmp_path_factory.mktemp("mastering"))
    wb.add_sample("grade6_maths")
    yield wb
    wb.close()


def test_a_scoring_file_carries_every_choice_to_another_class_and_holds_no_student(wb, tmp_path):
    wb.choose("Period 1", rule="recent_mean", recent_count=2, scale="percent", cut_score=80, missing="counts as 0")
    path = wb.save_scoring("Period 1", tmp_path / "district.json")
    text = path.read_text("utf-8")
    assert not any(name in text for name in wb.students("Period 1")["name"])
    assert wb.use_scoring(path, "Period 2") == wb.choices("Period 1") == wb.choices("Period 2")
    assert wb.use_scoring(text, "Period 2") == wb.use_scoring(path.read_bytes(), "Period 2")


def test_a_file_for_all_classes_leaves_what_a_class_chose_for_itself(tmp_path):
    wb = plworkbench.open(tmp_path)
    wb.add_sample("grade6_maths")
    wb.choose("Period 1", rule="latest")
    wb.use_scoring(json.dumps({"format": "plworkbench scoring 1", "rule": "highest", "minimum_evidence": 1}))
    assert wb.choices("Period 1")["rule"] == "latest"
    # What the sample itself chose for its classes, the evidence needed, stays too.
    assert (wb.choices("Period 2")["rule"], wb.choices("Period 2")["minimum_evidence"]) == ("highest", 2)
    wb.close()


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": "plworkbench scoring 99"}', b"\xff\xfe\x00"])
def test_a_file_that_is_no_scoring_is_refused_and_nothing_changes(wb, content):
    before = wb.choices("Period 3")
    with pytest.raises(WorkbenchError, match="Nothing was changed"):
        wb.use_scoring(content if isinstance(content, bytes) else content.encode(), "Period 3")
    assert wb.choices("Period 3") == before


def test_a_scoring_file_that_is_not_there_is_said_in_words(wb, tmp_path):
    with pytest.raises(WorkbenchError, match=r"cannot be read\. Nothing was changed"):
        wb.use_scoring(tmp_path / "absent.json", "Period 3")


def test_levels_are_the_same_on_every_scale_that_calls_three_quarters_secure(wb):
    four, percent = (wb.mastery("Period 3", scale=scale) for scale in ("four_point", "percent"))
    other = four["level"] != percent["level"]
    # Scores are rounded on their own scale before the level is named: 2.996 is 3.00 of 4, and 74.9 %.
    assert (percent["score"] / 25 - four["score"]).abs().max() <= 0.0051
    assert other.mean() < 0.01 and four.loc[other, "score"].isin([2.0, 3.0, 3.5]).all()
    passed = wb.mastery("Period 3", scale="pass_fail")
    assert set(passed["level"]) <= {"beginning", "secure", "not enough evidence", "not recorded"}
    assert passed.level_words == {"beginning": "Not yet", "secure": "Pass"}


def test_the_estimate_lies_in_its_interval_on_the_scale_and_exists_for_every_cell(wb):
    table = wb.mastery("Period 3", scale="percent")
    assert table[["low", "estimate", "high"]].notna().all().all()
    assert (table["low"] <= table["estimate"]).all() and (table["estimate"] <= table["high"]).all()
    assert table["high"].max() <= 100 and table["high"].max() > 4
    widths = (table["high"] - table["low"]).groupby(table["evidence_count"].clip(upper=3)).mean()
    assert widths.is_monotonic_decreasing


def test_in_the_invented_class_about_as_much_comes_as_was_expected(wb):
    found = wb.calibration("Period 3", bins=5)
    assert found["count"].sum() > 1000
    gap = np.average((found["predicted"] - found["observed"]).abs(), weights=found["count"])
    assert gap < 0.03
    assert len(wb.calibration("Period 3", bins=1)) == 1
    with pytest.raises(ValueError, match="Choose one of shrunk_mean"):
        wb.calibration("Period 3", model="guess")


def test_a_level_set_by_hand_counts_in_forming_groups(wb):
    table = wb.mastery("Period 4")
    code = table.most_pressing_standard()
    student = table.who("needs help", code)[0]
    wb.override("Period 4", student, code, "extending")
    try:
        on_board = wb.group("Period 4", on=code, group_count=4).mastery
        cell = on_board[(on_board["name"] == student) & (on_board["standard_code"] == code)].iloc[0]
        assert (cell["level"], cell["overridden"]) == ("extending", "by the teacher")
        assert cell["score"] >= 3.5
        assert "You set Extending" in wb.why("Period 4", student, code).judgement
    finally:
        wb.end_override("Period 4", student, code)
    assert wb.mastery("Period 4").equals(table)


def test_the_day_that_orders_the_evidence_is_a_choice_that_shows_everywhere(tmp_path):
    wb = plworkbench.open(tmp_path)
    rows = [
        "Student ID,Student,Assessment,Standard,Score,Points possible,Due,Assessed",
        "1,Ana Silva,Quiz 1,6.RP.A.1,4,4,2026-09-01,2026-09-20",
        "1,Ana Silva,Quiz 2,6.RP.A.1,2,4,2026-09-10,2026-09-12",
    ]
    wb.commit(wb.preview("\n".join(rows).encode(), "Period 9", file_name="scores.csv"))
    chosen = {"rule": "latest", "minimum_evidence": 1}
    assert wb.mastery("Period 9", **chosen)["score"].tolist() == [4.0]
    wb.choose("Period 9", order_by="due", **chosen)
    assert wb.mastery("Period 9")["score"].tolist() == [2.0]
    assert wb.why("Period 9", "Ana Silva", "6.RP.A.1")["assessment"].tolist() == ["Quiz 1", "Quiz 2"]
    assert wb.evidence("Period 9")["assessment"].tolist() == ["Quiz 1", "Quiz 2"]
    wb.close()


def test_failed_exit_tickets_of_one_student_lower_how_sure_the_class_is_of_her(tmp_path):
    wb = plworkbench.open(tmp_path)
    wb.add_sample("grade6_maths")

    def known():
        table = wb.mastery("Period 2")
        return table[(table["name"] == "Emil Dragomir") & (table["standard_code"] == "6.NS.B.3")].iloc[0]

    found = [known()]
    for n in range(3):
        day = datetime.date(2025, 12, 19) + datetime.timedelta(days=n)
        wb.enter_scores("Period 2", f"Ticket {n}", "6.NS.B.3", {"Emil Dragomir": 1}, points_possible=4, date=day)
        found.append(known())
    wb.close()
    # Nobody else took these, so they are not taken for hard tickets; and more work alone is no growth.
    assert all(now["estimate"] < before["estimate"] - 0.08 for before, now in itertools.pairwise(found))
    assert all(now["chance_secure"] < before["chance_secure"] for before, now in itertools.pairwise(found))
