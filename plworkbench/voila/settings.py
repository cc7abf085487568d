"""How Voila is set up: in code alone, so that it is the same on every computer."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from traitlets.config import Config

from plworkbench.voila.kernels import OwnPython

_TEMPLATES_ABOVE = Path(__file__).parent.parent
"""Jupyter looks for our template in `voila/templates` below this folder."""

LONGEST_TEMPORARY = 30
"""A folder for temporary files with a longer path leaves no room for the name of a socket: it may have 100 letters."""


def server_configuration() -> Config:
    """Return Voila's configuration, all of it: nothing is read from the user's own files.

    Examples
    --------
    >>> server_configuration().VoilaConfiguration.file_allowlist
    []
    """
    config = Config()
    config.VoilaConfiguration = Config(
        template="plworkbench",
        allow_template_override="NO",
        allow_theme_override="NO",
        file_allowlist=[],
        strip_sources=True,
        show_tracebacks=False,
        kernel_spec_manager_class=OwnPython,
        page_config_hook=page_configuration,
        # Voila would write a script into the page as a sign of life; our pages allow no scripts in their text.
        http_keep_alive_timeout=24 * 3600,
    )
    config.NotebookNotary.db_file = ":memory:"
    config.KernelManager.autorestart = False  # a kernel begun anew knows nothing of the page: better say it is gone
    config.KernelManager.shutdown_wait_time = 2.0
    config.KernelManager.client_class = "plworkbench.voila.kernels.ClientWithoutHeartbeat"
    config.MappingKernelManager.allow_tracebacks = False
    # Any user of this computer may listen at a port. The files of a folder of our own are for us alone, and two
    # kernels that start at the same moment cannot take each other's.
    if os.name == "posix" and len(tempfile.gettempdir()) <= LONGEST_TEMPORARY:
        config.KernelManager.transport = "ipc"
    else:
        config.MappingKernelManager.transport_encryption = "required"
    config.VoilaExecutor.startup_timeout = 120
    # On a busy computer what a cell shows can come long after its reply; without it a page would be empty.
    config.VoilaExecutor.iopub_timeout = 120
    config.VoilaExecutor.raise_on_iopub_timeout = True
    return config


def page_configuration(
    page_config: dict[str, object], *, notebook_path: str, settings: dict[str, object], **_others: object
) -> dict[str, object]:
    """Return Voila's page configuration with what our template needs to know.

    Parameters
    ----------
    page_config : dict
        What Voila made up.
    notebook_path : str
        The dashboard, within the folder of dashboards.
    settings : dict
        Settings of the web application.
    """
    server = settings["voila"]
    page = next(page for page in server.pages if page.notebook == notebook_path)
    return page_config | {"workbench": server.describe_page(page)}


def own_jupyter_folders(folder: str) -> dict[str, str]:
    """Return environment variables that keep the user's own Jupyter and IPython settings out.

    Parameters
    ----------
    folder : str
        An empty folder that lives as long as the server.
    """
    return {
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_CONFIG_DIR": str(Path(folder) / "jupyter"),
        "JUPYTER_DATA_DIR": str(Path(folder) / "jupyter-data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PATH": str(_TEMPLATES_ABOVE),
        "IPYTHONDIR": str(Path(folder) / "ipython"),
    }
