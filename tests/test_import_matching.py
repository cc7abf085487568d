"""Who is who, what is remembered, and what two windows do to each other: files through the public door."""

import io

import openpyxl
import pandas as pd
import pytest
from format_samples import SAMPLES
from test_import_round_trips import assert_shown, shown

import plworkbench
from plworkbench import NewerVersionExists, WorkbenchError
from plworkbench.errors import UndoRefused

NAMES = b"name,6.RP.A.1\nAna,3/4\nBen,2/4\n"
OTHER_NAMES = NAMES.replace(b"6.RP.A.1", b"6.EE.B.7")
IDS = b"name,sis id,6.RP.A.1\nAna,001,3/4\nBen,002,2/4\n"
OTHER_IDS = IDS.replace(b"6.RP.A.1", b"6.EE.B.7")
DATED = "Student,ID,Standard,Assessment,Score,Points,Date\nAna,1,6.RP.A.1,Quiz,3,4,{}\n"


def store(wb, content, class_name="Period 9", decide=None, **answers):
    preview = wb.preview(content, class_name, **answers)
    return wb.commit(preview.match(decide) if decide else preview)


def names_in(wb, class_name="Period 9"):
    return wb.students(class_name)["name"].tolist()


# --- two windows


@pytest.mark.parametrize("content", [NAMES, IDS, SAMPLES["case_package"].GOOD], ids=["names", "ids", "standards"])
@pytest.mark.parametrize("there", [None, b"name,6.NS.A.1\nCy,3/4\n"], ids=["new class", "old class"])
def test_a_preview_of_one_window_is_out_of_date_once_another_window_stored_something(tmp_path, content, there):
    one, other = plworkbench.open(tmp_path), plworkbench.open(tmp_path)
    if there:
        store(one, there)
    preview = one.preview(content, "Period 9")
    assert other.commit(other.preview(content, "Period 9")) is not None
    before = shown(one)
    with pytest.raises(NewerVersionExists, match="in another window"):
        one.commit(preview)
    assert_shown(one, before)
    assert one.commit(one.preview(content, "Period 9")) is None


@pytest.mark.parametrize("change", ["undo", "redo", "merge", "take apart"])
def test_a_preview_is_out_of_date_once_an_import_or_a_merge_changed(wb, change):
    store(wb, NAMES)
    key = store(wb, b"name,6.NS.A.1\nAnna,3/4\n")
    one, other = wb.students("Period 9")["student_key"].head(2)
    if change == "redo":
        wb.undo_import(key)
    merged = wb.merge(one, other) if change == "take apart" else None
    preview = wb.preview(OTHER_NAMES, "Period 9")
    does = {
        "undo": lambda: wb.undo_import(key),
        "redo": lambda: wb.redo_import(key),
        "merge": lambda: wb.merge(one, other),
        "take apart": lambda: wb.take_apart(merged),
    }
    does[change]()
    with pytest.raises(NewerVersionExists):
        wb.commit(preview)


def test_whoever_stops_an_import_while_it_is_stored_has_changed_nothing(wb):
    store(wb, NAMES)
    before = shown(wb)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wb.commit(wb.preview(OTHER_IDS, "Another class"), progress=stop)
    assert_shown(wb, before)
    assert store(wb, OTHER_IDS, "Another class") is not None


# --- who is who


@pytest.mark.parametrize(
    ("decide", "students", "scores"), [("same", ["Ana", "Ben"], [2, 2]), ("new", ["Ana", "Ana", "Ben", "Ben"], [1] * 4)]
)
def test_a_file_of_names_only_asks_once_and_the_answer_is_remembered(wb, decide, students, scores):
    store(wb, IDS)
    preview = wb.preview(OTHER_NAMES, "Period 9")
    assert len(preview.matches) == len(preview.undecided) == 2 and not preview.changes_anything
    wb.commit(preview.match(decide))
    assert [name.split(" (")[0] for name in names_in(wb)] == students
    assert sorted(wb.evidence("Period 9")["student_key"].value_counts()) == scores
    again = wb.preview(OTHER_NAMES.replace(b"3/4", b"1/4"), "Period 9")
    assert again.matches.empty and again.plan.counts["changed"] == 1
    assert wb.preview(NAMES, "Another class").matches.empty


def test_who_a_name_means_is_kept_even_if_the_file_brings_no_score(wb):
    store(wb, IDS)
    preview = wb.preview(b"name,Section\nAna,Period 9\nBen,Period 9\n", "Period 9").match("same")
    assert "2 students will be known by another number or name as well." in preview.sentence
    assert wb.commit(preview) is not None
    assert wb.preview(OTHER_NAMES, "Period 9").matches.empty
    assert not wb.preview(b"name,Section\nAna,Period 9\nBen,Period 9\n", "Period 9").changes_anything


def test_a_number_that_lost_its_zeros_is_asked_for_once(wb):
    store(wb, IDS)
    short = OTHER_IDS.replace(b"00", b"")
    preview = wb.preview(short, "Period 9")
    assert preview.matches["why"].str.contains("zeros").all() and len(preview.undecided) == 2
    wb.commit(preview.match("same"))
    assert names_in(wb) == ["Ana", "Ben"] and wb.preview(short, "Period 9").matches.empty


def test_two_students_of_one_name_with_a_number_each_stay_two(wb):
    twins = b"name,sis id,6.RP.A.1\nKim Lee,1,3/4\nKim Lee,2,2/4\n"
    store(wb, twins)
    store(wb, twins.replace(b"6.RP.A.1", b"6.EE.B.7"))
    assert wb.evidence("Period 9").groupby("student_key").size().tolist() == [2, 2]
    assert wb.same_child("Period 9").empty
    preview = wb.preview(b"name,6.NS.A.1\nKim Lee,4/4\n", "Period 9")
    assert preview.match("same").undecided == [2]


def test_one_student_of_two_classes_of_a_bundle_is_one_child(wb):
    sample = SAMPLES["oneroster"]
    both = sample.FILES["enrollments.csv"] + "e-9,active,,c-2,org-1,u-2,student,,,\n"
    bundle = sample.zipped({**sample.FILES, "enrollments.csv": both})
    first = wb.commit(wb.preview(bundle))
    wb.commit(wb.preview(bundle, "Maths 6 (M6-2)"))
    one, two = ([*wb.students(name)["student_key"]] for name in wb.class_names())
    assert wb.class_names() == ["Maths 6 (M6-1)", "Maths 6 (M6-2)"] and len({*one, *two}) == 3
    wb.undo_import(first)
    again = wb.preview(bundle)
    assert again.class_name == "Maths 6 (M6-1)" and "2 new students" in again.sentence
    wb.commit(again)
    assert [*wb.students("Maths 6 (M6-1)")["student_key"]] == one


def test_a_class_is_found_in_a_file_whatever_its_capitals(wb):
    content = b"name,section,6.RP.A.1\nAna,Period 4,3/4\nBen,Period 5,1/4\n"
    store(wb, content, "period 4")
    assert names_in(wb, "period 4") == ["Ana"]
    assert len(wb.imports("PERIOD 4")) == 1


def test_a_number_that_two_files_state_outlives_the_first_of_them(wb):
    first = store(wb, IDS)
    store(wb, OTHER_IDS)
    wb.undo_import(first)
    renamed = wb.preview(IDS.replace(b"Ana", b"Anita"), "Period 9")
    wb.commit(renamed)
    assert names_in(wb) == ["Ana", "Ben"]


def test_an_import_by_name_is_not_brought_back_over_the_same_students(wb):
    first = store(wb, NAMES)
    wb.undo_import(first)
    store(wb, OTHER_NAMES)
    before = shown(wb)
    with pytest.raises(WorkbenchError, match="brought in again, by their names"):
        wb.redo_import(first)
    assert_shown(wb, before)


def test_what_was_said_of_a_row_does_not_hold_for_another_sheet(wb):
    store(wb, b"name,sis id,6.RP.A.1\nAna,001,3/4\nBen,002,2/4\nCy,003,2/4\n")
    book = openpyxl.Workbook()
    second = book.create_sheet("Second")
    for sheet, students in ((book.active, ("Ana", "Ben")), (second, ("Cy", "Ben"))):
        for row in (["name", "6.EE.B.7"], *([name, "3/4"] for name in students)):
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    preview = wb.preview(file.getvalue(), "Period 9", file_name="two.xlsx").match("same").answer(sheet="Second")
    assert preview.matches[["name", "decision"]].to_numpy().tolist() == [["Cy", ""], ["Ben", "same"]]


# --- one child in two records


def test_records_that_may_be_one_child_are_proposed_and_others_are_not(wb):
    store(wb, "name,sis id,6.RP.A.1\nLucía Paz,0042,3\nKim Lee,0001,3\nKim Lee,0002,3\nDev Rao,,3\n".encode())
    store(wb, b'name,6.EE.B.7\n"PAZ, Lucia",2\nDev Rao,1\n', decide="new")
    store(wb, b"name,sis id,6.EE.B.7\nLu Paz,42,2\nSam Lee,01,2\nDev Rao,07,2\n", "Period 8")
    pairs = wb.same_child("Period 9")
    found = {frozenset((pair.name, pair.other_name)): "zeros" in pair.why for pair in pairs.itertuples(index=False)}
    assert found == {
        frozenset(("Kim Lee (0001)", "Sam Lee")): True,
        frozenset(("Lucía Paz", "Lu Paz")): True,
        frozenset(("Lucía Paz", "Lucia PAZ")): False,
    }
    wb.merge(pairs["other_student_key"][0], pairs["student_key"][0])
    assert len(wb.same_child("Period 9")) == 2


def test_a_merge_joins_scores_groups_and_wishes_and_taking_it_apart_parts_them_again(wb):
    store(wb, IDS)
    second = store(wb, OTHER_NAMES, decide="new")
    pair = wb.same_child("Period 9").iloc[0]
    ben = wb.students("Period 9").query("name.str.startswith('Ben')")["name"].iloc[0]
    wb.save(wb.group("Period 9", on="6.RP.A.1", group_count=2), name="Week 1")
    wb.wish("Period 9", "apart", pair["name"], ben)
    before, groups = shown(wb), wb.groups("Period 9", "Week 1").table
    merge = wb.merge(pair["student_key"], pair["other_student_key"])
    assert len(wb.students("Period 9")) == 3 and len(wb.groups("Period 9", "Week 1").table) == 3
    assert wb.evidence("Period 9").query("name == 'Ana'")["standard_code"].tolist() == ["6.RP.A.1", "6.EE.B.7"]
    assert wb.merges()["name"].tolist() == ["Ana"]

    with pytest.raises(UndoRefused) as refused:
        wb.undo_import(second)
    said = str(refused.value)
    assert "'Week 1'" in said and "was merged with another one" in said
    third = store(wb, NAMES.replace(b"6.RP.A.1", b"6.NS.A.1"))
    assert len(wb.students("Period 9")) == 3
    wb.undo_import(third)
    wb.take_apart(merge)
    assert_shown(wb, before)
    pd.testing.assert_frame_equal(wb.groups("Period 9", "Week 1").table, groups)


def test_a_merge_can_be_taken_apart_after_files_that_state_both_numbers_again(wb):
    store(wb, IDS)
    store(wb, b"name,email,6.EE.B.7\nAna,ana@school.example,3/4\n", decide="new")
    pair = wb.same_child("Period 9").iloc[0]
    merge = wb.merge(pair["other_student_key"], pair["student_key"])
    store(wb, b"name,sis id,email,6.NS.A.1\nAna,001,ana@school.example,3/4\n")
    wb.take_apart(merge)
    assert len(wb.students("Period 9")) == 3
    again = wb.preview(b"name,email,6.NS.A.2\nAna,ana@school.example,3/4\n", "Period 9")
    assert again.matches.empty and again.plan.counts["new_students"] == 0


# --- what was said of a file


def test_how_dates_are_meant_is_remembered_for_the_class_and_the_source_and_for_no_other(wb):
    key = store(wb, DATED.format("3/4/2026").encode(), date_order="day first")

    def answers(content, class_name="Period 9"):
        return [question.answer for question in wb.preview(content, class_name).questions]

    later = DATED.format("5/4/2026").encode()
    assert answers(later) == ["day first"]
    assert answers(later, "Period 8") == [""]
    assert answers(later.replace(b"Assessment", b"Assignment")) == [""]
    wb.undo_import(key)
    assert answers(later) == [""]
    wb.redo_import(key)
    assert answers(later) == ["day first"]


def test_what_a_file_shows_of_its_dates_wins_over_what_was_said_of_an_earlier_one(wb):
    store(wb, DATED.format("3/4/2026").encode(), date_order="day first")
    content = DATED.format("5/4/2026") + "Ben,2,6.RP.A.1,Quiz,3,4,5/14/2026\n"
    dates = wb.preview(content.encode(), "Period 9").parsed.scores["date_assessed"]
    assert dates.dt.month.tolist() == [5, 5]


def test_what_columns_hold_is_remembered_for_every_class_but_only_with_the_same_headings(wb):
    table = "Schüler;Schulnummer;Brüche;Gesamt\nObi, Ada;0123;3;9\nLi, Bo;0124;4;8\n"
    preview = wb.preview(table.encode(), "Period 9")
    roles = {**preview.parsed.roles, "Gesamt": ""}
    wb.commit(preview.answer(roles=roles).tie({"Brüche": "6.NF"}))
    grown = table.replace("Gesamt", "Gesamt;Dezimalzahlen").replace(";9\n", ";9;2\n").replace(";8\n", ";8;1\n")
    for class_name in ("Period 9", "Period 8"):
        again = wb.preview(grown.encode(), class_name)
        assert again.parsed.roles["Gesamt"] == "" and again.questions[0].answer == "said"
        assert again.columns["column_name"].tolist() == ["Brüche", "Dezimalzahlen"]
    other = wb.preview(table.replace("Brüche", "Einmaleins").encode(), "Period 9")
    assert other.parsed.roles["Gesamt"] == "work" and other.questions[0].answer == ""


def test_a_table_that_was_taken_for_another_format_is_read_as_said_the_next_time(wb):
    content = b"Student,Student ID,Reading log,6.RP.A.1\nAna,001,12,3\nBen,002,14,2\n"
    preview = wb.preview(content, "Period 9")
    assert preview.parsed.importer == "wide_table"
    roles = {"Student": "name", "Student ID": "sis_id", "Reading log": "", "6.RP.A.1": "work"}
    wb.commit(preview.answer(roles=roles, importer="free_table"))
    again = wb.preview(content.replace(b",3\n", b",4\n"), "Period 9")
    assert again.parsed.importer == "free_table" and again.columns["column_name"].tolist() == ["6.RP.A.1"]
    assert again.plan.counts["changed"] == 1


def test_headings_that_were_typed_stay_out_of_the_log(wb):
    content = b"Alumno;Zoe Canary\nAda Obi;3\nBo Li;4\n"
    preview = wb.preview(content, "Period 9")
    wb.commit(preview.answer(roles={"Alumno": "name", "Zoe Canary": "work"}).tie({"Zoe Canary": "6.NF"}))
    log = wb._store.events()
    assert not any("Canary" in str(state) for part in ("before", "after", "entity_key") for state in log[part])


# --- earlier imports


def test_imports_are_listed_in_words_and_a_refusal_uses_the_same_words(wb):
    first = store(wb, IDS)
    wb.commit(wb.preview(SAMPLES["case_package"].GOOD))
    store(wb, IDS.replace(b"3/4", b"1/4"))
    listed = wb.imports()
    assert listed["format_name"].tolist() == [
        "Table of students and scores",
        "Framework of standards (CASE)",
        "Table of students and scores",
    ]
    assert listed["class_name"].isna().tolist() == [False, True, False]
    with pytest.raises(UndoRefused, match=r"\(Table of students and scores\) brought newer scores"):
        wb.undo_import(first)


def test_standards_that_current_evidence_is_of_stay_when_their_framework_is_taken_back(wb):
    framework = wb.commit(wb.preview(SAMPLES["case_package"].GOOD))
    everything = wb.standards()
    used = store(wb, b"name,6.RP.A.2\nAna,3/4\n")
    wb.undo_import(framework)
    assert "6.RP.A.2" in wb.standards("Period 9")["standard_code"].tolist()
    # What it is part of stays as well, and what nothing needs goes.
    assert wb.standards()["standard_code"].tolist() == ["6.RP", "6.RP.A", "6.RP.A.2"]
    wb.undo_import(used)
    assert wb.standards().empty
    wb.redo_import(framework)
    pd.testing.assert_frame_equal(wb.standards(), everything)


def test_groups_on_standards_of_a_framework_keep_it_from_being_taken_back(wb):
    store(wb, IDS)
    framework = wb.commit(wb.preview(SAMPLES["case_package"].GOOD))
    said = wb.standards().set_index("standard_code")["title"]
    assert said["6.RP.A.1"] != "6.RP.A.1"
    wb.save(wb.group("Period 9", on="6.RP.A.1", group_count=2), name="Week 1")
    wb.undo_import(framework)
    assert wb.standards()[["standard_code", "title"]].to_numpy().tolist() == [["6.RP.A.1", "6.RP.A.1"]]
