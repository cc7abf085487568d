"""Fields in a table, answers to choose from, and the bar of a long task."""

from __future__ import annotations

import pytest
from examples import a_choice, a_field_table
from harness import mounted
from playwright.sync_api import expect

from plworkbench import widgets


def test_every_field_is_called_by_its_column_and_row(page):
    mounted(page, a_field_table())
    for column in ("Standards", "Out of", "Assessed on", "It holds"):
        expect(page.get_by_label(f"{column}: Amara Okafor")).to_be_visible()
    expect(page.get_by_role("group", name="Who is it?: Amara Okafor").get_by_role("button")).to_have_count(2)


@pytest.mark.parametrize(
    ("label", "typed", "value"),
    [
        ("Standards", " 6.EE.B.7 ", "6.EE.B.7"),
        ("Out of", "20", 20),
        ("Out of", "2.5", 2.5),
        ("Assessed on", "2026-09-21", "2026-09-21"),
    ],
)
def test_what_is_typed_is_told_once_it_is_finished(label, typed, value, page):
    harness = mounted(page, a_field_table())
    field = page.get_by_label(f"{label}: Mateo García")
    field.fill(typed)
    field.press("Tab")
    column = {"Standards": "standards", "Out of": "points", "Assessed on": "day"}[label]
    assert harness.sent("changed")[-1] == {"row": "s1", "column": column, "value": value}


def a_plan() -> widgets.FieldTable:
    columns = [
        {"key": "line", "label": "Unit", "kind": "words"},
        {"key": "name", "label": "Name", "kind": "long text"},
        {"key": "codes", "label": "Standards", "kind": "text"},
    ]
    rows = [
        {"key": "0", "line": "1", "called": "Unit 1", "name": "Ratios", "codes": "A, B", "notes": {"codes": "Ab · Bc"}},
        {"key": "1", "line": "2", "called": "Unit 2", "name": "Number", "codes": "", "fixed": ["codes"]},
    ]
    return widgets.FieldTable(columns=columns, rows=rows, caption="Units")


def test_a_long_text_grows_with_its_words_and_enter_finishes_it(page):
    harness = mounted(page, a_plan())
    field = page.get_by_label("Name: Unit 1", exact=True)
    low = field.bounding_box()["height"]
    field.fill("Equations and inequalities " * 12)
    assert field.evaluate("field => field.scrollHeight <= field.clientHeight") and field.bounding_box()["height"] > low
    field.press("Enter")
    told = {"row": "0", "column": "name", "value": ("Equations and inequalities " * 12).strip()}
    assert harness.sent("changed") == [told]
    expect(field).to_be_focused()


def test_words_stand_below_a_field_and_a_row_added_last_gets_the_focus(page):
    harness = mounted(page, a_plan())
    expect(page.locator("td").filter(has=page.get_by_label("Standards: Unit 1"))).to_contain_text("Ab · Bc")
    harness.update("part", at_last=1)
    expect(page.get_by_label("Name: Unit 2", exact=True)).to_be_focused()


def test_on_a_phone_no_label_stands_above_nothing(page):
    page.set_viewport_size({"width": 390, "height": 800})
    mounted(page, a_plan())
    labels = page.locator("tbody tr").nth(1).locator(".pw-field-label").filter(visible=True)
    expect(labels).to_have_text(["Name"])


def test_an_emptied_number_is_told_as_none_and_shown_as_empty(page):
    harness = mounted(page, a_field_table())
    field = page.get_by_label("Out of: Mateo García")
    field.fill("")
    field.press("Enter")
    assert harness.sent("changed")[-1]["value"] is None
    expect(page.get_by_label("Out of: Amara Okafor")).to_have_value("")


@pytest.mark.parametrize(("number", "told"), [("-1", 0), ("0", 1)])
def test_a_number_below_0_is_not_told(number, told, page):
    harness = mounted(page, a_field_table())
    field = page.get_by_label("Out of: Mateo García")
    field.fill(number)
    field.press("Tab")
    assert len(harness.sent("changed")) == told


def test_a_value_known_from_the_file_is_words_and_no_field(page):
    mounted(page, a_field_table())
    expect(page.get_by_label("Out of: Priya Patel")).to_have_count(0)
    expect(page.get_by_role("row", name="Priya Patel")).to_contain_text("2")


def test_what_is_being_typed_stays_while_the_kernel_answers(page):
    harness = mounted(page, a_field_table())
    field = page.get_by_label("Standards: Amara Okafor")
    field.press("End")
    field.press_sequentially(", 6.EE")
    rows = a_field_table().rows
    harness.update("part", rows=[{**rows[0], "standards": "6.NS.B.3"}, {**rows[1], "standards": "6.NS.B.2"}, *rows[2:]])
    expect(page.get_by_label("Standards: Mateo García")).to_have_value("6.NS.B.2")
    expect(field).to_have_value("6.RP.A.1, 6.EE")
    expect(field).to_be_focused()


def test_a_choice_in_a_row_is_pressed_and_keeps_the_focus(page):
    harness = mounted(page, a_field_table())
    button = page.get_by_role("group", name="Who is it?: Amara Okafor").get_by_role("button", name="Another")
    button.focus()
    button.press("Enter")
    assert harness.sent("changed") == [{"row": "s0", "column": "who", "value": "new"}]
    rows = a_field_table().rows
    harness.update("part", rows=[{**rows[0], "who": "new"}, *rows[1:]])
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()


def test_sixty_rows_are_one_part_and_share_their_suggestions(page):
    mounted(page, a_field_table(names=[f"Quiz {n}" for n in range(60)]))
    expect(page.locator("tbody tr")).to_have_count(60)
    assert page.locator("datalist").count() == 1


def test_an_answer_is_marked_only_once_it_is_given(page):
    choice = a_choice()
    choice.answered = False
    harness = mounted(page, choice)
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    page.get_by_role("button", name="Mateo García").click()
    assert harness.sent("chosen") == [{"value": "1"}]
    harness.update("part", value="1", answered=True)
    expect(page.locator("[aria-pressed=true]")).to_have_text("Mateo García")


def test_a_bar_is_there_only_while_something_runs(page):
    harness = mounted(page, widgets.Progress())
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_hidden()
    harness.update("part", words="Storing 40 of 100…", share=0.4)
    expect(page.get_by_role("progressbar", name="Storing 40 of 100…")).to_be_visible()
    assert bar.evaluate("bar => bar.value") == 0.4
    harness.update("part", words="", share=0)
    expect(bar).to_be_hidden()


def test_a_forgotten_file_is_not_called_read_any_more(page):
    harness = mounted(page, widgets.DropZone())
    page.get_by_label("Choose a file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"})
    page.wait_for_function("sent.length > 0")
    harness.receive("part", {"type": "handled", "ok": True})
    expect(page.locator(".pw-drop-state")).to_have_text("a.csv was read.")
    harness.receive("part", {"type": "forgotten"})
    expect(page.locator(".pw-drop-state")).to_be_empty()
