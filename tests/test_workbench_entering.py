"""The doors for what a teacher enters, judges and plans: exit tickets, rubrics, overrides, units."""

import datetime
import json

import numpy as np
import pandas as pd
import pytest

import plworkbench
from plworkbench import exports
from plworkbench.errors import ImportRefused, NewerVersionExists, NotFound, ProblemsFound, UndoRefused, WorkbenchError

CLASS, CODE, TICKET = "Period 3", "6.RP.A.1", "Exit ticket 12 November"
DAY = "2025-11-12"
CRITERIA = [
    {"name": "Compares", "standard_code": CODE, "levels": [[0, "Not yet"], [1, "Names amounts"], [2, "Compares them"]]},
    {"name": "Explains", "standard_code": "6.RP.A.2", "levels": [[1, "In one word"], [2.5, "In a sentence"]]},
]
TWINS = "name,sis id,6.RP.A.1\nKim Lee,0001,3\nKim Lee,0002,3\nDev Rao,0003,1\n"


@pytest.fixture
def names(sample):
    return sample.students(CLASS)["name"].tolist()


@pytest.fixture
def twins(wb):
    """A class with two students called Kim Lee."""
    wb.commit(wb.preview(TWINS.encode(), CLASS, file_name="class.csv"))
    return wb


def scores_of(wb, assessment=TICKET):
    """The score of each student in one assessment, or the word in its place."""
    found = wb.evidence(CLASS)
    found = found[found["assessment"] == assessment]
    return {n: s if status == "scored" else status for n, s, status in found[["name", "score", "status"]].to_numpy()}


def counts(outcome):
    return outcome["added"], outcome["changed"], outcome["unchanged"]


def refused(wb, call):
    """The problems of a call that is refused; nothing changes."""
    evidence, events = wb.evidence(CLASS), wb._store.events()
    with pytest.raises(ProblemsFound, match=r"Nothing was changed\.") as caught:
        call()
    pd.testing.assert_frame_equal(wb.evidence(CLASS), evidence)
    pd.testing.assert_frame_equal(wb._store.events(), events)
    assert all(problem.cure for problem in caught.value.problems)
    return [problem.message for problem in caught.value.problems]


# Exit tickets


def test_an_exit_ticket_is_evidence_at_once(sample, names):
    before = sample.mastery(CLASS).set_index(["name", "standard_code"])["evidence_count"]
    given = {names[0]: 3, names[1]: 2.5, names[2]: "missing", names[3]: " Excused ", names[4]: None, names[5]: 0}
    outcome = sample.enter_scores(CLASS, f" {TICKET} ", CODE, given)
    assert counts(outcome) == (5, 0, 0)
    assert scores_of(sample) == {
        names[0]: 3.0, names[1]: 2.5, names[2]: "missing", names[3]: "excused", names[5]: 0.0,
    }  # fmt: skip
    piece = sample.evidence(CLASS).query("assessment == @TICKET").iloc[0]
    assert piece["date_assessed"].date() == datetime.date.today()
    assert piece[["kind", "points_possible", "standard_code"]].tolist() == ["exit ticket", 4.0, CODE]
    after = sample.mastery(CLASS).set_index(["name", "standard_code"])["evidence_count"]
    gained = (after - before).loc[pd.IndexSlice[:, CODE]]
    assert gained[gained > 0].index.tolist() == [names[0], names[1], names[5]]


def test_an_exit_ticket_is_one_import_that_can_be_taken_back_and_returns(sample, names):
    before = sample.evidence(CLASS)
    key = sample.enter_scores(CLASS, TICKET, CODE, dict.fromkeys(names, 3), date=DAY)["import_key"]
    newest = sample.imports(CLASS).iloc[0]
    assert newest[["import_key", "importer", "format_name"]].tolist() == [key, "entered", "Entered by hand"]
    assert newest["counts"]["added"] == len(names)
    sample.undo_import(key)
    pd.testing.assert_frame_equal(sample.evidence(CLASS), before)
    sample.redo_import(key)
    assert scores_of(sample) == dict.fromkeys(names, 3.0)


def test_the_same_scores_again_add_nothing_on_any_day(sample, names):
    given = {names[0]: 3, names[1]: "missing"}
    sample.enter_scores(CLASS, TICKET, CODE, given, date=DAY)
    events = sample._store.events()
    again = sample.enter_scores(CLASS, TICKET, CODE, given)
    assert counts(again) == (0, 0, 2) and again["import_key"] is None
    pd.testing.assert_frame_equal(sample._store.events(), events)


def test_a_changed_score_replaces_the_old_one_keeps_its_day_and_comes_back_with_undo(sample, names):
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3, names[1]: 1}, date=DAY)
    outcome = sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 2, names[1]: 1, names[2]: 4})
    assert counts(outcome) == (1, 1, 1)
    assert scores_of(sample) == {names[0]: 2.0, names[1]: 1.0, names[2]: 4.0}
    days = sample.evidence(CLASS).query("assessment == @TICKET").set_index("name")["date_assessed"]
    assert days[names[0]] == pd.Timestamp(DAY) and days[names[2]].date() == datetime.date.today()
    sample.undo_import(outcome["import_key"])
    assert scores_of(sample) == {names[0]: 3.0, names[1]: 1.0}


def test_an_import_whose_scores_were_corrected_is_not_taken_back_before_the_correction(sample, names):
    first = sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3})["import_key"]
    second = sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 2})["import_key"]
    with pytest.raises(UndoRefused, match="Entered by hand"):
        sample.undo_import(first)
    sample.undo_import(second)
    sample.undo_import(first)
    assert scores_of(sample) == {}


@pytest.mark.parametrize(
    "change",
    [{"date": "2025-11-13"}, {"date": datetime.date(2025, 11, 13)}, {"points_possible": 5}],
    ids=["another day", "another day as a date", "other full marks"],
)
def test_another_day_or_other_full_marks_are_a_correction(sample, names, change):
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3}, date=DAY)
    assert counts(sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3}, **change)) == (0, 1, 0)


def test_a_score_of_nothing_says_nothing_and_not_assigned_takes_a_score_away(sample, names):
    before = sample.mastery(CLASS).query("name == @names[0] and standard_code == @CODE")["score"].item()
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 0})
    assert counts(sample.enter_scores(CLASS, TICKET, CODE, {names[0]: None, names[1]: float("nan")})) == (0, 0, 0)
    assert scores_of(sample) == {names[0]: 0.0}
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: "not assigned"})
    after = sample.mastery(CLASS).query("name == @names[0] and standard_code == @CODE")["score"].item()
    assert after == before


def test_the_same_title_on_another_standard_is_another_assessment(sample, names):
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3})
    assert counts(sample.enter_scores(CLASS, TICKET, "6.RP.A.2", {names[0]: 1})) == (1, 0, 0)


def test_a_score_that_a_file_brought_is_corrected_by_hand(twins):
    assert scores_of(twins, "6.RP.A.1")["Dev Rao"] == 1.0
    outcome = twins.enter_scores(CLASS, "6.RP.A.1", CODE, {"Dev Rao": 4}, points_possible=4)
    assert counts(outcome) == (0, 1, 0)
    assert scores_of(twins, "6.RP.A.1")["Dev Rao"] == 4.0


def test_students_who_share_a_name_are_told_apart(twins):
    (message,) = refused(twins, lambda: twins.enter_scores(CLASS, TICKET, CODE, {"Kim Lee": 3}))
    assert message == "2 students are called 'Kim Lee'."
    key = twins.students(CLASS).set_index("name")["student_key"]["Kim Lee (0002)"]
    twins.enter_scores(CLASS, TICKET, CODE, {"Kim Lee (0001)": 3, key: 1})
    assert scores_of(twins) == {"Kim Lee (0001)": 3.0, "Kim Lee (0002)": 1.0}


def test_everything_wrong_is_listed_at_once_with_the_student_and_the_cure(sample, names):
    key = sample.students(CLASS)["student_key"][0]
    given = {
        names[0]: 4, key: 3, names[1]: 4.5, names[2]: -1, names[3]: "absnt", names[4]: True, names[5]: 10**400,
        "Nobody": 2, names[6]: float("inf"),
    }  # fmt: skip
    messages = refused(sample, lambda: sample.enter_scores(CLASS, " ", "Z9", given, date="12/11/2026"))
    assert messages[:3] == [
        "The day of the assessment is not a date.",
        "The assessment has no name.",
        "There is no standard 'Z9'.",
    ]
    assert f"{names[0]} is there twice." in messages and "No student called 'Nobody' is in the class." in messages
    assert f"{names[1]}: 4.5 is more than the 4 points possible." in messages
    assert f"{names[3]}: 'absnt' is no score." in messages
    assert len(messages) == 3 + 2 + 6


@pytest.mark.parametrize("full", [0, -4, None, "4", float("nan"), True])
def test_full_marks_have_to_be_a_number_above_zero(sample, names, full):
    def enter():
        sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 0}, points_possible=full)

    assert refused(sample, enter) == ["The points possible are not a number above 0."]


@pytest.mark.parametrize(("points", "taken"), [(3.99, True), (4, True), (4.01, False)])
def test_points_up_to_full_marks_are_taken(sample, names, points, taken):
    if taken:
        sample.enter_scores(CLASS, TICKET, CODE, {names[0]: points})
        assert scores_of(sample) == {names[0]: points}
    else:
        refused(sample, lambda: sample.enter_scores(CLASS, TICKET, CODE, {names[0]: points}))


def test_a_class_that_does_not_exist_is_not_made(sample):
    with pytest.raises(NotFound, match="no class 'Period 9'"):
        sample.enter_scores("Period 9", TICKET, CODE, {})


def test_what_was_entered_is_listed_newest_first_to_be_opened_again(sample, names):
    assert sample.entered(CLASS).empty
    sample.enter_scores(CLASS, "Ticket B", CODE, {names[0]: 1}, date="2025-11-13")
    sample.enter_scores(CLASS, "Ticket A", CODE, {names[0]: 1, names[1]: 3}, date=DAY, points_possible=5)
    last = sample.enter_scores(CLASS, "Ticket A", CODE, {names[0]: 2}, points_possible=5)["import_key"]
    found = sample.entered(CLASS)
    assert found["assessment"].tolist() == ["Ticket B", "Ticket A"]
    assert found["student_count"].tolist() == [1, 2] and found["points_possible"].tolist() == [4.0, 5.0]
    assert found["import_key"][1] == last and found["date"][1] == pd.Timestamp(DAY)
    sample.undo_import(last)
    assert sample.entered(CLASS)["student_count"].tolist() == [1, 2]


def test_scores_entered_for_a_merged_student_stay_with_the_record_that_stays(twins):
    keys = twins.students(CLASS).set_index("name")["student_key"]
    merge_key = twins.merge(keys["Kim Lee (0002)"], keys["Kim Lee (0001)"])
    twins.enter_scores(CLASS, TICKET, CODE, {"Kim Lee": 2})
    twins.take_apart(merge_key)
    assert scores_of(twins) == {"Kim Lee (0001)": 2.0}


def test_students_with_entered_scores_stay_when_the_class_list_is_taken_back(twins):
    first = twins.imports(CLASS)["import_key"].item()
    twins.enter_scores(CLASS, TICKET, CODE, {"Dev Rao": 2})
    twins.undo_import(first)
    assert twins.students(CLASS)["name"].tolist() == ["Dev Rao"]


def test_two_windows_that_save_at_once_both_get_their_scores_in(sample, names, tmp_path):
    other = plworkbench.open(tmp_path / "sample")
    asked = sample._store.evidence
    calls = []

    def meanwhile(class_key):
        found = asked(class_key)
        if not calls:
            calls.append(other.enter_scores(CLASS, TICKET, CODE, {names[0]: 1, names[1]: 1}))
        return found

    sample._store.evidence = meanwhile
    outcome = sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 1, names[1]: 3, names[2]: 3})
    assert counts(outcome) == (1, 1, 1)
    assert scores_of(other) == {names[0]: 1.0, names[1]: 3.0, names[2]: 3.0}
    other.close()


def test_somebody_who_never_stops_saving_is_told_of(sample, names, monkeypatch):
    monkeypatch.setattr(sample._store, "last_change", lambda: -1)
    with pytest.raises(NewerVersionExists):
        sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 1})
    assert scores_of(sample) == {}


def test_the_log_holds_no_title_that_was_typed(sample, names):
    sample.enter_scores(CLASS, "Kanarienvogel", CODE, {names[0]: 1})
    sample.enter_scores(CLASS, "Kanarienvogel", CODE, {names[0]: 2})
    log = json.dumps(sample._store.events()[["before", "after"]].to_numpy().tolist())
    assert "Kanarienvogel" not in log and names[0] not in log


def test_what_looks_like_a_formula_or_html_stays_a_text_and_leaves_harmlessly(sample, names):
    title = '=HYPERLINK("https://x","<b>a</b>")'
    sample.enter_scores(CLASS, title, CODE, {names[0]: 1})
    assert scores_of(sample, title) == {names[0]: 1.0}
    text = exports.csv_text(sample.evidence(CLASS).query("assessment == @title")[["assessment"]])
    assert text.splitlines()[1].startswith("\"'=HYPERLINK")


# Overrides


def test_an_override_has_the_name_and_is_in_question_after_a_new_exit_ticket(sample, names):
    sample.override(CLASS, names[1], CODE, "secure", "explained it aloud")
    sample.override(CLASS, names[0], CODE, "beginning")
    found = sample.overrides(CLASS)
    assert found.columns.tolist() == [
        "name", "student_key", "standard_code", "level", "reason", "set_on", "standing", "override_key",
    ]  # fmt: skip
    assert found[["name", "level", "reason", "standing"]].to_numpy().tolist() == [
        [names[0], "beginning", "", "stands"],
        [names[1], "secure", "explained it aloud", "stands"],
    ]
    key = sample.enter_scores(CLASS, TICKET, CODE, {names[1]: 1})["import_key"]
    assert sample.overrides(CLASS)["standing"].tolist() == ["stands", "newer evidence"]
    sample.undo_import(key)
    assert sample.overrides(CLASS)["standing"].tolist() == ["stands", "stands"]
    sample.redo_import(key)
    sample.keep_override(CLASS, names[1], CODE)
    assert sample.overrides(CLASS)["standing"].tolist() == ["stands", "stands"]
    sample.end_override(CLASS, names[1], CODE)
    assert sample.overrides(CLASS)["name"].tolist() == [names[0]]


def test_an_override_of_somebody_who_left_rests_until_she_returns(twins):
    key = twins.imports(CLASS)["import_key"].item()
    twins.override(CLASS, "Dev Rao", CODE, "secure")
    later = TWINS.replace("6.RP.A.1", "Quiz 6.RP.A.1").replace("Dev Rao,0003,1\n", "")
    twins.commit(twins.preview(later.encode(), CLASS, file_name="class.csv"))
    twins.undo_import(key)
    assert twins.overrides(CLASS).empty
    twins.redo_import(key)
    assert twins.overrides(CLASS)["name"].tolist() == ["Dev Rao"]


@pytest.mark.parametrize("door", ["keep_override", "end_override"])
def test_there_is_nothing_to_keep_or_let_go_where_nothing_was_set(sample, names, door):
    with pytest.raises(NotFound, match="not set by hand"):
        getattr(sample, door)(CLASS, names[0], CODE)


def test_an_override_of_nobody_or_to_no_level_is_refused(sample, names):
    with pytest.raises(NotFound):
        sample.override(CLASS, "Nobody", CODE, "secure")
    with pytest.raises(WorkbenchError, match="Choose beginning"):
        sample.override(CLASS, names[0], CODE, "great")


# The plan


def test_a_plan_is_set_and_read_as_a_frame_and_changed_by_its_own_frame(sample):
    sample.set_plan(CLASS, [])
    assert sample.plan(CLASS).empty
    units = [
        {"name": "Ratios", "starts_on": "2026-09-01", "ends_on": datetime.date(2026, 9, 25), "standard_codes": [CODE]},
        {"name": "Rates", "standard_codes": ["6.RP.A.2"]},
    ]
    first = sample.set_plan(CLASS, units)
    assert first.columns.tolist() == ["unit_key", "name", "sequence", "starts_on", "ends_on", "standard_codes"]
    assert first["starts_on"].tolist() == [pd.Timestamp("2026-09-01"), pd.NaT]
    events = sample._store.events()
    pd.testing.assert_frame_equal(sample.set_plan(CLASS, first), first)
    pd.testing.assert_frame_equal(sample._store.events(), events)
    second = sample.set_plan(CLASS, first.iloc[::-1])
    assert second["unit_key"].tolist() == first["unit_key"].tolist()[::-1]
    assert second["sequence"].tolist() == [1, 2]


def test_a_plan_with_mistakes_lists_them_and_changes_nothing(sample):
    sample.set_plan(CLASS, [{"name": "Ratios", "standard_codes": [CODE]}])
    before = sample.plan(CLASS)
    frame = pd.DataFrame(
        {"name": [None], "starts_on": ["2026-09-02"], "ends_on": ["2026-09-01"], "standard_codes": [["?"]]}
    )
    with pytest.raises(ProblemsFound, match=r"The plan was not changed\.") as caught:
        sample.set_plan(CLASS, frame)
    assert len(caught.value.problems) == 3
    pd.testing.assert_frame_equal(sample.plan(CLASS), before)


# Rubrics


def test_marks_with_a_rubric_are_a_piece_of_evidence_for_each_criterion(sample, names):
    sample.save_rubric("Bridge", CRITERIA)
    marks = {names[0]: {"Compares": 2, "Explains": 1}, names[1]: {"Compares": 0}, names[2]: "missing", names[3]: None}
    outcome = sample.enter_rubric(CLASS, "Bridge model", "bridge", marks, date=DAY)
    assert counts(outcome) == (5, 0, 0)
    found = sample.evidence(CLASS).query("kind == 'rubric'")
    assert found["assessment"].unique().tolist() == ["Bridge model: Compares", "Bridge model: Explains"]
    assert scores_of(sample, "Bridge model: Compares") == {names[0]: 2.0, names[1]: 0.0, names[2]: "missing"}
    full = found.drop_duplicates("assessment").set_index("standard_code")["points_possible"]
    assert full.to_dict() == {CODE: 2.0, "6.RP.A.2": 2.5}
    assert counts(sample.enter_rubric(CLASS, "Bridge model", "Bridge", marks)) == (0, 0, 5)
    sample.undo_import(outcome["import_key"])
    assert sample.evidence(CLASS).query("kind == 'rubric'").empty


def test_points_that_no_level_has_are_refused_with_the_levels_there_are(sample, names):
    sample.save_rubric("Bridge", CRITERIA)
    marks = {names[0]: {"Compares": 1.5, "Explains": 0, "Draws": 1}, names[1]: 3, "Nobody": {}}
    messages = refused(sample, lambda: sample.enter_rubric(CLASS, " ", "Bridge", marks))
    assert f"{names[0]}, Compares: '1.5' is not the points of a level." in messages
    assert f"{names[0]}: the rubric has no criterion 'Draws'." in messages
    assert len(messages) == 1 + 3 + 2 + 1
    with pytest.raises(NotFound, match="The rubrics are Bridge"):
        sample.enter_rubric(CLASS, "Model", "Tower", {})


def test_a_changed_rubric_leaves_earlier_evidence_as_it_is(sample, names):
    sample.save_rubric("Bridge", CRITERIA)
    sample.enter_rubric(CLASS, "Model", "Bridge", {names[0]: {"Compares": 2}})
    before = sample.evidence(CLASS)
    sample.save_rubric("Bridge", CRITERIA[1:])
    assert list(sample.rubrics()["Bridge"][0]) == ["name", "standard_code", "levels"]
    sample.put_rubric_away("Bridge")
    assert sample.rubrics() == {}
    pd.testing.assert_frame_equal(sample.evidence(CLASS), before)


def test_a_rubric_goes_to_a_colleague_as_a_file_with_its_standards_and_without_students(sample, names, wb, tmp_path):
    sample.save_rubric("Bridge / model", CRITERIA)
    sample.enter_rubric(CLASS, "Model", "Bridge / model", {names[0]: {"Compares": 2}})
    file = sample.export_rubric("bridge / model", tmp_path)
    assert file.name == "Bridge model.json"
    text = file.read_text(encoding="utf-8")
    assert json.loads(text)["format"] == "plworkbench rubric 1"
    assert not any(name in text for name in names) and "Period" not in text
    # The colleague knows none of the standards.
    assert wb.import_rubric(file) == "Bridge / model"
    assert wb.rubrics() == sample.rubrics()
    known = wb.standards().set_index("standard_code")["i_can"]
    assert known[CODE] == sample.standards().set_index("standard_code")["i_can"][CODE]
    events = wb._store.events()
    assert wb.import_rubric(file.read_bytes()) == "Bridge / model"
    pd.testing.assert_frame_equal(wb._store.events(), events)


def test_a_rubric_from_outside_takes_no_name_away_and_no_wording(sample, tmp_path):
    sample.save_rubric("Bridge", CRITERIA)
    file = sample.export_rubric("Bridge", tmp_path / "rubric.json")
    sample.save_rubric("Bridge", CRITERIA[:1])
    standards = sample.standards()
    file.write_text(file.read_text("utf-8").replace("I can", "You can"), "utf-8")
    assert sample.import_rubric(file) == "Bridge (2)" == sample.import_rubric(file)
    assert list(sample.rubrics()) == ["Bridge", "Bridge (2)"] and len(sample.rubrics()["Bridge"]) == 1
    pd.testing.assert_frame_equal(sample.standards(), standards)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "does not hold a rubric"),
        (b"\xff\xfe\x00", "does not hold a rubric"),
        (b"name,score\nAna,3\n", "does not hold a rubric"),
        (b"[1, 2]", "does not hold a rubric"),
        (b'{"format": "plworkbench scoring 1"}', "does not hold a rubric"),
        (b'{"format": "plworkbench rubric 2"}', "newer version"),
        (b"[" * 100_000, "does not hold a rubric"),
        (b" " * 1_000_001, "does not hold a rubric"),
        (b'{"format": "plworkbench rubric 1"}', "no name"),
        (b'{"format": "plworkbench rubric 1", "name": 3, "criteria": {"a": 1}}', "has no name"),
        (
            b'{"format": "plworkbench rubric 1", "name": "R", "criteria": [{"name": "A", "standard_code": "A1", '
            b'"levels": [[0, "a"], [1e999, "b"]]}]}',
            "not numbers",
        ),
    ],
)
def test_a_file_that_is_no_good_rubric_is_refused_in_words_and_changes_nothing(wb, content, words):
    with pytest.raises(ProblemsFound, match=rf"(?s)Nothing was changed.*{words}"):
        wb.import_rubric(content)
    assert wb.rubrics() == {} and wb._store.events().empty


def test_a_rubric_that_is_not_there_cannot_be_read_or_written(wb, tmp_path):
    with pytest.raises(ImportRefused, match="no such file"):
        wb.import_rubric(tmp_path / "gone.json")
    with pytest.raises(NotFound, match="none yet"):
        wb.export_rubric("Bridge", tmp_path)
    assert list(tmp_path.glob("*.json")) == []


def test_hostile_words_of_a_rubric_stay_words(wb):
    hostile = "=1+1 <script>alert(1)</script>\u0000\ud800"
    criteria = [{"name": hostile, "standard_code": "A1", "levels": [[0, hostile], [1, "<b>"]]}]
    content = json.dumps({"format": "plworkbench rubric 1", "name": hostile, "criteria": criteria}).encode()
    name = wb.import_rubric(content)
    assert name == "=1+1 <script>alert(1)</script>"
    assert wb.rubrics()[name][0]["levels"] == [[0.0, name], [1.0, "<b>"]]


# Answers to items


def test_answers_to_items_come_with_names_and_are_records_like_others(twins):
    class_key = twins._class_key(CLASS)
    key = twins.students(CLASS)["student_key"].iloc[-1]
    answers = pd.DataFrame({"student_key": [key], "assessment": "Quiz", "item": "1", "attempt": 1, "score": 1.0})
    twins._store.commit_import(
        class_key, importer="item_responses", file_digest="d", counts={"added": 0}, records={"item_responses": answers}
    )
    found = twins.item_responses(CLASS)
    pd.testing.assert_frame_equal(found, twins.records("item_responses", CLASS))
    assert found["name"].tolist() == [twins.students(CLASS)["name"].iloc[-1]]


# Slips


def days_ahead(count):
    return datetime.date.today() + datetime.timedelta(days=count)


@pytest.mark.parametrize(("ahead", "taken"), [(0, True), (1, True), (2, False), (365, False)])
def test_a_day_that_has_not_come_yet_is_refused_and_tomorrow_has_begun_somewhere(sample, names, ahead, taken):
    def enter():
        return sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3}, date=days_ahead(ahead))

    if taken:
        assert counts(enter()) == (1, 0, 0)
    else:
        assert refused(sample, enter) == [
            f"The day of the assessment, {days_ahead(ahead).isoformat()}, has not come yet."
        ]


@pytest.mark.parametrize(("day", "message"), [("1989-12-31", "lies far back"), ("0202-11-12", "lies far back")])
def test_a_year_that_is_a_slip_is_refused(sample, names, day, message):
    (said,) = refused(sample, lambda: sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3}, date=day))
    assert message in said


def test_no_day_of_any_kind_is_today_and_never_a_score_without_a_day(sample, names):
    for number, day in enumerate((None, pd.NaT)):
        sample.enter_scores(CLASS, f"Ticket {number}", CODE, {names[0]: 3}, date=day)
        found = sample.evidence(CLASS)
        stored = found.loc[found["assessment"] == f"Ticket {number}", "date_assessed"].item()
        assert stored == pd.Timestamp(datetime.date.today())


def test_a_moment_is_the_day_it_is_in_its_own_time_zone(sample, names):
    late = pd.Timestamp("2025-11-12 23:30", tz="America/Los_Angeles")
    for number, day in enumerate((late, np.datetime64("2025-11-12"), datetime.datetime(2025, 11, 12, 0, 1))):
        sample.enter_scores(CLASS, f"Ticket {number}", CODE, {names[0]: 3}, date=day)
    stored = sample.evidence(CLASS)
    stored = stored[stored["assessment"].str.startswith("Ticket ")]["date_assessed"]
    assert stored.eq(pd.Timestamp("2025-11-12")).all() and len(stored) == 3


def test_a_correction_keeps_the_kind_of_work_unless_another_is_said(twins):
    file = "Student,ID,Standard,Assessment,Score,Points,Kind\nDev Rao,0003,6.RP.A.1,Unit test,1,4,unit test\n"
    twins.commit(twins.preview(file.encode(), CLASS, file_name="scores.csv"))

    def kind():
        found = twins.evidence(CLASS)
        return found.loc[found["assessment"] == "Unit test", "kind"].item()

    before = kind()
    twins.enter_scores(CLASS, "Unit test", CODE, {"Dev Rao": 4})
    assert kind() == before != "exit ticket"
    twins.enter_scores(CLASS, "Unit test", CODE, {"Dev Rao": 3}, kind="retake")
    assert kind() == "retake"
    twins.enter_scores(CLASS, TICKET, CODE, {"Dev Rao": 3})
    found = twins.evidence(CLASS)
    assert found.loc[found["assessment"] == TICKET, "kind"].item() == "exit ticket"


@pytest.mark.parametrize(
    "score",
    [
        True,
        np.bool_(True),
        -1,
        -0.01,
        float("inf"),
        1e308,
        pytest.param(10**400, id="400 digits"),
        pytest.param(10**5000, id="5000 digits"),
        "3",
        [3],
        "absent",
    ],
)
def test_what_is_no_score_is_refused_and_quoted_in_short(sample, names, score):
    (message,) = refused(sample, lambda: sample.enter_scores(CLASS, TICKET, CODE, {names[0]: score}))
    assert message.startswith(f"{names[0]}: '") and len(message) < 100


@pytest.mark.parametrize("score", [np.int64(3), np.float32(3), 3, 3.0])
def test_numbers_of_any_make_are_points(sample, names, score):
    sample.enter_scores(CLASS, TICKET, CODE, {names[0]: score})
    assert scores_of(sample) == {names[0]: 3.0}


@pytest.mark.parametrize("score", [None, pd.NA, pd.NaT, float("nan"), np.float64("nan"), " "])
def test_nothing_of_any_make_says_nothing(sample, names, score):
    assert counts(sample.enter_scores(CLASS, TICKET, CODE, {names[0]: score})) == (0, 0, 0)


def test_full_marks_of_next_to_nothing_and_a_title_of_pages_are_slips(sample, names):
    (message,) = refused(
        sample, lambda: sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 0}, points_possible=1e-300)
    )
    assert message == "The points possible are not a number above 0."
    (message,) = refused(sample, lambda: sample.enter_scores(CLASS, "x" * 2001, CODE, {names[0]: 0}))
    assert message == "The name of the assessment has 2,001 characters."


def test_scores_that_were_taken_back_can_be_entered_again_and_a_score_can_go_back_and_forth(sample, names):
    first = sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3})
    sample.undo_import(first["import_key"])
    assert counts(sample.enter_scores(CLASS, TICKET, CODE, {names[0]: 3})) == (1, 0, 0)
    for score in (2, 3, 2):
        assert counts(sample.enter_scores(CLASS, TICKET, CODE, {names[0]: score})) == (0, 1, 0)
        assert scores_of(sample) == {names[0]: score}


def test_a_level_on_a_standard_without_evidence_is_refused_because_no_table_would_show_it(twins):
    twins._store.put_standards(pd.DataFrame({"standard_code": ["5.NF.A.1"], "title": ["Adding fractions"]}))
    with pytest.raises(WorkbenchError, match=r"has no evidence on '5\.NF\.A\.1' yet.*Nothing was changed"):
        twins.override(CLASS, "Dev Rao", "5.NF.A.1", "secure")
    assert twins.overrides(CLASS).empty
    twins.enter_scores(CLASS, TICKET, "5.NF.A.1", {"Kim Lee (0001)": 2})
    twins.override(CLASS, "Dev Rao", "5.NF.A.1", "secure")  # hers is still without evidence, and the table has the cell
    shown = twins.mastery(CLASS)
    cell = shown[(shown["name"] == "Dev Rao") & (shown["standard_code"] == "5.NF.A.1")]
    assert cell[["level", "overridden"]].to_numpy().tolist() == [["secure", "by the teacher"]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criteria": [{**CRITERIA[0], "name": f"c{n}"} for n in range(51)]}, "The rubric has 51 criteria."),
        ({"criteria": [{**CRITERIA[0], "levels": [[n, "w"] for n in range(21)]}]}, "has 21 levels."),
        ({"criteria": [{**CRITERIA[0], "standard_code": "Z" * 101}]}, "a standard with a very long code"),
        ({"criteria": [{**CRITERIA[0], "levels": [[0, "a"], [float("nan"), "b"]]}]}, "points that are not numbers"),
        ({"criteria": [{**CRITERIA[0], "levels": [[0, "a"], [10**400, "b"]]}]}, "points that are not numbers"),
        ({"criteria": {"a": 1}}, "The rubric has no criterion."),
        ({"criteria": [None, 5]}, "The criterion is not readable."),
    ],
)
def test_a_shared_rubric_that_is_none_to_mark_with_is_refused(wb, change, words):
    content = json.dumps({"format": "plworkbench rubric 1", "name": "R", "criteria": CRITERIA, **change}).encode()
    with pytest.raises(ProblemsFound, match=words):
        wb.import_rubric(content)
    assert wb.rubrics() == {} and wb.standards().empty


@pytest.mark.parametrize(
    "content",
    [b"[" * 200_000, b'{"a":' * 100_000, b" " * 1_000_001, b'{"format": ' + b"9" * 5000 + b"}"],
    ids=["deep list", "deep mapping", "large", "number of 5000 digits"],
)
def test_a_file_that_is_made_to_hurt_is_no_rubric(wb, content):
    with pytest.raises(ImportRefused, match="It does not hold a rubric"):
        wb.import_rubric(content)


def test_a_standard_with_pages_for_a_title_is_called_by_its_code(wb):
    standards = [{"standard_code": CODE, "title": "T" * 500_000, "i_can": "I can compare."}]
    held = {"format": "plworkbench rubric 1", "name": "R", "criteria": CRITERIA[:1], "standards": standards}
    wb.import_rubric(json.dumps(held).encode())
    assert wb.standards()[["title", "i_can"]].to_numpy().tolist() == [[CODE, "I can compare."]]


@pytest.mark.parametrize("units", [None, 5, "Unit 1", [5], {"name": "Unit 1"}, ["Unit 1"]])
def test_a_plan_that_is_no_list_of_units_is_refused_in_words(sample, units):
    (message,) = _plan_problems(sample, units)
    assert message == "The plan is not a list of units."


def _plan_problems(wb, units):
    before = wb.plan(CLASS)
    with pytest.raises(ProblemsFound, match=r"The plan was not changed\.") as caught:
        wb.set_plan(CLASS, units)
    pd.testing.assert_frame_equal(wb.plan(CLASS), before)
    return [problem.message for problem in caught.value.problems]


def test_a_plan_with_a_year_that_is_a_slip_or_a_name_of_pages_is_refused(sample):
    units = [{"name": "U" * 2001}, {"name": "V", "starts_on": "0205-09-01"}, {"name": "W", "ends_on": "9999-12-31"}]
    messages = _plan_problems(sample, units)
    assert messages[0] == "The unit has no name, or a very long one."
    assert messages[1:] == [
        "The unit 'V' has a first day that is not a date.",
        "The unit 'W' has a last day that is not a date.",
    ]
