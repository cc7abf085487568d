"""What a spreadsheet program did to a file is named with its place, and never taken for a score or an ID."""

import pandas as pd
import pytest
from importers_helpers import account_of, xlsx

from plworkbench.importers import Answers, read_file
from plworkbench.importers.damage import made_dates, sound_identifiers, was_before


def read(text, **options):
    return read_file(text.encode(), "class.csv", Answers(**options))


def named(parsed, code):
    return [(found.row, found.column, found.value) for found in parsed.problems if found.code == code]


OPEN_UNIVERSITY = """\
code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,num_of_prev_attempts,\
studied_credits,disability,final_result
AAA,2013J,900101,M,East Anglian Region,HE Qualification,90-100%,55<=,0,240,N,Pass
AAA,2013J,900102,F,Scotland,HE Qualification,{first},35-55,0,60,N,Pass
AAA,2013J,900103,F,North Western Region,A Level or Equivalent,30-40%,35-55,0,60,Y,Withdrawn
BBB,2014B,900104,M,Wales,A Level or Equivalent,{second},0-35,1,120,N,Fail
BBB,2014B,900105,F,London Region,Lower Than A Level,0-10%,0-35,0,60,N,Pass
"""
"""Invented rows under the headers of the Open University's studentInfo.csv."""


@pytest.mark.parametrize(
    ("first", "second"), [("20-Oct", "20-Oct"), ("10月20日", "10月20日"), ("2026-10-20", "10/20/2026")]
)
def test_the_damaged_open_university_file_is_named_row_by_row(first, second):
    parsed = read(OPEN_UNIVERSITY.format(first=first, second=second))
    assert parsed.importer == "free_table"
    assert named(parsed, "excel_made_a_date") == [(3, "imd_band", first), (5, "imd_band", second)]
    assert all("turned '10-20' into it" in found.message for found in parsed.problems)
    assert (account_of(parsed) == 1).all()


def test_the_repaired_open_university_file_has_no_problem():
    assert read(OPEN_UNIVERSITY.format(first="10-20", second="10-20%")).problems == ()


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("20-Oct", "10-20"),
        ("Oct-20", "10-20"),
        ("10-Oct", "10-10"),
        ("1-Feb", "1-2"),
        ("2026-10-20", "10-20"),
        ("2026-10-20T00:00:00", "10-20"),
        ("20-30%", ""),
        ("3-Mai", ""),
        ("2026-13-40", ""),
        ("55<=", ""),
        ("", ""),
    ],
)
def test_a_date_says_what_it_was(text, was):
    assert was_before(text, "-") == was


def test_a_damaged_score_is_a_problem_and_no_score():
    parsed = read("Student,Quiz,Task\nAda Obi,8/10,3\nBo Li,9-Oct,4\n")
    assert named(parsed, "excel_made_a_date") == [(3, "Quiz", "9-Oct")]
    assert "turned '9/10' into it" in str(parsed.problems[0])
    assert len(parsed.scores) == 3


def test_a_score_that_a_workbook_stores_as_a_date_is_named_too():
    parsed = read_file(xlsx([["Student", "Quiz"], ["Ada Obi", "8/10"], ["Bo Li", "2026-08-10"]]), "class.xlsx")
    assert named(parsed, "excel_made_a_date") == [(3, "Quiz", "2026-08-10")]


@pytest.mark.parametrize("others", [["19-Oct", "21-Oct"], ["", ""], ["absent", "present"], ["9/14/2026", "9/15/2026"]])
def test_a_column_of_days_is_not_called_damaged(others):
    frame = pd.DataFrame({"when handed out": ["20-Oct", *others]}, index=[2, 3, 4])
    assert made_dates(frame, list(frame.columns)) == []


def test_a_column_of_dates_may_hold_short_dates():
    frame = pd.DataFrame({"Due date": ["9/14", "9/15", "14-Sep"]}, index=[2, 3, 4])
    assert made_dates(frame, ["Due date"]) == []


def test_a_rounded_id_is_named_and_not_used():
    parsed = read("Student,ID,Quiz\nAda Obi,1.23457E+11,8\nBo Li,123456789012,7\n")
    assert named(parsed, "id_rounded") == [(2, "ID", "1.23457E+11")]
    assert parsed.students["identifiers"].tolist() == [{}, {"id": "123456789012"}]
    assert len(parsed.scores) == 2


def test_two_students_with_one_rounded_id_stay_two():
    parsed = read("Student,ID,Quiz\nAda Obi,1.2E+05,8\nBo Li,1.2E+05,7\n")
    assert parsed.students["name"].tolist() == ["Ada Obi", "Bo Li"]
    assert len(named(parsed, "id_rounded")) == 2


def test_who_has_nothing_but_a_rounded_id_is_nobody():
    parsed = read("ID,Quiz 6.RP.A.1\n1.2E+05,8\n123456,7\n")
    assert parsed.students["name"].tolist() == ["123456"]
    assert [found.row for found in parsed.problems] == [2]
    assert (account_of(parsed) == 1).all()


def test_every_row_of_a_rounded_id_is_left_out_of_a_table_with_one_score_a_row():
    rows = "Ada Obi,1.2E+05,Quiz,8\nAda Obi,1.2E+05,Task,9\nBo Li,123456,Quiz,7\n"
    parsed = read("Student,ID,Assessment,Score\n" + rows)
    assert [row for row, *_ in named(parsed, "id_rounded")] == [2, 3]
    assert parsed.scores["row_number"].tolist() == [4]
    assert (account_of(parsed) == 1).all()


def test_lost_zeros_are_told_by_the_ids_that_kept_theirs():
    parsed = read("Student,ID,Quiz\nAda Obi,00123,8\nBo Li,00124,7\nCy Ray,125,6\n")
    assert named(parsed, "zeros_lost") == [(4, "ID", "125")]
    assert parsed.students["identifiers"].tolist() == [{"id": "00123"}, {"id": "00124"}, {}]
    assert len(parsed.scores) == 3


def ids(*texts):
    people = pd.DataFrame({"id": list(texts)}, index=range(2, 2 + len(texts)))
    sound, problems = sound_identifiers(people, people)
    return sound["id"].tolist(), [found.row for found in problems]


@pytest.mark.parametrize(("short", "bad"), [(1, True), (2, False)])
def test_a_few_shorter_numbers_are_suspected_and_many_are_not(short, bad):
    texts = [f"{20411 + n}" for n in range(5)] + [f"{311 + n}" for n in range(short)]
    assert bool(ids(*texts)[1]) is bad


@pytest.mark.parametrize(
    "texts",
    [
        ("123", "124", "125"),
        ("00123", "00124", "00125"),
        ("1", "2", "9", "10", "11", "12"),
        ("998", "999", "1000", "1001", "1002", "1003", "1004", "1005"),
        ("S1", "S20", "S300", "T4000", "U5000"),
        ("12E5", "13E5", "14E5"),
    ],
)
def test_ids_that_look_alike_or_were_counted_up_are_sound(texts):
    assert ids(*texts) == (list(texts), [])


def test_the_ids_of_canvas_may_have_any_length():
    people = pd.DataFrame({"canvas_id": ["20411", "20412", "20413", "20414", "311"]})
    assert sound_identifiers(people, people)[1] == []


def test_the_frame_of_the_caller_stays_as_it_was():
    people = pd.DataFrame({"name": ["Ada Obi", "Bo Li"], "id": ["1.2E+05", "7"]}, index=[2, 3])
    before = people.copy()
    sound_identifiers(people, people)
    pd.testing.assert_frame_equal(people, before)
