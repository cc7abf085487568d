"""Kernels that are forked, started as the server starts them; each test asks the process itself."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager

from plworkbench.voila import forking
from plworkbench.voila.kernels import OwnPython

pytestmark = pytest.mark.skipif(not forking.CAN_FORK, reason="kernels are forked on Linux only")


@asynccontextmanager
async def forked(folder, **environment):
    """Start a kernel of the workbench; stop it in the end."""
    manager = AsyncKernelManager(kernel_spec_manager=OwnPython(), connection_file=str(folder / "kernel.json"))
    await manager.start_kernel(env=os.environ | environment, cwd=str(folder))
    try:
        yield manager
    finally:
        await manager.shutdown_kernel(now=True)


async def answer(manager: AsyncKernelManager, code: str) -> object:
    """Run code in the kernel and return what it left in `it`."""
    client = manager.client()
    client.start_channels(hb=False)
    try:
        await client.wait_for_ready(timeout=60)
        asked = {"it": "__import__('json').dumps(it)"}
        reply = await client.execute_interactive(
            code, user_expressions=asked, timeout=60, output_hook=lambda _: None, store_history=False
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return json.loads(ast.literal_eval(reply["content"]["user_expressions"]["it"]["data"]["text/plain"]))
    finally:
        client.stop_channels()


EVERYTHING = """
import os, sys
there = all(name in sys.modules for name in ("pandas", "plworkbench.panels.progress", "plotly.graph_objects"))
targets = sorted(get_ipython().kernel.comm_manager.targets)
it = there, os.getcwd(), os.environ["PW_MARK"], os.getpid() == os.getsid(0), targets
"""


def test_a_kernel_has_everything_imported_and_a_folder_environment_and_session_of_its_own(tmp_path):
    async def body() -> None:
        async with forked(tmp_path, PW_MARK="here") as manager:
            *found, targets = await answer(manager, EVERYTHING)
            assert found == [True, str(tmp_path), "here", True]
            assert "jupyter.widget.control" in targets  # through which a page speaks with its widgets

    asyncio.run(body())


SCRIPT = """
import asyncio, sys
from pathlib import Path

with open("runs", "a") as runs:
    runs.write("x")  # a script without a guard, as people write them

from jupyter_client.manager import AsyncKernelManager
from plworkbench.voila.kernels import OwnPython

async def body():
    manager = AsyncKernelManager(kernel_spec_manager=OwnPython(), connection_file=str(Path("kernel.json").resolve()))
    await manager.start_kernel(env={}, cwd=".")
    client = manager.client()
    client.start_channels(hb=False)
    await client.wait_for_ready(timeout=60)
    client.stop_channels()
    await manager.shutdown_kernel(now=True)

asyncio.run(body())
assert sys.modules["__main__"].body is body
"""


def test_a_kernel_does_not_run_the_script_that_started_the_server(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    ran = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "runs").read_text("utf-8") == "x"


LOTS = "import random, uuid, numpy as np; it = random.random(), np.random.rand(), uuid.uuid4().hex"


def test_two_kernels_draw_different_lots(tmp_path):
    async def body() -> None:
        drawn = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            async with forked(tmp_path / name) as manager:
                drawn.append(await answer(manager, LOTS))
        assert all(one != two for one, two in zip(*drawn))

    asyncio.run(body())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kernel_that_was_ended_is_known_to_be_gone(tmp_path, number):
    async def body() -> None:
        async with forked(tmp_path) as manager:
            await answer(manager, "it = 1")
            assert await manager.is_alive()
            os.kill(manager.provisioner.pid, number)
            deadline = time.monotonic() + 30
            while await manager.is_alive() and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            assert not await manager.is_alive()
            assert not psutil.pid_exists(manager.provisioner.pid)
            await manager.signal_kernel(signal.SIGINT)  # nobody is there to hear it, and nobody else does

    asyncio.run(body())


def test_a_kernel_ends_with_the_process_it_was_forked_from(tmp_path):
    async def body() -> None:
        async with forked(tmp_path) as manager:
            mother = psutil.Process(await answer(manager, "import os; it = os.getppid()"))
            mother.kill()
            deadline = time.monotonic() + 30
            while psutil.pid_exists(manager.provisioner.pid) and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            assert not psutil.pid_exists(manager.provisioner.pid)
        async with forked(tmp_path) as manager:  # the next has a new one
            assert await answer(manager, "it = 2 + 2") == 4

    asyncio.run(body())


def test_where_nothing_can_be_forked_python_is_started_anew(tmp_path, monkeypatch):
    def refused(_process):
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr(forking.multiprocessing.context.ForkServerProcess, "start", refused)

    async def body() -> None:
        async with forked(tmp_path) as manager:
            assert await answer(manager, "import os; it = os.getppid()") == os.getpid()
            assert isinstance(manager.provisioner.process, subprocess.Popen)

    asyncio.run(body())
