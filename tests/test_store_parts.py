"""An import brings all the parts of a file at once: class, students, standards, evidence, records and names."""

import pandas as pd
import pytest
from store_samples import (
    STANDARDS,
    assert_seen,
    attendance,
    bring_in,
    class_with_scores,
    confirmed,
    identifiers,
    links,
    scores,
    seen,
    students,
)

from plworkbench.errors import ImportRefused, NewerVersionExists, SchemaError, WorkbenchError
from plworkbench.schema import RECORD_TABLES, TABLES, conform
from plworkbench.store import Repository

A_RECORD = {
    "attendance": {"date": ["2025-09-12"], "status": ["late"], "minutes_missed": [12.0]},
    "behavior": {"date": ["2025-09-12"], "kind": ["positive"], "category": ["Helping others"], "points": [2.0]},
    "activities": {"activity": ["Chess club"], "starts_on": ["2025-09-01"], "hours_per_week": [1.5]},
    "scale_scores": {"test": ["MAP Growth"], "date": ["2025-09-12"], "score": [213.0], "standard_error": [3.1]},
    "demographics": {"attribute": ["sex"], "value": ["female"]},
    "item_responses": {
        "assessment": ["Quiz 1"],
        "item": ["Question 3"],
        "attempt": [1],
        "response": ["B"],
        "score": [0.0],
    },
}


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


def standards(**titles):
    """Standards with codes like A1, given as code and title."""
    return pd.DataFrame({"standard_code": list(titles), "title": list(titles.values())})


def bring_standards(repository, digest="f1", **more):
    """An import of standards alone."""
    return repository.commit_import(importer="case_framework", file_digest=digest, counts={}, **more)


def titles(repository):
    frame = repository.standards()
    return dict(zip(frame["standard_code"], frame["title"]))


def test_a_file_brings_a_new_class_with_everything_in_it(repository):
    told = []
    import_key = repository.commit_import(
        new_class={"name": " Period 3 ", "subject": "Mathematics", "source": "oneroster"},
        importer="oneroster",
        file_digest="d1",
        counts={"added": 4},
        new_students=students(),
        new_identifiers=identifiers(("s1", "00123"), ("s2", "124")).assign(import_key="sample"),
        enrolled_keys=["s1", "s2", "s3", "s4"],
        evidence=scores(["s1", "s2"], [3, 4]).drop(columns="evidence_key").assign(import_key="sample"),
        mappings=pd.DataFrame({"column_name": ["Quiz 1"], "standard_code": ["6.RP.A.1"]}),
        standards=STANDARDS.assign(import_key="sample"),
        prerequisites=links(("6.RP.A.2", "6.RP.A.1")),
        records={name: pd.DataFrame({"student_key": ["s3"], **row}) for name, row in A_RECORD.items()},
        confirmed_names=confirmed(("ana avila", "s1"), ("ana avila", "s2")).assign(import_key="sample"),
        progress=lambda written, total: told.append((written, total)),
    )
    found = repository.classes().iloc[0]
    assert found[["name", "subject", "source"]].tolist() == ["Period 3", "Mathematics", "oneroster"]
    class_key = found["class_key"]
    assert repository.students(class_key)["student_key"].tolist() == ["s1", "s4", "s3", "s2"]
    assert repository.prerequisites().to_numpy().tolist() == [["6.RP.A.2", "6.RP.A.1"]]
    assert repository.confirmed_names(class_key)["student_key"].tolist() == ["s1", "s2"]
    brought = [
        repository.identifiers(), repository.standards(), repository.evidence(class_key),
        repository.confirmed_names(class_key), *(repository.records(name, class_key) for name in A_RECORD),
    ]  # fmt: skip
    for frame in brought:
        assert frame["import_key"].unique().tolist() == [import_key]
    assert told[-1] == (4 + 2 + 2 + 2 + 6, 16)
    assert [written for written, _ in told] == sorted(written for written, _ in told)
    assert repository.events()["action"].tolist() == ["added", "imported"]


@pytest.mark.parametrize("table", [table.name for table in RECORD_TABLES])
def test_records_come_back_as_declared_and_newer_ones_replace_them(repository, table):
    class_key, _ = class_with_scores(repository)
    rows = pd.DataFrame({"student_key": ["s1"], **A_RECORD[table]})
    bring_in(repository, class_key, scores([], []), digest="r1", records={table: rows})
    first = repository.records(table, class_key)
    assert first.columns.tolist() == TABLES[table].column_names
    pd.testing.assert_frame_equal(first, conform(first, table))
    with pytest.raises(NewerVersionExists):
        bring_in(repository, class_key, scores([], []), digest="r2", records={table: rows})
    second = bring_in(
        repository, class_key, scores([], []), digest="r2",
        records={table: rows}, replaced_records={table: first["record_key"]},
    )  # fmt: skip
    assert repository.records(table, class_key)["import_key"].tolist() == [second]
    repository.undo_import(second)
    pd.testing.assert_frame_equal(repository.records(table, class_key), first)
    repository.redo_import(second)
    assert repository.records(table, class_key)["import_key"].tolist() == [second]


def test_records_of_one_file_may_be_alike(repository):
    class_key, _ = class_with_scores(repository)
    twice = pd.DataFrame({"student_key": ["s1", "s1"], "date": "2025-09-12", "kind": "note"})
    bring_in(repository, class_key, scores([], []), digest="r1", records={"behavior": twice})
    assert len(repository.records("behavior", class_key)) == 2


def test_a_table_of_records_that_does_not_exist_is_a_mistake_of_the_program(repository):
    class_key, _ = class_with_scores(repository)
    with pytest.raises(ValueError, match="no table of records 'evidence'"):
        repository.records("evidence", class_key)
    with pytest.raises(ValueError, match="no table of records 'marks'"):
        bring_in(repository, class_key, scores([], []), records={"marks": attendance(["s1"], ["late"])})


def test_only_standards_can_be_imported_without_a_class(repository):
    import_key = bring_standards(repository, standards=standards(A1="One"))
    assert repository.imports()["class_key"].isna().tolist() == [True]
    assert repository.find_import(None, "f1") == import_key
    with pytest.raises(ValueError, match="without a class"):
        bring_standards(repository, digest="f2", new_students=students())
    with pytest.raises(ValueError, match="not both"):
        bring_standards(repository, digest="f2", class_key="c", new_class={"name": "Period 3"})


def test_a_new_class_whose_name_was_taken_meanwhile_brings_nothing(repository):
    class_with_scores(repository)
    before, events = seen(repository), repository.events()
    with pytest.raises(WorkbenchError, match="already a class called"):
        repository.commit_import(
            new_class={"name": "PERIOD 3"}, importer="tidy_table", file_digest="d2", counts={},
            new_students=students(["Eli Roy"], prefix="t"), standards=standards(A1="One"),
        )  # fmt: skip
    assert_seen(repository, before)
    assert len(repository.students()) == 4
    pd.testing.assert_frame_equal(repository.events(), events)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"records": {"attendance": attendance(["s1"], ["asleep"])}}, SchemaError),
        ({"records": {"attendance": attendance(["nobody"], ["late"])}}, WorkbenchError),
        ({"replaced_records": {"attendance": ["gone"]}}, NewerVersionExists),
        ({"confirmed_names": confirmed(("eli", "nobody"))}, WorkbenchError),
        ({"prerequisites": links(("A1", "Z9"))}, WorkbenchError),
        ({"progress": "stop"}, KeyboardInterrupt),
    ],
)
def test_an_import_with_a_fault_in_any_part_changes_nothing(repository, change, error):
    class_key, _ = class_with_scores(repository)
    before, events = seen(repository), repository.events()

    def stop(_written, _total):
        raise KeyboardInterrupt

    if "progress" in change:
        change = {"progress": stop}
    with pytest.raises(error):
        bring_in(
            repository, class_key, scores(["s1"], [2], assessment="Quiz 2", key="f"), digest="d2",
            standards=standards(A1="One"), **change,
        )  # fmt: skip
    assert_seen(repository, before)
    pd.testing.assert_frame_equal(repository.events(), events)


def test_undoing_takes_back_every_part_and_redo_brings_it_back(repository):
    class_key, _ = class_with_scores(repository)
    bring_in(
        repository, class_key, scores([], []), digest="d2",
        mappings=pd.DataFrame({"column_name": ["Quiz 1", "Mood"], "standard_code": ["6.RP.A.1", ""]}),
        standards=standards(A1="One"), records={"attendance": attendance(["s1"], ["late"])},
        confirmed_names=confirmed(("ana", "s1")), new_identifiers=identifiers(("s1", "0123")),
    )  # fmt: skip
    before = seen(repository)
    import_key = bring_in(
        repository, class_key, scores(["s1", "t1"], [8, 9], key="f"), digest="d3", replaced=["e-s1"],
        new_students=students(["Eli Roy"], prefix="t"),
        mappings=pd.DataFrame({"column_name": ["Quiz 1", "Quiz 9"], "standard_code": ["6.RP.A.2", "A2"]}),
        standards=pd.concat([standards(A1="Uno", A2="Two"), STANDARDS.assign(title="Anew")]),
        prerequisites=links(("A2", "A1")), records={"attendance": attendance(["s1"], ["absent"], key="b")},
        replaced_records={"attendance": ["a-s1"]}, confirmed_names=confirmed(("ana", "s1"), ("eli", "t1")),
        new_identifiers=identifiers(("s1", "0123"), ("t1", "7")),
    )  # fmt: skip
    after = seen(repository)
    assert titles(repository) == {"A1": "Uno", "A2": "Two"} | dict.fromkeys(STANDARDS["standard_code"], "Anew")
    repository.undo_import(import_key)
    assert_seen(repository, before)
    repository.redo_import(import_key)
    assert_seen(repository, after)


def test_columns_are_tied_as_the_latest_import_says_that_stands(repository):
    class_key, _ = class_with_scores(repository)

    def tie(code):
        columns = pd.DataFrame({"column_name": ["Quiz 1"], "standard_code": [code], "date_assessed": ["2025-09-12"]})
        return bring_in(repository, class_key, scores([], []), digest=code, mappings=columns)

    def tied():
        return repository.column_mappings(class_key, "tidy_table")["standard_code"].tolist()

    first, second = tie("6.RP.A.1"), tie("6.RP.A.2")
    repository.undo_import(first)
    assert tied() == ["6.RP.A.2"]
    repository.undo_import(second)
    assert tied() == []
    repository.redo_import(first)
    assert tied() == ["6.RP.A.1"]
    assert repository.column_mappings(class_key, "tidy_table")["date_assessed"].tolist() == [pd.Timestamp("2025-09-12")]


def test_identifiers_of_an_import_that_was_undone_are_former_ones_and_block_nobody(repository):
    class_key, _ = class_with_scores(repository)
    second = bring_in(repository, class_key, scores([], []), digest="d2", new_identifiers=identifiers(("s1", "7")))
    repository.undo_import(second)
    assert repository.identifiers().empty
    former = repository.identifiers(class_key, standing=False)
    assert former[["student_key", "identifier", "import_key"]].to_numpy().tolist() == [["s1", "7", second]]
    third = bring_in(repository, class_key, scores([], []), digest="d3", new_identifiers=identifiers(("s2", "7")))
    assert repository.identifiers(class_key)["student_key"].tolist() == ["s2"]
    with pytest.raises(WorkbenchError, match="given to another student"):
        repository.redo_import(second)
    repository.undo_import(third)
    repository.redo_import(second)
    assert repository.identifiers(class_key)["student_key"].tolist() == ["s1"]
    assert repository.identifiers(standing=False)["student_key"].tolist() == ["s2"]


def test_an_identifier_that_two_files_give_stays_while_one_of_them_stands(repository):
    class_key, _ = class_with_scores(repository)
    keys = [
        bring_in(repository, class_key, scores([], []), digest=digest, new_identifiers=identifiers(("s1", "7")))
        for digest in ("d2", "d3")
    ]
    assert repository.identifiers()["import_key"].tolist() == [keys[0]]
    repository.undo_import(keys[0])
    assert repository.identifiers()["import_key"].tolist() == [keys[1]]
    assert repository.identifiers(standing=False).empty


def test_a_file_that_gives_one_identifier_to_two_students_is_refused(repository):
    class_key, _ = class_with_scores(repository)
    with pytest.raises(ImportRefused) as caught:
        bring_in(repository, class_key, scores([], []), new_identifiers=identifiers(("s1", "7"), ("s2", "7")))
    assert [problem.row for problem in caught.value.problems] == [2]


def test_standards_go_with_the_only_import_that_brought_them(repository):
    import_key = bring_standards(repository, standards=standards(A1="One", A2="Two"), prerequisites=links(("A2", "A1")))
    repository.undo_import(import_key)
    assert repository.standards().empty
    assert repository.prerequisites().empty
    repository.redo_import(import_key)
    assert titles(repository) == {"A1": "One", "A2": "Two"}
    assert len(repository.prerequisites()) == 1


def test_standards_stay_while_something_needs_them(repository):
    class_key, _ = class_with_scores(repository)
    given = standards(A="Domain", A1="One", A2="Two", A3="Three", A4="Four", A5="Five")
    given["parent_code"] = [None, "A", None, None, None, None]
    brought = bring_standards(repository, standards=given)
    bring_in(repository, class_key, scores(["s1"], [5], standard_code="A1", key="f"), digest="d2")
    bring_standards(repository, digest="f2", standards=given.iloc[[2]], prerequisites=links(("A2", "A3")))
    repository.put_standards(given.iloc[[4]])
    repository.undo_import(brought)
    kept = repository.standards()
    assert sorted(set(kept["standard_code"]) - set(STANDARDS["standard_code"])) == ["A", "A1", "A2", "A3", "A4"]
    assert pd.isna(kept.set_index("standard_code").loc["A4", "import_key"])
    assert brought not in kept["import_key"].tolist()


def test_wording_goes_back_unless_somebody_changed_it_since(repository):
    repository.put_standards(standards(A1="One", A2="Two", A3="Three"))
    first = bring_standards(repository, standards=standards(A1="Uno", A2="Dos", A3="Tres"))
    second = bring_standards(repository, digest="f2", standards=standards(A2="Deux"))
    repository.put_standards(standards(A3="By hand"))
    repository.undo_import(first)
    assert titles(repository) == {"A1": "One", "A2": "Deux", "A3": "By hand"}
    repository.undo_import(second)
    assert titles(repository) == {"A1": "One", "A2": "Two", "A3": "By hand"}
    repository.redo_import(first)
    assert titles(repository) == {"A1": "Uno", "A2": "Dos", "A3": "By hand"}


def test_standards_put_by_hand_belong_to_no_import(repository):
    repository.put_standards(standards(A1="One").assign(import_key="sample"))
    assert repository.standards()["import_key"].isna().all()
    import_key = bring_standards(repository, standards=standards(A1="One"), prerequisites=links())
    repository.undo_import(import_key)
    assert titles(repository) == {"A1": "One"}


def test_prerequisites_that_were_added_by_hand_too_stay(repository):
    import_key = bring_standards(
        repository, standards=standards(A1="One", A2="Two"), prerequisites=links(("A2", "A1"), ("A1", "A2"))
    )
    repository.put_standards(standards(A1="One", A2="Two"), links(("A2", "A1")))
    repository.undo_import(import_key)
    assert repository.prerequisites().to_numpy().tolist() == [["A2", "A1"]]


def test_evidence_may_come_with_categories(repository):
    class_key, _ = class_with_scores(repository)
    plain = scores(["s1", "s2"], [1, 2], assessment="Quiz 2", key="f")
    names = ["student_key", "standard_code", "assessment", "kind", "status"]
    bring_in(repository, class_key, plain.astype(dict.fromkeys(names, "category")), digest="d2")
    back = repository.evidence(class_key).query("assessment == 'Quiz 2'").reset_index(drop=True)
    declared = conform(plain.assign(class_key="c", import_key="i"), "evidence")[plain.columns.tolist()]
    pd.testing.assert_frame_equal(back[plain.columns.tolist()], declared)


def test_the_log_of_an_import_of_standards_holds_no_wording(repository):
    repository.put_standards(standards(A1="One"))
    bring_standards(repository, standards=standards(A1="Kanarienvogel", A2="Kanarienvogel"))
    assert "Kanarienvogel" not in str(repository.events().to_dict())
