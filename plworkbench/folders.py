"""Where things lie: what ships with the package, and the folder with the user's own data."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

DATA_DIR_VARIABLE = "PLWORKBENCH_DATA_DIR"
"""The environment variable by which `plworkbench run --data-dir` tells kernels where the data lies."""


def shipped(name: str) -> Path:
    """Return the folder `dashboards`, `notebooks` or `data` that came with the package.

    Parameters
    ----------
    name : {"dashboards", "notebooks", "data"}
        An installed wheel carries the three folders inside the package; a clone has them at its top level.

    Examples
    --------
    >>> shipped("data").name
    'data'
    """
    inside = Path(__file__).parent / "_shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def data_dir(chosen: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds the user's database, without making it.

    Parameters
    ----------
    chosen : path, optional
        Wins over the environment variable `PLWORKBENCH_DATA_DIR`, which wins over the place the operating
        system keeps user data in.

    Examples
    --------
    >>> data_dir("somewhere").name
    'somewhere'
    """
    where = chosen or os.environ.get(DATA_DIR_VARIABLE) or platformdirs.user_data_dir("plworkbench", appauthor=False)
    return Path(where).expanduser()
