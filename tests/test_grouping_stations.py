"""Rotations: nobody in two places, no station over its room, the teacher in one place, everybody everywhere."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench.errors import GroupingImpossible
from plworkbench.grouping.rounds.stations import Station, check_schedule, plan_stations, teacher_minutes

NAMES = ["Oak", "Elm", "Ash", "Fir", "Yew", "Bay", "Fig", "Gum", "Box"]
THREE = [Station("Teacher", 20, with_teacher=True), Station("Games", 15), Station("Reading", 15)]


def refused(*request, **more):
    with pytest.raises(GroupingImpossible) as caught:
        plan_stations(*request, **more)
    return [str(problem) for problem in caught.value.problems]


def visits(plan, names, stations):
    counts = plan.groupby(["group", "station"]).size()
    return {(name, one.name): int(counts.get((name, one.name), 0)) for name in names for one in stations}


stations_of = st.lists(
    st.builds(
        lambda with_teacher, room, minutes: (with_teacher, room, minutes),
        st.booleans(),
        st.integers(1, 4),
        st.integers(5, 30),
    ),
    min_size=1,
    max_size=5,
).map(lambda given: [Station(f"S{k}", minutes, led, room) for k, (led, room, minutes) in enumerate(given)])


@settings(max_examples=80, deadline=None)
@given(data=st.data(), count=st.integers(1, 9), stations=stations_of, slots=st.none() | st.integers(1, 7))
def test_every_group_is_in_one_place_in_every_slot_and_no_place_is_over_full(data, count, stations, slots):
    names = NAMES[:count]
    busy = data.draw(st.sets(st.tuples(st.sampled_from(names), st.integers(1, slots or 4)), max_size=3))
    in_use = sum(one.groups_at_once for one in stations if not one.with_teacher)
    in_use += max((one.groups_at_once for one in stations if one.with_teacher), default=0)
    try:
        plan = plan_stations(names, stations, slots=slots, busy=busy)
    except GroupingImpossible:
        assert in_use < count
        return
    assert check_schedule(plan, stations) == []
    last = plan["slot"].max() if slots is None and not plan.empty else slots
    wanted = {(name, slot) for name in names for slot in range(1, (last or 0) + 1)} - busy
    assert sorted(wanted) == sorted(zip(plan["group"], plan["slot"]))
    for rows in plan.groupby("slot"):
        room = {one.name: one.groups_at_once for one in stations}
        assert all(len(here) <= room[name] for name, here in rows[1].groupby("station"))
        assert len(set(rows[1].loc[rows[1]["with_teacher"], "station"])) <= 1
    by_name = {one.name: one for one in stations}
    for row in plan.itertuples():
        assert row.minutes == by_name[row.station].minutes
        assert row.with_teacher == by_name[row.station].with_teacher
        assert names[row.group_number - 1] == row.group


@pytest.mark.parametrize("count", range(1, 10))
def test_as_many_groups_as_stations_make_a_latin_square(count):
    stations = [Station("Teacher", with_teacher=True), *(Station(f"Desk {k}") for k in range(1, count))]
    plan = plan_stations(NAMES[:count], stations)
    assert plan["slot"].max() == count
    assert set(visits(plan, NAMES[:count], stations).values()) == {1}
    assert len(plan.drop_duplicates(["slot", "station"])) == count * count


@pytest.mark.parametrize(
    ("count", "rooms", "slots"), [(3, [1, 1, 1, 1], 3), (6, [2, 2, 2], 3), (6, [1, 3, 3], 2), (9, [3, 3, 3], 3)]
)
def test_with_few_slots_nobody_is_anywhere_twice_if_that_can_be(count, rooms, slots):
    stations = [Station(f"S{k}", groups_at_once=room) for k, room in enumerate(rooms)]
    plan = plan_stations(NAMES[:count], stations, slots=slots)
    assert max(visits(plan, NAMES[:count], stations).values()) == 1


def test_with_more_slots_than_stations_visits_differ_by_one_at_most():
    stations = [Station(f"S{k}", groups_at_once=2) for k in range(3)]
    plan = plan_stations(NAMES[:5], stations, slots=5)
    assert set(visits(plan, NAMES[:5], stations).values()) == {1, 2}


def test_by_default_every_group_is_with_the_teacher():
    stations = [Station("Teacher", 20, True), Station("Games", 15, groups_at_once=3), Station("Reading", 15, False, 3)]
    plan = plan_stations(NAMES[:6], stations)
    assert plan["slot"].max() == 6
    assert min(visits(plan, NAMES[:6], stations).values()) == 1
    assert plan.loc[plan["with_teacher"], "group"].value_counts().tolist() == [1] * 6


def test_of_two_stations_with_the_teacher_one_is_in_use_at_a_time_and_all_come_to_both():
    stations = [
        Station("Lab", 20, True, 2),
        Station("Talk", 10, True),
        Station("Games", 10, False, 3),
        Station("Web", 10, False, 3),
    ]
    plan = plan_stations(NAMES[:7], stations)
    assert check_schedule(plan, stations) == []
    assert min(visits(plan, NAMES[:7], stations).values()) >= 1


def test_a_group_that_is_away_has_no_place_and_the_others_have_theirs():
    plan = plan_stations(NAMES[:3], THREE, busy={("Elm", 2)})
    assert sorted(plan.loc[plan["group"] == "Elm", "slot"]) == [1, 3]
    assert sorted(plan["group"].value_counts()) == [2, 3, 3]
    assert check_schedule(plan, THREE) == []


def test_the_same_request_gives_the_same_plan_and_names_only_rename():
    first, again = plan_stations(NAMES[:3], THREE), plan_stations(NAMES[:3], THREE)
    renamed = plan_stations(["x", "y", "z"], THREE)
    pd.testing.assert_frame_equal(first, again)
    assert renamed["station"].tolist() == first["station"].tolist()


def test_too_little_room_is_refused_with_the_cure_and_just_enough_is_not():
    assert refused(NAMES[:4], THREE) == [
        "In slot 1 there are 4 groups, and the stations have room for 3. "
        "Add a station, or let more groups at once be at one."
    ]
    plan_stations(NAMES[:3], THREE)


def test_the_smaller_of_the_teachers_stations_makes_no_room():
    stations = [Station("Lab", with_teacher=True, groups_at_once=2), Station("Talk", with_teacher=True), Station("Web")]
    (problem,) = refused(NAMES[:4], stations)
    assert "room for 3, of the teacher's stations the largest" in problem
    plan_stations(NAMES[:3], stations)


def test_one_error_lists_everything_that_is_wrong_with_the_request():
    stations = [Station("Web", minutes=0), Station("Web", groups_at_once=0)]
    assert refused(["Oak", "Oak"], stations, slots=2, busy={("Elm", 1), ("Oak", 3)}) == [
        "2 groups are called 'Oak'. Give each a name of its own.",
        "2 stations are called 'Web'. Give each a name of its own.",
        "The number of groups at once at 'Web' is 0. Use a whole number from 1.",
        "The number of minutes at 'Web' is 0. Use a whole number from 1.",
        "There is no group 'Elm' that could be away. Use a name of the list.",
        "'Oak' is away in slot 3, but there are 2. Plan more slots, or leave it out.",
    ]


@pytest.mark.parametrize("slots", [0, -1, 1.5, True, "2"])
def test_a_number_of_slots_that_makes_no_sense_is_refused(slots):
    assert refused(NAMES[:3], THREE, slots=slots) == [f"The number of slots is {slots!r}. Use a whole number from 1."]


def test_nothing_to_plan_is_said():
    assert refused([], []) == ["There are no groups. Form groups first.", "There are no stations. Add at least one."]


def test_minutes_with_the_teacher_are_added_up_and_nobody_is_left_out():
    plan = pd.DataFrame(
        {
            "slot": [1, 1, 2, 2, 3],
            "group_number": [1, 2, 1, 2, 1],
            "minutes": [20, 15, 15, 10, 5],
            "with_teacher": [True, False, False, False, True],
        }
    )
    members = pd.DataFrame({"student_key": list("cab"), "group_number": [2, 1, 1]})
    assert teacher_minutes(plan, members).to_numpy().tolist() == [["c", 0], ["a", 25], ["b", 25]]


def test_a_schedule_that_is_wrong_is_found_out():
    stations = [*THREE, Station("Talk", with_teacher=True)]
    plan = pd.DataFrame(
        {
            "slot": [1, 1, 1, 1],
            "group": ["Oak", "Oak", "Elm", "Ash"],
            "station": ["Games", "Teacher", "Games", "Talk"],
            "with_teacher": [False, True, False, True],
        }
    )
    assert check_schedule(plan, stations) == [
        "Slot 1: Oak is in 2 places.",
        "Slot 1: 2 groups at Games, which has room for 1.",
        "Slot 1: the teacher is at Talk and Teacher.",
    ]
