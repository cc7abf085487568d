"""How a rotation is filled: first how often each group visits each station, then in which slot."""

from __future__ import annotations

import numpy as np

TRIES = 60
"""Orders of the slots that are tried; one is enough unless a group is away or the teacher has two stations."""

MUST, URGENT, MUST_NOT = -1000.0, 8.0, 1e6
"""Costs of a seat that has to be taken in this slot, and of one that does not exist; and what urgency takes off."""


def fill_slots(away: np.ndarray, room: np.ndarray, led: np.ndarray) -> np.ndarray:
    """Return the station of each group in each slot.

    It is settled how often each group visits each station, by a small integer programme: everybody everywhere once
    as far as there is room, then as evenly as can be. After that the slots are filled one after another, by matchings
    in which every station gets those groups for which it would have no room later. That this works out is Konig's
    theorem on the edges of bipartite graphs (1916, https://doi.org/10.1007/BF01456961). It holds unless groups are
    away or the teacher has several stations; then several orders of slots are tried, and if none works out each slot
    is filled with what is visited least so far, which may be a little less even.

    Parameters
    ----------
    away : ndarray of bool, shape (n_groups, n_slots)
        Whether a group has no place in a slot.
    room : ndarray of int, shape (n_stations,)
        Groups at once; there is room for all groups in every slot.
    led : ndarray of bool, shape (n_stations,)
        Whether the teacher is there; of these stations one is in use in a slot.

    Returns
    -------
    ndarray of int, shape (n_groups, n_slots)
        Station from 0, -1 for a group that is away.

    Examples
    --------
    >>> nobody = np.zeros((3, 3), dtype=bool)
    >>> places = fill_slots(nobody, np.ones(3, dtype=int), np.array([True, False, False]))
    >>> np.sort(places, axis=0).T.tolist(), np.sort(places, axis=1).tolist()
    ([[0, 1, 2], [0, 1, 2], [0, 1, 2]], [[0, 1, 2], [0, 1, 2], [0, 1, 2]])
    """
    rng = np.random.RandomState(0)
    visits, in_use = _settle_visits(away, room, led)
    for _ in range(TRIES):
        places = _realize(visits, in_use, away, room, led, rng)
        if places is not None:
            return places
    tries = [_fill_greedily(away, room, led, rng) for _ in range(TRIES)]
    return min(tries, key=lambda places: _unevenness(places, len(room)))


def _settle_visits(away: np.ndarray, room: np.ndarray, led: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # How often each group visits each station, and in how many slots each of the teacher's stations is in use. Once
    # the latter is settled the rest is a problem of transport, whose cheapest corners are whole numbers; so only the
    # teacher's stations have to be declared whole.
    from scipy.optimize import Bounds, LinearConstraint, milp

    (groups, slots), count = away.shape, len(room)
    most = int((~away).sum(axis=0).max())
    step = np.arange(groups * count * slots).reshape(groups, count, slots)
    in_use = step.size + np.arange(count)
    # A third visit costs more than a second; a first one outweighs all, and with the teacher a little more so.
    cost = np.zeros(step.size + count)
    cost[step] = 10.0 * np.arange(slots) - (10.0 * slots + 2.0 * led[:, None]) * (np.arange(slots) == 0)
    lower, upper = np.zeros(len(cost)), np.ones(len(cost))
    spare = room[~led].sum() + room >= most  # While the teacher is elsewhere, the others have no room.
    upper[in_use] = np.where(led, slots * spare, slots)
    lower[in_use] = np.where(led, 0, slots)
    rows = np.zeros((groups + count + 1, len(cost)))
    for group in range(groups):
        rows[group, step[group]] = 1
    for station in range(count):
        rows[groups + station, step[:, station]] = 1
        rows[groups + station, in_use[station]] = -room[station]
    rows[-1, in_use[led]] = 1
    present = (~away).sum(axis=1)
    short = led.any() and room[~led].sum() < most
    low = np.concatenate([present, np.full(count, -np.inf), [slots if short else 0]])
    high = np.concatenate([present, np.zeros(count), [slots]])
    whole = np.zeros(len(cost))
    whole[in_use] = 1
    values = milp(cost, constraints=LinearConstraint(rows, low, high), bounds=Bounds(lower, upper), integrality=whole).x
    return np.rint(values[step].sum(axis=2)).astype(int), np.rint(values[in_use]).astype(int)


def _realize(visits, in_use, away, room, led, rng) -> np.ndarray | None:
    from scipy.optimize import linear_sum_assignment

    groups, slots = away.shape
    left, places = visits.copy(), np.full((groups, slots), -1)
    lesson = np.repeat(np.flatnonzero(led), in_use[led])
    lesson = rng.permutation(np.concatenate([lesson, np.full(slots - len(lesson), -1)]))
    open_in = np.where(led[:, None], np.arange(len(room))[:, None] == lesson, True)
    for slot in range(slots):
        here = np.flatnonzero(~away[:, slot])
        later = open_in[:, slot + 1 :].sum(axis=1) * room
        must = np.maximum(left.sum(axis=0) - later, 0)
        seats = np.repeat(np.arange(len(room)), np.where(open_in[:, slot], room, 0))
        nth = np.concatenate([np.arange(size) for size in np.where(open_in[:, slot], room, 0)])
        if len(seats) < len(here):
            return None
        # A group that needs a station in most of the slots in which it is still in use comes first.
        urgent = left[here] / np.maximum(open_in[:, slot:].sum(axis=1), 1)
        cost = np.where(nth < must[seats], MUST, 0.0) + rng.random_sample((len(here), len(seats)))
        cost = np.where(left[here][:, seats] > 0, cost - URGENT * urgent[:, seats], MUST_NOT)
        rows, columns = linear_sum_assignment(cost)
        if (cost[rows, columns] >= MUST_NOT).any():
            return None
        places[here[rows], slot] = seats[columns]
        left[here[rows], seats[columns]] -= 1
    return places


def _fill_greedily(away, room, led, rng) -> np.ndarray:
    from scipy.optimize import linear_sum_assignment

    groups, slots = away.shape
    visits, places = np.zeros((groups, len(room)), dtype=int), np.full((groups, slots), -1)
    for slot in range(slots):
        here = np.flatnonzero(~away[:, slot])
        best = None
        for station in rng.permutation(np.flatnonzero(led)) if led.any() else [-1]:
            seats = np.repeat(np.arange(len(room)), np.where(led & (np.arange(len(room)) != station), 0, room))
            if len(seats) < len(here):
                continue
            cost = 4.0 ** visits[here][:, seats] + rng.random_sample((len(here), len(seats)))
            rows, columns = linear_sum_assignment(cost)
            total = cost[rows, columns].sum()
            if best is None or total < best[0]:
                best = total, rows, seats[columns]
        _, rows, taken = best
        places[here[rows], slot] = taken
        visits[here[rows], taken] += 1
    return places


def _unevenness(places: np.ndarray, count: int) -> int:
    visits = (places[:, :, None] == np.arange(count)).sum(axis=1)
    return int((visits * (visits - 1)).sum() + 2 * places.shape[1] * (visits == 0).sum())
