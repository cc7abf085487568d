"""The page as a whole: saving, announcements, downloads, links, and whether the kernel lives."""

from __future__ import annotations

import pytest
from harness import Harness, freeze, mounted
from playwright.sync_api import expect

from plworkbench import widgets


def test_the_page_tells_where_it_was_opened(page):
    harness = mounted(page, widgets.Page())
    assert harness.sent("opened") == [{"search": "", "path": "/"}]


def test_a_download_keeps_its_byte_order_mark(page):
    harness = mounted(page, widgets.Page())
    message = {"type": "download", "filename": "groups.csv", "mime": "text/csv", "text": "\ufeffSofía\r\n"}
    with page.expect_download() as download:
        harness.receive("part", message)
    assert download.value.suggested_filename == "groups.csv"
    assert download.value.path().read_bytes() == "\ufeffSofía\r\n".encode()


def test_the_focus_is_led_to_the_part_of_a_class_that_is_shown(page):
    harness = mounted(page, widgets.Page())
    page.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend", "<p class='card' hidden>No</p>"
            + "<p style='height: 3000px'></p><p class='card'>Saved</p>")"""
    )
    harness.receive("part", {"type": "lead", "to": "card"})
    saved = page.get_by_text("Saved")
    expect(saved).to_be_focused()
    expect(saved).to_be_in_viewport()
    assert saved.get_attribute("tabindex") == "-1"  # nobody meets it on the way with Tab


def test_printing_opens_the_print_dialogue(page):
    harness = mounted(page, widgets.Page())
    page.evaluate("window.print = () => (window.printed = true)")
    harness.receive("part", {"type": "print"})
    page.wait_for_function("window.printed")


@pytest.mark.parametrize(
    ("href", "followed"), [("?class=3", True), ("https://example.invalid/", False), ("javascript:alert(1)", False)]
)
def test_only_links_within_the_workbench_are_followed(href, followed, page):
    harness = mounted(page, widgets.Page())
    before = page.url
    harness.receive("part", {"type": "go", "href": href})
    if followed:
        page.wait_for_url(f"{before}{href}")
    else:
        page.wait_for_timeout(150)
        assert page.url == before
    assert page.url.startswith(before)


def test_announcements_are_spoken_politely_even_the_same_one_twice(page):
    harness = mounted(page, widgets.Page())
    region = page.locator("[aria-live=polite]")
    harness.receive("part", {"type": "announce", "text": "Groups saved."})
    expect(region).to_have_text("Groups saved.")
    page.evaluate("""() => { window.changes = 0; new MutationObserver(() => window.changes++)
        .observe(document.querySelector('[aria-live=polite]'), { childList: true }) }""")
    harness.receive("part", {"type": "announce", "text": "Groups saved."})
    page.wait_for_function("window.changes > 1")


def test_the_state_of_saving_stands_in_the_header_when_there_is_one(page):
    harness = Harness(page)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforebegin', '<header data-pw-status></header>')"
    )
    harness.mount("part", widgets.Page(status="All changes saved"))
    expect(page.locator("header[data-pw-status]")).to_have_text("All changes saved")
    harness.update("part", status="Saving…", status_kind="saving")
    expect(page.locator("header[data-pw-status]")).to_have_text("Saving…")


def test_a_silent_kernel_is_noticed_after_a_while_and_so_is_its_return(page):
    freeze(page)
    harness = mounted(page, widgets.Page())
    banner = page.locator(".pw-silence")
    page.clock.run_for(14_000)
    assert harness.sent("ping") == []
    page.clock.run_for(2_000)
    assert len(harness.sent("ping")) == 1
    page.clock.run_for(18_000)
    expect(banner).to_be_hidden()
    page.clock.run_for(3_000)
    expect(banner).to_contain_text("The workbench is not answering. What you saved is safe.")
    expect(banner.get_by_role("button", name="Reload")).to_be_visible()
    harness.receive("part", {"type": "pong"})
    expect(banner).to_be_hidden()


def test_an_answering_kernel_is_never_called_silent(page):
    freeze(page)
    harness = mounted(page, widgets.Page())
    for _ in range(6):
        page.clock.run_for(16_000)
        harness.receive("part", {"type": "pong"})
    expect(page.locator(".pw-silence")).to_be_hidden()
    assert len(harness.sent("ping")) == 6


def test_a_click_asks_at_once_whether_the_kernel_is_there(page):
    freeze(page)
    harness = mounted(page, widgets.Page())
    page.locator("h1").click()
    page.locator("h1").click()
    assert len(harness.sent("ping")) == 1, "one question at a time"
    ask_print = "document.dispatchEvent(new Event('pw-print', { cancelable: true }))"
    assert not page.evaluate(ask_print) and harness.sent("print") == [{}], "the kernel prepares the paper"
    page.clock.run_for(21_000)
    expect(page.locator(".pw-silence")).to_be_visible()
    assert page.evaluate(ask_print) and harness.sent("print") == [{}], "the browser prints without it"
    harness.receive("part", {"type": "pong"})
    assert not page.evaluate(ask_print)


def test_the_header_names_the_class_that_the_kernel_shows(page):
    harness = mounted(page, widgets.Page(class_names=["Period 1", "Period 2"], class_name="Period 1"))
    choice = page.get_by_label("Class")
    choice.select_option("Period 2")
    assert harness.sent("class") == [{"name": "Period 2"}]
    expect(choice).to_have_value("Period 1")
    harness.update("part", class_name="Period 2")
    expect(choice).to_have_value("Period 2")
