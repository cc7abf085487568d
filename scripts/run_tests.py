"""Run every test of the project, go on when one step fails, and end with one summary.

`make test` runs this; `python scripts/run_tests.py unit notebooks` runs only the steps named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTEST = ["-m", "pytest", "-q"]
# A file's tests stay together, because they share a server or a walk.
SIDE_BY_SIDE = [*PYTEST, "--numprocesses=auto", "--dist=loadfile"]

STEPS: dict[str, tuple[str, list[str]]] = {
    "browser-there": ("a browser for the tests", ["scripts/ensure_browser.py"]),
    "style": ("ruff", ["-m", "ruff", "check", "."]),
    "layout": ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    "imports": ("imports point down only", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    "unit": ("unit tests and doctests", SIDE_BY_SIDE),
    "fuzz": ("damaged files, for a minute", ["scripts/fuzz_importers.py", "--seconds", "60", "--plain"]),
    "browser": ("browser tests", [*SIDE_BY_SIDE, "tests/browser"]),
    "notebooks": (
        "notebooks",
        # The project's own options would look for doctests in the notebooks' folder too.
        [*PYTEST, "--override-ini=addopts=", "--nbval-lax", "--nbval-current-env", "notebooks"],
    ),
}
"""Name of a step, what it is, and the arguments for Python."""

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


def main(names: list[str]) -> int:
    """Run the steps named, or all; return 1 if one failed."""
    unknown = set(names) - set(STEPS)
    if unknown:
        print(f"There is no step {', '.join(sorted(unknown))}. There are: {', '.join(STEPS)}.")
        return 2
    results = []
    with tempfile.TemporaryDirectory(prefix="plworkbench-tests-") as folder:
        for name in names or STEPS:
            title, arguments = STEPS[name]
            print(f"\n=== {title} ===", flush=True)
            started = time.monotonic()
            step_folder = Path(folder) / name
            step_folder.mkdir()
            finished = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(step_folder), check=False)
            results.append((title, finished.returncode, time.monotonic() - started))
    print("\n=== summary ===")
    for title, status, seconds in results:
        print(f"  {'passed' if status == 0 else 'FAILED'}  {seconds:6.1f} s  {title}")
    failed = [title for title, status, _ in results if status]
    print("Everything passed." if not failed else f"{len(failed)} of {len(results)} steps FAILED: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
