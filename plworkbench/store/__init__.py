"""The database behind the workbench: `Repository` is what the rest of the program sees of it."""

from plworkbench.store.repository import Repository
from plworkbench.store.rubrics import checked_criteria
from plworkbench.store.typed import one_line

__all__ = ["Repository", "checked_criteria", "one_line"]
