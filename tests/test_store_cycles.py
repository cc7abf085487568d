"""What a class does in its groups: cycles and rounds in their order, interests, peer reviews and rotations."""

import random
import signal

import pandas as pd
import pytest
from store_samples import class_with_scores, grouping, members, reviews, rotation, students
from store_writers import read_to_the_end, start

from plworkbench.datasets import load_sample
from plworkbench.errors import NewerVersionExists, NotFound, ProblemsFound, SchemaError, WorkbenchError
from plworkbench.schema import PURPOSES, conform
from plworkbench.store import Repository
from plworkbench.store.database import reading


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


@pytest.fixture
def class_key(repository):
    return class_with_scores(repository)[0]


@pytest.fixture
def key(repository, class_key):
    """A saved grouping of two groups."""
    return repository.save_grouping(grouping(class_key, status="saved"), members(1, 2, 1, 2), action="saved")[0]


def rounds(class_key, count=3, **more):
    """The rounds of one plan; in each the last student moves on."""
    return [
        (
            grouping(class_key, purpose="rotation", status="saved", name=f"Round {n}", **more)
            | {"settings": {"series": "a series", "round": n, "rounds": count}},
            members(1, 1, 2, 1 + n % 2),
        )
        for n in range(1, count + 1)
    ]


# Cycles and rounds


def test_cycles_are_the_saved_groupings_in_the_order_of_their_first_days(repository, class_key):
    given = [
        ("c", "saved", "2025-10-01"),
        ("a", "saved", "2025-09-01"),
        ("d", "saved", None),
        ("b", "saved", "2025-09-15"),
    ]
    given += [("x", "draft", "2025-09-02"), ("y", "discarded", "2025-09-03")]
    for name, status, first in given:
        new = grouping(class_key, name=name, status=status, starts_on=first, review_on=first)
        repository.save_grouping(new, members(1, 2), action="formed")
    cycles = repository.cycles(class_key)
    # What has no first day counts from the day on which it was formed.
    assert cycles["name"].tolist() == ["a", "b", "c", "d"]
    assert cycles.columns.tolist() == [
        "grouping_key", "name", "purpose", "standard_codes", "group_names", "settings", "starts_on", "review_on",
        "created_at",
    ]  # fmt: skip
    assert cycles["standard_codes"].tolist() == [["6.RP.A.1"]] * 4
    assert repository.past_memberships(class_key)["grouping_key"].tolist() == [
        key for key in cycles["grouping_key"] for _ in range(2)
    ]
    assert repository.cycles("no class").dtypes.equals(cycles.dtypes)


def test_moves_by_hand_are_told_of_the_past(repository, class_key, key):
    moved = members(2, 2, 1, 2).assign(moved_by_hand=[True, False, False, False])
    repository.save_grouping({"grouping_key": key}, moved, action="moved by hand")
    past = repository.past_memberships(class_key)
    assert past[["student_key", "group_number", "moved_by_hand"]].to_numpy().tolist() == [
        ["s1", 2, True], ["s2", 2, False], ["s3", 1, False], ["s4", 2, False],
    ]  # fmt: skip


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_grouping_may_be_for_every_purpose(repository, class_key, purpose):
    repository.save_grouping(grouping(class_key, purpose=purpose), None, action="formed")
    assert repository.groupings(class_key)["purpose"].tolist() == [purpose]


def test_rounds_are_kept_at_once_and_in_their_order(repository, class_key):
    saved = repository.save_groupings(rounds(class_key, 12), action="saved")
    cycles = repository.cycles(class_key)
    assert cycles["grouping_key"].tolist() == [key for key, _ in saved]
    assert [settings["round"] for settings in cycles["settings"]] == list(range(1, 13))
    assert {version for _, version in saved} == {1}
    assert len(repository.past_memberships(class_key)) == 48
    repository.save_grouping({"grouping_key": saved[3][0]}, members(2, 2, 1, 1), action="moved by hand")
    repository.undo_grouping(saved[3][0])
    assert repository.memberships(saved[3][0])["group_number"].tolist() == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"purpose": "by ability"}, SchemaError),
        ({"class_key": "no class"}, NotFound),
        ({"grouping_key": "no grouping"}, NotFound),
        ({"settings": {"round": float("nan")}}, ValueError),
    ],
)
def test_of_rounds_with_a_fault_in_one_none_is_kept(repository, class_key, fault, error):
    given = rounds(class_key)
    given[2] = ({**given[2][0], **fault}, given[2][1])
    events = repository.events()
    with pytest.raises(error):
        repository.save_groupings(given, action="saved")
    assert repository.groupings(class_key).empty
    pd.testing.assert_frame_equal(repository.events(), events)


def test_rounds_of_which_one_was_changed_elsewhere_are_all_refused(repository, class_key):
    saved = repository.save_groupings(rounds(class_key), action="saved")
    repository.save_grouping({"grouping_key": saved[1][0], "name": "Changed"}, None, action="renamed")
    again = [({"grouping_key": key, "status": "discarded"}, None) for key, _ in saved]
    with pytest.raises(NewerVersionExists):
        repository.save_groupings(again, action="discarded", expected_versions=dict(saved))
    assert len(repository.cycles(class_key)) == 3
    now = dict(zip(repository.groupings(class_key)["grouping_key"], repository.groupings(class_key)["version"]))
    repository.save_groupings(again, action="discarded", expected_versions=now)
    assert repository.cycles(class_key).empty


# Interests


def test_interests_are_read_as_declared_each_once_and_dated(repository, class_key):
    repository.put_interests(class_key, "s2", [" reading  comics", "Music", "music", ""], "2025-09-12", "survey")
    frame = repository.interests(class_key)
    pd.testing.assert_frame_equal(frame, conform(frame, "interests"))
    assert frame[["student_key", "interest", "source"]].to_numpy().tolist() == [
        ["s2", "Music", "survey"],
        ["s2", "reading comics", "survey"],
    ]
    assert frame["said_on"].tolist() == [pd.Timestamp("2025-09-12")] * 2


def test_what_a_student_says_anew_takes_the_place_of_what_was_said_before(repository, class_key):
    repository.put_interests(class_key, "s1", ["music", "chess"], "2025-09-12", "survey")
    repository.put_interests(class_key, "s2", ["music"], "2025-09-12", "survey")
    repository.put_interests(class_key, "s1", ["music", "space"], "2025-10-01", "conference")
    told = repository.interests(class_key)[["student_key", "interest", "source"]].to_numpy().tolist()
    assert told == [["s1", "music", "conference"], ["s1", "space", "conference"], ["s2", "music", "survey"]]
    events = repository.events("interests", "s1")
    assert events["action"].tolist() == ["changed", "changed"] and events["before"][1] == events["after"][0]
    repository.put_interests(class_key, "s1", [], "2025-10-02", "conference")
    assert repository.interests(class_key)["student_key"].tolist() == ["s2"]


def test_interests_belong_to_the_student_in_whatever_class(repository, class_key):
    second = repository.add_class("Period 4")
    repository.commit_import(second, importer="roster_list", file_digest="d2", counts={}, enrolled_keys=["s1"])
    repository.put_interests(class_key, "s1", ["music"], "2025-09-12", "survey")
    repository.put_interests(class_key, "s2", ["chess"], "2025-09-12", "survey")
    assert repository.interests(second)["interest"].tolist() == ["music"]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"student_key": "t1"}, NotFound, "not in the class any more"),
        ({"class_key": "no class"}, NotFound, "does not exist any more"),
        ({"interests": ["m" * 201]}, ProblemsFound, "1 interests are very long"),
        ({"said_on": "one day"}, SchemaError, "said_on"),
        ({"said_on": None}, SchemaError, "said_on"),
    ],
)
def test_interests_that_cannot_be_are_refused(repository, class_key, change, error, words):
    given = {"class_key": class_key, "student_key": "s1", "interests": ["music"], "said_on": "2025-09-12"} | change
    with pytest.raises(error, match=words):
        repository.put_interests(**given, source="survey")
    assert repository.interests(class_key).empty and repository.events("interests").empty


def test_of_several_students_all_interests_are_kept_or_none(repository, class_key):
    frame = pd.DataFrame({"student_key": ["s1", "s1", "s2"], "interest": ["music", "chess", "space"]})
    frame = frame.assign(said_on="2025-09-12", source="survey")
    repository.put_interests(class_key, "s3", ["music"], "2025-09-12", "survey")
    repository.bring_interests(class_key, frame)
    assert repository.interests(class_key)["student_key"].tolist() == ["s1", "s1", "s2", "s3"]
    before = repository.interests(class_key)
    with pytest.raises(NotFound):
        repository.bring_interests(class_key, frame.assign(interest="other", student_key=["s1", "s2", "nobody"]))
    pd.testing.assert_frame_equal(repository.interests(class_key), before)


def test_a_sample_tells_the_interests_of_the_latest_survey_a_student_took(repository):
    sample = load_sample("grade6_maths")
    asked = sample.survey[sample.survey["question"] == "interests"]
    expected = {}
    for student_key, said_on, answer in asked[["student_key", "date", "answer"]].itertuples(index=False):
        latest = asked.loc[asked["student_key"] == student_key, "date"].max()
        if said_on == latest:
            expected.setdefault(student_key, {})[answer] = said_on
    told = sample.interests
    assert len(expected) > 100
    for student_key, answers in expected.items():
        own = told[told["student_key"] == student_key]
        assert dict(zip(own["interest"], own["said_on"])) == answers
    assert set(told["source"]) == {"survey"}
    class_key = repository.add_class("Period 3")
    some = sample.students.head(20)
    repository.commit_import(
        class_key, importer="sample", file_digest="s", counts={}, new_students=some, enrolled_keys=some["student_key"]
    )
    repository.bring_interests(class_key, told[told["student_key"].isin(some["student_key"])])
    assert len(repository.interests(class_key)) == told["student_key"].isin(some["student_key"]).sum()
    assert load_sample("student_performance").interests.empty


# Peer reviews


def test_peer_reviews_are_read_as_declared_the_first_decided_coming_first(repository, class_key):
    repository.put_peer_reviews(class_key, "Essay 2", reviews(("s2", "s1"), ("s1", "s3")))
    repository.put_peer_reviews(class_key, "Essay 1", reviews(("s1", "s2")))
    frame = repository.peer_reviews(class_key)
    pd.testing.assert_frame_equal(frame, conform(frame, "peer_reviews"))
    assert frame[["title", "reviewer_key", "author_key"]].to_numpy().tolist() == [
        ["Essay 2", "s1", "s3"], ["Essay 2", "s2", "s1"], ["Essay 1", "s1", "s2"],
    ]  # fmt: skip
    assert frame["made_at"].nunique() == 2


def test_peer_reviews_are_decided_anew_under_their_title_and_forgotten(repository, class_key):
    repository.put_peer_reviews(class_key, "Essay 1", reviews(("s1", "s2"), ("s2", "s3")))
    repository.put_peer_reviews(class_key, "essay  1", reviews(("s1", "s2"), ("s2", "s4")))
    assert repository.peer_reviews(class_key)[["title", "author_key"]].to_numpy().tolist() == [
        ["Essay 1", "s2"],
        ["Essay 1", "s4"],
    ]
    repository.put_peer_reviews(class_key, "Essay 1", pd.DataFrame())
    assert repository.peer_reviews(class_key).empty
    events = repository.events("peer reviews", class_key)
    assert events["action"].tolist() == ["added", "changed", "dropped"]
    assert events["before"][1] == events["after"][0]
    assert events["after"][0]["pairs"] == [["s1", "s2"], ["s2", "s3"]]


def test_everything_wrong_in_a_peer_review_is_listed_at_once(repository, class_key):
    with pytest.raises(ProblemsFound, match="Nothing was changed") as caught:
        repository.put_peer_reviews(class_key, " ", reviews(("s1", "s1"), ("s1", "s2"), ("s1", "s2"), ("s2", "s1")))
    assert [problem.row for problem in caught.value.problems] == [None, 1, 3]
    with pytest.raises(WorkbenchError, match="Nothing was changed"):
        repository.put_peer_reviews(class_key, "Essay", reviews(("s1", "nobody")))
    with pytest.raises(NotFound):
        repository.put_peer_reviews("no class", "Essay", reviews(("s1", "s2")))
    assert repository.peer_reviews(class_key).empty and repository.events("peer reviews").empty


# Schedules

TURNS = ((1, "Teacher", 1), (1, "Practice", 2), (2, "Practice", 1), (2, "Teacher", 2))


def test_a_schedule_is_read_as_declared_in_its_order(repository, class_key, key):
    repository.put_schedule(key, "2025-09-16", rotation(*TURNS).iloc[::-1])
    repository.put_schedule(key, pd.Timestamp("2025-09-15 08:30"), rotation(*TURNS[:2]))
    frame = repository.schedules(class_key)
    pd.testing.assert_frame_equal(frame, conform(frame, "schedules"))
    assert frame["held_on"].dt.day.tolist() == [15, 15, 16, 16, 16, 16]
    assert frame[["slot", "station", "group_number"]].to_numpy().tolist()[2:] == [
        [1, "Teacher", 1], [1, "Practice", 2], [2, "Practice", 1], [2, "Teacher", 2],
    ]  # fmt: skip
    assert frame.loc[frame["with_teacher"], "minutes"].sum() == 45
    assert frame["class_key"].unique().tolist() == [class_key]


def test_a_schedule_is_replaced_and_dropped_for_its_day_alone(repository, class_key, key):
    for day in ("2025-09-15", "2025-09-16"):
        repository.put_schedule(key, day, rotation(*TURNS))
    repository.put_schedule(key, "2025-09-16", rotation(*TURNS[:2]))
    repository.drop_schedule(key, "2025-09-15")
    assert len(repository.schedules(class_key)) == 2
    with pytest.raises(NotFound, match="no schedule for this day"):
        repository.drop_schedule(key, "2025-09-15")
    repository.put_schedule(key, "2025-09-16", rotation(*TURNS).iloc[:0])
    assert repository.schedules(class_key).empty
    events = repository.events("schedule", f"{key}/2025-09-16")
    assert events["action"].tolist() == ["added", "changed", "dropped"]
    assert events["before"][1] == events["after"][0]


def test_the_schedule_of_a_grouping_that_is_discarded_rests(repository, class_key, key):
    repository.put_schedule(key, "2025-09-15", rotation(*TURNS))
    repository.save_grouping({"grouping_key": key, "status": "discarded"}, None, action="discarded")
    assert repository.schedules(class_key).empty
    repository.undo_grouping(key)
    assert len(repository.schedules(class_key)) == 4


def test_everything_wrong_in_a_schedule_is_listed_at_once(repository, class_key, key):
    wrong = rotation((1, "Teacher", 1), (1, "Practice", 1), (1, " ", 2), (2, "Practice", 3))
    with pytest.raises(ProblemsFound, match="Nothing was changed") as caught:
        repository.put_schedule(key, "2025-09-15", wrong)
    assert [problem.message for problem in caught.value.problems] == [
        "Group 1 stands twice in slot 1.",
        "A station of slot 1 needs a short name.",
        "Slot 2 has a group 3, which is not one of the grouping.",
    ]
    with pytest.raises(SchemaError, match="minutes"):
        repository.put_schedule(key, "2025-09-15", rotation(*TURNS).assign(minutes=-1))
    with pytest.raises(NotFound):
        repository.put_schedule("no grouping", "2025-09-15", rotation(*TURNS))
    for day in ("12/11/2025", None, 5, "1025-09-15"):
        with pytest.raises(ProblemsFound, match="not a date"):
            repository.put_schedule(key, day, rotation(*TURNS))
    assert repository.schedules(class_key).empty and repository.events("schedule").empty


# Sudden death


def write_plans(pipe, folder, class_key, key):
    """Set a list with its wish, interests, reviews, a schedule and two rounds to the number 1, 2, ..."""
    with Repository.open(folder) as repository:
        pipe.send("ready")
        pipe.recv()
        for number in range(1, 10_000):
            who = [f"s{1 + number % 2}", "s3"]
            repository.put_mark(class_key, f"List {number}", who)
            repository.put_interests(class_key, "s1", [f"{number} a", f"{number} b"], "2025-09-12", "survey")
            repository.put_peer_reviews(class_key, "Essay", reviews(who, who[::-1]))
            turns = rotation((1, str(number), 1), (1, f"not {number}", 2))
            repository.put_schedule(key, "2025-09-15", turns)
            repository.save_groupings(rounds(class_key, 2, group_names=[str(number)]), action="saved")
            pipe.send(number)


def test_killed_programs_leave_every_plan_whole_and_lose_none_that_was_acknowledged(tmp_path):
    seeded = random.Random(20261122)
    for kill in range(4):
        folder = tmp_path / str(kill)
        with Repository.open(folder) as repository:
            class_key, _ = class_with_scores(repository)
            new = grouping(class_key)
            key, _ = repository.save_grouping(new, members(1, 2, 1, 2), action="formed")
        program, pipe = start(write_plans, folder, class_key, key)
        pipe.send("go")
        heard = [pipe.recv() for _ in range(seeded.randint(1, 4))]
        program.join(seeded.uniform(0, 0.03))
        program.kill()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        acknowledged = [*heard, *read_to_the_end(pipe)][-1]
        with Repository.open(folder) as repository:
            marks, told = repository.marks(class_key), repository.interests(class_key)
            pairs, turns = repository.peer_reviews(class_key), repository.schedules(class_key)
            cycles = repository.cycles(class_key)
            assert (marks.groupby("label").size() == 2).all()
            assert (len(told), len(pairs), len(turns)) == (2, 2, 2)
            assert [settings["round"] for settings in cycles["settings"]] == [1, 2] * (len(cycles) // 2)
            assert len(repository.past_memberships(class_key)) == 4 * len(cycles)
            numbers = [
                marks["label"].nunique(),
                int(told["interest"][0].split()[0]),
                len(repository.events("peer reviews")),
                int(turns["station"][0]),
                len(cycles) // 2,
            ]
            # The changes under way may have been kept although their acknowledgement was cut off.
            assert all(number - acknowledged in (0, 1) for number in numbers)
            assert numbers == sorted(numbers, reverse=True)
            with reading(repository._engine) as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_student_who_joins_later_may_say_interests(repository, class_key):
    more = students(["Eli Roy"], prefix="t")
    repository.commit_import(
        class_key, importer="roster_list", file_digest="d2", counts={}, new_students=more, enrolled_keys=["t1"]
    )
    repository.put_interests(class_key, "t1", ["music"], "2025-09-12", "survey")
    assert repository.interests(class_key)["student_key"].tolist() == ["t1"]
