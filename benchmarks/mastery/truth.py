"""Whether 'secure' is right and the intervals hold the truth, on simulated classes, where the truth is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.mastery.estimators import FRESH
from benchmarks.mastery.generators import graded_class
from benchmarks.mastery.machine import markdown
from benchmarks.mastery.models import MODELS, Ours, why_absent

CUT = 0.75
"""Secure is three quarters of full marks: the default cut score, 3 on the 4-point scale."""

CELL = ["student_key", "standard_code"]
_COUNTS = {"no evidence": (0, 0), "1 piece": (1, 1), "2-3": (2, 3), "4-6": (4, 6), "7 or more": (7, 10**6)}


def _simulated(seeds: range) -> Iterator[tuple[pd.DataFrame, pd.Series]]:
    """Yield classes of the workbench's simulator at the end of the semester."""
    from plworkbench.datasets import simulate_classes

    for seed in seeds:
        drawn = simulate_classes(random_state=seed)
        last = drawn.truth[drawn.truth["date"] == drawn.truth["date"].max()].set_index(CELL)["true_proficiency"]
        for _, evidence in drawn.evidence.groupby("class_key"):
            yield evidence.reset_index(drop=True), last


def _irt(seeds: range) -> Iterator[tuple[pd.DataFrame, pd.Series]]:
    """Yield classes whose abilities follow IRT, with 4 to 8 graded pieces a cell."""
    for seed in seeds:
        evidence = graded_class(seed)
        yield evidence.drop(columns="true_proficiency"), evidence.groupby(CELL)["true_proficiency"].first()


def report(quick: bool) -> Iterator[str]:
    """Yield the tables, each as it is measured."""
    yield "## Truth recovered on simulated classes"
    yield (
        "The truth is the share of the points a student would earn on a plain piece now; secure means 75 % or more of "
        "it. A call is right when the truth agrees. Coverage: how many 90 % intervals hold the truth, over cells "
        "with evidence. Intervals in brackets are Wilson's 95 % intervals; cells of one class are not independent, so "
        "they are a little narrow. 'Decaying average' is the reported level: 3 or more with two pieces or more."
    )
    worlds = {
        "The workbench's simulator (grade 6, four classes of 28, 24 standards), end of the semester": (
            _simulated(range(101, 102) if quick else range(FRESH, FRESH + 2))
        ),
        "IRT, 30 students x 24 standards, 4 to 8 graded pieces a cell": _irt(
            range(1, 3) if quick else range(FRESH, FRESH + 6)
        ),
    }
    names = {label: one.name for label, one in MODELS.items() if isinstance(one, Ours) and not why_absent(label)}
    for title, classes in worlds.items():
        found = _recover(classes, names)
        yield f"### {title}\n\n{_states_table(found)}"
        yield f"Coverage of the 90 % intervals by the number of pieces in the cell:\n\n{_coverage_table(found)}"


def _recover(classes: Iterator[tuple[pd.DataFrame, pd.Series]], names: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Return for every model the estimates of all cells of all classes, with the truth."""
    from plworkbench.mastery import summarize_mastery
    from plworkbench.mastery.estimates import estimate_mastery

    cells: dict[str, list[pd.DataFrame]] = {label: [] for label in [*names, "decaying average"]}
    for evidence, truth in classes:
        for label, name in names.items():
            cells[label].append(estimate_mastery(evidence, model=name).join(truth.rename("truth"), on=CELL))
        reported = summarize_mastery(evidence).join(truth.rename("truth"), on=CELL)
        state = reported["level"].replace({"extending": "secure", "not recorded": "not enough evidence"})
        cells["decaying average"].append(reported.assign(state=state))
    return {label: pd.concat(parts, ignore_index=True).dropna(subset="truth") for label, parts in cells.items()}


def _states_table(found: dict[str, pd.DataFrame]) -> str:
    rows = []
    for label, cells in found.items():
        called, secure = cells["state"] == "secure", cells["truth"] >= CUT
        known = cells[cells["evidence_count"] > 0]
        inside = known["truth"].between(known["low"], known["high"]) if "low" in known else pd.Series([], dtype="bool")
        not_called = cells["state"].isin(["developing", "beginning"])
        rows.append(
            [
                label,
                f"{len(cells):,}",
                f"{called.sum():,}",
                _share(secure[called]),
                _share(called[secure & (cells["evidence_count"] > 0)]),
                _share(~secure[not_called]),
                f"{(known['state'] == 'not enough evidence').mean():.0%}",
                _share(inside) if len(inside) else "",
                f"{(known['high'] - known['low']).mean():.2f}" if "low" in known else "",
            ]
        )
    header = [
        "model", "cells", "called secure", "of them right", "of the truly secure, called so", "of developing and "
        "beginning, right", "not enough evidence", "coverage", "mean width",
    ]  # fmt: skip
    return markdown(header, rows)


def _coverage_table(found: dict[str, pd.DataFrame]) -> str:
    rows = []
    for label, cells in found.items():
        if "low" not in cells:
            continue
        inside = cells["truth"].between(cells["low"], cells["high"])
        parts = [inside[cells["evidence_count"].between(*between)] for between in _COUNTS.values()]
        rows.append([label, *(f"{part.mean():.1%} of {len(part):,}" if len(part) else "" for part in parts)])
    return markdown(["model", *_COUNTS], rows)


def _share(flags: pd.Series, z: float = 1.96) -> str:
    """Return a share with Wilson's interval (Wilson, 1927, Journal of the American Statistical Association 22)."""
    count, share = len(flags), float(flags.mean()) if len(flags) else float("nan")
    if not count:
        return ""
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return f"{share:.1%} ({centre - half:.1%}-{centre + half:.1%})"
