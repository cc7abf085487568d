"""Run every test of the project, go on when one step fails, and end with one summary.

`make test` runs this; `python scripts/run_tests.py unit notebooks` runs only the steps named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from check_javascript import LEFT_OUT

ROOT = Path(__file__).parent.parent
PYTEST = ["-m", "pytest", "-q"]


class Step(NamedTuple):
    """One of the things that have to pass."""

    title: str
    arguments: list[str]
    """For Python."""
    beside: bool = False
    """It runs while the steps that are not `beside` run, and what it says is shown after them."""


STEPS: dict[str, Step] = {
    "browser-there": Step("a browser for the tests", ["scripts/ensure_browser.py"]),
    "style": Step("ruff", ["-m", "ruff", "check", "."]),
    "layout": Step("ruff format", ["-m", "ruff", "format", "--check", "."]),
    "imports": Step(
        "imports point down only", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]
    ),
    "javascript": Step("the pages' scripts", ["scripts/check_javascript.py"], beside=True),
    "fuzz": Step(
        "damaged files, for 20 seconds", ["scripts/fuzz_importers.py", "--seconds", "20", "--plain"], beside=True
    ),
    "notebooks": Step(
        "notebooks",
        # The project's own options would look for doctests in the notebooks' folder too.
        [*PYTEST, "--override-ini=addopts=", "--nbval-lax", "--nbval-current-env", "notebooks"],
        beside=True,
    ),
    # A test that waits is soon taken over by whoever has nothing left to do.
    "unit": Step("unit tests and doctests", [*PYTEST, "--numprocesses=auto", "--dist=worksteal"]),
    # A file's tests stay together, because they share a server or a walk. They wait for each other's answers, browser
    # and server, so there are more at a time than the machine has processors.
    "browser": Step(
        "browser tests",
        [
            *PYTEST,
            f"--numprocesses={(os.cpu_count() or 1) + 1}",
            "--dist=loadfile",
            "--no-loadscope-reorder",
            "tests/browser",
        ],
    ),
}
"""The steps by name, in their order."""

# plotly's own widget would compile 38 parsers in each kernel for checks that no notebook needs.
KERNEL_STARTUP = "import sys\nsys.modules['rfc3987_syntax'] = None\n"


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which nothing touches the class data or the settings of whoever runs the tests."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "quick.py").write_text(KERNEL_STARTUP, "utf-8")
    return os.environ | {
        "PLWORKBENCH_DATA_DIR": str(folder / "data"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def run(name: str, folder: Path, output: IO[str] | None = None) -> tuple[str, int, float]:
    """Run a step; return its title, its exit status and how many seconds it took."""
    step, started = STEPS[name], time.monotonic()
    step_folder = folder / name
    step_folder.mkdir()
    print(f"\n=== {step.title} ===", file=output, flush=True)
    command = [sys.executable, *step.arguments]
    status = subprocess.run(
        command, cwd=ROOT, env=environment(step_folder), check=False, stdout=output, stderr=output
    ).returncode
    return step.title, status, time.monotonic() - started


def run_all(names: Iterable[str], folder: Path) -> list[tuple[str, int, float]]:
    """Run steps, those that may beside the others; what they say is never mixed."""
    in_front = [name for name in names if not STEPS[name].beside] or list(names)
    apart = [name for name in names if name not in in_front]
    said = folder / "said-beside.txt"
    with said.open("w", encoding="utf-8") as output, ThreadPoolExecutor(1) as beside:
        later = [beside.submit(run, name, folder, output) for name in apart]
        results = [run(name, folder) for name in in_front]
        results += [one.result() for one in later]
    print(said.read_text("utf-8", errors="replace"), end="", flush=True)
    return results


def main(names: list[str]) -> int:
    """Run the steps named, or all; return 1 if one failed."""
    unknown = set(names) - set(STEPS)
    if unknown:
        print(f"There is no step {', '.join(sorted(unknown))}. There are: {', '.join(STEPS)}.")
        return 2
    with tempfile.TemporaryDirectory(prefix="plworkbench-tests-") as folder:
        results = run_all(names or list(STEPS), Path(folder))
    print("\n=== summary ===")
    words = {0: "passed  ", LEFT_OUT: "left out"}
    for title, status, seconds in results:
        print(f"  {words.get(status, 'FAILED  ')}{seconds:6.1f} s  {title}")
    failed = [title for title, status, _ in results if status not in words]
    left_out = sum(status == LEFT_OUT for _, status, _ in results)
    if failed:
        print(f"{len(failed)} of {len(results)} steps FAILED: {', '.join(failed)}.")
    else:
        print("Everything passed." if not left_out else "Everything that could be run here passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
