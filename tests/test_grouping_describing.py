"""What the board shows of groups, which wishes it does not meet, and who has met before."""

import itertools

import numpy as np
import pandas as pd
import pytest

from plworkbench.errors import SchemaError
from plworkbench.grouping import (
    PAST_DECAY,
    Wish,
    count_past_partners,
    describe_groups,
    pose_task,
    unmet_wishes,
)

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
    wishes = [Wish("together", pair) for pair in (("a", "c"), ("a", "b"), ("a", "gone"))]
    wishes += [Wish("apart", pair, "nice") for pair in (("c", "d"), ("a", "e"))]
    assert describe(wishes=wishes)["broken_wishes"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("kind", "students", "broken"),
    [
        ("nobody alone", "abc", [0, 1]),
        ("nobody alone", "ab", [0, 0]),
        ("one in each", "cd", [1, 0]),
        ("one in each", "ac", [0, 0]),
        ("balance", "cd", [0, 0]),  # A share of 0.8 and 1.2: 0 and 2 are these rounded down and up.
        ("balance", "cde", [1, 1]),
    ],
)
def test_wishes_about_a_list_count_in_the_groups_whose_count_is_wrong(kind, students, broken):
    assert describe(wishes=[Wish(kind, tuple(students))])["broken_wishes"].tolist() == broken


def test_preferences_count_where_the_student_is_who_has_them():
    wishes = [Wish("prefers", ("c", "a"), "nice"), Wish("rather not", ("b", "a"), "nice")]
    board = describe(wishes=[*wishes, Wish("prefers", ("a", "b"), "nice"), Wish("rather not", ("a", "e"), "nice")])
    assert board["unmet_preferences"].tolist() == [1, 1]
    assert board["broken_wishes"].tolist() == [0, 0]


def pose(wishes, **request):
    students = pd.DataFrame({"student_key": list(NAMES), "name": list(NAMES.values())})
    sizes = {"purpose": "random", "group_count": 2, "must_hold": False}
    return pose_task(students, MASTERY, wishes=wishes, **{**sizes, **request})


def unmet_of(wishes, groups=MEMBERSHIPS, **request):
    return unmet_wishes(groups, pose(wishes, **request), ["Oak", "Elm"])


@pytest.mark.parametrize(
    ("kind", "students", "sentence"),
    [
        ("together", "ac", "Ana and Cy are in different groups; you asked to keep them together."),
        ("apart", "cd", "Cy and Dee are in the same group; you asked to keep them apart."),
        ("prefers", "ca", "Cy would like to work with Ana."),
        ("rather not", "dc", "Dee would rather not work with Cy."),
        ("nobody alone", "acd", "Ana is the only one of 'Leaders' in Oak."),
        ("one in each", "cd", "Oak has nobody of 'Leaders'."),
        ("balance", "cde", "'Leaders' are 3 in Elm and 0 in Oak."),
    ],
)
def test_a_wish_that_does_not_hold_is_said_in_words(kind, students, sentence):
    wish = Wish(kind, tuple(students), "nice", "Leaders")
    (found,) = unmet_of([wish])
    assert found.sentence == sentence
    assert found.wish is wish


@pytest.mark.parametrize(
    ("kind", "students"),
    [("together", "ab"), ("apart", "ac"), ("prefers", "de"), ("rather not", "ad"), ("nobody alone", "abcd"),
     ("one in each", "ac"), ("balance", "ac")],
)  # fmt: skip
def test_a_wish_that_holds_is_not_listed(kind, students):
    assert unmet_of([Wish(kind, tuple(students), "nice", "Leaders")]) == []


def test_two_students_who_are_alone_are_both_named():
    (found,) = unmet_of([Wish("nobody alone", ("a", "c"), "nice", "Leaders")])
    assert found.sentence == "Ana is the only one of 'Leaders' in Oak. Cy is the only one of 'Leaders' in Elm."


def test_musts_are_listed_first_after_moves_by_hand_as_well():
    wishes = [Wish("prefers", ("c", "a"), "nice"), Wish("apart", ("a", "b"), "important"), Wish("apart", ("c", "d"))]
    assert [found.wish.weight for found in unmet_of(wishes)] == ["must", "important", "nice"]


def test_labels_serve_as_well_as_memberships():
    wishes = [Wish("together", ("a", "c"), "nice")]
    assert unmet_of(wishes, np.array([0, 0, 1, 1, 1])) == unmet_of(wishes)


def test_the_cure_is_the_cheapest_swap_with_its_price():
    # Dee and Cy ask for each other, so that it costs less to part Cy from Eli.
    wishes = [Wish("prefers", pair, "nice") for pair in (("c", "d"), ("d", "c"), ("c", "e"))]
    found = unmet_of([Wish("together", ("a", "c")), *wishes])[0]
    assert (found.change.one, found.change.other, found.change.change) == ("a", "e", 0.5)
    assert found.cure == "Swap Ana and Eli: separates Cy from Eli, whom Cy asked for."


def test_a_cure_names_what_it_costs_the_aim_of_the_groups():
    (found,) = unmet_of([Wish("together", ("a", "c"))], purpose="by need", standard_codes=["A"])
    assert found.cure == "Swap Ana and Dee: partners are closer in level."


def test_a_cure_that_costs_the_aim_nothing_says_so():
    same = MASTERY.assign(score=2.0)
    students = pd.DataFrame({"student_key": list(NAMES), "name": list(NAMES.values())})
    wishes = [
        Wish("prefers", ("a", "c"), "nice"),
        Wish("prefers", ("c", "a"), "nice"),
        Wish("apart", ("b", "c"), "nice"),
    ]
    task = pose_task(students, same, standard_codes=["A"], purpose="by need", group_count=2, wishes=wishes)
    found = unmet_wishes(np.array([0, 0, 1, 1, 1]), task, ["Oak", "Elm"])
    assert [unmet.cure for unmet in found] == ["Swap Ana and Dee: partners stay as close in level."] * 2


def test_a_move_is_a_cure_where_sizes_allow_it():
    (found,) = unmet_of([Wish("apart", ("c", "d"))], min_size=1, max_size=4, pinned={"a": 1, "b": 1})
    assert (found.change.student, found.change.to_group) == ("c", 1)
    assert found.cure == "Move Cy to Oak."


def test_a_cure_moves_nobody_who_is_pinned_and_breaks_no_must():
    wishes = [Wish("together", ("a", "c"), "nice"), Wish("together", ("c", "d"))]
    (found,) = unmet_of(wishes, pinned={"b": 1, "e": 2})
    assert found.cure == "No single swap meets it."
    assert found.change is None


def test_where_no_single_swap_meets_a_wish_a_first_step_is_named():
    task = pose([Wish("one in each", ("a", "b", "c"), "nice", "Leaders")], group_count=3, must_hold=False)
    (found,) = unmet_wishes(np.array([0, 0, 0, 1, 2]), task, ["Oak", "Elm", "Ash"])
    assert found.sentence == "Elm has nobody of 'Leaders'. Ash has nobody of 'Leaders'."
    assert found.change is None
    assert found.cure.startswith("No single swap meets it. A first step: Swap Ana and Dee.")


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
    assert {(one, other): times for one, other, times, _ in counted.itertuples(index=False)} == expected
    assert counted["weight"].tolist() == counted["times"].tolist()


def test_a_meeting_weighs_less_with_every_cycle_since():
    history = pd.DataFrame(
        [(g, s, 1) for g, members in (("g1", "ab"), ("g2", "bc"), ("g3", "ab"), ("old", "ac")) for s in members],
        columns=["grouping_key", "student_key", "group_number"],
    )
    weight = count_past_partners(history, order=["g1", "g2", "g3", "g4"]).set_index(
        ["student_key", "other_student_key"]
    )
    assert weight.loc[("a", "b")].tolist() == pytest.approx([2, PAST_DECAY**3 + PAST_DECAY])
    assert weight.loc[("b", "c")].tolist() == pytest.approx([1, PAST_DECAY**2])
    assert weight.loc[("a", "c")].tolist() == pytest.approx([1, PAST_DECAY**4])


def test_no_history_gives_no_partners():
    empty = pd.DataFrame(columns=["grouping_key", "student_key", "group_number"])
    assert count_past_partners(empty).columns.tolist() == ["student_key", "other_student_key", "times", "weight"]
    assert count_past_partners(empty).empty


def test_an_absent_column_is_named():
    with pytest.raises(SchemaError, match="Column 'group_number': it is absent"):
        describe_groups(MEMBERSHIPS[["student_key"]], MASTERY)


def test_the_callers_frames_are_not_changed():
    before = MEMBERSHIPS.copy(), MASTERY.copy()
    describe(wishes=[Wish("together", ("a", "c"))])
    unmet_of([Wish("together", ("a", "c"))])
    pd.testing.assert_frame_equal(MEMBERSHIPS, before[0])
    pd.testing.assert_frame_equal(MASTERY, before[1])
