"""The look back at groups: every number is worked out again here with plain loops."""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plworkbench import equity
from plworkbench.errors import SchemaError


def history(*groupings, purpose="by need"):
    """Cycles and memberships from groupings like 'abc de', a word a group."""
    purposes = [purpose] * len(groupings) if isinstance(purpose, str) else purpose
    keys = [f"g{place}" for place in range(len(groupings))]
    rows = [
        (key, student, number)
        for key, grouping in zip(keys, groupings)
        for number, group in enumerate(grouping.split(), 1)
        for student in group
    ]
    columns = ["grouping_key", "student_key", "group_number"]
    return pd.DataFrame({"grouping_key": keys, "purpose": purposes}), pd.DataFrame(rows, columns=columns)


def scored(memberships, scores):
    """The same score for a student in every grouping, from {student: score}."""
    rows = memberships[["grouping_key", "student_key"]]
    return rows.assign(score=rows["student_key"].map(scores).astype(float))


def marks(values):
    return pd.DataFrame({"student_key": list(values), "value": list(values.values())})


def names_of(keys):
    return pd.DataFrame({"student_key": list(keys), "name": [f"Name {key.upper()}" for key in keys]})


LOW_A = {"a": 1.0, "b": 1.5, "c": 3.0, "d": 3.5}

# Groupings of up to three groups and seven students, some of whom miss some.
PLACES = st.lists(st.lists(st.integers(0, 3), min_size=7, max_size=7), min_size=1, max_size=5)


def frames(places, purposes=None):
    cycles = pd.DataFrame({"grouping_key": [f"g{place}" for place in range(len(places))]})
    cycles["purpose"] = purposes or "by need"
    rows = [
        (f"g{place}", "abcdefg"[student], number)
        for place, groups in enumerate(places)
        for student, number in enumerate(groups)
        if number
    ]
    types = {"grouping_key": "str", "student_key": "str", "group_number": "int64"}
    return cycles, pd.DataFrame(rows, columns=list(types)).astype(types)


def relabelled(memberships, seed):
    """Other numbers for the groups, another order of the rows."""
    rng = random.Random(seed)
    parts = []
    for _, rows in memberships.groupby("grouping_key"):
        numbers = sorted(rows["group_number"].unique())
        new = dict(zip(numbers, rng.sample(range(1, 20), len(numbers))))
        parts.append(rows.assign(group_number=rows["group_number"].map(new)))
    return pd.concat(parts).sample(frac=1, random_state=seed) if parts else memberships


# Streaks


@pytest.mark.parametrize(("times", "listed"), [(2, []), (3, [["a", 3], ["b", 3]]), (4, [["a", 4], ["b", 4]])])
def test_a_streak_is_listed_from_three_groupings_by_need_on(times, listed):
    cycles, memberships = history(*["ab cd"] * times)
    assert equity.lowest_streaks(cycles, memberships, scored(memberships, LOW_A)).to_numpy().tolist() == listed


def test_only_the_latest_groupings_running_count():
    cycles, memberships = history("ab cd", "ab cd", "ab cd", "ac bd", "ab cd")
    streaks = equity.lowest_streaks(cycles, memberships, scored(memberships, LOW_A), at_least=1)
    assert streaks.to_numpy().tolist() == [["a", 5], ["b", 1]]


def test_groupings_for_other_purposes_neither_count_nor_end_a_streak():
    purposes = ["by need", "random", "by need", "mixed readiness", "by need"]
    cycles, memberships = history("ab cd", "cd ab", "ab cd", "ac bd", "ab cd", purpose=purposes)
    streaks = equity.lowest_streaks(cycles, memberships, scored(memberships, LOW_A))
    assert streaks.to_numpy().tolist() == [["a", 3], ["b", 3]]


def test_two_groups_that_share_the_lowest_mean_are_not_lowest_and_end_the_streak():
    cycles, memberships = history("ab cd ef", "ab cd ef", "ab cd ef", "ab cd ef")
    scores = scored(memberships, {"a": 0.1, "b": 0.5, "c": 0.2, "d": 0.6, "e": 3.0, "f": 3.0})
    tied = scores["grouping_key"].eq("g3") & scores["student_key"].isin(["c", "d"])
    # 0.1 + 0.2 is not 0.3 to a computer, but it is to a teacher.
    scores.loc[tied, "score"] = [0.1 + 0.2, 0.3]
    scores.loc[scores["grouping_key"].eq("g3") & scores["student_key"].isin(["a", "b"]), "score"] = 0.3
    assert equity.lowest_streaks(cycles, memberships, scores).empty
    assert len(equity.lowest_streaks(cycles.iloc[:3], memberships, scores)) == 2


def test_a_grouping_that_tells_nothing_of_a_student_does_not_end_the_streak():
    # Not there; in a group without scores; nobody has scores.
    cycles, memberships = history("ab cd", "b cd", "ab cd", "a cd b", "ab cd", "ab cd")
    scores = scored(memberships, LOW_A)
    scores.loc[scores["grouping_key"].eq("g3") & scores["student_key"].eq("a"), "score"] = np.nan
    scores.loc[scores["grouping_key"].eq("g4"), "score"] = np.nan
    streaks = equity.lowest_streaks(cycles, memberships, scores).set_index("student_key")["streak"]
    assert streaks.to_dict() == {"a": 3, "b": 5}


def test_one_group_is_never_the_lowest():
    cycles, memberships = history("abcd", "abcd", "abcd")
    assert equity.lowest_streaks(cycles, memberships, scored(memberships, LOW_A)).empty


def streaks_by_hand(cycles, memberships, scores):
    """Walk back from the latest grouping for every student."""
    score = {(row.grouping_key, row.student_key): row.score for row in scores.itertuples()}
    found = {}
    for student in sorted(set(memberships["student_key"])):
        streak = 0
        for cycle in reversed(list(cycles.itertuples())):
            if cycle.purpose != "by need":
                continue
            groups = {}
            for row in memberships.itertuples():
                if row.grouping_key == cycle.grouping_key:
                    groups.setdefault(row.group_number, []).append(row.student_key)
            means = {}
            for number, members in groups.items():
                known = [score[cycle.grouping_key, who] for who in members]
                known = [value for value in known if not math.isnan(value)]
                if known:
                    means[number] = sum(known) / len(known)
            mine = [number for number, members in groups.items() if student in members]
            if not mine or mine[0] not in means or len(means) < 2:
                continue
            others = [mean for number, mean in means.items() if number != mine[0]]
            if means[mine[0]] < min(others) - 1e-9:
                streak += 1
            else:
                break
        if streak:
            found[student] = streak
    return found


@settings(max_examples=60, deadline=None)
@given(PLACES, st.data())
def test_streaks_are_those_of_a_plain_loop_whatever_the_groups_are_called(places, data):
    purposes = [data.draw(st.sampled_from(["by need", "by need", "random"])) for _ in places]
    cycles, memberships = frames(places, purposes)
    values = st.sampled_from([math.nan, 1.0, 1.5, 2.0, 2.25, 3.0])
    scores = memberships[["grouping_key", "student_key"]].copy()
    scores["score"] = pd.Series([data.draw(values) for _ in range(len(scores))], index=scores.index, dtype=float)
    for rows in (memberships, relabelled(memberships, 3)):
        found = equity.lowest_streaks(cycles, rows, scores, at_least=1)
        assert dict(zip(found["student_key"], found["streak"])) == streaks_by_hand(cycles, memberships, scores)


# Movement


def best_matchings(before, after):
    """All ways to match groups that keep as many students as can be, by trying every one."""
    both = sorted(set(before) & set(after))
    old, new = sorted({before[who] for who in both}), sorted({after[who] for who in both})
    found, best = [], -1
    for order in itertools.permutations([*new, *[None] * len(old)], len(old)):
        match = dict(zip(old, order))
        stay = {who for who in both if match[before[who]] == after[who]}
        if len(stay) > best:
            found, best = [], len(stay)
        if len(stay) == best:
            found.append(stay)
    return both, found


@settings(max_examples=60, deadline=None)
@given(PLACES)
def test_movement_is_that_of_the_best_of_all_matchings_whatever_the_groups_are_called(places):
    cycles, memberships = frames(places)
    where = [{who: number for who, number in zip("abcdefg", groups) if number} for groups in places]
    chances, moves, by_cycle = Counter(), Counter(), []
    for before, after in itertools.pairwise(where):
        both, matchings = best_matchings(before, after)
        stay = set.intersection(*matchings) if both else set()
        chances.update(both)
        moves.update(set(both) - stay)
        by_cycle.append([len(both), len(both) - len(matchings[0]) if both else 0])
    for rows in (memberships, relabelled(memberships, 1)):
        found = equity.movement(cycles, rows)
        assert found.by_cycle[["students", "moved"]].to_numpy().tolist() == by_cycle
        for row in found.by_student.itertuples():
            assert (row.chances, row.moves) == (chances[row.student_key], moves[row.student_key])
            assert row.never_moved == (chances[row.student_key] >= 2 and not moves[row.student_key])


def test_numbers_of_groups_mean_nothing():
    cycles, memberships = history("abc de", "de abc", "abc de")
    found = equity.movement(cycles, memberships)
    assert found.by_cycle[["grouping_key", "before_key", "moved", "rate"]].to_numpy().tolist() == [
        ["g1", "g0", 0, 0.0],
        ["g2", "g1", 0, 0.0],
    ]
    assert found.never_moved == list("abcde")


@pytest.mark.parametrize(("times", "never_moved"), [(2, []), (3, list("abcd")), (4, list("abcd"))])
def test_never_moved_is_told_from_three_groupings_on(times, never_moved):
    found = equity.movement(*history(*["ab cd"] * times))
    assert found.never_moved == never_moved
    assert found.students_known == len(never_moved)


def test_where_pairs_swap_partners_nobody_is_said_to_have_stayed():
    found = equity.movement(*history("ab cd", "ac bd"))
    assert found.by_cycle["moved"].tolist() == [2]
    assert found.by_student["moves"].tolist() == [1, 1, 1, 1]


def test_a_random_grouping_in_between_does_not_hide_that_groups_by_need_stay():
    purposes = ["by need", "random", "by need", "random", "by need"]
    frames = history("ab cd", "ac bd", "ab cd", "ad bc", "ab cd", purpose=purposes)
    assert equity.movement(*frames).never_moved == []
    assert equity.movement(*frames, purpose="by need").never_moved == list("abcd")


def test_without_a_second_grouping_there_is_no_rate():
    found = equity.movement(*history("ab cd"))
    assert found.by_cycle.empty
    assert found.by_student["rate"].isna().all()


# Company


@settings(max_examples=60, deadline=None)
@given(PLACES)
def test_company_is_that_of_a_plain_loop_whatever_the_groups_are_called(places):
    _, memberships = frames(places)
    students = pd.DataFrame({"student_key": list("gabcdefz")})
    where = [{who: number for who, number in zip("abcdefg", groups) if number} for groups in places]
    always, never, expected_never, variance = [], {}, 0.0, 0.0
    times = {}
    for one, other in itertools.combinations(sorted("abcdefgz"), 2):
        shared = [groups for groups in where if one in groups and other in groups]
        times[one, other] = sum(groups[one] == groups[other] for groups in shared)
        chances = []
        for groups in shared:
            pairs = list(itertools.combinations(groups, 2))
            chances.append(sum(groups[a] == groups[b] for a, b in pairs) / len(pairs))
        if len(shared) >= 3 and times[one, other] == len(shared):
            always.append((one, other, len(shared)))
        if sum(chances) > 0:
            apart = math.prod(1 - chance for chance in chances)
            expected_never += apart
            variance += apart * (1 - apart)
            if not times[one, other]:
                never[one, other] = (len(shared), sum(chances))
    for rows in (memberships, relabelled(memberships, 2)):
        found = equity.company(rows, students)
        assert (found.times.to_numpy() == found.times.to_numpy().T).all()
        assert all(found.times.loc[pair] == count for pair, count in times.items())
        assert set(found.always_together.itertuples(index=False, name=None)) == set(always)
        got = {(row[0], row[1]): row[2:] for row in found.never_together.itertuples(index=False, name=None)}
        assert got.keys() == never.keys()
        assert all(got[pair] == pytest.approx(never[pair]) for pair in never)
        assert found.never_expected == pytest.approx(expected_never)
        assert found.never_spread == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize(("times", "pairs"), [(2, 0), (3, 1), (4, 1)])
def test_always_together_is_told_from_three_groupings_on(times, pairs):
    _, memberships = history(*["ab c d", "ab cd", "ab d c", "cd ab"][:times])
    assert len(equity.company(memberships).always_together) == pairs


def test_students_who_cannot_meet_are_not_said_to_have_missed_each_other():
    _, memberships = history("ab c", "a c d")
    found = equity.company(memberships)
    assert found.never_together[["student_key", "other_student_key"]].to_numpy().tolist() == [["a", "c"], ["b", "c"]]


# Composition


def chi_square(memberships, values):
    """Pearson's statistic of groups x values, cell by cell."""
    groups = {}
    for row in memberships.itertuples():
        groups.setdefault(row.group_number, []).append(values.get(row.student_key, "not recorded"))
    everybody = Counter(value for group in groups.values() for value in group)
    n, total = sum(everybody.values()), 0.0
    for group in groups.values():
        for value, count in everybody.items():
            expected = count * len(group) / n
            total += (Counter(group)[value] - expected) ** 2 / expected
    return total


def test_counts_and_expected_counts_are_those_of_a_plain_count_and_not_recorded_is_a_value():
    _, memberships = history("abcd efg")
    values = {"a": "x", "b": "x", "c": "y", "e": "x", "f": None, "g": " "}
    table = equity.composition(memberships, marks(values), permutations=10).table
    assert table.groupby("group_number")["count"].sum().tolist() == [4, 3]
    assert table["value"].unique().tolist() == ["x", "y", "not recorded"]
    assert table["class_count"].tolist() == [3, 1, 3] * 2
    assert table["count"].tolist() == [2, 1, 1, 1, 0, 2]
    assert table["expected"].tolist() == pytest.approx([count * size / 7 for size in (4, 3) for count in (3, 1, 3)])


def test_the_p_value_is_near_the_share_of_all_seatings_that_are_as_uneven():
    _, memberships = history("abc def gh")
    values = dict(zip("abcdefgh", "xxxyyyyy"))
    observed = chi_square(memberships, values)
    every = [
        chi_square(memberships, {who: "x" if who in chosen else "y" for who in "abcdefgh"})
        for chosen in itertools.combinations("abcdefgh", 3)
    ]
    exact = sum(value >= observed - 1e-9 for value in every) / len(every)
    found = equity.composition(memberships, marks(values), permutations=4000)
    assert found.statistic == pytest.approx(observed)
    assert found.p_value == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))
    assert found.p_value == (1 + found.as_extreme) / 4001
    assert found.label == "a prompt, not proof"


def test_p_values_are_uniform_when_chance_alone_seats_the_students():
    rng = random.Random(5)
    p_values, of_lowest = [], []
    for trial in range(300):
        # Scores as fine as these leave few ties of the statistic, so that p is nearly continuous.
        keys = [f"s{number}" for number in range(24)]
        values = marks({key: rng.choice("xyz") for key in keys})
        memberships = pd.DataFrame({"grouping_key": "g", "student_key": keys, "group_number": [1, 2, 3, 4] * 6})
        scores = memberships.assign(score=[rng.random() for _ in keys])[["grouping_key", "student_key", "score"]]
        cycles = pd.DataFrame({"grouping_key": ["g"], "purpose": "by need"})
        p_values.append(equity.composition(memberships, values, 99, trial).p_value)
        of_lowest.append(equity.composition_of_lowest(cycles, memberships, scores, values, 99, trial).p_value)
    for found in (np.array(p_values), np.array(of_lowest)):
        for level in (0.05, 0.1, 0.2, 0.5):
            # Never more often than it says, beyond what 300 trials may do (4 standard deviations).
            assert (found <= level).mean() <= level + 4 * math.sqrt(level * (1 - level) / 300)
        assert 0.4 < found.mean() < 0.66


def test_groups_that_follow_the_attribute_have_a_small_p_and_never_zero():
    _, memberships = history("abcdef ghijkl")
    values = marks(dict(zip("abcdefghijkl", "xxxxxxyyyyyy")))
    found = equity.composition(memberships, values, permutations=100)
    assert 1 / 101 <= found.p_value < 0.05


def test_an_attribute_all_share_says_nothing():
    _, memberships = history("ab cd")
    assert equity.composition(memberships, marks({}), permutations=50).p_value == 1.0


def test_without_students_there_is_no_p_value():
    _, memberships = history("")
    found = equity.composition(memberships, marks({}))
    assert math.isnan(found.p_value)
    assert found.table.empty


@pytest.mark.parametrize(("count", "is_small"), [(9, True), (10, False), (11, False)])
def test_counts_under_ten_are_marked_as_small(count, is_small):
    memberships = pd.DataFrame({"student_key": [f"s{number}" for number in range(count)], "group_number": 1})
    values = marks(dict.fromkeys(memberships["student_key"], "x"))
    assert equity.composition(memberships, values, permutations=1).table["is_small"].tolist() == [is_small]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=7), st.lists(st.sampled_from("xy-"), min_size=7, max_size=7))
def test_relabelling_groups_changes_no_composition_and_nobody_alone(groups, kinds):
    _, memberships = frames([groups])
    values = {who: kind for who, kind in zip("abcdefg", kinds) if kind != "-"}
    one, other = (
        equity.composition(rows, marks(values), permutations=50) for rows in (memberships, relabelled(memberships, 4))
    )
    assert one.p_value == other.p_value
    assert one.statistic == pytest.approx(chi_square(memberships, values)) == pytest.approx(other.statistic)
    cells = [sorted(found.table[["value", "count", "size"]].itertuples(index=False)) for found in (one, other)]
    assert cells[0] == cells[1]
    lonely = [equity.alone(rows, marks(values)) for rows in (memberships, relabelled(memberships, 4))]
    assert set(lonely[0]["student_key"]) == set(lonely[1]["student_key"])


def test_the_lowest_groups_are_counted_over_the_whole_history():
    purposes = ["by need", "by need", "random", "by need"]
    cycles, memberships = history("abc defg", "ac defg", "ab cdefg", "dbc aefg", purpose=purposes)
    score = dict(zip("abcdefg", [1.0, 1.1, 1.2, 2.0, 3.0, 3.0, 3.0]))
    values = {"a": "x", "b": "x", "d": "y", "e": "y", "f": "y", "g": "x"}
    lowest = {"g0": "abc", "g1": "ac", "g3": "dbc"}
    count, expected, places = Counter(), Counter(), Counter()
    for key, bottom in lowest.items():
        here = memberships.loc[memberships["grouping_key"] == key, "student_key"].tolist()
        for who in here:
            value = values.get(who, "not recorded")
            count[value] += who in bottom
            expected[value] += len(bottom) / len(here)
            places[value] += 1
    found = equity.composition_of_lowest(cycles, memberships, scored(memberships, score), marks(values)).table
    assert dict(zip(found["value"], found["count"])) == count
    assert dict(zip(found["value"], found["expected"])) == pytest.approx(expected)
    assert dict(zip(found["value"], found["places"])) == places
    assert found["students"].tolist() == [3, 3, 1]
    assert found["students_in_lowest"].tolist() == [2, 1, 1]
    assert found["is_small"].all()


def test_for_one_grouping_the_lowest_group_is_tested_as_two_rows_against_each_other():
    cycles, memberships = history("abc def ghi")
    score = dict(zip("abcdefghi", [1, 1, 1, 2, 2, 2, 3, 3, 3]))
    values = dict(zip("abcdefghi", "xxyxyyyyy"))
    two_rows = memberships.assign(group_number=memberships["group_number"].clip(upper=2))
    found = equity.composition_of_lowest(cycles, memberships, scored(memberships, score), marks(values), 500, 1)
    assert found.p_value == equity.composition(two_rows, marks(values), 500, 1).p_value


def test_a_shuffle_of_the_lowest_gives_a_value_with_all_places_to_another_student():
    cycles, memberships = history("ab cdef", "ab cd", "a bcd", "af bcd")
    score = dict(zip("abcdef", [1, 1.5, 2, 2, 3, 3]))
    lowest, due = Counter(), Counter()
    for bottom, here in (("ab", "abcdef"), ("ab", "abcd"), ("a", "abcd"), ("bcd", "abcdf")):
        lowest.update(bottom)
        due.update({who: len(bottom) / len(here) for who in here})

    def statistic(chosen):
        parts = [chosen, set("abcdef") - set(chosen)]
        sums = [[sum(weight[who] for who in part) for weight in (lowest, due)] for part in parts]
        return sum((count - expected) ** 2 / expected for count, expected in sums)

    # In the last grouping f, who is good at it, lifts a's group above the other.
    every = [statistic(chosen) for chosen in itertools.combinations("abcdef", 2)]
    exact = sum(value >= statistic("ef") - 1e-9 for value in every) / len(every)
    values = marks(dict(zip("abcdef", "yyyyxx")))
    found = equity.composition_of_lowest(cycles, memberships, scored(memberships, score), values, permutations=4000)
    assert found.statistic == pytest.approx(statistic("ef"))
    assert found.p_value == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


def test_many_shuffles_in_parts_are_the_same_shuffles(monkeypatch):
    _, memberships = history("abc def gh")
    values = marks(dict(zip("abcdefgh", "xxxyyxyy")))
    whole = equity.composition(memberships, values, 300, 7)
    monkeypatch.setattr("plworkbench.equity.shuffling.SHUFFLED_AT_ONCE", 80)
    parts = equity.composition(memberships, values, 300, np.random.RandomState(7))
    assert whole.as_extreme == parts.as_extreme


# Alone


def test_alone_is_who_could_have_had_company():
    _, memberships = history("abc defg h")
    values = {"a": "x", "b": "y", "c": "y", "d": "x", "e": "z", "g": "y", "h": "y"}
    found = equity.alone(memberships, marks(values))
    assert found.to_numpy().tolist() == [
        ["a", 1, "x", 2, 0],
        ["d", 2, "x", 2, 1],
        ["g", 2, "y", 4, 1],
        ["h", 3, "y", 4, 0],
    ]


def test_an_unknown_value_is_no_kind_to_be_alone_of():
    _, memberships = history("ab cd")
    assert equity.alone(memberships, marks({"b": "x", "d": "x"}))["student_key"].tolist() == ["b", "d"]


# Minutes


def test_minutes_with_the_teacher_are_added_up_and_missing_is_not_none():
    minutes = pd.DataFrame({"student_key": list("aabcde"), "minutes": [10, 15, 0, 40, None, 5]})
    found = equity.teacher_minutes_spread(minutes, names_of("abcdf"))
    assert (found.students, found.lowest, found.median, found.highest) == (3, 0, 25, 40)
    assert (found.with_none, found.not_recorded) == (("b",), ("d", "f"))


def test_without_minutes_the_spread_says_so():
    found = equity.teacher_minutes_spread(pd.DataFrame({"student_key": [], "minutes": []}))
    assert found.says == "No minutes with you are known yet."


# Staleness


def levels(**by_student):
    rows = [(who, code, level) for who, cells in by_student.items() for code, level in cells.items()]
    return pd.DataFrame(rows, columns=["student_key", "standard_code", "level"])


def test_every_change_of_level_on_the_standards_is_named():
    before = levels(
        a={"A": "developing", "B": "secure"},
        b={"A": "secure"},
        c={"A": "not recorded"},
        d={"A": "beginning"},
        e={"A": "not recorded"},
    )
    after = levels(
        a={"A": "secure", "B": "secure"},
        b={"A": "developing"},
        c={"A": "beginning"},
        e={"A": "not enough evidence"},
        f={"A": "secure"},
    )
    found = equity.staleness(before, after)
    assert found.changes.to_numpy().tolist() == [
        ["a", "A", "up", "developing", "secure"],
        ["b", "A", "down", "secure", "developing"],
        ["c", "A", "new", "not recorded", "beginning"],
        ["d", "A", "not known any more", "beginning", "not recorded"],
        ["f", "A", "new", "not recorded", "secure"],
    ]
    assert (found.count, found.students, found.moved) == (5, 6, list("abcdf"))
    of_grouping = equity.staleness(before, after, students=list("abe"), standard_codes=["B"])
    assert (of_grouping.count, of_grouping.students) == (0, 3)


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        (0, "Nobody has moved on since these groups were formed."),
        (1, "1 of 28 has moved on: a new place?"),
        (2, "2 of 28 have moved on: regroup?"),
        (5, "5 of 28 have moved on: regroup?"),
    ],
)
def test_the_sentence_counts_students(moved, sentence):
    keys = [f"s{number:02}" for number in range(28)]
    before = levels(**{key: {"A": "developing", "B": "developing"} for key in keys})
    after = levels(
        **{key: dict.fromkeys("AB", "secure" if at < moved else "developing") for at, key in enumerate(keys)}
    )
    assert equity.staleness(before, after).sentence == sentence


def test_a_level_that_went_down_is_not_called_moving_on():
    before, after = levels(a={"A": "secure"}, b={"A": "secure"}), levels(a={"A": "beginning"}, b={"A": "secure"})
    assert equity.staleness(before, after).sentence == "1 of 2 is at another level now: a new place?"


def test_where_some_went_up_and_some_down_neither_is_hidden():
    before = levels(a={"A": "secure"}, b={"A": "developing"})
    after = levels(a={"A": "beginning"}, b={"A": "secure"})
    assert equity.staleness(before, after).sentence == "2 of 2 are at another level now: regroup?"


def test_nobody_at_all_is_said_in_words():
    nobody = levels()
    assert equity.staleness(nobody, nobody).sentence == "No levels are known yet on the standards of these groups."


# The audit


def whole_audit(times=3, **more):
    cycles, memberships = history(*["abcd efgh ijkl"] * times)
    cycles["group_names"] = [["Cedar", "Maple", "Oak"]] * times
    score = dict(zip("abcdefghijkl", [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]))
    return equity.audit(cycles, memberships, scored(memberships, score), students=names_of("abcdefghijkl"), **more)


def test_an_empty_history_teaches_what_will_be_here():
    cycles, memberships = history()
    found = equity.audit(cycles, memberships, memberships.assign(score=1.0))
    assert len(found.prompts) == 1
    assert found.prompts[0].startswith("No groups are in use yet.")
    assert (found.groupings, found.latest_key, len(found.alone)) == (0, "", 0)


@pytest.mark.parametrize(("times", "streaks"), [(1, 0), (2, 0), (3, 4), (4, 4)])
def test_streaks_and_standing_still_are_asked_about_from_three_groupings_on(times, streaks):
    prompts = whole_audit(times).prompts
    assert sum(f"{times} times running" in prompt for prompt in prompts) == streaks
    assert any("12 of 12 students have never moved" in prompt for prompt in prompts) == (times >= 3)
    assert any("can be told from 3 on" in prompt for prompt in prompts) == (times < 3)


def test_the_prompts_of_a_frozen_class_are_questions_with_counts_and_names():
    attributes = marks(dict(zip("abcdefghij", "ppppeeeeep"))).assign(attribute="Language")
    minutes = pd.DataFrame({"student_key": list("abcdefghijk"), "minutes": [20] * 10 + [0]})
    found = whole_audit(attributes=attributes, minutes=minutes)
    assert found.prompts[0] == (
        "Name A has been in the group with the lowest scores 3 times running. Is that still where Name A learns best?"
    )
    text = "\n".join(found.prompts[4:])
    assert "12 of 12 students have never moved: Name A, Name B, Name C, Name D, Name E, Name F and 6 more." in text
    assert "Always in the same group: Name A and Name B (3 times);" in text
    assert "; and 15 more pairs." in text
    assert "48 of 66 pairs of students have never been in one group; drawn by lot it would be about 25." in text
    assert "Language: the group Cedar has 4 of the 5 students with 'p'; by the share of the class it would be" in text
    assert "12 places in groups with the lowest scores, 12 went to students with 'p'" in text
    assert text.count("The numbers are small.") == text.count("a prompt, not proof.") == 2
    assert (
        "Language: Name J is the only one in the group with 'p', of 5 students in the class. Of others in the group it "
        "is not recorded. Would company help?"
    ) in text
    assert "Minutes with you: from 0 to 20, in the middle 20; 1 of 11 students had none: Name K." in text
    assert "Of 1 student no minutes with you are known: Name L." in text
    assert not any(word in text for word in ("low group", "rank", " she ", " he ", "should be moved"))


def test_who_has_left_counts_in_the_means_and_is_not_spoken_of():
    cycles, memberships = history("ab cd", "ab cd", "ab cd")
    scores = scored(memberships, {"a": 0.0, "b": 2.5, "c": 2.0, "d": 2.0})
    found = equity.audit(cycles, memberships, scores, students=names_of("bcd"))
    assert found.lowest_streaks.to_numpy().tolist() == [["b", 3]]
    assert found.movement.never_moved == list("bcd")
    assert found.company.times.shape == (3, 3)
    assert not any("Name A" in prompt for prompt in found.prompts)


def test_a_class_that_mixes_well_is_told_that_nothing_stands_out():
    cycles, memberships = history("abc def ghi", "adg beh cfi", "aei bfg cdh", purpose="random")
    prompts = equity.audit(cycles, memberships, memberships.iloc[:0].assign(score=1.0)).prompts
    assert prompts == ["Nothing stands out in 3 groupings. That is no proof that all is well."]


def test_groups_by_need_that_never_change_are_asked_about_behind_random_ones():
    purposes = ["by need", "random", "by need", "random", "by need"]
    cycles, memberships = history("abc def", "adb cef", "abc def", "ade bcf", "abc def", purpose=purposes)
    prompts = equity.audit(cycles, memberships, memberships.iloc[:0].assign(score=1.0)).prompts
    assert any(
        prompt.startswith("From one grouping by need to the next 6 of 6 students have never") for prompt in prompts
    )


def test_the_frames_of_the_caller_stay_as_they_are():
    cycles, memberships = history("ab cd", "ac bd", "ab cd")
    scores = scored(memberships, LOW_A)
    attributes = marks(dict(zip("abcd", "xyxy"))).assign(attribute="Language")
    minutes = pd.DataFrame({"student_key": list("abcd"), "minutes": 5})
    given_frames = [cycles, memberships, scores, attributes, minutes]
    before = [frame.copy(deep=True) for frame in given_frames]
    equity.audit(cycles, memberships, scores, attributes=attributes, minutes=minutes, permutations=20)
    equity.alone(memberships[memberships["grouping_key"] == "g0"], marks({"a": "x"}))
    for frame, copy in zip(given_frames, before):
        pd.testing.assert_frame_equal(frame, copy)


def test_equal_seeds_give_equal_answers():
    _, memberships = history("abc def gh")
    values = marks(dict(zip("abcdefgh", "xxxyyxyy")))
    first, again, other = (equity.composition(memberships, values, 200, seed).as_extreme for seed in (1, 1, 2))
    assert first == again != other


# What is refused


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c, m, s: equity.lowest_streaks(c.drop(columns="purpose"), m, s), "'purpose': it is absent"),
        (lambda c, m, s: equity.lowest_streaks(c, m, s.assign(score=np.inf)), "'score': 4 of its 4 values cannot be"),
        (lambda c, m, s: equity.lowest_streaks(c, m, s.assign(score="x")), "cannot be read as numbers"),
        (lambda c, m, s: equity.movement(c, pd.concat([m, m.head(1)])), "1 row repeats the grouping_key and student"),
        (lambda c, m, s: equity.movement(c, m.assign(group_number=np.nan)), "4 of 4 rows have no group"),
        (lambda c, m, s: equity.composition(pd.concat([m, m.assign(grouping_key="h")]), marks({})), "2 groupings"),
        (lambda c, m, s: equity.alone(m, pd.concat([marks({"a": 1})] * 2)), "1 row repeats the student_key"),
        (lambda c, m, s: equity.teacher_minutes_spread(s.assign(minutes=-1)), "Use finite numbers from 0"),
    ],
)
def test_frames_that_cannot_be_used_are_refused_with_the_cure(call, message):
    cycles, memberships = history("ab cd")
    with pytest.raises(SchemaError, match="nothing was changed") as caught:
        call(cycles, memberships, scored(memberships, LOW_A))
    assert message in str(caught.value)
