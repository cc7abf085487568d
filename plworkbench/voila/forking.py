"""Kernels that begin in a moment: forked from one process that has imported what every page needs.

A kernel of its own takes two seconds of a processor until it has imported pandas and the panels, and keeps all of it
in memory once more. A forked one begins where the imports ended and shares what it does not change.

Source: the fork server of Python's `multiprocessing`. Only Linux: elsewhere libraries do not stand a fork.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if TYPE_CHECKING:  # not every system has them
    from multiprocessing.context import ForkServerContext, ForkServerProcess

CAN_FORK = sys.platform == "linux"
NAME = "plworkbench-fork"
"""Under which `pyproject.toml` makes the provisioner known to Jupyter."""

AHEAD = [__name__, "plworkbench.panels.ahead"]
"""The modules that, between them, import everything."""

_STARTING = threading.Lock()


def begin() -> None:
    """Start the process that kernels are forked from, without waiting for it."""
    from multiprocessing import forkserver

    _context()
    with suppress(OSError):  # then each kernel has to start Python anew
        forkserver.ensure_running()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(AHEAD)
    return context


class ForkedKernel:
    """A forked kernel, spoken to as Jupyter speaks to a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess):
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Return the exit status; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end, and return the exit status."""
        self._process.join(timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that has ended gets none."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkProvisioner(LocalProvisioner):
    """Launches kernels by forking."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that does what a command would: `python -m ipykernel_launcher ...`.

        Where that is not possible (a temporary folder with too long a name for a socket, say) the command is run.
        """
        # Plain texts: what they belong to in the server need not be known where they arrive.
        environment = {str(name): str(value) for name, value in kwargs["env"].items()}
        folder = str(kwargs.get("cwd") or Path.cwd())
        process = _context().Process(
            target=become_kernel, args=([str(word) for word in cmd[3:]], environment, folder), daemon=True
        )
        try:
            await asyncio.to_thread(_start, process)  # the first one waits until everything is imported
        except (OSError, EOFError) as error:
            self.log.warning("A kernel could not be forked (%s), so Python is started anew.", type(error).__name__)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = ForkedKernel(process)
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info


def _start(process: ForkServerProcess) -> None:
    """Start a process without the script of the server in it: `multiprocessing` would run that script once more."""
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            process.start()
        finally:
            sys.modules["__main__"] = main


def become_kernel(arguments: list[str], environment: Mapping[str, str], folder: str) -> None:
    """Be a kernel from here on, in a process that was just forked.

    Parameters
    ----------
    arguments : list of str
        What `ipykernel_launcher` is called with.
    environment : mapping
        The environment of the kernel.
    folder : str
        The folder it works in.
    """
    os.setsid()  # so that Ctrl+C in the window of the server is the server's alone
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    import numpy as np  # is there already; the server does without

    # Or libraries that draw from the one generator that all share would draw alike on all pages.
    np.random.seed()  # noqa: NPY002
    # The process it was forked from ends with the server, and the kernel with it.
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    widgets = "--IPKernelApp.extensions=ipywidgets"  # it was imported before there was a kernel it could speak through
    sys.argv = ["ipykernel_launcher", *arguments, parent, widgets]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
