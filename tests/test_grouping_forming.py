"""From a class and its mastery to memberships."""

import numpy as np
import pandas as pd
import pytest

from plworkbench.errors import GroupingImpossible, SchemaError
from plworkbench.grouping import GROUP_NAMES, form_groups, group_names
from plworkbench.schema import PURPOSES, TABLES

CODES = ["6.RP.A.1", "6.RP.A.2", "6.G.A.1"]


def level_of(score):
    return ["beginning", "developing", "secure", "extending"][int(np.searchsorted([1.5, 2.5, 3.5], score, "right"))]


def make_class(n=28, codes=CODES, seed=0):
    rng = np.random.RandomState(seed)
    keys = [f"k{i:03d}" for i in range(n)]
    students = pd.DataFrame({"student_key": keys, "name": [f"Student {i}" for i in range(n)]})
    mastery = pd.DataFrame(
        [
            (key, code, score, level_of(score))
            for code in codes
            for key in keys
            for score in rng.uniform(0, 4, 1).round(1)
        ],
        columns=["student_key", "standard_code", "score", "level"],
    )
    return students, mastery


def messages(students, mastery, **request):
    with pytest.raises(GroupingImpossible) as caught:
        form_groups(students, mastery, **request)
    return [problem.message for problem in caught.value.problems]


every_purpose = pytest.mark.parametrize("purpose", PURPOSES)


@every_purpose
def test_memberships_have_the_declared_columns_in_the_order_of_the_students(purpose):
    students, mastery = make_class()
    groups = form_groups(students, mastery, standard_codes=CODES[:1], purpose=purpose, group_count=7)
    assert groups.columns.tolist() == [c for c in TABLES["memberships"].column_names if c != "grouping_key"]
    assert groups["student_key"].tolist() == students["student_key"].tolist()
    assert sorted(groups["group_number"].unique()) == list(range(1, 8))
    assert not groups["moved_by_hand"].any()
    assert (groups["reason"].str.len() > 10).all()


@every_purpose
def test_wishes_are_kept_and_pinned_students_are_marked(purpose):
    students, mastery = make_class()
    groups = form_groups(
        students, mastery, standard_codes=CODES, purpose=purpose, group_size=4,
        together=[("k000", "k001"), ("k001", "k002")], apart=[("k003", "k004")], pinned={"k005": 2, "k006": 7},
    ).set_index("student_key")  # fmt: skip
    assert len(set(groups.loc[["k000", "k001", "k002"], "group_number"])) == 1
    assert len(set(groups.loc[["k003", "k004"], "group_number"])) == 2
    assert groups.loc[["k005", "k006"], "group_number"].tolist() == [2, 7]
    assert groups.index[groups["pinned"]].tolist() == ["k005", "k006"]


@every_purpose
def test_no_other_column_of_either_frame_changes_the_groups(purpose):
    students, mastery = make_class()
    request = {"standard_codes": CODES[:2], "purpose": purpose, "group_count": 6}
    plain = form_groups(students, mastery, **request)
    rich = form_groups(
        students.assign(gender=["f", "m"] * 14, lunch=np.arange(28), home_language="es"),
        mastery.assign(gender="f", evidence_count=np.arange(len(mastery))),
        **request,
    )
    pd.testing.assert_frame_equal(plain, rich)


@every_purpose
def test_the_callers_frames_are_not_changed(purpose):
    students, mastery = make_class()
    before = students.copy(), mastery.copy()
    form_groups(students, mastery, standard_codes=CODES, purpose=purpose)
    pd.testing.assert_frame_equal(students, before[0])
    pd.testing.assert_frame_equal(mastery, before[1])


def test_only_the_named_standards_count():
    students, mastery = make_class()
    request = {"standard_codes": CODES[:1], "purpose": "by need", "group_count": 6}
    others = mastery["standard_code"] != CODES[0]
    changed = mastery.assign(score=mastery["score"].where(~others, 4 - mastery["score"]))
    pd.testing.assert_frame_equal(form_groups(students, mastery, **request), form_groups(students, changed, **request))


@pytest.mark.parametrize("left_out", ["row absent", "score empty"])
def test_a_student_without_a_score_is_placed_as_if_at_the_class_mean(left_out):
    students, _ = make_class(6)
    scores = [1.0, 1.0, 3.0, 3.0, 2.0, np.nan]  # The class mean is 2, so the last two belong together.
    mastery = pd.DataFrame({"student_key": students["student_key"], "standard_code": CODES[0], "score": scores,
                            "level": [*map(level_of, scores[:-1]), "not recorded"]})  # fmt: skip
    if left_out == "row absent":
        mastery = mastery.iloc[:-1]
    groups = form_groups(students, mastery, standard_codes=CODES[:1], purpose="by need", group_count=3)
    assert groups["group_number"].iloc[5] == groups["group_number"].iloc[4]
    assert groups["reason"].iloc[5].startswith(f"No evidence on '{CODES[0]}' yet")


def test_rows_of_other_students_in_the_mastery_frame_are_ignored():
    students, mastery = make_class()
    request = {"standard_codes": CODES[:1], "purpose": "by need", "group_count": 6}
    fewer = form_groups(students.head(20), mastery, **request)
    own = mastery[mastery["student_key"].isin(students["student_key"].head(20))]
    pd.testing.assert_frame_equal(fewer, form_groups(students.head(20), own, **request))


def test_the_order_of_the_mastery_rows_changes_nothing():
    students, mastery = make_class()
    request = {"standard_codes": CODES, "purpose": "mixed readiness", "group_count": 6}
    shuffled = mastery.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(form_groups(students, mastery, **request), form_groups(students, shuffled, **request))


def test_random_groups_need_no_mastery():
    students, mastery = make_class(9)
    groups = form_groups(students, mastery.iloc[:0], purpose="random", group_size=3, random_state=7)
    assert groups["group_number"].value_counts().tolist() == [3, 3, 3]
    assert set(groups["reason"]) == {"Drawn by chance (seed 7)."}


def test_one_student_makes_one_group():
    students, mastery = make_class(1)
    for purpose in PURPOSES:
        groups = form_groups(students, mastery, standard_codes=CODES[:1], purpose=purpose)
        assert groups["group_number"].tolist() == [1]


def test_a_standard_nobody_has_evidence_on_is_refused_by_its_title():
    students, mastery = make_class()
    request = {
        "standard_codes": [*CODES[:1], "6.NS.C.8"],
        "purpose": "by need",
        "titles": {"6.NS.C.8": "Four quadrants"},
    }
    assert messages(students, mastery, **request) == ["No student has a score on 'Four quadrants' yet."]


def test_one_error_lists_everything_wrong_with_the_request():
    students, mastery = make_class(3)
    repeated = pd.concat([students, students.iloc[:1]])
    assert messages(
        repeated, mastery, purpose="by level", standard_codes=[CODES[0], CODES[0]], group_count=2, group_size=2,
        together=[("k000", "nobody")], apart=[("k001", "someone")], pinned={"k000": "Oak"},
    ) == [
        "1 rows repeat a student who is already in the class list, first row 4.",
        "'by level' is not a purpose of a grouping.",
        "A standard is chosen twice.",
        "The wishes 'together' name 1 student not in this class.",
        "The wishes 'apart' name 1 student not in this class.",
        "A student is pinned to group 'Oak'.",
        "Both a number of groups and a size are set.",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (3, True), (4, False)])
def test_groups_by_need_look_at_one_to_three_standards(count, fits):
    codes = [*CODES, "6.G.A.2"][:count]
    students, mastery = make_class(codes=[*CODES, "6.G.A.2"])
    request = {"standard_codes": codes, "purpose": "by need"}
    if fits:
        form_groups(students, mastery, **request)
    else:
        message = f"Groups 'by need' look at 1 to 3 standards; {count} are chosen."
        assert messages(students, mastery, **request) == [message]


@every_purpose
def test_an_empty_class_is_refused(purpose):
    students, mastery = make_class()
    request = {"standard_codes": CODES[:1], "purpose": purpose}
    assert "There are no students in this class." in messages(students.iloc[:0], mastery, **request)


def test_more_groups_than_students_are_refused_with_both_numbers():
    students, mastery = make_class(23)
    request = {"standard_codes": CODES, "purpose": "by need", "group_count": 40}
    assert messages(students, mastery, **request) == ["40 groups need at least 40 students; this class has 23."]


def test_contradicting_wishes_are_named_with_the_students_names():
    students, mastery = make_class()
    request = {"standard_codes": CODES, "purpose": "by need", "group_count": 7,
               "apart": [("k000", "k001"), ("k002", "k003")], "pinned": {"k000": 2, "k001": 2}}  # fmt: skip
    assert messages(students, mastery, **request) == [
        "Student 0 and Student 1 are to be apart.",
        "Student 0 is pinned to group 2.",
        "Student 1 is pinned to group 2.",
    ]


def test_absent_columns_and_repeated_cells_of_a_frame_are_named():
    students, mastery = make_class()
    request = {"standard_codes": CODES, "purpose": "by need"}
    with pytest.raises(SchemaError, match="Column 'name': it is absent"):
        form_groups(students[["student_key"]], mastery, **request)
    with pytest.raises(SchemaError, match="Column 'score': it is absent"):
        form_groups(students, mastery.drop(columns="score"), **request)
    with pytest.raises(SchemaError, match="2 of its cells, of 84, are there more than once"):
        form_groups(students, pd.concat([mastery, mastery.iloc[:2]]), **request)


@pytest.mark.parametrize(
    ("sizes", "group_count"),
    [
        ({}, 6),  # About 4 a group: 23 / 4 = 5.75.
        ({"group_size": 5}, 5),
        ({"group_size": 3}, 8),
        ({"group_count": 4}, 4),
        ({"min_size": 4}, 5),
        ({"max_size": 3}, 8),
        ({"min_size": 3, "max_size": 5}, 6),
        ({"group_size": 4, "max_size": 3}, 8),
    ],
)
def test_the_number_of_groups_follows_the_sizes_asked_for(sizes, group_count):
    students, mastery = make_class(23)
    groups = form_groups(students, mastery, standard_codes=CODES[:1], purpose="by need", **sizes)
    counts = groups["group_number"].value_counts()
    assert len(counts) == group_count
    assert counts.min() >= sizes.get("min_size", 1)
    assert counts.max() <= sizes.get("max_size", 23)


def test_limits_no_number_of_groups_can_keep_are_refused():
    students, mastery = make_class(23)
    request = {"standard_codes": CODES, "purpose": "by need", "min_size": 10, "max_size": 11}
    assert messages(students, mastery, **request) == ["No number of groups makes groups of 10 to 11 from 23 students."]


def test_names_of_groups_are_many_different_and_go_on_with_numbers():
    assert len(set(GROUP_NAMES)) == len(GROUP_NAMES) >= 20
    count = len(GROUP_NAMES) + 1
    assert group_names(count) == [*GROUP_NAMES, f"Group {count}"]
    # Names in the order of the alphabet would read like a ranking.
    assert list(GROUP_NAMES) != sorted(GROUP_NAMES)
