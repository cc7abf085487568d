"""The frame around the dashboards: header, help, keys, light and dark, addresses, and the code of an error."""

import re
import sqlite3

import pytest
from accessibility import assert_accessible
from playwright.sync_api import Page, expect
from server import RunningWorkbench, wait_until

import plworkbench

SLOW = 120_000  # milliseconds; most pages here wait for a new kernel


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shell")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    wb.close()
    workbench = RunningWorkbench(folder, "--no-preheat")
    yield workbench
    workbench.stop()


@pytest.fixture(scope="module")
def visitor(running, browser):
    """One window for all tests, on class overview; it notes with which theme its body began."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme="light")
    context.add_init_script(
        """new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.begunWith = document.documentElement.dataset.pwTheme ?? "";
            observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
        window.print = () => { window.printed = (window.printed ?? 0) + 1; };"""
    )
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(f"{error} {error.stack}"))
    page.goto(running.link("class-overview?class=Period+3"))
    lead(page, "of 28 students")
    yield page
    assert page.trouble == []
    context.close()


def lead(page: Page, words: str) -> None:
    expect(page.locator("p.pw-lead")).to_contain_text(words, timeout=SLOW)


def at(page: Page, **choices: str) -> None:
    """Wait until the address says this."""
    said = [f"{name}={value.replace(' ', '[+]')}" for name, value in choices.items()]
    expect(page).to_have_url(re.compile("".join(f"(?=.*[?&]{one}(&|$))" for one in said)), timeout=SLOW)


def test_the_header_is_gone_through_by_keyboard_alone(visitor):
    names = []
    for _ in range(16):
        visitor.keyboard.press("Tab")
        names.append(
            visitor.evaluate("""() => { const at = document.activeElement;
                return at.closest("header, .pw-skip") ? (at.labels?.[0] ?? at).innerText.trim() : "" }""")
        )
        if names[-1] == "Help":
            break
    assert names[0] == "Skip to the content"
    assert names[1:3] == ["PL Workbench", "Home"]
    assert names[-5:] == ["Flexible groups", "Class", "Print this page", "Light or dark", "Help"]
    visitor.keyboard.press("Shift+Tab")
    visitor.keyboard.press("Shift+Tab")
    visitor.keyboard.press("Enter")
    assert wait_until(lambda: visitor.evaluate("window.printed") == 1, 60)


def test_light_or_dark_is_kept_and_there_before_the_first_paint(visitor):
    background = "getComputedStyle(document.body).backgroundColor"
    light = visitor.evaluate(background)
    visitor.get_by_role("button", name="Light or dark").press("Enter")
    visitor.get_by_role("radio", name="As the system says").focus()
    visitor.keyboard.press("ArrowUp")
    expect(visitor.get_by_role("radio", name="Dark")).to_be_checked()
    dark = visitor.evaluate(background)
    assert dark != light
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("button", name="Light or dark")).to_be_focused()
    visitor.reload()
    assert visitor.evaluate("window.begunWith") == "dark"
    assert visitor.evaluate(background) == dark
    lead(visitor, "of 28 students")
    visitor.emulate_media(color_scheme="dark")
    visitor.get_by_role("button", name="Light or dark").click()
    visitor.get_by_role("radio", name="Light", exact=True).check()
    assert visitor.evaluate(background) == light
    visitor.get_by_role("radio", name="As the system says").check()
    assert visitor.evaluate(background) == dark
    visitor.emulate_media(color_scheme="light")


def test_an_address_restores_what_was_seen_and_back_goes_back_without_a_reload(visitor, running):
    visitor.evaluate("window.stays = true")
    visitor.get_by_label("Standard", exact=True).select_option(label="Unit rates (6.RP.A.2)")
    at(visitor, **{"class": "Period 3", "standard": "6.RP.A.2"})
    cell = visitor.get_by_role("gridcell").first
    cell.click()
    expect(visitor).to_have_url(re.compile("cell="), timeout=SLOW)
    kept = visitor.url
    expect(visitor.get_by_role("heading", name="The arithmetic")).to_be_visible(timeout=SLOW)
    visitor.get_by_label("Class", exact=True).select_option("Period 4")
    at(visitor, **{"class": "Period 4"})
    expect(visitor.get_by_role("heading", name="The arithmetic")).to_be_hidden(timeout=SLOW)
    visitor.go_back()
    expect(visitor.get_by_role("heading", name="The arithmetic")).to_be_visible(timeout=SLOW)
    expect(visitor.get_by_label("Class", exact=True)).to_have_value("Period 3")
    lead(visitor, "Unit rates (6.RP.A.2)")
    assert visitor.url == kept
    assert visitor.evaluate("window.stays")

    visitor.locator("h1").click()
    visitor.keyboard.press("g")
    visitor.keyboard.press("e")
    at(visitor, **{"class": "Period 3", "standard": "6.RP.A.2"})
    lead(visitor, "Enter an exit ticket of Period 3")
    expect(visitor.get_by_label("Standard", exact=True)).to_have_value(re.compile("."))
    visitor.get_by_role("navigation", name="Dashboards").get_by_role("link", name="Class overview").click()
    expect(visitor.get_by_role("heading", name="The arithmetic")).to_be_visible(timeout=SLOW)
    assert visitor.url == kept


def test_an_address_leads_through_the_login_page_to_what_it_names(running, browser):
    stranger = browser.new_context().new_page()
    stranger.goto(f"{running.address}/class-overview?class=Period+2&standard=6.RP.A.2")
    stranger.get_by_label("Paste the address here").fill(running.url)
    stranger.get_by_role("button", name="Open").click()
    lead(stranger, "Unit rates (6.RP.A.2)")
    at(stranger, **{"class": "Period 2", "standard": "6.RP.A.2"})
    assert "token" not in stranger.url
    stranger.context.close()


def test_the_help_is_opened_by_a_key_that_can_be_switched_off(visitor):
    help_button, drawer = visitor.get_by_role("button", name="Help"), visitor.get_by_role("dialog")
    help_button.focus()
    visitor.keyboard.press("?")
    expect(drawer.get_by_role("heading", name="What it does not show")).to_be_visible()
    assert visitor.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    visitor.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(help_button).to_be_focused()
    visitor.keyboard.press("/")
    expect(visitor.locator("#pw-main :focus")).to_have_count(1)
    visitor.keyboard.press("?")
    expect(drawer).to_be_hidden()
    help_button.click()
    drawer.get_by_label("Use these keys while nothing is being typed").uncheck()
    drawer.get_by_role("button", name="Close").click()
    visitor.keyboard.press("?")
    visitor.keyboard.press("k")
    expect(drawer).to_be_hidden()
    expect(help_button).to_be_focused()
    help_button.click()
    drawer.get_by_label("Use these keys while nothing is being typed").check()
    visitor.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_the_frame_is_accessible_with_everything_open_and_fits_the_screen(visitor, scheme, width):
    visitor.emulate_media(color_scheme=scheme)
    visitor.set_viewport_size({"width": width, "height": 720})
    if width == 320:
        visitor.get_by_role("button", name="All pages; this is Class overview").click()
        expect(visitor.get_by_role("link", name="Unit plan")).to_be_visible()
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width
        small = visitor.evaluate(
            """[...document.querySelectorAll(".pw-header :is(a, button, select)")].map((one) => [one.innerText,
            one.getBoundingClientRect()]).filter(([, box]) => box.width && (box.width < 24 || box.height < 24))"""
        )
        assert small == []
    assert_accessible(visitor, ".pw-header")
    visitor.keyboard.press("Escape")
    visitor.get_by_role("button", name="Help").click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    assert_accessible(visitor)
    assert visitor.evaluate("document.documentElement.scrollWidth") <= width
    visitor.keyboard.press("Escape")
    visitor.set_viewport_size({"width": 1366, "height": 768})
    visitor.emulate_media(color_scheme="light")


def test_paper_names_the_class_and_shows_nothing_of_the_frame(visitor):
    visitor.get_by_role("button", name="Help").click()
    visitor.emulate_media(media="print")
    expect(visitor.locator(".pw-paper-class")).to_have_text("Period 3")
    expect(visitor.locator(".pw-paper-class")).to_be_visible()
    assert visitor.locator(".pw-header:visible, .pw-help:visible, .pw-skip:visible, .pw-status:visible").count() == 0
    visitor.emulate_media(media="screen")
    visitor.keyboard.press("Escape")


def test_the_code_of_an_error_is_found_in_the_log(visitor, running):
    rename = "ALTER TABLE evidence RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO evidence"
    with sqlite3.connect(running.data_dir / "plworkbench.sqlite3", timeout=30) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(rename[0])
        database.commit()
        try:
            visitor.get_by_label("Class", exact=True).select_option("Period 1")
            trouble = visitor.locator(".pw-trouble:visible").first
            expect(trouble).to_contain_text("Something went wrong. Nothing was lost.", timeout=SLOW)
        finally:
            database.execute(rename[1])
    code = re.search(r"the code ([A-Z2-9]{4})\.", trouble.inner_text())[1]
    log = (running.data_dir / "workbench.log").read_text("utf-8")
    assert f"[{code}] Page: OperationalError in " in log
