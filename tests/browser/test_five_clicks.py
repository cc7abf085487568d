"""From launch to printed groups in five clicks, and without a mouse: Tab goes there, Enter or Space does it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from server import RunningWorkbench, wait_until

SLOW = 120_000
MOST_STOPS = 80
PARTS_OF_A_DATE = 4  # month, day, year and its calendar are stops of one field
CLICKS = 5  # shared/ui.md: from launch to printed groups

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const ring = [one, one.closest("label")].some((it) => it && getComputedStyle(it).outlineStyle !== "none"
    && parseFloat(getComputedStyle(it).outlineWidth) >= 2);
  const within = (place, size) => Math.min(Math.max(place, 0), size - 1);
  const above = document.elementFromPoint(within(x, innerWidth), within(y, innerHeight));
  return {
    name: (one.getAttribute("aria-label") || one.innerText || one.id || one.className).trim().slice(0, 60),
    tag: one.tagName, ring,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    bare: !above || one.contains(above) || above.contains(one) || !!above.closest("label")?.contains(one),
  };
}"""


@pytest.fixture(scope="module")
def seated(tmp_path_factory, browser):
    """Somebody at a new workbench who has no mouse; `activations` counts what she did."""
    running = RunningWorkbench(tmp_path_factory.mktemp("five") / "data", "--no-preheat")
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.activations, page.stops = 0, []
    page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1 }")
    try:
        page.goto(running.url)
        yield page
    finally:
        context.close()
        running.stop()


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until the target has the focus; every stop on the way shows where it is, and none holds on."""
    expect(target).to_be_visible(timeout=SLOW)
    expect(target).to_be_enabled(timeout=SLOW)
    before, stays = None, 0
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if stop is not None:
            assert stop["ring"], f"The focus cannot be seen on {stop}."
            assert stop["seen"] and stop["bare"], f"The focus is out of sight on {stop}."
            page.stops.append(stop["name"])
        if target.evaluate("one => one === document.activeElement"):
            return
        here = page.evaluate_handle("document.activeElement")
        stays = stays + 1 if before and stop and page.evaluate("([a, b]) => a === b", [before, here]) else 0
        assert stays <= PARTS_OF_A_DATE, f"The focus is held by {stop}."
        before = here
    pytest.fail(f"Tab did not come to {target} in {MOST_STOPS} stops; last {page.stops[-12:]}.")


def activate(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)
    page.activations += 1


def lead(page: Page, words: str) -> None:
    expect(page.locator("p.pw-lead")).to_contain_text(words, timeout=SLOW)


def test_1_from_the_empty_first_page_to_a_sample_class_and_its_overview(seated):
    lead(seated, "No class is here yet")
    activate(seated, seated.get_by_role("button", name="Use a sample class"), "Space")
    lead(seated, "You have 4 classes")
    activate(seated, seated.get_by_role("link", name="See Period 1"))
    lead(seated, "need help")


def test_2_from_the_overview_to_groups_on_the_standard_that_presses_most(seated):
    activate(seated, seated.get_by_role("link", name="Form groups on this"))
    lead(seated, "no groups yet")
    activate(seated, seated.get_by_role("button", name="Form groups", exact=True))
    expect(seated.locator("[data-key]")).to_have_count(28, timeout=SLOW)


def test_3_the_groups_are_printed_one_a_page_with_the_fifth_click(seated):
    panel = seated.locator("main")
    activate(seated, panel.get_by_role("button", name="Print", exact=True), "Space")
    assert wait_until(lambda: seated.evaluate("window.printed") == 1, 60)
    assert seated.activations <= CLICKS
    seated.emulate_media(media="print")
    sheets = seated.locator(".pw-sheet:visible").count()
    assert sheets > 1 and len(re.findall(rb"/Type\s*/Page\b(?!s)", seated.pdf(format="A4"))) == sheets
    assert seated.locator(".pw-sheet-name:visible").count() == 28
    seated.emulate_media(media="screen")


def test_4_the_focus_goes_on_through_the_board_to_the_end_of_the_page_and_back(seated):
    last = seated.get_by_role("button", name="Plan a peer review")
    board = seated.locator("section[data-group='1'] .pw-card-handle").first
    board.evaluate("one => one.focus()")
    for key in ("Space", "ArrowRight", "Space"):
        seated.keyboard.press(key)
    expect(seated.locator("section[data-group='2'] .pw-card-handle:focus")).to_have_count(1, timeout=SLOW)
    last.evaluate("one => one.focus()")
    seated.keyboard.press("Tab")
    assert seated.evaluate(FOCUSED) is None or seated.evaluate("document.activeElement.closest('main') === null")
    last.evaluate("one => one.focus()")
    seated.keyboard.press("Shift+Tab")
    assert seated.evaluate(FOCUSED)["ring"]
