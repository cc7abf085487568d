"""Contradictions among rules that can be read off: chains of "together", pins, cliques of "apart", simple counts."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence

Item = tuple
"""One rule: its kind (smallest, largest, pinned, together, apart) and its two numbers, or ``("counted", Counted)``."""

Tree = dict[Hashable, tuple[Hashable, int]]
"""Each node reached, in the order of reaching it, with the node before it and the number of the rule between."""


def plain_conflicts(items: Sequence[Item], n_clusters: int) -> list[frozenset[int]]:
    """Return contradicting sets of rules, as numbers of the items; none is missed that takes no more than a look.

    Found are a chain of "together" between two students who are to be apart or are pinned to different groups, a
    chain longer than the largest group, more students apart from each other than there are groups, and a counting
    rule that names too few. Chains are shortest ones (breadth first), so most sets hold no rule too many.

    Examples
    --------
    >>> plain_conflicts([("together", 0, 1), ("together", 1, 2), ("apart", 0, 2), ("apart", 0, 3)], 2)
    [frozenset({0, 1, 2})]
    """
    links, found = _links(items), []
    for number, (kind, one, *other) in enumerate(items):
        if kind == "apart":
            tree = _tree(links, one)
            if other[0] in tree:
                found.append(frozenset([number, *_chain(tree, one, other[0])]))
        if kind == "counted" and (
            (one.allowed == "at least one" and len(one.rows) < n_clusters)
            or (one.allowed == "not one" and len(one.rows) == 1)
        ):
            found.append(frozenset([number]))
    # A pin is a link to the group, so that two pins are a chain through it.
    pinned = sorted({node for node in links if _is_group(node)})
    for one in pinned:
        tree = _tree(links, one)
        found += [frozenset(_chain(tree, one, other)) for other in pinned if one < other and other in tree]
    found += _too_long(items, links)
    found += _cliques_too_large(items, n_clusters)
    return list(dict.fromkeys(found))


def _links(items: Sequence[Item]) -> dict[Hashable, list[tuple[Hashable, int]]]:
    links = defaultdict(list)
    for number, (kind, one, *other) in enumerate(items):
        if kind in ("together", "pinned"):
            goal = ("group", other[0]) if kind == "pinned" else other[0]
            links[one].append((goal, number))
            links[goal].append((one, number))
    return dict(links)


def _is_group(node: Hashable) -> bool:
    return isinstance(node, tuple)


def _tree(links: dict, start: Hashable) -> Tree:
    tree, queue = {start: (start, -1)}, deque([start])
    while queue:
        node = queue.popleft()
        for goal, number in links.get(node, ()):
            if goal not in tree:
                tree[goal] = (node, number)
                queue.append(goal)
    return tree


def _chain(tree: Tree, start: Hashable, end: Hashable) -> Iterator[int]:
    while end != start:
        end, number = tree[end]
        yield number


def _too_long(items: Sequence[Item], links: dict) -> list[frozenset[int]]:
    """Return chains of one student more than the largest group has room for, with the rule on its size."""
    sizes = [(number, item[1]) for number, item in enumerate(items) if item[0] == "largest"]
    if not sizes:
        return []
    rule, largest = sizes[0]
    chained = {node: [link for link in ways if not _is_group(link[0])] for node, ways in links.items()}
    found = []
    for start in links:
        # Chains through a group are one rule longer, so they are looked at only from the group itself.
        tree = _tree(links if _is_group(start) else chained, start)
        reached = list(itertools.islice((node for node in tree if not _is_group(node)), largest + 1))
        if len(reached) > largest:
            found.append(frozenset([rule, *(number for node in reached for number in _chain(tree, start, node))]))
    return found


def _cliques_too_large(items: Sequence[Item], n_clusters: int) -> list[frozenset[int]]:
    """Return for each two students apart one clique around them, if it is larger than the number of groups."""
    number_of = {item[1:]: number for number, item in enumerate(items) if item[0] == "apart"}
    foes = defaultdict(set)
    for one, other in number_of:
        foes[one].add(other)
        foes[other].add(one)
    found = []
    for one, other in number_of:
        clique, common = [one, other], foes[one] & foes[other]
        while common and len(clique) <= n_clusters:
            clique.append(min(common, key=lambda row: (-len(foes[row] & common), row)))
            common &= foes[clique[-1]]
        if len(clique) > n_clusters:
            found.append(frozenset(number_of[pair] for pair in itertools.combinations(sorted(clique), 2)))
    return found
