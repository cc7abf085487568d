"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # to describe all that is right takes longer than to find it
}
SETTLED = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished.catch(() => {})))"""
"""Colours that are on their way from one scheme to the other are neither's."""


def faults(page: Page, part: str | None = None) -> list[str]:
    """Return each fault of the page, as seen from its top, or of one part of it, with the element that has it."""
    if part is None:
        page.evaluate("scrollTo(0, 0)")  # what has slid half under the header is no small target
    page.evaluate(SETTLED)
    found = Axe().run(page, context=part, options=OPTIONS).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def assert_accessible(page: Page, part: str | None = None) -> None:
    """Fail with all faults of a page, or of one part of it, as seen from the top of the page."""
    page.evaluate("scrollTo(0, 0)")
    found = faults(page, part)
    assert not found, "\n".join(found)
