"""What several tests share: databases made by copying one, and an open workbench with a sample class in it."""

import os
import shutil

import pytest

import plworkbench
from plworkbench.store import database, upgrade
from plworkbench.store.upgrade import HEAD, MIGRATIONS


@pytest.fixture(scope="session", autouse=True)
def new_databases_are_copied(tmp_path_factory):
    """Make the tables once a session: every other new database is a copy, which is thirty times quicker.

    How databases are made and brought up to date is tested by `test_store_upgrade` and `test_store_database`, which
    take the long way; so does whatever runs in a process of its own.
    """
    folder = tmp_path_factory.mktemp("made")
    database.open_engine(folder).dispose()
    made = (folder / database.FILE_NAME).read_bytes()
    really, own_process = database.bring_up_to_date, os.getpid()

    def bring_up_to_date(engine, file):
        as_shipped = (upgrade.HEAD, upgrade.MIGRATIONS) == (HEAD, MIGRATIONS) and os.getpid() == own_process
        if as_shipped and copying and file is not None and file.stat().st_size == 0:
            file.write_bytes(made)
        really(engine, file)

    copying = [True]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "bring_up_to_date", bring_up_to_date)
        yield copying


@pytest.fixture(scope="module")
def databases_are_made_anew(new_databases_are_copied):
    """For a module whose matter is how a database is made."""
    new_databases_are_copied.clear()
    yield
    new_databases_are_copied.append(True)


@pytest.fixture
def wb(tmp_path):
    """An empty workbench in a folder of its own."""
    workbench = plworkbench.open(tmp_path)
    yield workbench
    workbench.close()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory):
    """A data folder with the invented grade-6 classes, made once."""
    folder = tmp_path_factory.mktemp("sample")
    workbench = plworkbench.open(folder)
    workbench.add_sample("grade6_maths")
    workbench.close()
    return folder


@pytest.fixture
def sample(sample_folder, tmp_path):
    """A workbench with the invented grade-6 classes, of which a test may do what it likes."""
    workbench = plworkbench.open(shutil.copytree(sample_folder, tmp_path / "sample"))
    yield workbench
    workbench.close()
