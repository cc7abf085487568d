"""Who the students of a class are: other records about them, and two records that are one child."""

from __future__ import annotations

import pandas as pd

from plworkbench import importers, schema
from plworkbench.errors import NotFound
from plworkbench.workbench.looking import Looking

_CHILD = ["student_key", "name", "other_student_key", "other_name", "why"]


class Roster(Looking):
    """The part of the workbench that knows students beyond their scores."""

    def records(self, table: str, class_name: str) -> pd.DataFrame:
        """Return the records of a class that files brought, with the student's `name`; those taken back are not there.

        Parameters
        ----------
        table : {"attendance", "behavior", "activities", "scale_scores", "demographics", "item_responses"}
            Which records.
        class_name : str
            The class.

        Raises
        ------
        NotFound
            If there is no such table or class.
        """
        known = [declared.name for declared in schema.RECORD_TABLES]
        if table not in known:
            raise NotFound(f"There are no records '{table}'. There are {', '.join(known)}.")
        records = self._store.records(table, self._class_key(class_name))
        names = self.students(class_name).set_index("student_key")["name"]
        records.insert(0, "name", records["student_key"].map(names))
        return records

    def same_child(self, class_name: str) -> pd.DataFrame:
        """Return pairs of records that may be one child, at least one of them in the class; `merge` puts them together.

        They share a name, and no number of one kind tells them apart; or a number but for the zeros in front.

        Returns
        -------
        DataFrame
            One row a pair: student_key, name, other_student_key, other_name, why. The first student is in the class.
            Pairs that were merged are not among them.

        Raises
        ------
        NotFound
            If there is no such class.
        """
        shown = self.students(class_name).set_index("student_key")["name"]
        everybody = self._store.students()
        everybody["in_class"] = everybody["student_key"].isin(shown.index)
        pairs = importers.pairs_of_one_child(everybody, self._store.identifiers())
        names = everybody.set_index("student_key")["name"].to_dict() | shown.to_dict()
        pairs = pairs.assign(name=pairs["student_key"].map(names), other_name=pairs["other_student_key"].map(names))
        return pairs[_CHILD]

    def merge(self, student_key: str, into_student_key: str) -> str:
        """Say that two records are one child, and return the key of the merge; `take_apart` reverses it.

        Parameters
        ----------
        student_key : str
            The record that is folded into the other.
        into_student_key : str
            The record that stays, with the scores, records and groups of both.

        Raises
        ------
        WorkbenchError
            If they are the same record, or one of them is folded into another already.
        """
        return self._store.merge_students(student_key, into_student_key)

    def take_apart(self, merge_key: str) -> None:
        """Undo a merge: each record has its own scores, records and groups again."""
        self._store.undo_merge(merge_key)

    def merges(self) -> pd.DataFrame:
        """Return the merges that stand, newest first: merge_key, name, merged_at (UTC)."""
        merges = self._store.merges()
        names = self._store.students().set_index("student_key")["name"]
        standing = merges[merges["undone_at"].isna()]
        standing = standing.assign(name=standing["into_student_key"].map(names).astype("str"))
        return standing[["merge_key", "name", "merged_at"]].iloc[::-1].reset_index(drop=True)
