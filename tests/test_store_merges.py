"""Two records of one child are read as one, nothing is rewritten, and the merge can be undone."""

import pandas as pd
import pytest
from store_samples import (
    assert_seen,
    attendance,
    bring_in,
    class_with_scores,
    confirmed,
    grouping,
    identifiers,
    reviews,
    scores,
    seen,
    students,
)

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.store import Repository

PAIR_WISH = ["kind", "weight", "student_key", "other_student_key"]


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


@pytest.fixture
def class_key(repository):
    """Students s1 to s4, and t1, who may be s1 under another name, from a second file."""
    class_key, _ = class_with_scores(repository)
    evidence = pd.concat(
        [
            scores(["t1"], [8], key="f"),
            scores(["t1"], [6], key="g", assessment="Quiz 2"),
            scores(["t1"], [2], key="h").assign(attempt=2),
        ]
    )
    bring_in(
        repository, class_key, evidence, digest="d2", new_students=students(["Ana Avila"], prefix="t"),
        new_identifiers=identifiers(("s1", "7"), ("t1", "8")),
        confirmed_names=confirmed(("ana", "s1"), ("ana", "t1"), ("avila", "t1")),
        records={"attendance": attendance(["s1", "t1"], ["late", "absent"])},
    )  # fmt: skip
    return class_key


def score_of(repository, class_key, student_key):
    frame = repository.evidence(class_key)
    return frame.loc[frame["student_key"] == student_key, ["assessment", "attempt", "score"]].to_numpy().tolist()


def test_everything_of_the_folded_record_is_read_of_the_one_that_stays(repository, class_key):
    merge_key = repository.merge_students("t1", "s1")
    assert repository.students(class_key)["student_key"].tolist() == ["s1", "s4", "s3", "s2"]
    assert "t1" not in repository.students()["student_key"].tolist()
    assert repository.identifiers(class_key)[["student_key", "identifier"]].to_numpy().tolist() == [
        ["s1", "7"],
        ["s1", "8"],
    ]
    names = repository.confirmed_names(class_key)
    assert names[["source_name", "student_key"]].to_numpy().tolist() == [["ana", "s1"], ["avila", "s1"]]
    # Both have Quiz 1: that of the newer import counts.
    assert score_of(repository, class_key, "s1") == [["Quiz 1", 1, 8], ["Quiz 2", 1, 6], ["Quiz 1", 2, 2]]
    assert repository.records("attendance", class_key)["student_key"].tolist() == ["s1"]
    events = repository.events("merge", merge_key)
    assert events["after"].tolist() == [{"student_key": "t1", "into_student_key": "s1"}]


def test_a_merge_that_is_undone_leaves_everything_as_it_was(repository, class_key):
    before = seen(repository)
    merge_key = repository.merge_students("t1", "s1")
    assert pd.isna(repository.merges()["undone_at"].item())
    assert repository.undo_merge(merge_key) == 2
    assert repository.events("merge", merge_key)["action"].tolist() == ["merged", "undo"]
    assert not pd.isna(repository.merges()["undone_at"].item())
    assert_seen(repository, before | {"merges": repository.merges()})


def test_groups_and_wishes_have_the_student_once(repository, class_key):
    everyone = pd.DataFrame({"student_key": ["s1", "s2", "t1"], "group_number": [2, 2, 1], "reason": ["a", "b", "c"]})
    key, _ = repository.save_grouping(grouping(class_key, status="saved"), everyone, action="formed")
    repository.put_wish(class_key, "together", "must", "s1", "s2")
    repository.put_wish(class_key, "apart", "nice", "t1", "s2")
    repository.put_wish(class_key, "together", "must", "s1", "t1")
    before = seen(repository)
    merge_key = repository.merge_students("t1", "s1")
    placed = [["s1", 1], ["s2", 2]]
    assert repository.memberships(key)[["student_key", "group_number"]].to_numpy().tolist() == placed
    assert repository.past_memberships(class_key)[["student_key", "group_number"]].to_numpy().tolist() == placed
    shown = repository.wishes(class_key)
    assert shown[PAIR_WISH].to_numpy().tolist() == [["apart", "nice", "s1", "s2"]]
    events = repository.events()
    assert repository.put_wish(class_key, "apart", "nice", "s1", "s2") == shown["wish_key"].item()
    pd.testing.assert_frame_equal(repository.events(), events)
    repository.undo_merge(merge_key)
    assert_seen(repository, before | {"merges": repository.merges()})


@pytest.mark.parametrize("end", ["changed", "dropped"])
def test_a_wish_about_a_merged_student_is_changed_or_dropped_with_what_it_hides(repository, class_key, end):
    hidden = repository.put_wish(class_key, "prefers", "nice", "s1", "s2")
    key = repository.put_wish(class_key, "rather not", "important", "t1", "s2")
    repository.merge_students("t1", "s1")
    assert repository.wishes(class_key)[["wish_key", *PAIR_WISH]].to_numpy().tolist() == [
        [key, "rather not", "important", "s1", "s2"]
    ]
    if end == "changed":
        assert repository.put_wish(class_key, "prefers", "important", "s1", "s2") == key
        assert repository.wishes(class_key)[PAIR_WISH].to_numpy().tolist() == [["prefers", "important", "s1", "s2"]]
    else:
        repository.drop_wish(key)
        assert repository.wishes(class_key).empty
    event = repository.events("wish", key).iloc[-1]
    assert (event["action"], event["before"]["others"]) == (end, [hidden])


def test_lists_interests_and_peer_reviews_have_the_student_once(repository, class_key):
    repository.put_mark(class_key, "Leaders", ["s1", "t1", "s2"])
    repository.put_interests(class_key, "s1", ["music", "chess"], "2025-09-12", "survey")
    repository.put_interests(class_key, "t1", ["Music", "space"], "2025-10-01", "conference")
    repository.put_peer_reviews(class_key, "Essay", reviews(("s1", "s2"), ("t1", "s2"), ("s2", "t1"), ("s1", "t1")))
    before = seen(repository)
    merge_key = repository.merge_students("t1", "s1")
    assert repository.marks(class_key)["student_key"].tolist() == ["s1", "s2"]
    told = repository.interests(class_key)
    assert told[["student_key", "interest", "source"]].to_numpy().tolist() == [
        ["s1", "chess", "survey"], ["s1", "Music", "conference"], ["s1", "space", "conference"],
    ]  # fmt: skip
    pairs = repository.peer_reviews(class_key)[["reviewer_key", "author_key"]]
    assert pairs.to_numpy().tolist() == [["s1", "s2"], ["s2", "s1"]]
    events = repository.events()
    repository.put_mark(class_key, "Leaders", ["s2", "t1"])
    repository.put_peer_reviews(class_key, "Essay", pairs)
    pd.testing.assert_frame_equal(repository.events(), events)
    repository.undo_merge(merge_key)
    assert_seen(repository, before | {"merges": repository.merges()})


def test_what_a_merged_student_says_anew_stays_with_the_record_that_stays(repository, class_key):
    repository.put_interests(class_key, "t1", ["space"], "2025-09-12", "survey")
    merge_key = repository.merge_students("t1", "s1")
    events = repository.events()
    repository.put_interests(class_key, "s1", ["space"], "2025-09-12", "survey")
    pd.testing.assert_frame_equal(repository.events(), events)
    repository.put_interests(class_key, "t1", ["chess"], "2025-10-01", "survey")
    repository.undo_merge(merge_key)
    assert repository.interests(class_key)[["student_key", "interest"]].to_numpy().tolist() == [["s1", "chess"]]


def test_a_chain_of_merges_ends_at_the_record_that_stays(repository, class_key):
    first = repository.merge_students("t1", "s1")
    repository.merge_students("s1", "s2")
    assert set(repository.evidence(class_key)["student_key"]) == {"s2", "s3", "s4"}
    repository.undo_merge(first)
    assert set(repository.evidence(class_key)["student_key"]) == {"s2", "s3", "s4", "t1"}


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("s1", "s1"), "two different students"),
        (("t1", "s2"), "merged into another one already"),
        (("s2", "t1"), "merged into another one already"),
        (("s1", "t1"), "merged into another one already"),
        (("s1", "nobody"), "does not exist"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(repository, class_key, pair, words):
    repository.merge_students("t1", "s1")
    before, events = seen(repository), repository.events()
    with pytest.raises(WorkbenchError, match=words):
        repository.merge_students(*pair)
    assert_seen(repository, before)
    pd.testing.assert_frame_equal(repository.events(), events)


def test_a_merge_is_undone_once(repository, class_key):
    merge_key = repository.merge_students("t1", "s1")
    repository.undo_merge(merge_key)
    with pytest.raises(WorkbenchError, match="undone already"):
        repository.undo_merge(merge_key)
    with pytest.raises(NotFound):
        repository.undo_merge("no merge")
    assert repository.merge_students("s1", "t1")


def test_a_newer_score_replaces_what_both_records_hold(repository, class_key):
    merge_key = repository.merge_students("t1", "s1")
    before = seen(repository)
    third = bring_in(repository, class_key, scores(["s1"], [10], key="k"), digest="d3", replaced=["f-t1"])
    assert score_of(repository, class_key, "s1") == [["Quiz 2", 1, 6], ["Quiz 1", 2, 2], ["Quiz 1", 1, 10]]
    repository.undo_merge(merge_key)
    assert score_of(repository, class_key, "s1") == [["Quiz 1", 1, 10]]
    assert score_of(repository, class_key, "t1") == [["Quiz 2", 1, 6], ["Quiz 1", 2, 2]]
    repository.undo_import(third)
    repository.merge_students("t1", "s1")
    assert_seen(repository, before | {"merges": repository.merges()})


def test_a_preview_from_before_the_merge_is_out_of_date(repository, class_key):
    repository.merge_students("t1", "s1")
    again = scores(["s1"], [10], assessment="Quiz 2", key="k")
    with pytest.raises(WorkbenchError, match="Look at the preview again"):
        bring_in(repository, class_key, again, digest="d3")


def test_an_identifier_of_either_record_is_one_of_the_student_and_goes_with_its_record(repository, class_key):
    merge_key = repository.merge_students("t1", "s1")
    again = {"new_identifiers": identifiers(("s1", "8")), "confirmed_names": confirmed(("avila", "s1"))}
    bring_in(repository, class_key, scores([], []), digest="d3", **again)
    assert repository.identifiers(class_key)["identifier"].tolist() == ["7", "8"]
    repository.undo_merge(merge_key)
    owners = repository.identifiers(class_key).set_index("identifier")["student_key"]
    assert owners.to_dict() == {"7": "s1", "8": "t1"}
    names = repository.confirmed_names(class_key)
    assert names.loc[names["source_name"] == "avila", "student_key"].tolist() == ["t1"]


def test_records_that_came_to_hold_one_identifier_are_not_parted(repository, class_key):
    nine = bring_in(repository, class_key, scores([], []), digest="d3", new_identifiers=identifiers(("t1", "9")))
    merge_key = repository.merge_students("t1", "s1")
    repository.undo_import(nine)
    bring_in(repository, class_key, scores([], []), digest="d4", new_identifiers=identifiers(("s1", "9")))
    repository.redo_import(nine)
    with pytest.raises(WorkbenchError, match="came to hold the same number"):
        repository.undo_merge(merge_key)
    assert pd.isna(repository.merges()["undone_at"].item())
