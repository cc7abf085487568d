"""The log file in the data folder: what went wrong, when, and where in the code; never a name or a score."""

from __future__ import annotations

import copy
import logging
import os
from pathlib import Path

FILE_NAME = "workbench.log"
LARGEST = 500_000
"""Bytes after which a file is put aside as `workbench.log.1`, in place of the one before."""


class SharedLog(logging.Handler):
    """Appends to a file that the server and every kernel write to, each line at once.

    The rotating handler of the standard library keeps its file open, and other processes would go on writing to the
    old one. Errors are rare, so this one opens the file for each.

    Parameters
    ----------
    path : Path
        The file; it is made, for its owner alone, by the first line.
    """

    def __init__(self, path: Path):
        super().__init__(logging.WARNING)
        self.path = path
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a full disk must not turn one error into two."""
        bare = copy.copy(record)
        bare.exc_info = bare.exc_text = bare.stack_info = None  # a traceback can quote a name
        try:
            line = self.format(bare).replace("\n", " ")
            if self.path.exists() and self.path.stat().st_size > LARGEST:
                self.path.replace(self.path.with_name(f"{FILE_NAME}.1"))
            with open(self.path, "a", encoding="utf-8", opener=_for_the_owner) as file:
                file.write(f"{line}\n")
        except OSError:
            pass


def keep_log(folder: Path) -> None:
    """Write what goes wrong in this process to the log file of a data folder.

    Parameters
    ----------
    folder : Path
        The data folder.
    """
    # Other packages quote what they worked on, so only our own lines are kept.
    logger = logging.getLogger("plworkbench")
    for handler in [one for one in logger.handlers if isinstance(one, SharedLog)]:
        logger.removeHandler(handler)
    logger.addHandler(SharedLog(Path(folder) / FILE_NAME))


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
