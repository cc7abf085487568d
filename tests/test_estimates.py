"""The estimators: scikit-learn's conventions, responses from evidence, states, calibration, and the one call."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from plworkbench.mastery.estimates import (
    ESTIMATOR_LABELS,
    ESTIMATORS,
    STATES,
    KnowledgeTracing,
    RaschLogistic,
    ShrunkMean,
    calibration,
    estimate_mastery,
    expected_calibration_error,
    responses_from,
    state_of,
)
from plworkbench.mastery.estimates.posterior import log_odds_with, moments_of
from plworkbench.mastery.scales import SCALES, Scale
from plworkbench.mastery.scoring import Scoring
from plworkbench.schema import empty_frame

every_model = pytest.mark.parametrize("model", list(ESTIMATORS.values()), ids=list(ESTIMATORS))


def answers(students=12, standards=5, pieces=5, seed=0, points=1):
    """Answers of students who differ, to standards that differ, mixed in time; with points, graded work."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0.5, 1, (students, 1, 1)) + rng.normal(0, 0.7, (1, standards, 1))
    logit = logit + rng.normal(0, 0.5, (students, standards, 1)) + 0.1 * np.arange(pieces)
    earned = rng.binomial(points, 1 / (1 + np.exp(-logit))) / points
    student, standard, turn = np.indices(earned.shape).reshape(3, -1)
    frame = pd.DataFrame(
        {
            "student_key": np.char.add("s", student.astype(str)),
            "standard_code": np.char.add("k", standard.astype(str)),
            "proportion": earned.ravel(),
            "points_possible": float(points),
        }
    )
    return frame.iloc[np.argsort(turn, kind="stable")].reset_index(drop=True)


def pieces(scores, *, possible=4.0, day="2025-10-01", student="s1", standard="a", **columns):
    """Evidence of one student on one standard, a day apart."""
    count = len(scores)
    return pd.DataFrame(
        {
            "student_key": student,
            "standard_code": standard,
            "assessment": [f"Quiz {n + 1}" for n in range(count)],
            "date_due": pd.NaT,
            "date_submitted": pd.NaT,
            "date_assessed": pd.Timestamp(day) + pd.to_timedelta(range(count), "D"),
            "score": np.array(scores, dtype=float),
            "points_possible": possible,
            "kind": "quiz",
            "status": "scored",
            "sequence": range(count),
            "attempt": 1,
            **columns,
        }
    )


def a_class():
    strong, weak = [4, 4, 3, 4, 4], [1, 0, 1, 1, 0]
    return pd.concat(
        [
            pieces(strong if n < 5 else weak, student=f"s{n}", standard=standard)
            for n in range(10)
            for standard in ("a", "b")
        ],
        ignore_index=True,
    )


# scikit-learn's conventions


def test_every_estimator_has_a_name_on_screen():
    assert list(ESTIMATOR_LABELS) == list(ESTIMATORS)


def test_importing_mastery_does_not_wait_for_scikit_learn():
    code = (
        "import sys, plworkbench.mastery.estimates as e; from plworkbench.schema import empty_frame; "
        "e.ShrunkMean(); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


@every_model
def test_a_clone_has_the_parameters_and_has_learned_nothing(model):
    fitted = model().fit(answers())
    assert clone(fitted).get_params() == fitted.get_params()
    check_is_fitted(fitted)
    with pytest.raises(NotFittedError):
        check_is_fitted(clone(fitted))


@every_model
@pytest.mark.parametrize("ask", ["predict_next", "posterior", "estimate"])
def test_an_estimator_that_has_seen_nothing_says_so(model, ask):
    with pytest.raises(NotFittedError, match="Call fit"):
        getattr(model(), ask)(answers())


@every_model
def test_making_an_estimator_only_stores_what_it_was_given(model):
    odd = object()
    names = list(model().get_params())
    made = model(**dict.fromkeys(names, odd))
    assert vars(made) == dict.fromkeys(names, odd)


@every_model
def test_fit_returns_the_estimator_and_learned_names_end_in_an_underscore(model):
    estimator = model()
    before = set(vars(estimator))
    assert estimator.fit(answers()) is estimator
    assert all(name.startswith("_") or name.endswith("_") for name in set(vars(estimator)) - before)


def test_a_parameter_that_is_not_there_is_named():
    with pytest.raises(ValueError, match=r"no parameter 'weight'\. Choose from C"):
        RaschLogistic().set_params(weight=3)
    assert repr(RaschLogistic().set_params(C=1.0)) == "RaschLogistic(C=1.0)"


@every_model
def test_the_same_responses_give_the_same_estimates(model):
    frame = answers()
    first, second = (model().fit(frame).estimate(frame[["student_key", "standard_code"]]) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


@every_model
def test_the_frame_handed_over_is_not_changed(model):
    frame = answers()
    before = frame.copy()
    model().fit(frame).predict_next(frame)
    pd.testing.assert_frame_equal(frame, before)


@every_model
@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"prior_weight": 0}, "above 0"),
        ({"drift": -1}, "choose a variance from 0"),
        ({"C": 0}, "above 0"),
        ({"cut": 0}, "above 0"),
        ({"shrinkage": -1}, "0 or more"),
    ],
)
def test_a_parameter_out_of_range_is_refused_with_what_to_choose(model, params, says):
    if not set(params) <= set(model().get_params()):
        return
    with pytest.raises(ValueError, match=says):
        model(**params).fit(answers())


@every_model
@pytest.mark.parametrize("proportion", [-0.1, 1.1, np.nan])
def test_a_proportion_that_is_none_is_refused(model, proportion):
    frame = answers()
    frame.loc[3, "proportion"] = proportion
    with pytest.raises(ValueError, match="A proportion is empty, below 0 or above 1"):
        model().fit(frame)


@every_model
def test_nothing_to_learn_from_is_refused(model):
    with pytest.raises(ValueError, match="no responses"):
        model().fit(answers().head(0))
    with pytest.raises(ValueError, match="no column proportion"):
        model().fit(answers().drop(columns="proportion"))


# What an estimate is


@every_model
def test_a_prediction_looks_only_at_what_came_before(model):
    frame = answers(seed=3)
    fitted = model().fit(frame)
    later = frame.copy()
    later.loc[200:, "proportion"] = 1 - later.loc[200:, "proportion"]
    np.testing.assert_allclose(fitted.predict_next(frame)[:201], fitted.predict_next(later)[:201])
    assert not np.allclose(fitted.predict_next(frame)[201:], fitted.predict_next(later)[201:])


@every_model
def test_rows_may_come_in_any_order_if_they_have_a_place(model):
    frame = answers().assign(place=lambda rows: np.arange(len(rows)))
    mixed = frame.sample(frac=1, random_state=1)
    expected = pd.Series(model().fit(frame).predict_next(frame), index=frame.index)
    found = pd.Series(model().fit(mixed).predict_next(mixed), index=mixed.index)
    pd.testing.assert_series_equal(found.sort_index(), expected, atol=0.02, rtol=0)


@every_model
def test_predictions_follow_the_student(model):
    frame = answers(students=20, pieces=10, seed=1)
    fitted = model().fit(frame)
    chance, right = fitted.predict_next(frame), frame["proportion"]
    assert chance[right == 1].mean() > chance[right == 0].mean() + 0.1
    assert abs(chance.mean() - right.mean()) < 0.03


@every_model
def test_a_student_and_a_standard_never_seen_have_an_estimate_with_a_wide_interval(model):
    frame = answers(points=4)
    fitted = model().fit(frame)
    pairs = pd.DataFrame({"student_key": ["s1", "s1", "new", "new"], "standard_code": ["k1", "new", "k1", "new"]})
    known = fitted.estimate(pairs)
    assert known["evidence_count"].tolist() == [5, 0, 0, 0]
    assert known[["low", "estimate", "high"]].apply(lambda row: row.is_monotonic_increasing, axis=1).all()
    width = known["high"] - known["low"]
    assert (width[1:] > width[0]).all()


@every_model
def test_more_pieces_make_the_interval_narrower(model):
    width = []
    for count in (2, 12):
        frame = answers(students=25, pieces=count, seed=4, points=4)
        known = model().fit(frame).estimate(frame[["student_key", "standard_code"]].drop_duplicates())
        width.append((known["high"] - known["low"]).mean())
    assert width[1] < width[0]


@every_model
def test_a_wider_share_of_the_probability_makes_a_wider_interval(model):
    frame = answers()
    fitted = model().fit(frame)
    pairs = frame[["student_key", "standard_code"]].head(3)
    narrow, wide = fitted.estimate(pairs, 0.5), fitted.estimate(pairs, 0.95)
    assert (wide["low"] < narrow["low"]).all() and (wide["high"] > narrow["high"]).all()
    with pytest.raises(ValueError, match="between 0 and 1"):
        fitted.estimate(pairs, 1.0)


@every_model
@pytest.mark.parametrize("value", [0.0, 1.0, 0.5])
def test_a_class_in_which_everybody_earns_the_same_is_no_problem(model, value):
    frame = answers().assign(proportion=value)
    known = model().fit(frame).estimate(frame[["student_key", "standard_code"]].drop_duplicates())
    assert np.isfinite(known["estimate"]).all()
    assert (known["estimate"] - value).abs().max() < 0.3
    assert known["low"].between(0, 1).all() and known["high"].between(0, 1).all()


@every_model
@pytest.mark.parametrize("pieces_each", [1, 3])
@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
@pytest.mark.filterwarnings("error")
def test_an_estimate_lies_in_its_interval_even_where_everybody_earns_the_same(model, value, pieces_each):
    same = answers(students=20, standards=2, pieces=pieces_each).assign(proportion=value)
    pairs = pd.concat([same[["student_key", "standard_code"]].drop_duplicates(),
                       pd.DataFrame({"student_key": ["new"], "standard_code": ["new"]})])  # fmt: skip
    known = model().fit(same).estimate(pairs)
    assert ((known["low"] <= known["estimate"]) & (known["estimate"] <= known["high"])).all()
    assert (known["high"] - known["low"] > 0.001).all()


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("mean", [0.03, 0.5, 0.9, 0.97])
def test_mean_and_variance_of_a_proportion_go_to_log_odds_and_back(mean, share):
    log_odds, variance = log_odds_with(mean, share)
    found, spread = moments_of(log_odds, variance)
    assert found == pytest.approx(mean, abs=0.002)
    if variance < 8.9:
        assert spread == pytest.approx(share * mean * (1 - mean), rel=0.05)


def test_moments_are_those_of_many_draws():
    drawn = 1 / (1 + np.exp(-np.random.default_rng(0).normal(2.5, 2, 1_000_000)))
    mean, variance = moments_of(2.5, 4.0)
    assert mean == pytest.approx(drawn.mean(), abs=0.001)
    assert variance == pytest.approx(drawn.var(), abs=0.001)


@every_model
def test_one_response_is_enough_to_say_something(model):
    known = model().fit(answers().head(1)).estimate(answers().head(2)[["student_key", "standard_code"]])
    assert (known["high"] - known["low"] > 0.4).all()


# Responses


def test_only_scored_work_is_a_response_and_extra_credit_is_full_marks():
    evidence = pieces([2, 5, 3, 1, 4], status=["scored", "scored", "excused", "not assigned", "missing"])
    assert responses_from(evidence)["proportion"].tolist() == [0.5, 1.0]
    counted = responses_from(evidence, Scoring(missing="counts as 0"))
    assert counted["proportion"].tolist() == [0.5, 1.0, 0.0]


def test_work_out_of_no_points_is_no_response():
    evidence = pieces([2, 2, 2], possible=[0.0, np.nan, 4.0])
    assert responses_from(evidence)["proportion"].tolist() == [0.5]


def test_responses_are_in_the_order_that_was_chosen():
    evidence = pieces([1, 2], date_due=pd.to_datetime(["2025-11-02", "2025-11-01"]))
    assert responses_from(evidence)["proportion"].tolist() == [0.25, 0.5]
    assert responses_from(evidence, Scoring(order_by="due"))["proportion"].tolist() == [0.5, 0.25]


def test_the_questions_of_one_quiz_are_one_response():
    evidence = pd.concat(
        [
            pieces([1, 0, 2], possible=[1.0, 1.0, 2.0], kind="quiz question", assessment="Quiz"),
            pieces([3], day="2025-10-09"),
        ]
    )
    found = responses_from(evidence)
    assert found["proportion"].tolist() == [0.75, 0.75]
    assert found["points_possible"].tolist() == [4.0, 4.0]


# States


def known(log_odds, variance=0.1, count=5):
    return pd.DataFrame({"log_odds": log_odds, "variance": variance, "evidence_count": count}, index=[0])


@pytest.mark.parametrize(
    ("log_odds", "variance", "state"),
    [
        (2.0, 0.1, "secure"),
        (2.0, 4.0, "not enough evidence"),  # the same estimate, and nobody can tell
        (1.10, 0.01, "not enough evidence"),  # on the line
        (0.5, 0.1, "developing"),
        (0.0, 0.1, "developing"),  # certainly below secure; 'beginning' and 'developing' are even
        (-1.5, 0.1, "beginning"),
    ],
)
def test_a_state_comes_from_the_interval_and_not_from_the_point(log_odds, variance, state):
    assert state_of(known(log_odds, variance), Scale())["state"].item() == state


@pytest.mark.parametrize(("chance", "state"), [(0.749, "not enough evidence"), (0.751, "secure")])
def test_secure_is_said_from_three_quarters_of_certainty(chance, state):
    from scipy.special import logit, ndtri

    assert state_of(known(logit(0.75) + ndtri(chance), 1.0), Scale())["state"].item() == state


@pytest.mark.parametrize(("count", "state"), [(1, "not enough evidence"), (2, "secure")])
def test_too_few_pieces_are_not_enough_however_sure_the_class_makes_us(count, state):
    assert state_of(known(5.0, 0.01, count), Scale(), minimum_evidence=2)["state"].item() == state


def test_a_scale_of_two_levels_has_no_developing():
    found = [state_of(known(value), SCALES["pass_fail"])["state"].item() for value in (-2.0, 0.3, 3.0)]
    assert found == ["beginning", "beginning", "secure"]


@pytest.mark.parametrize("sure", [0.5, 1.0])
def test_how_sure_a_state_has_to_be_lies_between_even_and_certain(sure):
    with pytest.raises(ValueError, match=r"above 0\.5 and below 1"):
        state_of(known(1.0), Scale(), sure=sure)


# The one call


@pytest.mark.parametrize("model", list(ESTIMATORS))
def test_every_student_and_standard_has_a_row_in_the_order_asked_for(model):
    table = estimate_mastery(a_class(), model=model, students=["s9", "new", "s0"], standards=["b", "a"])
    assert table["student_key"].tolist() == ["s9"] * 2 + ["new"] * 2 + ["s0"] * 2
    assert table["standard_code"].tolist() == ["b", "a"] * 3
    assert table["evidence_count"].tolist() == [5, 5, 0, 0, 5, 5]
    assert set(table["state"]) <= set(STATES)
    assert table["state"][2] == "not enough evidence" and table["estimate"].notna().all()
    assert table["estimate"][4] > table["estimate"][0]


def test_strong_work_is_secure_and_weak_work_is_not():
    table = estimate_mastery(a_class()).set_index(["student_key", "standard_code"])
    assert table["state"]["s0", "a"] == "secure"
    assert table["state"]["s9", "a"] == "beginning"


def test_without_any_evidence_the_numbers_are_missing():
    table = estimate_mastery(empty_frame("evidence"), students=["s1"], standards=["a"])
    assert table[["estimate", "low", "high", "chance_secure", "days_old"]].isna().all().all()
    assert table["state"].item() == "not enough evidence" and table["evidence_count"].item() == 0


def test_the_evidence_is_not_changed():
    evidence = a_class()
    before = evidence.copy()
    estimate_mastery(evidence)
    pd.testing.assert_frame_equal(evidence, before)


def test_the_age_of_evidence_is_shown_and_widens_the_interval_after_two_weeks():
    evidence = a_class()
    newest = evidence["date_assessed"].max()
    days = (0, 14, 15, 100)
    tables = [estimate_mastery(evidence, today=newest + pd.Timedelta(day, "D")) for day in days]
    assert [table["days_old"].iloc[0] for table in tables] == list(days)
    fresh, fortnight, later, old = [(table["high"] - table["low"]).mean() for table in tables]
    assert fresh == fortnight < later < old
    ageless = estimate_mastery(evidence, today=newest + pd.Timedelta(100, "D"), ageing=0)
    assert (ageless["high"] - ageless["low"]).mean() == fresh


def test_evidence_without_a_day_has_no_age():
    table = estimate_mastery(a_class().assign(date_assessed=pd.NaT), today="2026-01-01")
    assert table["days_old"].isna().all() and table["estimate"].notna().all()


def test_the_cut_score_moves_the_state_and_not_the_estimate():
    mild, strict = (estimate_mastery(a_class(), scoring=Scoring().replaced(cut_score=cut)) for cut in (1.0, 4.0))
    assert mild["estimate"].equals(strict["estimate"])
    assert (mild["chance_secure"] > strict["chance_secure"]).all()


def test_the_cut_score_is_what_knowledge_tracing_calls_a_success():
    evidence = a_class()
    shown = [
        estimate_mastery(evidence, model="knowledge_tracing", scoring=Scoring().replaced(cut_score=cut))
        for cut in (1.0, 3.0)
    ]
    assert not np.allclose(shown[0]["estimate"], shown[1]["estimate"])


def test_an_estimator_can_be_handed_over_and_is_not_fitted():
    model = ShrunkMean(prior_weight=50)
    heavy, usual = estimate_mastery(a_class(), model=model), estimate_mastery(a_class())
    assert heavy["estimate"].std() < usual["estimate"].std()
    with pytest.raises(NotFittedError):
        check_is_fitted(model)


@pytest.mark.parametrize(
    ("choices", "says"),
    [({"model": "guess"}, "Choose one of shrunk_mean"), ({"interval": 2}, "between 0 and 1"), ({"ageing": -1}, "0 or")],
)
def test_a_choice_that_is_not_possible_is_refused(choices, says):
    with pytest.raises(ValueError, match=says):
        estimate_mastery(a_class(), **choices)


# Calibration


def test_calibration_compares_what_was_expected_with_what_came():
    table = calibration([0.1, 0.1, 0.9, 1.0, np.nan], [0, 1, 1, 1, 1])
    assert table["count"].tolist() == [2, 2]
    assert table["observed"].tolist() == [0.5, 1.0]
    assert table["from"].tolist() == [0.1, 0.9] and table["to"].tolist() == [0.2, 1.0]
    assert (table["low"] < table["observed"] + 1e-9).all() and (table["high"] >= table["observed"] - 1e-9).all()
    assert round(expected_calibration_error(table), 3) == 0.225


@pytest.mark.parametrize("wrong", [([0.1], [0, 1], 10), ([1.1], [0], 10), ([0.1], [0], 0)])
def test_what_cannot_be_compared_is_refused(wrong):
    with pytest.raises(ValueError):
        calibration(*wrong)


def test_nothing_to_compare_is_an_empty_table():
    assert calibration([], []).empty and np.isnan(expected_calibration_error(calibration([], [])))


def test_knowledge_tracing_expects_the_share_of_the_points_with_partial_credit():
    frame = answers(students=20, pieces=8, points=10, seed=5)
    expected = KnowledgeTracing().fit(frame).predict_next(frame)
    assert abs(expected.mean() - frame["proportion"].mean()) < 0.05
