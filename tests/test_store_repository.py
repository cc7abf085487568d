"""What the repository gives back is what was put in, and every change leaves an event without names."""

import sqlite3

import pandas as pd
import pytest
from store_samples import (
    NAMES,
    STANDARDS,
    bring_in,
    class_with_scores,
    grouping,
    members,
    reviews,
    rotation,
    scores,
    students,
)

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.schema import TABLES, conform
from plworkbench.store import Repository
from plworkbench.store.database import FILE_NAME


@pytest.fixture
def repository(tmp_path):
    with Repository.open(tmp_path) as repository:
        yield repository


def everything(repository):
    """Every frame the repository can give."""
    frames = {
        "classes": repository.classes(),
        "students": repository.students(),
        "identifiers": repository.identifiers(),
        "standards": repository.standards(),
        "prerequisites": repository.prerequisites(),
        "events": repository.events(),
    }
    for class_key in frames["classes"]["class_key"]:
        frames |= {
            f"{name} {class_key}": getattr(repository, name)(class_key)
            for name in (
                "students", "identifiers", "evidence", "imports", "wishes", "marks", "interests", "peer_reviews",
                "groupings", "cycles", "past_memberships", "schedules",
            )
        }  # fmt: skip
        frames[f"mappings {class_key}"] = repository.column_mappings(class_key, "tidy_table")
        for grouping_key in frames[f"groupings {class_key}"]["grouping_key"]:
            frames[f"memberships {grouping_key}"] = repository.memberships(grouping_key)
    return frames


def fill(repository):
    """One of everything."""
    class_key, import_key = class_with_scores(repository)
    repository.put_standards(
        STANDARDS.iloc[:0], pd.DataFrame({"standard_code": ["6.RP.A.2"], "prerequisite_code": ["6.RP.A.1"]})
    )
    bring_in(
        repository,
        class_key,
        scores(["s1", "s2"], [9, 3], key="f"),
        digest="d2",
        replaced=["e-s1", "e-s2"],
        new_identifiers=pd.DataFrame({"student_key": ["s1"], "kind": ["sis_id"], "identifier": ["00123"]}),
        mappings=pd.DataFrame({"column_name": ["Quiz 1 (7)", "Mood"], "standard_code": ["6.RP.A.1", ""]}),
    )
    repository.put_wish(class_key, "apart", "must", "s2", "s1")
    repository.put_wish(class_key, "prefers", "nice", "s2", "s1")
    repository.put_mark(class_key, "Leaders", ["s1", "s3"])
    repository.put_wish(class_key, "one in each", "important", about="Leaders")
    repository.put_interests(class_key, "s1", ["music", "chess"], "2025-09-12", "survey")
    repository.put_peer_reviews(class_key, "Essay 1", reviews(("s1", "s2"), ("s2", "s3"), ("s3", "s1")))
    saved = grouping(class_key, status="saved", starts_on="2025-09-15", review_on="2025-09-29")
    key, _ = repository.save_grouping(saved, members(1, 2, 1, 2), action="formed")
    repository.save_grouping({"grouping_key": key}, members(1, 1, 2, 2, reason="Moved."), action="moved by hand")
    repository.put_schedule(key, "2025-09-16", rotation((1, "Teacher", 1), (1, "Practice", 2)))
    repository.put_setting("cut_score", 2.5, class_key)
    return class_key, import_key, key


def test_everything_is_there_after_closing_and_opening_again(tmp_path):
    with Repository.open(tmp_path) as repository:
        class_key, _, _ = fill(repository)
        before = everything(repository)
    with Repository.open(tmp_path) as repository:
        after = everything(repository)
        assert repository.setting("cut_score", class_key) == 2.5
    assert before.keys() == after.keys()
    for name, frame in before.items():
        assert len(frame), name
        pd.testing.assert_frame_equal(frame, after[name], obj=name)


@pytest.mark.parametrize("filled", [True, False], ids=["with rows", "without rows"])
def test_every_frame_is_as_declared(repository, filled):
    class_key, _, grouping_key = fill(repository) if filled else ("no class", None, "no grouping")
    frames = {
        "classes": repository.classes(),
        "students": repository.students(class_key),
        "identifiers": repository.identifiers(class_key),
        "standards": repository.standards(),
        "prerequisites": repository.prerequisites(),
        "evidence": repository.evidence(class_key),
        "imports": repository.imports(class_key),
        "column_mappings": repository.column_mappings(class_key, "tidy_table"),
        "wishes": repository.wishes(class_key),
        "marks": repository.marks(class_key),
        "interests": repository.interests(class_key),
        "peer_reviews": repository.peer_reviews(class_key),
        "groupings": repository.groupings(class_key),
        "schedules": repository.schedules(class_key),
        "memberships": repository.memberships(grouping_key),
        "event_log": repository.events(),
    }
    for table, frame in frames.items():
        assert frame.columns.tolist() == TABLES[table].column_names
        assert (len(frame) > 0) == filled, table
        pd.testing.assert_frame_equal(frame, conform(frame, table), obj=table)


def test_students_are_listed_as_teachers_list_them(repository):
    class_key = repository.add_class("Period 3")
    names = ["Zoë Abbott", "Ana Ávila", "Bo avery", "Cy Zhou", "Di Azar"]
    bring_in(
        repository, class_key, scores([], []), new_students=students(names), enrolled=[f"s{n}" for n in range(1, 6)]
    )
    assert repository.students(class_key)["name"].tolist() == [
        "Zoë Abbott", "Bo avery", "Ana Ávila", "Di Azar", "Cy Zhou",
    ]  # fmt: skip


def test_a_class_sees_its_own_students_and_identifiers_only(repository):
    first, _ = class_with_scores(repository)
    second = repository.add_class("Period 4")
    bring_in(
        repository, second, scores(["t1"], [5], key="t"), new_students=students(["Eli Roy"], prefix="t"), digest="d2",
        new_identifiers=pd.DataFrame({"student_key": ["t1"], "kind": ["login"], "identifier": ["eroy"]}),
    )  # fmt: skip
    assert repository.students(second)["name"].tolist() == ["Eli Roy"]
    assert sorted(repository.students(first)["name"]) == sorted(NAMES)
    assert len(repository.students()) == 5
    assert repository.identifiers(first).empty
    assert repository.identifiers(second)["identifier"].tolist() == ["eroy"]
    assert repository.identifiers().equals(repository.identifiers(second))
    assert repository.evidence(second)["student_key"].tolist() == ["t1"]


@pytest.mark.parametrize("name", ["Period 3", " Period 3 ", "PERIOD 3"])
def test_a_name_that_is_taken_is_refused_with_a_cure(repository, name):
    repository.add_class("Period 3")
    other = repository.add_class("Period 4")
    with pytest.raises(WorkbenchError, match="Choose another name"):
        repository.add_class(name)
    with pytest.raises(WorkbenchError, match="Choose another name"):
        repository.rename_class(other, name)
    assert repository.classes()["name"].tolist() == ["Period 3", "Period 4"]


def test_a_class_without_a_name_is_refused(repository):
    with pytest.raises(WorkbenchError, match="needs a name"):
        repository.add_class("  ")


def test_a_class_can_be_renamed_and_the_log_knows_it_changed(repository):
    key = repository.add_class("Period 3")
    repository.rename_class(key, "period 3")
    repository.rename_class(key, "period 3")
    assert repository.classes()["name"].tolist() == ["period 3"]
    events = repository.events("class", key)
    assert events["action"].tolist() == ["added", "renamed"]
    assert events["before"][1]["name"] == events["after"][0]["name"] != events["after"][1]["name"]
    with pytest.raises(NotFound):
        repository.rename_class("no class", "Period 5")


def test_standards_are_added_or_changed_but_never_dropped(repository):
    repository.put_standards(STANDARDS)
    changed = STANDARDS.iloc[[1]].assign(title="Rates", sequence=9)
    new = pd.DataFrame({"standard_code": ["6.G.A.1"], "title": ["Areas"]})
    links = pd.DataFrame({"standard_code": ["6.G.A.1"], "prerequisite_code": ["6.RP.A.1"]})
    repository.put_standards(pd.concat([changed, new]), links)
    repository.put_standards(STANDARDS.iloc[[0]], links)
    titles = dict(zip(repository.standards()["standard_code"], repository.standards()["title"]))
    assert titles == {"6.RP.A.1": "Ratios", "6.RP.A.2": "Rates", "6.EE.B.7": "One-step equations", "6.G.A.1": "Areas"}
    assert repository.prerequisites().to_numpy().tolist() == [["6.G.A.1", "6.RP.A.1"]]
    events = repository.events("standard")
    assert events["action"].tolist() == ["added"] * 3 + ["added", "changed"]
    change = events[events["action"] == "changed"].iloc[0]
    assert (change["entity_key"], change["before"]["sequence"], change["after"]["sequence"]) == ("6.RP.A.2", 2, 9)


def test_a_prerequisite_must_be_a_known_standard(repository):
    links = pd.DataFrame({"standard_code": ["6.RP.A.1"], "prerequisite_code": ["5.XX"]})
    with pytest.raises(WorkbenchError, match="does not exist"):
        repository.put_standards(STANDARDS, links)
    assert repository.standards().empty
    assert repository.events().empty


@pytest.mark.parametrize("value", [0, 0.1, False, "", "mean", [], [1, "a"], {"a": {"b": None}}, {"ü": "é"}])
def test_a_setting_comes_back_as_it_was(repository, value):
    repository.put_setting("choice", value)
    back = repository.setting("choice", default="another")
    assert (type(back), back) == (type(value), value)


def test_a_setting_has_a_scope_a_default_and_can_be_forgotten(repository):
    repository.put_setting("rule", "mean")
    repository.put_setting("rule", "latest", scope="a class")
    assert [repository.setting("rule"), repository.setting("rule", "a class")] == ["mean", "latest"]
    assert repository.setting("rule", "another class", default="highest") == "highest"
    repository.put_setting("rule", None)
    assert repository.setting("rule", default="highest") == "highest"
    assert len(repository.events("setting", "workbench/rule")) == 2


def test_true_is_not_one_for_a_setting(repository):
    repository.put_setting("share", 1)
    repository.put_setting("share", True)
    assert repository.setting("share") is True


def test_putting_what_is_there_already_is_no_event(repository):
    class_key, _, grouping_key = fill(repository)
    events = repository.events()
    repository.put_standards(STANDARDS)
    repository.put_setting("cut_score", 2.5, class_key)
    for wish in repository.wishes(class_key).to_dict("records"):
        key = wish.pop("wish_key")
        assert repository.put_wish(**wish) == key
    repository.put_mark(class_key, "leaders", ["s3", "s1", "s3"])
    repository.put_interests(class_key, "s1", ["chess", " music", "Chess", ""], pd.Timestamp("2025-09-12"), "survey")
    repository.bring_interests(class_key, repository.interests(class_key))
    repository.put_peer_reviews(class_key, "ESSAY 1", repository.peer_reviews(class_key).iloc[::-1])
    repository.put_schedule(grouping_key, pd.Timestamp("2025-09-16"), repository.schedules(class_key).iloc[::-1])
    stored = repository.groupings(class_key).iloc[0].to_dict()
    key, version = repository.save_grouping(stored, repository.memberships(grouping_key), action="saved")
    assert (key, version) == (grouping_key, stored["version"])
    pd.testing.assert_frame_equal(repository.events(), events)


def test_an_event_says_who_did_what_when(tmp_path):
    with Repository.open(tmp_path, actor="coach-7") as repository:
        before = pd.Timestamp.now("UTC").tz_localize(None)
        key = repository.add_class("Period 3")
        event = repository.events().iloc[0]
        after = pd.Timestamp.now("UTC").tz_localize(None)
    assert event[["actor", "action", "entity", "entity_key", "version"]].tolist() == [
        "coach-7",
        "added",
        "class",
        key,
        1,
    ]
    assert before <= event["at"] <= after


def test_versions_count_for_each_record(repository):
    _, _, grouping_key = fill(repository)
    repository.record_release("grouping", grouping_key, "csv", "Ms. Lee")
    events = repository.events()
    counted = events.groupby(["entity", "entity_key"])["version"].agg(list)
    assert counted.map(lambda versions: versions == list(range(1, len(versions) + 1))).all()
    assert counted["grouping", grouping_key] == [1, 2, 3]
    assert events["event_id"].tolist() == list(range(1, len(events) + 1))


def test_a_release_is_noted_with_its_kind(repository):
    _, _, grouping_key = fill(repository)
    repository.record_release("grouping", grouping_key, "csv", "Ms. Lee")
    event = repository.events("grouping", grouping_key).iloc[-1]
    assert (event["action"], event["after"]["what"]) == ("exported", "csv")


def test_the_log_never_holds_a_name_or_a_text_that_was_typed(tmp_path):
    canary = "Kanarienvögel"
    with Repository.open(tmp_path) as repository:
        class_key = repository.add_class(f"{canary} class", subject=canary, source=f"{canary}.csv")
        repository.rename_class(class_key, f"{canary} again")
        standards = STANDARDS.assign(title=canary, i_can=canary, domain=canary)
        repository.put_standards(standards)
        repository.put_standards(standards.assign(title=f"{canary}!"))
        frames = {
            "new_students": students([canary, f"Ana {canary}"]),
            "new_identifiers": pd.DataFrame({"student_key": ["s1"], "kind": ["email"], "identifier": [f"{canary}@x"]}),
            "mappings": pd.DataFrame({"column_name": [f"{canary} (1)"], "standard_code": ["6.RP.A.1"]}),
        }
        import_key = bring_in(repository, class_key, scores(["s1", "s2"], [1, 2], assessment=canary), **frames)
        bring_in(repository, class_key, scores([], []), digest="d2", mappings=frames["mappings"])
        repository.undo_import(import_key)
        repository.redo_import(import_key)
        typed = {"name": canary, "group_names": [canary, "Elm"], "settings": {"note": canary, "by": [canary, 1]}}
        key, _ = repository.save_grouping(grouping(class_key, **typed), members(1, 2, reason=canary), action="formed")
        repository.save_grouping({"grouping_key": key, "name": f"{canary} 2"}, members(1, 1), action="renamed")
        repository.undo_grouping(key)
        repository.redo_grouping(key)
        repository.undo_grouping(key)
        repository.put_setting("teacher", {"called": canary})
        repository.put_setting("teacher", canary)
        repository.record_release("grouping", key, "csv", f"{canary} family")
        repository.put_mark(class_key, canary, ["s1", "s2"])
        repository.put_mark(class_key, canary, ["s1"])
        repository.drop_wish(repository.put_wish(class_key, "balance", "nice", about=canary))
        repository.put_wish(class_key, "balance", "nice", about=canary)
        repository.put_interests(class_key, "s1", [canary], "2025-09-12", canary)
        repository.put_interests(class_key, "s1", [f"{canary} too"], "2025-09-12", canary)
        repository.put_peer_reviews(class_key, canary, reviews(("s1", "s2")))
        repository.put_peer_reviews(class_key, canary, reviews(("s2", "s1")))
        repository.put_schedule(key, "2025-09-15", rotation((1, canary, 1)))
        repository.put_schedule(key, "2025-09-15", rotation((1, f"{canary} 2", 1)))
        assert repository.groupings(class_key).iloc[0]["settings"] == typed["settings"]
        assert repository.memberships(key)["reason"].tolist() == [canary, canary]
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = {table for table in tables if canary in str(connection.execute(f"SELECT * FROM {table}").fetchall())}
    log = connection.execute("SELECT * FROM event_log").fetchall()
    connection.close()
    assert len(log) == 31
    assert holding == {
        "classes", "standards", "students", "identifiers", "evidence", "column_mappings", "groupings", "memberships",
        "settings", "event_texts", "marks", "wishes", "interests", "peer_reviews", "schedules",
    }  # fmt: skip


def test_the_frames_given_are_not_changed(repository):
    class_key, _ = class_with_scores(repository)
    frames = {
        "evidence": scores(["s1"], [3], key="g", assessment="Quiz 2"),
        "reviews": reviews(("s2", "s1")),
        "rotation": rotation((1, " Teacher ", 2)),
        "interests": pd.DataFrame(
            {"student_key": ["s1"], "interest": [" music "], "said_on": "2025-09-12", "source": "survey"}
        ),
        "members": members(1, 2),
        "standards": STANDARDS.assign(title="New"),
    }
    copies = {name: frame.copy(deep=True) for name, frame in frames.items()}
    settings = grouping(class_key)
    bring_in(repository, class_key, frames["evidence"], digest="d3")
    repository.put_peer_reviews(class_key, "Essay", frames["reviews"])
    repository.bring_interests(class_key, frames["interests"])
    key, _ = repository.save_grouping(settings, frames["members"], action="formed")
    repository.put_schedule(key, "2025-09-15", frames["rotation"])
    repository.put_standards(frames["standards"])
    assert settings == grouping(class_key)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, copies[name])
