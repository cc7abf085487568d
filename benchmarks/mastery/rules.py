"""Scoring rules over large tables, next to SQL written by hand and to a function a cell."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mastery.evidence import write_evidence
from benchmarks.mastery.machine import in_own_process, markdown
from benchmarks.mastery.sql import RULES_IN_SQL

NAIVE_RULE = "decaying_average"
"""The rule that is timed with a function a cell as well; the others take it as long."""

LARGEST_RULES = ("decaying_average", "recent_mean", "power_law", "latest", "highest", "mean", "median", "n_times")
"""The rules timed at 10 million rows."""

PANDAS_LARGEST = ("decaying_average", "mean")
"""Those of them that are timed in pandas at 10 million rows as well."""

_MEGABYTE = 1_000_000


def report(quick: bool) -> Iterator[str]:
    """Yield the table, line by line as it is measured.

    Parameters
    ----------
    quick : bool
        10,000 and 100,000 rows, and fewer runs.
    """
    sizes = (10_000, 100_000) if quick else (10_000, 1_000_000, 10_000_000)
    yield "## Scoring rules"
    yield (
        "`score_cells` in DuckDB and in pandas, next to SQL written by hand for DuckDB (`sql.py`) that does the same "
        "work in the same process, in turns; medians. DuckDB reads a Parquet file; in pandas the evidence is in memory "
        "already. Ratio: `score_cells` in DuckDB / SQL. Peak memory is that of a process of its own (VmHWM), above "
        "what it holds after its imports; with pandas the evidence is part of it. Every result is compared with that "
        "of the SQL, cell by cell (scores to 1e-9)."
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "evidence.parquet")
            made = write_evidence(Path(path), size)
            yield (
                f"### {made['rows']:,} rows of evidence\n\n{made['students']:,} students x {made['standards']} "
                f"standards, {made['rows'] / made['cells']:.1f} pieces a cell."
            )
            yield _table(path, made["rows"], size == max(sizes) and not quick, size <= (1_000_000, 10_000)[quick])


def _table(path: str, rows: int, largest: bool, naive: bool) -> str:
    lines, remarks, ratios = [], [], []
    runs = 3 if rows > 5_000_000 else 5
    for rule in LARGEST_RULES if largest else RULES_IN_SQL:
        pandas = not largest or rule in PANDAS_LARGEST
        names = ["sql", "duckdb", *(["pandas"] if pandas else [])]
        taken = {
            name: statistics.median(runs)
            for name, runs in in_own_process("seconds", path=path, rule=rule, names=names, runs=runs).items()
        }
        ratios.append(taken["duckdb"] / taken["sql"])
        used = {name: in_own_process("memory", path=path, rule=rule, name=name) / _MEGABYTE for name in names}
        for name, (cells, differ) in in_own_process("differences", path=path, rule=rule, names=names[1:]).items():
            if differ:
                raise AssertionError(f"{rule}: {name} differs from the SQL in {differ} of {cells} cells.")
        lines.append(
            [
                rule,
                *(_seconds(taken.get(name)) for name in ("sql", "duckdb")),
                f"{ratios[-1]:.2f}",
                _seconds(taken.get("pandas")),
                *(f"{used[name]:,.0f}" if name in used else "" for name in ("sql", "duckdb", "pandas")),
            ]
        )
        if naive and rule == NAIVE_RULE:
            (slow,) = in_own_process("seconds", path=path, rule=rule, names=["naive"], runs=1, warm=False)["naive"]
            remarks.append(
                f"`groupby.apply` with a function a cell takes {slow:,.1f} s for {rule} (one run, nothing "
                f"extrapolated): {slow / taken['pandas']:,.0f} times as long as `score_cells` in pandas, "
                f"{slow / taken['duckdb']:,.0f} times as long as in DuckDB."
            )
    remarks.append(
        f"In DuckDB `score_cells` takes {min(ratios):.2f} to {max(ratios):.2f} times as long as the SQL by hand, "
        f"{statistics.median(ratios):.2f} in the middle of the {len(ratios)} rules."
    )
    header = ["rule", "SQL, s", "DuckDB, s", "ratio", "pandas, s", "SQL, MB", "DuckDB, MB", "pandas, MB"]
    return "\n\n".join([markdown(header, lines), *remarks])


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"
