"""Rounds in which all meet all: what is counted here is counted from the labels alone."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping.rounds.designs import finite_field, known_design
from plworkbench.grouping.rounds.jigsaw import plan_jigsaw
from plworkbench.grouping.rounds.planning import plan_rounds

SEARCHES = pytest.mark.parametrize("starts", [("design", "symmetry"), ("symmetry",), ()])


def times_together(labels):
    n = len(labels[0])
    met = np.zeros((n, n), dtype=int)
    for row in labels:
        for one, other in itertools.permutations(range(n), 2):
            met[one, other] += row[one] == row[other]
    return met


def repeats(met):
    return sum(max(met[pair] - 1, 0) for pair in itertools.combinations(range(len(met)), 2))


def sizes(row):
    return sorted(np.bincount(row)[np.unique(row)].tolist())


def brute_force(n, rounds, count, met):
    """The fewest repeats of all plans, by trying all of them."""
    partitions = {}
    wanted = sorted([n // count + (group < n % count) for group in range(count)])
    for labels in itertools.product(range(count), repeat=n):
        if sorted(labels.count(group) for group in range(count)) == wanted:
            partitions[tuple(labels.index(label) for label in labels)] = labels
    plans = itertools.combinations_with_replacement(partitions.values(), rounds)
    return min(repeats(met + times_together(plan)) for plan in plans)


@pytest.mark.parametrize(
    ("groups", "size", "rounds"),
    [
        (8, 4, 10),  # Aguado's task
        (7, 4, 7),  # a prime number of groups
        (8, 4, 9),  # a power of a prime, and a round inside the columns
        (9, 3, 13),  # as many rounds as there can be
        (4, 4, 5),
        (5, 5, 6),
    ],
)
def test_a_construction_has_every_round_full_and_nobody_meets_twice(groups, size, rounds):
    plan = known_design(groups, size, rounds)
    assert [sizes(row) for row in plan] == [[size] * groups] * rounds
    assert times_together(plan).max() == 1


@pytest.mark.parametrize(("groups", "size", "rounds"), [(6, 5, 6), (7, 4, 8), (3, 4, 3), (8, 4, 11)])
def test_where_no_construction_is_known_there_is_none(groups, size, rounds):
    assert known_design(groups, size, rounds) is None


@pytest.mark.parametrize("order", [2, 3, 4, 5, 7, 8, 9, 16, 25])
def test_a_field_has_inverses_and_multiplies_sums_part_by_part(order):
    plus, times = finite_field(order)
    everything = list(range(order))
    assert all(sorted(row) == everything for row in plus.tolist())
    assert all(sorted(row) == everything for row in times[1:].tolist())
    for a, b, c in np.random.RandomState(0).randint(order, size=(50, 3)):
        assert times[a, plus[b, c]] == plus[times[a, b], times[a, c]]
        assert times[a, times[b, c]] == times[times[a, b], c]


@pytest.mark.parametrize("order", [1, 6, 10, 12])
def test_there_is_no_field_of_an_order_that_is_no_power_of_a_prime(order):
    assert finite_field(order) is None


@pytest.mark.parametrize(("groups", "size", "rounds"), [(5, 3, 7), (6, 5, 6), (7, 4, 7), (8, 4, 10)])
def test_nobody_meets_twice_where_that_can_be(groups, size, rounds):
    plan = plan_rounds(groups * size, rounds, group_count=groups, random_state=1)
    assert (plan.repeats, plan.bound, plan.proven) == (0, 0, True)
    assert [sizes(row) for row in plan.labels] == [[size] * groups] * rounds
    assert times_together(plan.labels).max() == 1


def test_all_meet_where_there_are_more_meetings_than_pairs():
    plan = plan_rounds(30, 10, group_count=6)
    assert (repeats(times_together(plan.labels)), plan.bound, plan.never_met) == (165, 165, ())


@pytest.mark.parametrize(
    ("groups", "size", "rounds", "most"), [(5, 3, 7, 4), (7, 4, 7, 4), (6, 5, 6, 13), (4, 7, 5, 66)]
)
def test_the_search_among_all_plans_is_good_without_any_start(groups, size, rounds, most):
    plan = plan_rounds(groups * size, rounds, group_count=groups, starts=(), iterations=600_000)
    assert repeats(times_together(plan.labels)) == plan.repeats <= most


@SEARCHES
@settings(max_examples=15, deadline=None)
@given(data=st.data(), n=st.integers(1, 13), rounds=st.integers(1, 4))
def test_sizes_and_wishes_hold_in_every_round_and_all_is_counted_right(starts, data, n, rounds):
    count = data.draw(st.integers(1, n))
    pairs = [pair for pair in itertools.combinations(range(n), 2) if pair[1] <= 5]
    apart = data.draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    together = data.draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)) if pairs else []
    met = np.triu(np.random.RandomState(data.draw(st.integers(0, 9))).poisson(0.3, (n, n)), 1)
    met = met + met.T
    request = {"group_count": count, "apart": apart, "together": together, "met": met}
    try:
        plan = plan_rounds(n, rounds, **request, starts=starts, iterations=4000)
    except GroupingImpossible:
        return
    assert plan.labels.shape == (rounds, n)
    assert all(sizes(row) == sorted(n // count + (group < n % count) for group in range(count)) for row in plan.labels)
    assert all(row[one] != row[other] for row in plan.labels for one, other in apart)
    assert all(row[one] == row[other] for row in plan.labels for one, other in together)
    now = met + times_together(plan.labels)
    assert (plan.meetings == now).all()
    assert plan.repeats == repeats(now) >= plan.bound
    kept_apart = {tuple(sorted(pair)) for pair in _spread(apart, together, n)}
    strangers = {pair for pair in itertools.combinations(range(n), 2) if now[pair] == 0}
    assert set(plan.never_met) == strangers - kept_apart


def _spread(apart, together, n):
    """Those who are to be together are apart from the same students."""
    block = list(range(n))
    for _ in range(n):
        for one, other in together:
            block[one] = block[other] = min(block[one], block[other])
    foes = {frozenset((block[one], block[other])) for one, other in apart}
    return [pair for pair in itertools.combinations(range(n), 2) if frozenset(block[row] for row in pair) in foes]


@pytest.mark.parametrize(("n", "rounds", "count"), [(4, 3, 2), (5, 3, 2), (6, 2, 2), (6, 3, 3), (6, 3, 2)])
def test_the_bound_holds_and_small_plans_are_the_best_of_all(n, rounds, count):
    for seed in range(3):
        met = np.triu(np.random.RandomState(seed).poisson(0.4, (n, n)), 1)
        met = met + met.T
        best = brute_force(n, rounds, count, met)
        plan = plan_rounds(n, rounds, group_count=count, met=met, iterations=20_000)
        assert plan.bound <= best
        assert plan.repeats == best


@SEARCHES
def test_the_same_seed_gives_the_same_plan_and_another_another(starts):
    plans = [
        plan_rounds(24, 5, group_count=6, random_state=seed, iterations=30_000, starts=starts) for seed in (7, 7, 8)
    ]
    assert (plans[0].labels == plans[1].labels).all()
    assert (plans[0].labels != plans[2].labels).any()


def test_a_generator_as_seed_moves_on():
    generator = np.random.RandomState(0)
    first, second = (plan_rounds(12, 3, group_count=3, random_state=generator, iterations=1000) for _ in range(2))
    assert (first.labels != second.labels).any()


def test_names_of_students_change_nothing_but_the_words():
    plain = plan_rounds(12, 3, group_count=3, apart=[(0, 1)], iterations=5000)
    named = plan_rounds(12, 3, group_count=3, apart=[(0, 1)], iterations=5000, names=list("abcdefghijkl"))
    assert (plain.labels == named.labels).all()


def test_a_class_one_short_of_a_full_plan_gets_it_with_one_seat_empty():
    plan = plan_rounds(29, 6, group_count=6)
    assert [sizes(row) for row in plan.labels] == [[4, 5, 5, 5, 5, 5]] * 6
    assert repeats(times_together(plan.labels)) == 0


def test_earlier_meetings_are_avoided_when_new_partners_are_left():
    first = plan_rounds(16, 2, group_count=4)
    second = plan_rounds(16, 1, group_count=4, met=first.meetings)
    assert second.repeats == 0


def test_a_plan_can_be_stopped_and_is_whole_all_the_same():
    seen = []

    def stop(progress):
        seen.append(progress)
        return False

    plan = plan_rounds(30, 7, group_count=6, iterations=10**9, on_progress=stop)
    assert len(seen) == 1
    assert 0 <= seen[0].done < 1
    assert seen[0].bound == 0
    assert [sizes(row) for row in plan.labels] == [[5] * 6] * 7


def test_progress_goes_up_and_repeats_come_down():
    seen = []
    plan_rounds(30, 7, group_count=6, seconds=0.8, on_progress=seen.append)
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert [one.repeats for one in seen] == sorted((one.repeats for one in seen), reverse=True)
    assert seen[-1].repeats < seen[0].repeats


@pytest.mark.parametrize("rounds", [0, -1, 2.5, True, None, 201])
def test_a_number_of_rounds_that_makes_no_sense_is_refused(rounds):
    with pytest.raises(GroupingImpossible) as caught:
        plan_rounds(12, rounds, group_count=3)
    assert [problem.message for problem in caught.value.problems] == [f"The number of rounds is {rounds!r}."]


def test_wishes_that_no_round_can_hold_are_named():
    with pytest.raises(GroupingImpossible) as caught:
        plan_rounds(4, 2, group_count=2, apart=[(0, 1), (1, 2), (0, 2)], names=["Ana", "Ben", "Cy", "Dee"])
    assert "Ana and Ben are to be apart." in [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize("met", [np.ones((3, 3)), np.triu(np.ones((4, 4)), 1), np.full((4, 4), 0.5), -np.ones((4, 4))])
def test_earlier_meetings_have_to_be_a_symmetric_table_of_counts(met):
    with pytest.raises(ValueError, match="symmetric"):
        plan_rounds(4, 2, group_count=2, met=met)


def test_the_table_of_the_caller_is_not_changed():
    met = np.eye(8, dtype=int)
    plan_rounds(8, 2, group_count=2, met=met, iterations=1000)
    assert (met == np.eye(8)).all()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_home_group_has_all_topics_and_expert_groups_are_even(data):
    topics = data.draw(st.integers(1, 5))
    homes = data.draw(st.lists(st.integers(topics, topics + 4), min_size=1, max_size=6))
    home = np.random.RandomState(0).permutation(np.repeat(np.arange(len(homes)), homes))
    readiness = data.draw(
        st.lists(st.sampled_from([0.0, 1.0, 2.5, 4.0, np.nan]), min_size=len(home), max_size=len(home))
    )
    experts = plan_jigsaw(home, topics, readiness=readiness)
    for group, size in enumerate(homes):
        had = np.bincount(experts[home == group], minlength=topics)
        assert set(had) <= {size // topics, -(-size // topics)}
    whole = np.bincount(experts, minlength=topics)
    assert whole.max() - whole.min() <= 1
    assert (experts == plan_jigsaw(home, topics, readiness=readiness)).all()
    assert (experts == plan_jigsaw(home + 10, [f"topic {k}" for k in range(topics)], readiness=readiness)).all()


def test_expert_groups_are_as_even_in_readiness_as_any_plan():
    home, readiness = np.repeat(np.arange(3), 3), np.array([1.0, 2, 3, 1, 2, 4, 2, 2, 3])

    def spread(experts):
        return sum((readiness[experts == topic].mean() - readiness.mean()) ** 2 for topic in range(3))

    orders = itertools.product(itertools.permutations(range(3)), repeat=3)
    best = min(spread(np.concatenate(order)) for order in orders)
    assert spread(plan_jigsaw(home, 3, readiness=readiness)) == pytest.approx(best)


def test_a_home_group_smaller_than_the_number_of_topics_is_refused_with_the_cure():
    with pytest.raises(GroupingImpossible) as caught:
        plan_jigsaw([0, 0, 0, 1, 1], ["sun", "moon", "stars"])
    (problem,) = caught.value.problems
    assert problem.message == "Home group 2 has 2 students, but there are 3 topics."
    assert problem.cure == "Use at most 2 topics, or make fewer and larger home groups."


@pytest.mark.parametrize(("homes", "topics"), [([], 2), ([0, 0], 0)])
def test_a_jigsaw_of_nobody_or_about_nothing_is_refused(homes, topics):
    with pytest.raises(GroupingImpossible):
        plan_jigsaw(homes, topics)
