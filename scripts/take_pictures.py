"""Take the pictures of the README: a real workbench with the sample classes, in a real browser.

Run it as `python scripts/take_pictures.py`. It writes docs/pictures/*.png at 1366 x 768. With `--references` it takes
instead the small pictures in tests/browser/pictures that tests/browser/test_looks.py compares every dashboard with.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

import looking  # noqa: E402
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
    """Take one picture, with the mouse out of the way."""
    page.mouse.move(1, 400)
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
    page.mouse.move(700, 5)
    shoot(page, "flexible-groups")


def take(references: bool, whole: Path | None) -> None:
    """Take all pictures of the README, or all that the tests compare with."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (looking.fill if references else fill)(Path(folder))
        server = RunningWorkbench(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
        try:
            if references:
                for path in looking.retake(browser, server.url, server.address, whole):
                    print(path, flush=True)
            else:
                walk(browser.new_page(viewport={"width": 1366, "height": 768}), server)
        finally:
            browser.close()
            server.stop()


def main() -> None:
    """Read what is asked for, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--references", action="store_true", help="take the pictures that the tests compare with")
    parser.add_argument("--whole", type=Path, help="a folder for these at full size too, to be looked at")
    chosen = parser.parse_args()
    if chosen.whole is not None:
        chosen.whole.mkdir(parents=True, exist_ok=True)
    take(chosen.references, chosen.whole)


if __name__ == "__main__":
    main()
