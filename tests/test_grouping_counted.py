"""Rules that count students in every group: what they allow, how they are placed, what is named if they contradict."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping.musts.blocks import join_blocks, place_blocks
from plworkbench.grouping.musts.counted import ALLOWED, permitted
from plworkbench.grouping.musts.fitting import fit_blocks
from plworkbench.grouping.musts.keeping import Keeping
from plworkbench.grouping.musts.placing import MOST_WITH_COSTS
from plworkbench.grouping.musts.rules import Counted, Rules, certify


def refused(*request, rules=None, names=None):
    with pytest.raises(GroupingImpossible) as caught:
        certify(*request, rules=rules, names=names)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize("size", range(8))
@pytest.mark.parametrize("named", [1, 5, 6, 12])
def test_spread_evenly_allows_the_share_of_a_group_rounded_down_or_up(size, named):
    share = Fraction(named * size, 12)
    counts = np.arange(size + 1)
    allowed = counts[permitted("even", counts, np.full(size + 1, size), named, 12)]
    assert set(allowed) == {math.floor(share), math.ceil(share)}


@pytest.mark.parametrize(("allowed", "expected"), [("not one", [0, 2, 3]), ("at least one", [1, 2, 3])])
def test_nobody_alone_forbids_one_and_at_least_one_forbids_none(allowed, expected):
    counts = np.arange(4)
    assert counts[permitted(allowed, counts, np.full(4, 5), 9, 20)].tolist() == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Counted((), "even", "Readers"), "'Readers' spread evenly: this wish names no students."),
        (Counted((1, 2, 1), "not one"), "Nobody of the students named alone in a group: this wish names Ben twice."),
        (Counted((0, 7), "even"), "A rule names row 7, but there are only 3 rows, from 0."),
        (Counted((0, 1), "two"), "A rule that counts students allows 'two'."),
    ],
)
def test_a_rule_that_says_nothing_or_too_much_is_refused_in_words(rule, message):
    assert refused(3, 1, rules=Rules(counted=(rule,)), names=["Ana", "Ben", "Cy"]) == [message]


def test_fewer_leaders_than_groups_are_named_with_their_number_and_the_cure():
    with pytest.raises(GroupingImpossible) as caught:
        certify(12, 4, rules=Rules(counted=(Counted((0, 1, 2), "at least one", "Leaders"),)))
    assert [str(problem) for problem in caught.value.problems] == [
        "At least one of 'Leaders' (3 students) in every group. Name at least 4 students, or ask for at most 3 groups."
    ]
    certify(12, 3, rules=Rules(counted=(Counted((0, 1, 2), "at least one", "Leaders"),)))


def test_fewer_leaders_than_groups_are_named_with_the_size_that_asks_for_so_many_groups():
    leaders = Counted((0, 1, 2), "at least one", "Leaders")
    assert refused(12, 4, None, 3, rules=Rules(counted=(leaders,))) == [
        "Every group has at most 3 students, in a class of 12.",
        "At least one of 'Leaders' (3 students) in every group.",
    ]


@pytest.mark.parametrize(("named", "holds"), [(1, False), (2, True)])
def test_one_student_is_always_alone_and_two_need_not_be(named, holds):
    rules = Rules(counted=(Counted(tuple(range(named)), "not one", "Portuguese"),))
    if holds:
        certify(6, 3, rules=rules)
    else:
        assert refused(6, 3, rules=rules) == ["Nobody of 'Portuguese' alone in a group."]


def test_nobody_alone_against_apart_is_named_and_nothing_else():
    rules = Rules(
        together=((4, 5),),
        apart=((0, 1), (2, 3)),
        counted=(Counted((0, 1), "not one", "Portuguese"), Counted((2, 3, 4), "even", "Readers")),
    )
    assert refused(8, 2, rules=rules, names=["Ana", "Ben", *"cdefgh"]) == [
        "Ana and Ben are to be apart.",
        "Nobody of 'Portuguese' alone in a group.",
    ]


def test_spread_evenly_against_together_is_named_with_the_size_that_settles_the_shares():
    # In groups of 6 and 2 the shares would be 1.5 and 0.5, so that both readers could be in the larger one.
    rules = Rules(together=((0, 1),), apart=((4, 5),), counted=(Counted((0, 1), "even", "Readers"),))
    assert refused(8, 2, 4, rules=rules, names="abcdefgh") == [
        "Every group has at least 4 students, in a class of 8.",
        "a and b are to be together.",
        "'Readers' spread evenly.",
    ]


def keeps(labels, n_clusters, min_size, max_size, rules):
    """Whether a labelling keeps all rules, counted student by student."""
    groups = [[row for row, label in enumerate(labels) if label == group] for group in range(n_clusters)]
    for rule in rules.counted:
        for group in groups:
            count, share = len(set(group) & set(rule.rows)), Fraction(len(rule.rows) * len(group), len(labels))
            if rule.allowed == "not one" and count == 1:
                return False
            if rule.allowed == "at least one" and count == 0:
                return False
            if rule.allowed == "even" and not math.floor(share) <= count <= math.ceil(share):
                return False
    return (
        all(min_size <= len(group) <= max_size for group in groups)
        and all(labels[a] == labels[b] for a, b in rules.together)
        and all(labels[a] != labels[b] for a, b in rules.apart)
        and all(labels[row] == label for row, label in rules.pinned.items())
    )


def cut(rules, chosen):
    """Return only the chosen rules, counted through together, apart, pinned and counted."""
    chosen, number, parts = set(chosen), itertools.count(), []
    for part in (rules.together, rules.apart, rules.pinned.items(), rules.counted):
        parts.append(tuple(rule for rule in part if next(number) in chosen))
    return Rules(parts[0], parts[1], dict(parts[2]), parts[3])


def fewest_that_cannot_hold(n, n_clusters, sizes, rules):
    """Return how many rules and limits a smallest contradiction has, by trying all subsets and all labellings."""
    count = len(rules.together) + len(rules.apart) + len(rules.pinned) + len(rules.counted)
    every = list(itertools.product(range(n_clusters), repeat=n))
    broken = []  # Of each labelling the rules and limits it breaks.
    for labels in every:
        kept = {i for i in range(count) if keeps(labels, n_clusters, 0, n, cut(rules, [i]))}
        kept |= {"smallest"} if keeps(labels, n_clusters, sizes[0], n, Rules()) else set()
        kept |= {"largest"} if keeps(labels, n_clusters, 0, sizes[1], Rules()) else set()
        broken.append(({*range(count), "smallest", "largest"}) - kept)
    broken = list(set(map(frozenset, broken)))
    if frozenset() in broken:
        return None
    items = [*range(count), "smallest", "largest"]
    for fewest in range(len(items) + 1):
        for chosen in itertools.combinations(items, fewest):
            if all(way & set(chosen) for way in broken):
                return fewest
    raise AssertionError


@st.composite
def small_classes(draw, n=5):
    pairs = st.lists(st.sampled_from(list(itertools.combinations(range(n), 2))), max_size=2, unique=True)
    together, apart = draw(pairs), draw(pairs)
    n_clusters, *sizes = draw(st.sampled_from([(2, 1, 5), (2, 2, 3), (2, 1, 3), (3, 1, 2), (3, 1, 3)]))
    rows = st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True).map(tuple)
    counted = draw(st.lists(st.builds(Counted, rows, st.sampled_from(ALLOWED)), min_size=1, max_size=3))
    pinned = draw(st.dictionaries(st.integers(0, n - 1), st.integers(0, n_clusters - 1), max_size=2))
    apart = tuple(pair for pair in apart if pair not in together)
    # A number in `about` tells rules apart in the error.
    counted = tuple(Counted(rule.rows, rule.allowed, str(i)) for i, rule in enumerate(counted))
    return n_clusters, sizes, Rules(tuple(together), apart, pinned, counted)


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(small_classes())
def test_certify_agrees_with_trying_everything_and_names_a_smallest_contradiction(request_):
    n_clusters, sizes, rules = request_
    fewest = fewest_that_cannot_hold(5, n_clusters, sizes, rules)
    if fewest is None:
        certify(5, n_clusters, *sizes, rules)
        return
    named = refused(5, n_clusters, *sizes, rules=rules, names="abcde")
    behind = any(message.startswith("Every group") for message in named)
    assert len(named) == fewest or (len(named) == fewest + 1 and behind)


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(small_classes(), st.sampled_from([None, 0, 1]))
def test_a_placement_is_found_exactly_when_there_is_one_and_keeps_every_rule(request_, seed):
    n_clusters, sizes, rules = request_
    exists = any(keeps(labels, n_clusters, *sizes, rules) for labels in itertools.product(range(n_clusters), repeat=5))
    blocks = join_blocks(5, rules.together, rules.apart, rules.pinned, rules.counted)
    if blocks is None:
        assert not exists
        return
    costs = None if seed is None else np.random.RandomState(seed).uniform(size=(len(blocks.size), n_clusters))
    placed = place_blocks(blocks, n_clusters, *sizes, costs=costs)
    assert (placed.found, placed.decided) == (exists, True)
    tried = fit_blocks(blocks, n_clusters, *sizes, costs, repairs=20)
    assert exists or tried is None
    for labels in ([placed.of_students(blocks)] if placed.found else []) + (
        [tried[blocks.of_student]] if tried is not None else []
    ):
        assert keeps(labels, n_clusters, *sizes, rules)
    if exists:
        assert ((placed.labels >= 0) == blocks.ruled).all()
        assert blocks.marks[:, placed.labels < 0].sum() == 0


def a_class(n, n_clusters, seed):
    random = np.random.RandomState(seed)
    rows = random.permutation(n)
    counted = (
        Counted(tuple(rows[-n // 3 :].tolist()), "not one"),
        Counted(tuple(rows[: n_clusters * 5 // 4].tolist()), "at least one"),
        Counted(tuple(rows[n // 4 : 3 * n // 4].tolist()), "even"),
    )
    together = tuple((int(rows[i]), int(rows[-1 - i])) for i in range(0, n // 4, 4))
    apart = tuple((int(rows[i]), int(rows[i + 1])) for i in range(0, n // 4, 2))
    return Rules(together, apart, {int(rows[2]): 1}, counted)


@pytest.mark.parametrize(("n", "n_clusters"), [(29, 6), (480, 96)])
def test_random_costs_give_different_placements_that_keep_every_rule(n, n_clusters):
    rules, random, starts = a_class(n, n_clusters, 0), np.random.RandomState(0), set()
    blocks = join_blocks(n, rules.together, rules.apart, rules.pinned, rules.counted)
    assert (len(blocks.size) * n_clusters > MOST_WITH_COSTS) == (n == 480)  # Both ways of placing are tried.
    for _ in range(3):
        placed = place_blocks(blocks, n_clusters, 4, 6, costs=random.uniform(size=(len(blocks.size), n_clusters)))
        labels = placed.of_students(blocks)
        assert keeps(labels.tolist(), n_clusters, 4, 6, rules)
        assert placed.sizes.tolist() == np.bincount(labels).tolist()
        starts.add(tuple(labels))
    assert len(starts) == 3


def test_of_students_alike_each_goes_where_it_costs_least():
    # Four students with one mark, two seats for them in each group.
    blocks = join_blocks(8, [], [], {}, [Counted((0, 1, 2, 3), "even")])
    costs = np.zeros((8, 2))
    costs[[0, 2], 0] = costs[[1, 3], 1] = 1.0
    assert place_blocks(blocks, 2, 4, 4, costs=costs).labels[:4].tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("n", [30, 90])  # With 90 only some students are looked at in each step.
def test_a_search_for_many_kept_rules_never_gives_up_those_that_have_to_hold(n):
    rules, random = a_class(n, n // 5, 3), np.random.RandomState(1)
    items = [("smallest", 5, 0), ("largest", 5, 0), *(("together", *pair) for pair in rules.together)]
    items += [*(("apart", *pair) for pair in rules.apart), *(("counted", rule) for rule in rules.counted)]
    keeping = Keeping(n, n // 5, items)
    labels = random.permutation(np.arange(n) % (n // 5))
    first = keeping.kept(labels)
    improved = keeping.improve(labels, first, random)
    assert first < keeping.kept(improved)
