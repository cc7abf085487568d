"""What the board shows of groups, and what a move would do."""

import itertools
import time

import numpy as np
import pandas as pd
import pytest

from plworkbench.errors import NotFound, SchemaError
from plworkbench.grouping import broken_wishes, count_past_partners, describe_groups, move_effect

NAMES = {"a": "Ana", "b": "Ben", "c": "Cy", "d": "Dee", "e": "Eli"}
MEMBERSHIPS = pd.DataFrame({"student_key": list("abcde"), "group_number": [1, 1, 2, 2, 2]})
MASTERY = pd.DataFrame(
    [
        ("a", "A", 1.0, "beginning"),
        ("b", "A", 3.0, "secure"),
        ("c", "A", 2.0, "developing"),
        ("d", "A", np.nan, "not recorded"),
        ("a", "B", 2.0, "developing"),
        ("b", "B", 4.0, "extending"),
        ("c", "B", 1.0, "not enough evidence"),
    ],
    columns=["student_key", "standard_code", "score", "level"],
)
PAST = pd.DataFrame({"student_key": ["a", "c", "a"], "other_student_key": ["b", "e", "d"], "times": [2, 1, 1]})


def describe(**kwargs):
    return describe_groups(MEMBERSHIPS, MASTERY, **{"standard_codes": ["A"], **kwargs}).set_index("group_number")


def test_sizes_scores_and_levels_of_each_group():
    board = describe()
    assert board["size"].tolist() == [2, 3]
    assert board.loc[1, ["score_mean", "score_lowest", "score_highest"]].tolist() == [2.0, 1.0, 3.0]
    assert board.loc[2, ["score_mean", "score_lowest", "score_highest"]].tolist() == [2.0, 2.0, 2.0]
    assert board.loc[1, ["beginning", "developing", "secure", "extending", "not recorded"]].tolist() == [1, 0, 1, 0, 0]
    assert board.loc[2, "not recorded"] == 2  # Dee has no score, Eli no row.


def test_levels_of_two_standards_are_counted_by_student_and_standard():
    board = describe(standard_codes=["A", "B"])
    states = ["beginning", "developing", "secure", "extending", "not enough evidence", "not recorded"]
    assert board[states].sum(axis=1).tolist() == [4, 6]
    assert board.loc[2, "not enough evidence"] == 1
    assert board["score_mean"].tolist() == [2.5, 1.5]


def test_a_group_without_scores_has_no_mean_rather_than_zero():
    board = describe_groups(MEMBERSHIPS, MASTERY.iloc[:2], standard_codes=["A"])
    assert board.loc[1, ["score_mean", "score_lowest", "score_highest"]].isna().all()


def test_empty_groups_are_shown():
    board = describe(group_count=4)
    assert board["size"].tolist() == [2, 3, 0, 0]
    assert board["not recorded"].tolist() == [0, 2, 0, 0]


def test_a_board_without_students_is_all_empty_groups():
    board = describe_groups(MEMBERSHIPS.iloc[:0], MASTERY, standard_codes=["A"], past_partners=PAST, group_count=2)
    assert board["size"].tolist() == [0, 0]


def test_repeated_pairs_count_pairs_who_have_met_not_how_often():
    assert describe(past_partners=PAST)["repeated_pairs"].tolist() == [1, 1]


def test_broken_wishes_count_where_they_break():
    board = describe(together=[("a", "c"), ("a", "b"), ("a", "gone")], apart=[("c", "d"), ("a", "e")])
    assert board["broken_wishes"].tolist() == [1, 2]


def test_broken_wishes_are_sentences_with_names():
    assert broken_wishes(MEMBERSHIPS, [("a", "c"), ("a", "b")], [("c", "d"), ("a", "e"), ("a", "gone")], NAMES) == [
        "Ana and Cy are in different groups; you asked to keep them together.",
        "Cy and Dee are in the same group; you asked to keep them apart.",
    ]


def test_kept_wishes_give_no_sentence():
    assert broken_wishes(MEMBERSHIPS, [("a", "b")], [("a", "c")], NAMES) == []


def test_past_partners_are_counted_over_groupings_as_a_slow_count_finds_them():
    rng = np.random.RandomState(0)
    history = pd.DataFrame(
        [(f"g{g}", f"k{i}", number) for g in range(6) for i, number in enumerate(rng.randint(1, 5, 12))],
        columns=["grouping_key", "student_key", "group_number"],
    )
    expected = {}
    for _, group in history.groupby(["grouping_key", "group_number"]):
        for pair in itertools.combinations(sorted(group["student_key"]), 2):
            expected[pair] = expected.get(pair, 0) + 1
    counted = count_past_partners(history.sample(frac=1, random_state=1))
    assert {(one, other): times for one, other, times in counted.itertuples(index=False)} == expected


def test_no_history_gives_no_partners():
    empty = pd.DataFrame(columns=["grouping_key", "student_key", "group_number"])
    assert count_past_partners(empty).columns.tolist() == ["student_key", "other_student_key", "times"]
    assert count_past_partners(empty).empty


def test_a_move_says_what_it_does_to_sizes_scores_wishes_and_partners():
    effect = move_effect(
        MEMBERSHIPS, "a", 2, mastery=MASTERY, standard_codes=["A"], together=[("a", "b")], apart=[("a", "c")],
        past_partners=PAST, names=NAMES, group_names=["Oak", "Birch"], min_size=2, max_size=3,
    )  # fmt: skip
    assert effect == (
        "Ana to Birch: Oak goes from 2 students to 1, Birch from 3 to 4. "
        "That is fewer than the 2 students you asked for in Oak. "
        "That is more than the 3 students you asked for in Birch. "
        "Average score: Oak 2.0 to 3.0, Birch 2.0 to 1.5. "
        "Breaks a wish: Ana and Ben are in different groups; you asked to keep them together. "
        "Breaks a wish: Ana and Cy are in the same group; you asked to keep them apart. "
        "Partners again: Dee."
    )


def test_a_move_that_mends_a_wish_says_so():
    effect = move_effect(MEMBERSHIPS, "c", 1, together=[("a", "c")], names=NAMES)
    assert effect.endswith("Meets 1 wish that was not met.")


def test_a_move_into_an_empty_group_says_that_there_was_no_score():
    assert "group 3 no score to 1.0" in move_effect(MEMBERSHIPS, "a", 3, mastery=MASTERY, standard_codes=["A"])


def test_a_move_that_is_none_says_so_and_a_stranger_is_refused():
    assert move_effect(MEMBERSHIPS, "a", 1, names=NAMES) == "Ana is already in group 1."
    with pytest.raises(NotFound):
        move_effect(MEMBERSHIPS, "nobody", 1)
    with pytest.raises(NotFound):
        move_effect(MEMBERSHIPS, "a", 0)


def test_an_absent_column_is_named():
    with pytest.raises(SchemaError, match="Column 'group_number': it is absent"):
        describe_groups(MEMBERSHIPS[["student_key"]], MASTERY)


def test_the_callers_frames_are_not_changed():
    before = MEMBERSHIPS.copy(), MASTERY.copy()
    describe(together=[("a", "c")])
    move_effect(MEMBERSHIPS, "a", 2, mastery=MASTERY, standard_codes=["A"])
    pd.testing.assert_frame_equal(MEMBERSHIPS, before[0])
    pd.testing.assert_frame_equal(MASTERY, before[1])


def test_a_board_of_40_students_follows_a_move_in_under_100_ms():
    rng = np.random.RandomState(0)
    keys = [f"k{i:02d}" for i in range(40)]
    mastery = pd.DataFrame(
        [(key, f"S{j}", score, "secure") for j in range(24) for key, score in zip(keys, rng.uniform(0, 4, 40))],
        columns=["student_key", "standard_code", "score", "level"],
    )
    groups = pd.DataFrame({"student_key": keys, "group_number": np.arange(40) % 10 + 1})
    past = count_past_partners(
        pd.DataFrame(
            {
                "grouping_key": np.repeat(np.arange(12), 40),
                "student_key": keys * 12,
                "group_number": rng.randint(1, 11, 480),
            }
        )
    )
    wishes = {"together": list(zip(keys[:10], keys[10:20])), "apart": list(zip(keys[20:30], keys[30:]))}
    rest = {"standard_codes": ["S0", "S1", "S2"], "past_partners": past, **wishes}
    took = []
    for _ in range(5):
        began = time.perf_counter()
        describe_groups(groups, mastery, group_count=10, **rest)
        broken_wishes(groups, wishes["together"], wishes["apart"])
        move_effect(groups, "k00", 5, mastery=mastery, **rest)
        took.append(time.perf_counter() - began)
    assert np.median(took) < 0.1
