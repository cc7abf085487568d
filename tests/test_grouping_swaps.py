"""Swaps and moves before they are made: what they cost, what they break, and that this is what making them does."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from plworkbench.errors import NotFound
from plworkbench.grouping import (
    Budget,
    Wish,
    best_swaps,
    effect_of_move,
    effect_of_swap,
    pose_task,
    stability,
    swap_effects,
    unmet_wishes,
)
from plworkbench.grouping.board.breaking import breaking_moves, breaking_swaps

NAMES = {"a": "Ana", "b": "Ben", "c": "Cy", "d": "Dee", "e": "Eli"}
LABELS = np.array([0, 0, 1, 1, 1])
GROUPS = ["Oak", "Birch"]
SCORES = [1.0, 3.0, 2.0, np.nan, np.nan]
PAST = pd.DataFrame(
    {"student_key": ["a", "c", "a"], "other_student_key": ["b", "e", "d"], "times": [2, 1, 1], "weight": [2.0, 1, 1]}
)


def pose(wishes=(), scores=SCORES, purpose="by need", names=NAMES, group_count=2, level="secure", **request):
    students = pd.DataFrame({"student_key": list(names), "name": list(names.values())})
    mastery = pd.DataFrame({"student_key": list(names), "standard_code": "A", "score": scores, "level": level})
    return pose_task(
        students, mastery, standard_codes=["A"], purpose=purpose, wishes=wishes, group_count=group_count,
        must_hold=False, **request,
    )  # fmt: skip


def draw(seed, n=10, k=3):
    """Draw a class with musts and wishes of every kind, and a grouping that need not keep any of them."""
    rng = np.random.RandomState(seed)
    keys = [f"s{i}" for i in range(n)]
    pairs = [tuple(rng.choice(keys, 2, replace=False).tolist()) for _ in range(9)]
    kinds = ["together", "apart", "apart", "together", "apart", "prefers", "prefers", "rather not", "apart"]
    weights = ["must"] * 4 + ["important"] + ["nice"] * 4
    wishes = [Wish(kind, pair, weight) for kind, pair, weight in zip(kinds, pairs, weights)]
    for kind, weight in itertools.product(("nobody alone", "one in each", "balance"), ("must", "nice")):
        wishes.append(Wish(kind, tuple(rng.choice(keys, 4, replace=False).tolist()), weight, f"{kind} {weight}"))
    past = pd.DataFrame([(*sorted(rng.choice(keys, 2, replace=False)), 1, 1.0) for _ in range(8)], columns=PAST.columns)
    labels = rng.permutation(np.concatenate([np.arange(k), rng.randint(0, k, n - k)]))
    pins = {keys[0]: int(labels[0]) + 1, keys[1]: int(labels[1] + 1) % k + 1}
    request = {"past_partners": past, "pinned": pins, "group_count": k, "names": dict(zip(keys, map(str.upper, keys)))}
    return pose(wishes, rng.uniform(0, 4, n), **request), labels


def swapped(labels, one, other):
    after = labels.copy()
    after[[one, other]] = labels[[other, one]]
    return after


def moved(labels, row, group):
    after = labels.copy()
    after[row] = group
    return after


def broken_musts(task, labels):
    """Count, slowly, by how much each must is broken."""
    broken = {}
    for pair in task.rules.together:
        broken["together", pair] = labels[pair[0]] != labels[pair[1]]
    for pair in task.rules.apart:
        broken["apart", pair] = labels[pair[0]] == labels[pair[1]]
    for row, label in task.rules.pinned.items():
        broken["pinned", row] = labels[row] != label
    for rule in task.rules.counted:
        off = 0
        for group in set(labels.tolist()):
            rows = np.flatnonzero(labels == group)
            count, share = np.isin(rows, rule.rows).sum(), len(rule.rows) * len(rows) / len(labels)
            low, high = np.floor(share + 1e-9), np.ceil(share - 1e-9)
            off += {"not one": count == 1, "at least one": count == 0, "even": max(low - count, count - high, 0) ** 2}[
                rule.allowed
            ]
        broken["counted", rule] = off
    return broken


def gets_worse(task, before, after):
    was, now = broken_musts(task, before), broken_musts(task, after)
    return any(now[must] > was[must] + 1e-9 for must in was)


@pytest.mark.parametrize("seed", range(8))
def test_the_effect_of_every_swap_is_that_of_making_it(seed):
    task, labels = draw(seed)
    effects = swap_effects(task, labels)
    row = {key: number for number, key in enumerate(task.keys)}
    before = task.costs.by_term(labels, 3)
    different = [
        (one, other) for one, other in itertools.combinations(task.keys, 2) if labels[row[one]] != labels[row[other]]
    ]
    assert sorted(zip(effects["student_key"], effects["other_student_key"])) == sorted(different)
    for swap in effects.to_dict("records"):
        after = swapped(labels, row[swap["student_key"]], row[swap["other_student_key"]])
        now = task.costs.by_term(after, 3)
        assert all(swap[name] == pytest.approx(now[name] - before[name], abs=1e-9) for name in now)
        assert swap["change"] == pytest.approx(task.total(after) - task.total(labels), abs=1e-9)
        assert swap["breaks"] == gets_worse(task, labels, after)


def test_swaps_are_sorted_by_what_they_cost_those_that_break_a_must_last():
    effects = swap_effects(*draw(1))
    assert effects["breaks"].is_monotonic_increasing
    for _, part in effects.groupby("breaks"):
        assert part["change"].is_monotonic_increasing


@pytest.mark.parametrize("seed", range(8))
def test_what_breaks_a_must_is_found_for_every_swap_and_move(seed):
    task, labels = draw(seed)
    swaps, moves = breaking_swaps(task, labels), breaking_moves(task, labels)
    for one, other in itertools.combinations(range(10), 2):
        expected = labels[one] != labels[other] and gets_worse(task, labels, swapped(labels, one, other))
        assert swaps[one, other] == swaps[other, one] == expected
    sizes = np.bincount(labels, minlength=3)
    for row, group in itertools.product(range(10), range(3)):
        if labels[row] == group:
            assert not moves[row, group]
        elif sizes[labels[row]] > max(min(3, sizes.min()), 1) and sizes[group] < max(4, sizes.max()):
            assert moves[row, group] == gets_worse(task, labels, moved(labels, row, group))
        else:
            assert moves[row, group]


@pytest.mark.parametrize("seed", range(8))
def test_the_best_swaps_lower_the_cost_and_break_nothing(seed):
    task, labels = draw(seed)
    row = {key: number for number, key in enumerate(task.keys)}
    best = best_swaps(task, labels, held=["s2"])
    assert [swap.change for swap in best] == sorted(swap.change for swap in best)
    for swap in best:
        after = swapped(labels, row[swap.one], row[swap.other])
        assert task.total(after) - task.total(labels) == pytest.approx(swap.change)
        assert swap.change < 0
        assert not gets_worse(task, labels, after)
        assert not {"s0", "s1", "s2"} & {swap.one, swap.other}


def test_the_best_swaps_are_of_different_students_where_there_are_such():
    task = pose(scores=[1.0, 3.0, 1.0, 3.0, 1.1, 3.1], names={key: key.upper() for key in "abcdef"}, group_count=2)
    best = best_swaps(task, np.array([0, 0, 1, 1, 0, 1]), count=2)
    assert len(best) >= 1
    used = [key for swap in best for key in (swap.one, swap.other)]
    assert len(used) == len(set(used))


def test_groups_that_the_search_has_found_leave_no_swap_to_propose():
    rng = np.random.RandomState(0)
    names = {f"s{i}": f"S{i}" for i in range(24)}
    wishes = [Wish("apart", ("s1", "s2")), Wish("prefers", ("s3", "s4"), "nice"), Wish("together", ("s5", "s6"))]
    task = pose(wishes, rng.uniform(0, 4, 24), names=names, group_count=6)
    assert best_swaps(task, task.solve(0)) == []


def test_a_swap_says_what_it_does_to_the_groups_and_to_wishes():
    names = dict(zip("abcd", ["Ana", "Ben", "Cy", "Dee"]))
    wishes = [Wish("prefers", pair, "nice") for pair in (("a", "b"), ("b", "a"))]
    task = pose(wishes, [1.0, 3.4, 1.2, 3.2], names=names)
    (swap,) = best_swaps(task, np.array([0, 0, 1, 1]), count=1)
    assert (
        swap.sentence
        == "Swap Ana and Dee: partners are closer in level; separates Ana and Ben who asked for each other."
    )


def test_mixed_groups_speak_of_balance_and_repeated_partners():
    names = dict(zip("abcd", ["Ana", "Ben", "Cy", "Dee"]))
    past = pd.DataFrame([("a", "c", 1, 1.0), ("a", "b", 1, 1.0)], columns=PAST.columns)
    task = pose((), [1.0, 1.0, 3.2, 3.2], "mixed readiness", names, past_partners=past)
    sentences = [swap.sentence for swap in best_swaps(task, np.array([0, 0, 1, 1]), count=9)]
    assert "Swap Ana and Dee: balance better; Ana and Cy partners again; 1 repeated pair fewer." in sentences
    assert "Swap Ana and Cy: balance better; 1 repeated pair fewer." in sentences


def test_a_move_says_what_it_does_to_sizes_scores_wishes_and_partners():
    wishes = [Wish("together", ("a", "b")), Wish("apart", ("a", "c"), "nice")]
    task = pose(wishes, past_partners=PAST, min_size=2, max_size=3)
    assert effect_of_move(task, LABELS, "a", 2, GROUPS) == (
        "Ana to Birch: Oak goes from 2 students to 1, Birch from 3 to 4. "
        "That is fewer than the 2 students you asked for in Oak. "
        "That is more than the 3 students you asked for in Birch.\n"
        "Average score: Oak 2.0 to 3.0, Birch 2.0 to 1.5. "
        "Partners are closer in level.\n"
        "Breaks a wish: Ana and Ben are in different groups; you asked to keep them together.\n"
        "Breaks a wish: Ana and Cy are in the same group; you asked to keep them apart.\n"
        "Partners again: Dee."
    )


def test_a_move_that_mends_a_wish_says_so():
    effect = effect_of_move(pose([Wish("together", ("a", "c"))]), LABELS, "c", 1, GROUPS)
    assert effect.endswith("Meets a wish: brings Ana and Cy together, as you asked.")


def test_several_students_move_at_once_and_stay_partners():
    past = PAST.assign(student_key=["a", "a", "b"], other_student_key=["b", "d", "e"])
    effect = effect_of_move(
        pose([Wish("together", ("a", "b"))], past_partners=past), LABELS, ["a", "b", "c"], 2, GROUPS
    )
    assert effect.startswith("Ana and Ben to Birch: Oak goes from 2 students to 0, Birch from 3 to 5.")
    assert "Breaks" not in effect
    assert effect.endswith("Partners again: Ana and Dee, Ben and Eli.")


def test_students_of_several_groups_move_at_once():
    effect = effect_of_move(pose(group_count=3), np.array([0, 1, 1, 2, 2]), ["a", "b"], 3)
    assert effect.startswith(
        "Ana and Ben to Maple: Oak goes from 1 student to 0, Birch from 2 to 1, Maple from 2 to 4."
    )


def test_a_move_into_an_empty_group_says_that_there_was_no_score():
    assert "Maple no score to 1.0" in effect_of_move(pose(group_count=3), LABELS, "a", 3)


@pytest.mark.parametrize(("top", "shown"), [(4.0, "Oak 2.0 to 3.0"), (100.0, "Oak 50 to 75")])
def test_scores_are_shown_on_the_scale_of_the_class(top, shown):
    scores = (np.array(SCORES) * top / 4).tolist()
    assert f"Average score: {shown}" in effect_of_move(pose(scores=scores, scale_top=top), LABELS, "a", 2, GROUPS)


def test_a_group_whose_average_stays_as_it_is_shown_is_not_told():
    birch_changes = effect_of_move(pose(scores=[2.0, 2.0, 1.0, 2.0, 3.0]), LABELS, "a", 2, GROUPS)
    assert "Average score" not in birch_changes  # both stay at 2.0
    oak_stays = effect_of_move(pose(scores=[2.0, 2.0, 1.0, 1.0, 1.0]), LABELS, "a", 2, GROUPS)
    assert "Average score: Birch 1.0 to 1.2" in oak_stays and "Oak 2.0" not in oak_stays


def test_a_move_that_is_none_says_so_and_strangers_are_refused():
    task = pose()
    assert effect_of_move(task, LABELS, "a", 1, GROUPS) == "Ana is already in Oak."
    assert effect_of_move(task, LABELS, ["a", "b"], 1, GROUPS) == "Ana and Ben are already in Oak."
    for keys, group in (("nobody", 1), ("a", 0), ("a", 3), ([], 1)):
        with pytest.raises(NotFound):
            effect_of_move(task, LABELS, keys, group, GROUPS)
    with pytest.raises(NotFound):
        effect_of_swap(task, LABELS, "a", "nobody", GROUPS)


def test_a_swap_by_hand_says_what_it_does():
    wishes = [Wish("prefers", ("b", "d"), "nice"), Wish("nobody alone", ("b", "c", "d"), "nice", "Readers")]
    effect = effect_of_swap(pose(wishes, past_partners=PAST), LABELS, "b", "c", GROUPS)
    assert effect == (
        "Ben to Birch, Cy to Oak. Average score: Oak 2.0 to 1.5, Birch 2.0 to 3.0. Partners are closer in level. "
        "Breaks a wish: Cy is the only one of 'Readers' in Oak. "
        "Meets a wish: brings Ben to Dee, as Ben asked. "
        "Meets a wish: Ben is no longer the only one of 'Readers'."
    )


def test_a_swap_inside_a_group_changes_nothing_and_says_so():
    assert effect_of_swap(pose(), LABELS, "a", "b", GROUPS) == (
        "Ana and Ben are in the same group; a swap changes nothing."
    )


def test_a_wish_that_is_broken_already_can_be_broken_further():
    wish = Wish("balance", tuple("abcd"), "nice", "Readers")
    task = pose([wish], names={key: key.upper() for key in "abcdefgh"}, scores=[2.0] * 8)
    labels = np.array([0, 0, 0, 1, 0, 1, 1, 1])
    assert "Breaks a wish further: spreads 'Readers' less evenly." in effect_of_swap(task, labels, "d", "e", GROUPS)
    assert "Meets a wish: spreads 'Readers' evenly, as you asked." in effect_of_swap(task, labels, "c", "f", GROUPS)
    even = swapped(labels, 2, 5)
    assert "Breaks a wish: 'Readers' are 3 in Oak and 1 in Birch." in effect_of_swap(task, even, "c", "f", GROUPS)


def test_a_demographic_is_named_only_in_what_the_teacher_asked_for():
    wish = Wish("nobody alone", ("a", "b", "c"), "important", "Sex: F", is_demographic=True)
    assert "Sex: F" in effect_of_move(pose([wish]), LABELS, "b", 2, GROUPS)
    assert "Sex" not in effect_of_move(pose(), LABELS, "b", 2, GROUPS)


@pytest.mark.parametrize("seed", range(8))
def test_wishes_said_to_break_and_to_be_met_are_those_of_making_the_move(seed):
    task, labels = draw(seed)
    for row, group in itertools.product(range(10), range(3)):
        effect = effect_of_move(task, labels, task.keys[row], group + 1)
        was, now = (
            {u.wish: u.sentence for u in unmet_wishes(groups, task)} for groups in (labels, moved(labels, row, group))
        )
        for wish in now.keys() - was.keys():
            assert f"Breaks a wish: {now[wish].split('. ')[0]}" in effect
        if labels[row] != group:
            assert effect.count("Meets a wish") >= (1 if was.keys() - now.keys() else 0)


@pytest.mark.parametrize(("n", "k"), [(30, 6), (400, 80)])
def test_a_move_is_previewed_in_a_class_and_in_a_grade(n, k):
    rng = np.random.RandomState(0)
    keys = [f"s{i}" for i in range(n)]
    wishes = [Wish("prefers", tuple(rng.choice(keys, 2, replace=False).tolist()), "nice") for _ in range(n)]
    wishes += [Wish("apart", tuple(rng.choice(keys, 2, replace=False).tolist())) for _ in range(n // 10)]
    wishes += [Wish("balance", tuple(keys[i::4]), "important", "L") for i in range(4)]
    past = pd.DataFrame([(*rng.choice(keys, 2, replace=False), 1, 1.0) for _ in range(5 * n)], columns=PAST.columns)
    task = pose(wishes, rng.uniform(0, 4, n), names=dict(zip(keys, keys)), group_count=k, past_partners=past)
    labels = rng.permutation(np.arange(n) % k)
    for row in range(7):
        assert keys[row] in effect_of_move(task, labels, keys[row], 3)


def spread_out(seed, n=30, d=2):
    return np.random.RandomState(seed).uniform(0, 4, (n, d))


def three_clusters(seed, n=30, d=2):
    rng = np.random.RandomState(seed)
    return np.clip(np.repeat([[0.6], [2.0], [3.4]], n // 3, axis=0) + rng.normal(0, 0.1, (n, d)), 0, 4)


def pose_scores(scores, **request):
    n, d = scores.shape
    keys = [f"s{i}" for i in range(n)]
    mastery = pd.concat(
        pd.DataFrame({"student_key": keys, "standard_code": f"c{j}", "score": scores[:, j], "level": "secure"})
        for j in range(d)
    )
    codes = [f"c{j}" for j in range(d)]
    request = {"purpose": "by need", "group_count": 3, **request}
    students = pd.DataFrame({"student_key": keys, "name": keys})
    return pose_task(students, mastery, standard_codes=codes, **request)


@pytest.mark.parametrize("seed", range(3))
def test_scores_without_any_structure_give_no_clear_groups(seed):
    task = pose_scores(spread_out(seed, d=3))
    found = stability(task, task.solve(seed))
    assert found.is_clear is False
    words, numbers = found.sentence.split(". ", maxsplit=1)
    assert words == "These groups are not clear-cut: many students could as well be in another group"
    assert re.fullmatch(
        r"If the students were assessed again, about \d of 10 .* by chance it would be \d of 10\.", numbers
    )


@pytest.mark.parametrize("seed", range(3))
def test_three_clusters_far_apart_are_clear_groups(seed):
    task = pose_scores(three_clusters(seed))
    found = stability(task, task.solve(seed))
    assert found.is_clear is True
    assert found.share_kept > 0.95
    assert found.adjusted_rand > 0.95
    assert found.share_by_chance == pytest.approx(9 / 29, abs=0.08)  # partners of 10 among the 29 others


def test_clusters_are_clear_no_more_when_scores_are_unsure():
    task = pose_scores(three_clusters(0))
    assert not stability(task, task.solve(0), spread=np.full((30, 2), 2.0)).is_clear


def test_students_who_are_all_alike_make_no_clear_groups():
    task = pose_scores(np.full((12, 1), 2.0))
    found = stability(task, task.solve(0))
    assert found.is_clear is False
    assert found.adjusted_rand < 0.3


def test_wishes_that_keep_partners_together_do_not_make_groups_clear():
    pairs = [Wish("together", (f"s{i}", f"s{i + 1}"), "important") for i in range(0, 30, 2)]
    task = pose_scores(spread_out(0, d=3), wishes=pairs, group_count=10)
    found = stability(task, task.solve(0))
    assert found.is_clear is False
    assert found.share_by_chance > 2 * 2 / 29  # twice that of partners drawn by lot


def test_the_scale_of_the_scores_changes_nothing():
    plain, percent = (
        stability(task, task.solve(0))
        for task in (pose_scores(three_clusters(0)), pose_scores(three_clusters(0) * 25, scale_top=100.0))
    )
    assert plain.share_kept == pytest.approx(percent.share_kept)


def test_an_equal_seed_gives_an_equal_stability():
    task = pose_scores(spread_out(0))
    labels = task.solve(0)
    assert stability(task, labels, draws=5) == stability(task, labels, draws=5)


def test_students_without_a_score_make_groups_less_sure_and_stop_nothing():
    scores = three_clusters(0)
    scores[::3] = np.nan
    task = pose_scores(scores)
    sure = stability(pose_scores(three_clusters(0)), np.repeat([0, 1, 2], 10)).share_kept
    assert 0 < stability(task, task.solve(0)).share_kept < sure


@pytest.mark.parametrize("purpose", ["mixed readiness", "random"])
def test_only_groups_by_need_are_asked_whether_they_are_clear(purpose):
    task = pose_scores(spread_out(0), purpose=purpose)
    found = stability(task, task.solve(0))
    assert found.is_clear is None
    assert np.isnan(found.share_kept)
    assert found.sentence.startswith("Only groups by need")


def test_groups_of_one_have_no_partners_to_keep():
    task = pose_scores(spread_out(0, n=3), group_count=3)
    assert stability(task, np.arange(3)).sentence == "Nobody has a partner in these groups."


def test_wishes_that_contradict_each_other_are_said_to_allow_no_comparison():
    wishes = [Wish("together", ("s0", "s1")), Wish("apart", ("s0", "s1"))]
    task = pose_scores(spread_out(0), wishes=wishes, must_hold=False)
    found = stability(task, np.arange(30) % 3)
    assert found.is_clear is None
    assert found.sentence.startswith("The wishes contradict each other")


def test_stability_with_rules_keeps_them_in_every_draw():
    wishes = [Wish("apart", ("s1", "s2")), Wish("balance", tuple(f"s{i}" for i in range(0, 30, 3)), "must", "Readers")]
    task = pose_scores(three_clusters(0), wishes=wishes, group_count=6)
    assert stability(task, np.arange(30) % 6).is_clear is False


def test_a_budget_of_ones_own_is_used():
    task = pose_scores(three_clusters(0))
    told = []
    stability(task, task.solve(0), draws=2, budget=Budget(visits=60, on_progress=told.append))
    assert told
