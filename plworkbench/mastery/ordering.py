"""The order of the evidence: which day orders it, and what comes first on one day."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

CELL = ["student_key", "standard_code"]
"""What makes a cell of the mastery table: one student, one standard."""

DATES = {"assessed": "date_assessed", "handed in": "date_submitted", "due": "date_due"}
"""The column of each day that can order the evidence, in the order in which one stands in for another."""

TIES = ("sequence", "attempt")
"""What orders pieces of one day: their place in the source, then retakes after first tries."""


def ordering_days(order_by: str = "assessed") -> dict[str, str]:
    """Return the days that order the evidence, the chosen one first: {'due': 'date_due', 'assessed': ...}.

    Raises
    ------
    ValueError
        If there is no such day.
    """
    if order_by not in DATES:
        raise ValueError(f"The evidence cannot be ordered by {order_by!r}; choose one of {', '.join(DATES)}.")
    return {order_by: DATES[order_by], **DATES}


def with_date(frame: nw.DataFrame | nw.LazyFrame, order_by: str = "assessed", *, name: str = "date"):
    """Add the day that orders each piece: the chosen one, else the next of assessed, handed in, due that there is."""
    there = set(frame.collect_schema().names())
    days = [nw.col(column) for column in ordering_days(order_by).values() if column in there]
    if not days:
        return frame.with_columns(nw.lit(None, dtype=nw.Datetime("us")).alias(name))
    return frame.with_columns((nw.coalesce(*days) if len(days) > 1 else days[0]).alias(name))


def order_evidence(evidence: pd.DataFrame, order_by: str = "assessed") -> pd.DataFrame:
    """Return the evidence oldest first, with the day that orders it in `date`, and which day that is in `date_kind`.

    Parameters
    ----------
    evidence : DataFrame
        Columns of the schema's table 'evidence'.
    order_by : {"assessed", "handed in", "due"}
        The day that orders. Where a piece has none, the next of assessed, handed in, due that it has.

    Returns
    -------
    DataFrame
        The same rows. `date_kind` says which day it is: 'assessed', 'handed in', 'due', or '' for none. A piece
        without any of them counts as oldest; pieces of one day keep the order of their source, then a retake comes
        after its first try, then the order of the rows holds.

    Examples
    --------
    >>> evidence = pd.DataFrame({"score": [4, 1, 2], "sequence": [0, 1, 2], "attempt": 1,
    ...     "date_assessed": pd.to_datetime(["2025-10-01", None, "2025-09-01"])})
    >>> order_evidence(evidence)["score"].tolist()
    [1, 2, 4]
    """
    days = {day: column for day, column in ordering_days(order_by).items() if column in evidence}
    ordered = with_date(nw.from_native(evidence), order_by).to_native()
    kind = pd.Series("", index=evidence.index, dtype="str")
    for day, column in reversed(days.items()):
        kind = kind.mask(evidence[column].notna(), day)
    ordered["date_kind"] = kind
    keys = ["date", *(name for name in TIES if name in ordered)]
    return ordered.sort_values(keys, na_position="first", kind="stable")
