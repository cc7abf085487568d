"""An import adds, replaces and enrols in one go, and can be taken back and brought back."""

import time

import numpy as np
import pandas as pd
import pytest
from store_samples import STANDARDS, bring_in, class_with_scores, scores, students

from plworkbench.errors import ImportRefused, NewerVersionExists, NotFound, SchemaError, UndoRefused, WorkbenchError
from plworkbench.store import Repository


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


def current(repository, class_key):
    """Score by student key, for those that count."""
    frame = repository.evidence(class_key)
    assert not frame["student_key"].duplicated().any()
    return dict(zip(frame["student_key"], frame["score"]))


def state(repository, class_key):
    """What the class looks like, but for the moments of the imports."""
    return repository.students(class_key), repository.evidence(class_key).drop(columns="retired_by")


def assert_same(first, second):
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_an_import_brings_students_and_evidence_and_is_listed(repository):
    class_key, import_key = class_with_scores(repository)
    assert current(repository, class_key) == {"s1": 0, "s2": 4.5, "s3": 7, "s4": 10}
    listed = repository.imports(class_key).iloc[0]
    assert (listed["import_key"], listed["importer"], listed["counts"]) == (import_key, "tidy_table", {"added": 4})
    assert pd.isna(listed["undone_at"])
    assert repository.evidence(class_key)["import_key"].unique().tolist() == [import_key]


def test_missing_work_has_no_score_and_zero_stays_zero(repository):
    class_key, _ = class_with_scores(repository)
    more = scores(["s1", "s2"], [0, 0], key="f", assessment="Quiz 2")
    more.loc[1, ["score", "status"]] = [np.nan, "missing"]
    bring_in(repository, class_key, more, digest="d2")
    frame = repository.evidence(class_key).query("assessment == 'Quiz 2'")
    assert frame["status"].tolist() == ["scored", "missing"]
    assert frame["score"].isna().tolist() == [False, True]


def test_evidence_without_keys_gets_its_own(repository):
    class_key, _ = class_with_scores(repository)
    bring_in(
        repository,
        class_key,
        scores(["s1", "s2"], [1, 2], assessment="Quiz 2").drop(columns="evidence_key"),
        digest="d2",
    )
    assert repository.evidence(class_key)["evidence_key"].is_unique


def test_newer_scores_replace_older_ones_without_erasing_them(repository):
    class_key, first = class_with_scores(repository)
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    assert current(repository, class_key) == {"s1": 9, "s2": 4.5, "s3": 7, "s4": 10}
    repository.undo_import(second)
    assert current(repository, class_key) == {"s1": 0, "s2": 4.5, "s3": 7, "s4": 10}
    repository.redo_import(second)
    assert current(repository, class_key)["s1"] == 9
    assert repository.imports(class_key)["import_key"].tolist() == [second, first]


def test_an_undone_import_takes_its_evidence_and_students_along_and_redo_brings_them_back(repository):
    class_key, import_key = class_with_scores(repository)
    before = state(repository, class_key)
    assert repository.undo_import(import_key) == 2
    assert repository.students(class_key).empty
    assert repository.evidence(class_key).empty
    assert len(repository.students()) == 4
    assert repository.redo_import(import_key) == 3
    assert_same(state(repository, class_key), before)
    assert repository.events("import", import_key)["action"].tolist() == ["imported", "undo", "redo"]


def test_a_student_stays_while_another_import_lists_her(repository):
    class_key, first = class_with_scores(repository)
    second = bring_in(repository, class_key, scores(["s1"], [1], key="f", assessment="Quiz 2"), digest="d2")
    third = bring_in(repository, class_key, scores(["s1", "s2"], [1, 1], key="g", assessment="Quiz 3"), digest="d3")
    enrolled = []
    for step in (
        lambda: repository.undo_import(first),
        lambda: repository.undo_import(second),
        lambda: repository.redo_import(first),
        lambda: repository.undo_import(third),
        lambda: repository.undo_import(first),
        lambda: repository.redo_import(third),
    ):
        step()
        enrolled.append(sorted(repository.students(class_key)["student_key"]))
    everyone = ["s1", "s2", "s3", "s4"]
    assert enrolled == [["s1", "s2"], ["s1", "s2"], everyone, everyone, [], ["s1", "s2"]]


def test_a_file_is_known_again_while_its_import_stands(repository):
    class_key, import_key = class_with_scores(repository)
    other = repository.add_class("Period 4")
    assert repository.find_import(class_key, "d1") == import_key
    assert repository.find_import(class_key, "d2") is None
    assert repository.find_import(other, "d1") is None
    repository.undo_import(import_key)
    assert repository.find_import(class_key, "d1") is None


def test_the_same_preview_committed_in_two_windows_adds_its_scores_once(repository):
    class_key, _ = class_with_scores(repository)
    again = scores(["s1", "s2", "s3", "s4"], [0, 4.5, 7, 10], key="again")
    with pytest.raises(NewerVersionExists, match="in another window"):
        bring_in(repository, class_key, again, digest="d1")
    assert len(repository.evidence(class_key)) == 4
    assert len(repository.imports(class_key)) == 1


def test_the_same_file_may_add_what_was_left_out_the_first_time(repository):
    class_key, _ = class_with_scores(repository)
    bring_in(repository, class_key, scores(["s1"], [8], key="f", standard_code="6.RP.A.2"), digest="d1")
    assert len(repository.evidence(class_key)) == 5


def test_a_preview_that_is_out_of_date_is_refused(repository):
    class_key, _ = class_with_scores(repository)
    bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    before = state(repository, class_key)
    with pytest.raises(NewerVersionExists, match="Look at the preview again"):
        bring_in(repository, class_key, scores(["s1"], [5], key="g"), digest="d3", replaced=["e-s1"])
    assert_same(state(repository, class_key), before)
    assert len(repository.imports(class_key)) == 2


def test_an_import_whose_scores_were_replaced_is_undone_after_the_later_one(repository):
    class_key, _ = class_with_scores(repository)
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    third = bring_in(repository, class_key, scores(["s1"], [5], key="g"), digest="d3", replaced=["f-s1"])
    with pytest.raises(UndoRefused, match="brought newer scores"):
        repository.undo_import(second)
    assert current(repository, class_key)["s1"] == 5
    repository.undo_import(third)
    assert current(repository, class_key)["s1"] == 9
    repository.undo_import(second)
    assert current(repository, class_key)["s1"] == 0


def test_an_import_is_not_brought_back_over_scores_that_came_again(repository):
    class_key, first = class_with_scores(repository)
    repository.undo_import(first)
    again = bring_in(repository, class_key, scores(["s1", "s2"], [0, 4.5], key="again"), digest="d1")
    with pytest.raises(WorkbenchError, match="brought in again since"):
        repository.redo_import(first)
    assert current(repository, class_key) == {"s1": 0, "s2": 4.5}
    repository.undo_import(again)
    repository.redo_import(first)
    assert len(current(repository, class_key)) == 4


def test_redo_replaces_again_what_another_import_had_replaced_meanwhile(repository):
    class_key, _ = class_with_scores(repository)
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    repository.undo_import(second)
    third = bring_in(repository, class_key, scores(["s1"], [5], key="g"), digest="d3", replaced=["e-s1"])
    with pytest.raises(WorkbenchError, match="brought in again since"):
        repository.redo_import(second)
    repository.undo_import(third)
    repository.redo_import(second)
    assert current(repository, class_key)["s1"] == 9


def test_undo_and_redo_say_so_when_there_is_nothing_to_do(repository):
    class_key, import_key = class_with_scores(repository)
    with pytest.raises(WorkbenchError, match="not undone"):
        repository.redo_import(import_key)
    repository.undo_import(import_key)
    with pytest.raises(WorkbenchError, match="undone already"):
        repository.undo_import(import_key)
    with pytest.raises(NotFound):
        repository.undo_import("no import")
    assert len(repository.events("import")) == 2
    assert repository.evidence(class_key).empty


def test_columns_tied_to_standards_are_remembered_and_can_be_changed(repository):
    class_key, _ = class_with_scores(repository)

    def remember(**columns):
        frame = pd.DataFrame(columns)
        bring_in(repository, class_key, scores([], []), digest=str(columns), mappings=frame)

    remember(column_name=["Quiz 1", "Quiz 1", "Mood"], standard_code=["6.RP.A.1", "6.RP.A.2", ""])
    remember(column_name=["Quiz 1"], standard_code=["6.EE.B.7"], date_assessed=["2025-09-12"])
    known = repository.column_mappings(class_key, "tidy_table")
    assert known[["column_name", "standard_code"]].to_numpy().tolist() == [["Mood", ""], ["Quiz 1", "6.EE.B.7"]]
    assert known["date_assessed"].tolist() == [pd.NaT, pd.Timestamp("2025-09-12")]
    assert repository.column_mappings(class_key, "canvas_gradebook").empty
    event = repository.events("import").iloc[-1]
    assert [column["standard_code"] for column in event["before"]["mappings"]] == ["6.RP.A.1", "6.RP.A.2"]


def test_an_identifier_of_another_student_is_refused_and_a_known_one_is_fine(repository):
    class_key, _ = class_with_scores(repository)

    def identify(*student_keys):
        frame = pd.DataFrame(
            {"student_key": student_keys, "kind": "sis_id", "identifier": ["00123", "0124"][: len(student_keys)]}
        )
        bring_in(repository, class_key, scores([], []), digest=str(student_keys), new_identifiers=frame)

    identify("s1")
    identify("s1", "s2")
    with pytest.raises(ImportRefused) as caught:
        identify("s2", "s1")
    assert [problem.row for problem in caught.value.problems] == [1, 2]
    assert "00123" not in str(caught.value)
    assert repository.identifiers()["identifier"].tolist() == ["00123", "0124"]


def test_two_files_with_the_same_new_scores_are_not_both_added(repository):
    class_key, _ = class_with_scores(repository)
    bring_in(repository, class_key, scores(["s1"], [8], key="f", assessment="Quiz 2"), digest="d2")
    corrected = scores(["s1"], [9], key="g", assessment="Quiz 2", date_assessed="2025-09-19")
    with pytest.raises(NewerVersionExists):
        bring_in(repository, class_key, corrected, digest="d3")
    retake = corrected.assign(attempt=2)
    bring_in(repository, class_key, retake, digest="d4")
    assert repository.evidence(class_key).query("assessment == 'Quiz 2'")["score"].tolist() == [8, 9]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"status": "absent"}, SchemaError),
        ({"attempt": 0}, SchemaError),
        ({"standard_code": "9.ZZ"}, WorkbenchError),
        ({"student_key": "nobody"}, WorkbenchError),
    ],
)
def test_an_import_with_a_fault_changes_nothing_at_all(repository, change, error):
    class_key, _ = class_with_scores(repository)
    before, events = state(repository, class_key), repository.events()
    new = scores(["s1", "t1"], [1, 2], key="f", assessment="Quiz 2").assign(**change)
    with pytest.raises(error):
        bring_in(
            repository, class_key, new, new_students=students(["Eli Roy"], prefix="t"), digest="d2", replaced=["e-s1"]
        )
    assert_same(state(repository, class_key), before)
    assert len(repository.students()) == 4
    pd.testing.assert_frame_equal(repository.events(), events)


def test_an_import_needs_a_class(repository):
    with pytest.raises(NotFound, match="does not exist"):
        bring_in(repository, "no class", scores([], []))


def test_a_semester_of_thirty_thousand_scores_is_brought_in_within_seconds(repository):
    class_key = repository.add_class("Whole school")
    repository.put_standards(STANDARDS)
    random = np.random.default_rng(20250912)
    roster = students([f"Student {number}" for number in range(500)])
    count = 30_000
    evidence = pd.DataFrame(
        {
            "evidence_key": [f"k{number}" for number in range(count)],
            "student_key": np.tile(roster["student_key"], 60),
            "standard_code": random.choice(STANDARDS["standard_code"], count),
            "assessment": np.repeat([f"Quiz {number}" for number in range(60)], 500),
            "date_assessed": np.repeat(pd.date_range("2025-09-01", periods=60), 500),
            "score": random.uniform(0, 10, count),
            "points_possible": 10.0,
            "status": "scored",
            "attempt": 1,
            "sequence": np.arange(count),
        }
    )
    start = time.process_time()
    bring_in(repository, class_key, evidence, new_students=roster)
    written = time.process_time()
    back = repository.evidence(class_key)
    read = time.process_time()
    pd.testing.assert_frame_equal(back[evidence.columns.tolist()], evidence, check_dtype=False)
    # Seconds of work, far above what was measured, far below what a row at a time would take.
    assert written - start < 6
    assert read - written < 3
