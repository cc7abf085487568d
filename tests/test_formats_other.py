"""Forms, pasted grids, class lists and tables of no known format: their traps, and what is said of what is left out."""

import pandas as pd
import pytest
from format_samples import SAMPLES, STUDENTS
from importers_helpers import account_of

from plworkbench.importers import Answers, read_file, read_table
from plworkbench.importers.free_table import NOBODY_SAID, ROLES, guess_roles
from plworkbench.importers.grid import grid_of
from plworkbench.importers.guessing import WORK
from plworkbench.importers.tidy_parts import WORDS
from plworkbench.importers.titles import WAITS_FOR_TITLE, title_of_file


def read(text, file_name="Ratios 6.RP.A.1.csv", **options):
    return read_file(text.encode(), file_name, Answers(**options))


def scores_of(parsed, *columns):
    frame = parsed.scores[list(columns)].astype("object")
    return frame.where(frame.notna(), None).to_numpy().tolist()


def said(parsed):
    return [(found.code, found.row, found.column) for found in parsed.problems]


def reasons(parsed):
    return parsed.ignored.set_index(["row_number", "column_name"])["reason"].to_dict()


def all_once(parsed):
    return bool((account_of(parsed) == 1).all())


# Google Forms

GOOGLE = """\
Timestamp,Email Address,Score,What is your name?
2026/10/14 10:15:00 AM GMT+5:30,ada@school.example,13.5 / 15,Ada Obi
2026/10/14 1:15:00 PM GMT+5:30,ada@school.example,15 / 15,ada
2026/10/14 9:15:00 AM GMT+5:30,Bo@school.example,0 / 15,Bo Li
"""


def test_answers_of_one_student_are_tries_in_the_order_of_their_time():
    late_first = "\n".join(GOOGLE.splitlines()[place] for place in (0, 2, 1, 3))
    parsed = read(late_first)
    assert scores_of(parsed, "row_number", "attempt", "score") == [[2, 2, 15], [3, 1, 13.5], [4, 1, 0]]
    assert parsed.students["name"].tolist() == ["ada", "Bo Li"]


def test_a_form_is_dated_by_the_day_in_its_own_time():
    parsed = read(GOOGLE.replace("10:15:00 AM", "11:59:00 PM"))
    assert set(parsed.scores["date_submitted"]) == {pd.Timestamp("2026-10-14")}
    assert parsed.scores[["date_assessed", "date_due"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("8/14/2025 23:25:41", "2025-08-14"),
        ("14/8/2025 23:25:41", "2025-08-14"),
        ("14.08.2025 23:25:41", "2025-08-14"),
        ("2025-08-14T23:25:41", "2025-08-14"),
    ],
)
def test_the_moment_is_read_as_each_locale_writes_it(moment, day):
    parsed = read(f"Timestamp,Email Address,Score,2 + 2?\n{moment},ada@school.example,1 / 1,4\n")
    assert (parsed.importer, parsed.problems) == ("google_forms", ())
    assert parsed.scores["date_submitted"].tolist() == [pd.Timestamp(day)]


def test_a_moment_that_may_be_two_days_is_asked_once_and_costs_no_score():
    form = "Timestamp,Email Address,Score\n8/4/2025 23:25:41,a@b.example,1 / 1\n8/5/2025 0:52:12,c@b.example,0 / 1\n"
    parsed = read(form)
    assert said(parsed) == [("day_or_month_first", 2, "Timestamp")]
    assert [question.key for question in parsed.questions] == ["title", "date_order"]
    assert len(parsed.scores) == 2
    assert parsed.scores["date_submitted"].isna().all()
    told = read(form, date_order="month first")
    assert told.scores["date_submitted"].tolist() == [pd.Timestamp("2025-08-04"), pd.Timestamp("2025-08-05")]
    assert told.problems == ()


def test_a_form_is_called_by_its_file_unless_the_teacher_names_it():
    parsed, named = read(GOOGLE), read(GOOGLE, title="Exit ticket 6.EE.B.7")
    assert set(parsed.scores["assessment"]) == {"Ratios 6.RP.A.1"}
    assert parsed.columns[["column_name", "standard_code"]].to_numpy().tolist() == [["Ratios 6.RP.A.1", "6.RP.A.1"]]
    assert set(named.scores["assessment"]) == {"Exit ticket 6.EE.B.7"}
    assert [(question.key, question.answer) for question in named.questions] == [("title", "Exit ticket 6.EE.B.7")]


@pytest.mark.parametrize("name", ["google_forms", "microsoft_forms", "exit_ticket_grid"])
def test_what_has_no_title_waits_for_one_with_every_row_accounted_for(name):
    parsed = read_file(SAMPLES[name].GOOD, "responses (1).csv")
    assert len(parsed.scores) == len(parsed.columns) == 0
    assert WAITS_FOR_TITLE in set(parsed.ignored["reason"])
    assert parsed.questions[0].answer == ""
    assert all_once(parsed)


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("Ratios (Responses) - Form Responses 1.csv", "Ratios"),
        ("Ratios(1-24).xlsx", "Ratios"),
        ("Ratios (3).csv", "Ratios"),
        ("folder/Ratios part 2.csv", "Ratios part 2"),
        ("Quiz 6.RP.A.1", "Quiz 6.RP.A.1"),
        ("Untitled form (Responses).xlsx", ""),
        ("", ""),
    ],
)
def test_the_title_of_a_file_is_without_what_programs_add(file_name, title):
    assert title_of_file(file_name) == title


def test_questions_may_share_a_title_and_hold_commas_lines_and_emoji():
    parsed = read_file(SAMPLES["google_forms"].GOOD, SAMPLES["google_forms"].FILE_NAME)
    assert parsed.problems == ()
    unused = parsed.ignored.loc[parsed.ignored["row_number"] == 1, "column_name"].tolist()
    assert unused == ["Which is larger, 2/3 or 3/4? 🤔\nSay why.", "Explain", "Explain [2]"]


def test_a_form_answered_without_email_goes_by_the_name_the_child_typed():
    parsed = read("Timestamp,Score,Full name\n2026/10/14 10:15:00 AM,1 / 2,Ada Obi\n2026/10/14 10:16:00 AM,2 / 2,\n")
    assert parsed.students["name"].tolist() == ["Ada Obi"]
    assert said(parsed) == [("anonymous_answer", 3, None)]
    assert all_once(parsed)


def test_an_email_address_in_capitals_is_the_same_student():
    parsed = read(GOOGLE.replace("Bo@school.example", "ADA@school.example"))
    assert parsed.students["identifiers"].tolist() == [{"email": "ada@school.example"}]
    assert sorted(parsed.scores["attempt"]) == [1, 2, 3]


def test_a_student_without_a_name_is_called_by_the_email():
    parsed = read("Timestamp,Email Address,Score\n2026/10/14 10:15:00 AM,ada@school.example,1 / 2\n")
    assert parsed.students[["name", "identifiers"]].to_numpy().tolist() == [
        ["ada@school.example", {"email": "ada@school.example"}]
    ]


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Name", "name"),
        ("What's your full name?", "name"),
        ("First and last name", "name"),
        ("Please enter your first name", "first_name"),
        ("Student ID number", "id"),
        ("Which class are you in?", "section"),
        ("What is the name of this shape?", None),
        ("What is the number?", None),
        ("Your teacher's name", None),
        ("Parent email", None),
    ],
)
def test_only_questions_about_the_child_say_who_it_is(question, role):
    parsed = read(f'Timestamp,Email Address,Score,"{question}"\n2026/10/14 10:15:00 AM,a@b.example,1 / 2,x\n')
    assert parsed.roles.get(question) == role


def test_the_teacher_says_which_question_holds_the_name():
    form = "Timestamp,Score,Who\n2026/10/14 10:15:00 AM,1 / 2,Ada Obi\n"
    assert len(read(form).scores) == 0
    assert read(form, roles={"Who": "name"}).students["name"].tolist() == ["Ada Obi"]


def test_a_form_without_scores_is_a_survey_and_keeps_no_answer():
    parsed = read("Timestamp,Email Address,How do you feel?\n2026/10/14 10:15:00 AM,ada@school.example,tired\n")
    assert parsed.importer == "google_forms"
    assert said(parsed) == [("no_scores_in_form", None, None)]
    assert len(parsed.students) == len(parsed.scores) == 0
    assert reasons(parsed)[2, ""].startswith("an answer to a survey")
    assert "tired" not in set(parsed.ignored["raw"])
    assert all_once(parsed)


def test_an_answer_that_was_copied_is_no_second_try():
    parsed = read(GOOGLE + GOOGLE.splitlines()[1] + "\n")
    assert reasons(parsed)[5, ""] == "the same as another row of this student"
    assert len(parsed.scores) == 3
    assert all_once(parsed)


def test_a_score_that_excel_made_a_date_is_named():
    parsed = read(GOOGLE.replace("0 / 15", "15-Oct"))
    assert "turned '10/15' into it" in str(parsed.problems[0])
    assert said(parsed) == [("excel_made_a_date", 4, "Score")]


def test_days_number_the_tries_only_where_no_student_answers_twice_a_day():
    assert not read(GOOGLE).dated_attempts
    assert read(GOOGLE.replace("2026/10/14 1:15", "2026/10/15 1:15")).dated_attempts


# Microsoft Forms

MICROSOFT = """\
ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,{question},Points - {question},\
Feedback - {question},And why?,Points - And why?
1,9/14/26 9:06:23,9/14/26 9:17:10,ada@school.example,Ada Obi,4,,3/4,2,Well done,because,2
2,9/14/26 9:08:00,9/14/26 9:22:00,bo@school.example,Bo Li,1,,2/3,0,,so,1
"""


def test_the_count_of_answers_is_no_id_of_a_student():
    parsed = read(MICROSOFT.format(question="Which is larger?"))
    assert parsed.students["identifiers"].tolist() == [{"email": "ada@school.example"}, {"email": "bo@school.example"}]


def test_the_total_is_the_score_where_no_question_names_a_standard():
    parsed = read(MICROSOFT.format(question="Which is larger?"))
    assert scores_of(parsed, "row_number", "column_name", "score", "points_possible") == [
        [2, "Ratios 6.RP.A.1", 4, None],
        [3, "Ratios 6.RP.A.1", 1, None],
    ]
    assert reasons(parsed)[1, "Points - Which is larger?"].startswith("a column this format does not use")


def test_a_question_that_names_a_standard_is_a_score_and_the_total_then_is_none():
    parsed = read(MICROSOFT.format(question="6.RP.A.3: Which is larger?"), "Mixed quiz.csv")
    assert scores_of(parsed, "row_number", "column_name", "assessment", "standard_code", "score") == [
        [2, "Points - 6.RP.A.3: Which is larger?", "Mixed quiz: 6.RP.A.3: Which is larger?", "6.RP.A.3", 2],
        [3, "Points - 6.RP.A.3: Which is larger?", "Mixed quiz: 6.RP.A.3: Which is larger?", "6.RP.A.3", 0],
    ]
    assert reasons(parsed)[2, "Total points"].startswith("a total")
    assert (1, "Points - And why?") in reasons(parsed)
    assert all_once(parsed)


def test_an_anonymous_answer_is_told_by_what_the_child_typed_or_is_a_problem():
    form = """\
Id,Start time,Completion time,Email,Name,Total points,School email,First name,Last name
1,9/14/26 9:06,9/14/26 9:17,anonymous,Anonymous,3,ada@school.example,Ada,Obi
2,9/14/26 9:06,9/14/26 9:17,anonymous,,2,,,
"""
    parsed = read(form)
    assert parsed.students[["name", "identifiers"]].to_numpy().tolist() == [
        ["Ada Obi", {"email": "ada@school.example"}]
    ]
    assert said(parsed) == [("anonymous_answer", 3, None)]
    assert all_once(parsed)


def test_a_form_of_windows_bytes_keeps_its_dash():
    parsed = read_file(SAMPLES["microsoft_forms"].GOOD, "Ratios.csv")
    assert parsed.raw.encoding == "cp1252"
    assert (1, "Which is larger — 2/3 or 3/4?") in reasons(parsed)
    assert "Lucía García" in parsed.students["name"].tolist()


# Exit tickets


def pasted(*rows):
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("marks", "scores"),
    [
        (["✓", "✗", "x"], [1, 0, 0]),
        (["+", "-", "+"], [1, 0, 1]),
        (["yes", "No", "YES"], [1, 0, 1]),
        (["1", "✓", "0"], [1, 1, 0]),
        (["TRUE", "FALSE", "TRUE"], [1, 0, 1]),
    ],
)
def test_marks_for_right_and_wrong_are_one_point_and_none(marks, scores):
    parsed = read(
        pasted(*(f"{name}\t{mark}" for name, mark in zip(["Ada Obi", "Bo Li", "Cy Ray"], marks, strict=True)))
    )
    assert parsed.importer == "exit_ticket_grid"
    assert parsed.scores["score"].tolist() == scores
    assert parsed.scores["points_possible"].tolist() == [1, 1, 1]
    assert parsed.scores["raw"].tolist() == marks


def test_levels_stay_numbers_and_a_dash_among_them_is_missing_work():
    parsed = read(pasted("Ada Obi,3", "Bo Li,-", "Cy Ray,4", "Di Fox,", "Ed Gil,EX"))
    assert scores_of(parsed, "row_number", "status", "score") == [
        [1, "scored", 3],
        [2, "missing", None],
        [3, "scored", 4],
        [5, "excused", None],
    ]
    assert reasons(parsed)[4, "Ratios 6.RP.A.1"] == "no score"


def test_an_x_without_any_tick_can_mean_right_or_wrong():
    parsed = read(pasted("Ada Obi,3,x", "Bo Li,4,", "Cy Ray,1,x"))
    column = "Ratios 6.RP.A.1, column C"
    assert said(parsed) == [("right_or_wrong", 1, column), ("right_or_wrong", 3, column)]
    assert len(parsed.scores) == 3
    assert all_once(parsed)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (["Obi\tAda\t3", "Li\tBo\t4"], ["Ada Obi", "Bo Li"]),
        (['"Obi, Ada",3', '"Li, Bo",4'], ["Ada Obi", "Bo Li"]),
        (["Exit ticket,", "Ada Obi,3", "Bo Li,4"], ["Ada Obi", "Bo Li"]),
    ],
)
def test_names_of_a_grid_stand_in_one_column_or_two(rows, names):
    parsed = read(pasted(*rows))
    assert parsed.students["name"].tolist() == names
    assert parsed.scores["score"].tolist() == [3, 4]


def test_a_number_of_the_school_beside_the_name_is_no_mark():
    parsed = read(pasted("Ada Obi,00123,3", "Bo Li,00124,4"))
    assert parsed.students["identifiers"].tolist() == [{"id": "00123"}, {"id": "00124"}]
    assert parsed.scores["score"].tolist() == [3, 4]


def test_a_grid_of_ticks_may_have_a_heading():
    parsed = read(pasted("Name,Ratios 6.RP.A.1,Units", "Ada Obi,✓,✗", "Bo Li,✗,✓"), title="Exit 4")
    assert parsed.importer == "exit_ticket_grid"
    assert parsed.columns["column_name"].tolist() == ["Ratios 6.RP.A.1", "Units"]
    assert parsed.columns["standard_code"].tolist() == ["6.RP.A.1", ""]
    assert parsed.scores["assessment"].tolist()[:2] == ["Exit 4: Ratios 6.RP.A.1", "Exit 4: Units"]


@pytest.mark.parametrize(
    "table",
    [
        "Student,1,2,3\nAda Obi,3,2,1\nBo Li,1,2,3\n",
        "Name,6.RP.A.1\nAda Obi,3\nBo Li,4\n",
        "Student,Quiz\nAda Obi,3\n",
    ],
)
def test_an_ordinary_table_with_headings_is_no_exit_ticket(table):
    assert read(table).importer == "wide_table"


def test_one_odd_mark_makes_no_heading_of_the_first_student():
    parsed = read(pasted("Ada Obi,absnt,3", "Bo Li,4,2", "Cy Ray,1,0"))
    assert [(found.row, found.value) for found in parsed.problems] == [(1, "absnt")]
    assert len(parsed.students) == 3
    assert all_once(parsed)


def test_numbered_questions_above_names_are_a_heading():
    parsed = read(pasted("Alumno,1,2,3", "Ada Obi,1,0,1", "Bo Li,0,0,1"))
    assert parsed.students["name"].tolist() == ["Ada Obi", "Bo Li"]
    assert parsed.columns["column_name"].tolist() == ["1", "2", "3"]


def test_a_row_of_another_width_is_named():
    parsed = read(pasted("Ada Obi,3", "Bo Li,4,5", "Cy Ray,1"))
    assert said(parsed) == [("other_width", 2, None)]
    assert all_once(parsed)


# Class lists


def test_a_class_list_brings_students_and_no_scores():
    parsed = read_file(SAMPLES["roster_list"].GOOD, "class list.csv")
    assert parsed.students["name"].tolist() == ["Amara Okafor", "Lucía García López", "Wei Chen", "Wei Chen"]
    assert parsed.students["sections"].tolist()[0] == ("Period 3", "Period 4")
    assert len(parsed.scores) == 0
    assert reasons(parsed)[7, ""] == "the same student as in another row"


def test_a_grade_level_is_no_score_and_a_phone_number_is_never_kept():
    parsed = read_file(SAMPLES["roster_list"].GOOD, "class list.csv")
    told = parsed.ignored.set_index("column_name")
    assert told.loc["Grade Level", "reason"].startswith("a column this format does not use")
    assert told.loc["Home Phone", ["reason", "raw"]].tolist() == ["never kept", ""]
    assert not parsed.ignored["raw"].str.contains("555").any()


def test_two_of_one_name_without_ids_stay_two_in_a_list():
    assert len(read("Name,Section\nWei Chen,A\nWei Chen,A\n").students) == 2


def test_a_list_with_a_row_that_names_nobody_says_so():
    parsed = read("Last Name,First Name,Student ID\nObi,Ada,00123\n,,00124\nTotal,,\n")
    assert [found.row for found in parsed.problems] == [3]
    assert reasons(parsed)[4, ""].startswith("not a student's row")
    assert all_once(parsed)


@pytest.mark.parametrize("table", ["Name,ID,Quiz\nAda Obi,1,3\n", "Name,Quiz\nAda Obi,EX\n"])
def test_a_table_with_scores_is_no_class_list(table):
    assert read(table).importer == "wide_table"


# Tables of no known format


def guess(text):
    return guess_roles(grid_of(read_table(text.encode())))


def test_every_role_of_a_table_with_one_score_a_row_can_be_chosen():
    assert set(ROLES) - {"", WORK} == set(WORDS) - {"points"}


def test_roles_are_guessed_from_the_cells_where_the_headings_say_nothing():
    assert guess(SAMPLES["free_table"].GOOD.decode()) == {
        "Nr.": "",
        "Schüler": "name",
        "Schulnummer": "id",
        "Brüche": WORK,
        "Dezimalzahlen": WORK,
        "Wann": "date_assessed",
    }


def test_students_who_come_again_mean_one_score_a_row():
    rows = [f"{name},{work},{score},10" for work in ("Quiz", "Task") for name, score in (("Ada Obi", 8), ("Bo Li", 7))]
    table = "Alumno,Trabajo,Nota,Sobre\n" + "\n".join(rows)
    assert guess(table) == {
        "Alumno": "name",
        "Trabajo": "assessment",
        "Nota": "score",
        "Sobre": "points_possible",
    }
    assert read(table).scores["points_possible"].tolist() == [10] * 4


def test_the_day_of_a_row_goes_with_its_scores():
    parsed = read_file(SAMPLES["free_table"].GOOD, "marks.csv")
    days = parsed.scores.groupby("row_number")["date_assessed"].agg(["min", "max"])
    assert (days["min"] == days["max"]).all()
    assert days.loc[2, "min"] == pd.Timestamp("2026-09-14")


def test_the_teacher_is_asked_whether_the_columns_were_guessed_right():
    asked = read_file(SAMPLES["free_table"].GOOD, "marks.csv").questions[0]
    assert (asked.key, asked.answer, dict(asked.options)) == ("roles", "", ROLES)
    told = read_file(SAMPLES["free_table"].GOOD, "marks.csv", Answers(roles={"Wann": ""}))
    assert told.questions[0].answer != ""
    assert told.roles["Wann"] == ""
    assert told.scores["date_assessed"].isna().all()


def test_a_role_the_teacher_gives_is_taken_from_the_column_it_was_guessed_for():
    parsed = read_file(SAMPLES["free_table"].GOOD, "marks.csv", Answers(roles={"Nr.": "id"}))
    assert parsed.roles["Nr."] == "id"
    assert parsed.roles["Schulnummer"] == ""
    assert parsed.students["identifiers"].tolist()[0] == {"id": "1"}


@pytest.mark.parametrize("table", ["Tag,Regen\nMontag,3\nDienstag,4\n", "Alumno,Color\nAda Obi,rojo\nBo Li,azul\n"])
def test_nothing_is_taken_before_a_student_and_a_score_are_named(table):
    parsed = read(table)
    assert parsed.importer == "free_table"
    assert len(parsed.students) == len(parsed.scores) == 0
    assert set(parsed.ignored["reason"]) == {NOBODY_SAID}
    assert all_once(parsed)


def test_what_the_teacher_says_makes_a_table_readable():
    table = "Tag,Regen\nMontag,3\nDienstag,4\n"
    parsed = read(table, roles={"Tag": "name", "Regen": WORK}, importer="free_table")
    assert scores_of(parsed, "row_number", "column_name", "score") == [[2, "Regen", 3], [3, "Regen", 4]]
    assert all_once(parsed)


def test_a_student_listed_twice_whose_id_was_rounded_is_in_one_place_only():
    rows = "Okafor,Amara,00123,a@school.example\n" + "Chen,Wei,1.24E+11,w@school.example\n" * 2
    parsed = read_file(("Last Name,First Name,Student ID,Email\n" + rows).encode())
    assert (account_of(parsed) == 1).all()
    assert [problem.row for problem in parsed.problems] == [3, 4]


def test_a_class_list_that_is_written_is_read_back_as_it_was():
    lines = ["Last Name,First Name,Student ID,Email,Section"]
    for student in STUDENTS.itertuples():
        lines.append(f'"{student.last_name}",{student.first_name},{student.id},{student.email},{student.section}')
    parsed = read_file("\n".join(lines).encode())
    assert parsed.importer == "roster_list"
    assert parsed.problems == ()
    expected = [f"{student.first_name} {student.last_name}" for student in STUDENTS.itertuples()]
    assert parsed.students["name"].tolist() == expected
    assert parsed.students["identifiers"].tolist() == [
        {"email": student.email, "id": student.id} for student in STUDENTS.itertuples()
    ]
    assert set(parsed.students["sections"]) == {("Period 3",)}
