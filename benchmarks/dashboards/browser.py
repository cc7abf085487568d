"""A headless Chromium that opens pages as a person would, and what it saw."""

from __future__ import annotations

import base64
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.dashboards.school_class import EVERYBODY, students_of
from benchmarks.dashboards.servers import TOKEN, App

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run")
VIEWPORT = {"width": 1366, "height": 1600}
"""High enough that heat map and table are both in sight, so that nobody who draws late is waited for in vain."""

PATIENCE = 60_000
"""Milliseconds after which a page "did not answer"."""

ROWS_AT_LEAST = 8
"""Rows of the table that must be seen: some tables hold only those in view."""

PROBE = Path(__file__).with_name("probe.js")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium: the one named by the environment, Playwright's own, or the system's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        named = os.environ.get("PLWORKBENCH_CHROMIUM")
        found = [named, own, shutil.which("chromium"), shutil.which("chromium-browser"), shutil.which("google-chrome")]
        path = next((one for one in found if one and Path(one).exists()), None)
        if path is None:
            raise SystemExit("No Chromium found. Run 'playwright install chromium', or set PLWORKBENCH_CHROMIUM.")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def new_profile(browser: Browser, app: App, address: str, viewport: dict[str, int] = VIEWPORT) -> BrowserContext:
    """Return a profile with an empty cache, let in to our server where it is ours."""
    context = browser.new_context(viewport=viewport)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(path=PROBE)
    if app.ours:
        context.request.get(f"{address}/?token={TOKEN}", max_redirects=0)
    return context


class Line:
    """One direction of a websocket, to count what its messages take on the wire.

    The browser tells messages as they were before the line compressed them, so that is done once more, in the same way.

    Parameters
    ----------
    compressed : bool
        Whether browser and server agreed on compression.
    """

    def __init__(self, compressed: bool):
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, -15) if compressed else None

    def bytes_of(self, payload: bytes) -> int:
        """Return what the next message takes, its frame left out.

        Examples
        --------
        >>> Line(False).bytes_of(b"a" * 1000), Line(True).bytes_of(b"a" * 1000) < 20
        (1000, True)
        """
        if self._deflate is None:
            return len(payload)
        sent = self._deflate.compress(payload) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        return len(sent) - 4  # the mark of the flush is not sent


class Traffic:
    """What went over the wire for one page.

    Attributes
    ----------
    received : float
        Bytes of everything loaded, headers included, as compressed; and of the websockets' messages both ways.
    requests : int
        Addresses asked for, those in the cache included.
    socket_open : float or None
        Milliseconds from the start of the page to the first open websocket.
    """

    def __init__(self):
        self.received = 0.0
        self.requests = 0
        self.socket_open: float | None = None
        self._begun: float | None = None
        self._lines: dict[tuple[str, str], Line] = {}

    def watch(self, page: Page) -> None:
        """Count from now on."""
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", lambda event: self._message("in", event))
        session.on("Network.webSocketFrameSent", lambda event: self._message("out", event))
        session.on("Network.webSocketHandshakeResponseReceived", self._opened)
        session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self._begun = event["timestamp"] if self._begun is None else self._begun
        self.requests += 1

    def _loaded(self, event: dict[str, Any]) -> None:
        self.received += event["encodedDataLength"]

    def _opened(self, event: dict[str, Any]) -> None:
        agreed = {name.lower(): value for name, value in event["response"]["headers"].items()}
        compressed = "permessage-deflate" in agreed.get("sec-websocket-extensions", "")
        for way in ("in", "out"):
            self._lines[event["requestId"], way] = Line(compressed)
        if self.socket_open is None and self._begun is not None:
            self.socket_open = 1000 * (event["timestamp"] - self._begun)

    def _message(self, way: str, event: dict[str, Any]) -> None:
        payload, is_text = event["response"]["payloadData"], event["response"]["opcode"] == 1
        line = self._lines.setdefault((event["requestId"], way), Line(False))
        self.received += line.bytes_of(payload.encode() if is_text else base64.b64decode(payload + "=="))


def task(app: App, choice: str) -> dict[str, Any]:
    """Return what the probe looks out for."""
    expected = students_of(choice)
    return {
        "students": students_of(EVERYBODY),
        "expected": expected,
        "atLeast": min(ROWS_AT_LEAST, len(expected)),
        "names": app.names,
        "picture": app.picture,
        "table": app.table,
        "control": app.control,
    }


def open_view(context: BrowserContext, app: App, address: str) -> tuple[Page, dict[str, float]]:
    """Open the view in a new tab and return it with what was measured, in milliseconds and bytes."""
    page = context.new_page()
    page.add_init_script(f"window.probe.arm({json.dumps(task(app, EVERYBODY))}, false)")
    traffic = Traffic()
    traffic.watch(page)
    page.goto(f"{address}/{app.path}", wait_until="commit")
    page.wait_for_function("() => window.probe?.took != null")
    page.wait_for_timeout(700)  # what still comes belongs to the page
    told = page.evaluate("() => ({ usable: window.probe.took, ...window.probe.told() })")
    more = {"bytes": traffic.received, "requests": traffic.requests, "socketOpen": traffic.socket_open}
    return page, {**told, **more}


def round_trip(page: Page, app: App, choice: str) -> float:
    """Choose in the filter and return the milliseconds until heat map and table both show it."""
    if app.option:
        page.locator(app.control).first.click()
        option = page.locator(app.option, has_text=choice).first
        option.wait_for()
        page.wait_for_timeout(150)  # the list has opened and stands still
    page.evaluate("task => window.probe.arm(task, true)", task(app, choice))
    if app.option:
        option.click()
    else:
        page.locator(app.control).first.select_option(label=choice)
    page.wait_for_function("() => window.probe.took !== null", timeout=15_000)
    return float(page.evaluate("() => window.probe.took"))


def heap(page: Page) -> float:
    """Return the MB that the page's scripts hold once what is unused was collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6
