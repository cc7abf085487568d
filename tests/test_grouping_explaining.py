"""Reasons for placements, sentence by sentence."""

import numpy as np
import pandas as pd
import pytest

from plworkbench.grouping import Wish, explain_placements, pose_task

NAMES = ["Ana", "Ben", "Cy", "Dee"]
LEVELS = ["beginning", "beginning", "secure", "developing"]
SCORES = [1.4, 1.1, 3.1, 2.2]


def make_task(levels=LEVELS, scores=SCORES, count=4, purpose="by need", second=None, **kwargs):
    keys = list("abcd")[:count]
    students = pd.DataFrame({"student_key": keys, "name": NAMES[:count]})
    cells = {"A": (levels, scores), **({"B": second} if second else {})}
    mastery = pd.concat(
        pd.DataFrame({"student_key": keys, "standard_code": code, "score": s, "level": lv})
        for code, (lv, s) in cells.items()
    )
    return pose_task(
        students, mastery, standard_codes=list(cells), purpose=purpose, titles={"A": "Ratio language"},
        group_count=2, must_hold=False, **kwargs,
    )  # fmt: skip


def explain(*args, groups=(1, 1, 1, 1), flags=None, **kwargs):
    memberships = pd.DataFrame({"student_key": list("abcd")[: len(groups)], "group_number": groups, **(flags or {})})
    task = make_task(*args, count=len(groups), **kwargs)
    return explain_placements(memberships, task)["reason"].tolist()


def liking(**interests):
    pairs = [(key, what) for key, liked in interests.items() for what in liked]
    return pd.DataFrame(pairs, columns=["student_key", "interest"])


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
    assert explain(purpose="random")[0] == "Drawn by lot."


def test_pins_and_moves_by_hand_are_the_teachers_and_need_no_other_reason():
    flags = {"pinned": [True, False, True, False], "moved_by_hand": [False, True, True, False]}
    reasons = explain(flags=flags)
    assert reasons[:3] == ["You pinned this student here.", *["You moved this student here."] * 2]
    assert reasons[3].startswith("Developing")


@pytest.mark.parametrize("weight", ["must", "important", "nice"])
def test_a_wish_to_be_together_is_named_for_both_only_where_it_was_met(weight):
    wishes = [Wish("together", pair, weight) for pair in (("a", "b"), ("c", "a"), ("a", "d"))]
    reasons = explain(groups=(1, 1, 1, 2), wishes=wishes, purpose="random")
    assert reasons[0].endswith("Placed with Ben and Cy, as you wished.")
    assert reasons[1].endswith("Placed with Ana, as you wished.")
    assert "Placed with" not in reasons[3]


def test_what_one_student_asked_for_is_told_to_that_student_only():
    reasons = explain(groups=(1, 1, 1, 2), wishes=[Wish("prefers", ("a", "b"), "nice")], purpose="random")
    assert reasons[0].endswith("With Ben, as asked for by Ana.")
    assert "Ana" not in reasons[1]


def test_what_two_students_asked_of_each_other_is_told_to_both():
    wishes = [Wish("prefers", pair, "nice") for pair in (("a", "b"), ("b", "a"), ("a", "d"))]
    reasons = explain(groups=(1, 1, 1, 2), wishes=wishes, purpose="random")
    assert reasons[0].endswith("With Ben, who asked for this as well.")
    assert reasons[1].endswith("With Ana, who asked for this as well.")


def test_company_is_named_without_the_mark_and_no_list_is_spoken_of():
    wishes = [
        Wish("nobody alone", ("a", "b"), "must", "Reading help"),
        Wish("one in each", ("c", "d"), "nice", "Leaders"),
    ]
    reasons = explain(groups=(1, 1, 1, 2), wishes=wishes, purpose="random")
    assert reasons[0].endswith("With Ben, so that nobody is alone.")
    assert not any("Reading help" in reason or "Leaders" in reason for reason in reasons)


@pytest.mark.parametrize(
    "wish",
    [
        Wish("apart", ("a", "d")),
        Wish("rather not", ("a", "d"), "important"),
        Wish("balance", ("a", "b"), "nice", "Readers"),
        Wish("nobody alone", ("a", "b"), "important", "Sex: F", is_demographic=True),
        Wish("one in each", ("a", "d"), "important", "Sex: F", is_demographic=True),
    ],
)
def test_what_is_not_kind_to_read_aloud_is_no_reason(wish):
    flags = {"groups": (1, 1, 1, 2), "purpose": "random"}
    assert explain(wishes=[wish], **flags) == explain(**flags)


def test_a_shared_interest_is_told_with_how_many_share_it():
    interests = liking(a=["Football", "music"], b=["football", "chess"], c=["football"])
    reasons = explain(purpose="shared interest", interests=interests)
    assert reasons[0] == "Likes Football, like 2 others in this group."
    assert reasons[3] == "Nothing is known of this student's interests yet; a question would help."


def test_interests_shared_with_the_same_students_are_told_in_one_breath():
    reasons = explain(purpose="shared interest", interests=liking(a=["football", "music"], b=["music", "football"]))
    assert reasons[0] == "Likes football and music, like 1 other in this group."


@pytest.mark.parametrize(
    ("groups", "end"), [((1, 1, 1, 1), ", which is new to this group."), ((1, 2, 2, 2), ", in a group of one.")]
)
def test_an_interest_that_nobody_shares_is_told_kindly(groups, end):
    reasons = explain(groups=groups, purpose="shared interest", interests=liking(a=["chess"], b=["music"]))
    assert reasons[0] == f"Likes chess{end}"


@pytest.mark.parametrize(
    ("top", "scores", "expected"),
    [
        (1.0, [0.35, 0.27, 0.749, 0.55], "Secure on 'Ratio language' (0.74 of 1); this group's average is 0.47."),
        (100.0, [35, 27, 77.9, 55], "Secure on 'Ratio language' (77 %); this group's average is 48."),
    ],
)
def test_scores_are_shown_on_the_scale_of_the_class(top, scores, expected):
    assert explain(scores=scores, scale_top=top)[2] == expected


def test_memberships_keep_their_index_and_are_not_changed():
    memberships = pd.DataFrame({"student_key": ["a"], "group_number": [1], "reason": ["old"]}, index=[17])
    explained = explain_placements(memberships, make_task(["secure"], [3.0], count=1, purpose="random"))
    assert explained.loc[17, "reason"] == "Drawn by lot."
    assert memberships.loc[17, "reason"] == "old"


def test_a_student_the_task_does_not_know_keeps_the_reason_there_is():
    memberships = pd.DataFrame({"student_key": ["gone", "a"], "group_number": [1, 1], "reason": ["Said before.", ""]})
    explained = explain_placements(memberships, make_task())
    assert explained["reason"][0] == "Said before."
    assert explained["reason"][1].endswith("in a group of one.")
