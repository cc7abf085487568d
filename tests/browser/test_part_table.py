"""The table, and the button that shows and hides it."""

from __future__ import annotations

import re

import pytest
from examples import a_table
from harness import mounted
from playwright.sync_api import Page, expect

from plworkbench import widgets
from plworkbench.schema import STATES


# --- DataTable ---
def column(page: Page, number: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"tbody tr > :nth-child({number})").all_inner_texts()]


def many(number: int, **traits) -> widgets.DataTable:
    columns = [
        {"key": "name", "label": "Student"},
        {"key": "level", "label": "Level", "kind": "level", "filter": True},
        {"key": "score", "label": "Score", "kind": "number", "digits": 1},
        {"key": "next", "label": "Look at", "kind": "chips"},
    ]
    rows = [
        {
            "key": f"s{n}",
            "name": "Mateo García 1" if n == 1 else f"Student {n}",
            "level": STATES[n % 6],
            "score": 1.5 + n % 7,
            "next": ["Ratios"],
        }
        for n in range(number)
    ]
    return widgets.DataTable(columns=columns, rows=rows, caption="Many students", clickable=True, **traits)


def test_a_table_has_a_caption_and_headers_for_rows_and_columns(page):
    mounted(page, a_table())
    expect(page.get_by_role("table", name="Who needs help")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(6)
    expect(page.get_by_role("columnheader")).to_have_count(4)
    expect(page.get_by_role("region", name="Who needs help")).to_have_attribute("tabindex", "0")


def test_a_table_sorts_numbers_as_numbers_with_the_missing_last(page):
    mounted(page, a_table())
    button = page.get_by_role("button", name="Score of 4")
    button.click()
    assert [score.split()[0] for score in column(page, 3)] == ["10.0", "3.0", "2.5", "1.3", "0.0", "–"]
    expect(page.get_by_role("columnheader", name="Score of 4")).to_have_attribute("aria-sort", "descending")
    expect(button).to_be_focused()
    button.click()
    assert [score.split()[0] for score in column(page, 3)] == ["0.0", "1.3", "2.5", "3.0", "10.0", "–"]


def test_a_table_sorts_levels_by_level_and_not_by_letter(page):
    mounted(page, a_table())
    page.get_by_role("button", name="Level").click()
    assert [re.sub(r"^\S+\s", "", level) for level in column(page, 2)] == list(STATES)


def test_on_a_phone_what_is_said_in_a_row_stands_below_its_name_beside_its_heading(page):
    page.set_viewport_size({"width": 320, "height": 600})
    mounted(page, a_table())
    region, row = page.get_by_role("region", name="Who needs help"), page.locator("tbody tr").first
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth")
    name, *values = [cell.bounding_box() for cell in row.locator("th, td").all()]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in zip([name, *values], values))
    heading = "cell => getComputedStyle(cell, '::before').content"
    assert [cell.evaluate(heading).split(" /")[0] for cell in row.locator("td").all()] == [
        '"Level"', '"Score of 4"', '"Look at"',
    ]  # fmt: skip
    expect(page.get_by_role("columnheader")).to_have_count(4)
    page.get_by_role("button", name="Score of 4").click()
    assert column(page, 3)[0].startswith("10.0")


def test_choosing_a_row_tells_its_key(page):
    harness = mounted(page, a_table())
    page.get_by_role("button", name="Priya Patel").press("Enter")
    assert harness.sent("chosen") == [{"key": "s2"}]


def test_a_table_without_rows_says_what_would_be_there(page):
    mounted(page, widgets.DataTable(columns=[{"key": "a", "label": "A"}], empty_text="No groups yet. Form some."))
    expect(page.locator("tbody")).to_have_text("No groups yet. Form some.")


# --- finding rows ---
def test_rows_are_found_by_words_without_accents_and_by_whole_numbers(page):
    mounted(page, many(6, filterable=True))
    find = page.get_by_label("Find in Many students")
    for typed, names in [
        ("garcia", ["Mateo García 1"]),
        ("student 3 secure", []),
        ("STUDENT extend", ["Student 5"]),
        ("2", ["Student 2"]),
        ("3.5", ["Student 2"]),
        ("nobody", ["No row fits. Look for fewer letters, or show all rows."]),
    ]:
        find.fill(typed)
        assert column(page, 1) == (names or ["No row fits. Look for fewer letters, or show all rows."]), typed
    find.fill("student")
    expect(page.locator(".pw-table-count")).to_have_text("5 of 6 rows")
    expect(page.locator(".pw-table-bar").get_by_role("status")).to_have_text("5 of 6 rows")
    page.get_by_label("Level").select_option("extending")
    assert column(page, 1) == ["Student 5"]
    page.get_by_role("button", name="Show all rows").click()
    expect(page.locator(".pw-table-count")).to_have_text("6 rows")
    expect(find).to_be_focused()
    assert len(column(page, 1)) == 6


def test_typing_sort_and_place_stay_while_the_rows_change(page):
    harness = mounted(page, many(40, filterable=True))
    page.get_by_role("button", name="Score").click()
    page.get_by_label("Find in").fill("student")
    harness.update("part", rows=many(30).rows)
    expect(page.locator(".pw-table-count")).to_have_text("29 of 30 rows")
    expect(page.get_by_label("Find in")).to_be_focused()
    expect(page.get_by_role("columnheader", name="Score")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Student 7", exact=True).focus()
    harness.update("part", rows=many(20).rows, selected="s7")
    expect(page.get_by_role("button", name="Student 7", exact=True)).to_be_focused()
    expect(page.locator("tr[aria-current='true']")).to_contain_text("Student 7")


# --- the view of the rows ---
VIEW = "models.part.state.view"


def test_what_is_typed_chosen_and_sorted_is_told_and_typing_only_when_it_rests(page):
    mounted(page, many(40, filterable=True))
    page.evaluate("""() => { window.views = [];
        models.part.on("change:view", () => views.push(structuredClone(models.part.state.view))) }""")
    page.get_by_label("Find in").press_sequentially("student 3", delay=20)
    page.wait_for_function("views.length === 1")
    assert page.evaluate("views") == [{"find": "student 3"}]
    page.get_by_label("Level").select_option("secure")
    assert page.evaluate(VIEW) == {"find": "student 3", "only": {"level": "secure"}}
    score = page.get_by_role("button", name="Score")
    for sort in ("-score", "score", None):
        score.click()
        assert page.evaluate(VIEW).get("sort") == sort, "the third time they are in the order in which they came"
    assert column(page, 1) == ["Student 34"]
    page.get_by_role("button", name="Show all rows").click()
    assert page.evaluate(VIEW) == {}
    page.get_by_label("Find in").fill("garcia")
    page.get_by_label("Find in").press("Enter")
    assert page.evaluate(VIEW) == {"find": "garcia"}, "told at once"


def test_rows_are_shown_as_the_kernel_says_at_first_and_later(page):
    harness = mounted(page, many(40, filterable=True, view={"only": {"level": "secure"}, "sort": "-name"}))
    assert column(page, 1) == [f"Student {n}" for n in (34, 28, 22, 16, 10, 4)]
    expect(page.get_by_label("Level")).to_have_value("secure")
    expect(page.get_by_role("columnheader", name="Student")).to_have_attribute("aria-sort", "descending")
    harness.update("part", view={"find": "garcia"})
    assert column(page, 1) == ["Mateo García 1"]
    expect(page.get_by_label("Find in")).to_have_value("garcia")
    expect(page.get_by_label("Level")).to_have_value("")
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    harness.update("part", view={})
    expect(page.locator("tbody tr")).to_have_count(40)
    assert harness.problems == []


def test_what_is_not_there_is_ignored_until_it_comes(page):
    lost = {"only": {"level": "exceptional", "nothing": "x"}, "sort": "-nothing"}
    harness = mounted(page, many(40, filterable=True, view=lost))
    expect(page.locator("tbody tr")).to_have_count(40)
    expect(page.get_by_role("button", name="Show all rows")).to_be_hidden()
    harness.update("part", rows=[], view={"only": {"level": "extending"}})
    harness.update("part", rows=many(12).rows)
    assert column(page, 1) == ["Student 5", "Student 11"]
    harness.update("part", filterable=False)
    expect(page.locator("tbody tr")).to_have_count(12)
    assert harness.problems == []


def test_a_table_that_is_not_to_be_sorted_stays_so_whatever_it_is_asked_for(page):
    mounted(page, many(5, sortable=False, view={"sort": "-name"}))
    assert column(page, 1)[0] == "Student 0"
    expect(page.locator("th[aria-sort]")).to_have_count(0)


def test_the_kernel_does_not_write_into_what_is_being_typed(page):
    harness = mounted(page, many(40, filterable=True))
    find = page.get_by_label("Find in")
    find.press_sequentially("student 1 ")
    page.wait_for_function(f"{VIEW}.find === 'student 1'")
    harness.update("part", view={"find": "student 1"}, rows=many(30).rows)
    expect(find).to_have_value("student 1 ")
    expect(find).to_be_focused()


# --- very many rows ---
@pytest.mark.parametrize(("rows", "is_whole"), [(200, True), (201, False)])
def test_up_to_200_rows_are_a_plain_whole_table(rows, is_whole, page):
    mounted(page, many(rows))
    assert (page.locator("tbody tr").count() == rows) is is_whole
    assert (page.get_by_role("table").get_attribute("aria-rowcount") is None) is is_whole
    assert page.get_by_label("Find in").is_visible() is not is_whole


def test_10_000_rows_are_walked_sorted_found_and_printed(page):
    harness = mounted(page, many(10_000))
    table = page.get_by_role("table", name="Many students")
    expect(table).to_have_attribute("aria-rowcount", "10001")
    drawn = "document.querySelectorAll('tbody tr').length"
    focused = "[document.activeElement.textContent, Number(document.activeElement.closest('tr').ariaRowIndex)]"
    page.locator(".pw-row-button").first.focus()
    for key, expected in [
        ("End", ["Student 9999", 10001]), ("PageUp", ["Student 9989", 9991]), ("ArrowUp", ["Student 9988", 9990]),
        ("Home", ["Student 0", 2]), ("PageDown", ["Student 10", 12]), ("ArrowDown", ["Student 11", 13]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(focused) == expected, key
        assert page.evaluate(drawn) < 100
        frame, button = (page.locator(place).bounding_box() for place in (".pw-table-scroll", ":focus"))
        assert frame["y"] <= button["y"] and button["y"] + button["height"] <= frame["y"] + frame["height"], key
    page.keyboard.press("Enter")
    assert harness.sent("chosen") == [{"key": "s11"}]
    page.get_by_role("button", name="Student", exact=True).click()
    page.get_by_role("button", name="Student", exact=True).click()
    expect(page.locator(".pw-row-button").first).to_have_text("Student 9999")
    page.keyboard.press("/")
    expect(page.get_by_label("Find in")).to_be_focused()
    page.keyboard.type("12/")
    expect(page.get_by_label("Find in")).to_have_value("12/")
    page.get_by_label("Find in").fill("student 999")
    expect(page.locator(".pw-table-count")).to_have_text("19 of 10,000 rows")
    expect(table).to_have_attribute("aria-rowcount", "20")
    page.get_by_label("Find in").fill("student 99")
    page.emulate_media(media="print")
    expect(page.locator("tbody tr")).to_have_count(280, timeout=60_000)
    expect(page.locator(".pw-table-count")).to_be_visible()
    expect(page.get_by_label("Find in")).to_be_hidden()
    page.emulate_media(media="screen")
    page.wait_for_function(f"{drawn} < 100", timeout=60_000)
    harness.receive("part", {"type": "focus_row", "key": "s9912"})
    expect(page.get_by_role("button", name="Student 9912")).to_be_focused()
    assert harness.problems == []


def test_a_wide_table_scrolls_within_itself_beside_the_names(page):
    page.set_viewport_size({"width": 420, "height": 700})
    mounted(page, many(300))
    scroller = page.locator(".pw-table-scroll")
    scroller.evaluate("(box) => box.scrollTo(200, 3000)")
    page.wait_for_timeout(200)
    frame = scroller.bounding_box()
    name = page.locator("tbody th").nth(12).bounding_box()
    head = page.locator("thead th").first.bounding_box()
    assert abs(name["x"] - frame["x"]) <= 2 and abs(head["x"] - frame["x"]) <= 2
    assert abs(head["y"] - frame["y"]) <= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 420


# --- Disclosure ---
def test_a_disclosure_says_whether_it_is_open(page):
    mounted(page, widgets.Disclosure())
    button = page.get_by_role("button", name="Show as table")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    assert page.evaluate("models.part.state.expanded") is True
    expect(page.get_by_role("button", name="Hide the table")).to_have_attribute("aria-expanded", "true")
