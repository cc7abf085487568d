"""Reasons for placements, sentence by sentence."""

import numpy as np
import pandas as pd
import pytest

from plworkbench.grouping import explain_placements

NAMES = ["Ana", "Ben", "Cy", "Dee"]
LEVELS = ["beginning", "beginning", "secure", "developing"]
SCORES = [1.4, 1.1, 3.1, 2.2]


def explain(levels=LEVELS, scores=SCORES, groups=(1, 1, 1, 1), purpose="by need", second=None, flags=None, **kwargs):
    keys = list("abcd")[: len(groups)]
    students = pd.DataFrame({"student_key": keys, "name": NAMES[: len(groups)]})
    cells = {"A": (levels, scores), **({"B": second} if second else {})}
    mastery = pd.concat(
        pd.DataFrame({"student_key": keys, "standard_code": code, "score": s, "level": lv})
        for code, (lv, s) in cells.items()
    )
    memberships = pd.DataFrame({"student_key": keys, "group_number": groups, **(flags or {})})
    return explain_placements(
        memberships, students, mastery, standard_codes=list(cells), purpose=purpose,
        titles={"A": "Ratio language"}, **kwargs,
    )["reason"].tolist()  # fmt: skip


def test_need_is_given_with_level_score_and_how_many_share_it():
    reasons = explain()
    assert reasons[0] == "Beginning on 'Ratio language' (1.4 of 4), like 1 other in this group."
    assert reasons[2] == "Secure on 'Ratio language' (3.1 of 4); this group's average is 1.9."


def test_a_score_just_under_a_level_is_not_rounded_into_it():
    assert explain(scores=[1.4, 1.1, 3.1, 2.96])[3].startswith("Developing on 'Ratio language' (2.9 of 4)")


def test_several_others_are_counted_in_the_same_group_only():
    reasons = explain(levels=["secure"] * 4, groups=(1, 1, 1, 2))
    assert reasons[0].endswith("like 2 others in this group.")
    assert reasons[3] == "Secure on 'Ratio language' (2.2 of 4), in a group of one."


def test_need_on_two_standards_names_both_and_counts_those_who_share_both():
    reasons = explain(second=(["secure", "secure", "secure", "beginning"], [3.0, 3.2, 2.8, 1.0]))
    assert reasons[0] == (
        "Beginning on 'Ratio language' (1.4 of 4) and secure on 'B' (3.0 of 4), like 1 other in this group."
    )
    assert reasons[3] == (
        "Developing on 'Ratio language' (2.2 of 4) and beginning on 'B' (1.0 of 4); "
        "this group's averages are 1.9 and 2.5."
    )


def test_mixed_readiness_says_what_the_student_brings_and_what_the_group_holds():
    reasons = explain(levels=["secure", "secure", "developing", "extending"], purpose="mixed readiness")
    assert reasons[0] == (
        "Shows a secure level on 'Ratio language', in a group with a mix of levels: "
        "1 extending, 2 secure, 1 developing."
    )
    assert reasons[3].startswith("Shows an extending level on 'Ratio language'")


def test_a_group_without_a_mix_is_not_called_one():
    reasons = explain(levels=["secure"] * 4, purpose="mixed readiness")
    assert reasons[0] == "Shows a secure level on 'Ratio language', like everyone in this group."


@pytest.mark.parametrize("purpose", ["by need", "mixed readiness"])
def test_no_evidence_is_said_with_what_would_help(purpose):
    levels, scores = ["not recorded", *LEVELS[1:]], [np.nan, *SCORES[1:]]
    assert explain(levels, scores, purpose=purpose)[0] == (
        "No evidence on 'Ratio language' yet, placed where there was room, as if at the class average; "
        "a quick check would help."
    )


def test_evidence_on_one_of_two_standards_keeps_both_sentences():
    reasons = explain(second=(["not recorded", *LEVELS[1:]], [np.nan, *SCORES[1:]]))
    assert reasons[0] == (
        "Beginning on 'Ratio language' (1.4 of 4), like 1 other in this group. "
        "No evidence on 'B' yet, so placed as if at the class average; a quick check would help."
    )


def test_too_little_evidence_is_not_called_a_level():
    assert explain(["not enough evidence", *LEVELS[1:]])[0] == (
        "Not enough evidence on 'Ratio language' yet; placed by 1.4 of 4 so far. A quick check would help."
    )


def test_chance_names_its_seed():
    assert explain(purpose="random", random_state=7)[0] == "Drawn by chance (seed 7)."


def test_pins_and_moves_by_hand_are_the_teachers_and_need_no_other_reason():
    flags = {"pinned": [True, False, True, False], "moved_by_hand": [False, True, True, False]}
    reasons = explain(flags=flags)
    assert reasons[:3] == ["You pinned this student here.", *["You moved this student here."] * 2]
    assert reasons[3].startswith("Developing")


def test_a_wish_to_be_together_is_named_for_both_only_where_it_was_met():
    reasons = explain(groups=(1, 1, 1, 2), together=[("a", "b"), ("c", "a"), ("a", "d")], purpose="random")
    assert reasons[0].endswith("Placed with Ben and Cy, as you wished.")
    assert reasons[1].endswith("Placed with Ana, as you wished.")
    assert "Placed with" not in reasons[3]


def test_memberships_keep_their_index_and_are_not_changed():
    memberships = pd.DataFrame({"student_key": ["a"], "group_number": [1], "reason": ["old"]}, index=[17])
    students = pd.DataFrame({"student_key": ["a"], "name": ["Ana"]})
    explained = explain_placements(memberships, students, pd.DataFrame(), purpose="random")
    assert explained.loc[17, "reason"] == "Drawn by chance (seed 0)."
    assert memberships.loc[17, "reason"] == "old"
