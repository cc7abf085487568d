"""What each estimator finds: against brute force, against another way of working it out, and against known truth."""

import itertools
import time

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from plworkbench.datasets import simulate_classes
from plworkbench.mastery.estimates import Blend, KnowledgeTracing, RaschLogistic, ShrunkMean, estimate_mastery
from plworkbench.mastery.estimates.answer_tree import AnswerTree
from plworkbench.mastery.estimates.blend import stacking_weights
from plworkbench.mastery.estimates.noise import piece_noise
from plworkbench.mastery.estimates.responses import Layout


def lengths_and_turns(rng, students, standards, least, most):
    count = rng.integers(least, most + 1, (students, standards))
    student, standard, turn = np.nonzero(np.arange(most) < count[:, :, None])
    return student, standard, turn, count


def as_frame(student, standard, turn, proportion, **columns):
    frame = pd.DataFrame(
        {
            "student_key": np.char.add("s", student.astype(str)),
            "standard_code": np.char.add("k", standard.astype(str)),
            "proportion": np.asarray(proportion, dtype=float),
            **columns,
        }
    )
    return frame.iloc[np.argsort(turn, kind="stable")].reset_index(drop=True)


def tracing_class(seed, students=30, standards=20, least=4, most=8):
    """Answers of students who know a standard or not, and the rates they were drawn with."""
    rng = np.random.default_rng(seed)
    prior, learn = rng.uniform(0.1, 0.6, standards), rng.uniform(0.05, 0.35, standards)
    guess, slip = rng.uniform(0.1, 0.3, standards), rng.uniform(0.03, 0.2, standards)
    knows = rng.random((students, standards)) < prior
    right = np.empty((students, standards, most))
    for turn in range(most):
        right[:, :, turn] = rng.random(knows.shape) < np.where(knows, 1 - slip, guess)
        knows = knows | (rng.random(knows.shape) < learn)
    student, standard, turn, _ = lengths_and_turns(rng, students, standards, least, most)
    rates = pd.DataFrame({"prior": prior, "learn": learn, "guess": guess, "slip": slip})
    return as_frame(student, standard, turn, right[student, standard, turn]), rates


def growing_class(seed, students=30, standards=24, least=4, most=8):
    """Answers of students who differ and grow (IRT), and their true chance at the next answer."""
    rng = np.random.default_rng(seed)
    logit = (
        rng.normal(0.3, 1, (students, 1)) + rng.normal(0, 0.8, standards) + rng.normal(0, 0.6, (students, standards))
    )
    growth = np.maximum(rng.normal(0.15, 0.075, (students, 1)), 0)
    student, standard, turn, count = lengths_and_turns(rng, students, standards, least, most)
    chance = expit(logit[student, standard] + growth[student, 0] * turn)
    who, what = np.indices(logit.shape).reshape(2, -1)
    truth = as_frame(who, what, np.zeros(len(who)), expit(logit + growth * count).ravel())
    return as_frame(student, standard, turn, rng.random(len(chance)) < chance), truth.rename(
        columns={"proportion": "truth"}
    )


# Bayesian knowledge tracing


def chance_of_sequence(answers, prior, learn, guess, slip, forget):
    """The likelihood of one sequence, by adding up every way in which the standard may have been known."""
    total = 0.0
    for path in itertools.product((0, 1), repeat=len(answers)):
        chance = prior if path[0] else 1 - prior
        for before, after in itertools.pairwise(path):
            moved = forget if before else learn
            chance *= moved if before != after else 1 - moved
        for known, right in zip(path, answers, strict=True):
            if_right = 1 - slip if known else guess
            chance *= if_right if right else 1 - if_right
        total += chance
    return total


def test_the_likelihood_is_that_of_every_path_added_up():
    frame, _ = tracing_class(1, students=6, standards=2)
    model = KnowledgeTracing(forgets=True).fit(frame)
    total = 0.0
    for (_, standard), answers in frame.groupby(["student_key", "standard_code"])["proportion"]:
        total += np.log(chance_of_sequence(answers, *model.rates_.loc[standard]))
    assert model.log_likelihood_ == pytest.approx(total, abs=1e-9)


def test_predictions_multiply_up_to_the_likelihood():
    frame, _ = tracing_class(2)
    model = KnowledgeTracing(shrinkage=0).fit(frame)
    chance = np.where(frame["proportion"] == 1, model.predict_next(frame), 1 - model.predict_next(frame))
    assert np.log(chance).sum() == pytest.approx(model.log_likelihood_, abs=1e-6)


@pytest.mark.parametrize("forgets", [False, True])
def test_expected_counts_are_the_slope_of_the_likelihood(forgets):
    frame, _ = tracing_class(3, students=8, standards=3)
    layout = Layout(frame)
    tree = AnswerTree(layout, layout.proportion > 0.5, 3)
    rates = np.array([0.4, 0.2, 0.25, 0.1, 0.05 if forgets else 0.0])[:, None, None] * np.ones((1, 1, 4))
    _, counts, chances = tree.expect(rates)
    for event in range(5 if forgets else 4):
        # Baum-Welch's identity: d log L / d rate = hits / rate - misses / (1 - rate).
        rate = rates[event, 0, 0]
        slope = counts[event] / rate - (chances[event] - counts[event]) / (1 - rate)
        more, less = rates.copy(), rates.copy()
        more[event] += 1e-5
        less[event] -= 1e-5
        expected = (tree.expect(more)[0] - tree.expect(less)[0]) / 2e-5
        np.testing.assert_allclose(slope, expected, rtol=1e-4, atol=1e-4)


def test_the_fit_is_as_likely_as_a_general_optimiser_finds():
    frame, _ = tracing_class(4, students=60, standards=1)
    sequences = [list(answers) for _, answers in frame.groupby("student_key")["proportion"]]

    def unlikely(free):
        prior, learn, guess, slip = expit(free)
        total = 0.0
        for answers in sequences:
            known = prior
            for right in answers:
                chance = known * (1 - slip) + (1 - known) * guess
                total -= np.log(chance if right else 1 - chance)
                known = known * (1 - slip) / chance if right else known * slip / (1 - chance)
                known += (1 - known) * learn
        return total

    best = min(minimize(unlikely, start).fun for start in ([0, -2, -1, -2], [-1, -1, -2, -2]))
    found = KnowledgeTracing(shrinkage=0, max_iter=500, tol=1e-6).fit(frame).log_likelihood_
    assert found > -best - 0.05


def test_rates_are_found_again_from_many_students():
    frame, rates = tracing_class(5, students=2000, standards=6, least=8, most=8)
    found = KnowledgeTracing().fit(frame).rates_.loc[[f"k{n}" for n in range(6)], rates.columns]
    assert np.abs(found.to_numpy() - rates.to_numpy()).mean() < 0.03


def test_shrinkage_predicts_a_small_class_better():
    gained = []
    for seed in range(4):
        frame, _ = tracing_class(seed)
        later = frame.groupby(["student_key", "standard_code"]).cumcount().to_numpy() >= 3
        right = frame["proportion"].to_numpy()[later]
        missed = [
            np.mean((KnowledgeTracing(shrinkage=own).fit(frame[~later]).predict_next(frame)[later] - right) ** 2)
            for own in (0, 20)
        ]
        gained.append(np.sqrt(missed[0]) - np.sqrt(missed[1]))
    assert np.mean(gained) > 0.003


def test_chance_in_the_starts_is_seeded():
    frame, _ = tracing_class(6)
    same = [KnowledgeTracing(random_state=1).fit(frame).rates_ for _ in range(2)]
    pd.testing.assert_frame_equal(*same)


# Logistic regression


def test_the_regression_is_the_penalised_likelihood_at_its_highest():
    frame, _ = growing_class(1, students=6, standards=4)
    frame["proportion"] = np.where(frame.index % 3 == 0, 0.5, frame["proportion"])
    model = RaschLogistic(C=0.5, learn_spread=False).fit(frame)
    cells = frame.groupby(["student_key", "standard_code"])["proportion"]
    right = cells.cumsum() - frame["proportion"]
    wrong = cells.cumcount() - right
    design = np.column_stack(
        [
            pd.get_dummies(frame["student_key"])[model.students_],
            pd.get_dummies(frame["standard_code"])[model.standards_],
            np.log1p(right),
            np.log1p(wrong),
        ]
    ).astype(float)
    tosses = 1 / piece_noise(Layout(frame)).scatter.item()

    def unlikely(free):
        known = free[0] + design @ free[1:]
        toss = frame["proportion"] * np.logaddexp(0, -known) + (1 - frame["proportion"]) * np.logaddexp(0, known)
        return tosses * toss.sum() + (free[1:-2] ** 2).sum() / (2 * 0.5) + (free[-2:] ** 2).sum() / (2 * 4)

    best = minimize(unlikely, np.zeros(design.shape[1] + 1)).x
    np.testing.assert_allclose(model.student_effects_, best[1:7], atol=5e-3)
    np.testing.assert_allclose(model.coef_[["successes", "failures"]], best[-2:], atol=5e-3)


def test_students_who_differ_by_chance_only_are_not_told_apart():
    frame, _ = tracing_class(7)
    alike, (differ, _) = RaschLogistic().fit(frame), growing_class(7)
    assert alike.spread_["student"] < 0.1 < RaschLogistic().fit(differ).spread_["student"]


def test_one_standard_is_enough_to_see_that_students_go_on_as_they_began():
    began = np.arange(30) < 5
    frame = as_frame(np.tile(np.arange(30), 2), np.zeros(60, dtype=int), np.repeat([0, 1], 30), np.tile(began, 2))
    later = frame.iloc[:30].assign(place=2)
    expected = RaschLogistic().fit(frame).predict_next(pd.concat([frame.assign(place=frame.index // 30), later]))[60:]
    assert expected[began].min() > 0.7 and expected[~began].max() < 0.15


# The blend


def test_the_blend_trusts_the_model_that_the_class_follows():
    tracing = Blend().fit(tracing_class(3)[0]).weights_
    growing = Blend().fit(growing_class(3)[0]).weights_
    assert tracing["knowledge_tracing"] > 0.5 > 0.2 > growing["knowledge_tracing"]


def test_the_blend_foretells_nearly_as_well_as_the_best_model_of_each_world():
    for make in (tracing_class, growing_class):
        frame, _ = make(11)
        early = np.arange(len(frame)) < 0.6 * len(frame)
        model = Blend().fit(frame[early])
        single = model.models_.values()
        missed = [
            np.mean((one.predict_next(frame) - frame["proportion"])[~early] ** 2) ** 0.5 for one in (model, *single)
        ]
        assert missed[0] < min(missed[1:]) + 0.001
        assert missed[0] < max(missed[1:]) - 0.004


def test_weights_are_those_of_a_general_optimiser():
    rng = np.random.default_rng(2)
    chance = rng.beta(2, 2, 400)
    observed = rng.binomial(4, chance) / 4
    predictions = expit(rng.normal(0, 1, (3, 400)) + np.array([[1], [0.5], [0.2]]) * np.log(chance / (1 - chance)))

    def missed(free):
        weights = np.exp([*free, 0.0]) / np.exp([*free, 0.0]).sum()
        mixed = weights @ np.clip(predictions, 1e-3, 1 - 1e-3)
        told = observed * np.log(mixed) + (1 - observed) * np.log(1 - mixed)
        return -told.sum() - np.log(weights).sum()

    best = minimize(missed, [0.0, 0.0]).x
    expected = np.exp([*best, 0.0]) / np.exp([*best, 0.0]).sum()
    np.testing.assert_allclose(stacking_weights(predictions, observed), expected, atol=1e-3)


def test_a_handful_of_responses_leaves_every_model_a_say():
    frame, _ = growing_class(5, students=1, standards=1)
    assert Blend().fit(frame).weights_.min() > 0.1


def test_the_estimate_of_the_blend_is_the_weighted_mean_of_the_three():
    frame, truth = growing_class(4, students=10, standards=6)
    model = Blend().fit(frame)
    three = [one.estimate(truth)["estimate"] for one in model.models_.values()]
    np.testing.assert_allclose(model.estimate(truth)["estimate"], model.weights_ @ np.array(three), atol=0.005)


# The shrunk mean


def graded(seed, points, students=30, standards=12, pieces=5, form=0.35):
    rng = np.random.default_rng(seed)
    logit = rng.normal(0.7, 0.7, (students, 1, 1)) + rng.normal(0, 0.5, (students, standards, 1))
    chance = expit(logit + rng.normal(0, form, (students, standards, pieces)))
    student, standard, turn = np.indices(chance.shape).reshape(3, -1)
    of = rng.choice(points, (standards, pieces))[standard, turn]
    earned = rng.binomial(of, chance[student, standard, turn]) / of
    return as_frame(student, standard, turn, earned, points_possible=of.astype(float))


def test_right_and_wrong_answers_scatter_as_tosses_of_a_coin():
    frame, _ = growing_class(2)
    assert piece_noise(Layout(frame)).scatter.tolist() == pytest.approx([1.0], abs=1e-3)


def test_a_quiz_of_ten_points_counts_more_than_one_toss_and_fewer_than_ten():
    noise = piece_noise(Layout(graded(1, [4, 10])))
    assert noise.points.tolist() == [4, 10]
    four, ten = 1 / noise.scatter
    assert 2.5 < four < 4 < ten < 8


def test_the_weight_of_the_usual_level_is_found_from_the_data():
    like, unlike = (ShrunkMean().fit(graded(2, [10], form=form)) for form in (0.0, 1.5))
    assert like.prior_weight_ < unlike.prior_weight_


def test_a_heavy_prior_draws_a_student_to_the_usual_level():
    frame = graded(3, [10])
    spread = []
    for weight in (0.5, 4, 100):
        model = ShrunkMean(prior_weight=weight).fit(frame)
        assert model.prior_weight_ == pytest.approx(weight, rel=0.1)
        known = model.estimate(frame[["student_key", "standard_code"]].drop_duplicates())
        spread.append(known.groupby("student_key")["estimate"].std().mean())
    assert spread[0] > spread[1] > spread[2]


def test_old_work_counts_less_only_where_students_change():
    changing, _ = tracing_class(8)
    steady, _ = growing_class(8)
    assert ShrunkMean().fit(changing).drift_ >= 0.1 > ShrunkMean().fit(steady).drift_


def test_a_hard_assessment_is_not_held_against_those_who_took_it():
    frame = graded(4, [10], standards=6, form=0.0)
    turn = frame.groupby(["student_key", "standard_code"]).cumcount()
    # Half of the class takes a hard test at the end, the other half an easy one; nobody knows less for it.
    half = frame["student_key"].str[1:].astype(int) % 2
    frame["assessment"] = np.where(turn < 4, "piece " + turn.astype(str), np.where(half == 0, "hard", "easy"))
    shift = np.where(turn < 4, 0.0, np.where(half == 0, -0.25, 0.1))
    frame["proportion"] = (frame["proportion"] + shift).clip(0, 1)
    pairs = frame[["student_key", "standard_code"]].drop_duplicates()
    gap = []
    for told in (frame, frame.drop(columns="assessment")):
        known = ShrunkMean().fit(told).estimate(pairs)
        of_half = known["student_key"].str[1:].astype(int) % 2
        gap.append(known["estimate"][of_half == 1].mean() - known["estimate"][of_half == 0].mean())
    fair = frame[turn < 4]["proportion"].groupby(half[turn < 4]).mean()
    assert abs(gap[0] - (fair[1] - fair[0])) < abs(gap[1] - (fair[1] - fair[0]))


def test_the_shrunk_mean_misses_by_less_than_the_mean_of_the_pieces():
    frame, truth = growing_class(9)
    known = ShrunkMean().fit(frame).estimate(truth)
    means = frame.groupby(["student_key", "standard_code"])["proportion"].mean().rename("mean")
    both = known.assign(truth=truth["truth"]).merge(means, on=["student_key", "standard_code"])
    missed = {name: np.sqrt(((both[name] - both["truth"]) ** 2).mean()) for name in ("estimate", "mean")}
    assert missed["estimate"] < 0.7 * missed["mean"]


@pytest.mark.parametrize("seed", range(6))
def test_fitting_never_runs_away(seed):
    rng = np.random.default_rng(seed)
    frame = graded(seed, [2, 6, 10], students=int(rng.integers(1, 20)), standards=int(rng.integers(1, 9)))
    frame["proportion"] = (frame["proportion"] + rng.choice([0, 0.6])).clip(0, 1)
    frame["assessment"] = rng.choice(list("abc"), len(frame))
    known = ShrunkMean().fit(frame).posterior(frame[["student_key", "standard_code"]])
    assert known["log_odds"].abs().max() < 10 and known["variance"].between(1e-4, 10).all()


def test_a_class_of_thirty_and_twenty_four_standards_is_quick():
    frame = graded(5, [4, 10], standards=24)
    ShrunkMean().fit(frame)
    started = time.process_time()
    ShrunkMean().fit(frame).estimate(frame[["student_key", "standard_code"]].drop_duplicates())
    assert time.process_time() - started < 0.3  # about .05 s on a quiet core


# Known truth


@pytest.mark.parametrize("model", [ShrunkMean, RaschLogistic, Blend])
def test_ninety_percent_intervals_hold_the_truth_about_nine_times_in_ten(model):
    held = []
    for seed in range(100, 104):
        frame, truth = growing_class(seed)
        known = model().fit(frame).estimate(truth)
        held.append((known["low"] <= truth["truth"]) & (truth["truth"] <= known["high"]))
    assert 0.87 < np.concatenate(held).mean() < 0.95  # n = 2,880


@pytest.fixture(scope="module")
def simulated():
    """Four classes of the simulator, estimated, beside what is true at the end of the semester.

    The seed is none of those with which ageing and the certainty of a state were chosen.
    """
    classes = simulate_classes(random_state=31)
    truth = classes.truth[classes.truth["date"] == classes.truth["date"].max()]
    tables = [
        estimate_mastery(classes.evidence[classes.evidence["class_key"] == key]) for key in classes.classes["class_key"]
    ]
    known = pd.concat(tables).merge(truth, on=["student_key", "standard_code"])
    return known[known["evidence_count"] > 0]


def test_intervals_hold_the_truth_of_the_simulated_classes(simulated):
    truth = simulated["true_proficiency"]
    assert 0.87 < ((simulated["low"] <= truth) & (truth <= simulated["high"])).mean() < 0.93
    assert len(simulated) > 2000


def test_who_is_called_secure_is_secure(simulated):
    right = simulated["true_proficiency"] >= 0.75
    called = simulated["state"] == "secure"
    assert right[called].mean() > 0.92 and called.sum() > 1000
    assert right[called].mean() > right[simulated["estimate"] >= 0.75].mean()
    below = simulated["state"].isin(["beginning", "developing"])
    assert (~right)[below].mean() > 0.8


def test_most_of_a_class_with_usual_evidence_has_a_state(simulated):
    usual = simulated[simulated["evidence_count"] >= 4]
    assert (usual["state"] == "not enough evidence").mean() < 1 / 3
