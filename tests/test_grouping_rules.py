"""Hard rules: what is refused, and how a contradiction is named."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping import Rules, certify, seat_sizes
from plworkbench.grouping.musts.conflict import smallest_conflict


def refused(*request, rules=None, names=None):
    with pytest.raises(GroupingImpossible) as caught:
        certify(*request, rules=rules, names=names)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("n", "n_clusters", "sizes"), [(23, 4, [6, 6, 6, 5]), (1, 1, [1]), (8, 4, [2, 2, 2, 2]), (5, 5, [1] * 5)]
)
def test_sizes_are_as_equal_as_possible(n, n_clusters, sizes):
    assert seat_sizes(n, n_clusters).tolist() == sizes


def test_more_groups_than_students_are_refused_with_both_numbers():
    assert refused(23, 40) == ["40 groups need at least 40 students; this class has 23."]


def test_as_many_groups_as_students_are_allowed():
    certify(23, 23)


@pytest.mark.parametrize("min_size", [6, 7])
def test_groups_larger_than_the_class_allows_are_refused(min_size):
    message = f"4 groups of at least {min_size} need {4 * min_size} students; this class has 23."
    assert refused(23, 4, min_size) == [message]


def test_the_largest_feasible_minimum_is_allowed():
    certify(23, 4, 5)


def test_too_little_room_is_refused_and_just_enough_is_allowed():
    assert refused(23, 4, None, 5) == ["4 groups of at most 5 have room for 20 students; this class has 23."]
    certify(23, 4, None, 6)


def test_an_empty_class_is_refused():
    assert refused(0, 1) == ["There are no students in this class."]


@pytest.mark.parametrize("n_clusters", [0, -1, 2.5, "4", True, None])
def test_a_number_of_groups_that_is_no_whole_number_from_1_is_refused(n_clusters):
    assert len(refused(10, n_clusters)) == 1


def test_one_error_lists_every_problem_of_the_request():
    rules = Rules(together=((0, 1),), apart=((1, 0), (2, 2)), pinned={3: 9})
    assert refused(5, 2, 3, 2, rules=rules, names=["Ana", "Ben", "Cy", "Dee", "Eli"]) == [
        "The smallest group, 3 students, is larger than the largest, 2 students.",
        "2 groups of at least 3 need 6 students; this class has 5.",
        "2 groups of at most 2 have room for 4 students; this class has 5.",
        "Cy is paired with the same student.",
        "Ana and Ben are to be together and apart at once.",
        "Dee is pinned to group 10, but the groups are numbered 1 to 2.",
    ]


def test_a_rule_about_a_row_that_does_not_exist_is_refused():
    assert refused(3, 2, rules=Rules(apart=((0, 3),))) == ["A rule names row 3, but there are only 3 rows, from 0."]


def test_pins_that_contradict_apart_are_named_and_nothing_else():
    rules = Rules(together=((4, 5),), apart=((0, 1), (2, 3)), pinned={0: 1, 1: 1, 4: 0})
    assert refused(6, 2, rules=rules, names=["Ana", "Ben", "Cy", "Dee", "Eli", "Fay"]) == [
        "Ana and Ben are to be apart.",
        "Ana is pinned to group 2.",
        "Ben is pinned to group 2.",
    ]


def test_a_chain_of_together_that_closes_on_apart_is_named():
    rules = Rules(together=((0, 1), (1, 2), (3, 4)), apart=((0, 2),))
    assert refused(6, 2, rules=rules) == [
        "student 1 and student 2 are to be together.",
        "student 2 and student 3 are to be together.",
        "student 1 and student 3 are to be apart.",
    ]


def test_a_chain_of_together_longer_than_the_largest_group_is_named_with_the_size():
    assert refused(9, 3, None, 3, rules=Rules(together=((0, 1), (1, 2), (2, 3), (7, 8)))) == [
        "Every group has at most 3 students, in a class of 9.",
        "student 1 and student 2 are to be together.",
        "student 2 and student 3 are to be together.",
        "student 3 and student 4 are to be together.",
    ]


def test_a_chain_as_long_as_the_largest_group_is_allowed():
    certify(9, 3, None, 3, Rules(together=((0, 1), (1, 2), (7, 8))))


def test_five_students_all_apart_need_five_groups():
    everyone = tuple(itertools.combinations(range(5), 2))
    assert len(refused(10, 4, rules=Rules(apart=everyone))) == 10
    certify(10, 5, rules=Rules(apart=everyone))


def test_of_two_contradictions_the_shorter_one_is_named():
    everyone = tuple(itertools.combinations(range(5), 2))  # Ten wishes that four groups cannot keep.
    chain = tuple((i, i + 1) for i in range(5, 10))  # Five that groups of at most five cannot keep.
    harmless = ((11, 12), (13, 14), (15, 16))
    named = refused(19, 4, None, 5, rules=Rules(together=chain + harmless, apart=everyone))
    assert named[0] == "Every group has at most 5 students, in a class of 19."
    assert len(named) == 6


def test_the_headline_never_holds_a_name_so_that_it_can_be_logged():
    with pytest.raises(GroupingImpossible) as caught:
        certify(2, 1, rules=Rules(apart=((0, 1),)), names=["Ana", "Ben"])
    assert "Ana" not in caught.value.headline
    assert "Ana" in str(caught.value)


def test_apart_in_groups_so_large_that_there_is_only_one_is_named_with_the_size():
    ana_and_ben = Rules(apart=((0, 1),))
    with pytest.raises(GroupingImpossible) as caught:
        certify(29, 1, 15, rules=ana_and_ben, names=["Ana", "Ben", *map(str, range(27))])
    assert [str(problem) for problem in caught.value.problems] == [
        "Every group has at least 15 students, in a class of 29. Allow smaller groups and ask for more of them.",
        "Ana and Ben are to be apart. Let go of this wish, if another matters more.",
    ]
    certify(29, 2, 14, rules=ana_and_ben)


def test_a_size_that_allows_another_number_of_groups_is_not_blamed():
    assert refused(30, 1, 15, rules=Rules(apart=((0, 1),))) == ["student 1 and student 2 are to be apart."]


def rules_of(chosen):
    """Return the rules from items: the kind of each, and what it is about."""
    return Rules(
        *(tuple(what for kind, what in chosen if kind == name) for name in ("together", "apart")),
        {row: label for kind, (row, label) in chosen if kind == "pinned"},
    )


def holds(n, n_clusters, min_size, max_size, rules):
    """Whether any of all labellings keeps the rules: slow, but beyond doubt."""
    labels = np.array(list(itertools.product(range(n_clusters), repeat=n)))
    sizes = (labels[:, :, None] == np.arange(n_clusters)).sum(axis=1)
    kept = (sizes >= min_size).all(axis=1) & (sizes <= max_size).all(axis=1)
    for one, other in rules.together:
        kept &= labels[:, one] == labels[:, other]
    for one, other in rules.apart:
        kept &= labels[:, one] != labels[:, other]
    for row, label in rules.pinned.items():
        kept &= labels[:, row] == label
    return kept.any()


def messages_of(n, items):
    """Return what certify says of each item when all students are called by their row."""
    words = {
        "smallest": lambda size: f"Every group has at least {size} student{'s'[: size > 1]}, in a class of {n}.",
        "largest": lambda size: f"Every group has at most {size} student{'s'[: size > 1]}, in a class of {n}.",
        "together": lambda pair: f"{pair[0]} and {pair[1]} are to be together.",
        "apart": lambda pair: f"{pair[0]} and {pair[1]} are to be apart.",
        "pinned": lambda pin: f"{pin[0]} is pinned to group {pin[1] + 1}.",
    }
    return {words[kind](what): (kind, what) for kind, what in items}


def hold_together(n, n_clusters, items):
    sizes = {kind: size for kind, size in items if kind in ("smallest", "largest")}
    rules = rules_of([item for item in items if item[0] not in sizes])
    return holds(n, n_clusters, sizes.get("smallest", 0), sizes.get("largest", n), rules)


def fewest_that_cannot_hold(n, n_clusters, items):
    """Return the size of a smallest contradiction, by trying all subsets, the small ones first."""
    for count in range(len(items) + 1):
        if not all(hold_together(n, n_clusters, chosen) for chosen in itertools.combinations(items, count)):
            return count
    return None


pairs_of_five = st.lists(st.sampled_from(list(itertools.combinations(range(5), 2))), max_size=4, unique=True)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    together=pairs_of_five,
    apart=pairs_of_five,
    pinned=st.dictionaries(st.integers(0, 4), st.integers(0, 1), max_size=3),
    groups_and_limits=st.sampled_from([(2, 1, 5), (2, 1, 3), (2, 2, 3), (3, 1, 2), (3, 1, 3)]),
)
def test_certify_agrees_with_trying_everything_and_names_a_smallest_contradiction(
    together, apart, pinned, groups_and_limits
):
    n_clusters, *limits = groups_and_limits
    items = [("smallest", limits[0]), ("largest", limits[1])]
    items += [("together", pair) for pair in together]
    items += [("apart", pair) for pair in apart if pair not in together]
    items += [("pinned", pin) for pin in pinned.items()]
    rules = rules_of(items[2:])
    fewest = fewest_that_cannot_hold(5, n_clusters, items)
    if fewest is None:
        certify(5, n_clusters, *limits, rules)
        return
    told = messages_of(5, items)
    named = [told[message] for message in refused(5, n_clusters, *limits, rules=rules, names="01234")]
    assert not hold_together(5, n_clusters, named)
    # The limit behind the number of groups may be named in addition; it always comes first.
    assert len(named) == fewest or (len(named) == fewest + 1 and named[0] == ("smallest", 2))
    for item in named[1:]:
        assert hold_together(5, n_clusters, [other for other in named if other != item])


def test_a_contradiction_among_very_many_wishes_is_found_and_stays_short():
    harmless = tuple((i, i + 1) for i in range(10, 110, 2))
    rules = Rules(together=(*harmless, (0, 1), (1, 2)), apart=((0, 2),))
    assert len(refused(120, 12, rules=rules)) == 3


def holding(contradictions):
    """Return an oracle for rules of which some sets contradict each other; it keeps one more after another."""

    def hold(rules):
        if any(bad <= rules for bad in contradictions):
            return None
        for rule in range(12):
            if not any(bad <= rules | {rule} for bad in contradictions):
                rules |= {rule}
        return rules

    return hold


sets_of_ten = st.lists(st.frozensets(st.integers(0, 9), min_size=1, max_size=6), min_size=1, max_size=6)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(contradictions=sets_of_ten, known=st.booleans())
def test_among_any_contradictions_a_shortest_is_found_and_proved(contradictions, known):
    known = [contradictions[0] | {0, 1}] if known else []
    conflict, proved = smallest_conflict(10, holding(contradictions), known)
    assert proved
    assert len(conflict) == min(map(len, contradictions))
    assert set(conflict) in contradictions


@pytest.mark.parametrize("known", [(), (frozenset(range(11)),)])
def test_when_the_trials_are_used_up_a_contradiction_is_given_in_which_every_rule_is_needed(known):
    # Of twelve rules any eight are one too many: 495 contradictions of eight, none smaller.
    too_many = [frozenset(chosen) for chosen in itertools.combinations(range(12), 8)]
    conflict, proved = smallest_conflict(12, holding(too_many), known, most_trials=30)
    assert len(conflict) == 8
    assert not proved


def a_class_of_30_with_40_wishes(seed):
    random = np.random.RandomState(seed)
    labels = random.permutation(np.repeat(np.arange(6), 5))
    pairs = list(itertools.combinations(range(30), 2))
    random.shuffle(pairs)
    pairs = [(int(one), int(other)) for one, other in pairs]
    together = [pair for pair in pairs if labels[pair[0]] == labels[pair[1]]][:12]
    apart = [pair for pair in pairs if labels[pair[0]] != labels[pair[1]]][:28]
    return tuple(together), tuple(apart)


@pytest.mark.parametrize("seed", range(3))
def test_the_shortest_of_several_contradictions_is_named_in_a_class_of_30_with_40_wishes(seed):
    together, apart = a_class_of_30_with_40_wishes(seed)
    certify(30, 6, 4, 6, Rules(together, apart))
    (a, b), (c, d) = apart[:2]
    chain = tuple((row, row + 1) for row in range(7))  # Eight students, in groups of at most six.
    assert len(refused(30, 6, 4, 6, rules=Rules(chain, apart[:2], {a: 2, b: 2}))) == 3
    assert len(refused(30, 6, 4, 6, rules=Rules((*together, *chain), apart, {a: 2, b: 2, c: 0, d: 0}))) <= 3


def test_an_equal_request_is_refused_with_equal_words():
    together, apart = a_class_of_30_with_40_wishes(0)
    rules = Rules((*together, *apart[:9]), apart[9:], {0: 1, 1: 2, 2: 3})
    assert refused(30, 6, 5, 5, rules=rules) == refused(30, 6, 5, 5, rules=rules)
