"""The door out: nothing that leaves can be run by the program that opens it."""

import io

import pandas as pd
import pytest

from plworkbench import exports


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_text_that_begins_like_a_formula_leaves_as_text(start):
    dangerous = f"{start}HYPERLINK(1)"
    safe = exports.spreadsheet_safe(pd.DataFrame({dangerous: [dangerous]}))
    assert safe.iloc[0, 0] == f"'{dangerous}"
    assert safe.columns[0] == f"'{dangerous}"


def test_numbers_and_ordinary_text_leave_unchanged():
    frame = pd.DataFrame(
        {"score": [-1.5, 2.0], "name": ["O'Neill", "Ana-Maria"], "day": pd.to_datetime(["2025-09-01"] * 2)}
    )
    pd.testing.assert_frame_equal(exports.spreadsheet_safe(frame), frame)


def test_two_columns_of_one_name_are_both_made_safe():
    frame = pd.DataFrame([["=1", "=2"]], columns=["note", "note"])
    assert exports.spreadsheet_safe(frame).iloc[0].tolist() == ["'=1", "'=2"]


def test_csv_begins_with_a_byte_order_mark_so_that_excel_reads_accents():
    text = exports.csv_text(pd.DataFrame({"student": ["Zoë, 1st"], "score": [3.5]}))
    assert text.startswith("\ufeff") and "\r\n" in text
    assert pd.read_csv(io.StringIO(text.removeprefix("\ufeff"))).loc[0, "student"] == "Zoë, 1st"


def test_markup_in_a_name_is_escaped_on_paper():
    sheet = exports.groups_sheets(
        [{"name": "<b>Oak</b>", "members": [{"name": "<img src=x onerror=alert(1)>", "reason": "<i>because</i>"}]}],
        heading="<script>", dates="today", goals=["<u>goal</u>"], with_reasons=True,
    )  # fmt: skip
    for raw in ("<b>Oak", "<img", "<i>because", "<script>", "<u>goal"):
        assert raw not in sheet
    assert "&lt;img src=x onerror=alert(1)&gt;" in sheet


def test_the_sheet_for_the_wall_tells_no_reason():
    members = [{"name": "Ana", "reason": "Beginning on ratios"}]
    for with_reasons in (False, True):
        sheet = exports.groups_sheets(
            [{"name": "Oak", "members": members}], heading="", dates="", goals=[], with_reasons=with_reasons
        )
        assert ("Beginning" in sheet) is with_reasons
