"""The bundled samples are what data/README.md says, and the simulator is seeded, plausible and honest."""

import io
import re
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd
import pytest

from plworkbench.datasets import SAMPLES, canvas_gradebook, load_sample, simulate_classes, write_samples
from plworkbench.datasets.class_set import SCHEMA_FRAMES, read_class_set, write_class_set
from plworkbench.datasets.evidence import POINTS
from plworkbench.datasets.originals import open_university, student_performance
from plworkbench.datasets.question_bank import QUESTIONS, WEAK_QUESTION
from plworkbench.datasets.responses import simulate_responses
from plworkbench.datasets.semester import HOLIDAYS
from plworkbench.errors import NotFound, ProblemsFound, SchemaError
from plworkbench.folders import shipped
from plworkbench.schema import EVIDENCE_STATUSES, TABLES

DATA = shipped("data")
CSV_FILES = sorted(DATA.glob("*/*.csv"))
FORBIDDEN_COLUMNS = {
    "sex", "gender", "age", "age_band", "address", "region", "imd_band", "disability", "highest_education",
    "num_of_prev_attempts", "studied_credits", "final_result", "id_student", "famsize", "pstatus", "medu",
    "fedu", "mjob", "fjob", "reason", "guardian", "traveltime", "famsup", "paid", "nursery", "higher",
    "romantic", "famrel", "freetime", "goout", "dalc", "walc", "health", "race", "ethnicity",
}  # fmt: skip


@pytest.fixture(scope="module")
def synthetic():
    return simulate_classes()


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request):
    return load_sample(request.param)


def assert_same_frames(one, other):
    for name, frame in one.frames().items():
        pd.testing.assert_frame_equal(frame, other.frames()[name], obj=name)


# The simulator


def test_the_same_seed_gives_the_same_frames(synthetic):
    assert_same_frames(synthetic, simulate_classes())


def test_another_seed_gives_other_scores_for_the_same_names(synthetic):
    other = simulate_classes(random_state=7)
    assert other.students["name"].tolist() == synthetic.students["name"].tolist()
    assert set(other.students["student_key"]).isdisjoint(synthetic.students["student_key"])
    assert other.evidence["score"].mean() != synthetic.evidence["score"].mean()


def test_there_are_four_classes_of_28_and_24_standards_with_i_can_wording(synthetic):
    sizes = synthetic.enrollments.groupby("class_key").size()
    assert sizes.tolist() == [28] * 4
    assert synthetic.classes["name"].tolist() == [f"Period {number}" for number in range(1, 5)]
    assert len(synthetic.standards) == 24
    assert synthetic.standards["i_can"].str.startswith("I can ").all()
    assert synthetic.standards["standard_code"].str.fullmatch(r"6\.(RP|NS|EE|G|SP)\.[A-C]\.[1-9]").all()


def test_prerequisites_have_no_circle_and_are_taught_before(synthetic):
    graph = synthetic.prerequisites.groupby("standard_code")["prerequisite_code"].agg(set).to_dict()
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)
    place = synthetic.standards.set_index("standard_code")["sequence"]
    assert (
        place[synthetic.prerequisites["prerequisite_code"]].to_numpy()
        < place[synthetic.prerequisites["standard_code"]].to_numpy()
    ).all()


def test_names_are_diverse_unique_and_share_one_given_name(synthetic):
    names = synthetic.students["name"]
    assert names.is_unique
    given = synthetic.students["sort_name"].str.split(", ").str[1].value_counts()
    assert given[given > 1].to_dict() == {"Mei": 2}
    for sign in ("é", "ø", "'", "-"):
        assert names.str.contains(sign, regex=False).any(), sign
    assert names.str.len().max() > 50


def test_two_thousand_students_still_have_names_of_their_own():
    many = simulate_classes(class_count=70, student_count=2000)
    assert many.students["name"].is_unique
    assert many.students["student_key"].is_unique
    assert many.enrollments.groupby("class_key").size().between(28, 29).all()


def test_evidence_falls_on_school_days_and_is_handed_in_before_it_is_assessed(synthetic):
    evidence = synthetic.evidence
    for column in ("date_due", "date_submitted", "date_assessed"):
        days = evidence[column].dropna()
        assert days.between("2025-08-18", "2025-12-19").all()
        assert (days.dt.day_of_week < 5).all()
        assert not days.isin(pd.DatetimeIndex(HOLIDAYS)).any()
    scored = evidence[evidence["status"] == "scored"]
    assert (scored["date_submitted"] <= scored["date_assessed"]).all()
    assert (scored["date_due"] <= scored["date_submitted"]).all()


def test_only_scored_work_has_a_score_and_zero_is_a_score(synthetic):
    evidence = synthetic.evidence
    assert (evidence["score"].notna() == (evidence["status"] == "scored")).all()
    assert evidence["score"].dropna().between(0, evidence["points_possible"].loc[evidence["score"].notna()]).all()
    assert (evidence["score"] == 0).any()
    assert set(evidence["status"]) == set(EVIDENCE_STATUSES)


def test_retakes_come_later_and_are_usually_better(synthetic):
    quizzes = synthetic.evidence.set_index(["student_key", "assessment"])
    second = quizzes[quizzes["attempt"] == 2]
    first = quizzes[quizzes["attempt"] == 1].loc[second.index]
    assert len(second) > 50
    assert (second["date_submitted"] > first["date_submitted"]).all()
    assert (second["score"] > first["score"]).mean() > 0.75


def test_class_means_and_attendance_are_plausible(synthetic):
    evidence = synthetic.evidence
    percent = 100 * evidence["score"] / evidence["points_possible"]
    assert percent.groupby(evidence["class_key"]).mean().between(65, 75).all()
    by_standard = percent.groupby(evidence["standard_code"]).mean()
    assert by_standard.max() - by_standard.min() > 20
    there = synthetic.attendance["status"].isin(["present", "late"])
    assert there.mean() == pytest.approx(0.94, abs=0.02)
    by_student = there.groupby(synthetic.attendance["student_key"]).mean()
    assert 3 <= (by_student < 0.88).sum() <= 15


def test_late_standards_have_little_or_no_evidence(synthetic):
    scored = synthetic.evidence[synthetic.evidence["status"] == "scored"]
    cells = pd.MultiIndex.from_product([synthetic.students["student_key"], synthetic.standards["standard_code"]])
    counts = scored.groupby(["student_key", "standard_code"]).size().reindex(cells, fill_value=0)
    assert 0.10 < (counts == 0).mean() < 0.25
    assert 0.02 < (counts == 1).mean() < 0.15
    assert (counts >= synthetic.minimum_evidence).mean() > 0.7
    assert "6.SP.B.4" not in set(synthetic.evidence["standard_code"])


def test_scores_follow_the_known_truth_of_their_day(synthetic):
    quizzes = synthetic.evidence.query("kind == 'quiz' and attempt == 1 and status == 'scored'")
    both = pd.merge_asof(
        quizzes.sort_values("date_due"),
        synthetic.truth.sort_values("date"),
        left_on="date_due",
        right_on="date",
        by=["student_key", "standard_code"],
        direction="nearest",
        tolerance=pd.Timedelta(days=2),
    ).dropna(subset="true_proficiency")
    proportion = both["score"] / both["points_possible"]
    assert len(both) > 300
    assert proportion.corr(both["true_proficiency"]) > 0.85
    assert proportion.mean() == pytest.approx(both["true_proficiency"].mean(), abs=0.03)


def test_the_truth_covers_every_student_and_standard_at_the_end_of_each_month(synthetic):
    truth = synthetic.truth
    assert truth.groupby("date").size().tolist() == [112 * 24] * 5
    assert truth["true_proficiency"].between(0, 1).all()
    assert truth.groupby("date")["true_proficiency"].mean().is_monotonic_increasing


def test_a_student_weak_in_a_prerequisite_tends_to_be_weak_in_what_builds_on_it(synthetic):
    truth = synthetic.truth[synthetic.truth["date"] == synthetic.truth["date"].max()]
    wide = truth.pivot(index="student_key", columns="standard_code", values="true_proficiency")
    logits = np.log(wide / (1 - wide))
    # Strengths beside the student's own average, so that overall ability does not stand in for the prerequisite.
    together = logits.sub(logits.mean(axis=1), axis=0).corr()
    linked = [together.loc[row.standard_code, row.prerequisite_code] for row in synthetic.prerequisites.itertuples()]
    everything = together.to_numpy()[np.triu_indices(24, k=1)]
    assert np.mean(linked) > np.mean(everything) + 0.15


def test_absent_students_hand_in_no_exit_ticket_that_day(synthetic):
    away = synthetic.attendance[synthetic.attendance["status"] == "absent"]
    tickets = synthetic.evidence[synthetic.evidence["kind"] == "exit ticket"].merge(
        away, left_on=["student_key", "date_due"], right_on=["student_key", "date"], suffixes=("", "_of_day")
    )
    assert len(tickets) > 10
    assert "scored" not in set(tickets["status"])


def test_surveys_ask_the_five_questions_and_choices_are_dated(synthetic):
    survey = synthetic.survey
    assert set(survey["question"]) == {"interests", "goal", "way_of_working", "device_at_home", "internet_at_home"}
    assert survey["date"].notna().all()
    ways = survey[survey["question"] == "way_of_working"].groupby("student_key")["answer"].agg(["size", "nunique"])
    assert (ways["size"] == 2).any()
    assert (ways["nunique"] == 2).any()


# The plan


def test_every_class_has_a_plan_of_six_units_that_follow_each_other_and_hold_every_standard_once(synthetic):
    assert synthetic.units["unit_key"].is_unique
    for class_key, plan in synthetic.units.groupby("class_key"):
        assert plan["sequence"].tolist() == [1, 2, 3, 4, 5, 6]
        assert plan["name"].iloc[0] == "Unit 1: Ratios"
        assert (plan["starts_on"] < plan["ends_on"]).all()
        assert (plan["starts_on"].iloc[1:].to_numpy() >= plan["ends_on"].iloc[:-1].to_numpy()).all()
        assert plan["standard_codes"].explode().tolist() == synthetic.standards["standard_code"].tolist(), class_key
    dates = synthetic.units[["starts_on", "ends_on"]].to_numpy().ravel()
    assert (pd.DatetimeIndex(dates).day_of_week < 5).all()
    assert not pd.DatetimeIndex(dates).isin(pd.DatetimeIndex(HOLIDAYS)).any()


def test_a_unit_ends_on_the_day_its_test_is_due(synthetic):
    tests = synthetic.evidence[synthetic.evidence["kind"] == "unit test"]
    tests = tests.assign(sequence=tests["assessment"].str[5].astype("Int64"))
    both = tests.merge(synthetic.units, on=["class_key", "sequence"], validate="many_to_one")
    assert len(both) == len(tests) > 1500
    assert (both["date_due"] == both["ends_on"]).all()


# The questions


def test_every_standard_has_three_questions_each_with_four_different_answers(synthetic):
    assert list(QUESTIONS) == synthetic.standards["standard_code"].tolist()
    texts = [question.text for questions in QUESTIONS.values() for question in questions]
    assert len(set(texts)) == len(texts) == 72
    for questions in QUESTIONS.values():
        assert all(len({question.right, *question.wrong}) == 4 for question in questions)


def test_the_points_of_the_questions_add_up_to_the_score_of_the_unit_test(synthetic):
    answers = synthetic.item_responses
    whole = answers["assessment"] + " " + answers["standard_code"]
    added = answers.groupby(["student_key", whole, "attempt"])[["score", "points_possible"]].sum()
    tests = synthetic.evidence.query("kind == 'unit test' and status == 'scored'")
    scores = tests.set_index(["student_key", "assessment", "attempt"])
    assert len(added) == len(scores) > 1000
    assert (added["score"] == scores["score"].reindex(added.index)).all()
    assert (added["points_possible"] == POINTS["unit test"]).all()
    dates = answers.groupby(["student_key", whole])["date"].agg(["min", "max"])
    expected = scores["date_submitted"].droplevel("attempt").reindex(dates.index)
    assert (dates["min"] == expected).all() and (dates["max"] == expected).all()
    assert not answers.duplicated(["student_key", "assessment", "item", "attempt"]).any()


def test_an_answer_is_right_where_it_earned_its_point_and_one_of_four_where_it_is_wrong(synthetic):
    chosen = synthetic.item_responses[synthetic.item_responses["correct_response"].notna()]
    assert ((chosen["response"] == chosen["correct_response"]) == (chosen["score"] == 1)).all()
    assert chosen.groupby("item")["response"].nunique().max() == 4
    assert 0 < chosen["response"].isna().mean() < 0.02
    paper = synthetic.item_responses[synthetic.item_responses["correct_response"].isna()]
    assert paper["response"].isna().all()
    assert set(paper["score"]) == {0, 1, 2, 3}


def test_the_weak_question_tells_less_than_nearly_all_others(synthetic):
    code, place = WEAK_QUESTION
    answers = synthetic.item_responses
    tests = answers.groupby(["student_key", "assessment"])
    rest = tests["score"].transform("sum") - answers["score"]
    answers = answers.assign(rest=rest / (tests["points_possible"].transform("sum") - answers["points_possible"]))
    kept = answers[answers.groupby("item")["score"].transform("size") > 90]
    # The corrected item-total correlation: an item with the score on all others.
    discrimination = pd.Series({item: own["score"].corr(own["rest"]) for item, own in kept.groupby("item")})
    weak = discrimination[discrimination.index.str.endswith(QUESTIONS[code][place].text)].item()
    assert abs(weak) < 0.1
    assert (discrimination < weak).mean() < 0.1
    assert discrimination.median() > 0.2
    own = answers[answers["item"].str.endswith(QUESTIONS[code][place].text)]
    assert (own.loc[own["score"] == 0, "response"] == "$15").mean() > 0.75


def test_minutes_are_positive_and_do_not_depend_on_the_points(synthetic):
    chosen = synthetic.item_responses[synthetic.item_responses["points_possible"] == 1]
    assert chosen["minutes"].between(0.1, 30).all()
    assert abs(chosen["minutes"].corr(chosen["score"])) < 0.05


def test_answers_are_drawn_from_a_stream_of_their_own_and_change_no_score(synthetic):
    before = synthetic.evidence.copy()
    other = simulate_responses(np.random.default_rng(1), synthetic.evidence)
    pd.testing.assert_frame_equal(synthetic.evidence, before)
    assert len(other) == len(synthetic.item_responses)
    assert (other["score"].to_numpy() != synthetic.item_responses["score"].to_numpy()).any()


def test_an_impossible_simulation_lists_every_reason():
    with pytest.raises(ProblemsFound) as refused:
        simulate_classes(random_state=-1, class_count=0, student_count=2001)
    assert len(refused.value.problems) == 3
    with pytest.raises(ProblemsFound, match="3 students cannot fill 4 classes"):
        simulate_classes(class_count=4, student_count=3)
    assert len(simulate_classes(class_count=4, student_count=4).students) == 4


# The files


def test_the_synthetic_files_are_what_the_simulator_gives(synthetic, tmp_path):
    assert_same_frames(synthetic, load_sample("grade6_maths"))
    written = write_samples(tmp_path)
    shipped_files = {path.name for path in (DATA / "grade6_maths").glob("*.csv")}
    assert {path.name for path in written} == shipped_files
    for path in written:
        assert path.read_bytes() == (DATA / "grade6_maths" / path.name).read_bytes(), path.name


def test_a_class_set_comes_back_from_its_folder_with_a_student_called_null(tmp_path):
    small = simulate_classes(class_count=1, student_count=3)
    frames = small.frames()
    frames["students"]["name"] = ["Null", "NA", "007"]
    odd = type(small).from_frames(frames, 2)
    write_class_set(odd, tmp_path)
    assert_same_frames(odd, read_class_set(tmp_path, 2))
    assert read_class_set(tmp_path).students["name"].tolist() == ["Null", "NA", "007"]


def test_every_sample_fits_together(sample):
    evidence = sample.evidence
    for table, frame in sample.frames().items():
        for column, target in TABLES[table].references.items() if table in SCHEMA_FRAMES else ():
            other, key = target.split(".")
            if other != "imports":
                assert frame[column].isin(sample.frames()[other][key]).all(), f"{table}.{column}"
        if table in SCHEMA_FRAMES:
            assert not frame.duplicated(list(TABLES[table].key)).any(), table
    enrolled = pd.MultiIndex.from_frame(sample.enrollments[["class_key", "student_key"]])
    assert pd.MultiIndex.from_frame(evidence[["class_key", "student_key"]]).isin(enrolled).all()
    assert set(evidence["import_key"]) == {"sample"}
    assert not evidence.duplicated(["student_key", "standard_code", "assessment", "attempt"]).any()
    assert sample.students["student_key"].str.fullmatch("[0-9a-f]{12}").all()


@pytest.mark.parametrize("frame", ["truth", "units", "item_responses"])
def test_only_the_synthetic_sample_knows_the_truth_the_plan_and_the_answers(frame):
    assert {key: len(load_sample(key).frames()[frame]) > 0 for key in SAMPLES} == {
        "grade6_maths": True,
        "student_performance": False,
        "open_university": False,
    }


def test_an_unknown_sample_is_refused_with_the_names_there_are():
    with pytest.raises(NotFound, match="'grade6_maths', 'student_performance', 'open_university'"):
        load_sample("grade7")


def test_a_frame_without_a_needed_column_is_refused():
    with pytest.raises(SchemaError, match="status"):
        type(load_sample("open_university")).from_frames({"attendance": pd.DataFrame({"student_key": ["a"]})})


def test_the_data_stays_under_four_megabytes():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 4_000_000


# The Canvas export


@pytest.fixture(scope="module")
def export():
    text = (DATA / "grade6_maths" / "canvas_gradebook_period_3.csv").read_text(encoding="utf-8")
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, skipinitialspace=False)


def is_assignment(column):
    return re.fullmatch(r".+ \(\d+\)", column) is not None


def test_the_canvas_export_has_canvas_layout(export):
    assert export.columns[:5].tolist() == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert export.columns[-4:].tolist() == [
        "Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score",
    ]  # fmt: skip
    points = export.iloc[0]
    assert points["Student"] == "    Points Possible"
    assert points["Section"] == ""
    for column in export.columns[5:]:
        assert points[column] == "(read only)" or is_assignment(column), column
    assert export["Student"].iloc[-1] == "Student, Test"
    assert len(export) == 1 + 28 + 1
    cells = export.iloc[1:-1][[column for column in export.columns if is_assignment(column)]]
    assert {"EX", "N/A", ""} <= set(cells.to_numpy().ravel())


def test_all_but_two_canvas_columns_name_their_standard(export):
    without = [c for c in export.columns if is_assignment(c) and not re.search(r"\b6\.[A-Z]+\.[A-C]\.\d\b", c)]
    assert [re.sub(r" \(\d+\)$", "", column) for column in without] == ["Lemonade stand recipe", "Temperature diary"]


def test_the_canvas_export_says_what_the_evidence_says(export, synthetic):
    period_3 = synthetic.classes.set_index("name").loc["Period 3", "class_key"]
    evidence = synthetic.evidence[synthetic.evidence["class_key"] == period_3]
    last = evidence.sort_values("attempt").drop_duplicates(["student_key", "assessment"], keep="last")
    numbers = synthetic.identifiers.query("kind == 'sis_id'").set_index("student_key")["identifier"]
    rows = export.set_index("SIS User ID")
    columns = {re.sub(r" \(\d+\)$", "", column): column for column in export.columns if is_assignment(column)}
    assert set(columns) == set(evidence["assessment"])
    words = {"missing": "", "excused": "EX", "not assigned": "N/A"}
    for piece in last.itertuples():
        cell = rows.loc[numbers[piece.student_key], columns[piece.assessment]]
        assert cell == words.get(piece.status, f"{piece.score:.2f}")


def test_canvas_totals_leave_out_excused_work_and_count_missing_work_as_zero_only_in_the_final_score(export):
    possible = export.iloc[0]
    row = export.iloc[1:-1].loc[lambda rows: (rows == "EX").any(axis=1) & (rows == "").any(axis=1)].iloc[0]
    assignments = [column for column in export.columns if is_assignment(column)]
    scored = [column for column in assignments if row[column] not in ("", "EX", "N/A")]
    blank = [column for column in assignments if row[column] == ""]
    earned = sum(float(row[column]) for column in scored)
    out_of = sum(float(possible[column]) for column in scored)
    assert float(row["Current Score"]) == pytest.approx(100 * earned / out_of, abs=0.006)
    out_of += sum(float(possible[column]) for column in blank)
    assert float(row["Final Score"]) == pytest.approx(100 * earned / out_of, abs=0.006)


def test_a_class_that_is_not_there_cannot_be_exported(synthetic):
    with pytest.raises(NotFound, match="Period 9"):
        canvas_gradebook(synthetic, "Period 9")


# The dictionary


def described_columns():
    """Return file name -> columns described, read from data/README.md."""
    sections = re.split(r"^### ", (DATA / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        section.split("`")[1]: re.findall(r"^\| `([^`]+)` \| \S", section, flags=re.MULTILINE)
        for section in sections
        if re.match(r"`[a-z0-9_]+\.csv`", section)
    }


def as_described(column):
    if is_assignment(column):
        return "<assignment> (<number>)"
    return re.sub(r"^(Exit tickets|Quizzes|Tasks|Unit tests) ", "<group> ", column)


@pytest.mark.parametrize("path", CSV_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_column_is_in_the_dictionary(path):
    header = pd.read_csv(path, nrows=0).columns
    assert {as_described(column) for column in header} <= set(described_columns()[path.name])


def test_the_dictionary_describes_nothing_that_is_not_there():
    present = {}
    for path in CSV_FILES:
        present.setdefault(path.name, set()).update(map(as_described, pd.read_csv(path, nrows=0).columns))
    assert {name: set(columns) for name, columns in described_columns().items()} == present


@pytest.mark.parametrize("path", CSV_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_column_and_no_question_holds_what_a_school_should_not(path):
    frame = pd.read_csv(path, dtype="str")
    names = set(frame.columns) | set(frame.get("question", pd.Series(dtype="str")))
    assert not {name.lower() for name in names} & FORBIDDEN_COLUMNS


@pytest.mark.parametrize("key", SAMPLES)
def test_the_dictionary_gives_source_licence_and_size(key):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    sample, frames = SAMPLES[key], load_sample(key)
    row = next(line for line in text.splitlines() if line.startswith(f"| `{sample.folder}` |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[2:] == [str(len(frames.students)), f"{len(frames.evidence):,}", sample.licence]
    assert f"### `{sample.folder}`" in text
    assert sample.citation.split(" (")[0].split(",")[0] in text


# From the published files


def test_portuguese_grades_become_evidence_and_the_rest_stays_behind(tmp_path):
    (tmp_path / "student-mat.csv").write_text(
        "school;sex;age;studytime;failures;schoolsup;activities;internet;romantic;Dalc;absences;G1;G2;G3\n"
        "GP;F;18;2;0;yes;no;no;no;1;6;5;6;0\n"
        "MS;M;17;4;3;no;yes;yes;yes;5;0;15;14;20\n"
    )
    converted = student_performance(tmp_path)
    grades = converted.evidence.sort_values("sequence").groupby("class_key")["score"].agg(list)
    by_name = converted.classes.set_index("name")["class_key"].map(grades)
    assert by_name.to_dict() == {
        "Gabriel Pereira, mathematics": [5, 6, 0],
        "Mousinho da Silveira, mathematics": [15, 14, 20],
    }
    assert set(converted.evidence["status"]) == {"scored"}
    assert sorted(converted.context["weekly_study_time"]) == ["2 to 5", "over 10"]
    assert not {name.lower() for frame in converted.frames().values() for name in frame} & FORBIDDEN_COLUMNS


@pytest.fixture
def module(tmp_path):
    """A module with one assignment, due on day 20; student 6 left before it began."""
    (tmp_path / "assessments.csv").write_text(
        "code_module,code_presentation,id_assessment,assessment_type,date,weight\n"
        "DDD,2013B,1,TMA,20,50\nDDD,2013J,2,TMA,20,50\n"
    )
    (tmp_path / "studentRegistration.csv").write_text(
        "code_module,code_presentation,id_student,date_registration,date_unregistration\n"
        "DDD,2013B,1,-30,\nDDD,2013B,2,-30,20\nDDD,2013B,3,-30,21\nDDD,2013B,4,-30,\nDDD,2013B,5,21,\n"
        "DDD,2013B,6,-30,0\nDDD,2013B,7,-30,\nDDD,2013B,8,-30,20\nAAA,2013B,9,-30,\n"
    )
    (tmp_path / "studentAssessment.csv").write_text(
        "id_assessment,id_student,date_submitted,is_banked,score\n1,1,18,0,0\n1,4,-1,1,77\n1,7,19,0,\n1,8,10,0,64\n"
    )
    return open_university(tmp_path).evidence


def test_work_is_missing_only_while_a_student_is_registered(module):
    # 1 scored 0; 2 left that day; 3 left a day later; 4 banked; 5 came too late; 7 has no score; 8 left, but handed in.
    assert module["status"].value_counts().to_dict() == {"scored": 3, "not assigned": 2, "missing": 1, "excused": 1}
    assert sorted(module["score"].dropna()) == [0, 64, 77]


def test_days_become_dates_and_banked_work_has_none(module):
    assert module["date_due"].eq(pd.Timestamp("2013-02-21")).all()
    banked = module[module["kind"].str.endswith("banked")]
    assert banked["score"].tolist() == [77]
    assert banked["date_submitted"].isna().all()
    assert module.loc[module["score"] == 0, "date_submitted"].tolist() == [pd.Timestamp("2013-02-19")]
