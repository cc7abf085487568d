"""Print the tables: `python -m benchmarks.grouping [--quick] [--parts rivals ...] [--files FOLDER] [--into FILE]`."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from benchmarks.grouping import exact, homogeneous, mdgp, preview, rivals, rounds
from benchmarks.mastery.machine import machine, versions

PARTS = {
    "preview": preview.report,
    "rivals": rivals.report,
    "homogeneous": homogeneous.report,
    "mdgp": mdgp.report,
    "rounds": rounds.report,
    "exact": exact.report,
}
PACKAGES = ("numpy", "scipy", "scikit-learn", "k-means-constrained", "ortools", "highspy", "numba")


def main() -> None:
    """Print each part as it is measured, and write it to a file as well when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grouping", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and few runs, to see that it works")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--files", type=Path, help="a folder with published instances (MDGPLIB)")
    parser.add_argument("--into", type=Path, help="a file that the tables are written to as well")
    asked = parser.parse_args()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"{text}\n", flush=True)
        if asked.into:
            asked.into.write_text("\n\n".join(said) + "\n", encoding="utf-8")

    say("# Groups, measured")
    say(
        f"Written by `python -m benchmarks.grouping{' --quick' if asked.quick else ''}` on "
        f"{datetime.date.today():%d %B %Y}. {machine()}; {versions(*PACKAGES)}."
    )
    for part in asked.parts:
        given = {"files": asked.files} if part == "mdgp" else {}
        for text in PARTS[part](asked.quick, **given):
            say(text)


if __name__ == "__main__":
    main()
