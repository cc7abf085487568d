"""Levels set by hand, plans, rubrics and answers to items: kept whole, logged without words, and looked back on."""

import json
import random
import signal
import sqlite3

import pandas as pd
import pytest
from store_samples import (
    STANDARDS,
    assert_seen,
    bring_in,
    class_with_scores,
    links,
    scores,
    seen,
    students,
)
from store_writers import read_to_the_end, start

from plworkbench.errors import NotFound, ProblemsFound, UndoRefused, WorkbenchError
from plworkbench.schema import TABLES, conform
from plworkbench.store import Repository
from plworkbench.store.database import FILE_NAME, reading

LEVELS = [[0, "Not yet"], [1, "Names two amounts"], [2, "Compares two amounts"]]
CRITERIA = [{"name": "Compares", "standard_code": "6.RP.A.1", "levels": LEVELS}]
UNITS = [
    {"name": "Ratios", "starts_on": "2025-09-01", "ends_on": "2025-09-26", "standard_codes": ["6.RP.A.1", "6.RP.A.2"]},
    {"name": "Equations", "starts_on": None, "ends_on": None, "standard_codes": ["6.EE.B.7"]},
]
ANSWER = pd.DataFrame({"student_key": ["s1"], "assessment": "Quiz 1", "item": "Question 3", "attempt": 1, "score": 1.0})


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


@pytest.fixture
def class_key(repository):
    return class_with_scores(repository)[0]


def newer(repository, class_key, student_keys=("s1",), digest="d2", **more):
    """A later quiz on 6.RP.A.1."""
    return bring_in(
        repository,
        class_key,
        scores(student_keys, [9] * len(student_keys), assessment="Quiz 2", key=digest, **more),
        digest=digest,
    )


def standings(repository, class_key):
    frame = repository.overrides(class_key)
    return dict(zip(frame["student_key"], frame["standing"]))


# Levels set by hand


def test_a_level_set_by_hand_is_read_as_declared_and_stands(repository, class_key):
    key = repository.set_override(class_key, "s1", "6.RP.A.1", "secure", "explained it aloud")
    frame = repository.overrides(class_key)
    assert frame.columns.tolist() == [*TABLES["overrides"].column_names, "standing"]
    pd.testing.assert_frame_equal(frame.drop(columns="standing"), conform(frame, "overrides"))
    found = frame.iloc[0]
    assert found[["override_key", "level", "reason", "standing"]].tolist() == [
        key,
        "secure",
        "explained it aloud",
        "stands",
    ]
    assert found["seen_evidence"] == ["e-s1"]
    pd.testing.assert_frame_equal(repository.overrides(class_key, repository.evidence(class_key)), frame)


def test_a_level_set_anew_ends_the_one_before_in_one_event(repository, class_key):
    first = repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    second = repository.set_override(class_key, "s1", "6.RP.A.1", "developing", "only with help")
    assert repository.overrides(class_key)["override_key"].tolist() == [second]
    events = repository.events("override")
    assert events["action"].tolist() == ["set", "set"]
    assert events["before"].tolist() == [None, {"ended": [first]}]
    assert events["after"][1]["level"] == "developing"


def test_setting_the_same_level_again_is_no_event_until_there_is_newer_evidence(repository, class_key):
    key = repository.set_override(class_key, "s1", "6.RP.A.1", "secure", "a talk")
    assert repository.set_override(class_key, "s1", "6.RP.A.1", "secure", " a  talk ") == key
    assert len(repository.events("override")) == 1
    newer(repository, class_key)
    assert repository.set_override(class_key, "s1", "6.RP.A.1", "secure", "a talk") != key
    assert standings(repository, class_key) == {"s1": "stands"}


def test_newer_evidence_of_the_cell_alone_puts_a_level_in_question(repository, class_key):
    for student_key in ("s1", "s2", "s3"):
        repository.set_override(class_key, student_key, "6.RP.A.1", "secure")
    newer(repository, class_key)
    newer(repository, class_key, ("s2",), digest="d3", standard_code="6.RP.A.2")
    assert standings(repository, class_key) == {"s1": "newer evidence", "s2": "stands", "s3": "stands"}


def test_a_corrected_score_is_newer_evidence_and_taking_it_back_is_not(repository, class_key):
    repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    assert standings(repository, class_key) == {"s1": "newer evidence"}
    repository.keep_override(class_key, "s1", "6.RP.A.1")
    repository.undo_import(second)
    # What returns was there when the level was kept, though a newer score stood in its place.
    assert standings(repository, class_key) == {"s1": "stands"}


def test_taking_the_newer_import_back_makes_the_level_stand_again(repository, class_key):
    repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    second = newer(repository, class_key)
    repository.undo_import(second)
    assert standings(repository, class_key) == {"s1": "stands"}
    repository.redo_import(second)
    assert standings(repository, class_key) == {"s1": "newer evidence"}


def test_a_level_that_is_kept_is_dated_anew_and_stands(repository, class_key):
    key = repository.set_override(class_key, "s1", "6.RP.A.1", "secure", "a talk")
    before = repository.overrides(class_key)["set_on"].item()
    newer(repository, class_key)
    assert repository.keep_override(class_key, "s1", "6.RP.A.1") == key
    frame = repository.overrides(class_key)
    assert frame["standing"].tolist() == ["stands"] and frame["reason"].tolist() == ["a talk"]
    assert frame["set_on"].item() > before
    events = repository.events("override", key)
    assert events["action"].tolist() == ["set", "kept"]
    assert events["after"][0] == events["before"][1]


def test_what_was_seen_before_a_level_was_kept_is_no_news_when_it_returns(repository, class_key):
    second = newer(repository, class_key)
    repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    repository.undo_import(second)
    repository.keep_override(class_key, "s1", "6.RP.A.1")
    repository.redo_import(second)
    assert standings(repository, class_key) == {"s1": "stands"}


def test_a_level_that_is_let_go_is_gone_once(repository, class_key):
    key = repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    repository.end_override(class_key, "s1", "6.RP.A.1")
    assert repository.overrides(class_key).empty
    assert repository.events("override", key)["action"].tolist() == ["set", "ended"]
    for change in (repository.end_override, repository.keep_override):
        with pytest.raises(NotFound, match="let go already"):
            change(class_key, "s1", "6.RP.A.1")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"level": "superb"}, WorkbenchError, "Choose beginning, developing, secure, extending"),
        ({"standard_code": "Z9"}, NotFound, "no standard 'Z9'"),
        ({"class_key": "no class"}, NotFound, "does not exist any more"),
        ({"student_key": "nobody"}, WorkbenchError, "Nothing was changed"),
    ],
)
def test_a_level_for_what_does_not_exist_is_refused(repository, class_key, change, error, words):
    cell = {"class_key": class_key, "student_key": "s1", "standard_code": "6.RP.A.1", "level": "secure"} | change
    events = repository.events()
    with pytest.raises(error, match=words):
        repository.set_override(**cell)
    pd.testing.assert_frame_equal(repository.events(), events)


def test_a_level_may_be_set_where_there_is_no_evidence_and_the_first_piece_is_news(repository, class_key):
    repository.set_override(class_key, "s1", "6.EE.B.7", "secure")
    assert standings(repository, class_key) == {"s1": "stands"}
    newer(repository, class_key, standard_code="6.EE.B.7")
    assert standings(repository, class_key) == {"s1": "newer evidence"}


def test_a_level_of_a_student_whose_import_is_taken_back_rests_and_returns(repository, class_key):
    second = bring_in(
        repository, class_key, scores(["t1"], [5], key="t"), digest="d2", new_students=students(["Eli Roy"], prefix="t")
    )
    key = repository.set_override(class_key, "t1", "6.RP.A.1", "secure")
    repository.undo_import(second)
    assert "t1" not in repository.students(class_key)["student_key"].tolist()
    repository.redo_import(second)
    frame = repository.overrides(class_key)
    assert frame["override_key"].tolist() == [key] and frame["standing"].tolist() == ["stands"]


@pytest.fixture
def twins(repository, class_key):
    """The student t1, who may be s1, with a score of her own."""
    new = students(["Ana Avila"], prefix="t")
    bring_in(repository, class_key, scores(["t1"], [8], key="t", assessment="Quiz 2"), digest="d2", new_students=new)
    return class_key


def test_a_level_of_a_merged_record_is_that_of_the_student_and_is_asked_about(repository, twins):
    repository.set_override(twins, "t1", "6.RP.A.1", "secure")
    merge_key = repository.merge_students("t1", "s1")
    # The other record brought a piece that the teacher had not seen beside it.
    assert standings(repository, twins) == {"s1": "newer evidence"}
    repository.undo_merge(merge_key)
    assert standings(repository, twins) == {"t1": "stands"}


def test_of_the_levels_of_two_merged_records_the_later_one_counts_until_they_are_parted(repository, twins):
    repository.set_override(twins, "s1", "6.RP.A.1", "beginning")
    repository.set_override(twins, "t1", "6.RP.A.1", "secure")
    before = repository.overrides(twins)
    merge_key = repository.merge_students("t1", "s1")
    shown = repository.overrides(twins)
    assert shown[["student_key", "level"]].to_numpy().tolist() == [["s1", "secure"]]
    repository.undo_merge(merge_key)
    pd.testing.assert_frame_equal(repository.overrides(twins), before)


def test_letting_go_the_level_of_a_merged_student_brings_no_other_one_up(repository, twins):
    repository.set_override(twins, "s1", "6.RP.A.1", "beginning")
    repository.set_override(twins, "t1", "6.RP.A.1", "secure")
    repository.merge_students("t1", "s1")
    repository.end_override(twins, "t1", "6.RP.A.1")
    assert repository.overrides(twins).empty


def test_classes_do_not_share_levels_or_plans(repository, class_key):
    second = repository.add_class("Period 4")
    repository.set_override(class_key, "s1", "6.RP.A.1", "secure")
    repository.put_units(class_key, UNITS)
    assert repository.overrides(second).empty and repository.units(second).empty


# Plans


def test_a_plan_comes_back_as_declared_in_its_order(repository, class_key):
    repository.put_units(class_key, UNITS)
    frame = repository.units(class_key)
    pd.testing.assert_frame_equal(frame, conform(frame, "units"))
    assert frame["name"].tolist() == ["Ratios", "Equations"] and frame["sequence"].tolist() == [1, 2]
    assert frame["ends_on"].tolist() == [pd.Timestamp("2025-09-26"), pd.NaT]
    assert frame["standard_codes"].tolist() == [["6.RP.A.1", "6.RP.A.2"], ["6.EE.B.7"]]


def test_a_plan_is_replaced_in_one_event_and_units_stay_the_same_ones(repository, class_key):
    repository.put_units(class_key, UNITS)
    first = repository.units(class_key)
    exchanged = first.iloc[::-1].to_dict("records")
    repository.put_units(class_key, [*exchanged, {"name": "Review", "standard_codes": "6.RP.A.1"}])
    second = repository.units(class_key)
    assert second["unit_key"].tolist()[:2] == first["unit_key"].tolist()[::-1]
    assert second["name"].tolist() == ["Equations", "Ratios", "Review"]
    assert second["standard_codes"].tolist()[2] == ["6.RP.A.1"]
    repository.put_units(class_key, [])
    assert repository.units(class_key).empty
    events = repository.events("plan", class_key)
    assert events["action"].tolist() == ["changed"] * 3
    assert [len(after) for after in events["after"]] == [2, 3, 0]
    assert events["before"][2] == events["after"][1]


def test_the_same_plan_again_is_no_event(repository, class_key):
    repository.put_units(class_key, UNITS)
    events = repository.events()
    repository.put_units(class_key, repository.units(class_key).to_dict("records"))
    pd.testing.assert_frame_equal(repository.events(), events)


def test_units_may_overlap_and_share_a_standard_which_each_names_once(repository, class_key):
    both = [{**UNITS[0], "standard_codes": ["6.RP.A.1", "6.RP.A.1"]}, {**UNITS[0], "name": "Again"}]
    repository.put_units(class_key, both)
    assert repository.units(class_key)["standard_codes"].tolist() == [["6.RP.A.1"], ["6.RP.A.1", "6.RP.A.2"]]


def test_a_unit_copied_with_its_key_is_a_unit_of_its_own(repository, class_key):
    repository.put_units(class_key, UNITS[:1])
    (unit,) = repository.units(class_key).to_dict("records")
    repository.put_units(class_key, [unit, {**unit, "name": "Copy"}, {**unit, "unit_key": "of elsewhere"}])
    assert repository.units(class_key)["unit_key"].nunique() == 3


def test_everything_wrong_in_a_plan_is_listed_at_once(repository, class_key):
    repository.put_units(class_key, UNITS)
    before, events = repository.units(class_key), repository.events()
    wrong = [
        {"name": " ", "standard_codes": ["6.RP.A.1"]},
        {"name": "Ratios", "starts_on": "2025-09-26", "ends_on": "2025-09-01", "standard_codes": ["Z9", "6.RP.A.1"]},
        {"name": "Later", "starts_on": "12/11/2025", "ends_on": 5},
    ]
    with pytest.raises(ProblemsFound, match=r"The plan was not changed\.") as caught:
        repository.put_units(class_key, wrong)
    found = [(problem.row, problem.message) for problem in caught.value.problems]
    assert found == [
        (1, "The unit has no name."),
        (2, "The unit 'Ratios' ends before it starts."),
        (2, "The unit 'Ratios' has the standard 'Z9', which nobody knows."),
        (3, "The unit 'Later' has a first day that is not a date."),
        (3, "The unit 'Later' has a last day that is not a date."),
    ]
    assert all(problem.cure for problem in caught.value.problems)
    pd.testing.assert_frame_equal(repository.units(class_key), before)
    pd.testing.assert_frame_equal(repository.events(), events)


def test_plans_on_standards_that_would_vanish_are_listed(repository, class_key):
    given = pd.DataFrame({"standard_code": ["A1", "A2"], "title": ["One", "Two"]})
    import_key = repository.commit_import(
        importer="case_framework", file_digest="f", counts={}, standards=given, prerequisites=links(("A2", "A1"))
    )
    repository.put_units(class_key, [{"name": "Later", "standard_codes": ["6.RP.A.1", "A2", "A1"]}])
    before, events = seen(repository), repository.events()
    with pytest.raises(UndoRefused) as caught:
        repository.undo_import(import_key)
    (problem,) = caught.value.problems
    assert problem.message == "The unit 'Later' in the plan of Period 3 has A1, A2, which would vanish."
    assert_seen(repository, before)
    pd.testing.assert_frame_equal(repository.events(), events)
    repository.put_units(class_key, [])
    repository.undo_import(import_key)
    assert "A1" not in repository.standards()["standard_code"].tolist()


# Rubrics


def test_a_rubric_comes_back_as_declared_and_is_changed_under_its_name(repository, class_key):
    key = repository.put_rubric("Lab report", CRITERIA)
    frame = repository.rubrics()
    pd.testing.assert_frame_equal(frame, conform(frame, "rubrics"))
    assert frame["criteria"].item()[0]["levels"] == LEVELS
    fewer = [{**CRITERIA[0], "levels": LEVELS[:2]}]
    assert repository.put_rubric("LAB  REPORT", fewer) == key
    assert repository.put_rubric("LAB REPORT", fewer) == key
    assert repository.rubrics()["name"].tolist() == ["LAB REPORT"]
    assert repository.events("rubric", key)["action"].tolist() == ["added", "changed"]


def test_a_rubric_that_is_put_away_frees_its_name(repository, class_key):
    key = repository.put_rubric("Lab report", CRITERIA)
    repository.end_rubric("lab report")
    assert repository.rubrics().empty
    with pytest.raises(NotFound, match="no rubric called"):
        repository.end_rubric("Lab report")
    assert repository.put_rubric("Lab report", CRITERIA) != key


def test_everything_wrong_in_a_rubric_is_listed_at_once(repository, class_key):
    wrong = [
        {"name": "", "standard_code": "Z9", "levels": LEVELS},
        {"name": "Compares", "standard_code": None, "levels": LEVELS[:1]},
        {"name": "compares", "standard_code": "6.RP.A.1", "levels": [[2, "High"], [1, "Low"]]},
        {"name": "Explains", "standard_code": "6.RP.A.1", "levels": [[0, ""], ["1", "Some"], [2, "All"]]},
        {"name": "Draws", "standard_code": "6.RP.A.1", "levels": [1, 2]},
        {"name": "Checks", "standard_code": "6.RP.A.1", "levels": [[0, "No"], [float("inf"), "Yes"]]},
        {"name": "Counts", "standard_code": "6.RP.A.1", "levels": [[0, "No"], [10**400, "Yes"]]},
        "Compares",
    ]
    with pytest.raises(ProblemsFound, match=r"was not saved\. Nothing was changed") as caught:
        repository.put_rubric(" ", wrong)
    assert [problem.row for problem in caught.value.problems] == [None, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8]
    with pytest.raises(ProblemsFound, match="has no criterion"):
        repository.put_rubric("Lab report", [])
    assert repository.rubrics().empty and repository.events("rubric").empty


def test_what_is_given_is_not_changed(repository, class_key):
    units, criteria = json.dumps(UNITS), json.dumps(CRITERIA)
    repository.put_units(class_key, UNITS)
    repository.put_rubric("Lab report", CRITERIA)
    assert (json.dumps(UNITS), json.dumps(CRITERIA)) == (units, criteria)


# Answers to items


def test_answers_to_items_follow_merges_and_the_newer_one_counts(repository, twins):
    brought = pd.concat([ANSWER, ANSWER.assign(student_key="t1", score=0.0), ANSWER.assign(item="Question 4")])
    bring_in(repository, twins, scores([], []), digest="r1", records={"item_responses": brought.iloc[:1]})
    bring_in(repository, twins, scores([], []), digest="r2", records={"item_responses": brought.iloc[1:]})
    before = seen(repository)
    merge_key = repository.merge_students("t1", "s1")
    frame = repository.records("item_responses", twins)
    assert frame[["student_key", "item", "score"]].to_numpy().tolist() == [
        ["s1", "Question 3", 0.0],
        ["s1", "Question 4", 1.0],
    ]
    repository.undo_merge(merge_key)
    assert_seen(repository, before | {"merges": repository.merges()})


def test_answers_without_a_day_are_the_same_answers_as_those_with_one(repository, class_key):
    bring_in(repository, class_key, scores([], []), digest="r1", records={"item_responses": ANSWER})
    (key,) = repository.records("item_responses", class_key)["record_key"]
    dated = ANSWER.assign(date="2025-09-12", score=0.0)
    with pytest.raises(WorkbenchError, match="since the preview"):
        bring_in(repository, class_key, scores([], []), digest="r2", records={"item_responses": dated})
    second = bring_in(
        repository, class_key, scores([], []), digest="r2",
        records={"item_responses": dated}, replaced_records={"item_responses": [key]},
    )  # fmt: skip
    assert repository.records("item_responses", class_key)["score"].tolist() == [0.0]
    repository.undo_import(second)
    assert repository.records("item_responses", class_key)["record_key"].tolist() == [key]


# Looking back


def test_the_evidence_before_an_import_is_what_counted_then(repository):
    """A walk of imports, corrections, undos and redos; before each step that brings, what counted is remembered."""
    class_key, first = class_with_scores(repository)
    assert repository.evidence_before(class_key, first).empty
    seeded = random.Random(20251122)
    counted, standing, undone = {}, [first], []
    for step in range(60):
        now = repository.evidence(class_key)
        kind = seeded.choice(["new", "new", "correct", "correct", "undo", "redo"])
        try:
            if kind == "undo" and len(standing) > 1:
                key = seeded.choice(standing[1:])
                repository.undo_import(key)
                standing.remove(key)
                undone.append(key)
                continue
            if kind == "redo" and undone:
                key = seeded.choice(undone)
                repository.redo_import(key)
                undone.remove(key)
            elif kind == "correct":
                piece = now.iloc[seeded.randrange(len(now))]
                correction = scores([piece["student_key"]], [step / 10], assessment=piece["assessment"], key=f"k{step}")
                key = bring_in(repository, class_key, correction, digest=str(step), replaced=[piece["evidence_key"]])
            elif kind == "new":
                later = scores(["s1", "s2"], [step / 10, 1], assessment=f"Quiz {step + 2}", key=f"k{step}")
                key = bring_in(repository, class_key, later, digest=str(step))
            else:
                continue
        except WorkbenchError:
            continue  # later work depends on it
        standing.append(key)
        counted[key] = now
    done = repository.events("import")["action"].value_counts()
    assert len(counted) > 20 and done["undo"] > 3 and done["redo"] > 3
    for key, frame in counted.items():
        pd.testing.assert_frame_equal(repository.evidence_before(class_key, key), frame)


def test_looking_back_names_a_merged_student_as_now(repository, twins):
    second = repository.imports(twins)["import_key"][0]
    third = newer(repository, twins, ("s2",), digest="d9")
    repository.merge_students("t1", "s1")
    assert "t1" not in repository.evidence_before(twins, third)["student_key"].tolist()
    assert repository.evidence_before(twins, second)["student_key"].tolist() == ["s1", "s2", "s3", "s4"]


def test_a_redo_as_older_versions_logged_it_is_read_too(repository):
    class_key, _ = class_with_scores(repository)
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    repository.undo_import(second)
    repository.redo_import(second)
    third = newer(repository, class_key, digest="d3")
    before = repository.evidence_before(class_key, third)
    connection = sqlite3.connect(repository._engine.url.database)
    flat = json.dumps({"undone_at": "2025-09-12T08:00:00", "replaced": {"e-s1": second}})
    changed = connection.execute("UPDATE event_log SET before = ? WHERE action = 'redo'", [flat]).rowcount
    connection.commit()
    connection.close()
    assert changed == 1
    pd.testing.assert_frame_equal(repository.evidence_before(class_key, third), before)
    assert before["evidence_key"].tolist() == ["e-s2", "e-s3", "e-s4", "f-s1"]


def test_looking_back_at_an_import_of_another_class_is_refused(repository, class_key):
    _, other = repository.add_class("Period 4"), repository.imports()["import_key"][0]
    with pytest.raises(NotFound, match="no such import"):
        repository.evidence_before("no class", other)
    with pytest.raises(NotFound, match="no such import"):
        repository.evidence_before(class_key, "no import")


# The log, and sudden death


def test_the_log_never_holds_a_reason_a_unit_or_the_words_of_a_rubric(tmp_path):
    canary = "Kanarienvögel"
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        for level in ("secure", "extending"):
            repository.set_override(class_key, "s1", "6.RP.A.1", level, f"{canary} {level}")
        repository.keep_override(class_key, "s1", "6.RP.A.1")
        repository.end_override(class_key, "s1", "6.RP.A.1")
        repository.put_units(class_key, [{"name": canary, "standard_codes": ["6.RP.A.1"]}])
        repository.put_units(class_key, [{"name": f"{canary} 2", "standard_codes": ["6.RP.A.1"]}])
        typed = [{"name": canary, "standard_code": "6.RP.A.1", "levels": [[0, canary], [1, f"{canary}!"]]}]
        repository.put_rubric(canary, typed)
        repository.put_rubric(canary, [*typed, {**typed[0], "name": f"{canary} 2"}])
        repository.end_rubric(canary)
        answers = ANSWER.assign(assessment=canary, item=canary, response=canary)
        bring_in(repository, class_key, scores([], []), digest="d2", records={"item_responses": answers})
        assert repository.units(class_key)["name"].tolist() == [f"{canary} 2"]
        log = repository.events()
    assert log[log["entity"].isin(["override", "plan", "rubric"])]["action"].tolist() == [
        "set", "set", "kept", "ended", "changed", "changed", "added", "changed", "put away",
    ]  # fmt: skip
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    # What is kept as json may be written with escapes.
    words = (canary, json.dumps(canary).strip('"'))
    held = {table: str(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}
    connection.close()
    holding = {table for table, text in held.items() if any(word in text for word in words)}
    assert holding == {"overrides", "units", "rubrics", "item_responses", "event_texts"}


def write_judgements(pipe, folder, class_key):
    """Set a level, a plan and a rubric to the number 1, 2, ..., and acknowledge each."""
    with Repository.open(folder) as repository:
        pipe.send("ready")
        pipe.recv()
        for number in range(1, 10_000):
            repository.set_override(class_key, "s1", "6.RP.A.1", "secure", str(number))
            repository.put_units(class_key, [{**unit, "name": str(number)} for unit in UNITS])
            repository.put_rubric("Lab report", [{**CRITERIA[0], "name": str(number)}])
            pipe.send(number)


def test_killed_programs_leave_every_judgement_whole_and_lose_none_that_was_acknowledged(tmp_path):
    seeded = random.Random(20251122)
    for kill in range(4):
        folder = tmp_path / str(kill)
        with Repository.open(folder) as repository:
            class_key, _ = class_with_scores(repository)
        program, pipe = start(write_judgements, folder, class_key)
        pipe.send("go")
        heard = [pipe.recv() for _ in range(seeded.randint(1, 4))]
        program.join(seeded.uniform(0, 0.03))
        program.kill()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        acknowledged = [*heard, *read_to_the_end(pipe)][-1]
        with Repository.open(folder) as repository:
            overrides, units, rubrics = (
                repository.overrides(class_key),
                repository.units(class_key),
                repository.rubrics(),
            )
            assert len(overrides) == 1 and len(units) == len(UNITS) and len(rubrics) == 1
            numbers = [
                int(overrides["reason"].item()),
                int(units["name"][0]),
                int(rubrics["criteria"].item()[0]["name"]),
            ]
            # The changes under way may have been kept although their acknowledgement was cut off.
            assert all(number - acknowledged in (0, 1) for number in numbers)
            assert numbers == sorted(numbers, reverse=True)
            counts = repository.events().groupby("entity").size()
            assert [counts[name] for name in ("override", "plan", "rubric")] == numbers
            with reading(repository._engine) as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("SELECT count(*) FROM overrides").scalar() == numbers[0]
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_standards_put_by_hand_stay_in_a_plan(repository, class_key):
    repository.put_units(class_key, [{"name": "All", "standard_codes": STANDARDS["standard_code"].tolist()}])
    assert repository.units(class_key)["standard_codes"].item() == STANDARDS["standard_code"].tolist()
