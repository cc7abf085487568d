"""What several tests share: an open workbench with a sample class in it."""

import shutil

import pytest

import plworkbench


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
