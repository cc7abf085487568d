"""Files as teachers really have them: each was read as something else than it says, before."""

import pandas as pd
import pytest
from importers_helpers import account_of

from plworkbench.errors import ImportRefused
from plworkbench.importers import Answers, read_file, read_table
from plworkbench.importers.points import points_in_header
from plworkbench.importers.text_files import rows_of


def read(text, name="class.csv", **answers):
    parsed = read_file(text.encode(), name, Answers(**answers))
    assert (account_of(parsed) == 1).all()
    return parsed


def scores_of(parsed, *columns):
    return parsed.scores[["column_name", "score", *columns]].astype({"column_name": "str"}).to_numpy().tolist()


def names_of(parsed):
    return parsed.students["name"].tolist()


def reasons_of(parsed):
    return parsed.ignored.set_index("row_number")["reason"].to_dict()


# Which format it is


def test_a_table_of_a_teacher_with_id_section_and_final_grade_is_no_canvas_export_and_keeps_its_quizzes():
    parsed = read("Student,ID,Section,Quiz 1,Quiz 2,Final Grade\nAmara Okafor,1,P3,8,9,85\nBen Ruiz,2,P3,7,10,90\n")
    assert parsed.importer == "wide_table"
    assert scores_of(parsed) == [["Quiz 1", 8], ["Quiz 2", 9], ["Quiz 1", 7], ["Quiz 2", 10]]


def test_points_in_parentheses_are_not_taken_for_the_number_of_a_canvas_assignment():
    table = "Student,ID,Section,Quiz 1 (20),Quiz 2 (20)\nAmara Okafor,1,P3,8,9\n"
    assert read(table).importer == "wide_table"
    assert read(table.replace("(20)", "(204411)")).importer == "canvas_gradebook"


def test_columns_of_numbers_under_task_and_activity_are_scores_and_no_titles():
    parsed = read("Student,Task,Project,Grade\nAmara Okafor,6,8,85\nBen Ruiz,6,7,90\nWei Chen,5,7,88\n")
    assert parsed.importer == "wide_table"
    assert parsed.columns["column_name"].tolist() == ["Task", "Project"]


def test_numbered_tasks_of_students_who_come_again_stay_titles():
    parsed = read("Student,Task,Score\nAmara Okafor,1,3\nAmara Okafor,2,4\nBen Ruiz,1,2\n")
    assert parsed.importer == "tidy_table"


@pytest.mark.parametrize(
    "table",
    [
        "Student,2026-09-14,2026-09-15\nAmara Okafor,A,A\nBen Ruiz,B,A\nWei Chen,A,C\n",
        "Student,Date,Mark\nAmara Okafor,2026-09-14,A\nBen Ruiz,2026-09-14,A-\nWei Chen,2026-09-14,A\n",
    ],
)
def test_an_a_among_other_letter_grades_is_no_absence_and_the_column_is_named(table):
    parsed = read(table)
    assert parsed.importer != "attendance"
    assert "letter_column" in {found.code for found in parsed.problems}


def test_days_of_attendance_without_their_year_are_named_one_by_one_and_nothing_is_guessed():
    parsed = read("Student,9/14,Tue 9/15\nAmara Okafor,P,A\nBen Ruiz,T,P\n")
    assert parsed.importer == "attendance"
    assert [(found.row, found.column, found.code) for found in parsed.problems] == [
        (1, "9/14", "not_a_date"),
        (1, "Tue 9/15", "not_a_date"),
    ]
    assert parsed.records["attendance"].empty


def test_days_of_attendance_may_begin_with_the_letter_of_the_weekday():
    parsed = read("Student,M 9/14/2026,T 9/15/2026\nAmara Okafor,A,P\nBen Ruiz,P,T\n")
    assert parsed.records["attendance"]["date"].dt.day.tolist() == [14, 15, 14, 15]


@pytest.mark.parametrize(("header", "cells"), [("Grade", ("85", "92")), ("Percent", ("8%", "9%"))])
def test_a_single_column_called_grade_or_percent_is_what_the_table_is_about(header, cells):
    parsed = read(f"Student,{header}\nAmara Okafor,{cells[0]}\nBen Ruiz,{cells[1]}\n")
    assert parsed.importer == "wide_table" and len(parsed.scores) == 2


def test_a_single_column_grade_of_years_of_school_belongs_to_a_class_list():
    assert read("Student,Grade\nAmara Okafor,12\nBen Ruiz,13\n").importer == "roster_list"


# Which column is what


def test_a_grade_beside_a_score_is_not_taken_for_the_score():
    parsed = read("Student,Grade,Assignment,Score,Points Possible\nAmara Okafor,6,Quiz 6.RP.A.1,8,10\n")
    assert scores_of(parsed, "points_possible") == [["Quiz 6.RP.A.1", 8, 10]]


def test_points_that_differ_within_one_assignment_were_earned_and_are_not_what_it_is_out_of():
    table = "Student,Grade,Assignment,Points\nAmara Okafor,6,Quiz 6.RP.A.1,8\nBen Ruiz,6,Quiz 6.RP.A.1,9\n"
    assert [score for _, score in scores_of(read(table))] == [8, 9]
    assert [score for _, score in scores_of(read(table.replace(",9", ",8").replace(",6,", ",7,")))] == [7, 7]


def test_a_day_in_a_header_is_not_what_the_work_is_out_of():
    assert pd.isna(points_in_header("Exit ticket 9/14")[1])
    assert pd.isna(points_in_header("Homework 2/3/2026")[1])
    assert points_in_header("Quiz 2 /10") == ("Quiz 2", 10)


def test_a_column_that_says_the_most_points_of_another_one_is_no_score_of_its_standard():
    parsed = read("Student,6.RP.A.1 Score,6.RP.A.1 Max\nAmara Okafor,3,8\nBen Ruiz,7,8\n")
    assert scores_of(parsed, "points_possible") == [["6.RP.A.1 Score", 3, 8], ["6.RP.A.1 Score", 7, 8]]


def test_a_percent_sign_in_a_header_says_that_its_numbers_are_percent():
    parsed = read("Student,Quiz 6.RP.A.1 (%)\nAmara Okafor,85\nBen Ruiz,3.5\n")
    assert parsed.scores["points_possible"].tolist() == [100, 100]


def test_totals_under_other_names_are_totals():
    parsed = read("Student,6.RP.A.1,Total Points,Course Grade,Rank\nAmara Okafor,3,7,88,1\nBen Ruiz,2,5,61,2\n")
    assert parsed.columns["column_name"].tolist() == ["6.RP.A.1"]


def test_a_column_of_dates_and_a_row_of_dates_say_when_it_was_assessed_or_due():
    by_column = read("Student,Date,6.RP.A.1\nAmara Okafor,9/14/2026,3\nBen Ruiz,9/8/2026,4\n").scores
    assert by_column["date_assessed"].dt.strftime("%m-%d").tolist() == ["09-14", "09-08"]
    for label, role in (("Date", "date_assessed"), ("Due date", "date_due")):
        parsed = read(f"Student,6.RP.A.1\n{label},9/14/2026\nPoints possible,10\nAmara Okafor,3\n")
        assert names_of(parsed) == ["Amara Okafor"]
        assert parsed.scores[role].tolist() == [pd.Timestamp("2026-09-14")]


@pytest.mark.parametrize(
    "above", ["Teacher:,Ms Rivera,\nTerm:,Fall 2026,\n", ",Unit 1,\n", "Gradebook,,\n,,\nPeriod,3,\n"]
)
def test_the_header_is_found_under_facts_and_merged_titles(above):
    parsed = read(f"{above}Student,6.RP.A.1,6.RP.A.2\nAmara Okafor,3,4\n")
    assert parsed.importer == "wide_table"
    assert scores_of(parsed) == [["6.RP.A.1", 3], ["6.RP.A.2", 4]]


def test_semicolons_win_over_the_commas_of_names_and_decimals():
    rows, separator = rows_of("Kind;Q1;Q2\nOkafor, Amara;3,5;4,0\nRuiz, Ben;2,5;3,0\nChen, Wei;2,5;3,0\n")
    assert separator == ";" and rows[1] == ["Okafor, Amara", "3,5", "4,0"]


# Which row is a student


@pytest.mark.parametrize(
    "row",
    [
        "Std Dev,,0.5", "Standard deviation,,0.5", "Highest,,4", "Max,,4", "Min,,2", "Count,,2", "Promedio,,3",
        "Durchschnitt,,3", "Number of students,2,", "Average score,,3", "Printed 9/14/2026,,",
        '"M = missing, EX = excused",,', "Period 4,,", "Student,ID,6.RP.A.1",
    ],
)  # fmt: skip
def test_a_summary_a_note_and_headings_once_more_are_no_students(row):
    parsed = read(f"Student,ID,6.RP.A.1\nAmara Okafor,1,2\nBen Ruiz,2,4\n{row}\n")
    assert names_of(parsed) == ["Amara Okafor", "Ben Ruiz"]
    assert reasons_of(parsed)[4].startswith("not a student's row")
    assert not parsed.problems


def test_a_child_called_max_or_low_stays_one():
    parsed = read("Student,6.RP.A.1,6.RP.A.2\nMax,2,3\nLow,3,3\nBen Ruiz,4,2\n")
    assert names_of(parsed) == ["Max", "Low", "Ben Ruiz"]


def test_students_under_numbers_stay_where_one_has_no_score():
    parsed = read("Student,6.RP.A.1\nStudent 1001,3\nStudent 1002,\nStudent 1003,4\n")
    assert len(parsed.students) == 3


def test_the_row_of_points_and_the_average_are_found_in_a_table_of_ids():
    parsed = read("ID,6.RP.A.1\nPoints possible,10\n001,8\n002,9\nAverage,8.5\n")
    assert names_of(parsed) == ["001", "002"]
    assert parsed.scores["points_possible"].tolist() == [10, 10]


# Who a student is


def test_an_id_kept_as_text_by_a_formula_is_the_id():
    parsed = read('Student,ID,6.RP.A.1\nAmara Okafor,"=""00123""",3\nBen Ruiz,"=""00124""",4\n')
    assert parsed.students["identifiers"].tolist() == [{"id": "00123"}, {"id": "00124"}]


def test_an_id_behind_the_name_is_the_id():
    parsed = read('Student,6.RP.A.1\n"Okafor, Amara (00123)",3\n"Ruiz, Ben (00124)",4\n')
    assert names_of(parsed) == ["Amara Okafor", "Ben Ruiz"]
    assert parsed.students["identifiers"].tolist() == [{"id": "00123"}, {"id": "00124"}]


def test_name_beside_first_name_is_the_last_name_or_the_whole_one():
    assert names_of(read("Name;Vorname;6.RP.A.1\nOkafor;Amara;3\n")) == ["Amara Okafor"]
    assert names_of(read("Name,First name,6.RP.A.1\nAlvarez,Al,3\n")) == ["Al Alvarez"]
    assert names_of(read("Name,First name,6.RP.A.1\nAmara Okafor,Amara,3\n")) == ["Amara Okafor"]


def test_a_row_with_only_the_second_identifier_belongs_to_the_same_student():
    head = "Student,ID,Email,Assignment,Score\nAmara Okafor,001,a@s.example,Quiz 6.RP.A.1,8\n"
    assert len(read(head + "Amara Okafor,001,,Quiz 6.RP.A.2,7\n").students) == 1
    # Beside two e-mail addresses nobody can tell whose the number is.
    several = head + "Amara Okafor,001,b@s.example,Quiz 6.RP.A.1,7\nAmara Okafor,001,,Quiz 6.RP.A.2,7\n"
    assert len(read(several).students) > 1


# Other languages


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Test: 6.RP.A.1 (Punkte);Test: 6.RP.A.1 (Prozentsatz);"
            "Kurs gesamt (Punkte);Zuletzt von diesem Kurs geladen",
            "Amara;Okafor;001;a@s.example;8,50;85,00 %;8,50;1790000000",
        ),
        (
            "Nombre;Apellido(s);Número de ID;Dirección de correo;Tarea: 6.RP.A.1 (Real);Tarea: 6.RP.A.1 (Porcentaje);"
            "Total del curso (Real);Última descarga de este curso",
            "Amara;Okafor;001;a@s.example;8.50;85.00 %;8.50;1790000000",
        ),
        (
            "Prénom;Nom;Numéro d'identification;Adresse de courriel;Test : 6.RP.A.1 (Brut);"
            "Test : 6.RP.A.1 (Pourcentage);Total du cours (Brut);Dernier téléchargement",
            "Amara;Okafor;001;a@s.example;8,50;85,00 %;8,50;1790000000",
        ),
    ],
)
def test_moodle_in_other_languages_gives_one_score_an_item_and_no_totals(header, row):
    parsed = read(f"{header}\n{row}\n")
    assert parsed.importer == "moodle_grades"
    assert parsed.students[["name", "identifiers"]].to_numpy().tolist() == [
        ["Amara Okafor", {"email": "a@s.example", "id": "001"}]
    ]
    assert parsed.scores[["standard_code", "score", "points_possible"]].to_numpy().tolist() == [["6.RP.A.1", 8.5, 10]]


@pytest.mark.parametrize(
    "header", ["Zeitstempel,E-Mail-Adresse,Punkte", "Marca temporal,Dirección de correo electrónico,Puntuación"]
)
def test_google_forms_in_other_languages_is_no_wide_table(header):
    parsed = read(f"{header},2 + 2?\n2026/09/14 1:16:00 p. m. GMT-5,a@s.example,8 / 10,4\n", "Ratios 6.RP.A.1.csv")
    assert parsed.importer == "google_forms"
    assert parsed.scores[["score", "date_submitted"]].to_numpy().tolist() == [[8, pd.Timestamp("2026-09-14")]]


def test_canvas_in_another_language_keeps_names_and_points():
    parsed = read(
        "Schüler/in;ID;SIS User ID;Quiz: 6.RP.A.1 (1234)\n    Mögliche Punkte;;;10,00\n"
        '"Okafor, Amara";11;S001;8,50\n"Ruiz, Ben";12;S002;EX\n'
    )
    assert names_of(parsed) == ["Amara Okafor", "Ben Ruiz"]
    assert parsed.scores["points_possible"].tolist() == [10, 10]


# Files that are large or wide


def test_a_large_table_whose_heading_is_a_number_keeps_its_texts_as_they_are():
    rows = "".join(f"{place % 3:03d},Child Number{place},1.10\n" for place in range(12_000))
    raw = read_table(f"7,Student,3\n{rows}".encode())
    assert list(raw.cells[1]) == ["000", "Child Number0", "1.10"] and list(raw.cells[0]) == ["7", "Student", "3"]


def test_a_table_of_more_columns_than_any_gradebook_has_is_refused_with_their_number():
    header = "Student," + ",".join(f"c{place}" for place in range(4000))
    with pytest.raises(ImportRefused, match="It has 4,001 columns"):
        read_file(f"{header}\nAmara Okafor{',1' * 4000}\n".encode())


def test_empty_columns_to_the_right_do_not_count_as_columns():
    assert len(read(f"Student,Quiz{',' * 4000}\nAmara Okafor,8{',' * 4000}\n").scores) == 1


def test_signs_that_cannot_be_seen_change_neither_a_score_nor_a_name():
    parsed = read("Student,Assignment,Score\nAmara Okafor,Quiz 1,8\u200b\nAmara\u200b Okafor,Quiz 2,\u202e9\n")
    assert parsed.scores["score"].tolist() == [8, 9] and len(parsed.students) == 1


def test_a_table_whose_rows_all_have_another_width_is_told_row_by_row():
    parsed = read("Student,Quiz\nAmara Okafor,1,2\nBen Ruiz,1,2\n")
    assert [(found.row, found.code) for found in parsed.problems] == [(2, "other_width"), (3, "other_width")]
