"""The three estimators: scikit-learn's contract, hard rules, sizes, and the quality of what they find."""

import itertools
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping import MixedGroups, RandomGroups, Rules, SimilarGroups

ESTIMATORS = (SimilarGroups, MixedGroups, RandomGroups)
every_estimator = pytest.mark.parametrize("estimator", ESTIMATORS)


def scores(n, d=2, seed=0):
    return np.random.RandomState(seed).uniform(0, 4, (n, d)).round(2)


def within_groups(X, labels):
    return sum(((X[labels == g] - X[labels == g].mean(axis=0)) ** 2).sum() for g in set(labels))


@parametrize_with_checks([estimator() for estimator in ESTIMATORS])
def test_estimator_keeps_the_contract_of_scikit_learn(estimator, check):
    if check.func.__name__ != "check_array_api_input":
        check(estimator)
        return
    # SciPy decides about array types when it is first imported, so this check needs a process of its own.
    code = (
        "import json, sys, plworkbench.grouping as grouping; "
        "from sklearn.utils.estimator_checks import check_array_api_input as check; "
        "check(sys.argv[1], getattr(grouping, sys.argv[1])(), **json.loads(sys.argv[2])); print('held')"
    )
    command = [sys.executable, "-c", code, type(estimator).__name__, json.dumps(check.keywords)]
    done = subprocess.run(command, env={**os.environ, "SCIPY_ARRAY_API": "1"}, capture_output=True, text=True)
    assert done.stdout.strip() == "held", done.stderr


def test_opening_the_package_loads_neither_scikit_learn_nor_scipy():
    code = "import sys, plworkbench.grouping; print([m for m in ('sklearn', 'scipy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@every_estimator
@pytest.mark.parametrize(("n", "n_clusters"), [(1, 1), (5, 1), (5, 5), (23, 4), (24, 4)])
def test_groups_are_as_equal_in_size_as_possible(estimator, n, n_clusters):
    labels = estimator(n_clusters, random_state=0).fit_predict(scores(n))
    sizes = np.bincount(labels, minlength=n_clusters)
    assert sizes.sum() == n
    assert sizes.max() - sizes.min() == (n % n_clusters > 0)


@every_estimator
def test_more_groups_than_students_are_refused_in_words(estimator):
    with pytest.raises(GroupingImpossible, match="40 groups need at least 40 students; this class has 23"):
        estimator(40).fit(scores(23))


@every_estimator
def test_missing_features_are_refused(estimator):
    X = scores(8)
    X[3, 1] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        estimator(2).fit(X)


@every_estimator
def test_identical_students_are_spread_over_the_seats(estimator):
    labels = estimator(3, random_state=0).fit_predict(np.full((8, 2), 2.5))
    assert sorted(np.bincount(labels)) == [2, 3, 3]


@every_estimator
@pytest.mark.parametrize(("n", "n_clusters", "chain", "sizes"), [(23, 4, 7, [5, 5, 6, 7]), (8, 2, 6, [2, 6])])
def test_sizes_without_limits_leave_equality_only_as_far_as_the_rules_need(estimator, n, n_clusters, chain, sizes):
    rules = Rules(together=tuple((i, i + 1) for i in range(chain - 1)))
    labels = estimator(n_clusters, random_state=0).fit_predict(scores(n), rules=rules)
    assert sorted(np.bincount(labels)) == sizes


@every_estimator
def test_limits_that_are_given_are_kept_even_by_a_chain(estimator):
    chain = tuple((i, i + 1) for i in range(6))
    with pytest.raises(GroupingImpossible, match="at most 6 students"):
        estimator(4, max_size=6).fit(scores(23), rules=Rules(together=chain))


@every_estimator
def test_an_equal_seed_gives_an_equal_answer_and_another_seed_another(estimator):
    X, rules = scores(28), Rules(together=((0, 1),), apart=((2, 3),), pinned={4: 2})
    first, again, other = (estimator(7, random_state=s).fit_predict(X, rules=rules) for s in (3, 3, 4))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


@every_estimator
def test_a_whole_grade_of_349_keeps_its_rules(estimator):
    rng = np.random.RandomState(0)
    order = rng.permutation(349)
    rules = Rules(
        together=tuple(zip(order[:20:2].tolist(), order[1:20:2].tolist())),
        apart=tuple(zip(order[20:60:2].tolist(), order[21:60:2].tolist())),
        pinned={int(row): int(rng.randint(87)) for row in order[60:70]},
    )
    labels = estimator(87, random_state=0).fit_predict(scores(349, 3), rules=rules)
    for one, other in rules.together:
        assert labels[one] == labels[other]
    for one, other in rules.apart:
        assert labels[one] != labels[other]
    assert all(labels[row] == label for row, label in rules.pinned.items())
    assert set(np.bincount(labels, minlength=87)) <= {4, 5}


@st.composite
def requests(draw):
    """Draw a class with rules that can hold, because they are read off a random placement."""
    n = draw(st.integers(1, 18))
    n_clusters = draw(st.integers(1, n))
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    truth = rng.permutation(np.append(np.arange(n_clusters), rng.randint(0, n_clusters, n - n_clusters)))
    pairs = list(itertools.combinations(range(n), 2))
    chosen = [pairs[i] for i in rng.permutation(len(pairs))[: draw(st.integers(0, 8))]]
    rules = Rules(
        together=tuple((a, b) for a, b in chosen if truth[a] == truth[b]),
        apart=tuple((a, b) for a, b in chosen if truth[a] != truth[b]),
        pinned={int(row): int(truth[row]) for row in rng.permutation(n)[: draw(st.integers(0, 3))]},
    )
    sizes = np.bincount(truth)
    limits = draw(st.sampled_from([(None, None), (int(sizes.min()), int(sizes.max())), (None, int(sizes.max()))]))
    return rng.randint(0, 9, (n, 2)) / 2, n_clusters, limits, rules


@every_estimator
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(request=requests())
def test_rules_and_sizes_always_hold_and_everybody_is_placed_once(estimator, request):
    X, n_clusters, (min_size, max_size), rules = request
    labels = estimator(n_clusters, min_size, max_size, random_state=0).fit_predict(X, rules=rules)
    assert labels.shape == (len(X),)
    sizes = np.bincount(labels, minlength=n_clusters)
    assert len(sizes) == n_clusters
    assert sizes.min() >= (min_size or 1)
    assert sizes.max() <= (max_size or len(X))
    assert all(labels[a] == labels[b] for a, b in rules.together)
    assert all(labels[a] != labels[b] for a, b in rules.apart)
    assert all(labels[row] == label for row, label in rules.pinned.items())


def test_similar_groups_recover_clusters_that_are_clearly_apart():
    X, truth = make_blobs([7, 7, 6, 6], centers=[(0, 0), (0, 4), (4, 0), (4, 4)], cluster_std=0.3, random_state=0)
    assert adjusted_rand_score(truth, SimilarGroups(4, random_state=0).fit_predict(X)) == 1


def test_similar_groups_use_the_room_between_the_limits_when_clusters_differ_in_size():
    X, truth = make_blobs([3, 9], centers=[(0, 0), (4, 4)], cluster_std=0.3, random_state=0)
    labels = SimilarGroups(2, min_size=3, max_size=9, random_state=0).fit_predict(X)
    assert adjusted_rand_score(truth, labels) == 1
    assert sorted(np.bincount(SimilarGroups(2, random_state=0).fit_predict(X))) == [6, 6]


@pytest.mark.parametrize("seed", range(5))
def test_similar_groups_of_a_small_class_are_the_best_there_are(seed):
    X = scores(10, seed=seed)
    halves = (np.isin(np.arange(10), half).astype(int) for half in itertools.combinations(range(10), 5))
    best = min(within_groups(X, labels) for labels in halves)
    assert within_groups(X, SimilarGroups(2, random_state=0).fit_predict(X)) == pytest.approx(best)


def test_centres_of_similar_groups_are_the_means_of_their_members():
    X = scores(20)
    groups = SimilarGroups(5, random_state=0).fit(X)
    for label in range(5):
        assert groups.cluster_centers_[label] == pytest.approx(X[groups.labels_ == label].mean(axis=0))


def test_the_number_of_a_similar_group_says_nothing_about_its_level():
    X = scores(24, 1)
    levels = [SimilarGroups(4, random_state=seed).fit(X).cluster_centers_.ravel() for seed in range(100)]
    ranks = np.argsort(np.argsort(levels, axis=1), axis=1)
    # Each group should have the mean rank 1.5; 0.4 is more than three standard errors of 100 draws from 0..3.
    assert np.abs(ranks.mean(axis=0) - 1.5).max() < 0.4


def test_a_pinned_student_draws_those_of_the_same_need_into_the_pinned_group():
    X = np.repeat([[0.5], [2.0], [3.5]], 4, axis=0)
    for seed in range(5):
        labels = SimilarGroups(3, random_state=seed).fit_predict(X, rules=Rules(pinned={0: 2, 11: 0}))
        assert labels[:4].tolist() == [2] * 4
        assert labels[8:].tolist() == [0] * 4


def spread_of(statistic, X, labels):
    return np.std([statistic(X[labels == g], axis=0) for g in set(labels)], axis=0).mean()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("statistic", [np.mean, np.std])
def test_mixed_groups_differ_far_less_than_groups_drawn_by_chance(statistic, seed):
    X = scores(28, 2, seed)
    mixed = spread_of(statistic, X, MixedGroups(7, random_state=0).fit_predict(X))
    drawn = [spread_of(statistic, X, RandomGroups(7, random_state=s).fit_predict(X)) for s in range(50)]
    assert mixed < 0.6 * np.mean(drawn)
    assert mixed < min(drawn)


def test_mixed_groups_do_not_depend_on_the_unit_of_a_score():
    X = scores(20)
    points, percent = (MixedGroups(5, random_state=0).fit_predict(X * unit) for unit in (1, 25))
    assert points.tolist() == percent.tolist()


def test_random_groups_look_at_no_score():
    drawn = [RandomGroups(4, random_state=5).fit_predict(X).tolist() for X in (scores(20), np.zeros((20, 2)))]
    assert drawn[0] == drawn[1]


def test_random_groups_seat_every_student_in_every_group_about_equally_often():
    drawn = np.array([RandomGroups(4, random_state=seed).fit_predict(np.zeros((8, 1))) for seed in range(400)])
    counts = np.stack([(drawn == label).sum(axis=0) for label in range(4)])
    # 100 expected, standard error 8.7; five of them allow for 32 looks.
    assert np.abs(counts - 100).max() < 44
