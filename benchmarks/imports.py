"""How long a large export takes from the file to the database, beside `pandas.read_csv` of the same file.

Run `python -m benchmarks.imports`. Two exports of 100,000 rows are made up with a seed: a table with one score a row,
and Canvas's outcomes report with its 32 columns. Each figure is the median of several runs in one process, with
`read_csv` measured right before each of them; the memory is that of a process of its own.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

STUDENTS, WORKS = 1_000, 100
_MEGABYTE = 1_000_000
_SMALL = b"Student,6.RP.A.1\nAmara Okafor,3\n"


def tidy_export() -> pd.DataFrame:
    """Return 100,000 scores as a teacher's table: 1,000 students, 100 pieces of work, 7 columns."""
    rng = np.random.default_rng(3)
    student, work = (part.ravel() for part in np.meshgrid(np.arange(STUDENTS), np.arange(WORKS)))
    points = np.where(work % 3 == 0, 10, 4)
    return pd.DataFrame(
        {
            "Student": [f"Last{n}, First{n}" for n in student],
            "ID": [f"S{n:05d}" for n in student],
            "Standard": [f"6.RP.A.{n % 20 + 1}" for n in work],
            "Assessment": [f"Quiz {n}" for n in work],
            "Score": (rng.random(len(work)) * points * 4).round() / 4,
            "Points possible": points,
            "Date assessed": (pd.Timestamp("2026-08-17") + pd.to_timedelta(work, "D")).strftime("%Y-%m-%d"),
        }
    ).astype("str")


def outcomes_report() -> pd.DataFrame:
    """Return 100,000 rows as Canvas's outcomes report lays them out: 32 columns."""
    tidy = tidy_export()
    number = tidy["ID"].str.removeprefix("S").astype("int64")
    work = tidy["Assessment"].str.removeprefix("Quiz ").astype("int64")
    columns = {
        "student name": tidy["Student"],
        "student id": 10_000 + number,
        "student sis id": tidy["ID"],
        "assessment title": tidy["Assessment"],
        "assessment id": 500 + work,
        "assessment type": "quiz",
        "submission date": tidy["Date assessed"] + " 15:30:00 UTC",
        "submission score": tidy["Score"],
        "learning outcome name": tidy["Standard"],
        "learning outcome id": 900 + work % 20,
        "attempt": 1,
        "outcome score": tidy["Score"],
        "assessment question": "",
        "assessment question id": "",
        "course name": "Mathematics 6",
        "course id": 77,
        "course sis id": "MATH6",
        "section name": "Period 3",
        "section id": 78,
        "section sis id": "MATH6-3",
        "assignment url": "",
        "learning outcome friendly name": tidy["Standard"],
        "learning outcome points possible": tidy["Points possible"],
        "learning outcome mastery score": 3,
        "learning outcome mastered": 1,
        "learning outcome rating": "",
        "learning outcome rating points": "",
        "learning outcome group title": "Ratios",
        "learning outcome group id": 6,
        "account id": 1,
        "account name": "School",
        "enrollment state": "active",
    }
    return pd.DataFrame(columns).astype("str")


EXPORTS = {"one score a row, 7 columns": tidy_export, "Canvas outcomes report, 32 columns": outcomes_report}


def measure(path: Path, runs: int) -> dict[str, float]:
    """Return the seconds of `read_csv`, of a preview and of a commit, each the median of several runs."""
    import plworkbench

    figures: dict[str, list[float]] = {"read_csv": [], "preview": [], "commit": [], "steps": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            wb = plworkbench.open(folder)
            wb.preview(_SMALL, "Period 1").plan  # noqa: B018 - what is prepared on first use is not measured
            started = time.perf_counter()
            pd.read_csv(path, dtype=str)
            read = time.perf_counter()
            preview = wb.preview(path, "Period 3")
            assert preview.plan.counts["added"] == STUDENTS * WORKS, preview.sentence
            seen = time.perf_counter()
            steps: list[int] = []
            wb.commit(preview, progress=lambda done, total, steps=steps: steps.append(done))
            stored = time.perf_counter()
            wb.close()
        figures["read_csv"].append(read - started)
        figures["preview"].append(seen - read)
        figures["commit"].append(stored - seen)
        figures["steps"].append(len(steps))
    return {name: statistics.median(values) for name, values in figures.items()}


def peak_memory(path: Path, what: str) -> float:
    """Return by how many bytes the memory of a new process grows at its peak while it previews, or reads, a file."""
    command = [sys.executable, "-m", "benchmarks.imports", "--memory-of", what, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _print_memory_of(what: str, path: Path) -> None:
    import plworkbench

    with tempfile.TemporaryDirectory() as folder:
        wb = plworkbench.open(folder)
        wb.preview(_SMALL, "Period 1").plan  # noqa: B018 - loads what is loaded on first use
        before = _peak()
        if what == "preview":
            wb.preview(path, "Period 3").plan  # noqa: B018
        else:
            print(float(pd.read_csv(path, dtype=str).memory_usage(deep=True).sum()))
            return
        print(_peak() - before)


def _peak() -> float:
    """Return the most memory this process has held, in bytes; `getrusage` would tell that of its parent as well."""
    status = Path("/proc/self/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--memory-of", choices=["preview", "frame"], help=argparse.SUPPRESS)
    parser.add_argument("path", nargs="?", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory_of:
        _print_memory_of(asked.memory_of, asked.path)
        return
    print("| 100,000 rows | read_csv | preview | ratio | commit | rows a second | memory | parsed frame | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in EXPORTS.items():
            path = Path(folder) / "export.csv"
            make().to_csv(path, index=False)
            found = measure(path, asked.runs)
            memory, frame = peak_memory(path, "preview"), peak_memory(path, "frame")
            print(
                f"| {name} | {found['read_csv'] * 1000:.0f} ms | {found['preview'] * 1000:.0f} ms "
                f"| {found['preview'] / found['read_csv']:.1f} | {found['commit']:.2f} s "
                f"| {STUDENTS * WORKS / found['commit']:,.0f} | {memory / _MEGABYTE:.0f} MB "
                f"| {frame / _MEGABYTE:.0f} MB | {memory / frame:.1f} |"
            )
    print(f"\nProgress was told {found['steps']:.0f} times during each commit. Medians of {asked.runs} runs.")


if __name__ == "__main__":
    main()
