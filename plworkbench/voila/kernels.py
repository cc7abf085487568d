"""The processes behind the pages: how many there may be, which wait warm, and when one is stopped.

Voila's own culling stops kernels that wait in its pool, and kernels handed to a page that has not connected yet;
the page then looks alive and ignores every click. Here a kernel is stopped once its page is gone, or when nobody
touched the page for long: then it sleeps, knows so, and begins anew where it was (`static/asleep.js`).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Literal

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado import web
from tornado.ioloop import PeriodicCallback
from traitlets import Float, Integer
from voila.notebook_renderer import NotebookRenderer
from voila.voila_kernel_manager import voila_kernel_manager_factory

from plworkbench.voila import forking

ALLOWED_MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
"""What a page may say to its kernel. Running code is not among it."""

GIVE_UP_PREPARING = 3
"""After so many failures a page is no longer prepared ahead, only when somebody opens it."""

JUST_OPENED_SECONDS = 15.0
"""A page that was handed out so short ago is still loading: it is never stopped to make room."""

ROOM_WITHIN = 5.0
"""Seconds a page waits for a place before it is refused."""

PATIENCE_WITH_WORK = 5
"""A kernel at work is given so many times as long: what was begun may be finished, but no loop runs for ever.

So is a page that holds what is stored nowhere, before it goes to sleep.
"""

REMEMBERED_ENDS = 500
"""Of so many kernels it is known why they ended, so that their pages can say it."""

Ending = Literal["asleep", "died", "dropped", "closed"]
"""Why a kernel ended: nobody touched its page, the process broke down, the line was cut for long, or it was closed."""


class OwnPython(KernelSpecManager):
    """Only the Python that runs the workbench: a kernel the user installed elsewhere has no plworkbench in it."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the one kernel there is."""
        return {NATIVE_KERNEL_NAME: RESOURCES}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel there is, whatever name the notebook carries."""
        # The history file of IPython would keep what a page ran, and with it perhaps names.
        quiet = get_kernel_dict(extra_arguments=["--HistoryManager.enabled=False"])
        if forking.CAN_FORK:
            quiet["metadata"] |= {"kernel_provisioner": {"provisioner_name": forking.NAME}}
        return KernelSpec(resource_dir=RESOURCES, **quiet)


class ClientWithoutHeartbeat(AsyncKernelClient):
    """What Voila runs a notebook's cells with, but for the heartbeat: stopping that one just after its start can hang.

    It hangs the whole server, and is not needed: whether a kernel lives is asked of its process.
    """

    def start_channels(self, **channels: bool) -> None:
        """Start all channels but the heartbeat."""
        super().start_channels(**{**channels, "hb": False})


class Kernels(AsyncMappingKernelManager):
    """Kernels that are bounded in number, stopped soon after their page was closed, and put to sleep when unused."""

    maximum_kernels = Integer(16, help="No more kernels than this, those that wait warm included.").tag(config=True)
    # A tab that is closed says so; a page that went without a word has a bad line, and what was done on it waits there.
    disconnected_seconds = Float(600.0, help="A kernel whose page went away is stopped after this.").tag(config=True)
    unclaimed_seconds = Float(120.0, help="The same for a page that never connected.").tag(config=True)
    idle_seconds = Float(2700.0, help="A page that nobody touched for so long goes to sleep.").tag(config=True)
    hidden_seconds = Float(300.0, help="The same where room is needed, for a page nobody can see.").tag(config=True)
    tidy_every_seconds = Float(5.0, help="How often kernels are looked at.").tag(config=True)

    def __init__(self, **kwargs: object):
        super().__init__(**kwargs)
        self._starting = 0
        self._last_needed: dict[str, float] = {}
        self._was_connected: set[str] = set()
        self._last_used: dict[str, float] = {}
        self._hidden: set[str] = set()
        self._holding: set[str] = set()
        self._lines: dict[str, set[Callable[[], None]]] = {}
        self._endings: dict[str, Ending] = {}
        self._tidying = PeriodicCallback(self.tidy, self.tidy_every_seconds * 1000)
        self._tidying.start()

    def waiting_kernels(self) -> set[str]:
        """Return the kernels that wait warm for somebody to open their page."""
        return set()

    async def start_kernel(self, **kwargs: object) -> str:
        """Start a kernel, or raise HTTPError 503 when there are as many as there may be."""
        for_a_page = kwargs.get("env", {}).get("VOILA_PREHEAT") != "True"
        if for_a_page:
            await self._make_room()
        # What is prepared ahead leaves a place for a page that somebody really opens.
        if self._places_left() < (1 if for_a_page else 2):
            raise web.HTTPError(503, "as many pages are open as this computer may serve")
        self._starting += 1
        try:
            return await super().start_kernel(**kwargs)
        finally:
            self._starting -= 1

    async def shutdown_kernel(self, kernel_id: str, *args: object, **kwargs: object) -> None:
        """Stop a kernel; one that is gone already is no error."""
        self._last_needed.pop(kernel_id, None)
        self._last_used.pop(kernel_id, None)
        self._was_connected.discard(kernel_id)
        self._hidden.discard(kernel_id)
        self._holding.discard(kernel_id)
        try:
            if kernel_id in self:
                await super().shutdown_kernel(kernel_id, *args, **kwargs)
        finally:
            for hang_up in self._lines.pop(kernel_id, ()):  # so that the page knows at once
                hang_up()

    # --- what pages tell

    def line_opened(self, kernel_id: str, hang_up: Callable[[], None]) -> None:
        """Remember how to close the line of a page, for when its kernel is stopped."""
        self._lines.setdefault(kernel_id, set()).add(hang_up)

    def line_closed(self, kernel_id: str, hang_up: Callable[[], None]) -> None:
        """Forget a line."""
        self._lines.get(kernel_id, set()).discard(hang_up)

    def note_use(self, kernel_id: str, touched: bool = True, hidden: bool = False, holds: bool | None = None) -> None:
        """Note whether somebody touched a page since it last said so, and whether nobody can see it.

        `holds` tells whether it holds what is stored nowhere; None leaves that as it was.
        """
        (self._hidden.add if hidden else self._hidden.discard)(kernel_id)
        if holds is not None:
            (self._holding.add if holds else self._holding.discard)(kernel_id)
        if touched and kernel_id in self:
            self._last_used[kernel_id] = time.monotonic()

    def ending_of(self, kernel_id: str) -> Ending | None:
        """Return why a kernel ended, as far as it is remembered."""
        return self._endings.get(kernel_id)

    # --- who is stopped

    async def tidy(self) -> None:
        """Stop every kernel that died, that nobody has needed for a while, or whose page nobody has touched."""
        now = time.monotonic()
        waiting = self.waiting_kernels()
        for kernel_id in list(self.list_kernel_ids()):
            if self._connections(kernel_id):
                self._was_connected.add(kernel_id)
                self._last_used.setdefault(kernel_id, now)
            if self._is_busy(kernel_id):  # what it works out is looked at first
                self._last_used[kernel_id] = now
            if kernel_id in waiting or self._connections(kernel_id):
                self._last_needed[kernel_id] = now
            if ending := await self._ending(kernel_id, now):
                await self._end(kernel_id, ending)

    async def _ending(self, kernel_id: str, now: float) -> Ending | None:
        """Return why a kernel has to end now, or None."""
        if not await self.is_running(kernel_id):
            return "died"
        if now - self._last_needed.setdefault(kernel_id, now) > self._patience(kernel_id):
            return self._gone(kernel_id)
        idle = self.idle_seconds * (PATIENCE_WITH_WORK if kernel_id in self._holding else 1)
        if self._connections(kernel_id) and self._unused(kernel_id, now) > idle:
            return "asleep"
        return None

    def _gone(self, kernel_id: str) -> Ending:
        """Return what became of a page without a line: one that hung up without a word may be back."""
        return "dropped" if kernel_id in self._was_connected else "closed"

    async def _end(self, kernel_id: str, ending: Ending) -> None:
        self.log.info("Stopping kernel %s: %s.", kernel_id, ending)
        self._endings[kernel_id] = ending
        while len(self._endings) > REMEMBERED_ENDS:
            del self._endings[next(iter(self._endings))]
        await ensure_async(self.shutdown_kernel(kernel_id, now=True))

    def _unused(self, kernel_id: str, now: float) -> float:
        """Return for how many seconds nobody touched a page; 0 while its kernel is at work."""
        return 0.0 if self._is_busy(kernel_id) else now - self._last_used.get(kernel_id, now)

    def _is_busy(self, kernel_id: str) -> bool:
        return getattr(self.get_kernel(kernel_id), "execution_state", None) == "busy"

    def _is_needed(self, kernel_id: str) -> bool:
        """Tell whether stopping a kernel would lose something."""
        return kernel_id in self._holding or (kernel_id in self and self._is_busy(kernel_id))

    async def is_running(self, kernel_id: str) -> bool:
        """Tell whether a kernel's process lives."""
        return kernel_id in self and await ensure_async(self.get_kernel(kernel_id).is_alive())

    def _connections(self, kernel_id: str) -> int:
        return self._kernel_connections.get(kernel_id, 0)

    def _patience(self, kernel_id: str) -> float:
        known = kernel_id in self._was_connected
        seconds = self.disconnected_seconds if known else self.unclaimed_seconds
        return seconds * (PATIENCE_WITH_WORK if self._is_busy(kernel_id) else 1)

    def _places_left(self) -> int:
        return self.maximum_kernels - len(self) - self._starting

    async def _make_room(self) -> None:
        """If there is no place left, stop the kernel that is missed least.

        That is the one whose page was closed first, else one that waits warm, else one whose page nobody can see.
        None that is at work, or whose page holds what is stored nowhere.
        """
        deadline = time.monotonic() + ROOM_WITHIN
        while self._places_left() < 1 and time.monotonic() < deadline:
            now, waiting = time.monotonic(), self.waiting_kernels()
            left = [
                (since, kernel_id)
                for kernel_id, since in self._last_needed.items()
                if kernel_id not in waiting and not self._connections(kernel_id) and now - since > JUST_OPENED_SECONDS
                if not self._is_needed(kernel_id)
            ]
            spare = [kernel_id for _, kernel_id in sorted(left)] or sorted(waiting) or self._unseen(now)
            if spare:
                await self._end(spare[0], "asleep" if self._connections(spare[0]) else self._gone(spare[0]))
            else:  # one is starting or being stopped: wait for it
                await asyncio.sleep(0.1)

    def _unseen(self, now: float) -> list[str]:
        """Return the kernels of pages that nobody can see and nobody touched lately, the longest unused first."""
        unused = {
            kernel_id: self._unused(kernel_id, now)
            for kernel_id in self._hidden
            if kernel_id in self and not self._is_needed(kernel_id)
        }
        return sorted((one for one in unused if unused[one] > self.hidden_seconds), key=unused.get, reverse=True)


class WarmKernels(voila_kernel_manager_factory(Kernels, True, 1)):
    """Kernels of which one for each dashboard waits warm, its page rendered ahead.

    A page that is opened while its warm kernel is still being prepared gets a fresh one at once.
    """

    prepare_every_seconds = Float(2.5, help="Pages are prepared one after the other, so the first is quick.").tag(
        config=True
    )
    warm_pages = Integer(16, help="So many of the dashboards are kept warm, the first ones.").tag(config=True)

    def __init__(self, **kwargs: object):
        self._failures: Counter[str] = Counter()
        super().__init__(**kwargs)

    def waiting_kernels(self) -> set[str]:
        """Return the kernels that wait warm for somebody to open their page."""
        return {future.result()["kernel_id"] for pool in self._pools.values() for future in pool if _succeeded(future)}

    def get_pool_size(self, notebook_name: str) -> int:
        """Return how many warm kernels can be handed out for a notebook this moment."""
        pool = self._pools.get(notebook_name, [])
        ready = [future for future in pool if _succeeded(future) and self._is_sound(notebook_name, future)]
        pool[:] = ready + [future for future in pool if not future.done()]
        return len(ready)

    def fill_if_needed(self, delay: float | None = None, notebook_name: str | None = None, **kwargs: object) -> None:
        """Prepare a notebook ahead, unless that failed too often or there is no room."""
        pages = [page.notebook for page in self.parent.pages[: self.warm_pages]]
        if notebook_name not in pages or self._failures[notebook_name] >= GIVE_UP_PREPARING:
            return
        if delay == 0:
            delay = self.prepare_every_seconds * pages.index(notebook_name)
        super().fill_if_needed(delay, notebook_name, **kwargs)

    async def tidy(self) -> None:
        """Tidy, then prepare pages again whose warm kernel was lost, as long as one place stays free."""
        await super().tidy()
        for page in self.parent.pages[: self.warm_pages]:
            self.get_pool_size(page.notebook)
            if not self._pools.get(page.notebook) and self._places_left() > 1:
                self.fill_if_needed(None, page.notebook)

    async def shutdown_all(self, *args: object, **kwargs: object) -> None:
        """Stop everything, also what is only being prepared."""
        self._tidying.stop()
        for pool in self._pools.values():
            for future in pool:
                future.cancel()
        self._pools.clear()
        await super().shutdown_all(*args, **kwargs)

    def _notebook_renderer_factory(self, notebook_path: str | None = None) -> NotebookRenderer:
        # Voila takes the hook when the class is made, which is before there is a server.
        renderer = super()._notebook_renderer_factory(notebook_path)
        describe = self.parent.voila_configuration.page_config_hook
        renderer.page_config = describe(
            renderer.page_config, notebook_path=notebook_path, settings=self.parent.app.settings
        )
        return renderer

    def _is_sound(self, notebook_name: str, future: object) -> bool:
        prepared = future.result()
        if prepared["kernel_id"] not in self:
            return False
        trouble = prepared["task"].exception() if prepared["task"].done() else None
        if trouble is not None:
            self._failures[notebook_name] += 1
            self.log.error(
                "%s could not be prepared ahead: %s", notebook_name, type(trouble).__name__, exc_info=trouble
            )
        return trouble is None


def _succeeded(future: object) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
