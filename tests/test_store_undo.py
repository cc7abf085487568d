"""An import on which later work depends is not undone; what depends on it is listed, and names nobody."""

import pandas as pd
import pytest
from store_samples import (
    NAMES,
    assert_seen,
    attendance,
    bring_in,
    class_with_scores,
    grouping,
    identifiers,
    links,
    members,
    reviews,
    rotation,
    scores,
    seen,
    students,
)

from plworkbench.errors import UndoRefused
from plworkbench.store import Repository


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


def refused(repository, import_key):
    """The problems with which undoing is refused; nothing changes and nobody is named."""
    before, events = seen(repository), repository.events()
    with pytest.raises(UndoRefused, match=r"later work depends on it\. Nothing was changed") as caught:
        repository.undo_import(import_key)
    assert_seen(repository, before)
    pd.testing.assert_frame_equal(repository.events(), events)
    for problem in caught.value.problems:
        assert problem.cure.endswith("first.")
        assert not any(name in str(problem) for name in NAMES)
    return [problem.message for problem in caught.value.problems]


def test_later_imports_that_replaced_its_scores_or_records_are_listed(repository):
    class_key, first = class_with_scores(repository)
    day = {"attendance": attendance(["s2"], ["late"])}
    second = bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"], records=day)
    third = bring_in(
        repository, class_key, scores([], []), digest="d3",
        records={"attendance": attendance(["s2"], ["excused"], key="b")}, replaced_records={"attendance": ["a-s2"]},
    )  # fmt: skip
    (message,) = refused(repository, first)
    assert f"{repository.imports()['imported_at'].max():%Y}, " in message
    assert "(tidy table) brought newer scores or records" in message
    (message,) = refused(repository, second)
    repository.undo_import(third)
    repository.undo_import(second)
    repository.undo_import(first)
    assert repository.evidence(class_key).empty


@pytest.mark.parametrize(("status", "kind"), [("draft", "draft"), ("saved", "saved grouping"), ("discarded", None)])
def test_groupings_that_hold_students_who_would_leave_are_listed(repository, status, kind):
    class_key, first = class_with_scores(repository)
    bring_in(repository, class_key, scores(["s1"], [1], assessment="Quiz 2", key="f"), digest="d2")
    given = grouping(class_key, status=status, starts_on="2025-09-15")
    repository.save_grouping(given, members(1, 2, 1), action="formed")
    if kind is None:
        assert repository.undo_import(first) == 2
        return
    assert refused(repository, first) == [
        f"The {kind} 'Ratios this week' of 15 September 2025 has 2 students who would leave the class."
    ]


def test_wishes_that_name_students_who_would_leave_are_counted(repository):
    class_key, first = class_with_scores(repository)
    repository.put_wish(class_key, "apart", "must", "s1", "s2")
    second = repository.put_wish(class_key, "together", "nice", "s3", "s4")
    assert refused(repository, first) == ["2 wishes of this class name students who would leave the class."]
    repository.drop_wish(second)
    assert refused(repository, first) == ["1 wish of this class names students who would leave the class."]


def test_what_students_say_of_themselves_keeps_no_import(repository):
    class_key, first = class_with_scores(repository)
    repository.put_interests(class_key, "s1", ["music"], "2025-09-12", "survey")
    before = seen(repository)
    repository.undo_import(first)
    assert repository.interests(class_key).empty
    repository.redo_import(first)
    assert_seen(repository, before)


def test_a_merge_with_a_record_the_import_brought_is_listed(repository):
    class_key, _ = class_with_scores(repository)
    new = students(["Ana Avila"], prefix="t")
    second = bring_in(
        repository, class_key, scores(["t1"], [3], key="f", assessment="Quiz 2"), digest="d2", new_students=new
    )
    merge_key = repository.merge_students("t1", "s1")
    (message,) = refused(repository, second)
    assert message.endswith("a record that this import brought was merged with another one.")
    repository.undo_merge(merge_key)
    repository.undo_import(second)


def test_groupings_on_standards_that_would_vanish_are_listed(repository):
    class_key, _ = class_with_scores(repository)
    given = pd.DataFrame({"standard_code": ["A1", "A2"], "title": ["One", "Two"]})
    import_key = repository.commit_import(
        importer="case_framework", file_digest="f", counts={}, standards=given, prerequisites=links(("A2", "A1"))
    )
    key, _ = repository.save_grouping(
        grouping(class_key, standard_codes=["6.RP.A.1", "A2", "A1"], starts_on="2025-09-15"),
        members(1),
        action="formed",
    )
    assert refused(repository, import_key) == [
        "The draft 'Ratios this week' of 15 September 2025 looks at A1, A2, which would vanish."
    ]
    repository.save_grouping({"grouping_key": key, "status": "discarded"}, None, action="discarded")
    repository.undo_import(import_key)
    assert "A1" not in repository.standards()["standard_code"].tolist()


def test_all_that_depends_is_listed_at_once(repository):
    class_key, first = class_with_scores(repository)
    bring_in(repository, class_key, scores(["s1"], [9], key="f"), digest="d2", replaced=["e-s1"])
    repository.put_wish(class_key, "prefers", "nice", "s2", "s3")
    repository.put_mark(class_key, "Leaders", ["s2", "s3"])
    repository.put_wish(class_key, "balance", "nice", about="Leaders")
    repository.put_peer_reviews(class_key, "Essay", reviews(("s2", "s3"), ("s1", "s2")))
    for status in ("draft", "saved"):
        repository.save_grouping(grouping(class_key, status=status), members(1, 2), action="formed")
    messages = refused(repository, first)
    assert [message.split()[1] for message in messages] == ["import", "draft", "saved", "wish", "list", "peer"]
    assert messages[-2:] == [
        "The list 'Leaders' has 2 students who would leave the class.",
        "The peer review 'Essay' has 2 students who would leave the class.",
    ]


def test_a_class_that_is_removed_goes_with_its_groupings_and_returns_with_them(repository):
    class_key, first = class_with_scores(repository)
    key, _ = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    repository.put_schedule(key, "2025-09-15", rotation((1, "Teacher", 1), (1, "Practice", 2)))
    repository.put_mark(class_key, "Leaders", ["s1", "s2"])
    repository.put_wish(class_key, "one in each", "must", about="Leaders")
    repository.put_peer_reviews(class_key, "Essay", reviews(("s1", "s2")))
    repository.put_interests(class_key, "s1", ["music"], "2025-09-12", "survey")
    before = seen(repository)
    repository.undo_import(first, even_if_used=True)
    assert repository.interests(class_key).empty
    assert repository.students(class_key).empty
    repository.redo_import(first)
    assert_seen(repository, before)


def test_scores_that_would_count_twice_are_never_brought_back(repository):
    class_key, _ = class_with_scores(repository)
    moved = scores(["s1"], [9], key="f", standard_code="6.RP.A.2")
    second = bring_in(repository, class_key, moved, digest="d2", replaced=["e-s1"])
    bring_in(repository, class_key, scores(["s1"], [5], key="g"), digest="d3")
    assert len(refused(repository, second)) == 1
    with pytest.raises(UndoRefused):
        repository.undo_import(second, even_if_used=True)


def test_what_a_later_import_merely_adds_to_does_not_stand_in_the_way(repository):
    class_key, first = class_with_scores(repository)
    bring_in(
        repository, class_key, scores(["s1"], [1], assessment="Quiz 2", key="f"), digest="d2",
        new_identifiers=identifiers(("s1", "7")), enrolled=["s1", "s2", "s3", "s4"],
    )  # fmt: skip
    repository.save_grouping(grouping(class_key), members(1, 2, 1, 2), action="formed")
    repository.undo_import(first)
    assert len(repository.students(class_key)) == 4
