"""A grouping keeps its whole history: every change can be undone and redone, and nobody's change is lost."""

import tempfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from store_samples import class_with_scores, grouping, members

from plworkbench.errors import NewerVersionExists, NotFound, SchemaError, WorkbenchError
from plworkbench.store import Repository


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


@pytest.fixture
def class_key(repository):
    return class_with_scores(repository)[0]


def state(repository, class_key, key):
    """All that can be seen of a grouping, but for its version."""
    stored = repository.groupings(class_key).set_index("grouping_key").loc[key].drop("version")
    return stored, repository.memberships(key)


def assert_same(first, second):
    pd.testing.assert_series_equal(first[0], second[0])
    pd.testing.assert_frame_equal(first[1], second[1])


def test_a_new_grouping_is_kept_with_its_members(repository, class_key):
    given = grouping(class_key, starts_on="2025-09-15", review_on=pd.Timestamp("2025-09-29"))
    key, version = repository.save_grouping(given, members(1, 2, 2, 1), action="formed")
    stored = repository.groupings(class_key).iloc[0]
    assert version == stored["version"] == 1
    assert stored[["name", "standard_codes", "settings", "group_names"]].tolist() == [
        given[name] for name in ("name", "standard_codes", "settings", "group_names")
    ]
    assert stored[["starts_on", "review_on"]].tolist() == [pd.Timestamp("2025-09-15"), pd.Timestamp("2025-09-29")]
    placed = repository.memberships(key)
    assert placed[["student_key", "group_number"]].to_numpy().tolist() == [["s1", 1], ["s4", 1], ["s2", 2], ["s3", 2]]
    assert not placed["moved_by_hand"].any()
    assert not placed["pinned"].any()


def test_only_what_is_given_changes(repository, class_key):
    key, _ = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    before = state(repository, class_key, key)
    assert repository.save_grouping({"grouping_key": key, "status": "saved"}, None, action="saved") == (key, 2)
    stored, placed = state(repository, class_key, key)
    pd.testing.assert_frame_equal(placed, before[1])
    assert stored["status"] == "saved"
    pd.testing.assert_series_equal(stored.drop("status"), before[0].drop("status"))


def test_groupings_can_be_asked_for_by_status_and_the_newest_comes_first(repository, class_key):
    keys = [
        repository.save_grouping(grouping(class_key, status=status), None, action="formed")[0]
        for status in ("draft", "saved", "draft")
    ]
    assert repository.groupings(class_key)["grouping_key"].tolist() == keys[::-1]
    assert repository.groupings(class_key, status="draft")["grouping_key"].tolist() == [keys[2], keys[0]]
    assert repository.groupings(class_key, status="discarded").empty


def test_past_partners_come_from_saved_groupings_only(repository, class_key):
    for status, start in (("draft", None), ("saved", None), ("discarded", None), ("saved", "2025-10-01")):
        repository.save_grouping(grouping(class_key, status=status, starts_on=start), members(1, 2), action="formed")
    past = repository.past_memberships(class_key)
    assert past.columns.tolist() == ["grouping_key", "student_key", "group_number", "moved_by_hand"]
    assert past["grouping_key"].unique().tolist() == repository.cycles(class_key)["grouping_key"].tolist()
    assert past["group_number"].tolist() == [1, 2, 1, 2] and not past["moved_by_hand"].any()
    assert repository.past_memberships("no class").dtypes.equals(past.dtypes)


def test_a_stale_change_is_refused_and_the_newer_one_stays(repository, class_key):
    key, version = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    repository.save_grouping({"grouping_key": key}, members(2, 2), action="moved by hand", expected_version=version)
    after = state(repository, class_key, key)
    for change in (
        lambda: repository.save_grouping(
            {"grouping_key": key}, members(1, 1), action="saved", expected_version=version
        ),
        lambda: repository.undo_grouping(key, expected_version=version),
    ):
        with pytest.raises(NewerVersionExists, match="Reload"):
            change()
        assert_same(state(repository, class_key, key), after)
    assert len(repository.events("grouping", key)) == 2


def test_an_export_in_between_makes_nobody_stale(repository, class_key):
    key, version = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    repository.record_release("grouping", key, "csv", "Ms. Lee")
    _, newer = repository.save_grouping(
        {"grouping_key": key}, members(2, 2), action="moved by hand", expected_version=version
    )
    assert newer == 3
    assert repository.groupings(class_key)["version"].tolist() == [3]
    assert repository.undo_grouping(key, expected_version=3) == 4
    assert not repository.can_undo(key)


def test_moves_are_undone_and_redone_one_by_one(repository, class_key):
    key, _ = repository.save_grouping(grouping(class_key), members(1, 2, 1, 2), action="formed")
    states = [state(repository, class_key, key)]
    for placed in (members(2, 2, 1, 2, reason="Moved."), members(2, 1, 1, 2), members(2, 1, 1, 1)):
        repository.save_grouping(
            {"grouping_key": key},
            placed.assign(moved_by_hand=True, pinned=[True, False, False, True]),
            action="moved by hand",
        )
        states.append(state(repository, class_key, key))
    for expected in states[2::-1]:
        assert repository.can_undo(key)
        repository.undo_grouping(key)
        assert_same(state(repository, class_key, key), expected)
    assert not repository.can_undo(key)
    assert repository.undo_grouping(key) is None
    assert_same(state(repository, class_key, key), states[0])
    for expected in states[1:]:
        assert repository.can_redo(key)
        repository.redo_grouping(key)
        assert_same(state(repository, class_key, key), expected)
    assert repository.redo_grouping(key) is None
    assert repository.events("grouping", key)["action"].tolist() == [
        "formed", *["moved by hand"] * 3, *["undo"] * 3, *["redo"] * 3,
    ]  # fmt: skip


def test_a_new_change_ends_what_could_be_redone(repository, class_key):
    key, _ = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    repository.save_grouping({"grouping_key": key}, members(2, 2), action="moved by hand")
    repository.undo_grouping(key)
    repository.save_grouping({"grouping_key": key, "name": "Rates"}, None, action="renamed")
    assert repository.redo_grouping(key) is None
    assert not repository.can_redo(key)
    repository.undo_grouping(key)
    assert state(repository, class_key, key)[0]["name"] == "Ratios this week"
    assert state(repository, class_key, key)[1]["group_number"].tolist() == [1, 2]


def test_what_was_done_before_closing_can_be_undone_after_opening(tmp_path):
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        key, _ = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
        before = state(repository, class_key, key)
        changed = {
            "grouping_key": key,
            "group_names": ["Ash"],
            "settings": {"sizes": [3, 4]},
            "review_on": "2025-10-01",
        }
        repository.save_grouping(changed, members(2, 2), action="moved by hand")
        after = state(repository, class_key, key)
    with Repository.open(tmp_path) as repository:
        repository.undo_grouping(key)
        assert_same(state(repository, class_key, key), before)
        repository.redo_grouping(key)
        assert_same(state(repository, class_key, key), after)


def test_the_log_holds_the_complete_state_before_and_after_as_keys(repository, class_key):
    key, _ = repository.save_grouping(grouping(class_key), members(1, 2), action="formed")
    repository.save_grouping({"grouping_key": key}, members(2), action="moved by hand")
    events = repository.events("grouping", key)
    assert events["before"][0] is None
    assert events["before"][1] == events["after"][0]
    logged = events["after"][0]
    assert set(logged) == {
        "class_key", "name", "purpose", "status", "standard_codes", "settings", "group_names", "starts_on", "review_on",
        "created_at", "memberships",
    }  # fmt: skip
    assert [row[:2] for row in logged["memberships"]] == [["s1", 1], ["s2", 2]]
    assert logged["settings"] == {"n_clusters": 2, "random_state": 7}
    assert [row[:2] for row in events["after"][1]["memberships"]] == [["s1", 2]]


def test_a_text_that_was_erased_from_the_history_is_empty_after_undo(repository, class_key):
    key, _ = repository.save_grouping(grouping(class_key), members(1, reason="About a student."), action="formed")
    repository.save_grouping({"grouping_key": key}, members(2, reason=""), action="moved by hand")
    with repository._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM event_texts WHERE text = 'About a student.'")
    repository.undo_grouping(key)
    assert repository.memberships(key)[["group_number", "reason"]].to_numpy().tolist() == [[1, ""]]


@pytest.mark.parametrize(
    ("change", "placed", "error"),
    [
        ({"purpose": "by ability"}, members(1, 2), SchemaError),
        ({"status": "lost"}, members(1, 2), SchemaError),
        ({}, members(1, 0), SchemaError),
        ({}, members(1, 2).assign(student_key="s1"), WorkbenchError),
        ({}, members(1, 2).assign(student_key=["s1", "nobody"]), WorkbenchError),
        ({"class_key": "no class"}, members(1, 2), NotFound),
        ({"grouping_key": "no grouping"}, members(1, 2), NotFound),
    ],
)
def test_a_grouping_with_a_fault_changes_nothing(repository, class_key, change, placed, error):
    with pytest.raises(error):
        repository.save_grouping({**grouping(class_key), **change}, placed, action="formed")
    assert repository.groupings(class_key).empty
    assert repository.events("grouping").empty


@pytest.mark.parametrize("action", ["undo", "redo", "exported"])
def test_the_names_of_the_stores_own_actions_are_taken(repository, class_key, action):
    with pytest.raises(ValueError, match="own"):
        repository.save_grouping(grouping(class_key), members(1), action=action)


def test_a_grouping_that_does_not_exist_cannot_be_undone(repository):
    with pytest.raises(NotFound):
        repository.undo_grouping("no grouping")
    assert not repository.can_undo("no grouping")
    assert not repository.can_redo("no grouping")


class UndoAndRedo(RuleBasedStateMachine):
    """Any order of changes, undo, redo and export agrees with two lists of states."""

    @initialize()
    def form(self):
        self.folder = tempfile.TemporaryDirectory()
        self.repository = Repository.open(self.folder.name)
        self.class_key, _ = class_with_scores(self.repository)
        self.key, self.version = self.repository.save_grouping(
            grouping(self.class_key), members(1, 1, 1, 1, reason="1"), action="formed"
        )
        self.now, self.past, self.future = (1, 1, 1, 1), [], []

    @rule(placed=st.tuples(*[st.integers(1, 2)] * 4))
    def move(self, placed):
        frame = members(*placed, reason=str(placed[0]))
        _, self.version = self.repository.save_grouping({"grouping_key": self.key}, frame, action="moved by hand")
        if placed != self.now:
            self.past, self.future, self.now = [*self.past, self.now], [], placed

    @rule()
    def undo(self):
        version = self.repository.undo_grouping(self.key)
        assert (version is None) == (not self.past)
        if self.past:
            assert version > self.version
            self.version = version
            self.future, self.now, self.past = [*self.future, self.now], self.past[-1], self.past[:-1]

    @rule()
    def redo(self):
        version = self.repository.redo_grouping(self.key)
        assert (version is None) == (not self.future)
        if self.future:
            assert version > self.version
            self.version = version
            self.past, self.now, self.future = [*self.past, self.now], self.future[-1], self.future[:-1]

    @rule()
    def export(self):
        self.repository.record_release("grouping", self.key, "csv", "Ms. Lee")

    @rule()
    def close_and_open(self):
        self.repository.close()
        self.repository = Repository.open(self.folder.name)

    @invariant()
    def the_board_shows_the_present(self):
        placed = self.repository.memberships(self.key).sort_values("student_key")
        assert tuple(placed["group_number"]) == self.now
        assert set(placed["reason"]) == {str(self.now[0])}
        assert self.repository.groupings(self.class_key)["version"].item() == self.version
        assert self.repository.can_undo(self.key) == bool(self.past)
        assert self.repository.can_redo(self.key) == bool(self.future)

    def teardown(self):
        if hasattr(self, "repository"):
            self.repository.close()
            self.folder.cleanup()


TestUndoAndRedo = UndoAndRedo.TestCase
TestUndoAndRedo.settings = settings(
    max_examples=8, stateful_step_count=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
