"""Answers to questions: right and wrong in words, times, tries, quizzes without a title, tables that are no answers."""

from dataclasses import replace

import pandas as pd
import pytest
from format_samples import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import account_of, has_declared_types
from test_format_samples import damaged

from plworkbench.importers import Answers, read_file
from plworkbench.importers.item_responses import NOT_ANSWERED
from plworkbench.importers.tidy_rows import SAME_ROW
from plworkbench.importers.titles import WAITS_FOR_TITLE


def read(text, file_name="table.csv", **answers):
    return read_file(text.encode(), file_name, Answers(**answers))


def answers_of(text, *columns, **answers):
    parsed = read(text, **answers)
    assert (parsed.importer, parsed.problems) == ("item_responses", ())
    assert has_declared_types(parsed)
    assert (account_of(parsed) == 1).all()
    plain = parsed.records["item_responses"][list(columns)].astype("object")
    return plain.where(plain.notna(), None).to_numpy().tolist()


def places_of(parsed):
    return [(found.row, found.column, found.code) for found in parsed.problems]


@pytest.mark.parametrize(
    ("header", "word", "score"),
    [
        *(("Correct", word, 1) for word in ("true", "TRUE", "T", "yes", "1", "Right", "✓")),
        *(("Correct?", word, 0) for word in ("false", "No", "0", "wrong", "incorrect", "✗")),
        *(("Score", word, score) for word, score in (("Correct", 1), ("Incorrect", 0), ("✓", 1), ("False", 0))),
    ],
)
def test_right_and_wrong_in_words_are_one_point_of_one_and_none(header, word, score):
    table = f"Student,Quiz,Question,Answer,{header}\nAmara Okafor,Quiz 1,1,B,{word}\n"
    assert answers_of(table, "score", "points_possible") == [[score, 1]]


def test_a_column_correct_that_holds_answers_is_the_key():
    table = "Student,Quiz,Question,Answer,Correct,Points\nAmara Okafor,Quiz 1,1,B,C,0\nAmara Okafor,Quiz 1,2,C,C,2\n"
    assert answers_of(table, "correct_response", "score", "points_possible") == [["C", 0, None], ["C", 2, None]]


@pytest.mark.parametrize("key", ["Key,", ""])
def test_one_cell_of_another_word_does_not_lose_who_was_right_in_all_others(key):
    mark = "C," if key else ""
    rows = "".join(
        f"{name},Quiz,1,B,{mark}{word}\n" for name, word in (("A B", "true"), ("B C", "false"), ("C D", "half"))
    )
    parsed = read(f"Student,Quiz,Question,Answer,{key}Correct\n{rows}")
    assert parsed.records["item_responses"]["score"].tolist() == [1, 0]
    assert [(problem.row, problem.column) for problem in parsed.problems] == [(4, "Correct")]


def test_points_beside_a_score_are_what_could_be_earned_and_a_share_says_it_itself():
    table = "Student,Quiz,Question,Answer,Score,Points\nAmara Okafor,Quiz 1,1,B,1.5,2\n"
    assert answers_of(table, "score", "points_possible") == [[1.5, 2]]
    table = "Student,Quiz,Question,Answer,Score\nAmara Okafor,Quiz 1,1,B,1.50 / 2\nAmara Okafor,Quiz 1,2,B,0/1\n"
    assert answers_of(table, "score", "points_possible") == [[1.5, 2], [0, 1]]


def test_a_digit_or_a_letter_in_a_column_of_points_is_no_word():
    parsed = read("Student,Quiz,Question,Answer,Score\nAmara Okafor,Quiz 1,1,B,1\nAmara Okafor,Quiz 1,2,B,T\n")
    assert parsed.records["item_responses"]["points_possible"].isna().all()
    assert places_of(parsed) == [(3, "Score", "not_a_number")]
    assert (account_of(parsed) == 1).all()


@pytest.mark.parametrize(
    ("header", "text", "minutes"),
    [
        ("Minutes", "1.5", 1.5), ("Time spent", "1:30", 1.5), ("Seconds", "90", 1.5), ("Seconds", "1:30", 1.5),
        ("Time (sec)", "45", 0.75), ("Duration", "1 min 30 s", 1.5), ("Time", "90 sec", 1.5), ("Time", "0:45", 0.75),
        ("Time taken", "1:02:00", 62), ("Seconds", "", None), ("Seconds", "10", 0.1667), ("Minutes", "0", 0),
    ],
)  # fmt: skip
def test_times_are_read_as_minutes_whatever_they_count(header, text, minutes):
    table = f"Student,Quiz,Question,Answer,{header}\nAmara Okafor,Quiz 1,1,B,{text}\n"
    assert answers_of(table, "minutes") == [[minutes]]


@pytest.mark.parametrize("text", ["9:45", "10:15 AM", "90", "1:30"])
def test_a_time_that_may_be_a_time_of_day_or_has_no_unit_is_left_out_and_not_guessed(text):
    parsed = read(f"Student,Quiz,Question,Answer,Time\nAmara Okafor,Quiz 1,1,B,{text}\n")
    assert parsed.records["item_responses"]["minutes"].isna().all()
    assert parsed.ignored["column_name"].tolist() == ["Time"]
    assert parsed.problems == ()


@pytest.mark.parametrize(("seconds", "code"), [("-1", "too_small"), ("soon", "not_a_number"), ("0", None)])
def test_time_that_cannot_be_is_named(seconds, code):
    parsed = read(f"Student,Quiz,Question,Answer,Seconds\nAmara Okafor,Quiz 1,1,B,{seconds}\n")
    assert places_of(parsed) == ([(2, "Seconds", code)] if code else [])


def test_a_file_with_decimal_commas_keeps_three_decimals_of_a_time():
    table = "Student;Quiz;Question;Answer;Score;Seconds\nAmara Okafor;Quiz 1;1;B;0,5;7,5\n"
    assert answers_of(table, "score", "minutes") == [[0.5, 0.125]]


@pytest.mark.parametrize(
    ("attempt", "codes"),
    [
        ("1", []),
        ("", []),
        ("2", []),
        ("0", ["too_small"]),
        ("1.5", ["not_a_whole_number"]),
        ("first", ["not_a_number"]),
    ],
)
def test_a_try_is_a_whole_number_from_one_and_the_first_where_nothing_is_said(attempt, codes):
    parsed = read(f"Student,Quiz,Question,Answer,Attempt\nAmara Okafor,Quiz 1,1,B,{attempt}\n")
    assert [found.code for found in parsed.problems] == codes
    assert (account_of(parsed) == 1).all()
    if not codes:
        assert parsed.records["item_responses"]["attempt"].tolist() == [int(attempt or 1)]


def test_another_day_is_another_try_at_a_question_and_a_quiz_over_two_days_is_one_try():
    table = (
        "Student,Quiz,Question,Answer,Date\nAmara Okafor,Quiz 1,1,B,2026-09-21\nAmara Okafor,Quiz 1,1,C,2026-09-14\n"
        "Amara Okafor,Quiz 1,2,A,2026-09-15\n"
    )
    assert answers_of(table, "item", "response", "attempt") == [["1", "B", 2], ["1", "C", 1], ["2", "A", 1]]


def test_two_different_answers_of_one_try_are_named_and_equal_ones_taken_once():
    table = "Student,ID,Quiz,Question,Answer\nAmara Okafor,1,Quiz 1,1,B\nAmara Okafor,1,Quiz 1,1,C\n"
    parsed = read(table + 2 * "Ben Ruiz,2,Quiz 1,1,B\n")
    assert places_of(parsed) == [(2, None, "same_record"), (3, None, "same_record")]
    assert parsed.records["item_responses"]["row_number"].tolist() == [4]
    assert parsed.ignored["reason"].tolist() == [SAME_ROW]
    assert (account_of(parsed) == 1).all()


def test_a_question_without_answer_and_points_is_no_record_and_an_empty_answer_with_points_is_one():
    parsed = read_file(SAMPLES["item_responses"].GOOD, "a.csv")
    rows = parsed.ignored[parsed.ignored["row_number"] > 1]
    assert rows[["row_number", "reason"]].to_numpy().tolist() == [[8, NOT_ANSWERED]]
    records = parsed.records["item_responses"].set_index("row_number")
    assert records.loc[5, ["response", "score"]].tolist() == ["", 0]


def test_a_quiz_without_a_title_takes_that_of_its_file_or_waits_for_one():
    table = "Student,Question,Answer\nAmara Okafor,1,B\nBen Ruiz,1,C\n"
    told = read(table, "Ratios 6.RP.A.1.csv")
    assert told.records["item_responses"]["assessment"].unique().tolist() == ["Ratios 6.RP.A.1"]
    waits = read(table, "export.csv")
    assert len(waits.records["item_responses"]) == 0
    assert waits.ignored["reason"].tolist() == [WAITS_FOR_TITLE] * 2
    assert [(question.key, question.answer) for question in waits.questions] == [("title", "")]
    assert (account_of(waits) == 1).all()
    answered = read(table, "export.csv", title="Quiz 1")
    assert answered.records["item_responses"]["assessment"].tolist() == ["Quiz 1", "Quiz 1"]


def test_answers_with_a_standard_and_points_say_that_scores_come_from_the_gradebook():
    table = "Student,Quiz,Question,Answer,Score,Standard\nAmara Okafor,Quiz 1,1,B,1,6.RP.A.1 Describing ratios\n"
    parsed = read(table)
    assert places_of(parsed) == [(None, None, "answers_no_scores")]
    assert parsed.records["item_responses"]["standard_code"].tolist() == ["6.RP.A.1"]
    assert len(parsed.scores) == 0
    assert "gradebook" in str(parsed.problems[0])


def test_a_standard_without_pattern_and_several_standards_stay_as_they_stand():
    table = (
        "Student,Quiz,Question,Answer,Standard\nAmara Okafor,Quiz 1,1,B,Goal 7\n"
        "Amara Okafor,Quiz 1,2,B,6.RP.A.1 and 6.RP.A.2\n"
    )
    assert answers_of(table, "standard_code") == [["Goal 7"], ["6.RP.A.1 and 6.RP.A.2"]]


def test_points_of_questions_without_answers_are_told_by_several_questions_of_one_quiz():
    rows = "Amara Okafor,Quiz 1,1,0\nAmara Okafor,Quiz 1,2,1\n"
    assert answers_of(f"Student,Assessment,Question,Score\n{rows}", "item", "score") == [["1", 0], ["2", 1]]


@pytest.mark.parametrize(
    "table",
    [
        "Student,Assessment,Score\nAmara Okafor,Quiz 1,3\nAmara Okafor,Quiz 2,3\n",
        "Student,Assessment,Item,Score\nAmara Okafor,Quiz 1,1,3\nBen Ruiz,Quiz 1,1,3\n",
        "Student,Assessment,Score,Response\nAmara Okafor,Quiz 1,3,well done\n",
        "Student,Standard,Assessment,Score,Answer\nAmara Okafor,6.RP.A.1,Quiz 1,3,B\n",
    ],
)
def test_a_table_of_scores_is_not_taken_for_answers(table):
    assert read(table).importer == "tidy_table"


def test_what_is_read_of_answers_is_said_in_words():
    parsed = read_file(SAMPLES["item_responses"].GOOD, "a.csv")
    assert parsed.sentence == "Answers to questions: 4 students, 6 answers to questions."


def test_days_that_may_be_two_are_asked_and_cost_no_answer():
    table = "Student,Quiz,Question,Answer,Date\nAmara Okafor,Quiz 1,1,B,9/8/2026\n"
    parsed = read(table)
    assert places_of(parsed) == [(2, "Date", "day_or_month_first")]
    assert parsed.records["item_responses"]["date"].isna().all()
    told = read(table, date_order="month first")
    assert told.records["item_responses"]["date"].tolist() == [pd.Timestamp("2026-09-08")]


# Answers in a Google form

FORM = """\
Timestamp,Username,Total score,What is your name?,What is your name? [Score],What is your name? [Feedback],\
6.RP.A.1: 2/3 of 6?,6.RP.A.1: 2/3 of 6? [Score],6.RP.A.1: 2/3 of 6? [Feedback],Why?,Why? [Score],Why?,Why? [Score]
2026/10/14 10:15:00 AM GMT+2,ada@school.example,3.00 / 4,Ada Obi,-- / --,,4,1.00 / 1,,because,1.50 / 2,so,0.50 / 1
2026/10/14 10:16:00 AM GMT+2,bo@school.example,0.00 / 4,Bo Li,-- / --,,3,0.00 / 1,,,0.00 / 2,,-- / --
2026/10/15 10:16:00 AM GMT+2,bo@school.example,1.00 / 4,Bo,-- / --,,4,1.00 / 1,,"well, it is",-- / --,,
"""


def form_answers(parsed, *columns):
    plain = parsed.records["item_responses"][list(columns)].astype("object")
    return plain.where(plain.notna(), None).to_numpy().tolist()


def test_a_google_quiz_with_points_of_questions_keeps_its_answers_beside_the_score_of_the_whole():
    parsed = read(FORM, "Ratios.csv")
    assert (parsed.importer, [found.code for found in parsed.problems]) == ("google_forms", [])
    assert has_declared_types(parsed)
    assert (account_of(parsed) == 1).all()
    assert parsed.scores["score"].tolist() == [3, 0, 1]
    assert parsed.columns["column_name"].tolist() == ["Ratios"]
    assert form_answers(parsed, "row_number", "item", "response", "score", "points_possible", "attempt") == [
        [2, "6.RP.A.1: 2/3 of 6?", "4", 1, 1, 1],
        [2, "Why?", "because", 1.5, 2, 1],
        [2, "Why? [2]", "so", 0.5, 1, 1],
        [3, "6.RP.A.1: 2/3 of 6?", "3", 0, 1, 1],
        [3, "Why?", "", 0, 2, 1],
        [4, "6.RP.A.1: 2/3 of 6?", "4", 1, 1, 2],
        [4, "Why?", "well, it is", None, None, 2],
    ]
    first = parsed.records["item_responses"].iloc[0]
    assert [first["assessment"], first["standard_code"], first["date"]] == [
        "Ratios",
        "6.RP.A.1",
        pd.Timestamp("2026-10-14"),
    ]
    unanswered = parsed.ignored[parsed.ignored["reason"] == NOT_ANSWERED]
    assert unanswered[["row_number", "column_name"]].to_numpy().tolist() == [[3, "Why? [2]"], [4, "Why? [2]"]]


def test_points_of_a_question_that_are_no_number_are_named_and_the_answer_stays_without_them():
    parsed = read(FORM.replace("1.50 / 2", "a lot"), "Ratios.csv")
    assert places_of(parsed) == [(2, "Why? [Score]", "not_a_score")]
    assert form_answers(parsed, "response", "score")[1] == ["because", None]
    assert (account_of(parsed) == 1).all()


def test_answers_of_a_form_wait_with_its_scores_for_a_title():
    parsed = read(FORM, "responses.csv")
    assert len(parsed.records["item_responses"]) == len(parsed.scores) == 0
    assert (account_of(parsed) == 1).all()


def test_a_survey_with_points_of_questions_alone_stays_a_survey():
    survey = "Timestamp,Username,Why?,Why? [Score]\n2026/10/14 10:15:00 AM GMT+2,ada@school.example,so,-- / --\n"
    parsed = read(survey, "Ratios.csv")
    assert [found.code for found in parsed.problems] == ["no_scores_in_form"]
    assert parsed.records == {}
    assert (account_of(parsed) == 1).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_cell_of_a_damaged_form_is_accounted_for_exactly_once(seed):
    parsed = damaged(FORM.encode(), seed)
    if parsed is not None:
        # A problem names the header of the total; its scores go by the title of the form.
        titles = dict.fromkeys(["Total score"], parsed.columns["column_name"].get(0, "Total score"))
        named = [replace(found, column=titles.get(found.column, found.column)) for found in parsed.problems]
        parsed = replace(parsed, problems=tuple(named))
        places = account_of(parsed)
        assert (places == 1).all(), places[places != 1]


def test_answers_of_a_form_are_stored_with_its_scores_and_taken_back_with_them(wb):
    preview = wb.preview(FORM.encode(), "Period 3", file_name="Ratios.csv").tie({"Ratios": "6.RP.A.1"})
    imported = wb.commit(preview)
    answers = wb.records("item_responses", "Period 3")
    assert len(answers) == 7 and len(wb.evidence("Period 3")) == 3
    assert answers["name"].unique().tolist() == ["Ada Obi", "Bo Li"]
    again = wb.preview(FORM.encode(), "Period 3", file_name="Ratios.csv")
    assert not again.changes_anything
    wb.undo_import(imported)
    wb.redo_import(imported)
    assert len(wb.records("item_responses", "Period 3")) == 7
