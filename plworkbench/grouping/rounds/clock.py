"""The budget of a search for rounds: proposals or seconds, progress, and stopping."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RoundsProgress:
    """How far the planning of rounds is.

    Parameters
    ----------
    done : float
        Share of the budget that is used up, 0..1.
    repeats : int
        Repeated meetings in the best plan so far.
    bound : int
        Repeated meetings that no plan can do without.
    """

    done: float
    repeats: int
    bound: int


@dataclass
class Clock:
    """How much of a budget is used up, in proposals or in seconds, and whether somebody has stopped the search.

    Parameters
    ----------
    iterations : int, optional
        Proposals in all. With the same seed the answer is the same.
    seconds : float, optional
        Time in all.
    on_look : callable, optional
        Called with the share that is used up, at most every twentieth of a second; False stops the search.

    Examples
    --------
    >>> clock = Clock(iterations=1000)
    >>> clock.spend(250), clock.done, clock.is_over
    (None, 0.25, False)
    """

    iterations: int | None = None
    seconds: float | None = None
    on_look: Callable[[float], bool | None] | None = None
    spent: int = 0
    is_stopped: bool = False
    begun: float = field(default_factory=time.perf_counter)
    looked: float = 0.0

    @property
    def done(self) -> float:
        """Share of the budget that is used up, 0..1."""
        shares = [0.0]
        if self.iterations is not None:
            shares.append(self.spent / max(self.iterations, 1))
        if self.seconds is not None:
            shares.append((time.perf_counter() - self.begun) / max(self.seconds, 1e-9))
        return min(max(shares), 1.0)

    @property
    def is_over(self) -> bool:
        """Whether to stop now."""
        return self.is_stopped or self.done >= 1

    def spend(self, proposals: int) -> None:
        """Count proposals, and let the caller of the search have a look now and then."""
        self.spent += proposals
        if self.on_look is not None and (now := time.perf_counter()) - self.looked > 0.05:
            self.looked = now
            self.is_stopped = self.is_stopped or self.on_look(self.done) is False
