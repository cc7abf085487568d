"""What holds of every format: told by its content, accounted for once, read back as written, its fault named."""

import random

import pandas as pd
import pytest
from format_samples import SAMPLES, SCORES, STUDENTS
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import account_of, has_declared_types, xlsx

from plworkbench.errors import ImportRefused
from plworkbench.importers import REGISTRY, RawTable, read_file, read_raw

TABLES = [name for name, sample in SAMPLES.items() if isinstance(read_raw(sample.GOOD), RawTable)]
WRITTEN = [name for name, sample in SAMPLES.items() if hasattr(sample, "write")]
WITH_RECORDS = [name for name, sample in SAMPLES.items() if hasattr(sample, "write_records")]
HOSTILE_CELLS = [
    "",
    "absnt",
    "-3",
    "1,234",
    "12E5",
    "EX",
    "8/10",
    "20-Oct",
    "=1+1",
    "<b>",
    "2026-13-40",
    "Null",
    "\u202e",
    "9" * 400,
]


def test_every_format_has_a_sample():
    assert {module.IMPORTER for module in REGISTRY} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_format_is_told_by_its_content_and_no_other_is_as_sure(name):
    raw = read_raw(SAMPLES[name].GOOD, "export")
    sure = {module.IMPORTER: module.detect(raw) for module in REGISTRY if isinstance(raw, module.READS)}
    assert max(sure, key=sure.get) == name
    assert all(0 <= how_sure <= 1 for how_sure in sure.values())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_has_no_problem_and_frames_of_the_declared_types(name):
    parsed = read_file(SAMPLES[name].GOOD, SAMPLES[name].FILE_NAME)
    assert parsed.problems == ()
    assert has_declared_types(parsed)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_fault_of_the_bad_sample_is_named_with_its_place(name):
    try:
        problems = read_file(SAMPLES[name].BAD, SAMPLES[name].FILE_NAME).problems
    except ImportRefused as refused:
        problems = refused.problems
    assert any(SAMPLES[name].BAD_SAYS in str(problem) for problem in problems), list(map(str, problems))


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_in_the_format_is_read_back_as_it_was(name):
    sample = SAMPLES[name]
    scores = SCORES[SCORES["assessment"].isin(getattr(sample, "WORKS", SCORES["assessment"]))]
    parsed = read_file(sample.write(scores), sample.FILE_NAME)
    assert parsed.importer == name
    assert parsed.problems == ()
    order = ["student", "assessment"]
    students = parsed.students.set_index("row_number")
    place = {row: n for n, row in enumerate(students.index)}
    read = parsed.scores.assign(student=parsed.scores["student_row"].map(place))
    kept = scores[scores["status"].isin(getattr(sample, "STATUSES", SCORES["status"].unique()))]
    expected = kept.sort_values(order, ignore_index=True)[sample.KEEPS]
    found = read.astype({"assessment": "str"}).sort_values(order, ignore_index=True)[sample.KEEPS]
    found = found.astype(expected.dtypes)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert len(students) == len(STUDENTS)


@pytest.mark.parametrize("name", WITH_RECORDS)
def test_records_written_in_the_format_are_read_back_as_they_were(name):
    sample = SAMPLES[name]
    parsed = read_file(sample.write_records(sample.RECORDS), sample.FILE_NAME)
    assert parsed.importer == name
    assert parsed.problems == ()
    assert has_declared_types(parsed)
    place = {row: n for n, row in enumerate(parsed.students["row_number"])}
    found = parsed.records[sample.TABLE]
    found = found.assign(student=found["student_row"].map(place))[sample.RECORDS.columns]
    dates = found.columns[[str(dtype).startswith("datetime") for dtype in found.dtypes]]
    expected = sample.RECORDS.assign(
        **{name: pd.to_datetime(sample.RECORDS[name]).astype("datetime64[us]") for name in dates}
    )
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@pytest.mark.parametrize("name", TABLES)
def test_an_excel_twin_reads_the_same_as_the_text(name):
    text = read_file(SAMPLES[name].GOOD, "a")
    excel = read_file(xlsx(text.raw.cells_with_gaps()), "a")
    assert excel.importer == name
    for frame in ("students", "columns", "scores", "ignored"):
        pd.testing.assert_frame_equal(getattr(text, frame), getattr(excel, frame))
    for table, records in text.records.items():
        pd.testing.assert_frame_equal(records, excel.records[table])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_place_of_the_sample_is_accounted_for_exactly_once(name):
    parsed = read_file(SAMPLES[name].GOOD, SAMPLES[name].FILE_NAME)
    places = account_of(parsed)
    assert (places == 1).all(), places[places != 1]


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_place_of_a_damaged_table_is_accounted_for_exactly_once(name, seed):
    parsed = damaged(SAMPLES[name].GOOD, seed)
    if parsed is not None:
        places = account_of(parsed)
        assert (places == 1).all(), places[places != 1]


def damaged(content, seed):
    """The table with some cells replaced by hostile ones, read; None where it is refused."""
    chance = random.Random(seed)
    rows = read_raw(content).cells_with_gaps()
    for _ in range(chance.randint(1, 6)):
        row = chance.choice([row for row in rows if row])
        row[chance.randrange(len(row))] = chance.choice(HOSTILE_CELLS)
    if chance.random() < 0.3:
        rows.insert(chance.randrange(1, len(rows) + 1), list(chance.choice(rows)))
    try:
        return read_file(xlsx(rows), "a.xlsx")
    except ImportRefused:
        return None
