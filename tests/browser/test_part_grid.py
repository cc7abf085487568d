"""The heat map of a class: what is read, walked through and chosen."""

from __future__ import annotations

import pytest
from examples import STUDENTS, a_grid
from harness import mounted
from playwright.sync_api import expect

from plworkbench.schema import STATES
from plworkbench.widgets import MasteryGrid, level_marks


def test_a_cell_is_read_with_student_standard_level_and_evidence(page):
    mounted(page, a_grid())
    names = [cell.get_attribute("aria-label") for cell in page.get_by_role("gridcell").all()[:6]]
    assert names[0] == "Amara Okafor, 6.RP.A.0 Ratio language 0: not recorded"
    assert names[1] == "Amara Okafor, 6.RP.A.1 Ratio language 1: not enough evidence, 1 piece of evidence"
    assert names[4] == "Amara Okafor, 6.RP.A.4 Ratio language 4: secure, 3.2 of 4 from 5 pieces of evidence"


def test_every_state_of_a_cell_differs_by_more_than_colour(page):
    mounted(page, a_grid())
    shown = [cell.inner_text().split()[0] for cell in page.get_by_role("gridcell").all()[:6]]
    assert len(set(shown)) == len(STATES)
    expect(page.locator(".pw-grid-legend li:not(.pw-grid-sign)")).to_have_count(len(STATES))


def test_a_cell_shows_and_says_how_much_evidence_how_sure_and_who_judged(page):
    cells = [
        {"level": "secure", "score": 3.2, "count": 5, "unsure": True},
        {"level": "secure", "score": 2.2, "count": 3, "judged": "by the teacher"},
        {"level": "developing", "score": 2.2, "count": 4, "judged": "newer evidence"},
    ]
    columns = [{"code": f"6.G.{n}", "title": "Area", "summary": ""} for n in range(3)]
    mounted(page, MasteryGrid(columns=columns, rows=[{"key": "a", "name": "Ana", "cells": cells}]))
    shown = [cell.inner_text().split() for cell in page.get_by_role("gridcell").all()]
    assert shown == [["●", "3.2", "5", "~"], ["●", "2.2", "3"], ["◐", "2.2", "4?"]]
    said = [cell.get_attribute("aria-label").partition("Area: ")[2] for cell in page.get_by_role("gridcell").all()]
    assert said == [
        "secure, 3.2 of 4 from 5 pieces of evidence, close to the line",
        "secure, 2.2 of 4 from 3 pieces of evidence, level set by you",
        "developing, 2.2 of 4 from 4 pieces of evidence, newer evidence since you set the level",
    ]
    expect(page.locator("td .pw-icon")).to_have_count(2)


def test_another_scale_and_the_words_of_a_district_are_used(page):
    marks = [mark | {"word": "Pass" if mark["level"] == "secure" else mark["word"]} for mark in level_marks()]
    cell = {"level": "secure", "score": 82, "count": 2}
    mounted(
        page,
        MasteryGrid(
            columns=[{"code": "6.G", "title": "Area", "summary": ""}],
            rows=[{"key": "a", "name": "Ana", "cells": [cell]}],
            scale_top=100.0,
            levels=marks,
        ),
    )
    assert page.get_by_role("gridcell").inner_text().split() == ["●", "82", "2"]
    expect(page.get_by_role("gridcell")).to_have_attribute(
        "aria-label", "Ana, 6.G Area: Pass, 82 % from 2 pieces of evidence"
    )
    expect(page.locator(".pw-grid-legend")).to_contain_text("Pass")


def test_a_short_scale_is_shown_with_two_decimals(page):
    cell = {"level": "developing", "score": 0.7, "count": 2}
    columns = [{"code": "6.G", "title": "Area", "summary": ""}]
    mounted(page, MasteryGrid(columns=columns, rows=[{"key": "a", "name": "Ana", "cells": [cell]}], scale_top=1.0))
    assert page.get_by_role("gridcell").inner_text().split() == ["◐", "0.70", "2"]
    expect(page.get_by_role("gridcell")).to_have_attribute(
        "aria-label", "Ana, 6.G Area: developing, 0.70 of 1 from 2 pieces of evidence"
    )


def test_the_keyboard_is_put_back_on_a_cell_when_the_kernel_says_so(page):
    harness = mounted(page, a_grid())
    harness.receive("part", {"type": "focus", "row": "s1", "column": "6.RP.A.2"})
    assert page.evaluate("({...document.activeElement.dataset})") == {"row": "s1", "column": "6.RP.A.2"}


def test_a_cell_is_scrolled_out_from_under_what_covers_it(page):
    page.set_viewport_size({"width": 900, "height": 500})
    harness = mounted(page, a_grid(names=[f"Student {n}" for n in range(10)]))
    page.evaluate(
        """() => { const cover = document.createElement("div"); cover.className = "cover";
        cover.style = "position: fixed; bottom: 0; height: 250px; width: 100%";
        document.body.append(cover); document.body.style.paddingBottom = "600px"; }"""
    )
    page.evaluate("document.querySelector('.cover').style.position = 'sticky'")
    cell = page.locator("td[data-row='s9']").first
    harness.receive("part", {"type": "reveal", "row": "s9", "column": "6.RP.A.0", "above": ".cover"})
    page.wait_for_timeout(300)
    assert cell.bounding_box()["y"] + cell.bounding_box()["height"] <= page.locator(".cover").bounding_box()["y"]


def test_the_arrow_keys_walk_through_the_grid(page):
    mounted(page, a_grid())
    where = "[document.activeElement.parentElement.rowIndex, document.activeElement.cellIndex]"
    page.keyboard.press("Tab")
    assert page.evaluate(where) == [1, 1], "one stop for Tab: the first cell"
    for key, expected in [
        ("ArrowRight", [1, 2]), ("ArrowDown", [2, 2]), ("End", [2, 6]), ("ArrowRight", [2, 6]), ("PageDown", [6, 6]),
        ("Home", [6, 0]), ("ArrowLeft", [6, 0]), ("ArrowUp", [5, 0]), ("PageUp", [0, 0]), ("ArrowUp", [0, 0]),
        ("Control+End", [6, 6]), ("Control+Home", [0, 0]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(where) == expected, key
    assert page.locator("[tabindex='0'][role]").count() == 1


@pytest.mark.parametrize("how", ["Enter", " ", "click"])
def test_choosing_a_cell_sets_the_trait_and_tells_the_kernel(how, page):
    harness = mounted(page, a_grid())
    cell = page.get_by_role("gridcell").nth(8)
    if how == "click":
        cell.click()
    else:
        cell.press(how)
    expect(cell).to_have_attribute("aria-selected", "true")
    assert harness.sent("selected") == [{"row": "s1", "column": "6.RP.A.2"}]
    assert page.evaluate("models.part.state.selected") == {"row": "s1", "column": "6.RP.A.2"}
    harness.update("part", selected=None)
    expect(page.locator("[aria-selected]")).to_have_count(0)


def test_new_rows_leave_the_focus_on_the_same_cell(page):
    harness = mounted(page, a_grid())
    page.get_by_role("gridcell").nth(8).focus()
    harness.update("part", rows=a_grid(names=("Nia Johnson", *STUDENTS)).rows)
    assert page.evaluate("({...document.activeElement.dataset})")["row"] == "s1"


def test_the_words_of_a_cell_show_on_hover_and_on_focus_and_escape_hides_them(page):
    mounted(page, a_grid())
    tip = page.locator(".pw-grid-tip")
    page.get_by_role("gridcell").nth(4).hover()
    expect(tip).to_have_text("Amara Okafor, 6.RP.A.4 Ratio language 4: secure, 3.2 of 4 from 5 pieces of evidence")
    page.get_by_role("columnheader").nth(2).focus()
    expect(tip).to_have_text("6.RP.A.1 Ratio language 1. 1 of 6")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_class_of_28_with_24_standards_fits_a_chromebook(page):
    mounted(page, a_grid(names=[f"Student {n}" for n in range(28)], standards=24))
    scroller = page.locator(".pw-grid-scroll")
    assert scroller.evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0


def test_names_and_standards_stay_in_sight_while_the_grid_scrolls(page):
    page.set_viewport_size({"width": 600, "height": 500})
    mounted(page, a_grid(names=[f"Student {n}" for n in range(60)], standards=24))
    page.locator(".pw-grid-scroll").evaluate("(box) => box.scrollTo(400, 700)")
    frame = page.locator(".pw-grid-scroll").bounding_box()
    corner = page.locator(".pw-grid-corner").bounding_box()
    assert abs(corner["x"] - frame["x"]) <= 2
    assert abs(corner["y"] - frame["y"]) <= 2


def test_400_students_are_drawn_in_a_moment(page):
    mounted(page, a_grid())
    grid = a_grid(names=[f"Student {n}" for n in range(400)], standards=24)
    milliseconds = page.evaluate(
        """async (state) => { const start = performance.now(); models.part.update(state); await 0;
        document.querySelector('.pw-grid table').offsetHeight; return performance.now() - start }""",
        {"columns": grid.columns, "rows": grid.rows},
    )
    assert page.locator("tbody tr").count() == 400
    assert milliseconds < 4000, "0.2 s on an idle machine; the limit is for a busy one"
