"""The one door: what a coach does in a notebook, from a file to groups, across a restart."""

import contextlib
import datetime
import io

import openpyxl
import pandas as pd
import pytest

import plworkbench
from plworkbench.workbench import review_day

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz 6.RP.A.1 (101),Quiz 6.EE.B.7 (102),Poster (103)
    Points Possible,,,,,10,20,5
"Okafor, Amara",1,s1,amara,Period 9,8,EX,5
"Silva, Ana",2,s2,ana,Period 9,4,15,
"Ng, Wei",3,s3,wei,Period 9,N/A,0,2
"Student, Test",9,,test,Period 9,10,20,5
"""


def import_canvas(wb, text=CANVAS, class_name="Period 9", **ties):
    preview = wb.preview(text.encode(), class_name, file_name="grades.csv").tie(ties)
    return preview, wb.commit(preview)


def test_a_canvas_export_becomes_evidence_of_the_standards_in_its_titles(wb):
    preview, _ = import_canvas(wb)
    assert preview.parsed.importer == "canvas_gradebook"
    assert wb.preview(CANVAS.encode()).class_name == "Period 9"  # the only section the file names
    evidence = wb.evidence("Period 9")
    assert sorted(evidence["standard_code"].unique()) == ["6.EE.B.7", "6.RP.A.1"]
    statuses = evidence.set_index(["name", "standard_code"])["status"]
    assert statuses["Amara Okafor", "6.EE.B.7"] == "excused"
    assert statuses["Wei Ng", "6.RP.A.1"] == "not assigned"
    assert evidence.loc[(evidence["name"] == "Wei Ng") & (evidence["status"] == "scored"), "score"].tolist() == [0.0]
    assert wb.students("Period 9")["name"].tolist() == ["Wei Ng", "Amara Okafor", "Ana Silva"]


def test_a_column_tied_by_hand_is_remembered_for_the_next_import(wb):
    _, key = import_canvas(wb, **{"Poster (103)": "6.SP.A.1"})
    assert key and "6.SP.A.1" in wb.standards("Period 9")["standard_code"].tolist()
    again = wb.preview(CANVAS.replace("5\n", "4\n").encode(), "Period 9", file_name="grades.csv")
    tied = again.columns.set_index("column_name")["standard_codes"]
    assert tied["Poster (103)"] == ["6.SP.A.1"]
    assert again.plan.changed["assessment"].unique().tolist() == ["Poster (103)"]


def test_the_second_import_of_the_same_file_adds_nothing_and_says_so(wb):
    import_canvas(wb)
    before = wb.evidence("Period 9")
    preview, key = import_canvas(wb)
    assert key is None and not preview.changes_anything
    assert preview.sentence.startswith("This file was imported before.")
    pd.testing.assert_frame_equal(wb.evidence("Period 9"), before)


def test_an_import_can_be_taken_back_and_brought_back(wb):
    import_canvas(wb)
    changed = CANVAS.replace("Period 9,4,15,", "Period 9,9,15,")
    _, key = import_canvas(wb, changed)

    def ana():
        evidence = wb.evidence("Period 9")
        return evidence.loc[
            (evidence["name"] == "Ana Silva") & (evidence["standard_code"] == "6.RP.A.1"), "score"
        ].tolist()

    assert ana() == [9.0]
    wb.undo_import(key)
    assert ana() == [4.0]
    wb.redo_import(key)
    assert ana() == [9.0]


def test_a_score_whose_change_was_taken_back_can_be_changed_again(wb):
    import_canvas(wb)
    nine, seven = (CANVAS.replace("Period 9,4,15,", f"Period 9,{score},15,") for score in (9, 7))
    _, key = import_canvas(wb, nine)
    wb.undo_import(key)
    assert not wb.preview(CANVAS.encode()).changes_anything
    import_canvas(wb, seven)
    evidence = wb.evidence("Period 9")
    assert 7.0 in evidence["score"].tolist() and 4.0 not in evidence["score"].tolist()


def test_a_renamed_canvas_assignment_is_the_same_piece_of_work(wb):
    import_canvas(wb)
    preview = wb.preview(CANVAS.replace("Quiz 6.RP.A.1 (101)", "Ratios quiz 6.RP.A.2 (101)").encode())
    wb.commit(preview)
    assert wb.standards("Period 9")["standard_code"].tolist() == ["6.EE.B.7", "6.RP.A.2"]


def test_ties_are_remembered_when_a_grading_period_changes_the_headers(wb):
    import_canvas(wb, **{"Poster (103)": "6.SP.A.1"})
    text = CANVAS
    for title in ("Quiz 6.RP.A.1 (101)", "Quiz 6.EE.B.7 (102)", "Poster (103)"):
        text = text.replace(title, f"{title} (Quarter 1)")
    preview = wb.preview(text.encode())
    assert preview.columns["standard_codes"].tolist()[-1] == ["6.SP.A.1"]
    assert not preview.changes_anything


def test_a_tidy_file_of_a_later_day_adds_an_attempt_and_corrects_none(wb):
    for score, day in ((3, "2026-03-04"), (4, "2026-03-10"), (2, "2026-03-04")):
        wb.commit(
            wb.preview(f"Student,ID,Standard,Score,Points,Date\nAna,1,6.RP.A.1,{score},4,{day}\n".encode(), "Period 9")
        )
    assert wb.evidence("Period 9")[["score", "attempt"]].to_numpy().tolist() == [[2.0, 1.0], [4.0, 2.0]]


def test_an_import_by_name_alone_taken_back_and_repeated_doubles_nobody(wb):
    text = b"name,6.RP.A.1\nAna,3/4\nBen,2/4\n"
    first = wb.commit(wb.preview(text, "Period 9"))
    wb.undo_import(first)
    wb.commit(wb.preview(text, "Period 9"))
    assert sorted(wb.students("Period 9")["name"]) == ["Ana", "Ben"]


def test_a_percentage_cell_of_excel_is_a_percentage(wb):
    book = openpyxl.Workbook()
    book.active.append(["name", "Quiz 6.RP.A.1 /10"])
    book.active.append(["Ana", 0.85])
    book.active["B2"].number_format = "0%"
    file = io.BytesIO()
    book.save(file)
    wb.commit(wb.preview(file.getvalue(), "Period 9"))
    assert wb.mastery("Period 9", minimum_evidence=1)["score"].item() == 3.4


def test_leaving_a_column_out_later_is_remembered(wb):
    import_canvas(wb, **{"Poster (103)": "6.SP.A.1"})
    preview = wb.preview(CANVAS.encode()).tie({"Poster (103)": None})
    assert preview.changes_anything
    wb.commit(preview)
    assert "6.SP.A.1" not in wb.standards("Period 9")["standard_code"].tolist()
    assert wb.preview(CANVAS.encode()).columns["left_out"].tolist()[-1]


def test_a_class_in_two_files_is_one_class_with_each_student_once(wb):
    import_canvas(wb)
    wide = "name,sis id,6.NS.B.2\nAmara Okafor,s1,3\nWei Ng,s3,2\n"
    wb.commit(wb.preview(wide.encode(), "Period 9", file_name="wide.csv"))
    assert len(wb.students("Period 9")) == 3
    assert wb.evidence("Period 9")["standard_code"].nunique() == 3


def test_adding_a_sample_twice_adds_it_once(sample):
    assert sample.add_sample("grade6_maths") == ["Period 1", "Period 2", "Period 3", "Period 4"]
    assert len(sample.classes()) == 4


def test_a_sample_can_be_removed_and_brought_back_with_its_groups(sample):
    saved = sample.save(sample.group("Period 3", on="6.RP.A.1"), name="Kept")
    import_canvas(sample)
    sample.remove_sample("grade6_maths")
    assert sample.class_names() == ["Period 9"]
    with pytest.raises(plworkbench.NotFound):
        sample.mastery("Period 3")
    assert len(sample.add_sample("grade6_maths")) == 4
    assert sample.groups("Period 3", "Kept").table.equals(saved.table)


def test_a_class_whose_every_import_was_taken_back_is_gone_until_it_is_brought_back(wb):
    _, key = import_canvas(wb)
    wb.undo_import(key)
    assert wb.class_names() == [] and wb.imports()["class_name"].tolist() == ["Period 9"]
    wb.redo_import(key)
    assert len(wb.students("Period 9")) == 3


def test_a_sample_class_never_mixes_with_a_class_of_the_same_name(wb):
    import_canvas(wb, class_name="Period 3")
    assert "Period 3 (sample)" in wb.add_sample("grade6_maths")
    assert len(wb.students("Period 3")) == 3


@pytest.mark.parametrize("key", ["student_performance", "open_university"])
def test_the_main_job_runs_on_the_real_sets(wb, key):
    name = wb.add_sample(key)[-1]
    table = wb.mastery(name)
    assert set(table["level"]) >= {"beginning", "developing", "secure"}
    groups = wb.group(name, on=table.most_pressing_standard(), group_count=5)
    assert groups.summary["size"].sum() == len(wb.students(name))
    saved = wb.save(groups, name="Real")
    assert wb.groups(name, "Real").table.equals(saved.table)


def test_the_score_of_a_cell_is_the_sum_of_weight_times_score(sample):
    table = sample.mastery("Period 3")
    cell = table[table["evidence_count"] > 2].iloc[0]
    why = sample.why("Period 3", cell["name"], cell["standard_code"])
    assert (why["weight"] * why["score_on_scale"]).sum() == pytest.approx(cell["score"], abs=0.005)


def test_what_is_chosen_for_a_class_lasts_and_what_is_impossible_is_refused(sample):
    sample.choose("Period 3", rule="latest", cut_score=2.5)
    assert sample.mastery("Period 3").equals(sample.mastery("Period 3", "latest", cut_score=2.5))
    for wrong in ({"rule": "guess"}, {"cut_score": 9}, {"colour": "red"}):
        with pytest.raises(ValueError, match=r"[Cc]hoose"):
            sample.choose("Period 3", **wrong)
    assert sample.choices("Period 3").items() >= {"rule": "latest", "cut_score": 2.5, "minimum_evidence": 2}.items()


def test_groups_moves_and_names_are_still_there_after_a_restart(tmp_path):
    wb = plworkbench.open(tmp_path)
    wb.add_sample("grade6_maths")
    groups = wb.group("Period 3", on="6.RP.A.1", group_count=5)
    moved = groups.move(groups.table["student"][0], groups.group_names[4]).rename_group(1, "Otters")
    saved = wb.save(moved, name="Week 1")
    wb.close()
    again = plworkbench.open(tmp_path)
    found = again.groups("Period 3", "Week 1")
    assert found.table.equals(saved.table) and found.group_names[0] == "Otters"
    assert found.members["moved_by_hand"].sum() == 1
    assert found.review_on == review_day(datetime.date.today())
    again.close()


def test_every_stored_change_of_groups_can_be_undone_and_redone(sample):
    first = sample.save(sample.group("Period 3", on="6.RP.A.1", group_count=4), status="draft", action="formed")
    second = sample.save(first.move(first.table["student"][0], 4), status="draft", action="moved by hand")
    third = sample.save(second.pin(first.table["student"][1]), status="draft", action="pinned")
    undone = sample.undo(third)
    assert undone.table.equals(second.table)
    with pytest.raises(plworkbench.NewerVersionExists):
        sample.undo(third)  # from a window that has not seen the undo
    back = sample.undo(undone)
    assert back.table.equals(first.table) and sample.can_undo(back) == (False, True)
    assert sample.redo(back).table.equals(second.table)
    assert sample.history("Period 3")["action"].tolist() == [
        "formed",
        "moved by hand",
        "pinned",
        "undo",
        "undo",
        "redo",
    ]


def test_saving_groups_that_were_changed_elsewhere_is_refused(sample):
    groups = sample.save(sample.group("Period 3", on="6.RP.A.1"))
    sample.save(groups.move(groups.table["student"][0], 2))
    with pytest.raises(plworkbench.NewerVersionExists):
        sample.save(groups.move(groups.table["student"][1], 2))


def test_a_wish_holds_when_groups_are_formed_and_is_named_when_a_move_breaks_it(sample):
    groups = sample.group("Period 3", on="6.RP.A.1", group_count=4)
    ana, ben = groups.members.loc[groups.members["group_number"] == 1, "name"].head(2)
    sample.wish("Period 3", "apart", ana, ben)
    apart = sample.group("Period 3", on="6.RP.A.1", group_count=4)
    where = apart.members.set_index("name")["group_number"]
    assert where[ana] != where[ben] and apart.unmet_wishes == []
    broken = apart.move(ana, int(where[ben]))
    assert len(broken.unmet_wishes) == 1 and ana in broken.unmet_wishes[0]
    assert sample.wish("Period 3", "together", ana, ben)["kind"].tolist() == ["together"]
    assert sample.wish("Period 3", "either", ana, ben).empty


def test_a_pinned_student_stays_in_her_group(sample):
    name = sample.students("Period 3")["name"][0]
    groups = sample.group("Period 3", on="6.RP.A.1", group_count=5, pinned={name: 5})
    assert groups.members.set_index("name").loc[name, "group_number"] == 5


def test_the_same_seed_gives_the_same_groups(sample):
    tables = [sample.group("Period 3", purpose="random", random_state=seed).table for seed in (3, 3, 4)]
    assert tables[0].equals(tables[1]) and not tables[0].equals(tables[2])


def test_groups_know_who_has_worked_together_before(sample):
    saved = sample.save(sample.group("Period 3", on="6.RP.A.1", group_count=4))
    again = sample.group("Period 3", on="6.RP.A.1", group_count=4, avoid_past=None)
    assert saved.summary["repeated_pairs"].sum() == 0
    assert again.summary["repeated_pairs"].sum() == sum(n * (n - 1) // 2 for n in again.summary["size"])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda wb: wb.mastery("Period 77"), "The classes are Period 1"),
        (lambda wb: wb.group("Period 3", on="9.ZZ"), "no evidence on the standard '9.ZZ'"),
        (lambda wb: wb.why("Period 3", "Nobody", "6.RP.A.1"), "No student called 'Nobody'"),
        (lambda wb: wb.groups("Period 3", "none"), "no groups called 'none'"),
        (lambda wb: wb.wish("Period 3", "apart", "Nobody", "Anybody"), "No student called 'Nobody'"),
        (lambda wb: wb.add_sample("grade7"), "There are grade6_maths"),
        (lambda wb: wb.preview(b"name,6.RP.A.1\nAna,3\n"), "Give the class a name"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(sample, ask, said):
    with pytest.raises(plworkbench.NotFound, match=said):
        ask(sample)


def test_more_groups_than_students_is_an_error_in_words(sample):
    with pytest.raises(plworkbench.GroupingImpossible, match="40 groups need at least 40 students"):
        sample.group("Period 3", on="6.RP.A.1", group_count=40)


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", '=HYPERLINK("http://x")'])
def test_a_dangerous_name_is_harmless_text_in_every_form(wb, name):
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"name,6.RP.A.1,6.EE.B.7\n{quoted},3,2\nBen Ito,1,4\nCy Moe,2,2\n"
    preview = wb.preview(text.encode(), "Odd", file_name="odd.csv")
    wb.commit(preview)
    assert name in wb.students("Odd")["name"].tolist()
    groups = wb.save(wb.group("Odd", on="6.RP.A.1", group_count=2))
    for html in (preview._repr_html_(), wb.mastery("Odd")._repr_html_(), groups._repr_html_(), groups.sheets(True)):
        assert "<img src=x" not in html
    for cell in (cell for line in groups.csv().splitlines() for cell in line.split(",")):
        assert not cell.lstrip('\ufeff"').startswith("=")


def test_results_show_themselves_as_tables_and_frames_made_from_them_are_plain(sample):
    table = sample.mastery("Period 3")
    assert "<table" in table._repr_html_() and "Amara" not in table._repr_html_().split("<tbody>")[0]
    assert type(table[table["level"] == "secure"]) is pd.DataFrame
    assert table.wide().shape == (28, table["standard_code"].nunique())


def test_the_public_names_are_few_and_all_there():
    assert len(plworkbench.__all__) <= 25
    assert all(hasattr(plworkbench, name) for name in plworkbench.__all__)


@pytest.mark.parametrize(
    ("start", "review"), [("2026-09-07", "2026-09-21"), ("2026-09-05", "2026-09-21"), ("2026-09-11", "2026-09-25")]
)
def test_groups_are_looked_at_again_after_ten_school_days(start, review):
    assert review_day(datetime.date.fromisoformat(start)) == datetime.date.fromisoformat(review)


@pytest.mark.parametrize(
    "read",
    [
        lambda wb: wb.students("Period 3"),
        lambda wb: wb.evidence("Period 3"),
        lambda wb: wb.standards("Period 3"),
        lambda wb: wb.classes(),
        lambda wb: wb.mastery("Period 3"),
    ],
    ids=["students", "evidence", "standards", "classes", "mastery"],
)
def test_what_a_reader_does_to_a_frame_stays_with_the_reader(sample, read):
    mine, before = read(sample), read(sample).copy()
    mine.iloc[0, 0] = mine.iloc[1, 0] if len(mine) > 1 else "changed"
    mine["colour"] = "blue"
    mine.pop(mine.columns[1])
    pd.testing.assert_frame_equal(read(sample), before)


def test_what_another_window_imports_is_read_at_once(wb, tmp_path):
    import_canvas(wb)
    assert len(wb.students("Period 9")) == 3
    with contextlib.closing(plworkbench.open(tmp_path)) as other:
        import_canvas(other, CANVAS.replace('"Student, Test",9,,test', '"Bell, Ida",4,s4,ida'))
    assert sorted(wb.students("Period 9")["name"]) == ["Amara Okafor", "Ana Silva", "Ida Bell", "Wei Ng"]
    assert "Ida Bell" in set(wb.mastery("Period 9")["name"])
