"""The heat map of a class: what is read, walked through and chosen."""

from __future__ import annotations

import re

import pytest
from examples import STUDENTS, a_grid
from harness import mounted
from playwright.sync_api import expect

from plworkbench.schema import STATES
from plworkbench.widgets import MasteryGrid, level_marks


def update_rows(harness, grid: MasteryGrid) -> None:
    """Give the grid on the page the rows of another."""
    harness.update("part", kinds=grid.kinds, lines=grid.lines)


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
        {"level": "secure", "score": None, "count": 0, "judged": "by the teacher"},
    ]
    columns = [{"code": f"6.G.{n}", "title": "Area", "summary": ""} for n in range(4)]
    mounted(page, MasteryGrid(columns=columns, rows=[{"key": "a", "name": "Ana", "cells": cells}]))
    shown = [cell.inner_text().split() for cell in page.get_by_role("gridcell").all()]
    assert shown == [["●", "3.2", "5", "~"], ["●", "2.2", "3"], ["◐", "2.2", "4?"], ["●"]]
    said = [cell.get_attribute("aria-label").partition("Area: ")[2] for cell in page.get_by_role("gridcell").all()]
    assert said == [
        "secure, 3.2 of 4 from 5 pieces of evidence, close to the line",
        "secure, 2.2 of 4 from 3 pieces of evidence, level set by you",
        "developing, 2.2 of 4 from 4 pieces of evidence, newer evidence since you set the level",
        "secure, level set by you",
    ]
    expect(page.locator("td .pw-icon")).to_have_count(3)


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


COVERED = """(below) => { const cover = document.createElement("div"); cover.className = "cover";
cover.style = "position: sticky; bottom: 0; height: 400px; background: white";
const more = document.createElement("div"); more.style.height = "1500px";
document.querySelector("main").style.paddingTop = "300px";
document.body.append(cover, more); if (!below) cover.style.position = "static"; }"""


@pytest.mark.parametrize("row", [2, 14, 27])
def test_an_opened_cell_is_seen_below_its_headings_and_above_what_covers_the_page(row, page):
    harness = mounted(page, a_grid(names=[f"Student {n}" for n in range(28)], standards=12))
    page.evaluate(COVERED, True)
    page.locator(f"td[data-row='s{row}']").first.click()
    harness.receive("part", {"type": "reveal", "row": f"s{row}", "column": "6.RP.A.0", "above": ".cover"})
    page.wait_for_function(
        """(row) => { const box = (css) => document.querySelector(css).getBoundingClientRect();
        const [cell, head] = [box(`td[data-row='s${row}']`), box(".pw-grid-corner")];
        return head.top >= 0 && cell.top >= head.bottom - 1 && cell.bottom <= box(".cover").top; }""",
        arg=row,
    )
    harness.update("part", selected=None)
    expect(page.locator(".pw-grid table")).to_have_css("margin-bottom", "0px")


def test_where_nothing_covers_the_grid_the_page_goes_to_what_was_opened(page):
    harness = mounted(page, a_grid(names=[f"Student {n}" for n in range(28)]))
    page.evaluate(COVERED, False)
    harness.receive("part", {"type": "reveal", "row": "s2", "column": "6.RP.A.0", "above": ".cover"})
    page.wait_for_function("document.querySelector('.cover').getBoundingClientRect().top < 100")


@pytest.mark.parametrize(("width", "lines"), [(1366, 1), (390, 2)])
def test_a_long_name_takes_two_lines_where_there_is_little_room(width, lines, page):
    page.set_viewport_size({"width": width, "height": 800})
    mounted(page, a_grid(names=["Björn Hohenfelsson"]))
    name = page.get_by_role("rowheader").locator("span")
    height = name.evaluate("(span) => Math.round(span.offsetHeight / parseFloat(getComputedStyle(span).lineHeight))")
    assert height == lines
    assert name.evaluate("(span) => span.scrollWidth <= span.clientWidth"), "nothing is cut"


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
    update_rows(harness, a_grid(names=("Nia Johnson", *STUDENTS)))
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
    assert scroller.evaluate("(box) => box.parentElement.clientWidth - box.offsetWidth") == 0, "a gap"


def test_names_and_standards_stay_in_sight_while_the_grid_scrolls(page):
    page.set_viewport_size({"width": 600, "height": 500})
    mounted(page, a_grid(names=[f"Student {n}" for n in range(60)], standards=24))
    page.locator(".pw-grid-scroll").evaluate("(box) => box.scrollTo(400, 700)")
    frame = page.locator(".pw-grid-scroll").bounding_box()
    corner = page.locator(".pw-grid-corner").bounding_box()
    assert abs(corner["x"] - frame["x"]) <= 2
    assert abs(corner["y"] - frame["y"]) <= 2


def test_a_grid_of_one_cell_and_one_of_none_are_grids_too(page):
    harness = mounted(page, a_grid(names=("Ana",), standards=1))
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    expect(page.get_by_role("gridcell")).to_be_focused()
    harness.update("part", lines=[])
    expect(page.locator(".pw-grid-empty")).to_contain_text("Import scores")
    assert harness.problems == []


# --- very many cells: only those in sight are in the page ---

HERE = """() => { const cell = document.activeElement;
    return [Number(cell.parentElement.ariaRowIndex), Number(cell.ariaColIndex)] }"""
DRAWN = "document.querySelectorAll('.pw-grid-scroll :is(td, th)').length"


def many(students: int = 500, standards: int = 200) -> MasteryGrid:
    return a_grid(names=[f"Student {n}" for n in range(students)], standards=standards)


@pytest.mark.parametrize(("students", "is_whole"), [(60, True), (61, False)])
def test_up_to_3000_cells_are_all_in_the_page(students, is_whole, page):
    mounted(page, many(students, 50))
    assert (page.locator("td[data-row]").count() == students * 50) is is_whole


def test_the_keyboard_reaches_every_one_of_100_000_cells(page):
    harness = mounted(page, many())
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "501")
    expect(grid).to_have_attribute("aria-colcount", "201")
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == [2, 2], "one stop for Tab: the first cell"
    for key, expected in [
        ("End", [2, 201]), ("PageDown", [12, 201]), ("Home", [12, 1]), ("ArrowRight", [12, 2]), ("ArrowUp", [11, 2]),
        ("Control+End", [501, 201]), ("ArrowDown", [501, 201]), ("ArrowLeft", [501, 200]), ("PageUp", [491, 200]),
        ("Control+Home", [1, 1]), ("ArrowDown", [2, 1]), ("ArrowRight", [2, 2]), ("Control+End", [501, 201]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(HERE) == expected, key
        assert page.evaluate(DRAWN) < 3000
        frame, cell = (page.locator(place).bounding_box() for place in (".pw-grid-scroll", ":focus"))
        assert frame["x"] - 1 <= cell["x"] and cell["x"] + cell["width"] <= frame["x"] + frame["width"] + 1, key
        assert frame["y"] - 1 <= cell["y"] and cell["y"] + cell["height"] <= frame["y"] + frame["height"] + 1, key
    last = page.locator(":focus")
    expect(last).to_have_attribute("aria-label", re.compile("^Student 499, 6.RP.A.199 Ratio language 199: "))
    last.press("Enter")
    assert harness.sent("selected") == [{"row": "s499", "column": "6.RP.A.199"}]
    assert harness.problems == []


def test_what_is_scrolled_away_is_still_selected_and_still_where_the_keyboard_is(page):
    harness = mounted(page, many())
    page.locator("td[data-row='s1'][data-column='6.RP.A.2']").click()
    scroller = page.locator(".pw-grid-scroll")
    scroller.evaluate("(box) => box.scrollTo(6000, 9000)")
    expect(page.locator("[aria-selected]")).to_have_count(0)
    expect(page.get_by_role("grid")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(HERE) == [4, 4], "the next key goes on from the cell that was scrolled away"
    expect(page.locator("[aria-selected='true']")).to_have_attribute("data-row", "s1")
    harness.receive("part", {"type": "focus", "row": "s400", "column": "6.RP.A.150"})
    assert page.evaluate(HERE) == [402, 152]
    update_rows(harness, many(450))
    page.wait_for_function("document.querySelector('[role=grid]').ariaRowCount === '451'")
    assert page.evaluate(HERE) == [402, 152], "new scores leave the keyboard where it was"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.querySelector('.pw-grid-scroll table').contains(document.activeElement)") is False


def test_heads_and_cells_stand_in_line_wherever_the_grid_is_scrolled(page):
    mounted(page, many())
    scroller = page.locator(".pw-grid-scroll")
    for left, top in [(0, 0), (4321, 0), (4321, 8765), (100000, 100000), (37, 51)]:
        scroller.evaluate("(box, to) => box.scrollTo(...to)", [left, top])
        page.wait_for_timeout(100)
        crooked = page.evaluate(
            """() => { const head = new Map([...document.querySelectorAll('thead th')].map(
                (one) => [one.ariaColIndex, one.getBoundingClientRect().left]));
            const cells = [...document.querySelectorAll('tbody td[data-row]')];
            return [cells.length, cells.filter((one) =>
                Math.abs(one.getBoundingClientRect().left - head.get(one.ariaColIndex)) > 0.5).length] }"""
        )
        assert crooked[0] > 100 and crooked[1] == 0
        frame = scroller.bounding_box()
        middle = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('td')?.dataset.row ?? null",
            [frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] * 0.75],
        )
        assert middle is not None, "no hole where cells should be"


def test_paper_gets_all_cells_in_tables_that_fit_it(page):
    mounted(page, many(70, 70))
    page.emulate_media(media="print")
    expect(page.locator("td[data-row]")).to_have_count(70 * 70, timeout=60_000)
    assert page.locator(".pw-grid-scroll table").count() == 3
    names = page.locator(".pw-grid-scroll table").nth(2).get_by_role("rowheader")
    expect(names).to_have_count(70)
    page.emulate_media(media="screen")
    page.wait_for_function("document.querySelectorAll('td[data-row]').length < 3000", timeout=60_000)
    assert page.get_by_role("grid").count() == 1


def test_a_name_of_200_letters_is_cut_read_whole_and_shown_whole_on_focus(page):
    name = "Wolfeschlegel" * 15
    mounted(page, a_grid(names=(name, "محمد الأنصاري", "Ana 🦊")))
    heads = page.get_by_role("rowheader")
    assert heads.nth(0).bounding_box()["width"] < 200
    assert heads.nth(0).inner_text() == name
    heads.nth(0).focus()
    expect(page.locator(".pw-grid-tip")).to_have_text(name)
    heads.nth(2).focus()
    expect(page.locator(".pw-grid-tip")).to_be_hidden()
    expect(page.get_by_role("gridcell").nth(6)).to_have_attribute(
        "aria-label", re.compile("^\u2068محمد الأنصاري\u2069, 6.RP")
    )


def test_a_long_title_of_a_standard_takes_two_lines_and_is_whole_on_focus(page):
    grid = a_grid(standards=24)
    title = "Solve unit rate problems including those with pricing and constant speed"
    grid.columns = [column | {"title": title} for column in grid.columns]
    mounted(page, grid)
    shown = page.locator(".pw-grid-title").first
    assert shown.bounding_box()["width"] > 2 * 11, "two lines, side by side as they are turned"
    page.get_by_role("columnheader").nth(1).focus()
    expect(page.locator(".pw-grid-tip")).to_contain_text(title)
