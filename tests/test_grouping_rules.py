"""Hard rules: what is refused, and how a contradiction is named."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping import Rules, certify, seat_sizes
from plworkbench.grouping.rules import MOST_ITEMS_TWICE


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


def holds(n, n_clusters, min_size, max_size, rules):
    """Whether any of all labellings keeps the rules: slow, but beyond doubt."""
    for labels in itertools.product(range(n_clusters), repeat=n):
        sizes = np.bincount(labels, minlength=n_clusters)
        if (
            sizes.min() >= min_size
            and sizes.max() <= max_size
            and all(labels[a] == labels[b] for a, b in rules.together)
            and all(labels[a] != labels[b] for a, b in rules.apart)
            and all(labels[row] == label for row, label in rules.pinned.items())
        ):
            return True
    return False


pairs_of_six = st.lists(st.sampled_from(list(itertools.combinations(range(6), 2))), max_size=4, unique=True)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    together=pairs_of_six,
    apart=pairs_of_six,
    pinned=st.dictionaries(st.integers(0, 5), st.integers(0, 2), max_size=3),
    limits=st.sampled_from([(1, 4), (2, 2), (1, 3), (2, 3)]),
)
def test_certify_agrees_with_trying_everything_and_names_a_set_that_cannot_be_made_smaller(
    together, apart, pinned, limits
):
    rules = Rules(tuple(together), tuple(pair for pair in apart if pair not in together), pinned)
    if holds(6, 3, *limits, rules):
        certify(6, 3, *limits, rules)
        return
    named = refused(6, 3, *limits, rules=rules, names=list("012345"))
    kept = {
        "together": [p for p in rules.together if f"{p[0]} and {p[1]} are to be together." in named],
        "apart": [p for p in rules.apart if f"{p[0]} and {p[1]} are to be apart." in named],
        "pinned": {row: g for row, g in pinned.items() if f"{row} is pinned to group {g + 1}." in named},
    }
    smallest = limits[0] if any("at least" in message for message in named) else 0
    largest = limits[1] if any("at most" in message for message in named) else 6
    assert not holds(6, 3, smallest, largest, Rules(**kept))
    for kind, wishes in kept.items():
        for wish in wishes:
            fewer = (
                {w: wishes[w] for w in wishes if w != wish} if kind == "pinned" else [w for w in wishes if w != wish]
            )
            assert holds(6, 3, smallest, largest, Rules(**{**kept, kind: fewer}))


def test_a_contradiction_among_very_many_wishes_is_found_and_stays_short():
    harmless = tuple((i, i + 1) for i in range(10, 10 + 2 * MOST_ITEMS_TWICE, 2))
    rules = Rules(together=(*harmless, (0, 1), (1, 2)), apart=((0, 2),))
    assert len(refused(120, 12, rules=rules)) == 3
