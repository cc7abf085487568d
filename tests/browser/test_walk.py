"""A new user's walk: from a Canvas export to printed groups, and all of it still there after a restart."""

import csv
import io
import re

import pytest
from accessibility import assert_accessible
from playwright.sync_api import Page, expect
from server import RunningWorkbench, wait_until

from plworkbench.folders import shipped

CANVAS_EXPORT = shipped("data") / "grade6_maths" / "canvas_gradebook_period_3.csv"
SLOW = 60_000  # milliseconds; the first page waits for a kernel


def open_dashboard(page: Page, server: RunningWorkbench, name: str) -> None:
    page.goto(f"{server.address}/{name}")
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)


def column(page: Page, number: int):
    return page.locator(f"section[data-group='{number}']")


def names_in(page: Page, number: int) -> list[str]:
    return column(page, number).locator(".pw-card-handle").all_inner_texts()


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """One workbench for the whole walk: each test goes a step further."""
    running = RunningWorkbench(tmp_path_factory.mktemp("walk") / "data", "--no-preheat")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def visitor(browser):
    """One browser window for the whole walk, which notes whatever goes wrong in it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.trouble.append(message.text))
    page.on("request", lambda request: None if request.url.startswith(("http://127.0.0.1", "data:", "blob:", "ws://127.0.0.1"))
            else page.trouble.append(f"asked another computer for {request.url}"))  # fmt: skip
    page.on("dialog", lambda dialog: page.trouble.append("a dialogue opened: a name was run as a script"))
    yield page
    assert page.trouble == []
    context.close()


def test_1_the_first_page_says_how_to_begin(walk, visitor):
    visitor.goto(walk.url)
    expect(visitor.locator("p.pw-lead")).to_contain_text("No class is here yet", timeout=SLOW)
    expect(visitor).to_have_title(re.compile("PL Workbench"))
    assert "token" not in visitor.url
    assert_accessible(visitor)


def test_2_a_canvas_export_is_previewed_tied_and_stored(walk, visitor):
    visitor.get_by_role("link", name="Import a gradebook").click()
    expect(visitor.locator("p.pw-lead")).to_contain_text("Drop in a file", timeout=SLOW)
    visitor.get_by_label("Class", exact=True).fill("Period 3")
    visitor.get_by_label("Class", exact=True).press("Enter")
    visitor.locator("input[type=file]").set_input_files(CANVAS_EXPORT)
    expect(visitor.locator("p.pw-lead")).to_contain_text("will be added", timeout=SLOW)
    field = visitor.get_by_label("Standards: Lemonade stand recipe")
    field.fill("6.RP.A.3")
    field.press("Enter")
    expect(visitor.locator("p.pw-lead")).to_contain_text("will be added", timeout=SLOW)
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Store this").click()
    expect(visitor.locator("p.pw-lead")).to_contain_text("Stored in Period 3", timeout=SLOW)


def test_3_the_same_file_again_adds_nothing_and_says_so(walk, visitor):
    visitor.locator("input[type=file]").set_input_files(CANVAS_EXPORT)
    expect(visitor.locator("p.pw-lead")).to_contain_text("imported before", timeout=SLOW)
    expect(visitor.get_by_role("button", name="Store this")).to_be_disabled()
    visitor.get_by_role("button", name="Cancel").click()


def test_4_the_overview_shows_who_needs_help_and_the_evidence_of_a_cell(walk, visitor):
    open_dashboard(visitor, walk, "class-overview?class=Period%203")
    expect(visitor.locator("p.pw-lead")).to_contain_text("of 28 students need help")
    expect(visitor.get_by_role("grid").get_by_role("row")).to_have_count(29)
    cell = visitor.get_by_role("gridcell", name=re.compile("6.RP.A.1.*: (secure|developing|beginning|extending)")).first
    cell.click()
    evidence = visitor.get_by_role("table", name=re.compile("Evidence, newest first"))
    expect(evidence).to_be_visible(timeout=SLOW)
    assert evidence.get_by_role("row").count() > 1
    assert_accessible(visitor)
    visitor.keyboard.press("Escape")
    expect(evidence).to_be_hidden(timeout=SLOW)


def test_5_groups_are_formed_on_a_standard_and_two_students_moved(walk, visitor):
    visitor.get_by_role("link", name="Form groups on this").click()
    expect(visitor.locator("p.pw-lead")).to_contain_text("no groups yet", timeout=SLOW)
    visitor.get_by_role("button", name="Form groups").click()
    expect(visitor.locator("[data-key]")).to_have_count(28, timeout=SLOW)
    assert_accessible(visitor)


def test_6_a_card_is_moved_by_keyboard_by_choosing_and_by_dragging_and_a_move_is_undone(walk, visitor):
    first, second, third = names_in(visitor, 1)[:3]
    visitor.get_by_role("button", name=first, exact=True).focus()
    for key in ("Space", "ArrowRight", "Space"):
        visitor.keyboard.press(key)
    expect(column(visitor, 2).get_by_role("button", name=first, exact=True)).to_be_focused(timeout=SLOW)

    visitor.get_by_role("checkbox", name=f"Choose {second}").check()
    visitor.get_by_label("Move to").select_option("3")
    visitor.get_by_role("button", name="Move", exact=True).click()
    expect(column(visitor, 3).get_by_role("button", name=second, exact=True)).to_be_visible(timeout=SLOW)

    visitor.get_by_role("button", name=third, exact=True).drag_to(column(visitor, 2).locator("header"))
    expect(column(visitor, 2).get_by_role("button", name=third, exact=True)).to_be_visible(timeout=SLOW)
    expect(visitor.get_by_text("Moved by hand")).to_have_count(3, timeout=SLOW)
    visitor.get_by_role("button", name="Undo").click()
    expect(column(visitor, 1).get_by_role("button", name=third, exact=True)).to_be_visible(timeout=SLOW)
    expect(visitor.get_by_text("Moved by hand")).to_have_count(2)
    visitor.moved = (first, second)


def test_7_the_groups_are_saved_downloaded_and_printed_one_a_page(walk, visitor):
    visitor.get_by_label("Name", exact=True).fill("Equations, week 1")
    visitor.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.locator("p.pw-lead")).to_contain_text("in use", timeout=SLOW)
    with visitor.expect_download(timeout=SLOW) as download:
        visitor.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 28 and {row["class"] for row in rows} == {"Period 3"}

    assert visitor.locator(".pw-sheet:visible").count() == 0
    visitor.evaluate("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1 } }")
    visitor.get_by_role("button", name="Print", exact=True).click()
    assert wait_until(lambda: visitor.evaluate("window.printed") == 1, 60)
    visitor.emulate_media(media="print")
    group_count = len({row["group"] for row in rows})
    assert visitor.locator(".pw-sheet").count() == group_count
    assert visitor.locator(".pw-sheet-name:visible").count() == 28
    assert visitor.locator("header.pw-header:visible, .pw-board:visible").count() == 0
    assert visitor.locator(".pw-sheet-reason").count() == 0
    assert pages_of(visitor.pdf(format="A4")) == group_count
    visitor.emulate_media(media="screen")


def test_8_everything_is_still_there_after_a_restart(walk, visitor):
    visitor.goto("about:blank")  # the window is closed, so to speak
    walk.restart()
    visitor.goto(walk.url)
    expect(visitor.locator("p.pw-lead")).to_contain_text("You have 1 class", timeout=SLOW)
    expect(visitor.get_by_text("Groups in use: Equations, week 1")).to_be_visible()
    open_dashboard(visitor, walk, "flexible-groups?class=Period%203")
    first, second = visitor.moved
    expect(column(visitor, 2).get_by_role("button", name=first, exact=True)).to_be_visible(timeout=SLOW)
    expect(column(visitor, 3).get_by_role("button", name=second, exact=True)).to_be_visible()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
