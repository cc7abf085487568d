"""How many people at once a school's server holds before a click takes too long, and what breaks first."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.dashboards.servers import TOKEN, Server, sample_dashboards
from benchmarks.dashboards.verdict import NO_ANSWER, percentile
from benchmarks.dashboards.wire import User, cookie_of
from benchmarks.mastery.machine import markdown

STEPS = (5, 10, 20, 30, 40, 60, 80, 90, 100)
"""People who have the page open."""

PAGE = "class-overview"
THINKING = (5.0, 15.0)
"""Seconds somebody looks at the page between two clicks, by lot."""

ARRIVAL = 0.5
"""Seconds between two people who open the page."""

STEP_SECONDS = 15.0
"""How long a step lasts once everybody's page is open."""

LONGEST = 240.0
"""Seconds after which no further step is begun."""

SLOWEST_CLICK = 1.0
"""Seconds that the 95th percentile of a click may take."""

MOST_MEMORY = 8000.0
"""MB of memory (PSS) of the server and all its kernels: what a school's server has."""


@dataclass
class Step:
    """What was seen while so many people had the page open.

    Attributes
    ----------
    people : int
        How many.
    opening : list of float
        Seconds until the page of each who came with this step was open.
    clicks, rush : list of float
        Seconds of each click, once everybody was there, and while people arrived.
    failures : list of str
        Why somebody was not answered.
    memory : float
        MB of the server and its kernels (PSS).
    processor : float
        Share of all cores that they took.
    """

    people: int
    opening: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    rush: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: float = 0.0
    processor: float = 0.0

    @property
    def slow_clicks(self) -> float:
        """The 95th percentile of a click, in seconds."""
        return percentile(self.clicks, 95)


def broken(step: Step) -> str:
    """Return what no longer holds at a step, or ''.

    Examples
    --------
    >>> broken(Step(5, clicks=[0.2, 0.3], memory=1000.0)), broken(Step(5, clicks=[0.2, 1.3], memory=1000.0))
    ('', 'the 95th percentile of a click passes one second')
    """
    if step.failures:
        return f"{len(step.failures)} of {step.people} people were not answered ({step.failures[0]})"
    if step.memory > MOST_MEMORY:
        return f"memory passes {MOST_MEMORY / 1000:.0f} GB"
    if not step.clicks:
        return "no click was answered in time"
    if step.slow_clicks > SLOWEST_CLICK:
        return "the 95th percentile of a click passes one second"
    return ""


def verdict(steps: list[Step]) -> str:
    """Say how many people it held, and what broke first.

    Examples
    --------
    >>> verdict([Step(5, clicks=[0.1]), Step(10, clicks=[2.0])])
    'It holds 5 people; with 10 the 95th percentile of a click passes one second.'
    """
    held = 0
    for step in steps:
        if broken(step):
            return f"It holds {held} people; with {step.people} {broken(step)}."
        held = step.people
    return f"It holds {held} people; more were not tried."


def report(quick: bool) -> Iterator[str]:
    """Yield the table.

    Parameters
    ----------
    quick : bool
        Two short steps.
    """
    yield "## People at once"
    yield (
        f"Simulated users open `{PAGE}` with the sample class, one every {ARRIVAL:g} s, and choose any cell of the "
        f"heat map, with {THINKING[0]:g} to {THINKING[1]:g} s of thought between (by lot). They speak the page's own "
        "protocol over its own websocket, without a browser; scripts and styles, which a browser keeps, are not "
        "fetched. Opening: from the first request until the kernel has told everything; a click: until the kernel has "
        f"said its last word to it. Each step lasts {STEP_SECONDS:g} s once every page is open, and this decides; "
        "clicks while people arrive stand in a column of their own (the rush). Processor: of all cores of this "
        "machine, by the server and its kernels; the simulated users run on the same machine. Memory: PSS of the "
        "server, its kernels, and those that wait warm."
    )
    with sample_dashboards() as server:
        server.settle(2)
        steps = asyncio.run(ramp(server, STEPS[:2] if quick else STEPS, 10.0 if quick else STEP_SECONDS))
    header = [
        "people",
        "click p50, s",
        "click p95, s",
        "clicks",
        "p95 in the rush, s",
        "opening p50, s",
        "opening p95, s",
    ]
    yield markdown([*header, "memory, GB", "processor", "not answered"], [_row(step) for step in steps])
    yield f"**{verdict(steps)}**"


async def ramp(server: Server, steps: tuple[int, ...], seconds: float) -> list[Step]:
    """Let people come until something breaks, and return what was seen at each step."""
    for name in ("tornado.application", "asyncio"):  # what users who leave cut short is no news
        logging.getLogger(name).setLevel(logging.CRITICAL)
    cookie = await cookie_of(server.address, TOKEN)
    begun, seen, stop = time.monotonic(), [], asyncio.Event()
    now = {"step": Step(0), "settled": False}
    working: list[asyncio.Task] = []

    async def use(number: int) -> None:
        user = User(server.address, cookie, PAGE, seed=number)
        try:
            now["step"].opening.append(await user.open())
            while not stop.is_set():
                await user.think(*THINKING)
                took = await user.click()
                (now["step"].clicks if now["settled"] else now["step"].rush).append(took)
        except Exception as error:  # whatever it was: somebody was not answered
            now["step"].failures.append(str(error) or type(error).__name__)
        finally:
            user.close()

    for people in steps:
        if time.monotonic() - begun > LONGEST:
            break
        came_before = len(working)
        step = now["step"] = Step(people)
        now["settled"] = False
        print(f"people: {people}", file=sys.stderr, flush=True)
        while len(working) < people:
            working.append(asyncio.create_task(use(len(working))))
            await asyncio.sleep(ARRIVAL)
        while len(step.opening) + len(step.failures) < people - came_before:
            await asyncio.sleep(0.2)
        now["settled"] = True
        before, since = await asyncio.to_thread(server.processor_seconds), time.monotonic()
        await asyncio.sleep(seconds)
        used = await asyncio.to_thread(server.processor_seconds) - before
        step.processor = used / (time.monotonic() - since) / _cores()
        step.memory = await asyncio.to_thread(server.memory)
        seen.append(step)
        if broken(step):
            break
    stop.set()
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    return seen


def _cores() -> int:
    return os.cpu_count() or 1


def _row(step: Step) -> list[str]:
    def seconds(values: list[float], percent: float) -> str:
        found = percentile(values, percent)
        return "" if found == NO_ANSWER else f"{found:.2f}"

    times = [seconds(step.clicks, 50), seconds(step.clicks, 95), str(len(step.clicks)), seconds(step.rush, 95)]
    opening = [seconds(step.opening, 50), seconds(step.opening, 95)]
    took = [f"{step.memory / 1000:.2f}", f"{100 * step.processor:.0f} %", str(len(step.failures))]
    return [str(step.people), *times, *opening, *took]
