"""Our own dashboards with the sample class: when something is there, when the answer, when everything."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.dashboards.browser import Traffic, chromium, new_profile
from benchmarks.dashboards.servers import OUR_DASHBOARDS, Server, sample_dashboards
from benchmarks.dashboards.verdict import NO_ANSWER, middle
from benchmarks.mastery.machine import markdown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPETITIONS = 3
LONGEST = 150.0
"""Seconds after which no further repetition is begun."""

CALM = 1500
"""Milliseconds without a change after which a page is all there."""

CHROMEBOOK = {"width": 1366, "height": 768}

WATCH = """(() => {
  window.seen = { lead: null, changed: 0 };
  const isShown = (element) => element.textContent.trim() && element.getClientRects().length;
  const look = () => {
    if (seen.lead === null && [...document.querySelectorAll(".pw-lead")].some(isShown)) seen.lead = performance.now();
    if (seen.lead === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const main = () => document.querySelector("main");
  new MutationObserver((changes) => {
    if (changes.some((change) => main()?.contains(change.target))) seen.changed = performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();"""

ALL_THERE = f"""() => document.documentElement.dataset.pwState === "ready" && window.seen.lead !== null
  && performance.now() - window.seen.changed > {CALM}"""


def report(quick: bool) -> Iterator[str]:
    """Yield the table.

    Parameters
    ----------
    quick : bool
        One repetition.
    """
    repetitions = 1 if quick else REPETITIONS
    yield "## Our dashboards"
    yield (
        f"Sample class, a window of {CHROMEBOOK['width']} x {CHROMEBOOK['height']}, a kernel waiting warm "
        f"for each; medians of up to {repetitions}, dashboards in turns. Lead: the sentence that answers the page's "
        f"question is there. All: the last change of the page before {CALM / 1000:g} s without one. Cold: a new "
        "browser profile; warm: the same profile again."
    )
    from plworkbench import folders

    names = sorted(path.stem for path in folders.shipped("dashboards").glob("*.ipynb"))
    found: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    failures: list[str] = []
    with sample_dashboards() as server, chromium() as browser:
        begun = time.monotonic()
        for _ in range(repetitions):
            if time.monotonic() - begun > LONGEST:
                break
            for name in names:
                print(f"page: {name}", file=sys.stderr, flush=True)
                for attempt in (1, 2):
                    try:
                        _visit(browser, server, name, len(names), found[name])
                        break
                    except Exception as error:
                        if attempt == 2:
                            failures.append(f"{name} ({str(error).splitlines()[0]})")
    yield markdown(HEADER, [_row(name, told) for name, told in found.items()])
    if failures:
        yield "Did not answer: " + "; ".join(dict.fromkeys(failures)) + "."


HEADER = ["dashboard", "first content, cold, s", "lead", "all", "MB", "warm: first content, s", "lead", "all", "MB"]


def _visit(browser: Browser, server: Server, name: str, waiting: int, found: dict[str, list[float]]) -> None:
    context = new_profile(browser, OUR_DASHBOARDS, server.address, CHROMEBOOK)
    context.add_init_script(WATCH)
    try:
        for kind in ("cold", "warm"):
            server.settle(waiting)
            page = context.new_page()
            traffic = Traffic()
            traffic.watch(page)
            page.goto(f"{server.address}/{name}", wait_until="commit")
            page.wait_for_function(ALL_THERE)
            told = page.evaluate("() => ({ ...window.seen, ...window.probe.told() })")
            measured = {"first": told["firstContent"], "lead": told["lead"], "all": told["changed"]}
            measured["bytes"] = traffic.received
            for step, value in measured.items():
                found.setdefault(f"{step} {kind}", []).append(value)
            page.close()
    finally:
        context.close()


def _row(name: str, told: dict[str, list[float]]) -> list[str]:
    cells = [name]
    for kind in ("cold", "warm"):
        for step, unit, digits in (("first", 1000, 2), ("lead", 1000, 2), ("all", 1000, 2), ("bytes", 1e6, 2)):
            value = middle(told.get(f"{step} {kind}", []))
            cells.append("did not answer" if value == NO_ANSWER else f"{value / unit:.{digits}f}")
    return cells
