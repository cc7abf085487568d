"""The grid to enter scores: by tapping, by typing, by pasting."""

from __future__ import annotations

import pytest
from accessibility import faults
from examples import EVIL, STUDENTS
from harness import freeze, mounted
from playwright.sync_api import expect

from plworkbench import widgets

TAPS = [[str(n), str(n)] for n in range(5)]
MARKS = [["M", "missing"], ["E", "excused"]]
WORDS = [["0", "0 Not yet."], ["1", "1 Compares two amounts in words."], ["2", "2 Compares them with a ratio."]]


def a_score_grid(names=STUDENTS, **traits) -> widgets.ScoreGrid:
    rows = [{"key": f"s{n}", "name": name} for n, name in enumerate(names)]
    return widgets.ScoreGrid(rows=rows, options=TAPS, marks=MARKS, caption="Scores of Period 3", **traits)


def a_rubric_grid() -> widgets.ScoreGrid:
    rows = [{"key": str(n), "name": f"Criterion {n}", "note": "Ratios (6.RP.A.1)", "options": WORDS} for n in range(3)]
    return widgets.ScoreGrid(rows=rows, marks=MARKS, wide=True, row_label="Criterion", field_label="Level")


def test_what_the_letters_mean_stands_above_them(page):
    mounted(page, a_score_grid())
    expect(page.get_by_role("columnheader").last).to_have_text("Tap (M: missing, E: excused)")


def field(page, name):
    return page.get_by_label(f"Score: {name}")


def tap(page, name, label):
    return page.get_by_role("row", name=name).get_by_role("button", name=f"{label}: {name}")


def paste(page, text):
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (1366, "dark"), (320, "light")])
@pytest.mark.parametrize("make", [a_score_grid, a_rubric_grid, widgets.ScoreGrid])
def test_the_grid_is_accessible_and_fits_the_screen(make, width, scheme, page):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    part = make()
    if part.rows:
        part.entries, part.problems = {part.rows[0]["key"]: "9"}, {part.rows[0]["key"]: "9 is more than 4 points."}
    harness = mounted(page, part)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input')].map((one) => one.getBoundingClientRect())
        .filter((box) => box.width && (box.width < 24 || box.height < 24)).length"""
    )
    assert small == 0
    assert harness.problems == []


def test_markup_in_a_name_is_only_text(page):
    mounted(page, a_score_grid(names=(EVIL, "Mateo García")))
    assert page.locator("#parts img").count() == 0
    expect(page.get_by_role("rowheader", name=EVIL)).to_be_visible()


def test_a_tap_enters_a_score_and_a_second_tap_takes_it_away(page):
    harness = mounted(page, a_score_grid())
    three = tap(page, "Mateo García", "3")
    three.click()
    expect(three).to_have_attribute("aria-pressed", "true")
    expect(field(page, "Mateo García")).to_have_value("3")
    tap(page, "Priya Patel", "missing").click()
    three.click()
    expect(three).to_have_attribute("aria-pressed", "false")
    sent = [(one["row"], one["text"]) for one in harness.sent("entered")]
    assert sent == [("s1", "3"), ("s2", "M"), ("s1", "")]


def test_a_class_is_entered_with_two_keys_a_student(page):
    harness = mounted(page, a_score_grid())
    field(page, "Amara Okafor").focus()
    for key in ("3", "m", "0", "e", "2", "4"):
        page.keyboard.type(key)
        page.keyboard.press("Enter")
    values = [one.input_value() for one in page.locator(".pw-score-field").all()]
    assert values == ["3", "M", "0", "E", "2", "4"]
    assert len(harness.sent("entered")) == 6 and len(harness.sent("finished")) == 1


@pytest.mark.parametrize(
    ("typed", "value"), [("2.", "2.5"), ("2,", "2.5"), (".", "0.5"), ("2.5", "2.5"), ("2.25", "2.25")]
)
def test_a_point_makes_the_half(typed, value, page):
    harness = mounted(page, a_score_grid())
    field(page, "Amara Okafor").press_sequentially(typed)
    expect(field(page, "Amara Okafor")).to_have_value(value)
    assert harness.sent("entered")[-1]["text"] == value


def test_a_half_can_be_deleted_again(page):
    mounted(page, a_score_grid())
    one = field(page, "Amara Okafor")
    one.press_sequentially("2.")
    for expected in ("2.", "2", ""):
        one.press("End")
        one.press("Backspace")
        expect(one).to_have_value(expected)


def test_arrow_keys_go_through_students_and_buttons(page):
    mounted(page, a_score_grid())
    field(page, "Amara Okafor").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field(page, "Priya Patel")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(tap(page, "Mateo García", "0")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tap(page, "Priya Patel", "1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page, "Priya Patel")).to_have_value("1")
    page.keyboard.type("4")  # who tapped goes on by typing
    expect(field(page, "Priya Patel")).to_have_value("4")
    page.keyboard.press("Control+End")
    expect(field(page, "Jun Tanaka")).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+Enter")
    expect(field(page, "Amara Okafor")).to_be_focused()


def test_a_score_is_replaced_by_typing_over_it(page):
    mounted(page, a_score_grid(entries={"s0": "3"}))
    field(page, "Amara Okafor").focus()
    page.keyboard.type("1")
    expect(field(page, "Amara Okafor")).to_have_value("1")


def test_several_lines_are_told_whole_and_one_value_is_pasted_as_ever(page):
    harness = mounted(page, a_score_grid())
    field(page, "Mateo García").focus()
    paste(page, "3")
    assert harness.sent("pasted") == []
    paste(page, "3\n4\n")
    assert harness.sent("pasted") == [{"row": "s1", "text": "3\n4\n"}]
    harness.update("part", entries={"s1": "3", "s2": "4"}, revision=1)
    expect(field(page, "Mateo García")).to_have_value("3")


def test_what_is_wrong_is_told_beside_the_score(page):
    mounted(page, a_score_grid(entries={"s0": "7"}, problems={"s0": "7 is more than 4 points."}))
    one = field(page, "Amara Okafor")
    expect(one).to_have_attribute("aria-invalid", "true")
    expect(one).to_have_accessible_description("7 is more than 4 points.")


def test_an_answer_to_an_earlier_entry_does_not_wipe_a_later_one(page):
    harness = mounted(page, a_score_grid())
    tap(page, "Amara Okafor", "3").click()
    tap(page, "Mateo García", "2").click()
    harness.update("part", entries={"s0": "3"}, heard=1)
    expect(field(page, "Mateo García")).to_have_value("2")
    harness.update("part", entries={"s0": "3", "s1": "2"}, heard=2)
    harness.update("part", entries={"s0": "3"})
    expect(field(page, "Mateo García")).to_have_value("")


@pytest.mark.parametrize(("waited", "told"), [(700, 0), (900, 1)])
def test_a_rest_is_told_once_nothing_more_is_entered(waited, told, page):
    freeze(page)
    harness = mounted(page, a_score_grid())
    tap(page, "Amara Okafor", "3").click()
    page.clock.run_for(waited)
    assert len(harness.sent("rest")) == told


def test_a_rest_is_told_in_time_although_somebody_goes_on_entering(page):
    freeze(page)
    harness = mounted(page, a_score_grid())
    for n in range(8):
        tap(page, "Amara Okafor", str(n % 5)).click()
        page.clock.run_for(500)
    assert len(harness.sent("rest")) == 1


def test_a_rest_is_told_when_the_page_is_left(page):
    freeze(page)
    harness = mounted(page, a_score_grid())
    tap(page, "Amara Okafor", "3").click()
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert len(harness.sent("rest")) == 1


def test_the_levels_of_a_criterion_are_tapped_by_their_words(page):
    harness = mounted(page, a_rubric_grid())
    page.get_by_role("row", name="Criterion 1").get_by_role("button", name="2 Compares them").click()
    assert harness.sent("entered") == [{"row": "1", "text": "2"}]
    harness.update("part", at_first=1)
    expect(page.get_by_label("Level: Criterion 0")).to_be_focused()


def test_on_paper_a_score_stands_in_its_field_without_anything_to_tap(page):
    mounted(page, a_score_grid(entries={"s0": "3"}))
    page.emulate_media(media="print")
    expect(page.locator(".pw-tap").filter(visible=True)).to_have_count(0)
    expect(field(page, STUDENTS[0])).to_be_visible()


def test_on_paper_only_the_level_of_a_criterion_that_was_reached_is_left_in_words(page):
    grid = a_rubric_grid()
    grid.entries = {"1": "2"}
    mounted(page, grid)
    page.emulate_media(media="print")
    expect(page.locator(".pw-tap").filter(visible=True)).to_have_text(["2 Compares them with a ratio."])
