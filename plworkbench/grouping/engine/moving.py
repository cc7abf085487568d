"""Groupings side by side, and the effect of every swap and every move of one block in each of them."""

from __future__ import annotations

import numpy as np

from plworkbench.grouping.engine.layout import Layout

SMALLEST_GAIN = 1e-9
"""A gain below this is rounding error; taking it could make a descent go in circles."""

STEPS = ((0, 1), (0, -1), (1, 0), (1, 1), (-1, 0), (-1, -1))
"""Seats and counts a group gains: one more and one fewer of those who are counted; a seat more, without and with one of
them; a seat less, without and with one."""


class Replicas:
    """Several groupings, with every sum that a visit needs.

    Most students are blocks of one. Two of them trade seats without changing any size, so those swaps are worked out
    for all at once from sums that are kept up to date (`_swaps_of_one`). Swaps with larger blocks take the long way,
    and are looked at only when it is the larger block's turn.

    Parameters
    ----------
    layout : Layout
        Blocks, costs and limits.
    labels : ndarray of int, shape (n_replicas, n_blocks)
        The groupings to begin with.
    """

    def __init__(self, layout: Layout, labels: np.ndarray):
        self.layout, self.labels = layout, labels.astype(np.intp)
        self.r = np.arange(len(labels))
        self.rr = self.r[:, None]
        self.offsets = self.rr * layout.n_clusters
        self.blocks = np.arange(labels.shape[1])
        self.is_pinned = ~np.isin(self.blocks, layout.movable)
        self.has_pairs = bool(layout.pairs.any())
        self.moves = bool((layout.smallest < layout.largest).any())
        self.room = int(layout.largest.max())
        self.is_one = layout.size == 1
        self.not_with_one = self.is_pinned | ~self.is_one
        # A margin of one on every side, so that looking one seat or one count further needs no check.
        self.tables = np.pad(layout.tables, ((0, 0), (1, 2), (1, 2)), mode="edge")
        self.least, self.least_labels = np.full(len(labels), np.inf), self.labels.copy()
        self.refresh()
        self._note(self.r)

    def refresh(self) -> None:
        """Add up everything anew, so that rounding errors of the updates cannot add up."""
        layout, k = self.layout, self.layout.n_clusters
        self.flat = self.labels + self.offsets
        member = (self.labels[:, :, None] == np.arange(k)).astype(float)
        turned = np.ascontiguousarray(member.transpose(0, 2, 1))
        self.to = self._summed(layout.pairs)
        self.own = self.to[self.rr, self.labels, self.blocks]
        self.sizes = (turned @ layout.size.astype(float)).astype(np.intp)
        self.held = np.einsum("sm,rmk->srk", layout.marks, member).astype(np.intp)
        self.cost = self.own.sum(axis=1) / 2
        self.whole = self.own  # what each block costs its group, both matrices together
        if layout.shared is not None:
            self.to_shared = self._summed(layout.shared)
            self.own_shared = self.to_shared[self.rr, self.labels, self.blocks]
            self.group = np.einsum("rm,rmk->rk", self.own_shared / 2 + layout.inside, member)
            self.per_seat = 1.0 / np.maximum(self.sizes, 1)
            self.cost = self.cost + (self.group * self.per_seat).sum(axis=1)
            self.whole = self.own + self.own_shared * self.per_seat.take(self.flat)
        if len(layout.marks):
            self.steps = self._steps(self.sizes, self.held)
            which = np.arange(len(self.held))[:, None, None]
            self.cost = self.cost + self.tables[which, self.sizes + 1, self.held + 1].sum(axis=(0, 2))

    def _summed(self, matrix: np.ndarray) -> np.ndarray:
        """Return what each group's rows of a matrix add up to, shape (n_replicas, n_clusters, n_blocks)."""
        orders = np.argsort(self.labels, axis=1, kind="stable")
        firsts = [np.searchsorted(row[order], np.arange(self.layout.n_clusters))
                  for row, order in zip(self.labels, orders)]  # fmt: skip
        # No group is empty, so every first row is one of its own.
        return np.stack([np.add.reduceat(matrix[order], first) for order, first in zip(orders, firsts)])

    def best(self) -> tuple[float, np.ndarray]:
        """Return the lowest cost met so far, and its labels."""
        first = int(self.least.argmin())
        return float(self.least[first]), self.least_labels[first].copy()

    def visit(self, block: int, temperature: float, noise: np.ndarray) -> int:
        """Change the place of a block, or leave it; return in how many replicas it changed.

        Parameters
        ----------
        block : int
            Which one.
        temperature : float
            In units of cost; 0 takes the best change if it is one.
        noise : ndarray of float
            Standard Gumbel noise, one for every replica and option.
        """
        change = self.changes(block)
        if temperature > 0:
            drawn = change - temperature * noise[: change.size].reshape(change.shape)
            drawn[:, block] = -temperature * noise[block : block + len(drawn)]  # staying changes nothing
        else:
            drawn = change
            drawn[:, block] = -SMALLEST_GAIN
        chosen = drawn.argmin(axis=1)
        changed = np.flatnonzero(chosen != block)
        if len(changed):
            self._apply(changed, block, chosen[changed], change[changed, chosen[changed]])
            self._note(changed)
        return len(changed)

    def temperature_for(self, share: float, rng: np.random.RandomState) -> float:
        """Return the temperature at which about that share of blocks would change places now."""
        sample = rng.choice(self.layout.movable, size=min(24, len(self.layout.movable)), replace=False)
        changes = []
        for block in sample.tolist():
            change = self.changes(block)
            change[:, block] = np.inf
            changes.append(change)
        rows = np.concatenate(changes)
        low, high = 1e-12, max(float(np.abs(rows[np.isfinite(rows)]).max(initial=1e-6)), 1e-6)
        for _ in range(40):
            middle = np.sqrt(low * high)
            odds = np.exp(np.clip(-rows / middle, -700, 50)).sum(axis=1)
            low, high = (low, middle) if (odds / (1 + odds)).mean() > share else (middle, high)
        return float(high)

    def changes(self, block: int) -> np.ndarray:
        """Return by how much each swap and each move of a block changes the cost, infinite where it may not be.

        Returns
        -------
        ndarray of float, shape (n_replicas, n_blocks) or (n_replicas, n_blocks + n_clusters)
            Swaps with every block, then, where sizes may change, moves to every group.
        """
        here = self.labels[:, block]
        if self.is_one[block]:
            change = self._swaps_of_one(block, here)
            change[(self.labels == here[:, None]) | self.not_with_one] = np.inf
        else:
            change = self._swaps(block, here)
            change[(self.labels == here[:, None]) | self.is_pinned] = np.inf
        return np.concatenate([change, self._moves(block, here)], axis=1) if self.moves else change

    def _swaps_of_one(self, block: int, here: np.ndarray) -> np.ndarray:
        """Return the change of a swap with every block of one; other columns mean nothing."""
        layout, r, flat = self.layout, self.r, self.flat
        to = self.to[:, :, block]
        if layout.shared is None:
            change = to.take(flat)
            change += self.to[r, here]
            change -= 2 * layout.pairs[block]
        else:
            mine = self.per_seat[r, here][:, None]
            change = (to + self.to_shared[:, :, block] * self.per_seat).take(flat)
            change += self.to[r, here]
            change += self.to_shared[r, here] * mine
            change -= layout.shared[block] * (mine + self.per_seat.take(flat))
            if self.has_pairs:
                change -= 2 * layout.pairs[block]
        change -= self.whole
        change -= self.whole[:, block, None]
        for s, marks in enumerate(layout.marks):
            one = marks[block]  # Whoever is counted goes over, so one group has one more and the other one fewer.
            gain, loss = self.steps[:2, s] if one else self.steps[1::-1, s]
            change += (gain + loss[r, here][:, None]).take(flat) * (marks != one)
        return change

    def _swaps(self, block: int, here: np.ndarray) -> np.ndarray:
        """Return the change of a swap with blocks of any size, infinite where a group would leave its limits."""
        layout, r, rr = self.layout, self.r, self.rr
        labels, gained = self.labels, layout.size - layout.size[block]
        here_size, there_size = self.sizes[r, here][:, None], self.sizes[rr, labels]
        here_after, there_after = here_size + gained, there_size - gained
        to = self.to[:, :, block]
        change = to[rr, labels] + self.to[r, here] - self.own - self.own[:, block, None]
        change -= 2 * layout.pairs[block]
        if layout.shared is not None:
            inside, mine, pair = layout.inside, layout.inside[block], layout.shared[block]
            here_sum, there_sum = self.group[r, here][:, None], self.group[rr, labels]
            in_shared = self.to_shared[:, :, block]
            left = here_sum - in_shared[r, here][:, None] - mine
            after = left + self.to_shared[r, here] - pair + inside
            change += after / np.maximum(here_after, 1) - here_sum / here_size
            after = there_sum - self.own_shared - inside + in_shared[rr, labels] - pair + mine
            change += after / np.maximum(there_after, 1) - there_sum / there_size
        for s, table in enumerate(layout.tables):
            more, held = layout.marks[s] - layout.marks[s, block], self.held[s]
            mine, theirs = held[r, here][:, None], held[rr, labels]
            after = [_within(value, self.room) for value in (here_after, mine + more, there_after, theirs - more)]
            change += table[after[0], after[1]] - table[here_size, mine]
            change += table[after[2], after[3]] - table[there_size, theirs]
        smallest, largest = layout.smallest, layout.largest
        outside = (here_after < smallest[here, None]) | (here_after > largest[here, None])
        outside |= (there_after < smallest[labels]) | (there_after > largest[labels])
        change[outside] = np.inf
        return change

    def _moves(self, block: int, here: np.ndarray) -> np.ndarray:
        """Return the change of a move to every group."""
        layout, r = self.layout, self.r
        here_size, sizes, weight = self.sizes[r, here], self.sizes, int(layout.size[block])
        allowed = (sizes <= layout.largest - weight) & (here_size >= layout.smallest[here] + weight)[:, None]
        allowed[r, here] = False
        if not allowed.any():
            return np.full(allowed.shape, np.inf)
        change = self.to[:, :, block] - self.own[:, block, None]
        if layout.shared is not None:
            in_shared, inside = self.to_shared[:, :, block], layout.inside[block]
            left = (self.group[r, here] - in_shared[r, here] - inside) / np.maximum(here_size - weight, 1)
            left -= self.group[r, here] * self.per_seat[r, here]
            after = self.group + in_shared
            after += inside
            after /= sizes + weight
            after -= self.group * self.per_seat
            after += left[:, None]
            change += after
        for s, table in enumerate(layout.tables):
            mark, held = int(layout.marks[s, block]), self.held[s]
            if weight == 1:
                change += self.steps[4 + mark, s][r, here][:, None] + self.steps[2 + mark, s]
                continue
            mine = held[r, here]
            left = table[np.maximum(here_size - weight, 0), np.maximum(mine - mark, 0)] - table[here_size, mine]
            after = table[np.minimum(sizes + weight, self.room), np.minimum(held + mark, self.room)]
            change += left[:, None] + after - table[sizes, held]
        change[~allowed] = np.inf
        return change

    def _apply(self, replicas: np.ndarray, block: int, chosen: np.ndarray, change: np.ndarray) -> None:
        """Make the chosen swap or move in each of these replicas."""
        layout, c, count = self.layout, replicas, len(self.layout.size)
        swapped = chosen < count
        other = np.where(swapped, chosen, block)
        source, target = self.labels[c, block], np.where(swapped, self.labels[c, other], chosen - count)

        def moved(matrix: np.ndarray) -> np.ndarray:
            return np.where(swapped, matrix[..., other], 0) - matrix[..., block, None]

        if layout.shared is not None:
            to, inside = self.to_shared, layout.inside
            pair = np.where(swapped, layout.shared[block, other], 0.0)
            back = [np.where(swapped, to[c, group, other] + inside[other], 0.0) for group in (source, target)]
            self.group[c, source] += back[0] - pair - to[c, source, block] - inside[block]
            self.group[c, target] += to[c, target, block] + inside[block] - pair - back[1]
            difference = moved(layout.shared).T
            to[c, source] += difference
            to[c, target] -= difference
        difference = moved(layout.pairs).T
        self.to[c, source] += difference
        self.to[c, target] -= difference
        gained = moved(layout.size)
        self.sizes[c, source] += gained
        self.sizes[c, target] -= gained
        self.labels[c, other] = source  # of a move this is what it was, and the next line has the last word
        self.labels[c, block] = target
        labels = self.labels[c]
        self.flat[c] = labels + self.offsets[c]
        if len(layout.marks):
            more = moved(layout.marks)
            self.held[:, c, source] += more
            self.held[:, c, target] -= more
            groups = np.stack([source, target], axis=1)
            sizes, held = self.sizes[c[:, None], groups], self.held[:, c[:, None], groups]
            self.steps[:, :, c[:, None], groups] = self._steps(sizes, held)
        places = (c[:, None], labels, self.blocks)
        self.own[c] = self.to[places]
        if layout.shared is not None:
            self.per_seat[c] = 1.0 / np.maximum(self.sizes[c], 1)
            self.own_shared[c] = self.to_shared[places]
            self.whole[c] = self.own[c] + self.own_shared[c] * self.per_seat.take(self.flat[c])
        self.cost[c] += change

    def _steps(self, sizes: np.ndarray, held: np.ndarray) -> np.ndarray:
        """Return what each of the `STEPS` changes, shape (6, n_counted, ...), for groups of these sizes and counts."""
        which = np.arange(len(held)).reshape(-1, *(1,) * sizes.ndim)
        seats, count = (np.array(step).reshape(-1, *(1,) * held.ndim) for step in zip(*STEPS))
        after = self.tables[which, sizes + 1 + seats, held + 1 + count]
        return after - self.tables[which, sizes + 1, held + 1]

    def _note(self, replicas: np.ndarray) -> None:
        better = replicas[self.cost[replicas] < self.least[replicas] - SMALLEST_GAIN]
        self.least[better], self.least_labels[better] = self.cost[better], self.labels[better]


def _within(values: np.ndarray, largest: int) -> np.ndarray:
    return np.minimum(np.maximum(values, 0), largest)  # several times as quick as np.clip for a few values
