"""Print the tables: `python -m benchmarks.mastery [--quick] [--parts rules estimators truth] [--into FILE]`."""

from __future__ import annotations

from benchmarks.command import command_line, print_report
from benchmarks.mastery import estimators, rules, truth

PARTS = {"rules": rules.report, "estimators": estimators.report, "truth": truth.report}
PACKAGES = ("numpy", "pandas", "scikit-learn", "narwhals", "duckdb", "pyarrow")


def main() -> None:
    """Print each part as it is measured, and write it to a file as well when asked."""
    asked = command_line("mastery", __doc__, PARTS).parse_args()
    print_report("mastery", "Scoring rules and estimates, measured", PACKAGES, PARTS, asked)


if __name__ == "__main__":
    main()
