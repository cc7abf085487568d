"""Gradebooks with one student a row or one assignment a file: variants, traps, and what is left out and why."""

import pandas as pd
import pytest
from format_samples import SAMPLES, SCORES, STUDENTS
from importers_helpers import account_of, nothing_known

from plworkbench.errors import ImportRefused
from plworkbench.importers import REGISTRY, Answers, plan_import, read_file, read_raw
from plworkbench.importers.parsed import ABOVE_HEADER, NO_SCORE, OTHER_FORM, SOURCE_CUT, TOTAL, UNUSED_COLUMN

MASTERY, CLASSROOM = SAMPLES["canvas_learning_mastery"], SAMPLES["google_classroom"]
MOODLE, POWERTEACHER = SAMPLES["moodle_grades"], SAMPLES["powerteacher_scores"]
RATIOS = "Quiz: Ratios 6.RP.A.1"
MOODLE_HEADER = "First name,Surname,ID number,Institution,Department,Email address"


def read(text, **answers):
    content = text if isinstance(text, bytes) else text.encode()
    return read_file(content, "export.csv", Answers(**answers))


def rows_of(frame, *columns):
    """Rows as lists, None where nothing is known."""
    cells = frame[list(columns)].astype("object")
    return cells.where(cells.notna(), None).to_numpy().tolist()


def reason_of(parsed):
    return parsed.ignored.set_index(["row_number", "column_name"])["reason"]


def told(parsed):
    return [str(problem) for problem in parsed.problems]


# Canvas Learning Mastery


def test_an_outcome_is_tied_to_the_standard_its_path_names_and_else_waits_for_one():
    columns = read(MASTERY.GOOD).columns
    assert rows_of(columns, "title", "standard_code", "standard_source", "needs_mapping") == [
        ["6.RP.A.2 Unit rates", "6.RP.A.2", "title", False],
        ["I can compare, with words", "", "", True],
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("6.RP.A.1 > I can write a ratio", "6.RP.A.1"),
        ("6.RP.A.1 > 6.RP.A.2", "6.RP.A.2"),
        ("6.RP.A.1 > 6.RP.A.2 and 6.RP.A.3", ""),
        ("Goal 7 > Ratios", ""),
    ],
)
def test_the_outcome_itself_is_asked_for_its_standard_before_the_groups_above_it(path, code):
    header = f"Student name,Student ID,Student SIS ID,{path} result,{path} mastery points"
    assert read(f"{header}\nAmara Okafor,7,S1,3,3\n").columns["standard_code"].tolist() == [code]


def test_mastery_points_are_no_score_and_not_what_a_result_is_out_of():
    parsed = read(MASTERY.GOOD)
    assert rows_of(parsed.scores, "row_number", "score", "points_possible", "kind") == [
        [2, 3.27, None, "outcome rollup"],
        [2, 4, None, "outcome rollup"],
        [3, 0, None, "outcome rollup"],
        [4, 2.5, None, "outcome rollup"],
        [5, 4, None, "outcome rollup"],
        [5, 1.63, None, "outcome rollup"],
    ]
    assert parsed.columns["points_note"][0].endswith("At 3 points Canvas counts the outcome as mastered.")
    cuts = parsed.ignored[parsed.ignored["reason"] == SOURCE_CUT]
    assert cuts["row_number"].tolist() == [1, 1]
    assert cuts["column_name"].str.endswith(" mastery points").all()


def test_the_mark_for_no_sis_id_makes_no_two_students_one():
    content = MASTERY.GOOD.replace(b"00125", b"N/A")
    students = read(content).students
    assert [sorted(identifiers) for identifiers in students["identifiers"]] == [
        ["canvas_id", "sis_id"],
        ["canvas_id"],
        ["canvas_id"],
        ["canvas_id", "sis_id"],
    ]


def test_learning_mastery_reads_the_same_with_semicolons_and_decimal_commas():
    rows = read(MASTERY.GOOD).raw.cells
    german = [list(rows[0]), *([cell.replace(".", ",") for cell in row] for row in list(rows)[1:])]
    plain, other = read(MASTERY.GOOD), read("\n".join(map(";".join, german)))
    for frame in ("students", "columns", "ignored"):
        pd.testing.assert_frame_equal(getattr(plain, frame), getattr(other, frame))
    same = ["row_number", "column_name", "score", "status"]
    pd.testing.assert_frame_equal(plain.scores[same], other.scores[same])


def test_two_outcomes_of_one_path_stay_two_with_their_own_mastery_points():
    pair = "Ratios > Unit rates result,Ratios > Unit rates mastery points"
    parsed = read(f"Student name,Student ID,Student SIS ID,{pair},{pair}\nAmara Okafor,7,S1,3,3,1,4\n")
    assert rows_of(parsed.scores, "assessment", "score") == [
        ["Ratios > Unit rates", 3],
        ["Ratios > Unit rates [2]", 1],
    ]
    assert [note.split(". ")[1] for note in parsed.columns["points_note"]] == [
        "At 3 points Canvas counts the outcome as mastered.",
        "At 4 points Canvas counts the outcome as mastered.",
    ]


# Google Classroom


def test_the_rows_of_dates_and_points_describe_the_columns_and_are_no_students():
    parsed = read(CLASSROOM.GOOD)
    assert parsed.students["name"].tolist() == ["Amara Okafor", "Lucía García López", "Zoë Points"]
    assert rows_of(parsed.columns, "title", "points_possible") == [
        ["Quiz 6.RP.A.1", 10],
        ["Task, part 2", 20],
        ["Reading log", 5],
    ]
    due = parsed.scores.drop_duplicates("column_name").set_index("column_name")["date_due"]
    assert due["Quiz 6.RP.A.1"] == pd.Timestamp("2026-09-11")
    assert pd.isna(due["Reading log"])
    assert parsed.scores[["date_submitted", "date_assessed"]].isna().all(axis=None)
    assert {row: reason.split(": ")[1] for (row, column), reason in reason_of(parsed).items() if not column} == {
        2: "due dates",
        3: "points possible",
        4: "a summary of the class",
    }


def test_classroom_keeps_zero_missing_excused_and_no_score_apart():
    parsed = read(CLASSROOM.GOOD)
    assert rows_of(parsed.scores[parsed.scores["row_number"] < 7], "row_number", "column_name", "status", "score") == [
        [5, "Quiz 6.RP.A.1", "scored", 8.5],
        [5, "Task, part 2", "excused", None],
        [5, "Reading log", "scored", 5],
        [6, "Quiz 6.RP.A.1", "scored", 0],
        [6, "Task, part 2", "missing", None],
    ]
    assert reason_of(parsed)[6, "Reading log"] == NO_SCORE


@pytest.mark.parametrize(
    ("header", "date_row", "points_row"),
    [
        ("Last Name,First Name,Email Address", "Date,,", "Points,,"),
        ("Surname,First Name,Email", "Date,,", "Max Points,,"),
        ("Last Name,First Name,Email", "Due date,,", "Points Possible,,"),
        ("First Name,Last Name,Email Address", "Date,,", "Points,,"),
    ],
)
def test_classroom_is_known_in_each_wording_that_was_met(header, date_row, points_row):
    text = f"{header},Task\n{date_row},2026-09-11\n{points_row},10\nOkafor,Amara,amara@school.example,8\n"
    parsed = read(text)
    assert parsed.importer == "google_classroom"
    assert rows_of(parsed.scores, "score", "points_possible", "date_due") == [[8, 10, pd.Timestamp("2026-09-11")]]
    assert parsed.students["identifiers"].tolist() == [{"email": "amara@school.example"}]


def test_classroom_without_dates_and_points_is_still_known_by_its_headers():
    parsed = read("Last Name,First Name,Email Address,Task\nOkafor,Amara,amara@school.example,8\n")
    assert parsed.importer == "google_classroom"
    assert rows_of(parsed.scores, "score", "points_possible", "date_due") == [[8, None, None]]


def test_a_table_with_its_own_id_stays_a_plain_table_of_students_and_scores():
    parsed = read("Last Name,First Name,Student ID,Task\nPoints,,,10\nOkafor,Amara,00123,8\n")
    assert parsed.importer == "wide_table"


def test_classroom_dates_that_may_be_two_days_are_asked_about_once_and_cost_no_score():
    text = CLASSROOM.GOOD.replace(b"2026-09-11", b"9/11/2026").replace(b"2026-09-21", b"9/12/2026")
    parsed = read(text)
    assert [question.key for question in parsed.questions] == ["date_order"]
    assert told(parsed) == [
        "Row 2, column 'Quiz 6.RP.A.1': '9/11/2026' could be two different days; the file has 2 such dates. "
        "Answer whether the day or the month comes first, or write dates as year-month-day: 2026-09-14."
    ]
    assert len(parsed.scores) == len(read(CLASSROOM.GOOD).scores)
    assert parsed.scores["date_due"].isna().all()
    assert (account_of(parsed) == 1).all()
    answered = read(text, date_order="month first")
    assert answered.problems == ()
    assert answered.scores["date_due"].dt.month.dropna().unique().tolist() == [9]


def test_a_classroom_date_that_is_none_is_named_in_its_column_and_costs_no_score():
    parsed = read(CLASSROOM.GOOD.replace(b"2026-09-21", b"2026-13-21"))
    assert told(parsed) == [
        "Row 2, column 'Task, part 2': '2026-13-21' is not a date. Write dates as year-month-day: 2026-09-14."
    ]
    assert len(parsed.scores) == len(read(CLASSROOM.GOOD).scores)
    assert (account_of(parsed) == 1).all()


def test_a_header_of_classroom_in_another_language_is_read_as_the_teacher_ties_it():
    parsed = read(
        "Nachname,Vorname,E-Mail,Aufgabe 1\nOkafor,Amara,amara@school.example,8\n",
        importer="google_classroom",
        roles={"Nachname": "last_name", "Vorname": "first_name"},
    )
    assert parsed.students["name"].tolist() == ["Amara Okafor"]
    assert rows_of(parsed.scores, "column_name", "score") == [["Aufgabe 1", 8]]


# Moodle


def test_of_an_item_in_several_forms_the_points_are_taken_and_the_others_say_so():
    parsed = read(MOODLE.GOOD)
    assert parsed.columns["column_name"].tolist() == [f"{RATIOS} (Real)", "Assignment: Task, part 2 (Percentage)"]
    others = parsed.ignored[parsed.ignored["reason"] == OTHER_FORM]
    assert others.groupby("column_name").size().to_dict() == {f"{RATIOS} (Letter)": 4, f"{RATIOS} (Percentage)": 4}
    totals = parsed.ignored[parsed.ignored["reason"] == TOTAL]
    assert totals.groupby("column_name").size().to_dict() == {
        "Course total (Letter)": 4,
        "Course total (Real)": 4,
        "Unit 1 total (Real)": 4,
    }
    unused = parsed.ignored.loc[parsed.ignored["reason"] == UNUSED_COLUMN, "column_name"].tolist()
    assert unused == ["Institution", "Department", f"{RATIOS} (Feedback)", "Last downloaded from this course"]


def test_every_cell_of_a_grade_in_moodle_is_in_one_place_whatever_its_form():
    parsed = read(MOODLE.GOOD)
    grades = [name for name in parsed.raw.cells[0] if name.endswith(("(Real)", "(Percentage)", "(Letter)"))]
    places = pd.concat([parsed.scores, parsed.ignored])[["row_number", "column_name"]].value_counts()
    assert {(row, name): places.get((row, name), 0) for row in range(2, 6) for name in grades} == {
        (row, name): 1 for row in range(2, 6) for name in grades
    }


def test_a_dash_is_missing_and_a_zero_is_a_score_in_moodle():
    scores = read(MOODLE.GOOD).scores
    quiz = scores[scores["column_name"] == f"{RATIOS} (Real)"]
    assert rows_of(quiz, "row_number", "status", "score", "points_possible", "kind", "assessment") == [
        [2, "scored", 8.5, 10, "quiz", RATIOS],
        [3, "missing", None, 10, "quiz", RATIOS],
        [4, "scored", 0, 10, "quiz", RATIOS],
        [5, "scored", 7.33, 10, "quiz", RATIOS],
    ]


def test_an_item_that_nobody_has_a_grade_for_is_missed_by_nobody():
    parsed = read(MOODLE.GOOD)
    to_come = parsed.ignored[parsed.ignored["column_name"] == "Quiz: To come (Real)"]
    assert rows_of(to_come, "row_number", "raw", "reason") == [[row, "-", NO_SCORE] for row in range(2, 6)]
    assert "Quiz: To come (Real)" not in set(parsed.scores["column_name"])


def test_a_moodle_export_before_any_grade_is_a_list_of_students():
    parsed = read(f"{MOODLE_HEADER},Quiz: A (Real),Course total (Real)\nAmara,Okafor,1,,,a@school.example,-,-\n")
    assert (len(parsed.students), len(parsed.scores), parsed.problems) == (1, 0, ())
    assert (account_of(parsed) == 1).all()


@pytest.mark.parametrize(
    ("cells", "points"),
    [
        (["8.50,85.00 %", "7.33,73.30 %"], 10),
        (["8.5,85 %", "7.33,73 %"], 10),
        (["3.00,40.00 %"], 7.5),
        (["0.00,0.00 %"], None),
        (["8.50,85.00 %", "8.50,50.00 %"], None),
    ],
)
def test_points_are_worked_out_of_the_percentages_only_where_all_agree(cells, points):
    rows = "".join(f"Amara,Okafor {place},{place},,,,{pair}\n" for place, pair in enumerate(cells))
    parsed = read(f"{MOODLE_HEADER},Quiz: A (Real),Quiz: A (Percentage)\n{rows}")
    assert rows_of(parsed.columns, "points_possible") == [[points]]
    assert ("percentages" in parsed.columns["points_note"][0]) == (points is not None)


def test_moodle_reads_the_same_with_decimal_commas():
    plain = read(MOODLE.GOOD)
    rows = [[cell if "@" in cell else cell.replace(".", ",") for cell in row] for row in list(plain.raw.cells)[1:]]
    german = read("\n".join(map(";".join, [list(plain.raw.cells[0]), *rows])))
    assert german.problems == ()
    same = ["row_number", "column_name", "score", "points_possible", "status"]
    pd.testing.assert_frame_equal(plain.scores[same], german.scores[same])


def test_letters_of_moodle_count_only_once_somebody_says_what_they_are_worth():
    parsed = read(MOODLE.BAD)
    column = f"{RATIOS} (Letter)"
    assert [(problem.row, problem.column, problem.value, problem.code) for problem in parsed.problems] == [
        (3, column, "B+", "letter_grade")
    ]
    assert rows_of(parsed.scores, "row_number", "status") == [[2, "missing"], [4, "missing"]]
    worth = read(MOODLE.BAD, letters={"b+": 87.5})
    assert worth.problems == ()
    assert rows_of(worth.scores[worth.scores["status"] == "scored"], "raw", "score", "points_possible") == [
        ["B+", 87.5, 100]
    ]


def test_the_letter_m_is_a_grade_among_letters_and_not_missing_work():
    parsed = read(MOODLE.BAD.replace(b"B+", b"M"))
    assert told(parsed)[0].startswith("Row 3, column 'Quiz: Ratios 6.RP.A.1 (Letter)': 'M' is a letter grade")
    assert 3 not in parsed.scores["row_number"].tolist()


def test_what_is_no_letter_either_is_told_as_no_number():
    parsed = read(MOODLE.BAD.replace(b"B+", b"8?"), letters={"B+": 87})
    assert [(problem.value, "'8?' is not a number." in str(problem)) for problem in parsed.problems] == [("8?", True)]


def test_a_field_of_the_profile_is_no_item_and_its_cells_are_not_kept():
    header = f"{MOODLE_HEADER},Phone,Quiz: A (Real),Last downloaded from this course"
    parsed = read(f"{header}\nAmara,Okafor,1,,,a@school.example,5550100,8,1789000000\n")
    assert parsed.columns["column_name"].tolist() == ["Quiz: A (Real)"]
    kept = pd.concat([parsed.scores["raw"].astype("str"), parsed.ignored["raw"].astype("str")])
    assert not kept.str.contains("5550100|1789000000").any()


def test_an_older_moodle_export_without_forms_is_told_by_its_profile_columns():
    header = f'{MOODLE_HEADER},"Assignment: Ratios: part 1", "Feedback: Ratios","Course total"'
    parsed = read(f'{header}\nAnne,Able,,"Hill School","Year 6",anne@school.example,56.00,"Well done",56.00\n')
    assert parsed.importer == "moodle_grades"
    assert rows_of(parsed.columns, "column_name", "title") == [["Assignment: Ratios: part 1", "Ratios: part 1"]]
    assert rows_of(parsed.scores, "score", "kind") == [[56, "assignment"]]


@pytest.mark.parametrize(
    ("item", "is_total"),
    [("Unit 1: Ratios total", True), ("Quiz: Grand total", False), ("Category total", True), ("Totals quiz", False)],
)
def test_a_total_is_told_from_an_activity_that_is_called_total(item, is_total):
    parsed = read(f"{MOODLE_HEADER},Quiz: A (Real),{item} (Real)\nAmara,Okafor,1,,,,8,9\n")
    assert (reason_of(parsed).get((2, f"{item} (Real)")) == TOTAL) == is_total
    assert (len(parsed.scores) == 1) == is_total


def test_a_row_of_points_that_a_teacher_added_to_moodle_is_believed():
    parsed = read(f"{MOODLE_HEADER},Quiz: A (Real)\nPoints possible,,,,,,12\nAmara,Okafor,1,,,,8\n")
    assert rows_of(parsed.scores, "score", "points_possible") == [[8, 12]]


# PowerTeacher


@pytest.mark.parametrize("assessment", SCORES["assessment"].unique())
def test_a_template_that_is_written_is_read_back_as_it_was(assessment):
    work = SCORES[SCORES["assessment"] == assessment]
    parsed = read(POWERTEACHER.write_assignment(work))
    assert (parsed.importer, parsed.problems) == ("powerteacher_scores", ())
    keeps = ["assessment", "standard_code", "score", "points_possible", "status"]
    pd.testing.assert_frame_equal(
        parsed.scores[keeps].astype({"assessment": "str", "standard_code": "str", "status": "str"}),
        work[keeps].reset_index(drop=True),
        check_dtype=False,
    )
    assert parsed.scores["date_due"].tolist() == work["date_assessed"].tolist()
    assert [identifiers["sis_id"] for identifiers in parsed.students["identifiers"]] == STUDENTS["id"].tolist()
    assert parsed.sections == ["Period 3"]


def test_a_template_keeps_zero_missing_excused_and_no_score_apart():
    parsed = read(POWERTEACHER.GOOD)
    assert rows_of(parsed.scores, "row_number", "status", "score", "raw") == [
        [9, "scored", 6.5, "6.5"],
        [11, "scored", 0, "0"],
        [12, "excused", None, "EX"],
        [13, "missing", None, "M"],
    ]
    assert reason_of(parsed)[10, "Score"] == NO_SCORE
    assert parsed.sections == ["Mathematics 06"]
    above = parsed.ignored[parsed.ignored["reason"] == ABOVE_HEADER]
    assert above["row_number"].tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_each_assignment_is_mapped_on_its_own_although_its_column_is_always_called_score():
    assert read(POWERTEACHER.GOOD).columns["column_name"].tolist() == ["Unit 1 Formative 6.RP.A.1"]


@pytest.mark.parametrize("score", ["5", "5.0"])
def test_a_grade_scale_of_numbers_is_read_as_points(score):
    parsed = read(POWERTEACHER.GOOD.replace(b"POINTS", b"GRADESCALE").replace(b"6.5", score.encode()))
    assert rows_of(parsed.scores[:1], "score", "points_possible") == [[5, 7]]


def test_letters_of_a_grade_scale_count_once_somebody_says_what_they_are_worth():
    parsed = read(POWERTEACHER.BAD, letters={"B+": 87, "M": 75})
    assert parsed.problems == ()
    assert rows_of(parsed.scores, "row_number", "raw", "score", "points_possible", "status") == [
        [9, "B+", pytest.approx(6.09), 7, "scored"],
        [11, "0", 0, 7, "scored"],
        [12, "EX", None, 7, "excused"],
        [13, "M", 5.25, 7, "scored"],
    ]
    assert [problem.row for problem in read(POWERTEACHER.BAD).problems] == [9, 13]


def test_percent_scores_of_a_template_are_shares_of_its_points():
    parsed = read(POWERTEACHER.GOOD.replace(b"POINTS", b"PERCENT").replace(b"6.5", b"50"))
    assert rows_of(parsed.scores[:1], "raw", "score", "points_possible") == [["50", 3.5, 7]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2026-08-25", "soon", "Row 4, column 'Due Date': 'soon' is not a date."),
        ("7.0", "seven", "Row 5, column 'Points Possible': 'seven' is not a number."),
        ("POINTS", "STARS", "Row 7, column 'Score Type': 'STARS' is not known here."),
    ],
)
def test_a_wrong_fact_above_the_header_is_named_once_and_costs_no_score(old, new, says):
    parsed = read(POWERTEACHER.GOOD.decode().replace(old, new))
    assert [text.startswith(says) for text in told(parsed)] == [True]
    assert len(parsed.scores) == 4
    assert (account_of(parsed) == 1).all()


def test_a_due_date_that_may_be_two_days_is_asked_about_once():
    text = POWERTEACHER.GOOD.replace(b"2026-08-25", b"8/9/2026")
    parsed = read(text)
    assert ([question.key for question in parsed.questions], len(parsed.problems)) == (["date_order"], 1)
    assert parsed.problems[0].row == 4
    assert len(parsed.scores) == 4
    answered = read(text, date_order="day first")
    assert (answered.problems, answered.scores["date_due"][0]) == ((), pd.Timestamp("2026-09-08"))


def test_a_comma_in_a_title_that_nobody_quoted_stays_in_the_title():
    text = POWERTEACHER.GOOD.decode().replace("Unit 1 Formative 6.RP.A.1", "Ratios, part 2")
    assert read(text).columns["title"].tolist() == ["Ratios, part 2"]


def test_a_template_without_an_assignment_is_refused_until_somebody_names_it():
    text = POWERTEACHER.GOOD.decode().replace("Unit 1 Formative 6.RP.A.1", "")
    with pytest.raises(ImportRefused, match="Row 3, column 'Assignment Name': it names no assessment"):
        read(text)
    assert read(text, title="Unit 1").columns["title"].tolist() == ["Unit 1"]


def test_a_template_with_another_due_date_corrects_the_try_that_is_there():
    parsed = read(POWERTEACHER.GOOD)
    assert not parsed.dated_attempts
    assert set(parsed.scores["attempt"]) == {1}


# All four


@pytest.mark.parametrize("sample", [MASTERY, CLASSROOM, MOODLE, POWERTEACHER], ids=lambda sample: sample.FILE_NAME)
def test_what_is_no_score_is_not_counted_among_the_scores_left_out(sample):
    plan = plan_import(read(sample.GOOD), **nothing_known())
    waiting = plan.unmapped_columns["score_count"].sum()
    assert plan.counts["waits"]["no_standard"] == waiting
    assert plan.counts["left_out"] == 0


@pytest.mark.parametrize("sample", [MASTERY, CLASSROOM, MOODLE, POWERTEACHER], ids=lambda sample: sample.FILE_NAME)
def test_a_header_without_rows_is_refused_and_not_a_crash(sample):
    header = next(line for line in sample.GOOD.decode().splitlines() if "name" in line.lower() and ":," not in line)
    raw = read_raw(header.encode())
    assert {module.detect(raw) for module in REGISTRY if isinstance(raw, module.READS)} == {0}
