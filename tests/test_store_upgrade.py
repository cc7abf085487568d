"""A database is brought up to date completely or not at all, by one program at a time."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from store_samples import class_with_scores

from plworkbench.errors import WorkbenchError
from plworkbench.store import Repository, upgrade
from plworkbench.store.database import FILE_NAME, open_engine, reading
from plworkbench.store.upgrade import revision_of

NEXT = """
import os, signal, time
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None

def upgrade():
    op.create_table("badges", sa.Column("badge", sa.String()))
    with op.batch_alter_table("students", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String()))
    op.execute("UPDATE students SET name = 'changed'")
    {last}
"""


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Pretends that this program knows one migration more, which ends as the test says."""

    def install(last="pass"):
        folder = tmp_path / "next version"
        shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0002_next.py").write_text(NEXT.format(last=last))
        monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
        monkeypatch.setattr(upgrade, "HEAD", "0002")
        return folder

    return install


def content(folder):
    """Everything in the database, as text."""
    connection = sqlite3.connect(folder / FILE_NAME)
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.fixture
def data(tmp_path):
    """A folder with a class in it, written by this version."""
    with Repository.open(tmp_path / "data") as repository:
        class_with_scores(repository)
    return tmp_path / "data"


def in_another_process(folder, migrations, head="0002"):
    words = (
        "import sys; from pathlib import Path; from plworkbench.store import Repository, upgrade;"
        "upgrade.MIGRATIONS, upgrade.HEAD = Path(sys.argv[2]), sys.argv[3];"
        "print('ready', flush=True); sys.stdin.readline();"
        "Repository.open(sys.argv[1]).close(); print('opened')"
    )
    return subprocess.Popen(
        [sys.executable, "-c", words, str(folder), str(migrations), head],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_revision_known_to_the_program_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.HEAD]


def test_an_older_database_is_brought_up_to_date_with_all_its_data(data, next_version):
    with Repository.open(data) as repository:
        classes, evidence = repository.classes(), repository.evidence(repository.classes()["class_key"][0])
    next_version()
    with Repository.open(data) as repository, reading(repository._engine) as connection:
        assert revision_of(connection) == "0002"
        assert "colour" in [column["name"] for column in inspect(connection).get_columns("students")]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert repository.students()["name"].tolist() == ["changed"] * 4
        assert repository.classes().equals(classes)
        assert repository.evidence(classes["class_key"][0]).equals(evidence)


def test_a_private_copy_of_the_old_database_is_kept_before_it_is_changed(data, next_version):
    before = content(data)
    assert not (data / "backups").exists()
    next_version()
    Repository.open(data).close()
    (copy,) = (data / "backups").iterdir()
    assert copy.name.startswith("plworkbench-before-0002-")
    connection = sqlite3.connect(copy)
    assert list(connection.iterdump()) == before
    connection.close()
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
        assert (data / "backups").stat().st_mode & 0o777 == 0o700


def test_a_migration_that_fails_in_the_middle_leaves_the_old_database(data, next_version):
    before = content(data)
    folder = next_version("raise RuntimeError('in the middle')")
    with pytest.raises(RuntimeError, match="in the middle"):
        Repository.open(data)
    assert content(data) == before
    (folder / "versions" / "0002_next.py").write_text(NEXT.format(last="pass"))
    Repository.open(data).close()
    assert content(data) != before


def test_a_migration_that_leaves_rows_pointing_to_nothing_is_taken_back(data, next_version):
    before = content(data)
    next_version("op.execute('DELETE FROM classes')")
    with pytest.raises(RuntimeError, match="point to nothing"):
        Repository.open(data)
    assert content(data) == before


def test_a_program_killed_in_the_middle_of_a_migration_leaves_the_old_database(data, next_version):
    before = content(data)
    folder = next_version("os.kill(os.getpid(), signal.SIGKILL)")
    process = in_another_process(data, folder)
    process.communicate("go\n", timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert content(data) == before
    (folder / "versions" / "0002_next.py").write_text(NEXT.format(last="pass"))
    with Repository.open(data) as repository:
        assert repository.students()["name"].tolist() == ["changed"] * 4


def test_a_program_killed_while_it_makes_the_first_tables_leaves_nothing_half_made(tmp_path):
    folder = tmp_path / "killed"
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    first = folder / "versions" / "0001_first_tables.py"
    first.write_text(first.read_text() + "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    process = in_another_process(tmp_path / "data", folder, head="0001")
    process.communicate("go\n", timeout=60)
    assert process.returncode == -signal.SIGKILL
    with Repository.open(tmp_path / "data") as repository:
        assert class_with_scores(repository)


@pytest.mark.parametrize("existing", [True, False], ids=["an older database", "no database yet"])
def test_programs_that_open_at_once_wait_for_the_one_that_migrates(tmp_path, data, next_version, existing):
    folder = next_version("time.sleep(0.3)")
    place = data if existing else tmp_path / "new"
    processes = [in_another_process(place, folder) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=60) for process in processes]
    assert [(output, error) for output, error in outcomes] == [("opened\n", "")] * 2
    with Repository.open(place) as repository, reading(repository._engine) as connection:
        assert revision_of(connection) == "0002"
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert len(list((place / "backups").glob("*"))) == (1 if existing else 0)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(data):
    connection = sqlite3.connect(data / FILE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.commit()
    connection.close()
    before = content(data)
    with pytest.raises(WorkbenchError, match=r"newer version.*Update PL Workbench"):
        Repository.open(data)
    assert content(data) == before
    assert not (data / "backups").exists()


def test_the_migrations_do_not_need_the_folder_they_run_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    engine = open_engine(Path("here"))
    assert inspect(engine).has_table("evidence")
    engine.dispose()
