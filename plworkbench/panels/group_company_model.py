"""Who works with whom: how often each two students have shared a group, in words, as a heat table and as a list."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from plworkbench import exports
from plworkbench.panels import parts
from plworkbench.results import GroupingAudit

MOST_PAIRS = 20
"""Pairs named in one list."""

MOST_IN_TABLE = 40
"""Students up to whom the table of all pairs fits a page; with more, the pairs are only listed."""

MOST_LISTED = 1000
"""Pairs listed one below the other."""


class CompanyModel:
    """The part of `OverTimeModel` about pairs of students.

    Attributes
    ----------
    audit : GroupingAudit
        The look back.
    """

    audit: GroupingAudit

    @property
    def _times(self) -> tuple[list[str], np.ndarray]:
        company = self.audit.company
        return [str(name) for name in company.index], company.to_numpy(dtype=int)

    @property
    def company_words(self) -> str:
        """How often two students have shared a group, counted over all pairs."""
        names, times = self._times
        met = times[np.triu_indices(len(names), k=1)]
        if not len(met):
            return "There is only one student."
        never, once, more = (int(n) for n in (np.sum(met == 0), np.sum(met == 1), np.sum(met > 1)))
        said = f"{once:,} {_have(once)} shared a group once, {more:,} more often and {never:,} never."
        return f"Of {parts.count(len(met), 'pair')} of students, {said}"

    @property
    def fits_a_table(self) -> bool:
        """Whether the class is small enough for a table of all pairs."""
        return len(self.audit.company) <= MOST_IN_TABLE

    def company_table(self) -> str:
        """Return the heat table of all pairs as HTML; every cell has its number."""
        names, times = self._times
        steps = np.ceil(4 * times / max(4, times.max(initial=0))).astype(int)
        rows = [
            {
                "name": name,
                "cells": [
                    {"times": int(n), "step": int(step), "self": here == place}
                    for place, (n, step) in enumerate(zip(times[here], steps[here]))
                ],
            }
            for here, name in enumerate(names)
        ]
        return exports.page("group_company.html", names=names, rows=rows)

    @property
    def pair_rows(self) -> list[dict]:
        """The same numbers, one row a pair, most often first."""
        names, times = self._times
        one, other = np.triu_indices(len(names), k=1)
        met = times[one, other]
        order = np.argsort(-met, kind="stable")[:MOST_LISTED]
        return [
            {"key": f"{one[n]}-{other[n]}", "one": names[one[n]], "other": names[other[n]], "times": int(met[n])}
            for n in order
        ]

    @property
    def pairs_caption(self) -> str:
        """What the list of pairs is, and whether it is cut short."""
        pairs = len(self.audit.company) * (len(self.audit.company) - 1) // 2
        caption = "Times in one group, each pair of students"
        return caption if pairs <= MOST_LISTED else f"{caption}: the first {MOST_LISTED:,} of {pairs:,}"

    @property
    def never_words(self) -> str:
        """How many pairs could have met and have not."""
        never = len(self.audit.never_together)
        if not never:
            return "Everybody who could has worked with everybody."
        return f"{parts.count(never, 'pair has', 'pairs have')} not worked together yet, although both were there."

    @property
    def never_names(self) -> list[str]:
        """The first of these pairs by name, and how many more there are."""
        return _pairs(self.audit.never_together)

    @property
    def always_names(self) -> list[str]:
        """The pairs who have shared every group."""
        return _pairs(self.audit.always_together)


def listed(lines: list[str], most: int, more: str) -> list[str]:
    """Return the first lines, and one that counts the rest.

    Examples
    --------
    >>> listed(["a", "b", "c", "d"], 2, "more pair")
    ['a', 'b', 'and 2 more pairs']
    """
    rest = len(lines) - most
    return [*lines[:most], f"and {parts.count(rest, more)}"] if rest > 0 else list(lines)


def varied(pairs: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Return so many of the pairs, in which nobody is named again before everybody else who can be was.

    Examples
    --------
    >>> varied([("Ana", "Ben"), ("Ana", "Cy"), ("Ana", "Di"), ("Cy", "Di")], 3)
    [('Ana', 'Ben'), ('Cy', 'Di'), ('Ana', 'Cy')]
    """
    chosen, left, named = [], list(pairs), Counter()
    for limit in range(len(pairs)):
        rest = []
        for pair in left:
            if len(chosen) < most and max(named[name] for name in pair) <= limit:
                chosen.append(pair)
                named.update(pair)
            else:
                rest.append(pair)
        left = rest
        if len(chosen) == most or not left:
            break
    return chosen


def _pairs(frame: pd.DataFrame) -> list[str]:
    pairs = list(zip(frame["student"], frame["other"]))
    named = [f"{one} and {other}" for one, other in varied(pairs, MOST_PAIRS)]
    rest = len(pairs) - len(named)
    return [*named, f"and {parts.count(rest, 'more pair')}"] if rest else named


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
