"""A user without a browser: opens a page and clicks in it, in the words the page itself uses with its kernel."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from html import unescape
from random import Random
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
WIDGET_CONTROL = "jupyter.widget.control"
CONTROL_VERSION = "1.0.0"
"""Of the words with which a page asks for its widgets; without it the kernel does not answer."""

PATIENCE = 60.0
"""Seconds after which a user gives up waiting."""

_CONFIGURATION = re.compile(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', re.DOTALL)


class GaveUp(Exception):
    """A page did not open or a click was not answered."""


def kernel_id_of(html: str) -> str:
    """Return the kernel of a page, as the page's own script reads it.

    Examples
    --------
    >>> kernel_id_of('<script id="jupyter-config-data" type="application/json">{"kernelId": "a-1"}</script>')
    'a-1'
    """
    found = _CONFIGURATION.search(html)
    if not found:
        raise GaveUp("the page names no kernel")
    return json.loads(unescape(found.group(1)))["kernelId"]


def message(message_type: str, content: dict[str, Any], session: str) -> tuple[str, bytes]:
    """Return the name of a message to a kernel, and the message as it goes over the websocket."""
    name = uuid.uuid4().hex
    header = {"msg_id": name, "msg_type": message_type, "session": session, "username": "", "version": "5.3"}
    header["date"] = "2026-01-01T00:00:00Z"
    whole = {"header": header, "parent_header": {}, "metadata": {"version": CONTROL_VERSION}, "content": content}
    return name, serialize_msg_to_ws_v1(whole, "shell", lambda part: json.dumps(part).encode())


async def cookie_of(address: str, token: str) -> str:
    """Return what lets a browser in, for the token."""
    request = HTTPRequest(f"{address}/?token={token}", follow_redirects=False)
    answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    return "; ".join(given.partition(";")[0] for given in answer.headers.get_list("Set-Cookie"))


class User:
    """Somebody with one page open.

    Parameters
    ----------
    address : str
        The server: `http://127.0.0.1:8866`.
    cookie : str
        What lets in.
    page : str
        The name of the dashboard.
    seed : int
        Decides what is clicked and how long is thought before.
    """

    def __init__(self, address: str, cookie: str, page: str, seed: int):
        self.address, self.cookie, self.page = address, cookie, page
        self.chance = Random(seed)
        self.states: dict[str, dict[str, Any]] = {}
        self._session = uuid.uuid4().hex
        self._waiting: dict[str, asyncio.Future] = {}
        self._socket: WebSocketClientConnection | None = None
        self._reader: asyncio.Task | None = None

    async def open(self) -> float:
        """Open the page and return the seconds until everything of it has come."""
        begun = time.monotonic()
        headers = {"Cookie": self.cookie, "Origin": self.address}
        request = HTTPRequest(f"{self.address}/{self.page}", headers=headers, request_timeout=PATIENCE)
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        if answer.code != 200:
            raise GaveUp(f"status {answer.code}")
        kernel = kernel_id_of(answer.body.decode())
        line = f"{self.address.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id={self._session}"
        connecting = websocket_connect(
            HTTPRequest(line, headers=headers, request_timeout=PATIENCE),
            subprotocols=[PROTOCOL],
            max_message_size=64 * 2**20,
        )
        self._socket = await asyncio.wait_for(connecting, PATIENCE)
        self._reader = asyncio.create_task(self._read())
        control = uuid.uuid4().hex
        await self.send("comm_open", {"comm_id": control, "target_name": WIDGET_CONTROL, "data": {}})
        await self.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        await self._tell(self._part("status", "status_kind"), type="opened", search="", path=f"/{self.page}")
        return time.monotonic() - begun

    async def click(self) -> float:
        """Choose any cell of the heat map and return the seconds until the answer has come."""
        grid = self._part("columns", "scale_top")
        state = self.states[grid]
        students = state.get("lines") or state.get("rows")
        if not students or not state["columns"]:
            raise GaveUp("there is no cell to choose")
        chosen = {"row": self.chance.choice(students)["key"], "column": self.chance.choice(state["columns"])["code"]}
        begun = time.monotonic()
        await self._tell(grid, type="selected", **chosen)
        return time.monotonic() - begun

    async def think(self, least: float, most: float) -> None:
        """Do nothing for a while."""
        await asyncio.sleep(self.chance.uniform(least, most))

    async def send(self, message_type: str, content: dict[str, Any]) -> None:
        """Send a message and wait until the kernel has dealt with it."""
        name, packed = message(message_type, content, self._session)
        done = self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.write_message(packed, binary=True)
            await asyncio.wait_for(done, PATIENCE)
        except Exception as error:
            raise GaveUp(type(error).__name__) from error
        finally:
            self._waiting.pop(name, None)

    def close(self) -> None:
        """Leave the page."""
        if self._reader:
            self._reader.cancel()
        if self._socket:
            self._socket.close()

    async def _tell(self, model: str, **content: object) -> None:
        await self.send("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": content}})

    def _part(self, *traits: str) -> str:
        """Return the model that has these traits."""
        for model, state in self.states.items():
            if all(trait in state for trait in traits):
                return model
        raise GaveUp(f"the page has no part with {traits[0]}")

    async def _read(self) -> None:
        while (received := await self._socket.read_message()) is not None:
            if isinstance(received, bytes):
                self._take(received)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(GaveUp("the line was cut"))

    def _take(self, received: bytes) -> None:
        _channel, (header, parent, _metadata, content, *_buffers) = deserialize_msg_from_ws_v1(received)
        kind = json.loads(header)["msg_type"]
        if kind == "comm_msg":
            told = json.loads(content)
            self._learn(told["comm_id"], told["data"])
        elif kind == "status" and json.loads(content)["execution_state"] == "idle":
            waiting = self._waiting.get(json.loads(parent).get("msg_id", ""))
            if waiting and not waiting.done():
                waiting.set_result(None)

    def _learn(self, model: str, data: dict[str, Any]) -> None:
        if data.get("method") == "update_states":
            self.states |= {name: whole["state"] for name, whole in data["states"].items()}
        elif data.get("method") == "update" and model in self.states:
            self.states[model] |= data["state"]
