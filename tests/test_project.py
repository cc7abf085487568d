"""The project's own files say the same thing, and the package carries what it promises."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"build": "python-build", "duckdb": "python-duckdb", "playwright": "playwright-python"}
"""What conda-forge calls a package that has another name on PyPI."""


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wanted(project: dict) -> list[str]:
    """Every requirement, that of the tests included, as pyproject.toml has it."""
    return [*project["dependencies"], *project["optional-dependencies"]["test"]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of the files in a wheel built from this clone."""
    folder = tmp_path_factory.mktemp("wheel")
    command = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True)
    (built,) = folder.glob("plworkbench-*.whl")
    return zipfile.ZipFile(built).namelist()


def as_conda_writes(requirement: str) -> str:
    name, version = re.fullmatch(r"([\w-]+)(.*)", requirement).groups()
    return CONDA_NAMES.get(name.lower(), name.lower()) + version


def test_environment_for_conda_names_the_same_packages_as_pyproject(project, wanted):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    names = [item for item in environment["dependencies"] if isinstance(item, str)]
    by_pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    assert f"python{project['requires-python']}" in names
    assert "-e ." in by_pip and "conda-forge" in environment["channels"]
    listed = {*names, *by_pip} - {"pip", "-e .", f"python{project['requires-python']}"}
    assert listed == {as_conda_writes(requirement) for requirement in wanted}


def test_constraints_pin_every_requirement_exactly_once_and_name_no_host(wanted):
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[\w.!+]+", pin) for pin in pins)
    names = [pin.partition("==")[0].replace("_", "-").replace(".", "-") for pin in pins]
    assert len(names) == len(set(names))
    assert {re.match(r"[\w-]+", requirement).group().lower() for requirement in wanted} <= set(names)
    assert not re.search(r"https?:|://|@|--index|--find-links|\bfile:", text)


def test_constraints_allow_what_pyproject_asks_for(wanted):
    from packaging.requirements import Requirement

    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line
    )
    requirements = [Requirement(text) for text in wanted]
    assert [r.name for r in requirements if not r.specifier.contains(pinned[r.name.lower()])] == []


@pytest.mark.parametrize(
    "path",
    [
        "workbench.sqlite3",
        "data/workbench.sqlite3-wal",
        "data/grade6_maths/class.sqlite",
        "notebooks/students.db",
        "export.csv",
        "notebooks/explore/groups.csv",
        "data/my_class.csv",
        "data/new_folder/evidence.csv",
        "gradebook.xlsx",
        "tests/gradebook.xls",
        "gradebook.ods",
        "backup.zip",
        "scores.parquet",
        "scores.tsv",
        "wheelhouse/pandas.whl",
        ".venv/bin/python",
    ],
)
def test_git_refuses_databases_exports_and_what_is_made_here(path):
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    "path",
    ["data/grade6_maths/evidence.csv", "plworkbench/cli/__init__.py", "dashboards/home.ipynb", "constraints.txt"],
)
def test_git_takes_the_samples_and_the_code(path):
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 1


@pytest.mark.parametrize("folder", ["dashboards", "notebooks", "data"])
def test_a_wheel_carries_every_notebook_and_sample(wheel, folder):
    tracked = {
        f"plworkbench/_shipped/{folder}/{path.relative_to(ROOT / folder).as_posix()}"
        for pattern in ("*.ipynb", "*.csv", "*.md")
        for path in (ROOT / folder).rglob(pattern)
        if ".ipynb_checkpoints" not in path.parts
    }
    assert tracked and tracked <= set(wheel)


def test_a_wheel_carries_what_the_pages_are_made_of(wheel):
    inside = {
        "templates/plworkbench/index.html.j2",
        "templates/plworkbench/conf.json",
        "static/shell.js",
        "static/icon.svg",
    }
    expected = {f"plworkbench/voila/{name}" for name in (*inside, "lab/overrides.json")}
    expected |= {"plworkbench/widgets/static/tokens.css", "plworkbench/widgets/static/controls.css"}
    assert expected <= set(wheel)


def test_a_wheel_carries_no_database_and_nothing_of_the_tests(wheel):
    assert [name for name in wheel if re.search(r"sqlite|\.db$|^tests/|\.xlsx$|/\.", name)] == []


def test_dashboards_are_a_title_and_at_most_three_short_cells():
    for path in sorted((ROOT / "dashboards").glob("*.ipynb")):
        code = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        assert len(code) <= 3, path.name
        assert not re.search(r"^\s*def |groupby|\bPath\(|open\([\"']", "\n".join(code), re.MULTILINE), path.name


def test_every_target_of_make_is_explained_by_help():
    text = (ROOT / "Makefile").read_text("utf-8")
    promised = set(re.search(r"\.PHONY: (.+)", text).group(1).split())
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"make (\S+)", said)) == promised


def test_the_last_step_of_the_tests_does_not_hide_an_earlier_failure():
    runner = [sys.executable, "scripts/run_tests.py"]
    finished = subprocess.run([*runner, "no-such-step"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert finished.returncode == 2 and "There is no step no-such-step" in finished.stdout
