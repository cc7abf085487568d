"""Who is let in: the Host and Origin of every request, the token, the cookie, and what may be said to a kernel.

The dashboards hold names and scores of children, and a server on 127.0.0.1 can be reached by every web page the
teacher opens in the same browser. So nothing is answered to a foreign name or a foreign page, nothing is shown
without the token of this start, and a page may only speak to the widgets that are on it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import struct
from collections.abc import Awaitable
from itertools import pairwise
from urllib.parse import urlsplit

from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado import httputil, web
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from plworkbench.voila.kernels import ALLOWED_MESSAGES

SECURITY_HEADERS = {
    # Scripts come from this server alone and never stand in the page itself: markup that slipped into a name is
    # shown as text at worst. blob: is how anywidget loads the module of a widget.
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

WIDGET_PROTOCOL = "v1.kernel.websocket.jupyter.org"
WIDGET_CONTROL = "jupyter.widget.control"
MOST_PARTS = 4096
"""A message in more parts than this is not one of ours: its table of offsets alone would keep the server busy."""

LONGEST_PING = 2000
"""Bytes; a longer message is not the one by which a page asks whether its kernel lives."""

_SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
_OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


class GuardedApplication(web.Application):
    """A web application that looks at Host and Origin before it looks at anything else."""

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: object) -> object:
        """Return who answers a request: nobody, when it came by a foreign name or from a foreign page."""
        if not is_from_here(request.headers, self.settings["port"], self.settings["host_names"]):
            return self.get_handler_delegate(request, Refusal)
        return super().find_handler(request, **kwargs)


class Refusal(web.RequestHandler):
    """The answer to a request by a foreign name or from a foreign page."""

    def set_default_headers(self) -> None:
        """Set the same headers as everywhere."""
        for name, value in SECURITY_HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse, in plain text."""
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("PL Workbench answers only to the address it printed when it was started.\n")


def is_from_here(headers: httputil.HTTPHeaders, port: int, host_names: frozenset[str]) -> bool:
    """Tell whether a request names this server as its host and, if it names an origin, as its origin.

    Parameters
    ----------
    headers : HTTPHeaders
        The headers of the request.
    port : int
        Port this server listens on.
    host_names : frozenset of str
        Further names, in lower case, under which a proxy of the school serves it, at any port.

    Examples
    --------
    >>> is_from_here(httputil.HTTPHeaders({"Host": "evil.example:8866"}), 8866, frozenset())
    False
    """
    host = headers.get("Host", "").lower()
    if host not in {f"{name}:{port}" for name in _OWN_NAMES} and host.partition(":")[0] not in host_names:
        return False
    origin = headers.get("Origin") or headers.get("Sec-WebSocket-Origin")
    return origin is None or urlsplit(origin.lower()).netloc == host


class TeacherLogin(IdentityProvider):
    """One person, known by a cookie that the token of this start was exchanged for.

    A token in an address counts only where a page exchanges it (see `handlers`), so that it is never a way around
    the checks of origin and of forged requests.
    """

    def get_user(self, handler: web.RequestHandler) -> User | None:
        """Return the teacher if the request carries the cookie."""
        return self.get_user_cookie(handler)

    def get_cookie_name(self, handler: web.RequestHandler) -> str:
        """Return a name of its own for each port, since cookies do not tell ports apart."""
        return f"plworkbench-{handler.settings['port']}"

    def set_login_cookie(self, handler: web.RequestHandler, user: User | None = None) -> None:
        """Let the browser in until it is closed or the server is started anew."""
        self.cookie_options = {"expires_days": None, "samesite": "Lax"}
        super().set_login_cookie(handler, user or User("teacher"))

    def is_token_authenticated(self, handler: web.RequestHandler) -> bool:
        """Return False: no request is excused from the checks."""
        return False

    def should_check_origin(self, handler: web.RequestHandler) -> bool:
        """Return True: every request is checked."""
        return True

    def get_handlers(self) -> list[tuple[str, object]]:
        """Return nothing: the login page is our own."""
        return []

    def is_token(self, text: str) -> bool:
        """Tell, in constant time, whether a text is the token of this start."""
        return hmac.compare_digest(text.encode(), self.token.encode())


class WidgetSocket(VoilaKernelWebsocketHandler):
    """The websocket of a page."""

    async def pre_get(self) -> None:
        """Refuse the legacy protocol: it can hang the server and it leaks the source of cells."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if WIDGET_PROTOCOL not in (name.strip() for name in offered.split(",")):
            raise web.HTTPError(403, "the legacy websocket protocol is not spoken here")
        if not _SESSION.fullmatch(self.get_query_argument("session_id", "")):
            raise web.HTTPError(403, "that is not the name of a session")
        await super().pre_get()

    def write_message(self, message: bytes | str | dict, binary: bool = False) -> asyncio.Future[None] | None:
        """Send a message to the page; that its window was closed meanwhile is nothing to be reported."""
        sent = super().write_message(message, binary)
        if sent is not None:  # Voila keeps the source of cells to itself
            sent.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        return sent

    def write_error(self, status_code: int, **_: object) -> None:
        """Answer a refusal in a word: there is no page to show it on."""
        self.finish(f"{status_code}\n")


class WidgetConnection(ZMQChannelsWebsocketConnection):
    """The line from a page to its kernel, on which widgets talk and nothing else is said."""

    def connect(self) -> Awaitable[None] | None:
        """Open the line; it is closed when the kernel is stopped, so that the page knows at once."""
        self.multi_kernel_manager.line_opened(self.kernel_id, self._hang_up)
        return super().connect()

    def disconnect(self) -> None:
        """Close the line."""
        self.multi_kernel_manager.line_closed(self.kernel_id, self._hang_up)
        super().disconnect()

    def handle_incoming_message(self, incoming_msg: bytes | str) -> None:
        """Pass a message on if it is one that widgets need; drop it silently otherwise."""
        if is_widget_message(incoming_msg):
            self.multi_kernel_manager.note_use(self.kernel_id, **told_of_use(incoming_msg))
            super().handle_incoming_message(incoming_msg)
        else:
            self.log.warning("A message was dropped that no widget of ours sends.")

    def _hang_up(self) -> None:
        self.websocket_handler.close(reason="the kernel was stopped")


def told_of_use(message: bytes) -> dict[str, bool]:
    """Return what a message tells of the use of its page: `touched`, `hidden`, and perhaps `holds`.

    A page asks now and then whether its kernel lives, and then says whether anybody touched it, and whether it holds
    what is stored nowhere. Whatever else it sends is something that somebody did.

    Parameters
    ----------
    message : bytes
        A message for which `is_widget_message` is true.
    """
    if len(message) < LONGEST_PING:
        _channel, (_header, _parent, _metadata, content, *_buffers) = deserialize_msg_from_ws_v1(message)
        try:
            said = json.loads(content)["data"]["content"]
            if said["type"] == "ping":
                return {name: bool(said.get(name)) for name in ("touched", "hidden", "holds")}
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
    return {"touched": True, "hidden": False}


def is_widget_message(message: bytes | str) -> bool:
    """Tell whether a websocket message in the v1 protocol is one that ipywidgets needs to work.

    Parameters
    ----------
    message : bytes or str
        The whole message as it came; a text never is one.

    Examples
    --------
    >>> is_widget_message(b"not a message")
    False
    """
    if not isinstance(message, bytes) or not _offsets_are_sound(message):
        return False
    try:
        channel, (header, _parent, _metadata, content, *_buffers) = deserialize_msg_from_ws_v1(message)
        message_type = json.loads(header)["msg_type"]
        opens_foreign = message_type == "comm_open" and json.loads(content)["target_name"] != WIDGET_CONTROL
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return channel == "shell" and message_type in ALLOWED_MESSAGES and not opens_foreign


def _offsets_are_sound(message: bytes) -> bool:
    """Tell whether the table at the front of a message is small and its parts follow one another.

    Parts that overlap would make a message of 64 MB a thousand times as large in memory.
    """
    parts = int.from_bytes(message[:8], "little")
    table = 8 * (parts + 1)
    if not 6 <= parts <= MOST_PARTS or table > len(message):
        return False
    offsets = struct.unpack(f"<{parts}Q", message[8:table])
    return offsets[0] >= table and offsets[-1] <= len(message) and all(a <= b for a, b in pairwise(offsets))
