"""What was saved survives the program's sudden death, and two programs do not spoil each other's work."""

import json
import pickle
import random
import signal
import time

import pytest
from store_samples import class_with_scores, grouping, members
from store_writers import add_one, bring_in_classes, commit_a_preview, read_to_the_end, start, write_numbers

import plworkbench
from plworkbench.store import Repository
from plworkbench.store.database import FILE_NAME, reading

KILLS = 10


@pytest.fixture
def data(tmp_path):
    """A folder with a class and ten groupings of it."""
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        keys = [
            repository.save_grouping(grouping(class_key), members(1, 1, 1, 1), action="formed")[0] for _ in range(KILLS)
        ]
    return tmp_path, class_key, keys


def stored(repository, class_key, key):
    return repository.groupings(class_key).set_index("grouping_key").loc[key]


def assert_whole(folder, class_key, key, acknowledged):
    """The grouping is in one state, that of its last event, and no change that was acknowledged is lost."""
    with Repository.open(folder) as repository:
        record = stored(repository, class_key, key)
        placed = repository.memberships(key)
        events = repository.events("grouping", key)
        with reading(repository._engine) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    number = record["settings"]["number"]
    # The change under way may have been kept although its acknowledgement was cut off.
    assert number - acknowledged in (0, 1)
    assert placed["group_number"].tolist() == [number] * 4
    assert placed["reason"].tolist() == [str(number)] * 4
    assert events["version"].tolist() == list(range(1, number + 2))
    assert record["version"] == number + 1
    assert_unbroken(events)
    assert events["after"].iloc[-1]["settings"] == {"number": number}


def assert_unbroken(events):
    """Each event begins where the one before it ended."""
    assert events["before"][1:].map(json.dumps).tolist() == events["after"][:-1].map(json.dumps).tolist()


def test_ten_killed_programs_lose_no_change_that_was_acknowledged(data):
    folder, class_key, keys = data
    seeded = random.Random(20250912)
    for pair in range(0, KILLS, 2):
        # Two at a time: each is killed while the other is writing, or waiting for its turn.
        running = [(key, *start(write_numbers, folder, key, 10_000)) for key in keys[pair : pair + 2]]
        for _, _, pipe in running:
            pipe.send("go")
        killed = []
        for key, program, pipe in running:
            heard = [pipe.recv() for _ in range(seeded.randint(2, 9))]
            program.join(seeded.uniform(0, 0.03))
            program.kill()
            program.join()
            assert program.exitcode == -signal.SIGKILL
            killed.append((key, [*heard, *read_to_the_end(pipe)]))
        for key, acknowledged in killed:
            assert acknowledged == list(range(1, len(acknowledged) + 1))
            assert_whole(folder, class_key, key, acknowledged[-1])


def test_a_program_killed_while_it_brings_a_class_in_has_brought_all_of_it_or_nothing(tmp_path):
    seeded, rows = random.Random(20250912), 6_000
    for kill in range(6):
        folder = tmp_path / str(kill)
        program, pipe = start(bring_in_classes, folder, rows)
        pipe.send("go")
        for _ in range(seeded.randint(1, 2)):
            pipe.recv()
        began = time.monotonic()
        log = folder / f"{FILE_NAME}-wal"
        size = log.stat().st_size
        # Killed while it writes, or a little later; the pause differs each time.
        while log.stat().st_size == size and time.monotonic() < began + 5:
            time.sleep(0.001)
        time.sleep(seeded.uniform(0, 0.05))
        program.kill()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        last = read_to_the_end(pipe)
        with Repository.open(folder) as repository:
            classes = repository.classes()
            for class_key in classes["class_key"]:
                assert len(repository.evidence(class_key)) == len(repository.records("attendance", class_key)) == rows
                assert len(repository.students(class_key)) == len(repository.identifiers(class_key)) == 1
            count = len(classes)
            assert len(repository.students()) == len(repository.standards()) == len(repository.imports()) == count
            assert repository.events()["action"].tolist() == ["added", "imported"] * count
            assert not last or last[-1] <= count
            with reading(repository._engine) as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_file_of_100_000_scores_is_stored_whole_or_not_at_all_when_the_program_is_killed(tmp_path):
    students, works = 200, 500
    header = ",".join(["Student", "SIS ID", *(f"Quiz {n} 6.RP.A.{n % 3 + 1}" for n in range(works))])
    points = ",".join(["Points possible", "", *["4"] * works])
    lines = [
        ",".join([f"Kid {n} Lee", f"1{n:05}", *[str((n + place) % 5) for place in range(works)]])
        for n in range(students)
    ]
    wb = plworkbench.open(tmp_path / "whole")
    packed = pickle.dumps(wb.preview("\n".join([header, points, *lines]).encode(), "Period 3"))
    wb.close()
    # Killed while the scores are written, and when all of them are written but perhaps not yet kept.
    for heard in (3, 6, 7):
        folder = tmp_path / str(heard)
        program, pipe = start(commit_a_preview, folder, packed)
        pipe.send("go")
        written, rows = [pipe.recv() for _ in range(heard)][-1]
        program.kill()
        program.join()
        assert program.exitcode == -signal.SIGKILL
        assert students < written <= rows and (written < rows) == (heard < 7)
        wb = plworkbench.open(folder)
        if not wb.class_names():
            assert wb.imports().empty and wb.standards().empty
            wb.commit(pickle.loads(packed))
        assert len(wb.evidence("Period 3")) == students * works and len(wb.students("Period 3")) == students
        wb.close()


def test_two_programs_that_save_at_once_both_get_everything_kept(data):
    folder, class_key, keys = data
    running = [start(write_numbers, folder, key, 30, 0.01) for key in keys[:2]]
    for _, pipe in running:
        pipe.send("go")
    assert [read_to_the_end(pipe) for _, pipe in running] == [list(range(1, 31))] * 2
    for key in keys[:2]:
        assert_whole(folder, class_key, key, 30)
    with Repository.open(folder) as repository:
        log = repository.events("grouping")
    turns = log[log["action"] == "moved by hand"]["entity_key"]
    assert (turns != turns.shift()).sum() > 2, "The two were not writing at the same time."


def test_two_programs_that_change_the_same_grouping_lose_no_change_of_the_other(data):
    folder, class_key, keys = data
    running = [start(add_one, folder, class_key, keys[0], 25) for _ in range(2)]
    for _, pipe in running:
        pipe.send("go")
    heard = [read_to_the_end(pipe) for _, pipe in running]
    assert [words[-1] for words in heard] == ["done", "done"]
    with Repository.open(folder) as repository:
        assert stored(repository, class_key, keys[0])["settings"] == {"number": 50}
        events = repository.events("grouping", keys[0])
    assert len(events) == 51
    assert_unbroken(events)
