import importlib.util

import numpy as np
import pytest

from benchmarks.dashboards import school_class, verdict, wire
from benchmarks.grouping.diversity import KINDS, LIMITS, diversity_problem, read_published
from benchmarks.grouping.exact import best_of_all, partitions, random_case
from benchmarks.grouping.model import build, in_order
from benchmarks.grouping.ours import ours
from benchmarks.grouping.problems import TASKS, Problem, class_problem
from benchmarks.grouping.rounds import greedy, repeats
from benchmarks.grouping.simple import by_lot, kmeans_and_assignment, snake_draft, start_that_keeps_the_rules
from benchmarks.grouping.skewed import skewed_search
from benchmarks.mastery.generators import GENERATORS, graded_class
from benchmarks.mastery.metrics import area_under_curve, expected_calibration_error, score_predictions
from benchmarks.mastery.models import decaying_average

ABSENT = [name for name in ("duckdb", "pyarrow") if importlib.util.find_spec(name) is None]
NEEDS_THE_EXTRA = pytest.mark.skipif(bool(ABSENT), reason=f"the extra [benchmarks] is not installed: {ABSENT}")


@pytest.mark.parametrize("name", GENERATORS)
def test_the_same_seed_gives_the_same_answers_and_another_one_others(name):
    make = GENERATORS[name]
    one, again, other = make(3, 5, 4), make(3, 5, 4), make(4, 5, 4)
    assert one.equals(again)
    assert not one["chance"].equals(other["chance"])


@pytest.mark.parametrize("name", GENERATORS)
def test_answers_are_right_as_often_as_their_chance_says(name):
    answers = GENERATORS[name](5, 200, 20)
    assert expected_calibration_error(answers["proportion"].to_numpy(), answers["chance"].to_numpy()) < 0.02


@pytest.mark.parametrize("name", GENERATORS)
def test_a_cell_has_four_to_eight_answers_mixed_with_those_of_other_cells(name):
    answers = GENERATORS[name](5, 10, 6)
    assert answers.groupby(["student_key", "standard_code"]).size().between(4, 8).all()
    assert answers["standard_code"].head(20).nunique() > 2
    assert answers["place"].tolist() == list(range(len(answers)))


def test_graded_evidence_shows_about_the_true_proficiency_in_its_last_pieces():
    evidence = graded_class(2, students=60)
    last = evidence.groupby(["student_key", "standard_code"]).tail(1)
    shown = (last["score"] / last["points_possible"]).mean()
    assert shown == pytest.approx(last["true_proficiency"].mean(), abs=0.02)


def test_ties_count_half_in_the_area_under_the_curve():
    assert area_under_curve(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.5, 0.5, 0.5, 0.5])) == 0.5


def test_a_sure_miss_costs_no_more_than_the_smallest_probability_allows():
    assert score_predictions(np.array([1.0, 0.0]), np.array([0.0, 0.0]))["log-loss"] == pytest.approx(
        -(np.log(0.001) + np.log(0.999)) / 2
    )


def test_the_decaying_average_is_predicted_from_earlier_answers_alone():
    answers = GENERATORS["PFA"](1, 4, 3)
    train = np.arange(len(answers)) < 40
    changed = answers.assign(proportion=answers["proportion"].where(answers.index < 60, 1 - answers["proportion"]))
    before = decaying_average(answers, train, 1).predicted[:61]
    assert decaying_average(changed, train, 1).predicted[:61].tolist() == before.tolist()


@NEEDS_THE_EXTRA
def test_sql_by_hand_and_a_function_a_cell_score_as_the_package_does(tmp_path):
    from benchmarks.mastery.evidence import write_evidence
    from benchmarks.mastery.tasks import differences

    write_evidence(tmp_path / "evidence.parquet", 1_000)
    for rule in ("decaying_average", "n_times"):
        found = differences(str(tmp_path / "evidence.parquet"), rule, ["duckdb", "pandas", "naive"])
        assert {differ for _, differ in found.values()} == {0}


def package_costs(problem: Problem):
    from plworkbench.grouping.engine.costs import Costs, CountedCost, Term

    counted = tuple(
        CountedCost(np.isin(np.arange(problem.n), one.rows), one.allowed, one.weight) for one in problem.counted
    )
    return Costs(problem.n, (Term("all", problem.pairs, problem.shared, counted, problem.offset),))


@pytest.mark.parametrize("task", TASKS)
def test_costs_added_up_by_hand_are_those_of_the_package(task):
    problem, rng = class_problem(3, 30, task), np.random.default_rng(0)
    for _ in range(5):
        labels = by_lot(problem, rng)
        assert problem.total(labels) == pytest.approx(package_costs(problem).total(labels, problem.k))


@pytest.mark.parametrize("task", TASKS)
def test_the_same_seed_gives_the_same_class_and_another_one_another(task):
    one, again, other = class_problem(3, 30, task), class_problem(3, 30, task), class_problem(4, 30, task)
    assert np.array_equal(one.shared, again.shared) and np.array_equal(one.pairs, again.pairs)
    assert not np.array_equal(one.shared, other.shared)


def test_a_broken_pair_and_a_group_too_large_are_counted_as_broken():
    none = np.zeros((4, 4))
    problem = Problem((1, 1), (2, 2), none, none, together=((0, 1),), apart=((2, 3),))
    assert problem.broken([0, 0, 1, 0]) == 1
    assert problem.broken([0, 1, 0, 0]) == 3
    assert problem.broken([0, 0, 0, 1]) == 1
    assert problem.broken([0, 0, 2, 1]) > 0


@pytest.mark.parametrize("task", TASKS)
def test_a_start_for_the_solvers_keeps_every_hard_rule(task):
    problem = class_problem(2, 60, task)
    assert problem.broken(start_that_keeps_the_rules(problem)) == 0


def test_simple_rivals_keep_the_sizes_and_make_what_they_are_for():
    alike, mixed = class_problem(1, 60, "homogeneous"), class_problem(1, 60, "mixed")
    close, dealt = kmeans_and_assignment(alike), snake_draft(mixed)
    assert alike.broken(close) == mixed.broken(dealt) == 0
    lot = by_lot(alike, np.random.default_rng(0))
    assert alike.total(close) < 0.5 * alike.total(lot)
    assert mixed.total(dealt) < 0.8 * mixed.total(lot)


@pytest.mark.parametrize("sizes", [(4, 4, 4), (3, 4, 5), (2, 2)])
def test_every_way_to_divide_students_is_listed_once(sizes):
    from math import factorial, prod

    listed = partitions(sizes)
    ways = factorial(sum(sizes)) // prod(factorial(size) for size in sizes)
    ways //= factorial(len(sizes)) if len(set(sizes)) == 1 else 1
    assert len({tuple(in_order(labels)) for labels in listed}) == len(listed) == ways


def test_sizes_some_of_which_are_equal_are_refused():
    with pytest.raises(ValueError, match="all equal or all different"):
        partitions((2, 2, 3))


@pytest.mark.parametrize("seed", range(2))
def test_the_least_cost_of_all_is_that_of_its_grouping_and_no_grouping_by_lot_is_below(seed):
    problem, rng = random_case(seed, sizes_vary=True), np.random.default_rng(seed)
    least, labels = best_of_all(problem, [(4, 4, 4), (3, 4, 5)])
    assert problem.total(labels) == pytest.approx(least) and problem.broken(labels) == 0
    drawn = [by_lot(problem, rng) for _ in range(200)]
    assert all(problem.total(one) >= least - 1e-9 for one in drawn if not problem.broken(one))


@pytest.mark.parametrize("seed", range(3))
def test_ours_finds_a_proved_optimum_for_twelve_students(seed):
    problem = random_case(seed)
    labels = ours(problem, seed=seed)
    assert problem.broken(labels) == 0
    assert problem.total(labels) == pytest.approx(best_of_all(problem, [(4, 4, 4)])[0])


@pytest.mark.parametrize("vary", [False, True])
def test_the_model_of_the_solvers_costs_what_the_grouping_costs(vary):
    problem, rng = random_case(1, vary), np.random.default_rng(0)
    model = build(problem)
    seen = set()
    for _ in range(40):
        labels = by_lot(problem, rng)
        values = model.start(labels)
        sums = [(low, float(values[columns] @ weights), high) for columns, weights, low, high in model.rows]
        fits = all(low - 1e-9 <= total <= high + 1e-9 for low, total, high in sums)
        assert fits == (problem.broken(labels) == 0)
        assert model.costs @ values == pytest.approx(problem.total(labels))
        assert np.array_equal(model.labels(values), in_order(labels))
        seen.add(fits)
    assert seen == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_instances_of_the_diversity_problem_are_as_the_literature_makes_them(kind):
    for n, (least, most) in LIMITS.items():
        problem = diversity_problem(1, n, kind, equal=False)
        size = n // problem.k
        assert all(least <= low <= size <= high <= most for low, high in zip(problem.low, problem.high))
        distances = -problem.pairs
        assert np.array_equal(distances, distances.T) and distances.min() == 0
        assert set(diversity_problem(1, n, kind, equal=True).low) == {size}
    if kind == "Geo":
        few = distances[:20, :20]
        assert (few[:, :, None] <= few[:, None, :] + few[None] + 1e-9).all()


def test_a_published_file_with_a_distance_missing_is_refused():
    with pytest.raises(ValueError, match="3 distances; the file has 2"):
        read_published("3 2 ds 1 2 1 2\n0 1 5.5\n0 2 1\n")


def test_the_second_algorithm_keeps_the_limits_of_every_group_and_beats_a_draw():
    problem = diversity_problem(2, 30, "RanReal", equal=False)
    labels = skewed_search(problem, seconds=0.01)
    assert problem.broken(labels) == 0
    assert problem.total(labels) < problem.total(by_lot(problem, np.random.default_rng(0)))


def test_repeated_meetings_are_counted_after_the_first():
    assert repeats(np.array([[0, 0, 1, 1]] * 3)) == 4
    assert repeats(np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]])) == 0


def test_the_greedy_fills_every_seat_in_every_round():
    labels = greedy(5, 3, 7, seed=1)
    assert all((np.bincount(row) == 3).all() for row in labels) and labels.shape == (7, 15)


@pytest.mark.parametrize("solver", ["cp_sat", "highs"])
def test_a_solver_proves_the_same_optimum(solver):
    from benchmarks.grouping import solvers
    from benchmarks.grouping.apart import measure

    package = {"cp_sat": "ortools", "highs": "highspy"}[solver]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} of the extra [benchmarks] is not installed")
    problem = random_case(1)
    found = measure(getattr(solvers, solver), problem, seconds=30, limit=120)
    assert found.why == ""
    assert problem.total(found.labels) == pytest.approx(best_of_all(problem, [(4, 4, 4)])[0], abs=1e-3)


def test_a_rival_that_takes_too_long_is_stopped_and_one_that_fails_says_why():
    import time as clock

    from benchmarks.grouping.apart import measure

    assert measure(clock.sleep, 30, limit=0.5).why == "not done after 0.5 s"
    assert "ValueError" in measure(partitions, (2, 2, 3), limit=60).why


def test_every_app_shows_the_same_class_whose_groups_share_nobody():
    levels = school_class.class_levels()
    assert levels.equals(school_class.class_levels()) and not levels.equals(school_class.class_levels(seed=7))
    assert levels.shape[0] == 30 * 24 and set(levels["level"]) == {0, 1, 2, 3, 4}
    shown = [set(school_class.students_of(group)) for group in school_class.GROUPS]
    assert [len(students) for students in shown] == [10, 10, 10]
    assert set.union(*shown) == set(school_class.students_of(school_class.EVERYBODY))


def test_no_name_of_the_class_is_part_of_another():
    names = school_class.students_of(school_class.EVERYBODY)
    assert [one for one in names for other in names if one != other and one in other] == []


def test_the_heat_map_has_a_row_a_student_and_the_table_too():
    shown = school_class.chosen(school_class.class_levels(), "Group 2")
    (trace,) = school_class.heat_map(shown).data
    assert list(trace.y) == school_class.overview(shown)["Student"].tolist() == school_class.students_of("Group 2")
    assert trace.z.shape == (10, 24)


@pytest.mark.parametrize(
    ("own", "found"), [([1], 1), ([2], 1), ([2, 3, 9], 2), ([2.5], 2), ([3, 3], 2), ([4], 3), ([], 4)]
)
def test_a_place_counts_the_peers_that_were_better_and_who_did_not_answer_is_last(own, found):
    figures = {"ours": {"click": own}, "other of ours": {"click": [0]}}
    figures |= {"A": {"click": [2]}, "B": {"click": [3]}, "C": {}}
    assert verdict.place(figures, "ours", "click", ["ours", "other of ours"]) == found


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({}, []),
        ({"memory": [140.0]}, []),
        ({"memory": [140.1]}, ["memory of a page: at most 140 MB"]),
        ({"click": [11]}, ["callback round trip: first"]),
        ({"bytes warm": [11]}, []),
        ({"bytes warm": [12.1]}, ["bytes, warm: first or second"]),
        ({"usable cold": [4.1]}, ["usable, cold: at most a third of stock Voila's time"]),
        ({"memory": []}, ["memory of a page: at most 140 MB"]),
    ],
)
def test_an_aim_is_missed_just_beyond_its_limit(changed, missed):
    columns = [*verdict.PLACES, verdict.CLICK, verdict.MEMORY]
    figures = {
        "ours": {column: [4.0] for column in columns} | changed,
        "A": {column: [10.0] for column in columns},
        "stock Voila": {column: [12.0] for column in columns},
    }
    assert [aim for aim, _, met in verdict.aims(figures, "ours", ["ours"]) if not met] == missed


def test_what_a_simulated_user_says_is_let_through_to_the_kernel():
    from plworkbench.voila.guard import is_widget_message

    control = {"comm_id": "a", "target_name": wire.WIDGET_CONTROL, "data": {}}
    for kind, content in (("comm_open", control), ("comm_msg", {"comm_id": "a", "data": {"method": "request_states"}})):
        name, packed = wire.message(kind, content, "session")
        assert is_widget_message(packed) and name.encode() in packed
    assert not is_widget_message(wire.message("execute_request", {"code": ""}, "session")[1])


def test_a_page_that_names_no_kernel_is_no_page():
    with pytest.raises(wire.GaveUp, match="no kernel"):
        wire.kernel_id_of("<html><h1>Too many pages are open</h1></html>")


def test_a_simulated_user_knows_what_the_kernel_told_last():
    user = wire.User("http://127.0.0.1", "", "page", seed=1)
    user._learn("", {"method": "update_states", "states": {"m": {"state": {"columns": [], "scale_top": 4}}}})
    user._learn("m", {"method": "update", "state": {"columns": [{"code": "A"}]}})
    user._learn("stranger", {"method": "update", "state": {"columns": []}})
    assert user.states == {"m": {"columns": [{"code": "A"}], "scale_top": 4}}
    assert user._part("columns", "scale_top") == "m"
    with pytest.raises(wire.GaveUp, match="no part with status"):
        user._part("status")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"memory": 8000.1}, "memory passes 8 GB"),
        ({"clicks": [0.1] * 18 + [1.1] * 2}, "the 95th percentile of a click passes one second"),
        ({"clicks": [0.1] * 19 + [1.1]}, ""),
        ({"clicks": []}, "no click was answered in time"),
        ({"failures": ["status 503"]}, "1 of 20 people were not answered (status 503)"),
    ],
)
def test_what_breaks_first_is_named(changed, said):
    from benchmarks.dashboards.people import Step, broken

    assert broken(Step(20, **({"clicks": [0.2] * 20, "memory": 8000.0} | changed))) == said


def test_an_app_that_never_answered_keeps_its_row_and_says_so():
    from benchmarks.dashboards import view

    answered = {"firstContent cold": [300.0, 500.0, 400.0], "click": [90.0], "bytes cold": [2.5e6], "memory": [60.0]}
    figures = {"ours": answered, "Panel": {}}
    times = view._times(figures).splitlines()
    assert times[2].startswith("| ours | 0.40 (0.10) | did not answer |") and times[2].endswith("| 90 |")
    assert set(times[3].split(" | ")[1:-1]) == {"did not answer"}
    assert "| ours | 2.50 |" in view._sizes(figures)
    assert view._places(figures).splitlines()[2].startswith("| ours | 1 |")
    assert len(view._profile(figures).splitlines()) == 2 + 2 * 2


def test_an_app_that_fails_is_tried_once_more_and_then_left_in_peace(capsys):
    from benchmarks.dashboards import servers, view

    app, tries, figures, failures = servers.APPS[0], [], {servers.APPS[0].name: {}}, []

    def fails():
        tries.append(1)
        raise TimeoutError("nothing to see\nand more")

    for _ in range(4):
        view._twice(fails, app, figures, failures)
    assert len(tries) == 2 + 1 and failures == ["ours (nothing to see)"] * 2
    view._twice(lambda: {"click": [1.0]}, app, figures, [])
    assert figures == {"ours": {"click": [1.0]}}


@pytest.mark.parametrize(("agreed", "least", "most"), [("", 6_000, 6_000), ("permessage-deflate; foo", 1, 600)])
def test_messages_of_a_websocket_count_as_the_line_carries_them(agreed, least, most):
    import base64

    from benchmarks.dashboards.browser import Traffic

    traffic, words = Traffic(), b"Abe Ash, secure; " * 176 + b"12345678"
    assert len(words) == 3_000
    traffic._opened({"requestId": "1", "timestamp": 0, "response": {"headers": {"Sec-WebSocket-Extensions": agreed}}})
    for opcode, payload in ((1, words.decode()), (2, base64.b64encode(words).decode())):
        told = {"requestId": "1", "response": {"opcode": opcode, "payloadData": payload}}
        traffic._message("in", told)
    assert least <= traffic.received <= most
