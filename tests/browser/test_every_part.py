"""What holds for every part: accessible, fit for every screen, and never taking a name for markup."""

from __future__ import annotations

import pytest
from accessibility import faults
from examples import (
    EVIL,
    PARTS,
    a_board,
    a_choice,
    a_date_field,
    a_field_table,
    a_grid,
    a_people_picker,
    a_plot,
    a_sentence_builder,
    a_stepper,
    a_table,
)
from harness import mounted
from playwright.sync_api import expect

from plworkbench import widgets


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_accessible_and_fits_the_screen(name, page):
    harness = mounted(page, PARTS[name]())
    for width, scheme in ((1366, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(color_scheme=scheme)
        if name == "Plot":
            expect(page.locator(".js-plotly-plot .bars")).to_be_visible(timeout=20000)
        assert faults(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page itself never scrolls sideways"
    assert harness.problems == []


def test_every_part_has_an_example():
    missing = {name for name in widgets.__all__ if name[0].isupper()} - {"Part", "Chart"}  # a Chart is a few of them
    assert missing <= {name.split()[-1] for name in PARTS} | {name.split()[0] for name in PARTS}


TARGETS = [
    a_board, a_table, a_grid, a_field_table, a_choice, widgets.DropZone, a_people_picker, a_sentence_builder, a_stepper,
    a_date_field,
]  # fmt: skip


def test_the_check_for_accessibility_can_fail(page):
    mounted(page, widgets.Disclosure())
    page.evaluate("document.querySelector('#parts').append(document.createElement('button'))")
    assert any(fault.startswith("button-name") for fault in faults(page))


@pytest.mark.parametrize("make", [a_grid, a_board, a_table, a_plot, a_field_table, a_choice])
def test_markup_in_a_name_is_only_text(make, page):
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    mounted(page, make(names=(EVIL, "Mateo García")))
    if make is a_board:
        page.locator(".pw-card-why").first.click()
        page.locator(".pw-card-handle").first.press(" ")
    if make is a_plot:
        expect(page.locator(".js-plotly-plot .bars")).to_be_visible(timeout=20000)
    page.wait_for_timeout(200)
    assert page.locator("#parts img").count() == 0
    assert alerts == []
    if make is not a_plot:
        assert EVIL in page.locator("#parts").inner_text()


@pytest.mark.parametrize("make", TARGETS)
def test_every_target_is_at_least_24_pixels(make, page):
    mounted(page, make())
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, label, td[tabindex], input:not([type=checkbox])')]
        .filter((one) => one.offsetParent)
        .map((one) => [one.className, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_trouble_is_shown_and_goes_away(page):
    harness = mounted(page, a_table())
    line = page.locator(".pw-trouble")
    expect(line).to_be_hidden()
    harness.update("part", trouble="Something went wrong. Nothing was lost.")
    expect(line).to_have_text("Something went wrong. Nothing was lost.")
    harness.update("part", trouble="")
    expect(line).to_be_hidden()
