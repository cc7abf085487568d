"""Growth between two windows: what is compared, how sure it is, and regression to the mean."""

import numpy as np
import pandas as pd
import pytest

from plworkbench import progress
from plworkbench.mastery import Scoring
from plworkbench.progress.growth import NO_WINDOWS, SAME_STANDARDS, SAME_WORK, counted_pieces, windows_of


def work(rows, *, points=10.0, kind="quiz"):
    """Evidence from rows of (student, standard, assessment, day, score)."""
    frame = pd.DataFrame(rows, columns=["student_key", "standard_code", "assessment", "date_assessed", "score"])
    return frame.assign(
        date_assessed=pd.to_datetime(frame["date_assessed"]),
        date_submitted=pd.NaT,
        date_due=pd.NaT,
        score=frame["score"].astype(float),
        points_possible=points,
        status="scored",
        kind=kind,
        sequence=range(len(frame)),
        attempt=1,
    )


def class_work(true_before, true_after, *, seed, spread=0.15, pieces=4, same_standards=True):
    """A class of which the true share of points is known, in two windows of as many pieces."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, (before, after) in enumerate(zip(true_before, true_after)):
        for window, (truth, month) in enumerate(((before, "09"), (after, "11"))):
            for piece in range(pieces):
                code = f"S{piece % 2}" if same_standards else f"S{window}{piece % 2}"
                score = np.clip(truth + rng.normal(0, spread), -5, 5)
                rows.append((f"s{n:02}", code, f"Quiz {window}{piece}", f"2025-{month}-{piece + 1:02}", 100 * score))
    # Scores beyond the points are cut, which would shrink the noise: so the truth stays far from the ends.
    return work(rows, points=100.0)


def one(frame, student):
    return frame.set_index("student_key").loc[student]


@pytest.mark.parametrize(
    ("days", "since", "windows"),
    [
        (["2025-09-01", "2025-09-02", "2025-09-03"], None, [("01", "02"), ("03", "03")]),
        (["2025-09-01", "2025-09-02"], None, [("01", "01"), ("02", "02")]),
        (["2025-09-01", "2025-09-05", "2025-09-09"], "2025-09-02", [("01", "01"), ("05", "09")]),
        (["2025-09-01", "2025-09-05", "2025-09-09"], "2025-09-05", [("01", "01"), ("05", "09")]),
        (["2025-09-01"], None, None),
        ([None, None], None, None),
        (["2025-09-01", "2025-09-02"], "2025-09-01", None),
        (["2025-09-01", "2025-09-02"], "2025-12-01", None),
    ],
)
def test_windows_are_the_halves_of_the_days_or_before_and_since_a_day(days, since, windows):
    found = windows_of(pd.Series(pd.to_datetime(days)), since)
    assert found is None if windows is None else [(f"{a:%d}", f"{b:%d}") for a, b in found] == windows


def test_on_the_same_standards_only_what_both_windows_hold_is_compared():
    rows = [
        *(("s1", "A", f"A{n}", f"2025-09-0{n + 1}", score) for n, score in enumerate((2, 4))),
        ("s1", "B", "B0", "2025-09-03", 10),  # only before
        *(("s1", "A", f"A{n}", f"2025-10-0{n + 1}", score) for n, score in enumerate((6, 8))),
        ("s1", "C", "C0", "2025-10-03", 1),  # only after
        *((f"s{k}", "A", f"Q{n}", f"2025-{9 + n // 2:02}-0{1 + n % 2}", 5 + n % 2) for k in (2, 3) for n in range(4)),
    ]
    found = one(progress.growth(work(rows), compare=SAME_STANDARDS), "s1")
    assert (found["before"], found["after"]) == pytest.approx((0.3, 0.7))
    assert (found["n_before"], found["n_after"]) == (2, 2)


def test_the_error_of_a_change_is_that_of_two_means_with_pooled_variance():
    frame = class_work([0.4, 0.5, 0.6], [0.5, 0.5, 0.5], seed=3)
    found = progress.growth(frame, compare=SAME_STANDARDS, interval=0.95)
    pieces = counted_pieces(frame).assign(month=lambda rows: rows["date"].dt.month)
    cells = pieces.groupby(["student_key", "standard_code", "month"])["proportion"]
    variance = ((pieces["proportion"] - cells.transform("mean")) ** 2).sum() / (24 - 12)
    # Four pieces in each window, two a standard: the weights of the standards add up to 2 x (2 x 2 / 4).
    reach = 2.178813 * np.sqrt(variance / 2)
    assert (found["high"] - found["change"]).to_numpy() == pytest.approx(np.repeat(reach, 3), rel=1e-5)


def test_with_any_number_of_pieces_the_change_is_that_of_least_squares_with_an_effect_a_standard():
    rng = np.random.default_rng(12)
    rows = [
        (student, code, f"{code}{month}{n}", f"2025-{month}-{n + 1:02}", rng.integers(2, 9))
        for student in ("s1", "s2", "s3", "s4")
        for code in ("A", "B", "C")
        for month in ("09", "11")
        for n in range(rng.integers(0, 4))
    ]
    found = progress.growth(work(rows), compare=SAME_STANDARDS, minimum_evidence=1)
    pieces = counted_pieces(work(rows)).assign(later=lambda rows: (rows["date"].dt.month == 11).astype(float))
    factors = []
    for student, own in pieces.groupby("student_key"):
        design = np.column_stack(
            [own["later"], *(own["standard_code"] == code for code in own["standard_code"].unique())]
        )
        change = np.linalg.lstsq(design.astype(float), own["proportion"].to_numpy(), rcond=None)[0][0]
        row = one(found, student)
        assert row["change"] == pytest.approx(change)
        precise = np.linalg.inv(design.T.astype(float) @ design.astype(float))[0, 0]
        factors.append((row["high"] - row["change"]) ** 2 / precise)
    # The same variance of a score stands behind every interval.
    assert factors == pytest.approx([factors[0]] * 4)


def test_the_error_of_the_score_before_counts_each_standard_by_its_weight():
    days = {"before": ["2025-09-01"], "after": ["2025-11-01"]}
    counts = {("A", "before"): 1, ("A", "after"): 4, ("B", "before"): 4, ("B", "after"): 1}
    rng = np.random.default_rng(3)
    rows = [
        (f"s{n}", code, f"{code} {window} {piece}", days[window][0], rng.integers(1, 9))
        for n in range(6)
        for (code, window), count in counts.items()
        for piece in range(count)
    ]
    found = progress.growth(work(rows))
    cells = counted_pieces(work(rows)).assign(month=lambda rows: rows["date"].dt.month)
    cells = cells.groupby(["student_key", "standard_code", "month"])["proportion"]
    variance = (cells.var().fillna(0) * (cells.size() - 1)).sum() / (cells.size() - 1).sum()
    # Both standards weigh 4 / 5: the variance of the mean of a single piece and of a mean of four.
    assert found["before_error"].to_numpy() == pytest.approx(np.sqrt(variance * (1 + 1 / 4) / 4))


@pytest.mark.parametrize("same_standards", [True, False])
def test_of_students_who_did_not_change_about_one_in_ten_seems_to_have(same_standards):
    truth = np.linspace(0.3, 0.7, 28)
    says = pd.concat(
        progress.growth(class_work(truth, truth, seed=seed, same_standards=same_standards))["says"]
        for seed in range(15)
    )
    assert says.isin(["up", "down"]).mean() == pytest.approx(0.10, abs=0.04)  # n = 420, standard error .015


def test_a_change_that_is_there_is_found_and_its_range_holds_it_nine_times_in_ten():
    truth = np.linspace(0.3, 0.6, 28)
    found = pd.concat(progress.growth(class_work(truth, truth + 0.2, seed=seed)) for seed in range(15))
    assert found["basis"].eq(SAME_STANDARDS).all()
    assert found["change"].mean() == pytest.approx(0.2, abs=0.01)
    assert ((found["low"] < 0.2) & (found["high"] > 0.2)).mean() == pytest.approx(0.9, abs=0.04)
    assert (found["class_change"] - 0.2).abs().max() < 0.08


def test_work_on_different_standards_is_compared_with_the_class_on_the_same_work():
    truth = np.linspace(0.3, 0.7, 20)
    harder = truth - 0.2  # the same for everybody: the later standards are harder, and nobody has changed
    harder[3] += 0.35
    found = progress.growth(class_work(truth, harder, seed=8, spread=0.08, same_standards=False))
    assert found["basis"].eq(SAME_WORK).all() and found["class_change"].isna().all()
    assert one(found, "s03")["says"] == "up"
    assert found["change"].mean() == pytest.approx(0, abs=0.03)
    assert found["says"].value_counts()["no clear change"] >= 15


def test_a_retake_is_set_beside_the_first_tries_of_the_others():
    rows = [(f"s{n}", "A", f"Q{window}", f"2025-{9 + window:02}-01", 8) for n in range(6) for window in (0, 1)]
    frame = work(rows)
    retake = frame.iloc[[1]].assign(attempt=2, score=10.0, sequence=99)
    found = progress.growth(pd.concat([frame, retake]), compare=SAME_WORK, minimum_evidence=1)
    row = one(found, "s0")
    assert row["n_after"] == 2 and row["after"] == pytest.approx((0.0 + 0.2) / 2)


def test_a_task_that_fewer_than_five_did_is_compared_with_nobody():
    rows = [(f"s{n}", "A", f"Q{window}", f"2025-{9 + window:02}-01", 8) for n in range(4) for window in (0, 1)]
    assert progress.growth(work(rows), compare=SAME_WORK)["n_before"].eq(0).all()


@pytest.mark.parametrize(("pieces", "told"), [(1, False), (2, True), (3, True)])
def test_fewer_pieces_than_asked_for_are_too_little_to_tell(pieces, told):
    frame = class_work([0.4] * 10, [0.6] * 10, seed=1, pieces=4)
    first = frame["student_key"] == "s00"
    early = frame["date_assessed"].dt.month == 9
    frame = frame[~first | ~early | (frame[first & early].groupby("student_key").cumcount() < pieces)]
    row = one(progress.growth(frame), "s00")
    assert (row["says"] != "too little to tell") == told
    assert np.isnan(row["low"]) != told


def test_scores_without_any_spread_are_not_taken_to_be_exact():
    rows = [(f"s{n}", "A", f"Q{k}", f"2025-{9 + k // 2:02}-0{1 + k % 2}", 3) for n in range(6) for k in range(4)]
    found = progress.growth(work(rows, points=4.0))
    assert (found["high"] > 0.05).all() and found["says"].eq("no clear change").all()


def test_work_without_dates_has_no_windows_and_says_so():
    frame = work([("s1", "A", f"Q{n}", None, 5) for n in range(6)])
    found = progress.growth(frame)
    assert found["basis"].tolist() == [NO_WINDOWS] and found["says"].tolist() == ["too little to tell"]


def test_missing_work_counts_only_where_the_class_says_so():
    frame = class_work([0.4] * 6, [0.6] * 6, seed=5)
    late = frame.iloc[[-1]].assign(status="missing", score=np.nan, assessment="Not handed in", sequence=99)
    frame = pd.concat([frame, late], ignore_index=True)
    assert one(progress.growth(frame), "s05")["n_after"] == 4
    assert one(progress.growth(frame, scoring=Scoring(missing="counts as 0")), "s05")["n_after"] == 5


def test_the_questions_of_one_quiz_are_one_piece():
    rows = [("s1", "A", "Quiz", "2025-09-01", score) for score in (2, 4, 6)]
    pieces = counted_pieces(work(rows, kind="quiz question"))
    assert len(pieces) == 1 and pieces["proportion"].item() == pytest.approx(0.4)


def test_the_class_is_summed_up_with_its_spread_and_with_how_many_changes_chance_would_show():
    truth = np.linspace(0.3, 0.6, 28)
    found = progress.class_growth(progress.growth(class_work(truth, truth + 0.1, seed=2))).iloc[0]
    assert found["students"] == 28 and found["seeming_count"] == 3
    assert found["low"] < 0.1 < found["high"] and found["middle_low"] < found["change"] < found["middle_high"]
    assert found[["up_count", "down_count", "unclear_count", "too_little_count"]].sum() == 28


def test_students_chosen_for_low_scores_rise_by_themselves_and_that_much_is_foretold():
    truth = np.random.default_rng(0).normal(0.5, 0.08, 28)
    rose, foretold = [], []
    for seed in range(15):
        found = progress.growth(class_work(truth, truth, seed=seed))
        chosen = found.nsmallest(7, "before")["student_key"]
        rows = progress.compare_chosen(found, chosen).set_index("who")
        rose.append(rows.loc["chosen", "change"])
        foretold.append(rows.loc["chosen", "expected_anyway"])
        assert rows["students"].tolist() == [7, 21, 28]
    assert np.mean(rose) > 0.03  # nobody was helped
    assert np.mean(foretold) == pytest.approx(np.mean(rose), abs=0.015)


@pytest.mark.parametrize("same_standards", [True, False])
def test_what_help_brought_is_not_foretold_to_come_by_itself(same_standards):
    gains = []
    for seed in range(15):
        truth = np.random.default_rng(100 + seed).normal(0.5, 0.08, 28)
        found = progress.growth(class_work(truth, truth, seed=seed, same_standards=same_standards))
        chosen = found.nsmallest(7, "before")["student_key"]
        helped = truth.copy()
        helped[[int(key[1:]) for key in chosen]] += 0.15
        found = progress.growth(class_work(truth, helped, seed=seed, same_standards=same_standards))
        row = progress.compare_chosen(found, chosen).iloc[0]
        gains.append(row["change"] - row["expected_anyway"])
    # With the whole class in place of the others, a quarter of the help would be taken to come by itself: .11.
    assert np.mean(gains) == pytest.approx(0.15, abs=0.03)


def test_where_everybody_was_chosen_nothing_is_foretold():
    found = progress.growth(class_work([0.3, 0.4, 0.5, 0.6, 0.7], [0.5] * 5, seed=1))
    assert progress.compare_chosen(found, found["student_key"])["expected_anyway"].isna().all()


def test_with_fewer_than_five_students_nothing_is_foretold():
    found = progress.growth(class_work([0.3, 0.4, 0.5, 0.6], [0.5] * 4, seed=1))
    assert progress.compare_chosen(found, ["s00"])["expected_anyway"].isna().all()


@pytest.mark.parametrize("wrong", [{"compare": "the moon"}, {"interval": 1.0}, {"interval": 0.0}])
def test_a_comparison_or_an_interval_that_does_not_exist_is_refused(wrong):
    with pytest.raises(ValueError, match="hoose"):
        progress.growth(class_work([0.5], [0.5], seed=1), **wrong)


def test_growth_leaves_the_frame_it_is_given_alone():
    frame = class_work([0.5] * 6, [0.6] * 6, seed=1)
    before = frame.copy(deep=True)
    progress.compare_chosen(progress.growth(frame), ["s01"])
    pd.testing.assert_frame_equal(frame, before)


# Tests with a scale of their own


def results_of(rows):
    frame = pd.DataFrame(rows, columns=["student_key", "date", "score", "standard_error"])
    return frame.assign(test="MAP Growth", subject="Mathematics", scale="RIT", date=pd.to_datetime(frame["date"]))


@pytest.mark.parametrize(
    ("second", "error", "says"),
    [
        (217.0, 3.0, "up"),  # 7 points; the reach is 1.645 x 4.24 = 6.98
        (216.9, 3.0, "no clear change"),
        (210.0, 3.0, "no clear change"),
        (203.0, 3.0, "down"),
        (230.0, None, "too little to tell"),
    ],
)
def test_the_change_between_two_tests_carries_the_errors_of_both(second, error, says):
    found = progress.scale_growth(results_of([("s1", "2025-09-10", 210.0, 3.0), ("s1", "2026-01-20", second, error)]))
    assert found["says"].item() == says and found["change"].item() == pytest.approx(second - 210)


def test_the_first_and_the_last_result_are_compared_or_those_around_a_day():
    taken = results_of(
        [("s1", day, 200.0 + n, 3.0) for n, day in enumerate(["2025-05-01", "2025-09-01", "2026-01-09"])]
    )
    assert progress.scale_growth(taken)["change"].item() == 2
    around = progress.scale_growth(taken, since=pd.Timestamp("2025-12-01"))
    assert around["before_date"].item() == pd.Timestamp("2025-09-01") and around["change"].item() == 1
    assert progress.scale_growth(taken, since=pd.Timestamp("2027-01-01")).empty


def test_results_of_one_day_or_without_a_day_are_not_growth():
    taken = results_of(
        [("s1", "2025-09-01", 200, 3), ("s1", "2025-09-01", 210, 3), ("s2", None, 1, 3), ("s2", None, 2, 3)]
    )
    assert progress.scale_growth(taken).empty


def test_the_change_of_the_class_on_a_test_stands_beside_each_student():
    taken = results_of(
        [(f"s{n}", day, 200.0 + rise, 3.0) for n in (1, 2) for day, rise in (("2025-09-01", 0), ("2026-01-09", 4 * n))]
    )
    found = progress.scale_growth(taken)
    assert found["class_change"].tolist() == [6.0, 6.0] and found["class_students"].tolist() == [2, 2]
