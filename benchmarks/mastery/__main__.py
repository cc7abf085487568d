"""Print the tables: `python -m benchmarks.mastery [--quick] [--parts rules estimators truth] [--into FILE]`."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from benchmarks.mastery import estimators, rules, truth
from benchmarks.mastery.machine import machine, versions

PARTS = {"rules": rules.report, "estimators": estimators.report, "truth": truth.report}
PACKAGES = ("numpy", "pandas", "scikit-learn", "narwhals", "duckdb", "pyarrow")


def main() -> None:
    """Print each part as it is measured, and write it to a file as well when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mastery", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and few runs, to see that it works")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--into", type=Path, help="a file that the tables are written to as well")
    asked = parser.parse_args()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"{text}\n", flush=True)
        if asked.into:
            asked.into.write_text("\n\n".join(said) + "\n", encoding="utf-8")

    say("# Scoring rules and estimates, measured")
    say(
        f"Written by `python -m benchmarks.mastery{' --quick' if asked.quick else ''}` on "
        f"{datetime.date.today():%d %B %Y}. {machine()}; {versions(*PACKAGES)}."
    )
    for part in asked.parts:
        for text in PARTS[part](asked.quick):
            say(text)


if __name__ == "__main__":
    main()
