"""A real `plworkbench run` for the tests: started as a teacher starts it, on a data folder of the test's own."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from plworkbench.voila.forking import CAN_FORK

STARTS_WITHIN = 90  # seconds; a first start on a busy machine imports slowly
_READY = re.compile(r"PL Workbench is ready: (\S+)")


class RunningWorkbench:
    """A workbench that runs.

    Attributes
    ----------
    url : str
        The address it printed, with the token; new after `restart`.
    address : str
        The same without path and token: `http://127.0.0.1:40123`.
    data_dir : Path
        Its data folder; kept by `restart`.
    said : list of str
        Every line it printed so far, errors included.
    """

    def __init__(self, data_dir: Path, *options: str):
        self.data_dir = data_dir
        self.said: list[str] = []
        self._options = options
        self._start()

    @property
    def address(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def link(self, where: str) -> str:
        """Return the address of a page that lets a stranger in: 'progress?class=Period%203'."""
        return f"{self.address}/{where}{'&' if '?' in where else '?'}token={self.token}"

    @property
    def token(self) -> str:
        return parse_qs(urlsplit(self.url).query)["token"][0]

    def kernels(self) -> set[int]:
        """Return the process numbers of its living kernels."""
        children = psutil.Process(self.process.pid).children()
        if CAN_FORK:  # its children are the process that kernels are forked from, and one that tidies up after it
            children = [kernel for child in children for kernel in child.children()]
        return {child.pid for child in children if lives(child.pid)}

    def memory(self) -> float:
        """Return the MiB the server and its kernels hold, shared pages counted once."""
        server = psutil.Process(self.process.pid)
        return sum(process.memory_full_info().pss for process in [server, *server.children(recursive=True)]) / 2**20

    def stop(self) -> int:
        """Press Ctrl+C and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return self.process.returncode

    def restart(self) -> None:
        """Stop it and start it again on the same data; `url` is a new one."""
        self.stop()
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "plworkbench.cli", "run", "--no-browser", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--data-dir", str(self.data_dir), *self._options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, args=(lines,), daemon=True).start()
        self.url = self._wait_for_address(lines)

    def _listen(self, lines: queue.Queue[str | None]) -> None:
        for line in self.process.stdout:
            self.said.append(line)
            lines.put(line)
        lines.put(None)

    def _wait_for_address(self, lines: queue.Queue[str | None]) -> str:
        deadline = time.monotonic() + STARTS_WITHIN
        while (left := deadline - time.monotonic()) > 0:
            try:
                line = lines.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                break
            if found := _READY.search(line):
                return found.group(1)
        self.process.kill()
        pytest.fail("plworkbench run did not print its address. It said:\n" + "".join(self.said), pytrace=False)


def lives(process: int) -> bool:
    """Tell whether a process runs; one that ended and was not fetched yet by its parent does not."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(is_so: Callable[[], bool], seconds: float = 15.0) -> bool:
    """Wait for something to become true; return whether it did."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def workbench_server(tmp_path: Path) -> Iterator[RunningWorkbench]:
    """A workbench on an empty data folder; warm kernels are left out, which suits a test that opens few pages."""
    running = RunningWorkbench(tmp_path / "data", "--no-preheat")
    yield running
    running.stop()
