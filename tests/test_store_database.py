"""The database file: private, safe, and refused with a cure when it cannot be used."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from store_samples import bring_in, class_with_scores, scores

from plworkbench.errors import WorkbenchError
from plworkbench.store import Repository, database
from plworkbench.store.database import FILE_NAME, open_engine, reading, writing

pytestmark = pytest.mark.usefixtures("databases_are_made_anew")

only_posix = os.name == "posix"


def mode(path):
    return path.stat().st_mode & 0o777


@contextmanager
def as_an_ordinary_user():
    """Rights of files do not hold for root, so a test run by root becomes nobody for a moment."""
    is_root = only_posix and os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that anybody may look into; the folders of pytest belong to root alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_only_the_user_can_read_the_folder_and_every_file_whatever_the_umask(tmp_path):
    old = os.umask(0)
    try:
        with Repository.open(tmp_path / "data") as repository:
            class_with_scores(repository)
            files = {path.name: mode(path) for path in (tmp_path / "data").iterdir()}
    finally:
        os.umask(old)
    assert sorted(files) == [FILE_NAME, f"{FILE_NAME}-shm", f"{FILE_NAME}-wal"]
    if only_posix:
        assert set(files.values()) == {0o600}
        assert mode(tmp_path / "data") == 0o700


def test_a_copy_put_back_from_elsewhere_becomes_private_again(tmp_path):
    Repository.open(tmp_path).close()
    (tmp_path / FILE_NAME).chmod(0o644)
    Repository.open(tmp_path).close()
    if only_posix:
        assert mode(tmp_path / FILE_NAME) == 0o600


def test_a_folder_that_was_there_keeps_its_rights_and_its_files(open_folder):
    (open_folder / "lesson plan.txt").write_text("Ratios")
    Repository.open(open_folder).close()
    if only_posix:
        assert mode(open_folder) == 0o755
    assert (open_folder / "lesson plan.txt").read_text() == "Ratios"


def test_every_connection_flushes_every_commit_and_holds_foreign_keys(tmp_path):
    engine = open_engine(tmp_path)
    with reading(engine) as first, reading(engine) as second:
        for connection in (first, second):
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}
    engine.dispose()


def test_a_change_takes_the_right_to_write_at_once_and_a_reader_does_not(tmp_path):
    engine = open_engine(tmp_path)
    other = sqlite3.connect(tmp_path / FILE_NAME, timeout=0)
    with reading(engine) as connection:
        connection.exec_driver_sql("SELECT * FROM classes").all()
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    with writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    engine.dispose()


def test_a_reader_sees_one_state_while_another_window_saves(tmp_path):
    with Repository.open(tmp_path) as repository:
        with reading(repository._engine) as connection:
            before = connection.exec_driver_sql("SELECT count(*) FROM event_log").scalar()
            repository.put_setting("rule", "latest")
            during = connection.exec_driver_sql("SELECT count(*) FROM event_log").scalar()
        assert (before, during, len(repository.events())) == (0, 0, 1)


def test_a_change_that_cannot_get_its_turn_says_so_and_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with Repository.open(tmp_path) as repository:
        repository.put_setting("rule", "latest")
        other = sqlite3.connect(tmp_path / FILE_NAME)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkbenchError, match="Wait a moment"):
            repository.put_setting("rule", "mean")
        assert repository.setting("rule") == "latest"
        other.close()
        repository.put_setting("rule", "mean")
        assert repository.setting("rule") == "mean"


def test_a_full_disk_is_said_clearly_and_what_was_saved_stays(tmp_path):
    with Repository.open(tmp_path) as repository:
        class_key, _ = class_with_scores(repository)
        before = repository.evidence(class_key)

        def fill_the_disk(connection, _record, _proxy):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(repository._engine, "checkout", fill_the_disk)
        many = scores(["s1"] * 2000, range(2000)).drop(columns="evidence_key")
        with pytest.raises(WorkbenchError, match=r"disk is full.*Free some space"):
            bring_in(repository, class_key, many, digest="d2")
        assert repository.evidence(class_key).equals(before)
        assert len(repository.imports(class_key)) == 1
    with Repository.open(tmp_path) as repository:
        assert repository.evidence(class_key).equals(before)


@pytest.mark.parametrize(
    "content",
    [
        b"name,score\nAna,3\n" * 50,
        b"PK\x03\x04 a spreadsheet",
        b"SQLite format 3",
        b"SQLite format 3\x00" + b"\x07" * 5000,
    ],
    ids=["a csv file", "a zip file", "a beginning only", "a damaged database"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(WorkbenchError, match=r"not a database of PL Workbench.*--data-dir") as caught:
        Repository.open(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path):
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("CREATE TABLE bookmarks (address TEXT)")
    other.commit()
    other.close()
    with pytest.raises(WorkbenchError, match="not a database of PL Workbench"):
        Repository.open(tmp_path)
    tables = sqlite3.connect(tmp_path / FILE_NAME).execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("bookmarks",)]


def test_a_folder_that_cannot_be_written_is_refused_with_a_cure(open_folder):
    (open_folder / "taken").mkdir(mode=0o555)
    with as_an_ordinary_user(), pytest.raises(WorkbenchError, match=r"cannot be written to.*--data-dir"):
        Repository.open(open_folder / "taken")


def test_a_database_of_somebody_else_is_refused_with_a_cure(open_folder):
    Repository.open(open_folder).close()
    (open_folder / FILE_NAME).chmod(0o444)
    with as_an_ordinary_user(), pytest.raises(WorkbenchError, match="cannot be written to"):
        Repository.open(open_folder)


def test_a_file_in_place_of_the_folder_is_refused_with_a_cure(tmp_path):
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(WorkbenchError, match="cannot be written to"):
        Repository.open(tmp_path / "data" / "deeper")


@pytest.mark.parametrize("name", ["a folder?mode=ro", "50% #1 'quoted'", "Lehrkräfte ö"])
def test_a_folder_may_have_any_name(tmp_path, name):
    with Repository.open(tmp_path / name) as repository:
        repository.put_setting("rule", "latest")
    assert (tmp_path / name / FILE_NAME).stat().st_size > 0


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("sqlite:///somewhere.sqlite3", "Give the folder"),
        ("nonsense://teacher:secret@host/name", "Write postgresql"),
        ("postgresql+no_such_driver://teacher:secret@host/name", "Write postgresql"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_a_password(address, cure):
    with pytest.raises(WorkbenchError, match=cure) as caught:
        open_engine(address)
    assert "secret" not in str(caught.value)


def test_threads_of_one_window_can_all_save(tmp_path):
    with Repository.open(tmp_path) as repository:
        threads = [
            threading.Thread(target=lambda n=n: [repository.put_setting("count", i, f"scope{n}") for i in range(1, 6)])
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [repository.setting("count", f"scope{n}") for n in range(4)] == [5] * 4
        assert repository.events()["event_id"].tolist() == list(range(1, 21))


def test_opening_an_existing_database_is_light(tmp_path):
    Repository.open(tmp_path).close()
    words = (
        "import sys, time, pandas, sqlalchemy; start = time.process_time();"
        "from plworkbench.store import Repository; Repository.open(sys.argv[1]).close();"
        "print(time.process_time() - start, 'alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", words, str(tmp_path)]
    seconds, alembic_imported = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert alembic_imported == "False"
    assert float(seconds) < 0.3
