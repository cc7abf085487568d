"""Bundles: OneRoster in two versions, as zip and folder, and how one file or sheet of several is read."""

import pandas as pd
import pytest
from format_samples.oneroster import FILES, zipped
from importers_helpers import account_of, has_declared_types, xlsx

from plworkbench.errors import ImportRefused
from plworkbench.importers import Answers, RawBundle, RawTable, parse_raw, read_file, read_folder, read_raw

RATIO_GUID = "7b1f0a1e-0000-4000-8000-000000000001"


def read(answers=None, **changed):
    """The sample bundle with some files changed: a keyword is the name of a file without '.csv', None drops it."""
    files = FILES | {f"{name}.csv": text for name, text in changed.items()}
    content = zipped({name: text for name, text in files.items() if text is not None})
    parsed = read_file(content, "oneroster.zip", answers or Answers())
    places = account_of(parsed)
    assert (places == 1).all(), places[places != 1]
    assert has_declared_types(parsed)
    return parsed


def changed(name, *pairs):
    text = FILES[f"{name}.csv"]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return {name: text}


def said(parsed):
    return [str(problem) for problem in parsed.problems]


def reason_of(parsed, file, row):
    ignored = parsed.ignored.set_index(["row_number", "column_name"])["reason"]
    return ignored[dict(parsed.members)[file] + row, ""]


def scores_of(parsed, *columns):
    frame = parsed.scores[list(columns)].astype("object")
    return frame.where(frame.notna(), None).to_numpy().tolist()


def test_students_are_those_with_the_role_and_keep_every_identifier_and_class():
    students = read().students
    assert students["name"].tolist() == ["Amara Okafor", "Lu García López", "Wei Chen"]
    assert students["sort_name"].tolist() == ["Okafor, Amara", "García López, Lu", "Chen, Wei"]
    assert students["sections"].tolist() == [("Maths 6 (M6-1)",), ("Maths 6 (M6-1)",), ("Maths 6 (M6-2)",)]
    assert students["identifiers"][0] == {
        "sis_id": "00123",
        "login": "aokafor",
        "email": "amara@school.example",
        "id": "u-1",
    }


def test_a_person_without_a_number_of_the_school_is_known_by_the_source_alone():
    parsed = read(**changed("users", (",00125,", ",,")))
    assert parsed.students["identifiers"][2] == {"sis_id": "u-3", "login": "chen"}


def test_numbers_that_could_be_taken_for_the_identifier_of_another_person_are_not_used():
    parsed = read(**changed("users", (",00125,", ",u-1,")))
    assert [own["sis_id"] for own in parsed.students["identifiers"]] == ["u-1", "u-2", "u-3"]
    assert all("id" not in own for own in parsed.students["identifiers"])


def test_who_is_no_student_is_left_out_with_the_role_and_without_the_name():
    parsed = read()
    assert reason_of(parsed, "users.csv", 2) == "not a student's row: teacher"
    assert reason_of(parsed, "users.csv", 7) == "not a student's row: parent"
    assert "does not count any more" in reason_of(parsed, "users.csv", 6)
    assert not parsed.ignored["raw"].str.contains("Ruiz|Marta|Ada").any()


def test_passwords_and_telephone_numbers_are_nowhere_in_what_is_kept():
    parsed = read()
    never = parsed.ignored[parsed.ignored["reason"] == "never kept"]
    assert never["column_name"].tolist() == ["sms", "phone", "password", "userMasterIdentifier"]
    assert (never["raw"] == "").all()
    everything = (
        parsed.students.to_string() + parsed.ignored.to_string() + str([t.cells for t in parsed.raw.tables.values()])
    )
    for secret in ("s3cret", "hunter2", "5550100", "5550101"):
        assert secret not in everything


def test_results_keep_zero_missing_exempt_and_no_score_apart():
    parsed = read()
    start = dict(parsed.members)["results.csv"]
    assert scores_of(parsed, "row_number", "assessment", "status", "score", "points_possible", "kind")[:4] == [
        [start + 2, "Quiz 1 6.RP.A.1", "scored", 8.5, 10, "Quizzes"],
        [start + 3, "Quiz 1 6.RP.A.1", "excused", None, 10, "Quizzes"],
        [start + 4, "Unit test", "scored", 12, 20, "Quizzes"],
        [start + 5, "Unit test", "missing", None, 20, "Quizzes"],
    ]
    assert parsed.ignored.set_index("row_number").loc[start + 6, "reason"] == "no score"
    zero = read(
        **changed("results", (",submitted,0,2026-09-28,,,c-1,,,,TRUE", ",submitted,0,2026-09-28,,,c-1,,,,FALSE"))
    )
    assert scores_of(zero, "status", "score")[3] == ["scored", 0]


def test_the_score_of_a_learning_objective_is_evidence_and_its_result_a_total():
    parsed = read(Answers(known_identifiers={RATIO_GUID: "6.RP.A.2"}))
    start = dict(parsed.members)["resultLearningObjectiveIds.csv"]
    parts = parsed.scores[parsed.scores["row_number"] > start]
    assert parts[["standard_code", "score", "section"]].to_numpy().tolist() == [
        ["6.EE.B.7", 3, "Maths 6 (M6-1)"],
        ["", 2.5, "Maths 6 (M6-1)"],
    ]
    assert parts["date_assessed"].dt.day.tolist() == [5, 5]
    assert reason_of(parsed, "results.csv", 7).startswith("a total")
    columns = parsed.columns.set_index("column_name")
    assert columns.loc["Unit test (2026-10-02): 6.EE.B.7", "standard_source"] == "file"
    assert columns["needs_mapping"].tolist() == [False, False, False, True]


def test_a_learning_objective_is_resolved_by_the_identifier_that_the_workbench_knows():
    unknown, known = read(), read(Answers(known_identifiers={RATIO_GUID: "6.RP.A.2"}))
    assert unknown.columns.set_index("column_name").loc["Unit test", ["standard_code", "needs_mapping"]].tolist() == [
        "",
        True,
    ]
    column = known.columns.set_index("column_name").loc["Unit test"]
    assert column[["standard_code", "standard_source", "needs_mapping"]].tolist() == ["6.RP.A.2", "file", False]


def test_an_assessment_on_two_standards_waits_for_the_teacher_to_say_which():
    text = FILES["lineItemLearningObjectiveIds.csv"] + "o-2,active,,li-2,case,6.EE.B.7\n"
    parsed = read(Answers(known_identifiers={RATIO_GUID: "6.RP.A.2"}), lineItemLearningObjectiveIds=text)
    assert parsed.columns.set_index("column_name").loc["Unit test", "needs_mapping"]


def test_dates_keep_due_and_assessed_apart():
    first = read().scores.iloc[0]
    assert (first["date_due"], first["date_assessed"]) == (pd.Timestamp("2026-09-11"), pd.Timestamp("2026-09-14"))
    assert pd.isna(first["date_submitted"])


def test_a_result_that_is_only_partially_graded_is_kept_and_said():
    columns = read().columns.set_index("column_name")
    assert columns.loc["Unit test", "points_note"] == "1 of its scores is only partially graded."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("fully graded,8.5", "fully graded,absnt", "results.csv, row 2, column 'score': 'absnt' is not a number."),
        ("fully graded,8.5", "graded?,8.5", "results.csv, row 2, column 'scoreStatus': 'graded?' is not known here."),
        ("li-1,u-1,fully", "li-7,u-1,fully", "results.csv, row 2, column 'lineItemSourcedId': 'li-7' stands in no"),
        ("li-1,u-1,fully", "li-1,u-8,fully", "column 'studentSourcedId': 'u-8' stands in no row of users.csv"),
        ("fully graded,8.5", "exempt,8.5", "column 'scoreStatus': the row says 'exempt' and has the score '8.5'"),
        ("8.5,2026-09-14", "8.5,2026-13-14", "results.csv, row 2, column 'scoreDate': '2026-13-14' is not a date."),
        ("s-1,active", "s-1,maybe", "results.csv, row 2, column 'status': 'maybe' is not known here."),
        ("8.5,2026-09-14,,", ",2026-09-14,,B+", "results.csv, row 2, column 'textScore': 'B+' is a letter grade"),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_taken_is_named_with_its_file_row_and_column(old, new, says):
    parsed = read(**changed("results", (old, new)))
    assert len(parsed.problems) == 1
    assert says in said(parsed)[0]
    assert len(parsed.scores) == len(read().scores) - 1


def test_letters_are_read_once_somebody_says_what_they_are_worth():
    letter = changed("results", ("8.5,2026-09-14,,", ",2026-09-14,,B+"))
    parsed = read(Answers(letters={"B+": 88}), **letter)
    assert parsed.problems == ()
    assert scores_of(parsed, "raw", "score", "points_possible")[0] == ["B+", 8.8, 10]


def test_two_results_of_one_student_are_two_tries_if_their_days_differ_and_else_a_problem():
    again = FILES["results.csv"] + "s-10,active,,li-1,u-1,fully graded,9,2026-09-20,,,c-1,,,,\n"
    tries = read(results=again).scores.query("assessment == 'Quiz 1 6.RP.A.1' and status == 'scored'")
    assert tries[["score", "attempt"]].to_numpy().tolist() == [[8.5, 1], [9, 2]]
    parsed = read(results=again.replace("2026-09-20", "2026-09-14"))
    assert [(p.file, p.row) for p in parsed.problems] == [("results.csv", 2), ("results.csv", 11)]
    assert "row 11 has the same student" in said(parsed)[0]


def test_dates_that_could_be_two_days_are_asked_for_and_cost_no_score():
    days = [("2026-09-14", "9/8/2026"), ("2026-09-28", "10/9/2026"), ("2026-10-05", "10/11/2026")]
    unclear = changed("results", *days)
    parsed = read(**unclear)
    assert len(parsed.scores) == len(read().scores)
    assert [question.key for question in parsed.questions if not question.answer] == ["date_order", "section"]
    told = read(Answers(date_order="month first"), **unclear)
    assert told.scores["date_assessed"].iloc[0] == pd.Timestamp("2026-09-08")


def test_a_user_enrolled_as_a_student_who_is_a_teacher_elsewhere_is_asked_about():
    parsed = read(**changed("enrollments", ("u-t,teacher", "u-t,student")))
    assert said(parsed)[0].startswith(
        "enrollments.csv, row 2, column 'role': it enrolls as a student somebody whose role"
    )
    assert len(parsed.students) == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("users", "preferredGivenName", "prefferedGivenName", "users.csv, row 1, column 'prefferedGivenName': "),
        ("roles", "dateLastModified", "dataLastModified", "It should probably be 'dateLastModified'."),
        ("roles", "userProfileSourcedId\n", ",\n", "roles.csv, row 1: some of its columns have no header."),
        ("results", "studentSourcedId", "student", "results.csv, row 1: the column 'studentSourcedId' is absent."),
        ("users", "familyName", "familieName", "It should probably be 'familyName'."),
        ("classes", "title", "tytle", "It should probably be 'title'."),
    ],
)  # fmt: skip
def test_a_fault_of_a_header_is_named_and_every_row_still_accounted_for(file, old, new, says):
    parsed = read(**changed(file, (old, new)))
    assert any(says in problem for problem in said(parsed)), said(parsed)


def test_a_file_that_holds_the_rows_of_another_is_not_read_and_named():
    parsed = read(userProfiles=FILES["roles.csv"])
    assert "userProfiles.csv, row 1: its header is that of roles.csv, so it was not read." in said(parsed)[0]
    assert len(parsed.students) == 3


def test_rows_narrower_than_the_header_are_read_where_only_cells_without_a_header_are_absent():
    header, *rows = FILES["roles.csv"].splitlines()
    narrow = "\n".join([header + ",,", *rows])
    parsed = read(roles=narrow)
    assert said(parsed) == [
        "roles.csv, row 1: some of its columns have no header. Write a header above each, or delete the column."
    ]
    assert len(parsed.students) == 3


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (("file.orgs,bulk", "file.resources,bulk"), "row 11, column 'value': the file 'resources.csv' is absent."),
        (("file.orgs,bulk", "file.orgs,absent"), "the manifest says that 'orgs.csv' is absent, but it is there"),
        (("file.orgs,bulk", "file.orgs,maybe"), "'maybe' is not known here. Write one of these: bulk, delta, absent."),
        (("oneroster.version,1.2", "oneroster.version,3"), "manifest.csv, row 3, column 'value': '3' is not known"),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_fit_its_bundle_is_named(manifest, says):
    parsed = read(**changed("manifest", manifest))
    assert any(says in problem for problem in said(parsed)), said(parsed)
    assert len(parsed.scores) == len(read().scores)


def test_a_reference_into_a_file_of_changes_says_that_the_whole_is_needed():
    parsed = read(
        **changed("manifest", ("file.users,bulk", "file.users,delta")), **changed("enrollments", ("u-3", "u-33"))
    )
    assert said(parsed)[0].startswith(
        "enrollments.csv, row 5, column 'userSourcedId': 'u-33' stands in no row of users.csv"
    )
    assert "which holds changes only" in said(parsed)[0]


def test_a_file_that_others_need_and_that_is_absent_is_named_once():
    parsed = read(lineItems=None, manifest=None)
    assert said(parsed) == ["the file 'lineItems.csv' is absent. Export the bundle again with this file."]
    assert parsed.scores.empty


def test_a_file_whose_name_is_misspelt_is_named_and_one_of_another_kind_as_well():
    parsed = read(demographic="sourcedId,sex\nu-1,female\n", lunch="sourcedId,meal\nu-1,pasta\n")
    assert [problem.code for problem in parsed.problems] == ["file_misspelt", "file_unknown"]
    assert "'demographics.csv'" in said(parsed)[0]


def test_demographics_are_left_out_unless_asked_for_and_then_kept_as_records():
    parsed = read()
    assert parsed.records == {}
    asked = next(question for question in parsed.questions if question.key == "demographics")
    assert asked.answer == "leave out"
    sensitive = parsed.ignored[parsed.ignored["reason"].str.startswith("sensitive")]
    assert len(sensitive) == 3
    kept = read(Answers(demographics="bring in"))
    records = kept.records["demographics"]
    assert records[records["attribute"] == "sex"]["value"].tolist() == ["female", "female"]
    assert set(records["attribute"]) == {"birthDate", "sex", "asian", "hispanicOrLatinoEthnicity"}
    assert reason_of(kept, "demographics.csv", 4) == "not a student's row: teacher"


def test_one_class_of_a_bundle_leaves_the_others_accounted_for():
    parsed = read(Answers(section="Maths 6 (M6-2)", demographics="bring in"))
    assert parsed.students["name"].tolist() == ["Wei Chen"]
    assert parsed.scores.empty


def test_version_1_1_says_who_is_a_student_in_the_list_of_users():
    users = (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName\n"
        "u-t,,,TRUE,org-1,teacher,t,Marta,Ruiz\nu-1,,,TRUE,org-1,student,a,Amara,Okafor\nu-2,,,TRUE,org-1,guardian,p,Ada,Obi\n"
    )
    parsed = read(
        users=users,
        **dict.fromkeys(("roles", "demographics", "results", "resultLearningObjectiveIds", "manifest")),
        enrollments="sourcedId,classSourcedId,userSourcedId,role\ne-1,c-1,u-1,student\ne-2,c-1,u-t,teacher\n",
    )
    assert parsed.students["name"].tolist() == ["Amara Okafor"]
    assert parsed.problems == ()


def test_a_folder_reads_the_same_as_the_zip_and_so_does_a_folder_in_the_zip(tmp_path):
    inner = tmp_path / "export" / "data"
    inner.mkdir(parents=True)
    for name, text in FILES.items():
        (inner / name).write_text(text, encoding="utf-8")
    zip_file = read()
    packed = read_file(zipped({f"export/{name}": text for name, text in FILES.items()} | {"__MACOSX/._users.csv": "x"}))
    for other in (parse_raw(read_folder(inner)), parse_raw(read_folder(tmp_path / "export")), packed):
        for frame in ("students", "columns", "scores", "ignored"):
            pd.testing.assert_frame_equal(getattr(other, frame), getattr(zip_file, frame))
        assert other.problems == ()


def test_a_zip_with_a_single_csv_file_is_that_table():
    raw = read_raw(zipped({"period 3.csv": "Student,6.RP.A.1\nAmara Okafor,3\n"}), "period 3.zip")
    assert isinstance(raw, RawTable)
    assert parse_raw(raw).importer == "wide_table"


def test_a_list_of_users_that_comes_alone_is_still_read_as_onerosters():
    users = "sourcedId,status,dateLastModified,role,givenName,familyName,password\nu-1,,,student,Amara,Okafor,s3cret\n"
    for content in (
        f"{users}u-2,,,parent,Ada,Okafor,x\n".encode(),
        zipped({"export.csv": f"{users}u-2,,,parent,Ada,Obi,\n"}),
    ):
        parsed = read_file(content, "people.csv")
        assert parsed.importer == "oneroster"
        assert parsed.students["name"].tolist() == ["Amara Okafor"]
        assert parsed.problems == ()
        assert "s3cret" not in str(parsed.raw.tables["users.csv"].cells)


def test_results_that_come_alone_say_which_files_are_absent():
    parsed = read_file(FILES["results.csv"].encode(), "results.csv")
    assert [str(problem).split(".csv")[0] for problem in parsed.problems] == [
        "the file 'lineItems",
        "the file 'users",
    ]


def test_a_zip_of_unknown_tables_is_refused_with_their_names():
    content = zipped({"a.csv": "x,y\n1,2\n", "b.csv": "x,y\n1,2\n"})
    assert isinstance(read_raw(content), RawBundle)
    with pytest.raises(ImportRefused, match=r"It is a bundle of 2 tables: 'a\.csv', 'b\.csv'"):
        read_file(content)


def test_a_member_that_is_no_csv_file_is_said_and_the_rest_is_read():
    parsed = read_file(zipped(FILES | {"readme.txt": "hello", ".DS_Store": "x"}))
    assert said(parsed) == ["the file 'readme.txt' is no CSV file and was not read. If it holds data, save it as CSV."]


def test_every_sheet_with_data_can_be_chosen_and_a_hidden_one_is_said():
    import io

    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(
            xlsx(
                [["Student", "6.RP.A.1"], ["Amara Okafor", 3]],
                sheets={"Period 4": [["Student", "6.RP.A.2"], ["Ben Ruiz", 4]], "Key": [["a", "b"]], "Empty": []},
            )
        )
    )
    book["Key"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    first = read_file(buffer.getvalue())
    asked = next(question for question in first.questions if question.key == "sheet")
    assert (asked.answer, [option for option, _ in asked.options]) == ("Gradebook", ["Gradebook", "Period 4"])
    assert [problem.code for problem in first.problems] == ["sheet_unread", "sheet_hidden"]
    second = read_file(buffer.getvalue(), answers=Answers(sheet="Period 4"))
    assert second.students["name"].tolist() == ["Ben Ruiz"]
    assert [problem.code for problem in second.problems] == ["sheet_hidden"]
    with pytest.raises(ImportRefused, match="Choose one of these: 'Gradebook', 'Period 4'"):
        read_file(buffer.getvalue(), answers=Answers(sheet="Key"))
