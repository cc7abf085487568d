"""Peer reviews: everybody gives and gets as many, nobody reviews back, and wishes hold."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping.rounds.reviews import allocate_reviews


def pairs_of(reviews):
    return list(zip(reviews["reviewer_key"], reviews["author_key"]))


def assert_whole(reviews, keys, each):
    pairs = pairs_of(reviews)
    assert len(set(pairs)) == len(pairs) == len(keys) * each
    for place in (0, 1):
        assert sorted(pair[place] for pair in pairs) == sorted(key for key in keys for _ in range(each))
    assert all(one != other and (other, one) not in pairs for one, other in pairs)


def exists(n, each, apart):
    """Whether there is an allocation, by trying all: what each of the students in turn reviews."""
    foes = {frozenset(pair) for pair in apart}

    def extend(student, chosen, got):
        if student == n:
            return True
        able = [
            author
            for author in range(n)
            if author != student
            and got[author] < each
            and frozenset((student, author)) not in foes
            and (author >= student or student not in chosen[author])
        ]
        for authors in itertools.combinations(able, each):
            now = [count + (author in authors) for author, count in enumerate(got)]
            if extend(student + 1, [*chosen, authors], now):
                return True
        return False

    return extend(0, [], [0] * n)


def refused(*request, **more):
    with pytest.raises(GroupingImpossible) as caught:
        allocate_reviews(*request, **more)
    return [str(problem) for problem in caught.value.problems]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_everybody_gives_and_gets_as_many_and_nobody_reviews_back(data):
    each = data.draw(st.integers(1, 4))
    n = data.draw(st.integers(2 * each + 1, 2 * each + 12))
    scale = st.sampled_from([0.0, 1.5, 2.0, 3.5, 4.0, np.nan])
    readiness = data.draw(st.none() | st.lists(scale, min_size=n, max_size=n))
    keys = [f"s{k}" for k in range(n)]
    reviews = allocate_reviews(keys, each, readiness=readiness, random_state=data.draw(st.integers(0, 5)))
    assert_whole(reviews, keys, each)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_those_kept_apart_do_not_review_each_other_unless_there_is_no_way(data):
    n = data.draw(st.integers(3, 7))
    each = data.draw(st.integers(1, (n - 1) // 2))
    apart = data.draw(st.sets(st.sampled_from(list(itertools.combinations(range(n), 2))), max_size=6))
    try:
        reviews = allocate_reviews(range(n), each, apart=apart)
    except GroupingImpossible:
        assert not exists(n, each, apart)
        return
    assert_whole(reviews, range(n), each)
    assert not {frozenset(pair) for pair in pairs_of(reviews)} & {frozenset(pair) for pair in apart}


@pytest.mark.parametrize("each", [1, 2, 3, 5])
def test_the_smallest_class_that_can_do_it_can_and_one_less_is_refused(each):
    assert_whole(allocate_reviews(range(2 * each + 1), each), range(2 * each + 1), each)
    (problem,) = refused(range(2 * each), each)
    assert f"needs at least {2 * each + 1} students; there are {2 * each}." in problem


def test_the_refusal_says_how_many_reviews_can_be_had():
    assert refused(list("abcdef"), 3) == [
        "3 reviews each without two students reviewing each other needs at least 7 students; there are 6. "
        "Ask for at most 2."
    ]


def test_reviews_given_before_are_not_given_again_while_there_are_others():
    keys, past = list(range(12)), []
    for _ in range(2):  # The second time all could be turned round.
        reviews = allocate_reviews(keys, 3, past=past)
        assert_whole(reviews, keys, 3)
        assert not set(past) & set(pairs_of(reviews))
        past += pairs_of(reviews)


def test_reviews_are_given_again_rather_than_none():
    everything = list(itertools.permutations(range(7), 2))
    assert_whole(allocate_reviews(range(7), 2, past=everything), range(7), 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_reviewers_of_each_author_are_as_ready_as_the_class(seed):
    readiness = np.random.RandomState(seed).normal(2.5, 0.8, 28)
    reviews = allocate_reviews(range(28), 3, readiness=readiness, random_state=seed)
    of_author = reviews.assign(ready=readiness[reviews["reviewer_key"]]).groupby("author_key")["ready"]
    by_lot = readiness.std() / np.sqrt(3)
    assert of_author.mean().std() < by_lot / 5
    least = set(np.argsort(readiness)[:9])
    assert all(not set(group) <= least for group in reviews.groupby("author_key")["reviewer_key"].agg(list))


def test_the_same_seed_gives_the_same_reviews_and_another_others():
    first, again, other = (pairs_of(allocate_reviews(range(20), 2, random_state=seed)) for seed in (3, 3, 4))
    assert first == again != other


def test_other_keys_change_nothing_but_the_keys():
    readiness = np.linspace(0, 4, 9)
    plain = allocate_reviews(range(9), 2, readiness=readiness, apart=[(0, 1)], past=[(2, 3)])
    named = allocate_reviews(list("abcdefghi"), 2, readiness=readiness, apart=[("a", "b")], past=[("c", "d")])
    assert [("abcdefghi"[one], "abcdefghi"[other]) for one, other in pairs_of(plain)] == pairs_of(named)


def test_wishes_about_somebody_who_is_not_there_rest():
    assert_whole(allocate_reviews(range(5), 2, apart=[(0, 9), (8, 9)], past=[(0, 9)]), range(5), 2)


def test_a_student_with_too_few_left_is_named():
    assert refused(range(5), 2, apart=[(0, 1)], names=["Ana", "Ben", "Cy", "Dee", "Eli"]) == [
        "Ana is kept apart from 1 student, which leaves 3 for 4 reviews given and got. "
        "Let go of some of these wishes or ask for fewer reviews each.",
        "Ben is kept apart from 1 student, which leaves 3 for 4 reviews given and got. "
        "Let go of some of these wishes or ask for fewer reviews each.",
    ]


@pytest.mark.parametrize("each", [0, -1, 1.5, True, None])
def test_a_number_of_reviews_that_makes_no_sense_is_refused(each):
    assert refused(range(9), each) == [f"The number of reviews each is {each!r}. Use a whole number from 1."]


def test_a_student_listed_twice_is_refused():
    assert refused(["a", "b", "c", "a"], 1) == ["Student 1 is listed 2 times. List each student once."]


def test_a_class_of_two_is_refused():
    assert refused(["a", "b"], 1) == [
        "1 review each without two students reviewing each other needs at least 3 students; there are 2. Add students."
    ]
