"""From a file to the store and back, for every format, through the public door only."""

import pandas as pd
import pytest
from format_samples import SAMPLES, SCORES, STUDENTS

from plworkbench import schema

CLASS = "Period 3"

# What becomes another score, or another record, in the good sample: this text into that.
CHANGES = {
    "activities": (",captain,", ",member,"),
    "attendance": (",UA,", ",P,"),
    "behavior": (",-2,", ",-3,"),
    "canvas_gradebook": ("8.50,EX", "9.50,EX"),
    "canvas_learning_mastery": ("3.27", "3.5"),
    "canvas_outcomes_report": (",2.5,", ",3.5,"),
    "case_package": ("Make tables of equal ratios.", "Make tables of equal rates."),
    "exit_ticket_grid": ("\t3\t", "\t2\t"),
    "free_table": (";0;7/10", ";1;7/10"),
    "google_classroom": ("8.5,Excused", "9,Excused"),
    "google_forms": ("13.5 / 15", "12 / 15"),
    "item_responses": (",2/3,3/4,0,", ",3/4,3/4,1,"),
    "microsoft_forms": ("Amara Okafor,4,", "Amara Okafor,3,"),
    "moodle_grades": ('8.50,"85.00 %"', '9.00,"90.00 %"'),
    "oneroster": ("u-1,fully graded,8.5", "u-1,fully graded,7.5"),
    "powerteacher_scores": ("6.5", "5.5"),
    "scale_scores": ("198,2.9,21", "199,2.9,22"),
    "schoology_bulk": (",10,8.5,", ",10,9.5,"),
    "tidy_table": ("Quiz 1,8,10", "Quiz 1,7,10"),
    "wide_table": (",8,3,5", ",9,3,5"),
}

EVIDENCE = ["standard_code", "assessment", "score", "points_possible", "status", "attempt", "kind"]
DATES = ["date_due", "date_submitted", "date_assessed"]


def changed(name):
    """The good sample with one score or record changed."""
    sample, (old, new) = SAMPLES[name], CHANGES[name]
    if name == "oneroster":
        return sample.zipped({member: text.replace(old, new) for member, text in sample.FILES.items()})
    encoding = "cp1252" if name == "microsoft_forms" else "utf-8"
    assert sample.GOOD.count(old.encode(encoding)) == 1
    return sample.GOOD.replace(old.encode(encoding), new.encode(encoding))


def read(wb, content, file_name, class_name=None):
    """The preview of a file, with its questions answered and every column tied to a goal."""
    try:
        preview = wb.preview(content, class_name, file_name=file_name)
    except Exception:
        preview = wb.preview(content, CLASS, file_name=file_name)
    return tied(preview)


def tied(preview):
    for question in preview.questions:
        if question.key == "roles" and not question.answer:
            preview = preview.answer(roles=preview.parsed.roles)
    waiting = preview.plan.unmapped_columns["column_name"]
    return preview.tie({name: f"Goal {place}" for place, name in enumerate(waiting)}) if len(waiting) else preview


def good(wb, name):
    return read(wb, SAMPLES[name].GOOD, SAMPLES[name].FILE_NAME)


def shown(wb):
    """Everything the door shows of what counts."""
    frames = {"classes": wb.classes(), "standards": wb.standards(), "merges": wb.merges()}
    for name in wb.class_names():
        frames |= {
            f"{what} of {name}": getattr(wb, what)(name) for what in ("students", "evidence", "standards", "mastery")
        }
        frames |= {f"{table.name} of {name}": wb.records(table.name, name) for table in schema.RECORD_TABLES}
        frames[f"pairs of {name}"] = wb.same_child(name)
    return frames


def asked(wb, name):
    """What the page would ask, and what it would have tied, if the file came now."""
    sample = SAMPLES[name]
    try:
        preview = wb.preview(sample.GOOD, file_name=sample.FILE_NAME)
    except Exception:
        preview = wb.preview(sample.GOOD, CLASS, file_name=sample.FILE_NAME)
    return (
        preview.sentence,
        [(question.key, question.answer) for question in preview.questions],
        preview.columns["standard_codes"].tolist(),
        preview.matches.drop(columns="candidates").to_numpy().tolist(),
    )


def assert_shown(wb, before):
    after = shown(wb)
    assert after.keys() == before.keys()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(after[name]), pd.DataFrame(frame), obj=name)


def in_order(frame):
    """Rows as texts in an order that says nothing of the store: to compare what is there, whatever came first."""
    plain = frame.astype("object").where(frame.notna(), None).astype("str")
    return plain.sort_values(list(plain.columns), ignore_index=True)


def assert_as_in_the_file(wb, preview):
    """What the door shows of the class is what was read in the file, score by score and record by record."""
    key_of = preview.plan.students.set_index("row_number")["student_key"]
    if not preview.class_name:
        own = preview.parsed.standards.drop(columns="row_number")
        pd.testing.assert_frame_equal(in_order(wb.standards()[own.columns]), in_order(own))
        return
    people = preview.parsed.students.set_index("row_number")
    roster = wb.students(preview.class_name).set_index("student_key")
    assert set(roster.index) == set(key_of)
    for row, key in key_of.items():
        assert roster.loc[key, "sort_name"] == people.loc[row, "sort_name"]
    codes = preview.columns.set_index("column_name")["standard_codes"]
    scores = preview.parsed.scores.astype({"column_name": "str", "standard_code": "str"})
    scores = scores[scores["student_row"].isin(key_of.index)]
    scores["standard_code"] = [
        code or codes[column][0] for code, column in zip(scores["standard_code"], scores["column_name"])
    ]
    scores = scores.assign(student_key=scores["student_row"].map(key_of))
    columns = ["student_key", *EVIDENCE, *DATES]
    numbers = {"score": "float64", "points_possible": "float64", "attempt": "int64"}
    found = wb.evidence(preview.class_name)[columns].fillna({"kind": ""}).astype(numbers)
    pd.testing.assert_frame_equal(in_order(found), in_order(scores[columns].astype(numbers)))
    assert set(wb.standards(preview.class_name)["standard_code"]) == set(scores["standard_code"])
    for table, rows in preview.parsed.records.items():
        rows = rows.assign(student_key=rows["student_row"].map(key_of))
        own = [name for name in wb.records(table, preview.class_name) if name in rows]
        stored = wb.records(table, preview.class_name)[own]
        pd.testing.assert_frame_equal(in_order(stored), in_order(rows[own].astype(stored.dtypes)))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_is_stored_as_it_is_changed_and_taken_back_to_where_it_was(wb, name):
    sample, empty, asked_at_first = SAMPLES[name], shown(wb), asked(wb, name)
    preview = good(wb, name)
    first = wb.commit(preview)
    assert first is not None
    assert_as_in_the_file(wb, preview)
    after_first, asked_then = shown(wb), asked(wb, name)

    again = read(wb, sample.GOOD, sample.FILE_NAME, preview.class_name or None)
    assert not again.changes_anything and wb.commit(again) is None
    assert again.sentence.startswith("This file was imported before.")
    assert again.questions == preview.questions and not len(again.matches)

    if name in CHANGES:
        newer = read(wb, changed(name), sample.FILE_NAME, preview.class_name or None)
        compared = [newer.plan.evidence, newer.plan.standards, *newer.plan.records.values()]
        assert (sum(len(part.added) for part in compared), sum(len(part.changed) for part in compared)) == (0, 1)
        second = wb.commit(newer)
        assert_as_in_the_file(wb, newer)
        with pytest.raises(AssertionError):
            assert_shown(wb, after_first)
        after_second = shown(wb)
        wb.undo_import(second)
        assert_shown(wb, after_first)
        assert asked(wb, name) == asked_then
        wb.redo_import(second)
        assert_shown(wb, after_second)
        wb.undo_import(second)
    wb.undo_import(first)
    assert_shown(wb, empty)
    assert asked(wb, name) == asked_at_first
    wb.redo_import(first)
    assert_shown(wb, after_first)
    if name in CHANGES:
        wb.redo_import(second)
        assert_shown(wb, after_second)


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if hasattr(sample, "write")])
def test_known_scores_written_in_a_format_are_the_evidence_of_the_class(wb, name):
    sample = SAMPLES[name]
    scores = SCORES[SCORES["assessment"].isin(getattr(sample, "WORKS", SCORES["assessment"]))]
    scores = scores[scores["status"].isin(getattr(sample, "STATUSES", SCORES["status"].unique()))]
    preview = tied(wb.preview(sample.write(scores), CLASS, file_name=sample.FILE_NAME))
    # Who shares a name and has no number, as in an exit ticket, is left out and named.
    named = dict(enumerate(preview.parsed.students["row_number"]))
    known = preview.plan.students.set_index("row_number")["student_key"]
    scores = scores[scores["student"].map(named).isin(known.index)]
    wb.commit(preview)
    evidence = wb.evidence(CLASS)
    place = {known[row]: place for place, row in named.items() if row in known.index}
    keeps = [*sample.KEEPS, *(["date_assessed"] if "date_assessed" in sample.KEEPS else [])]
    found = evidence.assign(student=evidence["student_key"].map(place))[list(dict.fromkeys(keeps))]
    expected = scores[found.columns]
    pd.testing.assert_frame_equal(in_order(found), in_order(expected))
    assert len(wb.students(CLASS)) == len(known) >= len(STUDENTS) - 2


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if hasattr(sample, "write_records")])
def test_known_records_written_in_a_format_are_the_records_of_the_class(wb, name):
    sample = SAMPLES[name]
    preview = wb.preview(sample.write_records(sample.RECORDS), CLASS, file_name=sample.FILE_NAME)
    wb.commit(preview)
    keys = preview.plan.students["student_key"].tolist()
    stored = wb.records(sample.TABLE, CLASS)
    dates = [column for column in sample.RECORDS if str(stored.get(column, pd.Series()).dtype).startswith("datetime")]
    expected = sample.RECORDS.assign(**{column: pd.to_datetime(sample.RECORDS[column]) for column in dates})
    expected = expected.replace("", None)
    found = stored.assign(student=stored["student_key"].map(keys.index))[expected.columns].replace("", None)
    numbers = {column: "float64" for column in found if pd.api.types.is_numeric_dtype(found[column].dtype)}
    pd.testing.assert_frame_equal(in_order(found.astype(numbers)), in_order(expected.astype(numbers)))
