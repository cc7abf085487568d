"""The smallest set of rules that cannot all hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from plworkbench.grouping.musts.programme import Programme

MOST_TRIALS = 300
"""Placements looked for after which the shortest contradiction known is given."""

Set = frozenset[int]


def smallest_conflict(
    count: int, hold: Callable[[Set], Set | None], known: Iterable[Set] = (), most_trials: int = MOST_TRIALS
) -> tuple[list[int], bool]:
    """Return a contradicting set of rules with as few rules as possible, and whether that is proved.

    What any placement breaks is a *way out*: without these rules all others can hold. Every contradiction takes part
    in every way out. So a set with a rule of each way out is looked for that is smaller than the shortest
    contradiction known. If there is none, that one is a smallest. If there is one and it cannot hold, it is a shorter
    contradiction; if it can hold, the placement that shows it gives another way out (implicit hitting sets: Ignatiev,
    Previti, Liffiton and Marques-Silva 2015, "Smallest MUS extraction with minimal hitting set dualization",
    https://doi.org/10.1007/978-3-319-23219-5_13).

    Parameters
    ----------
    count : int
        Number of rules; all of them together cannot hold.
    hold : callable
        Given numbers of rules, returns all rules kept by a placement that keeps at least these, or None if there is
        none. The more it keeps, the sooner the search ends.
    known : iterable of frozenset of int
        Contradicting sets known beforehand; they may end the search sooner.
    most_trials : int
        Calls of `hold` after which the shortest contradiction known is given. It may then not be the smallest, but
        holds no rule that could be left out.

    Returns
    -------
    conflict : list of int
        The numbers of the rules, ascending.
    proved : bool
        Whether no contradiction has fewer rules.

    Examples
    --------
    >>> def hold(rules):  # Rules 0, 2, 4 contradict each other, and so do 1 and 5.
    ...     return None if {0, 2, 4} <= rules or {1, 5} <= rules else rules
    >>> smallest_conflict(6, hold)
    ([1, 5], True)
    """
    everything = frozenset(range(count))
    best = min(known, key=len, default=everything)
    ways_out: list[Set] = []
    for _ in range(most_trials):
        needed, is_proved = _some_of_each(ways_out, len(best) - 1)
        if needed is None:
            if is_proved:
                return sorted(best), True
            break
        held = hold(needed)
        if held is None:
            best = _shrink(needed, hold)
        else:
            way_out = everything - held
            ways_out = [*(other for other in ways_out if not way_out <= other), way_out]
    return sorted(_shrink(best, hold)), False


def _shrink(rules: Set, hold: Callable[[Set], Set | None]) -> Set:
    # A deletion filter (Chinneck and Dravnieks 1991, https://doi.org/10.1287/ijoc.3.2.157). Large chunks are left out
    # first, since most rules take no part; the last pass, one at a time, makes sure that every rule left is needed.
    chunk = len(rules)
    while chunk > 1:
        chunk, order = (chunk + 1) // 2, sorted(rules)
        for start in range(0, len(order), chunk):
            fewer = rules - set(order[start : start + chunk])
            if len(fewer) < len(rules) and hold(fewer) is None:
                rules = fewer
    return rules


def _some_of_each(sets: Sequence[Set], most: int) -> tuple[Set | None, bool]:
    """Return a set of at most so many elements that has one of each set; None if there is none, and if that is sure."""
    chosen: set[int] = set()
    left = list(sets)
    while left:
        often = Counter(rule for group in left for rule in group)
        chosen.add(min(often, key=lambda rule: (-often[rule], rule)))
        left = [group for group in left if not group & chosen]
    if len(chosen) <= most:
        return frozenset(chosen), True
    rules = sorted(set().union(*sets))
    place = {rule: index for index, rule in enumerate(rules)}
    programme = Programme()
    programme.add(len(rules))
    programme.keep(range(len(rules)), 1, high=most)
    for group in sets:
        programme.keep([place[rule] for rule in sorted(group)], 1, low=1)
    values, is_proved = programme.solve()
    if values is None:
        return None, is_proved
    return frozenset(rule for rule, value in zip(rules, values) if value), True
