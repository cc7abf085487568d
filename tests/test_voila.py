"""The parts of the server that can be tried without one: when a kernel is stopped, and what may be said to it."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.httputil import HTTPHeaders
from tornado.websocket import WebSocketClosedError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from plworkbench.voila import kernels
from plworkbench.voila.guard import MOST_PARTS, WidgetSocket, is_from_here, is_widget_message
from plworkbench.voila.kernels import JUST_OPENED_SECONDS, ClientWithoutHeartbeat, Kernels, OwnPython
from plworkbench.voila.pages import KNOWN_PAGES, find_pages
from plworkbench.voila.settings import server_configuration


class Process:
    """What stands for a kernel's process."""

    execution_state = "idle"


class PretendKernels(Kernels):
    """Kernels without processes, on a clock that the test turns."""

    def __init__(self, **options: object):
        super().__init__(**options)
        self._tidying.stop()
        self.warm: set[str] = set()
        self.stopped: list[str] = []
        self.dead: set[str] = set()

    def waiting_kernels(self) -> set[str]:
        return self.warm

    async def is_running(self, kernel_id: str) -> bool:
        return kernel_id not in self.dead

    async def shutdown_kernel(self, kernel_id: str, *args: object, **kwargs: object) -> None:
        self.stopped.append(kernel_id)
        self._last_needed.pop(kernel_id, None)
        self._kernels.pop(kernel_id, None)

    def open(self, kernel_id: str, connections: int = 0) -> None:
        self._kernels[kernel_id] = Process()
        self._kernel_connections[kernel_id] = connections


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""

    class Clock:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    turned = Clock()
    monkeypatch.setattr(kernels, "time", turned)
    return turned


def in_a_loop(body: Coroutine) -> None:
    # In a thread of its own: a browser that other tests hold open has a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, body).result()


async def after(pretend: PretendKernels, clock: object, seconds: float) -> list[str]:
    clock.now += seconds
    await pretend.tidy()
    return pretend.stopped


@pytest.mark.parametrize(("seconds", "stopped"), [(599, []), (601, ["a"])])
def test_a_kernel_is_stopped_ten_minutes_after_its_page_went_away_without_a_word(clock, seconds, stopped):
    async def body() -> None:
        pretend = PretendKernels()
        pretend.open("a", connections=1)
        assert await after(pretend, clock, 10_000) == []
        pretend._kernel_connections["a"] = 0
        assert await after(pretend, clock, seconds) == stopped

    in_a_loop(body())


@pytest.mark.parametrize(("seconds", "stopped"), [(119, []), (121, ["a"])])
def test_a_page_has_two_minutes_to_connect(clock, seconds, stopped):
    async def body() -> None:
        pretend = PretendKernels()
        pretend.open("a")
        await pretend.tidy()
        assert await after(pretend, clock, seconds) == stopped

    in_a_loop(body())


def test_a_warm_kernel_is_never_stopped_for_being_idle_nor_when_just_handed_out(clock):
    async def body() -> None:
        pretend = PretendKernels()
        pretend.open("a")
        pretend.warm = {"a"}
        assert await after(pretend, clock, 100_000) == []
        pretend.warm = set()  # somebody opened its page, which is still loading
        assert await after(pretend, clock, 60) == []

    in_a_loop(body())


def test_work_that_was_begun_may_be_finished_but_not_for_ever(clock):
    async def body() -> None:
        pretend = PretendKernels()
        pretend.open("a", connections=1)
        await pretend.tidy()
        pretend._kernel_connections["a"], pretend._kernels["a"].execution_state = 0, "busy"
        assert await after(pretend, clock, 2000) == []
        assert await after(pretend, clock, 2000) == ["a"]

    in_a_loop(body())


def test_a_kernel_that_died_is_forgotten_at_once(clock):
    async def body() -> None:
        pretend = PretendKernels()
        pretend.open("a", connections=1)
        pretend.dead = {"a"}
        assert await after(pretend, clock, 0) == ["a"]

    in_a_loop(body())


@pytest.mark.parametrize(
    ("left_for", "warm", "stopped"),
    [
        (JUST_OPENED_SECONDS + 1, {"c"}, ["b"]),  # the page that was left goes first
        (JUST_OPENED_SECONDS - 1, {"c"}, ["c"]),  # it may be loading: then the one that waits warm
    ],
)
def test_room_is_made_by_the_kernel_that_is_missed_least(clock, left_for, warm, stopped):
    async def body() -> None:
        pretend = PretendKernels(maximum_kernels=3)
        for kernel_id, connections in (("a", 1), ("b", 0), ("c", 0)):
            pretend.open(kernel_id, connections)
        pretend.warm = warm
        await pretend.tidy()
        clock.now += left_for
        await pretend._make_room()
        assert pretend.stopped == stopped

    in_a_loop(body())


def test_every_notebook_runs_on_the_python_of_the_workbench(tmp_path, monkeypatch):
    import sys

    foreign = tmp_path / "kernels" / "python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text('{"argv": ["/elsewhere/python"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("python3", "some-other-kernel"):
        assert OwnPython().get_kernel_spec(name).argv[0] == sys.executable
    assert list(OwnPython().get_all_specs()) == ["python3"]


def test_the_client_that_runs_cells_starts_no_heartbeat():
    started = []
    client = ClientWithoutHeartbeat()
    for name in ("shell", "iopub", "stdin", "hb", "control"):
        channel = type("Channel", (), {"start": lambda self, name=name: started.append(name)})()
        setattr(client, f"_{name}_channel", channel)
    client.start_channels()
    assert started == ["iopub", "shell", "stdin", "control"]
    assert server_configuration().KernelManager.client_class.endswith("kernels.ClientWithoutHeartbeat")


def test_a_window_that_was_closed_is_no_error_of_the_server(monkeypatch):
    heard, answers = [], []
    monkeypatch.setattr(VoilaKernelWebsocketHandler, "write_message", lambda *_: answers.pop())
    socket = object.__new__(WidgetSocket)

    async def body() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: heard.append(context))
        closed = loop.create_future()
        closed.set_exception(WebSocketClosedError())
        given_up = loop.create_future()
        given_up.cancel()
        answers.extend([None, given_up, closed])  # Voila says nothing at all of the source of cells
        while answers:
            socket.write_message("{}")
        del closed, given_up
        await asyncio.sleep(0)
        gc.collect()
        await asyncio.sleep(0)

    in_a_loop(body())
    assert heard == []


def message(message_type: str, content: object = None, channel: str = "shell", buffers: int = 0) -> bytes:
    parts = [json.dumps(part).encode() for part in ({"msg_type": message_type}, {}, {}, content or {})]
    return serialize_msg_to_ws_v1([*parts, *[b"bytes"] * buffers], channel)


@pytest.mark.parametrize("kind", ["comm_msg", "comm_close", "comm_info_request", "kernel_info_request"])
def test_what_widgets_say_is_passed_on(kind):
    assert is_widget_message(message(kind))
    assert is_widget_message(message(kind, buffers=3))
    assert not is_widget_message(message(kind, channel="control"))
    assert not is_widget_message(message(kind, channel="stdin"))


@pytest.mark.parametrize(
    ("target", "passed"),
    [("jupyter.widget.control", True), ("jupyter.widget", False), ("", False), (None, False), (["x"], False)],
)
def test_a_page_may_open_the_control_line_of_widgets_and_no_other(target, passed):
    assert is_widget_message(message("comm_open", {"target_name": target})) is passed


@pytest.mark.parametrize(
    "kind", ["execute_request", "shutdown_request", "debug_request", "input_reply", "inspect_request", ""]
)
def test_nothing_else_is_passed_on(kind):
    assert not is_widget_message(message(kind))


@pytest.mark.parametrize("buffers", [MOST_PARTS - 6, MOST_PARTS - 5])
def test_a_message_of_very_many_parts_is_dropped(buffers):
    assert is_widget_message(message("comm_msg", buffers=buffers)) is (buffers + 6 <= MOST_PARTS)


@given(st.binary(max_size=400) | st.text(max_size=40))
def test_no_bytes_whatever_bring_the_check_down(noise):
    assert is_widget_message(noise) is False


@given(st.integers(0, 2**64 - 1), st.integers(0, 20))
def test_no_offset_whatever_brings_the_check_down(offset, place):
    whole = bytearray(message("comm_msg", buffers=1))
    whole[8 * place : 8 * place + 8] = offset.to_bytes(8, "little")
    assert is_widget_message(bytes(whole)) in (True, False)


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({"Host": "127.0.0.1:8866"}, True),
        ({"Host": "LOCALHOST:8866"}, True),
        ({"Host": "[::1]:8866"}, True),
        ({"Host": "school.example"}, True),
        ({"Host": "school.example", "Origin": "https://school.example"}, True),
        ({"Host": "127.0.0.1:8866", "Origin": "http://127.0.0.1:8866"}, True),
        ({"Host": "127.0.0.1:8866", "Origin": "http://localhost:8866"}, False),
        ({"Host": "127.0.0.1:8866", "Origin": "null"}, False),
        ({"Host": "127.0.0.1:8867"}, False),
        ({"Host": "127.0.0.1"}, False),
        ({"Host": "other.school.example"}, False),
        ({"Host": "rebound.example:8866", "Origin": "http://rebound.example:8866"}, False),
        ({}, False),
    ],
)
def test_only_this_servers_own_names_are_answered(headers, welcome):
    assert is_from_here(HTTPHeaders(headers), 8866, frozenset({"school.example"})) is welcome


def test_pages_come_in_the_order_of_the_navigation_and_others_after_them(tmp_path):
    for name in ("zebra-crossing", "flexible-groups", "home", "attendance"):
        (tmp_path / f"{name}.ipynb").touch()
    (tmp_path / "notes.txt").touch()
    pages = find_pages(tmp_path)
    assert [page.name for page in pages] == ["home", "flexible-groups", "attendance", "zebra-crossing"]
    assert [page.title for page in pages] == ["Home", "Flexible groups", "Attendance", "Zebra crossing"]
    assert pages[0] == KNOWN_PAGES[0]
