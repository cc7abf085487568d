"""What has changed between two figures, so that only that is sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

Path = tuple[str | int, ...]


def changes(old: object, new: object, path: Path = ()) -> Iterator[list]:
    """Yield what turns one figure into another.

    Parameters
    ----------
    old, new : dict
        `data` and `layout`, as plain JSON.

    Yields
    ------
    list
        `[path, value]` for what is new or another, `[path]` for what is gone. An array counts as one value: plotly
        draws a changed array as a whole. Traces are compared one by one as long as there are as many of them.

    Examples
    --------
    >>> list(changes({"data": [{"y": [3, 1], "name": "a"}]}, {"data": [{"y": [3, 2], "name": "a"}]}))
    [[['data', 0, 'y'], [3, 2]]]
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in chain(new, (key for key in old if key not in new)):
            if key not in new:
                yield [[*path, key]]
            elif key not in old:
                yield [[*path, key], new[key]]
            else:
                yield from changes(old[key], new[key], (*path, key))
    elif path == ("data",) and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (before, after) in enumerate(zip(old, new)):
            yield from changes(before, after, (*path, place))
    elif type(old) is not type(new) or old != new:
        yield [list(path), new]


def patched(figure: dict, patch: list[list]) -> dict:
    """Return a figure with what `changes` told; the browser does the same.

    Examples
    --------
    >>> patched({"data": [{"y": [3, 1]}]}, [[["data", 0, "y"], [3, 2]]])
    {'data': [{'y': [3, 2]}]}
    """
    for (key, *rest), *value in patch:
        figure = figure.copy()
        if rest:
            figure[key] = patched(figure[key], [[rest, *value]])
        elif value:
            figure[key] = value[0]
        else:
            del figure[key]
    return figure
