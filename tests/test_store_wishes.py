"""Wishes and the lists they are about: one at each place, changed and dropped by key, logged without a word typed."""

import pandas as pd
import pytest
from store_samples import assert_seen, class_with_scores, seen, students

from plworkbench.errors import NotFound, ProblemsFound, WorkbenchError
from plworkbench.schema import MARK_WISHES, PAIR_WISHES, TABLES, WISH_KINDS, conform
from plworkbench.store import Repository

TOLD = ["kind", "weight", "student_key", "other_student_key"]


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


@pytest.fixture
def class_key(repository):
    return class_with_scores(repository)[0]


def told(repository, class_key):
    return repository.wishes(class_key)[TOLD].to_numpy().tolist()


# Wishes about two students


def test_every_kind_of_wish_is_kept_and_read_as_declared(repository, class_key):
    repository.put_mark(class_key, "Leaders", ["s1", "s2"])
    for kind in PAIR_WISHES:
        repository.put_wish(class_key, kind, "nice", "s2" if kind == "apart" else "s1", "s3")
    for kind in MARK_WISHES:
        repository.put_wish(class_key, kind, "must", about="Leaders")
    wishes = repository.wishes(class_key)
    pd.testing.assert_frame_equal(wishes, conform(wishes, "wishes"))
    # Prefers was replaced by rather not: both are what s1 says of s3.
    assert wishes["kind"].tolist() == ["together", "rather not", "apart", "nobody alone", "balance", "one in each"]
    assert wishes["about"].tolist()[3:] == ["Leaders"] * 3 and wishes["student_key"].isna().tolist()[3:] == [True] * 3
    assert set(wishes["kind"]) | {"prefers"} == set(WISH_KINDS)


def test_together_and_apart_do_not_depend_on_the_order_of_the_two(repository, class_key):
    key = repository.put_wish(class_key, "together", "must", "s2", "s1")
    assert told(repository, class_key) == [["together", "must", "s1", "s2"]]
    assert repository.put_wish(class_key, "together", "must", "s1", "s2") == key
    assert len(repository.events("wish")) == 1


def test_what_students_would_like_keeps_its_direction(repository, class_key):
    repository.put_wish(class_key, "prefers", "important", "s2", "s1")
    repository.put_wish(class_key, "rather not", "nice", "s1", "s2")
    assert told(repository, class_key) == [
        ["rather not", "nice", "s1", "s2"],
        ["prefers", "important", "s2", "s1"],
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("together", "must", "s1", "s2"), ("apart", "nice", "s1", "s2")),
        (("apart", "nice", "s1", "s2"), ("apart", "important", "s1", "s2")),
        (("prefers", "nice", "s2", "s1"), ("rather not", "nice", "s2", "s1")),
    ],
)
def test_a_new_wish_about_the_same_two_takes_the_place_of_the_one_before(repository, class_key, first, second):
    key = repository.put_wish(class_key, *first)
    assert repository.put_wish(class_key, *second) == key
    assert told(repository, class_key) == [list(second)]
    events = repository.events("wish", key)
    assert events["action"].tolist() == ["added", "changed"]
    assert events["before"][1] == events["after"][0]
    assert [events["after"][1][name] for name in TOLD] == list(second)


def test_a_wish_of_the_teacher_and_one_of_a_student_stand_beside_each_other(repository, class_key):
    repository.put_wish(class_key, "apart", "must", "s1", "s2")
    repository.put_wish(class_key, "prefers", "nice", "s1", "s2")
    assert [wish[0] for wish in told(repository, class_key)] == ["apart", "prefers"]


def test_a_wish_is_dropped_once(repository, class_key):
    key = repository.put_wish(class_key, "apart", "must", "s1", "s2")
    repository.drop_wish(key)
    assert repository.wishes(class_key).empty
    with pytest.raises(NotFound, match="does not exist any more"):
        repository.drop_wish(key)
    events = repository.events("wish", key)
    assert events["action"].tolist() == ["added", "dropped"]
    assert events["before"][1] == events["after"][0]


def test_classes_do_not_share_wishes_or_lists(repository, class_key):
    second = repository.add_class("Period 4")
    repository.put_wish(class_key, "apart", "must", "s1", "s2")
    repository.put_mark(class_key, "Leaders", ["s1"])
    assert repository.wishes(second).empty and repository.marks(second).empty
    with pytest.raises(ProblemsFound, match="There is no list 'Leaders'"):
        repository.put_wish(second, "balance", "nice", about="Leaders")


@pytest.mark.parametrize(
    ("wish", "messages"),
    [
        (("near", "must", "s1", "s2"), ["There is no wish 'near'."]),
        (("apart", "maybe", "s1", "s2"), ["There is no weight 'maybe'."]),
        (("apart", "must", "s1", "s1"), ["The two students are the same."]),
        (("apart", "must", "s1"), ["A wish 'apart' is about two students."]),
        (("apart", "must", "s1", "s2", "Leaders"), ["A wish 'apart' is about two students."]),
        (("prefers", "must", "s1", "s2"), ["What a student would like is never a must."]),
        (("rather not", "must", "s1", None), ["What a student", "A wish 'rather not' is about two students."]),
        (("balance", "sure", "s1", "s2", "Leaders"), ["There is no weight", "A wish 'balance' is about a list"]),
        (("balance", "must"), ["A wish 'balance' is about a list of students."]),
        (("one in each", "must", None, None, "Readers"), ["There is no list 'Readers'."]),
    ],
)
def test_everything_wrong_with_a_wish_is_listed_and_nothing_is_changed(repository, class_key, wish, messages):
    repository.put_mark(class_key, "Leaders", ["s1"])
    before = repository.events()
    with pytest.raises(ProblemsFound, match=r"The wish was not kept\. Nothing was changed") as caught:
        repository.put_wish(class_key, *wish)
    found = [problem.message for problem in caught.value.problems]
    assert len(found) == len(messages)
    assert all(message.startswith(begins) for message, begins in zip(found, messages))
    assert all(problem.cure for problem in caught.value.problems)
    pd.testing.assert_frame_equal(repository.events(), before)
    assert repository.wishes(class_key).empty


def test_a_wish_for_what_does_not_exist_is_refused(repository, class_key):
    with pytest.raises(WorkbenchError, match="Nothing was changed"):
        repository.put_wish(class_key, "apart", "must", "s1", "nobody")
    with pytest.raises(NotFound):
        repository.put_wish("no class", "apart", "must", "s1", "s2")
    assert repository.wishes(class_key).empty and repository.events("wish").empty


# Lists


def test_a_list_is_replaced_and_its_first_spelling_stays(repository, class_key):
    repository.put_mark(class_key, " Class  leaders ", ["s2", "s1"])
    gone = repository.put_mark(class_key, "CLASS LEADERS", ["s3", "s2"])
    assert gone.empty and gone.columns.tolist() == TABLES["wishes"].column_names
    marks = repository.marks(class_key)
    pd.testing.assert_frame_equal(marks, conform(marks, "marks"))
    assert marks[["label", "student_key"]].to_numpy().tolist() == [["Class leaders", "s2"], ["Class leaders", "s3"]]
    events = repository.events("marks", class_key)
    assert events["action"].tolist() == ["added", "changed"]
    assert [state["student_keys"] for state in events["after"]] == [["s1", "s2"], ["s2", "s3"]]


def test_a_wish_about_a_list_has_the_spelling_of_the_list_and_is_one_a_kind(repository, class_key):
    repository.put_mark(class_key, "Leaders", ["s1"])
    key = repository.put_wish(class_key, "one in each", "must", about="leaders")
    assert repository.put_wish(class_key, "one in each", "nice", about="LEADERS ") == key
    repository.put_wish(class_key, "balance", "nice", about="Leaders")
    wishes = repository.wishes(class_key)
    assert wishes[["kind", "weight", "about"]].to_numpy().tolist() == [
        ["balance", "nice", "Leaders"],
        ["one in each", "nice", "Leaders"],
    ]


def test_a_list_that_is_forgotten_takes_the_wishes_about_it_along_and_says_so(repository, class_key):
    for label in ("Leaders", "Readers"):
        repository.put_mark(class_key, label, ["s1", "s2"])
        repository.put_wish(class_key, "one in each", "must", about=label)
    repository.put_wish(class_key, "balance", "nice", about="Leaders")
    repository.put_wish(class_key, "apart", "must", "s1", "s2")
    gone = repository.put_mark(class_key, "leaders", [])
    assert gone[["kind", "about"]].to_numpy().tolist() == [["balance", "Leaders"], ["one in each", "Leaders"]]
    assert repository.marks(class_key)["label"].unique().tolist() == ["Readers"]
    assert repository.wishes(class_key)["kind"].tolist() == ["apart", "one in each"]
    assert repository.events("wish")["action"].tolist()[-2:] == ["dropped", "dropped"]
    events = repository.events()
    assert repository.put_mark(class_key, "Leaders", []).empty
    pd.testing.assert_frame_equal(repository.events(), events)


def test_a_list_keeps_students_who_left_until_it_is_forgotten(repository, class_key):
    repository.put_mark(class_key, "Leaders", ["s1", "s2"])
    repository.undo_import(repository.imports(class_key)["import_key"][0], even_if_used=True)
    more = students(["Eli Roy"], prefix="t")
    repository.commit_import(
        class_key, importer="roster_list", file_digest="d2", counts={}, new_students=more, enrolled_keys=["t1"]
    )
    repository.put_mark(class_key, "Leaders", ["t1"])
    assert repository.marks(class_key)["student_key"].tolist() == ["s1", "s2", "t1"]
    repository.put_mark(class_key, "Leaders", [])
    assert repository.marks(class_key).empty


@pytest.mark.parametrize("label", ["", "  ", "L" * 201])
def test_a_list_without_a_name_or_of_nobody_known_is_refused(repository, class_key, label):
    before = seen(repository)
    with pytest.raises(WorkbenchError, match="needs a short name"):
        repository.put_mark(class_key, label, ["s1"])
    with pytest.raises(WorkbenchError, match="Nothing was changed"):
        repository.put_mark(class_key, "Leaders", ["s1", "nobody"])
    with pytest.raises(NotFound):
        repository.put_mark("no class", "Leaders", ["s1"])
    assert_seen(repository, before)


def test_a_word_erased_from_the_log_leaves_the_log_whole(repository, class_key):
    repository.put_mark(class_key, "Learns Portuguese", ["s1", "s2"])
    repository.put_wish(class_key, "nobody alone", "important", about="Learns Portuguese")
    with repository._engine.begin() as connection:
        held = connection.exec_driver_sql("SELECT entity FROM event_texts WHERE text = 'Learns Portuguese'").scalars()
        assert sorted(held) == ["marks", "wish"]
    logged = str(repository.events()[["before", "after"]].to_numpy().tolist())
    assert "Portuguese" not in logged and "nobody alone" in logged
