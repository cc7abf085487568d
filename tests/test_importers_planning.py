"""What an import would do: who is known, what is new, what changed, and that a second import adds nothing."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import CANVAS, TIDY, WIDE, after, mapping, nothing_known

from plworkbench.importers import plan_import, read_file
from plworkbench.schema import TABLES, conform

MAPPINGS = {
    "canvas": mapping(("Project (part 2) (77)", "6.EE.B.7", "2026-10-01")),
    "tidy": mapping(),
    "wide": mapping(("Exit ticket", "6.EE.B.7")),
}
FILES = {"canvas": CANVAS, "tidy": TIDY, "wide": WIDE}
WIDE_HEAD = "Student,Student ID,6.RP.A.1\nPoints possible,,10\n"


def plan(text, tables=None, **changes):
    return plan_import(read_file(text.encode(), "a.csv"), **{**(tables or nothing_known()), **changes})


@pytest.mark.parametrize("name", FILES)
def test_the_first_import_adds_everything_and_the_second_adds_and_changes_nothing(name):
    first = plan(FILES[name], mapping=MAPPINGS[name])
    assert first.counts["added"] == len(first.added) > 0
    assert first.counts["new_students"] > 0
    second = plan(FILES[name], after(first), mapping=MAPPINGS[name])
    assert (second.counts["added"], second.counts["changed"]) == (0, 0)
    assert second.counts["unchanged"] == first.counts["added"]
    assert second.sentence.startswith(f"Nothing is new: all {len(first.added)} scores are already here")
    assert second.new_students.empty
    assert second.counts["learned"] == 0
    there = after(first)["current_evidence"]["evidence_key"]
    assert len(second.unchanged["evidence_key"].unique()) == len(there)


@pytest.mark.parametrize("name", FILES)
def test_planned_rows_follow_the_schema(name):
    planned = plan(FILES[name], mapping=MAPPINGS[name])
    of_the_store = ("evidence_key", "class_key", "import_key", "retired_by")
    declared = [column for column in TABLES["evidence"].column_names if column not in of_the_store]
    assert planned.added.columns.tolist() == declared
    assert planned.changed.columns.tolist() == [*declared, "replaces", "old_score", "old_status"]
    assert planned.unchanged.columns.tolist() == [*declared, "evidence_key"]
    conform(planned.added.assign(class_key="c", import_key="i", evidence_key="e"), "evidence")
    conform(planned.new_students, "students")
    conform(planned.identifiers.assign(import_key="i"), "identifiers")
    conform(planned.confirmed_names.assign(class_key="c", import_key="i"), "confirmed_names")
    keys = planned.new_students["student_key"].tolist()
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 16 for key in keys)


@pytest.mark.parametrize("name", FILES)
def test_planning_changes_none_of_the_frames_it_is_given(name):
    first = plan(FILES[name], mapping=MAPPINGS[name])
    tables = after(first, mapping=MAPPINGS[name])
    parsed = read_file(FILES[name].encode())
    copies = {key: frame.copy(deep=True) for key, frame in tables.items()}
    scores = parsed.scores.copy(deep=True)
    plan_import(parsed, **tables)
    for key, frame in copies.items():
        pd.testing.assert_frame_equal(tables[key], frame)
    pd.testing.assert_frame_equal(parsed.scores, scores)


def test_a_changed_score_names_what_it_replaces_and_what_was_there():
    first = plan(WIDE_HEAD + "Amara Okafor,001,8\nBen Ruiz,002,M\nChioma Ade,003,5\n")
    there = after(first)
    second = plan(WIDE_HEAD + "Amara Okafor,001,9\nBen Ruiz,002,EX\nChioma Ade,003,5\n", there)
    changed = second.changed
    assert changed[["score", "status", "old_score", "old_status"]].astype("object").where(
        lambda frame: frame.notna(), None
    ).to_numpy().tolist() == [[9, "scored", 8, "scored"], [None, "excused", None, "missing"]]
    assert changed["replaces"].tolist() == there["current_evidence"]["evidence_key"].tolist()[:2]
    assert second.sentence == "2 scores will be changed, 1 is already here."


def test_a_score_that_became_empty_takes_nothing_away():
    first = plan(WIDE_HEAD + "Amara Okafor,001,8\n")
    second = plan(WIDE_HEAD + "Amara Okafor,001,\nBen Ruiz,,4\n", after(first))
    assert (second.counts["changed"], second.counts["added"], second.counts["empty"]) == (0, 1, 1)


def test_a_column_tied_to_two_standards_gives_evidence_of_both():
    planned = plan(WIDE, mapping=mapping(("Exit ticket", "A.1", "2026-09-18"), ("Exit ticket", "B.2")))
    exit_tickets = planned.added[planned.added["assessment"] == "Exit ticket"]
    assert sorted(exit_tickets["standard_code"].unique()) == ["A.1", "B.2"]
    dates = exit_tickets.groupby("standard_code")["date_assessed"].first()
    assert dates["A.1"] == pd.Timestamp("2026-09-18")
    assert pd.isna(dates["B.2"])


def test_a_column_left_out_on_purpose_differs_from_one_not_decided_yet():
    undecided = plan(WIDE)
    assert undecided.unmapped_columns[["column_name", "score_count"]].to_numpy().tolist() == [["Exit ticket", 2]]
    assert (undecided.ignored["reason"] == "no standard chosen for its column yet").sum() == 2
    assert undecided.counts["left_out"] == 0 and "1 column has no standard yet (2 scores)." in undecided.sentence
    left_out = plan(WIDE, mapping=mapping(("Exit ticket", "")))
    assert left_out.unmapped_columns.empty
    assert (left_out.ignored["reason"] == "left out on purpose").sum() == 2
    assert left_out.counts["left_out"] == 2 and "2 lines are left out." in left_out.sentence


def test_the_mapping_wins_over_a_standard_found_in_a_title_but_not_over_one_each_row_states():
    wide = plan(WIDE, mapping=mapping(("6.RP.A.1", "7.RP.A.1")))
    assert "6.RP.A.1" not in set(wide.added["standard_code"])
    tidy = plan(TIDY, mapping=mapping(("Quiz 1", ""), ("Quiz 1", "X.1")))
    assert set(tidy.added["standard_code"]) == {"6.RP.A.1", "6.RP.A.2"}


def test_points_the_teacher_gives_in_the_mapping_fill_only_those_the_file_does_not_say():
    given_points = mapping(("Quiz", "A.1"), ("6.RP.A.1 /10", "A.2")).assign(points_possible=20.0)
    planned = plan("Student,Quiz,6.RP.A.1 /10\nAmara,18,5\n", mapping=given_points)
    assert planned.added.set_index("standard_code")["points_possible"].to_dict() == {"A.1": 20, "A.2": 10}


def test_students_are_known_again_by_any_identifier_whatever_their_name_or_class():
    first = plan(CANVAS)
    tables = after(first)
    tables["known_students"] = tables["known_students"].assign(in_class=False)
    again = plan("Student,Email,6.RP.A.1\nLu García,LGarcia@School.Example,3\n", tables)
    assert again.students["match"].tolist() == ["identifier"]
    assert again.students["student_key"].iloc[0] == first.students["student_key"].iloc[1]
    assert again.new_students.empty
    assert again.identifiers[["kind", "identifier"]].to_numpy().tolist() == [["email", "LGarcia@School.Example"]]


def test_a_name_that_made_its_student_is_known_again_within_the_class_and_nowhere_else():
    tables = after(plan("Student,6.RP.A.1\nAmara Okafor,3\n"))
    here = plan('Student,6.RP.A.1\n" okafor,  AMARA",4\n', tables)
    assert here.students["match"].tolist() == ["confirmed"]
    elsewhere = tables | {"confirmed_names": tables["confirmed_names"].iloc[:0]}
    elsewhere["known_students"] = elsewhere["known_students"].assign(in_class=False)
    assert plan("Student,6.RP.A.1\nAmara Okafor,4\n", elsewhere).students["match"].tolist() == ["new"]


def test_a_name_alone_never_makes_a_match_but_asks_the_teacher_and_remembers_the_answer():
    tables = after(plan(WIDE_HEAD + "Amara Okafor,001,8\nBen Ruiz,002,3\n"))
    names_only = "Student,6.RP.A.1\nAmara Okafor,4\nBen Ruiz,3\n"
    asked = plan(names_only, tables)
    assert asked.students.empty
    assert asked.proposals[["row_number", "decision"]].to_numpy().tolist() == [[2, ""], [3, ""]]
    assert asked.counts["waiting"] == 2
    assert asked.ignored["reason"].tolist() == ["its student waits for you to say who it is"] * 2
    assert asked.sentence == (
        "No scores will be added. 2 students may be in the class already: say who is who (2 lines wait)."
    )
    told = plan(names_only, tables, decisions={2: "same", 3: "new"})
    assert told.students["match"].tolist() == ["confirmed", "new"]
    assert told.students["student_key"].iloc[0] == tables["known_students"]["student_key"].iloc[0]
    again = plan(names_only, after(told, tables))
    assert again.students["match"].tolist() == ["confirmed", "confirmed"]
    assert again.counts["waiting"] == 0


def test_an_id_that_lost_its_zeros_is_proposed_as_the_student_who_has_them():
    tables = after(plan(WIDE_HEAD + "Amara Okafor,00123,8\nBen Ruiz,00124,3\n"))
    asked = plan(WIDE_HEAD + "Amara Okafor,123,8\nChioma Ade,124,3\n", tables)
    assert asked.proposals["row_number"].tolist() == [3]
    assert "zeros" in asked.proposals["why"].iloc[0]
    assert asked.students["match"].tolist() == ["new"]


def test_what_an_import_that_was_taken_back_knew_of_a_number_holds_only_where_the_name_agrees():
    first = plan(WIDE_HEAD + "Amara Okafor,001,8\nBen Ruiz,002,3\n")
    known = first.new_students.assign(in_class=False)
    former = {"known_students": known, "former_identifiers": first.identifiers}
    planned = plan(WIDE_HEAD + "Amara Okafor,001,8\nChioma Ade,002,3\n", nothing_known() | former)
    assert planned.students["match"].tolist() == ["identifier", "new"]


def test_two_students_of_one_name_with_ids_are_two_now_and_next_time():
    text = WIDE_HEAD + "Kim Lee,1,8\nKim Lee,2,3\n"
    first = plan(text)
    assert len(first.new_students) == 2
    assert first.problems == ()
    second = plan(text, after(first))
    assert second.students["student_key"].tolist() == first.students["student_key"].tolist()
    assert second.counts["unchanged"] == 2


def test_two_rows_of_one_name_without_an_id_are_problems_naming_each_other_and_the_rest_goes_on():
    planned = plan("Student,6.RP.A.1\nKim Lee,3\nAmara Okafor,4\nkim  lee,1\n")
    assert [problem.row for problem in planned.problems] == [2, 4]
    assert "row 4" in planned.problems[0].message
    assert "row 2" in planned.problems[1].message
    assert "ID" in planned.problems[0].cure
    assert planned.counts["added"] == 1
    assert planned.ignored["row_number"].tolist() == [2, 4]
    assert "2 problems" in planned.sentence


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Amara Okafor,1,3\nAmara O.,1,4\n", "stands in row"),
        ("Kim Lee,,3\nKim Lee,7,4\n", "no ID tells them apart"),
    ],
)
def test_rows_whose_student_cannot_be_told_are_left_out(rows, says):
    planned = plan("Student,Student ID,6.RP.A.1\n" + rows)
    assert says in planned.problems[0].message
    assert planned.problems[0].row == 2


def test_an_id_of_another_child_is_a_problem_and_not_a_match():
    tables = after(plan("Student,ID,6.RP.A.1\nAmara Okafor,1,3\n"))
    planned = plan("Student,ID,6.RP.A.1\nBen Ruiz,1,4\n", tables)
    assert planned.counts["added"] == 0
    assert "another name" in planned.problems[0].message


def test_identifiers_of_two_known_students_in_one_row_are_a_problem():
    tables = after(plan("Student,SIS ID,Email,6.RP.A.1\nAmara Okafor,1,a@x.org,3\nBen Ruiz,2,b@x.org,3\n"))
    planned = plan("Student,SIS ID,Email,6.RP.A.1\nAmara Okafor,1,b@x.org,3\n", tables)
    assert "different students" in planned.problems[0].message


def test_a_name_known_twice_in_the_class_is_not_guessed_between():
    tables = after(plan(WIDE_HEAD + "Kim Lee,1,8\nKim Lee,2,3\n"))
    asked = plan("Student,6.RP.A.1\nKim Lee,3\n", tables)
    assert [len(candidates) for candidates in asked.proposals["candidates"]] == [2]
    assert plan("Student,6.RP.A.1\nKim Lee,3\n", tables, decisions={2: "same"}).students.empty
    second = tables["known_students"]["student_key"].iloc[1]
    told = plan("Student,6.RP.A.1\nKim Lee,3\n", tables, decisions={2: second})
    assert told.students["student_key"].tolist() == [second]


def test_a_known_student_without_an_id_is_not_given_to_two_rows():
    tables = after(plan("Student,6.RP.A.1\nKim Lee,3\n"))
    text = WIDE_HEAD + "Kim Lee,1,8\nKim Lee,2,3\n"
    assert plan(text, tables).proposals["row_number"].tolist() == [3, 4]
    both = plan(text, tables, decisions={3: "same", 4: "same"})
    assert [problem.row for problem in both.problems] == [3, 4]
    assert both.counts["added"] == 0
    one = plan(text, tables, decisions={3: "same", 4: "new"})
    assert (len(one.new_students), one.problems) == (1, ())


def test_problems_name_rows_and_never_students():
    tables = after(plan(WIDE_HEAD + "Kim Lee,1,8\nKim Lee,2,3\n"))
    for text in ("Student,6.RP.A.1\nKim Lee,3\nKim Lee,4\n", "Student,6.RP.A.1\nKim Lee,3\n"):
        assert all("kim" not in str(problem).casefold() for problem in plan(text, tables).problems)


def test_two_columns_whose_headers_differ_by_spaces_only_are_kept_apart():
    planned = plan("Student,Quiz 1,Quiz  1\nAmara,3,4\n", mapping=mapping(("Quiz 1", "A.1"), ("Quiz  1 [2]", "A.1")))
    assert [(problem.row, problem.column) for problem in planned.problems] == [(1, "Quiz  1 [2]")]
    assert planned.added["score"].tolist() == [3.0, 4.0]


def test_a_later_file_that_says_less_does_not_take_dates_away():
    first = plan(TIDY)
    poorer = "\n".join(",".join(line.split(",")[:-4]) for line in TIDY.splitlines() if "9,10,2026" not in line)
    second = plan(poorer, after(first))
    assert second.counts["changed"] == 0
    assert second.unchanged["date_due"].notna().all()


def test_a_tidy_file_of_a_student_with_a_problem_leaves_the_others_scores_in():
    tables = after(plan(WIDE_HEAD + "Kim Lee,1,8\nKim Lee,2,3\n"))
    text = "Student,Standard,Score,Points possible\nKim Lee,6.RP.A.1,3,4\nKim Lee,6.RP.A.2,3,4\nBen Ruiz,6.RP.A.1,2,4\n"
    planned = plan(text, tables)
    assert planned.counts["added"] == 1
    assert planned.ignored["row_number"].tolist() == [2, 3]


NAMES = st.sampled_from(["Amara Okafor", "Ben Ruiz", "Kim Lee", "Null"])
CELLS = st.sampled_from(["", "0", "8", "EX", "M", "absnt"])
ROWS = st.lists(st.tuples(NAMES, st.sampled_from(["", "1", "2"]), CELLS, CELLS), min_size=1, max_size=6)
CHOICES = st.sampled_from(
    [mapping(), mapping(("Quiz", "")), mapping(("Quiz", "A.1")), mapping(("Quiz", "A.1"), ("Quiz", "B.2"))]
)


def file_of(rows):
    return "Student,ID,6.RP.A.1,Quiz\nZoë Zhu,9,1,1\n" + "".join(",".join(row) + "\n" for row in rows)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(ROWS, ROWS, CHOICES)
def test_every_score_of_a_file_is_in_exactly_one_part_of_the_plan(before, rows, choice):
    tables = after(plan(file_of(before), mapping=choice))
    parsed = read_file(file_of(rows).encode())
    planned = plan_import(parsed, **{**tables, "mapping": choice})
    per_quiz = len(choice) if (choice["standard_code"] != "").any() else 1
    wanted = (parsed.scores["column_name"] == "6.RP.A.1").sum() + per_quiz * (
        parsed.scores["column_name"] == "Quiz"
    ).sum()
    taken = planned.counts["added"] + planned.counts["changed"] + planned.counts["unchanged"]
    strangers = planned.ignored["reason"].str.startswith("its student")
    left = planned.ignored[strangers & (planned.ignored["column_name"] == "Quiz")]
    assert taken + len(planned.ignored) - len(parsed.ignored) + (per_quiz - 1) * len(left) == wanted
    told = {*planned.students["row_number"], *planned.proposals["row_number"]}
    assert told | {problem.row for problem in planned.problems} >= set(parsed.students["row_number"])
    again = plan_import(parsed, **after(planned, tables, mapping=choice))
    assert (again.counts["added"], again.counts["changed"]) == (0, 0)
