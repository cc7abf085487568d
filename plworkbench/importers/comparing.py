"""Compare rows of a file with rows that are there: which are new, which differ, which are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plworkbench.importers.coded import identity_codes


@dataclass(frozen=True, eq=False)
class Comparison:
    """Rows of a file, compared.

    Parameters
    ----------
    added, changed, unchanged : DataFrame
        The rows of the file in its order. What the file does not say is filled in from the row that is there.
        `changed` has `replaces`, the key of the row it takes the place of, and `old_...` columns; `unchanged` has the
        key of the row that is there.
    """

    added: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are added, changed and unchanged."""
        return {"added": len(self.added), "changed": len(self.changed), "unchanged": len(self.unchanged)}


def compare(
    candidates: pd.DataFrame,
    current: pd.DataFrame,
    *,
    identity: Sequence[str],
    key: str,
    strict: Sequence[str] = (),
    filled: Sequence[str] = (),
) -> Comparison:
    """Compare rows of a file with those that are there.

    Parameters
    ----------
    candidates : DataFrame
        Rows of the file, no two of one identity.
    current : DataFrame
        Rows that are there; of several of one identity the last counts.
    identity : sequence of str
        Columns that make two rows the same thing.
    key : str
        The column of `current` that names its rows.
    strict : sequence of str
        Columns in which any difference is a change, a value that became empty too; kept as `old_...`.
    filled : sequence of str
        Columns in which an empty cell of the file says nothing: what is there stays.

    Examples
    --------
    >>> there = pd.DataFrame({"k": ["k1"], "student": ["a"], "score": [3.0]})
    >>> file = pd.DataFrame({"student": ["a", "b"], "score": [4.0, 1.0]})
    >>> compare(file, there, identity=["student"], key="k", strict=["score"]).counts
    {'added': 1, 'changed': 1, 'unchanged': 0}
    """
    candidates = candidates.reset_index(drop=True)
    if current.empty:
        nothing = candidates.iloc[:0]
        old = {f"old_{name}": nothing[name] for name in strict}
        replaces = pd.Series(dtype="str")
        return Comparison(candidates, nothing.assign(replaces=replaces, **old), nothing.assign(**{key: replaces}))
    codes, there = identity_codes([candidates, current], identity)
    last = pd.Series(np.arange(len(there))).groupby(there).last()
    place = last.reindex(codes).to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(place)
    mine, old = candidates[known], current.iloc[place[known].astype("int64")].set_axis(candidates.index[known])
    differs = pd.Series(False, index=mine.index)
    for name in strict:
        differs |= _different(mine[name], old[name])
    kept = {}
    for name in filled:
        said = _said(mine[name])
        differs |= said & _different(mine[name], old[name])
        kept[name] = _plain(mine[name]).where(said, _plain(old[name]))
    mine = mine.assign(**kept, **{key: old[key]})
    changed = mine[differs].assign(**{f"old_{name}": old.loc[differs, name] for name in strict})
    return Comparison(
        candidates[~known].reset_index(drop=True),
        changed.rename(columns={key: "replaces"}).reset_index(drop=True),
        mine[~differs].reset_index(drop=True),
    )


def _plain(values: pd.Series) -> pd.Series:
    return values.astype("str") if isinstance(values.dtype, pd.CategoricalDtype) else values


def _said(values: pd.Series) -> pd.Series:
    values = _plain(values)
    said = values.notna()
    return said & (values != "") if pd.api.types.is_string_dtype(values.dtype) else said


def _different(new: pd.Series, old: pd.Series) -> pd.Series:
    new, old = _plain(new), _plain(old)
    one_missing = new.isna() != old.isna()
    both = new.notna() & old.notna()
    unequal = (new - old).abs() > 1e-9 if pd.api.types.is_float_dtype(new.dtype) else new != old
    return one_missing | (both & unequal.fillna(False).astype("bool"))
