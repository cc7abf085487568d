"""Places and counts within a cell: one sort, once, on whatever engine holds the frame.

A frame of pandas is placed by numpy, which is several times faster than its own groupings; every other frame by a
window of its engine. Both give the same numbers (tests/test_mastery_engines.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from plworkbench.mastery.ordering import CELL, TIES

Frame = Any
"""A Narwhals frame, eager or lazy."""


class Cells:
    """How the rows of one frame fall into cells.

    Parameters
    ----------
    frame : Narwhals frame
        With the columns student_key and standard_code.

    Attributes
    ----------
    frame : Narwhals frame
        The frame, with helper columns that begin with '_'.
    by : list of str
        The columns that make a cell: a single number for pandas.
    keys : DataFrame or None
        For pandas, the student_key and standard_code of each number.
    """

    def __init__(self, frame: Frame):
        self.keys: pd.DataFrame | None = None
        self.by = list(CELL)
        self._in_numpy = frame.implementation.is_pandas()
        if self._in_numpy:
            codes, self.keys = _number_cells(frame.to_native())
            self.by = ["_cell"]
            frame = with_array(frame, "_cell", codes)
        elif isinstance(frame, nw.DataFrame):
            frame = frame.with_row_index("_row")
        self.frame = frame
        there = set(frame.collect_schema().names())
        # A lazy frame has no order of rows. What is equal in every other respect but the score is ordered by it.
        last = ["_row"] if "_row" in there else [] if self._in_numpy else ["_value"]
        self.in_time = ["_date", *(name for name in TIES if name in there), *last]

    def place(self, flag: str, order: Sequence[str], *, place: str, count: str) -> None:
        """Give the flagged rows of each cell their number from 1 in an order, and how many there are."""
        if self._in_numpy:
            native = self.frame.to_native()
            places, counts = _place(native[flag].to_numpy(), [native[name] for name in ("_cell", *order)])
            self.frame = with_array(with_array(self.frame, place, places), count, counts)
            return
        ones = nw.col(flag).cast(nw.Int64)
        places = ones.cum_sum().over(*self.by, order_by=list(order)).alias(place)
        counts = [ones.sum().over(*self.by).alias(count)] if count else []
        self.frame = self.frame.with_columns(places, *counts)


def with_array(frame: nw.DataFrame, name: str, values: np.ndarray) -> nw.DataFrame:
    """Add an array to an eager frame as a column."""
    return frame.with_columns(nw.new_series(name, values, backend=frame.implementation))


def _number_cells(native: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the number of each row's cell, and the keys of the cells."""
    students, student_keys = pd.factorize(native["student_key"])
    standards, codes = pd.factorize(native["standard_code"])
    numbers, first = pd.factorize(students.astype(np.int64) * max(len(codes), 1) + standards)
    student, standard = np.divmod(first, max(len(codes), 1))
    return numbers, pd.DataFrame({"student_key": student_keys[student], "standard_code": codes[standard]})


def _place(flags: np.ndarray, keys: Sequence[pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """Return the running number of each flagged row in its cell (the first key), and how many the cell has."""
    flags = flags.astype(np.int64)
    cells = keys[0].to_numpy()
    order = _sorted_positions([_ranked(key) for key in keys], len(flags))
    running = np.cumsum(flags[order])
    counts = np.bincount(cells, weights=flags).astype(np.int64) if len(cells) else np.zeros(0, np.int64)
    before = np.cumsum(counts) - counts  # cells are numbered from 0, so sorted by number they follow each other
    places = np.empty_like(running)
    places[order] = running - before[cells[order]]
    return places, counts[cells]


def _ranked(key: pd.Series) -> np.ndarray:
    """Return whole numbers from 0 in the order of a column, missing first; floats as they are, missing as -inf."""
    if isinstance(key.dtype, pd.DatetimeTZDtype):
        key = key.dt.tz_convert("UTC").dt.tz_localize(None)
    values = key.to_numpy()
    if np.issubdtype(values.dtype, np.datetime64):
        times, missing = values.astype(np.int64), np.isnat(values)
        if missing.all():
            return np.zeros(len(values), np.int64)
        start = times[~missing].min()
        span = np.where(missing, 0, times - start)
        return np.where(missing, 0, span // max(np.gcd.reduce(span), 1) + 1)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int64) - (values.min() if len(values) else 0)
    numbers = pd.to_numeric(key).to_numpy(dtype=float, na_value=-np.inf)
    return np.where(np.isnan(numbers), -np.inf, numbers)


def _sorted_positions(keys: Sequence[np.ndarray], count: int) -> np.ndarray:
    """Return the positions in the order of the keys, the first one leading; equal rows stay in the order they have.

    Keys of whole numbers are packed into one where they fit, because each key sorted by costs one sort.
    """
    if count == 0:
        return np.zeros(0, np.int64)
    passes: list[np.ndarray] = []
    room = 0
    for key in keys:
        whole = np.issubdtype(key.dtype, np.integer)
        bits = int(key.max()).bit_length() if whole else 63
        if whole and bits == 0:
            continue
        if passes and whole and bits <= room:
            passes[-1] = (passes[-1] << bits) | key
            room -= bits
        else:
            passes.append(key)
            room = 62 - bits if whole else 0
    order = np.arange(count)
    for number, key in enumerate(reversed(passes)):
        order = np.argsort(key, kind="stable") if number == 0 else order[np.argsort(key[order], kind="stable")]
    return order
