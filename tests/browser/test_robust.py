"""What goes wrong around a page, against a real server: nothing is lost, and clear words say what happened."""

from __future__ import annotations

import re
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path

import psutil
import pytest
import requests
from accessibility import faults
from large_class import CLASS, LONG, NAMES, UNBROKEN, add_large_class
from playwright.sync_api import Browser, Error, Page, expect
from server import RunningWorkbench, lives, wait_until

import plworkbench

SLOW = 90_000
GROUPS = "flexible-groups?class=Period%201"

# The lines to the kernel are kept where a test can cut them.
KEEP_LINES = """
const Line = window.WebSocket;
window.lines = [];
window.WebSocket = class extends Line { constructor(...given) { super(...given); window.lines.push(this); } };
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The sample classes, groups of one of them in use, and a class of 500 students and 200 standards."""
    folder = tmp_path_factory.mktemp("robust")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    add_large_class(wb)
    wb.save(wb.group("Period 1", on=["6.RP.A.1"], group_count=5), name="Ratios")
    wb.close()
    return folder


@pytest.fixture(scope="module")
def running(data):
    server = RunningWorkbench(data, "--no-preheat")
    yield server
    server.stop()


@pytest.fixture
def window(running, browser):
    """A browser that was let in."""
    context = let_in(browser, running)
    yield context
    for page in context.pages:
        with suppress(Error):  # it may be closing just now
            page.goto("about:blank")  # a tab that is closed by hand says goodbye; one that vanishes is waited for
    context.close()


def let_in(browser: Browser, running: RunningWorkbench):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(KEEP_LINES)
    answer = requests.get(running.url, allow_redirects=False)  # the page itself would take a kernel
    cookies = SimpleCookie(answer.headers["Set-Cookie"])
    context.add_cookies([{"name": n, "value": c.value, "url": running.address} for n, c in cookies.items()])
    return context


def visit(window, running: RunningWorkbench, address: str) -> Page:
    page = window.new_page()
    page.goto(f"{running.address}/{address}")
    is_there(page)
    return page


def is_there(page: Page) -> None:
    expect(page.locator("html[data-pw-state=ready]")).to_be_attached(timeout=SLOW)
    expect(page.locator(".pw-body").first).to_be_visible(timeout=SLOW)


def board(data: Path) -> dict[str, tuple[int, bool]]:
    """Return where everybody is, and whether pinned, in the newest groups of Period 1, as they are stored."""
    wb = plworkbench.open(data)
    groups = wb.groups("Period 1", wb.groupings("Period 1", status=None)["grouping_key"].iloc[0])
    wb.close()
    members = groups.members
    return {row.name: (int(row.group_number), bool(row.pinned)) for row in members.itertuples(index=False)}


def rename(name: str, data: Path) -> None:
    """Give the newest groups of Period 1 another name, from another program."""
    wb = plworkbench.open(data)
    wb.save(wb.groups("Period 1", wb.groupings("Period 1", status=None)["grouping_key"].iloc[0]), name=name)
    wb.close()


def pin(page: Page, place: int):
    return page.locator(".pw-card-pin").nth(place)


def cut(page: Page) -> None:
    page.evaluate("window.lines.forEach((line) => line.close())")


def kernel_of(running: RunningWorkbench, before: set[int]) -> int:
    (mine,) = running.kernels() - before
    return mine


# --- the kernel is gone


def test_a_page_that_nobody_used_goes_to_sleep_and_wakes_with_everything_where_it_was(data, browser):
    running = RunningWorkbench(data, "--no-preheat", "--idle-minutes", "0.25")
    try:
        window = let_in(browser, running)
        page = visit(window, running, "flexible-groups?class=Period%201")
        page.get_by_label("Name", exact=True).first.fill("Ratios, the second go")
        page.evaluate("window.scrollTo(0, 400)")
        dialog = page.get_by_role("dialog", name="This page went to sleep")
        expect(dialog).to_be_visible(timeout=SLOW)
        expect(dialog).to_have_accessible_description(re.compile("Nothing was lost."))
        assert running.kernels() == set() and "class=Period" in page.url
        top = page.evaluate("window.scrollY")
        assert faults(page, ".pw-asleep") == []
        page.keyboard.press("ArrowDown")  # any key will do
        expect(page.locator(".pw-line-note")).to_contain_text("Everything is where it was.", timeout=SLOW)
        is_there(page)
        expect(page.get_by_label("Name", exact=True).first).to_have_value("Ratios, the second go", timeout=SLOW)
        page.wait_for_function("(top) => Math.abs(window.scrollY - top) < 60", arg=top, timeout=SLOW)
        assert top > 300 and "class=Period" in page.url
        assert page.evaluate("sessionStorage.getItem('pw-kept')") is None, "what was put back is forgotten"

        # What was typed never covers what has come to stand there meanwhile.
        page.get_by_label("Name", exact=True).first.fill("Ratios, the third go")
        expect(dialog).to_be_visible(timeout=SLOW)
        rename("Ratios, renamed elsewhere", data)
        page.keyboard.press("ArrowDown")
        expect(dialog).to_be_hidden(timeout=SLOW)
        is_there(page)
        page.wait_for_timeout(1000)
        expect(page.get_by_label("Name", exact=True).first).to_have_value("Ratios, renamed elsewhere", timeout=SLOW)
        rename("Ratios", data)
        page.goto("about:blank")
        window.close()
    finally:
        running.stop()


def test_a_kernel_that_was_killed_comes_back_by_itself_and_says_what_may_be_lost(running, window, data):
    before = running.kernels()
    page = visit(window, running, GROUPS)
    kernel = kernel_of(running, before)
    expect(pin(page, 0)).to_be_visible(timeout=SLOW)
    page.get_by_label("Name", exact=True).first.fill("Typed before the crash")
    stored = board(data)
    psutil.Process(kernel).kill()
    expect(page.locator(".pw-line-note")).to_contain_text("had stopped answering on this page", timeout=SLOW)
    is_there(page)
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Typed before the crash", timeout=SLOW)
    expect(page.locator(".pw-card")).to_have_count(len(stored), timeout=SLOW)
    assert board(data) == stored
    pin(page, 0).click()
    expect(pin(page, 0)).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    assert wait_until(lambda: board(data) != stored, 30), "the page that came back works"
    pin(page, 0).click()
    assert wait_until(lambda: board(data) == stored, 30)

    # A page that breaks again and again stands still with a button instead of reloading for ever: also one that broke
    # while nobody saw it, and that would have opened itself anew as somebody turned to it.
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => window.away, configurable: true })")
    page.evaluate("window.away = true")
    page.evaluate("sessionStorage.removeItem('pw-wakings')")
    with page.expect_response(lambda answer: "/api/kernels/" in answer.url and answer.status == 404, timeout=SLOW):
        psutil.Process(kernel_of(running, before)).kill()
    page.wait_for_timeout(1500)
    page.evaluate("sessionStorage.setItem('pw-wakings', JSON.stringify([Date.now(), Date.now() + 60000]))")
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    dialog = page.get_by_role("dialog", name="The workbench stopped answering on this page")
    expect(dialog).to_be_visible(timeout=SLOW)
    expect(dialog).to_contain_text("What you saved is safe.")
    dialog.get_by_role("button", name="Open the page again").click()
    expect(page.locator(".pw-line-note")).to_contain_text("What you saved is here", timeout=SLOW)
    is_there(page)


# --- the network is gone


def test_what_is_done_without_a_network_waits_and_is_done_when_it_is_back(running, window, data):
    page = visit(window, running, GROUPS)
    expect(pin(page, 2)).to_be_visible(timeout=SLOW)
    stored = board(data)
    window.set_offline(True)
    cut(page)
    expect(page.locator(".pw-line-note")).to_contain_text("No connection to the workbench.", timeout=SLOW)
    pin(page, 2).click()
    expect(page.locator(".pw-status")).to_contain_text("Not saved yet", timeout=SLOW)
    assert board(data) == stored
    window.set_offline(False)
    expect(page.locator(".pw-line-note")).to_be_hidden(timeout=SLOW)
    assert wait_until(lambda: board(data) != stored, 60), "the click that waited was carried out"
    expect(pin(page, 2)).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    expect(page.locator(".pw-status")).not_to_contain_text("Not saved yet", timeout=SLOW)
    pin(page, 2).click()
    assert wait_until(lambda: board(data) == stored, 30)


def test_a_click_that_was_lost_on_the_way_is_never_passed_over_in_silence(running, window, data):
    page = visit(window, running, GROUPS)
    expect(pin(page, 3)).to_be_visible(timeout=SLOW)
    stored = board(data)
    # The line seems open and delivers nothing: what a browser believes for a while when a cable is pulled.
    page.evaluate("window.lines.forEach((line) => { line.send = () => {}; })")
    pin(page, 3).click()
    page.wait_for_timeout(1500)
    cut(page)
    expect(page.locator(".pw-line-note")).to_contain_text("look whether your last click counted", timeout=SLOW)
    is_there(page)
    expect(pin(page, 3)).to_have_attribute("aria-pressed", "false", timeout=SLOW)
    assert board(data) == stored


def test_what_could_not_be_sent_before_the_kernel_was_stopped_is_owned_up_to(running, window, data):
    page = visit(window, running, GROUPS)
    expect(pin(page, 4)).to_be_visible(timeout=SLOW)
    stored = board(data)
    dropped = {"status": 404, "json": {"status": 404, "ending": "dropped"}}
    page.route("**/api/kernels/*", lambda route: route.fulfill(**dropped), times=2)
    page.evaluate("""
      window.lines.forEach((line) => line.close());
      document.querySelectorAll(".pw-card-pin")[4].click();
    """)
    expect(page.locator(".pw-line-note")).to_contain_text("without a connection could not be sent", timeout=SLOW)
    is_there(page)
    expect(pin(page, 4)).to_have_attribute("aria-pressed", "false", timeout=SLOW)
    assert board(data) == stored


# --- tabs


@pytest.mark.parametrize("dropped", [False, True])
def test_a_tab_closed_in_the_middle_of_a_move_leaves_nothing_half_done(dropped, running, window, data):
    page = visit(window, running, GROUPS)
    card = page.locator("section[data-group='1'] .pw-card-handle").first
    expect(card).to_be_visible(timeout=SLOW)
    stored, name = board(data), card.inner_text().strip()
    card.scroll_into_view_if_needed()
    start, target = card.bounding_box(), page.locator("section[data-group='2']").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, start["y"] + 20, steps=4)
    expect(page.locator(".pw-ghost")).to_be_visible(timeout=SLOW)
    if dropped:
        page.mouse.up()
    page.close(run_before_unload=True)
    wait_until(lambda: not running.kernels(), 30)
    after = board(data)
    assert after.keys() == stored.keys()
    moved = {student for student in stored if stored[student] != after[student]}
    assert moved <= ({name} if dropped else set())
    if moved:
        assert after[name][0] == 2


def test_two_tabs_on_one_class_show_each_others_changes_and_overwrite_nothing(running, window, data):
    first, second = visit(window, running, GROUPS), visit(window, running, GROUPS)
    stored = board(data)
    expect(pin(first, 0)).to_be_visible(timeout=SLOW)
    pin(first, 0).click()
    assert wait_until(lambda: board(data) != stored, 30)
    pin(second, 1).click()  # without ever having looked at what the first did
    assert wait_until(lambda: sum(pinned for _, pinned in board(data).values()) == 2, 30), "neither is lost"
    for place in (0, 1):
        expect(pin(second, place)).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    first.bring_to_front()
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(pin(first, 1)).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    expect(first.locator(".pw-status")).to_contain_text("Changed in another window", timeout=SLOW)
    for place in (0, 1):
        pin(first, place).click()
        expect(pin(first, place)).to_have_attribute("aria-pressed", "false", timeout=SLOW)
    assert wait_until(lambda: board(data) == stored, 30)


def test_back_and_forward_lead_to_pages_that_live(running, window):
    others = len(running.kernels())  # those of pages that died in the tests before are given up later
    page = visit(window, running, "class-overview?class=Period%202")
    page.goto(f"{running.address}/{GROUPS}")
    is_there(page)
    page.get_by_label("Name", exact=True).first.fill("Typed before Back")
    page.go_back()
    is_there(page)
    kept = page.evaluate("sessionStorage.getItem('pw-kept')")
    assert "Typed before Back" in kept and "Name" not in kept, "fields are known by numbers"
    expect(page.get_by_role("heading", name="Class overview", level=1)).to_be_visible(timeout=SLOW)
    expect(page.locator(".pw-lead")).to_contain_text("need", timeout=SLOW)
    page.go_forward()
    is_there(page)
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Typed before Back", timeout=SLOW)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert wait_until(lambda: len(running.kernels()) <= others + 1, 60), "no page that was left keeps its kernel"


# --- size, and names

SAYS = {
    "home": "class",
    "class-overview": "of 500 students",
    "progress": "has not shown enough yet",
    "flexible-groups": "groups",
}
"""What the sentence of a page holds once the large class is on it."""


@pytest.mark.parametrize("address", ["home", "class-overview", "progress", "flexible-groups"])
def test_500_students_200_standards_and_awkward_names_fit_the_page(address, running, window):
    page = visit(window, running, f"{address}?class={CLASS.replace(' ', '%20')}")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    expect(page.locator(".pw-lead")).to_contain_text(SAYS.get(address, CLASS), timeout=SLOW)
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(300)
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert wide <= 0, f"the page scrolls sideways by {wide} px at {width} px"
    assert errors == []
    loose = page.evaluate(NAMES_IN_THE_OPEN, [name for name in NAMES if name not in (LONG, UNBROKEN)])
    assert loose == [], "names that would pull the punctuation beside them about"


# Each text that names somebody beside other words must stand in an element of its own that is isolated.
NAMES_IN_THE_OPEN = """(names) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const name = names.find((one) => text.includes(one) && /[\\u0590-\\u06ff]/.test(one));
    const element = node.parentElement;
    if (!name || !element.checkVisibility()) continue;
    const alone = text === name && element.childNodes.length === 1;
    const isolated = ["isolate", "plaintext", "isolate-override"].includes(getComputedStyle(element).unicodeBidi);
    if (!isolated && !alone) found.push(`${element.localName}.${element.className}: ${text.slice(0, 60)}`);
  }
  return found;
}"""


def test_the_kernels_of_all_these_pages_are_gone(running):
    assert wait_until(lambda: not [pid for pid in running.kernels() if lives(pid)], 90)
    said = "".join(running.said)
    assert "Traceback" not in said, said[-4000:]
