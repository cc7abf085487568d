"""What the figures were measured on, and processes of their own to measure in."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any


def machine() -> str:
    """Return processor, number of cores and memory, without any name of the machine."""
    told = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in told.read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def versions(*names: str) -> str:
    """Return the versions of Python and of packages, those that are absent left out."""
    found = [f"Python {platform.python_version()}"]
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def peak_memory() -> float:
    """Return the most memory this process has held, in bytes; `getrusage` would tell that of its parent as well."""
    status = Path("/proc/self/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def in_own_process(task: str, **asked: object) -> Any:
    """Run a task of `benchmarks.mastery.tasks` in a new process and return what it answers."""
    command = [sys.executable, "-m", "benchmarks.mastery.tasks", task, json.dumps(asked)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"'{task}' failed with {asked}:\n{ran.stderr[-3000:]}")
    return json.loads(ran.stdout.splitlines()[-1])


def markdown(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown, the first column to the left, the others to the right.

    Examples
    --------
    >>> print(markdown(["rule", "s"], [["mean", 1]]))
    | rule | s |
    | --- | ---: |
    | mean | 1 |
    """
    header = list(header)
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
