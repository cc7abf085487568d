"""What is written of tables, formats and messages is what the code says."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from plworkbench.importers import REGISTRY
from plworkbench.messages import CATALOGUE
from plworkbench.schema import TABLES

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copies(tmp_path):
    """A folder with copies of the two pages."""
    for name in ("data/README.md", "docs/formats.md"):
        (tmp_path / name).parent.mkdir()
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_pages_are_those_the_code_would_write(reference):
    differing = [path.name for path, text in reference.pages().items() if path.read_text("utf-8") != text]
    assert differing == [], "run: python scripts/write_reference.py"


@pytest.mark.parametrize("page", ["data/README.md", "docs/formats.md"])
def test_a_page_that_was_changed_by_hand_is_noticed_and_mended(reference, copies, page, capsys):
    reference.main([], copies)
    assert reference.main(["--check"], copies) == 0
    path = copies / page
    written = path.read_text("utf-8")
    path.write_text(
        written.replace("| --- |", "| ---- |", 1) if "formats" in page else written.replace("| yes |", "|  |", 1)
    )
    assert reference.main(["--check"], copies) == 1
    assert page in capsys.readouterr().out
    assert reference.main([], copies) == 0
    assert path.read_text("utf-8") == written


def test_what_stands_around_the_tables_stays_as_it_is(reference, copies):
    path = copies / "data" / "README.md"
    path.write_text(f"Before.\n{reference.BEGIN}\nold\n{reference.END}\nAfter.\n")
    reference.main([], copies)
    text = path.read_text("utf-8")
    assert text.startswith("Before.\n") and text.endswith("After.\n") and "old\n" not in text


def test_every_table_column_format_and_message_is_on_the_pages(reference):
    tables, formats = reference.tables_text(), reference.formats_text()
    for table in TABLES.values():
        section = tables.partition(f"### Table `{table.name}`\n")[2].partition("\n### ")[0]
        assert table.meaning in section
        assert [name for name in table.column_names if f"| `{name}` |" not in section] == []
    assert [module.IMPORTER for module in REGISTRY if f"### {module.FORMAT_NAME}\n" not in formats] == []
    assert formats.partition("## Messages")[2].count("\n| ") == len(CATALOGUE) + 2


def test_no_example_of_code_stands_on_the_page_for_teachers(reference):
    assert ">>>" not in reference.formats_text()
