"""Write constraints.txt anew: the newest versions that `pip install .[test]` chooses today."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEADER = """\
# Every version that `pip install .[test]` chose, so that an install today and one next year are the same.
# Used by make; by hand: pip install --constraint constraints.txt .
# Made by `make constraints`, from a resolution that ignores what is installed; not edited by hand.
"""


def pins(report: dict) -> list[str]:
    """Return `name==version` of all that pip would install but the project itself, in alphabetical order."""
    chosen = {item["metadata"]["name"].lower(): item["metadata"]["version"] for item in report["install"]}
    chosen.pop("plworkbench", None)
    return [f"{name}=={version}" for name, version in sorted(chosen.items())]


def main() -> None:
    """Ask pip and write the file."""
    root = Path(__file__).parent.parent
    ask = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", ".[test]"]
    answer = subprocess.run(
        [sys.executable, "-m", "pip", *ask], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    lines = pins(json.loads(answer))
    (root / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    print(f"constraints.txt: {len(lines)} versions pinned.")


if __name__ == "__main__":
    main()
