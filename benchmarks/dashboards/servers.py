"""The apps as servers: how each is started, what can be seen in it, and what its processes take."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
APPS_FOLDER = Path(__file__).parent / "apps"
TOKEN = "only-for-this-measurement"
SAMPLE = "grade6_maths"
STARTS_WITHIN = 120.0
"""Seconds a server has until it answers."""

QUIET = 0.05
"""Seconds of processor time in half a second, below which a server has nothing left to do."""

PLOTLY_NAMES = "g.ytick text"
PLOTLY_PICTURE = ".heatmaplayer image"


@dataclass(frozen=True)
class App:
    """The view in one framework.

    Parameters
    ----------
    name : str
        As the tables call it.
    command : tuple of str
        What comes after `python -m`; `{port}`, `{apps}` and `{data}` are filled in.
    path : str
        The page's address on its server.
    table : str
        CSS selector of what names the rows of the table; '' where the table is painted on a canvas.
    control : str
        CSS selector of the filter.
    option : str
        CSS selector of an answer in the list that the filter opens; '' for a native select.
    ours : bool
        Whether it is one of ours: the browser is let in by the token, and kernels wait warm.
    waiting : int
        Processes that wait warm beside those of open pages.
    """

    name: str
    command: tuple[str, ...]
    path: str
    table: str
    control: str
    option: str = ""
    names: str = PLOTLY_NAMES
    picture: str = PLOTLY_PICTURE
    ours: bool = False
    waiting: int = 0


OUR_COMMAND = ("plworkbench.cli", "run", "--no-browser", "--port", "{port}", "--token", TOKEN, "--data-dir", "{data}")
OUR_VIEW = (*OUR_COMMAND, "--dashboards", "{apps}/ours_pages")
OUR_TABLE = ".pw-table tbody th"

APPS = (
    App(
        "ours",
        OUR_VIEW,
        "grid",
        OUR_TABLE,
        ".pw-panel select",
        names="[role=grid] th[scope=row]",
        picture="",
        ours=True,
        waiting=2,
    ),
    App("ours, with Plotly", OUR_VIEW, "plot", OUR_TABLE, ".pw-panel select", ours=True, waiting=2),
    App(
        "stock Voila",
        (
            "voila",
            "{apps}/stock_voila/class.ipynb",
            "--no-browser",
            "--port={port}",
            "--Voila.ip=127.0.0.1",
            "--MappingKernelManager.cull_idle_timeout=120",
            "--MappingKernelManager.cull_interval=60",
        ),
        "",
        "table.dataframe tbody tr",
        ".widget-dropdown select",
    ),
    App(
        "Streamlit",
        (
            "streamlit",
            "run",
            "{apps}/streamlit_app.py",
            "--server.port={port}",
            "--server.address=127.0.0.1",
            "--server.headless=true",
            "--server.fileWatcherType=none",
            "--browser.gatherUsageStats=false",
        ),
        "",
        "",
        "[data-testid=stSelectbox] [role=combobox], [data-testid=stSelectbox] input",
        "[role=option]",
    ),
    App(
        "Dash",
        (
            "gunicorn",
            "benchmarks.dashboards.apps.dash_app:server",
            "--bind=127.0.0.1:{port}",
            "--workers=1",
            "--threads=4",
            "--no-control-socket",
        ),
        "",
        ".ag-center-cols-container .ag-row",
        "#group",
        ".dash-dropdown-option",
    ),
    App(
        "Panel",
        ("panel", "serve", "{apps}/panel_app.py", "--port={port}", "--address=127.0.0.1"),
        "panel_app",
        ".tabulator-row",
        "select",
    ),
    App(
        "Solara",
        ("solara", "run", "{apps}/solara_app.py", "--production", "--no-open", "--host=127.0.0.1", "--port={port}"),
        "",
        ".v-data-table tbody tr",
        ".v-select [role=button]",
        ".v-list-item",
    ),
)

OUR_DASHBOARDS = App("the dashboards", (*OUR_COMMAND, "--max-kernels", "400"), "", "", "", ours=True)


class Server:
    """A server that runs, with everything it starts.

    Parameters
    ----------
    command : tuple of str
        As in `App`.
    data : Path, optional
        The data folder of a workbench.
    """

    def __init__(self, command: tuple[str, ...], data: Path | None = None):
        self.port = _free_port()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        filled = [part.format(port=self.port, apps=APPS_FOLDER, data=data) for part in command]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *filled],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
            start_new_session=True,
        )

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_it_answers(self, within: float = STARTS_WITHIN) -> bool:
        """Return whether it answers before long."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/", timeout=10).close()
                return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.25)
        return False

    def said(self) -> str:
        """Return the end of what it printed, without addresses of this machine's folders."""
        # The server writes on where this file stands, so its place is left alone.
        size = os.fstat(self._log.fileno()).st_size
        text = os.pread(self._log.fileno(), 400, max(0, size - 400))
        return re.sub(r"/\S*/", "", text.decode(errors="replace"))

    def processes(self) -> list[psutil.Process]:
        """Return the server's process and all below it."""
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self.process.pid)
            return [server, *server.children(recursive=True)]
        return []

    def memory(self) -> float:
        """Return the MB it holds altogether: pages that processes share are counted once (PSS)."""
        return sum(_told(process, lambda one: one.memory_full_info().pss) for process in self.processes()) / 1e6

    def processor_seconds(self) -> float:
        """Return the processor time its living processes have taken."""
        return sum(_told(process, lambda one: sum(one.cpu_times()[:2])) for process in self.processes())

    def settle(self, children: int = 0, within: float = 30.0) -> None:
        """Wait until it has at least so many processes below it and none of them has anything to do."""
        deadline = time.monotonic() + within
        quiet = 0
        while quiet < 2 and time.monotonic() < deadline:
            before = self.processor_seconds()
            time.sleep(0.5)
            idle = abs(self.processor_seconds() - before) < QUIET
            quiet = quiet + 1 if idle and len(self.processes()) > children else 0

    def stop(self) -> None:
        """Stop it and everything it started."""
        started = self.processes()
        for process in started:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(started, timeout=8)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(10)
        self._log.close()


def _told(process: psutil.Process, ask) -> float:
    with suppress(psutil.Error):
        return float(ask(process))
    return 0.0


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def sample_dashboards() -> Iterator[Server]:
    """Run our own dashboards on the sample class; a server that does not start raises RuntimeError."""
    import plworkbench

    with tempfile.TemporaryDirectory() as folder:
        plworkbench.open(folder).add_sample(SAMPLE)
        server = Server(OUR_DASHBOARDS.command, Path(folder))
        try:
            if not server.wait_until_it_answers():
                raise RuntimeError(f"The server did not start: {server.said()!r}")
            yield server
        finally:
            server.stop()
