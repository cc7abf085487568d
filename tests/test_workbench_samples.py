"""A sample brings its plan and the answers of its tests, and goes and returns with them."""

import pandas as pd

from plworkbench.datasets import load_sample


def plan_of(workbench, class_name):
    plan = workbench.plan(class_name)
    return plan.drop(columns="unit_key").assign(standard_codes=plan["standard_codes"].map(tuple))


def test_a_sample_brings_the_plan_of_each_class_at_its_own_pace(sample):
    shipped = load_sample("grade6_maths")
    keys = shipped.classes.set_index("name")["class_key"]
    for class_name in sample.class_names():
        expected = shipped.units[shipped.units["class_key"] == keys[class_name]]
        plan = plan_of(sample, class_name)
        assert plan["name"].tolist() == expected["name"].tolist()
        assert plan["standard_codes"].tolist() == expected["standard_codes"].map(tuple).tolist()
        assert (plan[["starts_on", "ends_on"]].to_numpy() == expected[["starts_on", "ends_on"]].to_numpy()).all()
    assert sample.plan("Period 2")["ends_on"].iloc[1] < sample.plan("Period 4")["ends_on"].iloc[1]


def test_a_sample_brings_the_answers_of_its_students_which_add_up_to_their_evidence(sample):
    answers = sample.records("item_responses", "Period 3")
    assert set(answers["name"]) == set(sample.students("Period 3")["name"])
    added = answers.groupby(["student_key", "assessment", "standard_code"])["score"].sum()
    evidence = sample.evidence("Period 3")
    tests = evidence[evidence["assessment"].str.contains(" test ") & (evidence["status"] == "scored")]
    tests = tests.assign(assessment=tests["assessment"].str.rsplit(" ", n=1).str[0].astype("str"))
    scores = tests.set_index(["student_key", "assessment", "standard_code"])["score"].astype("float64")
    pd.testing.assert_series_equal(added.sort_index(), scores.sort_index())
    assert answers.loc[answers["points_possible"] == 3, "response"].isna().all()


def test_what_a_sample_brought_is_counted_in_its_import(sample):
    counts = sample.imports("Period 3")["counts"].iloc[0]
    assert counts["records"]["item_responses"]["added"] == len(sample.records("item_responses", "Period 3"))


def test_a_removed_sample_returns_with_its_answers_and_the_plan_as_the_teacher_left_it(sample):
    answers, untouched = sample.records("item_responses", "Period 3"), plan_of(sample, "Period 1")
    sample.set_plan("Period 3", [{"name": "All of it", "standard_codes": ["6.RP.A.1"]}])
    sample.remove_sample("grade6_maths")
    assert sample.class_names() == []
    sample.add_sample("grade6_maths")
    pd.testing.assert_frame_equal(sample.records("item_responses", "Period 3"), answers)
    pd.testing.assert_frame_equal(plan_of(sample, "Period 1"), untouched)
    assert sample.plan("Period 3")["name"].tolist() == ["All of it"]


def test_a_sample_without_plan_and_answers_has_none(wb):
    for class_name in wb.add_sample("student_performance"):
        assert len(wb.plan(class_name)) == len(wb.records("item_responses", class_name)) == 0
