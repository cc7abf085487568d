"""The processes behind the pages: how many there may be, which wait warm, and when one is stopped.

Voila's own culling stops kernels that wait in its pool, and kernels handed to a page that has not connected yet;
the page then looks alive and ignores every click. Here a kernel is stopped only once nobody needs it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter

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

ALLOWED_MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
"""What a page may say to its kernel. Running code is not among it."""

GIVE_UP_PREPARING = 3
"""After so many failures a page is no longer prepared ahead, only when somebody opens it."""

JUST_OPENED_SECONDS = 15.0
"""A page that was handed out so short ago is still loading: it is never stopped to make room."""

ROOM_WITHIN = 5.0
"""Seconds a page waits for a place before it is refused."""

PATIENCE_WITH_WORK = 5
"""A kernel at work is given so many times as long: what was begun may be finished, but no loop runs for ever."""


class OwnPython(KernelSpecManager):
    """Only the Python that runs the workbench: a kernel the user installed elsewhere has no plworkbench in it."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the one kernel there is."""
        return {NATIVE_KERNEL_NAME: RESOURCES}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel there is, whatever name the notebook carries."""
        # The history file of IPython would keep what a page ran, and with it perhaps names.
        quiet = get_kernel_dict(extra_arguments=["--HistoryManager.enabled=False"])
        return KernelSpec(resource_dir=RESOURCES, **quiet)


class ClientWithoutHeartbeat(AsyncKernelClient):
    """What Voila runs a notebook's cells with, but for the heartbeat: stopping that one just after its start can hang.

    It hangs the whole server, and is not needed: whether a kernel lives is asked of its process.
    """

    def start_channels(self, **channels: bool) -> None:
        """Start all channels but the heartbeat."""
        super().start_channels(**{**channels, "hb": False})


class Kernels(AsyncMappingKernelManager):
    """Kernels that are bounded in number and stopped soon after their page was closed."""

    maximum_kernels = Integer(16, help="No more kernels than this, those that wait warm included.").tag(config=True)
    disconnected_seconds = Float(60.0, help="A kernel whose page went away is stopped after this.").tag(config=True)
    unclaimed_seconds = Float(120.0, help="The same for a page that never connected.").tag(config=True)
    tidy_every_seconds = Float(5.0, help="How often kernels are looked at.").tag(config=True)

    def __init__(self, **kwargs: object):
        super().__init__(**kwargs)
        self._starting = 0
        self._last_needed: dict[str, float] = {}
        self._was_connected: set[str] = set()
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
        self._was_connected.discard(kernel_id)
        if kernel_id in self:
            await super().shutdown_kernel(kernel_id, *args, **kwargs)

    async def tidy(self) -> None:
        """Stop every kernel that died, and every one that nobody has needed for a while."""
        now = time.monotonic()
        waiting = self.waiting_kernels()
        for kernel_id in list(self.list_kernel_ids()):
            if self._connections(kernel_id):
                self._was_connected.add(kernel_id)
            if kernel_id in waiting or self._connections(kernel_id):
                self._last_needed[kernel_id] = now
            idle = now - self._last_needed.setdefault(kernel_id, now)
            if idle > self._patience(kernel_id) or not await self.is_running(kernel_id):
                self.log.info("Stopping kernel %s: its page was closed, or it died.", kernel_id)
                await ensure_async(self.shutdown_kernel(kernel_id, now=True))

    async def is_running(self, kernel_id: str) -> bool:
        """Tell whether a kernel's process lives."""
        return kernel_id in self and await ensure_async(self.get_kernel(kernel_id).is_alive())

    def _connections(self, kernel_id: str) -> int:
        return self._kernel_connections.get(kernel_id, 0)

    def _patience(self, kernel_id: str) -> float:
        known = kernel_id in self._was_connected
        seconds = self.disconnected_seconds if known else self.unclaimed_seconds
        busy = getattr(self.get_kernel(kernel_id), "execution_state", None) == "busy"
        return seconds * (PATIENCE_WITH_WORK if busy else 1)

    def _places_left(self) -> int:
        return self.maximum_kernels - len(self) - self._starting

    async def _make_room(self) -> None:
        """If there is no place left, stop the kernel that is missed least.

        That is the one whose page was closed first, else one that waits warm.
        """
        deadline = time.monotonic() + ROOM_WITHIN
        while self._places_left() < 1 and time.monotonic() < deadline:
            now, waiting = time.monotonic(), self.waiting_kernels()
            left = [
                (since, kernel_id)
                for kernel_id, since in self._last_needed.items()
                if kernel_id not in waiting and not self._connections(kernel_id) and now - since > JUST_OPENED_SECONDS
            ]
            spare = [kernel_id for _, kernel_id in sorted(left)] or sorted(waiting)
            if spare:
                await ensure_async(self.shutdown_kernel(spare[0], now=True))
            else:  # one is starting or being stopped: wait for it
                await asyncio.sleep(0.1)


class WarmKernels(voila_kernel_manager_factory(Kernels, True, 1)):
    """Kernels of which one for each dashboard waits warm, its page rendered ahead.

    A page that is opened while its warm kernel is still being prepared gets a fresh one at once.
    """

    prepare_every_seconds = Float(2.5, help="Pages are prepared one after the other, so the first is quick.").tag(
        config=True
    )

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
        pages = [page.notebook for page in self.parent.pages]
        if notebook_name not in pages or self._failures[notebook_name] >= GIVE_UP_PREPARING:
            return
        if delay == 0:
            delay = self.prepare_every_seconds * pages.index(notebook_name)
        super().fill_if_needed(delay, notebook_name, **kwargs)

    async def tidy(self) -> None:
        """Tidy, then prepare pages again whose warm kernel was lost, as long as one place stays free."""
        await super().tidy()
        for page in self.parent.pages:
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
