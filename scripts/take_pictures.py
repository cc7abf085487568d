"""Take the pictures of the README: a real workbench with the sample classes, in a real browser.

Run it as `python scripts/take_pictures.py`. It writes docs/pictures/*.png at 1366 x 768.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from conftest import ARGUMENTS, chromium_path  # noqa: E402
from server import RunningWorkbench  # noqa: E402

import plworkbench  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
EXPORT = ROOT / "data" / "grade6_maths" / "canvas_gradebook_period_3.csv"


def fill(folder: Path) -> None:
    """Put the sample classes and one grouping in use into a data folder."""
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    groups = wb.group("Period 2", on="6.RP.A.3", group_count=5)
    wb.save(groups, name="Ratios, first week")
    wb.close()


def open_dashboard(page: Page, server: RunningWorkbench, name: str) -> None:
    """Open a dashboard and wait until it is there."""
    page.goto(f"{server.address}/{name}")
    page.wait_for_selector("p.pw-lead", timeout=60_000)
    page.wait_for_timeout(1500)


def shoot(page: Page, name: str) -> None:
    """Take one picture."""
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES / f"{name}.png")


def walk(page: Page, server: RunningWorkbench) -> None:
    """Go through the dashboards and take the pictures."""
    page.goto(server.url)
    page.wait_for_selector(".pw-class-cards", timeout=60_000)
    shoot(page, "home")

    open_dashboard(page, server, "import")
    page.get_by_label("Class", exact=True).fill("Period 3, gradebook")
    page.get_by_label("Class", exact=True).press("Enter")
    page.locator("input[type=file]").set_input_files(EXPORT)
    page.wait_for_selector("text=What is each column evidence of?", timeout=60_000)
    page.evaluate("window.scrollTo(0, 0)")
    shoot(page, "import")

    open_dashboard(page, server, "class-overview?class=Period%203")
    page.get_by_role("gridcell", name=re.compile(r"6\.RP\.A\.3.*: developing")).nth(2).click()
    page.wait_for_selector(".pw-evidence table", timeout=60_000)
    page.mouse.move(700, 5)
    shoot(page, "class-overview")

    open_dashboard(page, server, "progress?class=Period%202")
    page.get_by_role("heading", name="Growth").wait_for(timeout=60_000)
    page.get_by_role("table", name="Students who may be stuck").locator(".pw-row-button").first.click()
    page.get_by_role("heading", name="The arithmetic").wait_for(timeout=60_000)
    page.get_by_role("heading", name="May be stuck").evaluate(
        "one => scrollTo(0, scrollY + one.getBoundingClientRect().top - 80)"
    )
    page.mouse.move(700, 5)
    shoot(page, "progress")

    open_dashboard(page, server, "enter-scores?class=Period%203&standard=6.RP.A.3")
    page.locator(".pw-score-field").first.focus()
    for score in "4324M331":
        page.keyboard.type(score)
        page.keyboard.press("Enter")
    page.evaluate("window.scrollTo(0, 0)")
    shoot(page, "enter-scores")

    open_dashboard(page, server, "unit-plan?class=Period%203")
    shoot(page, "unit-plan")

    open_dashboard(page, server, "flexible-groups?class=Period%203&standard=6.RP.A.3")
    page.get_by_role("button", name="Form groups").click()
    page.wait_for_selector("[data-key]", timeout=60_000)
    page.get_by_role("heading", name=re.compile("by need")).scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 420)")
    page.mouse.move(700, 5)
    shoot(page, "flexible-groups")


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fill(Path(folder))
        server = RunningWorkbench(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
        walk(browser.new_page(viewport={"width": 1366, "height": 768}), server)
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
