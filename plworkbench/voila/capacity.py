"""How many pages a computer can hold: as many as its memory allows, unless somebody says otherwise."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

from plworkbench.voila.forking import CAN_FORK

PAGE_MIB = 100 if CAN_FORK else 140
"""MiB that one open page may hold: less where its kernel shares what was imported."""

OTHERS_MIB = 1536
"""MiB that are left to the system and to the browser of whoever sits at this computer."""

SHARE = 0.8
"""Share of the rest that pages may take: a long search for groups needs more than a page at rest."""

FEWEST, MOST = 4, 64
"""No computer is trusted with more pages than this unasked: long before, the processor is what is short."""

_LIMIT = Path("/sys/fs/cgroup/memory.max")


def pages_that_fit(memory_mib: float, page_mib: float = PAGE_MIB) -> int:
    """Return how many pages may be open at once, those that wait warm included.

    Parameters
    ----------
    memory_mib : float
        The memory of the computer, in MiB.
    page_mib : float
        MiB that one open page may hold.

    Examples
    --------
    A school's server of 8 GB:

    >>> pages_that_fit(8 * 1024, page_mib=100), pages_that_fit(8 * 1024, page_mib=140)
    (53, 38)
    """
    room = (memory_mib - OTHERS_MIB) * SHARE / page_mib
    return int(min(MOST, max(FEWEST, room)))


def pages_kept_warm(places: int, pages: int) -> int:
    """Return how many dashboards are kept ready to open at once: all of them, but never on more than half the places.

    Parameters
    ----------
    places : int
        How many pages may be open at once.
    pages : int
        How many dashboards there are.

    Examples
    --------
    >>> pages_kept_warm(38, pages=7), pages_kept_warm(4, pages=7)
    (7, 2)
    """
    return min(pages, places // 2)


def memory_mib(limit: Path = _LIMIT) -> float:
    """Return the MiB this computer has, or the container that the server runs in is allowed."""
    total = psutil.virtual_memory().total
    with suppress(OSError, ValueError):  # no container, or one without a limit: "max"
        total = min(total, int(limit.read_text("ascii")))
    return total / 2**20
