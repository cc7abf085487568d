"""What was read and worked out of the data, kept in memory until the next event."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd

LogTag = tuple[int, int]
"""The number of the newest event, and how many there are."""

MOST_KEPT = 32
"""So many frames are kept, those that were asked for first going first."""


class KeptFrames:
    """Frames that stay true until the next event, whoever writes it: any change of the data leaves one.

    A page asks for the same frames many times as it opens.

    Parameters
    ----------
    tag : callable
        Returns what tells this state of the data from any other.

    Examples
    --------
    >>> events = [1]
    >>> frames = KeptFrames(lambda: (events[-1], len(events)))
    >>> frames.get("ones", lambda: pd.DataFrame({"n": [1]}))["n"].tolist()
    [1]
    >>> frames.get("ones", lambda: pd.DataFrame({"n": [2]}))["n"].tolist()
    [1]
    >>> events.append(2)
    >>> frames.get("ones", lambda: pd.DataFrame({"n": [2]}))["n"].tolist()
    [2]
    """

    def __init__(self, tag: Callable[[], LogTag]):
        self._tag = tag
        self._kept: tuple[LogTag | None, dict[Hashable, pd.DataFrame]] = None, {}

    def get(self, what: Hashable, work_out: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame to do with as one likes: the one that is kept, or else what `work_out` returns."""
        now = self._tag()  # asked before anything is read: an event that comes meanwhile is news to the next
        if self._kept[0] != now:
            self._kept = now, {}
        kept = self._kept[1]  # not looked up again: another thread may have found news by then
        found = kept.get(what)
        if found is None:
            found = kept[what] = work_out()
            if len(kept) > MOST_KEPT:
                kept.pop(next(iter(kept)), None)
        return found.copy(deep=False)
