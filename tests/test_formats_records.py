"""Attendance, behavior, activities, test results: codes, ranges, rows that repeat or contradict others, open dates."""

import pandas as pd
import pytest
from format_samples import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import account_of, has_declared_types
from test_format_samples import damaged

from plworkbench.errors import ImportRefused
from plworkbench.importers import REGISTRY, Answers, RawTable, read_file, read_raw
from plworkbench.importers.attendance import NOTHING_ENTERED
from plworkbench.importers.parsed import NO_SCORE, NOT_A_STUDENT
from plworkbench.importers.record_rows import WAITS
from plworkbench.importers.tidy_rows import SAME_ROW

WIDE = """\
Student,Student ID,Homeroom,9/14/2026,Tue 9/15/2026,2026-09-16,Absences
"Okafor, Amara",00123,6B,P,P,UA,1
"García López, Lucía",00124,6B,T,,EA,0
Wei Chen,00125,6B,P,A,P,1
Wei Chen,00126,6C,P,P,P,0
Total,,,4,2,2,2
"""


def read(text, **answers):
    return read_file(text.encode(), "table.csv", Answers(**answers))


def rows_of(frame, *columns):
    plain = frame[list(columns)].astype("object")
    return plain.where(plain.notna(), None).to_numpy().tolist()


def places_of(parsed):
    return [(found.row, found.column, found.code) for found in parsed.problems]


def reasons_of(parsed):
    rows = parsed.ignored[~parsed.ignored["row_number"].isin(parsed.header_rows)]
    return rows.set_index(["row_number", "column_name"])["reason"].to_dict()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, "present") for code in ("P", "p", "Present", "HERE", "✓")),
        *((code, "absent") for code in ("A", "UA", "Absent (unexcused)", "Unexcused absence")),
        *((code, "excused") for code in ("E", "EA", "Absent - Excused", "excused")),
        *((code, "late") for code in ("L", "T", "Tardy", "Late/Unexcused")),
    ],
)
def test_codes_of_attendance_stand_for_one_of_four_statuses(code, status):
    parsed = read(f"Student,Date,Code\nAmara Okafor,2026-09-14,{code}\nBen Ruiz,2026-09-14,P\n")
    assert parsed.importer == "attendance"
    assert parsed.records["attendance"]["status"].iloc[0] == status


def test_attendance_keeps_day_period_minutes_and_reason():
    parsed = read_file(SAMPLES["attendance"].GOOD, "a.csv")
    records = parsed.records["attendance"]
    assert rows_of(records, "row_number", "date", "period", "status", "minutes_missed", "note", "section") == [
        [3, pd.Timestamp("2026-09-14"), "", "present", None, "", "6B"],
        [4, pd.Timestamp("2026-09-15"), "1", "late", 12, "bus was late", "6B"],
        [5, pd.Timestamp("2026-09-14"), "", "absent", None, "", "6B"],
        [6, pd.Timestamp("2026-09-15"), "1", "excused", 50, "doctor", "6B"],
        [8, pd.Timestamp("2026-09-14"), "", "present", None, "", "6C"],
    ]
    assert reasons_of(parsed)[7, ""] == NOTHING_ENTERED
    assert parsed.students["identifiers"].tolist() == [
        {"id": number} for number in ("00123", "00124", "00125", "00126")
    ]


def test_attendance_with_one_column_a_day_keeps_each_cell():
    parsed = read(WIDE)
    assert parsed.importer == "attendance"
    assert parsed.problems == ()
    assert has_declared_types(parsed)
    records = parsed.records["attendance"]
    assert rows_of(records, "row_number", "column_name", "date", "status")[:3] == [
        [2, "9/14/2026", pd.Timestamp("2026-09-14"), "present"],
        [2, "Tue 9/15/2026", pd.Timestamp("2026-09-15"), "present"],
        [2, "2026-09-16", pd.Timestamp("2026-09-16"), "absent"],
    ]
    assert len(records) == 11
    assert reasons_of(parsed) == {
        (3, "Tue 9/15/2026"): NOTHING_ENTERED,
        (6, ""): f"{NOT_A_STUDENT}: a summary of the class",
    }
    assert (account_of(parsed) == 1).all()


def test_a_cell_of_attendance_that_is_no_code_is_named_with_its_day():
    parsed = read(WIDE.replace("UA", "??"))
    assert [str(found) for found in parsed.problems] == [
        "Row 2, column '2026-09-16': '??' is not known here. Write one of these: present, absent, excused, late."
    ]
    assert len(parsed.records["attendance"]) == 10
    assert (account_of(parsed) == 1).all()


def test_a_student_in_two_rows_of_one_day_is_a_problem_where_the_rows_differ_and_ignored_where_they_agree():
    parsed = read(WIDE + '"Okafor, Amara",00123,6B,P,A,UA,1\n')
    assert places_of(parsed) == [(2, "Tue 9/15/2026", "same_record"), (7, "Tue 9/15/2026", "same_record")]
    assert [reason for (row, _), reason in reasons_of(parsed).items() if row == 7] == [SAME_ROW, SAME_ROW]
    assert (account_of(parsed) == 1).all()


def test_days_whose_month_is_unclear_wait_for_an_answer():
    parsed = read(WIDE.replace("9/14/2026,Tue 9/15/2026", "9/8/2026,Tue 9/9/2026"))
    assert places_of(parsed) == [(1, "9/8/2026", "day_or_month_first")]
    assert {row for (row, column), reason in reasons_of(parsed).items() if reason == WAITS} == {2, 3, 4, 5}
    assert set(parsed.records["attendance"]["column_name"]) == {"Tue 9/9/2026", "2026-09-16"}
    told = read(WIDE.replace("9/14/2026,Tue 9/15/2026", "9/8/2026,Tue 9/9/2026"), date_order="month first")
    assert told.records["attendance"]["date"].iloc[0] == pd.Timestamp("2026-09-08")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_cell_of_a_damaged_table_of_days_is_accounted_for_exactly_once(seed):
    parsed = damaged(WIDE.encode(), seed)
    if parsed is not None:
        places = account_of(parsed)
        assert (places == 1).all(), places[places != 1]


def test_all_faults_of_a_row_are_named_at_once_and_it_is_in_no_other_place():
    parsed = read(
        "Student,ID,Date,Status,Minutes\nAmara Okafor,1,2026-09-14,P,\nBen Ruiz,2,soon,Z,-5\n,,2026-09-14,P,\n"
        "Chioma Ade,3,,P,x\nDara Lim,4,2026-09-14,A,3\nEmil Bo,5,2026-09-14,A,\n"
    )
    assert places_of(parsed) == [
        (3, "Date", "not_a_date"),
        (3, "Status", "not_a_choice"),
        (3, "Minutes", "too_small"),
        (4, "Student", "names_no_student"),
        (5, "Date", "needs_a_value"),
        (5, "Minutes", "not_a_number"),
    ]
    assert parsed.records["attendance"]["row_number"].tolist() == [2, 6, 7]
    assert (account_of(parsed) == 1).all()


@pytest.mark.parametrize(("minutes", "problems"), [("0", []), ("-0.5", ["too_small"]), ("168", [])])
def test_minutes_missed_begin_at_zero(minutes, problems):
    parsed = read(f"Student,Date,Status,Minutes\nAmara Okafor,2026-09-14,T,{minutes}\n")
    assert [found.code for found in parsed.problems] == problems


@pytest.mark.parametrize(("hours", "problems"), [("168", []), ("168.5", ["too_large"]), ("", []), ("N/A", [])])
def test_hours_a_week_end_at_168(hours, problems):
    parsed = read(f"Student,Club,Hours per week\nAmara Okafor,Robotics,{hours}\n")
    assert [found.code for found in parsed.problems] == problems


@pytest.mark.parametrize(
    ("percentile", "problems"),
    [("0", ["too_small"]), ("1", []), ("99", []), ("100", ["too_large"]), (">99", ["not_a_number"])],
)
def test_a_percentile_lies_between_1_and_99(percentile, problems):
    parsed = read(f"StudentID,TestName,TestRITScore,TestPercentile\n00123,Growth,215,{percentile}\n")
    assert [found.code for found in parsed.problems] == problems


def test_the_same_record_twice_is_ignored_and_a_contradicting_one_is_a_problem_in_both_rows():
    head = "Student,ID,Date,Status\nAmara Okafor,1,2026-09-14,P\nBen Ruiz,2,2026-09-14,A\n"
    parsed = read(head + "Amara Okafor,1,2026-09-14,present\nBen Ruiz,2,2026-09-14,P\n")
    assert reasons_of(parsed) == {(4, ""): SAME_ROW}
    assert [str(found) for found in parsed.problems] == [
        "Row 3: row 5 says something else of the same student and day. Delete the one that is wrong.",
        "Row 5: row 3 says something else of the same student and day. Delete the one that is wrong.",
    ]
    assert parsed.records["attendance"]["row_number"].tolist() == [2]


def test_two_equal_rows_of_a_name_without_an_id_may_be_two_children_and_neither_is_taken():
    parsed = read("Student,Date,Status\nWei Chen,2026-09-14,P\nWei Chen,2026-09-14,P\nAmara Okafor,2026-09-14,P\n")
    assert [found.code for found in parsed.problems] == ["name_without_id", "name_without_id"]
    assert parsed.records["attendance"]["row_number"].tolist() == [4]


def test_a_record_whose_day_is_unclear_waits_and_is_taken_once_the_answer_is_given():
    table = "Student,ID,Date,Status\nAmara Okafor,1,9/8/2026,P\nAmara Okafor,1,9/9/2026,A\nBen Ruiz,2,8/9/2026,A\n"
    parsed = read(table)
    assert [(found.code, found.row) for found in parsed.problems] == [("day_or_month_first", 2)]
    assert reasons_of(parsed) == {(2, ""): WAITS, (4, ""): WAITS}
    assert parsed.records["attendance"]["row_number"].tolist() == [3]
    told = read(table, date_order="day first")
    assert told.records["attendance"]["date"].dt.month.tolist() == [8, 9, 9]


def test_a_table_without_the_column_that_its_records_need_is_refused_with_its_name():
    with pytest.raises(ImportRefused, match="the column 'date' is absent"):
        read("Student,Status\nAmara Okafor,P\n", importer="attendance")


def test_what_a_column_holds_can_be_said_by_the_teacher():
    roles = {"Wann": "date", "Was": "status", "Kind": "name"}
    parsed = read("Kind,Wann,Was\nAmara Okafor,14.9.2026,P\n", importer="attendance", roles=roles)
    assert rows_of(parsed.records["attendance"], "date", "status") == [[pd.Timestamp("2026-09-14"), "present"]]


@pytest.mark.parametrize(
    ("head", "row", "kind", "category"),
    [
        ("Type,Category", "Positive,Teamwork", "positive", "Teamwork"),
        ("Type,Category", "Office referral,Fighting", "concern", "Fighting"),
        ("Category,Behavior points", "Praise,1", "positive", ""),
        ("Behavior,Points", "Teamwork,+2", "positive", "Teamwork"),
        ("Behavior,Points", "Teasing,-1", "concern", "Teasing"),
        ("Behavior,Points", "Quiet,0", "note", "Quiet"),
        ("Incident,Action taken", "Teasing,Call home", "concern", "Teasing"),
        ("Type,Action taken", "Teasing,Call home", "note", "Teasing"),
        ("Category,Type,Action taken", "Minor things,Teasing,Call home", "note", "Minor things, Teasing"),
    ],
)
def test_whether_behavior_is_praised_is_read_from_the_type_the_points_or_the_heading(head, row, kind, category):
    parsed = read(f"Student,Date,{head}\nAmara Okafor,2026-09-14,{row}\n")
    assert parsed.importer == "behavior"
    assert parsed.problems == ()
    assert rows_of(parsed.records["behavior"], "kind", "category") == [[kind, category]]


def test_a_type_of_behavior_that_nobody_knows_is_named():
    parsed = read("Student,Date,Type\nAmara,2026-09-14,Praise\nBen,2026-09-14,Concern\nChioma,2026-09-14,Blue\n")
    assert places_of(parsed) == [(4, "Type", "not_a_choice")]


@pytest.mark.parametrize(
    ("date", "time", "count"), [("2026-09-14", "10:15", 2), ("2026-09-14 10:15", "", 2), ("2026-09-14", "09:00", 1)]
)
def test_praise_given_twice_on_one_day_stays_two_where_the_file_has_the_time(date, time, count):
    first = "Amara Okafor,1,2026-09-14,09:00,Praise,Teamwork,1\n"
    parsed = read(f"Student,ID,Date,Time,Type,Category,Points\n{first}Amara Okafor,1,{date},{time},Praise,Teamwork,1\n")
    assert parsed.problems == ()
    assert len(parsed.records["behavior"]) == count


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Student ID,Last Name,First Name,Test,Subject,Scaled Score,SEM,PR,Completed Date,Screening Window",
            "00123,Okafor,Amara,Star Math,Math,985,17,62,09/14/2026,Fall",
            ["Star Math", "Math", 985, 17, "scaled score", 62, "Fall", ""],
        ),
        (
            "Student ID,Last Name,First Name,Subject,Completion Date,Overall Scale Score,Standard Error (+/-),"
            "Percentile,Overall Placement,Phonics Scale Score",
            "00123,Okafor,Amara,Reading,09/14/2026,512,9,41,Early On Grade Level,498",
            ["i-Ready Diagnostic", "Reading", 512, 9, "scale score", 41, "", "Early On Grade Level"],
        ),
        (
            "StudentID,StudentLastName,StudentFirstName,MeasurementScale,TestStartDate,TestRITScore,"
            "TestStandardError,TestPercentile,TermName",
            "00123,Okafor,Amara,Mathematics,9/14/2026,221,3.1,67,Fall 2026-2027",
            ["MAP Growth", "Mathematics", 221, 3.1, "RIT", 67, "Fall 2026-2027", ""],
        ),
    ],
)
def test_results_of_map_star_and_i_ready_are_known_by_their_headings(header, row, expected):
    parsed = read(f"{header}\n{row}\n")
    assert parsed.importer == "scale_scores"
    assert parsed.problems == ()
    names = ["test", "subject", "score", "standard_error", "scale", "percentile", "term", "placement"]
    records = parsed.records["scale_scores"]
    assert rows_of(records, *names) == [expected]
    assert records["date"].tolist() == [pd.Timestamp("2026-09-14")]
    assert rows_of(parsed.students, "name", "identifiers") == [["Amara Okafor", {"id": "00123"}]]


def test_another_test_is_read_by_mapping_and_its_name_is_asked_for():
    table = "Pupil code,Wert,Fehler\n00123,415,12\n"
    roles = {"Pupil code": "id", "Wert": "score", "Fehler": "standard_error"}
    parsed = read(table, importer="scale_scores", roles=roles)
    assert [question.key for question in parsed.questions] == ["title"]
    named = read(table, importer="scale_scores", roles=roles, title="District reading test")
    assert rows_of(named.records["scale_scores"], "test", "score", "standard_error") == [
        ["District reading test", 415, 12]
    ]
    assert [question.answer for question in named.questions] == ["District reading test"]


def test_a_test_without_a_score_is_ignored_and_no_problem():
    parsed = read_file(SAMPLES["scale_scores"].GOOD, "a.csv")
    assert reasons_of(parsed) == {(6, ""): NO_SCORE}
    assert [len(parsed.records["scale_scores"]), len(parsed.students)] == [4, 3]


def test_the_same_test_in_two_terms_is_two_results():
    records = read_file(SAMPLES["scale_scores"].GOOD, "a.csv").records["scale_scores"]
    own = records[records["student_row"] == 4]
    assert rows_of(own, "term", "score") == [["Fall 2026-2027", 198], ["Winter 2026-2027", 203]]


@pytest.mark.parametrize(
    "table",
    [
        "Student,Standard,Score,Status,Date\nAmara Okafor,6.RP.A.1,3,missing,2026-09-14\n",
        "Student,Assignment,Score,Status,Date\nAmara Okafor,Quiz,3,late,2026-09-14\n",
        "Student,Activity,Points,Type,Date\nAmara Okafor,Quiz 1,3,quiz,2026-09-14\n",
        "Student,Title,Grade,Category,Due date\nAmara Okafor,Essay,3,Writing,2026-09-14\n",
        "Student,Assessment,Score,Attempt\nAmara Okafor,Reading test,3,1\n",
    ],
)
def test_a_table_of_scores_is_not_taken_for_records(table):
    assert read(table).importer == "tidy_table"


@pytest.mark.parametrize("name", ["attendance", "behavior", "activities", "scale_scores", "item_responses"])
def test_no_format_of_records_takes_the_sample_of_another_format(name):
    module = next(module for module in REGISTRY if name == module.IMPORTER)
    raws = {other: read_raw(sample.GOOD) for other, sample in SAMPLES.items() if other != name}
    sure = {other: module.detect(raw) for other, raw in raws.items() if isinstance(raw, RawTable)}
    assert {other for other, how_sure in sure.items() if how_sure} == set()
