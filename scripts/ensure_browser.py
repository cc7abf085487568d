"""See to it that there is a browser for the browser tests, or say loudly that there is none and fail.

In this order: one named by PLWORKBENCH_CHROMIUM; Playwright's own; the system's; then get Playwright's own; then, as
root on Debian or Ubuntu, the system's by apt-get.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 900  # seconds; a slow line, not one that drops every packet

NONE = """
  THERE IS NO BROWSER, SO THE BROWSER TESTS CANNOT RUN.

  What a teacher sees would go untested; therefore this is a failure and nothing is skipped. Do one of these:
    - .venv/bin/playwright install chromium       (needs internet)
    - apt-get install chromium                    (Debian and Ubuntu, as root)
    - PLWORKBENCH_CHROMIUM=/path/to/chromium make test
"""


def find_browser() -> str | None:
    """Return the path of a Chromium that is there."""
    if named := os.environ.get("PLWORKBENCH_CHROMIUM"):
        return named if Path(named).exists() else None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return next((path for path in (own, *map(shutil.which, NAMES)) if path and Path(path).exists()), None)


def install_own() -> None:
    """Let Playwright fetch the Chromium it was made for."""
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def install_system() -> None:
    """Install Debian's Chromium, if this is root on a machine with apt-get."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _try(["apt-get", "update", "-qq"], quiet)
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], quiet)


def ensure_browser(ways: tuple[Callable[[], None], ...] = (install_own, install_system)) -> str | None:
    """Return the path of a Chromium, getting one if there is none."""
    found = find_browser()
    if os.environ.get("PLWORKBENCH_CHROMIUM"):
        return found  # whoever names one does not want another
    for install in ways:
        if found:
            break
        print(f"No browser for the tests yet; trying {install.__name__} ...", flush=True)
        install()
        found = find_browser()
    return found


def _try(command: list[str], environment: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, env=environment, check=False, timeout=PATIENCE, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {command[0]}: {error}", flush=True)


def main() -> int:
    """Say which browser is used; return 1 if there is none."""
    found = ensure_browser()
    print(f"Browser for the tests: {found}" if found else NONE, flush=True)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
