"""Plans of several rounds through the door, rotations through stations, and peer reviews."""

import datetime
from itertools import combinations

import pytest

import plworkbench
from plworkbench.errors import GroupingImpossible, NotFound, WorkbenchError

CLASS, CODE = "Period 3", "6.RP.A.1"
DAY = datetime.date(2026, 9, 14)
STATIONS = [("With the teacher", 15, True), ("Practice", 15, False), ("On your own", 15, False)]


@pytest.fixture
def names(sample):
    return sample.students(CLASS)["name"].tolist()


def pairs_of(groups):
    """The pairs who share a group, counted by hand."""
    members = groups.members.groupby("group_number")["name"]
    return {frozenset(pair) for _, there in members for pair in combinations(there, 2)}


def small_class(wb, count):
    rows = "".join(f"Student {n:02d},{n % 4 + 1}\n" for n in range(1, count + 1))
    wb.commit(wb.preview(f"name,{CODE}\n{rows}".encode(), "Small", file_name="small.csv"))
    return wb.students("Small")["name"].tolist()


# --- rotation


def test_over_seven_rounds_of_threes_fifteen_students_all_meet_once(wb):
    small_class(wb, 15)
    plan = wb.rounds("Small", 7, group_size=3)
    assert plan.sentence == "Over 7 rounds everyone works with everyone; nobody twice."
    assert (plan.repeats, plan.never_met, plan.bound, plan.proven) == (0, [], 0, True)
    met = [pair for groups in plan.groups for pair in pairs_of(groups)]
    assert len(met) == len(set(met)) == 15 * 14 // 2
    assert [groups.round for groups in plan.groups] == [1, 2, 3, 4, 5, 6, 7]
    assert plan.groups[0].members["reason"][0] == "Round 1 of 7: works with 2 new partners."
    assert sum(groups.summary["repeated_pairs"].sum() for groups in plan.groups) == 0


def test_the_sentence_counts_who_meets_twice_and_who_never_meets(wb):
    small_class(wb, 6)
    plan = wb.rounds("Small", 5, group_count=3)  # six in pairs: five rounds of a round robin
    assert plan.sentence == "Over 5 rounds everyone works with everyone; nobody twice."
    longer = wb.rounds("Small", 6, group_count=3)
    assert longer.sentence.startswith("Over 6 rounds everyone works with everyone; 3 pairs meet more than once.")
    assert longer.repeats == 3 and longer.proven
    shorter = wb.rounds("Small", 2, group_count=3)
    assert shorter.sentence == "Over 2 rounds nobody works with the same student twice; 9 pairs never meet."
    met = pairs_of(shorter.groups[0]) | pairs_of(shorter.groups[1])
    assert {frozenset(pair) for pair in shorter.never_met}.isdisjoint(met) and len(shorter.never_met) == 9


def test_musts_hold_in_every_round_and_other_wishes_are_named(sample, names):
    sample.wish(CLASS, "apart", names[0], names[1])
    sample.wish(CLASS, "together", names[2], names[3])
    sample.mark(CLASS, "Leaders", names[:7])
    sample.wish(CLASS, "one in each", about="Leaders", weight="nice")
    plan = sample.rounds(CLASS, 3, group_count=7)
    for groups in plan.groups:
        pairs = pairs_of(groups)
        assert frozenset(names[:2]) not in pairs and frozenset(names[2:4]) in pairs
    assert all(sentence.startswith("Round ") for sentence in plan.unmet_wishes)
    assert "more than once" not in plan.sentence  # those two are together because somebody asked for it
    assert (names[0], names[1]) not in plan.never_met


def test_groups_in_use_count_as_having_met(wb):
    small_class(wb, 6)
    wb.save(wb.group("Small", purpose="random", group_count=3), "Before")
    plan = wb.rounds("Small", 4, group_count=3)
    before = pairs_of(wb.groups("Small", "Before"))
    assert all(pairs_of(groups).isdisjoint(before) for groups in plan.groups)
    assert plan.sentence.startswith("Over 4 rounds, earlier groups counted, everyone works with everyone; nobody twice")


def test_all_rounds_are_kept_in_one_go_and_found_again_by_any_of_them(sample, names):
    plan = sample.rounds(CLASS, 3, group_count=7, absent=[names[0]])
    drafts = sample.save_rounds(plan, status="draft", action="formed")
    assert {groups.status for groups in drafts} == {"draft"} and sample.cycles(CLASS).empty
    found = sample.rounds_of(sample.groups(CLASS, drafts[1].grouping_key))
    assert found.sentence == plan.sentence and found.table.equals(plan.table)
    assert [groups.absent for groups in found.groups] == [(names[0],)] * 3
    assert found.groups[1].summary["repeated_pairs"].sum() == plan.groups[1].summary["repeated_pairs"].sum()
    saved = sample.save_rounds(found, "Talk", starts_on=DAY)
    assert [groups.name for groups in saved] == [f"Talk, round {n} of 3" for n in (1, 2, 3)]
    assert {groups.starts_on for groups in saved} == {DAY}
    assert [groups.grouping_key for groups in saved] == [groups.grouping_key for groups in drafts]
    cycles = sample.cycles(CLASS)
    assert cycles["round"].tolist() == [3, 2, 1] and cycles["series"].nunique() == 1
    assert sample.rounds_of(sample.group(CLASS)) is None


def test_a_move_in_one_round_changes_the_count_of_the_plan(wb):
    small_class(wb, 15)
    plan = wb.rounds("Small", 7, group_size=3)
    saved = wb.save_rounds(plan, "Golf")
    first = saved[0]
    place = first.members.set_index("name")["group_number"]
    swapped = first.swap(place.index[place == 1][0], place.index[place == 2][0])
    found = wb.rounds_of(wb.save(swapped))
    met = [pair for groups in found.groups for pair in pairs_of(groups)]
    assert found.repeats == len(met) - len(set(met)) == 4 and len(found.never_met) == 4
    assert found.sentence == "Over 7 rounds 4 pairs meet more than once; 4 pairs never meet."
    assert found.with_round(first).groups[0] is first
    assert found.groups[0].best_swaps() == []  # both were moved by hand


def test_rounds_are_stored_all_or_none(sample):
    plan = sample.rounds(CLASS, 2, group_count=7)
    saved = sample.save_rounds(plan, status="draft")
    sample.save(saved[1].swap(*saved[1].members["name"].iloc[[0, -1]]), status="draft")
    later = sample.rounds_of(saved[0])
    stale = plan.with_round(saved[0]).with_round(saved[1])
    with pytest.raises(plworkbench.NewerVersionExists):
        sample.save_rounds(stale)
    assert sample.groups(CLASS, saved[0].grouping_key).status == "draft"
    assert [groups.version for groups in sample.save_rounds(later)] == [2, 3]


def test_a_plan_goes_on_paper_and_into_a_table(wb):
    names = small_class(wb, 6)
    plan = wb.rounds("Small", 5, group_count=3)
    assert plan.sheets().count('<section class="pw-sheet') == 5 and "<h2>Round 5</h2>" in plan.sheets()
    assert "works with" not in plan.sheets() and "works with" in plan.sheets(with_reasons=True)
    lines = plan.csv().lstrip("\ufeff").splitlines()
    assert lines[0] == "class,student,round 1,round 2,round 3,round 4,round 5" and len(lines) == 7
    assert names[0] in plan._repr_html_()
    wb.record_release(plan.with_round(plan.groups[0]), "printed", "teacher")  # not stored, so nothing to log
    saved = wb.save_rounds(plan)
    wb.record_release(wb.rounds_of(saved[0]), "printed", "teacher")
    assert wb.history("Small")["action"].tolist().count("exported") == 5


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"purpose": "by need"}, "not a plan of several rounds"),
        ({"rounds": 0}, "round"),
        ({"purpose": "jigsaw", "topics": ["Water"]}, "two topics or more"),
        ({"purpose": "jigsaw", "topics": 6, "group_count": 14}, "at least 6"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(sample, choices, said):
    with pytest.raises(GroupingImpossible, match=said):
        sample.rounds(CLASS, **choices)


# --- jigsaw


def test_a_jigsaw_sends_somebody_from_every_home_group_to_every_topic(sample):
    topics = ["Water", "Soil", "Air", "Fire"]
    plan = sample.rounds(CLASS, purpose="jigsaw", topics=topics, on=CODE)
    home, expert = plan.groups
    assert plan.sentence.startswith("7 home groups of 4; then 4 expert groups of 7, one for each topic, with somebody")
    assert expert.group_names == tuple(topics)
    seats = home.members.merge(expert.members, on="student_key")
    assert len(seats.drop_duplicates(["group_number_x", "group_number_y"])) == 28
    means = home.summary["score_mean"]
    assert means.max() - means.min() < 0.5
    topic = expert.group_names[expert.members["group_number"][0] - 1]
    assert home.members["reason"][0] == f"Home group, with a mix of readiness. Topic: {topic}."
    assert home.best_swaps() == [] and expert.best_swaps() == []
    assert [groups.name for groups in sample.save_rounds(plan, "Elements")] == [
        "Elements, home groups",
        "Elements, expert groups",
    ]
    assert "Expert groups" in plan.sheets()


def test_a_jigsaw_without_topics_has_four_and_uses_what_is_known_of_readiness(wb):
    small_class(wb, 9)
    plan = wb.rounds("Small", purpose="jigsaw")
    assert plan.groups[1].group_names == ("Topic 1", "Topic 2", "Topic 3", "Topic 4")
    assert plan.groups[0].members["group_number"].value_counts().tolist() == [5, 4]


# --- stations


def test_a_schedule_puts_every_group_at_every_station_and_the_teacher_in_one_place(sample):
    groups = sample.group(CLASS, on=CODE, group_count=3)
    schedule = sample.schedule(groups, STATIONS)
    assert schedule.grid.shape == (3, 3) and schedule.grid.index.tolist() == list(groups.group_names)
    for slot in schedule.grid.columns:
        assert sorted(schedule.grid[slot]) == sorted(name for name, *_ in STATIONS)
    assert schedule.teacher_minutes["minutes"].tolist() == [15.0] * 28
    assert schedule.sentence == "3 turns, 45 minutes in all. Every student has 15 minutes with you."
    sheet = schedule.sheets()
    assert sheet.count("<tr>") == 4 and "With the teacher" in sheet and groups.table["student"][0] in sheet
    assert not any(word in sheet for word in ("eginning", "eveloping", "score"))
    assert schedule.csv().splitlines()[0].lstrip("\ufeff") == "class,slot,minutes,group,station,with_teacher"
    assert "<table" in schedule._repr_html_()


def test_a_schedule_that_cannot_be_is_refused(sample):
    groups = sample.group(CLASS, on=CODE, group_count=5)
    with pytest.raises(GroupingImpossible):
        sample.schedule(groups, [("With the teacher", 15, True)], slots=1)


def test_a_schedule_is_saved_for_a_day_and_its_minutes_count(sample):
    unsaved = sample.group(CLASS, on=CODE, group_count=3)
    with pytest.raises(WorkbenchError, match="Save the groups first"):
        sample.save_schedule(sample.schedule(unsaved, STATIONS), DAY)
    groups = sample.save(unsaved, "Week 1")
    kept = sample.save_schedule(sample.schedule(groups, STATIONS), DAY)
    assert len(kept) == 9 and set(kept["grouping"]) == {"Week 1"} and set(kept["group"]) == set(groups.group_names)
    sample.save_schedule(sample.schedule(groups, STATIONS, slots=2), DAY + datetime.timedelta(days=1))
    minutes = sample.audit(CLASS).minutes.set_index("student")["minutes"]
    assert sorted(set(minutes)) == [15.0, 30.0] and len(minutes) == 28
    assert "from 15 to 30" in sample.audit(CLASS).minutes_words
    left = sample.forget_schedule(CLASS, groups.grouping_key, DAY)
    assert left["held_on"].dt.date.unique().tolist() == [DAY + datetime.timedelta(days=1)]


# --- peer reviews


def test_everyone_gives_and_gets_as_many_reviews_and_nobody_reviews_back(sample, names):
    sample.wish(CLASS, "apart", names[0], names[1])
    found = sample.peer_reviews(CLASS, 2, title="  Essay 1 ", on=CODE)
    pairs = list(zip(found.table["reviewer"], found.table["author"]))
    assert found.title == "Essay 1" and len(set(pairs)) == 56
    assert all(pairs.count((other, one)) == 0 for one, other in pairs)
    assert found.table["reviewer"].value_counts().unique().tolist() == [2]
    assert found.table["author"].value_counts().unique().tolist() == [2]
    assert {(names[0], names[1]), (names[1], names[0])}.isdisjoint(pairs)
    assert [row["name"] for row in found.by_reviewer] == names
    assert found.sentence == "Everyone gives and gets 2 reviews; nobody reviews the one who reviews them."
    assert found.sheets().count('pw-review-slip"') == 28 and names[0] in found._repr_html_()
    assert len(found.csv().splitlines()) == 57


def test_reviews_are_kept_and_the_next_ones_are_others(sample, names):
    first = sample.peer_reviews(CLASS, 2, title="Essay 1")
    kept = sample.save_peer_reviews(first)
    assert set(kept["title"]) == {"Essay 1"} and len(kept) == 56
    second = sample.peer_reviews(CLASS, 2, title="Essay 2", absent=[names[0]])
    assert second.absent == (names[0],) and names[0] not in set(second.table["reviewer"]) | set(second.table["author"])
    pairs = [set(zip(found.table["reviewer_key"], found.table["author_key"])) for found in (first, second)]
    assert pairs[0].isdisjoint(pairs[1])
    sample.save_peer_reviews(second)
    assert sample.past_peer_reviews(CLASS)["title"].drop_duplicates().tolist() == ["Essay 2", "Essay 1"]
    sample.record_release(first, "printed", "teacher")
    assert set(sample.forget_peer_reviews(CLASS, "essay 2")["title"]) == {"Essay 1"}


@pytest.mark.parametrize(("each", "title", "said"), [(14, "Essay", "29"), (2, " ", "no title")])
def test_reviews_that_cannot_be_are_refused_in_words(sample, each, title, said):
    with pytest.raises(GroupingImpossible, match=said):
        sample.peer_reviews(CLASS, each, title=title)


def test_rounds_of_a_class_that_is_not_there_are_refused(wb):
    with pytest.raises(NotFound):
        wb.rounds("Period 77")
