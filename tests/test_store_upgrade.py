"""A database is brought up to date completely or not at all, by one program at a time."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from store_samples import class_with_scores

from plworkbench.errors import WorkbenchError
from plworkbench.schema import PURPOSES
from plworkbench.store import Repository, upgrade
from plworkbench.store.database import FILE_NAME, open_engine, reading
from plworkbench.store.upgrade import revision_of

pytestmark = pytest.mark.usefixtures("databases_are_made_anew")

HEAD, NEWER = upgrade.HEAD, f"{int(upgrade.HEAD) + 1:04}"

NEXT = """
import os, signal, time
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{newer}", "{head}", None, None

def upgrade():
    op.create_table("badges", sa.Column("badge", sa.String()))
    with op.batch_alter_table("students", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String()))
    op.execute("UPDATE students SET name = 'changed'")
    {last}
"""


def write_next(folder, last="pass"):
    words = NEXT.format(newer=NEWER, head=HEAD, last=last)
    (folder / "versions" / f"{NEWER}_next.py").write_text(words)


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Pretends that this program knows one migration more, which ends as the test says."""

    def install(last="pass"):
        folder = tmp_path / "next version"
        shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        write_next(folder, last)
        monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
        monkeypatch.setattr(upgrade, "HEAD", NEWER)
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


def in_another_process(folder, migrations, head=NEWER):
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
        assert revision_of(connection) == NEWER
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
    assert copy.name.startswith(f"plworkbench-before-{NEWER}-")
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
    write_next(folder)
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
    write_next(folder)
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
        assert revision_of(connection) == NEWER
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


IMPORTS_OF_0001 = """
INSERT INTO classes VALUES ('c', 'Period 3', NULL, NULL, '2025-09-01 08:00:00.000000');
INSERT INTO standards VALUES ('6.RP.A.1', 'Ratios', NULL, 'Ratios', 1), ('6.RP.A.2', 'Rates', NULL, NULL, NULL);
INSERT INTO prerequisites VALUES ('6.RP.A.2', '6.RP.A.1');
INSERT INTO students VALUES ('s1', 'Ana', 'Ana'), ('s2', 'Ben', 'Ben'), ('s3', 'Cy', 'Cy'), ('s4', 'Di', 'Di');
INSERT INTO imports VALUES
    ('undone', 'c', 'tidy_table', 'd1', '{}', '2025-09-01 09:00:00.000000', '2025-09-01 09:30:00.000000'),
    ('early', 'c', 'tidy_table', 'd2', '{}', '2025-09-02 09:00:00.000000', NULL),
    ('late', 'c', 'tidy_table', 'd3', '{}', '2025-09-03 09:00:00.000000', NULL);
INSERT INTO event_log (at, actor, action, entity, entity_key, version, before, after) VALUES
    ('2025-09-01 09:00:00.000000', 'teacher', 'imported', 'import', 'undone', 1, '{"replaced": {}, "mappings": []}',
     '{"listed": ["s1", "s3"], "mappings": []}'),
    ('2025-09-02 09:00:00.000000', 'teacher', 'imported', 'import', 'early', 1, '{"replaced": {}, "mappings": []}',
     '{"listed": ["s1"], "mappings": []}'),
    ('2025-09-03 09:00:00.000000', 'teacher', 'imported', 'import', 'late', 1,
     '{"replaced": {"e1": null}, "mappings": []}', '{"listed": ["s1", "s2"], "mappings": []}');
INSERT INTO enrollments VALUES ('c', 's1', 'late'), ('c', 's2', 'late');
INSERT INTO identifiers VALUES
    ('s1', 'sis_id', '007'), ('s2', 'sis_id', '8'), ('s2', 'login', 'ben'), ('s3', 'sis_id', '9'), ('s4', 'id', '0');
INSERT INTO evidence VALUES
    ('e1', 'c', 's1', '6.RP.A.1', 'Quiz 1', NULL, NULL, '2025-09-02', 3.5, 4.0, NULL, 'scored', 1, 0, 'early', 'late'),
    ('e2', 'c', 's1', '6.RP.A.1', 'Quiz 1', NULL, NULL, '2025-09-02', 4.0, 4.0, NULL, 'scored', 1, 0, 'late', NULL);
"""


def test_a_database_of_the_first_version_keeps_everything_and_identifiers_get_an_import(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade, "HEAD", "0001")
    open_engine(tmp_path).dispose()
    monkeypatch.undo()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(IMPORTS_OF_0001)
    tables = ["classes", "students", "enrollments", "prerequisites", "imports", "event_log", "evidence"]
    before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection.close()
    with Repository.open(tmp_path) as repository:
        with reading(repository._engine) as held:
            for table, rows in before.items():
                assert [tuple(row) for row in held.exec_driver_sql(f"SELECT * FROM {table}")] == rows, table
        standards, evidence = repository.standards(), repository.evidence("c")
        standing, former = repository.identifiers(), repository.identifiers(standing=False)
        repository.undo_import("late")
        undone = repository.evidence("c"), repository.identifiers()
        repository.redo_import("late")
        pd.testing.assert_frame_equal(repository.evidence("c"), evidence)
    assert standards[["standard_code", "title", "domain", "sequence"]].astype("object").to_numpy().tolist()[0] == [
        "6.RP.A.1", "Ratios", "Ratios", 1,
    ]  # fmt: skip
    assert standards[["statement", "import_key"]].isna().all(axis=None)
    assert evidence["evidence_key"].tolist() == ["e2"]
    owners = dict(zip(standing["identifier"], standing["import_key"]))
    # The earliest import that lists the student and stands; of s4 nothing is known.
    assert owners == {"007": "early", "8": "late", "ben": "late", "0": "early"}
    assert dict(zip(former["identifier"], former["import_key"])) == {"9": "undone"}
    assert undone[0]["evidence_key"].tolist() == ["e1"]
    assert undone[1]["identifier"].tolist() == ["007", "0"]


GROUPS_OF_0003 = """
INSERT INTO classes VALUES ('c', 'Period 3', NULL, NULL, '2025-09-01 08:00:00.000000');
INSERT INTO students VALUES ('s1', 'Ana', 'Ana'), ('s2', 'Ben', 'Ben'), ('s3', 'Cy', 'Cy'), ('s4', 'Di', 'Di');
INSERT INTO wishes VALUES ('c', 'together', 's1', 's2'), ('c', 'apart', 's3', 's4');
INSERT INTO groupings VALUES
    ('g', 'c', 'Ratios', 'by need', 'draft', '["6.RP.A.1"]', '{"group_count": 2}', '["Oak", "Elm"]', '2025-09-15', NULL,
     1, '2025-09-12 08:00:00.000000');
INSERT INTO memberships VALUES ('g', 's1', 1, 'Why.', 0, 1), ('g', 's2', 2, '', 1, 0);
INSERT INTO event_log (at, actor, action, entity, entity_key, version, before, after) VALUES
    ('2025-09-12 08:00:00.000000', 'teacher', 'changed', 'wishes', 'c', 1, '[]', '[["together", "s1", "s2"]]');
"""


@pytest.fixture
def older(tmp_path, monkeypatch):
    """A folder with wishes and groups in it, written by the version before wishes had a weight."""
    monkeypatch.setattr(upgrade, "HEAD", "0003")
    open_engine(tmp_path).dispose()
    monkeypatch.undo()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(GROUPS_OF_0003)
    connection.close()
    return tmp_path


def test_wishes_of_an_older_database_are_musts(older):
    with Repository.open(older) as repository:
        wishes = repository.wishes("c")
        assert wishes["wish_key"].str.len().tolist() == [32, 32] and wishes["wish_key"].is_unique
        assert wishes[["class_key", "kind", "weight", "student_key", "other_student_key"]].to_numpy().tolist() == [
            ["c", "together", "must", "s1", "s2"],
            ["c", "apart", "must", "s3", "s4"],
        ]
        assert wishes["about"].isna().all()
        assert repository.put_wish("c", "apart", "must", "s4", "s3") == wishes["wish_key"][1]
        assert repository.events("wishes", "c")["after"].tolist() == [[["together", "s1", "s2"]]]
        repository.drop_wish(wishes["wish_key"][0])
    with Repository.open(older) as repository:
        assert repository.wishes("c")["kind"].tolist() == ["apart"]


def test_groups_of_an_older_database_stay_and_may_be_for_more_purposes(older):
    connection = sqlite3.connect(older / FILE_NAME)
    before = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("groupings", "memberships")]
    connection.close()
    Repository.open(older).close()
    connection = sqlite3.connect(older / FILE_NAME)
    after = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("groupings", "memberships")]
    connection.close()
    assert after == before
    with Repository.open(older) as repository:
        for purpose in PURPOSES:
            repository.save_grouping({"grouping_key": "g", "purpose": purpose}, None, action="saved")
            assert repository.groupings("c")["purpose"].tolist() == [purpose]
        assert repository.memberships("g")["pinned"].tolist() == [True, False]
        with reading(repository._engine) as connection:
            indexes = inspect(connection).get_indexes("groupings")
    assert [index["name"] for index in indexes] == ["ix_groupings_class_key"]


def test_a_program_killed_while_wishes_get_a_weight_leaves_the_older_database(older, tmp_path_factory):
    before = content(older)
    folder = tmp_path_factory.mktemp("killed") / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (step,) = (folder / "versions").glob("0004_*.py")
    killed = "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    # The last of its steps but one: the old wishes are gone by then.
    words = step.read_text()
    place = words.index('    op.create_table(\n        "schedules"')
    step.write_text(words[:place] + killed + words[place:])
    process = in_another_process(older, folder, head="0004")
    process.communicate("go\n", timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert content(older) == before
    with Repository.open(older) as repository:
        assert len(repository.wishes("c")) == 2
