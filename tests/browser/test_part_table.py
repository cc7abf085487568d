"""The table, and the button that shows and hides it."""

from __future__ import annotations

import re

from examples import a_table
from harness import mounted
from playwright.sync_api import Page, expect

from plworkbench import widgets
from plworkbench.schema import STATES


# --- DataTable ---
def column(page: Page, number: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"tbody tr > :nth-child({number})").all_inner_texts()]


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


def test_choosing_a_row_tells_its_key(page):
    harness = mounted(page, a_table())
    page.get_by_role("button", name="Priya Patel").press("Enter")
    assert harness.sent("chosen") == [{"key": "s2"}]


def test_a_table_without_rows_says_what_would_be_there(page):
    mounted(page, widgets.DataTable(columns=[{"key": "a", "label": "A"}], empty_text="No groups yet. Form some."))
    expect(page.locator("tbody")).to_have_text("No groups yet. Form some.")


# --- Disclosure ---
def test_a_disclosure_says_whether_it_is_open(page):
    mounted(page, widgets.Disclosure())
    button = page.get_by_role("button", name="Show as table")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    assert page.evaluate("models.part.state.expanded") is True
    expect(page.get_by_role("button", name="Hide the table")).to_have_attribute("aria-expanded", "true")
