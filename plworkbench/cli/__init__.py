"""The command `plworkbench`: `run` for teachers, `lab` for coaches, `check` and `import` for files.

Whatever a command needs is imported when it runs, so that `plworkbench --help` answers at once.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from plworkbench import folders
from plworkbench.cli.check_file import check
from plworkbench.cli.import_file import import_file

app = typer.Typer(
    name="plworkbench",
    help="PL Workbench: mastery, flexible groups, and dashboards for teachers. Everything stays on this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to serve at; if it is taken, the next free one.")]
Browser = Annotated[bool, typer.Option("--no-browser", help="Print the address, but do not open the browser.")]
DataDir = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Folder of the class data. Left out: the place this computer keeps user data."),
]
Preheat = Annotated[
    bool, typer.Option("--preheat/--no-preheat", help="Keep every page ready to open at once; without, save memory.")
]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="PLWORKBENCH_TOKEN",
        help="Token of the address in place of a random one; at least 16 characters.",
    ),
]
HostName = Annotated[
    list[str] | None,
    typer.Option("--host-name", help="Name under which a proxy of the school serves this; may be given repeatedly."),
]
MostKernels = Annotated[
    int | None,
    typer.Option(
        "--max-kernels", min=1, help="Most pages open at once, those kept ready included. Left out: what memory allows."
    ),
]
WarmPages = Annotated[
    int | None, typer.Option("--warm-pages", min=0, help="Pages kept ready to open at once. Left out: what fits.")
]
IdleMinutes = Annotated[
    float, typer.Option("--idle-minutes", min=0.05, help="A page that nobody touched for so long goes to sleep.")
]
Dashboards = Annotated[
    Path | None, typer.Option(exists=True, file_okay=False, hidden=True, help="Folder of other dashboard notebooks.")
]


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> None:
    """Everything stays on this computer: nothing is sent anywhere."""
    if version:
        from importlib.metadata import version as installed_version

        typer.echo(f"plworkbench {installed_version('plworkbench')}")
        raise typer.Exit


@app.command()
def run(
    port: Port = 8866,
    no_browser: Browser = False,
    data_dir: DataDir = None,
    preheat: Preheat = True,
    token: Token = None,
    host_name: HostName = None,
    max_kernels: MostKernels = None,
    warm_pages: WarmPages = None,
    idle_minutes: IdleMinutes = 45,
    dashboards: Dashboards = None,
) -> None:
    """Open the dashboards in the browser, served on this computer alone. Ctrl+C stops."""
    if token is not None and len(token) < 16:
        raise typer.BadParameter("a token needs at least 16 characters", param_hint="--token")
    _refuse_unwritable(folders.data_dir(data_dir))
    from plworkbench.voila import server

    def say_ready(ready: server.WorkbenchServer) -> None:
        if port not in (0, ready.port):
            typer.echo(f"Port {port} is taken by another program; using {ready.port}.")
        typer.echo(f"PL Workbench is ready: {ready.address}")
        typer.echo("Keep this window open. Press Ctrl+C here to stop; everything is saved as you work.")
        sys.stdout.flush()
        if not no_browser:  # in a thread of its own: some browsers keep the call until they are closed
            threading.Thread(target=webbrowser.open, args=(ready.address,), daemon=True).start()

    server.run(
        data_dir,
        say_ready,
        dashboards=dashboards,
        port=port,
        token=token,
        preheat=preheat,
        host_names=tuple(host_name or ()),
        maximum_kernels=max_kernels,
        warm_pages=warm_pages,
        idle_minutes=idle_minutes,
    )
    typer.echo("PL Workbench has stopped.")


@app.command()
def lab(port: Port = 8888, no_browser: Browser = False, data_dir: DataDir = None) -> None:
    """Open the notebooks in JupyterLab, with the same class data as the dashboards. Ctrl+C stops."""
    os.umask(0o077)
    data = folders.data_dir(data_dir).resolve()
    notebooks = _notebooks_to_work_in(data)
    token, free = secrets.token_urlsafe(24), _free_port(port)
    # The token goes by the environment: a command line can be read by every user of the computer.
    environment = os.environ | {
        folders.DATA_DIR_VARIABLE: str(data),
        "JUPYTER_TOKEN": token,
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    typer.echo(f"Notebooks: {notebooks}")
    typer.echo(f"JupyterLab opens in a moment at: http://127.0.0.1:{free}/lab?token={token}")
    typer.echo("Keep this window open. Press Ctrl+C here to stop.")
    sys.stdout.flush()
    command = _lab_command(notebooks, free, no_browser)
    raise typer.Exit(_stay_with(command, environment))


app.command()(check)
app.command("import")(import_file)


def _stay_with(command: list[str], environment: dict[str, str]) -> int:
    """Run a program until it ends and return its exit status; whoever stops us stops it, and it takes its time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the program by itself
    process = subprocess.Popen(command, env=environment)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: process.terminate())
    return process.wait()


def _refuse_unwritable(folder: Path) -> None:
    """Say before anything is served that the folder of the class data cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        typer.echo(f"The folder '{folder}' cannot be written. Choose another one with --data-dir.", err=True)
        raise typer.Exit(1) from None


def _lab_command(notebooks: Path, port: int, no_browser: bool) -> list[str]:
    """Return the command that starts JupyterLab for this computer alone, and so that it asks no other computer."""
    settings = Path(__file__).parent.parent / "voila" / "lab"
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={notebooks}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.open_browser={not no_browser}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--LabApp.app_settings_dir={settings}",
        "--ServerApp.jpserver_extensions={'voila.server_extension': False}",
        "--ServerApp.log_level=WARN",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def _free_port(port: int) -> int:
    """Return the port, or the next one that no other program has taken."""
    for candidate in [0] if port == 0 else range(port, min(port + 100, 65536)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise typer.BadParameter(f"no free port from {port} on", param_hint="--port")


def _notebooks_to_work_in(data: Path) -> Path:
    """Return a folder of notebooks that may be changed: the clone's own, or copies of those the package brought."""
    shipped = folders.shipped("notebooks")
    if "_shipped" not in shipped.parts:
        return shipped
    copies = data / "notebooks"
    for source in sorted(path for path in shipped.rglob("*") if path.is_file()):
        copy = copies / source.relative_to(shipped)
        if not copy.exists():  # what somebody wrote into a notebook is theirs
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    return copies
