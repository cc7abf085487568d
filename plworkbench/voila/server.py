"""The server: Voila, set up in code alone, bound to this computer, and closed to everybody without the token.

Standalone Voila only: as an extension of a Jupyter server the same pages would come with an API that runs code.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import jinja2
from jupyter_core.utils import run_sync
from tornado import ioloop, netutil, web
from tornado.httpserver import HTTPServer
from traitlets import Any, Integer
from voila.app import Voila
from voila.paths import collect_template_paths
from voila.voila_kernel_manager import voila_kernel_manager_factory

from plworkbench import folders, part_files
from plworkbench.logs import keep_log
from plworkbench.voila import capacity, forking
from plworkbench.voila.assets import AssetHandler, PartHandler, own_url
from plworkbench.voila.guard import SECURITY_HEADERS, GuardedApplication, TeacherLogin, WidgetConnection, WidgetSocket
from plworkbench.voila.handlers import (
    DashboardHandler,
    KernelModelHandler,
    LoginHandler,
    NothingHere,
    TabClosedHandler,
)
from plworkbench.voila.kernels import ALLOWED_MESSAGES, Kernels, WarmKernels
from plworkbench.voila.pages import PRODUCT, Page, find_pages
from plworkbench.voila.settings import own_jupyter_folders, server_configuration

logger = logging.getLogger(__name__)

ADDRESS = "127.0.0.1"
LARGEST_MESSAGE = 64 * 1024 * 1024
"""Bytes a page may send to its kernel at once: an export of 50 MB must arrive, to be refused with words."""

_KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class WorkbenchServer(Voila):
    """Voila as the workbench runs it.

    Parameters
    ----------
    dashboards : path, optional
        Folder of the dashboard notebooks; those that came with the package if not given.
    port : int
        The port to listen on; 0 takes any free one. If it is taken, the next free one is used.
    token : str, optional
        What the address carries; a new random one if not given.
    preheat : bool
        Keep one kernel for each dashboard warm, its page rendered ahead.
    host_names : iterable of str
        Further names under which this server may be reached, if a proxy of the school stands before it.
    maximum_kernels : int, optional
        How many pages may be open at once, those that wait warm included; by default what the memory allows.
    warm_pages : int, optional
        How many dashboards, the first ones, have a kernel that waits warm; by default all there is room for.
    idle_minutes : float
        A page that nobody touched for so long goes to sleep.

    Attributes
    ----------
    address : str
        The address to open, with the token.
    """

    maximum_kernels = Integer()
    on_ready = Any(None, allow_none=True)

    def __init__(
        self,
        dashboards: Path | None = None,
        *,
        port: int = 8866,
        token: str | None = None,
        preheat: bool = True,
        host_names: tuple[str, ...] = (),
        maximum_kernels: int | None = None,
        warm_pages: int | None = None,
        idle_minutes: float = 45.0,
        **kwargs: object,
    ):
        folder = Path(dashboards or folders.shipped("dashboards")).resolve()
        super().__init__(
            config=server_configuration(),
            root_dir=str(folder),
            ip=ADDRESS,
            token=token or secrets.token_urlsafe(24),
            config_file_paths=[],
            open_browser=False,
            identity_provider_class=TeacherLogin,
            kernel_websocket_connection_class=WidgetConnection,
            maximum_kernels=maximum_kernels or capacity.pages_that_fit(capacity.memory_mib()),
            log_level="ERROR",
            **kwargs,
        )
        self.pages = find_pages(folder)
        fitting = capacity.pages_kept_warm(self.maximum_kernels, len(self.pages))
        self.warm_pages = (fitting if warm_pages is None else warm_pages) if preheat else 0
        self.idle_minutes = idle_minutes
        self.host_names = frozenset(name.lower() for name in host_names)
        self.wanted_port = port

    @property
    def address(self) -> str:
        """The address to open, with the token."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"

    def initialize(self, argv: list[str] | None = None) -> None:
        """Set up, reading neither the command line nor the user's own Jupyter settings."""
        self.connection_dir = tempfile.mkdtemp(prefix="plworkbench-")
        os.environ.update(own_jupyter_folders(self.connection_dir))
        super().initialize(argv=[])

    def setup_template_dirs(self) -> None:
        """Look for templates in our own folder first, then in Voila's."""
        super().setup_template_dirs()
        self.template_paths = [
            str(Path(__file__).parent / "templates" / "plworkbench"),
            *collect_template_paths(["voila", "nbconvert"], "lab", prune=True),
        ]

    def init_settings(self) -> dict[str, object]:
        """Return the settings of the web application, with our own kernels and headers."""
        settings = super().init_settings()
        kernel_class = WarmKernels if self.warm_pages else voila_kernel_manager_factory(Kernels, False, 0)
        warm = {"warm_pages": self.warm_pages} if self.warm_pages else {}
        settings |= {
            "headers": SECURITY_HEADERS,
            "port": self.port,
            "host_names": self.host_names,
            "page_addresses": {"/", *(f"/{page.name}" for page in self.pages)},
            "describe_page": self.describe_page,
            "websocket_max_message_size": LARGEST_MESSAGE,
            "websocket_compression_options": {},  # the parts of a page repeat each other; packed they are a fraction
            "compress_response": True,
            "log_function": _log_failures_without_query,
            "voila_jinja2_env": jinja2.Environment(
                loader=jinja2.FileSystemLoader(self.template_paths), autoescape=True
            ),
            "default_handler_class": NothingHere,
            "default_handler_args": {"voila_configuration": self.voila_configuration},
        }
        self.app = web.Application()  # what warm kernels read their settings from until the real one stands
        self.app.settings = settings
        self.kernel_manager = settings["kernel_manager"] = kernel_class(
            parent=self,
            connection_dir=self.connection_dir,
            kernel_spec_manager=self.kernel_spec_manager,
            allowed_message_types=list(ALLOWED_MESSAGES),
            maximum_kernels=self.maximum_kernels,
            idle_seconds=60 * self.idle_minutes,
            **warm,
        )
        return settings

    def init_handlers(self) -> list[tuple]:
        """Return who answers what: of Voila's own pages, scripts and files none is there."""
        voila = {"voila_configuration": self.voila_configuration}
        dashboard = {**voila, "template_paths": self.template_paths, "config": self.config}
        pages = [(rf"/{page.name}", DashboardHandler, {"page": page, **dashboard}) for page in self.pages]
        front = [(r"/", DashboardHandler, {"page": page, **dashboard}) for page in self.pages[:1]]
        return [
            *front,
            *pages,
            (r"/login", LoginHandler, voila),
            (rf"/api/kernels/{_KERNEL_ID}", KernelModelHandler),
            (rf"/api/kernels/{_KERNEL_ID}/channels", WidgetSocket),
            (r"/voila/api/shutdown/(.*)", TabClosedHandler),
            (r"/plworkbench/static/([\w.-]+)", AssetHandler),
            (rf"{part_files.FOLDER}([\w+.-]+)", PartHandler),
        ]

    def describe_page(self, page: Page | None) -> dict[str, object]:
        """Return what the templates need to know: the page, its neighbours, and where the files are."""
        return {
            "product": PRODUCT,
            "page": page,
            "pages": self.pages,
            "url": own_url,
            "part_styles": part_files.address(f"{part_files.ALL_STYLES}.css"),
            "title": f"{page.title} - {PRODUCT}" if page else PRODUCT,
        }

    def start(self) -> None:
        """Serve until a signal says stop."""
        sockets, self.port = _sockets_near(self.wanted_port)
        settings = self.init_settings()
        self.app = GuardedApplication(self.init_handlers(), **settings)
        self.http_server = HTTPServer(self.app, max_buffer_size=LARGEST_MESSAGE)
        self.http_server.add_sockets(sockets)
        self.ioloop = ioloop.IOLoop.current()
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        if hasattr(signal, "SIGHUP"):  # the window it was started in is closed
            signal.signal(signal.SIGHUP, self._handle_signal_stop)
        if self.on_ready:
            self.ioloop.add_callback(self.on_ready, self)
        try:
            self.ioloop.start()
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop every kernel and remove what was needed only while running."""
        self.http_server.stop()
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def run(
    data_dir: Path | None = None, on_ready: Callable[[WorkbenchServer], None] | None = None, **options: object
) -> None:
    """Serve the dashboards until Ctrl+C.

    Parameters
    ----------
    data_dir : path, optional
        Folder with the user's database, handed on to every kernel.
    on_ready : callable, optional
        Called with the server once it answers.
    **options
        See `WorkbenchServer`.
    """
    os.umask(0o077)  # files with names and scores are for their owner alone
    os.environ[folders.DATA_DIR_VARIABLE] = str(folders.data_dir(data_dir).resolve())
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # remarks about settings that Jupyter chooses
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    asyncio.set_event_loop(asyncio.new_event_loop())
    os.environ[part_files.SERVED_VARIABLE] = "1"
    if forking.CAN_FORK:
        forking.begin()
    server = WorkbenchServer.instance(on_ready=on_ready, **options)
    server.initialize()
    keep_log(folders.data_dir())
    server.start()


def _sockets_near(port: int) -> tuple[list, int]:
    """Return sockets bound to this computer alone, at a port or the next free one."""
    for candidate in [port] if port == 0 else range(port, min(port + 100, 65536)):
        try:
            sockets = netutil.bind_sockets(candidate, ADDRESS)
        except OSError:
            continue
        return sockets, sockets[0].getsockname()[1]
    raise OSError(f"no free port from {port} on")


def _log_failures_without_query(handler: web.RequestHandler) -> None:
    # An address can carry the token, so what follows its '?' is never written down.
    if handler.get_status() >= 500:
        handler.settings["voila"].log.error("%s %s", handler.get_status(), handler.request.path)
        logger.error("answered %s at %s", handler.get_status(), handler.request.path)
