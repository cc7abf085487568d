"""The search: as good as trying everything, within rules and limits, stoppable, the same for the same seed."""

import itertools

import numpy as np
import pytest

from plworkbench.grouping.engine.costs import Costs, CountedCost, Term
from plworkbench.grouping.engine.layout import Layout
from plworkbench.grouping.engine.search import Budget, search
from plworkbench.grouping.musts.blocks import join_blocks


def draw_costs(n, seed, counted=()):
    rng = np.random.RandomState(seed)
    pairs, shared = (rng.standard_normal((n, n)) for _ in range(2))
    return Costs(n, (Term("a", pairs=pairs + pairs.T, counted=counted), Term("b", shared=shared + shared.T)))


def starts_of(n, k, count=4, seed=0):
    rng = np.random.RandomState(seed)
    return [rng.permutation(np.arange(n) % k) for _ in range(count)]


def best_of_all(costs, n, k, limits, keep=lambda labels: True):
    """Return the lowest cost of any grouping within the limits."""
    least = np.inf
    for labels in itertools.product(range(k), repeat=n):
        labels = np.array(labels)
        sizes = np.bincount(labels, minlength=k)
        if sizes.min() >= limits[0] and sizes.max() <= limits[1] and keep(labels):
            least = min(least, costs.total(labels, k))
    return least


@pytest.mark.parametrize("limits", [(2, 3), (1, 8), (2, 4)])
@pytest.mark.parametrize("seed", range(4))
def test_a_small_class_gets_the_best_grouping_there_is(limits, seed):
    costs = draw_costs(8, seed, (CountedCost(np.arange(8) < 3, "not one", 2.0),))
    layout = Layout.of(costs, n_clusters=3, limits=limits)
    found = search(layout, starts_of(8, 3), rng=np.random.RandomState(seed))
    assert found.cost == pytest.approx(best_of_all(costs, 8, 3, limits))
    assert found.cost == pytest.approx(costs.total(found.labels, 3))


@pytest.mark.parametrize("seed", range(4))
def test_with_rules_it_is_the_best_that_keeps_them(seed):
    costs = draw_costs(8, seed)
    leaders = np.arange(8) >= 5
    blocks = join_blocks(8, [(0, 1)], [(2, 3)], {4: 1})
    hard = (CountedCost(leaders, "at least one", 1.0),)

    def keep(labels):
        groups_with_leader = set(labels[leaders].tolist())
        return labels[0] == labels[1] and labels[2] != labels[3] and labels[4] == 1 and groups_with_leader == {0, 1, 2}

    start = np.array([0, 1, 2, 1, 0, 1, 2])  # blocks: (0, 1), 2, 3, 4, 5, 6, 7
    assert keep(start[blocks.of_student])
    layout = Layout.of(costs, n_clusters=3, limits=(2, 4), blocks=blocks, hard=hard)
    found = search(layout, [start], rng=np.random.RandomState(seed))
    labels = found.labels[blocks.of_student]
    assert keep(labels)
    assert costs.total(labels, 3) == pytest.approx(best_of_all(costs, 8, 3, (2, 4), keep))


def test_the_answer_is_never_worse_than_any_start():
    for seed in range(10):
        costs, starts = draw_costs(12, seed), starts_of(12, 3, seed=seed)
        layout = Layout.of(costs, n_clusters=3, limits=(4, 4))
        found = search(layout, starts, budget=Budget(visits=1), rng=np.random.RandomState(seed))
        assert found.cost <= min(costs.total(start, 3) for start in starts) + 1e-9


def test_an_equal_seed_and_an_equal_budget_in_visits_give_an_equal_answer():
    layout = Layout.of(draw_costs(30, 0), n_clusters=6, limits=(4, 6))
    answers = [
        search(layout, starts_of(30, 6), budget=Budget(visits=500), rng=np.random.RandomState(seed)).labels.tolist()
        for seed in (1, 1)
    ]
    assert answers[0] == answers[1]


def test_starts_are_not_changed():
    starts = starts_of(12, 3)
    before = [start.copy() for start in starts]
    search(Layout.of(draw_costs(12, 0), n_clusters=3, limits=(3, 5)), starts, rng=np.random.RandomState(0))
    assert all((start == was).all() for start, was in zip(starts, before))


def test_progress_is_told_and_the_best_so_far_only_gets_better():
    told = []
    layout = Layout.of(draw_costs(30, 0), n_clusters=6, limits=(5, 5))
    found = search(layout, starts_of(30, 6), budget=Budget(on_progress=told.append), rng=np.random.RandomState(0))
    costs = [progress.cost for progress in told]
    assert len(told) > 5
    assert costs == sorted(costs, reverse=True)
    assert found.cost == pytest.approx(costs[-1])
    assert all(0 <= progress.done <= 1 for progress in told)
    assert not found.was_stopped


@pytest.mark.parametrize("budget", [{}, {"seconds": 30.0}])
def test_a_search_that_is_cancelled_keeps_the_best_so_far(budget):
    told = []

    def cancel(progress):
        told.append(progress)
        return len(told) < 3

    costs = draw_costs(30, 0)
    layout = Layout.of(costs, n_clusters=6, limits=(5, 5))
    found = search(layout, starts_of(30, 6), budget=Budget(on_progress=cancel, **budget), rng=np.random.RandomState(0))
    assert found.was_stopped
    assert len(told) == 3
    assert found.cost == pytest.approx(min(progress.cost for progress in told))
    assert costs.total(found.labels, 6) == pytest.approx(found.cost)


def test_a_budget_in_seconds_is_used_up_whatever_the_speed_of_the_machine():
    layout = Layout.of(draw_costs(120, 0), n_clusters=24, limits=(4, 6))
    done = []
    budget = Budget(seconds=0.5, on_progress=lambda progress: done.append(progress.done))
    search(layout, starts_of(120, 24), budget=budget, rng=np.random.RandomState(0))
    assert done == sorted(done)
    assert done[-1] == 1.0


@pytest.mark.parametrize(("n", "k"), [(1, 1), (5, 1), (3, 3)])
def test_where_there_is_nothing_to_choose_the_start_is_the_answer(n, k):
    layout = Layout.of(draw_costs(n, 0), n_clusters=k, limits=(n // k, n // k))
    found = search(layout, [np.arange(n) % k], rng=np.random.RandomState(0))
    assert sorted(found.labels.tolist()) == sorted((np.arange(n) % k).tolist())


def test_a_class_where_everybody_is_pinned_stays_as_it_is():
    pins = {row: row % 2 for row in range(6)}
    layout = Layout.of(draw_costs(6, 0), n_clusters=2, limits=(3, 3), blocks=join_blocks(6, [], [], pins))
    found = search(layout, [np.arange(6) % 2], rng=np.random.RandomState(0))
    assert found.labels.tolist() == [0, 1, 0, 1, 0, 1]


def test_a_tempting_swap_that_would_overfill_a_group_is_not_made():
    # Changing the pair at 3.5 for the student at 0.1 would make both groups alike inside, but one of them four strong.
    features = np.array([[3.5], [3.5], [0.0], [3.6], [3.4], [0.1]])
    shared = (features - features.T) ** 2
    blocks = join_blocks(6, [(0, 1)], [], {})
    for largest, sizes in ((3, {3}), (4, {2, 4})):
        layout = Layout.of(Costs(6, (Term("a", shared=shared),)), n_clusters=2, limits=(2, largest), blocks=blocks)
        found = search(layout, [np.array([0, 0, 1, 1, 1])], rng=np.random.RandomState(0))
        assert set(np.bincount(found.labels[blocks.of_student])) == sizes
