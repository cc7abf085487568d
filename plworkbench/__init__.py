"""PL Workbench: a notebook-driven workbench for personalized learning.

Start with `wb = plworkbench.open()`.
"""

from plworkbench.errors import (
    GroupingImpossible,
    ImportRefused,
    NewerVersionExists,
    NotFound,
    Problem,
    WorkbenchError,
)

__version__ = "0.1.0"

__all__ = [
    "GroupingImpossible",
    "Groups",
    "ImportPreview",
    "ImportRefused",
    "MasteryTable",
    "NewerVersionExists",
    "NotFound",
    "Problem",
    "Workbench",
    "WorkbenchError",
    "open",
]


def __getattr__(name: str):
    """Import what needs pandas only when it is asked for, so that `plworkbench --help` answers at once."""
    if name in ("open", "Workbench"):
        from plworkbench import workbench

        return getattr(workbench, name)
    if name in ("Groups", "ImportPreview", "MasteryTable"):
        from plworkbench import results

        return getattr(results, name)
    raise AttributeError(f"module 'plworkbench' has no attribute '{name}'")
