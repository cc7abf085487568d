"""The one door to the database: frames in, frames out, every change an event that can be looked up."""

from __future__ import annotations

import os
from types import TracebackType

from sqlalchemy import Engine

from plworkbench.store.cycles import Cycles
from plworkbench.store.database import open_engine
from plworkbench.store.earlier import Earlier
from plworkbench.store.grouping_history import GroupingHistory
from plworkbench.store.import_history import ImportHistory
from plworkbench.store.interests import Interests
from plworkbench.store.judging import Judging
from plworkbench.store.kept import KeptFrames
from plworkbench.store.merging import Merging
from plworkbench.store.peer_reviews import PeerReviews
from plworkbench.store.planning import Planning
from plworkbench.store.rubrics import Rubrics
from plworkbench.store.schedules import Schedules
from plworkbench.store.wishing import Wishing


class Repository(
    ImportHistory, GroupingHistory, Cycles, Wishing, Interests, PeerReviews, Schedules, Merging, Judging, Planning,
    Rubrics, Earlier,
):  # fmt: skip
    """All the data of the workbench; every change is one transaction and leaves an event in the log.

    Frames have the columns and types of `plworkbench.schema.TABLES`. Several windows and programs may use the same
    data at once.

    Parameters
    ----------
    engine : Engine
        As `store.database.open_engine` gives it; use `Repository.open`.
    actor : str
        Who makes the changes, for the log: a key or a role, never a name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
    ...     key = repository.add_class("Period 3")
    ...     repository.events("class", key)["action"].tolist()
    ['added']
    """

    def __init__(self, engine: Engine, actor: str = "teacher"):
        self._engine = engine
        self._actor = actor
        self.kept = KeptFrames(self.log_tag)

    @classmethod
    def open(cls, location: str | os.PathLike[str] | None = None, actor: str = "teacher") -> Repository:
        """Open the data, making the database or bringing it up to date where needed.

        Parameters
        ----------
        location : path or str, optional
            A folder, or the address of a database as SQLAlchemy writes it; without it, the user's data folder.
        actor : str
            Who makes the changes, for the log.

        Raises
        ------
        WorkbenchError
            When it cannot be opened; the text says what to do.
        """
        return cls(open_engine(location), actor)

    def close(self) -> None:
        """Let go of the database; SQLite then folds its write-ahead log into the one file."""
        self._engine.dispose()

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
