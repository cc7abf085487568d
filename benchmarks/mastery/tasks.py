"""What is measured in a process of its own: `python -m benchmarks.mastery.tasks TASK JSON` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import duckdb
import pandas as pd

from benchmarks.mastery.machine import peak_memory
from benchmarks.mastery.naive import score_cells_naively
from benchmarks.mastery.sql import query

_SAME = """
SELECT count(*), count(*) FILTER (
    (a.score IS NULL) IS DISTINCT FROM (b.score IS NULL OR isnan(b.score)) OR abs(a.score - b.score) > 1e-9
    OR a.level IS DISTINCT FROM b.level OR a.evidence_count IS DISTINCT FROM b.evidence_count
    OR a.latest_date IS DISTINCT FROM b.latest_date OR a.missing_count IS DISTINCT FROM b.missing_count
    OR a.excused_count IS DISTINCT FROM b.excused_count)
FROM a FULL JOIN b USING (student_key, standard_code)"""
"""How many cells there are, and in how many of them two results differ."""


def _engines(path: str, rule: str, names: list[str]) -> dict[str, Callable[[], object]]:
    """Return what each engine does to score every cell; reading into pandas is done here, before it is timed."""
    from plworkbench.mastery import Scoring, score_cells

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW evidence AS FROM read_parquet('{path}')")
    evidence = pd.read_parquet(path) if {"pandas", "naive"} & set(names) else None
    scoring = Scoring(rule=rule)
    return {
        "sql": lambda: connection.sql(query(rule)).to_arrow_table(),
        "duckdb": lambda: score_cells(connection.sql("FROM evidence"), scoring).to_arrow_table(),
        "pandas": lambda: score_cells(evidence, scoring),
        "naive": lambda: score_cells_naively(evidence, rule),
    }


def seconds(path: str, rule: str, names: list[str], runs: int, warm: bool = True) -> dict[str, list[float]]:
    """Return the seconds of each run of each engine, taken in turns, after one run each that is not counted."""
    engines = _engines(path, rule, names)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for run in range(-1 if warm else 0, runs):
        for name in names:
            started = time.perf_counter()
            engines[name]()
            if run >= 0:
                taken[name].append(time.perf_counter() - started)
    return taken


def memory(path: str, rule: str, name: str) -> float:
    """Return by how many bytes the process grows at its peak; with pandas the evidence itself is part of it."""
    import plworkbench.mastery  # noqa: F401 - what is loaded on first use is not measured

    before = peak_memory()
    _engines(path, rule, [name])[name]()
    return peak_memory() - before


def differences(path: str, rule: str, names: list[str]) -> dict[str, list[int]]:
    """Return for each engine the number of cells, and of those in which it differs from the SQL by hand."""
    engines = _engines(path, rule, names)
    connection = duckdb.connect()
    connection.register("a", engines["sql"]())
    found = {}
    for name in names:
        connection.register("b", engines[name]())
        found[name] = list(connection.sql(_SAME).fetchall()[0])
        connection.unregister("b")
    return found


TASKS = {"seconds": seconds, "memory": memory, "differences": differences}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
