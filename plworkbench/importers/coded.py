"""Columns of text held as their few different texts and a number a row: what is said of a text is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

_LARGEST = 2**62


def coded(texts: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return a number a row and the different texts they stand for; a missing text has the number -1.

    Examples
    --------
    >>> codes, different = coded(pd.Series(["EX", "8", "EX"]))
    >>> codes.tolist(), different
    ([0, 1, 0], ['EX', '8'])
    """
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return texts.cat.codes.to_numpy(), list(texts.cat.categories)
    codes, different = pd.factorize(texts)
    return codes, list(different)


def each_text(texts: pd.Series, read: Callable[[str], Any], dtype: str | None = None) -> np.ndarray:
    """Return what a function makes of every text; it is called once for each different one.

    Parameters
    ----------
    texts : Series of str or category
        Text cells, none missing.
    read : callable
        From a text to a value.
    dtype : str, optional
        Type of the values; without it they stay Python objects.

    Examples
    --------
    >>> each_text(pd.Series(["ab", "c", "ab"]), len, "int64").tolist()
    [2, 1, 2]
    """
    codes, different = coded(texts)
    values = np.empty(len(different), dtype="object")
    values[:] = [read(text) for text in different]
    return (values if dtype is None else values.astype(dtype))[codes]


def recoded(texts: pd.Series, read: Callable[[str], str]) -> pd.Series:
    """Return a column of text with every text replaced by what a function makes of it, as categories.

    Examples
    --------
    >>> recoded(pd.Series([" a", "b", "a"]), str.strip).tolist()
    ['a', 'b', 'a']
    """
    codes, different = coded(texts)
    return taken(codes, [read(text) for text in different], texts.index)


def taken(codes: np.ndarray, texts: Iterable[str], index: pd.Index) -> pd.Series:
    """Return the texts that numbers stand for, as categories; equal texts are one category."""
    merged, labels = pd.factorize(np.array([*texts, ""], dtype="object")[:-1])
    values = merged[codes] if len(merged) else np.full(len(codes), -1)
    return pd.Series(pd.Categorical.from_codes(values, categories=pd.Index(labels, dtype="str")), index=index)


def only_used(texts: pd.Series) -> pd.Series:
    """Return a column of categories without those that no row has.

    Examples
    --------
    >>> only_used(pd.Series(["a", "b"], dtype="category").iloc[1:]).cat.categories.tolist()
    ['b']
    """
    codes, labels = texts.cat.codes.to_numpy(), texts.cat.categories
    used = np.bincount(codes, minlength=len(labels)) > 0
    if used.all():
        return texts
    places = (np.cumsum(used) - 1)[codes]
    return pd.Series(pd.Categorical.from_codes(places, categories=labels[used]), index=texts.index)


def constant(text: str, index: pd.Index) -> pd.Series:
    """Return a column that holds one text, as a category.

    Examples
    --------
    >>> constant("", pd.RangeIndex(2)).tolist()
    ['', '']
    """
    return pd.Series(pd.Categorical.from_codes(np.zeros(len(index), dtype="int8"), categories=[text]), index=index)


def identity_codes(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> list[np.ndarray]:
    """Return one number a row of each frame, equal where all columns are equal; text, numbers, dates and missing.

    Examples
    --------
    >>> one, two = pd.DataFrame({"a": ["x", "y"], "b": [1, 1]}), pd.DataFrame({"a": ["y"], "b": [1]})
    >>> codes = identity_codes([one, two], ["a", "b"])
    >>> codes[0].tolist(), codes[1].tolist()
    ([0, 1], [1])
    """
    lengths = [len(frame) for frame in frames]
    combined, count = np.zeros(sum(lengths), dtype="int64"), 1
    for column in columns:
        codes, different = _joint_codes([frame[column] for frame in frames])
        if count * (different + 1) > _LARGEST:
            combined, count = pd.factorize(combined)[0], len(combined)
        combined, count = combined * (different + 1) + codes + 1, count * (different + 1)
    return np.split(pd.factorize(combined)[0], np.cumsum(lengths)[:-1])


def repeated(codes: np.ndarray) -> np.ndarray:
    """Return which rows have a number that another row has as well, where numbers count up from 0.

    Examples
    --------
    >>> repeated(np.array([0, 1, 0])).tolist()
    [True, False, True]
    """
    if not len(codes) or codes.max() + 1 == len(codes):
        return np.zeros(len(codes), dtype="bool")
    return (np.bincount(codes) > 1)[codes]


def _joint_codes(values: list[pd.Series]) -> tuple[np.ndarray, int]:
    if any(isinstance(part.dtype, pd.CategoricalDtype) for part in values):
        # Only the few different texts are compared, not one a row.
        parts = [part.astype("category").cat for part in values]
        labels = [part.categories.astype("object") for part in parts]
        joint, different = pd.factorize(np.concatenate([np.asarray(label, dtype=object) for label in labels]))
        places = np.split(joint, np.cumsum([len(label) for label in labels])[:-1])
        # The last place stands for missing, which has the code -1.
        codes = [np.append(place, -1)[part.codes] for place, part in zip(places, parts)]
        return np.concatenate(codes), len(different)
    joined = pd.concat(values, ignore_index=True)
    codes, different = pd.factorize(joined)
    return codes, len(different)


def ways(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Return a number a row, equal where the columns are equal, and the different ways they are filled, as text.

    Examples
    --------
    >>> frame = pd.DataFrame({"name": ["Ada", "Ben", "Ada"], "id": ["1", "2", "1"]}, index=[2, 3, 4])
    >>> numbers, different = ways(frame, ["name", "id"])
    >>> numbers.tolist(), different.index.tolist(), different["name"].tolist()
    ([0, 1, 0], [2, 3], ['Ada', 'Ben'])
    """
    (way,) = identity_codes([frame], columns)
    first = pd.Series(frame.index).groupby(way).first()
    return way, frame.loc[first, list(columns)].astype("str")


class CodedRows(Sequence[list[str]]):
    """The rows of a frame of categories, each as a list of texts when it is looked at.

    Parameters
    ----------
    frame : DataFrame
        Columns of categories, rows in the order of the file.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return [list(row) for row in self.frame.iloc[place].itertuples(index=False, name=None)]
        return self.frame.iloc[place].astype("object").tolist()

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, self.frame.itertuples(index=False, name=None))
