"""The same small view in every framework, measured side by side."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.dashboards import verdict
from benchmarks.dashboards.browser import chromium, heap, new_profile, open_view, round_trip
from benchmarks.dashboards.school_class import GROUPS
from benchmarks.dashboards.servers import APPS, App, Server
from benchmarks.mastery.machine import markdown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPETITIONS = 5
CLICKS = 5
"""Choices a repetition; the first of a page counts like the others."""

LONGEST = 360.0
"""Seconds after which no further repetition is begun."""

PAGES = 5
"""Pages that are held open at once for the memory."""

OURS = tuple(app.name for app in APPS if app.ours)

METHOD = f"""One filter (three groups of ten students, or everybody), a heat map of 30 students x 24 standards and a \
table, the same invented data in every app (`school_class.py`, `apps/`). *ours* draws the heat map as our dashboards \
do (MasteryGrid); *ours, with Plotly* draws the very figure all the others draw. Every app runs as its documentation \
recommends for production, on one machine with the browser, nothing in between; all servers are running before the \
first page is opened, ours with a kernel waiting warm for each page. The apps take turns: each repetition visits \
every app once cold (a new browser profile, empty cache, the cookie of the login set) and once warm (the same profile \
again), and each waits until its server has nothing left to do. Medians, behind them the interquartile range.

- **first content**: First Contentful Paint. **usable**: heat map and table show every student they should (a table \
that holds only the rows in view: at least eight) and the filter is enabled.
- **click**: from the deed in the filter until heat map *and* table show the other group in the same frame; \
{CLICKS} clicks a repetition.
- **bytes**: everything loaded, as compressed by the server, and the messages of websockets both ways (compressed \
where browser and server agreed to); up to 0.7 s after the page is usable. No server stands behind a compressing proxy.
- **memory**: what one more open page adds to the memory (PSS) of the server and all its processes, the middle of \
{PAGES} pages; **heap**: what the page's scripts hold in the browser.

Panel runs without `--reuse-sessions`: with it the page asks a CDN for its stylesheets. Solara runs with \
`solara-assets`, for the same reason with Vuetify 2. Stock Voila's template asks a CDN for two stylesheets, which \
fails at once here. Where Solara did not answer, its FigurePlotly showed an empty figure: what it adds right after \
making it is lost while the page is still loading the widget's script."""


def report(quick: bool) -> Iterator[str]:
    """Yield the tables: what was measured, the aims, and where the time goes.

    Parameters
    ----------
    quick : bool
        One repetition, and two pages for the memory.
    """
    yield "## The same view in every framework"
    yield METHOD
    figures, failures = measure(1, pages=2) if quick else measure(REPETITIONS)
    done = max(len(found.get("usable cold", [])) for found in figures.values())
    yield f"Repetitions: {done}."
    yield _times(figures)
    yield _sizes(figures)
    yield "### Places"
    yield f"1 is the least; *{OURS[0]}* among the peers."
    yield _places(figures)
    for name in OURS:
        yield f"### Aims: {name}"
        told = verdict.aims(figures, name, OURS)
        yield markdown(
            ["aim", "found", ""], [[aim, found, "met" if met else "**not met**"] for aim, found, met in told]
        )
    yield "### Where the time goes"
    yield (
        "Milliseconds from the start of the navigation, medians of the visits above: the server's first byte, the "
        "page read, the last script read, the websocket open, usable; and how long the page's main thread was held by "
        "tasks of over 50 ms. Between the last script and usable lie parsing, the server's answer, and drawing."
    )
    yield _profile(figures)
    if failures:
        yield "Did not answer: " + "; ".join(dict.fromkeys(failures)) + "."


def measure(repetitions: int, clicks: int = CLICKS, pages: int = PAGES) -> tuple[dict, list[str]]:
    """Return what was measured, as app, column and repetitions, and what did not answer."""
    figures: dict[str, dict[str, list[float]]] = {app.name: {} for app in APPS}
    failures: list[str] = []
    with TemporaryDirectory() as folder, _running(Path(folder)) as servers, chromium() as browser:
        for app in APPS:
            if not servers[app.command].wait_until_it_answers():
                failures.append(f"{app.name} (did not start: {servers[app.command].said()!r})")
        begun = time.monotonic()
        for repetition in range(repetitions):
            if time.monotonic() - begun > LONGEST:
                break
            # Each time somebody else is first: whatever the machine does meanwhile hits all alike.
            turn = repetition % len(APPS)
            for app in (*APPS[turn:], *APPS[:turn]):
                server = servers[app.command]
                _say(f"repetition {repetition + 1}: {app.name}")
                _twice(lambda app=app, server=server: visit(browser, app, server, clicks), app, figures, failures)
        for app in APPS:
            _say(f"memory: {app.name}")
            server = servers[app.command]
            _twice(lambda app=app, server=server: memory(browser, app, server, pages), app, figures, failures)
    return figures, failures


def visit(browser: Browser, app: App, server: Server, clicks: int) -> dict[str, list[float]]:
    """Open the view cold and warm, click, and return the columns."""
    columns: dict[str, list[float]] = {}
    context = new_profile(browser, app, server.address)
    try:
        for kind in ("cold", "warm"):
            server.settle(app.waiting)
            page, told = open_view(context, app, server.address)
            columns |= {f"{name} {kind}": [value] for name, value in told.items() if value is not None}
            if kind == "warm":
                columns[verdict.CLICK] = [round_trip(page, app, GROUPS[turn % len(GROUPS)]) for turn in range(clicks)]
                columns["heap"] = [heap(page)]
            page.close()
    finally:
        context.close()
    return columns


def memory(browser: Browser, app: App, server: Server, pages: int) -> dict[str, list[float]]:
    """Open pages side by side and return what each adds to the memory of the server."""
    context = new_profile(browser, app, server.address)
    try:
        server.settle(app.waiting)
        held = [server.memory()]
        for number in range(pages):
            open_view(context, app, server.address)
            server.settle(app.waiting + number + 1 if app.ours else 0)
            held.append(server.memory())
    finally:
        context.close()
    return {verdict.MEMORY: [after - before for before, after in pairwise(held)], "base": held[:1]}


@contextmanager
def _running(data: Path) -> Iterator[dict[tuple[str, ...], Server]]:
    """Run all servers, each command once; apps that share one share its server."""
    servers: dict[tuple[str, ...], Server] = {}
    try:
        for app in APPS:
            if app.command not in servers:
                servers[app.command] = Server(app.command, data)
        yield servers
    finally:
        for server in servers.values():
            with suppress(Exception):
                server.stop()


def _twice(measured: Callable[[], dict], app: App, figures: dict, failures: list[str]) -> None:
    """Measure, once more if that fails; who has failed altogether twice is not asked again."""
    failed = sum(said.startswith(f"{app.name} (") for said in failures)
    if failed >= 2:
        return
    for attempt in range(1, 3 - failed):
        try:
            for column, values in measured().items():
                figures[app.name].setdefault(column, []).extend(values)
            return
        except Exception as error:  # whatever goes wrong with one app, the others are measured
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            _say(f"{app.name}, attempt {attempt}: {said}")
    failures.append(f"{app.name} ({said})")


def _times(figures: dict) -> str:
    columns = ["firstContent cold", "firstContent warm", "usable cold", "usable warm", verdict.CLICK]
    header = ["app", *(f"{verdict.words(column)}, {'ms' if column == verdict.CLICK else 's'}" for column in columns)]
    rows = []
    for name, found in figures.items():
        cells = []
        for column in columns:
            unit, digits = (1, 0) if column == verdict.CLICK else (1000, 2)
            cells.append(_cell(found.get(column, []), unit, digits))
        rows.append([name, *cells])
    return markdown(header, rows)


def _sizes(figures: dict) -> str:
    header = ["app", "MB, cold", "MB, warm", "requests, cold", "memory a page, MB", "server, no page, MB", "heap, MB"]
    rows = []
    for name, found in figures.items():
        size = [_cell(found.get(f"bytes {kind}", []), 1e6, 2) for kind in ("cold", "warm")]
        asked = _cell(found.get("requests cold", []), 1, 0)
        held = [_cell(found.get(column, []), 1, 0) for column in (verdict.MEMORY, "base", "heap")]
        rows.append([name, *size, asked, *held])
    return markdown(header, rows)


def _places(figures: dict) -> str:
    columns = [*verdict.PLACES, verdict.CLICK, verdict.MEMORY]
    rows = []
    for name, found in figures.items():
        if name not in OURS[1:]:
            places = [verdict.place(figures, name, column, OURS[1:]) if found.get(column) else "" for column in columns]
            rows.append([name, *places])
    return markdown(["app", *(verdict.words(column) for column in columns)], rows)


def _profile(figures: dict) -> str:
    steps = ("answered", "pageRead", "scriptsRead", "socketOpen", "usable", "longTasks")
    header = ["app", "visit", "first byte", "page read", "scripts read", "socket open", "usable", "long tasks"]
    rows = [
        [name, kind, *(_step(found.get(f"{step} {kind}", [])) for step in steps)]
        for name, found in figures.items()
        for kind in ("cold", "warm")
    ]
    return markdown([*header, "script, MB"], [[*row, _script(figures, row)] for row in rows])


def _step(values: list[float]) -> str:
    return _number(verdict.middle(values), 1, 0) if values else "–"  # an app without a websocket opens none


def _script(figures: dict, row: list[str]) -> str:
    return _number(verdict.middle(figures[row[0]].get(f"scriptBytes {row[1]}", [])), 1e6, 1)


def _cell(values: list[float], unit: float, digits: int) -> str:
    told = _number(verdict.middle(values), unit, digits)
    return f"{told} ({verdict.spread(values) / unit:.{digits}f})" if len(values) > 1 else told


def _number(value: float, unit: float, digits: int) -> str:
    return "did not answer" if value == verdict.NO_ANSWER else f"{value / unit:,.{digits}f}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
