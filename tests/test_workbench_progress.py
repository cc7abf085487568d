"""The doors `wb.progress` and `wb.items`: which day, which comparison, whose names, and how it shows itself."""

import datetime
import time

import pandas as pd
import pytest

from plworkbench.errors import NotFound, WorkbenchError

CLASS = "Period 3"


def tidy(rows, headings="Student,ID,Standard,Assessment,Score,Points,Date"):
    return "\n".join([headings, *(",".join(str(cell) for cell in row) for row in rows)]).encode() + b"\n"


def bring(wb, rows, class_name="Period 9"):
    return wb.commit(wb.preview(tidy(rows), class_name, file_name="scores.csv"))


def of_ana(scores, first="2026-03-02"):
    days = pd.date_range(first, periods=len(scores), freq="D").strftime("%Y-%m-%d")
    return [("Ana", 1, "6.RP.A.1", f"Quiz {day}", score, 4, day) for score, day in zip(scores, days)]


def test_a_sample_of_an_earlier_year_is_seen_on_the_day_of_its_newest_evidence_and_says_so(sample):
    report = sample.progress(CLASS)
    assert report.today == pd.Timestamp("2025-12-19")
    assert report.sentence.startswith("The newest evidence is of 19 December 2025;")
    asked = sample.progress(CLASS, today="2025-11-03")
    assert asked.today == pd.Timestamp("2025-11-03") and not asked.today_because
    assert asked.pace["due_count"].max() < report.pace["due_count"].max()


@pytest.mark.parametrize(("age", "past"), [(60, False), (61, True)])
def test_evidence_older_than_sixty_days_lies_in_the_past(wb, age, past):
    day = datetime.date.today() - datetime.timedelta(days=age)
    bring(wb, of_ana([2, 2], first=day - datetime.timedelta(days=1)))
    report = wb.progress("Period 9")
    assert report.today == pd.Timestamp(day if past else datetime.date.today())
    assert bool(report.today_because) == past


def test_every_frame_has_names_and_titles_and_keeps_the_order_of_the_class(sample):
    report = sample.progress(CLASS)
    order = sample.students(CLASS)["name"].tolist()
    for frame in (report.pace, report.growth, report.ready):
        assert frame["name"].tolist() == order  # nobody is ranked
    for frame in (report.stuck, report.changed, report.aging, report.ready):
        assert len(frame) and frame["title"].notna().all() and frame["name"].isin(order).all()
    assert report.spread["students"].sum() == len(order)
    assert report.class_growth["students"].item() <= len(order)
    assert set(report.compare(order[:6])["who"]) == {"chosen", "others", "class"}


def test_the_pace_is_beside_the_plan_and_without_one_beside_the_class_and_it_is_said(sample):
    assert sample.progress(CLASS).has_plan
    sample.set_plan(CLASS, [])
    report = sample.progress(CLASS)
    assert not report.has_plan and "There is no plan for this class" in report.sentence


def undated(wb, count=3):
    rows = [(f"S{n}", n, "6.RP.A.1", f"Quiz {k}", 1 + n % 2, 4) for n in range(count) for k in range(3)]
    wb.commit(wb.preview(tidy(rows, "Student,ID,Standard,Assessment,Score,Points"), "Period 9", file_name="scores.csv"))


def test_the_middle_of_the_class_comes_before_who_keeps_every_day_of_the_plan(sample):
    said = sample.progress("Period 1").pace_sentence
    assert said == (
        "The middle of the class is 6 standards behind the plan, half of the students are 4 to 8 behind. "
        "2 of 28 students are on it or ahead."
    )


@pytest.mark.parametrize("units", [[{"name": "U", "standard_codes": ["6.RP.A.1"]}], [{"name": "U"}]])
def test_a_plan_without_days_puts_nobody_on_it_and_does_not_hide_the_evidence(sample, units):
    sample.set_plan(CLASS, units)
    report = sample.progress(CLASS)
    assert not report.has_plan and len(report.pace) == 28
    assert report.pace_sentence.startswith("The plan has no days, so students are compared with each other. The middle")


def test_where_most_levels_are_not_known_nobody_is_said_to_be_on_the_plan(sample):
    sample.choose("Period 2", rule="n_times")
    said = sample.progress("Period 2").pace_sentence
    assert said.endswith("levels that are due are not known yet, so the pace cannot be told.")


def test_a_plan_of_next_year_says_that_nothing_is_due_yet(wb):
    bring(wb, of_ana([2, 2, 2]))
    unit = {"name": "U", "starts_on": "2027-01-04", "ends_on": "2027-01-29", "standard_codes": ["6.RP.A.1"]}
    wb.set_plan("Period 9", [unit])
    assert wb.progress("Period 9", today="2026-03-05").pace_sentence == "Nothing of the plan is due yet."


def test_a_class_of_one_is_spoken_of_in_the_singular(wb):
    bring(wb, of_ana([2, 2, 2]))
    unit = {"name": "U", "starts_on": "2026-01-05", "ends_on": "2026-01-30", "standard_codes": ["6.RP.A.1"]}
    wb.set_plan("Period 9", [unit])
    report = wb.progress("Period 9", today="2026-03-05")
    assert report.pace_sentence == ("The middle of the class is 1 standard behind the plan. Nobody is on it or ahead.")
    assert report.next_sentence == (
        "Nobody is known to be ready to move on; 1 may be stuck on work of the last 4 weeks."
    )


def test_of_work_without_dates_nothing_is_said_about_lately(wb):
    undated(wb)
    report = wb.progress("Period 9")
    assert "What changed lately is not known: no work has a date." in report.sentence
    assert "Who is stuck lately is not known" in report.next_sentence
    assert report.stuck.empty and len(report.standing_still) == 3


def test_the_few_who_are_stuck_now_come_from_all_who_stood_still(sample):
    report = sample.progress("Period 2")
    assert report.stuck["student_key"].is_unique
    assert len(report.stuck) == 5 < report.standing_still["student_key"].nunique() == 18
    recent = report.standing_still["latest_date"] >= report.today - pd.Timedelta(days=28)
    assert recent.sum() == len(report.stuck) + report.stuck["also_codes"].map(len).sum()
    assert f"In {len(report.standing_still) - recent.sum()} places more" in report._repr_html_()


def test_all_secure_is_not_counted_as_ready_for_something(wb):
    bring(wb, of_ana([4, 4, 4]))
    said = wb.progress("Period 9", today="2026-03-05").next_sentence
    assert said.startswith("Nobody is known to be ready to move on; 1 has every standard secure;")


@pytest.mark.parametrize("door", ["since", "today"])
@pytest.mark.parametrize("day", ["3/11/2025", "soon", 5, pd.NaT])
def test_a_day_that_is_none_is_refused_in_words(wb, door, day):
    bring(wb, of_ana([2, 2]))
    with pytest.raises(WorkbenchError, match=r"is not a day\. Write it as 2025-11-03\."):
        wb.progress("Period 9", **{door: day})


def test_a_moment_with_a_time_zone_is_the_day_it_is_there(wb):
    bring(wb, of_ana([2, 2]))
    late = pd.Timestamp("2026-03-05 23:30", tz="America/Los_Angeles")
    assert wb.progress("Period 9", today=late).today == pd.Timestamp("2026-03-05")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_the_day_of_an_import_is_told_by_the_clock_of_this_computer(wb, monkeypatch):
    bring(wb, of_ana([1, 1, 1]))
    bring(wb, of_ana([4, 4], first="2026-03-09"))
    imports = wb._store.imports
    evening = {"imported_at": pd.Timestamp("2026-03-11 02:30")}  # UTC; in Los Angeles it is still the 10th
    monkeypatch.setattr(wb._store, "imports", lambda *given: imports(*given).assign(**evening))
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        assert wb.progress("Period 9", today="2026-03-10").changed_since == "With the import of 10 March 2026"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_scores_entered_by_hand_changed_is_called_so(wb):
    bring(wb, of_ana([1, 1, 1]))
    wb.enter_scores("Period 9", "Exit ticket", "6.RP.A.1", {"Ana": 4}, date="2026-03-09")
    assert wb.progress("Period 9").changed_since.startswith("With the scores entered on ")


def test_what_the_last_import_changed_is_told_with_the_piece_that_did_it(wb):
    bring(wb, of_ana([1, 1, 1]))
    bring(wb, of_ana([4, 4], first="2026-03-09"))
    report = wb.progress("Period 9", today="2026-03-10")
    row = report.changed.iloc[0]
    assert (row["name"], row["direction"]) == ("Ana", "up")
    assert (row["level_before"], row["level_after"]) == ("beginning", "extending")
    assert row["piece"] == "Quiz 2026-03-10" and row["evidence_before"] == 3 and row["evidence_after"] == 5
    assert report.changed_since.startswith("With the import of ")
    assert "1 level went up" in report.sentence


def test_an_import_that_is_taken_back_has_changed_nothing(wb):
    bring(wb, of_ana([1, 1, 1]))
    key = bring(wb, of_ana([4, 4], first="2026-03-09"))
    wb.undo_import(key)
    report = wb.progress("Period 9", today="2026-03-10", since="2026-03-09")
    assert report.changed.empty and "no level changed" in report.sentence


def test_with_one_import_or_since_a_day_the_evidence_before_that_day_is_compared(wb):
    bring(wb, of_ana([1, 1, 4, 4]))
    alone = wb.progress("Period 9", today="2026-03-18")
    assert alone.changed_since == "Since 4 March 2026" and alone.changed["direction"].tolist() == ["up"]
    since = wb.progress("Period 9", since="2026-03-03", today="2026-03-18")
    assert since.changed["direction"].tolist() == ["new"]  # one piece before it was not enough for a level


def test_a_level_set_by_hand_takes_a_student_off_the_list_of_those_who_may_be_stuck(wb):
    bring(wb, of_ana([2, 2, 2]))
    assert wb.progress("Period 9", today="2026-03-05").stuck["name"].tolist() == ["Ana"]
    wb.override("Period 9", "Ana", "6.RP.A.1", "secure", reason="explained it aloud")
    report = wb.progress("Period 9", today="2026-03-05")
    assert report.stuck.empty and report.ready["ready"].tolist() == [True]


def test_a_class_without_evidence_or_answers_says_what_is_missing(wb):
    wb.commit(wb.preview(b"Student,ID\nAna,1\nBen,2\n", "Period 9", file_name="roster.csv"))
    report = wb.progress("Period 9")
    assert report.sentence == "There is no evidence for Period 9 yet."
    assert report.pace.empty and report.ready.empty and report._repr_html_()
    assert wb.items("Period 9").sentence == "No answers to single items are recorded for Period 9."


def test_a_report_shows_itself_with_every_name_escaped(wb):
    rows = [("<b>Ana</b>", 1, "6.RP.A.1", "<script>alert(1)</script>", score, 4, f"2026-03-0{n + 2}")
            for n, score in enumerate([2, 2, 2])]  # fmt: skip
    bring(wb, rows)
    shown = wb.progress("Period 9", today="2026-03-05")._repr_html_()
    assert "&lt;b&gt;Ana&lt;/b&gt;" in shown and "<b>" not in shown and "<script>" not in shown


def test_the_items_of_a_class_are_named_by_standard_with_the_students_who_share_a_wrong_answer(sample):
    report = sample.items(CLASS)
    assert len(report.items) and report.items["title"].notna().all()
    names = set(sample.students(CLASS)["name"])
    assert len(report.patterns) and all(set(who) <= names for who in report.patterns["students"])
    assert (report.patterns["count"] == report.patterns["students"].map(len)).all()
    one = sample.items(CLASS, report.assessments[0])
    assert set(one.items["assessment"]) == {report.assessments[0]} and len(one.items) < len(report.items)
    assert "Points earned" in report._repr_html_()
    on_paper = report.items["item"].str.contains("on paper")
    assert report.items.loc[on_paper, "answers"].eq("answers not recorded").all() and on_paper.any()
    assert "answers not recorded" in report._repr_html_()
    last = report.items[report.items["assessment"] == report.assessments[-1]]["item"]
    numbers = last.str.extract(r"Question (\d+)")[0].astype(int)
    assert numbers.is_monotonic_increasing and numbers.max() >= 10
    assert report.assessments == tuple(sorted(report.assessments)) and len(report.assessments) > 1


def test_an_assessment_without_answers_is_refused_with_those_that_have_some(sample):
    with pytest.raises(NotFound, match="Those that have are: "):
        sample.items(CLASS, "Quiz 99")


def test_time_on_task_changes_no_score_and_no_list(sample, monkeypatch):
    def seen():
        report, items = sample.progress(CLASS), sample.items(CLASS)
        lists = [report.pace, report.growth, report.ready, report.stuck, report.changed, report.aging]
        of_items = [items.items.drop(columns="minutes_median"), items.distractors, items.patterns]
        return [pd.DataFrame(sample.mastery(CLASS)), *lists, *of_items], items.items["minutes_median"]

    before, minutes = seen()
    records = sample._store.records

    def slower(table, class_key):
        found = records(table, class_key)
        return found.assign(minutes=found["minutes"] * 10) if "minutes" in found else found

    monkeypatch.setattr(sample._store, "records", slower)
    after, ten_times = seen()
    assert (ten_times - 10 * minutes).abs().max() < 1e-9 and len(minutes)
    for one, other in zip(before, after):
        pd.testing.assert_frame_equal(one, other)
