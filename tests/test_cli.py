"""The command line: quick to answer, clear in what it says, and careful with what it starts."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plworkbench import cli, folders

HEAVY = ("pandas", "numpy", "voila", "tornado", "sqlalchemy", "plotly", "sklearn", "ipywidgets", "jupyter_server")
FASTEST_OF = 3


@pytest.fixture
def run():
    return CliRunner().invoke


@pytest.fixture
def started(monkeypatch) -> list[dict]:
    """What `plworkbench lab` would have started."""
    calls = []

    def note(command: list[str], env: dict) -> int:
        calls.append({"command": command, "env": env})
        return 0

    monkeypatch.setattr(cli, "_stay_with", note)
    return calls


def test_help_loads_nothing_heavy():
    code = (
        "import json, sys\n"
        "from plworkbench.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "run" in said and "lab" in said
    assert json.loads(said.splitlines()[-1]) == []


def test_help_answers_within_a_second():
    seconds = []
    for _ in range(FASTEST_OF):
        before = os.times().children_user
        subprocess.run([sys.executable, "-m", "plworkbench.cli", "--help"], check=True, capture_output=True)
        seconds.append(os.times().children_user - before)
    assert min(seconds) < 1.0, f"--help took {min(seconds) * 1000:.0f} ms of processor time"


def test_the_version_is_that_of_the_package(run):
    from importlib.metadata import version

    assert run(cli.app, ["--version"]).output == f"plworkbench {version('plworkbench')}\n"


@pytest.mark.parametrize("option", ["--port", "--no-browser", "--data-dir", "--preheat", "--token", "--host-name"])
def test_run_explains_its_options(run, option):
    assert option in run(cli.app, ["run", "--help"], terminal_width=200, env={"COLUMNS": "200"}).output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "--port", "70000"], "--port"),
        (["run", "--token", "short"], "16 characters"),
        (["run", "--max-kernels", "0"], "--max-kernels"),
        (["dance"], "dance"),
    ],
)
def test_a_mistyped_command_is_refused_with_the_reason(run, arguments, complaint):
    result = run(cli.app, arguments)
    assert result.exit_code == 2 and complaint in result.output


def test_run_says_the_address_takes_the_next_free_port_and_stops_cleanly(tmp_path):
    sys.path.insert(0, str(Path(__file__).parent / "browser"))
    from server import RunningWorkbench

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        running = RunningWorkbench(tmp_path / "data", "--no-preheat", "--port", str(taken))
        assert running.address != f"http://127.0.0.1:{taken}"
        assert running.url.startswith("http://127.0.0.1:") and len(running.token) >= 32
        assert any(f"Port {taken} is taken" in line for line in running.said)
        assert running.stop() == 0
    assert running.said[-1] == "PL Workbench has stopped.\n"


def test_lab_opens_the_notebooks_on_this_computer_alone_with_the_same_data(run, started, tmp_path):
    result = run(cli.app, ["lab", "--data-dir", str(tmp_path / "data"), "--port", "0", "--no-browser"])
    (call,) = started
    options = dict(argument.partition("=")[::2] for argument in call["command"] if argument.startswith("--"))
    assert options["--ServerApp.root_dir"] == str(folders.shipped("notebooks"))
    assert options["--ServerApp.ip"] == "127.0.0.1"
    assert options["--ServerApp.open_browser"] == "False"
    assert call["env"]["PLWORKBENCH_DATA_DIR"] == str(tmp_path / "data")
    token = call["env"]["JUPYTER_TOKEN"]
    assert len(token) >= 32 and token in result.output and token not in " ".join(call["command"])


def test_lab_asks_no_other_computer(started, run, tmp_path):
    run(cli.app, ["lab", "--data-dir", str(tmp_path), "--port", "0"])
    options = dict(argument.partition("=")[::2] for argument in started[0]["command"] if argument.startswith("--"))
    assert options["--LabApp.news_url"] == "None"
    assert options["--LabApp.check_for_updates_class"] == "jupyterlab.NeverCheckForUpdate"
    assert options["--LabApp.extension_manager"] == "readonly"
    settings = json.loads((Path(options["--LabApp.app_settings_dir"]) / "overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_an_installed_package_copies_its_notebooks_once_and_keeps_what_was_written(run, started, tmp_path, monkeypatch):
    shipped = tmp_path / "site" / "plworkbench" / "_shipped" / "notebooks"
    (shipped / "explore").mkdir(parents=True)
    (shipped / "explore" / "first.ipynb").write_text("as it came")
    monkeypatch.setattr(cli.folders, "shipped", lambda name: shipped)
    arguments = ["lab", "--data-dir", str(tmp_path / "data"), "--port", "0"]

    run(cli.app, arguments)
    copy = tmp_path / "data" / "notebooks" / "explore" / "first.ipynb"
    assert copy.read_text() == "as it came"

    copy.write_text("as a coach changed it")
    (shipped / "second.ipynb").write_text("new in this version")
    run(cli.app, arguments)
    assert copy.read_text() == "as a coach changed it"
    assert (tmp_path / "data" / "notebooks" / "second.ipynb").read_text() == "new in this version"
