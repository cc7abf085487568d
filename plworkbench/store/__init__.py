"""The database behind the workbench: `Repository` is all that the rest of the program sees of it."""

from plworkbench.store.repository import Repository

__all__ = ["Repository"]
