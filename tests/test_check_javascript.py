"""Whether the check of the pages' scripts fails, or is left out, where npm could not install what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "check_javascript.py"
DOES_NOT_FIT = """npm error code EUSAGE
npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync."""


@pytest.fixture
def check(tmp_path):
    """Run the check in a project of its own, with an npm that says some words and ends with a status."""
    for folder in ("scripts", "frontend", "bin"):
        (tmp_path / folder).mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "frontend" / "package-lock.json").write_text("{}")

    def run(words: str, status: int) -> subprocess.CompletedProcess[str]:
        (tmp_path / "said").write_text(words)
        programs = {"node": "echo v20.0.0", "npm": f'cat "{tmp_path}/said" >&2; exit {status}'}
        for name, does in programs.items():
            (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
            (tmp_path / "bin" / name).chmod(0o755)
        command = [sys.executable, tmp_path / "scripts" / SCRIPT.name]
        path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
        return subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)

    return run


@pytest.mark.skipif(os.name == "nt", reason="the programs it puts in the place of npm are shell scripts")
@pytest.mark.parametrize(
    ("words", "status", "ends_with", "says"),
    [
        ("", 0, 0, ""),
        (DOES_NOT_FIT, 1, 1, "FAILED"),
        (DOES_NOT_FIT.replace("error", "ERR!"), 1, 1, "FAILED"),
        ("npm error code EINTEGRITY", 1, 1, "FAILED"),
        ("something else", 1, 1, "FAILED"),
        ("npm error code ENOTFOUND\nnpm error errno ENOTFOUND", 1, 77, "LEFT OUT"),
        ("npm ERR! code ECONNREFUSED", 1, 77, "LEFT OUT"),
        ("npm error code ERR_SOCKET_TIMEOUT", 1, 77, "LEFT OUT"),
        ("npm error code E503", 1, 77, "LEFT OUT"),
    ],
)
def test_only_a_registry_out_of_reach_leaves_the_check_out(words, status, ends_with, says, check):
    ended = check(words, status)
    assert ended.returncode == ends_with, ended.stdout + ended.stderr
    assert says in ended.stdout and words in ended.stderr
