"""What the figures come to: medians and their spread, ranks, and whether the aims are met."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median, quantiles

NO_ANSWER = math.inf
"""Stands for the figure of an app that did not answer: behind everybody who did."""

LARGEST_PAGE = 140.0
"""MB of memory that a page of ours may take."""

OF_STOCK = 1 / 3
"""Share of stock Voila's time after which ours is usable."""

AMONG_FIRST = 2
"""The place ours is to have in every column of time and bytes."""

PLACES = ("firstContent cold", "firstContent warm", "usable cold", "usable warm", "bytes cold", "bytes warm")
"""The columns in which ours is to be among the first two."""

CLICK = "click"
MEMORY = "memory"
STOCK = "stock Voila"

Figures = Mapping[str, Mapping[str, Sequence[float]]]
"""What was measured: app, column, repetitions."""


def middle(values: Sequence[float]) -> float:
    """Return the median, or `NO_ANSWER` where there is none.

    Examples
    --------
    >>> middle([3, 1, 2]), middle([])
    (2, inf)
    """
    return median(values) if len(values) else NO_ANSWER


def spread(values: Sequence[float]) -> float:
    """Return the interquartile range; 0 for fewer than two values.

    Examples
    --------
    >>> spread([1, 2, 3, 4, 5])
    2.0
    """
    if len(values) < 2:
        return 0.0
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high - low


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least so many percent do not exceed; `NO_ANSWER` where there is none.

    Examples
    --------
    >>> percentile([1, 2, 3, 4], 50), percentile([1, 2, 3, 4], 95)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else NO_ANSWER


def place(figures: Figures, app: str, column: str, ours: Sequence[str]) -> int:
    """Return an app's place in a column, 1 for the least, among the peers: others of ours are left out.

    Equal figures share the better place; who did not answer is behind everybody who did.
    """
    own = middle(figures[app].get(column, ()))
    peers = [name for name in figures if name not in ours]
    better = sum(middle(figures[name].get(column, ())) < own for name in peers)
    return better + 1 if own != NO_ANSWER else len(peers) + 1


def aims(figures: Figures, app: str, ours: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return each aim in words, what was found, and whether it is met."""
    told = []
    for column in PLACES:
        found = place(figures, app, column, ours)
        told.append((f"{words(column)}: first or second", f"place {found}", found <= AMONG_FIRST))
    found = place(figures, app, CLICK, ours)
    told.append((f"{words(CLICK)}: first", f"place {found}", found == 1))
    page = middle(figures[app].get(MEMORY, ()))
    told.append((f"memory of a page: at most {LARGEST_PAGE:.0f} MB", f"{page:.0f} MB", page <= LARGEST_PAGE))
    for visit in ("cold", "warm"):
        own = middle(figures[app].get(f"usable {visit}", ()))
        stock = middle(figures.get(STOCK, {}).get(f"usable {visit}", ()))
        share = own / stock if stock not in (0, NO_ANSWER) else NO_ANSWER
        said = f"{share:.2f} of it" if share != NO_ANSWER else "not known"
        told.append((f"usable, {visit}: at most a third of stock Voila's time", said, share <= OF_STOCK))
    return told


def words(column: str) -> str:
    """Return what a column is called."""
    kind, _, visit = column.partition(" ")
    names = {"firstContent": "first content", CLICK: "callback round trip"}
    return f"{names.get(kind, kind)}, {visit}" if visit else names.get(kind, kind)
