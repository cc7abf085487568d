"""Print the tables: `python -m benchmarks.grouping [--quick] [--parts rivals ...] [--files FOLDER] [--into FILE]`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.command import command_line, print_report
from benchmarks.grouping import exact, homogeneous, mdgp, preview, rivals, rounds

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
    parser = command_line("grouping", __doc__, PARTS)
    parser.add_argument("--files", type=Path, help="a folder with published instances (MDGPLIB)")
    asked = parser.parse_args()
    parts = PARTS | {"mdgp": partial(mdgp.report, files=asked.files)}
    print_report("grouping", "Groups, measured", PACKAGES, parts, asked)


if __name__ == "__main__":
    main()
