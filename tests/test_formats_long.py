"""Exports with one score a row, Canvas outcome results and Schoology: variants, traps, and what is ignored and why."""

import pandas as pd
import pytest
from format_samples import canvas_outcomes_report as canvas
from format_samples import schoology_bulk as schoology

from plworkbench.importers import Answers, read_file
from plworkbench.importers.canvas_outcomes_report import HIDDEN_POINTS
from plworkbench.importers.parsed import NEVER_KEPT, NO_SCORE
from plworkbench.importers.schoology_bulk import INCOMPLETE, NOT_COUNTED
from plworkbench.importers.tidy_rows import SAME_ROW


def rows_of(frame, *columns):
    plain = frame[list(columns)].astype("object")
    return plain.where(plain.notna(), None).to_numpy().tolist()


def reasons_of(parsed):
    rows = parsed.ignored[~parsed.ignored["row_number"].isin(parsed.header_rows)]
    return rows.set_index("row_number")["reason"].to_dict()


def outcomes(*rows, **answers):
    return read_file(canvas.table(rows), "outcomes.csv", Answers(**answers))


def grades(*rows, **answers):
    return read_file(schoology.table(rows), "bulk.csv", Answers(**answers))


def test_outcome_results_keep_attempts_questions_and_the_day_they_were_handed_in():
    parsed = read_file(canvas.GOOD, canvas.FILE_NAME)
    assert rows_of(
        parsed.scores, "row_number", "assessment", "standard_code", "attempt", "score", "points_possible"
    ) == [
        [2, "Quiz 1", "6.RP.A.1", 1, 3, 4],
        [3, "Quiz 1", "6.RP.A.1", 2, 4, 4],
        [4, "Unit test: Question 1", "", 1, 1, 1],
        [5, "Unit test: Question 2", "", 1, 0, 1],
        [6, "Quiz 1", "6.RP.A.1", 1, 0, 4],
        [7, "Unit test", "6.EE.B.7", 1, 2.5, 4],
    ]
    assert parsed.scores["date_submitted"].dt.strftime("%m-%d").tolist() == ["09-14", "09-21", *["09-14"] * 4]
    assert parsed.scores[["date_due", "date_assessed"]].isna().all(axis=None)
    assert reasons_of(parsed) == {8: HIDDEN_POINTS, 9: NO_SCORE}


def test_an_outcome_without_a_code_is_tied_once_for_all_its_rows():
    columns = read_file(canvas.GOOD, canvas.FILE_NAME).columns.set_index("column_name")
    assert columns["standard_code"].to_dict() == {"6.RP.A.1 Ratios": "6.RP.A.1", "Ratios": "", "Equations": "6.EE.B.7"}
    assert columns["needs_mapping"].to_dict() == {"6.RP.A.1 Ratios": False, "Ratios": True, "Equations": False}
    assert columns["standard_source"].to_dict() == {"6.RP.A.1 Ratios": "file", "Ratios": "", "Equations": "file"}


def test_an_outcome_is_known_by_the_codes_of_the_workbench():
    parsed = outcomes(canvas.result(canvas.AMARA, "Quiz", "Goal-7 Ratios", "3"), known_codes=("GOAL-7",))
    assert parsed.scores["standard_code"].tolist() == ["GOAL-7"]


def test_an_outcome_that_names_two_standards_is_left_to_be_tied_and_is_no_problem():
    parsed = outcomes(canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1 and 6.RP.A.2", "3"))
    assert parsed.problems == ()
    assert rows_of(parsed.columns, "column_name", "needs_mapping") == [["6.RP.A.1 and 6.RP.A.2", True]]


def test_canvas_students_are_known_by_both_of_their_numbers():
    students = read_file(canvas.GOOD, canvas.FILE_NAME).students
    assert rows_of(students, "name", "sections", "identifiers")[1] == [
        "Lucía García López", ("Maths 6: Period 3",), {"sis_id": "00124", "canvas_id": "12"},
    ]  # fmt: skip


def test_a_result_listed_once_for_each_section_counts_once_and_the_student_is_in_both():
    row = canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "3")
    parsed = outcomes(row, {**row, "section name": "Period 4"})
    assert parsed.problems == ()
    assert len(parsed.scores) == 1
    assert reasons_of(parsed) == {3: SAME_ROW}
    assert parsed.students["sections"].tolist() == [("Maths 6: Period 3", "Maths 6: Period 4")]


def test_questions_of_one_name_in_one_quiz_are_kept_apart_by_their_ids():
    row = canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "1", assessment_question="Question")
    parsed = outcomes({**row, "assessment question id": "91"}, {**row, "assessment question id": "92"})
    assert parsed.problems == ()
    assert parsed.scores["assessment"].tolist() == ["Quiz: Question (91)", "Quiz: Question (92)"]


def test_two_different_results_of_one_attempt_are_a_problem_in_both_rows():
    parsed = outcomes(*(canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", score) for score in ("3", "4")))
    assert [(found.row, found.code) for found in parsed.problems] == [(2, "same_evidence"), (3, "same_evidence")]
    assert parsed.scores.empty


def test_scores_of_students_who_are_not_active_are_kept_and_said_once():
    row = canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "3")
    ended = [{**row, "enrollment state": "completed", "attempt": str(n)} for n in (2, 3)]
    parsed = outcomes(row, *ended)
    assert len(parsed.scores) == 3
    assert [str(found) for found in parsed.problems] == [
        "Row 3, column 'enrollment state': the student's enrollment is 'completed', not active; the file has 2 such "
        "rows. Their scores are kept; delete the rows of students who have left, if they should not count."
    ]


def test_the_sibling_report_with_assignment_titles_is_read_too():
    export = canvas.GOOD.replace(b"assessment title", b"assignment title")
    assert len(read_file(export, "a.csv").scores) == 6


def test_a_report_in_two_courses_can_be_narrowed_to_one_of_them():
    row = canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "3")
    parsed = outcomes(
        row, {**row, "course name": "Science 6", "assessment title": "Lab"}, section="Science 6: Period 3"
    )
    assert parsed.scores["assessment"].tolist() == ["Lab"]


def test_a_schoology_export_keeps_zero_missing_excused_and_incomplete_apart():
    parsed = read_file(schoology.GOOD, schoology.FILE_NAME)
    assert rows_of(parsed.scores, "row_number", "standard_code", "status", "score", "points_possible") == [
        [2, "6.RP.A.1", "scored", 8.5, 10],
        [4, "", "scored", 17, 20],
        [5, "6.RP.A.1", "scored", 0, 10],
        [7, "6.RP.A.1", "missing", None, 10],
        [9, "6.RP.A.1", "excused", None, 10],
    ]
    assert reasons_of(parsed) == {3: NOT_COUNTED, 6: INCOMPLETE, 8: NO_SCORE}
    ignored = parsed.ignored.set_index("row_number")["raw"]
    assert [ignored[3], ignored[6]] == ["4", "Incomplete"]


def test_a_schoology_due_date_is_no_other_date_and_the_category_is_the_kind():
    scores = read_file(schoology.GOOD, schoology.FILE_NAME).scores
    assert scores["date_due"].iloc[0] == pd.Timestamp("2026-09-11")
    assert scores[["date_submitted", "date_assessed"]].isna().all(axis=None)
    assert set(scores["kind"]) == {"Quizzes"}


def test_two_schoology_students_of_one_name_stay_two_with_all_their_numbers_and_courses():
    students = read_file(schoology.GOOD, schoology.FILE_NAME).students
    assert students["name"].tolist() == ["Amara Okafor", "Lucía García López", "Wei Chen", "Wei Chen"]
    assert students["identifiers"].iloc[3] == {
        "sis_id": "00126", "login": "wei00126", "email": "wei.00126@school.example",
    }  # fmt: skip
    assert students["sections"].iloc[0] == ("Maths 6: Period 3", "Art: Period 3")


@pytest.mark.parametrize("word", ["False", "FALSE", "No", "0"])
def test_a_grade_that_the_gradebook_does_not_count_is_ignored_and_its_student_is_not(word):
    parsed = grades(schoology.grade(schoology.AMARA, "Practice", "4", counts=word))
    assert parsed.scores.empty
    assert reasons_of(parsed) == {2: NOT_COUNTED}
    assert len(parsed.students) == 1


def test_whether_a_child_has_accommodations_is_never_kept():
    ignored = read_file(schoology.GOOD, schoology.FILE_NAME).ignored.set_index("column_name")
    assert ignored.loc["Accommodations Offered/Received", ["raw", "reason"]].tolist() == ["", NEVER_KEPT]


def test_schoology_dates_that_can_be_two_days_cost_no_grade():
    parsed = grades(schoology.grade(schoology.AMARA, "Quiz", "8", due="9/8/2026"))
    assert [found.code for found in parsed.problems] == ["day_or_month_first"]
    assert [question.key for question in parsed.questions] == ["date_order"]
    assert parsed.scores["date_due"].isna().tolist() == [True]
    told = grades(schoology.grade(schoology.AMARA, "Quiz", "8", due="9/8/2026"), date_order="day first")
    assert told.scores["date_due"].tolist() == [pd.Timestamp("2026-08-09")]


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-04 10:15:00 UTC",
        "2026/10/04 10:15:00 AM GMT+5:30",
        "Sunday, October 4, 2026, 10:15 AM",
        "4.10.2026 10:15",
    ],
)
def test_a_moment_is_read_as_its_day(written):
    parsed = outcomes(canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "3", submission_date=written))
    assert parsed.problems == ()
    assert parsed.scores["date_submitted"].tolist() == [pd.Timestamp("2026-10-04")]


def test_a_number_that_a_spreadsheet_program_uses_for_a_day_is_named_and_not_guessed():
    parsed = outcomes(canvas.result(canvas.AMARA, "Quiz", "6.RP.A.1", "3", submission_date="46299"))
    assert [str(found) for found in parsed.problems] == [
        "Row 2, column 'submission date': '46299' is not a date. Write dates as year-month-day: 2026-09-14."
    ]
