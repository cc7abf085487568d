"""What a grouping costs, and what changes of it would cost: against counting it slowly."""

import itertools

import numpy as np
import pytest

from plworkbench.grouping.board.pricing import changes_by_term
from plworkbench.grouping.engine.aims import alike, interested, mixed
from plworkbench.grouping.engine.costs import Costs, CountedCost, Term, overlap, squared_distances
from plworkbench.grouping.engine.layout import Layout
from plworkbench.grouping.engine.moving import Replicas
from plworkbench.grouping.musts.blocks import join_blocks
from plworkbench.grouping.musts.counted import ALLOWED, permitted

SEEDS = range(12)


def symmetric(rng, n):
    matrix = rng.standard_normal((n, n))
    return matrix + matrix.T


def draw(seed):
    """Draw a class of 4 to 11 with costs of every kind, and a grouping without empty groups."""
    rng = np.random.RandomState(seed)
    n, k = rng.randint(4, 12), rng.randint(2, 4)
    counted = [CountedCost(rng.rand(n) < 0.4, allowed, rng.rand()) for allowed in ALLOWED]
    terms = (
        Term("a", pairs=symmetric(rng, n), counted=tuple(counted[:2]), offset=1.0),
        Term("b", shared=symmetric(rng, n), counted=tuple(counted[2:])),
    )
    labels = rng.permutation(np.concatenate([np.arange(k), rng.randint(0, k, n - k)]))
    return Costs(n, terms), labels, k


def slow_cost(costs, labels, k):
    """Count as the definition reads, pair by pair."""
    total = 0.0
    for term in costs.terms:
        total += term.offset
        for group in range(k):
            rows = np.flatnonzero(labels == group)
            for one, other in itertools.combinations(rows, 2):
                total += 0.0 if term.pairs is None else term.pairs[one, other]
                total += 0.0 if term.shared is None else term.shared[one, other] / len(rows)
            for counted in term.counted:
                count, share = counted.members[rows].sum(), counted.members.sum() * len(rows) / len(labels)
                if counted.allowed == "not one":
                    total += counted.weight * (count == 1)
                elif counted.allowed == "at least one":
                    total += counted.weight * (count == 0 and len(rows) > 0)
                else:
                    below, above = np.floor(share + 1e-9) - count, count - np.ceil(share - 1e-9)
                    total += counted.weight * max(below, above, 0) ** 2
    return total


def after_swap(labels, one, other):
    after = labels.copy()
    after[[one, other]] = labels[[other, one]]
    return after


def after_move(labels, row, group):
    after = labels.copy()
    after[row] = group
    return after


@pytest.mark.parametrize("seed", SEEDS)
def test_a_total_is_the_sum_over_pairs_and_counts(seed):
    costs, labels, k = draw(seed)
    assert costs.total(labels, k) == pytest.approx(slow_cost(costs, labels, k))
    assert sum(costs.by_term(labels, k).values()) == pytest.approx(costs.total(labels, k))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_of_every_swap_is_that_of_doing_it(seed):
    costs, labels, k = draw(seed)
    before, swaps = costs.by_term(labels, k), costs.of_swaps(labels, k)
    for one, other in itertools.product(range(costs.n), repeat=2):
        now = costs.by_term(after_swap(labels, one, other), k)
        assert swaps["total"][one, other] == pytest.approx(sum(now.values()) - sum(before.values()), abs=1e-9)
        assert all(swaps[name][one, other] == pytest.approx(now[name] - before[name], abs=1e-9) for name in before)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_of_every_move_is_that_of_doing_it(seed):
    costs, labels, k = draw(seed)
    before, moves = costs.by_term(labels, k), costs.of_moves(labels, k)
    for row, group in itertools.product(range(costs.n), range(k)):
        now = costs.by_term(after_move(labels, row, group), k)
        assert all(moves[name][row, group] == pytest.approx(now[name] - before[name], abs=1e-9) for name in before)
        assert moves["total"][row, group] == pytest.approx(sum(now.values()) - sum(before.values()), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_into_a_group_that_is_empty_cost_what_they_do(seed):
    costs, labels, k = draw(seed)
    moves = costs.of_moves(labels, k + 1)["total"]
    for row in range(costs.n):
        change = costs.total(after_move(labels, row, k), k + 1) - costs.total(labels, k + 1)
        assert moves[row, k] == pytest.approx(change, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_of_several_students_at_once_is_found_in_the_groups_it_touches(seed):
    costs, labels, k = draw(seed)
    after = np.random.RandomState(seed).permutation(labels)
    before, now = costs.by_term(labels, k), costs.by_term(after, k)
    assert changes_by_term(costs, labels, after) == pytest.approx({name: now[name] - before[name] for name in now})


@pytest.mark.parametrize("seed", SEEDS)
def test_the_search_sees_the_same_changes(seed):
    costs, labels, k = draw(seed)
    offset = sum(term.offset for term in costs.terms)
    replicas = Replicas(Layout.of(costs, n_clusters=k, limits=(1, costs.n)), labels[None])
    assert replicas.cost[0] == pytest.approx(costs.total(labels, k) - offset)
    swaps, moves = costs.of_swaps(labels, k)["total"], costs.of_moves(labels, k)["total"]
    sizes = np.bincount(labels, minlength=k)
    for block in range(costs.n):
        seen = replicas.changes(block)[0]
        others = labels != labels[block]
        assert seen[: costs.n][others] == pytest.approx(swaps[block][others], abs=1e-9)
        assert np.isinf(seen[: costs.n][~others]).all()
        there = np.arange(k) != labels[block]
        expected = moves[block][there] if sizes[labels[block]] > 1 else np.full(k - 1, np.inf)
        assert seen[costs.n :][there] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_of_blocks_are_those_of_their_students(seed):
    costs, _, k = draw(seed)
    rng = np.random.RandomState(seed)
    blocks = join_blocks(costs.n, [(0, 1)], [], {})
    count = len(blocks.size)
    labels = rng.permutation(np.concatenate([np.arange(k), rng.randint(0, k, count - k)]))
    replicas = Replicas(Layout.of(costs, n_clusters=k, limits=(1, costs.n), blocks=blocks), labels[None])
    for block in range(count):
        seen = replicas.changes(block)[0]
        for option in np.flatnonzero(np.isfinite(seen)):
            after = after_swap(labels, block, option) if option < count else after_move(labels, block, option - count)
            change = costs.total(after[blocks.of_student], k) - costs.total(labels[blocks.of_student], k)
            assert seen[option] == pytest.approx(change, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_replicas_add_up_stays_right_over_many_visits(seed):
    costs, labels, k = draw(seed)
    rng = np.random.RandomState(seed)
    layout = Layout.of(costs, n_clusters=k, limits=(1, costs.n))
    replicas = Replicas(layout, np.stack([labels, rng.permutation(labels)]))
    for visit in range(200):
        noise = -np.log(rng.standard_exponential(2 * (layout.options + 1)))
        replicas.visit(visit % costs.n, 1.0, noise)
    offset = sum(term.offset for term in costs.terms)
    assert replicas.cost == pytest.approx([costs.total(row, k) - offset for row in replicas.labels])
    least, found = replicas.best()
    assert least == pytest.approx(costs.total(found, k) - offset)
    assert least <= replicas.cost.min() + 1e-9


def test_a_must_that_counts_outweighs_every_cost_in_the_search():
    rng = np.random.RandomState(0)
    costs = Costs(6, (Term("a", pairs=100 * symmetric(rng, 6)),))
    members = np.arange(6) < 2
    layout = Layout.of(costs, n_clusters=2, limits=(3, 3), hard=(CountedCost(members, "at least one", 1.0),))
    both = Replicas(layout, np.array([[0, 0, 0, 1, 1, 1], [0, 1, 0, 0, 1, 1]]))
    assert both.cost[0] > both.cost[1] + 1000


@pytest.mark.parametrize("allowed", ALLOWED)
@pytest.mark.parametrize("named", [1, 3, 5])
def test_a_count_costs_nothing_exactly_where_a_must_would_permit_it(allowed, named):
    table = CountedCost(np.arange(10) < named, allowed, 1.0).table(10)
    for size in range(1, 11):
        counts = np.arange(min(named, size) + 1)
        may = permitted(allowed, counts, np.full(len(counts), size), named, 10)
        assert ((table[size, counts] == 0) == may).all()


def test_shared_squared_distances_are_the_sum_of_squares_around_the_means():
    X, labels = np.random.RandomState(0).standard_normal((9, 2)), np.arange(9) % 3
    costs = Costs(9, (Term("likeness", shared=squared_distances(X)),))
    expected = sum(((X[labels == g] - X[labels == g].mean(axis=0)) ** 2).sum() for g in range(3))
    assert costs.total(labels, 3) == pytest.approx(expected)


def test_mixed_groups_that_agree_in_mean_and_spread_cost_nothing():
    features = np.array([[1.0], [3.0], [1.0], [3.0]])
    costs = Costs(4, (mixed(features, 2),))
    assert costs.total(np.array([0, 0, 1, 1]), 2) == pytest.approx(0)
    assert costs.total(np.array([0, 1, 0, 1]), 2) > 1


@pytest.mark.parametrize("aim", ["alike", "mixed", "interested"])
def test_one_student_placed_by_lot_costs_one(aim):
    rng = np.random.RandomState(1)
    features, labels = rng.uniform(0, 4, (24, 2)), np.arange(24) % 6
    liked = [frozenset(rng.choice(list("abcdef"), 2, replace=False).tolist()) for _ in range(24)]
    term = {"alike": lambda: alike(features, 6), "mixed": lambda: mixed(features, 6),
            "interested": lambda: interested(liked, 6)}[aim]()  # fmt: skip
    costs = Costs(24, (term,))
    drawn = [costs.total(rng.permutation(labels), 6) for _ in range(2000)]
    assert np.mean(drawn) == pytest.approx(24, rel=0.03)


@pytest.mark.parametrize("aim", [alike, mixed])
def test_a_class_without_differences_costs_nothing_however_it_is_grouped(aim):
    costs = Costs(6, (aim(np.full((6, 2), 2.7), 2),))
    assert costs.total(np.array([0, 1, 0, 1, 0, 1]), 2) == 0


def test_costs_without_terms_are_zero_and_so_are_their_changes():
    costs, labels = Costs(4), np.array([0, 0, 1, 1])
    assert costs.total(labels, 2) == 0
    assert costs.of_swaps(labels, 2)["total"].tolist() == np.zeros((4, 4)).tolist()
    assert costs.of_moves(labels, 2)["total"].tolist() == np.zeros((4, 2)).tolist()


def test_overlap_is_the_jaccard_distance_and_of_the_unknown_about_the_mean_of_the_known():
    distance = overlap([frozenset("ab"), frozenset("bc"), frozenset("de"), frozenset()])
    assert distance[0, 1] == pytest.approx(2 / 3)
    assert distance[0, 2] == 1
    assert distance[3, :3] == pytest.approx(np.full(3, (2 * (2 / 3 + 1 + 1) + 1) / 7))
    assert overlap([frozenset(), frozenset()]).tolist() == [[0, 1], [1, 0]]


def test_those_who_like_the_same_are_nearer_than_those_nothing_is_known_of():
    distance = overlap([frozenset({"chess"}), frozenset({"chess"}), frozenset(), frozenset()])
    assert distance[0, 1] == 0
    assert distance[0, 2] == distance[2, 3] > 0
