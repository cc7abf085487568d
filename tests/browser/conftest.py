"""A real browser for the tests of what people see. Where there is none the tests fail: they never skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_path(playwright: Playwright) -> str:
    """Return the Chromium to use: the one named by the environment, Playwright's own, or the system's."""
    named = os.environ.get("PLWORKBENCH_CHROMIUM")
    own = playwright.chromium.executable_path
    candidates = [named] if named else [own, *(shutil.which(name) for name in NAMES)]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    return pytest.fail(
        f"No Chromium for the browser tests ({', '.join(str(c) for c in candidates if c)} not found). Run "
        "'playwright install chromium', install the system's chromium, or set PLWORKBENCH_CHROMIUM to its path.",
        pytrace=False,
    )


LONGEST = ("test_robust.py", "test_server_safety.py", "test_looks.py")
"""Files that take minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, then those that need the real server: none of them should be left for the end."""
    items.sort(key=lambda item: (item.path.name not in LONGEST, "_part" in item.path.name))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, started once for all tests."""
    running = playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of the size of a teacher's Chromebook."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield context.new_page()
    context.close()
