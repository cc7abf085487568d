"""The notebooks and the dashboards: small, without outputs, by public names; and a broken one does fail."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import plworkbench
from plworkbench import widgets
from plworkbench.folders import shipped

NOTEBOOKS = sorted(shipped("notebooks").rglob("*.ipynb"))
DASHBOARDS = sorted(shipped("dashboards").glob("*.ipynb"))


def code_of(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run_nbval(folder: Path) -> subprocess.CompletedProcess:
    """Run a folder's notebooks as `make test` does."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--override-ini=addopts=",
        "--nbval-lax",
        "--nbval-current-env",
        ".",
    ]
    environment = os.environ | {"PLWORKBENCH_DATA_DIR": str(folder / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_there_are_four_notebooks_to_explore_one_for_a_workshop_and_one_of_the_parts():
    assert [path.parent.name for path in NOTEBOOKS].count("explore") == 4
    assert [path.parent.name for path in NOTEBOOKS].count("workshops") == 1
    assert [path.parent.name for path in NOTEBOOKS].count("gallery") == 1
    names = "home import class-overview progress enter-scores unit-plan flexible-groups"
    assert {path.stem for path in DASHBOARDS} == set(names.split())


@pytest.mark.parametrize("path", [*NOTEBOOKS, *DASHBOARDS], ids=lambda path: path.stem)
def test_no_outputs_are_committed(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_is_a_title_and_a_few_lines(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
    assert len(code_of(path)) <= 3 and sum(len(code.splitlines()) for code in code_of(path)) <= 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_only_and_checks_what_it_says(path):
    tree = ast.parse("\n".join(code_of(path)))
    imported = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    private = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")]
    from_plworkbench = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "plworkbench"
    }
    assert imported == ([] if path.parent.name == "gallery" else ["plworkbench"]) and private == []
    assert from_plworkbench <= set(plworkbench.__all__)
    assert any(isinstance(node, ast.Assert) for node in ast.walk(tree))


def test_the_gallery_shows_every_part():
    (gallery,) = [path for path in NOTEBOOKS if path.parent.name == "gallery"]
    tree = ast.parse("\n".join(code_of(gallery)))
    shown = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {name for name in widgets.__all__ if name[0].isupper()} - {"Part"} <= shown


@pytest.mark.parametrize(
    ("line", "passes"), [("assert wb.classes().empty", True), ("assert len(wb.classes()) == 4", False)]
)
def test_a_notebook_whose_check_is_wrong_fails(tmp_path, line, passes):
    """Nbval passes a notebook that has neither outputs nor checks, so this proves that a check counts."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("import plworkbench\nwb = plworkbench.open()"),
            nbformat.v4.new_code_cell(line),
        ]
    )
    nbformat.write(notebook, tmp_path / "checked.ipynb")
    finished = run_nbval(tmp_path)
    assert (finished.returncode == 0) is passes, finished.stdout
