import importlib.util

import numpy as np
import pytest

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
