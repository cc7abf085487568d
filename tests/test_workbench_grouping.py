"""Groups through the door: what is wished of them, what could be better, and how they go on over time."""

import datetime

import pytest
from format_samples.oneroster import FILES, zipped

import plworkbench
from plworkbench.errors import GroupingImpossible, NotFound, ProblemsFound, WorkbenchError

CLASS, CODE = "Period 3", "6.RP.A.1"
TODAY = datetime.date.today()


@pytest.fixture
def names(sample):
    return sample.students(CLASS)["name"].tolist()


@pytest.fixture
def with_sex(wb):
    """A class with demographics, brought in because the teacher asked for them."""
    preview = wb.preview(zipped(FILES), section="Maths 6 (M6-1)", demographics="bring in")
    wb.commit(preview)
    return wb, preview.class_name


def place_of(groups):
    return groups.members.set_index("name")["group_number"]


def small_class(wb, count=12, scores=None):
    rows = "".join(f"Student {n:02d},{(scores or {}).get(n, n % 4 + 1)}\n" for n in range(1, count + 1))
    wb.commit(wb.preview(f"name,{CODE}\n{rows}".encode(), "Small", file_name="small.csv"))
    return wb.students("Small")["name"].tolist()


# --- wishes


@pytest.mark.parametrize(
    ("kind", "weight", "said"),
    [
        ("together", None, "Keep {0} and {1} together (must)."),
        ("apart", "important", "Keep {0} and {1} apart (important)."),
        ("prefers", None, "{0} would like to work with {1} (nice)."),
        ("rather not", None, "{0} would rather not work with {1} (important)."),
    ],
)
def test_a_wish_about_two_students_is_said_as_a_sentence(sample, names, kind, weight, said):
    # Of together and apart the order means nothing, so only the names are looked for.
    wishes = sample.wish(CLASS, kind, names[3], names[7], weight=weight)
    one, other = wishes.iloc[0][["student", "other"]]
    assert wishes["sentence"].tolist() == [said.format(one, other)] and {one, other} == {names[3], names[7]}
    if kind in ("prefers", "rather not"):
        assert (one, other) == (names[3], names[7])


def test_the_same_wish_with_another_weight_takes_the_place_of_the_one_before(sample, names):
    key = sample.wish(CLASS, "apart", names[0], names[1])["wish_key"].item()
    again = sample.wish(CLASS, "apart", names[1], names[0], weight="nice")
    assert again["wish_key"].tolist() == [key] and again["weight"].tolist() == ["nice"]
    assert sample.forget_wish(CLASS, key).empty
    with pytest.raises(NotFound, match="does not exist any more"):
        sample.forget_wish(CLASS, key)


def test_a_wish_about_a_list_needs_the_list_and_goes_with_it(sample, names):
    with pytest.raises(ProblemsFound, match="Say first who is on it"):
        sample.wish(CLASS, "one in each", about="Leaders")
    marks = sample.mark(CLASS, "Leaders", names[:6])
    assert marks["student"].tolist() == names[:6] and marks.attrs["forgotten_wishes"] == []
    wishes = sample.wish(CLASS, "one in each", about="Leaders")
    assert wishes["sentence"].tolist() == ["At least one of 'Leaders' in every group (must)."]
    groups = sample.group(CLASS, on=CODE, group_count=6)
    leaders = groups.members[groups.members["name"].isin(names[:6])]
    assert leaders["group_number"].nunique() == 6 and groups.unmet_wishes == []
    gone = sample.mark(CLASS, "Leaders", [])
    assert gone.empty and gone.attrs["forgotten_wishes"] == wishes["sentence"].tolist()
    assert sample.wishes(CLASS).empty


def test_what_a_student_said_of_another_is_never_a_must(sample, names):
    with pytest.raises(ProblemsFound, match="never a must"):
        sample.wish(CLASS, "prefers", names[0], names[1], weight="must")


def test_wishes_that_contradict_each_other_are_named_and_each_can_be_forgotten(sample, names):
    ana, ben, cy, dee = names[:4]
    sample.wish(CLASS, "together", ana, ben)
    sample.wish(CLASS, "together", ben, cy)
    sample.wish(CLASS, "apart", ana, cy)
    sample.wish(CLASS, "apart", ana, dee)  # has nothing to do with it
    with pytest.raises(GroupingImpossible) as refused:
        sample.group(CLASS, on=CODE, group_count=4)
    keys = [sample.wish_behind(CLASS, problem) for problem in refused.value.problems]
    wishes = sample.wishes(CLASS).set_index("wish_key")
    guilty = wishes.loc[keys, ["student", "other"]].apply(frozenset, axis=1)
    assert set(guilty) == {frozenset(pair) for pair in ((ana, ben), (ben, cy), (ana, cy))}
    sample.forget_wish(CLASS, keys[0])
    assert sample.group(CLASS, on=CODE, group_count=4).unmet_wishes == []


def test_groups_of_at_least_fifteen_and_two_students_apart_cannot_both_hold(wb):
    names = small_class(wb, 29)
    wb.wish("Small", "apart", names[0], names[1])
    with pytest.raises(GroupingImpossible) as refused:
        wb.group("Small", on=CODE, min_size=15)
    problems = refused.value.problems
    assert names[0] not in refused.value.headline
    assert sorted(wb.wish_behind("Small", problem) is None for problem in problems) == [False, True]
    assert any("at least 15 students, in a class of 29" in problem.message for problem in problems)


def test_a_list_in_a_contradiction_is_found_again(sample, names):
    sample.mark(CLASS, "Leaders", names[:2])
    key = sample.wish(CLASS, "one in each", about="Leaders")["wish_key"].item()
    with pytest.raises(GroupingImpossible) as refused:
        sample.group(CLASS, group_count=5)
    assert key in [sample.wish_behind(CLASS, problem) for problem in refused.value.problems]


# --- interests


def test_interests_are_kept_in_the_students_words_and_form_groups(wb):
    names = small_class(wb, 8)
    with pytest.raises(GroupingImpossible, match="No interests of this class"):
        wb.group("Small", purpose="shared interest", group_count=2)
    for place, name in enumerate(names):
        wb.set_interests("Small", name, "Football, chess" if place % 2 else ["music"])
    wb.set_interests("Small", names[0], ["Music", " "])
    said = wb.interests("Small")
    assert said.loc[said["student"] == names[1], "interest"].tolist() == ["chess", "Football"]
    assert said.loc[said["student"] == names[0], "interest"].tolist() == ["Music"]
    groups = wb.group("Small", purpose="shared interest", group_count=2)
    place = place_of(groups)
    assert place[names[0::2]].nunique() == 1 and place[names[1::2]].nunique() == 1
    assert "Likes" in groups.table["reason"][0]


def test_a_sample_class_brings_interests_and_takes_them_away(sample):
    said = sample.interests(CLASS)
    assert len(said) > 20 and set(said["source"]) == {"survey"}
    groups = sample.group(CLASS, purpose="shared interest", group_count=5)
    assert groups.table["reason"].str.startswith("Likes").sum() > 20
    sample.remove_sample("grade6_maths")
    assert CLASS not in sample.class_names()


# --- for these groups alone


def test_demographics_come_in_only_for_one_grouping_and_are_shown_and_logged(with_sex):
    wb, name = with_sex
    attributes = wb.attributes(name).set_index("attribute")
    assert attributes.loc["sex", "kind"] == "demographics"
    value = attributes.loc["sex", "values"][0]
    wishes = [("nobody alone", "sex", value, "important")]
    groups = wb.group(name, purpose="random", group_count=1, only_here=wishes)
    assert groups.only_here == [f"Nobody of 'sex: {value}' alone in a group (important)."]
    assert [wish.is_demographic for wish in groups.asked] == [True]
    saved = wb.save(groups, "With a wish")
    assert wb.groups(name, "With a wish").only_here == groups.only_here
    assert saved.settings["only_here"] == [list(wishes[0])]
    assert wb.wishes(name).empty and wb.group(name, purpose="random", group_count=1).only_here == []
    logged = wb._store.events("grouping", saved.grouping_key)["after"].iloc[-1]
    assert "only_here" in logged["settings"] and value not in str(logged)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("balance", "shoe size", None, "nice"), "Nothing is known of 'shoe size'"),
        (("together", "level", None, "nice"), "for one grouping alone"),
        (("balance", "level", "brilliant", "nice"), "Nobody's level is 'brilliant'"),
        (("balance", "level", None, "very"), "no weight 'very'"),
        (("one in each", "sex", "female", "nice"), "not for demographics"),
    ],
)
def test_a_wish_for_one_grouping_that_cannot_be_is_refused_in_words(with_sex, wish, said):
    wb, name = with_sex
    if wish[1] == "sex":
        wish = (wish[0], "sex", wb.attributes(name).set_index("attribute").loc["sex", "values"][0], wish[3])
    code = wb.standards(name)["standard_code"].iloc[0]
    with pytest.raises(GroupingImpossible, match=said):
        wb.group(name, on=code, purpose="random", group_count=1, only_here=[wish])


def test_levels_can_be_spread_evenly_in_groups_by_lot(sample):
    spread = [("balance", "level", None, "must")]
    groups = sample.group(CLASS, on=CODE, purpose="random", group_count=4, only_here=spread)
    table = groups.mastery[groups.mastery["standard_code"] == CODE]
    level = groups.members["student_key"].map(table.set_index("student_key")["level"])
    counts = groups.members.groupby(["group_number", level]).size().unstack(fill_value=0)
    for kind in ("developing", "secure"):
        assert counts[kind].max() - counts[kind].min() <= 1
    assert len(groups.only_here) >= 2


# --- absent


def test_who_is_absent_takes_no_part_and_can_be_placed_later(sample, names):
    sample.wish(CLASS, "together", names[0], names[1])
    groups = sample.save(sample.group(CLASS, on=CODE, group_count=5, absent=[names[0]]), "Today")
    found = sample.groups(CLASS, "Today")
    for one in (groups, found):
        assert one.absent == (names[0],) and one.unplaced == () and names[0] not in set(one.members["name"])
        assert one.unmet_wishes == []
    placed = sample.place(found, names[0])
    assert placed.absent == () and len(placed.members) == len(names)
    assert sample.place(found) is found
    assert sample.groups(CLASS, sample.save(placed).grouping_key).absent == ()


# --- better


def test_an_important_wish_that_is_not_met_says_what_would_meet_it_and_the_swap_does(wb):
    names = small_class(wb, 12, {n: 4 if n > 6 else 1 for n in range(1, 13)})
    wb.wish("Small", "together", names[0], names[11], weight="nice")
    groups = wb.group("Small", on=CODE, group_count=2)
    (unmet,) = groups.unmet
    assert groups.unmet_wishes == [unmet.sentence] and names[0] in unmet.sentence
    change = unmet.change
    better = (
        groups.swap(change.one, change.other)
        if hasattr(change, "one")
        else groups.move(change.student, change.to_group)
    )
    assert better.unmet_wishes == []
    assert better.members["moved_by_hand"].sum() >= 1


def test_the_best_swaps_undo_a_bad_one_and_every_swap_has_its_price(sample):
    groups = sample.group(CLASS, on=CODE, group_count=4)
    assert groups.best_swaps() == []
    place = place_of(groups)
    one, other = place.index[place == 1][0], place.index[place == 2][0]
    worse = groups.swap(one, other)
    assert worse.members["moved_by_hand"].sum() == 2
    free = worse.changed(members=worse.members.assign(moved_by_hand=False))
    best = free.best_swaps(1)
    assert best and best[0].change < 0
    assert free.task.total(free.swap(best[0].one, best[0].other).labels) == pytest.approx(
        free.task.total(free.labels) + best[0].change
    )
    table = free.swaps(one)
    assert set(table["student"]) == {one} and (table["change"].iloc[0] <= table["change"]).all()
    assert len(free.swaps()) > len(table)


def test_no_proposal_moves_who_is_pinned_or_was_moved_by_hand(sample):
    groups = sample.group(CLASS, on=CODE, group_count=4)
    place = place_of(groups)
    one, other = place.index[place == 1][0], place.index[place == 2][0]
    hand = groups.swap(one, other)
    held = set(hand.held)
    assert len(held) == 2
    assert not any({swap.one, swap.other} & held for swap in hand.best_swaps(5))
    pinned = groups.pin(one)
    assert pinned.task.pinned == {pinned.held[0]: 1}
    assert pinned.move(one, 2).task.pinned == {pinned.held[0]: 2}  # the pin goes with the student


def test_the_day_to_look_again_has_a_line_of_its_own(sample):
    groups = sample.group(CLASS, on=CODE, group_count=5)
    first, second = groups.dates.splitlines()
    assert first.startswith("From ") and second.startswith("Look again on ")
    assert groups.changed(review_on=None).dates == first


def test_moves_by_hand_keep_the_task_so_that_a_preview_poses_none(sample, names):
    sample.wish(CLASS, "prefers", names[0], names[5])
    groups = sample.group(CLASS, on=CODE, group_count=5)
    groups.effect_of_move(names[0], 2)
    moved = groups.move(names[0], 2)
    assert moved._posed is groups._posed
    assert sample.save(moved, status="draft")._posed is groups._posed
    for number in range(1, 6):
        assert names[5] in moved.effect_of_move(names[5], number)
    one, other = place_of(moved).sort_values().index[[0, -1]]
    assert moved.effect_of_swap(one, other).startswith(f"{one} to ")


def test_the_reasons_of_those_who_stay_are_those_of_the_groups_as_they_are_now(sample):
    groups = sample.group(CLASS, on=CODE, purpose="mixed readiness", group_count=4)
    place = place_of(groups)
    one = place.index[place == 1][0]
    moved = groups.move(one, 2)
    reasons = moved.members.set_index("name")["reason"]
    assert reasons[one] == "You moved this student here."
    others = place.index[(place == 2) & (place.index != one)]
    fresh = sample.group(CLASS, on=CODE, purpose="mixed readiness", group_count=4).members.set_index("name")["reason"]
    assert (reasons[others] != fresh[others]).any()
    untouched = place.index[place == 3]
    assert reasons[untouched].equals(fresh[untouched])


def test_groups_say_how_clear_they_are(wb):
    small_class(wb, 12)
    found = wb.group("Small", on=CODE, group_count=3).stability()
    assert 0 <= found.share_kept <= 1 and isinstance(found.is_clear, bool) and found.sentence


# --- over time


def test_partners_are_new_in_the_next_cycle_and_past_ones_are_those_before(sample):
    first = sample.save(sample.group(CLASS, purpose="random", group_count=7), "First")
    second = sample.save(sample.group(CLASS, purpose="random", group_count=7, avoid_past="important"), "Second")
    assert first.summary["repeated_pairs"].sum() == 0 and second.summary["repeated_pairs"].sum() == 0
    again = sample.group(CLASS, purpose="random", group_count=7, avoid_past=None, random_state=5)
    assert again.summary["repeated_pairs"].sum() > 0
    assert sample.groups(CLASS, "First").past_partners.empty  # what came later is not its past
    assert len(sample.groups(CLASS, "Second").past_partners) == 7 * 6


def test_cycles_are_listed_newest_first_with_what_is_due(sample, names):
    start = TODAY - datetime.timedelta(days=40)
    sample.save(sample.group(CLASS, on=CODE, group_count=4), "Old", starts_on=start)
    later = sample.group(CLASS, on=CODE, group_count=4, avoid_past=None)
    sample.save(
        later.move(names[0], later.group_names[place_of(later)[names[0]] % 4]),
        "Later",
        starts_on=start + datetime.timedelta(days=10),
    )
    sample.save(sample.group(CLASS, purpose="random", group_count=4), "By lot")
    sample.save(sample.group(CLASS, purpose="random", group_count=4), "Put away", status="discarded")
    cycles = sample.cycles(CLASS)
    assert cycles["name"].tolist() == ["By lot", "Later", "Old"]
    assert cycles["is_due"].tolist() == [False, True, False]  # the old one has been followed by the later one
    assert cycles["moved_by_hand"].tolist() == [0, 1, 0] and cycles["students"].tolist() == [28, 28, 28]
    assert cycles["repeated_pairs"][1] > 50 and cycles["repeated_pairs"][2] == 0


def test_new_evidence_tells_who_has_moved_on_since_the_groups_were_formed(wb):
    names = small_class(wb, 6, {**dict.fromkeys(range(1, 6), 1), 6: 4})
    wb.choose("Small", minimum_evidence=1)
    groups = wb.save(wb.group("Small", on=CODE, group_count=2), "Start")
    assert wb.moved_on(groups).sentence == "Nobody has moved on since these groups were formed."
    rows = "".join(f"{name},4\n" for name in names[:2])
    for quiz in range(3):
        wb.commit(wb.preview(f"name,Quiz {quiz} {CODE}\n{rows}".encode(), "Small", file_name=f"quiz{quiz}.csv"))
    found = wb.moved_on(wb.groups("Small", "Start"))
    assert found.sentence == "2 of 6 have moved on: regroup?" and found.count == 2
    assert found.table["student"].tolist() == names[:2] and set(found.table["direction"]) == {"up"}
    assert wb.moved_on(groups).table.equals(found.table)
    assert "regroup" in found._repr_html_()
    again = wb.save(wb.group("Small", on=CODE, group_count=2), "Again")
    assert wb.moved_on(again).count == 0


def test_a_level_set_by_hand_since_counts_as_having_moved_on(wb):
    names = small_class(wb, 6, {**dict.fromkeys(range(1, 6), 1), 6: 4})
    wb.override("Small", names[0], CODE, "developing", reason="talked it through")
    groups = wb.save(wb.group("Small", on=CODE, group_count=2), "Start")
    wb.override("Small", names[1], CODE, "secure", reason="showed it today")
    assert wb.moved_on(groups).table["student"].tolist() == [names[1]]


def test_an_audit_of_three_cycles_asks_about_who_stays_at_the_bottom(wb):
    names = small_class(wb, 8, {n: 1 if n <= 4 else 4 for n in range(1, 9)})
    for name in ("One", "Two", "Three"):
        wb.save(wb.group("Small", on=CODE, group_count=2, avoid_past=None), name)
    wb.mark("Small", "Chess club", names[:3])
    audit = wb.audit("Small", "Chess club")
    assert audit.groupings == 3 and audit.latest == "Three" and "A prompt, not proof." in audit.sentence
    assert sorted(audit.streaks["student"]) == sorted(names[:4]) and set(audit.streaks["streak"]) == {3}
    assert sum("lowest scores 3 times running" in prompt for prompt in audit.prompts) == 4
    assert audit.company.loc[names[0], names[1]] == 3 and audit.company.loc[names[0], names[7]] == 0
    assert audit.movement["moved"].tolist() == [0, 0] and audit.movement["grouping"].tolist() == ["Two", "Three"]
    assert len(audit.always_together) == 12 and len(audit.never_together) == 16
    assert audit.composition.groupby("group")["count"].sum().tolist() == [4, 4]
    assert "a prompt, not proof" in audit.composition_words and audit.composition["is_small"].all()
    assert names[0] in audit._repr_html_()
    assert wb.audit("Small").composition is None
    with pytest.raises(NotFound, match="There are Chess club"):
        wb.audit("Small", "shoe size")


def test_the_scores_of_an_audit_are_those_known_when_the_groups_were_formed(wb):
    names = small_class(wb, 4, {1: 1, 2: 1, 3: 4, 4: 4})
    wb.save(wb.group("Small", on=CODE, group_count=2), "Start")
    rows = "".join(f"{name},{score}\n" for name, score in zip(names, (4, 4, 0, 0)))
    for quiz in range(4):
        wb.commit(wb.preview(f"name,Quiz {quiz} {CODE}\n{rows}".encode(), "Small", file_name=f"q{quiz}.csv"))
    for name in ("Two", "Three"):
        wb.save(wb.group("Small", on=CODE, group_count=2, avoid_past=None), name)
    assert wb.audit("Small").streaks.empty  # by the scores of today the same two would have been lowest three times


def test_an_audit_without_groups_teaches(sample):
    audit = sample.audit(CLASS)
    assert audit.groupings == 0 and len(audit.prompts) == 1 and audit.streaks.empty
    assert "not been in groups yet" in audit._repr_html_()


def test_groups_by_chance_look_at_no_standard_and_nobody_can_move_on(sample):
    groups = sample.save(sample.group(CLASS, purpose="random"))
    assert sample.moved_on(groups).count == 0 and "no standard" in sample.moved_on(groups).sentence


def test_what_is_asked_of_groups_in_a_plan_of_rounds_is_told_where_to_find_it(sample):
    with pytest.raises(plworkbench.GroupingImpossible, match="rounds"):
        sample.group(CLASS, purpose="rotation")


def test_a_student_who_comes_later_is_seated_where_musts_hold_and_in_class_order(sample, names):
    sample.wish(CLASS, "apart", names[0], names[1])
    for seed in range(4):
        groups = sample.group(CLASS, group_count=2, absent=[names[0]], random_state=seed)
        placed = sample.place(groups, [names[0]])
        assert placed.unmet_wishes == []
        assert placed.members["name"].tolist() == names


def test_a_group_that_is_too_large_is_listed_as_a_wish_not_met(sample):
    groups = sample.group(CLASS, on=CODE, group_count=5, max_size=6)
    assert groups.unmet_wishes == []
    others = groups.members.loc[groups.members["group_number"] != 1, "name"].tolist()
    moved = groups.move(others[:4], 1)
    assert any("you asked for at most 6 in a group" in sentence for sentence in moved.unmet_wishes)


def test_a_list_cannot_be_called_level(sample, names):
    with pytest.raises(WorkbenchError, match="Choose another name"):
        sample.mark(CLASS, "Level", names[:3])


def test_standards_nobody_has_evidence_on_are_refused_for_reviews(sample):
    with pytest.raises(NotFound, match="no evidence on the standard"):
        sample.peer_reviews(CLASS, 2, title="Essay", on="nonsense")
