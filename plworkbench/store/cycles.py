"""The cycles of a class: its saved groupings in the order in which they were used, and who was where in each."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, select

from plworkbench.store.counting import T
from plworkbench.store.database import reading
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.reading import Reading, frame_of

CYCLE = [
    "grouping_key", "name", "purpose", "standard_codes", "group_names", "settings", "starts_on", "review_on",
    "created_at",
]  # fmt: skip
PLACE = ["grouping_key", "student_key", "group_number", "moved_by_hand"]


class Cycles(Reading):
    """The part of `Repository` that tells how a class was grouped so far; drafts and discarded groupings do not count.

    Cycles are in the order of their first days, where there is none, of the day on which they were formed.
    """

    def cycles(self, class_key: str) -> pd.DataFrame:
        """Return the saved groupings of a class, oldest first.

        Returns
        -------
        DataFrame
            Columns grouping_key, name, purpose, standard_codes, group_names, settings, starts_on, review_on,
            created_at. Groupings that are rounds of one plan have series, round and rounds among their settings.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.cycles("no such class"))
        0
        """
        with reading(self._engine) as connection:
            return _cycles(connection, class_key)

    def past_memberships(self, class_key: str) -> pd.DataFrame:
        """Return who was in which group of every saved grouping of a class, in the order of `cycles`.

        Returns
        -------
        DataFrame
            Columns grouping_key, student_key, group_number, moved_by_hand.
        """
        table, members = T["groupings"], T["memberships"]
        query = select(members).join(table, members.c.grouping_key == table.c.grouping_key)
        query = query.where(table.c.class_key == class_key, table.c.status == "saved")
        with reading(self._engine) as connection:
            into, order = merged_into(connection), _cycles(connection, class_key)["grouping_key"]
            frame = resolved(frame_of(connection, query, "memberships"), into)
        place = pd.Series(range(len(order)), index=order)
        frame = frame.assign(place=frame["grouping_key"].map(place)).sort_values(
            ["place", "student_key", "group_number"]
        )
        # Two records of one student: the place in the first group stays, as on the board.
        return frame.drop_duplicates(["grouping_key", "student_key"])[PLACE].reset_index(drop=True)


def _cycles(connection: Connection, class_key: str) -> pd.DataFrame:
    table = T["groupings"]
    query = select(table).where(table.c.class_key == class_key, table.c.status == "saved")
    frame = frame_of(connection, query, "groupings")
    used_from = frame["starts_on"].fillna(frame["created_at"].dt.normalize())
    order = frame.assign(used_from=used_from).sort_values(["used_from", "created_at", "grouping_key"])
    return order[CYCLE].reset_index(drop=True)
