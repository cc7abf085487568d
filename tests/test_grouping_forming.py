"""From a class and its mastery to memberships."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible, SchemaError
from plworkbench.grouping import GROUP_NAMES, Budget, Wish, form_groups, group_names, pose_task, unmet_wishes
from plworkbench.grouping.musts.counted import permitted
from plworkbench.grouping.request import PURPOSES_OF_ONE
from plworkbench.grouping.wishes import COUNTED
from plworkbench.schema import TABLES

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


def form(students, mastery, **request):
    interests = request.pop("interests", None)
    return form_groups(students, mastery, interests=likings(students) if interests is None else interests, **request)


def messages(students, mastery, **request):
    with pytest.raises(GroupingImpossible) as caught:
        form(students, mastery, **request)
    return [problem.message for problem in caught.value.problems]


def likings(students, seed=0):
    rng = np.random.RandomState(seed)
    pairs = [(key, what) for key in students["student_key"] for what in rng.choice(list("abcdef"), 2, replace=False)]
    return pd.DataFrame(pairs, columns=["student_key", "interest"])


every_purpose = pytest.mark.parametrize("purpose", PURPOSES_OF_ONE)


@every_purpose
def test_memberships_have_the_declared_columns_in_the_order_of_the_students(purpose):
    students, mastery = make_class()
    groups = form(students, mastery, standard_codes=CODES[:1], purpose=purpose, group_count=7)
    assert groups.columns.tolist() == [c for c in TABLES["memberships"].column_names if c != "grouping_key"]
    assert groups["student_key"].tolist() == students["student_key"].tolist()
    assert sorted(groups["group_number"].unique()) == list(range(1, 8))
    assert not groups["moved_by_hand"].any()
    assert (groups["reason"].str.len() > 10).all()


@every_purpose
def test_wishes_are_kept_and_pinned_students_are_marked(purpose):
    students, mastery = make_class()
    groups = form(
        students, mastery, standard_codes=CODES, purpose=purpose, group_size=4,
        wishes=[Wish("together", ("k000", "k001")), Wish("together", ("k001", "k002")),
                Wish("apart", ("k003", "k004"))],
        pinned={"k005": 2, "k006": 7},
    ).set_index("student_key")  # fmt: skip
    assert len(set(groups.loc[["k000", "k001", "k002"], "group_number"])) == 1
    assert len(set(groups.loc[["k003", "k004"], "group_number"])) == 2
    assert groups.loc[["k005", "k006"], "group_number"].tolist() == [2, 7]
    assert groups.index[groups["pinned"]].tolist() == ["k005", "k006"]


@every_purpose
def test_no_other_column_of_either_frame_changes_the_groups(purpose):
    students, mastery = make_class()
    request = {"standard_codes": CODES[:2], "purpose": purpose, "group_count": 6}
    plain = form(students, mastery, **request)
    rich = form(
        students.assign(gender=["f", "m"] * 14, lunch=np.arange(28), home_language="es"),
        mastery.assign(gender="f", evidence_count=np.arange(len(mastery))),
        **request,
    )
    pd.testing.assert_frame_equal(plain, rich)


@every_purpose
def test_the_callers_frames_are_not_changed(purpose):
    students, mastery = make_class()
    before = students.copy(), mastery.copy()
    form(students, mastery, standard_codes=CODES, purpose=purpose)
    pd.testing.assert_frame_equal(students, before[0])
    pd.testing.assert_frame_equal(mastery, before[1])


def test_only_the_named_standards_count():
    students, mastery = make_class()
    request = {"standard_codes": CODES[:1], "purpose": "by need", "group_count": 6}
    others = mastery["standard_code"] != CODES[0]
    changed = mastery.assign(score=mastery["score"].where(~others, 4 - mastery["score"]))
    pd.testing.assert_frame_equal(form(students, mastery, **request), form(students, changed, **request))


@pytest.mark.parametrize("left_out", ["row absent", "score empty"])
def test_a_student_without_a_score_is_placed_as_if_at_the_class_mean(left_out):
    students, _ = make_class(6)
    scores = [1.0, 1.0, 3.0, 3.0, 2.0, np.nan]  # The class mean is 2, so the last two belong together.
    mastery = pd.DataFrame({"student_key": students["student_key"], "standard_code": CODES[0], "score": scores,
                            "level": [*map(level_of, scores[:-1]), "not recorded"]})  # fmt: skip
    if left_out == "row absent":
        mastery = mastery.iloc[:-1]
    groups = form(students, mastery, standard_codes=CODES[:1], purpose="by need", group_count=3)
    assert groups["group_number"].iloc[5] == groups["group_number"].iloc[4]
    assert groups["reason"].iloc[5].startswith(f"No evidence on '{CODES[0]}' yet")


def test_rows_of_other_students_in_the_mastery_frame_are_ignored():
    students, mastery = make_class()
    request = {"standard_codes": CODES[:1], "purpose": "by need", "group_count": 6}
    fewer = form(students.head(20), mastery, **request)
    own = mastery[mastery["student_key"].isin(students["student_key"].head(20))]
    pd.testing.assert_frame_equal(fewer, form(students.head(20), own, **request))


def test_the_order_of_the_mastery_rows_changes_nothing():
    students, mastery = make_class()
    request = {"standard_codes": CODES, "purpose": "mixed readiness", "group_count": 6}
    shuffled = mastery.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(form(students, mastery, **request), form(students, shuffled, **request))


def test_random_groups_need_no_mastery():
    students, mastery = make_class(9)
    groups = form(students, mastery.iloc[:0], purpose="random", group_size=3, random_state=7)
    assert groups["group_number"].value_counts().tolist() == [3, 3, 3]
    assert set(groups["reason"]) == {"Drawn by lot."}


def test_one_student_makes_one_group():
    students, mastery = make_class(1)
    for purpose in PURPOSES_OF_ONE:
        groups = form(students, mastery, standard_codes=CODES[:1], purpose=purpose)
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
        repeated, mastery, purpose="by level", group_count=2, group_size=2,
        wishes=[Wish("together", ("k000", "nobody")), Wish("apart", ("k001", "someone")),
                Wish("near", ("k000", "k001"))],
        pinned={"k000": "Oak", "gone": 1}, absent=["left"], avoid_past="must",
    ) == [
        "1 row repeats a student who is already in the class list, first row 4.",
        "'by level' is not a purpose of a grouping.",
        "The pins name 1 student not in this class.",
        "The list of who is absent names 1 student not in this class.",
        "A student is pinned to group 'Oak'.",
        "There is no wish 'near'.",
        "The wishes name 2 students not in this class.",
        "Both a number of groups and a size are set.",
        "'must' does not say how much new partners matter.",
    ]  # fmt: skip


def test_a_standard_chosen_twice_is_refused():
    students, mastery = make_class(3)
    assert messages(students, mastery, purpose="by need", standard_codes=[CODES[0]] * 2) == [
        "A standard is chosen twice."
    ]


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (3, True), (4, False)])
def test_groups_by_need_look_at_one_to_three_standards(count, fits):
    codes = [*CODES, "6.G.A.2"][:count]
    students, mastery = make_class(codes=[*CODES, "6.G.A.2"])
    request = {"standard_codes": codes, "purpose": "by need"}
    if fits:
        form(students, mastery, **request)
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
               "wishes": [Wish("apart", ("k000", "k001")), Wish("apart", ("k002", "k003"))],
               "pinned": {"k000": 2, "k001": 2}}  # fmt: skip
    assert messages(students, mastery, **request) == [
        "Student 0 and Student 1 are to be apart.",
        "Student 0 is pinned to group 2.",
        "Student 1 is pinned to group 2.",
    ]


def test_absent_columns_and_repeated_cells_of_a_frame_are_named():
    students, mastery = make_class()
    request = {"standard_codes": CODES, "purpose": "by need"}
    with pytest.raises(SchemaError, match="Column 'name': it is absent"):
        form(students[["student_key"]], mastery, **request)
    with pytest.raises(SchemaError, match="Column 'score': it is absent"):
        form(students, mastery.drop(columns="score"), **request)
    with pytest.raises(SchemaError, match="2 of its cells, of 84, are there more than once"):
        form(students, pd.concat([mastery, mastery.iloc[:2]]), **request)


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
    groups = form(students, mastery, standard_codes=CODES[:1], purpose="by need", **sizes)
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


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish("together", ("k000",)), "A wish 'together' names two students."),
        (Wish("apart", ("k000", "k000")), "Student 0 is paired with the same student."),
        (Wish("prefers", ("k000", "k001")), "What Student 0 wants of another student cannot be a must."),
        (Wish("apart", ("k000", "k001"), "urgent"), "There is no weight 'urgent'."),
        (Wish("balance", (), "nice", "Leaders"), "The wish about 'Leaders' names nobody, or somebody twice."),
        (
            Wish("balance", ("k000", "k000"), "nice", "Leaders"),
            "The wish about 'Leaders' names nobody, or somebody twice.",
        ),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_in_words(wish, expected):
    assert messages(*make_class(8), purpose="random", wishes=[wish]) == [expected]


def test_a_class_without_interests_is_not_grouped_by_them():
    students, mastery = make_class(8)
    nothing = pd.DataFrame(columns=["student_key", "interest"])
    assert messages(students, mastery, purpose="shared interest", interests=nothing) == [
        "No interests of this class are recorded yet."
    ]


def test_students_who_like_the_same_are_together():
    students, mastery = make_class(8)
    interests = pd.DataFrame({"student_key": students["student_key"], "interest": ["Football", "chess"] * 4})
    groups = form(students, mastery, purpose="shared interest", interests=interests, group_count=2)
    assert len(set(groups["group_number"].iloc[::2])) == 1
    assert groups["reason"].iloc[0] == "Likes Football, like 3 others in this group."


@pytest.mark.parametrize("seed", [-1, 1.5, "3", True])
def test_a_seed_that_is_none_is_refused(seed):
    assert messages(*make_class(4), purpose="random", random_state=seed) == [f"The seed is {seed!r}."]


def test_keys_that_are_missing_and_scores_that_are_infinite_are_refused():
    students, mastery = make_class(6)
    gap = students.assign(student_key=students["student_key"].mask(students.index == 2))
    assert "1 row has no key." in messages(gap, mastery, purpose="random")
    with pytest.raises(SchemaError, match="1 score is infinite"):
        form(students, mastery.assign(score=[np.inf, *mastery["score"][1:]]), standard_codes=CODES, purpose="by need")


@every_purpose
def test_absent_students_take_no_part_and_their_wishes_rest(purpose):
    students, mastery = make_class(12)
    wishes = [Wish("together", ("k000", "k001")), Wish("apart", ("k002", "k003")),
              Wish("nobody alone", ("k000", "k002", "k004"), "must", "Readers")]  # fmt: skip
    request = {
        "standard_codes": CODES[:1],
        "purpose": purpose,
        "group_count": 3,
        "wishes": wishes,
        "pinned": {"k000": 1},
        "interests": likings(students),
    }
    groups = form(students, mastery, absent=["k000", "k003"], **request).set_index("student_key")["group_number"]
    assert groups.index.tolist() == [key for key in students["student_key"] if key not in ("k000", "k003")]
    assert groups["k002"] == groups["k004"]
    plain = form(students.drop([0, 3]), mastery, **{**request, "pinned": {}, "wishes": [
        Wish("nobody alone", ("k002", "k004"), "must", "Readers")]})  # fmt: skip
    assert plain["group_number"].tolist() == groups.tolist()


def test_everybody_absent_is_refused():
    students, mastery = make_class(3)
    assert messages(students, mastery, purpose="random", absent=list(students["student_key"])) == [
        "Everybody is absent."
    ]


def test_past_partners_are_avoided_where_others_are_as_good():
    students, mastery = make_class(9)
    keys = students["student_key"].tolist()
    past = pd.DataFrame(
        [
            (one, other, 1, 1.0)
            for start in (0, 3, 6)
            for one, other in itertools.combinations(keys[start : start + 3], 2)
        ],
        columns=["student_key", "other_student_key", "times", "weight"],
    )
    again = form(students, mastery, purpose="random", group_count=3, past_partners=past)
    together = {frozenset(pair) for _, group in again.groupby("group_number")["student_key"]
                for pair in itertools.combinations(group, 2)}  # fmt: skip
    assert not together & {frozenset(pair) for pair in zip(past["student_key"], past["other_student_key"])}


def test_a_preference_is_met_where_it_costs_nothing_and_an_important_wish_before_it():
    students, mastery = make_class(8)
    wishes = [Wish("prefers", ("k000", "k001"), "nice"), Wish("apart", ("k000", "k001"), "important"),
              Wish("prefers", ("k002", "k003"), "nice"), Wish("rather not", ("k004", "k005"), "nice")]  # fmt: skip
    task = pose_task(students, mastery, purpose="random", group_count=2, wishes=wishes)
    assert [unmet.wish for unmet in unmet_wishes(task.solve(0), task)] == wishes[:1]


@st.composite
def requests(draw, most=14):
    """Draw a class with a request that can be met, because its musts are read off a placement drawn by lot."""
    n = draw(st.integers(1, most))
    k = draw(st.integers(1, n))
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    students, mastery = make_class(n, CODES[:2], seed=rng.randint(10_000))
    mastery = mastery.assign(score=mastery["score"].mask(rng.rand(len(mastery)) < 0.2))
    mastery.loc[[0, n], "score"] = 2.0  # somebody has a score on each standard
    keys = np.array(students["student_key"])
    truth = rng.permutation(np.append(np.arange(k), rng.randint(0, k, n - k)))
    sizes, wishes = np.bincount(truth), []
    pairs = list(itertools.combinations(range(n), 2))
    for place in rng.permutation(len(pairs))[: draw(st.integers(0, 6))]:
        one, other = pairs[place]
        wishes.append(Wish("together" if truth[one] == truth[other] else "apart", (keys[one], keys[other])))
    for place in rng.permutation(len(pairs))[: draw(st.integers(0, 4))]:
        kind = str(rng.choice(["together", "apart", "prefers", "rather not"]))
        wishes.append(Wish(kind, tuple(keys[list(pairs[place])]), str(rng.choice(["important", "nice"]))))
    for kind, allowed in COUNTED.items():
        named = rng.rand(n) < draw(st.sampled_from([0.3, 0.6]))
        counts = np.bincount(truth[named], minlength=k)
        if named.any():
            holds = permitted(allowed, counts, sizes, named.sum(), n).all()
            wishes.append(Wish(kind, tuple(keys[named]), "must" if holds else "nice", "Some"))
    limits = draw(st.sampled_from([{}, {"min_size": int(sizes.min())},
                                   {"min_size": int(sizes.min()), "max_size": int(sizes.max())}]))  # fmt: skip
    return students, mastery, {
        "purpose": draw(st.sampled_from(PURPOSES_OF_ONE)), "standard_codes": CODES[:2], "group_count": k, **limits,
        "wishes": wishes, "interests": likings(students),
        "pinned": {str(keys[row]): int(truth[row]) + 1 for row in rng.permutation(n)[: draw(st.integers(0, 2))]},
    }  # fmt: skip


slowly = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SHORT = Budget(visits=200)


@slowly
@given(request=requests())
def test_sizes_pins_and_every_must_always_hold_and_nobody_is_lost_or_placed_twice(request):
    students, mastery, asked = request
    groups = form_groups(students, mastery, budget=SHORT, **asked)
    assert groups["student_key"].tolist() == students["student_key"].tolist()
    number = groups.set_index("student_key")["group_number"]
    k, sizes = asked["group_count"], number.value_counts()
    assert set(number) == set(range(1, k + 1))
    assert sizes.min() >= asked.get("min_size", 1)
    assert sizes.max() <= asked.get("max_size", len(number))
    assert all(number[key] == pin for key, pin in asked["pinned"].items())
    for wish in asked["wishes"]:
        if wish.weight != "must":
            continue
        if wish.kind in COUNTED:
            counts = number[list(wish.students)].value_counts().reindex(sizes.index, fill_value=0)
            assert permitted(COUNTED[wish.kind], counts, sizes, len(wish.students), len(number)).all()
        else:
            assert (number[wish.students[0]] == number[wish.students[1]]) == (wish.kind == "together")


@slowly
@given(request=requests())
def test_other_keys_and_names_for_the_same_students_change_nothing(request):
    students, mastery, asked = request
    rng = np.random.RandomState(len(students))
    new = {key: f"x{number}" for key, number in zip(students["student_key"], rng.permutation(len(students)))}
    others = [Wish(wish.kind, tuple(new[key] for key in wish.students), wish.weight) for wish in asked["wishes"]]
    again = form_groups(
        students.assign(student_key=students["student_key"].map(new), name="Somebody"),
        mastery.assign(student_key=mastery["student_key"].map(new)),
        budget=SHORT,
        **{**asked, "wishes": others, "pinned": {new[key]: pin for key, pin in asked["pinned"].items()},
           "interests": asked["interests"].assign(student_key=asked["interests"]["student_key"].map(new))},
    )  # fmt: skip
    plain = form_groups(students, mastery, budget=SHORT, **asked)
    assert again["group_number"].tolist() == plain["group_number"].tolist()


@settings(slowly, max_examples=40)
@given(request=requests(most=10))
def test_the_order_of_the_class_list_gives_groups_that_are_as_good(request):
    students, mastery, asked = request
    costs = []
    for roster in (students, students.sample(frac=1, random_state=1)):
        task = pose_task(roster, mastery, **asked)
        costs.append(task.total(task.solve(0)))
    assert costs[0] == pytest.approx(costs[1], abs=1e-6)


@settings(slowly, max_examples=20)
@given(request=requests())
def test_an_equal_seed_gives_equal_groups(request):
    students, mastery, asked = request
    one, other = (form_groups(students, mastery, random_state=3, budget=SHORT, **asked) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


@settings(slowly, max_examples=20)
@given(request=requests())
def test_who_is_absent_is_in_no_group_and_everybody_else_is(request):
    students, mastery, asked = request
    absent = students["student_key"].tolist()[:1]
    if len(students) == 1 or asked["group_count"] >= len(students):
        return
    # The musts were read off the whole class, so that without a student they need not be possible any more.
    soft = [Wish(w.kind, w.students, "nice", w.about) for w in asked["wishes"]]
    sizes = {"min_size": None, "max_size": None}
    groups = form_groups(
        students, mastery, budget=SHORT, absent=absent, **{**asked, **sizes, "wishes": soft, "pinned": {}}
    )
    assert groups["student_key"].tolist() == students["student_key"].tolist()[1:]
    assert groups["group_number"].nunique() == asked["group_count"]
