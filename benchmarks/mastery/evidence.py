"""Seeded evidence of any size, as the schema's table 'evidence' has it, in a Parquet file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PIECES_A_CELL = 5
STATUSES = {"scored": 0.88, "missing": 0.06, "excused": 0.03, "not assigned": 0.03}
KINDS = {"exit ticket": 4.0, "quiz": 10.0, "task": 8.0, "unit test": 6.0, "quiz question": 2.0}
DAYS = 80
"""School days the evidence falls on: with 5 pieces a cell, one cell in eight has two pieces of one day."""


def _keys(letter: str, count: int) -> pa.Array:
    return pa.array([f"{letter}{number:011x}" for number in range(count)])


def write_evidence(path: Path, rows: int, seed: int = 4) -> dict[str, int]:
    """Write evidence in no order and return how many rows, cells, students and standards it has.

    A cell (student and standard) has 1 to 9 pieces. Some pieces have no day of assessment, some have none at all, some
    share theirs; a scored one may lack its score or its points possible, or have more points than possible. Every
    fortieth assessment of a cell has questions that pool. Places in the source are unique in a cell, because
    a database knows no order of rows.

    Parameters
    ----------
    path : Path
        The Parquet file.
    rows : int
        About how many pieces of evidence; the number written is within a few percent of it.
    seed : int, default 4
        The same seed writes the same evidence.
    """
    rng = np.random.default_rng(seed)
    standards = 25 if rows < 100_000 else 50
    students = max(rows // (PIECES_A_CELL * standards), 1)
    sizes = rng.integers(1, 2 * PIECES_A_CELL, students * standards)
    cell = np.repeat(np.arange(len(sizes)), sizes)
    turn = np.arange(len(cell)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    count = len(cell)

    kind = rng.choice(4, count)
    # Two or three questions of one quiz: they share the assessment, the attempt and the day.
    asked = (np.repeat(rng.random(len(sizes)) < 0.1, sizes)) & (turn < 3)
    kind[asked] = 4
    points = np.array(list(KINDS.values()))[kind]
    assessment = np.where(asked, 0, turn)
    status = rng.choice(4, count, p=list(STATUSES.values()))
    status[asked] = 0
    skill = np.repeat(rng.beta(4, 2, len(sizes)), sizes)
    score = np.round(np.clip(skill + rng.normal(0, 0.2, count), 0, 1) * points * 2) / 2
    score[rng.random(count) < 0.01] += 3
    no_score = (status != 0) | (rng.random(count) < 0.003)
    no_points = rng.random(count) < 0.002
    day = rng.integers(0, DAYS, count)
    first = np.cumsum(sizes) - sizes
    day[asked] = np.repeat(day[first], sizes)[asked]
    dates = (np.datetime64("2026-08-17") + day * np.timedelta64(1, "D")).astype("datetime64[us]")
    no_assessed = rng.random(count) < 0.15
    no_submitted = rng.random(count) < 0.3
    no_due = rng.random(count) < 0.5

    def days(later: int, absent: np.ndarray) -> pa.Array:
        return pa.array(dates + later * np.timedelta64(1, "D"), mask=absent)

    table = pa.table(
        {
            "class_key": _keys("c", students // 30 + 1).take(pa.array(cell // standards // 30)),
            "student_key": _keys("s", students).take(pa.array(cell // standards)),
            "standard_code": _keys("k", standards).take(pa.array(cell % standards)),
            "assessment": pa.array([f"Piece {n}" for n in range(2 * PIECES_A_CELL)]).take(pa.array(assessment)),
            "date_due": days(-1, no_due),
            "date_submitted": days(0, no_submitted),
            "date_assessed": days(1, no_assessed),
            "score": pa.array(score, mask=no_score),
            "points_possible": pa.array(points, mask=no_points),
            "kind": pa.array(list(KINDS)).take(pa.array(kind)),
            "status": pa.array(list(STATUSES)).take(pa.array(status)),
            "attempt": pa.array(np.ones(count, dtype="int64")),
            "sequence": pa.array(turn.astype("int64")),
        }
    ).take(pa.array(rng.permutation(count)))
    pq.write_table(table, path)
    return {"rows": count, "cells": len(sizes), "students": students, "standards": standards}
