"""The model of the import page, driven without a browser."""

import datetime
import io
import time

import openpyxl
import pytest
from format_samples import SAMPLES

from plworkbench.errors import WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.import_columns import WHICH_DAY
from plworkbench.panels.import_data import ImportData
from plworkbench.panels.import_details import Details
from plworkbench.panels.import_model import NOTHING_NEW, NOTHING_READ, PASTED, ImportModel
from plworkbench.panels.import_problems import MOST_LINES, problem_groups

GRADES = b"name,id,Quiz 6.RP.A.1,Poster\nAmara Okafor,1,8/10,3\nAna Silva,2,4/10,4\nWei Ng,3,,2\n"
WITHOUT_NUMBERS = b"name,6.RP.A.1\nAna Silva,3/4\nBen Ito,2/4\n"
WITH_NUMBERS = b"name,id,6.RP.A.2\nAna Silva,00123,3/4\nBen Ito,00124,2/4\nCleo Marsh,00125,4/4\n"
TWO_CLASSES = (
    b"Student,ID,Section,Standard,Score,Points possible\n"
    b"Ana Silva,1,Period 7,6.RP.A.1,3,4\nBen Ito,2,Period 8,6.RP.A.1,2,4\n"
)


def opened(wb):
    model = ImportModel(wb)
    model.refresh()
    return model


def reading(wb, content, class_name="Period 9", file_name="grades.csv"):
    """The model with a file read into a class."""
    model = opened(wb)
    model.aim_at(class_name)
    model.read(file_name, content)
    return model


def test_a_file_is_shown_before_it_is_stored(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    assert model.step == "file"
    model.read("grades.csv", GRADES)
    assert model.preview is not None and wb.classes().empty
    assert model.untied == ["Poster"]
    model.tie("Poster", "6.SP.B.4, 6.SP.B.5")
    assert model.untied == [] and model.blockers == [] and model.step == "check"
    steps = []
    model.observe(lambda _: steps.append(model.step), "is_storing")
    model.commit()
    assert steps == ["store", ""] and model.step == ""
    assert sorted(wb.standards("Period 9")["standard_code"]) == ["6.RP.A.1", "6.SP.B.4", "6.SP.B.5"]
    assert model.done.startswith("Stored in Period 9: 8 scores added")


def test_columns_without_a_standard_can_each_be_a_goal_of_their_own(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", b"name,id,Essay,Poster\nAna,1,4/5,3/5\n")
    assert model.blockers == ["No column is tied to a standard yet. Tie at least one."]
    assert model.step == "check"
    model.tie_the_rest()
    model.commit()
    assert sorted(wb.standards("Period 9")["standard_code"]) == ["Essay", "Poster"]


def test_the_class_may_be_named_after_the_file_was_read_and_ties_are_kept(wb):
    model = opened(wb)
    model.read("grades.csv", GRADES)
    assert model.preview is None and "Give the class a name" in model.refusal
    assert model.sentence.startswith("grades.csv does not say which class it is for.")
    model.aim_at("Period 8")
    model.tie("Poster", "6.SP.B.4")
    model.aim_at("Period 9")
    model.commit()
    assert wb.class_names() == ["Period 9"] and "6.SP.B.4" in set(wb.evidence("Period 9")["standard_code"])


def test_scores_of_unknown_scale_count_once_the_teacher_says_what_they_are_out_of_and_that_is_remembered(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", b"name,id,6.RP.A.1\nAna,1,18\nBen,2,9\n")
    assert model.unscaled == ["6.RP.A.1"]
    model.out_of("6.RP.A.1", 20)
    assert model.unscaled == []
    model.commit()
    assert wb.mastery("Period 9", minimum_evidence=1)["score"].tolist() == [3.6, 1.8]
    model.read("grades.csv", b"name,id,6.RP.A.1\nAna,1,19\nBen,2,9\n")
    assert model.unscaled == [] and len(model.preview.plan.changed) == 1


def test_a_file_that_names_its_section_names_the_class(wb):
    model = opened(wb)
    model.read("grades.csv", b"name,id,section,Quiz 6.RP.A.1\nAna,1,Period 5,4/5\n")
    assert model.target == "Period 5" and "1 new student in Period 5." in model.sentence


def test_a_standard_may_be_chosen_by_its_words(sample):
    model = opened(sample)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    words = next(option for option, code in model.standard_options.items() if code == "6.RP.A.3")
    model.tie("Poster", f"{words}, 6.SP.B.4")
    tied = model.preview.columns.set_index("column_name")["standard_codes"]
    assert tied["Poster"] == ["6.RP.A.3", "6.SP.B.4"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("empty.csv", b""),
        ("broken.xlsx", b"PK\x03\x04 not really"),
        ("page.html", b"<!DOCTYPE html><html><body>Sign in</body></html>"),
        ("huge.csv", b"a,b\n" * 13_000_000),
    ],
)
def test_a_file_that_is_no_gradebook_is_refused_in_words_and_changes_nothing(sample, name, content):
    model = opened(sample)
    before = len(sample.evidence("Period 3"))
    model.aim_at("Period 3")
    model.read(name, content)
    assert model.preview is None and model.refusal
    assert "Traceback" not in model.refusal and len(sample.evidence("Period 3")) == before
    assert model.refusal.startswith(f"{name} ") and model.sentence.startswith(f"{name} could not be read.")
    assert model.step == "file"


def test_two_students_of_one_name_without_a_number_are_both_named_with_their_rows(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("twins.csv", b"name,6.RP.A.1\nAna Silva,3\nBen Ito,2\nAna Silva,1\n")
    lines = problem_groups(model.problems)[0].lines
    assert [line[:6] for line in lines] == ["Row 2:", "Row 4:"] and all("Ana Silva" in line for line in lines)


def test_an_import_is_taken_back_and_brought_back_from_the_page(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    model.commit()
    key = model.earlier["import_key"].item()
    model.toggle(key, undone=False)
    assert wb.class_names() == []
    model.toggle(key, undone=True)
    assert len(wb.evidence("Period 9")) == 2


def test_a_later_file_without_dates_is_newer_and_a_corrected_score_keeps_its_place(wb):
    wb.commit(wb.preview(b"name,id,Quiz 1 6.RP.A.1,Quiz 2 6.RP.A.1\nAna,1,0/4,1/4\n", "Period 9"))
    wb.commit(wb.preview(b"name,id,Quiz 3 6.RP.A.1\nAna,1,4/4\n", "Period 9"))
    assert wb.mastery("Period 9", "latest")["score"].item() == 4.0
    wb.commit(wb.preview(b"name,id,Quiz 1 6.RP.A.1,Quiz 2 6.RP.A.1\nAna,1,2/4,1/4\n", "Period 9"))
    assert wb.why("Period 9", "Ana", "6.RP.A.1")["score"].tolist() == [2.0, 1.0, 4.0]


def test_a_column_tied_to_another_standard_leaves_the_first_one(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    model.tie("Poster", "6.SP.A.1")
    model.out_of("Poster", 5)
    model.commit()
    model.read("grades.csv", GRADES)
    model.tie("Poster", "6.SP.B.4")
    assert "3 leave the standard they were tied to before" in model.sentence
    model.commit()
    assert sorted(wb.evidence("Period 9")["standard_code"].unique()) == ["6.RP.A.1", "6.SP.B.4"]


def test_capital_letters_make_no_other_class_and_no_other_standard(sample):
    model = opened(sample)
    model.aim_at("period 3")
    model.read("grades.csv", GRADES)
    assert model.target == "Period 3"
    model.tie("Poster", "6.rp.a.2, 6.RP.A.2")
    assert model.preview.columns.set_index("column_name")["standard_codes"]["Poster"] == ["6.RP.A.2"]


def test_an_empty_class_field_changes_nothing(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    model.aim_at("")
    model.commit()
    assert wb.class_names() == ["Period 9"] and "Period 9" in model.done


def test_a_date_given_before_the_standard_is_kept(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    model.date("Poster", datetime.date(2026, 9, 7))
    model.tie("Poster", "6.SP.B.4")
    model.commit()
    evidence = wb.evidence("Period 9")
    assert evidence.loc[evidence["standard_code"] == "6.SP.B.4", "date"].dt.day.unique().tolist() == [7]


def test_points_and_day_typed_before_the_standard_stay_in_their_fields(wb):
    panel = ImportData(wb)
    panel.opened()
    panel.do(panel.model.aim_at, "Period 9")
    panel.do(panel.model.read, "grades.csv", b"name,id,Poster\nAna,1,18\nBen,2,7\n")
    changed = panel.ties.waiting._handlers["changed"][0]
    for field, value in (("points", 20), ("day", "2026-09-07"), ("standards", "6.SP.B.4")):
        changed({"row": "Poster", "column": field, "value": value}, [])
    row = panel.ties.waiting.rows[0]
    assert (row["points"], row["day"], row["standards"]) == ("20", "2026-09-07", "6.SP.B.4")
    assert panel.model.unscaled == []


def test_points_that_nobody_knows_are_an_empty_field_and_not_0(wb):
    panel = ImportData(wb)
    panel.opened()
    panel.do(panel.model.aim_at, "Period 9")
    panel.do(panel.model.read, "grades.csv", b"name,id,Poster,Quiz 6.RP.A.1\nAna,1,18,3/4\nBen,2,7,2/4\n")
    assert [row["points"] for row in panel.ties.waiting.rows] == [""]


def test_taking_an_import_back_renews_the_preview_on_the_page(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.read("grades.csv", GRADES)
    model.commit()
    model.read("grades.csv", GRADES)
    assert model.blockers == ["There is nothing new in this file."]
    model.toggle(model.earlier["import_key"].item(), undone=False)
    assert model.blockers == [] and len(model.preview.plan.added) == 2


@pytest.mark.parametrize(("name", "reason"), [(b"Zoe", NOTHING_READ), (b"Ana", NOTHING_NEW)])
def test_a_file_that_changes_nothing_says_whether_it_is_known_or_cannot_be_read(wb, name, reason):
    wb.commit(wb.preview(b"name,id,6.RP.A.1\nAna,1,3/4\n", "Period 9"))
    assert reading(wb, b"name,id,6.RP.A.1\n" + name + b",1,3/4\n").blockers == [reason]


# what the file leaves open


def test_a_date_that_may_be_two_days_is_asked_once_and_its_answer_is_remembered(wb):
    dated = (
        b"Student,ID,Standard,Score,Points possible,Date\nAna,1,6.RP.A.1,3,4,9/8/2026\nBen,2,6.RP.A.1,2,4,9/8/2026\n"
    )
    model = reading(wb, dated)
    [question] = model.questions
    assert question.key == "date_order" and question.answer == "" and model.blockers == []
    model.answer("date_order", "day first")
    assert model.questions[0].answer == "day first" and model.problems == ()
    model.commit()
    assert set(wb.evidence("Period 9")["date"].dt.month) == {8}
    model.read("more.csv", dated.replace(b"9/8", b"10/8"))
    assert model.questions[0].answer == "day first"


def test_records_that_would_be_lost_without_an_answer_keep_the_file_from_being_stored(wb):
    model = reading(wb, b"Student,ID,Date,Status\nAna,1,9/8/2026,Absent\nBen,2,9/8/2026,Present\n")
    assert model.preview.parsed.importer == "attendance"
    assert model.blockers == [f"Answer first: {model.questions[0].text}"]
    model.answer("date_order", "month first")
    assert model.blockers == []


def test_a_file_of_several_classes_goes_class_by_class(wb):
    model = opened(wb)
    model.read("grades.csv", TWO_CLASSES)
    assert model.target == "Period 7" and "1 new student in Period 7" in model.sentence
    model.commit()
    assert model.next_section == "Period 8"
    model.read_next()
    assert model.target == "Period 8" and model.preview.parsed.answers.section == "Period 8"
    model.commit()
    assert model.next_section == "" and wb.class_names() == ["Period 7", "Period 8"]
    assert [len(wb.students(name)) for name in wb.class_names()] == [1, 1]


def test_choosing_another_class_of_the_file_also_aims_at_it_and_compares_with_it(wb):
    model = opened(wb)
    model.read("grades.csv", TWO_CLASSES)
    model.commit()
    model.read("grades.csv", TWO_CLASSES)
    assert model.blockers == [NOTHING_NEW]
    model.answer("section", "Period 8")
    assert model.target == "Period 8" and model.blockers == []


def test_a_pasted_exit_ticket_is_read_under_the_title_given(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.paste("Ratios 6.RP.A.3", "Amara Okafor\t✓\nBen Ruiz\t✗\n")
    assert model.preview.parsed.file_name == PASTED and model.blockers == []
    model.commit()
    evidence = wb.evidence("Period 9")
    assert evidence["assessment"].unique().tolist() == ["Ratios 6.RP.A.3"]
    assert evidence.set_index("name")["score"].to_dict() == {"Amara Okafor": 1.0, "Ben Ruiz": 0.0}


def test_a_pasted_table_without_a_title_waits_for_one(wb):
    model = opened(wb)
    model.aim_at("Period 9")
    model.paste("", "Amara Okafor\t✓\nBen Ruiz\t✗\n")
    assert model.blockers == ["Answer first: What is this exit ticket about?"]
    model.answer("title", "Ratios 6.RP.A.3")
    assert model.blockers == [] and len(model.preview.plan.added) == 2


def test_nothing_pasted_is_said_in_words(wb):
    with pytest.raises(WorkbenchError, match="Nothing is pasted yet"):
        opened(wb).paste("Ratios", " \n")


def test_a_table_of_unknown_layout_is_read_once_its_columns_are_named(wb):
    model = reading(wb, SAMPLES["free_table"].GOOD)
    assert model.needs_roles and model.blockers == ["Say what the columns of this table hold."]
    columns = model.preview.file_columns
    assert columns["header"].tolist()[1] == "Schüler" and columns["first_values"][2][0] == "00123"
    model.say_roles(dict(zip(columns["header"], columns["role"])))
    assert not model.needs_roles and len(model.preview.parsed.scores) == 7
    assert set(columns["role"]) <= set(model.preview.roles)


def test_a_table_that_was_taken_for_the_wrong_thing_can_be_read_another_way(wb):
    model = reading(wb, b"Name,Group,6.RP.A.1\nAna Silva,4,3/4\nBen Ito,2,2/4\n")
    assert model.can_say_roles and not model.needs_roles
    roles = dict(zip(model.preview.file_columns["header"], model.preview.file_columns["role"]))
    model.say_roles(roles | {"Group": ""})
    assert model.preview.parsed.columns["column_name"].tolist() == ["6.RP.A.1"]


# who is who


def test_students_who_may_be_known_are_decided_before_anything_is_stored(wb):
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Period 9"))
    model = reading(wb, WITH_NUMBERS)
    assert model.blockers == ["2 students may be in the class already. Say who is who, or leave them out for now."]
    model.match(2, "same")
    assert model.blockers[0].startswith("1 student may be")
    model.match(3, "new")
    assert model.blockers == []
    model.commit()
    names = wb.students("Period 9")["name"].tolist()
    assert [name.split(" (")[0] for name in names].count("Ben Ito") == 2 and len(names) == 4


@pytest.mark.parametrize(("decision", "students"), [("same", 3), ("new", 5)])
def test_all_students_who_may_be_known_are_decided_at_once(wb, decision, students):
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Period 9"))
    model = reading(wb, WITH_NUMBERS)
    model.match_all(decision)
    model.commit()
    assert len(wb.students("Period 9")) == students


def test_students_nobody_knows_are_left_out_only_when_the_teacher_says_so(wb):
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Period 9"))
    model = reading(wb, WITH_NUMBERS)
    model.leave_out(True)
    assert model.blockers == []
    model.commit()
    assert len(wb.students("Period 9")) == 3


def test_a_student_with_two_namesakes_stays_open_until_one_is_named(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1\nAna Silva,7,3/4\nAna Silva,8,2/4\n", "Period 9"))
    model = reading(wb, b"name,6.RP.A.2\nAna Silva,3/4\n")
    model.match_all("same")
    assert model.preview.undecided == [2]
    panel = ImportData(wb)
    panel.opened()
    panel.do(panel.model.aim_at, "Period 9")
    panel.do(panel.model.read, "grades.csv", b"name,6.RP.A.2\nAna Silva,3/4\n")
    options = panel.who.table.rows[0]["options"]["decision"]
    assert [words for _, words in options] == ["It is Ana Silva (7)", "It is Ana Silva (8)", "Another child"]
    model.match(2, options[1][0])
    model.commit()
    assert wb.why("Period 9", "Ana Silva (8)", "6.RP.A.2")["score"].tolist() == [3.0]


def test_what_was_said_of_a_student_outlives_an_answer_and_a_tie(wb):
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Period 9"))
    model = reading(wb, WITH_NUMBERS.replace(b"6.RP.A.2", b"Poster"))
    model.match_all("same")
    model.tie("Poster", "6.SP.B.4")
    model.say_roles({"name": "name", "id": "id", "Poster": "work"})
    assert model.preview.undecided == []


def test_what_was_said_of_a_student_of_one_class_does_not_hold_for_a_namesake_in_another(wb):
    for name in ("Period 9", "Period 8"):
        wb.commit(wb.preview(WITHOUT_NUMBERS, name))
    model = reading(wb, WITH_NUMBERS)
    model.match_all("same")
    model.aim_at("Period 8")
    assert len(model.preview.undecided) == 2


def test_two_records_of_one_child_are_put_together_and_taken_apart_again(wb):
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Period 9"))
    model = reading(wb, WITH_NUMBERS)
    model.match_all("new")
    model.commit()
    pair = next(model.same_child.itertuples())
    model.merge(pair.other_student_key, pair.student_key)
    assert len(wb.students("Period 9")) == 4 and len(wb.merges()) == 1
    model.take_apart(wb.merges()["merge_key"].item())
    assert len(wb.students("Period 9")) == 5 and len(model.same_child) == 2 and wb.merges().empty


# line by line


def test_every_line_of_a_file_is_in_one_kind_and_all_of_them_in_all(wb):
    model = reading(wb, GRADES.replace(b"4/10", b"absnt"))
    counts = model.details.counts()
    assert counts["all"] == sum(number for kind, number in counts.items() if kind != "all")
    kinds = {"look": 1, "waits": 3, "changed": 0, "new": 1, "here": 0, "out": 0, "none": 0, "empty": 1}
    assert counts == {"all": 6, **kinds}
    rows = model.details.rows()
    assert (rows[0]["student"], rows[0]["value"], rows[0]["what"]) == ("Ana Silva", "absnt", "to look at")
    assert rows[-1]["value"] == "empty"


def test_the_sentence_and_the_lines_count_the_same_and_name_nothing_there_is_none_of(wb):
    rows = b"Amara Okafor,1,9,8/10,3\nAna Silva,2,8,4/10,4\nWei Ng,3,7,,2\n"
    model = reading(wb, b"name,id,Final Score,Quiz 6.RP.A.1,Poster\n" + rows)
    assert model.sentence == (
        "3 new students in Period 9. 2 scores will be added. 1 column has no standard yet (3 scores). 1 cell is empty."
    )
    counts = {kind: number for kind, number in model.details.counts().items() if number}
    assert counts == {"all": 9, "waits": 3, "new": 2, "none": 3, "empty": 1}


def test_what_is_said_beside_a_score_that_is_taken_is_among_the_lines_to_look_at(wb):
    model = reading(wb, b"name,id,6.RP.A.1\nAna,1,3/4\nBen,2,40/4\n")
    assert len(model.problems) == model.details.counts()["look"] == 1
    assert "1 problem has to be looked at." in model.sentence


def test_a_changed_score_says_what_it_was(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1\nAna,1,3/4\nBen,2,2/4\n", "Period 9"))
    model = reading(wb, b"name,id,6.RP.A.1\nAna,1,4/4\nBen,2,2/4\n")
    [row] = model.details.rows("changed")
    assert (row["value"], row["why"]) == ("4 of 4", "was 3")
    assert [row["student"] for row in model.details.rows("here")] == ["Ben"]


@pytest.mark.parametrize(("start", "count", "shown"), [(0, 2, 2), (0, 200, 8), (6, 2, 2), (7, 2, 1), (8, 2, 0)])
def test_lines_are_made_a_page_at_a_time_and_none_twice(wb, start, count, shown):
    model = reading(wb, b"name,id,6.RP.A.1,6.RP.A.2\nAna,1,3/4,1/4\nBen,2,2/4,\nCleo,3,absnt,1/4\nDina,4,,\n")
    everything = [tuple(row.values())[1:] for row in model.details.rows("all")]
    page = [tuple(row.values())[1:] for row in model.details.rows("all", "", start, count)]
    assert page == everything[start : start + count] and len(page) == shown


def test_the_lines_of_one_student_are_found_by_part_of_the_name(wb):
    model = reading(wb, GRADES)
    assert {row["student"] for row in model.details.rows("all", "oKAf")} == {"Amara Okafor"}
    assert model.details.counts("okaf")["all"] == len(model.details.rows("all", "okaf"))
    assert model.details.rows("all", "nobody") == []


def test_records_and_standards_are_shown_line_by_line_too(wb):
    model = reading(wb, SAMPLES["attendance"].GOOD)
    row = model.details.rows("new")[0]
    assert row["student"] and row["column"] and row["value"]
    model.commit()
    model.read("framework.json", SAMPLES["case_package"].GOOD)
    assert model.target == "" and model.details.rows("new")[0]["column"].startswith("Standard ")
    model.commit()
    assert model.done.startswith("Stored: ") and "standards added" in model.done


def test_100_problems_of_a_kind_are_listed_and_the_rest_are_counted(wb):
    rows = "".join(f"Kid {number},{number},sick\n" for number in range(MOST_LINES + 1))
    groups = problem_groups(
        reading(
            wb, f"name,id,6.RP.A.1,6.RP.A.2\nAna,900,1/4,2/4\n{rows}".replace("sick\n", "sick,1/4\n").encode()
        ).problems
    )
    assert groups[0].title == f"{MOST_LINES + 1} cells are not a number"
    assert (len(groups[0].lines), groups[0].more, groups[0].is_open) == (MOST_LINES, 1, True)


# storing, and taking back


def test_storing_tells_how_far_it_is(wb):
    steps = []
    model = reading(wb, GRADES)
    model.commit(lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] > 0 and steps == sorted(steps)


def test_what_depends_on_an_import_is_listed_when_it_cannot_be_taken_back(wb):
    model = reading(wb, b"name,id,6.RP.A.1\nAna,1,3/4\nBen,2,2/4\n")
    model.commit()
    first = model.earlier["import_key"].item()
    model.read("grades.csv", b"name,id,6.RP.A.1\nAna,1,4/4\nBen,2,2/4\n")
    model.commit()
    model.toggle(first, undone=False)
    assert "newer scores" in str(model.undo_refusal.problems[0]) and len(wb.evidence("Period 9")) == 2
    model.toggle(model.earlier["import_key"][0], undone=False)
    assert model.undo_refusal is None
    model.toggle(first, undone=False)
    assert wb.class_names() == []


def test_earlier_imports_say_what_they_brought_in_words(wb):
    panel = ImportData(wb)
    panel.opened()
    panel.do(panel.model.aim_at, "Period 9")
    panel.do(panel.model.read, "attendance.csv", SAMPLES["attendance"].GOOD)
    panel.do(panel._store)
    [row] = panel.earlier.table.rows
    assert "attendance added" in row["brought"] and row["options"]["act"] == [["away", "Take back"]]
    assert row["format"] and "_" not in row["format"]


@pytest.mark.parametrize(("zone", "said"), [("UTC", "1 June 2026, 23:30"), ("Asia/Kolkata", "2 June 2026, 05:00")])
def test_a_moment_is_told_in_the_time_of_this_computer(monkeypatch, zone, said):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert parts.moment(datetime.datetime(2026, 6, 1, 23, 30)) == said
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_drop_zone_forgets_the_file_once_it_is_stored_or_put_away(wb):
    panel = ImportData(wb)
    panel.opened()
    panel.model.aim_at("Period 9")
    for act in (panel._store, panel._cancel):
        panel.drop.file_name = "grades.csv"
        panel._read("grades.csv", GRADES)
        panel.do(act)
        assert panel.drop.file_name == "" and panel.model.preview is None


def test_the_marked_up_copy_is_made_only_when_it_is_asked_for(wb, monkeypatch):
    panel = ImportData(wb)
    panel.opened()
    panel.model.aim_at("Period 9")
    panel._read("grades.csv", GRADES.replace(b"4/10", b"absnt"))
    given = []
    monkeypatch.setattr(panel.page, "download", lambda *file: given.append(file))
    assert not panel.mark_up.layout.display and given == []
    panel.marked.click()
    name, content, _ = given[0]
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert name == "grades marked.xlsx" and any("absnt" in str(cell.value) for cell in sheets[0]["D"])


def test_evidence_is_ordered_as_the_page_says(wb):
    dated = (
        b"Student,ID,Standard,Assessment,Score,Points possible,Date assessed,Date submitted,Date due\n"
        b"Ana,1,6.RP.A.1,A,1,4,2026-09-03,2026-09-09,2026-09-09\nAna,1,6.RP.A.1,B,2,4,,2026-09-02,2026-09-09\n"
        b"Ana,1,6.RP.A.1,C,3,4,,,2026-09-01\n"
    )
    reading(wb, dated).commit()
    why = wb.why("Period 9", "Ana", "6.RP.A.1")
    assert why["assessment"].tolist() == ["C", "B", "A"]
    assert why["date_kind"].tolist() == ["due", "handed in", "assessed"]
    places = [WHICH_DAY.index(words) for words in ("assessed", "handed in", "due")]
    assert places == sorted(places)


def test_a_line_of_a_bundle_names_the_student_or_the_file_and_the_row_in_it(wb):
    model = ImportModel(wb)
    model.target = "Period 3"
    model.read("roster.zip", SAMPLES["oneroster"].GOOD)
    lines = Details(model.preview).rows(count=500)
    waiting = [line for line in lines if line["what"] == "waiting"]
    assert waiting
    assert not any(line["student"].startswith("row ") for line in lines)
    assert any(line["student"].startswith("users.csv, row ") for line in lines)
    assert {line["student"] for line in waiting} <= set(model.preview.parsed.students["name"])
