"""When a page's kernel is put to sleep, and how many a computer holds; on a clock that the test turns."""

from __future__ import annotations

import json

import pytest
from test_voila import JUST_OPENED_SECONDS, PretendKernels, after, clock, in_a_loop, message

from plworkbench.voila import capacity
from plworkbench.voila.guard import told_of_use
from plworkbench.voila.kernels import REMEMBERED_ENDS

__all__ = ["clock"]  # a fixture

MINUTES = 60


class Telling(PretendKernels):
    """Kernels without processes whose pages can be told that the line was closed."""

    async def shutdown_kernel(self, kernel_id: str, *args: object, **kwargs: object) -> None:
        await super().shutdown_kernel(kernel_id, *args, **kwargs)
        self._last_used.pop(kernel_id, None)


@pytest.mark.parametrize(("minutes", "stopped"), [(44.9, []), (45.1, ["a"])])
def test_a_page_that_nobody_touched_for_45_minutes_goes_to_sleep(clock, minutes, stopped):
    async def body() -> None:
        pretend = Telling()
        pretend.open("a", connections=1)
        await pretend.tidy()
        assert await after(pretend, clock, minutes * MINUTES) == stopped
        assert pretend.ending_of("a") == ("asleep" if stopped else None)

    in_a_loop(body())


def test_a_touch_keeps_a_page_awake_and_its_mere_heartbeat_does_not(clock):
    async def body() -> None:
        pretend = Telling()
        for name in ("touched", "open"):
            pretend.open(name, connections=1)
        await pretend.tidy()
        clock.now += 30 * MINUTES
        pretend.note_use("touched", touched=True)
        pretend.note_use("open", touched=False)
        assert await after(pretend, clock, 20 * MINUTES) == ["open"]

    in_a_loop(body())


def test_no_page_goes_to_sleep_while_its_kernel_is_at_work(clock):
    async def body() -> None:
        pretend = Telling()
        pretend.open("a", connections=1)
        await pretend.tidy()
        pretend._kernels["a"].execution_state = "busy"
        assert await after(pretend, clock, 500 * MINUTES) == []
        pretend._kernels["a"].execution_state = "idle"
        assert await after(pretend, clock, 44 * MINUTES) == [], "what it worked out may be looked at"
        assert await after(pretend, clock, 2 * MINUTES) == ["a"]

    in_a_loop(body())


@pytest.mark.parametrize(("connected", "ending"), [(True, "dropped"), (False, "closed")])
def test_a_page_whose_line_was_cut_for_long_is_not_called_asleep(clock, connected, ending):
    async def body() -> None:
        pretend = Telling()
        pretend.open("a", connections=int(connected))
        await pretend.tidy()
        pretend._kernel_connections["a"] = 0
        assert await after(pretend, clock, 601) == ["a"]
        assert pretend.ending_of("a") == ending

    in_a_loop(body())


def test_a_page_that_holds_what_is_stored_nowhere_goes_to_sleep_much_later(clock):
    async def body() -> None:
        pretend = Telling()
        pretend.open("a", connections=1)
        await pretend.tidy()
        pretend.note_use("a", touched=True, holds=True)
        pretend.note_use("a", touched=True)  # what is clicked says nothing of it
        assert await after(pretend, clock, 200 * MINUTES) == []
        pretend.note_use("a", touched=False, holds=False)  # it was stored
        assert await after(pretend, clock, 0) == ["a"]

    in_a_loop(body())


@pytest.mark.parametrize("connections", [0, 1])
@pytest.mark.parametrize("why", ["busy", "holds", ""])
def test_no_room_is_made_by_a_kernel_that_is_needed(clock, monkeypatch, connections, why):
    monkeypatch.setattr("plworkbench.voila.kernels.ROOM_WITHIN", 0.01)

    async def body() -> None:
        pretend = Telling(maximum_kernels=1, idle_seconds=10_000)
        pretend.open("a", connections=1)
        await pretend.tidy()
        pretend.note_use("a", touched=True, hidden=True, holds=why == "holds")
        pretend._kernels["a"].execution_state = "busy" if why == "busy" else "idle"
        pretend._kernel_connections["a"] = connections
        clock.now += 500
        await _once(pretend, clock)
        assert pretend.stopped == ([] if why else ["a"])
        assert pretend.ending_of("a") == (None if why else "asleep" if connections else "dropped")

    in_a_loop(body())


@pytest.mark.parametrize(
    ("hidden", "unused", "busy", "stopped"),
    [
        (True, 301, False, ["a"]),
        (True, 299, False, []),
        (True, 301, True, []),  # what was begun is finished
        (False, 3000, False, []),  # somebody may be reading it
    ],
)
def test_room_is_made_by_a_page_that_nobody_can_see(clock, monkeypatch, hidden, unused, busy, stopped):
    monkeypatch.setattr("plworkbench.voila.kernels.ROOM_WITHIN", 0.01)

    async def body() -> None:
        pretend = Telling(maximum_kernels=1, idle_seconds=10_000)
        pretend.open("a", connections=1)
        await pretend.tidy()
        pretend.note_use("a", touched=True, hidden=hidden)
        pretend._kernels["a"].execution_state = "busy" if busy else "idle"
        clock.now += unused
        await _once(pretend, clock)
        assert pretend.stopped == stopped

    in_a_loop(body())


def test_a_warm_kernel_gives_way_before_a_page_that_is_open(clock):
    async def body() -> None:
        pretend = Telling(maximum_kernels=2)
        pretend.open("hidden", connections=1)
        pretend.open("warm")
        pretend.warm = {"warm"}
        await pretend.tidy()
        pretend.note_use("hidden", hidden=True)
        clock.now += JUST_OPENED_SECONDS + 1000
        await pretend._make_room()
        assert pretend.stopped == ["warm"]

    in_a_loop(body())


def test_it_is_remembered_why_a_kernel_ended_but_not_for_ever(clock):
    async def body() -> None:
        pretend = Telling()
        for number in range(REMEMBERED_ENDS + 1):
            pretend.open(str(number), connections=1)
        pretend.dead = {str(number) for number in range(REMEMBERED_ENDS + 1)}
        await pretend.tidy()
        assert pretend.ending_of("0") is None and pretend.ending_of("1") == "died"
        assert pretend.ending_of("unheard of") is None

    in_a_loop(body())


async def _once(pretend: Telling, clock: object) -> None:
    """Look once for room, on a clock that would otherwise stand still for ever."""
    real = clock.monotonic

    def later() -> float:
        clock.now += 0.005
        return real()

    clock.monotonic = later
    await pretend._make_room()


# --- what a page tells of its use


def ping(**said: object) -> bytes:
    return message("comm_msg", {"comm_id": "x", "data": {"method": "custom", "content": {"type": "ping", **said}}})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (ping(n=3, touched=True, hidden=False), {"touched": True, "hidden": False, "holds": False}),
        (ping(n=3, touched=False, hidden=True, holds=1), {"touched": False, "hidden": True, "holds": True}),
        (ping(), {"touched": False, "hidden": False, "holds": False}),
        (message("comm_msg", {"data": {"method": "update", "state": {}}}), {"touched": True, "hidden": False}),
        (message("comm_msg", {"data": {"content": ["ping"]}}), {"touched": True, "hidden": False}),
        (ping(x="x" * 3000), {"touched": True, "hidden": False}),
        (message("kernel_info_request"), {"touched": True, "hidden": False}),
    ],
)  # fmt: skip
def test_a_heartbeat_is_no_use_of_a_page_unless_it_says_so(said, told):
    assert told_of_use(said) == told
    assert json.dumps(told)  # plain truth values, whatever a page sends


# --- how many pages a computer holds


@pytest.mark.parametrize(
    ("gib", "pages"),
    [(0.5, capacity.FEWEST), (2, capacity.FEWEST), (4, 20), (8, 53), (9, 61), (64, capacity.MOST)],
)
def test_the_number_of_pages_follows_from_the_memory(gib, pages):
    assert capacity.pages_that_fit(gib * 1024, page_mib=100) == pages
    held = pages * 100 + capacity.OTHERS_MIB
    assert pages == capacity.FEWEST or held <= gib * 1024


def test_one_more_page_needs_its_memory():
    needed = capacity.OTHERS_MIB + 10 * capacity.PAGE_MIB / capacity.SHARE
    assert [capacity.pages_that_fit(needed + more) for more in (-1, 1)] == [9, 10]


@pytest.mark.parametrize(
    ("places", "pages", "warm"), [(1, 7, 0), (2, 7, 1), (4, 7, 2), (13, 7, 6), (14, 7, 7), (64, 7, 7)]
)
def test_never_more_than_half_the_places_are_kept_warm(places, pages, warm):
    assert capacity.pages_kept_warm(places, pages) == warm


@pytest.mark.parametrize(("text", "limited"), [("1073741824\n", True), ("max\n", False), (None, False)])
def test_a_container_is_as_large_as_it_is_allowed(tmp_path, text, limited):
    limit = tmp_path / "memory.max"
    if text is not None:
        limit.write_text(text)
    assert (capacity.memory_mib(limit) == 1024) is limited
    assert capacity.memory_mib(limit) > 0
